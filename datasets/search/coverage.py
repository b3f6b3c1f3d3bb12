"""How well the catalogue is covered: facts by kind of entry, whose word is shown, age of references, what disagrees.

Published entries alone. The command coverage prints it, the page of the same name shows it; both read it from here. A
dozen queries, however many entries there are; what disagrees is read from the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.resolution import AUTHORITIES
from datasets.index.entries import DIFFERING, IMAGING
from datasets.index.snapshot import Snapshot
from datasets.models import (
    LANGUAGES,
    Dataset,
    DatasetDescription,
    Link,
    LinkHealth,
    LinkState,
    OrderedAccessStep,
    Paper,
    Right,
    Statement,
)
from datasets.models.dataset import published
from datasets.models.public import documents, seen

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Kinds of links that lead to an entry itself.
LEADING = ("homepage", "download", "archive")
# Kinds of entries that are data themselves.
DATA = ("dataset", "challenge")
OPEN = "open"
# Any entry.
EVERY = Q()


@dataclass(frozen=True)
class Asked:
    """A fact that visitors ask for: its key, its name, when an entry has it, and which entries are asked."""

    key: str
    label: "StrOrPromise"
    found: Q
    among: Q = EVERY


@dataclass(frozen=True)
class Group:
    """Some entries: their key, their name, which they are."""

    key: str
    label: "StrOrPromise"
    entries: Q


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    number: int
    of: int

    @property
    def percent(self) -> float:
        """The share in percent, 0 of none."""
        return 100 * self.number / self.of if self.of else 0.0


@dataclass(frozen=True)
class Texts:
    """The texts about entries in one language: written by people, by a machine, composed from facts; reviewed ones."""

    curator: int
    machine: int
    composed: int
    reviewed: int


@dataclass(frozen=True)
class Coverage:
    """All measures, each by its keys in the order in which it is told.

    `facts` by group and fact; `entries` by group; `authorities` counts the values shown by the best document that
    states them; `references` by the year that they speak for or appeared in, "" for those that do not say;
    `disagreements` counts entries by field; `links` counts addresses by their state.
    """

    entries: Mapping[str, int]
    facts: Mapping[str, Mapping[str, Share]]
    authorities: Mapping[str, int]
    references: Mapping[str, int]
    disagreements: Mapping[str, int]
    links: Mapping[str, int]
    texts: Mapping[str, Texts]

    def plain(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return asdict(self)


def _has(part: type[Any], condition: Q | None = None) -> Q:
    rows = part._default_manager.filter(condition or Q(), dataset=OuterRef("pk")).order_by()
    return Q(Exists(rows))


def _coded(*sets: str) -> Q:
    """Return the condition that an entry has a code in one of the sets."""
    found = Q()
    for name in sets:
        through = Dataset._meta.get_field(name).remote_field.through  # type: ignore[union-attr]
        found |= _has(through)
    return found


FACTS = (
    Asked("address", lazy("Address"), _has(Link, Q(kind__in=LEADING))),
    Asked("modality", FIELDS["modality"].label, _coded("modalities")),
    Asked("shows", lazy("Anatomy or condition"), _coded("anatomies", "conditions")),
    Asked("task", FIELDS["task"].label, _coded("tasks")),
    Asked("amount", lazy("Subjects or images"), Q(subjects__isnull=False) | Q(images__isnull=False)),
    Asked("access", FIELDS["access"].label, ~Q(access_level__code=UNKNOWN)),
    Asked(
        "steps",
        lazy("Steps, where access is not open"),
        _has(OrderedAccessStep),
        among=~Q(access_level__code__in=(OPEN, UNKNOWN)),
    ),
    Asked(
        "terms", lazy("Licence or terms"), Q(license__isnull=False) | _has(Right, ~Q(component=Right.Component.CODE))
    ),
    Asked("year", FIELDS["year"].label, Q(year__isnull=False)),
    Asked("paper", FIELDS["paper"].label, _has(Paper)),
    Asked("doi", lazy("Paper with a DOI"), _has(Paper, ~Q(doi=""))),
    Asked("size", FIELDS["size"].label, Q(size_bytes__isnull=False)),
    Asked("annotation", FIELDS["annotation"].label, _coded("annotation_types")),
    Asked("format", FIELDS["format"].label, _coded("formats")),
)

_IMAGING = Q(category__code=IMAGING)
GROUPS = (
    Group("data", lazy("Datasets and challenges"), _IMAGING & Q(kind__code__in=DATA)),
    Group("dataset", lazy("Datasets"), _IMAGING & Q(kind__code="dataset")),
    Group("challenge", lazy("Challenges"), _IMAGING & Q(kind__code="challenge")),
    Group("other", lazy("Archives, libraries and the like"), _IMAGING & ~Q(kind__code__in=DATA)),
    # Those that documents with numbered lines tell of: what the catalogue began with.
    Group("documented", lazy("From the documents"), _IMAGING & _has(Statement, Q(document__lines__isnull=False))),
    Group("not-imaging", lazy("Other data than images"), ~_IMAGING),
)


def coverage(now: Snapshot) -> Coverage:
    """Measure the catalogue; `now` is the index, for what disagrees."""
    entries, facts = {}, {}
    for group in GROUPS:
        asked = {
            key: Count("pk", filter=condition)
            for fact in FACTS
            for key, condition in ((fact.key, fact.among & fact.found), (f"{fact.key}_of", fact.among & Q(pk__gt=0)))
        }
        numbers = _some(group).aggregate(entries=Count("pk"), **asked)
        entries[group.key] = numbers["entries"]
        facts[group.key] = {fact.key: Share(numbers[fact.key], numbers[f"{fact.key}_of"]) for fact in FACTS}
    return Coverage(entries, facts, _authorities(), _references(), _disagreements(now), links(), _texts())


@lru_cache(maxsize=1)
def _measured(now: Snapshot) -> Coverage:
    """Return the measures of a snapshot, taken once for it."""
    return coverage(now)


def as_of_now(now: Snapshot) -> Coverage:
    """Return the measures; the health of links is no part of the catalogue, and is asked each time."""
    return replace(_measured(now), links=links())


def _some(group: Group) -> QuerySet[Dataset]:
    return published().filter(group.entries).order_by()


def _authorities() -> dict[str, int]:
    """Return how many values, one for each field that an entry states, rest on each authority at best."""
    said = Statement.objects.filter(seen(), value__isnull=False).exclude(standing=Statement.Standing.SET_ASIDE)
    up_to = [
        said.filter(document__authority__in=AUTHORITIES[: place + 1])
        .order_by()
        .values("dataset", "field")
        .distinct()
        .count()
        for place in range(len(AUTHORITIES))
    ]
    return {
        authority.value: number - before
        for authority, number, before in zip(AUTHORITIES, up_to, [0, *up_to], strict=False)
    }


def _references() -> dict[str, int]:
    """Return how many documents and references speak for each year, the newest first; "" for no year."""
    rows = documents().order_by().values_list(ExtractYear(Coalesce("as_of", "published")))
    numbers = dict(rows.annotate(number=Count("pk")))
    known = {str(year): numbers[year] for year in sorted((year for year in numbers if year), reverse=True)}
    return {**known, "": numbers.get(None, 0)}


def _disagreements(now: Snapshot) -> dict[str, int]:
    """Return for each field of how many entries the sources differ, those of most first."""
    bits = now.todo["differs"][now.living]
    found = {name: int(np.count_nonzero(bits >> place & 1)) for place, name in enumerate(DIFFERING)}
    return dict(sorted(((name, number) for name, number in found.items() if number), key=lambda one: -one[1]))


def links() -> dict[str, int]:
    """Return how many addresses of published entries are in each state; it changes without the catalogue."""
    rows = LinkHealth.objects.filter(Exists(published().filter(link_health=OuterRef("pk")).order_by())).order_by()
    numbers = dict(rows.values_list("state").annotate(number=Count("pk")))
    return {state.value: numbers[state.value] for state in LinkState if state.value in numbers}


def _texts() -> dict[str, Texts]:
    """Return the texts about entries by language."""
    total = published().count()
    rows = DatasetDescription.objects.filter(seen()).order_by().values_list("language", "origin", "reviewed")
    numbers: Sequence[tuple[str, str, bool, int]] = list(rows.annotate(number=Count("pk")))
    found = {}
    for language in LANGUAGES:
        own = [(origin, reviewed, number) for code, origin, reviewed, number in numbers if code == language]
        curator = sum(number for origin, _, number in own if origin == DatasetDescription.Origin.CURATOR)
        machine = sum(number for origin, _, number in own if origin == DatasetDescription.Origin.MACHINE)
        reviewed = sum(number for _, reviewed, number in own if reviewed)
        found[language] = Texts(curator, machine, total - curator - machine, reviewed)
    return found
