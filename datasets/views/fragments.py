"""The parts that lists share, as markup: what things are called, how many there are, orders, links to pages.

Joined from escaped strings, as cards, tables and facets are (modules beside this one), because a
template costs ten times as much here (docs/decisions.md). Everything that comes from the catalogue or the visitor goes
through `escape`; what is constant for a snapshot and a language is escaped once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.index.facets import Value
from datasets.index.snapshot import Snapshot
from datasets.models import Unit
from datasets.search.parameters import SORTS, WITHOUT_WORDS, Query
from datasets.words.texts import bcp47
from datasets.words.wording import listed, size


@dataclass(frozen=True, eq=False)
class Names:
    """What pages call things, in one language at one revision, escaped: what may be chosen in facets, by code; units.

    `values` are markup that says its language where it is not the page's; `texts` are the same without markup, and
    `regions` those of anatomy as they are. An entry has its page below `entries`.
    """

    values: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, Mapping[str, str]]
    regions: Mapping[str, str]
    units: Mapping[str, Unit]
    entries: str


@lru_cache(maxsize=10)
def names(snapshot: Snapshot, language: str) -> Names:
    """Return the names for a snapshot and a language; computed once for both."""
    choices = snapshot.facets.choices
    values = {
        parameter: {code: _spoken(parameter, value, language) for code, value in members.items()}
        for parameter, members in choices.items()
    }
    texts = {
        parameter: {code: escape(value.name(language)) for code, value in members.items()}
        for parameter, members in choices.items()
    }
    entries = reverse("dataset", args=["0"]).removesuffix("0/")
    regions = {code: value.name(language) for code, value in choices["anatomy"].items()}
    return Names(values, texts, regions, snapshot.units, entries)


def _spoken(parameter: str, value: Value, language: str) -> str:
    spoken, name = value.named(language)
    # The name of a source is a name, in no language.
    if spoken == language or parameter == "source":
        return escape(name)
    return f'<span lang="{bcp47(spoken)}">{escape(name)}</span>'


@dataclass(frozen=True, eq=False)
class Labels:
    """The constant words that all parts of a list share, in one language, escaped.

    `page` has a place for %(number)s; `separator` stands between thousands, `comma` between the items of a list.
    """

    separator: str
    comma: str
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
    return Labels(
        separator=str(get_format("THOUSAND_SEPARATOR", language)),
        comma=escape(listed(("", ""))),
        sorts={name: escape(str(label)) for name, label in SORTS.items()},
        without_words=escape(str(WITHOUT_WORDS)),
        pages=escape(_("Pages")),
        page=escape(_("Page %(number)s")),
        previous=escape(_("Previous")),
        following=escape(_("Next")),
    )


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


def in_column(parameter: str, value: int, words: Labels) -> str:
    """Return a value of a numeric column in words: sizes in their units, years as they are."""
    if parameter == "size":
        return size(value)
    return str(value) if parameter == "year" else words.number(value)
