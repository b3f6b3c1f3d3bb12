"""Logarithmic scales: how far along one an amount lies, and the amounts that are written beside it.

Who draws amounts against each other takes both from here, so that two pictures of the same amounts look alike.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

# So many amounts are written beside a scale at most: more would lie on each other on a phone.
MOST_TICKS = 7


@dataclass(frozen=True)
class Scale:
    """A scale from one power of ten to another, which lies higher."""

    low: int
    high: int

    def share(self, amount: int) -> float:
        """Return how far along the scale a positive amount lies: 0 at its beginning, 1 at its end."""
        return (math.log10(amount) - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[int]:
        """The amounts that are written beside the scale: its first power of ten, and others as even steps lead on."""
        step = -(-(self.high - self.low) // (MOST_TICKS - 1))
        return [10**power for power in range(self.low, self.high + 1, step)]


def around(amounts: Iterable[int]) -> Scale:
    """Return the scale around amounts, of which there is one at least; each is positive."""
    powers = [math.log10(amount) for amount in amounts]
    low = math.floor(min(powers))
    return Scale(low, max(math.ceil(max(powers)), low + 1))
