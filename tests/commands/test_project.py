"""manage.py project: what entries hold is what their statements give, or is said and mended."""

import json

import pytest
from django.core.management import CommandError, call_command

from datasets.index import store
from datasets.management.commands import project
from datasets.models import ChangeSet, Dataset

from .conftest import run

pytestmark = pytest.mark.django_db

CHECK = {"check": True}


def test_catalogue_that_is_sound_is_left_alone() -> None:
    before, number = ChangeSet.current(), Dataset.objects.count()
    assert run("project", **CHECK).out == f"{number:,} entries hold what their statements give.\n"
    assert run("project").out == f"0 of {number:,} entries were written.\n"
    assert ChangeSet.current() == before
    assert store.newest() is None


def test_what_differs_is_told_with_entry_and_field_and_nothing_is_written() -> None:
    Dataset.objects.filter(slug="mura").update(images=1)
    before = ChangeSet.current()
    found = run("project", **CHECK)
    held, stated = ({"value": value, "unit": "images", "precision": "exact"} for value in (1, 40_561))
    assert found.problems == [f"mura: images is {json.dumps(held)}, the statements give {json.dumps(stated)}"]
    assert found.error == "1 fields differ; run manage.py project."
    with pytest.raises(CommandError) as failure:
        call_command("project", check=True)
    assert failure.value.returncode == 1
    assert Dataset.objects.get(slug="mura").images == 1
    assert ChangeSet.current() == before


def test_what_differs_is_mended_as_one_revision_and_found() -> None:
    Dataset.objects.filter(slug__in=("mura", "brats")).update(year=1999)
    before, number = ChangeSet.current(), Dataset.objects.count()
    assert f"2 of {number:,} entries were written.\n" in run("project").out
    assert run("project", **CHECK).error is None
    after = ChangeSet.current()
    assert after[0] > before[0]
    assert set(Dataset.objects.filter(revision=after[0]).values_list("slug", flat=True)) == {"mura", "brats"}
    folder = store.newest()
    assert folder is not None
    assert store.check(folder).revision == after[0]
    assert run("project").out == f"0 of {number:,} entries were written.\n"
    assert ChangeSet.current() == after


def test_days_of_changes_stay() -> None:
    before = Dataset.objects.get(slug="mura").changed
    Dataset.objects.filter(slug="mura").update(year=1999)
    run("project")
    assert Dataset.objects.get(slug="mura").changed == before


def test_of_very_many_differences_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "SHOWN", 3)
    Dataset.objects.update(year=1999)
    found = run("project", **CHECK)
    assert len(found.problems) == 3
    assert found.error == f"{Dataset.objects.count():,} fields differ; run manage.py project."
