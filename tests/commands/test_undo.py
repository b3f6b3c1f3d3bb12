"""manage.py undo: a change set is taken back, or what stands in the way is named and nothing is written."""

import pytest

from datasets.index import store
from datasets.management import telling
from datasets.models import Change, ChangeSet, Dataset
from datasets.records.changes import change_set

from .conftest import run

pytestmark = pytest.mark.django_db


def renamed(name: str, slug: str = "mura") -> int:
    """Give an entry another name as one change set; return its number."""
    row = Dataset.objects.get(slug=slug)
    with change_set(ChangeSet.Origin.FORM) as opened:
        opened.watch("dataset", [row.pk])
        Dataset.objects.filter(pk=row.pk).update(name=name)
    return opened.number


def name(slug: str = "mura") -> str:
    return Dataset.objects.get(slug=slug).name


def test_change_set_is_taken_back_and_found() -> None:
    number = renamed("Another name")
    found = run("undo", number, reason="It was a slip.")
    after = ChangeSet.current()[0]
    assert found.error is None
    assert f"Change set {after}: 1 pieces restored, 0 kept.\n" in found.out
    assert name() == "MURA"
    row = ChangeSet.objects.get(pk=after)
    assert (row.origin, row.reverses_id, row.reason) == ("undo", number, "It was a slip.")
    folder = store.newest()
    assert folder is not None
    assert store.check(folder).revision == after


def test_dry_run_says_what_it_would_do_and_writes_nothing() -> None:
    number = renamed("Another name")
    found = run("undo", number, dry_run=True)
    assert "1 pieces would be restored, 0 kept." in found.out
    assert (name(), ChangeSet.current()[0]) == ("Another name", number)
    assert store.newest() is None


def test_number_that_there_is_not_is_refused() -> None:
    before = ChangeSet.current()
    assert run("undo", before[0] + 1).error == f"There is no change set {before[0] + 1}."
    assert ChangeSet.current() == before


def test_change_set_that_was_undone_is_not_undone_again() -> None:
    number = renamed("Another name")
    run("undo", number)
    after = ChangeSet.current()
    assert run("undo", number).error == f"Change set {number} was undone already, by {after[0]}."
    assert ChangeSet.current() == after


@pytest.mark.parametrize("dry_run", [False, True])
def test_conflict_is_named_and_nothing_is_undone(dry_run: bool) -> None:
    first, second = renamed("Another name"), renamed("A third name")
    change = Change.objects.get(change_set=first)
    found = run("undo", first, dry_run=dry_run)
    told = f'{change.pk}: dataset Another name name: it was changed since by {second}; now "A third name"'
    assert found.problems == [told]
    assert found.error is not None
    assert found.error.startswith("1 pieces stand in the way; nothing was undone.")
    assert found.error.endswith(f"--keep {change.pk}")
    assert (name(), ChangeSet.current()[0]) == ("A third name", second)


def test_piece_that_is_kept_stays_and_the_rest_goes_back() -> None:
    rows = Dataset.objects.filter(slug__in=("mura", "brats"))
    with change_set(ChangeSet.Origin.FORM) as opened:
        opened.watch("dataset", [row.pk for row in rows])
        for row in rows:
            Dataset.objects.filter(pk=row.pk).update(name=f"{row.slug} anew")
    renamed("A third name")
    kept = Change.objects.get(change_set=opened.number, key=Dataset.objects.get(slug="mura").pk)
    found = run("undo", opened.number, keep=[kept.pk])
    assert "1 pieces restored, 1 kept." in found.out
    assert (name(), name("brats")) == ("A third name", "BraTS")


def test_of_very_many_conflicts_the_first_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "SHOWN", 2)
    rows = list(Dataset.objects.all()[:4])
    with change_set(ChangeSet.Origin.FORM) as opened:
        opened.watch("dataset", [row.pk for row in rows])
        Dataset.objects.filter(pk__in=[row.pk for row in rows]).update(name="Another name")
    Dataset.objects.filter(pk__in=[row.pk for row in rows]).update(name="A third name")
    found = run("undo", opened.number)
    assert len(found.problems) == 2
    assert found.error is not None
    assert found.error.startswith("4 pieces stand in the way")
