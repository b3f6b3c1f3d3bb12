"""The tables as a Data Package: CSV files with datapackage.json, which says what they mean, in one archive.

Data Package and Table Schema, version 2: https://datapackage.org/standard/data-package/
"""

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from datasets.exports.spreadsheet import inert
from datasets.facts.kinds import Record

from . import database
from .tables import ENTRIES, ENTRY, TABLES, Column, Table

PROFILES = "https://datapackage.org/profiles/2.0"
LICENSE = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "CC0 1.0 Universal",
}
TRUTH = {0: "false", 1: "true"}


def write_package(source: Path, target: Path, about: Record, made: datetime) -> None:
    """Write the tables of the SQLite file `source` as an archive; `about` is what the package says of itself."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive, database.reading(source) as connection:
        described = json.dumps({**about, "resources": [_resource(table) for table in TABLES]}, indent=1) + "\n"
        with archive.open(_entry("datapackage.json", made), "w") as file:
            file.write(described.encode())
        for table in TABLES:
            # Nobody knows before it is written whether a table is longer than 4 GB.
            file = archive.open(_entry(f"{table.name}.csv", made), "w", force_zip64=True)
            with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
                write_rows(text, table, database.rows(connection, table))


def write_rows(file: Any, table: Table, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows as CSV (RFC 4180) below the names of the columns; a spreadsheet runs no cell (spreadsheet.inert)."""
    writer = csv.writer(file)
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_cell(value, column) for value, column in zip(row, table.columns, strict=True)] for row in rows)


def _cell(value: Any, column: Column) -> Any:
    if value is None:
        return ""
    if column.type == "boolean" and not column.many:
        return TRUTH[value]
    return inert(value) if isinstance(value, str) else value


def _entry(name: str, made: datetime) -> ZipInfo:
    """Return the head of a file in the archive: what it says follows from the revision alone."""
    found = ZipInfo(name, made.timetuple()[:6])
    found.compress_type = ZIP_DEFLATED
    found.external_attr = 0o644 << 16
    return found


def _resource(table: Table) -> Record:
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "type": "table",
        "description": table.says,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [
                {"name": column.name, "type": _type(column), "description": column.says} for column in table.columns
            ],
            "missingValues": [""],
            "primaryKey": list(table.key),
            **_foreign_keys(table),
        },
    }


def _type(column: Column) -> str:
    """Return the column's type in a Table Schema, where a value in JSON may be of any type."""
    return "string" if column.many or column.type == "json" else column.type


def _foreign_keys(table: Table) -> Record:
    keys = [
        {
            "fields": [column.name],
            "reference": {
                "resource": column.references,
                "fields": [ENTRIES.key[0] if column.references == ENTRY else "code"],
            },
        }
        for column in table.columns
        if column.references
    ]
    return {"foreignKeys": keys} if keys else {}
