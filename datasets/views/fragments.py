"""The parts of a list that repeat, as markup: cards, facets with their options, ranges, orders, links to pages.

Joined from escaped strings, because a template costs ten times as much here (docs/decisions.md). Everything that
comes from the catalogue or the visitor goes through `escape`; what is constant for a snapshot and a language is escaped
once.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from datasets.facts.cards import Summary, summary_for
from datasets.facts.kinds import Record
from datasets.index.facets import FACETS, RANGES, WITH_ALL, Value
from datasets.index.snapshot import Snapshot
from datasets.models import Unit
from datasets.models.dataset import Precision
from datasets.search.finding import Results
from datasets.search.options import Option, options
from datasets.search.parameters import SORTS, WITHOUT_WORDS, Query
from datasets.words.texts import bcp47
from datasets.words.wording import LABELLED_UNITS, before_value, counted, exact_size, listed, precise, size, size_of

# Values that a facet shows before "more".
FIRST_VALUES = 8
# Facets that are open at first.
FIRST_OPEN = 4
# Anatomical regions that a card names.
MOST_REGIONS = 4
# What the field for a bound suggests, in bytes, where it takes more than a number.
HINTS = {"size": 50_000_000_000}


@dataclass(frozen=True, eq=False)
class Names:
    """What pages call things, in one language at one revision, escaped: facet values by code; and the units by code.

    `values` are markup that says its language where it is not the page's; `titles` are the modalities without markup.
    """

    values: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, str]
    units: Mapping[str, Unit]
    addresses: Mapping[str, str]


@lru_cache(maxsize=10)
def names(snapshot: Snapshot, language: str) -> Names:
    """Return the names for a snapshot and a language; computed once for both."""
    values = {
        parameter: {code: _spoken(parameter, value, language) for code, value in members.items()}
        for parameter, members in snapshot.facets.values.items()
    }
    titles = {code: escape(value.name(language)) for code, value in snapshot.facets.values["modality"].items()}
    placeholder = "0"
    addresses = {
        "dataset": reverse("dataset", args=[placeholder]).removesuffix(f"{placeholder}/"),
        "source": reverse("browse-term", args=["sources", placeholder]).removesuffix(f"{placeholder}/"),
    }
    return Names(values, titles, snapshot.units, addresses)


def _spoken(parameter: str, value: Value, language: str) -> str:
    spoken, name = value.named(language)
    # The name of a source is a name, in no language.
    if spoken == language or parameter == "source":
        return escape(name)
    return f'<span lang="{bcp47(spoken)}">{escape(name)}</span>'


@dataclass(frozen=True)
class Labels:
    """The constant words of a list in one language, escaped, and what stands between thousands.

    Places: `add` has %(name)s for the entry that its button puts into the tray, `page` %(number)s, `below` and `above`
    %(edge)s and %(number)s; `counted` are the words of a count by precision, with places for number and unit.
    `composed` stands below a summary that nobody wrote, `comma` between the items of a list; `selected` goes on in the
    link of a chosen value.
    """

    subjects: str
    images: str
    size: str
    access: str
    unknown: str
    composed: str
    add: str
    compare: str
    separator: str
    facets: Mapping[str, str]
    ranges: Mapping[str, str]
    histograms: Mapping[str, str]
    selected: str
    any_of: str
    all_of: str
    low: str
    high: str
    below: str
    above: str
    comma: str
    counted: Mapping[str, str]
    matched: Mapping[str, str]
    sorts: Mapping[str, str]
    without_words: str
    pages: str
    page: str
    previous: str
    following: str

    def number(self, value: int) -> str:
        """Return a whole number with the language's grouping."""
        return f"{value:,}".replace(",", self.separator)


