"""What a list can be narrowed by, as markup: the facets with their options, and the ranges with their histograms.

Joined from escaped strings (fragments). A histogram's bars are links for the pointer alone: the fields below it do the
same by keyboard, and its numbers are told in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from datasets.facts.fields import UNKNOWN
from datasets.index.facets import EDGES, FACETS, RANGES, WITH_ALL, Facet
from datasets.index.snapshot import Snapshot
from datasets.search.finding import Results
from datasets.search.options import Option, options
from datasets.search.parameters import Query
from datasets.words.wording import before_value, exact_size, size

from . import bodymap
from .fragments import Labels, Names, in_column, labels, names

# Values that a facet shows before "more".
FIRST_VALUES = 8
# From so many values on a facet has a field to search them.
LONG = 13
# What people ask first; the ranges stand behind these facets, the others behind the ranges.
FIRST = ("modality", "anatomy", "task", "access", "use")
# Facets that are open at first.
FIRST_OPEN = 4
# What an amount is on an axis, as people write it; read back by words.numbers.
ROUND = {
    10**3: pgettext_lazy("a round number, short", "1k"),
    10**4: pgettext_lazy("a round number, short", "10k"),
    10**5: pgettext_lazy("a round number, short", "100k"),
    10**6: pgettext_lazy("a round number, short", "1M"),
    10**7: pgettext_lazy("a round number, short", "10M"),
}
# What the empty fields of a range show as an example.
HINTS = {
    "subjects": (10**2, 10**4),
    "images": (10**3, 10**5),
    "size": (10**9, 5 * 10**10),
    "year": (2015, 2024),
}
# Where the number of a bar stands in its words.
NUMBER = "%(number)s"
# A bar and its place, in the units of the picture, which is as wide as the column of facets: bars can be hit.
BAR_HEIGHT, WIDTH = 40, 270


class Bar(NamedTuple):
    """What is always the same about one bar of a histogram: its last number, None where it is open, and markup.

    `text` says what it is, with a place for %(number)s; `bounds` are the parameters that ask for what lies in it.
    """

    last: int | None
    text: str
    bounds: str
    hit: str
    place: str


@dataclass(frozen=True, slots=True)
class Region:
    """A value of anatomy as the body shows it (bodymap.Region)."""

    code: str
    name: str
    count: int
    url: str


class Facets(NamedTuple):
    """The facets that people ask first, and the others."""

    first: SafeString
    rest: SafeString


@dataclass(frozen=True, eq=False)
class Words:
    """The constant words of facets and ranges in one language, escaped.

    `axes` is markup; `selected` goes on in the link of a chosen value; `search` has a place for the facet's %(label)s.
    """

    shared: Labels
    facets: Mapping[str, str]
    ranges: Mapping[str, str]
    histograms: Mapping[str, str]
    hints: Mapping[str, Sequence[str]]
    axes: Mapping[str, str]
    bars: Mapping[str, Sequence[Bar]]
    selected: str
    any_of: str
    all_of: str
    low: str
    high: str
    search: str


@lru_cache(maxsize=10)
def words_in(language: str) -> Words:
    """Return the constant words of facets and ranges; call it with the language that is active."""
    remove, shared = escape(_("Remove filter:")), labels(language)
    return Words(
        shared=shared,
        facets={facet.parameter: escape(str(facet.label)) for facet in FACETS},
        ranges={column.parameter: escape(str(column.label)) for column in RANGES},
        histograms={column.parameter: escape(before_value(column.label)) for column in RANGES},
        hints={name: [escape(_short(name, value)) for value in pair] for name, pair in HINTS.items()},
        axes={name: _axis(name, edges) for name, edges in EDGES.items()},
        bars={name: [_bar(name, place, shared) for place in range(len(edges))] for name, edges in EDGES.items()},
        selected=f' class="selected"><span class="visually-hidden">{remove}</span> ',
        any_of=escape(_("any of these")),
        all_of=escape(_("all of these")),
        low=escape(pgettext("the lower bound of a range", "from")),
        high=escape(pgettext("the upper bound of a range", "to")),
        search=escape(_("Search in %(label)s")),
    )


def _short(name: str, value: int) -> str:
    """Return a value of a numeric column in the fewest signs: 10k, 50 GB, 2015."""
    if name == "size":
        return size(value)
    return str(ROUND[value]) if value in ROUND else str(value)


def _axis(name: str, edges: Sequence[int]) -> str:
    """Return the words below a histogram: at every second edge, for all have no room."""
    width = WIDTH / len(edges)
    return "".join(
        [
            f'<text x="{place * width:.1f}" y="{BAR_HEIGHT + 13}">{escape(_short(name, edges[place]))}</text>'
            for place in range(2 - len(edges) % 2, len(edges), 2)
        ]
    )


def _bar(name: str, place: int, words: Labels) -> Bar:
    """Return what is always the same about the bar from one edge to the next."""
    edges = EDGES[name]
    start, width = place * WIDTH / len(edges), WIDTH / len(edges)
    said = [in_column(name, edge, words) for edge in edges[place : place + 2]]
    last = edges[place + 1] - 1 if place + 1 < len(edges) else None
    if not place:
        bounds = f"{name}_max={last}"
        text = pgettext("a bar of a histogram", "below %(edge)s: %(number)s") % {"edge": said[1], "number": NUMBER}
    elif last is None:
        bounds = f"{name}_min={edges[place]}"
        text = pgettext("a bar of a histogram", "from %(edge)s: %(number)s") % {"edge": said[0], "number": NUMBER}
    else:
        bounds = f"{name}_min={edges[place]}&amp;{name}_max={last}"
        between = pgettext("a bar of a histogram", "%(low)s to %(high)s: %(number)s")
        text = between % {"low": said[0], "high": said[1], "number": NUMBER}
    hit = f'<rect class="hit" x="{start:.1f}" width="{width:.1f}" height="{BAR_HEIGHT}"/>'
    return Bar(last, escape(text), bounds, hit, f'x="{start + 1:.1f}" width="{width - 2:.1f}"')


def facets(results: Results, snapshot: Snapshot, language: str) -> Facets:
    """Return every facet that says anything, as markup: one with a value that is chosen or that some entry has."""
    known, words = names(snapshot, language), words_in(language)
    start = results.query.on_page(1).address()
    first = [_facet(_BY_NAME[name], place, results, snapshot, known, words, start) for place, name in enumerate(FIRST)]
    rest = [
        _facet(facet, FIRST_OPEN, results, snapshot, known, words, start)
        for facet in FACETS
        if facet.parameter not in FIRST
    ]
    return Facets(mark_safe("".join(first)), mark_safe("".join(rest)))  # noqa: S308 - joined from escaped strings


_BY_NAME = {facet.parameter: facet for facet in FACETS}


def _facet(
    facet: Facet, place: int, results: Results, snapshot: Snapshot, known: Names, words: Words, start: str
) -> str:
    """Return one facet, open where it is among the first or something is chosen in it; "" where it says nothing."""
    name = facet.parameter
    found = options(results, name, snapshot, start)
    if not found:
        return ""
    chosen = results.query.facets.get(name, ())
    shown = " open" if chosen or place < FIRST_OPEN else ""
    several = name in WITH_ALL and len(chosen) > 1
    label = words.facets[name]
    return (
        f'<details class="facet" data-name="{name}"{shown}><summary>{label}'
        + (f' <span class="chosen">{len(chosen)}</span>' if chosen else "")
        + "</summary>"
        + (_any_or_all(results.query, name, words) if several else "")
        + (_search(name, label, words) if len(found) >= LONG else "")
        + _beside_figure(name, found, chosen, known, _options(found, known.values[name], words))
        + "</details>"
    )


def _beside_figure(name: str, found: Sequence[Option], chosen: Sequence[str], known: Names, values: str) -> str:
    """Return the values of a facet; those of anatomy beside the body, which has the same links."""
    if name != "anatomy":
        return values
    regions = [
        Region(option.code, known.regions[option.code], option.count, option.address)
        for option in found
        if option.code in bodymap.classes()
    ]
    return f'<div class="bodymap compact">{bodymap.figure(regions, chosen, "facet")}<div>{values}</div></div>'


def _search(name: str, label: str, words: Words) -> str:
    """Return the field that searches the values of a long facet; it is shown where there are scripts (results.js)."""
    said = words.search % {"label": label}
    return (
        f'<input class="narrow" id="narrow-{name}" type="search" maxlength="60" autocomplete="off"'
        f' placeholder="{said}" aria-label="{said}">'
    )


def _any_or_all(query: Query, parameter: str, words: Words) -> str:
    """Return the choice between entries that have any of the chosen values and those that have all."""
    every = parameter in query.all_of
    url = escape(query.with_all(parameter, not every).address())
    other = f'<a href="{url}" rel="nofollow">{words.any_of if every else words.all_of}</a>'
    parts = (other, f"<b>{words.all_of}</b>") if every else (f"<b>{words.any_of}</b>", other)
    return f'<p class="any-all">{" · ".join(parts)}</p>'


def _options(found: Sequence[Option], called: Mapping[str, str], words: Words) -> str:
    """Return the options of a facet as markup, the first ones and the chosen, the rest behind "more"."""
    items = [_option(option, called[option.code], words) for option in found]
    cut = max(FIRST_VALUES, *(place for place, option in enumerate(found, 1) if option.selected), 0)
    if len(items) <= FIRST_VALUES + 2:
        return f"<ul>{''.join(items)}</ul>"
    # That nothing is stated is a choice of its own, and not one of the rarest.
    last = items.pop() if found[-1].code == UNKNOWN and cut < len(items) else ""
    first, rest = "".join(items[:cut]), items[cut:]
    if not rest:
        return f"<ul>{first}{last}</ul>"
    more = _more(len(rest), words.shared)
    return f'<ul>{first}</ul><details class="more"><summary>{more}</summary><ul>{"".join(rest)}</ul></details>' + (
        f"<ul>{last}</ul>" if last else ""
    )


def _option(option: Option, label: str, words: Words) -> str:
    depth = f' class="depth-{option.depth}"' if option.depth else ""
    # An address is quoted: of what escape replaces it has only the ampersands.
    return (
        f'<li{depth}><a href="{option.address.replace("&", "&amp;")}" rel="nofollow"'
        f'{words.selected if option.selected else ">"}<span class="label">{label}</span> '
        f'<span class="count{"" if option.count else " none"}">'
        f"{option.count if option.count < 1_000 else words.shared.number(option.count)}</span></a></li>"
    )


@lru_cache(maxsize=1_000)
def _more(number: int, _words: Labels) -> str:
    return escape(ngettext("%(number)d more", "%(number)d more", number) % {"number": number})


def ranges(results: Results, snapshot: Snapshot, language: str) -> SafeString:
    """Return the numeric facets as markup: the histogram of what the rest leaves, and fields for the two bounds."""
    known, words = names(snapshot, language), words_in(language)
    start = results.query.on_page(1).address()
    boxes = []
    for column in RANGES:
        name, label = column.parameter, words.ranges[column.parameter]
        bounds = results.query.ranges.get(name, (None, None))
        without = results.query.without_range(name).address() if name in results.query.ranges else start
        unstated = [
            _option(option, known.values[name][UNKNOWN], words) for option in options(results, name, snapshot, start)
        ]
        boxes.append(
            f'<fieldset data-name="{name}"><legend>{label}</legend>'
            + histogram(results, name, without, words)
            + f'<div class="bounds">{_fields(name, bounds, words)}</div>'
            + (f"<ul>{''.join(unstated)}</ul>" if unstated else "")
            + "</fieldset>"
        )
    return mark_safe("".join(boxes))  # noqa: S308 - joined from escaped strings and numbers


def _fields(name: str, bounds: tuple[int | None, int | None], words: Words) -> str:
    """Return the fields for the two bounds of a range."""
    mode = "numeric" if name == "year" else "text"
    ends = zip((words.low, words.high), ("min", "max"), bounds, words.hints[name], strict=True)
    return "".join(
        [
            f'<label>{said} <input name="{name}_{bound}" value="{_shown(name, value, words)}" placeholder="{hint}"'
            f' maxlength="30" inputmode="{mode}"></label>'
            for said, bound, value, hint in ends
        ]
    )


def _shown(parameter: str, bound: int | None, words: Words) -> str:
    """Return a bound as its field shows it, which is how the reader's language writes it and reads it back."""
    if bound is None:
        return ""
    if parameter == "size":
        return escape(exact_size(bound))
    return str(bound) if parameter == "year" else escape(words.shared.number(bound))


