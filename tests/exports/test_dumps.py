"""Public dumps: all files say what the API says, of every entry; the same revision gives the same bytes."""

import csv
import gzip
import io
import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from datasets.exports.dumps import about, publishing
from datasets.exports.dumps.package import TRUTH
from datasets.exports.dumps.tables import ENTRY, SEPARATOR, TABLES, WIDE, Column, Table, joined, rows_of, wide_record
from datasets.exports.spreadsheet import read_back
from datasets.facts.kinds import Record

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def root(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dumps of the tests' catalogue."""
    root = tmp_path_factory.mktemp("dumps")
    with django_db_blocker.unblock():
        call_command("publish_dumps", root, stdout=io.StringIO())
    return root


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    """The folder of the files."""
    return root / publishing.CURRENT


@pytest.fixture(scope="module")
def records(folder: Path) -> list[Record]:
    """The lines of JSON."""
    with gzip.open(folder / about.LINES, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_line_is_the_record_of_the_api(records: list[Record], client: Client) -> None:
    listed = client.get("/api/v1/datasets/?page_size=200").json()
    assert [record["slug"] for record in records] == sorted(card["slug"] for card in listed["results"])
    assert len(records) == listed["count"] > 100
    for record in records:
        assert client.get(f"/api/v1/datasets/{record['slug']}/").json() == record


def read(text: str, column: Column) -> Any:
    """Return a value as it was before it was written as CSV."""
    if text == "":
        return None
    text = read_back(text)
    if column.many:
        return text
    kinds = {"integer": int, "number": float, "boolean": {name: value for value, name in TRUTH.items()}.__getitem__}
    return kinds.get(column.type, str)(text)  # type: ignore[operator]


def csv_rows(text: str, table: Table) -> list[tuple[Any, ...]]:
    """Return the rows of a CSV file, without the names of the columns, which are those of the table."""
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    assert names == [column.name for column in table.columns]
    return [tuple(read(cell, column) for cell, column in zip(row, table.columns, strict=True)) for row in rows]


def wide(record: Record) -> list[Any]:
    return [column.value(wide_record(record)) for column in WIDE.columns]


def test_the_wide_csv_has_what_records_have(folder: Path, records: list[Record]) -> None:
    expected = [tuple(joined(v) if isinstance(v, list) else v for v in wide(record)) for record in records]
    found = csv_rows((folder / about.WIDE).read_text(encoding="utf-8"), WIDE)
    for row, wanted in zip(found, expected, strict=True):
        for column, cell, value in zip(WIDE.columns, row, wanted, strict=True):
            assert cell == value, (row[0], column.name)


def test_a_list_in_a_cell_can_be_taken_apart(records: list[Record]) -> None:
    """What separates items is in none of them, in what entries hold."""
    links = [link["url"] for record in records for link in record["link"]]
    assert not any(SEPARATOR in url for url in links)
    assert joined(["one ; two", None, 3]) == "one; two ;  ; 3"
    assert joined([]) is joined([None]) is None


def test_the_database_has_what_records_have(folder: Path, records: list[Record]) -> None:
    expected: dict[str, list[tuple[Any, ...]]] = {}
    for record in records:
        for table, row in rows_of(wide_record(record)):
            expected.setdefault(table.name, []).append(tuple(row))
    with closing(sqlite3.connect(folder / about.SQLITE)) as database:
        for name, rows in expected.items():
            assert database.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() == rows, name  # noqa: S608
        # What the rows say of a record, read back by hand for one part and one set.
        for record in records[:20]:
            links = database.execute("SELECT url, kind, label FROM entry_link WHERE entry = ?", [record["slug"]])
            assert [dict(zip(("url", "kind", "label"), link, strict=True)) for link in links] == record["link"]
            codes = database.execute("SELECT code FROM entry_modality WHERE entry = ?", [record["slug"]])
            assert [code for (code,) in codes] == record["modality"]


def test_the_package_has_what_the_database_has_and_says_what_it_is(folder: Path) -> None:
    with ZipFile(folder / about.PACKAGE) as package, closing(sqlite3.connect(folder / about.SQLITE)) as database:
        described = json.loads(package.read("datapackage.json"))
        resources = {resource["name"]: resource for resource in described["resources"]}
        assert list(resources) == [table.name for table in TABLES]
        for table in TABLES:
            resource = resources[table.name]
            assert [field["name"] for field in resource["schema"]["fields"]] == [c.name for c in table.columns]
            rows = database.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid').fetchall()  # noqa: S608
            assert csv_rows(package.read(resource["path"]).decode("utf-8"), table) == rows, table.name
            for key in resource["schema"].get("foreignKeys", ()):
                target = resources[key["reference"]["resource"]]
                assert target["schema"]["primaryKey"] == key["reference"]["fields"]


def test_pandas_reads_them(folder: Path, records: list[Record]) -> None:
    slugs = [record["slug"] for record in records]
    assert list(pd.read_json(folder / about.LINES, lines=True)["slug"]) == slugs
    assert list(pd.read_csv(folder / about.WIDE)["slug"]) == slugs
    found = pd.read_parquet(folder / about.COLUMNAR).to_dict("records")
    for row, record in zip(found, records, strict=True):
        for column, value in zip(WIDE.columns, wide(record), strict=True):
            given = row[column.name]
            told = None if not isinstance(given, list) and not column.many and pd.isna(given) else given
            if column.many:
                told = [None if item is None or item != item else item for item in given]
            assert (str(told) if column.type == "date" else told) == value, (record["slug"], column.name)
    statements = pd.read_parquet(folder / about.COLUMNAR_STATEMENTS)
    assert list(statements["printed"]) == [said["printed"] for record in records for said in record["statements"]]


def test_the_database_is_as_datasette_wants_it(folder: Path) -> None:
    metadata = json.loads((folder / about.METADATA).read_text(encoding="utf-8"))
    tables = metadata["databases"][Path(about.SQLITE).stem]["tables"]
    with closing(sqlite3.connect(folder / about.SQLITE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for name, table in tables.items():
            columns = {row[1] for row in database.execute(f'PRAGMA table_info("{name}")')}
            assert columns == set(table["columns"])
            assert table.get("label_column", next(iter(columns))) in columns
        # How Datasette finds the full-text index of a table, and asks it.
        (index,) = database.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%content=\"entry\"%'")
        search = f"SELECT slug FROM entry WHERE rowid IN (SELECT rowid FROM {index[0]} WHERE {index[0]} MATCH ?)"  # noqa: S608
        assert ("kits19",) in database.execute(search, ["kits19"]).fetchall()
        (overview,) = database.execute("SELECT modalities, access FROM overview WHERE slug = 'kits19'")
        assert "Computed tomography" in overview[0] or "CT" in overview[0]
        facts = database.execute("SELECT count(*) FROM sourced_fact").fetchone()[0]
        assert facts == database.execute("SELECT count(*) FROM entry_statements").fetchone()[0]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_revision_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    call_command("publish_dumps", tmp_path, stdout=io.StringIO())
    assert contents(tmp_path / publishing.CURRENT) == contents(folder)


def test_checksums_and_manifest_fit_the_files(root: Path, folder: Path) -> None:
    done = subprocess.run(["sha256sum", "--check", publishing.SUMS], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": OK") == len(list(folder.iterdir())) - 1
    dump = publishing.current(root)
    assert dump is not None
    assert [file.name for file in dump.files] == list(about.FILES)
    assert all(file.path.stat().st_size == file.size for file in (*dump.files, *dump.others))
    readme = (folder / about.README).read_text(encoding="utf-8")
    assert all(name in readme for name in about.FILES)
    assert f"{dump.entries} entries, {dump.statements} statements" in readme


def test_no_cell_of_a_spreadsheet_runs(folder: Path) -> None:
    def texts() -> Iterator[str]:
        yield (folder / about.WIDE).read_text(encoding="utf-8")
        with ZipFile(folder / about.PACKAGE) as package:
            yield from (package.read(name).decode("utf-8") for name in package.namelist() if name.endswith(".csv"))

    cells = [cell for text in texts() for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@]", cell)]


def test_tables_of_entries_are_called_by_keys_of_the_record(records: list[Record]) -> None:
    names = {table.name.removeprefix(f"{ENTRY}_") for table in TABLES if table.name.startswith(f"{ENTRY}_")}
    assert names <= set(records[0])