@lru_cache(maxsize=10)
def labels(language: str) -> Labels:
    """Return a list's constant words; call it with the language that is active."""
    remove = escape(_("Remove filter:"))
    return Labels(
        sorts={name: escape(str(label)) for name, label in SORTS.items()},
        without_words=escape(str(WITHOUT_WORDS)),
        pages=escape(_("Pages")),
        page=escape(_("Page %(number)s")),
        previous=escape(_("Previous")),
        following=escape(_("Next")),
        subjects=escape(_("Subjects")),
        images=escape(_("Images")),
        size=escape(_("Size")),
        access=escape(_("Access")),
        add=escape(_("Compare %(name)s")),
        compare=escape(_("Compare")),
        unknown=escape(_("unknown")),
        composed=escape(_("Made from the facts of the entry.")),
        separator=str(get_format("THOUSAND_SEPARATOR", language)),
        facets={facet.parameter: escape(str(facet.label)) for facet in FACETS},
        ranges={column.parameter: escape(str(column.label)) for column in RANGES},
        histograms={column.parameter: escape(before_value(column.label)) for column in RANGES},
        selected=f' class="selected"><span class="visually-hidden">{remove}</span> ',
        any_of=escape(_("any of these")),
        all_of=escape(_("all of these")),
        low=escape(pgettext("the lower bound of a range", "from")),
        high=escape(pgettext("the upper bound of a range", "to")),
        below=escape(pgettext("a bar of a histogram", "below %(edge)s: %(number)s")),
        above=escape(pgettext("a bar of a histogram", "from %(edge)s: %(number)s")),
        comma=escape(listed(("", ""))),
        counted={precision: escape(counted(precision)) for precision in ("", *Precision.values)},
        matched={
            "en": escape(_("Found in the English text")),
            "fr": escape(_("Found in the French text")),
            "pt-br": escape(_("Found in the Portuguese text")),
            "zh-hans": escape(_("Found in the Chinese text")),
            "ru": escape(_("Found in the Russian text")),
        },
    )


def cards(results: Results, snapshot: Snapshot, language: str, gathered: Container[str]) -> SafeString:
    """Return the cards of a page as markup, each with the language in which it was found if that is not the page's.

    `gathered` are the slugs in the visitor's tray: their buttons are pressed ones, which take them out.
    """
    known, words = names(snapshot, language), labels(language)
    found = zip(results.cards, results.spoken, strict=True)
    return mark_safe(  # noqa: S308 - escaped in _card
        "".join(
            [
                _card(
                    card,
                    summary_for(card, language, lambda: snapshot.lexicon),
                    spoken,
                    known,
                    words,
                    card["slug"] in gathered,
                )
                for card, spoken in found
            ]
        )
    )


def _card(card: Record, summary: Summary, matched: str, known: Names, words: Labels, is_gathered: bool) -> str:
    values = known.values
    unknown = f'<span class="unknown">{words.unknown}</span>'
    tags = [f'<span class="kind">{values["kind"][card["kind"]]}</span>']
    tags += [f'<span class="modality" title="{known.titles[code]}">{code}</span>' for code in card["modality"]]
    tags += [f"<span>{values['anatomy'][code]}</span>" for code in card["anatomy"][:MOST_REGIONS]]
    if card["category"] != "imaging":
        tags.append(f'<span class="category">{values["category"][card["category"]]}</span>')
    level, name = card["access"], escape(card["name"])
    told = escape(summary.text) + (f' <small class="note">{words.composed}</small>' if summary.composed else "")
    sources = words.comma.join(
        f'<a href="{known.addresses["source"]}{escape(code)}/">{values["source"][code]}</a>' for code in card["source"]
    )
    volume = escape(size_of(card["size"])) or unknown
    return (
        f'<li class="card" id="entry-{card["slug"]}">'
        f'<h2><a href="{known.addresses["dataset"]}{card["slug"]}/">{name}</a></h2>'
        f'<p class="tags">{" ".join(tags)}</p><p class="summary" lang="{bcp47(summary.language)}">{told}</p>'
        + (f'<p class="matched">{words.matched[matched]}</p>' if matched else "")
        + f'<dl class="figures">'
        f"<div><dt>{words.subjects}</dt><dd>{_amount(card, 'subjects', known, words) or unknown}</dd></div>"
        f"<div><dt>{words.images}</dt><dd>{_amount(card, 'images', known, words) or unknown}</dd></div>"
        f"<div><dt>{words.size}</dt><dd>{volume}</dd></div>"
        f"<div><dt>{words.access}</dt><dd>{values['access'][level] if level != 'unknown' else unknown}</dd></div></dl>"
        f'<p class="act"><button form="tray" name="{"remove" if is_gathered else "add"}" value="{card["slug"]}"'
        f' aria-pressed="{"true" if is_gathered else "false"}"'
        f' aria-label="{words.add % {"name": name}}">{words.compare}</button></p>'
        + (f'<p class="sources">{sources}</p></li>' if sources else "</li>")
    )


