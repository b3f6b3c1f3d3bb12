"""What changed: of one entry, and lately in the whole catalogue. Read from the change sets, in words.

The public sees the changes of what it sees: published and withdrawn entries, vocabularies, sources, documents, guides.
Facts are told by the statements' printed words, which are the documents' own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import LANGUAGES, VOCABULARIES, Change, Dataset, Revision, Statement
from datasets.models.public import addressed, moved
from datasets.records.changes import EXISTS, FORMER, NOTES, STATEMENT, TEXT
from datasets.web.addresses import absolute, with_query
from datasets.words.texts import words
from datasets.words.wording import before_value

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Change sets on a page, and lines of one of them.
PAGE, LINES = 30, 60
LAST_PAGE = 1_000
# Words of a text that stand around what changed in it.
AROUND = 6

ORIGINS: "Mapping[str, StrOrPromise]" = {
    Revision.Origin.FORM: lazy("by hand"),
    Revision.Origin.SEED: lazy("from the catalogue's files"),
    Revision.Origin.IMPORT: lazy("by an import"),
    Revision.Origin.TEXTS: lazy("with translated texts"),
    Revision.Origin.UNDO: lazy("an earlier change taken back"),
    Revision.Origin.PROGRAM: lazy("by the program"),
}
COLUMNS: "Mapping[str, StrOrPromise]" = {
    "name": lazy("Name"), "slug": lazy("Address"), "status": lazy("Status"), FORMER: lazy("Former addresses"),
    NOTES: lazy("Notes on what does not agree"),
}  # fmt: skip
KINDS: "Mapping[str, StrOrPromise]" = {
    "source": lazy("Source"), "document": lazy("Document"), "guide": lazy("Guide"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One change in words: what it is about, what it was and what it became, as far as that can be shown.

    `marked` is a text with what went and what came: pairs of "", "del" or "ins" and words, in `language`.
    """

    label: str
    before: str = ""
    after: str = ""
    marked: tuple[tuple[str, str], ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Entry:
    """What a change set did to one thing: its name, its address ("" for none), and the lines."""

    name: str
    url: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True)
class Set:
    """A change set: its number, when, who or by what, why, and the things that it changed."""

    number: int
    when: datetime
    credit: str
    origin: str
    reason: str
    entries: tuple[Entry, ...]


