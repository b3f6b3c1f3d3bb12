"""Exports of a comparison: one module for each format, over the one picture that datasets.compare builds.

An exporter is a pure function of the comparison and the addresses; it changes nothing and decides nothing about values.
"""

from collections.abc import Callable
from dataclasses import dataclass

from datasets.compare.picture import Comparison

from . import bibtex, json_data, latex, markdown_table, spreadsheet, workbook
from .addresses import Addresses


@dataclass(frozen=True)
class Format:
    """One way to take a comparison away: the file's ending, its media type, its name, and what writes it."""

    ending: str
    media_type: str
    name: str
    write: Callable[[Comparison, Addresses], str | bytes]


FORMATS = {
    form.ending: form
    for form in (
        Format("csv", "text/csv; charset=utf-8", "CSV", spreadsheet.write),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", workbook.write),
        Format("md", "text/markdown; charset=utf-8", "Markdown", markdown_table.write),
        Format("tex", "application/x-tex; charset=utf-8", "LaTeX", latex.write),
        Format("json", "application/json; charset=utf-8", "JSON", json_data.write),
        Format("bib", "application/x-bibtex; charset=utf-8", "BibTeX", bibtex.write),
    )
}
