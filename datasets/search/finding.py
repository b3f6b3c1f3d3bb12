"""Answering a question: the entries of one page, how many there are, and every facet's counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Any, TypeVar

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from datasets.facts.kinds import Record
from datasets.index.bitsets import from_mask, positions, to_mask
from datasets.index.snapshot import Snapshot
from datasets.words.asked import Notice, past_the_end, printable

from . import identified, language, matching, sentences, suggesting, twins
from .cursors import Cursor
from .parameters import Query
from .reading import Reader
from .suggesting import Suggestion

T = TypeVar("T")

# From one in so many entries on, going through all of them in order is quicker than sorting those that are found.
MANY = 20
# What an empty text says: most lists are asked for without words.
NOTHING_TYPED = language.Read((language.Parsed(),))


@dataclass(frozen=True)
class Results:
    """The answer: a page of cards, counts as facet -> code -> number, histograms as column -> (edge, number).

    `spoken` says of each card in which language the words were found, "" where in the reader's own.
    Of the words: `absent` are those and the names, as typed, that no entry has; where there are any, nothing is found,
    but by other alternatives. `meant` is what may have been meant, `mentions` the entries in whose texts an absent name
    stands, and `rest` the words beside the absent ones. `instead` is what was searched instead of the words typed; ""
    where they were. `understood` are the conditions that were read out of ordinary words;
    `matched` is what the words match, before facets and ranges. `end` is where the list goes on behind the page, None
    where it ends there.
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
    understood: tuple[language.Understood, ...] = ()
    matched: "Matched | None" = None
    end: Cursor | None = None


@dataclass(frozen=True)
class Matched:
    """What the words of a query leave: the set of entries, their scores if any, and how the query was read.

    `absent` are the identifiers in it that no entry is known by.
    """

    bits: int
    match: matching.Match | None
    read: language.Read
    reader: Reader
    absent: tuple[identified.Identifier, ...] = ()


def matched(snapshot: Snapshot, query: Query, reader: Reader | None = None) -> Matched:
    """Take the text step: read the query language and find what its words match. Everything, for an empty text.

    `reader` is one for the query's language that has looked up words already.
    """
    reader = reader or Reader(snapshot, query.language)
    read = _read(reader, query)
    found = [_alternative(reader, parsed) for parsed in read.alternatives]
    bits = reduce(or_, (one for one, _ in found))
    wanted = {item for parsed in read.alternatives for item in parsed.identifiers}
    absent = tuple(item for item in wanted if not identified.entries(snapshot, item).any())
    return Matched(bits, _united(snapshot, found), read, reader, absent)


def _read(reader: Reader, query: Query) -> language.Read:
    """Read the words of a question, codes in letters that only look like theirs as those codes; say so."""
    text, notices = query.text, []
    for start, end, latin in twins.in_latin(reader, text):
        text = text[:start] + latin + text[end:]
        message = _("“%(typed)s” is written in Cyrillic letters and was read as %(code)s, in Latin letters.")
        notices.append(Notice("q", message % {"typed": query.text[start:end], "code": latin}))
    if text and not any(map(str.isalnum, text)):
        message = _("Nothing to search for was found in “%(words)s”: letters or digits are needed.")
        notices.append(Notice("q", message % {"words": printable(text)}))
    read = _parsed(reader.snapshot, replace(query, text=text))
    return replace(read, notices=(*notices, *read.notices)) if notices else read


def _parsed(snapshot: Snapshot, query: Query) -> language.Read:
    if not query.text:
        return NOTHING_TYPED
    if query.as_words:
        return language.plain_words(query.text)
    names: sentences.Names | None = sentences.names_of(snapshot)
    # The name of an entry is no sentence, whatever words it has.
    if names is not None and (not sentences.may_be(query.text, names) or snapshot.postings.named(query.text)):
        names = None
    known = identified.known(snapshot)
    return language.parse(query.text, snapshot.terms.named, query.language, known=known, names=names)


