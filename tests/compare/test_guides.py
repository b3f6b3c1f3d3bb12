"""The documents' own comparison tables, cell by cell against the catalogue."""

import pytest
from pytest_django import DjangoAssertNumQueries

from datasets.compare.guides import Held, Verdict, against_document, datasets_of
from datasets.compare.picture import compare
from datasets.facts.amounts import consistent
from datasets.facts.resolution import bare
from datasets.models import Dataset, Guide, Statement

pytestmark = pytest.mark.django_db

# Every cell in which the catalogue holds something else than document 000 prints in its table, and the statements that
# it rests on. A cell that is not named here is equal.
DIFFERING = {
    ("chestx-ray14", "112K"): (Verdict.ROUNDED, {"000:260", "004:75"}),
    ("chestx-ray14", "PNG"): (Verdict.MORE, {"000:292", "000:293"}),
    ("chestx-ray14", "⚠️ NLP"): (Verdict.MORE, {"000:287", "000:288"}),
    ("chestx-ray14", "⭐⭐⭐⭐"): (Verdict.OTHER, {"000:295"}),
    ("rsna-pneumonia-detection-challenge", "✅ + BBox"): (Verdict.MORE, {"000:220"}),
    ("brain-mri-segmentation", "✅ Masks"): (Verdict.MORE, {"000:146"}),
    ("brats", "500+/an"): (Verdict.OTHER, {"004:82"}),
    ("covid-19-radiography-database", "21K"): (Verdict.ROUNDED, {"000:187"}),
    ("covid-19-ar", "Sévérité"): (Verdict.MORE, {"000:113"}),
}


def tables() -> list[Guide]:
    return list(Guide.objects.filter(kind="comparison"))


def held() -> list[tuple[str, Held]]:
    """Every cell of the three tables, with the slug of its row's dataset."""
    return [(row.dataset.slug, cell) for guide in tables() for row in against_document(guide) for cell in row.cells]


def test_the_three_tables_are_there_whole() -> None:
    assert [guide.slug for guide in tables()] == ["pneumonia-detection", "brain-tumours", "covid-19"]
    for guide in tables():
        printed = [
            [cell["places"][0]["printed"] for cell in row]
            for section in guide.body["sections"]
            for row in (section["table"] or {"rows": []})["rows"]
        ]
        assert [[cell.printed for cell in row.cells] for row in against_document(guide)] == printed
    assert len(held()) == 3 * 3 * 6


def test_every_cell_is_equal_or_differs_for_a_reason_that_is_known() -> None:
    found = {
        (slug, cell.printed): (cell.verdict, {citation.place for citation in cell.rests_on})
        for slug, cell in held()
        if not cell.equal
    }
    assert found == DIFFERING


def test_every_difference_is_explained_with_its_places() -> None:
    for slug, cell in held():
        assert bool(cell.why) is not cell.equal, (slug, cell.printed)
        assert all(citation.place in cell.why for citation in cell.rests_on), (slug, cell.printed)


def test_an_equal_cell_rests_on_a_statement_with_the_value_that_is_held() -> None:
    """Told again from the statements alone, without the verdicts."""
    rows = {row.slug: row for guide in tables() for row in datasets_of(guide)}
    for slug, cell in held():
        document, line = cell.place.split(":")
        stated = [
            bare(item.value)
            for item in Statement.objects.filter(
                dataset__slug=slug, field=cell.field, document__code=document, line=int(line)
            )
        ]
        assert stated, (slug, cell.printed)
        column = {
            "images": rows[slug].images, "subjects": rows[slug].subjects, "quality": rows[slug].quality,
            "class_count": rows[slug].class_count, "difficulty": rows[slug].difficulty,
        }.get(cell.field)  # fmt: skip
        if column is not None:
            assert (column in stated) is cell.equal, (slug, cell.printed)
            assert (cell.verdict is Verdict.OTHER) is not any(consistent(value, column) for value in stated)


def test_every_cell_shows_what_the_catalogue_holds() -> None:
    assert all(cell.texts and all(item.text for item in cell.texts) for _, cell in held())


def test_a_change_of_the_catalogue_shows() -> None:
    Dataset.objects.filter(slug="chest-xray-pneumonia").update(images=5856)
    row = against_document(Guide.objects.get(slug="pneumonia-detection"))[0]
    assert row.cells[1].verdict is Verdict.OTHER
    assert row.cells[1].texts[0].text == "5,856"
    assert "quotes what is printed" in row.cells[1].why


def test_a_withdrawn_entry_has_no_row() -> None:
    Dataset.objects.filter(slug="brats").update(status=Dataset.Status.WITHDRAWN)
    rows = against_document(Guide.objects.get(slug="brain-tumours"))
    assert [row.dataset.slug for row in rows] == ["brain-mri-segmentation", "tcga-gbm"]


def test_a_cell_without_a_statement_says_so() -> None:
    Statement.objects.filter(dataset__slug="brats", document__code="000", line=384, field="format").delete()
    row = against_document(Guide.objects.get(slug="brain-tumours"))[2]
    assert row.cells[2].verdict is Verdict.UNSTATED
    assert row.cells[2].why


def test_the_live_comparison_has_the_guides_datasets_in_its_order() -> None:
    for guide in tables():
        comparison = compare(datasets_of(guide))
        assert [column.slug for column in comparison.columns] == [
            entry.dataset.slug for entry in guide.entries.select_related("dataset")
        ]


def test_a_guide_costs_a_fixed_number_of_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    costs = set()
    for guide in tables():
        with django_assert_max_num_queries(40) as captured:
            against_document(guide, datasets_of(guide))
        costs.add(len(captured))
    assert len(costs) == 1


def test_a_guide_without_a_table_gives_no_rows() -> None:
    assert against_document(Guide.objects.get(slug="beginner")) == []
