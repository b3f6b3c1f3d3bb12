"""The snapshot: the catalogue as search sees it at one revision. Immutable; swapped when the catalogue changes.

A snapshot is the newest published index (store) with the entries that changed since laid over it from the database, and
with the vocabularies as they are now. So a change is seen by every process with its next request, without a rebuild.
When too much has changed, an index is built in another process, and the last snapshot goes on answering meanwhile; but
what the public no longer sees is taken out of it at once, so that nothing that asks a snapshot has to think of it.
"""

import json
import logging
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datasets.facts import rights
from datasets.facts.composed import Lexicon, Word
from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.kinds import Record
from datasets.facts.stored import Columns
from datasets.facts.support import DESCRIBED
from datasets.models import ChangeSet, Dataset, Source, Term, Unit
from datasets.models.dataset import published
from datasets.models.public import unpublished
from datasets.words.folding import fold

from . import building, store
from .bitsets import Mask, Range, from_mask, to_mask
from .entries import TODO_COLUMNS, Entry, entries
from .facets import EDGES, FACETS, MAY_BE_UNKNOWN, RANGES, USE, FacetIndex, Value, shown, with_children
from .lexicon import OpenFile, mapped_array
from .orders import FROM_THE_END, Key, Ranks, name_of
from .postings import Postings, Recent
from .rebuilding import attempts
from .references import References
from .terms import TermIndex
from .terms import build as build_terms

logger = logging.getLogger(__name__)

# Up to so many changed entries are laid over the index; more ask for a rebuild.
MOST_RECENT = 200
# A catalogue of up to so many entries is indexed in well under a second: a process without an index builds it itself.
SMALL = 2_000
# Facets in whose vocabulary "unknown" is a term.
TERMED = frozenset(name for name, row in FIELDS.items() if isinstance(row.stored, Columns) and row.stored.without)
# While a rebuild goes on, a process looks for its result so often.
RETRY_SECONDS = 0.5


class NoIndexError(Exception):
    """There is no index yet; another process is building it."""


@dataclass(frozen=True, eq=False)
class Base:
    """The files of one published index, opened. They stay readable when the folder is removed."""

    folder: Path
    meta: store.Meta
    keys: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.int64]]
    members: Mapping[str, Mapping[str, int]]
    postings: Postings
    references: References
    cards: OpenFile
    card_ends: NDArray[np.uint64]

    def card(self, slot: int) -> Record:
        """Return the card of one entry."""
        start = int(self.card_ends[slot - 1]) if slot else 0
        return json.loads(self.cards.bytes(start, int(self.card_ends[slot])))


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that answering a question needs.

    Each entry has a slot: those of the index first, the changed ones behind. `alive` are the slots in use. `todo` are
    the columns that say what there is to be done about each (index.entries). A snapshot that is not `complete` waits
    for a rebuild: it lacks what is new, and shows what was changed as it was before.
    """

    revision: tuple[int, str]
    base: Base
    recent: Sequence[Entry]
    keys: NDArray[np.int64]
    alive: int
    facets: FacetIndex
    terms: TermIndex
    postings: Postings
    references: References
    ranks: Ranks
    support: NDArray[np.int64]
    todo: Mapping[str, NDArray[np.int64]]
    codes: Mapping[str, Mapping[str, str]]
    complete: bool = True
    orders: dict[str, NDArray[np.uint32]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The number of slots, dead ones included."""
        return len(self.keys)

    @property
    def entries(self) -> int:
        """The number of published entries."""
        return self.alive.bit_count()

    @cached_property
    def living(self) -> Mask:
        """The slots in use, as a mask; not to be written to."""
        return to_mask(self.alive, self.size)

    @cached_property
    def described(self) -> Mask:
        """The slots of entries that are no bare rows (facts.support); not to be written to."""
        return self.support >= DESCRIBED

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """The units by code. One query, when they are first asked for."""
        return {unit.code: unit for unit in Unit.objects.all()}

    @cached_property
    def lexicon(self) -> Lexicon:
        """What the terms are called that cards have; for the cards of which nobody wrote a summary."""
        words = {
            (parameter, code): Word(value.names, value.parent)
            for parameter, values in self.facets.values.items()
            for code, value in values.items()
        }
        return Lexicon(words, self.units)

    def order(self, name: str) -> NDArray[np.uint32]:
        """Return all slots in one of the orders (index.orders); worked out once, when it is first asked for."""
        if name not in self.orders:
            self.orders[name] = np.argsort(self.ranks[name]).astype(np.uint32)
        return self.orders[name]

    def place(self, name: str, key: Key) -> int:
        """Return how many slots stand in one of the orders before what `key` places there, or at its place.

        It need not be there any more, nor be placed so now.
        """
        order = self.order(name)
        if name == FROM_THE_END:
            return len(order) - bisect_left(order[::-1], key, key=lambda slot: self.ranks.key(name, int(slot)))
        return bisect_right(order, key, key=lambda slot: self.ranks.key(name, int(slot)))

    def card(self, slot: int) -> Record:
        """Return the card of one entry."""
        first = len(self.base.keys)
        return self.base.card(slot) if slot < first else dict(self.recent[slot - first].card)

    def without(self, keys: NDArray[np.int64]) -> "Snapshot":
        """Return the same snapshot without the entries with these keys: nothing of them is found, counted or named."""
        gone = np.isin(self.keys, keys)
        if not gone.any():
            return self
        facets = self.facets.within(self.alive & ~from_mask(gone))
        codes = _spellings(facets.values)
        # The words of terms have to do with no entry: most often they are the same, and they take longest.
        terms = self.terms if codes == self.codes else build_terms(facets.values)
        postings = self.postings.without(gone)
        return replace(self, alive=facets.everything, facets=facets, terms=terms, postings=postings, codes=codes)


