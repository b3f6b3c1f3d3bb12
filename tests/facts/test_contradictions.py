"""What cannot both be true is found; what can is not."""

from typing import Any

import pytest

from datasets.facts.contradictions import (
    CLASSES,
    NAMED,
    SHARE,
    SHARES,
    SPLITS,
    Contradiction,
    Voiced,
    contradictions,
    unexplained,
)
from datasets.facts.fields import FIELDS, HELD
from datasets.facts.kinds import Gathers, Record
from datasets.facts.resolution import Voice, values

VOICES = {code: Voice(code) for code in ("owner", "registry", "literature", "guide", "index")}
PREFERRED = {"standing": "preferred", "reason": {"en": "It is so."}}
SET_ASIDE = {"standing": "set-aside", "reason": {"en": "It is not so."}}


def said(field: str, value: Any, document: str = "guide", **more: Any) -> Record:
    return {"field": field, "value": value, "document": document, "printed": "as printed", **more}


def found(*statements: Record) -> list[Contradiction]:
    """Return what contradicts itself in an entry that holds what follows from these statements."""
    return contradictions(statements, values(statements, VOICES))


def differing(field: str, *said_of_it: Any) -> list[Contradiction]:
    """Return what contradicts itself where a document each says one of these values."""
    return found(*(said(field, value) for value in said_of_it))


def amount(value: int, unit: str | None = "images", precision: str | None = "exact") -> Record:
    return {"value": value, "unit": unit, "precision": precision}


def size(value: int, precision: str = "exact") -> Record:
    return {"value": value, "precision": precision}


def split(name: str, count: int | None = None, percent: float | None = None, unit: str | None = "images") -> Record:
    return {"name": name, "count": count, "unit": unit, "percent": percent}


def right(answer: str) -> Record:
    return {"component": "images", "use": "commercial", "answer": answer}


# Field of one value -> two values of it that cannot both be true.
ONE: dict[str, tuple[Any, Any]] = {
    "category": ("imaging", "text"),
    "kind": ("dataset", "challenge"),
    "access": ("open", "registration"),
    "license": ("MIT", "CC0-1.0"),
    "subjects": (amount(369, "patients"), amount(500, "patients")),
    "images": (amount(120), amount(130)),
    "size": (size(45_000_000_000), size(42_000_000_000)),
    "year": (2017, 2018),
    "class_count": (14, 15),
    "multi_label": (True, False),
    "quality": (4, 5),
    "difficulty": ("easy", "hard"),
    "level": ("beginner", "advanced"),
    "downloads": (size(1100), size(2500)),
    "prize": ({"value": 30_000, "currency": "USD"}, {"value": 50_000, "currency": "USD"}),
}
# What differs -> field of a list, and two items of one identity that cannot both be true.
ITEMS: dict[str, tuple[str, Record, Record]] = {
    "the count of a class": ("class", {"name": "COVID-19", "count": 219}, {"name": "COVID-19", "count": 3616}),
    "the condition of a class": (
        "class", {"name": "Viral", "condition": "pneumonia"}, {"name": "Viral", "condition": "covid-19"}
    ),
    "the unit of a class": (
        "class", {"name": "a", "count": 9, "unit": "images"}, {"name": "a", "count": 9, "unit": "patients"}
    ),
    "the count of a split": ("split", split("train", 219), split("train", 251)),
    "the share of a split": ("split", split("train", percent=70), split("train", percent=85)),
    "a right": ("rights", right("yes"), right("no")),
    "the year of a paper": ("paper", {"doi": "10.1/a", "year": 2017}, {"doi": "10.1/a", "year": 2018}),
    "a round year of a paper": ("paper", {"doi": "10.1/a", "year": 2018}, {"doi": "10.1/a", "year": 2020}),
    "the title of a paper": ("paper", {"doi": "10.1/a", "title": "On sets"}, {"doi": "10.1/a", "title": "On maps"}),
}  # fmt: skip
# Lists whose items say nothing besides what tells them apart.
WHOLLY_IDENTITY = {"count", "link", "relation", "access_step"}


def documents(field: str, *voices: tuple[Any, tuple[int, ...]], settled: int | None = None) -> Contradiction:
    return Contradiction(field, "documents", tuple(Voiced(value, places) for value, places in voices), settled)


