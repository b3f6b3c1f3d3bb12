"""The picture of an entry's relations: where each box and line stands. The template draws it; nothing here is markup.

A tree that grows downwards and to the right, so that it is as readable on a phone as on a wall: the entry on top, below
it the entries that it has relations with, and below each of those the ones that these lead to.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasets.compare.relations import Graph, Relation
from datasets.words.folding import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The most entries that are drawn beside the one itself; the list beside the picture has all of them.
MOST = 12
# The relations in a row that are drawn.
DEEPEST = 2

# Units of the drawing; a browser shows one as about a pixel.
WIDTH = 340
ROW = 48
BOX = 40
INDENT = 24
PADDING = 8
# What a character takes of the width in the stylesheet's size for names; one of Chinese takes two.
CHARACTER = 7.4


@dataclass(frozen=True)
class Node:
    """One box: an entry, what it is to the one above it, and the line that leads to it. The first has neither."""

    slug: str
    name: str
    shown: str
    role: "StrOrPromise"
    x: int
    y: int
    width: int
    height: int
    line: str

    @property
    def text_x(self) -> int:
        """Where the texts in the box begin."""
        return self.x + PADDING

    @property
    def role_y(self) -> int:
        """The base line of the role."""
        return self.y + 15

    @property
    def name_y(self) -> int:
        """The base line of the name below the role."""
        return self.y + 32

    @property
    def middle_y(self) -> int:
        """The base line of a name that stands alone."""
        return self.y + 25


@dataclass(frozen=True)
class Picture:
    """The boxes from top to bottom, the size of the drawing, and how many related entries it leaves out."""

    nodes: Sequence[Node]
    width: int
    height: int
    more: int


def picture(graph: Graph, slug: str) -> Picture | None:
    """Return the picture of the relations of one entry, or None where it has none. Equal graphs give equal pictures."""
    near = list(_neighbours(graph, slug, {slug}))
    if not near:
        return None
    drawn = near[:MOST]
    seen = {slug, *(other for other, _ in near)}
    branches: list[tuple[str, Relation, list[tuple[str, Relation]]]] = []
    room = MOST - len(drawn)
    for other, relation in drawn:
        beyond = [] if graph.ends[other].gathers else list(_neighbours(graph, other, seen))[:room]
        room -= len(beyond)
        seen.update(far for far, _ in beyond)
        branches.append((other, relation, beyond))
    nodes = [_node(graph, slug, "", 0, 0, 0)]
    for other, relation, beyond in branches:
        top = len(nodes)
        nodes.append(_node(graph, other, relation.phrases(slug).role, 1, top, 0))
        for far, leading in beyond:
            nodes.append(_node(graph, far, leading.phrases(other).role, DEEPEST, len(nodes), top))
    return Picture(nodes, WIDTH, ROW * len(nodes), len(near) - len(drawn))


def _neighbours(graph: Graph, slug: str, known: set[str]) -> Iterator[tuple[str, Relation]]:
    """Yield the entries that one has relations with and that are not `known`, each once, by their names."""
    found: dict[str, Relation] = {}
    for relation in graph.around(slug):
        other = relation.other(slug)
        if other not in known:
            found.setdefault(other, relation)
    yield from sorted(found.items(), key=lambda item: (item[1].kind, fold(graph.ends[item[0]].name), item[0]))


def _node(graph: Graph, slug: str, role: "StrOrPromise", depth: int, row: int, parent_row: int) -> Node:
    name = graph.ends[slug].name
    x, y = depth * INDENT + 1, row * ROW + 1
    width = WIDTH - x - 1
    stem = x - INDENT + PADDING + 4
    line = f"M{stem} {parent_row * ROW + 1 + BOX}V{y + BOX // 2}H{x}" if depth else ""
    return Node(slug, name, fitting(name, (width - 2 * PADDING) / CHARACTER), role, x, y, width, BOX, line)


def fitting(name: str, room: float) -> str:
    """Return a name, cut to so many characters' widths with an ellipsis if it is longer."""
    widths = [2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in name]
    if sum(widths) <= room:
        return name
    kept, used = 0, 1
    while used + widths[kept] <= room:
        used += widths[kept]
        kept += 1
    return name[:kept].rstrip() + "…"
