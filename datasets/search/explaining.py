"""Why a search finds nothing, or next to nothing.

Which condition excludes everything, what dropping one brings, and which entries come nearest with what they miss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_

import numpy as np

from datasets.facts.kinds import Record
from datasets.index.bitsets import from_mask, to_mask
from datasets.index.snapshot import Snapshot

from . import finding
from .parameters import Query

# Results so few are explained.
THIN = 3
NEAREST = 5
# Words that are looked up one by one, at most.
MOST_WORDS = 8

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
    """An entry that meets most conditions; those that it does not meet, and those of which that is not known."""

    card: Record
    missing: tuple[Condition, ...]
    unknown: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Word:
    """One of several words: the question with it alone, and how many entries that finds."""

    text: str
    query: Query
    total: int


@dataclass(frozen=True)
class Explanation:
    """What leaves so little: conditions that no entry meets at all, ways to find more, and the nearest entries.

    `words` are those of the question that find something by themselves, the most first.
    """

    impossible: tuple[Condition, ...]
    relaxations: tuple[Relaxation, ...]
    nearest: tuple[Near, ...]
    words: tuple[Word, ...] = ()


def explain(snapshot: Snapshot, query: Query, matched: finding.Matched | None = None) -> Explanation:
    """Explain a question that finds little; `matched` is what its words match, where that has been found already."""
    words = (matched or finding.matched(snapshot, query)) if query.text else None
    conditions = _conditions(snapshot, query, words)
    impossible = tuple(name for name, bits in conditions.items() if not bits)
    relaxations = []
    for name in conditions if len(conditions) > 1 or not impossible else ():
        without = _without(query, name, words)
        found = words
        if words and without.text != query.text:
            found = finding.matched(snapshot, without, words.reader) if without.text else None
        rest = _all(snapshot, without, found)
        if rest:
            relaxations.append(Relaxation(name, without, rest.bit_count()))
    relaxations.sort(key=lambda relaxation: -relaxation.total)
    nearest = _nearest(snapshot, query, words, conditions)
    return Explanation(impossible, tuple(relaxations), nearest, _words(snapshot, query, words, conditions))


def _all(snapshot: Snapshot, query: Query, words: finding.Matched | None) -> int:
    """Return the entries that meet every condition of a question; `words` is what its words match, if it has any."""
    filters = snapshot.facets.filters(query.facets, query.ranges, query.all_of)
    return reduce(and_, filters.values(), words.bits if words else snapshot.alive)


def _words(
    snapshot: Snapshot, query: Query, words: finding.Matched | None, conditions: Mapping[Condition, int]
) -> tuple[Word, ...]:
    """Return the words that find something by themselves, under the other conditions."""
    typed = list(dict.fromkeys(finding.words_of(words.read).words)) if words else []
    if words is None or len(typed) < 2:
        return ()
    absent = {word for name in (words.match.absent if words.match else ()) for word in name.split()}
    rest = reduce(and_, (bits for name, bits in conditions.items() if name != "q"), snapshot.alive)
    found = []
    for text in typed[:MOST_WORDS]:
        if text in absent:
            continue
        alone = replace(query, text=text, page=1)
        matched = finding.matched(snapshot, alone, words.reader)
        plainly = matched.match is not None and not matched.match.notices
        if plainly and (total := (matched.bits & rest).bit_count()):
            found.append(Word(text, alone, total))
    return tuple(sorted(found, key=lambda word: -word.total))


def _conditions(snapshot: Snapshot, query: Query, words: finding.Matched | None) -> dict[Condition, int]:
    """Return the entries that meet each condition: those that were chosen, those read out of the words, the words."""
    conditions: dict[Condition, int] = {}
    understood = words.read.understood if words else ()
    if words and not understood:
        conditions["q"] = words.bits
    elif words and (rest := finding.words_of(words.read).text):
        conditions["q"] = finding.matched(snapshot, replace(query, text=rest, as_words=True), words.reader).bits
    read = [(item.parameter, finding.entries_of(snapshot, item)) for item in understood]
    for name, bits in (*read, *snapshot.facets.filters(query.facets, query.ranges, query.all_of).items()):
        conditions[name] = conditions.get(name, snapshot.alive) & bits
    return conditions


def _without(query: Query, condition: Condition, words: finding.Matched | None = None) -> Query:
    """Return the question without one condition, wherever it was asked."""
    for item in words.read.understood if words else ():
        if item.parameter == condition:
            query = replace(query, text=" ".join(query.text.replace(item.typed, " ", 1).split()), page=1)
    if condition == "q":
        return query.without_text()
    query = query.without_range(condition)
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
    page = finding.page_of(snapshot, first, from_mask(met == best), words.match if words else None)
    slots = page[: first.page_size]
    return tuple(_near(snapshot, slot, conditions) for slot in slots)


def _near(snapshot: Snapshot, slot: int, conditions: Mapping[Condition, int]) -> Near:
    """Return an entry with the conditions that it does not meet, and those of which nothing is known."""
    failed = [name for name, bits in conditions.items() if not bits >> slot & 1]
    unknown = tuple(name for name in failed if not _stated(snapshot, name) >> slot & 1)
    return Near(snapshot.card(slot), tuple(name for name in failed if name not in unknown), unknown)


def _stated(snapshot: Snapshot, condition: Condition) -> int:
    """Return the entries of which it is known what they are to a condition."""
    return snapshot.alive & ~snapshot.facets.unstated.get(condition, 0)
