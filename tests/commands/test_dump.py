"""manage.py dump: the database as files that give the same database again."""

from pathlib import Path

import pytest

from datasets.models import Dataset, DatasetDescription
from tests.commands.conftest import contents, run

pytestmark = pytest.mark.django_db


def test_curated_catalogue_is_the_same_after_dump_and_seed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    Dataset.objects.filter(slug="mura").update(status="withdrawn")
    DatasetDescription.objects.filter(dataset__slug="brats").update(reviewed=True, origin="curator")
    run("dump", tmp_path / "first")
    request.getfixturevalue("empty_database")
    assert run("seed", tmp_path / "first").error is None
    run("dump", tmp_path / "second")
    assert contents(tmp_path / "second") == contents(tmp_path / "first")


def test_dump_imported_without_datasets_is_dumped_the_same(tmp_path: Path) -> None:
    run("dump", tmp_path / "first")
    Dataset.objects.all().delete()
    assert run("import_records", tmp_path / "first" / "datasets").error is None
    run("dump", tmp_path / "second")
    assert contents(tmp_path / "second" / "datasets") == contents(tmp_path / "first" / "datasets")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written: Not a directory" in str(run("dump", tmp_path / "file").error)


@pytest.mark.usefixtures("empty_database")
class TestSmallCatalogue:
    """A catalogue that does not use every vocabulary."""

    def test_dump_has_the_files_of_the_catalogue(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        run("dump", tmp_path / "dump")
        dumped, seeded = contents(tmp_path / "dump"), contents(catalogue)
        assert {path: dumped.get(path) for path in seeded} == seeded

    def test_dump_can_be_seeded(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        run("dump", tmp_path / "dump")
        assert run("seed", tmp_path / "dump").problems == []

    def test_files_of_deleted_entries_are_removed(self, catalogue: Path) -> None:
        run("seed", catalogue)
        Dataset.objects.all().delete()
        run("dump", catalogue)
        assert list((catalogue / "datasets").iterdir()) == []

    def test_what_was_written_is_told(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        out = run("dump", tmp_path / "dump").out
        assert out.startswith(f"{tmp_path / 'dump'}: ")
        assert out.endswith("1 source, 1 document, 1 dataset, 1 guide\n")
