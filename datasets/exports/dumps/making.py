"""Making a dump: one pass over the entries as the public reads them, into all files at once.

Whatever the number of entries, a batch of them is held; the database, DuckDB and archives hold what they are allowed.
What is written follows from the revision and the program alone, so that the same revision gives the same bytes.
"""

import gzip
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.utils import translation

from datasets.facts.kinds import Record
from datasets.facts.reading import whole
from datasets.models import ChangeSet, Document
from datasets.models.dataset import published
from datasets.models.language import ORIGINAL
from datasets.models.progress import counted
from datasets.models.public import sources
from datasets.records.dumping import dump_documents, dump_sources, dump_vocabulary, public_record
from datasets.records.events import entry_events

from . import about, columnar, publishing
from .database import Database
from .package import write_package, write_rows
from .tables import CHANGES, DOCUMENTS, SOURCES, STATEMENTS, TERMS, WIDE, joined, rows_of, wide_record

# Entries that are read at once.
BATCH = 100
# Of 1 to 9, as gzip has it; more costs twice the time for a few hundredths.
LEVEL = 6
# Files that Parquet is made of, which are not part of the dump.
ROWS_ENDING = ".rows"


def make(folder: Path, site: str) -> None:
    """Write a dump of the catalogue as it is into an empty folder; `site` is the site's address, "" where none is set.

    Call it within dumping.one_moment, so that all of it is of one revision, of which there is one.
    """
    change_set = ChangeSet.objects.get(pk=ChangeSet.current()[0])
    made = change_set.created.astimezone(UTC).replace(microsecond=0)
    with translation.override(ORIGINAL):
        number, statements = _entries(folder)
        described: Record = {
            "title": about.TITLE,
            "revision": {"number": change_set.pk, "stamp": change_set.stamp},
            "date": made.isoformat().replace("+00:00", "Z"),
            "entries": number,
            "statements": statements,
            "license": "CC0-1.0",
            "site": site or None,
        }
        _derive(folder, described, made)


def _derive(folder: Path, described: Record, made: datetime) -> None:
    """Write what follows from the database and the rows, then what tells of all files."""
    write_package(folder / about.SQLITE, folder / about.PACKAGE, about.described(described), made)
    if columnar.can_write():
        for name, table in zip(about.WITH_DUCKDB, (WIDE, STATEMENTS), strict=True):
            lines = folder / f"{name}{ROWS_ENDING}"
            columnar.write_parquet(lines, folder / name, table)
            lines.unlink()
    metadata = json.dumps(about.metadata(described), ensure_ascii=False, indent=1) + "\n"
    (folder / about.METADATA).write_text(metadata, encoding="utf-8")
    there = {name: kind for name, kind in about.FILES.items() if (folder / name).exists() or name == about.README}
    (folder / about.README).write_text(about.readme(described, there), encoding="utf-8")
    publishing.write_manifest(folder, described, {name: kind.media_type for name, kind in there.items()})


def _entries(folder: Path) -> tuple[int, int]:
    """Write the files that are written entry by entry; return the number of entries and of statements."""
    number = statements = 0
    with ExitStack() as files:
        database = Database(folder / about.SQLITE)
        _add_terms(database)
        lines = files.enter_context(_compressed(folder / about.LINES))
        rows = _rows_files(folder, files)
        wide = files.enter_context((folder / about.WIDE).open("w", encoding="utf-8", newline=""))

        def written() -> Iterator[list[object]]:
            nonlocal number, statements
            for record in counted("Reading entries", _records()):
                lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
                full = wide_record(record)
                for table, row in rows_of(full):
                    database.add(table, row)
                    if table is STATEMENTS and rows:
                        rows[about.COLUMNAR_STATEMENTS].write(columnar.line(table, row))
                values = [column.value(full) for column in WIDE.columns]
                if rows:
                    rows[about.COLUMNAR].write(columnar.line(WIDE, values))
                number += 1
                statements += len(record["statements"])
                yield [joined(value) if isinstance(value, list) else value for value in values]

        write_rows(wide, WIDE, written())
        _add_references(database)
        _add_changes(database, folder / about.LOG)
        database.finish()
    return number, statements


def _records() -> Iterator[Record]:
    """Yield the records of the published entries in the order of their slugs, a batch in memory."""
    last = ""
    while rows := whole(published().filter(slug__gt=last)[:BATCH]):
        yield from map(public_record, rows)
        last = rows[-1].slug


def _rows_files(folder: Path, files: ExitStack) -> dict[str, IO[str]]:
    """Open the files of rows that Parquet is made of; none where it cannot be made."""
    names = about.WITH_DUCKDB if columnar.can_write() else ()
    return {name: files.enter_context((folder / f"{name}{ROWS_ENDING}").open("w", encoding="utf-8")) for name in names}


def _compressed(path: Path) -> io.TextIOWrapper:
    """Open a text file that is compressed, with no name and no time in its head."""
    return io.TextIOWrapper(_Gzip(path), encoding="utf-8", newline="\n")


class _Gzip(gzip.GzipFile):
    """A compressed file that closes what it writes into."""

    def __init__(self, path: Path) -> None:
        self._into = path.open("wb")
        super().__init__(filename="", mode="wb", compresslevel=LEVEL, fileobj=self._into, mtime=0)

    def close(self) -> None:
        """Close both."""
        super().close()
        self._into.close()


def _add_terms(database: Database) -> None:
    """Write what entries are described with."""
    for table in TERMS:
        for term in dump_vocabulary(table.name)["terms"]:
            database.add(table, table.row(term))
    for source in dump_sources(sources()):
        database.add(SOURCES, SOURCES.row(wide_record(source)))


def _add_references(database: Database) -> None:
    """Write the documents that the statements cite."""
    for codes in database.cited():
        for document in dump_documents(Document.objects.filter(code__in=codes)):
            database.add(DOCUMENTS, DOCUMENTS.row(wide_record(document)))


def _add_changes(database: Database, path: Path) -> None:
    """Write the log of entries into the database, and from there, in its order, as CSV."""
    events = entry_events()
    database.add_changes((found.day.isoformat(), found.revision, found.slug, found.event.value) for found in events)
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, CHANGES, database.rows(CHANGES))
