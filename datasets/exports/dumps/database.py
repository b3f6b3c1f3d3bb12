"""The tables as a SQLite file: with foreign keys, indexes, a full-text index and views, as Datasette wants them.

Nothing of it is held in memory: SQLite writes its pages as they fill. The same rows give the same bytes.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from datasets.models import LANGUAGES

from .tables import CHANGE, CHANGES, ENTRIES, ENTRY, STATEMENTS, TABLES, Column, Table, name_in

TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
# What of an entry is searched by words.
SEARCHED = ("name", "aliases", *(name_in(code, "summary") for code in LANGUAGES))
# Rows that are handed over at once, and what SQLite may hold of the file, in KiB.
ROWS, CACHE = 2_000, 16_000
SETTINGS = (
    "page_size = 4096",
    # A file that is not whole is thrown away with its folder.
    "journal_mode = OFF",
    "synchronous = OFF",
    f"cache_size = -{CACHE}",
    "temp_store = FILE",
    # A relation may name an entry that comes later; all are checked at the end.
    "foreign_keys = OFF",
)
VIEWS = {
    "overview": """
        SELECT entry.slug, entry.name,
            (SELECT group_concat(name_en, ', ') FROM (
                SELECT modality.name_en FROM entry_modality JOIN modality USING (code)
                WHERE entry_modality.entry = entry.slug ORDER BY modality.code)) AS modalities,
            (SELECT group_concat(name_en, ', ') FROM (
                SELECT anatomy.name_en FROM entry_anatomy JOIN anatomy USING (code)
                WHERE entry_anatomy.entry = entry.slug ORDER BY anatomy.code)) AS anatomy,
            access.name_en AS access, license.name_en AS license,
            entry.subjects_value, entry.images_value, entry.size_value, entry.year, entry.summary_en
        FROM entry LEFT JOIN access ON access.code = entry.access LEFT JOIN license ON license.code = entry.license
    """,
    "sourced_fact": """
        SELECT said.entry, said.field, said.printed, said.value, said.standing, said.line,
            document.code AS document, document.title, document.authority, document.as_of, document.url
        FROM entry_statements AS said JOIN document ON document.code = said.document
    """,
}


class BrokenError(Exception):
    """A row names another one that is not there; the message says which."""


class Database:
    """A SQLite file that is being written."""

    def __init__(self, path: Path) -> None:
        """Make the file with its tables, which are empty."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._waiting: dict[Table, list[Sequence[Any]]] = defaultdict(list)
        for setting in SETTINGS:
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute("BEGIN")
        for table in TABLES:
            self._connection.execute(_create(table))

    def add(self, table: Table, row: Sequence[Any]) -> None:
        """Take a row."""
        rows = self._waiting[table]
        rows.append(row)
        if len(rows) == ROWS:
            self._write(table)

    def _write(self, table: Table) -> None:
        marks = ", ".join("?" * len(table.columns))
        self._connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', self._waiting.pop(table, ()))  # noqa: S608 - our names

    def add_changes(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take the rows of the changes in any order; they are written by revision and entry."""
        self._connection.execute(f'CREATE TEMPORARY TABLE unsorted AS SELECT * FROM "{CHANGE}"')  # noqa: S608
        marks = ", ".join("?" * len(CHANGES.columns))
        self._connection.executemany(f"INSERT INTO unsorted VALUES ({marks})", rows)  # noqa: S608
        key = ", ".join(CHANGES.key)
        self._connection.execute(f'INSERT INTO "{CHANGE}" SELECT * FROM unsorted ORDER BY {key}')  # noqa: S608
        self._connection.execute("DROP TABLE unsorted")

    def cited(self) -> Iterator[list[str]]:
        """Yield the codes of the documents that statements cite, in their order, some at once."""
        self._write(STATEMENTS)
        found = self._connection.execute(f'SELECT DISTINCT document FROM "{STATEMENTS.name}" ORDER BY document')  # noqa: S608
        while codes := found.fetchmany(ROWS):
            yield [code for (code,) in codes]

    def rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table that has been written."""
        return rows(self._connection, table)

    def finish(self) -> None:
        """Write the rest, the indexes and the views. Raises BrokenError."""
        for table in list(self._waiting):
            self._write(table)
        for table in TABLES:
            for column in table.columns:
                # What begins a key has an index already.
                if column.references and column.name != table.key[0]:
                    self._connection.execute(
                        f'CREATE INDEX "{table.name} by {column.name}" ON "{table.name}" ("{column.name}")'
                    )
        # This spelling of the table's name is the one by which Datasette finds the index.
        self._connection.execute(
            f'CREATE VIRTUAL TABLE entry_words USING fts5({", ".join(SEARCHED)}, content="{ENTRY}", '
            "tokenize='unicode61 remove_diacritics 2')"
        )
        self._connection.execute("INSERT INTO entry_words (entry_words) VALUES ('rebuild')")
        for name, query in VIEWS.items():
            self._connection.execute(f'CREATE VIEW "{name}" AS {query}')
        if broken := self._connection.execute("PRAGMA foreign_key_check").fetchone():
            raise BrokenError(f"In {broken[0]} row {broken[1]} names a row of {broken[2]} that is not there.")
        self._connection.execute("ANALYZE")
        self._connection.execute("COMMIT")
        self._connection.close()


def _create(table: Table) -> str:
    """Return the statement that makes a table."""
    columns = [_definition(column, table) for column in table.columns]
    key = ", ".join(f'"{name}"' for name in table.key)
    return f'CREATE TABLE "{table.name}" ({", ".join([*columns, f"PRIMARY KEY ({key})"])})'


def _definition(column: Column, table: Table) -> str:
    known = " NOT NULL" if column.name in table.key else ""
    refers = ""
    if column.references:
        key = ENTRIES.key[0] if column.references == ENTRY else "code"
        refers = f' REFERENCES "{column.references}" ("{key}")'
    return f'"{column.name}" {TYPES.get(column.type, "TEXT")}{known}{refers}'


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that reads a finished file."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        yield connection
    finally:
        connection.close()


def rows(connection: sqlite3.Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table as they were written."""
    yield from connection.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid')  # noqa: S608 - our names
