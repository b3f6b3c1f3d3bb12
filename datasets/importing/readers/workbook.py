"""Workbooks of spreadsheet programs: XLSX, and XLSM, whose macros are not looked at (ECMA-376).

Of several sheets that is read whose headings name the most fields; the others are told. Cells are texts, as a reader of
the sheet would write them down: whole numbers without decimals, days by ISO 8601, shares with their sign.
"""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from types import TracebackType
from typing import Any, cast
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception in small letters

import openpyxl
from django.utils.translation import gettext_lazy as _

from datasets.importing.claims import Cited, Column, Reading
from datasets.importing.opening import NotReadableError, Opened
from datasets.importing.sheets.rows import described
from datasets.importing.sheets.tables import FIRST_LINES, MOST_COLUMNS, Line, Table, known, table
from datasets.importing.sheets.workbook_layout import Layout, layout, style_marks, without_types
from datasets.records.problems import Problem

CODE = "workbook"
TITLE = _("Workbook (XLSX)")
SUFFIXES = (".xlsx", ".xlsm")

# XML that is not well-formed is a SyntaxError of the library and of lxml, whichever openpyxl finds.
DAMAGED = (
    BadZipFile, SyntaxError, ZlibError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError,
    NotImplementedError, OverflowError,
)  # fmt: skip
# ISO/IEC 29500 Strict, which hardly any program writes, has other names for everything.
STRICT = b"http://purl.oclc.org/ooxml/"
# Marks of the formats of cells: most workbooks have some hundreds; 100,000 took openpyxl 9 seconds, each time.
MOST_STYLE_MARKS = 50_000
# Rows are read so many at a time.
SOME = 500
UNSOLVED = "has a formula whose result was not saved; open the file in a spreadsheet program and save it"
# A text that a number's format puts behind it: 0 "GB".
BEHIND = re.compile(r'[0#?]\s*(?:\\?\s)*"(?P<text>[^"]{1,20})"\s*(?:;|\Z)')
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, its path in the archive, and its first lines."""

    title: str
    path: str
    first: tuple[Line, ...]

    @property
    def known(self) -> int:
        """How many fields its headings name."""
        return max((known(line) for line in self.first), default=0)


def recognises(opened: Opened) -> bool:
    """Tell whether the file is a workbook: opening has looked into its archive."""
    return not opened.encoding


def columns(opened: Opened) -> tuple[Column, ...]:
    """Return the columns of the sheet that is read, each with the field that its heading names."""
    return _table(opened)[0].columns()


def read(opened: Opened, columns: tuple[Column, ...] | None = None) -> Reading:
    """Yield what each row says; `columns` say what each column is read as, else their headings do."""
    found, others = _table(opened)
    if others:
        said = ", ".join(f"“{title}”" for title in others)
        yield Problem("", "", f"of this workbook only {found.sheet} is read, and not {said[:300]}; save these as files")
    yield from described(found, columns)


def cited(opened: Opened) -> Cited:
    """Return the workbook as a reference: its title, or its name."""
    _check(opened)
    with _reading():
        book = openpyxl.load_workbook(io.BytesIO(opened.content), read_only=True)
        title = " ".join((book.properties.title or "").split())
        book.close()
    return Cited(title=title or opened.name.removesuffix(opened.suffix))


def _table(opened: Opened) -> tuple[Table, tuple[str, ...]]:
    """Return the table of the sheet that is read, and the names of the others that have something in them."""
    _check(opened)
    with _reading(), ZipFile(io.BytesIO(opened.content)) as archive:
        strict = STRICT in archive.read("xl/workbook.xml")[:2_000]
    if strict:
        raise NotReadableError(
            "This is a workbook in “Strict Open XML”. Save it as an ordinary XLSX, or as CSV in UTF-8."
        )
    sheets = [sheet for sheet in _sheets(opened) if sheet.first]
    if not sheets:
        raise NotReadableError("This workbook is empty. Was it saved before it was sent?")
    best = max(sheets, key=lambda sheet: sheet.known if sheet.known > 1 else 0)
    with _reading(), ZipFile(io.BytesIO(opened.content)) as archive:
        found = layout(archive, best.path)
    if found.beyond:
        raise NotReadableError(
            f"Row {min(found.beyond)} has cells behind column {MOST_COLUMNS}, which are not read. Clear them."
        )
    others = tuple(sheet.title for sheet in sheets if sheet is not best)
    name = f"sheet “{best.title}”" if others else ""
    return table(lambda: _lines(opened, best.title, found), sheet=name), others


def _check(opened: Opened) -> None:
    """Raise NotReadableError for a workbook that no spreadsheet program writes, before openpyxl takes it apart."""
    with _reading(), ZipFile(io.BytesIO(opened.content)) as archive:
        if not without_types(archive):
            raise NotReadableError(
                "This workbook declares entities, which no spreadsheet program writes. Save it again."
            )
        if style_marks(archive) > MOST_STYLE_MARKS:
            raise NotReadableError("This workbook has too many formats of cells. Save the one sheet as CSV in UTF-8.")


class _reading:  # noqa: N801 - it reads as a statement
    """What goes wrong with a workbook inside is told as its being damaged; what openpyxl warns of does no harm."""

    def __enter__(self) -> None:
        self.warnings = warnings.catch_warnings()
        self.warnings.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.warnings.__exit__(kind, error, trace)
        if isinstance(error, DAMAGED) and not isinstance(error, NotReadableError):
            raise NotReadableError(
                "This workbook is damaged or of a kind that is not read. Save it again as XLSX, or as CSV in UTF-8."
            ) from error


def _sheets(opened: Opened) -> list[Sheet]:
    with _reading():
        book = openpyxl.load_workbook(io.BytesIO(opened.content), read_only=True, data_only=True, keep_links=False)
        found = [
            Sheet(str(one.title), str(one._worksheet_path).lstrip("/"), _first(one))
            for one in cast("list[Any]", book.worksheets)
        ]
        book.close()
    return found


def _first(sheet: Any) -> tuple[Line, ...]:
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1)
    lines = (Line(number, tuple(_text(cell) for cell in row)) for number, row in islice(rows, 10 * FIRST_LINES))
    return tuple(islice((line for line in lines if line.width), FIRST_LINES))


def _filled(sheet: Any, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows with their numbers, and of those that are not in the file, perhaps a million, one."""
    before: tuple[Any, ...] = ()
    for number, row in enumerate(sheet.iter_rows(max_col=width), 1):
        # openpyxl gives one and the same object for each of them.
        if row is not before:
            yield number, row
        before = row