_lock = threading.Lock()
_newest: Snapshot | None = None
_next_try = 0.0
# What _settled returned last, with what it was made from.
_held: tuple[Postings, tuple[int, str], Snapshot] | None = None


def current() -> Snapshot:
    """Return the newest snapshot. Costs one query while the catalogue is unchanged.

    Raises NoIndexError where there is none and a catalogue too large to be indexed on the spot.
    """
    global _newest, _next_try
    revision = ChangeSet.current()
    snapshot = _newest
    if snapshot is not None and (snapshot.revision == revision or time.monotonic() < _next_try):
        return _settled(snapshot, revision)
    with _lock:
        if _newest is None or _newest.revision != revision:
            snapshot = _refreshed(revision, _newest)
            _next_try = 0.0 if snapshot.complete else time.monotonic() + RETRY_SECONDS
            _newest = snapshot
        snapshot = _newest
    return _settled(snapshot, revision)


def newest() -> Snapshot | None:
    """Return the snapshot that this process holds, however old, or None."""
    return _newest


def state() -> str:
    """Return how the index is: current, behind (being renewed), failing (behind, and cannot be renewed) or absent."""
    try:
        complete = current().complete
    except NoIndexError:
        return "absent"
    if complete:
        return "current"
    return "failing" if attempts.failures else "behind"


def forget() -> None:
    """Drop this process's snapshot; the next question opens one."""
    global _newest, _next_try
    with _lock:
        _newest, _next_try = None, 0.0


def _refreshed(revision: tuple[int, str], old: Snapshot | None) -> Snapshot:
    """Return a snapshot of `revision`; or, while a rebuild goes on elsewhere, the best there is, not complete."""
    base = _usable_base(old)
    if base is not None:
        changed = _changed_since(base.meta.revision)
        if len(changed) <= MOST_RECENT:
            return lay_over(base, changed, revision)
    if published().count() > SMALL:
        attempts.elsewhere()
    elif attempts.here():
        built = _open_newest(None)
        if built is not None:
            return lay_over(built, _changed_since(built.meta.revision), revision)
    if old is not None:
        return replace(old, complete=False)
    if base is not None:
        return replace(lay_over(base, [], revision), revision=(base.meta.revision, base.meta.stamp), complete=False)
    raise NoIndexError


