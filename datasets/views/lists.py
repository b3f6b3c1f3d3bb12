"""The list page and what every list of entries shares: the question in words, chips, links to other pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.index.facets import FACETS, RANGES, RangeFacet
from datasets.search import explaining, finding, parameters
from datasets.search.parameters import Query
from datasets.search.suggesting import ENTRY, WORDS, Suggestion
from datasets.web.addresses import absolute
from datasets.words.texts import reader
from datasets.words.wording import before_value, listed

from . import fragments
from .tray import tray_of


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
        "cards": fragments.cards(results, now, language, tray_of(request).slugs),
        "facets": fragments.facets(results, now, language),
        "ranges": fragments.ranges(results, language),
        "chips": chips,
        "understood": list(understood_of(results, now)),
        "as_words": results.understood and results.query.with_text(results.query.text, as_words=True).address(),
        "meant": _meant(results),
        "as_typed": _as_typed(results),
        "rest": results.rest and replace(results.query, text=results.rest, page=1).address(),
        "explanation": _explained(results, now),
        "pages": fragments.pages(results.query, results.pages, language),
        "sorts": fragments.sorts(results.query, language),
        "kept": [pair for pair in results.query.pairs() if pair[0] not in ("q", "sort", "page")],
        "kept_for_ranges": [pair for pair in results.query.pairs() if not pair[0].endswith(("_min", "_max", "page"))],
        "title": title_of(chips),
        "sought": results.query.text,
        # What somebody asks is theirs; the pages that are to be found are those of terms.
        "noindex": any(name != "page" for name, _value in results.query.pairs()),
        "canonical": absolute(request, request.path) + results.query.in_one_order().address().removesuffix("?"),
    }
    return render(request, "datasets/list.html", context)


def _meant(results: finding.Results) -> list[tuple[str, str]]:
    """Return what may have been meant, and the address of each: of an entry, a term's entries, or other words."""
    return [(item.text, _address(item, results.query)) for item in results.meant]


def _as_typed(results: finding.Results) -> str:
    """Return the address of the words as they were typed, where others were searched instead; "" where none were."""
    plain = results.query.text.replace('"', " ")
    return replace(results.query, text=f'"{plain}"', page=1).address() if results.instead else ""


def _address(item: Suggestion, query: Query) -> str:
    """Return the address of a suggestion: an entry's page, or the same question with a term or words instead."""
    if item.kind == ENTRY:
        return reverse("dataset", args=[item.code])
    if item.kind == WORDS:
        return replace(query, text=item.code, page=1).address()
    return replace(query, text="", page=1, facets={**query.facets, item.kind: (item.code,)}).address()


def _explained(results: finding.Results, now: snapshot.Snapshot) -> Record | None:
    """Return, for few results, what excludes the rest: in words, with the addresses of ways out; None for none.

    What is absent has been said already.
    """
    if results.total > explaining.THIN or not results.query.pairs():
        return None
    found = explaining.explain(now, results.query, results.matched)
    words = {"q": _("Words"), **{facet.parameter: str(facet.name) for facet in FACETS}}
    words |= {column.parameter: str(column.label) for column in RANGES}
    impossible = [name for name in found.impossible if name != "q" or not results.absent]
    told = {
        "no_words": impossible == ["q"],
        "impossible": listed(words[name] for name in impossible),
        "relaxations": [(words[item.condition], item.query.address(), item.total) for item in found.relaxations],
        "nearest": [
            (
                near.card["name"],
                near.card["slug"],
                listed(words[name] for name in near.missing),
                listed(words[name] for name in near.unknown),
            )
            for near in found.nearest
        ],
        "words": [(item.text, item.query.address(), item.total) for item in found.words],
    }
    return told if any(told.values()) else None


def title_of(chips: list[Chip]) -> str:
    """Say the question in words, for the title and the heading."""
    if not chips:
        return _("All entries")
    return " · ".join(chip.value for chip in chips)


def chips_of(query: Query, now: snapshot.Snapshot) -> Iterator[Chip]:
    """Yield each part of the question in words; the title, the heading and the removable chips come from here."""
    language = reader()
    if query.text:
        label = before_value(_("Words"))
        yield Chip(label, _("“%(words)s”") % {"words": query.text}, query.without_text().address())
        if query.as_words:
            yield Chip("", _("read as plain words"), query.with_text(query.text).address())
    for facet in FACETS:
        for code in query.facets.get(facet.parameter, ()):
            value = now.facets.values[facet.parameter][code]
            label = before_value(facet.name)
            yield Chip(label, value.name(language), query.toggled(facet.parameter, code).address())
    for column in RANGES:
        if column.parameter in query.ranges:
            shown = _bounds(column, *query.ranges[column.parameter])
            yield Chip("", shown, query.without_range(column.parameter).address())


def understood_of(results: finding.Results, now: snapshot.Snapshot) -> Iterator[Chip]:
    """Yield the conditions that were read out of ordinary words, each with the address of the question without it."""
    if not results.understood:
        return
    language = reader()
    labels = {facet.parameter: before_value(facet.name) for facet in FACETS}
    columns = {column.parameter: column for column in RANGES}
    for item in results.understood:
        url = results.query.with_text(item.rest).address()
        if item.bounds is not None:
            yield Chip("", _bounds(columns[item.parameter], *item.bounds), url)
            continue
        names = listed(now.facets.values[item.parameter][code].name(language) for code in item.codes)
        yield Chip(labels[item.parameter], _("without %(term)s") % {"term": names} if item.without else names, url)


def _bounds(column: RangeFacet, low: int | None, high: int | None) -> str:
    """Return what a range asks for in words."""
    words = fragments.labels(reader())
    if low is not None and low == high:
        return _("%(label)s %(number)s") % {
            "label": column.label,
            "number": fragments.in_column(column.parameter, low, words),
        }
    shown = [fragments.in_column(column.parameter, bound, words) for bound in (low, high) if bound is not None]
    if low is None:
        return _("%(label)s ≤ %(number)s") % {"label": column.label, "number": shown[0]}
    if high is None:
        return _("%(label)s ≥ %(number)s") % {"label": column.label, "number": shown[0]}
    return _("%(label)s %(low)s–%(high)s") % {"label": column.label, "low": shown[0], "high": shown[1]}
