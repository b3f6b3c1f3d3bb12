"""Two amounts of a few datasets against each other, on logarithmic axes, as plain numbers to draw.

A dataset of which one of the two is not known has no point; who draws says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format

from datasets.words.scales import Scale, around
from datasets.words.wording import size

from .picture import Comparison, Row

# The drawing in its own units; the axes leave room for the numbers beside them.
WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 44
# Names stand this far from their points, and this far from each other.
BESIDE, LINE = 10, 16


@dataclass(frozen=True)
class Point:
    """One dataset: where its point is, where its name stands and on which side, and the two amounts in words."""

    slug: str
    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    across: str
    up: str


@dataclass(frozen=True)
class Tick:
    """A power of ten on an axis: where, and its number."""

    at: float
    label: str


@dataclass(frozen=True)
class Scatter:
    """The drawing: what its axes count, their ticks, the points, and the names of those that have none."""

    key: str
    across: str
    up: str
    across_ticks: tuple[Tick, ...]
    up_ticks: tuple[Tick, ...]
    points: tuple[Point, ...]
    missing: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def scatters(comparison: Comparison) -> list[Scatter]:
    """Return the pictures that there is something to see in: size against subjects, images against subjects."""
    rows = {row.key: row for group in comparison.groups for row in group.rows}
    pairs = [("subjects", "size"), ("subjects", "images")]
    return [found for across, up in pairs if (found := _scatter(comparison, rows[across], rows[up])) is not None]


def _scatter(comparison: Comparison, across: Row, up: Row) -> Scatter | None:
    """Return the picture of two rows; None where fewer than two datasets have both."""
    both = [
        (column, (one, other), (first, second))
        for column, first, second in zip(comparison.columns, across.cells, up.cells, strict=True)
        if (one := _amount(first.value)) and (other := _amount(second.value))
    ]
    if len(both) < 2:
        return None
    scales = [around(amounts[axis] for _, amounts, _ in both) for axis in (0, 1)]
    points = []
    for column, amounts, cells in both:
        x, y = _x(amounts[0], scales[0]), _y(amounts[1], scales[1])
        # A name on the right half stands to the left of its point, or it would be cut.
        side = -1 if x > (LEFT + WIDTH) / 2 else 1
        words = ["; ".join(text.text for text in cell.texts) for cell in cells]
        anchor = "end" if side < 0 else "start"
        points.append(Point(column.slug, column.name, x, y, x + side * BESIDE, y + LINE / 4, anchor, *words))
    known = {point.slug for point in points}
    in_words = size if up.key == "size" else _number
    return Scatter(
        up.key,
        across.label,
        up.label,
        tuple(Tick(_x(amount, scales[0]), _number(amount)) for amount in scales[0].ticks),
        tuple(Tick(_y(amount, scales[1]), in_words(amount)) for amount in scales[1].ticks),
        tuple(_apart(points)),
        tuple(column.name for column in comparison.columns if column.slug not in known),
    )


def _x(amount: int, scale: Scale) -> float:
    return LEFT + scale.share(amount) * (WIDTH - LEFT - RIGHT)


def _y(amount: int, scale: Scale) -> float:
    return HEIGHT - BOTTOM - scale.share(amount) * (HEIGHT - TOP - BOTTOM)


def _amount(value: object) -> int:
    """Return the amount of a value; 0 where there is none, which has no place on a logarithmic axis."""
    return int(value["value"]) if isinstance(value, dict) else 0


def _number(amount: int) -> str:
    return number_format(amount, force_grouping=True)


def _apart(points: Sequence[Point]) -> list[Point]:
    """Return the points with their names moved down where they would lie on those of others."""
    placed: list[Point] = []
    for point in sorted(points, key=lambda one: one.label_y):
        beside = [other.label_y for other in placed if other.anchor == point.anchor]
        placed.append(replace(point, label_y=max([point.label_y, *(above + LINE for above in beside)])))
    return placed
