"""XLSX: the cells of the CSV file, each typed as text, so that no program guesses and every locale opens it alike."""

import io
from datetime import UTC, datetime

import xlsxwriter

from datasets.compare.picture import Comparison

from .addresses import Addresses
from .spreadsheet import table

# A cell holds no more (Excel's specifications and limits).
LONGEST = 32_767
NARROW, WIDE = 24, 48


def write(comparison: Comparison, addresses: Addresses) -> bytes:
    """Return the comparison as a workbook of one sheet; the same comparison gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    newest = max((column.changed for column in comparison.columns), default=datetime(2026, 1, 1, tzinfo=UTC).date())
    book.set_properties({"created": datetime(newest.year, newest.month, newest.day, tzinfo=UTC)})
    sheet = book.add_worksheet("Lightbox")
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "num_format": "@"})
    rows = table(comparison, addresses)
    sheet.set_column(0, 1, NARROW)
    sheet.set_column(2, max(len(rows[0]) - 1, 2), WIDE)
    sheet.freeze_panes(1, 2)
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, cell[:LONGEST], text if line else heading)
    book.close()
    return out.getvalue()
