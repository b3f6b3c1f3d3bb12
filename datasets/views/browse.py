"""Home and the browse pages: by anatomy, modality, use case, condition and source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.index import snapshot
from datasets.index.facets import Value
from datasets.index.snapshot import NoIndexError
from datasets.models import VOCABULARIES, Statement, Task, UseCase
from datasets.models.public import number_of
from datasets.models.public import sources as public_sources
from datasets.search import finding, parameters
from datasets.search.parameters import Query
from datasets.web.addresses import absolute, search_address, with_query
from datasets.web.languages import page_path
from datasets.words.folding import fold
from datasets.words.texts import bcp47, reader

from . import fragments
from .filters import SourceFilter
from .guides import listed
from .tray import tray_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
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


def home(request: HttpRequest) -> HttpResponse:
    """Search box, modalities, anatomy, use cases, guides and the catalogue's figures."""
    now = snapshot.current()
    language = reader()
    axes = {path: list(_nodes(axis, now, language)) for path, axis in AXES.items()}
    context = {
        "modalities": [node for node in axes["modalities"] if node.count],
        "anatomy": [node for node in axes["anatomy"] if node.count and node.depth == 0],
        "use_cases": sorted((node for node in axes["use-cases"] if node.count), key=lambda node: -node.count)[:12],
        "kinds": _facet_nodes("kind", now, language),
        "categories": _facet_nodes("category", now, language),
        "guides": listed(),
        "entries": now.entries,
        "sources": sum(1 for node in axes["sources"] if node.count),
        "statements": number_of(Statement),
    }
    return render(request, "home.html", context)


def _facet_nodes(parameter: str, now: snapshot.Snapshot, language: str) -> list[Node]:
    return [
        Node(
            code,
            value.name(language),
            value.entries.bit_count(),
            0,
            reverse("dataset-list") + search_address(parameter, code),
            _foreign(parameter, value, language),
        )
        for code, value in now.facets.values[parameter].items()
        if value.entries
    ]


def _foreign(parameter: str, value: Value, language: str) -> str:
    """Return the language (BCP 47) of a value's name where it is not the page's; names of sources are in none."""
    spoken = value.named(language)[0]
    return "" if spoken == language or parameter == "source" else bcp47(spoken)


def _nodes(axis: Axis, now: snapshot.Snapshot, language: str) -> Iterator[Node]:
    values = now.facets.values[axis.parameter]
    children: dict[str | None, list[Value]] = {}
    for value in values.values():
        children.setdefault(value.parent, []).append(value)

    def branch(parent: str | None, depth: int) -> Iterator[Node]:
        for value in children.get(parent, ()):
            url = reverse("browse-term", args=[axis.path, value.code])
            foreign = _foreign(axis.parameter, value, language)
            yield Node(value.code, value.name(language), value.entries.bit_count(), depth, url, foreign)
            yield from branch(value.code, depth + 1)

    yield from branch(None, 0)


def axis(request: HttpRequest, path: str) -> HttpResponse:
    """All terms of one axis with their numbers of entries."""
    here = AXES[path]
    now = snapshot.current()
    nodes = list(_nodes(here, now, reader()))
    context = {"axis": here, "groups": [(None, nodes)]}
    if here.parameter == "use_case":
        context["groups"] = _by_task(nodes)
    if here.parameter == "source":
        chosen = SourceFilter(request.GET, public_sources())
        codes = {source.code for source in chosen.qs}
        context["filter"] = chosen
        context["noindex"] = bool(request.GET)
        context["groups"] = [
            (None, sorted((node for node in nodes if node.code in codes), key=lambda node: fold(node.name)))
        ]
    return render(request, "browse/axis.html", context)


def _by_task(nodes: list[Node]) -> list[tuple[str | None, list[Node]]]:
    language = reader()
    use_cases: QuerySet[UseCase] = UseCase._default_manager.select_related("task")
    tasks = {use_case.code: use_case.task for use_case in use_cases}
    groups: list[tuple[str | None, list[Node]]] = []
    for task in Task.objects.all():
        members = [node for node in nodes if tasks[node.code] == task]
        if members:
            groups.append((task.name(language), members))
    rest = [node for node in nodes if tasks[node.code] is None]
    return [*groups, (_("Other goals"), rest)] if rest else groups


def term(request: HttpRequest, path: str, code: str) -> HttpResponse:
    """One term: its names, its neighbours in the tree, and its entries."""
    here = AXES[path]
    now = snapshot.current()
    values = now.facets.values[here.parameter]
    spelling = now.codes[here.parameter].get(fold(code))
    if spelling is None and not now.complete and _about(here.parameter, code) is not None:
        # It is newer than the index, which is behind: entries link to it already.
        raise NoIndexError
    if spelling is None:
        raise Http404(_("There is no such term."))
    if spelling != code:
        return redirect(with_query(request, reverse("browse-term", args=[path, spelling])), permanent=True)
    about = _about(here.parameter, spelling)
    if about is None:
        # It was deleted while the index is behind.
        raise Http404(_("There is no such term."))
    language = reader()
    value = values[spelling]
    page, notices = parameters.read_page(request.GET)
    results = finding.find(now, Query(facets={here.parameter: (spelling,)}, page=page))
    only_page = Query(page=results.query.page)
    context = {
        "axis": here,
        "value": value,
        "name": value.name(language),
        "about": about,
        "other_names": [(bcp47(code), name) for code, name in value.names.items() if code != language],
        "suggest": urlencode({"about": "text", "page": page_path(request.path)}),
        "ancestors": list(reversed(list(_above(value, values, path, language)))),
        "children": [node for node in _nodes(here, now, language) if values[node.code].parent == spelling],
        "results": results,
        "description": fragments.description(value.name(language), results.total, language),
        "cards": fragments.cards(results, now, language, tray_of(request).slugs),
        # The term is in the path: links to other pages ask for the page alone.
        "pages": fragments.pages(only_page, results.pages, language),
        "canonical": absolute(request, request.path) + only_page.address().removesuffix("?"),
        "search": reverse("dataset-list") + search_address(here.parameter, spelling),
        "notices": [*notices, *results.notices],
    }
    return render(request, "browse/term.html", context)


def _above(value: Value, values: Mapping[str, Value], path: str, language: str) -> Iterator[tuple[str, str]]:
    while value.parent is not None:
        value = values[value.parent]
        yield value.name(language), reverse("browse-term", args=[path, value.code])


def _about(parameter: str, code: str) -> object | None:
    """Return the term or the source itself, for its synonyms, identifiers or texts; None where the public sees none."""
    if parameter == "source":
        return public_sources().prefetch_related("descriptions").filter(code=code).first()
    return VOCABULARIES[parameter].objects.filter(code=code).first()
