"""Answering a question: the entries of one page, how many there are, and every facet's counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from datasets.facts.columns import Record
from datasets.index.bitsets import from_mask, positions, to_mask
from datasets.index.snapshot import Snapshot
from datasets.words.asked import Notice

from . import language, matching, suggesting
from .parameters import Query
from .reading import Reader
from .suggesting import Suggestion

# From one in so many entries on, going through all of them in order is quicker than sorting those that are found.
MANY = 20
# Points of support (facts.support) that words in the name are worth: as much as many facts, less than the step from a
# bare entry to a described one, or from other data to images.
NAMED_POINTS = 15


@dataclass(frozen=True)
class Results:
    """The answer: a page of cards, counts as facet -> code -> number, histograms as column -> (edge, number).

    `spoken` says of each card in which language the words were found, "" where in the reader's own.
    Of the words: `absent` are those and the names, as typed, that no entry has; where there are any, nothing is found.
    `meant` is what may have been meant, `mentions` the entries in whose texts an absent name stands, and `rest` the
    words beside the absent ones. `instead` is what was searched instead of the words typed; "" where they were.
    """

    query: Query
    total: int
    pages: int
    slots: tuple[int, ...]
    cards: Sequence[Record]
    spoken: Sequence[str]
    counts: Mapping[str, Mapping[str, int]]
    histograms: Mapping[str, Sequence[tuple[int, int]]]
    notices: tuple[Notice, ...] = ()
    absent: tuple[str, ...] = ()
    instead: str = ""
    meant: tuple[Suggestion, ...] = ()
    mentions: tuple[Suggestion, ...] = ()
    rest: str = ""


@dataclass(frozen=True)
class Matched:
    """What the words of a query leave: the set of entries, their scores if any, and what the query asks besides."""

    bits: int
    match: matching.Match | None
    parsed: language.Parsed
    reader: Reader


def matched(snapshot: Snapshot, query: Query) -> Matched:
    """Take the text step: read the query language and find what its words match. Everything, for an empty text."""
    parsed = language.parse(query.text, snapshot.terms.named)
    reader = Reader(snapshot, query.language)
    match = matching.match(reader, parsed)
    bits = snapshot.alive if match is None else from_mask(match.mask)
    for parameter, code in parsed.facets:
        bits &= snapshot.facets.values[parameter][code].entries
    for parameter, code in parsed.without_facets:
        bits &= ~snapshot.facets.values[parameter][code].entries
    for parameter, bounds in parsed.ranges:
        bits &= snapshot.facets.ranges[parameter].between(*bounds)
    for parameter, bounds in parsed.without_ranges:
        bits &= ~snapshot.facets.ranges[parameter].between(*bounds)
    return Matched(bits, match, parsed, reader)


def find(snapshot: Snapshot, query: Query) -> Results:
    """Answer `query` from `snapshot`. A page past the end gives the last one, with a notice."""
    words = matched(snapshot, query)
    notices = [*words.parsed.notices, *(words.match.notices if words.match else ())]
    index = snapshot.facets
    filters = index.filters(query.facets, query.ranges, query.all_of)
    found = reduce(and_, filters.values(), words.bits)
    total = found.bit_count()
    pages = max(1, -(-total // query.page_size))
    if query.page > pages:
        message = _("Page %(page)s is past the last page, %(last)s.") % {"page": query.page, "last": pages}
        notices.append(Notice("page", message))
        query = query.on_page(pages)
    slots = page_of(snapshot, query, found, words.match)
    cards = [snapshot.card(slot) for slot in slots]
    spoken = matching.spoken(words.reader, words.parsed, slots)
    counts = index.counts(words.bits, filters, query.all_of)
    histograms = index.histograms(words.bits, filters)
    results = Results(query, total, pages, slots, cards, spoken, counts, histograms, tuple(notices))
    return results if words.match is None else replace(results, **_of_words(snapshot, query, words.match))


def _of_words(snapshot: Snapshot, query: Query, match: matching.Match) -> dict[str, Any]:
    """Return what is to be said of the words of a query."""
    return {
        "absent": match.absent,
        "instead": match.instead,
        "meant": suggesting.meant(snapshot, match.absent, match.meant, query.language),
        "mentions": suggesting.entries(snapshot, match.mentions),
        "rest": match.rest,
    }


def page_of(snapshot: Snapshot, query: Query, found: int, match: matching.Match | None) -> tuple[int, ...]:
    """Return the slots of one page of `found`, in the order asked.

    By relevance, that is how well the words fit, then the support; without words the support alone. What orders leave
    open they leave to the name, so no entry is on two pages.
    """
    start, end = (query.page - 1) * query.page_size, query.page * query.page_size
    by_relevance = query.sort == "relevance" and match is not None
    name = "support" if query.sort == "relevance" else query.sort
    if not by_relevance and found.bit_count() * MANY > snapshot.size:
        order = snapshot.order(name)
        return tuple(order[np.flatnonzero(to_mask(found, snapshot.size)[order])[start:end]].tolist())
    members = positions(found, snapshot.size)
    rank = snapshot.ranks[name][members].astype(np.int64)
    if by_relevance and match is not None:
        steps, named = np.divmod(match.scores[members], 1)
        points = snapshot.support[members] + (named * NAMED_POINTS).astype(np.int64)
        # One whole number that no two entries share.
        rank -= (steps.astype(np.int64) << 44) + (points << 32)
    return tuple(int(slot) for slot in members[_smallest(rank, start, end)])


def _smallest(keys: NDArray[np.int64], start: int, end: int) -> NDArray[np.int64]:
    """Return the places of the `start`-th to `end`-th smallest of different keys, in order; the rest stays unsorted."""
    if end < len(keys):
        first = np.argpartition(keys, end)[:end]
        return first[np.argsort(keys[first])][start:end]
    return np.argsort(keys)[start:end]