def _alternative(reader: Reader, parsed: language.Parsed) -> tuple[int, matching.Match | None]:
    """Return the entries that one alternative of a query leaves, and what its words match."""
    snapshot, match = reader.snapshot, matching.match(reader, parsed)
    bits = snapshot.alive if match is None else from_mask(match.mask)
    values, ranges = snapshot.facets.choices, snapshot.facets.ranges
    for parameter, code in parsed.facets:
        bits &= values[parameter][code].entries
    for parameter, code in parsed.without_facets:
        bits &= ~values[parameter][code].entries
    for parameter, bounds in parsed.ranges:
        bits &= ranges[parameter].between(*bounds)
    for parameter, bounds in parsed.without_ranges:
        bits &= ~ranges[parameter].between(*bounds)
    more = [identified.entries(snapshot, wanted) for wanted in parsed.identifiers]
    for scores in more:
        bits &= from_mask(scores > 0)
        match = match or matching.Match(snapshot.living, *matching.nothing(snapshot))
        match = replace(match, mask=match.mask & (scores > 0), scores=match.scores + scores)
    without = [identified.entries(snapshot, wanted) for wanted in parsed.without_identifiers]
    without += [matching.beginning(reader, start) for start in parsed.without_prefixes]
    for scores in without:
        bits &= ~from_mask(scores > 0)
    return bits, match


def _united(snapshot: Snapshot, found: Sequence[tuple[int, matching.Match | None]]) -> matching.Match | None:
    """Return the matches of alternatives as one: an entry has the score of the alternative that it fits best."""
    matches = [(bits, match) for bits, match in found if match is not None]
    if len(found) == 1 or not matches:
        return matches[0][1] if matches else None
    scores, points = matching.nothing(snapshot)
    for bits, match in matches:
        better = to_mask(bits, snapshot.size) & (match.scores > scores)
        scores[better], points[better] = match.scores[better], match.points[better]
    each = [match for _, match in matches]
    return matching.Match(
        scores > 0,
        scores,
        points,
        notices=_all(match.notices for match in each),
        absent=_all(match.absent for match in each),
        instead=" | ".join(match.instead for match in each if match.instead),
        meant=_all(match.meant for match in each),
        mentions=_all(match.mentions for match in each),
    )


def _all(lists: Iterable[Sequence[T]]) -> tuple[T, ...]:
    """Return what is in any of the lists, each once, in their order."""
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def entries_of(snapshot: Snapshot, item: language.Understood) -> int:
    """Return the entries that meet a condition read out of ordinary words."""
    if item.bounds is not None:
        found = snapshot.facets.ranges[item.parameter].between(*item.bounds)
    else:
        values = snapshot.facets.values[item.parameter]
        found = reduce(or_, (values[code].entries for code in item.codes), 0)
    return snapshot.alive & (~found if item.without else found)