def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what changed in one entry, the newest first."""
    row = addressed().filter(slug=slug).first()
    if row is None:
        now = moved([slug]).get(slug)
        if now is None:
            raise Http404(_("There is no such entry."))
        return redirect(with_query(request, reverse("history", args=[now])), permanent=True)
    changes = Change.objects.filter(kind="dataset", key=row.pk)
    context = {
        "dataset": row,
        **_page(request, changes),
        "canonical": absolute(request, reverse("history", args=[slug])),
    }
    return render(request, "datasets/history.html", context)


def changes(request: HttpRequest) -> HttpResponse:
    """Show what changed lately in the catalogue, the newest first."""
    published = Dataset.objects.filter(pk=OuterRef("key"), status=Dataset.Status.PUBLISHED)
    public = Change.objects.filter(~Q(kind="dataset") | Exists(published))
    context = {**_page(request, public), "canonical": absolute(request, reverse("changes"))}
    return render(request, "changes.html", context)


def _page(request: HttpRequest, changes: QuerySet[Change]) -> dict[str, object]:
    """Return one page of the change sets that these changes are part of."""
    sets = Revision.objects.filter(Exists(changes.filter(change_set=OuterRef("pk")))).order_by("-pk")
    typed = request.GET.get("page", "1")
    number = min(int(typed), LAST_PAGE) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    page = Paginator(sets, PAGE).get_page(number)
    found = list(page.object_list)
    rows = changes.filter(change_set__in=[one.pk for one in found]).order_by("change_set", "pk")
    return {"sets": list(_sets(found, rows[: PAGE * LINES * 2])), "page": page, "noindex": page.number > 1}


def _sets(found: Sequence[Revision], rows: Iterable[Change]) -> Iterator[Set]:
    changes: dict[int, dict[tuple[str, int], list[Change]]] = {}
    for row in rows:
        changes.setdefault(row.change_set_id, {}).setdefault((row.kind, row.key), []).append(row)
    all_rows = [row for things in changes.values() for of in things.values() for row in of]
    addresses = dict(
        Dataset.objects.filter(pk__in={row.key for row in all_rows if row.kind == "dataset"})
        .exclude(status=Dataset.Status.DRAFT)
        .values_list("pk", "slug")
    )
    keys = [int(row.path.removeprefix(STATEMENT)) for row in all_rows if row.path.startswith(STATEMENT)]
    stated = {row.pk: row for row in Statement.ever.filter(pk__in=keys).select_related("document")}
    for one in found:
        entries = tuple(_entry(of, addresses, stated) for of in changes.get(one.pk, {}).values())
        origin = str(ORIGINS.get(one.origin, ""))
        yield Set(one.pk, one.created, one.credit, origin, one.reason, entries[:LINES])


def _entry(rows: Sequence[Change], addresses: Mapping[int, str], stated: Mapping[int, Statement]) -> Entry:
    first = rows[0]
    slug = addresses.get(first.key) if first.kind == "dataset" else None
    name = first.label if first.kind == "dataset" else f"{_kind(first.kind)} {first.label}"
    lines = tuple(line for row in rows[:LINES] for line in _lines(row, stated))
    return Entry(name, reverse("dataset", args=[slug]) if slug else "", lines, max(0, len(rows) - LINES))


def _kind(kind: str) -> str:
    if kind in FIELDS:
        return before_value(FIELDS[kind].label)
    if kind in VOCABULARIES:
        return before_value(kind)
    return before_value(KINDS.get(kind, kind))


def _lines(row: Change, stated: Mapping[int, Statement]) -> Iterator[Line]:
    """Yield what one change says."""
    if row.path == EXISTS:
        yield Line(_("Added") if row.before is None else _("Deleted"))
    elif row.path.startswith(STATEMENT):
        yield from _statement(row, stated.get(int(row.path.removeprefix(STATEMENT))))
    elif row.path.startswith(TEXT):
        yield _text(row, row.path.removeprefix(TEXT))
    elif row.path in COLUMNS and isinstance(row.before, str) and isinstance(row.after, str):
        yield Line(str(COLUMNS[row.path]), _value(row.path, row.before), _value(row.path, row.after))
    else:
        yield Line(str(COLUMNS.get(row.path, row.path)))


def _value(path: str, value: str) -> str:
    return str(Dataset.Status(value).label) if path == "status" and value in Dataset.Status.values else value


def _statement(row: Change, statement: Statement | None) -> Iterator[Line]:
    if statement is None:
        return
    field = FIELDS.get(statement.field)
    what = f"{before_value(field.label if field else statement.field)} {statement.printed} ({statement.place})"
    if row.before is None:
        yield Line(_("Stated"), after=what)
    elif row.after is None:
        yield Line(_("Taken back"), before=what)
    else:
        reason = words(row.after.get("reason"))
        standing = Statement.Standing(row.after["standing"]).label
        yield Line(str(standing), after=f"{what} {reason.words}".strip(), language="")


def _text(row: Change, language: str) -> Line:
    name = get_language_info(language)["name_translated"] if language in LANGUAGES else language
    label = _("Text in %(language)s") % {"language": name}
    before, after = (_whole(value) for value in (row.before, row.after))
    return Line(label, marked=tuple(_marked(before, after)), language=language)


def _whole(text: Record | None) -> str:
    return f"{text['summary']} {text['description']}" if text else ""


def _marked(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield what went and what came, with a few words around it."""
    old, new = before.split(), after.split()
    for name, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            same = old[a:b]
            if len(same) > 2 * AROUND:
                same = [*same[:AROUND], "…", *same[-AROUND:]]
            yield "", " ".join(same)
        else:
            if b > a:
                yield "del", " ".join(old[a:b])
            if d > c:
                yield "ins", " ".join(new[c:d])
