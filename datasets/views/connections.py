"""The picture of what connects training and test data: where each box and line stands. The template draws it.

Boxes stand one below the other, as readable on a phone as on a wall: what is trained on, what connects, what is tested
on. Lines run beside them, each with the number of its relation in the list that says the same in words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as lazy

from datasets.compare.leakage import Check
from datasets.compare.overlap import TIES, turned
from datasets.compare.relations import Relation

from .picture import CHARACTER, PADDING, fitting

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The most boxes, and lines beside each other, that are drawn; the list has all relations.
MOST_BOXES, MOST_LANES = 18, 7

# Units of the drawing; a browser shows one as about a pixel.
WIDTH, ROW, BOX = 380, 58, 46
# What is between the groups, from the boxes to the first line, and from line to line.
GAP, FIRST_LANE, LANE = 14, 24, 24
CORNER = 8

# A line meets a box: the relation, and the box's entry.
End = tuple[Relation, str]

ROLES: "dict[str, StrOrPromise]" = {
    "train": lazy("trained on"),
    "between": lazy("connects them"),
    "test": lazy("tested on"),
}


@dataclass(frozen=True)
class Box:
    """An entry: which side it is on, where its box stands, and its name as far as it fits."""

    slug: str
    name: str
    side: str
    y: int
    width: int
    height: int = BOX

    @property
    def role(self) -> "StrOrPromise":
        """What it is here, in words."""
        return ROLES[self.side]

    @property
    def shown(self) -> str:
        """Its name, cut where it is too long for the box."""
        return fitting(self.name, (self.width - 2 * PADDING) / CHARACTER)

    @property
    def text_x(self) -> int:
        """Where the texts in the box begin."""
        return 1 + PADDING

    @property
    def role_y(self) -> int:
        """The base line of the role."""
        return self.y + 17

    @property
    def name_y(self) -> int:
        """The base line of the name."""
        return self.y + 36


@dataclass(frozen=True)
class Line:
    """A relation: its number in the list, its line, the head of its arrow or "", and where the number stands."""

    number: int
    path: str
    head: str
    x: int
    y: int

    @property
    def text_y(self) -> int:
        """The base line of the number."""
        return self.y + 4


@dataclass(frozen=True)
class Connections:
    """The boxes, the lines, the size of the drawing, and how many relations it leaves out."""

    boxes: Sequence[Box]
    lines: Sequence[Line]
    width: int
    height: int
    more: int


def connections(done: Check) -> Connections | None:
    """Return the picture of the relations behind a check's verdicts, or None where there are none."""
    order = _ordered(done)
    numbers = {step.relation: number for number, step in enumerate(done.steps, 1)}
    places = {slug: place for place, (slug, _side) in enumerate(order)}
    drawn = [relation for relation in numbers if relation.dataset in places and relation.target in places]
    lanes = _lanes(drawn, places)
    if not lanes:
        return None
    width = WIDTH - FIRST_LANE - LANE * max(lanes.values()) - LANE // 2
    boxes: list[Box] = []
    y = 1
    for slug, side in order:
        y += GAP if boxes and boxes[-1].side != side else 0
        boxes.append(Box(slug, done.graph.ends[slug].name, side, y, width))
        y += ROW
    ends = {end: y for place, box in enumerate(boxes) for end, y in _ends(lanes, box, place, places)}
    lines = [_line(numbers[relation], relation, ends, width, lane) for relation, lane in lanes.items()]
    return Connections(boxes, lines, WIDTH, y - ROW + BOX + 2, len(numbers) - len(lines))


def _ordered(done: Check) -> list[tuple[str, str]]:
    """Return the entries that are drawn, by side: those of the strongest verdicts, as far as they fit."""
    train, test = ({named.slug for named in side} for side in (done.train, done.test))
    chosen: dict[str, None] = {}
    for pair in done.found:
        new = {end: None for step in pair.steps for end in (step.relation.dataset, step.relation.target)}
        if len(chosen | new) <= MOST_BOXES:
            chosen |= new
    sides: dict[str, list[str]] = {side: [] for side in ROLES}
    for slug in chosen:
        sides["train" if slug in train else "test" if slug in test else "between"].append(slug)
    return [(slug, side) for side, slugs in sides.items() for slug in slugs]


def _lanes(relations: Sequence[Relation], places: Mapping[str, int]) -> dict[Relation, int]:
    """Return for each relation, as far as they fit, the lane that is free for it; short ones are inside."""
    spans = {item: tuple(sorted((places[item.dataset], places[item.target]))) for item in relations}
    taken: list[list[tuple[int, ...]]] = []
    lanes: dict[Relation, int] = {}
    for relation in sorted(relations, key=lambda item: (spans[item][1] - spans[item][0], spans[item])):
        low, high = spans[relation]
        free = (lane for lane, found in enumerate(taken) if all(high <= start or end <= low for start, end in found))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        if lane < MOST_LANES:
            taken[lane].append((low, high))
            lanes[relation] = lane
    return lanes


def _ends(lanes: Mapping[Relation, int], box: Box, place: int, places: Mapping[str, int]) -> Iterator[tuple[End, int]]:
    """Yield where each line meets a box: those that go up above the others, so placed that they do not cross."""
    here = [relation for relation in lanes if box.slug in (relation.dataset, relation.target)]
    up = [relation for relation in here if places[relation.other(box.slug)] < place]
    down = [relation for relation in here if relation not in up]
    ordered = [*sorted(up, key=lanes.__getitem__), *sorted(down, key=lanes.__getitem__, reverse=True)]
    for number, relation in enumerate(ordered, 1):
        yield (relation, box.slug), box.y + round(BOX * number / (len(ordered) + 1))


def _line(number: int, relation: Relation, ends: Mapping[End, int], edge: int, lane: int) -> Line:
    """Return the line of a relation from its dataset out to its lane and back to its target; boxes end at `edge`."""
    start, end = ends[relation, relation.dataset], ends[relation, relation.target]
    x, corner = edge + FIRST_LANE + LANE * lane, CORNER if end > start else -CORNER
    out = f"M{edge} {start}H{x - CORNER}Q{x} {start} {x} {start + corner}"
    back = f"V{end - corner}Q{x} {end} {x - CORNER} {end}H{edge}"
    # What reads the same from both ends has no direction.
    tie = TIES[relation.kind]
    head = "" if turned(tie) is tie else f"M{edge} {end}l8 -4v8z"
    return Line(number, out + back, head, x, (start + end) // 2)
