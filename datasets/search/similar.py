"""Entries like one entry: by the terms that they share, a rare term saying more than a common one.

A pure function over a snapshot; its facets already know which entries have a term, so no entry is compared alone.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from datasets.facts.kinds import Record
from datasets.index.bitsets import from_mask, to_mask
from datasets.index.snapshot import Snapshot

# The facets that say what an entry is about. Where it is kept, how one gets it and in which format say nothing of that.
ABOUT = ("modality", "anatomy", "task", "use_case", "condition", "annotation")

MOST = 6
# The least that two entries have to be alike: a tenth of what either is about.
LEAST = 0.1
# Entries whose likeness differs by less than a step of so many are equally like: then support decides.
STEPS = 20

# A term: its facet's parameter and its code.
Term = tuple[str, str]


@dataclass(frozen=True)
class Similar:
    """A similar entry: its slot, how alike the two are (0 to 1), and the terms that both have, rarest first."""

    slot: int
    likeness: float
    shared: tuple[Term, ...]


def slot_of(snapshot: Snapshot, key: int) -> int | None:
    """Return the slot of the published entry with this key, or None."""
    slots = [int(slot) for slot in np.flatnonzero(snapshot.keys == key) if snapshot.alive >> int(slot) & 1]
    return slots[-1] if slots else None


def similar(snapshot: Snapshot, slot: int) -> list[Similar]:
    """Return at most MOST entries that share most with the one in `slot`, best first; of equals the best supported.

    Two entries are as alike as the weight of what both are about is to the weight of what either is about (Jaccard's
    index with weights), so an archive, which is about everything, is not like each of its parts. Bare entries come
    after all others: where next to nothing is known of an entry, that little is easily shared.
    """
    weights, totals = weigh(snapshot)
    own = terms(snapshot, snapshot.card(slot))
    shared = np.zeros(snapshot.size, np.float64)
    for parameter, code in own:
        shared += weights[parameter, code] * _having(snapshot, (parameter, code))
    candidates = np.flatnonzero((shared > 0) & to_mask(snapshot.alive & ~(1 << slot), snapshot.size))
    likeness = shared[candidates] / (totals[slot] + totals[candidates] - shared[candidates])
    enough = likeness >= LEAST
    candidates, likeness = candidates[enough], likeness[enough]
    steps = np.floor(likeness * STEPS + 1e-6).astype(np.int64)
    steps[snapshot.described[candidates]] += STEPS + 1
    # One whole number that no two entries share.
    rank = snapshot.ranks["support"][candidates] - (steps << 32)
    if len(rank) > MOST:
        first = np.argpartition(rank, MOST)[:MOST]
        candidates, likeness, rank = candidates[first], likeness[first], rank[first]
    order = np.argsort(rank)
    return [
        Similar(int(candidates[place]), float(likeness[place]), _shared(snapshot, own, int(candidates[place]), weights))
        for place in order
    ]


@lru_cache(maxsize=2)
def weigh(snapshot: Snapshot) -> tuple[Mapping[Term, float], NDArray[np.float64]]:
    """Return what each term weighs, and each entry's sum of the weights of its terms; computed once for a snapshot.

    A term that one entry in n has weighs log(n): the less common it is, the more it says (Sparck Jones 1972, "A
    statistical interpretation of term specificity and its application in retrieval", doi:10.1108/eb026526). Counted
    among the entries that are described, so that bare ones do not change what a term says.
    """
    described = from_mask(snapshot.described) & snapshot.alive
    known = described or snapshot.alive
    weights: dict[Term, float] = {}
    totals = np.zeros(snapshot.size, np.float64)
    for parameter in ABOUT:
        for code, value in snapshot.facets.values[parameter].items():
            if value.entries:
                weight = math.log(known.bit_count() / max(1, (value.entries & known).bit_count()))
                weights[parameter, code] = weight
                totals += weight * _having(snapshot, (parameter, code))
    return weights, totals


def _having(snapshot: Snapshot, term: Term) -> NDArray[np.bool_]:
    parameter, code = term
    return to_mask(snapshot.facets.values[parameter][code].entries, snapshot.size)


def terms(snapshot: Snapshot, card: Record) -> Sequence[Term]:
    """Return what an entry is about: the terms of its card, and all above them."""
    found: dict[Term, None] = {}
    for parameter in ABOUT:
        for own in card[parameter]:
            for code in (own, *above(snapshot, (parameter, own))):
                found[parameter, code] = None
    return list(found)


def above(snapshot: Snapshot, term: Term) -> Iterator[str]:
    """Yield the codes above a term, the nearest first."""
    parameter, code = term
    values = snapshot.facets.values[parameter]
    parent = values[code].parent
    while parent is not None:
        yield parent
        parent = values[parent].parent


def _shared(snapshot: Snapshot, own: Sequence[Term], slot: int, weights: Mapping[Term, float]) -> tuple[Term, ...]:
    """Return the terms that the entry in `slot` shares, rarest first; none that a shared one below it implies."""
    both = [term for term in own if snapshot.facets.values[term[0]][term[1]].entries >> slot & 1]
    implied = {(term[0], code) for term in both for code in above(snapshot, term)}
    return tuple(sorted((term for term in both if term not in implied), key=lambda term: (-weights[term], term)))