def _settled(snapshot: Snapshot, revision: tuple[int, str]) -> Snapshot:
    """Return a snapshot that is behind `revision` without what the public no longer sees then.

    Three queries for each revision that comes while the index is behind; none for a snapshot that is complete.
    """
    global _held
    if snapshot.complete and snapshot.revision == revision:
        _held = None
        return snapshot
    held = _held
    if held is not None and held[0] is snapshot.postings and held[1] == revision:
        return held[2]
    settled = snapshot.without(_no_longer_published(snapshot.revision))
    _held = (snapshot.postings, revision, settled)
    return settled


def _no_longer_published(since: tuple[int, str]) -> NDArray[np.int64]:
    """Return the keys of the entries that were withdrawn, made drafts or deleted after the revision `since`.

    Raises NoIndexError where the database has another history, after a backup was restored: there the same keys may
    stand for other entries, so that nothing can be said of what a snapshot of the old one shows.
    """
    number, stamp = since
    if number and not ChangeSet.objects.filter(pk=number, stamp=stamp).exists():
        raise NoIndexError
    hidden = unpublished().filter(revision__gt=number).order_by().values_list("pk", flat=True)
    removed = ChangeSet.objects.filter(pk__gt=number).order_by().values_list("removed", flat=True)
    return np.asarray([*hidden, *chain.from_iterable(removed)], np.int64)


def _usable_base(old: Snapshot | None) -> Base | None:
    """Return the newest index that belongs to this database's history, or None."""
    base = _open_newest(old.base if old is not None else None)
    if base is None and old is not None:
        base = old.base
    if base is None:
        return None
    known = ChangeSet.objects.filter(pk=base.meta.revision, stamp=base.meta.stamp).exists()
    return base if known or base.meta.revision == 0 else None


def _changed_since(revision: int) -> list[int]:
    """Return the keys of the datasets that were changed, withdrawn or deleted after `revision`."""
    changed = set(Dataset.objects.filter(revision__gt=revision).values_list("pk", flat=True))
    for removed in ChangeSet.objects.filter(pk__gt=revision).values_list("removed", flat=True):
        changed.update(removed)
    return sorted(changed)


def _open_newest(held: Base | None) -> Base | None:
    """Open the index that is current on disk (`held` is it already, perhaps); None if it is absent or damaged."""
    folder = store.newest()
    if folder is None:
        return None
    if held is not None and held.folder == folder:
        return held
    try:
        return open_base(folder)
    except (store.IndexDamagedError, OSError, ValueError) as error:
        logger.warning("The index cannot be used: %s", error)
        return None


def open_base(folder: Path) -> Base:
    """Check and open the files in `folder`; raise IndexDamagedError where one is not what it was written as."""
    meta = store.check(folder)
    packed = mapped_array(folder / "facets.npy")
    rows = iter(packed)
    members = {
        parameter: {code: int.from_bytes(next(rows).tobytes(), "little") for code in codes}
        for parameter, codes in json.loads((folder / "facets.json").read_text(encoding="utf-8")).items()
    }
    return Base(
        folder,
        meta,
        np.load(folder / "keys.npy"),
        {name: mapped_array(folder / f"column.{name}.npy") for name in building.COLUMNS},
        members,
        Postings(folder),
        References(folder),
        OpenFile(folder / "cards.json"),
        mapped_array(folder / "card.ends.npy"),
    )


