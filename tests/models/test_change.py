"""Revisions: one row per change, the newest is the catalogue's."""

import pytest

from datasets.models import ChangeSet, Statement

pytestmark = pytest.mark.django_db


def test_there_is_no_revision_before_anything_was_written() -> None:
    # A statement keeps the change that brought it.
    Statement.ever.update(added=None)
    ChangeSet.objects.all().delete()
    assert ChangeSet.current() == (0, "")


def test_advance_begins_a_revision_with_a_higher_number() -> None:
    before, _ = ChangeSet.current()
    number = ChangeSet.advance()
    assert number > before
    assert ChangeSet.current()[0] == number


def test_each_revision_has_a_stamp_of_its_own() -> None:
    numbers = [ChangeSet.advance() for _ in range(3)]
    stamps = set(ChangeSet.objects.filter(pk__in=numbers).values_list("stamp", flat=True))
    assert len(stamps - {""}) == 3
    assert ChangeSet.current()[1] in stamps


def test_number_of_a_revision_that_is_gone_is_not_used_again() -> None:
    number = ChangeSet.advance()
    ChangeSet.objects.get(pk=number).delete()
    assert ChangeSet.advance() > number


def test_revision_keeps_what_was_removed() -> None:
    assert ChangeSet.objects.get(pk=ChangeSet.advance(removed=(key for key in (3, 5)))).removed == [3, 5]
