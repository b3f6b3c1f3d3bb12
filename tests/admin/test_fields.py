"""JSON in a form: what a database could not keep is refused with what to mend. No database here."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from datasets.admin.fields import MAXIMUM_DEPTH, JSONField, TextField, read_json


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[“LIDC”]", "line 1, column 2"),
        ('["a",\n "b"', "line 2, column 5"),
        ('{"en": "a", "en": "b"}', "“en” stands twice"),
        ("NaN", "NaN is not a JSON number"),
        ("-Infinity", "-Infinity is not a JSON number"),
        ("1e999", "1e999 is too large"),
        (nested(MAXIMUM_DEPTH + 2), "nested too deeply"),
        (nested(100_000), "nested too deeply"),
        ("9" * 5_000, "18 digits are the most"),
        (r'["\ud800"]', r"\\ud800 is half a character"),
    ],
    ids=[
        "curly quotes",
        "unfinished",
        "key twice",
        "NaN",
        "infinity",
        "overflow",
        "deep",
        "very deep",
        "long number",
        "surrogate",
    ],
)
def test_json_that_cannot_be_kept_is_refused_with_the_reason(text: str, hint: str) -> None:
    with pytest.raises(ValidationError, match=hint):
        read_json(text)


@pytest.mark.parametrize("text", ['["a"]', '{"en": "肾"}', "369", "0.5", '"CT"', "true", "null", nested(MAXIMUM_DEPTH)])
def test_other_json_is_read(text: str) -> None:
    assert read_json(text) == json.loads(text)


@pytest.mark.parametrize("value", [["LIDC", "LIDC-IDRI"], {"en": "x" * 200}, 369, "CT", False, [], None, {"a": [None]}])
def test_value_shown_and_sent_back_is_unchanged(value: Any) -> None:
    field = JSONField(empty=lambda: None, required=False)
    shown = field.prepare_value(value)
    assert field.clean(shown) == value
    assert not field.has_changed(value, shown.replace("\n", "\r\n"))


def test_empty_text_is_what_the_column_holds_then() -> None:
    assert JSONField(empty=list, required=False).clean("  ") == []


def test_broken_json_is_shown_again_as_typed() -> None:
    field = JSONField(empty=list, required=False)
    shown = field.bound_data(nested(100_000), [])
    assert isinstance(shown, InvalidJSONInput)
    assert field.prepare_value(shown) == nested(100_000)


def test_line_ends_of_a_browser_become_those_of_a_record() -> None:
    field = TextField()
    assert field.clean("one\r\ntwo") == "one\ntwo"
    assert not field.has_changed("one\ntwo", "one\r\ntwo")