def lay_over(base: Base, changed: Sequence[int], revision: tuple[int, str]) -> Snapshot:
    """Return `base` with the entries whose keys are in `changed` as they are in the database now."""
    recent = list(entries(changed))
    first, size = len(base.keys), len(base.keys) + len(recent)
    keys = np.concatenate([base.keys, np.asarray([entry.pk for entry in recent], np.int64)])
    dead = np.isin(base.keys, np.asarray(changed, np.int64)) if changed else np.zeros(first, np.bool_)
    alive = from_mask(np.concatenate([~dead, np.ones(len(recent), np.bool_)]))
    members: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        own = {code: bits & alive for code, bits in base.members[facet.parameter].items()}
        for slot, entry in enumerate(recent, first):
            for code in entry.codes[facet.parameter]:
                own[code] = own.get(code, 0) | 1 << slot
        members[facet.parameter] = own

    def column(name: str) -> NDArray[np.int64]:
        return np.concatenate([base.columns[name], np.asarray([entry.numbers[name] for entry in recent], np.int64)])

    def number(name: str, slot: int) -> int:
        return int(base.columns[name][slot]) if slot < first else recent[slot - first].numbers[name]

    unstated = {
        name: own.get(UNKNOWN, 0) if name in TERMED else own.pop(UNKNOWN, 0)
        for name, own in members.items()
        if name in MAY_BE_UNKNOWN
    }
    words = Recent()
    for slot, entry in enumerate(recent, first):
        words.add(slot, entry.names, entry.texts)
    values = {
        facet.parameter: shown(facet.parameter, _values(facet.parameter, members[facet.parameter]))
        if facet is not USE
        else _uses(members["use"])
        for facet in FACETS
    }
    ranges = {item.parameter: Range(column(item.parameter)) for item in RANGES}
    unstated |= {name: alive & ~known.between(None, None) for name, known in ranges.items() if name in MAY_BE_UNKNOWN}
    return Snapshot(
        revision=revision,
        base=base,
        recent=recent,
        keys=keys,
        alive=alive,
        facets=FacetIndex(
            size, alive, values, ranges, {name: ranges[name].bins(EDGES[name]) for name in ranges}, unstated
        ),
        terms=build_terms(values),
        postings=base.postings.with_recent(words, dead),
        references=base.references.with_recent(
            [(key, slot) for slot, entry in enumerate(recent, first) for key in entry.references]
        ),
        ranks=Ranks(
            first, lambda slot: name_of(base.card(slot)), [name_of(entry.card) for entry in recent], column, number
        ),
        support=column("support"),
        todo={name: column(name) for name in TODO_COLUMNS},
        codes=_spellings(values),
    )


def _spellings(values: Mapping[str, Mapping[str, Value]]) -> dict[str, dict[str, str]]:
    """Return for each facet the spelling of each code by its folded form."""
    return {name: {fold(code): code for code in found} for name, found in values.items()}


def _values(parameter: str, own: Mapping[str, int]) -> dict[str, Value]:
    """Return the values of one facet in the vocabulary's order, each with its entries and its children's."""
    model = FIELDS[parameter].terms
    if model is Source:
        sources = {
            source.code: Value(source.code, {"en": source.name}, {"en": source.aliases}, None, own.get(source.code, 0))
            for source in Source.objects.all()
        }
        return {**_deleted(own, sources), **sources}
    if not (isinstance(model, type) and issubclass(model, Term)):
        raise TypeError(f"{parameter} holds no vocabulary")
    terms = list(model.objects.select_related("parent"))
    parents = {term.code: term.parent.code if term.parent else None for term in terms}
    found = with_children(own, parents)
    return _deleted(own, parents) | {
        term.code: Value(term.code, term.names, term.synonyms, parents[term.code], found.get(term.code, 0))
        for term in terms
    }


def _deleted(own: Mapping[str, int], known: Container[str]) -> dict[str, Value]:
    """Return the values that entries have and nothing is known of, by their codes.

    There are such while the index is behind: the entries have changed since, then the term or source was deleted.
    """
    return {code: Value(code, {"en": code}, {}, None, bits) for code, bits in own.items() if bits and code not in known}


def _uses(own: Mapping[str, int]) -> dict[str, Value]:
    """Return the values of the facet "use": what one may ask to use an entry for."""
    return {
        code: Value(code, names, rights.SYNONYMS[code], None, own.get(code, 0)) for code, names in rights.NAMES.items()
    }
