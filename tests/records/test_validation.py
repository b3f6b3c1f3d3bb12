"""What the catalogue's own validator refuses: costly Markdown, wrong values, endless lists, what is no number."""

import pytest

from datasets.facts.kinds import Record
from datasets.records.checking import schema_problems


@pytest.mark.parametrize("text", ["1. " * 1_000, "[" * 3_000, "> " * 1_500])
def test_a_description_that_costs_too_much_is_told(record: Record, text: str) -> None:
    record["descriptions"][0]["description"] = text
    problems = list(schema_problems("here.json", record, "dataset"))
    assert {problem.field for problem in problems} == {"descriptions[0].description"}
    assert any("are the most" in problem.message for problem in problems)


@pytest.mark.parametrize("field", ["name", "category", "images", "rights"])
def test_each_wrong_value_is_told_once(record: Record, field: str) -> None:
    place = {"field": field, "printed": "as printed", "document": "000", "line": 3}
    record["statements"] += [{**place, "value": {"no": "such"}}, {**place, "value": ["nor", "this", 5]}]
    fields = [problem.field.partition(".value")[0] for problem in schema_problems("here.json", record, "dataset")]
    assert fields == ["statements[5]", "statements[6]"]


def test_items_of_a_list_that_is_far_too_long_are_not_compared(record: Record) -> None:
    """Each with each other would take minutes."""
    record["aliases"] = [{"a": str(number)} for number in range(20_000)]
    messages = [problem.message for problem in schema_problems("here.json", record, "dataset")]
    assert any("has 20,000 items" in message for message in messages)
    assert not any("non-unique" in message for message in messages)


@pytest.mark.parametrize("name", ["", " ", "\u00a0", "\u3000\u2009"])
def test_a_blank_name_is_told(record: Record, name: str) -> None:
    record["name"] = name
    assert {problem.field for problem in schema_problems("here.json", record, "dataset")} == {"name"}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_told(record: Record, number: float) -> None:
    record["split"] = [{"name": "train", "percent": number}]
    problems = list(schema_problems("here.json", record, "dataset"))
    assert any(problem.field == "split[0].percent" and "is no number" in problem.message for problem in problems)
