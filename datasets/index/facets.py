"""The facets: what they are, which entries each value has, and how many of them a search leaves.

Counts are disjunctive: a facet's counts ignore its own selection, so that a visitor sees what widening it would bring.
Choosing a parent includes its children. That nobody states a facet is a choice like its values (UNKNOWN): "under 50 GB,
or not stated" loses nothing that may fit.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from datasets.facts import fields
from datasets.facts.fields import FIELDS, NEEDED, UNKNOWN, Field
from datasets.words.texts import best

from . import bitsets

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Facet:
    """One facet: its query parameter, which is the field's code, and its label.

    Where the label is a question, `noun` is what stands before a value or in a sentence. `every` lets a visitor ask for
    all of the chosen values instead of any: an entry can have several of them.
    """

    parameter: str
    label: "StrOrPromise"
    noun: "StrOrPromise" = ""
    every: bool = False

    @property
    def name(self) -> "StrOrPromise":
        """What the facet is called before a value or in a sentence."""
        return self.noun or self.label


def _facet(field: Field, facet: fields.Facet) -> Facet:
    return Facet(field.code, facet.question or field.label, field.label if facet.question else "", facet.every)


# The facet whose values are worked out when an entry is indexed, from its rights and its licence (facts.rights).
USE = Facet("use", _("Can I use it for…?"), _("Allowed use"), every=True)
_OF_CODES = [_facet(row, row.facet) for row in FIELDS.values() if row.facet and not row.facet.bounds]
# It stands behind the other one about getting the data.
_BEHIND = 1 + [facet.parameter for facet in _OF_CODES].index("access")
FACETS = (*_OF_CODES[:_BEHIND], USE, *_OF_CODES[_BEHIND:])

# The facets of what data show.
SHOWN = frozenset({"modality", "anatomy", "condition"})
# Facets in which a visitor may ask for all of the chosen values.
WITH_ALL = {facet.parameter: facet.parameter for facet in FACETS if facet.every}


@dataclass(frozen=True)
class RangeFacet:
    """A numeric facet: its query parameters are `parameter`_min and `parameter`_max."""

    parameter: str
    label: "StrOrPromise"


RANGES = tuple(RangeFacet(row.code, row.label) for row in FIELDS.values() if row.facet and row.facet.bounds)

# All parameters of which one may choose.
CHOICES: tuple[Facet | RangeFacet, ...] = (*FACETS, *RANGES)
# Those of which an entry may have nothing stated: UNKNOWN is a choice there, the reserved word that the vocabulary of
# access has as a term. No other vocabulary may have it (tests).
MAY_BE_UNKNOWN = frozenset({item.parameter for item in CHOICES} - {*NEEDED})
NOT_STATED: Mapping[str, str] = {
    "en": "Not stated",
    "fr": "Non précisé",
    "pt-br": "Não informado",
    "zh-hans": "未注明",
    "ru": "Не указано",
}


@dataclass(frozen=True)
class Value:
    """One value of a facet: its code, names and synonyms by language, parent, and entries (children's included)."""

    code: str
    names: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]
    parent: str | None
    entries: int

    def name(self, language: str) -> str:
        """Return the name in `language`, in English where there is none."""
        return self.named(language)[1]

    def named(self, language: str) -> tuple[str, str]:
        """Return the language of the name for a reader of `language`, and the name."""
        return best(self.names, language) or ("", self.code)


# Facets whose values are shown where an entry has them, and only there: a source that no published entry has may be
# that of a draft. The terms of the vocabularies are the directory's own words and say nothing of any entry.
BY_ENTRIES = frozenset({"source"})


