"""The day on which a record last changed: kept by whatever loads and writes records, and never the day of loading."""

import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset
from datasets.records import dumping, loading, seeding
from datasets.records.checking import check_catalogue
from datasets.records.files import read_tree
from datasets.records.merging import fingerprint
from datasets.records.records import digest

from .examples import empty, small_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def stored() -> Dataset:
    """Return the one entry."""
    return Dataset.objects.get()


def only() -> Record:
    """Return the one entry as a record."""
    return next(dumping.dump_datasets())


def undated(record: Record) -> Record:
    """Return the record as it was written before there were days."""
    return {key: value for key, value in record.items() if key != "changed"}


@pytest.fixture(autouse=True)
def nothing_there(db: None) -> None:
    """Begin without the catalogue."""
    empty()


@pytest.mark.parametrize("day", ["2001-01-01", "2020-02-29", "2024-12-31", "1999-12-31", "2026-11-21"])
def test_the_day_of_the_files_is_kept(record: Record, day: str) -> None:
    seeding.seed(small_catalogue({**record, "changed": day}))
    assert stored().changed == datetime.fromisoformat(day).replace(tzinfo=UTC)
    assert only()["changed"] == day
    assert not seeding.seed(small_catalogue({**record, "changed": day})).changed


@pytest.mark.parametrize("leave_out", [True, False])
def test_a_record_without_a_day_is_taken_and_changed_now(record: Record, leave_out: bool) -> None:
    before = undated(record) if leave_out else {**record, "changed": None}
    seeding.seed(small_catalogue(before))
    assert timezone.now() - stored().changed < timedelta(minutes=1)
    assert not seeding.seed(small_catalogue(before)).changed


def test_a_day_to_come_is_now(record: Record) -> None:
    seeding.seed(small_catalogue({**record, "changed": "2999-01-01"}))
    assert stored().changed <= timezone.now()


@pytest.mark.parametrize(
    "day", ["yesterday", "2026-13-01", "2025-02-29", "21.11.2026", 20261121, "2026-11-21T10:00", ""]
)
def test_what_is_no_day_is_refused(record: Record, day: object) -> None:
    problems = check_catalogue(small_catalogue({**record, "changed": day}))
    assert any("changed" in str(problem) for problem in problems)


def test_a_site_from_before_gets_the_day_of_the_files(record: Record) -> None:
    seeding.seed(small_catalogue(undated(record)))
    outcome = seeding.seed(small_catalogue({**record, "changed": "2020-05-05"}))
    assert outcome.updated == ["dataset example-set"]
    assert only()["changed"] == "2020-05-05"


def test_an_entry_that_a_curator_changed_keeps_both(record: Record) -> None:
    seeding.seed(small_catalogue({**record, "changed": "2020-05-05"}))
    Dataset.objects.update(name="Another name", changed=datetime(2025, 6, 7, 8, 9, 10, 11, UTC))
    seeding.seed(small_catalogue({**record, "changed": "2026-01-01"}))
    assert (only()["name"], only()["changed"]) == ("Another name", "2025-06-07")


def test_a_dump_of_what_was_loaded_is_the_same(record: Record, tmp_path: Path) -> None:
    seeding.seed(small_catalogue({**record, "changed": "2020-05-05"}))
    call_command("dump", str(tmp_path / "one"), verbosity=0)
    files = {path.name: path.read_bytes() for path in (tmp_path / "one" / "datasets").iterdir()}
    empty()
    seeding.seed(read_tree(tmp_path / "one"))
    call_command("dump", str(tmp_path / "two"), verbosity=0)
    assert {path.name: path.read_bytes() for path in (tmp_path / "two" / "datasets").iterdir()} == files


def test_a_fingerprint_says_nothing_of_the_day(record: Record) -> None:
    other = {**copy.deepcopy(record), "changed": "2020-05-05"}
    for this in (record, undated(record)):
        assert digest(this) == digest(other)
        assert fingerprint(this, "dataset") == fingerprint(other, "dataset")


def test_an_import_over_an_entry_sets_its_day(record: Record) -> None:
    seeding.seed(small_catalogue({**record, "changed": "2020-05-05"}))
    loading.load_datasets([{**record, "changed": "2022-02-02"}], ChangeSet.advance())
    assert only()["changed"] == "2022-02-02"
