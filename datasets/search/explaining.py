"""Why a search finds nothing, or next to nothing.

Which condition excludes everything, what dropping one brings, and which entries come nearest with what they miss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_

import numpy as np

from datasets.facts.columns import Record
from datasets.index.bitsets import from_mask, to_mask
from datasets.index.snapshot import Snapshot

from . import finding
from .parameters import Query

# Results so few are explained.
THIN = 3
NEAREST = 5

# A condition of a question: "q" for the words, or the parameter of a facet or range.
Condition = str


@dataclass(frozen=True)
class Relaxation:
    """One condition dropped: the question without it, and how many entries that finds."""

    condition: Condition
    query: Query
    total: int


@dataclass(frozen=True)
class Near:
    """An entry that meets most conditions, and those that it misses."""

    card: Record
    missing: tuple[Condition, ...]


@dataclass(frozen=True)
class Explanation:
    """What leaves so little: conditions that no entry meets at all, ways to find more, and the nearest entries."""

    impossible: tuple[Condition, ...]
    relaxations: tuple[Relaxation, ...]
    nearest: tuple[Near, ...]


def explain(snapshot: Snapshot, query: Query) -> Explanation:
    """Explain a question that finds little."""
    words = finding.matched(snapshot, query) if query.text else None
    conditions = _conditions(snapshot, query, words)
    impossible = tuple(name for name, bits in conditions.items() if not bits)
    relaxations = []
    for name in conditions if len(conditions) > 1 or not impossible else ():
        rest = reduce(and_, (bits for other, bits in conditions.items() if other != name), snapshot.alive)
        if rest:
            relaxations.append(Relaxation(name, _without(query, name), rest.bit_count()))
    relaxations.sort(key=lambda relaxation: -relaxation.total)
    return Explanation(impossible, tuple(relaxations), _nearest(snapshot, query, words, conditions))


def _conditions(snapshot: Snapshot, query: Query, words: finding.Matched | None) -> dict[Condition, int]:
    conditions: dict[Condition, int] = {"q": words.bits} if words else {}
    filters = snapshot.facets.filters(query.facets, query.ranges, query.all_of)
    return {**conditions, **{name: bits & snapshot.alive for name, bits in filters.items()}}


def _without(query: Query, condition: Condition) -> Query:
    if condition == "q":
        return query.without_text()
    if condition in query.ranges:
        return query.without_range(condition)
    return replace(query, facets={name: codes for name, codes in query.facets.items() if name != condition}, page=1)


def _nearest(
    snapshot: Snapshot, query: Query, words: finding.Matched | None, conditions: Mapping[Condition, int]
) -> tuple[Near, ...]:
    """Return the entries that meet the most conditions without meeting all, in the order of relevance."""
    if len(conditions) < 2:
        return ()
    masks: Sequence[np.ndarray] = [to_mask(bits, snapshot.size) for bits in conditions.values()]
    met = np.sum(masks, axis=0) * to_mask(snapshot.alive, snapshot.size)
    best = int(np.where(met < len(masks), met, 0).max(initial=0))
    if best == 0:
        return ()
    first = replace(query, page=1, page_size=NEAREST)
    slots = finding.page_of(snapshot, first, from_mask(met == best), words.match if words else None)
    return tuple(
        Near(snapshot.card(slot), tuple(name for name, bits in conditions.items() if not bits >> slot & 1))
        for slot in slots
    )
