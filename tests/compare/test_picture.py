"""The comparison as plain data: groups, scales, bars, sources, disputes, and what is unknown."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from datasets.compare.picture import Cell, agrees, compare, lines
from datasets.facts.fields import FIELDS
from datasets.models import ChangeSet, Dataset
from datasets.records import loading
from tests.stating import stating

from .conftest import Compared, cells, whole

pytestmark = pytest.mark.django_db

IMAGES = {"component": "images", "use": "commercial"}
ROWS_THAT_ALWAYS_STAND = {line.key for of_group in lines().values() for line in of_group if not line.rare}


def texts(cell: Cell) -> list[str]:
    return [item.text for item in cell.texts]


@pytest.fixture
def catalogue(db: None) -> list[tuple[Dataset, list[Cell]]]:
    """Every dataset with the cells of its own comparison."""
    return [(row, [c for g in compare([row]).groups for r in g.rows for c in r.cells]) for row in whole()]


def test_no_cell_of_the_catalogue_is_empty_and_unknown_has_no_text(
    catalogue: list[tuple[Dataset, list[Cell]]],
) -> None:
    number = 0
    for row, found in catalogue:
        number += 1
        for cell in found:
            assert cell.known == bool(cell.texts), (row.slug, cell)
            assert all(item.text.strip() for item in cell.texts), (row.slug, cell)
    assert number == Dataset.objects.count()


def test_every_known_cell_of_the_catalogue_has_its_source(catalogue: list[tuple[Dataset, list[Cell]]]) -> None:
    assert len(catalogue) > 100
    lost = [(row.slug, texts(c)) for row, found in catalogue for c in found if c.known and not c.citations]
    assert lost == []


def test_every_statement_of_the_catalogue_backs_a_cell(catalogue: list[tuple[Dataset, list[Cell]]]) -> None:
    for row, found in catalogue:
        cited = {citation.statement for cell in found for citation in cell.citations}
        # A row that no dataset has a value for is left out; a name is the heading, unless there are other names.
        expected = {item.pk for item in row.statement_set.all() if item.field != "name" or row.aliases}
        assert expected <= cited, row.slug


def test_a_comparison_cannot_be_changed(compared: Compared) -> None:
    comparison = compared("kits19", "lits")
    with pytest.raises(FrozenInstanceError):
        comparison.columns[0].name = "x"  # type: ignore[misc]


def test_groups_stand_in_order_with_a_cell_for_each_dataset(compared: Compared) -> None:
    comparison = compared("brats", "kits19", "lits")
    assert [group.key for group in comparison.groups] == [
        "shows", "amount", "annotations", "splits", "files", "access", "quality", "provenance",
    ]  # fmt: skip
    assert [column.slug for column in comparison.columns] == ["brats", "kits19", "lits"]
    for group in comparison.groups:
        for row in group.rows:
            assert [cell.dataset for cell in row.cells] == ["brats", "kits19", "lits"], row.key
    assert {row.key for group in comparison.groups for row in group.rows} >= ROWS_THAT_ALWAYS_STAND


def test_asks_the_database_for_terms_that_only_statements_name_and_nothing_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = whole("lits")
    with django_assert_num_queries(1):
        compare(rows)
    alone = whole("chestx-ray14")
    with django_assert_num_queries(0):
        compare(alone)


def test_sizes_are_in_one_unit(compared: Compared) -> None:
    found = cells(compared("covid-19-radiography-database", "chestx-ray14", "midrc"), "size")
    assert [texts(cell)[0].replace("about ", "") for cell in found] == ["1.2 GB", "42 GB", "1,000 GB"]
    assert [cell.value["value"] for cell in found] == [1_200_000_000, 42_000_000_000, 1_000_000_000_000]


def test_bars_are_in_proportion(compared: Compared) -> None:
    found = cells(compared("covid-19-radiography-database", "chestx-ray14"), "size")
    assert [cell.share for cell in found] == [2.86, 100.0]


def test_bars_compare_only_amounts_of_one_unit(compared: Compared) -> None:
    comparison = compared("chestx-ray14", "tcga-gbm", "covid-19-radiography-database")
    row = next(row for group in comparison.groups for row in group.rows if row.key == "images")
    assert row.mixed
    assert [cell.share for cell in row.cells] == [100.0, None, 18.88]


def test_a_bar_alone_compares_nothing(compared: Compared) -> None:
    found = cells(compared("chestx-ray14", "brats"), "images")
    assert [cell.share for cell in found] == [None, None]


def test_a_rate_is_not_drawn_beside_a_number(record: dict[str, Any]) -> None:
    amount = {"value": 100, "unit": "images", "precision": "per-year"}
    rate = stating(record, images=amount) | {"slug": "a-rate", "name": "A rate"}
    loading.load_datasets([record, rate], ChangeSet.advance())
    found = cells(compare(whole("example-set", "a-rate")), "images")
    assert [cell.share for cell in found] == [None, None]
    assert texts(found[1]) == ["100 per year"]


def test_what_documents_say_otherwise_is_marked(compared: Compared) -> None:
    (cell,) = cells(compared("chestx-ray14"), "quality")
    said = {citation.place: citation.agrees for citation in cell.citations}
    assert said == {"000:295": True, "000:373": False}
    assert "four in its comparison" in cell.disputes[0].text.words


def test_a_rate_is_no_other_total_but_a_noted_dispute_is_marked(compared: Compared) -> None:
    (cell,) = cells(compared("brats"), "subjects")
    assert {citation.place: citation.agrees for citation in cell.citations}["000:384"]
    assert "369" in cell.disputes[0].text.words


def test_a_rounded_figure_does_not_contradict(compared: Compared) -> None:
    (cell,) = cells(compared("chestx-ray14"), "images")
    assert {citation.place: citation.agrees for citation in cell.citations}["000:373"]


def test_a_settled_disagreement_is_not_marked(compared: Compared) -> None:
    Dataset.objects.get(slug="brats").disagreement_set.update(settled={"en": "The challenge's own page decides."})
    assert not cells(compared("brats"), "subjects")[0].disputes


def test_what_has_no_column_is_quoted_in_its_language(compared: Compared) -> None:
    (cell,) = cells(compared("chest-xray-pneumonia"), "annotation_detail")
    assert cell.quoted
    assert ("Validées", "fr") in [(item.text, item.language) for item in cell.texts]


def test_no_right_is_unknown_and_no_is_no(compared: Compared) -> None:
    comparison = compared("osirix-dicom-library", "lits")
    refused, unknown = cells(comparison, "images-redistribution")
    assert (texts(refused), refused.value) == (
        ["no"],
        [{"component": "images", "use": "redistribution", "answer": "no"}],
    )
    assert not unknown.known
    assert not any(cell.known for cell in cells(comparison, "images-derivatives"))


def test_an_unknown_access_level_is_unknown_not_a_value(record: dict[str, Any]) -> None:
    loading.load_datasets([record], ChangeSet.advance())
    assert not cells(compare(whole("example-set")), "access")[0].known


def test_a_split_has_its_count_and_share_and_its_own_statements(compared: Compared) -> None:
    comparison = compared("kits19", "chestx-ray14")
    train = cells(comparison, "split-train")
    assert texts(train[0]) == ["210 patients (70 %)"]
    assert [citation.place for citation in train[1].citations] == ["000:301"]
    assert not cells(comparison, "split-validation")[0].known


def test_only_differences_leaves_out_what_is_the_same(compared: Compared) -> None:
    comparison = compared("kits19", "lits")
    differing = comparison.differences()
    kept = {row.key for group in differing.groups for row in group.rows}
    assert {"anatomy", "name"} & kept
    assert "modality" not in kept
    assert all(row.differs for group in differing.groups for row in group.rows)
    assert differing.only_differences
    assert not comparison.only_differences


def test_one_dataset_does_not_differ_from_itself(compared: Compared) -> None:
    assert compared("kits19").differences().groups == ()


def test_unknown_differs_from_known_but_not_from_unknown(compared: Compared) -> None:
    comparison = compared("kits19", "chestx-ray14")
    rows = {row.key: row for group in comparison.groups for row in group.rows}
    assert rows["split-validation"].differs
    assert not rows["images-derivatives"].differs


@pytest.mark.parametrize(
    ("field", "said", "held", "both"),
    [
        ("class_count", None, 5, True),
        ("class_count", 5, None, True),
        ("images", {"value": 112_000}, {"value": 112_120, "unit": "images", "precision": None}, True),
        ("images", {"value": 369, "precision": "exact"}, {"value": 500, "unit": "images", "precision": "exact"}, False),
        ("images", {"value": 5, "unit": "images"}, {"value": 9, "unit": "slices", "precision": None}, True),
        ("access", "open", "challenge", False),
        ("access", "open", "open", True),
        ("modality", ["CT"], ["MR"], True),
        ("split", {"name": "train", "count": 5}, [{"name": "train", "count": 5, "percent": None}], True),
        ("split", {"name": "train", "count": 6}, [{"name": "train", "count": 5}], False),
        ("split", {"name": "test", "count": 6}, [{"name": "train", "count": 5}], True),
        ("rights", {**IMAGES, "answer": "no"}, [{**IMAGES, "answer": "yes"}], False),
        ("contents", {"group": "adults", "count": 5}, None, True),
    ],
)
def test_agreeing(field: str, said: Any, held: Any, both: bool) -> None:
    assert agrees(FIELDS[field], said, held) is both
