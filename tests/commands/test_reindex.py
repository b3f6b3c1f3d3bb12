"""manage.py reindex: the index is built anew and published, whole or not at all."""

import pytest

from datasets.index import building, store
from datasets.models import ChangeSet, Dataset

from .conftest import run

pytestmark = pytest.mark.django_db


def test_index_is_built_and_published() -> None:
    before = ChangeSet.current()
    run("reindex")
    folder = store.newest()
    assert folder is not None
    meta = store.check(folder)
    assert (meta.revision, meta.stamp) == before == ChangeSet.current()


def test_published_entries_are_counted() -> None:
    Dataset.objects.filter(slug="mura").update(status="draft")
    published = Dataset.objects.filter(status="published").count()
    assert f"Index of revision {ChangeSet.current()[0]}: {published} published entries, " in run("reindex").out


def test_index_of_an_empty_catalogue_is_built(no_datasets: None) -> None:
    assert ": 0 published entries, " in run("reindex").out


def test_second_builder_leaves_it_to_the_first() -> None:
    with store.building():
        assert run("reindex").out == "Another process is building the index; nothing was done.\n"
    assert store.newest() is None


def test_index_that_cannot_be_written_is_told_and_the_last_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    run("reindex")
    before = store.newest()

    def fail(folder: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(building, "write", fail)
    assert run("reindex").error == (
        "The index could not be written (No space left on device); the last good one stays in use."
    )
    assert store.newest() == before
