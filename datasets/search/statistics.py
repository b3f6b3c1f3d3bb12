"""What the catalogue holds as numbers: by what is shown, how much, when, on what terms, on whose word, how completely.

Published entries alone. Numbers come from the sets of the index, and from two queries for what the index has not; each
with the question whose list has just these entries, where lists can be asked so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from datasets.facts.fields import HELD, NEEDED, UNKNOWN
from datasets.facts.kinds import Record
from datasets.facts.resolution import AUTHORITIES
from datasets.index.entries import IMAGING
from datasets.index.snapshot import Snapshot
from datasets.models import Statement
from datasets.models.public import seen

from .parameters import Query

# Entries in the picture of amounts: each has a link, and what lies on others is seen no more.
MOST_POINTS = 120
# Years that have a bar of their own, up to the newest; those before them share one.
MOST_YEARS = 20
# Values that a question names at most to mean any of them: more are no address to share.
MOST_NAMED = 20


@dataclass(frozen=True)
class Crossed:
    """How many entries have both of two values: modalities as rows, body regions as columns, `numbers` by row.

    `depths` say how deep a modality lies in its tree. `by_row` and `by_column` are the entries of one value alone.
    """

    rows: Sequence[str]
    depths: Sequence[int]
    columns: Sequence[str]
    numbers: Sequence[Sequence[int]]
    by_row: Sequence[int]
    by_column: Sequence[int]
    entries: int

    @staticmethod
    def question(modality: str = "", anatomy: str = "") -> Query:
        """Return the question for the entries that have both values, or the one that is given."""
        given = {"modality": modality, "anatomy": anatomy}
        return Query(facets={parameter: (code,) for parameter, code in given.items() if code})


@dataclass(frozen=True)
class Amounts:
    """One entry with two amounts, both of them known: its subjects and its bytes, as the record has them."""

    slug: str
    name: str
    subjects: Record
    size: Record

    @property
    def pair(self) -> tuple[int, int]:
        """The two figures."""
        return (self.subjects["value"], self.size["value"])


@dataclass(frozen=True)
class Sizes:
    """The entries of which both amounts are known, the best documented first, at most MOST_POINTS of `known`."""

    points: Sequence[Amounts]
    known: int
    entries: int


@dataclass(frozen=True)
class Bar:
    """How often there is one thing: its code, the number, and the question for its list, None where there is none.

    One that `gathers` stands for several things.
    """

    code: str
    number: int
    question: Query | None = None
    gathers: bool = False


@dataclass(frozen=True)
class Bars:
    """Some things that are counted, out of how many, and how many of these are in none of them."""

    bars: Sequence[Bar]
    total: int
    rest: Bar | None = None

    @property
    def stated(self) -> int:
        """How many of the total are not the rest."""
        return self.total - (self.rest.number if self.rest else 0)

    @property
    def fullest(self) -> Bar | None:
        """The first of the bars of one thing with the highest number, None where all are empty."""
        best = max((bar for bar in self.bars if not bar.gathers), key=lambda bar: bar.number, default=None)
        return best if best is not None and best.number else None


def crossed(now: Snapshot) -> Crossed:
    """Return how many entries each modality has of each body region; what no entry has is left out."""
    modalities = now.facets.values["modality"]
    regions = now.facets.values["anatomy"]
    rows = [(code, depth) for code, depth in _tree(now, "modality") if modalities[code].entries]
    columns = [code for code, value in regions.items() if value.parent is None and value.entries]
    return Crossed(
        rows=[code for code, _depth in rows],
        depths=[depth for _code, depth in rows],
        columns=columns,
        numbers=[
            [(modalities[row].entries & regions[column].entries).bit_count() for column in columns]
            for row, _depth in rows
        ],
        by_row=[modalities[row].entries.bit_count() for row, _depth in rows],
        by_column=[regions[column].entries.bit_count() for column in columns],
        entries=now.entries,
    )


def _tree(now: Snapshot, parameter: str) -> list[tuple[str, int]]:
    """Return the codes of a facet with their depth, each behind the one that it is a part of."""
    values = now.facets.values[parameter]

    def below(parent: str | None, depth: int) -> list[tuple[str, int]]:
        found = []
        for code, value in values.items():
            if value.parent == parent:
                found += [(code, depth), *below(code, depth + 1)]
        return found

    return below(None, 0)


def sizes(now: Snapshot) -> Sizes:
    """Return the entries with their subjects and bytes, where both are known and can stand on a logarithmic axis."""
    subjects, size = _column(now, "subjects"), _column(now, "size")
    known = (subjects > 0) & (size > 0) & now.living
    order = now.order("support")
    slots = order[known[order]]
    cards = [now.card(slot) for slot in slots[:MOST_POINTS].tolist()]
    points = [Amounts(card["slug"], card["name"], card["subjects"], card["size"]) for card in cards]
    return Sizes(points, len(slots), now.entries)


def _column(now: Snapshot, parameter: str) -> NDArray[np.int64]:
    """Return the number of each slot in one numeric column; -1 is unknown."""
    known = now.facets.ranges[parameter]
    column = np.full(now.size, -1, np.int64)
    column[known.order] = known.values
    return column


def years(now: Snapshot) -> Bars:
    """Return the entries of each year up to the newest, those with none among them; the oldest years are one bar."""
    stated = _column(now, "year")[now.living]
    stated = stated[stated >= 0]
    if not len(stated):
        return Bars([], now.entries, _rest(now, "year"))
    newest, oldest = int(stated.max()), int(stated.min())
    first = max(oldest, newest - MOST_YEARS + 1)
    bars = [
        Bar(str(year), int((stated == year).sum()), Query(ranges={"year": (year, year)}))
        for year in range(first, newest + 1)
    ]
    if oldest < first:
        earlier = Query(ranges={"year": (None, first - 1)})
        bars.insert(0, Bar(str(first - 1), int((stated < first).sum()), earlier, gathers=True))
    return Bars(bars, now.entries, _rest(now, "year"))


def access(now: Snapshot) -> Bars:
    """Return the entries of each level of access, in the vocabulary's order."""
    return _of_terms(now, "access")


