"""The words of the entries' own texts: which entries have a word, what it weighs there, in what order words stand.

Written once into the files of an index and read from there through the operating system's cache, so that a worker holds
almost none of it; entries that have changed since are held in memory beside it. The words of vocabulary terms are not
here (see terms): they belong to the term and not to each entry.
"""

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datasets.models.description import LANGUAGES
from datasets.words.folding import joined

from .analysis import analysed, chunks
from .bitsets import Mask
from .lexicon import Lexicon, OpenFile, mapped_array

Slots = NDArray[np.uint32]
Weights = NDArray[np.float32]
Spoken = NDArray[np.uint8]

# The languages that a word stands in, as a set of bits; a name, a code or a number belongs to all of them.
BITS = {language: 1 << place for place, language in enumerate(LANGUAGES)}
EVERY = sum(BITS.values())

# What a word weighs by the text that it stands in; terms (see terms.WEIGHT) come between names and summary.
NAME, SUMMARY, DESCRIPTION = 12.0, 2.0, 1.0
# From this weight on a word stands in a name.
NAMED = 9.0
# A stem or joined form weighs a little less than the word as it stands.
FORM = 0.8
# What each further time that a word stands in an entry adds.
REPEATED = 0.1
# Weights are stored as whole numbers of this size.
UNIT = 1 / 64
# Separates texts in the order of words: number 0 is no word.
BREAK = 0
# Of so many entries at most, one's words after the other's are read rather than everybody's.
FEW = 2_000
# Words read at a time when the whole order of words is searched for a phrase.
BLOCK = 1 << 20

NOTHING: tuple[Slots, Weights, Spoken] = (np.zeros(0, np.uint32), np.zeros(0, np.float32), np.zeros(0, np.uint8))


@dataclass(frozen=True)
class Text:
    """One text of an entry: what it says, in which language ("" for names), and what a word in it weighs."""

    text: str
    language: str
    weight: float


@dataclass
class Weighed:
    """The index words of one entry's texts: what each weighs, its languages as bits, and the plain words in order.

    The order has "" between texts. Words of `weights` and `spoken` come in the same order.
    """

    weights: dict[str, float] = field(default_factory=dict)
    spoken: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)


def weigh(texts: Iterable[Text]) -> Weighed:
    """Weigh the words of one entry's texts."""
    found = Weighed()
    weights, spoken = found.weights, found.spoken
    weight_of, spoken_of = weights.get, spoken.get
    for item in texts:
        weight, of_form = item.weight, item.weight * FORM
        bit = BITS[item.language] if item.language else EVERY
        for chunk in chunks(item.text):
            words = analysed(chunk, item.language)
            for word in words.words:
                before = weight_of(word, 0.0)
                weights[word] = (before if before > weight else weight) + REPEATED
                spoken[word] = spoken_of(word, 0) | bit
            for form in words.forms:
                if weight_of(form, 0.0) < of_form:
                    weights[form] = of_form
                spoken[form] = spoken_of(form, 0) | bit
            found.order += words.words
        found.order.append("")
    return found


class Writer:
    """Collects entries, then writes the files. Entries are numbered in the order in which they are added."""

    def __init__(self) -> None:
        """Begin with no entry."""
        self.numbers: dict[str, int] = {"": BREAK}
        self.words, self.slots, self.weights, self.spoken = array("I"), array("I"), array("H"), array("B")
        self.order, self.ends = array("I"), array("Q")
        self.names: list[tuple[str, int]] = []

    def add(self, names: Iterable[str], texts: Iterable[Text]) -> None:
        """Add the next entry."""
        slot = len(self.ends)
        found = weigh(texts)
        number = self.numbers
        for word in found.weights:
            if word not in number:
                number[word] = len(number)
        self.words.extend([number[word] for word in found.weights])
        self.slots.extend([slot] * len(found.weights))
        self.weights.extend([int(weight / UNIT) for weight in found.weights.values()])
        self.spoken.extend(found.spoken.values())
        self.order.extend([number[word] for word in found.order])
        self.ends.append(len(self.order))
        self.names.extend((key, slot) for key in {joined(name) for name in names} if key)

    def write(self, folder: Path) -> None:
        """Write the files into `folder`."""
        words = sorted(self.numbers, key=str.encode)
        rank = np.empty(len(words), np.uint32)
        rank[[self.numbers[word] for word in words]] = np.arange(len(words), dtype=np.uint32)
        numbers = rank[np.frombuffer(self.words, np.uint32)] if self.words else np.zeros(0, np.uint32)
        by_word = np.argsort(numbers, kind="stable")
        np.save(folder / "postings.ends.npy", np.cumsum(np.bincount(numbers, minlength=len(words))).astype(np.uint64))
        for name, column, kind in (
            ("slots", self.slots, np.uint32), ("weights", self.weights, np.uint16), ("spoken", self.spoken, np.uint8)
        ):  # fmt: skip
            (folder / f"postings.{name}.bin").write_bytes(np.frombuffer(column, kind)[by_word].tobytes())
        Lexicon.write(folder, "words", words)
        order = np.frombuffer(self.order, np.uint32) if self.order else np.zeros(0, np.uint32)
        (folder / "order.bin").write_bytes(rank[order].tobytes())
        np.save(folder / "order.ends.npy", np.frombuffer(self.ends, np.uint64) if self.ends else np.zeros(0, np.uint64))
        self.names.sort(key=lambda name: (name[0].encode(), name[1]))
        Lexicon.write(folder, "names", (name for name, _ in self.names))
        np.save(folder / "names.slots.npy", np.asarray([slot for _, slot in self.names], np.uint32))


