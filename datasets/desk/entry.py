"""The entry's desk, laid out like its public page: each fact with its value, its statements, and what may be done.

And a new entry, which needs a name, its kind, and one reference that says that there is such a thing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from datasets.compare.disputes import Dispute, disputes
from datasets.facts.columns import PARTS, STATEMENTS
from datasets.facts.fields import FIELDS, GROUPS, Field
from datasets.facts.kinds import Record
from datasets.facts.owed import owed
from datasets.facts.reading import with_everything
from datasets.facts.readings import Text, read
from datasets.facts.resolution import resolve, voice
from datasets.importing.matching.finder import Candidate
from datasets.models import LANGUAGES, Category, Dataset, Kind, Proposal, ProposedEdit, Statement
from datasets.records.changes import EXISTS
from datasets.records.edits import Edit
from datasets.translation.upkeep import State, with_current
from datasets.web.sent import see
from datasets.words.folding import fold
from datasets.words.spellings import spellings
from datasets.words.texts import ORIGINAL

from .doors import desk, page
from .doubles import called as called_alike
from .stating import asking, reference_in
from .submitting import RefusedError, submit

LONGEST_NAME, LONGEST_SLUG = 300, 80
# What the statements of a new entry say about where its category and kind come from.
CHOSEN = "Chosen by the curator who added the entry."


@dataclass(frozen=True)
class Said:
    """A statement on the page: the row, and whether what the entry holds rests on it."""

    statement: Statement
    held: bool


@dataclass(frozen=True)
class Fact:
    """One field: what the entry holds in words, everything that is said of it, and what does not agree."""

    field: Field
    texts: tuple[Text, ...]
    said: tuple[Said, ...]
    disputes: tuple[Dispute, ...]

    @property
    def disputed(self) -> bool:
        """Whether something in it is open."""
        return any(one.is_open for one in self.disputes)


@dataclass(frozen=True)
class Written:
    """How far the text of an entry is in one language."""

    language: str
    name: str
    state: State
    summary: str = ""


@desk(needs="sees")
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one entry to those who keep it true."""
    row = get_object_or_404(with_everything(Dataset.objects.all()), slug=slug)
    facts, missing = _facts(row)
    context = {
        "entry": row,
        "groups": facts,
        "missing": missing,
        "texts": _texts(row),
        "owed": owed(row),
        "proposals": _open_proposals(row),
        "statements": row.statement_set.all().count(),
    }
    return page(request, "entry.html", context, section="entries")


def _facts(row: Dataset) -> tuple[list[tuple[str, list[Fact]]], list[Field]]:
    """Return the known facts by group, and the fields of which nothing is said."""
    (clashes,) = disputes([row])
    by_field: dict[str, list[Dispute]] = defaultdict(list)
    for clash in clashes:
        by_field[clash.field].append(clash)
    statements = list(row.statement_set.all())
    records = [PARTS[STATEMENTS].item(statement) for statement in statements]
    held = resolve(records, {one.document.code: voice(one.document) for one in statements})
    said: dict[str, list[Said]] = defaultdict(list)
    for place, statement in enumerate(statements):
        rests = statement.field in held and place in held[statement.field].rests_on
        said[statement.field].append(Said(statement, rests))
    groups, missing = [], []
    for key, title in GROUPS.items():
        facts = []
        for about in FIELDS.values():
            if about.group != key:
                continue
            if said[about.code] or by_field[about.code]:
                facts.append(Fact(about, read(about, row).texts, tuple(said[about.code]), tuple(by_field[about.code])))
            else:
                missing.append(about)
        if facts:
            groups.append((str(title), facts))
    return groups, missing


def _texts(row: Dataset) -> list[Written]:
    """Return how far the entry's texts are, in each language. One query."""
    found = {text.language: text for text in with_current(row.descriptions.all())}
    return [Written(code, name, *state_of(found.get(code))) for code, name in LANGUAGES.items()]


def state_of(text: Any) -> tuple[State, str]:
    """Return how far a text with its `current` is, None where there is none, and its summary."""
    if text is None:
        return State.MISSING, ""
    if text.language != ORIGINAL and text.current is not None and text.translated_from != text.current:
        return State.OUT_OF_DATE, text.summary
    return (State.REVIEWED if text.reviewed else State.UNREVIEWED), text.summary