class TestDocuments:
    """Documents that cannot both be right about one thing."""

    @pytest.mark.parametrize("field", ONE)
    def test_different_values_clash(self, field: str) -> None:
        one, other = ONE[field]
        assert differing(field, one, other) == [documents(field, (one, (0,)), (other, (1,)))]

    def test_every_field_of_one_value_is_tried(self) -> None:
        assert set(ONE) == {field.code for field in HELD if field.single}

    @pytest.mark.parametrize("case", ITEMS)
    def test_different_items_of_a_list_clash(self, case: str) -> None:
        field, one, other = ITEMS[case]
        (clash,) = [found for found in differing(field, one, other) if found.kind == "documents"]
        assert (clash.field, clash.settled) == (field, None)
        assert [voiced.places for voiced in clash.voices] == [(0,), (1,)]
        # The first voice has all that is held of the item, the second what was said.
        assert one.items() <= clash.voices[0].value.items()
        assert clash.voices[1].value == other

    def test_every_list_is_tried(self) -> None:
        lists = {field.code for field in HELD if field.kind.gathers in (Gathers.LIST, Gathers.ORDERED)}
        assert {field for field, _, _ in ITEMS.values()} | WHOLLY_IDENTITY == lists

    def test_items_of_several_in_one_place_are_told_apart(self) -> None:
        several = [{"name": "a", "count": 5}, {"name": "b", "count": 219}]
        (clash,) = differing("class", several, {"name": "b", "count": 251})
        assert [(voiced.value["name"], voiced.value["count"]) for voiced in clash.voices] == [("b", 219), ("b", 251)]

    def test_who_says_the_same_has_one_voice_and_what_is_held_comes_first(self) -> None:
        statements = [said("year", 2018), said("year", 2019, "owner"), said("year", 2018, "index"), said("year", 2019)]
        assert found(*statements) == [documents("year", (2019, (1, 3)), (2018, (0, 2)))]

    def test_each_of_three_is_told(self) -> None:
        assert differing("year", 2018, 2019, 2020) == [documents("year", (2018, (0,)), (2019, (1,)), (2020, (2,)))]

    def test_each_field_has_its_own_in_the_order_in_which_they_are_stated(self) -> None:
        statements = [said("year", 2018), said("level", "beginner"), said("level", "advanced"), said("year", 2020)]
        assert [clash.field for clash in found(*statements)] == ["year", "level"]

    def test_one_that_fits_what_is_held_is_told_where_another_does_not(self) -> None:
        (clash,) = differing("images", amount(112_120), amount(112_000, precision="about"), amount(99_999))
        assert [voiced.places for voiced in clash.voices] == [(0,), (1,), (2,)]

    def test_what_is_held_and_nobody_says_is_no_matter_between_documents(self) -> None:
        statements = [said("year", 2018)]
        assert contradictions(statements, {**values(statements, VOICES), "year": 2001}) == []


class TestConsistent:
    """What can both be true."""

    @pytest.mark.parametrize(
        ("field", "one", "other"),
        [
            ("images", amount(112_120), amount(112_000, precision="about")),
            ("images", amount(112_120), amount(100_000, precision="about")),
            ("images", amount(112_120), amount(100_000, precision="at-least")),
            ("images", amount(112_120), amount(110_000, precision="at-least")),
            ("images", amount(500, precision="per-year"), amount(12_345)),
            ("images", amount(123, "slices"), amount(9, "exams")),
            ("subjects", amount(10, "patients"), amount(123, "studies")),
            ("size", size(45_000_000_000, "about"), size(45_123_456_789)),
            ("size", size(1_000_000_000_000, "at-least"), size(4_500_000_000_000)),
            ("prize", {"value": 30_000, "currency": "USD"}, {"value": 27_500, "currency": "EUR"}),
            ("class", {"name": "a", "count": 200}, {"name": "a", "count": 219}),
            ("class", {"name": "a", "count": 219}, {"name": "a", "condition": "pneumonia"}),
            ("class", {"name": "a", "count": 219}, {"name": "b", "count": 251}),
            ("split", [split("train", percent=70), split("test", percent=30)], split("train", percent=70.4)),
            ("split", split("train", 219), split("train", 25, unit="patients")),
            ("link", {"url": "https://a.org", "kind": "code", "label": "One"},
             {"url": "https://a.org", "kind": "code", "label": "Two"}),
            ("count", amount(9, "slices", "about"), amount(9, "slices", "exact")),
            ("count", amount(9, "slices"), amount(12, "slices")),
            ("paper", {"doi": "10.1/a", "year": 2017}, {"doi": "10.1/b", "year": 2018}),
            ("modality", ["CT"], ["MR"]),
            ("access_step", ["register"], ["download"]),
            ("name", "One", "Another"),
            ("population", {"age": [18, 96]}, {"age": [20, 30]}),
            ("of-no-field", 1, 2),
        ],
    )  # fmt: skip
    def test_values_that_can_both_be_true(self, field: str, one: Any, other: Any) -> None:
        assert differing(field, one, other) == []
        assert differing(field, other, one) == []

    @pytest.mark.parametrize(
        ("field", "one", "other"),
        [
            ("images", amount(112_120), amount(112_000)),
            ("images", amount(112_120), amount(112_600, precision="about")),
            ("images", amount(90_000), amount(100_000, precision="at-least")),
            ("images", amount(500, precision="per-year"), amount(700, precision="per-year")),
            ("subjects", amount(0, "patients"), amount(5, "patients", "about")),
        ],
        ids=["two exact figures", "one rounds to another", "less than at least", "two rates", "none and some"],
    )
    def test_precision_does_not_excuse_everything(self, field: str, one: Any, other: Any) -> None:
        assert len(differing(field, one, other)) == 1
        assert len(differing(field, other, one)) == 1

    def test_no_year_is_rounded(self) -> None:
        assert len(differing("year", 2018, 2020)) == 1
        owner, guide = said("year", 2020, "owner"), said("year", 2018)
        assert found(owner, guide) == [documents("year", (2020, (0,)), (2018, (1,)))]

    @pytest.mark.parametrize("field", [field.code for field in FIELDS.values() if field.example is not None])
    def test_a_value_agrees_with_itself(self, field: str) -> None:
        assert [clash for clash in differing(field, *[FIELDS[field].example] * 2) if clash.kind == "documents"] == []

    def test_printed_words_alone_say_nothing(self) -> None:
        assert differing("images", amount(100), None) == []
        assert differing("images", None, None) == []


