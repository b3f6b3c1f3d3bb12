"""What does not add up is found; what can be true is not."""

from typing import Any

import pytest

from datasets.facts.columns import Record
from datasets.facts.contradictions import Finding, consistent, findings
from datasets.records.records import complete


def found(record: Record, **changes: Any) -> list[Finding]:
    """Return the findings in `record` with `changes`."""
    return findings(complete({**record, **changes}))


def splits(*parts: tuple[str, int | None, float | None], unit: str | None = "images") -> list[Record]:
    return [{"name": name, "count": count, "unit": unit, "percent": percent} for name, count, percent in parts]


def classes(*counts: int | None, unit: str | None = "images") -> list[Record]:
    return [{"name": f"class {index}", "count": count, "unit": unit} for index, count in enumerate(counts)]


def stated(record: Record, field: str, *values: Any) -> list[Record]:
    """Return the statements of `record` with one more for each of `values`."""
    place = {"printed": "as printed", "document": "000", "line": 3}
    return [*record["statements"], *({"field": field, "value": value, **place} for value in values)]


def test_consistent_record_has_no_findings(record: Record) -> None:
    assert found(record) == []


class TestSplits:
    """Sums and shares of the official splits. The record has 100 images."""

    def test_splits_that_add_up(self, record: Record) -> None:
        assert found(record, splits=splits(("train", 70, 70), ("validation", 10, 10), ("test", 20, 20))) == []

    def test_splits_that_do_not_add_up_to_the_total(self, record: Record) -> None:
        assert found(record, splits=splits(("train", 70, None), ("test", 29, None))) == [
            Finding("split", "arithmetic", "the splits add up to 99, the stated total is 100")
        ]

    def test_splits_without_a_unit_are_counted_in_the_unit_of_the_images(self, record: Record) -> None:
        (finding,) = found(record, splits=splits(("train", 90, None), unit=None))
        assert finding.message == "the splits add up to 90, the stated total is 100"

    def test_splits_in_subjects_are_held_against_the_subjects(self, record: Record) -> None:
        subjects = {"subjects": 30, "subjects_unit": "patients", "subjects_precision": "exact"}
        (finding,) = found(record, **subjects, splits=splits(("train", 25, None), unit="patients"))
        assert finding.message == "the splits add up to 25, the stated total is 30"

    def test_splits_in_another_unit_are_held_against_the_counts(self, record: Record) -> None:
        counts = [{"value": 40, "unit": "slices"}]
        (finding,) = found(record, counts=counts, splits=splits(("train", 39, None), unit="slices"))
        assert finding.message == "the splits add up to 39, the stated total is 40"

    @pytest.mark.parametrize(
        "parts",
        [
            splits(("train", 70, None), ("test", None, None)),
            splits(("train", 70, None), unit="slices"),
            [*splits(("train", 70, None)), *splits(("test", 5, None), unit="patients")],
            [],
        ],
        ids=["a count is unknown", "the total is unknown", "units differ", "no splits"],
    )
    def test_unknown_figures_prove_nothing(self, record: Record, parts: list[Record]) -> None:
        assert found(record, splits=parts) == []

    def test_shares_that_do_not_add_up_to_a_hundred(self, record: Record) -> None:
        assert found(record, splits=splits(("train", None, 70), ("test", None, 20))) == [
            Finding("split", "arithmetic", "the shares of the splits add up to 90 %")
        ]

    def test_shares_may_be_rounded(self, record: Record) -> None:
        assert (
            found(record, splits=splits(("train", None, 33.3), ("validation", None, 33.3), ("test", None, 33.3))) == []
        )

    def test_shares_of_some_splits_need_not_add_up(self, record: Record) -> None:
        assert found(record, splits=splits(("train", None, 70), ("test", None, None))) == []

    def test_count_that_is_not_its_share_of_the_total(self, record: Record) -> None:
        assert found(record, splits=splits(("train", 75, 70), ("test", 25, 30))) == [
            Finding("split", "arithmetic", "train: 75 of 100 is 75.0 %, not 70 %"),
            Finding("split", "arithmetic", "test: 25 of 100 is 25.0 %, not 30 %"),
        ]

    @pytest.mark.parametrize(("train", "clashes"), [(700, False), (705, False), (706, True), (694, True)])
    def test_share_may_be_off_by_half_a_point(self, record: Record, train: int, clashes: bool) -> None:
        parts = splits(("train", train, 70), ("test", 1000 - train, None))
        assert bool(found(record, images=1000, splits=parts)) is clashes


