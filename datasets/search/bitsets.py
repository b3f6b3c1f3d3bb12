"""Sets of entries as bits of a Python integer: bit p is entry number p. `&` and `int.bit_count` do the work in C."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

# A range keeps the set of all entries up to every STRIDE-th value, and adds the rest one by one.
STRIDE = 512


def from_positions(positions: Iterable[int], size: int) -> int:
    """Return the set of `positions`, each in range(size)."""
    buffer = bytearray(size // 8 + 1)
    for position in positions:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")


# For each byte, the positions of its ones.
ONES = [[bit for bit in range(8) if byte >> bit & 1] for byte in range(256)]


def positions(bits: int) -> Iterator[int]:
    """Yield the members of the set in rising order."""
    for index, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        if byte:
            base = index << 3
            for bit in ONES[byte]:
                yield base + bit


class Range:
    """The values of one numeric column, to be asked which entries lie between two bounds."""

    def __init__(self, values: Sequence[int | None]) -> None:
        """Take the value of each entry, by position; None where it is unknown."""
        self.size = len(values)
        known = sorted((value, position) for position, value in enumerate(values) if value is not None)
        self.values = [value for value, _ in known]
        self.order = [position for _, position in known]
        self.checkpoints = [0]
        for start in range(0, len(known) - STRIDE + 1, STRIDE):
            block = from_positions(self.order[start : start + STRIDE], self.size)
            self.checkpoints.append(self.checkpoints[-1] | block)

    def between(self, low: int | None, high: int | None) -> int:
        """Return the entries with low <= value <= high; a bound of None is open. Unknown values are in no range."""
        start = 0 if low is None else bisect_left(self.values, low)
        end = len(self.values) if high is None else bisect_right(self.values, high)
        return self._first(end) & ~self._first(start) if end > start else 0

    def bounds(self) -> tuple[int, int] | None:
        """Return the smallest and the largest known value, or None where nothing is known."""
        return (self.values[0], self.values[-1]) if self.values else None

    def _first(self, count: int) -> int:
        """Return the set of the `count` entries with the smallest values."""
        whole = count // STRIDE
        return self.checkpoints[whole] | from_positions(self.order[whole * STRIDE : count], self.size)