def _open_proposals(row: Dataset) -> Iterable[Proposal]:
    """Return the proposals that wait and would change the entry."""
    edits = ProposedEdit.objects.filter(kind="dataset", key=row.pk).order_by()
    return Proposal.objects.filter(pk__in=edits.values("proposal"), state__in=Proposal.WAITING).select_related("author")


@desk("GET", "HEAD", "POST", needs="adds")
def add(request: HttpRequest) -> HttpResponse:
    """Ask for what a new entry is called, what it is and who says so; then go on to its facts. It begins as a draft.

    Where there is an entry that is called so, or nearly, it is told first: `anyway` adds the new one all the same.
    """
    given = request.POST
    name = " ".join(given.get("name", request.GET.get("name", "")).split())[:LONGEST_NAME]
    slug = given.get("slug", "").strip() or slugify(name)[:LONGEST_SLUG].strip("-")
    reference = reference_in(given if request.method == "POST" else request.GET)
    errors: dict[str, str] = dict(reference.errors)
    refused: list[str] = []
    likely: list[Candidate] = []
    status = 200
    if request.method == "POST":
        status = 400
        if not name:
            errors["name"] = _("Say what the entry is called.")
        elif not slug:
            errors["slug"] = _("Give the entry an address of small letters, digits and hyphens.")
        likely = [] if errors or given.get("anyway") else called_alike(name, slug)
        if not errors and not likely:
            record = _record(name, slug, given.get("category", ""), given.get("kind", ""), reference.code)
            try:
                submit(request, [*reference.edits(), Edit("dataset", EXISTS, record)], given.get("reason", ""))
            except RefusedError as error:
                refused = error.messages
            else:
                query = f"?document={reference.code}"
                return see(f"{reverse('desk-state', args=[slug])}{query}")
    context = {
        "name": name,
        "slug": given.get("slug", ""),
        "categories": Category.objects.all(),
        "kinds": Kind.objects.all(),
        "chosen": (given.get("category", "imaging"), given.get("kind", "dataset")),
        **asking(reference),
        "errors": errors if request.method == "POST" else {},
        "refused": refused,
        "likely": likely,
        "tried": request.method == "POST",
    }
    return page(request, "add.html", context, section="add", status=status)


def _record(name: str, slug: str, category: str, kind: str, document: str) -> Record:
    """Return the record of a draft that says what it is and no more; the reference names it."""
    said = {"document": document, "printed": name}
    return {
        "slug": slug,
        "status": Dataset.Status.DRAFT,
        "name": name,
        "descriptions": [],
        "statements": [
            {"field": "name", "value": name, **said},
            {"field": "category", "value": category, "note": CHOSEN, **said},
            {"field": "kind", "value": kind, "note": CHOSEN, **said},
        ],
    }


@desk(needs="sees")
def find(request: HttpRequest) -> HttpResponse:
    """List the entries that are called like `q`, or all in one `status`, the latest changed first."""
    typed = request.GET.get("q", "").strip()[:200]
    status = request.GET.get("status", "")
    rows = Dataset.objects.order_by("-changed", "slug")
    if status in Dataset.Status.values:
        rows = rows.filter(status=status)
    if typed:
        rows = called(rows, typed)
    found = list(rows[: MOST_FOUND + 1])
    if typed and len(found) == 1:
        return see(reverse("desk-entry", args=[found[0].slug]))
    exact = [row for row in found if typed and typed.lower() in (row.slug, row.name.lower())]
    if len(exact) == 1:
        return see(reverse("desk-entry", args=[exact[0].slug]))
    context = {
        "q": typed,
        "status": status,
        "statuses": Dataset.Status.choices,
        "rows": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
    }
    return page(request, "find.html", context, section="entries")


# Entries on a page; words of a search, and letters of each, that are looked for.
MOST_FOUND, MOST_WORDS, MOST_LETTERS = 100, 12, 32


def called(rows: QuerySet[Dataset], text: str) -> QuerySet[Dataset]:
    """Return those of the entries in whose name, address or other names each word of `text` is, however spelled."""
    for word in fold(text).replace('"', " ").replace("\0", " ").split()[:MOST_WORDS]:
        plain, in_json = spellings(word[:MOST_LETTERS]), spellings(word[:MOST_LETTERS], in_json=True)
        rows = rows.filter(Q(name__regex=plain) | Q(slug__regex=plain) | Q(aliases__regex=in_json))
    return rows
