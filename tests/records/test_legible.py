"""Reading by a schema: what does not fit falls away, and what is left has the schema's types."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from datasets.facts.kinds import Record
from datasets.models import Guide, GuideEntry
from datasets.records import advice
from datasets.records.files import Tree
from datasets.records.legible import UNREADABLE, reader
from datasets.records.records import complete, schema
from tests.junk import SHAPES, TYPES, mutations

ROOT: Record = {"$defs": {"code": {"type": "string", "pattern": "^[a-z]+$"}}}
CODE = {"$ref": "#/$defs/code"}
OBJECT = {"type": "object", "required": ["code"], "properties": {"code": CODE, "number": {"type": ["integer", "null"]}}}

READINGS: list[tuple[Record, Any, Any]] = [
    (CODE, "abc", "abc"),
    (CODE, "ABC", UNREADABLE),
    (CODE, "abc\n", UNREADABLE),
    (CODE, ["abc"], UNREADABLE),
    ({"type": "integer"}, True, UNREADABLE),
    ({"type": "integer"}, 5.0, 5),
    ({"type": "integer"}, 5.5, UNREADABLE),
    ({"type": "number"}, 5.5, 5.5),
    ({"type": "boolean"}, 1, UNREADABLE),
    ({"type": "string", "minLength": 1}, " ", UNREADABLE),
    ({"enum": ["a", None]}, None, None),
    ({"enum": ["a"]}, ["a"], UNREADABLE),
    ({"enum": ["a"]}, None, UNREADABLE),
    ({"anyOf": [{"type": "null"}, CODE]}, "abc", "abc"),
    ({"anyOf": [{"type": "null"}, CODE]}, 5, UNREADABLE),
    ({"type": "array", "items": CODE}, ["a", 5, "b", None], ["a", "b"]),
    ({"type": "array", "items": CODE, "minItems": 1}, [5], UNREADABLE),
    ({"type": "array", "items": CODE}, {"a": "b"}, UNREADABLE),
    (OBJECT, {"code": "a", "number": "x", "other": 5}, {"code": "a"}),
    (OBJECT, {"number": 5}, UNREADABLE),
    (OBJECT, [], UNREADABLE),
    ({"type": "object", "propertyNames": CODE, "additionalProperties": CODE}, {"a": "b", "C": "d", "e": 5}, {"a": "b"}),
    ({"type": "object", "propertyNames": CODE, "additionalProperties": CODE}, {"a": 5}, {}),
    ({"type": "object", "minProperties": 1, "propertyNames": CODE, "additionalProperties": CODE}, {"a": 5}, UNREADABLE),
]


@pytest.mark.parametrize(("node", "value", "found"), READINGS)
def test_reading(node: Record, value: Any, found: Any) -> None:
    assert reader(node, ROOT)(value) == found


@pytest.mark.parametrize("kind", ["source", "document", "vocabulary", "guide"])
def test_a_good_record_is_read_as_it_is(kind: str, tree: Tree) -> None:
    read = reader(schema(kind), schema(kind))
    for place, record in getattr(tree, kind):
        assert read(record) == record, place


def test_a_good_guide_is_read_whole(tree: Tree) -> None:
    for _, record in tree.guide:
        assert advice.body(Guide(body=record["body"])) == record["body"]
        for entry in record["entries"]:
            details = {key: value for key, value in entry.items() if key != "dataset"}
            assert advice.details(GuideEntry(details=details)) == details


# What is missing, too long or too large breaks no page.
LENIENT = {"type", "required", "anyOf", "maxLength", "maxItems", "maximum", "minimum"}


@pytest.mark.parametrize("seed", range(20))
def test_what_is_read_of_a_guide_fits_its_schema(seed: int, tree: Tree) -> None:
    record = tree.guide[seed % len(tree.guide)][1]
    lenient = Draft202012Validator(schema("guide"))
    bodies = [json.loads(text) for text in (*mutations(record["body"], seed, 20), *SHAPES, *TYPES)]
    for value in bodies:
        body = advice.body(Guide(body=value))
        found = complete({**record, "body": body, "entries": []}, "guide")
        errors = {str(error.validator) for error in lenient.iter_errors(found)}
        assert errors <= {
            "type",
            "required",
            "maxLength",
            "maxItems",
            "minItems",
            "minProperties",
            "maximum",
            "minimum",
            "anyOf",
        }, value
