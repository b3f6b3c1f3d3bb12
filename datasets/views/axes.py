"""The ways to browse, and the terms of each as a tree with their numbers of entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from datasets.index.facets import Value
from datasets.index.snapshot import Snapshot
from datasets.words.texts import bcp47

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, eq=False)
class Axis:
    """One way to browse: the first part of the address, the facet behind it, and its heading."""

    path: str
    parameter: str
    title: "StrOrPromise"
    introduction: "StrOrPromise"


AXES = {
    axis.path: axis
    for axis in (
        Axis(
            "anatomy",
            "anatomy",
            lazy("Browse by anatomy"),
            lazy("Body regions and organs; a region includes its parts."),
        ),
        Axis(
            "modalities",
            "modality",
            lazy("Browse by modality"),
            lazy("How images and signals are made, with DICOM codes."),
        ),
        Axis(
            "use-cases",
            "use_case",
            lazy("Browse by use case"),
            lazy("What people build with the data, grouped by task."),
        ),
        Axis("conditions", "condition", lazy("Browse by condition"), lazy("Diseases and findings.")),
        Axis("sources", "source", lazy("Browse by source"), lazy("Who hosts or publishes the data.")),
    )
}


@dataclass(frozen=True)
class Node:
    """One term on a browse page: its depth in the tree, name, number of entries and address.

    `language` (BCP 47) is set where the name is not in the page's language.
    """

    code: str
    name: str
    count: int
    depth: int
    url: str
    language: str = ""


@dataclass(frozen=True)
class Bar:
    """A term with its part of a picture in per mille: where it begins and how long it is."""

    node: Node
    start: int
    length: int


@lru_cache(maxsize=100)
def nodes(axis: Axis, now: Snapshot, language: str) -> tuple[Node, ...]:
    """Return all terms of an axis, each before those below it; worked out once for a snapshot and a language."""
    values = now.facets.values[axis.parameter]
    children: dict[str | None, list[Value]] = {}
    for value in values.values():
        children.setdefault(value.parent, []).append(value)

    def branch(parent: str | None, depth: int) -> Iterator[Node]:
        for value in children.get(parent, ()):
            url = reverse("browse-term", args=[axis.path, value.code])
            spoken = spoken_in(axis.parameter, value, language)
            yield Node(value.code, value.name(language), value.entries.bit_count(), depth, url, spoken)
            yield from branch(value.code, depth + 1)

    return tuple(branch(None, 0))


def spoken_in(parameter: str, value: Value, language: str) -> str:
    """Return the language (BCP 47) of a value's name where it is not the page's; names of sources are in none."""
    spoken = value.named(language)[0]
    return "" if spoken == language or parameter == "source" else bcp47(spoken)


def bars(found: Sequence[Node]) -> list[Bar]:
    """Return terms as bars of their own, the longest the whole width."""
    most = max((node.count for node in found), default=0) or 1
    return [Bar(node, 0, round(1000 * node.count / most)) for node in found]
