"""The dataset table of a paper: short words, signs with their meanings, and nothing that nobody states."""

from collections.abc import Sequence

import pytest
from django.utils import translation

from datasets.compare import overlap
from datasets.compare.dataset_table import COLUMNS, DEFAULT, DatasetTable, table
from datasets.facts.fields import FIELDS
from datasets.facts.reading import whole
from datasets.models import LANGUAGES, AccessLevel, Dataset, Unit

pytestmark = pytest.mark.django_db


def of(*slugs: str, columns: Sequence[str] = DEFAULT) -> DatasetTable:
    rows = sorted(whole(Dataset.objects.filter(slug__in=slugs)), key=lambda row: slugs.index(row.slug))
    return table(rows, columns, overlap.warnings(rows))


def texts(found: DatasetTable, code: str) -> list[str]:
    place = [column.code for column in found.columns].index(code)
    return [row.cells[place].text for row in found.rows]


def signs(found: DatasetTable) -> dict[str, str]:
    return {one.sign: one.meaning for one in found.legend}


def test_columns_stand_in_the_order_that_is_asked_for() -> None:
    found = of("kits19", "lidc-idri", columns=["license", "year", "subjects"])
    assert [column.code for column in found.columns] == ["license", "year", "subjects"]


def test_a_count_has_its_sign_and_its_unit_and_the_legend_has_both() -> None:
    found = of("lidc-idri", "kits19")
    assert texts(found, "subjects") == ["1,010 pat.", "300 pat."]
    assert texts(found, "images") == ["≈300,000 sl.", ""]
    assert (signs(found)["pat."], signs(found)["sl."], signs(found)["≈"]) == ("patients", "slices", "about")


def test_a_unit_that_the_column_names_is_left_out() -> None:
    found = of("chestx-ray14", columns=["images"])
    assert texts(found, "images") == ["112,120"]
    assert "images" not in signs(found).values()


def test_what_is_not_used_is_not_explained() -> None:
    assert signs(of("kits19", columns=["modality"])) == {}


def test_terms_have_short_names_and_licences_their_codes() -> None:
    found = of("lidc-idri", "brats")
    assert texts(found, "license")[0] == "CC BY 3.0"
    assert texts(found, "access") == ["Open", "Challenge"]
    assert texts(found, "modality") == ["CT", "MRI"]


def test_a_term_that_a_curator_added_stands_by_its_name() -> None:
    level = AccessLevel.objects.create(code="on-paper", names={"en": "By letter"})
    Dataset.objects.filter(slug="kits19").update(access_level=level)
    assert texts(of("kits19"), "access") == ["By letter"]


def test_of_a_long_list_the_first_are_told_and_how_many_more() -> None:
    row = Dataset.objects.get(slug="kits19")
    row.modalities.set(type(row.modalities.first()).objects.all()[:7])  # type: ignore[union-attr]
    found = of("kits19", columns=["modality"])
    (text,) = texts(found, "modality")
    assert text.count(",") == 3
    assert text.endswith("+4")
    assert "+n" in signs(found)


def test_what_is_disputed_is_marked() -> None:
    found = of("chestx-ray14", "kits19")
    place = [column.code for column in found.columns].index("subjects")
    assert [row.cells[place].differs for row in found.rows] == [True, False]
    assert signs(found)["†"] == "sources differ"


def test_splits_stand_in_one_cell() -> None:
    found = of("kits19", columns=["split"])
    assert texts(found, "split") == ["210/–/90 pat."]
    assert signs(found)["/"] == "Training / Validation / Test"


def test_classes_are_counted_as_stated_else_as_named() -> None:
    Dataset.objects.filter(slug="kits19").update(class_count=None)
    named = Dataset.objects.get(slug="kits19").datasetclass_set.count()
    assert named
    assert texts(of("kits19", "chestx-ray14", columns=["class"]), "class") == [str(named), "14"]


def test_overlap_names_the_other_rows_with_doubt_where_there_is_some() -> None:
    found = of("chestx-ray14", "nih-chest-xrays-kaggle", "kits19", columns=["overlap", "year"])
    one, other, alone = texts(found, "overlap")
    assert (other.rstrip("?"), alone) == ("ChestX-ray14", "")
    assert one
    doubtful = of("kits19", "lits", columns=["overlap"])
    assert texts(doubtful, "overlap") == ["LiTS?", "KiTS19?"]
    assert "?" in signs(doubtful)


def test_a_column_that_nobody_fills_is_left_out_and_told() -> None:
    found = of("lits", columns=["year", "modality"])
    assert [column.code for column in found.columns] == ["modality"]
    assert found.empty == ("Year",)


def test_the_documents_are_those_behind_the_chosen_columns() -> None:
    few, more = (of("lidc-idri", columns=columns) for columns in (["year", "modality"], DEFAULT))
    assert {one.code for one in few.documents} < {one.code for one in more.documents}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_a_row_in_every_language(language: str) -> None:
    with translation.override(language):
        found = table(whole(Dataset.objects.order_by("slug")), tuple(COLUMNS))
    used = {code for code in COLUMNS if code != "overlap"}
    assert {column.code for column in found.columns} == used
    assert all(len(row.cells) == len(found.columns) for row in found.rows)
    assert any(one.sign.endswith("†") for one in found.legend)


def test_a_unit_without_an_abbreviation_is_written_out() -> None:
    unit = Unit.objects.create(code="mice", names={"en": "mice"}, counted={"en": ["mouse", "mice"]})
    Dataset.objects.filter(slug="kits19").update(subjects_unit=unit)
    found = of("kits19", columns=["subjects"])
    assert texts(found, "subjects") == ["300 mice"]
    assert "mice" not in signs(found)


def test_columns_are_told_from_fields_that_there_are() -> None:
    assert {field for kind in COLUMNS.values() for field in kind.fields} <= set(FIELDS)
