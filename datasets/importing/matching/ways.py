"""The ways to entries: their identifiers, addresses, papers, names and rare words, each with the entries that have it.

Few entries are looked at closely for a row, however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from heapq import nlargest
from math import log

from datasets.importing.matching.identity import REUPLOADS, Identifier, Places, of_name, places
from datasets.importing.matching.known import GATHERING, Known
from datasets.importing.matching.names import ABBREVIATION, Lexicon, Name, abbreviations, pieces

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


class Taken:
    """What is known of one entry or row, taken apart once."""

    def __init__(self, known: Known, lexicon: Lexicon) -> None:
        self.known = known
        self.lexicon = lexicon
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

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.slots: dict[str, int] = {}
        self.exact: dict[str, list[int]] = defaultdict(list)
        self.identified: dict[str, list[int]] = defaultdict(list)
        self.addressed: dict[str, list[int]] = defaultdict(list)
        self.papers: dict[str, list[int]] = defaultdict(list)
        self.worded: dict[str, list[int]] = defaultdict(list)
        # Spellings that lead to a name with a slip, and abbreviations: made when a row is first asked for, which a list
        # of doubles never does.
        self._hints: dict[str, list[int]] = defaultdict(list)
        self._unhinted: dict[int, None] = {}
        self._beginnings: set[str] = set()
        self._weights: dict[str, float] = {}

    def take(self, taken: Taken) -> None:
        """Add an entry, or put it in the place of what was known of it before."""
        slot = self.slots.setdefault(taken.known.slug, len(self.taken))
        if slot == len(self.taken):
            self.taken.append(taken)
        else:
            self.taken[slot] = taken
        for index, keys in (
            (self.exact, taken.keys),
            (self.identified, taken.identifiers),
            (self.addressed, taken.places.addresses),
            (self.papers, taken.known.papers),
            (self.worded, _words(taken)),
        ):
            _add(index, keys, slot)
        self._unhinted[slot] = None
        self._weights.clear()

    def _hint(self) -> None:
        for slot in self._unhinted:
            hints = _hints(self.taken[slot])
            _add(self._hints, hints, slot)
            for way in hints:
                if way.startswith(LETTERS):
                    self._beginnings.update(way[len(LETTERS) : end] for end in range(len(LETTERS), len(way) + 1))
        self._unhinted.clear()

    def near(self, row: Taken) -> list[int]:
        """Return the entries worth a closer look: those with an identifier or name of the row, then by rare words."""
        self._hint()
        slots: dict[int, None] = {}
        for index, keys in (
            (self.exact, row.keys),
            (self.identified, row.identifiers),
            (self.papers, row.known.papers),
            (self.addressed, row.places.addresses),
        ):
            for key in keys:
                slots.update(dict.fromkeys(index.get(key, ())[:LOOKED_AT]))
        votes: dict[int, float] = defaultdict(float)
        ways = [(found, way) for way in self._asked(row) if (found := self.worded.get(way) or self._hints.get(way))]
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
            slots.pop(self.slots.get(row.known.slug, -1), None)
        return list(slots)

    def is_alone(self, slots: Iterable[int], row: Taken) -> bool:
        """Tell whether one entry alone is among these, the row itself left out."""
        return sum(self.taken[slot] is not row for slot in slots) == 1

    def weight(self, word: str) -> float:
        """Return what a word says: the more, the fewer entries have it."""
        weight = self._weights.get(word)
        if weight is None:
            weight = self._weights[word] = self._rarity(len(self.worded.get(word, ())))
        return weight

    def _rarity(self, number: int) -> float:
        return log(1 + (len(self.taken) + 1) / (number + 1))

    def _asked(self, row: Taken) -> set[str]:
        """Return the ways that a row asks: as a long name it may be what entries have abbreviated."""
        found = _words(row) | _hints(row, initials=False)
        for name in _all(row):
            found.update(f"{LETTERS}{letters}" for letters in abbreviations(name, self._beginnings))
        return found


def _all(taken: Taken) -> Iterable[Name]:
    for name, parts in taken.pieces:
        yield name
        yield from parts


def _add(index: dict[str, list[int]], keys: Iterable[str], slot: int) -> None:
    for key in keys:
        slots = index[key]
        if not slots or (slots[-1] != slot and slot not in slots):
            slots.append(slot)


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
