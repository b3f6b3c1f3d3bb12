"""The catalogue's revision grows by one with each change."""

import pytest

from datasets.models import Revision

pytestmark = pytest.mark.django_db


def test_revision_is_zero_before_anything_was_written() -> None:
    Revision.objects.all().delete()
    assert Revision.current() == 0


def test_first_advance_gives_revision_one() -> None:
    Revision.objects.all().delete()
    Revision.advance()
    assert Revision.current() == 1


def test_advance_raises_the_revision_by_one() -> None:
    before = Revision.current()
    Revision.advance()
    assert Revision.current() == before + 1
