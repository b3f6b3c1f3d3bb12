"""The browse pages: by anatomy, modality, use case, condition and source."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.index import snapshot
from datasets.index.facets import Value
from datasets.index.snapshot import NoIndexError, Snapshot
from datasets.models import VOCABULARIES, Task, UseCase
from datasets.models.public import sources as public_sources
from datasets.search import finding, parameters
from datasets.search.parameters import Query
from datasets.web.addresses import absolute, search_address, with_query
from datasets.web.languages import page_path
from datasets.words.folding import fold
from datasets.words.texts import bcp47, reader

from . import bodymap, fragments
from .axes import AXES, Bar, bars, nodes
from .cards import cards
from .filters import SourceFilter
from .tray import tray_of


def axis(request: HttpRequest, path: str) -> HttpResponse:
    """All terms of one axis with their numbers of entries."""
    here = AXES[path]
    now, language = snapshot.current(), reader()
    found = nodes(here, now, language)
    context: dict[str, object] = {"axis": here, "groups": [("", bars(found))]}
    if here.parameter == "anatomy":
        context["map"] = _map(now, language)
    if here.parameter == "use_case":
        context["groups"] = list(_by_task(bars(found)))
    if here.parameter == "source":
        chosen = SourceFilter(request.GET, public_sources())
        codes = {source.code for source in chosen.qs}
        context["filter"] = chosen
        context["noindex"] = bool(request.GET)
        shown = sorted((node for node in found if node.code in codes), key=lambda node: fold(node.name))
        context["groups"] = [("", bars(shown))]
    return render(request, "browse/axis.html", context)


@lru_cache(maxsize=10)
def _map(now: Snapshot, language: str) -> bodymap.Map:
    return bodymap.body_map(nodes(AXES["anatomy"], now, language), whole=True)


def _by_task(found: Sequence[Bar]) -> Iterator[tuple[str, list[Bar]]]:
    """Yield the use cases by the task that they are tied to, in the order of the tasks, those of none at the end."""
    language = reader()
    use_cases: QuerySet[UseCase] = UseCase._default_manager.select_related("task")
    tasks = {use_case.code: use_case.task for use_case in use_cases}
    for task in [*Task.objects.all(), None]:
        members = [bar for bar in found if tasks[bar.node.code] == task]
        if members:
            yield task.name(language) if task else _("Other goals"), members


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
    tree = nodes(here, now, language)
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
        "children": bars([node for node in tree if values[node.code].parent == spelling]),
        "figure": bodymap.figure(tree, {spelling}, linked=False) if here.parameter == "anatomy" else "",
        "results": results,
        "description": fragments.description(value.name(language), results.total, language),
        "cards": cards(results, now, language, tray_of(request).slugs),
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
