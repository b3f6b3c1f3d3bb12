"""manage.py harvest: an archive's index, a newer version of it, and what is gone from it."""

from pathlib import Path
from typing import Any

import pytest

from datasets.models import ChangeSet, Dataset, Proposal, Statement, Verdict
from datasets.records import dumping
from datasets.records.records import dumps
from datasets.records.undoing import undo
from tests.importing.harvesters import indexes

from .conftest import Run, run

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexes.written(tmp_path_factory.mktemp("older"), "24.2.2")


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next version: two patients more in one collection, of a modality that was not there, and another is gone."""
    more = [indexes.series("sparrow_lung", patient, "MR") for patient in ("P3", "P4")]
    rows = [row for row in indexes.SERIES if row[6] != "DX"] + more
    return indexes.written(tmp_path_factory.mktemp("newer"), "25.0.5", rows=rows)


def harvest(path: Path, *options: str) -> Run:
    return run("harvest", "idc", str(path), "--no-index", *options)


def catalogue() -> list[str]:
    return [dumps(record) for record in dumping.dump_datasets()]


def entry(key: str) -> Dataset:
    return Verdict.objects.get(source="idc", key=key).entry


def said(key: str, field: str) -> list[Any]:
    return list(entry(key).statement_set.filter(field=field).order_by("pk"))


def test_a_preview_writes_nothing(older: Path) -> None:
    before, number = catalogue(), ChangeSet.current()
    done = harvest(older)
    assert done.error is None
    assert "5 rows" in done.out
    assert (catalogue(), ChangeSet.current()) == (before, number)


def test_a_harvest_is_one_change_set_that_is_undone_exactly(older: Path) -> None:
    before, number = catalogue(), ChangeSet.current()[0]
    assert harvest(older, "--apply", "--publish").error is None
    (made,) = ChangeSet.objects.filter(pk__gt=number)
    assert entry("sparrow_lung").name == "Sparrow-Lung"
    assert entry("sparrow_lung").subjects == 2
    assert entry("sparrow_lung").status == Dataset.Status.PUBLISHED
    assert entry("robin_phantom").status == Dataset.Status.DRAFT
    derived = {relation.target.name for relation in entry("heron_outlines").relations.all()}
    assert derived == {"Sparrow-Lung", "Wren Mixed"}
    undo(made.pk)
    assert catalogue() == before


def test_a_second_time_nothing_is_written(older: Path) -> None:
    harvest(older, "--apply")
    after, number = catalogue(), ChangeSet.current()
    assert "Nothing is new" in harvest(older, "--apply").out
    assert (catalogue(), ChangeSet.current()) == (after, number)


def test_a_newer_version_says_what_changed_and_sets_the_older_one_aside(older: Path, newer: Path) -> None:
    harvest(older, "--apply")
    unchanged = Statement.objects.filter(dataset=entry("wren_mixed")).count()
    done = harvest(newer, "--apply")
    assert done.error is None
    first, second = said("sparrow_lung", "subjects")
    assert (first.standing, second.standing) == (Statement.Standing.SET_ASIDE, Statement.Standing.NORMAL)
    assert first.reason["en"].startswith("An older version of the same index")
    assert (first.document.code, second.document.code) == ("idc-index-24-2-2", "idc-index-25-0-5")
    modalities = {one.printed: one.standing for one in said("sparrow_lung", "modality")}
    assert modalities == {"CT": "normal", "DX": "set-aside", "MR": "normal"}
    assert entry("sparrow_lung").subjects == 4
    assert {term.code for term in entry("sparrow_lung").modalities.all()} == {"CT", "MR"}
    assert Statement.objects.filter(dataset=entry("wren_mixed")).count() == unchanged
    assert "Nothing is new" in harvest(newer, "--apply").out


def test_what_a_curator_judged_stays_as_it_is_judged(older: Path, newer: Path) -> None:
    harvest(older, "--apply")
    Statement.objects.filter(dataset=entry("sparrow_lung"), field="subjects").update(
        standing=Statement.Standing.PREFERRED, reason={"en": "Counted by hand."}
    )
    harvest(newer, "--apply")
    assert [one.standing for one in said("sparrow_lung", "subjects")] == ["preferred", "normal"]


def test_an_older_version_is_refused(older: Path, newer: Path) -> None:
    harvest(newer, "--apply")
    number = ChangeSet.current()
    done = harvest(older, "--apply")
    assert done.error is not None
    assert "A newer version, idc-index-25-0-5, was harvested before" in done.error
    assert ChangeSet.current() == number


def test_where_more_than_a_tenth_is_gone_nothing_is_done_unless_told(older: Path, tmp_path: Path) -> None:
    harvest(older, "--apply")
    entries, number = Dataset.objects.count(), ChangeSet.current()
    less = indexes.written(tmp_path, "25.0.5", collections=indexes.COLLECTIONS[:2])
    done = harvest(less, "--apply")
    assert done.error is not None
    assert "--although-gone" in done.error
    assert ChangeSet.current() == number
    done = harvest(less, "--apply", "--although-gone")
    assert "Not in the index any more (2): plover_slides, robin_phantom" in done.out
    assert Dataset.objects.count() == entries


def test_a_harvest_can_be_proposed(older: Path) -> None:
    before = catalogue()
    done = harvest(older, "--propose")
    assert done.error is None
    assert catalogue() == before
    assert Proposal.objects.latest("pk").origin == Proposal.Origin.IMPORT


def test_a_broken_index_ends_the_command_with_its_message(tmp_path: Path) -> None:
    done = harvest(indexes.written(tmp_path, without="collections_index"), "--apply")
    assert done.error is not None
    assert "collections_index.parquet is not there" in done.error


def test_two_keys_of_one_archive_are_two_entries_however_alike_they_are_called(tmp_path: Path) -> None:
    rows = [indexes.series(code, "P1", "CT") for code in ("sparrow_lung", "sparrow_lung_2")]
    alike = [indexes.collection("sparrow_lung", "Sparrow-Lung"), indexes.collection("sparrow_lung_2", "Sparrow-Lung-2")]
    harvest(indexes.written(tmp_path, rows=rows, collections=alike), "--apply")
    assert entry("sparrow_lung") != entry("sparrow_lung_2")


def test_what_may_be_an_entry_waits_unless_it_is_to_be_another(tmp_path: Path) -> None:
    rows = [indexes.series("cbis_ddsm", "P1", "MG", part="BREAST")]
    path = indexes.written(tmp_path, rows=rows, collections=[indexes.collection("cbis_ddsm", "CBIS-DDSM")])
    assert "May be an entry that is there (1)" in harvest(path, "--apply").out
    assert not Verdict.objects.filter(source="idc", key="cbis_ddsm").exists()
    harvest(path, "--apply", "--unsure-as-new")
    assert entry("cbis_ddsm").slug == "cbis-ddsm"