class TestClasses:
    """Sums and numbers of the classes. The record has 100 images."""

    def test_classes_that_add_up(self, record: Record) -> None:
        assert found(record, classes=classes(60, 40)) == []

    def test_classes_that_do_not_add_up(self, record: Record) -> None:
        assert found(record, classes=classes(60, 41)) == [
            Finding("class", "arithmetic", "the classes add up to 101, the stated total is 100")
        ]

    def test_classes_of_which_an_image_may_have_several_need_not_add_up(self, record: Record) -> None:
        assert found(record, multi_label=True, classes=classes(60, 70)) == []

    def test_classes_need_not_add_up_if_a_count_is_unknown(self, record: Record) -> None:
        assert found(record, classes=classes(60, None)) == []

    @pytest.mark.parametrize(("named", "clashes"), [(2, True), (3, False), (4, False), (5, True)])
    def test_named_classes_are_as_many_as_stated_or_one_more(self, record: Record, named: int, clashes: bool) -> None:
        assert bool(found(record, class_count=3, classes=classes(*[None] * named))) is clashes

    def test_other_number_of_classes_is_told(self, record: Record) -> None:
        assert found(record, class_count=5, classes=classes(None, None)) == [
            Finding("class_count", "arithmetic", "2 classes are named, 5 are stated")
        ]

    def test_class_count_without_named_classes_proves_nothing(self, record: Record) -> None:
        assert found(record, class_count=5) == []


class TestStatements:
    """Documents that state one figure differently."""

    @pytest.mark.parametrize(
        ("field", "one", "other"),
        [
            ("images", 120, 130),
            ("subjects", 369, 500),
            ("size", 45_000_000_000, 42_000_000_000),
            ("year", 2017, 2018),
            ("class_count", 14, 15),
            ("quality", 4, 5),
            ("difficulty", "easy", "hard"),
            ("level", "beginner", "advanced"),
            ("access", "open", "registration"),
            ("downloads", 1000, 2500),
            ("prize", 30_000, 50_000),
        ],
    )
    def test_different_values_are_a_disagreement(self, record: Record, field: str, one: Any, other: Any) -> None:
        statements = [s for s in record["statements"] if s["field"] != field]
        changed = {**record, "statements": stated({"statements": statements}, field, one, other)}
        assert found(changed) == [Finding(field, "documents", f"stated as {one} and as {other}")]

    def test_same_value_twice_is_no_disagreement(self, record: Record) -> None:
        assert found(record, statements=stated(record, "images", 100)) == []

    def test_rounded_value_is_no_disagreement(self, record: Record) -> None:
        assert found({**record, "statements": stated({"statements": []}, "images", 112_120, 112_000)}) == []

    def test_one_that_rounds_to_neither_is_a_disagreement(self, record: Record) -> None:
        (finding,) = found({**record, "statements": stated({"statements": []}, "images", 112_120, 112_000, 113_000)})
        assert finding.message == "stated as 112120 and as 112000 and as 113000"

    def test_fields_of_which_there_may_be_several_do_not_disagree(self, record: Record) -> None:
        assert found(record, statements=stated(record, "name", "One", "Another")) == []

    def test_statement_without_a_value_does_not_disagree(self, record: Record) -> None:
        assert found(record, statements=stated(record, "images", None)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (5, 5),
        ("easy", "easy"),
        (112_000, 112_120),
        (100_000, 112_120),
        (110_000, 112_120),
        (45_000_000_000, 45_000_000_000.0),
        (45_000_000_000, 45_100_000_000),
        (1018, 1000),
        (0.5, 0.52),
    ],
)
def test_values_are_consistent(one: Any, other: Any) -> None:
    assert consistent(one, other)
    assert consistent(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [(369, 500), (112_000, 112_600), (0, 5), (0, 0.4), (5, 6), ("easy", "hard"), ("5", 5), (None, 5), (2017, 2018)],
)
def test_values_are_not_consistent(one: Any, other: Any) -> None:
    assert not consistent(one, other)
    assert not consistent(other, one)
