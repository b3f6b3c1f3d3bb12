"""The list page and what every list of entries shares: the question in words, chips, links to other pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from datasets.facts.columns import Record
from datasets.index import snapshot
from datasets.index.facets import FACETS, RANGES, RangeFacet
from datasets.search import explaining, finding, parameters
from datasets.search.parameters import Query
from datasets.web.addresses import absolute
from datasets.words.texts import reader
from datasets.words.wording import listed

from . import fragments
from .tray import pressed


@dataclass(frozen=True)
class Chip:
    """One part of the question in words, with the address without it; no label where the words name the facet."""

    label: str
    value: str
    url: str


def dataset_list(request: HttpRequest) -> HttpResponse:
    """Search and facets; the query string is the whole state."""
    now = snapshot.current()
    language = reader()
    query, notices = parameters.read(request.GET, now.codes)
    results = finding.find(now, replace(query, language=language))
    chips = list(chips_of(results.query, now))
    context = {
        "results": results,
        "query": results.query,
        "notices": [*notices, *results.notices],
        "cards": pressed(fragments.cards(results, now, language), request),
        "facets": fragments.facets(results, now, language),
        "ranges": fragments.ranges(results, language),
        "chips": chips,
        "meant": _meant(results),
        "explanation": _explained(results, now),
        "pages": fragments.pages(results.query, results.pages, language),
        "sorts": fragments.sorts(results.query.sort, language),
        "kept": [pair for pair in results.query.pairs() if pair[0] not in ("q", "sort", "page")],
        "kept_for_ranges": [pair for pair in results.query.pairs() if not pair[0].endswith(("_min", "_max", "page"))],
        "title": title_of(chips),
        "sought": results.query.text,
        # What somebody asks is theirs; the pages that are to be found are those of terms.
        "noindex": any(name != "page" for name, _value in results.query.pairs()),
        "canonical": absolute(request, request.path) + results.query.in_one_order().address().removesuffix("?"),
    }
    return render(request, "datasets/list.html", context)


def _meant(results: finding.Results) -> tuple[str, str] | None:
    """Return the words that may have been meant and the address that asks for them."""
    if not results.meant:
        return None
    return results.meant, replace(results.query, text=results.meant, page=1).address()


def _explained(results: finding.Results, now: snapshot.Snapshot) -> Record | None:
    """Return, for few results, what excludes the rest: in words, with the addresses of ways out."""
    if results.total > explaining.THIN or not results.query.pairs():
        return None
    found = explaining.explain(now, results.query)
    words = {"q": _("Words")} | {item.parameter: str(item.label) for item in (*FACETS, *RANGES)}
    return {
        "impossible": listed(words[name] for name in found.impossible),
        "relaxations": [(words[item.condition], item.query.address(), item.total) for item in found.relaxations],
        "nearest": [
            (near.card["name"], near.card["slug"], listed(words[name] for name in near.missing))
            for near in found.nearest
        ],
    }


def title_of(chips: list[Chip]) -> str:
    """Say the question in words, for the title and the heading."""
    if not chips:
        return _("All entries")
    return " · ".join(chip.value for chip in chips)


def chips_of(query: Query, now: snapshot.Snapshot) -> Iterator[Chip]:
    """Yield each part of the question in words; the title, the heading and the removable chips come from here."""
    language = reader()
    if query.text:
        yield Chip(_("Words"), _("“%(words)s”") % {"words": query.text}, query.without_text().address())
    for facet in FACETS:
        for code in query.facets.get(facet.parameter, ()):
            value = now.facets.values[facet.parameter][code]
            yield Chip(str(facet.label), value.name(language), query.toggled(facet.parameter, code).address())
    for column in RANGES:
        if column.parameter in query.ranges:
            shown = _bounds(column, *query.ranges[column.parameter])
            yield Chip("", shown, query.without_range(column.parameter).address())


def _bounds(column: RangeFacet, low: int | None, high: int | None) -> str:
    """Return what a range asks for in words."""
    words = fragments.labels(reader())
    shown = [fragments.in_column(column.parameter, bound, words) for bound in (low, high) if bound is not None]
    if low is None:
        return _("%(label)s ≤ %(number)s") % {"label": column.label, "number": shown[0]}
    if high is None:
        return _("%(label)s ≥ %(number)s") % {"label": column.label, "number": shown[0]}
    return _("%(label)s %(low)s–%(high)s") % {"label": column.label, "low": shown[0], "high": shown[1]}
