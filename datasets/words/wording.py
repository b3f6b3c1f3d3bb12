"""Figures and quotations in words: counts with units and precision, sizes, the language of what is printed.

What more than one room says about the catalogue's values stands here; what one page alone says stands with that page.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy as plazy

from datasets.models import Statement, Unit
from datasets.models.dataset import Precision
from datasets.models.language import bcp47

from .author_forms import read_or_none
from .texts import reader

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Decimal units of size, largest first, as the documents use them.
SIZE_UNITS = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3), ("B", 1))


# A count with its unit, by precision. One message each: languages differ in what stands where. The unit comes in the
# form that follows the number alone, so the words around must not ask for another case ("примерно", not "около").
COUNTED: "dict[str, StrOrPromise]" = {
    Precision.ABOUT: plazy("a number and its unit", "about %(number)s %(unit)s"),
    Precision.AT_LEAST: plazy("a number and its unit", "at least %(number)s %(unit)s"),
    Precision.PER_YEAR: plazy("a number and its unit", "%(number)s %(unit)s per year"),
    Precision.EXACT: plazy("a number and its unit", "%(number)s %(unit)s"),
}
# Field -> the unit that its label says already: "Images: 377,110", not "Images: 377,110 images".
LABELLED_UNITS = {"subjects": "subjects", "images": "images"}
# A number in a unit of SIZE_UNITS.
SIZES: "dict[str, StrOrPromise]" = {
    "TB": lazy("%(number)s TB"),
    "GB": lazy("%(number)s GB"),
    "MB": lazy("%(number)s MB"),
    "kB": lazy("%(number)s kB"),
    "B": lazy("%(number)s B"),
}


def figure(value: int, unit: Unit | None, precision: str, under: str = "") -> str:
    """Return a count in words: "about 300,000 slices". `under` is the field whose label it stands beside, if any."""
    number = number_format(value, force_grouping=True)
    if unit is None or unit.code == LABELLED_UNITS.get(under):
        return precise(number, precision)
    return counted(precision) % {"number": number, "unit": unit.after(value)}


def counted(precision: str) -> str:
    """Return the words of a count with this precision, in the reader's language, with places for number and unit."""
    return str(COUNTED.get(precision, COUNTED[Precision.EXACT]))


def precise(text: str, precision: str) -> str:
    """Return `text` with the words that say how exact it is."""
    if precision == Precision.ABOUT:
        return _("about %(figure)s") % {"figure": text}
    if precision == Precision.AT_LEAST:
        return _("at least %(figure)s") % {"figure": text}
    if precision == Precision.PER_YEAR:
        return _("%(figure)s per year") % {"figure": text}
    return text


def size(value: int) -> str:
    """Return a number of bytes in the decimal unit that fits: 124 GB, 1.25 GB, 10 TB."""
    return _size(value, reader())


@lru_cache(maxsize=2_000)
def _size(value: int, _language: str) -> str:
    for unit, factor in SIZE_UNITS[:-1]:
        # What rounds to a thousand of a unit is one of the next.
        if value >= factor * 0.99999:
            number = round(value / factor, 2)
            return SIZES[unit] % {"number": number_format(number if number % 1 else int(number))}
    return SIZES["B"] % {"number": number_format(value)}


def size_of(held: Mapping[str, Any] | None) -> str:
    """Return the size that an entry holds (value in bytes, precision) in words; "" where it is not known."""
    return "" if held is None else precise(size(held["value"]), held["precision"] or "")


def exact_size(value: int) -> str:
    """Return a number of bytes so that reading it (words.numbers) gives the same number: 50 GB, or 49,999,999,999 B."""
    for unit, factor in SIZE_UNITS:
        thousandths, rest = divmod(value * 1000, factor)
        if value >= factor and not rest:
            whole, part = divmod(thousandths, 1000)
            decimals = len(f"{part:03}".rstrip("0"))
            figure = Decimal(whole) + Decimal(part) / 1000
            return SIZES[unit] % {"number": number_format(figure, decimals, force_grouping=True)}
    return SIZES["B"] % {"number": number_format(value, force_grouping=True)}


def shared_size_unit(values: list[int]) -> str:
    """Return the largest unit in which none of `values` (bytes) is less than a tenth, so that none needs many zeros."""
    smallest = min((value for value in values if value), default=0)
    return next((unit for unit, factor in SIZE_UNITS if smallest * 10 >= factor), "B")


def size_in(value: int, unit: str) -> str:
    """Return a number of bytes in a given unit of SIZE_UNITS, to three decimals: 1,200 GB beside 0.5 GB."""
    number = round(value / dict(SIZE_UNITS)[unit], 3)
    return SIZES[unit] % {"number": number_format(number if number % 1 else int(number), force_grouping=True)}


def percent(value: float, decimals: int = 1) -> str:
    """Return a share, with one decimal where no other number of them is asked for: 62.5 %."""
    return _("%(number)s %%") % {"number": number_format(round(value, decimals), decimals)}


def stars(number: int) -> str:
    """Return a rating in words: 4 of 5 stars."""
    return ngettext("%(stars)s of 5 stars", "%(stars)s of 5 stars", number) % {"stars": number}


def before_value(label: object) -> str:
    """Return a label as it stands before its value, with the colon and the space that the language sets."""
    return _before_value(get_language()) % {"label": label}


@lru_cache(maxsize=10)
def _before_value(_language: str | None) -> str:
    return pgettext("a label before its value", "%(label)s:")


def listed(items: Iterable[object]) -> str:
    """Return items one after the other, with what the language puts between them."""
    return pgettext("between the items of a list", ", ").join(str(item) for item in items)


def sentences(first: str, second: str) -> str:
    """Return two sentences, the second of which may be none, one after the other as the language writes them."""
    both = pgettext("one sentence after another", "%(first)s %(second)s")
    return both % {"first": first, "second": second} if second else first


def authors(text: str) -> str:
    """Return who wrote a paper or reference as people read it in the reader's language: "A. Doe, B. Roe and C. Poe".

    What is in no form of authors, as older versions stored it, is returned as it is.
    """
    known = read_or_none(text)
    if known is None:
        return text
    *first, last = [name.spoken for name in known.names]
    if known.others:
        return _("%(names)s and others") % {"names": listed([*first, last])}
    if not first:
        return last
    return pgettext("authors", "%(names)s and %(last)s") % {"names": listed(first), "last": last}


# The language that a script gives away; Chinese before Russian, for names of Latin and Cyrillic letters stand in it.
SCRIPTS = {"zh-Hans": re.compile("[\u4e00-\u9fff]"), "ru": re.compile("[\u0400-\u04ff]")}


def language_of(text: str) -> str:
    """Return the language that the script of `text` gives away (zh-Hans, ru), or "" for Latin letters."""
    if text.isascii():
        return ""
    return next((language for language, script in SCRIPTS.items() if script.search(text)), "")


def printed_language(statement: Statement) -> str:
    """Return the language (BCP 47) of what the statement prints: by its script, else by the document's passage."""
    return language_of(statement.printed) or bcp47(statement.document.language_at(statement.line))
