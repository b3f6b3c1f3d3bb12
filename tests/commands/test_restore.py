"""Backup and restore, by the commands: dump, an empty database, seed of the dump, and every seeding after that."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datasets.index import store
from datasets.models import (
    Dataset,
    DatasetDescription,
    Document,
    Guide,
    License,
    Modality,
    Source,
    SourceDescription,
)
from datasets.records.manifest import MANIFEST
from tests.records.examples import empty

from .conftest import contents, run

pytestmark = pytest.mark.django_db


def restore(folder: Path) -> Any:
    """Empty the database and seed the dump."""
    empty()
    done = run("seed", folder)
    assert done.error is None
    return done


class TestRealCatalogue:
    """The catalogue of the fixtures, with what curators did to it."""

    def test_what_curators_did_outlives_a_restore_and_the_next_start(self, tmp_path: Path, fixtures_dir: Path) -> None:
        Dataset.objects.filter(slug="kits19").update(name="KiTS19, edited")
        Dataset.objects.filter(slug="acdc").update(status="withdrawn")
        Dataset.objects.get(slug="mura").delete()
        Modality.objects.filter(code="CT").update(names={"en": "Tomography"})
        SourceDescription.objects.filter(source__code="tcia", language="en").update(summary="A curator's summary.")
        Guide.objects.filter(slug="beginner").update(position=99)
        run("dump", tmp_path)
        restore(tmp_path)
        for _ in range(2):
            told = run("seed", fixtures_dir).out.splitlines()
            kept = {line.removeprefix("  kept: ") for line in told if line.startswith("  kept: ")}
            assert kept == {
                "modality CT",
                "source tcia",
                "dataset acdc",
                "dataset kits19",
                "dataset mura",
                "guide beginner",
            }
            assert Dataset.objects.get(slug="kits19").name == "KiTS19, edited"
            assert Dataset.objects.get(slug="acdc").status == "withdrawn"
            assert not Dataset.objects.filter(slug="mura").exists()
            assert Modality.objects.get(code="CT").name() == "Tomography"
            assert Source.objects.get(code="tcia").descriptions.get(language="en").summary == "A curator's summary."
            assert Guide.objects.get(slug="beginner").position == 99
        newest = store.newest()
        assert newest is not None
        assert store.check(newest).entries == Dataset.objects.filter(status="published").count()

    def test_dump_of_the_restored_database_is_the_same_bytes(self, tmp_path: Path) -> None:
        Dataset.objects.filter(slug="acdc").update(status="withdrawn")
        DatasetDescription.objects.filter(dataset__slug="brats").update(reviewed=True, origin="curator")
        Dataset.objects.get(slug="mura").delete()
        License.objects.create(code="own", names={"en": "Own"}, position=3)
        run("dump", tmp_path / "first")
        restore(tmp_path / "first")
        run("dump", tmp_path / "second")
        assert contents(tmp_path / "second") == contents(tmp_path / "first")

    def test_dump_onto_a_database_that_was_seeded_already_is_the_same_bytes(
        self, tmp_path: Path, fixtures_dir: Path
    ) -> None:
        Dataset.objects.filter(slug="acdc").update(status="withdrawn")
        Dataset.objects.get(slug="mura").delete()
        run("dump", tmp_path / "first")
        empty()
        run("seed", fixtures_dir)
        done = run("seed", tmp_path / "first")
        assert "1 updated, 1 removed, " in done.out
        assert "  removed: dataset mura\n" in done.out
        run("dump", tmp_path / "second")
        assert contents(tmp_path / "second") == contents(tmp_path / "first")


def example() -> Dataset:
    return Dataset.objects.get(slug="example-set")


# What the admin lets a curator save, with a warning at most, and check_catalogue complains of.
UNBACKED: dict[str, Callable[[], Any]] = {
    "an entry without anything": lambda: Dataset.objects.create(
        slug="bare", name="Bare", category=example().category, kind=example().kind, access_level=example().access_level
    ),
    "an entry gone that a guide has": lambda: example().delete(),
    "a source without a text": lambda: SourceDescription.objects.all().delete(),
    "a term gone that a statement has": lambda: example().statement_set.create(
        field="license", value="gone", printed="gone", document=Document.objects.get()
    ),
    "a line that no document has": lambda: Document.objects.update(lines=1),
}  # fmt: skip


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize("work", UNBACKED.values(), ids=UNBACKED)
def test_whatever_a_curator_saved_is_restored(catalogue: Path, tmp_path: Path, work: Callable[[], Any]) -> None:
    run("seed", catalogue)
    work()
    run("dump", tmp_path / "first")
    assert run("check_catalogue", tmp_path / "first").error is not None
    told = restore(tmp_path / "first").out
    assert f" problems came with the dump; manage.py check_catalogue {tmp_path / 'first'} has them.\n" in told
    run("dump", tmp_path / "second")
    assert contents(tmp_path / "second") == contents(tmp_path / "first")


@pytest.mark.usefixtures("empty_database")
class TestFolder:
    """What seeding makes of a folder that is not as dump wrote it."""

    @pytest.fixture
    def dump(self, catalogue: Path, settings: Any, tmp_path: Path) -> Path:
        """The dump of a site with the small catalogue, and an empty database."""
        settings.FIXTURES_DIR = catalogue
        run("seed", catalogue)
        run("dump", tmp_path / "dump")
        empty()
        return tmp_path / "dump"

    def say(self, dump: Path, **changes: Any) -> None:
        said = json.loads((dump / MANIFEST).read_text(encoding="utf-8"))
        (dump / MANIFEST).write_text(json.dumps({**said, **changes}), encoding="utf-8")

    def change(self, dump: Path, name: str, **changes: Any) -> None:
        record = json.loads((dump / name).read_text(encoding="utf-8"))
        (dump / name).write_text(json.dumps({**record, **changes}), encoding="utf-8")

    @pytest.mark.parametrize("name", ["datasets/example-set.json", "vocabularies/unit.json", "guides/first.json"])
    def test_part_of_a_dump_is_refused(self, dump: Path, name: str) -> None:
        (dump / name).unlink()
        failed = run("seed", dump)
        assert failed.problems == [f"{name}: is missing; copy the dump whole, or take another dump"]
        assert failed.error == f"1 problems in {dump}; nothing was written."
        assert not Dataset.objects.exists()

    def test_interrupted_dump_is_refused(self, dump: Path) -> None:
        self.say(dump, complete=False)
        assert "the dump was interrupted; run manage.py dump into this folder again" in run("seed", dump).problems[0]
        assert not Dataset.objects.exists()

    def test_manifest_that_was_changed_is_refused(self, dump: Path) -> None:
        self.say(dump, files=[])
        assert "take the manifest from another copy" in run("seed", dump).problems[0]

    def test_file_that_was_changed_by_hand_is_a_curators_and_is_told(self, dump: Path, catalogue: Path) -> None:
        self.change(dump, "datasets/example-set.json", status="draft")
        told = run("seed", dump).out
        assert told.startswith("  changed or added since the dump: datasets/example-set.json\n")
        assert "kept: dataset example-set" in run("seed", catalogue).out
        assert Dataset.objects.get(slug="example-set").status == "draft"

    def test_file_that_was_added_by_hand_is_a_curators(self, dump: Path, catalogue: Path) -> None:
        record = json.loads((dump / "datasets" / "example-set.json").read_text(encoding="utf-8"))
        (dump / "datasets" / "mine.json").write_text(json.dumps({**record, "slug": "mine"}), encoding="utf-8")
        assert "changed or added since the dump: datasets/mine.json" in run("seed", dump).out
        assert run("seed", catalogue).error is None
        assert Dataset.objects.filter(slug="mine").exists()

    def test_file_that_was_spoilt_by_hand_is_refused(self, dump: Path) -> None:
        self.change(dump, "datasets/example-set.json", modality=["gone"])
        failed = run("seed", dump)
        assert (
            'datasets/example-set.json: modality: no statement of field modality has the value "gone"'
            in failed.problems
        )
        (dump / "datasets" / "example-set.json").write_text("{", encoding="utf-8")
        assert "datasets/example-set.json: is not JSON" in run("seed", dump).problems[0]
        assert not Dataset.objects.exists()

    def test_large_file_of_a_dump_is_restored(self, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("datasets.records.files.MAXIMUM_FILE_BYTES", 100)
        assert run("seed", dump).error is None
        assert Dataset.objects.count() == 1

    def test_records_without_the_manifest_are_a_curators(self, dump: Path, catalogue: Path) -> None:
        self.change(dump, "datasets/example-set.json", status="draft")
        (dump / MANIFEST).unlink()
        assert run("seed", dump).out.startswith(f"{dump} is no dump: its records count as a curator's.\n")
        assert "kept: dataset example-set" in run("seed", catalogue).out
        assert Dataset.objects.get(slug="example-set").status == "draft"

    def test_fixtures_are_the_fixtures_by_whatever_name(self, catalogue: Path, dump: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(catalogue)
        told = run("seed", tmp_path / "link").out
        assert "is no dump" not in told
        assert "removed" not in told
