"""manage.py import_texts writes one change set, with who and why, that can be taken back."""

from pathlib import Path

import polib
import pytest

from datasets.models import Anatomy, Change, ChangeSet, DatasetDescription, Disagreement, Guide
from datasets.records.undoing import undo
from datasets.translation.translatable import in_database

from .conftest import run

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

WORDS = {
    "dataset/mura/summary": "Un résumé tout autre, assez long pour être pris.",
    "source/tcia/summary": "Une phrase tout autre sur cette source.",
    "document/000/summary": "Une phrase tout autre sur ce document.",
    "vocabulary/anatomy/kidney/names": "Rognon",
    "dataset/brats/disagreements[0].explanation": "Une explication tout autre de ce qui ne va pas.",
    "guide/beginner/body.introduction": "Commencez tout autrement.",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in which one text of each sort is another."""
    path = tmp_path / "texts.po"
    run("export_texts", "fr", path)
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        entry.msgstr = WORDS.get(entry.msgctxt, entry.msgstr)
    catalogue.save(str(path))
    return path


def versions() -> dict[str, str]:
    return {text.key: text.versions.get("fr", "") for text in in_database()}


def test_every_sort_of_text_is_noted_with_who_and_why_and_taken_back(path: Path) -> None:
    before, rows = versions(), ChangeSet.objects.count()
    found = run("import_texts", path, reason="Read anew.", credit="Ada Lovelace", no_index=True)
    assert found.error is None
    assert {key: text for key, text in versions().items() if text != before[key]} == WORDS
    row = ChangeSet.objects.latest("pk")
    assert (ChangeSet.objects.count(), row.origin, row.reason, row.credit) == (
        rows + 1, "texts", "Read anew.", "Ada Lovelace",
    )  # fmt: skip
    noted = {(change.kind, change.path) for change in Change.objects.filter(change_set=row)}
    assert noted == {
        ("dataset", "text fr"), ("source", "descriptions"), ("document", "descriptions"), ("anatomy", "names"),
        ("dataset", "notes"), ("guide", "body"),
    }  # fmt: skip
    undo(row.pk)
    assert versions() == before


def test_words_that_a_curator_changed_since_are_not_taken_back(path: Path) -> None:
    run("import_texts", path, no_index=True)
    number = ChangeSet.current()[0]
    Anatomy.objects.filter(code="kidney").update(names={"en": "Kidney", "fr": "Rein"})
    found = run("undo", number)
    assert found.error is not None
    assert found.error.startswith("1 pieces stand in the way")
    assert Guide.objects.get(slug="beginner").body["introduction"]["fr"] == WORDS["guide/beginner/body.introduction"]


def test_reason_that_no_column_takes_is_refused_before_anything_is_written(path: Path) -> None:
    before, current = versions(), ChangeSet.current()
    for option, message in (("reason", "has 501 characters; 500 are the most"), ("credit", "characters; 150 are")):
        found = run("import_texts", path, no_index=True, **{option: "x" * 501})
        assert found.error is not None
        assert f"--{option} has" in found.error
        assert message in found.error
    assert "U+0000" in str(run("import_texts", path, reason="a\0b", no_index=True).error)
    assert (versions(), ChangeSet.current()) == (before, current)
    assert Disagreement.objects.filter(dataset__slug="brats").exists()
    assert DatasetDescription.objects.filter(dataset__slug="mura", language="fr").exists()