def _amount(card: Record, key: str, known: Names, words: Labels) -> str:
    if card[key] is None:
        return ""
    value, precision = card[key]["value"], card[key]["precision"] or ""
    unit, number = known.units.get(card[key]["unit"]), words.number(value)
    if unit is None or unit.code == LABELLED_UNITS.get(key):
        return escape(precise(number, precision))
    counted = words.counted.get(precision, words.counted[""])
    return counted % {"number": number, "unit": f"<small>{escape(unit.after(value))}</small>"}


def facets(results: Results, snapshot: Snapshot, language: str) -> SafeString:
    """Return every facet that says anything, as markup: one with a value that is chosen or that some entry has."""
    known, words = names(snapshot, language), labels(language)
    start = results.query.on_page(1).address()
    boxes: list[str] = []
    for facet in FACETS:
        found = options(results, facet.parameter, snapshot, start)
        if not found:
            continue
        chosen = results.query.facets.get(facet.parameter, ())
        shown = " open" if chosen or len(boxes) < FIRST_OPEN else ""
        several = facet.parameter in WITH_ALL and len(chosen) > 1
        boxes.append(
            f'<details class="facet" data-name="{facet.parameter}"{shown}>'
            f"<summary>{words.facets[facet.parameter]}</summary>"
            + (_any_or_all(results.query, facet.parameter, words) if several else "")
            + f"{_options(found, facet.parameter, known, words, language)}</details>"
        )
    return mark_safe("".join(boxes))  # noqa: S308 - joined from escaped strings


def _any_or_all(query: Query, parameter: str, words: Labels) -> str:
    """Return the choice between entries that have any of the chosen values and those that have all."""
    every = parameter in query.all_of
    url = escape(query.with_all(parameter, not every).address())
    other = f'<a href="{url}" rel="nofollow">{words.any_of if every else words.all_of}</a>'
    parts = (other, f"<b>{words.all_of}</b>") if every else (f"<b>{words.any_of}</b>", other)
    return f'<p class="any-all">{" · ".join(parts)}</p>'


def _options(found: Sequence[Option], parameter: str, known: Names, words: Labels, language: str) -> str:
    """Return the options of a facet as markup, the first ones and the chosen, the rest behind "more"."""
    labels_of = known.values[parameter]
    items = [
        # An address is quoted: of what escape replaces it has only the ampersands.
        f'<li class="depth-{option.depth}"><a href="{option.address.replace("&", "&amp;")}" rel="nofollow"'
        f'{words.selected if option.selected else ">"}<span class="label">{labels_of[option.code]}</span> '
        f'<span class="count{"" if option.count else " none"}">'
        f"{option.count if option.count < 1_000 else words.number(option.count)}</span></a></li>"
        for option in found
    ]
    cut = max(FIRST_VALUES, *(place for place, option in enumerate(found, 1) if option.selected), 0)
    if len(items) <= FIRST_VALUES + 2:
        cut = len(items)
    first, rest = "".join(items[:cut]), items[cut:]
    if not rest:
        return f"<ul>{first}</ul>"
    more = _more(len(rest), language)
    return f'<ul>{first}</ul><details class="more"><summary>{more}</summary><ul>{"".join(rest)}</ul></details>'


@lru_cache(maxsize=1_000)
def _more(number: int, _language: str) -> str:
    return escape(ngettext("%(number)d more", "%(number)d more", number) % {"number": number})


def total(number: int, language: str) -> str:
    """Return how many entries were found, in words."""
    if not number:
        return _("No entries")
    return ngettext("%(number)s entry", "%(number)s entries", number) % {"number": labels(language).number(number)}


def description(name: str, number: int, language: str) -> str:
    """Return what a list is, for engines: its name and how many entries it has, as text."""
    said = ngettext(
        "%(name)s: %(number)s entry in this directory of medical imaging datasets, "
        "with size, access, licence and the document that states each figure.",
        "%(name)s: %(number)s entries in this directory of medical imaging datasets, "
        "with size, access, licence and the document that states each figure.",
        number,
    )
    return said % {"name": name, "number": labels(language).number(number)}


