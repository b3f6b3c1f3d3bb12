"""The list page and what every list of entries shares: facets as plain data, chips, pages, cards with labels."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from datasets.catalogue.cards import cards
from datasets.catalogue.records import Record
from datasets.models import Unit
from datasets.search import finding, parameters, snapshot
from datasets.search.facets import FACETS, RANGES, Facet, Value
from datasets.search.parameters import Query

from .addresses import absolute
from .facts import figure, precise, size

# Values that a facet shows before "more".
FIRST_VALUES = 8


@dataclass(frozen=True)
class Option:
    """One value of a facet as the page shows it; `url` adds it to the question or takes it away."""

    code: str
    label: str
    count: int
    selected: bool
    url: str
    depth: int = 0


@dataclass(frozen=True)
class FacetBox:
    """One facet as the page shows it: its first options, and the rest behind "more"."""

    parameter: str
    label: str
    first: list[Option]
    more: list[Option]
    open: bool


@dataclass(frozen=True)
class RangeBox:
    """One numeric facet as the page shows it."""

    parameter: str
    label: str
    low: str
    high: str
    hint: str


@dataclass(frozen=True)
class Chip:
    """One part of the question in words, with the address without it."""

    label: str
    value: str
    url: str


def dataset_list(request: HttpRequest) -> HttpResponse:
    """Search and facets; the query string is the whole state."""
    now = snapshot.current()
    query, notices = parameters.read(request.GET, now.codes)
    results = finding.find(now, query)
    chips = list(chips_of(results.query, now))
    context = {
        "results": results,
        "query": results.query,
        "notices": [*notices, *results.notices],
        "cards": labelled(cards(results.ids, get_language() or "en"), now),
        "facets": facet_boxes(results, now),
        "ranges": range_boxes(results.query, now),
        "chips": chips,
        "pages": page_links(results),
        "sorts": [(name, label, name == results.query.sort) for name, label in parameters.SORTS.items()],
        "kept": [pair for pair in results.query.pairs() if pair[0] not in ("q", "sort", "page")],
        "kept_for_ranges": [pair for pair in results.query.pairs() if not pair[0].endswith(("_min", "_max", "page"))],
        "title": title_of(chips),
        "canonical": absolute(request, request.path) + (results.query.address() if results.query.pairs() else ""),
    }
    return render(request, "datasets/list.html", context)


def title_of(chips: list[Chip]) -> str:
    """Say the question in words, for the title and the heading."""
    if not chips:
        return _("All entries")
    return " · ".join(chip.value for chip in chips)


def facet_boxes(results: finding.Results, now: snapshot.Snapshot) -> list[FacetBox]:
    """Return every facet that says anything: a value that is chosen or that some entry has."""
    language = get_language() or "en"
    boxes: list[FacetBox] = []
    for facet in FACETS:
        options = [
            option
            for option in _options(facet, results, now.facets.values[facet.parameter], language)
            if option.count or option.selected
        ]
        if not options:
            continue
        selected = [option for option in options if option.selected]
        cut = len(options) if len(options) <= FIRST_VALUES + 2 else FIRST_VALUES
        boxes.append(
            FacetBox(facet.parameter, _(facet.label), options[:cut], options[cut:], bool(selected) or len(boxes) < 4)
        )
    return boxes


def _options(facet: Facet, results: finding.Results, values: Mapping[str, Value], language: str) -> Iterator[Option]:
    """Yield the options, chosen ones first, then by count; children follow their parent."""
    counts = results.counts[facet.parameter]
    chosen = results.query.facets.get(facet.parameter, ())
    children: dict[str | None, list[str]] = {}
    for code, value in values.items():
        children.setdefault(value.parent, []).append(code)

    def branch(parent: str | None, depth: int) -> Iterator[Option]:
        for code in sorted(children.get(parent, ()), key=lambda code: (code not in chosen, -counts[code])):
            yield Option(
                code,
                values[code].name(language),
                counts[code],
                code in chosen,
                results.query.toggled(facet.parameter, code).address(),
                depth,
            )
            yield from branch(code, depth + 1)

    yield from branch(None, 0)


def range_boxes(query: Query, now: snapshot.Snapshot) -> list[RangeBox]:
    """Return the numeric facets with the bounds asked for."""
    boxes: list[RangeBox] = []
    for column in RANGES:
        low, high = query.ranges.get(column.parameter, (None, None))
        hint = "50GB" if column.parameter == "size" else ""
        boxes.append(RangeBox(column.parameter, _(column.label), _shown(low), _shown(high), hint))
    return boxes


def _shown(bound: int | None) -> str:
    return "" if bound is None else str(bound)


def chips_of(query: Query, now: snapshot.Snapshot) -> Iterator[Chip]:
    """Yield each part of the question in words; the title, the heading and the removable chips come from here."""
    language = get_language() or "en"
    if query.text:
        yield Chip(_("Words"), f"“{query.text}”", query.without_text().address())
    for facet in FACETS:
        for code in query.facets.get(facet.parameter, ()):
            label = now.facets.values[facet.parameter][code].name(language)
            yield Chip(_(facet.label), label, query.toggled(facet.parameter, code).address())
    for column in RANGES:
        if column.parameter in query.ranges:
            low, high = query.ranges[column.parameter]
            shown = (
                f"{low:,}–{high:,}"
                if low is not None and high is not None
                else f"≥ {low:,}"
                if high is None
                else f"≤ {high:,}"
            )
            yield Chip(_(column.label), f"{_(column.label)} {shown}", query.without_range(column.parameter).address())


def page_links(results: finding.Results) -> Record:
    """Return the addresses of the neighbouring pages and of the pages around this one."""
    query, last = results.query, results.pages
    around = sorted({1, last, *range(max(1, query.page - 2), min(last, query.page + 2) + 1)})
    return {
        "previous": query.on_page(query.page - 1).address() if query.page > 1 else None,
        "next": query.on_page(query.page + 1).address() if query.page < last else None,
        "numbers": [(number, query.on_page(number).address(), number == query.page) for number in around],
    }


def labelled(found: Iterable[Record], now: snapshot.Snapshot) -> list[Record]:
    """Return cards with names instead of codes where a page shows terms."""
    language = get_language() or "en"
    values = now.facets.values
    units = {unit.code: unit.name(language) for unit in Unit.objects.all()}

    def names(parameter: str, codes: Iterable[str]) -> list[tuple[str, str]]:
        known = values[parameter]
        return [(code, known[code].name(language)) for code in codes if code in known]

    return [
        {
            **card,
            "subjects_text": amount(card["subjects"], card["subjects_precision"]),
            "images_text": amount(card["images"], card["images_precision"]),
            "size_text": precise(size(card["size_bytes"]), card["size_precision"]) if card["size_bytes"] else "",
            "images_unit_name": units.get(card["images_unit"], ""),
            "subjects_unit_name": units.get(card["subjects_unit"], ""),
            "modality_names": names("modality", card["modalities"]),
            "anatomy_names": names("anatomy", card["anatomies"]),
            "task_names": names("task", card["tasks"]),
            "source_names": names("source", card["sources"]),
            "format_names": names("format", card["formats"]),
            "access_name": values["access"][card["access_level"]].name(language),
            "kind_name": values["kind"][card["kind"]].name(language),
            "category_name": values["category"][card["category"]].name(language),
        }
        for card in found
    ]


def amount(value: int | None, precision: str | None) -> str:
    """Return a count in words, or "" where it is unknown."""
    return "" if value is None else figure(value, None, precision or "")


def search_address(parameter: str, code: str) -> str:
    """Return the query string that asks for one facet value."""
    return "?" + urlencode([(parameter, code)])