class TestStanding:
    """What a curator decided."""

    @pytest.mark.parametrize("field", ONE)
    def test_what_is_set_aside_has_no_say(self, field: str) -> None:
        one, other = ONE[field]
        assert found(said(field, one, **SET_ASIDE), said(field, other)) == []

    @pytest.mark.parametrize("case", ITEMS)
    def test_an_item_that_is_set_aside_has_no_say(self, case: str) -> None:
        field, one, other = ITEMS[case]
        assert [
            one for one in found(said(field, one, **SET_ASIDE), said(field, other)) if one.kind == "documents"
        ] == []

    @pytest.mark.parametrize("field", ONE)
    def test_what_is_preferred_settles_and_is_held(self, field: str) -> None:
        one, other = ONE[field]
        statements = [said(field, one, "owner"), said(field, other, "index", **PREFERRED)]
        assert found(*statements) == [documents(field, (other, (1,)), (one, (0,)), settled=1)]

    def test_preferring_one_item_settles_no_other(self) -> None:
        statements = [
            said("class", {"name": "a", "count": 219}),
            said("class", {"name": "a", "count": 251}, **PREFERRED),
            said("class", {"name": "b", "count": 219}),
            said("class", {"name": "b", "count": 251}),
        ]
        assert {clash.voices[0].value["name"]: clash.settled for clash in found(*statements)} == {"a": 1, "b": None}


def parts(field: str, *items: Record, **others: Any) -> list[Contradiction]:
    """Return what contradicts itself in an entry of 100 images that lists these items; `others` are said as well."""
    facts = {"images": amount(100), field: list(items), **others}
    return found(*(said(code, value) for code, value in facts.items() if value not in (None, [])))


def sums(field: str, which: str, **numbers: Any) -> Contradiction:
    return Contradiction(field, "arithmetic", sum=which, numbers=tuple(numbers.items()))