def shown(parameter: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of one facet that the public sees (BY_ENTRIES)."""
    return {code: value for code, value in values.items() if value.entries or parameter not in BY_ENTRIES}


def with_children(own: Mapping[str, int], parents: Mapping[str, str | None]) -> dict[str, int]:
    """Return for each code the entries of the code itself and of all codes below it."""
    entries = dict(own)
    for code, bits in own.items():
        above = parents.get(code)
        while above is not None:
            entries[above] = entries.get(above, 0) | bits
            above = parents.get(above)
    return entries


# Lower edges of the histograms' bins: powers of ten where columns span many of them; bytes for size.
EDGES: Mapping[str, tuple[int, ...]] = {
    "subjects": (0, 10, 100, 1_000, 10_000, 100_000, 1_000_000),
    "images": (0, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000),
    "size": (0, 10**8, 10**9, 10**10, 10**11, 10**12, 10**13),
    "year": (0, 2000, 2005, 2010, 2015, 2018, 2020, 2022, 2024),
}


# Sets whose counts are remembered: some 20 KB each at 100,000 entries.
REMEMBERED = 100


@dataclass(frozen=True)
class FacetIndex:
    """Which of `size` slots are entries, which have which value (parameter -> code -> Value), and numeric columns.

    `unstated` are the entries of which nobody states a facet or column, by its parameter.
    """

    size: int
    everything: int
    values: Mapping[str, Mapping[str, Value]]
    ranges: Mapping[str, bitsets.Range]
    bins: Mapping[str, Sequence[int]]
    unstated: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def choices(self) -> Mapping[str, Mapping[str, Value]]:
        """What may be chosen, by parameter and code: the values of the facets, and UNKNOWN where it may be."""
        unknown = {
            parameter: {UNKNOWN: Value(UNKNOWN, NOT_STATED, {}, None, entries)}
            for parameter, entries in self.unstated.items()
        }
        named = (*self.values, *(parameter for parameter in unknown if parameter not in self.values))
        return {parameter: {**self.values.get(parameter, {}), **unknown.get(parameter, {})} for parameter in named}

    def within(self, entries: int) -> "FacetIndex":
        """Return the same facets with no other entries than these, which are all among its own."""
        values = {
            parameter: shown(
                parameter, {code: replace(value, entries=value.entries & entries) for code, value in members.items()}
            )
            for parameter, members in self.values.items()
        }
        unstated = {parameter: bits & entries for parameter, bits in self.unstated.items()}
        return FacetIndex(self.size, entries, values, self.ranges, self.bins, unstated)

    @cached_property
    def shares(self) -> Mapping[str, NDArray[np.float32]]:
        """For each facet of SHOWN which part of an entry's values one is: all of one, a quarter of four, 0 of none.

        A value of which an entry has a narrower one is none of its own.
        """
        found = {}
        for parameter in SHOWN & self.values.keys():
            members = self.values[parameter]
            narrower: dict[str, int] = defaultdict(int)
            for value in members.values():
                if value.parent is not None:
                    narrower[value.parent] |= value.entries
            numbers = np.zeros(self.size, np.float32)
            for value in members.values():
                numbers += bitsets.to_mask(value.entries & ~narrower[value.code], self.size)
            found[parameter] = np.divide(1, numbers, out=np.zeros_like(numbers), where=numbers > 0)
        return found

    def chosen(self, parameter: str, codes: Iterable[str], every: bool = False) -> int:
        """Return the entries that have any, or `every`, of the `codes` of one facet."""
        entries = (self.choices[parameter][code].entries for code in codes)
        return reduce(and_, entries, self.everything) if every else reduce(or_, entries, 0)

    def filters(
        self,
        facets: Mapping[str, Iterable[str]],
        ranges: Mapping[str, tuple[int | None, int | None]],
        all_of: Iterable[str] = (),
    ) -> dict[str, int]:
        """Return the set of entries that each chosen facet and range lets pass, by parameter.

        Of a range it lets pass what is within the bounds and, where UNKNOWN is chosen in it, what has no number.
        """
        passing = {parameter: self.chosen(parameter, codes, parameter in all_of) for parameter, codes in facets.items()}
        for parameter, bounds in ranges.items():
            passing[parameter] = passing.get(parameter, 0) | self.ranges[parameter].between(*bounds)
        return passing

    def having(self, values: Iterable[tuple[str, str]], slots: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Return for each of some entries, row by row, which of the values (parameter, code) it has."""
        return self._rows.having([self._numbers[value] for value in values], slots)

    def counts(self, found: int, filters: Mapping[str, int], all_of: Iterable[str] = ()) -> dict[str, dict[str, int]]:
        """Return how many entries each value of each facet would have, its own facet's selection left aside.

        `found` are the entries that the words match; `filters` as returned by `filters`. Where all of the chosen values
        are asked for, another one narrows the result, so the facet's own selection counts.
        """
        free = {parameter for parameter in filters if parameter not in all_of}
        counted = self._counted(self.choices, found, filters, free)
        return {parameter: dict(zip(self.choices[parameter], counts, strict=True)) for parameter, counts in counted}

    def histograms(self, found: int, filters: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
        """Return for each numeric column its bins as (lower edge, entries), its own bounds left aside.

        A bin goes from its edge up to the next; the last one is open.
        """
        counted = self._counted(self.bins, found, filters, filters, bins=True)
        return {parameter: list(zip(EDGES[parameter], counts, strict=True)) for parameter, counts in counted}

    def _counted(
        self,
        parameters: Iterable[str],
        found: int,
        filters: Mapping[str, int],
        free: Container[str],
        *,
        bins: bool = False,
    ) -> Iterator[tuple[str, list[int]]]:
        """Yield for each parameter the counts of its sets or `bins`, the filter of a `free` one left aside."""
        counts = self._counts(reduce(and_, filters.values(), found))
        for parameter in parameters:
            first, last = self._spans[parameter, bins]
            if parameter in filters and parameter in free:
                base = reduce(and_, (bits for other, bits in filters.items() if other != parameter), found)
                everything = base == self.everything
                yield parameter, self._counts(base)[first:last] if everything else self._rows.counts(base, first, last)
            else:
                yield parameter, counts[first:last]

    @cached_property
    def _counts(self) -> Callable[[int], list[int]]:
        """Counts all sets within one; remembers those asked last, for histograms and further pages ask again."""
        rows = self._rows
        return lru_cache(maxsize=REMEMBERED)(lambda within: rows.counts(within, 0, len(rows.words)))

    @cached_property
    def _spans(self) -> dict[tuple[str, bool], tuple[int, int]]:
        """The numbers of the first choice of each parameter, or of its first bin, and of the one behind, in `_rows`."""
        spans: dict[tuple[str, bool], tuple[int, int]] = {}
        end = 0
        for bins, parameters in ((False, self.choices), (True, self.bins)):
            for parameter, sets in parameters.items():
                spans[parameter, bins] = (end, end := end + len(sets))
        return spans

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        """The number of the set of each value, by parameter and code, in `_rows`."""
        values = ((parameter, code) for parameter, members in self.choices.items() for code in members)
        return {value: number for number, value in enumerate(values)}

    @cached_property
    def _rows(self) -> bitsets.Rows:
        values = [value.entries for members in self.choices.values() for value in members.values()]
        return bitsets.Rows([*values, *(bits for bins in self.bins.values() for bits in bins)], self.size)
