"""Sheets to read: what tests say of one in short, and workbooks built for them."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from datasets.importing import opening, readers
from datasets.importing.claims import Column, Described
from datasets.records.problems import Problem


def opened(content: str | bytes, name: str = "list.csv") -> opening.Opened:
    """Return a file, of a text in UTF-8."""
    return opening.opened(content.encode() if isinstance(content, str) else content, name)


def reading(content: str | bytes, name: str = "list.csv") -> tuple[list[Described], list[Problem]]:
    """Return what a file says, read by whoever recognises it, and what is wrong with its rows."""
    file = opened(content, name)
    found = list(readers.reader_of(file).read(file))
    return [one for one in found if isinstance(one, Described)], [one for one in found if isinstance(one, Problem)]


def columns(content: str | bytes, name: str = "list.csv") -> tuple[Column, ...]:
    """Return the columns of a sheet."""
    file = opened(content, name)
    return next(reader for reader in readers.SHEETS if reader is readers.reader_of(file)).columns(file)


def said(one: Described) -> list[tuple[str, str]]:
    """Return the claims of a data set in short: the field, and what is read of it."""
    return [(claim.field, claim.to_read) for claim in one.claims]


def workbook(rows: Sequence[Sequence[Any]], *, sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """Return a workbook with these rows, and further sheets behind them."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for title, others in (sheets or {}).items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    """Return a workbook as its file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
