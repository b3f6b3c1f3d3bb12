"""Of what was deleted, the page of changes tells that it was, and nothing of drafts; of vocabularies, their order."""

import pytest
from django.test import Client

from datasets.models import Dataset, Modality, kept
from datasets.records import loading
from datasets.records.changes import change_set
from datasets.records.undoing import undo

from .conftest import Read
from .test_history import CHANGES, FORM, HISTORY, changed, lines, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def kits() -> Dataset:
    return Dataset.objects.get(slug="kits19")


def deleted(kits: Dataset, status: str) -> int:
    """Delete the entry, which has the status by then, as one change set; return its number."""
    Dataset.objects.filter(pk=kits.pk).update(status=status)
    with change_set(FORM, removed=[kits.pk]) as opened:
        kits.delete()
    return opened.number


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_entry_that_was_deleted_is_told_by_its_name_alone(
    status: str, read: Read, client: Client, kits: Dataset
) -> None:
    earlier = changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(name="KiTS"))
    deleted(kits, status)
    page = newest(read(CHANGES))
    assert (page.one("h3").text, lines(read(CHANGES))) == ("KiTS", ["Deleted"])
    assert not page.all("a")
    assert not read(CHANGES).all("li", id=f"change-{earlier}")
    assert client.get(HISTORY).status_code == 404


def test_draft_that_was_deleted_is_told_of_nowhere(read: Read, kits: Dataset) -> None:
    assert not read(CHANGES).all(id=f"change-{deleted(kits, 'draft')}")


def test_deleted_entry_that_came_back_is_told_as_it_is_now(read: Read, kits: Dataset) -> None:
    number = deleted(kits, "withdrawn")
    back = undo(number).number
    Dataset.objects.filter(slug="kits19").update(status="draft")
    page = read(CHANGES)
    assert not page.all(id=f"change-{number}")
    assert not page.all(id=f"change-{back}")
    Dataset.objects.filter(slug="kits19").update(status="published")
    # No revision says that it was, as one does where the product writes.
    kept.forget()
    assert lines(read(CHANGES)) == ["Added"]
    undo(back)
    assert lines(read(CHANGES)) == ["Deleted"]


def test_order_of_terms_is_told_by_its_vocabulary(read: Read) -> None:
    codes = list(Modality.objects.values_list("code", flat=True))
    changed(lambda _: loading.order_terms("modality", codes[::-1]), "modality", Modality.objects.all()[0].pk)
    page = newest(read(CHANGES))
    assert page.one("h3").text == "Modality"
    assert lines(read(CHANGES)) == ["Order of the terms"]
