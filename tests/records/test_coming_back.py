"""What undoing brings back besides the pieces: places in guides and whose words texts are; and what visitors wrote."""

from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.models import Change, DatasetDescription, Guide, GuideEntry
from datasets.records import dumping, loading
from datasets.records.changes import change_set
from datasets.records.undoing import ConflictsError, undo

from .test_changes import FORM, deleted, entry

pytestmark = pytest.mark.django_db


def guides() -> list[Record]:
    return list(dumping.dump_guides())


def test_deleted_entry_comes_back_to_its_places_in_guides_and_goes_from_them_again() -> None:
    before = guides()
    keys = set(GuideEntry.objects.filter(dataset__slug="busi").values_list("guide", flat=True))
    number = deleted("busi")
    without = guides()
    assert keys
    assert without != before
    undone = undo(number)
    assert guides() == before
    assert {change.key for change in undone.restored if change.kind == "guide"} == keys
    undo(undone.number)
    assert guides() == without


def test_guide_that_was_changed_since_an_entry_went_stands_in_the_way_of_its_place_alone() -> None:
    number = deleted("busi")
    guide = Guide.objects.get(pk=Change.objects.get(change_set=number, kind="guide").key)
    with change_set(FORM) as opened:
        opened.watch("guide", [guide.pk])
        guide.entries.all().delete()
    with pytest.raises(ConflictsError) as caught:
        undo(number)
    (conflict,) = caught.value.conflicts
    assert (conflict.change.kind, conflict.since) == ("guide", (opened.number,))
    undo(number, keep=[conflict.change.pk])
    assert entry("busi")
    assert not guide.entries.exists()


def test_words_that_come_back_are_whose_they_were(django_user_model: Any) -> None:
    ada, bob = (django_user_model.objects.create(username=name) for name in ("ada", "bob"))
    texts = DatasetDescription.objects.filter(dataset=entry(), language="fr")

    def reworded(by: Any, summary: str) -> int:
        with change_set(FORM, author=by) as opened:
            opened.watch("dataset", [entry().pk])
            texts.update(summary=summary, written_by=by)
        return opened.number

    reworded(ada, "Ce qu'Ada en dit, en français.")
    number = reworded(bob, "Ce que Bob en dit, en français.")
    undo(number, author=bob)
    assert texts.get().written_by == ada
    with change_set(FORM, author=ada) as opened:
        opened.watch("dataset", [entry().pk])
        texts.delete()
    undo(opened.number, author=bob)
    assert texts.get().written_by == ada
    gone = deleted("lidc-idri")
    undo(gone, author=bob)
    again = DatasetDescription.objects.get(dataset=entry(), language="fr")
    assert again.written_by == ada


def test_entry_that_somebody_suggested_something_about_does_not_go(record: Record) -> None:
    with change_set(FORM) as opened:
        loading.load_datasets([record], opened.number)
        opened.made("dataset", [entry("example-set").pk])
    entry("example-set").suggestions.create(text="The size is wrong.", language="en")
    with pytest.raises(ConflictsError) as caught:
        undo(opened.number)
    assert caught.value.conflicts[0].why == "it is used: 1 suggestions"
    assert entry("example-set").suggestions.exists()