def licenses(now: Snapshot) -> Bars:
    """Return the entries of each licence that one has, the most frequent first."""
    found = _of_terms(now, "license")
    frequent = sorted((bar for bar in found.bars if bar.number), key=lambda bar: -bar.number)
    return Bars(frequent, found.total, found.rest)


def _of_terms(now: Snapshot, parameter: str) -> Bars:
    values = now.facets.values[parameter]
    bars = [
        Bar(code, value.entries.bit_count(), Query(facets={parameter: (code,)}))
        for code, value in values.items()
        if value.parent is None and code != UNKNOWN
    ]
    return Bars(bars, now.entries, _rest(now, parameter))


def _rest(now: Snapshot, parameter: str) -> Bar:
    """Return the entries of which nobody states a facet or column."""
    return Bar(UNKNOWN, now.facets.unstated[parameter].bit_count(), Query(facets={parameter: (UNKNOWN,)}))


def authorities() -> Bars:
    """Return the statements about published entries by the authority of the document, the highest first. One query."""
    rows = Statement.objects.filter(seen()).order_by().values_list("document__authority")
    numbers: Mapping[str, int] = dict(rows.annotate(number=Count("pk")))
    bars = [Bar(authority.value, numbers.get(authority.value, 0)) for authority in AUTHORITIES]
    return Bars(bars, sum(bar.number for bar in bars))


def completeness(now: Snapshot) -> Bars:
    """Return how many of the entries with imaging data state each field, the most frequent first.

    One query for the fields that lists are not filtered by: an entry states what a statement with a value says that is
    not set aside.
    """
    imaging = now.facets.chosen("category", (IMAGING,)) if IMAGING in now.facets.values["category"] else 0
    stated = _stated(IMAGING)
    bars = [
        _completed(now, field.code, imaging) if field.facet else Bar(field.code, stated.get(field.code, 0))
        for field in HELD
        if field.code not in NEEDED
    ]
    return Bars(sorted(bars, key=lambda bar: -bar.number), imaging.bit_count())


def _completed(now: Snapshot, parameter: str, imaging: int) -> Bar:
    """Return how many of the entries `imaging` state a facet or column, with the question that names all its values."""
    found, chosen = imaging & ~now.facets.unstated[parameter], {"category": (IMAGING,)}
    if parameter in now.facets.ranges:
        return Bar(parameter, found.bit_count(), Query(facets=chosen, ranges={parameter: (0, None)}))
    values = now.facets.values[parameter].items()
    named = tuple(code for code, value in values if not value.parent and code != UNKNOWN and value.entries & imaging)
    short = len(named) <= MOST_NAMED
    return Bar(parameter, found.bit_count(), Query(facets={**chosen, parameter: named}) if short else None)


def _stated(category: str) -> dict[str, int]:
    """Return of how many published entries of a category each field is stated with a value."""
    unfiltered = [field.code for field in HELD if field.facet is None]
    rows = (
        Statement.objects.filter(seen(), dataset__category__code=category, field__in=unfiltered, value__isnull=False)
        .exclude(standing=Statement.Standing.SET_ASIDE)
        .order_by()
        .values_list("field")
    )
    return dict(rows.annotate(number=Count("dataset", distinct=True)))


# What is measured, by the key under which pages, files and the API have it.
MEASURES: Mapping[str, Callable[[Snapshot], Crossed | Sizes | Bars]] = {
    "modality-anatomy": crossed,
    "size-subjects": sizes,
    "year": years,
    "access": access,
    "license": licenses,
    "authority": lambda _now: authorities(),
    "completeness": completeness,
}


@lru_cache(maxsize=2)
def measured(now: Snapshot) -> Mapping[str, Crossed | Sizes | Bars]:
    """Return every measure by its key; counted once for a snapshot."""
    return {key: measure(now) for key, measure in MEASURES.items()}
