"""The catalogue's numbers: what a plain count of the records gives; questions whose lists have just these entries."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from datasets.facts.fields import HELD, NEEDED
from datasets.index import snapshot
from datasets.index.snapshot import Snapshot
from datasets.models import Dataset
from datasets.records.files import Tree
from datasets.search import finding, statistics
from datasets.search.statistics import Bars

pytestmark = pytest.mark.django_db

Records = list[dict[str, Any]]


@pytest.fixture
def records(tree: Tree) -> Records:
    return [record for _, record in tree.dataset]


@pytest.fixture
def parents(tree: Tree) -> dict[str, dict[str, str | None]]:
    """The parent of each term, by vocabulary."""
    return {
        vocabulary["vocabulary"]: {term["code"]: term["parent"] for term in vocabulary["terms"]}
        for _, vocabulary in tree.vocabulary
    }


@pytest.fixture
def now() -> Snapshot:
    return snapshot.current()


def with_all_above(codes: list[str], parents: Mapping[str, str | None]) -> set[str]:
    found = set()
    for code in codes:
        above: str | None = code
        while above is not None:
            found.add(above)
            above = parents[above]
    return found


def test_every_cell_is_what_the_records_say(
    records: Records, parents: dict[str, dict[str, str | None]], now: Snapshot
) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    for record in records:
        modalities = with_all_above(record["modality"], parents["modality"])
        regions = with_all_above(record["anatomy"], parents["anatomy"])
        pairs.update((modality, region) for modality in modalities for region in regions)
    found = statistics.crossed(now)
    assert all(parents["anatomy"][column] is None for column in found.columns)
    for row, numbers in zip(found.rows, found.numbers, strict=True):
        assert numbers == [pairs[row, column] for column in found.columns]
    assert {region for (_, region) in pairs if parents["anatomy"][region] is None} <= set(found.columns)


def test_every_point_is_an_entry_of_which_both_amounts_are_known(records: Records, now: Snapshot) -> None:
    known = {
        record["slug"]: (record["subjects"]["value"], record["size"]["value"])
        for record in records
        if record["subjects"] and record["size"]
    }
    found = statistics.sizes(now)
    assert {point.slug: point.pair for point in found.points} == known
    assert found.known == len(known)


def test_the_best_documented_stand_first_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch, now: Snapshot) -> None:
    every = statistics.sizes(now)
    monkeypatch.setattr(statistics, "MOST_POINTS", 3)
    found = statistics.sizes(now)
    assert list(found.points) == list(every.points[:3])
    assert found.known == every.known > 3


@pytest.mark.parametrize("column", ["subjects", "size_bytes"])
def test_an_amount_of_nothing_has_no_place_on_a_logarithmic_axis(column: str, change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="lidc-idri"), **{column: 0})
    assert "lidc-idri" not in {point.slug for point in statistics.sizes(snapshot.current()).points}


def test_every_year_is_what_the_records_say(records: Records, now: Snapshot) -> None:
    years = Counter(record["year"] for record in records)
    found = statistics.years(now)
    for bar in found.bars:
        if bar.gathers:
            assert bar.number == sum(number for year, number in years.items() if year and year <= int(bar.code))
        else:
            assert bar.number == years[int(bar.code)]
    assert found.rest is not None
    assert found.rest.number == years[None]
    assert sum(bar.number for bar in found.bars) == found.stated


def test_years_without_an_entry_are_seen(now: Snapshot) -> None:
    years = [int(bar.code) for bar in statistics.years(now).bars]
    assert years == list(range(years[0], years[-1] + 1))


@pytest.mark.parametrize("parameter", ["access", "license"])
def test_every_term_is_what_the_records_say(parameter: str, records: Records, now: Snapshot) -> None:
    terms = Counter(record[parameter] for record in records)
    found = statistics.access(now) if parameter == "access" else statistics.licenses(now)
    assert {bar.code: bar.number for bar in found.bars if bar.number} == {
        code: number for code, number in terms.items() if code not in (None, "unknown")
    }
    assert found.rest is not None
    assert found.rest.number == terms[None] + terms["unknown"]


def test_authorities_are_those_of_the_documents_of_all_statements(records: Records, tree: Tree) -> None:
    documents = {document["code"]: document["authority"] for _, document in tree.document}
    counted = Counter(documents[said["document"]] for record in records for said in record["statements"])
    found = statistics.authorities()
    assert {bar.code: bar.number for bar in found.bars if bar.number} == dict(counted)
    assert found.total == sum(counted.values())


def test_a_field_is_stated_by_the_entries_that_hold_it(records: Records, now: Snapshot) -> None:
    imaging = [record for record in records if record["category"] == "imaging"]
    held = {
        field.code: sum(1 for record in imaging if record[field.code] not in (None, [], "unknown"))
        for field in HELD
        if field.code not in NEEDED
    }
    found = statistics.completeness(now)
    assert {bar.code: bar.number for bar in found.bars} == held
    assert found.total == len(imaging)


def bars(now: Snapshot) -> Iterator[tuple[str, Bars]]:
    yield "years", statistics.years(now)
    yield "access", statistics.access(now)
    yield "licenses", statistics.licenses(now)
    yield "completeness", statistics.completeness(now)


def test_every_question_has_just_the_entries_that_are_counted(now: Snapshot) -> None:
    asked = 0
    for name, found in bars(now):
        for bar in [*found.bars, *([found.rest] if found.rest else [])]:
            if bar.question is not None:
                assert finding.find(now, bar.question).total == bar.number, (name, bar.code)
                asked += 1
    cells = statistics.crossed(now)
    for row, numbers, total in zip(cells.rows, cells.numbers, cells.by_row, strict=True):
        assert finding.find(now, cells.question(modality=row)).total == total
        for column, number in zip(cells.columns, numbers, strict=True):
            assert finding.find(now, cells.question(row, column)).total == number
    for column, total in zip(cells.columns, cells.by_column, strict=True):
        assert finding.find(now, cells.question(anatomy=column)).total == total
    assert asked > 40


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_the_public_does_not_see_is_not_counted(status: str, change: Callable[..., None]) -> None:
    def numbers() -> dict[str, int]:
        now = snapshot.current()
        return {
            "points": statistics.sizes(now).known,
            "cells": sum(map(sum, statistics.crossed(now).numbers)),
            "statements": statistics.authorities().total,
            "papers": next(bar.number for bar in statistics.completeness(now).bars if bar.code == "paper"),
            "entries": statistics.access(now).total,
        }

    before = numbers()
    change(Dataset.objects.filter(slug="lidc-idri"), status=status)
    after = numbers()
    assert all(after[name] < before[name] for name in before), (before, after)


def test_nothing_is_counted_of_an_empty_catalogue(no_datasets: None) -> None:
    now = snapshot.current()
    assert statistics.crossed(now).numbers == []
    assert statistics.sizes(now).points == []
    assert statistics.years(now).bars == []
    assert all(found.fullest is None for _, found in bars(now))
    assert statistics.authorities().fullest is None
