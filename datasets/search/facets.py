"""The facets: what they are, which entries each value has, and how many of them a search leaves.

Counts are disjunctive: a facet's counts ignore its own selection, so that a visitor sees what widening it would bring.
Choosing a parent includes its children.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from . import bitsets


@dataclass(frozen=True)
class Facet:
    """One facet: its query parameter, its label, and the dataset's field that holds its values."""

    parameter: str
    label: str
    field: str


FACETS = (
    Facet("category", "Data category", "category"),
    Facet("kind", "Kind", "kind"),
    Facet("modality", "Modality", "modalities"),
    Facet("anatomy", "Anatomy", "anatomies"),
    Facet("task", "Task", "tasks"),
    Facet("use_case", "Use case", "use_cases"),
    Facet("condition", "Condition", "conditions"),
    Facet("annotation", "Annotation", "annotation_types"),
    Facet("format", "File format", "formats"),
    Facet("access", "Access", "access_level"),
    Facet("license", "Licence", "license"),
    Facet("source", "Source", "sources"),
    Facet("language", "Language of the data", "languages"),
)


@dataclass(frozen=True)
class RangeFacet:
    """A numeric facet: its query parameters are `parameter`_min and `parameter`_max."""

    parameter: str
    label: str
    field: str


RANGES = (
    RangeFacet("subjects", "Subjects", "subjects"),
    RangeFacet("images", "Images", "images"),
    RangeFacet("size", "Size", "size_bytes"),
    RangeFacet("year", "Year", "year"),
)


@dataclass(frozen=True)
class Value:
    """One value of a facet: its code, names by language, its parent's code, and its entries (children's included)."""

    code: str
    names: Mapping[str, str]
    parent: str | None
    entries: int

    def name(self, language: str) -> str:
        """Return the name in `language`, in English where there is none."""
        return self.names.get(language) or self.names["en"]


def with_children(own: Mapping[str, int], parents: Mapping[str, str | None]) -> dict[str, int]:
    """Return for each code the entries of the code itself and of all codes below it."""
    entries = dict(own)
    for code, bits in own.items():
        above = parents.get(code)
        while above is not None:
            entries[above] = entries.get(above, 0) | bits
            above = parents.get(above)
    return entries


@dataclass(frozen=True)
class FacetIndex:
    """Which entries have which value: facet parameter -> code -> Value, and the numeric columns."""

    size: int
    values: Mapping[str, Mapping[str, Value]]
    ranges: Mapping[str, bitsets.Range]

    @property
    def everything(self) -> int:
        """The set of all entries."""
        return (1 << self.size) - 1

    def chosen(self, parameter: str, codes: Iterable[str]) -> int:
        """Return the entries that have any of the `codes` of one facet."""
        return reduce(or_, (self.values[parameter][code].entries for code in codes), 0)

    def filters(
        self, facets: Mapping[str, Iterable[str]], ranges: Mapping[str, tuple[int | None, int | None]]
    ) -> dict[str, int]:
        """Return the set of entries that each chosen facet and range lets pass, by parameter."""
        return {
            **{parameter: self.chosen(parameter, codes) for parameter, codes in facets.items()},
            **{parameter: self.ranges[parameter].between(*bounds) for parameter, bounds in ranges.items()},
        }

    def counts(self, found: int, filters: Mapping[str, int]) -> dict[str, dict[str, int]]:
        """Return how many entries each value of each facet would have, its own facet's selection left aside.

        `found` are the entries that the words match; `filters` as returned by `filters`.
        """
        everything = reduce(and_, filters.values(), found)
        result = {}
        for parameter, values in self.values.items():
            base = everything
            if parameter in filters:
                base = reduce(and_, (bits for other, bits in filters.items() if other != parameter), found)
            result[parameter] = {code: (value.entries & base).bit_count() for code, value in values.items()}
        return result