def sorts(query: Query, language: str) -> SafeString:
    """Return the orders of a list as the options of a select."""
    words = labels(language)
    named = words.sorts if query.text else {**words.sorts, "relevance": words.without_words}
    options = [
        f'<option value="{name}"{" selected" if name == query.sort else ""}>{label}</option>'
        for name, label in named.items()
    ]
    return mark_safe("".join(options))  # noqa: S308 - labels are escaped


def pages(query: Query, last: int, language: str) -> SafeString:
    """Return the links to the neighbouring pages and the pages around this one; `last` is the number of pages."""
    if last == 1:
        return mark_safe("")
    words = labels(language)
    around = sorted({1, last, *range(max(1, query.page - 2), min(last, query.page + 2) + 1)})

    def link(page: int, text: str, attribute: str) -> str:
        return f'<a {attribute} href="{escape(query.on_page(page).address())}">{text}</a>'

    links = [link(query.page - 1, words.previous, 'rel="prev"')] if query.page > 1 else []
    for number in around:
        if number == query.page:
            links.append(f'<span aria-current="page">{number}</span>')
        else:
            links.append(link(number, str(number), f'aria-label="{words.page % {"number": number}}"'))
    links += [link(query.page + 1, words.following, 'rel="next"')] if query.page < last else []
    return mark_safe(  # noqa: S308 - joined from escaped strings and numbers
        f'<nav class="pages" aria-label="{words.pages}">{"".join(links)}</nav>'
    )


def ranges(results: Results, language: str) -> SafeString:
    """Return the numeric facets as markup: the histogram of what the rest leaves, and fields for the two bounds."""
    words = labels(language)
    boxes = []
    for column in RANGES:
        name, label = column.parameter, words.ranges[column.parameter]
        low, high = results.query.ranges.get(name, (None, None))
        hint = escape(size(HINTS[name])) if name in HINTS else ""
        kind = f'inputmode="text" placeholder="{hint}"' if hint else 'inputmode="numeric"'
        boxes.append(
            f"<fieldset><legend>{label}</legend>{histogram(results.histograms[name], name, words)}"
            f'<label>{words.low} <input name="{name}_min" value="{_shown(name, low)}" {kind} maxlength="30"></label> '
            f'<label>{words.high} <input name="{name}_max" value="{_shown(name, high)}" {kind} maxlength="30"></label>'
            f"</fieldset>"
        )
    return mark_safe("".join(boxes))  # noqa: S308 - joined from escaped strings and numbers


def _shown(parameter: str, bound: int | None) -> str:
    """Return a bound as its field shows it, which is how the reader's language writes it and reads it back."""
    if bound is None:
        return ""
    return escape(exact_size(bound)) if parameter == "size" else str(bound)


def in_column(parameter: str, value: int, words: Labels) -> str:
    """Return a value of a numeric column in words: sizes in their units, years as they are."""
    if parameter == "size":
        return size(value)
    return str(value) if parameter == "year" else words.number(value)


def histogram(bins: Sequence[tuple[int, int]], parameter: str, words: Labels) -> str:
    """Return the bins of a numeric column as a small picture; its text alternative names the numbers."""
    highest = max((count for _, count in bins), default=0)
    if not highest:
        return ""
    width, height = 10, 24
    bars = "".join(
        [
            f'<rect x="{place * width}" y="{height - bar}" width="{width - 1}" height="{bar}"/>'
            for place, (_, count) in enumerate(bins)
            if (bar := round(height * count / highest, 1)) or not count
        ]
    )
    following = [edge for edge, _ in bins[1:]]
    parts = [
        (words.above if edge or not following else words.below)
        % {"edge": escape(in_column(parameter, edge or following[0], words)), "number": words.number(count)}
        for edge, count in bins
        if count
    ]
    said = f"{words.histograms[parameter]} {words.comma.join(parts)}"
    return (
        f'<svg class="histogram" viewBox="0 0 {len(bins) * width} {height}" role="img" aria-label="{said}">{bars}</svg>'
    )
