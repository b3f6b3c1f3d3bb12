"""The kinds of values: each field has one; what the door takes can be read, and what cannot be read it refuses."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import VOCABULARIES
from datasets.records.checking import schema_problems, vocabulary_names
from datasets.records.files import Tree
from datasets.records.values import codes, problems, published_schema, read
from tests.junk import SHAPES, TYPES, mutations

CODES = list(FIELDS)
# Values that a file can hold; the others are refused whatever the field.
VALUES = [json.loads(text) for text in (*TYPES, *SHAPES)]

RIGHT = {"component": "images", "use": "commercial", "answer": "yes"}


@pytest.mark.parametrize("field", CODES)
def test_the_example_is_what_is_asked_for(field: str) -> None:
    example = FIELDS[field].example
    assert list(problems(field, example)) == []
    assert read(field, example) == example


@pytest.mark.parametrize("field", CODES)
def test_a_statement_may_have_no_normal_form(field: str) -> None:
    assert list(problems(field, None)) == []
    assert read(field, None) is None


def test_every_value_of_the_catalogue_can_be_read(tree: Tree) -> None:
    for place, record in tree.dataset:
        for statement in record["statements"]:
            assert read(statement["field"], statement["value"]) == statement["value"], (place, statement)


@pytest.mark.parametrize("field", CODES)
def test_what_the_door_takes_can_be_read_and_what_cannot_be_read_is_refused(field: str) -> None:
    mutated = [json.loads(text) for text in mutations(FIELDS[field].example, CODES.index(field), 200)]
    for value in (*VALUES, *mutated):
        found, wrong = read(field, value), list(problems(field, value))
        assert found is None or found == value, value
        assert wrong or found is not None or value is None, value


@pytest.mark.parametrize("field", CODES)
def test_a_message_says_how_the_value_is_written(field: str) -> None:
    wrong = 5 if FIELDS[field].example is None else {"no": "such"} if field != "acquisition" else 5
    ((_, message),) = problems(field, wrong)
    assert message.endswith(FIELDS[field].fix)


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
    ("modality", ["C" * 81], "[0]", "has 81 characters; 80 are the most"),
    ("modality", [f"c{number}" for number in range(61)], "", "has 61 items; 60 are the most"),
    ("license", ["CC-BY-4.0"], "", "not of type 'string'"),
    ("images", 100, "", "not of type 'object'"),
    ("images", {"value": "100"}, ".value", "not of type 'integer'"),
    ("images", {"value": True}, ".value", "not of type 'integer'"),
    ("images", {"value": -1}, ".value", "minimum of 0"),
    ("images", {"value": 1.5}, ".value", "not of type 'integer'"),
    ("images", {"unit": "images"}, "", "'value' is a required property"),
    ("images", {"value": 1, "precision": "roughly"}, ".precision", "'roughly' is not one of"),
    ("size", {"value": 2**63}, ".value", "maximum of 9000000000000000"),
    ("size", {"value": 5, "unit": "images"}, "", "'unit' was unexpected"),
    ("prize", {"value": 5, "currency": "$"}, ".currency", "does not match"),
    ("prize", {"value": 5}, "", "'currency' is a required property"),
    ("count", {"value": 5}, "", "'unit' is a required property"),
    ("year", 20_190, "", "maximum of 2100"),
    ("multi_label", "yes", "", "not of type 'boolean'"),
    ("multi_label", 1, "", "not of type 'boolean'"),
    ("difficulty", "very", "", "not one of"),
    ("quality", 6, "", "maximum of 5"),
    ("class", {"name": ["A"]}, ".name", "not of type 'string'"),
    ("split", {"name": "training"}, ".name", "not one of"),
    ("split", {"name": "train", "percent": 101}, ".percent", "maximum of 100"),
    ("link", {"url": "https://example.org/"}, "", "'kind' is a required property"),
    ("link", {"url": "javascript:alert(1)", "kind": "homepage"}, ".url", "does not match"),
    ("link", [{"url": "https://example.org/", "kind": "blog"}], "[0].kind", "'blog' is not one of"),
    ("paper", {"doi": "doi:10.1/x"}, ".doi", "'doi:10.1/x' does not match"),
    ("paper", {}, "", "says none of doi, url, title, authors"),
    ("paper", [{"title": "On sets"}, {"year": 2020, "venue": "Here"}], "", "says none of doi, url, title, authors"),
    ("name", "two\nlines", "", "does not match"),
    ("name", "x" * 301, "", "has 301 characters; 300 are the most"),
    ("population", {"age": [18]}, ".age", "has 1 items; 2 are the least"),
    ("acquisition", {"GE": -1}, ".GE", "minimum of 0"),
    ("purpose", "training", "", "leave the value empty"),
]


@pytest.mark.parametrize(("field", "value", "place", "message"), WRONG)
def test_what_is_wrong_is_told_with_its_place(field: str, value: Any, place: str, message: str) -> None:
    ((found, told),) = problems(field, value)
    assert found == place
    assert message in told


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert list(problems("images", {"value": 100.0})) == []
    assert read("images", {"value": 100.0}) == {"value": 100}
    assert isinstance(read("images", {"value": 100.0})["value"], int)


def test_half_of_a_value_is_not_read() -> None:
    assert read("modality", ["CT", 5]) is None
    assert read("rights", [RIGHT, "yes"]) is None
    assert read("class", {"name": "A", "count": "many"}) is None


@pytest.mark.parametrize("field", ["", "no-such-field"])
def test_a_field_that_is_none_has_no_values(field: str) -> None:
    assert read(field, 5) is None
    assert list(codes(field, ["CT"])) == []


def test_codes_are_those_of_fields_that_hold_codes() -> None:
    assert list(codes("modality", ["CT", "MR"])) == [("modality", "CT"), ("modality", "MR")]
    assert list(codes("license", "CC-BY-4.0")) == [("license", "CC-BY-4.0")]
    assert list(codes("images", {"value": 5, "unit": "slices"})) == [("unit", "slices")]
    labels = [{"name": "A", "condition": "flu"}, {"name": "B", "unit": "images"}]
    assert sorted(codes("class", labels)) == [("condition", "flu"), ("unit", "images")]
    for field, value in (("modality", ["CT", 5]), ("modality", None), ("name", "CT"), ("images", {"value": 5})):
        assert list(codes(field, value)) == []


def test_every_vocabulary_but_those_of_the_site_holds_codes_of_facts() -> None:
    assert vocabulary_names() == {*VOCABULARIES, "source"}


def test_the_published_schema_refuses_what_the_door_refuses(record: Record) -> None:
    validator = Draft202012Validator(published_schema())
    Draft202012Validator.check_schema(published_schema())
    for field in CODES:
        for value in (None, FIELDS[field].example, *VALUES[::4]):
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
