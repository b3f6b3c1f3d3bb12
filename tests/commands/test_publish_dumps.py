"""manage.py publish_dumps: made once for a revision, replaced as a whole, nothing in it that is not public."""

import csv
import gzip
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from pytest_django import Settings

from datasets.exports.dumps import about, columnar, making, publishing
from datasets.management.alone import alone
from datasets.management.commands.publish_dumps import KEY
from datasets.models import ChangeSet, Dataset
from datasets.records.changes import change_set
from tests.views import cast

from .conftest import contents, run

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def small(no_datasets: None) -> None:
    """A catalogue of one entry."""
    cast.enter((cast.PUBLISHED, cast.SECOND, cast.PART, cast.DRAFT))


def files(root: Path) -> dict[str, bytes]:
    return contents((root / publishing.CURRENT).resolve())


def test_a_revision_is_dumped_once(small: None) -> None:
    root = publishing.root()
    assert "revision" in run("publish_dumps").out
    before = files(root)
    assert "nothing was done" in run("publish_dumps").out
    ChangeSet.advance()
    assert "nothing was done" not in run("publish_dumps").out
    assert files(root) != before
    # Of the earlier ones nothing is left.
    assert len(list(root.iterdir())) == 2


def test_again_gives_the_same_files(small: None, tmp_path: Path) -> None:
    root = tmp_path / "dumps"
    run("publish_dumps", root)
    first = files(root)
    for _ in range(2):
        assert run("publish_dumps", root, again=True).error is None
        assert files(root) == first
    assert len(list(root.iterdir())) == 2


@pytest.mark.one_database
def test_what_is_broken_off_leaves_the_earlier_files_and_the_next_run_finishes(
    small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish_dumps", tmp_path)
    first = files(tmp_path)
    ChangeSet.advance()
    with monkeypatch.context() as patched:
        patched.setattr(making, "write_package", _full_disk)
        failed = run("publish_dumps", tmp_path)
    assert failed.error is not None
    assert "The earlier files stay" in failed.error
    assert files(tmp_path) == first
    # What a killed run leaves.
    for left in ("making", "999-0123abcd"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "catalogue.csv").write_text("half", encoding="ascii")
    assert run("publish_dumps", tmp_path).error is None
    assert len(list(tmp_path.iterdir())) == 2
    assert files(tmp_path) != first


def _full_disk(*_of: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.one_database
def test_a_folder_with_other_things_is_left_alone(small: None, tmp_path: Path) -> None:
    (tmp_path / publishing.CURRENT).write_text("mine", encoding="ascii")
    assert "give a folder that is empty" in (run("publish_dumps", tmp_path).error or "")
    assert contents(tmp_path) == {publishing.CURRENT: b"mine"}


@pytest.mark.one_database
def test_one_at_a_time(small: None, tmp_path: Path) -> None:
    with alone("dumps.lock", KEY, "busy"):
        assert "already" in (run("publish_dumps", tmp_path).error or "")


@pytest.mark.one_database
def test_an_empty_catalogue_names_the_way_to_fill_it(empty_database: None, tmp_path: Path) -> None:
    assert "manage.py seed" in (run("publish_dumps", tmp_path).error or "")


@pytest.mark.one_database
def test_without_duckdb_there_is_everything_else(small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "can_write", lambda: False)
    assert "pip install" in run("publish_dumps", tmp_path).out
    assert set(files(tmp_path)) == {*about.FILES, publishing.MANIFEST, publishing.SUMS} - {*about.WITH_DUCKDB}


def test_nothing_hidden_is_in_any_file(no_datasets: None, tmp_path: Path) -> None:
    cast.enter()
    cast.change()
    cast.propose()
    run("publish_dumps", tmp_path)
    folder = tmp_path / publishing.CURRENT
    with ZipFile(folder / about.PACKAGE) as package:
        texts = [package.read(name) for name in package.namelist()]
    texts += [gzip.decompress((folder / about.LINES).read_bytes())]
    texts += [path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".json", ".md")]
    with closing(sqlite3.connect(folder / about.SQLITE)) as database:
        texts += [line.encode() for line in database.iterdump()]
    stems = "|".join(thing.stem for thing in (*cast.HIDDEN, *cast.UNDECIDED))
    found = {word for text in texts for word in re.findall(rf"(?:{stems})[a-z-]*", text.decode("utf-8", "replace"))}
    # Whoever mirrors the catalogue has to know which addresses to take away.
    assert found == {cast.WITHDRAWN.slug, cast.DELETED.slug}
    assert cast.PUBLISHED.stem.encode() in b"".join(texts)


def test_the_log_says_what_became_of_entries(no_datasets: None, tmp_path: Path) -> None:
    cast.enter((cast.PUBLISHED, cast.SECOND, cast.PART, cast.DRAFT))
    about_entry = {cast.SECOND.slug: [{"name": "Another name"}, {"status": "withdrawn"}],
                   cast.DRAFT.slug: [{"name": "Not seen"}, {"status": "published"}]}  # fmt: skip
    for slug, changes in about_entry.items():
        for columns in changes:
            row = Dataset.objects.filter(slug=slug)
            with change_set(ChangeSet.Origin.FORM) as opened:
                opened.watch("dataset", row.values_list("pk", flat=True))
                row.update(**columns, revision=opened.number)
    run("publish_dumps", tmp_path)
    with (tmp_path / publishing.CURRENT / about.LOG).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["change"] for row in rows if row["entry"] == cast.SECOND.slug] == ["added", "changed", "withdrawn"]
    assert [row["change"] for row in rows if row["entry"] == cast.DRAFT.slug] == ["added"]
    assert [int(row["revision"]) for row in rows] == sorted(int(row["revision"]) for row in rows)


@pytest.mark.one_database
def test_the_files_of_the_site_are_its_own_and_others_are_as_the_operator_says(
    small: None, tmp_path: Path, settings: Settings
) -> None:
    settings.OPERATOR_UMASK = 0o022
    run("publish_dumps")
    run("publish_dumps", tmp_path / "public")
    modes = {oct(path.stat().st_mode & 0o777) for path in (publishing.root() / publishing.CURRENT).iterdir()}
    assert modes == {"0o600"}
    modes = {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "public" / publishing.CURRENT).iterdir()}
    assert modes == {"0o644"}
