"""The body map: regions and organs of one figure, shaded by their entries, each a link.

The drawing is body.svg beside this module; its ids are codes of the vocabulary of anatomy. A region that it has no
shape for stands in the list alone, which says everything that the figure says. Joined from strings as the parts of
lists are (fragments): the figure has some forty links.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

from datasets.words.wording import before_value

from .axes import Node

# The least entries of each step of shading; a region without any is an outline.
STEPS = (1, 10, 40)
LEGEND = ("0", *(f"{least}–{more - 1}" for least, more in pairwise(STEPS)), f"{STEPS[-1]}+")
# What every picture of it begins with; without the style sheet it is lines.
SIZE, BARE = 'viewBox="0 0 640 1440"', 'fill="none" stroke="currentColor" aria-hidden="true"'
# The other side of the figure, whose middle is at 320.
MIRRORED = ' transform="matrix(-1 0 0 1 640 0)"'


class Region(Protocol):
    """What the map shows of a region: a node of the axis, or an option of the facet with its name."""

    @property
    def code(self) -> str:
        """The code of the vocabulary."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def count(self) -> int:
        """How many entries it has."""

    @property
    def url(self) -> str:
        """Where it leads."""


@dataclass(frozen=True)
class Drawing:
    """The drawing as markup: the outline's path data, and the shapes by code in the order of painting.

    `areas` are parts of the body, cut by the outline; `quiet` is what has no code, `targets` what a pointer meets
    around a small shape.
    """

    outline: str
    areas: Mapping[str, str]
    quiet: str
    organs: Mapping[str, str]
    targets: Mapping[str, str]


@lru_cache(maxsize=1)
def drawing() -> Drawing:
    """Return the drawing; read once."""
    # The file is the directory's own.
    root = ET.parse(Path(__file__).with_name("body.svg")).getroot()  # noqa: S314
    parts = {part.get("id"): part for part in root}
    shapes = {shape.attrib["id"]: list(shape) for shape in parts["organs"]}
    return Drawing(
        parts["outline"].attrib["d"],
        {area.attrib["id"]: _paths(area) for area in parts["areas"]},
        _paths(parts["quiet"]),
        {code: _paths(path for path in paths if not _is_target(path)) for code, paths in shapes.items()},
        {code: found for code, paths in shapes.items() if (found := _paths(filter(_is_target, paths)))},
    )


def _is_target(path: ET.Element) -> bool:
    return "target" in path.get("class", "").split()


def _paths(found: Iterable[ET.Element]) -> str:
    """Return paths as markup, each of a pair on both sides."""
    markup = ""
    for path in found:
        classes = path.get("class", "").split()
        named = " ".join(name for name in classes if name != "pair")
        start = f'<path{f" class={named}" if named else ""} d="{path.attrib["d"]}"'
        markup += f"{start}/>" + (f"{start}{MIRRORED}/>" if "pair" in classes else "")
    return markup


@lru_cache(maxsize=1)
def classes() -> Mapping[str, str]:
    """Return the class that a shape shares with its item in the list, by code: bodymap.css lights both by it."""
    return {code: f"k{number}" for number, code in enumerate((*drawing().areas, *drawing().organs), 1)}


def step(count: int) -> int:
    """Return the step of shading of so many entries, from 0 to 3."""
    return sum(count >= least for least in STEPS)


def figure(
    regions: Iterable[Region], chosen: Container[str] = (), name: str = "body", *, linked: bool = True
) -> SafeString:
    """Return the figure: every region that has a shape and entries links to its address, the `chosen` ones are lit.

    It is there for eyes and pointers: beside it stands a list of the same links; where none does, it is not `linked`.
    `name` is an id, one for each figure of a page.
    """
    drawn = drawing()
    shown = {region.code: region for region in regions}

    def shape(code: str, markup: str, kind: str = "") -> str:
        region = shown.get(code)
        count = region.count if region else 0
        marked = f"{classes()[code]} s{step(count)}{kind}{' chosen' if code in chosen else ''}"
        if region is None or not count or not linked:
            return f'<g class="{marked}">{markup}</g>'
        said = escape(f"{before_value(region.name)} {count}")
        return f'<a href="{escape(region.url)}" tabindex="-1" class="{marked}"><title>{said}</title>{markup}</a>'

    areas = "".join(shape(code, markup, " area") for code, markup in drawn.areas.items())
    targets = "".join(shape(code, markup) for code, markup in drawn.targets.items())
    organs = "".join(shape(code, markup) for code, markup in drawn.organs.items())
    return mark_safe(  # noqa: S308 - names and addresses are escaped, the rest is the drawing's own
        f'<svg class="figure" {SIZE} width="240" height="540" {BARE}>{_clip(name, drawn.outline)}'
        f'<g clip-path="url(#{name}-clip)">{areas}</g><g class="quiet">{drawn.quiet}</g>'
        f'<use class="outline" href="#{name}-outline"/><g class="targets">{targets}</g>{organs}</svg>'
    )


def mark(codes: Iterable[str], name: str = "mark") -> SafeString:
    """Return a tiny figure with the regions of an entry filled, nothing where it has none that is drawn.

    It is decoration beside the regions in words. `name` is an id, one for each figure of a page.
    """
    drawn = drawing()
    wanted = set(codes)
    areas = "".join(markup for code, markup in drawn.areas.items() if code in wanted)
    organs = "".join(markup for code, markup in drawn.organs.items() if code in wanted)
    if not areas and not organs:
        return mark_safe("")
    return mark_safe(  # noqa: S308 - the drawing's own
        f'<svg class="bodymark" {SIZE} width="22" height="48" {BARE}>{_clip(name, drawn.outline)}'
        f'<g clip-path="url(#{name}-clip)">{areas}</g><use class="outline" href="#{name}-outline"/>{organs}</svg>'
    )


def _clip(name: str, outline: str) -> str:
    return f'<clipPath id="{name}-clip"><path id="{name}-outline" d="{outline}"/></clipPath>'


@dataclass(frozen=True)
class Item:
    """A region in the list beside the figure: its node, the class that it shares with its shape, the parts below it."""

    node: Node
    key: str
    parts: "tuple[Item, ...]" = ()


@dataclass(frozen=True)
class Map:
    """The figure and the list of the same regions: those of the first level, each with all below it.

    `steps` are the numbers of entries in words, for the legend of the shades.
    """

    figure: SafeString
    items: tuple[Item, ...]
    steps: tuple[str, ...] = LEGEND


def body_map(nodes: Sequence[Node], *, whole: bool = False, most: int | None = None) -> Map:
    """Return the map of the nodes of the axis of anatomy; the list has those with entries, or the `whole` tree.

    Of the parts of a region it has all, or those that the figure draws and the `most` with the most entries.
    """
    items: list[Item] = []
    for node in nodes:
        item = Item(node, classes().get(node.code, ""))
        if not (node.count or whole):
            continue
        if node.depth:
            items[-1] = replace(items[-1], parts=(*items[-1].parts, item))
        else:
            items.append(item)
    if most is not None:
        items = [replace(item, parts=_commonest(item.parts, most)) for item in items]
    return Map(figure(nodes), tuple(items))


def _commonest(parts: tuple[Item, ...], most: int) -> tuple[Item, ...]:
    """Return the parts that are drawn or among the commonest, in their order."""
    shown = sorted(parts, key=lambda part: -part.node.count)[:most]
    return tuple(part for part in parts if part.key or part in shown)
