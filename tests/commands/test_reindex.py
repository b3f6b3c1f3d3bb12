"""manage.py reindex: every process builds its index anew."""

import pytest

from datasets.models import Dataset, Revision
from datasets.search import snapshot
from tests.commands.conftest import run

pytestmark = pytest.mark.django_db


def test_revision_rises_so_that_every_index_is_built_anew() -> None:
    before = snapshot.current()
    run("reindex")
    assert Revision.current() == before.revision + 1
    assert snapshot.current().revision == before.revision + 1


def test_published_entries_are_counted() -> None:
    Dataset.objects.filter(slug="mura").update(status="draft")
    published = Dataset.objects.filter(status="published").count()
    assert f"Index of revision {Revision.current() + 1}: {published} published entries, " in run("reindex").out


def test_index_of_an_empty_catalogue_is_built(no_datasets: None) -> None:
    assert ": 0 published entries, 0 words." in run("reindex").out
