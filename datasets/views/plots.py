"""From numbers to where marks stand: pure functions; templates draw, and nothing here is markup.

Places along a picture are in percent, so that it takes the width there is while its words keep their size. What is said
of names holds at two widths: a phone's, and from ROOMY up, where more names have room.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from datasets.words import scales
from datasets.words.scales import Scale

# Shades of a heat map, from the lightest.
SHADES = 5

# The field of the scatter plot, in pixels: its height, and the least widths of the two. statistics.css has the same.
HEIGHT, NARROW, ROOMY = 380, 230, 600
# Pixels: half of what a mark takes, half a line of a name, from a mark to its name, and what a letter takes.
MARK, LINE, BESIDE, LETTER = 7, 9, 10, 7.0
# Names that are written at most; the others show when their mark is pointed at.
MOST_NAMES = 24


def percent(share: float) -> str:
    """Return a share as SVG reads it."""
    return f"{share * 100:.4g}%"


def lower_edges(most: int) -> list[int]:
    """Return the lowest number of each shade, for numbers from 1 to `most`: each about as many times the one before."""
    return sorted({-int(-(most ** (step / SHADES)) // 1) for step in range(SHADES)}) if most else []


def shade(number: int, edges: Sequence[int]) -> int:
    """Return the shade of a number, 0 for none; the highest have the darkest one, however few shades there are."""
    return SHADES - len(edges) + bisect_right(edges, number) if number else 0


@dataclass(frozen=True)
class Tick:
    """An amount beside an axis: where, and in words; `roomy` where only a wide picture has room for it."""

    at: str
    label: str
    roomy: bool


@dataclass(frozen=True)
class Name:
    """Where a name stands from its mark, in pixels, with which end towards it; `when` it shows."""

    dx: int
    dy: int
    anchor: str
    when: str

    ALWAYS, ROOMY, ASKED = "always", "roomy", "asked"


@dataclass(frozen=True)
class Mark:
    """One thing with two amounts: its place in the list that was given, where it is, and where its name stands."""

    number: int
    x: str
    y: str
    name: Name


@dataclass(frozen=True)
class Scatter:
    """A picture of two amounts against each other: what stands beside its axes, and its marks."""

    across: Sequence[Tick]
    up: Sequence[Tick]
    marks: Sequence[Mark]


def scatter(
    amounts: Sequence[tuple[int, int]],
    names: Sequence[str],
    across: Callable[[int], str],
    up: Callable[[int], str],
) -> Scatter:
    """Return the picture of pairs of positive amounts, of which there is one at least.

    `across` and `up` say an amount of the two axes in words. Names that come first have room before those behind them.
    """
    horizontal, vertical = scales.around(x for x, _y in amounts), scales.around(y for _x, y in amounts)
    shares = [(horizontal.share(x), 1 - vertical.share(y)) for x, y in amounts]
    marks = [
        Mark(number, percent(x), percent(y), name)
        for number, ((x, y), name) in enumerate(zip(shares, _names(shares, names), strict=True))
    ]
    return Scatter(
        [Tick(percent(horizontal.share(amount)), across(amount), roomy) for amount, roomy in _ticks(horizontal)],
        [Tick(percent(1 - vertical.share(amount)), up(amount), False) for amount in vertical.ticks],
        marks,
    )


def _ticks(scale: Scale) -> list[tuple[int, bool]]:
    """Return the amounts of a lying axis, and whether each needs room: of more than four, every other one."""
    ticks = scale.ticks
    return [(amount, len(ticks) > 4 and place % 2 == 1) for place, amount in enumerate(ticks)]


# A box in pixels: left, top, right, bottom.
Box = tuple[float, float, float, float]


def _names(shares: Sequence[tuple[float, float]], names: Sequence[str]) -> list[Name]:
    """Return where each name stands: none on another, on a mark or over an edge, in the narrow and the wide picture."""
    placed: dict[int, Name] = {}
    for width, when in ((NARROW, Name.ALWAYS), (ROOMY, Name.ROOMY)):
        marks = [_around(x * width, y * HEIGHT) for x, y in shares]
        taken = [_box(shares[place], names[place], name, width) for place, name in placed.items()]
        for place, (share, text) in enumerate(zip(shares, names, strict=True)):
            if place in placed or len(placed) == MOST_NAMES:
                continue
            others = [*taken, *(mark for other, mark in enumerate(marks) if other != place)]
            for name in _ways(share[0], when):
                box = _box(share, text, name, width)
                inside = box[0] >= 0 and box[2] <= width and box[1] >= 0
                if inside and not any(_meet(box, other) for other in others):
                    placed[place] = name
                    taken.append(box)
                    break
    return [placed.get(place) or _ways(x, Name.ASKED)[0] for place, (x, _y) in enumerate(shares)]


def _ways(x: float, when: str) -> list[Name]:
    """Return where a name may stand: towards the middle of the picture, above its mark, below it.

    Names to the right of their marks are all in the left half. So two that do not meet meet in no wider picture either.
    """
    beside = Name(-BESIDE, 4, "end", when) if x > 0.5 else Name(BESIDE, 4, "start", when)
    return [beside, Name(0, -BESIDE, "middle", when), Name(0, BESIDE + LINE, "middle", when)]


def _box(share: tuple[float, float], text: str, name: Name, width: int) -> Box:
    long = LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    left = share[0] * width + name.dx - {"start": 0.0, "middle": long / 2, "end": long}[name.anchor]
    middle = share[1] * HEIGHT + name.dy - 4
    return (left, middle - LINE, left + long, middle + LINE)


def _around(x: float, y: float) -> Box:
    return (x - MARK, y - MARK, x + MARK, y + MARK)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
