"""The list page and what every list of entries shares: the question in words, chips, links to other pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.fields import UNKNOWN
from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.index.facets import FACETS, RANGES
from datasets.search import explaining, finding, parameters
from datasets.search.parameters import Query
from datasets.search.suggesting import ENTRY, WORDS, Suggestion
from datasets.web.addresses import absolute
from datasets.words.texts import reader
from datasets.words.wording import before_value, listed

from . import facets, fragments, table
from .cards import cards
from .tray import tray_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What the conditions of a question are called before a value or in a sentence.
CONDITIONS: "dict[str, StrOrPromise]" = {
    "q": lazy("Words"),
    **{facet.parameter: facet.name for facet in FACETS},
    **{column.parameter: column.label for column in RANGES},
}


@dataclass(frozen=True)
class Chip:
    """One part of the question in words, with the address without it; no label where the words name the facet.

    A value that does not stand `alone` says nothing without its label.
    """

    label: str
    value: str
    url: str
    alone: bool = True

    @property
    def words(self) -> str:
        """What is asked for, as a heading has it."""
        return self.value if self.alone else f"{self.label} {self.value}"


def dataset_list(request: HttpRequest) -> HttpResponse:
    """Search and facets; the query string is the whole state."""
    now = snapshot.current()
    language = reader()
    query, notices = parameters.read(request.GET, now.codes, on_page=True)
    results = finding.find(now, replace(query, language=language))
    chips = list(chips_of(results.query, now))
    title = title_of(chips)
    pairs = results.query.pairs()
    is_table = results.query.view == parameters.TABLE
    shown_as = table.table if is_table else cards
    narrowing = facets.facets(results, now, language)
    context = {
        "results": results,
        "query": results.query,
        "is_table": is_table,
        "notices": [*notices, *results.notices],
        "total": fragments.total(results.total, language),
        "entries": shown_as(results, now, language, tray_of(request).slugs) if results.total else "",
        "columns": table.chooser(results.query) if is_table else [],
        "views": table.views(results.query),
        "first_facets": narrowing.first,
        "other_facets": narrowing.rest,
        "ranges": facets.ranges(results, now, language),
        "chips": chips,
        "understood": list(understood_of(results, now)),
        "as_words": results.understood and results.query.with_text(results.query.text, as_words=True).address(),
        "ways_on": _ways_on(results),
        "explanation": _explained(results, now) if pairs else None,
        "pages": fragments.pages(results.query, results.pages, language),
        "sorts": fragments.sorts(results.query, language),
        "kept": [pair for pair in pairs if pair[0] not in ("q", "sort", "page")],
        "kept_for_columns": table.kept(results.query.on_page(1)) if is_table else [],
        "kept_for_ranges": [pair for pair in pairs if not pair[0].endswith(("_min", "_max", "page"))],
        "title": title,
        "feed": reverse("dataset-feed") + question(results.query).address().removesuffix("?"),
        "description": fragments.description(title, results.total, language),
        "sought": results.query.text,
        # What somebody asks is theirs; the pages that are to be found are those of terms.
        "noindex": any(name != "page" for name, _value in pairs),
        "narrowed": sum(map(len, results.query.facets.values())) + len(results.query.ranges),
        "canonical": absolute(request, request.path) + results.query.in_one_order().address().removesuffix("?"),
    }
    return render(request, "datasets/list.html", context)


def _ways_on(results: finding.Results) -> Record | None:
    """Return the ways on where words are absent or were read otherwise than typed; None where all is as it was asked.

    Addresses: of the words as they were typed, of those beside the absent ones, of what may have been meant.
    """
    if not (results.instead or results.meant or results.mentions or results.absent):
        return None
    plain = results.query.text.replace('"', " ")
    return {
        "as_typed": results.instead and replace(results.query, text=f'"{plain}"', page=1).address(),
        "rest": results.rest and replace(results.query, text=results.rest, page=1).address(),
        "meant": [(item.text, _address(item, results.query)) for item in results.meant],
    }


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
    if results.total > explaining.THIN:
        return None
    found = explaining.explain(now, results.query, results.matched)
    impossible = [name for name in found.impossible if name != "q" or not results.absent]
    told = {
        "no_words": impossible == ["q"],
        "impossible": listed(CONDITIONS[name] for name in impossible),
        "relaxations": [
            (str(CONDITIONS[item.condition]), item.query.address(), item.total) for item in found.relaxations
        ],
        "nearest": [
            (
                near.card["name"],
                near.card["slug"],
                listed(CONDITIONS[name] for name in near.missing),
                listed(CONDITIONS[name] for name in near.unknown),
            )
            for near in found.nearest
        ],
        "words": [(item.text, item.query.address(), item.total) for item in found.words],
    }
    return told if any(told.values()) else None


def question(query: Query) -> Query:
    """Return what is asked, the same however a page orders, divides and shows the answer."""
    return replace(query, sort="relevance", page=1, page_size=parameters.PAGE_SIZE).in_one_order()


def title_of(chips: list[Chip]) -> str:
    """Say the question in words, for the title and the heading."""
    if not chips:
        return _("All entries")
    return " · ".join(chip.words for chip in chips)


def chips_of(query: Query, now: snapshot.Snapshot) -> Iterator[Chip]:
    """Yield each part of the question in words; the title, the heading and the removable chips come from here."""
    if query.text:
        label = before_value(CONDITIONS["q"])
        yield Chip(label, _("“%(words)s”") % {"words": query.text}, query.without_text().address())
        if query.as_words:
            yield Chip("", _("read as plain words"), query.with_text(query.text).address())
    for facet in FACETS:
        for code in query.facets.get(facet.parameter, ()):
            yield _chosen(facet.parameter, code, query, now)
    for column in RANGES:
        if column.parameter in query.ranges:
            shown = _bounds(column.parameter, *query.ranges[column.parameter])
            yield Chip("", shown, query.without_range(column.parameter).address())
        for code in query.facets.get(column.parameter, ()):
            yield _chosen(column.parameter, code, query, now)


def _chosen(parameter: str, code: str, query: Query, now: snapshot.Snapshot) -> Chip:
    """Return one value that was chosen, with the address without it."""
    value = now.facets.choices[parameter][code].name(reader())
    url = query.toggled(parameter, code).address()
    return Chip(before_value(CONDITIONS[parameter]), value, url, alone=code != UNKNOWN)


def understood_of(results: finding.Results, now: snapshot.Snapshot) -> Iterator[Chip]:
    """Yield the conditions that were read out of ordinary words, each with the address of the question without it."""
    language = reader()
    for item in results.understood:
        url = results.query.with_text(item.rest).address()
        if item.bounds is not None:
            yield Chip("", _bounds(item.parameter, *item.bounds), url)
            continue
        names = listed(now.facets.values[item.parameter][code].name(language) for code in item.codes)
        label = before_value(CONDITIONS[item.parameter])
        yield Chip(label, _("without %(term)s") % {"term": names} if item.without else names, url)


def _bounds(parameter: str, low: int | None, high: int | None) -> str:
    """Return what a range asks for in words."""
    words, label = fragments.labels(reader()), CONDITIONS[parameter]
    if low is not None and low == high:
        return _("%(label)s %(number)s") % {"label": label, "number": fragments.in_column(parameter, low, words)}
    shown = [fragments.in_column(parameter, bound, words) for bound in (low, high) if bound is not None]
    if low is None:
        return _("%(label)s ≤ %(number)s") % {"label": label, "number": shown[0]}
    if high is None:
        return _("%(label)s ≥ %(number)s") % {"label": label, "number": shown[0]}
    return _("%(label)s %(low)s–%(high)s") % {"label": label, "low": shown[0], "high": shown[1]}
