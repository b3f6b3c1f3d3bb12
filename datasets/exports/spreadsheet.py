"""CSV: the whole comparison as evidence, two columns for each dataset; and any rows of texts as a file.

A spreadsheet neither runs a cell nor turns it into something else. What it would take for a formula (OWASP, "CSV
Injection") or for a date, a time or a number of another value begins with an apostrophe; so does what follows a
separator within a cell, where a spreadsheet that wants another separator would begin a new cell. What begins with an
apostrophe of its own gets one more, so that `read_back` is exact. Readers whose spreadsheet wants semicolons have XLSX.
"""

import csv
import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from datasets.compare.picture import Cell, Comparison
from datasets.words.authors import CJK

from .addresses import Addresses

# What begins a formula, or is dropped before one, in spreadsheet programs; the full-width forms count in Chinese ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
# Programs drop these before they look for a formula, and a quote may begin a cell after a separator.
BLANK = ' \u00a0\u202f\ufeff\u200b"'
SEPARATOR = "; "
BYTE_ORDER_MARK = "\ufeff"
# After any of these a program with other settings begins a cell.
ENDS_CELL = re.compile(r"(?<=[;,\t\r\n])")

# A number that is the same in every spreadsheet: digits that begin with no zero, as many as they keep.
NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
DIGIT = re.compile(r"\d")
# Signs that stand in no date, time or number.
NO_VALUE = re.compile(r"[=＝≠<>≤≥&#*@_?!|\[\]{}\\~^]")
WORD = re.compile(r"[^\W\d_]+")
# Words that may stand in what spreadsheets read as a date, a time, a number or a truth value, in their languages.
MONTHS = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre
janv févr fevr fév fev avr juil déc
janeiro fevereiro março marco abril maio junho julho agosto setembro outubro novembro dezembro abr ago set out dez
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
янв фев мар апр июн июл авг сен сент окт ноя нояб дек
"""
OTHER_WORDS = """
e am pm a p h m s min st nd rd th t z utc gmt de du le er ° г года год ч мин сек
mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche
seg ter qua qui sex sáb sab dom segunda terça quarta quinta sexta sábado domingo
пн вт ср чт пт сб вс понедельник вторник среда четверг пятница суббота воскресенье
usd eur gbp brl rub cny r
"""
READ_AS_VALUE = frozenset((MONTHS + OTHER_WORDS).split())
# Chinese runs its words together: 2019年3月5日上午.
CJK_SIGNS = set("年月日号时分秒点星期周上下午度")
TRUTH = frozenset(["true", "false", "vrai", "faux", "verdadeiro", "falso", "истина", "ложь", "真", "假", "#n/a", "n/a"])


def table(comparison: Comparison, addresses: Addresses) -> list[list[str]]:
    """Return the cells of the comparison as texts: headings, addresses, then a line for each row."""
    columns = comparison.columns
    sources = [_("%(name)s: sources") % {"name": column.name} for column in columns]
    names = [text for column, source in zip(columns, sources, strict=True) for text in (column.name, source)]
    entries = [text for column in columns for text in (addresses.entries[column.slug], "")]
    rows = [
        [group.title, row.label, *(text for cell in row.cells for text in (said(cell), backed(cell)))]
        for group in comparison.groups
        for row in group.rows
    ]
    return [[_("Group"), _("Field"), *names], ["", _("Address"), *entries], *rows]


def write(comparison: Comparison, addresses: Addresses) -> str:
    """Return the comparison as CSV."""
    return as_csv(table(comparison, addresses))


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of texts as CSV (RFC 4180), after the byte order mark by which spreadsheets know UTF-8."""
    return BYTE_ORDER_MARK + lines(rows)


def lines(rows: Iterable[Iterable[str]]) -> str:
    """Return some rows of texts as lines of CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def said(cell: Cell) -> str:
    """Return all texts of a cell, or the word for unknown."""
    return SEPARATOR.join(text.text for text in cell.texts) if cell.known else _("unknown")


def backed(cell: Cell) -> str:
    """Return the places that a cell rests on, each once, as words that are no time: "002, line 430" is not 02:430."""
    places: dict[str, None] = {}
    for citation in cell.citations:
        place = {"document": citation.document, "line": citation.line}
        said_place = (
            _("document %(document)s") if citation.line is None else _("document %(document)s, line %(line)s")
        ) % place
        places[said_place if citation.agrees else f"≠ {said_place}"] = None
    return SEPARATOR.join(places)


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet runs or changes it."""
    guard = "'" if is_value(text) and not runs(cells(text)[0]) else ""
    return guard + inert(text)


def inert(text: str) -> str:
    """Return `text` so that no spreadsheet runs it."""
    return "".join(f"'{part}" if runs(part) else part for part in cells(text))


def read_back(cell: str) -> str:
    """Return the text that `guarded` or `inert` made `cell` of."""
    first, *rest = cells(cell.removeprefix("'"))
    return "".join([first, *(part.removeprefix("'") for part in rest)])


def cells(text: str) -> list[str]:
    """Return what a program that takes another sign for the separator makes cells of; their joint text is `text`."""
    start = len(text) - len(text.lstrip())
    first, *rest = ENDS_CELL.split(text[start:])
    return [text[:start] + first, *rest]


def runs(text: str) -> bool:
    """Tell whether a spreadsheet takes a cell that begins so for a formula, or for one that is guarded already."""
    return text.lstrip(BLANK).startswith(DANGEROUS)


def is_value(text: str) -> bool:
    """Tell whether some spreadsheet takes a text for a date, a time, a truth value or a number unlike its digits."""
    bare = text.strip().lower()
    if bare in TRUTH:
        return True
    if not DIGIT.search(bare) or NUMBER.fullmatch(bare) or NO_VALUE.search(bare):
        return False
    return all(word in READ_AS_VALUE or (CJK.fullmatch(word) and set(word) <= CJK_SIGNS) for word in WORD.findall(bare))
