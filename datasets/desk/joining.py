"""Two entries made one, and one made two. What will happen is shown first; each is one change set, and can be undone.

What moves, and how, stands in records.joining.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from datasets.facts import typed
from datasets.facts.fields import FIELDS, Field
from datasets.importing.matching.verdicts import apart_from
from datasets.models import (
    LANGUAGES,
    ChangeSet,
    Dataset,
    DatasetRelation,
    FormerSlug,
    Proposal,
    ProposedEdit,
    Statement,
    Suggestion,
)
from datasets.records import joining
from datasets.records.loading import voices_in_database
from datasets.records.projecting import naming
from datasets.web.sent import see
from datasets.words.asked import is_slug

from .doors import desk, page
from .doubles import beside
from .entry import LONGEST_NAME, LONGEST_SLUG, called
from .naming import stated_names, unfit_address
from .submitting import RefusedError, as_shown, changed_since, read_again, submit

# Entries that are offered to choose from, and characters of what is typed to find one.
MOST_OFFERED, LONGEST_TYPED = 20, 300
# So many statements are chosen by their words; of more, those of one field and document together: few form fields.
MOST_CHOICES = 150
# The address of an entry, as it is pasted.
ADDRESS = re.compile(r"/(?:d|datasets|entries)/([a-z0-9-]+)")


# --- two made one -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Merge:
    """What merging two entries will do, to be read before it is done: which one stays, and what becomes of the other.

    `moving` are the fields with how many statements move, `changes` what the entry holds of which it will hold another
    value, `guides` the titles of those that name the other one, `doubled` of those that name both.
    """

    stays: Dataset
    goes: Dataset
    joined: joining.Joined
    moving: Sequence[tuple[Field, int]]
    names: Sequence[str]
    changes: Sequence[tuple[Field, str, str]]
    guides: Sequence[Mapping[str, str]]
    doubled: Sequence[Mapping[str, str]]
    naming: Sequence[Dataset]
    suggestions: int
    proposals: Sequence[Proposal]

    @property
    def hides(self) -> bool:
        """Whether a public address would lead to what the public does not see."""
        return self.goes.is_published and not self.stays.is_published

    @property
    def texts(self) -> list[str]:
        """The languages whose texts move."""
        return [LANGUAGES[code] for code in self.joined.texts]

    @property
    def both(self) -> list[str]:
        """The languages in which both have a text."""
        return [LANGUAGES[code] for code in self.joined.both]

    @property
    def leading(self) -> list[str]:
        """The addresses that will lead to the one that stays."""
        return [reverse("dataset", args=[slug]) for slug in (self.goes.slug, *self.joined.goes.pieces["former_slugs"])]


@desk("GET", "HEAD", "POST", needs="states")
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the `other` entry; show what merging the two will do; do it. `stays` is the slug of one of them."""
    entry = get_object_or_404(Dataset, slug=slug)
    asked = request.POST if request.method == "POST" else request.GET
    text = asked.get("other", "").strip()[:LONGEST_TYPED]
    other, choices = meant(entry, text)
    planned: Merge | None = None
    refused: list[str] = []
    status = 200
    if request.method == "POST" and other is not None:
        status = 400
        with transaction.atomic():
            ChangeSet.hold()
            for row in (entry, other):
                read_again(row, "revision", "status")
            planned = plan(*_ordered(entry, other, asked.get("stays", "")))
            refused = _merged(request, planned)
        if not refused:
            return see(reverse("desk-entry", args=[planned.stays.slug]))
    elif other is not None:
        planned = plan(*_ordered(entry, other, asked.get("stays", "")))
    context = {
        "entry": entry,
        "typed": other.name if other is not None else text,
        "other": other,
        "itself": other is None and text in (entry.slug, entry.name),
        "choices": choices,
        "alike": () if text else alike(entry),
        "apart": () if text else apart_from(entry),
        "merge": planned,
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "longest_typed": LONGEST_TYPED,
    }
    return page(request, "merging.html", context, section="entries", status=status)


def _merged(request: HttpRequest, planned: Merge) -> list[str]:
    """Do what was shown, or say why it is not done."""
    if planned.hides:
        return [_("The public sees the one that would go: keep that one, or publish the other first.")]
    if changed := changed_since(request, planned.stays) or changed_since(request, planned.goes, "seen_other"):
        return [changed]
    try:
        submit(request, planned.joined.edits(), request.POST.get("reason", ""))
    except RefusedError as error:
        return error.messages
    return []


def meant(entry: Dataset, text: str) -> tuple[Dataset | None, list[Dataset]]:
    """Return the other entry that `text` names, by its name, address or slug, or those to choose from."""
    others = Dataset.objects.exclude(pk=entry.pk).order_by("slug")
    if not text:
        return None, []
    pasted = ADDRESS.search(text)
    wanted = pasted[1] if pasted else text.lower()
    slug = wanted if is_slug(wanted) else ""
    found = others.filter(slug=slug).first()
    if found is None and (former := FormerSlug.objects.filter(slug=slug).exclude(dataset=entry).first()) is not None:
        found = former.dataset
    if found is not None:
        return found, []
    rows = list(called(others, text)[: MOST_OFFERED + 1])
    exact = [row for row in rows if row.name.lower() == text.lower()]
    for several in (exact, rows):
        if len(several) == 1:
            return several[0], []
    return None, rows[:MOST_OFFERED]


