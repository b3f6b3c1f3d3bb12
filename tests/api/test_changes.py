"""What changed in the catalogue, by the API: each entry once, at its last change."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from datasets.models import ChangeSet, Dataset
from datasets.records.changes import change_set

from .conftest import Get


def changed(slug: str, **columns: Any) -> int:
    """Change an entry as a curator does; return the revision."""
    row = Dataset.objects.get(slug=slug)
    with change_set(ChangeSet.Origin.FORM) as opened:
        opened.watch("dataset", [row.pk])
        Dataset.objects.filter(pk=row.pk).update(revision=opened.number, **columns)
    return opened.number


def told(answer: Any) -> list[tuple[str, str]]:
    return [(item["slug"], item["change"]) for item in answer["results"]]


def test_what_became_of_entries_is_told_from_a_revision_on(get: Get) -> None:
    since = ChangeSet.current()[0]
    assert told(get(f"changes/?since={since}")) == []
    changed("kits19", name="KiTS 2019")
    changed("lits", status="withdrawn")
    changed("mura", status="draft")
    assert told(get(f"changes/?since={since}")) == [("kits19", "changed"), ("lits", "withdrawn")]
    middle = ChangeSet.current()[0]
    changed("mura", status="published")
    row = Dataset.objects.get(slug="brats")
    with change_set(ChangeSet.Origin.FORM, removed=[row.pk]) as opened:
        opened.watch("dataset", [row.pk])
        row.delete()
    answer = get(f"changes/?since={middle}")
    assert told(answer) == [("mura", "added"), ("brats", "deleted")]
    assert (answer["since"], answer["revision"]) == (middle, ChangeSet.current()[0])


def test_following_next_meets_every_entry_once_and_what_changes_meanwhile_again(get: Get) -> None:
    answer, met = get("changes/?page_size=50"), []
    moved = answer["results"][0]["slug"]
    changed(moved, name="Anew")
    while True:
        met += [item["slug"] for item in answer["results"]]
        if answer["next"] is None:
            break
        answer = get(answer["next"])
    assert met.count(moved) == 2
    assert met[-1] == moved
    assert sorted(set(met)) == sorted(Dataset.objects.values_list("slug", flat=True))
    assert len(met) == len(set(met)) + 1


def test_a_day_begins_at_midnight(get: Get) -> None:
    today = timezone.now().date()
    assert get(f"changes/?since={today}")["since"] == 0
    assert told(get(f"changes/?since={today + timedelta(days=1)}")) == []


@pytest.mark.parametrize(
    ("question", "status"),
    [("since=yesterday", 400), ("since=2026-02-30", 400), ("since=-1", 400), ("since=999999", 404), ("after=x", 400),
     ("page=2", 400)],
)  # fmt: skip
def test_what_is_no_place_in_history_is_refused(question: str, status: int, get: Get) -> None:
    answer = get(f"changes/?{question}", status)
    assert [problem["parameter"] for problem in answer["problems"]] == [question.partition("=")[0]]