def find(snapshot: Snapshot, query: Query, after: Cursor | None = None) -> Results:
    """Answer `query` from `snapshot`: a page, or as much as a page has behind a cursor.

    A page past the end gives the last one, with a notice.
    """
    words = matched(snapshot, query)
    notices = [*words.read.notices, *(words.match.notices if words.match else ())]
    for item in words.absent:
        message = _("No entry has the identifier or address %(typed)s.")
        notices.append(Notice("q", message % {"typed": item.typed}))
    index = snapshot.facets
    filters = index.filters(query.facets, query.ranges, query.all_of)
    found = reduce(and_, filters.values(), words.bits)
    total = found.bit_count()
    pages = max(1, -(-total // query.page_size))
    if query.page > pages:
        notices.append(past_the_end(query.page, pages))
        query = query.on_page(pages)
    page = page_of(snapshot, query, found, words.match, after)
    slots = page[: query.page_size]
    return Results(
        query=query,
        total=total,
        pages=pages,
        slots=slots,
        cards=[snapshot.card(slot) for slot in slots],
        spoken=spoken(words, slots),
        counts=index.counts(words.bits, filters, query.all_of),
        histograms=index.histograms(words.bits, filters),
        notices=tuple(notices),
        understood=words.read.understood,
        matched=words,
        end=_behind(snapshot, query, slots[-1], words.match) if len(page) > len(slots) else None,
        **({} if words.match is None else _of_words(snapshot, query, words.match, words.absent)),
    )


def every(snapshot: Snapshot, query: Query) -> tuple[Matched, tuple[int, ...]]:
    """Return what the words match, and the slots of all entries that answer `query`, in the order asked."""
    words = matched(snapshot, query)
    filters = snapshot.facets.filters(query.facets, query.ranges, query.all_of)
    found = reduce(and_, filters.values(), words.bits)
    whole = replace(query, page=1, page_size=max(1, found.bit_count()))
    return words, page_of(snapshot, whole, found, words.match)


def _of_words(
    snapshot: Snapshot, query: Query, match: matching.Match, identifiers: Sequence[identified.Identifier]
) -> dict[str, Any]:
    """Return what is to be said of the words of a query, of which `identifiers` are known by no entry."""
    near = [slot for item in identifiers[: suggesting.MOST_ASKED] for slot in identified.near(snapshot, item)]
    return {
        "absent": (*(item.typed for item in identifiers), *match.absent),
        "instead": match.instead,
        "meant": (
            *suggesting.entries(snapshot, near),
            *suggesting.meant(snapshot, match.absent, match.meant, query.language),
        ),
        "mentions": suggesting.entries(snapshot, match.mentions),
        "rest": match.rest,
    }


def spoken(words: Matched, slots: Sequence[int]) -> Sequence[str]:
    """Return for each of some entries in which language the words were found, "" where in the reader's own."""
    return matching.spoken(words.reader, words_of(words.read), slots)


def words_of(read: language.Read) -> language.Parsed:
    """Return the words and phrases of all alternatives as those of one."""
    words = dict.fromkeys(word for parsed in read.alternatives for word in parsed.words)
    phrases = dict.fromkeys(phrase for parsed in read.alternatives for phrase in parsed.phrases)
    return language.Parsed(words=list(words), phrases=list(phrases))


def page_of(
    snapshot: Snapshot, query: Query, found: int, match: matching.Match | None, after: Cursor | None = None
) -> tuple[int, ...]:
    """Return the slots of one page of `found` in the order asked, or of what is behind a cursor, and the next one.

    By relevance, that is how well the words fit, then the support; without words the support alone. What orders leave
    open they leave to the name, so no entry is on two pages.
    """
    start = 0 if after else (query.page - 1) * query.page_size
    end = start + query.page_size + 1
    name, by_words = order_of(query, match)
    place = snapshot.place(name, after.key) if after else 0
    if by_words is None and found.bit_count() * MANY > snapshot.size:
        order = snapshot.order(name)[place:]
        return tuple(order[np.flatnonzero(to_mask(found, snapshot.size)[order])[start:end]].tolist())
    members = positions(found, snapshot.size)
    rank = snapshot.ranks[name][members].astype(np.int64)
    if by_words is not None:
        # One whole number that no two entries share.
        rank -= _scores(snapshot, by_words, members)
    if after:
        behind = rank >= place - (after.score or 0)
        members, rank = members[behind], rank[behind]
    return tuple(int(slot) for slot in members[_smallest(rank, start, end)])


def order_of(query: Query, match: matching.Match | None) -> tuple[str, matching.Match | None]:
    """Return the name of the order of a list (index.orders), and the match whose scores go before it, if they do."""
    if query.sort == "relevance":
        return "support", match
    return query.sort, None


def _scores(snapshot: Snapshot, match: matching.Match, members: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how well the words fit some entries, as numbers to which the place in an order can be added."""
    points = snapshot.support[members] + match.points[members].astype(np.int64)
    return (match.scores[members].astype(np.int64) << 44) + (points << 32)


def _behind(snapshot: Snapshot, query: Query, slot: int, match: matching.Match | None) -> Cursor:
    """Return the place behind an entry in the order asked."""
    name, by_words = order_of(query, match)
    score = int(_scores(snapshot, by_words, np.asarray([slot]))[0]) if by_words is not None else None
    return Cursor(name, snapshot.ranks.key(name, slot), score)


def _smallest(keys: NDArray[np.int64], start: int, end: int) -> NDArray[np.int64]:
    """Return the places of the `start`-th to `end`-th smallest of different keys, in order; the rest stays unsorted."""
    if end < len(keys):
        first = np.argpartition(keys, end)[:end]
        return first[np.argsort(keys[first])][start:end]
    return np.argsort(keys)[start:end]