@dataclass
class Recent:
    """The words of entries that have changed since the files were written, by their slots behind the files' entries."""

    words: dict[str, list[tuple[int, float, int]]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[int, list[str]] = field(default_factory=dict)
    names: list[tuple[str, int]] = field(default_factory=list)

    def add(self, slot: int, names: Iterable[str], texts: Iterable[Text]) -> None:
        """Add one entry, behind those that were added before."""
        found = weigh(texts)
        self.orders[slot] = found.order
        for word, weight in found.weights.items():
            # As exact as in the files, so that an entry keeps its place when it moves there.
            self.words[word].append((slot, int(weight / UNIT) * UNIT, found.spoken[word]))
        self.names.extend((key, slot) for key in {joined(name) for name in names} if key)

    def without(self, gone: Container[int]) -> "Recent":
        """Return the same without the entries in the slots `gone`."""
        words: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
        for word, found in self.words.items():
            if kept := [posting for posting in found if posting[0] not in gone]:
                words[word] = kept
        orders = {slot: order for slot, order in self.orders.items() if slot not in gone}
        return Recent(words, orders, [(name, slot) for name, slot in self.names if slot not in gone])


class Postings:
    """The files of one index, opened, and recent entries beside them."""

    def __init__(self, folder: Path) -> None:
        """Open the files in `folder`."""
        self.lexicon = Lexicon(folder, "words")
        self.names = Lexicon(folder, "names")
        self.name_slots = mapped_array(folder / "names.slots.npy")
        self.ends = mapped_array(folder / "postings.ends.npy")
        self.slots = OpenFile(folder / "postings.slots.bin", np.uint32)
        self.weights = OpenFile(folder / "postings.weights.bin", np.uint16)
        self.spoken = OpenFile(folder / "postings.spoken.bin", np.uint8)
        self.order = OpenFile(folder / "order.bin", np.uint32)
        self.order_ends = mapped_array(folder / "order.ends.npy")
        self.recent = Recent()
        self.dead: Mask | None = None

    def with_recent(self, recent: Recent, dead: Mask) -> "Postings":
        """Return the same open files with other recent entries; those of the files in `dead` are no longer found."""
        other = copy(self)
        other.recent, other.dead = recent, dead if dead.any() else None
        return other

    def without(self, gone: Mask) -> "Postings":
        """Return the same open files and recent entries without the slots in `gone`: nothing of theirs is found."""
        first = len(self.order_ends)
        dead = gone[:first] if self.dead is None else gone[:first] | self.dead
        return self.with_recent(self.recent.without(set(np.flatnonzero(gone).tolist())), dead)

    def find(self, word: str) -> tuple[Slots, Weights, Spoken]:
        """Return the entries that have an index word, in order, its weight in each, and its languages there as bits."""
        slots, weights, spoken = NOTHING
        number = next(iter(self.lexicon.equal(word)), None)
        if number is not None:
            start, end = int(self.ends[number - 1]) if number else 0, int(self.ends[number])
            slots, spoken = self.slots.items(start, end), self.spoken.items(start, end)
            weights = self.weights.items(start, end) * np.float32(UNIT)
            if self.dead is not None:
                living = ~self.dead[slots]
                slots, weights, spoken = slots[living], weights[living], spoken[living]
        if word in self.recent.words:
            more = list(zip(*self.recent.words[word], strict=True))
            slots = np.concatenate([slots, np.asarray(more[0], np.uint32)])
            weights = np.concatenate([weights, np.asarray(more[1], np.float32)])
            spoken = np.concatenate([spoken, np.asarray(more[2], np.uint8)])
        return slots, weights, spoken

    def frequency(self, number: int) -> int:
        """Return how many entries of the files have the word with this number in the lexicon."""
        return int(self.ends[number]) - (int(self.ends[number - 1]) if number else 0)

    def named(self, name: str) -> set[int]:
        """Return the entries that have exactly this name or alias, compared by letters and digits."""
        key = joined(name)
        found = set(self._named(self.names.equal(key)).tolist()) if key else set()
        return found | {slot for other, slot in self.recent.names if other == key}

    def named_like(self, beginning: str, limit: int) -> list[int]:
        """Return at most `limit` entries with a name or alias that begins so, in the order of those names."""
        key = joined(beginning)
        if not key:
            return []
        found = [slot for name, slot in self.recent.names if name.startswith(key)]
        found += self._named(self.names.starting(key))[: limit * 4].tolist()
        return list(dict.fromkeys(found))[:limit]

    def _named(self, names: range) -> Slots:
        """Return the entries of the files that have the names with these numbers; one may have several of them."""
        slots = self.name_slots[names.start : names.stop]
        return slots if self.dead is None else slots[~self.dead[slots]]

    def phrase(self, words: Sequence[str], among: Slots | None = None) -> Slots:
        """Return the entries in whose texts the plain `words` stand next to each other, in this order.

        `among`: only these are of interest; where they are few, the others' texts are not read.
        """
        found = [slot for slot, order in self.recent.orders.items() if _stands(list(words), order)]
        numbers = [next(iter(self.lexicon.equal(word)), None) for word in words]
        known = [number for number in numbers if number is not None]
        if len(known) == len(words):
            if among is not None and len(among) <= FEW:
                found.extend(self._within(known, among))
            else:
                rarest = min(range(len(known)), key=lambda i: self.frequency(known[i]))
                found.extend(self._scan(known, rarest))
        slots = np.unique(np.asarray(found, np.uint32))
        return slots if among is None else np.intersect1d(slots, among)

    def _within(self, numbers: list[int], slots: Slots) -> Iterable[int]:
        """Return those of some entries that have the words with these numbers next to each other, read one by one."""
        slots = slots[slots < len(self.order_ends)]
        ends = [int(self.order_ends[slot]) for slot in slots]
        starts = [int(self.order_ends[slot - 1]) if slot else 0 for slot in slots]
        # Each entry's order ends with a break, so that no words meet across entries.
        texts = b"".join([self.order.bytes(start, end) for start, end in zip(starts, ends, strict=True)])
        order = np.frombuffer(texts, np.uint32)
        first = np.flatnonzero(order[: max(0, len(order) - len(numbers) + 1)] == numbers[0])
        for offset, number in enumerate(numbers):
            first = first[order[first + offset] == number]
        lengths = np.asarray(ends, np.int64) - np.asarray(starts, np.int64)
        return slots[np.unique(np.searchsorted(np.cumsum(lengths), first, "right"))].tolist()

    def words_beginning(self, beginning: str, usual: int) -> Iterator[str]:
        """Yield the index words that begin so and that so many entries have, stems left out, the files' first."""
        files = (self.lexicon[n] for n in self.lexicon.starting(beginning) if self.frequency(n) >= usual)
        recent = (
            word
            for word, found in self.recent.words.items()
            if word.startswith(beginning) and len(found) >= usual and not self.lexicon.equal(word)
        )
        return (word for word in chain(files, recent) if "~" not in word)

    def _scan(self, numbers: list[int], rarest: int) -> Iterable[int]:
        """Search the whole order of words, block by block: nothing of it stays in memory."""
        overlap = len(numbers) - 1
        places: list[NDArray[np.int64]] = []
        for start in range(0, len(self.order), BLOCK):
            block = self.order.items(start, start + BLOCK + overlap)
            first = np.flatnonzero(block[rarest : rarest + max(0, len(block) - overlap)] == numbers[rarest])
            for offset, number in enumerate(numbers):
                first = first[block[first + offset] == number]
            places.append(first + start)
        if not places:
            return ()
        # Two blocks share the words at their border; a place is counted once all the same, entries are unique.
        return (int(slot) for slot in np.unique(np.searchsorted(self.order_ends, np.concatenate(places), "right")))


def _stands(words: list[str], order: list[str]) -> bool:
    return any(order[i : i + len(words)] == words for i in range(len(order) - len(words) + 1))
