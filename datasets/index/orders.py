"""The orders of lists besides that by words: which slot comes first. Each is worked out when it is first asked for."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from datasets.words.folding import fold

# The order by name, in which an index numbers its entries; and the same turned round.
BY_NAME, FROM_THE_END = "name", "name_last"
# The other orders: the columns that decide, largest first, each where those before it are equal. A minus sets the
# smallest first. What is not known comes last, either way.
ORDERS: Mapping[str, Sequence[str]] = {
    "support": ("support", "quality", "year"),
    "newest": ("year", "support"),
    "oldest": ("-year", "support"),
    "size": ("size", "support"),
    "size_least": ("-size", "support"),
    "subjects": ("subjects", "support"),
    "subjects_least": ("-subjects", "support"),
    "images": ("images", "support"),
    "images_least": ("-images", "support"),
    "quality": ("quality", "support"),
    "changed": ("changed", "support"),
}

# Name and slug of an entry, as its name is compared.
Name = tuple[str, str]
# What places an entry in an order: numbers, the smallest first, then its name and slug.
Key = tuple[int | str, ...]
LAST = np.iinfo(np.int64).max


class Ranks:
    """The place of each slot in each order; the name decides where the columns do not.

    Slots are those of an index, in the order of their names, and behind them those of `recent` entries. An order takes
    four bytes for each slot, and a sort of them when it is first asked for: most visitors ask for one or two.
    """

    def __init__(
        self,
        indexed: int,
        name_of: Callable[[int], Name],
        recent: Sequence[Name],
        column: Callable[[str], NDArray[np.int64]],
        number: Callable[[str, int], int],
    ) -> None:
        """Take the number of slots in the index, what tells their names, those of the others, columns and numbers."""
        self.column = column
        self.number = number
        self.name_of: Callable[[int], Name] = lambda slot: name_of(slot) if slot < indexed else recent[slot - indexed]
        self.places = {BY_NAME: _places(np.argsort(_placed(indexed, name_of, recent), kind="stable"))}

    def __getitem__(self, name: str) -> NDArray[np.uint32]:
        """Return the place of each slot in one of the orders, from 0."""
        if name not in self.places:
            self.places[name] = self._ranked(name)
        return self.places[name]

    def key(self, name: str, slot: int) -> Key:
        """Return what places a slot in one of the orders, whatever else is there: numbers, its name, its slug."""
        numbers = (_first_smallest(column, self.number(column.removeprefix("-"), slot)) for column in columns_of(name))
        return (*numbers, *self.name_of(slot))

    def _ranked(self, name: str) -> NDArray[np.uint32]:
        by_name = self.places[BY_NAME].astype(np.int64)
        if name == FROM_THE_END:
            return (len(by_name) - 1 - by_name).astype(np.uint32)
        keys = [self._key(column) for column in reversed(ORDERS[name])]
        return _places(np.lexsort(np.stack([by_name, *keys])))

    def _key(self, name: str) -> NDArray[np.int64]:
        """Return a column so that the first entries have the smallest numbers."""
        values = self.column(name.removeprefix("-"))
        return np.where(values < 0, LAST, values) if name.startswith("-") else -values


def columns_of(name: str) -> Sequence[str]:
    """Return the columns that decide in one of the orders, before the name does."""
    return ORDERS.get(name, ())


def _first_smallest(name: str, value: int) -> int:
    """Return one number of a column of ORDERS so that that of the first entry is the smallest, as Ranks._key does."""
    return -value if not name.startswith("-") else int(LAST) if value < 0 else value


def _placed(indexed: int, name_of: Callable[[int], Name], recent: Sequence[Name]) -> NDArray[np.float64]:
    """Return for each slot where its name stands: between two names of the index, for those behind it."""
    placed = np.arange(indexed + len(recent), dtype=np.float64)
    own = sorted(range(len(recent)), key=recent.__getitem__)
    for order, i in enumerate(own):
        # In the order of the recent entries among themselves.
        before = bisect_left(range(indexed), recent[i], key=name_of) - 1
        placed[indexed + i] = before + (order + 1) / (len(own) + 1)
    return placed


def _places(order: NDArray[np.int64]) -> NDArray[np.uint32]:
    places = np.empty(len(order), np.uint32)
    places[order] = np.arange(len(order), dtype=np.uint32)
    return places


def name_of(card: Mapping[str, str]) -> Name:
    """Return the name of an entry as it is compared, from its card."""
    return fold(card["name"]), card["slug"]
