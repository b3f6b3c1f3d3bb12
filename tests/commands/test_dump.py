"""manage.py dump: the database as files that give the same database again."""

import errno
from pathlib import Path
from typing import Any

import pytest

from datasets.models import Dataset, SeedMark
from datasets.records import writing
from datasets.records.manifest import MANIFEST

from .conftest import contents, run

pytestmark = pytest.mark.django_db


def test_dump_imported_without_datasets_is_dumped_the_same(tmp_path: Path) -> None:
    run("dump", tmp_path / "first")
    Dataset.objects.all().delete()
    assert run("import_records", tmp_path / "first" / "datasets").error is None
    run("dump", tmp_path / "second")
    assert contents(tmp_path / "second" / "datasets") == contents(tmp_path / "first" / "datasets")


def test_manifest_is_the_only_file_besides_the_records(tmp_path: Path) -> None:
    run("dump", tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [MANIFEST]
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {"", ".json"}


@pytest.mark.usefixtures("empty_database")
class TestSmallCatalogue:
    """A catalogue that does not use every vocabulary."""

    def test_dump_has_the_files_of_the_catalogue(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        run("dump", tmp_path / "dump")
        dumped, seeded = contents(tmp_path / "dump"), contents(catalogue)
        assert {path: dumped.get(path) for path in seeded} == seeded

    def test_files_of_deleted_entries_are_removed_from_an_earlier_dump(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        run("dump", tmp_path / "dump")
        Dataset.objects.all().delete()
        run("dump", tmp_path / "dump")
        assert list((tmp_path / "dump" / "datasets").iterdir()) == []

    def test_what_was_written_is_told_and_what_was_not(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        first, last = run("dump", tmp_path / "dump").out.splitlines()
        assert first.startswith(f"{tmp_path / 'dump'}: ")
        assert first.endswith("1 source, 1 document, 1 dataset, 1 guide")
        assert last == "Users, suggestions and the admin's history are not in it; back up the database for those."

    def test_record_that_somebody_put_there_is_told(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        run("dump", tmp_path / "dump")
        (tmp_path / "dump" / "guides" / "mine.json").write_text("{}", encoding="utf-8")
        told = run("dump", tmp_path / "dump").out
        assert told.startswith("  not of this dump, but seed would load it: guides/mine.json\n")

    def test_nothing_of_the_database_is_changed(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        before = list(SeedMark.objects.values())
        run("dump", tmp_path / "dump")
        assert list(SeedMark.objects.values()) == before


@pytest.mark.usefixtures("empty_database")
class TestFolder:
    """Where a dump may go; the message names the fix. What test_writing holds of the folder is not repeated."""

    def test_folder_of_something_else_is_told_and_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "documents").mkdir()
        (tmp_path / "documents" / "thesis.json").write_text("{}", encoding="utf-8")
        error = run("dump", tmp_path).error
        assert error == (
            f"{tmp_path} holds files that dump has not written; give an empty folder, or one that does not exist."
        )
        assert contents(tmp_path) == {"documents/thesis.json": b"{}"}

    @pytest.mark.parametrize("below", [".", "datasets", "new"])
    def test_fixtures_are_told(self, catalogue: Path, settings: Any, below: str) -> None:
        settings.FIXTURES_DIR = catalogue
        before = contents(catalogue)
        error = str(run("dump", catalogue / below).error)
        assert error.startswith(f"{catalogue} has the files that the catalogue is seeded from; give an empty")
        assert contents(catalogue) == before

    def test_fixtures_are_told_by_another_name(self, catalogue: Path, settings: Any, tmp_path: Path) -> None:
        settings.FIXTURES_DIR = catalogue
        (tmp_path / "link").symlink_to(catalogue)
        assert "is seeded from" in str(run("dump", tmp_path / "link").error)

    def test_the_folder_of_a_checkout_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / ".git").mkdir()
        monkeypatch.chdir(tmp_path)
        assert "holds files that dump has not written" in str(run("dump", Path()).error)

    def test_file_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        assert "is no folder; give an empty folder" in str(run("dump", tmp_path / "file").error)
        assert "cannot be written: Not a directory" in str(run("dump", tmp_path / "file" / "below").error)

    def test_name_that_no_folder_can_have_is_told(self, tmp_path: Path) -> None:
        assert str(run("dump", tmp_path / ("x" * 300)).error).endswith("cannot be written: File name too long")

    def test_link_that_leads_to_itself_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        assert "is no folder; give an empty folder" in str(run("dump", tmp_path / "loop").error)

    @pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
    def test_what_the_system_refuses_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        def refuse(path: Path, content: bytes) -> None:
            raise OSError(number, "refused", str(path))

        monkeypatch.setattr(writing, "_write", refuse)
        assert str(run("dump", tmp_path / "dump").error).endswith("cannot be written: refused")