def alike(entry: Dataset) -> list[Dataset]:
    """Return other entries that may be the same: its copies, and what the finder finds, the likeliest first."""
    mirror = DatasetRelation.Kind.MIRROR_OF
    copies = DatasetRelation.objects.filter(kind=mirror, target=entry).order_by().values("dataset")
    copied = DatasetRelation.objects.filter(kind=mirror, dataset=entry).order_by().values("target")
    found = {one.slug: place for place, one in enumerate(beside(entry))}
    rows = Dataset.objects.filter(Q(slug__in=found) | Q(pk__in=copies) | Q(pk__in=copied)).exclude(pk=entry.pk)
    return sorted(rows, key=lambda row: (found.get(row.slug, len(found)), row.slug))[:MOST_OFFERED]


def _ordered(entry: Dataset, other: Dataset, stays: str) -> tuple[Dataset, Dataset]:
    """Return the one that stays and the one that goes; unless it is said, the one that the public sees stays."""
    hidden = other.is_published and not entry.is_published
    return (other, entry) if stays == other.slug or (hidden and stays != entry.slug) else (entry, other)


def plan(stays: Dataset, goes: Dataset) -> Merge:
    """Return what merging two entries will do; some queries."""
    both = joining.entries([stays.pk, goes.pk])
    guides = joining.guides()
    found = joining.joined(both[stays.pk], both[goes.pk], guides)
    tally = Counter(statement["field"] for statement in found.statements)
    known = {stays.name, *stays.aliases}
    names = [one["value"] for one in found.statements if one["field"] == "name" and one["value"] not in known]
    waiting = ProposedEdit.objects.filter(kind="dataset", key=goes.pk, proposal__state__in=Proposal.WAITING).order_by()
    return Merge(
        stays,
        goes,
        found,
        moving=[(field, tally[code]) for code, field in FIELDS.items() if tally[code]],
        names=[*dict.fromkeys(name for name in names if name is not None)],
        changes=[
            (field, typed.write(field, before), typed.write(field, after))
            for field, before, after in found.outcome(voices_in_database())
        ],
        guides=[guides[key]["titles"] for key in found.guides if key not in found.doubled],
        doubled=[guides[key]["titles"] for key in found.doubled],
        naming=list(naming([goes.slug, *found.goes.pieces["former_slugs"]]).exclude(pk__in=both).order_by("slug")),
        suggestions=Suggestion.objects.filter(dataset=goes).count(),
        proposals=list(Proposal.objects.filter(pk__in=waiting.values("proposal"))),
    )


# --- one made two -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Statements that are chosen together: of the same words, or of one field and document where an entry has many."""

    statements: Sequence[Statement]
    chosen: bool

    @property
    def value(self) -> str:
        """What the form sends for them."""
        return "-".join(str(statement.pk) for statement in self.statements)

    @property
    def printed(self) -> list[Statement]:
        """The statements of which each prints something else."""
        return list({statement.printed: statement for statement in reversed(self.statements)}.values())[::-1]


@desk("GET", "HEAD", "POST", needs="states")
def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is said of an entry; let what is chosen be said of a new one, a draft."""
    entry = get_object_or_404(Dataset, slug=slug)
    given = request.POST
    rows = list(Statement.objects.filter(dataset=entry).select_related("document"))
    there = {row.pk for row in rows}
    chosen = {int(key) for value in given.getlist("statement") for key in re.findall("[0-9]{1,18}", value)} & there
    name = " ".join(given.get("name", "").split())[:LONGEST_NAME]
    address = given.get("slug", "").strip().lower()[:LONGEST_SLUG] or slugify(name)[:LONGEST_SLUG].strip("-")
    relation = given.get("relation", "") if given.get("relation", "") in DatasetRelation.Kind.values else ""
    errors: dict[str, str] = {}
    refused: list[str] = []
    status = 200
    if request.method == "POST":
        status = 400
        with as_shown(request, entry) as refused:
            if not name:
                errors["name"] = _("Say what the new entry is called.")
            elif why := unfit_address(address):
                errors["slug"] = why
            if not refused and not chosen:
                refused.append(_("Choose what is said of the new entry."))
            if not refused and not errors:
                parted = joining.parted(joining.entries([entry.pk])[entry.pk], chosen, name)
                done = submit(request, parted.edits(name, address, relation), given.get("reason", ""))
        if not refused and not errors:
            return see(reverse("desk-entry", args=[address if done.change_set else entry.slug]))
    context = {
        "entry": entry,
        "groups": choices_of(rows, chosen),
        "name": name,
        "names": [one for one in stated_names(entry) if one != entry.name],
        "slug": given.get("slug", ""),
        "relations": DatasetRelation.Kind.choices,
        "relation": relation,
        "longest": {"name": LONGEST_NAME, "slug": LONGEST_SLUG},
        "errors": errors,
        "refused": refused,
        "reason": given.get("reason", ""),
    }
    return page(request, "splitting.html", context, section="entries", status=status)


def choices_of(rows: Sequence[Statement], chosen: set[int]) -> list[tuple[str, list[Choice]]]:
    """Return what may be chosen of the statements, by the label of their field, in the order of the entry's page."""
    together: dict[str, dict[tuple[object, ...], list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        words = (row.line, row.heading, row.printed, row.standing) if len(rows) <= MOST_CHOICES else ()
        together[row.field][row.document_id, *words].append(row)
    codes = [*FIELDS, *(code for code in together if code not in FIELDS)]
    return [
        (
            str(FIELDS[code].label) if code in FIELDS else code,
            [Choice(group, chosen.issuperset(row.pk for row in group)) for group in together[code].values()],
        )
        for code in codes
        if code in together
    ]
