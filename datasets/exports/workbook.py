"""XLSX: the cells of the CSV files, each typed as text, so that no program guesses and every locale opens it alike."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import xlsxwriter

from datasets.compare.picture import Comparison

from .addresses import Addresses
from .spreadsheet import table

# A cell holds no more (Excel's specifications and limits).
LONGEST = 32_767
NARROW, WIDE = 24, 48


def write(comparison: Comparison, addresses: Addresses) -> bytes:
    """Return the comparison as a workbook of one sheet."""
    newest = max((column.changed for column in comparison.columns), default=date(2026, 1, 1))
    return as_workbook(table(comparison, addresses), newest, still=2)


def as_workbook(rows: Sequence[Sequence[str]], created: date, *, still: int) -> bytes:
    """Return rows of texts as a workbook of one sheet; the same rows of the same day give the same bytes.

    The first row, and as many columns as are to be `still`, stay in sight.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(created.year, created.month, created.day, tzinfo=UTC)})
    sheet = book.add_worksheet("Lightbox")
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.set_column(0, still - 1, NARROW)
    sheet.set_column(still, max(len(rows[0]) - 1, still), WIDE if still > 1 else NARROW)
    sheet.freeze_panes(1, still)
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, cell[:LONGEST], text if line else heading)
    book.close()
    return out.getvalue()
