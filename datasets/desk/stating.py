"""Reading mode: one reference open, many facts typed against it, each as people write it.

The page has a field for each fact that an entry can have, in the groups of its public page. What is typed is read as
statements are everywhere (facts.typed), in the numbers of the page's language; what the reference prints is what was
typed, unless the printed words are given, too. All of a page is kept, or nothing and what is wrong beside each field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.facts import typed
from datasets.facts.columns import RELATIONS
from datasets.facts.fields import FIELDS, GROUPS, Field
from datasets.facts.kinds import Record
from datasets.facts.reading import targets, with_everything
from datasets.facts.readings import read as read_held
from datasets.facts.terms import NotUnderstoodError, Vocabularies
from datasets.models import LANGUAGES, Dataset, Document
from datasets.models.language import ORIGINAL
from datasets.records import references
from datasets.records.changes import EXISTS
from datasets.records.edits import STATED, Edit
from datasets.web.sent import see
from datasets.words.texts import reader

from .doors import desk, page
from .submitting import RefusedError, submit

# Characters that a statement keeps of what is printed, of its place, and of a note.
LONGEST_PRINTED, LONGEST_PLACE, LONGEST_ADDRESS, LONGEST_TITLE = 400, 300, 1_000, 500
# References that an entry cites already, offered first.
OFFERED = 60


@dataclass
class Row:
    """One field of the sheet: what was typed for it, what the entry holds, and what is wrong with what was typed."""

    field: Field
    held: str = ""
    value: str = ""
    printed: str = ""
    place: str = ""
    error: str = ""
    focus: bool = False

    @property
    def has_value(self) -> bool:
        """Whether the field has a normal form; of others the printed words alone are kept."""
        return self.field.kind.name in typed.FORMS

    @property
    def hint(self) -> str:
        """What may be typed, as an example."""
        return typed.example(self.field) if self.has_value and self.field.example is not None else ""

    @property
    def is_list(self) -> bool:
        """Whether a value may take several lines."""
        return typed.is_list(self.field)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return bool(self.value or self.printed)


@dataclass
class Reference:
    """The reference that a sheet is typed against: one that there is, or the address and what is said of a new one."""

    document: Document | None = None
    cited: str = ""
    title: str = ""
    authority: str = ""
    language: str = ORIGINAL
    as_of: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def edits(self) -> Iterator[Edit]:
        """Yield the edit that makes it, if it is not there."""
        if self.document is None:
            yield Edit("document", EXISTS, self._record())

    @property
    def code(self) -> str:
        """The code by which statements cite it."""
        return self.document.code if self.document is not None else references.code_of(self.cited)

    def _record(self) -> Record:
        return references.new_document(self.cited, self.title, self.authority, self.language, self.as_of or None)

    def query(self) -> dict[str, str]:
        """Return what the address of a page says of it, so that it stays open there."""
        if Document.objects.filter(code=self.code).exists():
            return {"document": self.code}
        return {"reference": self.cited, "title": self.title, "authority": self.authority, "language": self.language}


def reference_in(data: Mapping[str, Any]) -> Reference:
    """Return the reference that a form names: by its code, or by an address or DOI; `errors` say what is missing."""
    cited = str(data.get("reference", "")).strip()[:LONGEST_ADDRESS]
    found = Reference(
        cited=cited,
        title=" ".join(str(data.get("title", "")).split())[:LONGEST_TITLE],
        authority=str(data.get("authority", "")),
        language=language if (language := str(data.get("language", ""))) in LANGUAGES else ORIGINAL,
        as_of=str(data.get("as_of", "")).strip(),
    )
    code = str(data.get("document", "")) or cited.partition(" · ")[0]
    found.document = Document.objects.filter(code=code).first() if code and code.isprintable() else None
    if found.document is None and (known := references.cited_by(cited)) is not None:
        found.document = Document.objects.get(code=known)
    if found.document is not None:
        return found
    if not cited:
        found.errors["reference"] = _("Say where it is stated: paste an address or a DOI, or choose a document.")
    elif not references.normal(cited):
        found.errors["reference"] = _("“%(text)s” is no address, no DOI and no document of the catalogue.") % {
            "text": cited
        }
    elif found.authority not in Document.Authority.values:
        found.errors["authority"] = _("This reference is new: say whose word it is.")
    return found


def offered(entry: Dataset | None = None) -> list[Document]:
    """Return references to choose from: those that the entry cites, the newest first, then the latest of all."""
    rows = Document.objects.order_by("-pk")
    own = list(rows.filter(statements__dataset=entry, statements__retired=None).distinct()[:OFFERED]) if entry else []
    return [*own, *rows.exclude(pk__in=[row.pk for row in own])[: OFFERED - len(own)]]


def asking(reference: Reference, entry: Dataset | None = None) -> dict[str, Any]:
    """Return what the fields that name a reference expect (desk/reference.html)."""
    return {
        "reference": reference,
        "references": offered(entry),
        "authorities": Document.Authority.choices,
        "languages": LANGUAGES.items(),
    }


def sheet(entry: Dataset, data: Mapping[str, Any], only: str = "", after: str = "") -> list[tuple[str, list[Row]]]:
    """Return the groups of the sheet with their rows; of `only` one field, or the cursor in what comes `after` one."""
    row = with_everything(Dataset.objects.filter(pk=entry.pk)).get()
    rows = [
        Row(
            about,
            held="; ".join(text.text for text in read_held(about, row).texts),
            value=str(data.get(f"value-{code}", "")).strip(),
            printed=" ".join(str(data.get(f"printed-{code}", "")).split()),
            place=" ".join(str(data.get(f"place-{code}", "")).split()),
        )
        for code, about in FIELDS.items()
        if not only or code == only
    ]
    of_groups = [(str(title), [row for row in rows if row.field.group == key]) for key, title in GROUPS.items()]
    of_groups = [(title, found) for title, found in of_groups if found]
    in_order = [row for _, found in of_groups for row in found]
    codes = [row.field.code for row in in_order]
    first = codes.index(after) + 1 if after in codes else 0
    # Before anything is typed the cursor is in the reference, unless one is open.
    for one in in_order[first : first + 1] if after or data.get("document") else ():
        one.focus = True
    return of_groups


def stated(rows: Sequence[Row], reference: Reference, entry: Dataset) -> list[Edit]:
    """Return what was typed as edits of the entry; rows that cannot be read say why and give none."""
    vocabularies, found = Vocabularies(), []
    for row in rows:
        if not row.filled:
            continue
        try:
            value = value_of(row, entry, vocabularies)
        except NotUnderstoodError as error:
            row.error = str(error)
            continue
        printed = row.printed or " ; ".join(row.value.splitlines())
        if len(printed) > LONGEST_PRINTED:
            row.error = _("What is printed has at most %(number)s characters here: give the words that matter.") % {
                "number": LONGEST_PRINTED
            }
            continue
        statement = {"field": row.field.code, "value": value, "printed": printed, "document": reference.code}
        found.append(Edit("dataset", STATED, {**statement, **place_in(row, reference)}, entry.pk))
    return found


def value_of(row: Row, entry: Dataset, vocabularies: Vocabularies | None = None) -> Any:
    """Return the value of what was typed about an entry; None for a field of which the printed words alone are kept.

    Raises NotUnderstoodError with what is to be mended.
    """
    if not row.has_value:
        return None
    value = typed.read(row.field, row.value, reader(), vocabularies)
    if row.field.code == RELATIONS and entry.slug in targets(value):
        raise NotUnderstoodError(_("An entry is not related to itself: give the address of the other one."))
    return value


def place_in(row: Row, reference: Reference) -> Record:
    """Return where in the reference something stands: a line of one whose lines are numbered, else a heading."""
    numbered = reference.document is not None and reference.document.lines is not None
    if numbered and row.place.isascii() and row.place.isdigit() and len(row.place) < 8:
        return {"line": int(row.place)}
    return {"heading": row.place[:LONGEST_PLACE] or None}


@desk("GET", "HEAD", "POST", needs="states")
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the sheet for an entry; keep what was typed. `document` opens a reference, `field` asks for one fact."""
    entry = get_object_or_404(Dataset, slug=slug)
    asked = request.POST if request.method == "POST" else request.GET
    only = asked.get("field", "") if asked.get("field", "") in FIELDS else ""
    groups = sheet(entry, asked, only, request.GET.get("after", ""))
    rows = [row for _, found in groups for row in found]
    reference, status, refused = reference_in(asked), 200, list[str]()
    if request.method == "POST":
        status = 400
        edits = stated(rows, reference, entry)
        wrong = bool(reference.errors) or any(row.error for row in rows)
        if not wrong and not edits:
            refused = [_("Nothing was typed. Fill in at least one fact.")]
        if not wrong and edits:
            try:
                submit(request, [*reference.edits(), *edits], request.POST.get("reason", ""))
            except RefusedError as error:
                refused = error.messages
            else:
                return see(_next(entry, reference, rows, only))
    context = {
        "entry": entry,
        "groups": groups,
        "only": only,
        **asking(reference, entry),
        "tried": request.method == "POST",
        "refused": refused,
        "action": reverse("desk-state", args=[entry.slug]),
    }
    return page(request, "stating.html", context, section="entries", status=status)


def _next(entry: Dataset, reference: Reference, rows: Sequence[Row], only: str) -> str:
    """Return the page that follows: the entry where one fact was asked for, else the sheet with the reference open."""
    if only:
        return f"{reverse('desk-entry', args=[entry.slug])}#field-{only}"
    last = [row.field.code for row in rows if row.filled][-1]
    return f"{reverse('desk-state', args=[entry.slug])}?{urlencode({**reference.query(), 'after': last})}"
