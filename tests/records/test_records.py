"""The canonical form: equal records are equal bytes."""

import copy
import hashlib
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from datasets.facts.kinds import Record
from datasets.records.records import SELDOM, complete, digest, dumps, schema

KINDS = ("dataset", "source", "document", "vocabulary", "guide")

# The least that a record of each kind says.
MINIMAL: dict[str, Record] = {
    "source": {
        "code": "a",
        "name": "A",
        "kind": "host",
        "descriptions": [{"language": "en", "summary": "Holds sets."}],
    },
    "document": {
        "code": "a",
        "title": "A",
        "kind": "page",
        "languages": ["en"],
        "descriptions": [{"language": "en", "summary": "Lists sets."}],
    },
    "vocabulary": {"vocabulary": "modality", "terms": [{"code": "CT", "names": {"en": "CT"}}]},
    "guide": {"slug": "a", "kind": "level", "titles": {"en": "A"}, "body": {"introduction": {"en": "Start here."}}},
}


@pytest.fixture
def minimal(record: Record) -> dict[str, Record]:
    """A minimal record of every kind."""
    return {"dataset": record, **MINIMAL}


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    """What holds for records of every kind."""

    def test_schema_is_a_json_schema(self, kind: str) -> None:
        Draft202012Validator.check_schema(schema(kind))

    def test_schema_is_in_the_form_of_the_records(self, kind: str) -> None:
        assert schema(kind)["additionalProperties"] is False

    def test_complete_has_every_key_in_the_schemas_order(self, kind: str, minimal: dict[str, Record]) -> None:
        """But for what few records have, where it is empty."""
        keys = [key for key in schema(kind)["properties"] if key not in schema(kind).get(SELDOM, ())]
        assert list(complete(minimal[kind], kind)) == keys

    def test_completed_record_is_valid(self, kind: str, minimal: dict[str, Record]) -> None:
        Draft202012Validator(schema(kind)).validate(complete(minimal[kind], kind))

    def test_complete_is_idempotent(self, kind: str, minimal: dict[str, Record]) -> None:
        once = complete(minimal[kind], kind)
        assert complete(once, kind) == once

    def test_complete_leaves_its_input_alone(self, kind: str, minimal: dict[str, Record]) -> None:
        before = copy.deepcopy(minimal[kind])
        complete(minimal[kind], kind)
        assert minimal[kind] == before

    def test_text_reads_back_as_the_completed_record(self, kind: str, minimal: dict[str, Record]) -> None:
        assert json.loads(dumps(minimal[kind], kind)) == complete(minimal[kind], kind)


def test_unknown_is_null_and_nothing_listed_is_an_empty_list(record: Record) -> None:
    full = complete(record)
    assert (full["subjects"], full["license"], full["multi_label"], full["year"]) == (None, None, None, None)
    assert (full["link"], full["task"], full["former_slugs"]) == ([], [], [])


def test_status_defaults_to_published(record: Record) -> None:
    assert complete(record)["status"] == "published"


def test_parts_are_completed_too(record: Record) -> None:
    record["class"] = [{"name": "Cat"}]
    assert complete(record)["class"] == [{"name": "Cat", "condition": None, "count": None, "unit": None}]
    assert complete(record)["descriptions"][0]["origin"] == "machine"


def test_default_lists_are_not_shared(record: Record) -> None:
    complete(record)["link"].append("something")
    assert complete(record)["link"] == []


def test_sets_of_codes_are_sorted(record: Record) -> None:
    record["modality"] = ["US", "CT", "MR"]
    assert complete(record)["modality"] == ["CT", "MR", "US"]


def test_steps_and_aliases_keep_their_order(record: Record) -> None:
    record["access_step"], record["aliases"] = ["register", "download"], ["Z", "A"]
    assert complete(record)["access_step"] == ["register", "download"]
    assert complete(record)["aliases"] == ["Z", "A"]


def test_texts_come_in_the_order_of_the_languages(record: Record) -> None:
    explanation = {"ru": "да", "zh-hans": "是", "pt-br": "sim", "fr": "oui", "en": "yes"}
    record["disagreements"] = [{"field": "images", "kind": "documents", "explanation": explanation}]
    written = complete(record)["disagreements"][0]["explanation"]
    assert list(written) == ["en", "fr", "pt-br", "zh-hans", "ru"]
    assert written == explanation


@pytest.mark.parametrize(("given", "written"), [(100.0, "100"), (70.5, "70.5"), (1e3, "1000"), (0.0, "0")])
def test_whole_number_is_written_as_one(record: Record, given: float, written: str) -> None:
    record["statements"][0]["value"] = {"percent": given}
    assert f'"percent": {written}\n' in dumps(record)


def test_truth_values_stay_truth_values(record: Record) -> None:
    record["multi_label"] = True
    assert '"multi_label": true,' in dumps(record)


def test_keys_of_a_statements_value_are_sorted(record: Record) -> None:
    record["statements"][0]["value"] = {"name": "train", "count": 5}
    assert list(complete(record)["statements"][0]["value"]) == ["count", "name"]


def test_text_has_two_spaces_no_escapes_and_one_final_newline(record: Record) -> None:
    record["name"] = "Пример 例 é"
    text = dumps(record)
    assert text.startswith('{\n  "slug": "example-set",\n')
    assert '"name": "Пример 例 é"' in text
    assert text.endswith("\n}\n")


@pytest.mark.parametrize(
    "change",
    [
        {"modality": ["MR", "CT"]},
        {"images": {"value": 100.0, "unit": "images", "precision": "exact"}},
        {"license": None},
        {"split": []},
        {"status": "published"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_records_that_say_the_same_have_the_same_digest(record: Record, change: Record) -> None:
    record["modality"] = ["CT", "MR"]
    assert digest({**record, **change}) == digest(dict(reversed(record.items())))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Another"},
        {"images": {"value": 101, "unit": "images", "precision": "exact"}},
        {"multi_label": False},
        {"aliases": ["A"]},
        {"status": "draft"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_records_that_differ_have_different_digests(record: Record, change: dict[str, Any]) -> None:
    assert digest({**record, **change}) != digest(record)


def test_digest_is_the_sha256_of_the_text_without_the_day(record: Record) -> None:
    text = dumps(record).replace('  "changed": "2020-01-02",\n', "")
    assert digest(record) == hashlib.sha256(text.encode("utf-8")).hexdigest()