class TestSplits:
    """Sums and shares of the official splits."""

    def test_splits_that_add_up(self) -> None:
        assert parts("split", split("train", 70, 70), split("validation", 10, 10), split("test", 20, 20)) == []

    def test_splits_that_do_not_add_up_to_the_total(self) -> None:
        assert parts("split", split("train", 70), split("test", 29)) == [sums("split", SPLITS, sum=99, total=100)]

    def test_splits_without_a_unit_are_counted_in_the_unit_of_the_images(self) -> None:
        assert parts("split", split("train", 90, unit=None)) == [sums("split", SPLITS, sum=90, total=100)]

    def test_splits_in_subjects_are_held_against_the_subjects(self) -> None:
        clash = parts("split", split("train", 25, unit="patients"), subjects=amount(30, "patients"))
        assert clash == [sums("split", SPLITS, sum=25, total=30)]

    def test_splits_in_another_unit_are_held_against_the_counts(self) -> None:
        clash = parts("split", split("train", 39, unit="slices"), count=[amount(40, "slices")])
        assert clash == [sums("split", SPLITS, sum=39, total=40)]

    @pytest.mark.parametrize(
        "items",
        [
            [split("train", 70), split("test")],
            [split("train", 70, unit="slices")],
            [split("train", 70), split("test", 5, unit="patients")],
            [],
        ],
        ids=["a count is unknown", "the total is unknown", "units differ", "no splits"],
    )
    def test_unknown_figures_prove_nothing(self, items: list[Record]) -> None:
        assert parts("split", *items) == []

    @pytest.mark.parametrize("precision", ["about", "per-year"])
    def test_a_total_that_is_no_exact_number_proves_nothing(self, precision: str) -> None:
        assert parts("split", split("train", 70, 80), split("test", 29), images=amount(100, "images", precision)) == []

    @pytest.mark.parametrize(("train", "clashes"), [(99, True), (100, False), (101, False)])
    def test_at_least_is_true_of_all_that_is_more(self, train: int, clashes: bool) -> None:
        at_least = amount(100, precision="at-least")
        assert bool(parts("split", split("train", train), images=at_least)) is clashes

    def test_no_share_is_taken_of_at_least(self) -> None:
        items = [split("train", 150, 70), split("test", 60, 30)]
        assert parts("split", *items, images=amount(100, precision="at-least")) == []

    def test_shares_that_do_not_add_up_to_a_hundred(self) -> None:
        assert parts("split", split("train", percent=70), split("test", percent=20)) == [sums("split", SHARES, sum=90)]

    def test_shares_may_be_rounded(self) -> None:
        assert parts("split", *(split(name, percent=33.3) for name in ("train", "validation", "test"))) == []

    def test_shares_of_some_splits_need_not_add_up(self) -> None:
        assert parts("split", split("train", percent=70), split("test")) == []

    def test_count_that_is_not_its_share_of_the_total(self) -> None:
        assert parts("split", split("train", 75, 70), split("test", 25, 30)) == [
            sums("split", SHARE, name="train", count=75, total=100, share=75, stated=70),
            sums("split", SHARE, name="test", count=25, total=100, share=25, stated=30),
        ]

    @pytest.mark.parametrize(("train", "clashes"), [(700, False), (705, False), (706, True), (694, True)])
    def test_share_may_be_off_by_half_a_point(self, train: int, clashes: bool) -> None:
        items = [split("train", train, 70), split("test", 1000 - train)]
        assert bool(parts("split", *items, images=amount(1000))) is clashes

    def test_of_nothing_there_are_no_shares(self) -> None:
        assert parts("split", split("train", 0, 100), images=amount(0)) == []


def classes(*counts: int | None) -> list[Record]:
    return [{"name": f"class {index}", "count": count, "unit": "images"} for index, count in enumerate(counts)]


class TestClasses:
    """Sums and numbers of the classes."""

    def test_classes_that_add_up(self) -> None:
        assert parts("class", *classes(60, 40)) == []

    def test_classes_that_do_not_add_up(self) -> None:
        assert parts("class", *classes(60, 41)) == [sums("class", CLASSES, sum=101, total=100)]

    def test_classes_of_which_an_image_may_have_several_need_not_add_up(self) -> None:
        assert parts("class", *classes(60, 70), multi_label=True) == []

    def test_classes_need_not_add_up_if_a_count_is_unknown(self) -> None:
        assert parts("class", *classes(60, None)) == []

    @pytest.mark.parametrize(("named", "clashes"), [(2, True), (3, False), (4, False), (5, True)])
    def test_named_classes_are_as_many_as_stated_or_one_more(self, named: int, clashes: bool) -> None:
        assert bool(parts("class", *classes(*[None] * named), class_count=3)) is clashes

    def test_other_number_of_classes_is_told(self) -> None:
        clash = parts("class", *classes(None, None), class_count=5)
        assert clash == [sums("class_count", NAMED, named=2, stated=5)]

    def test_class_count_without_named_classes_proves_nothing(self) -> None:
        assert parts("class", class_count=5) == []

    def test_what_is_set_aside_adds_nothing(self) -> None:
        first, second = classes(100, 7)
        statements = [said("images", amount(100)), said("class", first), said("class", second, **SET_ASIDE)]
        assert found(*statements) == []


class TestUnexplained:
    """Notes by hand stand instead of what is computed."""

    FOUND = (documents("images", (1, (0,)), (2, (1,))), sums("split", SPLITS, sum=99, total=100))

    @pytest.mark.parametrize(
        ("noted", "left"),
        [
            ([], ["images", "split"]),
            ([("images", "documents")], ["split"]),
            ([("images", "claim")], ["split"]),
            ([("images", "arithmetic")], ["images", "split"]),
            ([("split", "arithmetic")], ["images"]),
            ([("split", "claim")], ["images", "split"]),
            ([("split", "documents")], ["images", "split"]),
            ([("size", "documents"), ("class", "arithmetic")], ["images", "split"]),
            ([("images", "documents"), ("split", "arithmetic")], []),
        ],
    )
    def test_a_note_tells_of_its_field_and_kind(self, noted: list[tuple[str, str]], left: list[str]) -> None:
        assert [one.field for one in unexplained(self.FOUND, noted)] == left


def test_nothing_contradicts_nothing() -> None:
    assert found() == []
