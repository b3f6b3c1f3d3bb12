"""CSV: a line for each row, two columns for each dataset (what it holds, and where that is stated).

Safe in a spreadsheet: a cell that a program would take for a formula begins with an apostrophe, as OWASP's "CSV
Injection" advises; one that begins with an apostrophe of its own gets one more, so that reading back is exact.
"""

import csv
import io

from django.utils.translation import gettext as _

from datasets.compare.picture import Cell, Comparison

from .addresses import Addresses, places

# What begins a formula, or is dropped before one, in spreadsheet programs; the full-width forms count in Chinese ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
# Programs drop these before they look for a formula.
BLANK = " \u00a0\ufeff\u200b"
SEPARATOR = "; "


def write(comparison: Comparison, addresses: Addresses) -> str:
    """Return the comparison as CSV (RFC 4180), after the byte order mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")

    def line(*cells: str) -> None:
        rows.writerow([guarded(cell) for cell in cells])

    columns = comparison.columns
    sources = [_("%(name)s: sources") % {"name": column.name} for column in columns]
    line(_("Group"), _("Field"), *(text for column, source in zip(columns, sources, strict=True)
                                   for text in (column.name, source)))  # fmt: skip
    line("", _("Address"), *(text for column in columns for text in (addresses.entries[column.slug], "")))
    for group in comparison.groups:
        for row in group.rows:
            line(group.title, row.label, *(text for cell in row.cells for text in (said(cell), places(cell))))
    return "\ufeff" + out.getvalue()


def said(cell: Cell) -> str:
    """Return all texts of a cell, or the word for unknown."""
    return SEPARATOR.join(text.text for text in cell.texts) if cell.known else _("unknown")


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet runs it."""
    return f"'{text}" if text.lstrip(BLANK).startswith(DANGEROUS) else text