def histogram(results: Results, parameter: str, start: str, words: Words) -> str:
    """Return the bins of a numeric column as a picture, each a link to what lies in it; the numbers in words as well.

    `start` is the address of the question without this range. Nothing where no entry has a number.
    """
    bins = results.histograms[parameter]
    highest = max((count for _, count in bins), default=0)
    if not highest:
        return ""
    low, high = results.query.ranges.get(parameter, (None, None))
    start = escape(start if start == "?" else f"{start}&")
    said, shown = [], []
    for bar, (edge, count) in zip(words.bars[parameter], bins, strict=True):
        if not count:
            continue
        text = bar.text % {"number": words.shared.number(count)}
        said.append(text)
        within = (low is None or bar.last is None or bar.last >= low) and (high is None or edge <= high)
        tall = max(2, round(BAR_HEIGHT * count / highest))
        shown.append(
            f'<a href="{start}{bar.bounds}" tabindex="-1"><title>{text}</title>{bar.hit}'
            f'<rect class="{"bar" if within else "bar out"}" {bar.place} y="{BAR_HEIGHT - tall}" height="{tall}"/></a>'
        )
    return (
        f'<svg class="histogram" viewBox="0 0 {WIDTH} {BAR_HEIGHT + 16}" aria-hidden="true">'
        f"{''.join(shown)}{words.axes[parameter]}</svg>"
        f'<p class="visually-hidden">{words.histograms[parameter]} {words.shared.comma.join(said)}</p>'
    )
