"""Sets of entries: as bits of a Python integer (bit p is entry p) for facets, as NumPy masks for words and orders.

`&` and `|` on integers combine sets in C, masks do the arithmetic of scores, and Rows counts hundreds of sets within
another one at once. One becomes the other in microseconds.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

# A range keeps the set of all entries up to every STRIDE-th value, and adds the rest one by one.
STRIDE = 4096


def from_positions(positions: Iterable[int] | NDArray[np.integer], size: int) -> int:
    """Return the set of `positions`, each in range(size)."""
    mask = np.zeros(size, np.bool_)
    mask[np.fromiter(positions, np.int64) if not isinstance(positions, np.ndarray) else positions] = True
    return from_mask(mask)


def from_mask(mask: Mask) -> int:
    """Return the set of the positions where `mask` is true."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def to_mask(bits: int, size: int) -> Mask:
    """Return the set as a mask of `size` entries."""
    packed = np.frombuffer(bits.to_bytes(size // 8 + 1, "little"), np.uint8)
    return np.unpackbits(packed, count=size, bitorder="little").view(np.bool_)


def positions(bits: int, size: int) -> NDArray[np.int64]:
    """Return the members of the set in rising order."""
    return np.flatnonzero(to_mask(bits, size))


class Rows:
    """Many sets side by side, to be counted within another set all at once.

    Kept twice: set by set as whole words, for large sets; and byte by byte, so that for a small set only the few places
    where it has members are looked at. At 100,000 entries and 480 sets a count takes 0.2 ms within 800 entries and
    0.9 ms within half of them, where an integer at a time took 3.6 ms.
    """

    # The share of a set's bytes up to which looking at those alone is quicker.
    FEW = 1 / 3

    def __init__(self, sets: Sequence[int], size: int) -> None:
        """Take sets of entries in range(size)."""
        self.width = max(1, -(-size // 64)) * 8
        packed = b"".join([bits.to_bytes(self.width, "little") for bits in sets])
        rows = np.frombuffer(packed, np.uint8).reshape(len(sets), self.width)
        self.words = rows.view(np.uint64)
        self.columns = np.ascontiguousarray(rows.T)

    def counts(self, within: int, first: int, last: int) -> list[int]:
        """Return how many members of `within` each of the sets number `first` to `last` (not included) has."""
        packed = np.frombuffer(within.to_bytes(self.width, "little"), np.uint8)
        places = np.flatnonzero(packed)
        if len(places) > self.FEW * self.width:
            found: NDArray[np.integer] = np.bitwise_count(self.words[first:last] & packed.view(np.uint64))
            return found.sum(axis=1, dtype=np.int64).tolist()
        part = self.columns[places, first:last]
        part &= packed[places, None]
        # Each byte counts 8 at most, so that two bytes hold the sum of a few thousand.
        enough = np.uint16 if len(places) < 1 << 13 else np.uint32
        return np.bitwise_count(part, out=part).sum(axis=0, dtype=enough).tolist()

    def having(self, numbers: Sequence[int], slots: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Return for each of some entries, row by row, which of the sets with these numbers it is in."""
        found = self.columns[slots[:, None] >> 3, numbers]
        return (found >> (slots[:, None] & 7).astype(np.uint8) & 1).view(np.bool_)


class Range:
    """The values of one numeric column, to be asked which entries lie between two bounds."""

    def __init__(self, values: Sequence[int] | NDArray[np.int64]) -> None:
        """Take the value of each entry, by position; a negative one is unknown."""
        column = np.asarray(values, np.int64)
        order = np.argsort(column, kind="stable")
        self.size = len(column)
        self.order = order[int(np.count_nonzero(column < 0)) :].astype(np.uint32)
        self.values = column[self.order]
        self.checkpoints = [0]
        for start in range(0, len(self.order) - STRIDE + 1, STRIDE):
            block = from_positions(self.order[start : start + STRIDE], self.size)
            self.checkpoints.append(self.checkpoints[-1] | block)

    def between(self, low: int | None, high: int | None) -> int:
        """Return the entries with low <= value <= high; a bound of None is open. Unknown values are in no range."""
        start = 0 if low is None else int(np.searchsorted(self.values, low, "left"))
        end = len(self.values) if high is None else int(np.searchsorted(self.values, high, "right"))
        return self._first(end) & ~self._first(start) if end > start else 0

    def _first(self, count: int) -> int:
        """Return the set of the `count` entries with the smallest values."""
        whole = count // STRIDE
        return self.checkpoints[whole] | from_positions(self.order[whole * STRIDE : count], self.size)

    def bins(self, edges: Sequence[int]) -> list[int]:
        """Return the set of entries in each bin [edge, next edge); the last bin is open."""
        ends = [edge - 1 for edge in edges[1:]]
        return [self.between(low, high) for low, high in zip(edges, [*ends, None], strict=True)]
