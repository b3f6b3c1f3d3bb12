"""The kinds of values: each field has one; what the door takes can be read, and what cannot be read it refuses."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from datasets.facts.columns import Record
from datasets.models import Statement
from datasets.records.checking import CODE_KEYS, schema_problems
from datasets.records.files import Tree
from datasets.records.values import KINDS, codes, problems, published_schema, read
from tests.junk import SHAPES, TYPES, mutations

FIELDS = Statement.Field.values
# Values that a file can hold; the others are refused whatever the field.
VALUES = [json.loads(text) for text in (*TYPES, *SHAPES)]

RIGHT = {"component": "images", "use": "commercial", "answer": "yes"}


def test_every_field_has_a_kind() -> None:
    assert list(KINDS) == FIELDS


@pytest.mark.parametrize("field", FIELDS)
def test_the_example_is_what_is_asked_for(field: str) -> None:
    example = KINDS[field].example
    assert list(problems(field, example)) == []
    assert read(field, example) == example


@pytest.mark.parametrize("field", FIELDS)
def test_a_statement_may_have_no_normal_form(field: str) -> None:
    assert list(problems(field, None)) == []
    assert read(field, None) is None


def test_every_value_of_the_catalogue_can_be_read(tree: Tree) -> None:
    for place, record in tree.dataset:
        for statement in record["statements"]:
            assert read(statement["field"], statement["value"]) == statement["value"], (place, statement)


@pytest.mark.parametrize("field", FIELDS)
def test_what_the_door_takes_can_be_read_and_what_cannot_be_read_is_refused(field: str) -> None:
    mutated = [json.loads(text) for text in mutations(KINDS[field].example, FIELDS.index(field), 200)]
    for value in (*VALUES, *mutated):
        found, wrong = read(field, value), list(problems(field, value))
        assert found is None or found == value, value
        assert wrong or found is not None or value is None, value


@pytest.mark.parametrize("field", FIELDS)
def test_a_message_says_how_the_value_is_written(field: str) -> None:
    wrong = 5 if KINDS[field].example is None else {"no": "such"} if field != "acquisition" else 5
    ((_, message),) = problems(field, wrong)
    assert message.endswith(KINDS[field].fix)


WRONG: list[tuple[str, Any, str, str]] = [
    ("rights", {**RIGHT, "answer": ["yes"]}, ".answer", "['yes'] is not one of ['yes', 'no']"),
    ("rights", {**RIGHT, "answer": True}, ".answer", "True is not one of"),
    ("rights", [RIGHT, {**RIGHT, "use": "any"}], "[1].use", "'any' is not one of"),
    ("rights", {**RIGHT, "why": "x"}, "", "'why' was unexpected"),
    ("relation", {"kind": "includes"}, "", "'target' is a required property"),
    ("relation", {"kind": "includes", "target": "No Slug"}, ".target", "does not match"),
    ("modality", "CT", "", "not of type 'array'"),
    ("modality", ["CT", "CT"], "", "non-unique"),
    ("modality", [], "", "non-empty"),
    ("modality", ["C" * 81], "[0]", "too long"),
    ("modality", [f"c{number}" for number in range(61)], "", "too long"),
    ("license", ["CC-BY-4.0"], "", "not of type 'string'"),
    ("images", "100", "", "not of type 'integer'"),
    ("images", True, "", "not of type 'integer'"),
    ("images", -1, "", "minimum of 0"),
    ("images", 1.5, "", "not of type 'integer'"),
    ("size", 2**63, "", "maximum of 9000000000000000"),
    ("year", 20_190, "", "maximum of 2100"),
    ("multi_label", "yes", "", "not of type 'boolean'"),
    ("multi_label", 1, "", "not of type 'boolean'"),
    ("difficulty", "very", "", "not one of"),
    ("quality", 6, "", "maximum of 5"),
    ("class", {"name": ["A"]}, ".name", "not of type 'string'"),
    ("split", {"name": "training"}, ".name", "not one of"),
    ("split", {"name": "train", "percent": 101}, ".percent", "maximum of 100"),
    ("link", "https://example.org/", "", "not of type 'array'"),
    ("link", ["javascript:alert(1)"], "[0]", "does not match"),
    ("name", "two\nlines", "", "does not match"),
    ("name", "x" * 301, "", "too long"),
    ("population", {"age": [18]}, ".age", "too short"),
    ("acquisition", {"GE": -1}, ".GE", "minimum of 0"),
    ("purpose", "training", "", "leave the value empty"),
]


@pytest.mark.parametrize(("field", "value", "place", "message"), WRONG)
def test_what_is_wrong_is_told_with_its_place(field: str, value: Any, place: str, message: str) -> None:
    ((found, told),) = problems(field, value)
    assert found == place
    assert message in told


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert list(problems("images", 100.0)) == []
    assert read("images", 100.0) == 100
    assert isinstance(read("images", 100.0), int)


def test_half_of_a_value_is_not_read() -> None:
    assert read("modality", ["CT", 5]) is None
    assert read("rights", [RIGHT, "yes"]) is None
    assert read("class", {"name": "A", "count": "many"}) is None


@pytest.mark.parametrize("field", ["", "no-such-field"])
def test_a_field_that_is_none_has_no_values(field: str) -> None:
    assert read(field, 5) is None
    assert codes(field, ["CT"]) == []


def test_codes_are_those_of_fields_that_hold_codes() -> None:
    assert codes("modality", ["CT", "MR"]) == ["CT", "MR"]
    assert codes("license", "CC-BY-4.0") == ["CC-BY-4.0"]
    assert codes("modality", ["CT", 5]) == codes("modality", None) == codes("name", "CT") == []
    assert {kind.vocabulary for kind in KINDS.values()} - {""} == set(CODE_KEYS.values()) - {"unit"}


def test_the_published_schema_refuses_what_the_door_refuses(record: Record) -> None:
    validator = Draft202012Validator(published_schema())
    Draft202012Validator.check_schema(published_schema())
    for field in FIELDS:
        for value in (None, KINDS[field].example, *VALUES[::4]):
            record["statements"][0].update({"field": field, "value": value})
            wrong = any(schema_problems("here", record, "dataset"))
            # What cannot be stored is told besides; JSON Schema knows nothing of that.
            assert wrong or validator.is_valid(record), (field, value)
            assert not wrong or not validator.is_valid(record) or _unstorable(value), (field, value)


def _unstorable(value: Any) -> bool:
    return any(character in json.dumps(value) for character in ("\\r", "1e+300", "9007199254740993", "0" * 40))


def test_the_table_is_not_in_the_schema_twice() -> None:
    """Checking asks the table for each statement, and does not try forty conditions on it."""
    assert "allOf" in published_schema()["properties"]["statements"]["items"]
