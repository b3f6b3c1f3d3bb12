"""Home: what the catalogue holds, at a glance, and the ways into it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from datasets.index import snapshot
from datasets.index.snapshot import Snapshot
from datasets.models import Statement, public
from datasets.web.addresses import search_address
from datasets.words.texts import reader

from . import bodymap, guides, history
from .axes import AXES, Bar, Node, bars, nodes, spoken_in

# How many use cases and change sets home shows, and parts of each body region that the figure has not.
USE_CASES, CHANGES, PARTS = 12, 3, 3


def home(request: HttpRequest) -> HttpResponse:
    """Search field, body map, modalities, access, use cases, levels, tools, changes and the catalogue's figures."""
    now = snapshot.current()
    # A snapshot that waits for a rebuild stays the same while the catalogue goes on.
    content = _content if now.complete else _content.__wrapped__
    return render(request, "home.html", {"content": content(now, reader())})


@lru_cache(maxsize=10)
def _content(now: Snapshot, language: str) -> SafeString:
    """Return all of it. It is of the catalogue alone, so it is made once for a snapshot."""
    axes = {path: nodes(axis, now, language) for path, axis in AXES.items()}
    context = {
        "map": bodymap.body_map(axes["anatomy"], most=PARTS),
        "modalities": bars(_commonest(axes["modalities"])),
        "access": _stacked(_values("access", now, language)),
        "use_cases": _commonest(axes["use-cases"])[:USE_CASES],
        "kinds": _commonest(_values("kind", now, language)),
        "categories": _commonest(_values("category", now, language)),
        "starts": guides.starts(),
        "changes": history.latest(CHANGES),
        "entries": now.entries,
        "sources": sum(1 for node in axes["sources"] if node.count),
        "statements": public.number_of(Statement),
        "documents": public.documents().count(),
    }
    return SafeString(render_to_string("home/content.html", context))


def _values(parameter: str, now: Snapshot, language: str) -> list[Node]:
    """Return the values of a facet that is no way to browse, each with the address of its list."""
    return [
        Node(
            code,
            value.name(language),
            value.entries.bit_count(),
            0,
            reverse("dataset-list") + search_address(parameter, code),
            spoken_in(parameter, value, language),
        )
        for code, value in now.facets.values[parameter].items()
    ]


def _commonest(found: Iterable[Node]) -> list[Node]:
    """Return the terms that some entry has, the commonest first."""
    return sorted((node for node in found if node.count), key=lambda node: -node.count)


def _stacked(found: Sequence[Node]) -> list[Bar]:
    """Return the terms that some entry has as the parts of one bar."""
    total = sum(node.count for node in found) or 1
    parts, before = [], 0
    for node in found:
        start, before = before, before + node.count
        if node.count:
            # The next one begins where this one ends, to the per mille.
            parts.append(Bar(node, 1000 * start // total, 1000 * before // total - 1000 * start // total))
    return parts