def _lines(opened: Opened, title: str, found: Layout) -> Iterator[Line]:
    """Yield the lines of a sheet."""
    with _reading():
        book = openpyxl.load_workbook(io.BytesIO(opened.content), read_only=True, data_only=True, keep_links=False)
        sheet = book[title]
        sheet.reset_dimensions()
        rows = _filled(sheet, found.width)
    leads: dict[int, dict[int, str]] = {}
    for (row, column), address in found.leads.items():
        leads.setdefault(row, {})[column - 1] = address
    faults: dict[int, dict[int, str]] = {}
    for row, column in found.unsolved:
        faults.setdefault(row, {})[column - 1] = UNSOLVED
    filled: dict[int, tuple[int, str]] = {}
    while True:
        with _reading():
            some = [(number, [_text(cell) for cell in row], _errors(row)) for number, row in islice(rows, SOME)]
        if not some:
            book.close()
            return
        for number, cells, errors in some:
            _fill_down(number, cells, filled, found)
            if any(cells) or number in leads or number in faults or errors:
                yield Line(number, tuple(cells), leads.get(number, {}), faults=faults.get(number, {}) | errors)


def _fill_down(number: int, cells: list[str], filled: dict[int, tuple[int, str]], found: Layout) -> None:
    """Write what a merged cell says into each of its rows."""
    for column, last in found.merged.get(number, ()):
        if column <= len(cells):
            filled[column] = (last, cells[column - 1])
    for column, (last, text) in list(filled.items()):
        if number > last:
            del filled[column]
        elif column <= len(cells) and not cells[column - 1]:
            cells[column - 1] = text


def _errors(row: tuple[Any, ...]) -> dict[int, str]:
    """Return what is wrong with the cells of a row whose formula came to an error."""
    return {
        place: f"has the error {cell.value}; mend its formula, or write what it should say"
        for place, cell in enumerate(row)
        if cell.value is not None and cell.data_type == "e" and cell.value != "#N/A"
    }


def _text(cell: Any) -> str:
    """Return a cell as a reader of the sheet would write it down."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return _day(value, cell.number_format or "")
    if isinstance(value, time | timedelta):
        return str(value)
    return _number(value, cell.number_format or "")


def _day(value: datetime | date, style: str) -> str:
    """Return a day as far as it is shown: the year alone, year and month, or all of it."""
    shown = QUOTED.sub("", style).lower()
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(sep=" ", timespec="minutes")
    if "y" in shown and "d" not in shown:
        return day.strftime("%Y-%m" if "m" in shown else "%Y")
    return day.isoformat()


def _number(value: float, style: str) -> str:
    """Return a number in digits, at most the 15 that a spreadsheet keeps, with what its format puts behind it."""
    share = "%" in QUOTED.sub("", style)
    exact = Decimal(format(value, ".15g")) * (100 if share else 1)
    digits = f"{exact:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    behind = BEHIND.search(style)
    return f"{digits}%" if share else f"{digits} {behind['text'].strip()}" if behind else digits
