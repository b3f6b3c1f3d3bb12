"""manage.py seed: check first, then write all or nothing."""

import re
from pathlib import Path
from typing import Any

import pytest

from datasets.index import store
from datasets.models import ChangeSet, Dataset, Modality

from .conftest import contents, run

pytestmark = pytest.mark.django_db


def spoil(path: Path, old: str, new: str) -> None:
    """Replace `old` in the file at `path`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", errors="surrogatepass")


@pytest.mark.usefixtures("empty_database")
class TestEmptyDatabase:
    """The first run."""

    @pytest.fixture
    def catalogue(self, catalogue: Path, settings: Any) -> Path:
        """The small catalogue, as the fixtures."""
        settings.FIXTURES_DIR = catalogue
        return catalogue

    def test_dump_of_the_seeded_catalogue_is_the_fixtures_byte_for_byte(
        self, fixtures_dir: Path, tmp_path: Path
    ) -> None:
        assert run("seed").error is None
        run("dump", tmp_path)
        records = {name: content for name, content in contents(tmp_path).items() if name.endswith(".json")}
        assert records == contents(fixtures_dir)

    def test_what_was_done_is_told(self, catalogue: Path) -> None:
        told = r"Catalogue: [1-9]\d* created, 0 updated, 0 unchanged, 0 kept as a curator has them\.\n"
        assert re.fullmatch(told + r"Search index: 1 entries\.\n", run("seed", catalogue).out)
        assert ChangeSet.objects.count() == 1

    def test_second_run_changes_nothing(self, catalogue: Path, tmp_path: Path) -> None:
        run("seed", catalogue)
        run("dump", tmp_path / "first")
        again = run("seed", catalogue)
        run("dump", tmp_path / "second")
        assert again.out.startswith("Catalogue: 0 created, 0 updated, ")
        assert again.out.endswith(" unchanged, 0 kept as a curator has them.\n")
        assert contents(tmp_path / "first") == contents(tmp_path / "second")
        assert ChangeSet.objects.count() == 1

    def test_index_is_built_once(self, catalogue: Path) -> None:
        run("seed", catalogue)
        first = store.newest()
        run("seed", catalogue)
        assert first is not None
        assert store.check(first).entries == 1
        assert store.newest() == first

    def test_what_is_kept_is_named(self, catalogue: Path) -> None:
        run("seed", catalogue)
        Dataset.objects.filter(slug="example-set").update(name="A curator's name")
        told = run("seed", catalogue).out
        assert told.endswith(" unchanged, 1 kept as a curator has them.\n  kept: dataset example-set\n")

    @pytest.mark.parametrize(
        ("file", "old", "new", "problem"),
        [
            ("datasets/example-set.json", '"CT"', '"XX"', "statements[3].value: unknown modality “XX”"),
            ("datasets/example-set.json", '"value": 100,', '"value": "100",', "images.value: '100' is not of type"),
            ("datasets/example-set.json", '"year": null', '"year": 2020', "year: no statement of field year"),
            (
                "datasets/example-set.json",
                '"name": "Ex',
                '"name": "A", "name": "Ex',
                "name: stands twice in one object",
            ),
            ("datasets/example-set.json", '"printed": "CT"', '"printed": "C\\u0000T"', "statements[3].printed: holds"),
            ("datasets/example-set.json", '"printed": "CT"', '"printed": "\\ud800"', "statements[3].printed: holds"),
            ("datasets/example-set.json", '"slug": "example-set"', '"slug": "other"', "slug: is “other”, the file is"),
            (
                "sources/host.json",
                '"homepage": null',
                '"homepage": "htp:/host"',
                "homepage: 'htp:/host' does not match",
            ),
            ("documents/000.json", "{", "", "is not JSON"),
            ("guides/first.json", '"dataset": "example-set"', '"dataset": "gone"', "entries[0].dataset: unknown entry"),
            ("vocabularies/unit.json", '"en"', '"de"', "terms[0].names: 'en' is a required property"),
        ],
    )
    def test_bad_record_is_told_with_file_and_field_and_nothing_is_written(
        self, catalogue: Path, file: str, old: str, new: str, problem: str
    ) -> None:
        spoil(catalogue / file, old, new)
        failed = run("seed", catalogue)
        assert any(line.startswith(f"{file}: {problem}") for line in failed.problems)
        assert failed.error == f"{len(failed.problems)} problems in {catalogue}; nothing was written."
        assert (Modality.objects.count(), Dataset.objects.count(), ChangeSet.objects.count()) == (0, 0, 0)

    def test_all_problems_are_told_at_once(self, catalogue: Path) -> None:
        spoil(catalogue / "datasets/example-set.json", '"CT"', '"XX"')
        spoil(catalogue / "sources/host.json", '"host"', '"planet"')
        (catalogue / "guides/bad.json").write_bytes(b"\xff")
        (catalogue / "documents/bad.json").write_text("{", encoding="utf-8")
        files = {line.partition(":")[0] for line in run("seed", catalogue).problems}
        assert files >= {"datasets/example-set.json", "sources/host.json", "guides/bad.json", "documents/bad.json"}


@pytest.mark.parametrize("folder", ["gone", "."], ids=["missing", "without a catalogue"])
def test_folder_without_a_catalogue_is_told(tmp_path: Path, folder: str) -> None:
    assert run("seed", tmp_path / folder).error is not None


def test_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert run("seed", tmp_path / "loop").problems == [f"{tmp_path / 'loop'}: there is no such folder"]
    assert str(run("seed", tmp_path / ("x" * 300)).error).endswith("cannot be read: File name too long")
