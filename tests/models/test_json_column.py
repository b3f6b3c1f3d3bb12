"""Reading JSON columns: the shape of the column, whatever a row holds, on both databases."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from datasets.models import ChangeSet, Dataset, Disagreement, Document, Guide, Modality, Statement
from datasets.models.json_column import (
    MAXIMUM_DEPTH,
    MAXIMUM_NUMBER,
    JSONColumn,
    by_language,
    keys,
    labelled,
    lists_by_language,
    parsed,
    passages,
    settlement,
    structure,
    texts,
)
from tests.junk import ALL, nested, store


@pytest.mark.parametrize(
    "text", ['["a"]', '{"en": "肾"}', "369", "0.5", "-1", '"CT"', "true", "null", '"\\ud83d\\ude00"']
)
def test_good_json_is_read_as_it_is(text: str) -> None:
    assert parsed(text) == json.loads(text)


def test_bounds_are_within() -> None:
    assert parsed(f"[{MAXIMUM_NUMBER}, -{MAXIMUM_NUMBER}]") == [MAXIMUM_NUMBER, -MAXIMUM_NUMBER]
    assert parsed(nested(MAXIMUM_DEPTH)) is not None


@pytest.mark.parametrize("text", ["", "[", "{'a': 1}", '"a', nested(MAXIMUM_DEPTH + 2), nested(100_000), '"\0"'])
def test_what_cannot_be_read_is_nothing(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize("number", [str(MAXIMUM_NUMBER + 1), "1" + "0" * 400, "9" * 5_000, "1e300", "1e999", "NaN"])
def test_a_number_that_programs_read_differently_is_nothing_where_it_stands(number: str) -> None:
    assert parsed(f'{{"a": [1, {number}], "b": "x"}}') == {"a": [1, None], "b": "x"}


def test_what_no_page_can_hold_is_replaced() -> None:
    assert parsed('{"a\\u0000": ["\\ud800b", "\\udfff"]}') == {"a\ufffd": ["\ufffdb", "\ufffd"]}


def test_a_backslash_before_what_looks_like_an_escape_stays() -> None:
    assert parsed(r'"\\u0000"') == r"\u0000"


SHAPES: dict[str, tuple[Callable[[Any], Any], Any, Any]] = {
    "texts": (texts, ["a", 5, "", None, ["b"], " "], ["a"]),
    "labelled": (labelled, {"sct": "1", "coar": 2}, {"sct": "1"}),
    "by language": (by_language, {"en": "a", "xx": "b", "fr": 5, "ru": ""}, {"en": "a"}),
    "settlement": (settlement, {"en": ""}, None),
    "lists by language": (lists_by_language, {"en": ["a", 5], "fr": "b", "ru": []}, {"en": ["a"], "ru": []}),
    "passages": (
        passages,
        [{"language": "ru", "first": 1, "last": 2}, {"language": "ru", "first": True, "last": 2}, {"first": 1}, 5],
        [{"language": "ru", "first": 1, "last": 2}],
    ),
    "keys": (keys, [1, "2", True, None, 3], [1, 3]),
    "structure": (structure, {"a": 1}, {"a": 1}),
}


@pytest.mark.parametrize(("shape", "value", "found"), SHAPES.values(), ids=SHAPES)
def test_what_has_the_shape_is_read_and_the_rest_left_out(shape: Callable[[Any], Any], value: Any, found: Any) -> None:
    assert shape(value) == found


@pytest.mark.parametrize("shape", [shape for shape, _, _ in SHAPES.values()], ids=SHAPES)
def test_another_type_is_as_empty_as_nothing(shape: Callable[[Any], Any]) -> None:
    for value in (None, 5, "en", True, 1.5, {} if isinstance(shape([]), list) else []):
        assert shape(value) == shape(None)
        assert not shape(value)


@pytest.mark.parametrize("shape", [shape for shape, _, _ in SHAPES.values()], ids=SHAPES)
def test_reading_what_was_read_changes_nothing(shape: Callable[[Any], Any]) -> None:
    for text in ALL:
        found = shape(parsed(text))
        assert shape(found) == found


def test_how_a_column_is_read_is_no_matter_of_the_database() -> None:
    _, path, _, kwargs = JSONColumn(shape=texts, default=list).deconstruct()
    assert (path, kwargs) == ("django.db.models.JSONField", {"default": list})


@pytest.mark.django_db
class TestStored:
    """Rows written past the forms."""

    def test_attributes_and_plain_values_are_read_alike(self) -> None:
        mura = Dataset.objects.get(slug="mura")
        assert store(Dataset, mura.pk, "aliases", '["A", 5]')
        assert Dataset.objects.get(pk=mura.pk).aliases == ["A"]
        assert Dataset.objects.filter(pk=mura.pk).values_list("aliases", flat=True)[0] == ["A"]
        assert Dataset.objects.filter(pk=mura.pk).values("aliases")[0] == {"aliases": ["A"]}

    def test_what_was_written_is_still_there(self) -> None:
        """Reading leaves the row alone, for whoever mends it."""
        mura = Dataset.objects.get(slug="mura")
        store(Dataset, mura.pk, "aliases", '"MURA"')
        assert Dataset.objects.get(pk=mura.pk).aliases == []
        Dataset.objects.filter(pk=mura.pk).update(name="Another name")
        assert Dataset.objects.filter(pk=mura.pk, aliases="MURA").exists()

    def test_names_of_things_stand_without_their_texts(self) -> None:
        row, guide, term = Disagreement.objects.first(), Guide.objects.first(), Modality.objects.get(code="CT")
        assert row is not None
        assert guide is not None
        for model, key, column in (
            (Disagreement, row.pk, "explanation"), (Guide, guide.pk, "titles"), (Modality, term.pk, "names"),
        ):  # fmt: skip
            assert store(model, key, column, '{"en": null}')
        assert str(Disagreement.objects.get(pk=row.pk)) == row.field
        assert str(Guide.objects.get(pk=guide.pk)) == guide.slug
        assert str(Modality.objects.get(pk=term.pk)) == "CT (CT)"

    def test_a_document_without_readable_languages_is_in_no_known_one(self) -> None:
        document = Document.objects.get(code="000")
        store(Document, document.pk, "languages", "{}")
        store(Document, document.pk, "passages", '[{"first": "a"}, 5]')
        assert Document.objects.get(code="000").language_at(5) == ""

    def test_keys_of_what_was_removed_are_numbers(self) -> None:
        number = ChangeSet.advance()
        store(ChangeSet, number, "removed", '["a", 5, null, 1e300]')
        assert ChangeSet.objects.get(pk=number).removed == [5]

    def test_a_settlement_that_cannot_be_read_settles_nothing(self) -> None:
        row = Disagreement.objects.first()
        assert row is not None
        store(Disagreement, row.pk, "settled", "[5]")
        assert Disagreement.objects.get(pk=row.pk).settled is None

    @pytest.mark.parametrize("text", ALL, ids=lambda text: text[:40])
    def test_any_value_of_a_statement_can_be_read_and_written_out(self, text: str) -> None:
        statement = Statement.objects.all()[0]
        if store(Statement, statement.pk, "value", text):
            value = Statement.objects.get(pk=statement.pk).value
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
