"""Answering a question: the entries of one page, how many there are, and every facet's counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

from .bitsets import from_positions, positions
from .parameters import Notice, Query
from .snapshot import Snapshot


@dataclass(frozen=True)
class Results:
    """The answer. `ids` are the primary keys of one page's entries in order; `counts` are facet -> code -> number."""

    query: Query
    total: int
    pages: int
    ids: tuple[int, ...]
    counts: Mapping[str, Mapping[str, int]]
    notices: tuple[Notice, ...] = ()


def find(snapshot: Snapshot, query: Query) -> Results:
    """Answer `query` from `snapshot`. A page past the end gives the last one, with a notice."""
    notices: list[Notice] = []
    index = snapshot.facets
    matched, scores = index.everything, None
    if query.text:
        scores, complete = snapshot.text.search(query.text)
        matched = from_positions(scores, index.size)
        if not complete and scores:
            notices.append(Notice("q", "no entry has all of these words; entries with some of them are shown"))
    filters = index.filters(query.facets, query.ranges)
    found = reduce(and_, filters.values(), matched)
    total = found.bit_count()
    pages = max(1, -(-total // query.page_size))
    if query.page > pages:
        notices.append(Notice("page", f"{query.page} is past the last page, {pages}"))
        query = query.on_page(pages)
    start = (query.page - 1) * query.page_size
    page = _ordered(snapshot, query, found, scores)[start : start + query.page_size]
    ids = tuple(snapshot.ids[number] for number in page)
    return Results(query, total, pages, ids, index.counts(matched, filters), tuple(notices))


def _ordered(snapshot: Snapshot, query: Query, found: int, scores: Mapping[int, float] | None) -> list[int]:
    """Return the numbers of the entries found, in the order asked; entries are numbered by name, which breaks ties."""
    members = list(positions(found))
    if query.sort in snapshot.orders:
        wanted = set(members)
        return [number for number in snapshot.orders[query.sort] if number in wanted]
    if query.sort == "relevance" and scores is not None:
        return sorted(members, key=lambda number: (-scores[number], number))
    return members
