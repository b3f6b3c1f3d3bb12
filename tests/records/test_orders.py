"""The order of a vocabulary's terms is noted with a change set, and goes back with it."""

from dataclasses import replace

import pytest

from datasets.models import Change, ChangeSet, Modality
from datasets.records import loading, seeding
from datasets.records.changes import change_set
from datasets.records.files import Tree
from datasets.records.undoing import conflicts_of, undo

pytestmark = pytest.mark.django_db

FORM = ChangeSet.Origin.FORM


def order() -> list[str]:
    return list(Modality.objects.values_list("code", flat=True))


def reordered(*codes: str) -> int:
    """Put these terms first, as one change set that watches one of them; return its number."""
    with change_set(FORM) as opened:
        opened.watch("modality", [Modality.objects.get(code=codes[0]).pk])
        loading.order_terms("modality", [*codes, *(code for code in order() if code not in codes)])
    return opened.number


def test_order_of_terms_is_a_piece_of_their_vocabulary() -> None:
    before = order()
    number = reordered("XA", "US")
    change = Change.objects.get(change_set=number)
    assert (change.kind, change.key, change.path) == ("modality", 0, "order")
    assert (change.before, change.after) == (before, order())
    undo(number)
    assert order() == before
    undo(ChangeSet.current()[0])
    assert order()[:2] == ["XA", "US"]


def test_terms_that_came_or_went_are_no_change_of_the_order() -> None:
    number, before = reordered("XA", "US"), order()
    with change_set(FORM) as opened:
        opened.watch("modality", [])
        made = Modality.objects.create(code="made-up", names={"en": "Made up"}, position=1)
        opened.made("modality", [made.pk])
    assert [change.path for change in Change.objects.filter(change_set=opened.number)] == [""]
    assert conflicts_of(number) == []
    undo(number)
    assert [code for code in order() if code != "made-up"] != before
    assert "made-up" in order()


def test_order_that_was_changed_since_stands_in_the_way() -> None:
    first, second = reordered("XA", "US"), reordered("US", "XA")
    (conflict,) = conflicts_of(first)
    assert (conflict.change.path, conflict.since) == ("order", (second,))


def test_order_that_seeding_changed_goes_back_when_it_is_undone(tree: Tree) -> None:
    before = order()
    turned = [
        (place, {**record, "terms": record["terms"][::-1]} if record["vocabulary"] == "modality" else record)
        for place, record in tree.vocabulary
    ]
    assert seeding.seed(replace(tree, vocabulary=turned)).updated == ["order modality"]
    assert order() == before[::-1]
    assert {change.path for change in Change.objects.filter(change_set=ChangeSet.current()[0])} == {"order"}
    undo(ChangeSet.current()[0])
    assert order() == before
