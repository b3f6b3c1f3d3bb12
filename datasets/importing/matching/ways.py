"""The ways to entries: their identifiers, addresses, papers, names and rare words, each with the entries that have it.

Few entries are looked at closely for a row, however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache, partial
from heapq import nlargest
from math import log

from datasets.importing.matching.identity import REUPLOADS, Identifier, Places, of_name, places
from datasets.importing.matching.known import GATHERING, Known
from datasets.importing.matching.names import ABBREVIATION, Lexicon, Name, abbreviations, pieces
from datasets.importing.matching.shelf import Shelf, Slots

# Entries that are looked at closely for each row; words that so many entries have are no way to them; entries that are
# counted before the commoner words are asked.
LOOKED_AT, COMMON, COUNTED = 8, 400, 1_000
# Letters of the beginning and the end of a name by which names with a slip are found; up to so many letters a name is
# found with any letter left out.
END, SHORT = 5, 9
# What a whole name or an abbreviation leads to is likelier than what a word does.
WHOLE = 3
# Ways by whole names: their cores, their abbreviations.
CORE, LETTERS = "c:", "a:"
# The slot of a row, which is no entry.
NOWHERE = -1
# Entries that are held in memory with what leads to them before they are put away, and of the others those that were
# taken apart anew.
NEWEST, TAKEN_ANEW = 1_500, 200
# Places in memory for what abbreviations begin with: of an entry some six.
MARKS = 1 << 19


class Taken:
    """What is known of one entry or row, taken apart once. An entry has a slot."""

    def __init__(self, known: Known, lexicon: Lexicon, slot: int = NOWHERE) -> None:
        self.known = known
        self.lexicon = lexicon
        self.slot = slot
        unique: dict[str, Name] = {}
        for text in (known.name, *known.names):
            name = lexicon.name(text)
            if name.key:
                unique.setdefault(name.key, name)
        self.names = list(unique.values())
        self.places: Places = places((*known.texts, *known.links))
        self.gathers = known.kind in GATHERING

    @cached_property
    def primary(self) -> Name:
        """The name that it is shown by."""
        return self.lexicon.name(self.known.name)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its names, as they are compared exactly."""
        return frozenset(name.key for name in self.names)

    @cached_property
    def pieces(self) -> list[tuple[Name, list[Name]]]:
        """The names, and the pieces of those that are in two parts."""
        return [(name, [self.lexicon.name(piece) for piece in pieces(name.text)]) for name in self.names]

    @cached_property
    def identifiers(self) -> dict[str, Identifier]:
        """Its identifiers by their keys, with those that its names are."""
        found = {one.key: one for one in self.places.identifiers}
        for name in self.names:
            if key := of_name(name.text):
                found.setdefault(key, Identifier(key))
        for key in list(found):
            scheme, _, rest = key.partition(":")
            if "/" in rest and scheme in REUPLOADS:
                found.setdefault(f"owner:{rest}", Identifier(f"owner:{rest}"))
        return found

    @cached_property
    def told(self) -> frozenset[str]:
        """All words of its names and of who hosts it, with its year: they say nothing that it is not."""
        words = {word for name in self.names for word in (*name.plain, *name.words)}
        words |= {word for host in self.known.hosts for word in self.lexicon.name(host).plain}
        return frozenset(words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of all its names, and its year."""
        year = {str(self.known.year)[2:].lstrip("0")} if self.known.year else set()
        return frozenset(year).union(*(name.numbers for name in self.names))


class Ways:
    """Entries by what leads to them, each by its slot."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._shelf = Shelf()
        self.number = 0
        self.slugs, self.exact, self.shown, self.identified, self.addressed, self.papers, self.worded = (
            Slots(kind, self._shelf) for kind in ("slug", "name", "shown", "identifier", "address", "paper", "word")
        )
        # Spellings that lead to a name with a slip, and abbreviations: made when a row is first asked for, which a list
        # of doubles never does, or when entries are put away. By slots that have none yet, whether the entry is new.
        self._hints = Slots("hint", self._shelf)
        self._unhinted: dict[int, bool] = {}
        self._beginnings = Beginnings()
        self._weights: dict[str, float] = {}
        self._new: dict[int, Taken] = {}
        self._old = lru_cache(maxsize=TAKEN_ANEW)(partial(_taken, self._shelf, lexicon))

    def __getitem__(self, slot: int) -> Taken:
        """Return the entry of a slot."""
        new = self._new.get(slot)
        return self._old(slot) if new is None else new

    def of(self, slug: str) -> Taken | None:
        """Return the entry of this slug, None where there is none."""
        return next((self[slot] for slot in self.slugs[slug]), None)

    def take(self, known: Known) -> None:
        """Add an entry, or put it in the place of what was known of it before."""
        slot = next(iter(self.slugs[known.slug]), self.number)
        is_new = slot == self.number
        self.number += is_new
        taken = self._new[slot] = Taken(known, self._lexicon, slot)
        for index, keys in (
            (self.slugs, (known.slug,)),
            (self.exact, taken.keys),
            (self.shown, (taken.primary.key,)),
            (self.identified, taken.identifiers),
            (self.addressed, taken.places.addresses),
            (self.papers, known.papers),
            (self.worded, _words(taken)),
        ):
            index.add(keys, slot, is_new=is_new)
        self._unhinted.setdefault(slot, is_new)
        self._weights.clear()
        if len(self._new) >= NEWEST:
            self._put_away()

    def _put_away(self) -> None:
        self._hint()
        indexes = (
            self.slugs, self.exact, self.shown, self.identified, self.addressed, self.papers, self.worded, self._hints,
        )  # fmt: skip
        known = {slot: taken.known for slot, taken in self._new.items()}
        self._shelf.put(known, [(index.kind, index.given()) for index in indexes])
        self._new.clear()
        self._old.cache_clear()

    def _hint(self) -> None:
        for slot, is_new in self._unhinted.items():
            hints = _hints(self[slot])
            self._hints.add(hints, slot, is_new=is_new)
            for way in hints:
                if way.startswith(LETTERS):
                    self._beginnings.add(way[len(LETTERS) :])
        self._unhinted.clear()

    def near(self, row: Taken) -> list[int]:
        """Return the entries worth a closer look: those with an identifier or name of the row, then by rare words."""
        self._hint()
        # They serve one row; words of all rows would not stay few.
        self._weights.clear()
        slots: dict[int, None] = {}
        for index, keys in (
            (self.exact, row.keys),
            (self.identified, row.identifiers),
            (self.papers, row.known.papers),
            (self.addressed, row.places.addresses),
        ):
            for key in keys:
                slots.update(dict.fromkeys(index[key][:LOOKED_AT]))
        votes: dict[int, float] = defaultdict(float)
        asked = ((self.worded, _words(row)), (self._hints, self._hinted(row)))
        ways = [(found, way) for index, keys in asked for way in keys if (found := index[way])]
        ways.sort(key=lambda pair: (len(pair[0]), pair[1]))
        for found, way in ways:
            if len(found) > COMMON or (votes and len(votes) + len(found) > COUNTED):
                break
            weight = self._rarity(len(found)) * (WHOLE if way.startswith((CORE, LETTERS)) else 1)
            for slot in found:
                votes[slot] += weight
        likeliest = nlargest(LOOKED_AT, votes, key=votes.__getitem__)
        slots.update(dict.fromkeys(likeliest))
        if row.known.slug:
            for slot in self.slugs[row.known.slug]:
                slots.pop(slot, None)
        return list(slots)

    def weight(self, word: str) -> float:
        """Return what a word says: the more, the fewer entries have it."""
        weight = self._weights.get(word)
        if weight is None:
            weight = self._weights[word] = self._rarity(self.worded.number(word))
        return weight

    def _rarity(self, number: int) -> float:
        return log(1 + (self.number + 1) / (number + 1))

    def _hinted(self, row: Taken) -> set[str]:
        """Return the hints that a row asks for: as a long name it may be what entries have abbreviated."""
        found = _hints(row, initials=False)
        for name in _all(row):
            found.update(f"{LETTERS}{letters}" for letters in abbreviations(name, self._beginnings))
        return found


class Beginnings:
    """What abbreviations begin with, within a fixed memory: it may tell of a beginning that is none, but misses none.

    What follows from one that is none is looked up in vain.
    """

    def __init__(self) -> None:
        self._marks = bytearray(MARKS)

    def add(self, letters: str) -> None:
        """Add what an abbreviation begins with, from nothing to all of it."""
        for end in range(len(letters) + 1):
            self._marks[hash(letters[:end]) % MARKS] = 1

    def __contains__(self, letters: object) -> bool:
        return bool(self._marks[hash(letters) % MARKS])


def _taken(shelf: Shelf, lexicon: Lexicon, slot: int) -> Taken:
    return Taken(shelf.known(slot), lexicon, slot)


def _all(taken: Taken) -> Iterable[Name]:
    for name, parts in taken.pieces:
        yield name
        yield from parts


def _words(taken: Taken) -> set[str]:
    """Return the words of an entry's names, and their cores."""
    found = {word for name, _ in taken.pieces for word in name.words}
    for name in _all(taken):
        if name.core:
            found.update((f"{CORE}{name.core}", f"{CORE}{name.bare}", f"{CORE}{name.in_order}"))
    return found


def _hints(taken: Taken, *, initials: bool = True) -> set[str]:
    """Return beginnings and ends of the cores of an entry's names, short ones with a letter left out, and what
    abbreviates them."""
    found: set[str] = set()
    for name in _all(taken):
        core = name.core
        if not core:
            continue
        if len(core) > END:
            found.update((f"b:{core[:END]}", f"e:{core[-END:]}"))
        if ABBREVIATION[0] <= len(core) <= SHORT:
            found.update(f"d:{core[:at]}{core[at + 1 :]}" for at in range(len(core)))
            found.add(f"d:{core}")
        if len(name.bare) in ABBREVIATION and (initials or len(name.words) == 1):
            found.add(f"{LETTERS}{name.bare}")
        if initials:
            found.update(f"{LETTERS}{letters}" for letters in name.initials)
    return found
