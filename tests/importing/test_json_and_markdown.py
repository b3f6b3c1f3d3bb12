"""JSON as records and as rows, and tables in Markdown."""

import json
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.importing import readers
from datasets.importing.readers import markdown

from .sheets import columns, opened, reading, said

RECORD: Record = {
    "slug": "a", "name": "A", "category": "imaging", "kind": "dataset", "images": {"value": 12}, "aliases": ["Ä"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "places"),
    [
        (json.dumps(RECORD, indent=2), ["record 1"]),
        (json.dumps([RECORD, RECORD]), ["record 1", "record 2"]),
        (f"{json.dumps(RECORD)}\r\n\r\n{json.dumps(RECORD)}", ["line 1", "line 3"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_records_are_given_as_they_are(content: str, places: list[str], encoding: str) -> None:
    file = opened(content.encode(encoding), "a.json")
    assert readers.reader_of(file).CODE == "records"
    described, problems = reading(content.encode(encoding), "a.json")
    assert [(one.place, one.name, one.key, one.slug, one.record) for one in described] == [
        (place, "A", "a", "a", RECORD) for place in places
    ]
    assert problems == []


# A line among records -> a word of what is told of it.
BROKEN_LINES = {
    "no JSON": ("{", "not JSON"),
    "a key twice": ('{"slug": "b", "slug": "c"}', "slug: stands twice"),
    "NaN": ('{"slug": NaN}', "NaN is not a JSON number"),
    "too deep": ('{"a": ' + "[" * 50_000 + "]" * 50_000 + "}", "nested too deeply"),
    "a list": ("[1]", "must be a JSON object"),
    "no name": ('{"slug": "b"}', "name: is missing"),
    "a name that is none": ('{"slug": "b", "name": 3}', "name: is missing"),
    "too long": (json.dumps({"a": "x" * 1_000_001}), "longer than 1,000,000"),
}


@pytest.mark.parametrize(("line", "message"), BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_broken_records_are_told_and_the_others_are_read(line: str, message: str) -> None:
    described, problems = reading(f"{json.dumps(RECORD)}\n{line}\n{json.dumps(RECORD)}\n", "a.jsonl")
    assert [one.place for one in described] == ["line 1", "line 3"]
    ((told),) = map(str, problems)
    assert told.startswith("line 2: ")
    assert message in told


# JSON whose objects are rows -> the places, names and claims.
AS_ROWS: dict[str, tuple[Any, list[tuple[str, str, list[tuple[str, str]]]]]] = {
    "a list": (
        [{"name": "A", "modality": ["CT", "PT"], "num_patients": 12}, {"name": "B", "size_gb": 1.50, "year": None}],
        [
            ("item 1", "A", [("modality", "CT; PT"), ("subjects", "12 patients")]),
            ("item 2", "B", [("size", "1.5 gb")]),
        ],
    ),
    "one object": ({"name": "A", "licence": "CC0-1.0"}, [("item 1", "A", [("license", "CC0-1.0")])]),
    "a list in an object": (
        {"version": 2, "datasets": [{"name": "A", "organ": "liver"}]}, [("item 1", "A", [("anatomy", "liver")])],
    ),
    "objects by their names": (
        {"A": {"modality": "CT"}, "B": {"modality": "MR"}},
        [("item 1", "A", [("modality", "CT")]), ("item 2", "B", [("modality", "MR")])],
    ),
    "a list as an object": (
        {"name": "A", "modality": {"0": "CT", "1": "PT"}, "numTraining": 41, "training": [{"image": "x"}]},
        [("item 1", "A", [("modality", "CT; PT"), ("split", "train: 41")])],
    ),
    "what has a name": (
        [{"name": "A", "license": {"name": "CC0-1.0", "url": ""}, "modality": [{"name": "CT"}, {"name": "PT"}]}],
        [("item 1", "A", [("license", "CC0-1.0"), ("modality", "CT; PT")])],
    ),
    "truth": (
        [{"name": "A", "multi_label": True, "url": "https://example.org/a"}],
        [("item 1", "A", [("multi_label", "true"), ("link", "https://example.org/a (homepage)")])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("value", "wanted"), AS_ROWS.values(), ids=AS_ROWS)
def test_objects_are_read_as_rows(value: Any, wanted: list[Any]) -> None:
    described, problems = reading(json.dumps(value), "list.json")
    assert [(one.place, one.name, said(one)) for one in described] == wanted
    assert problems == []


def test_lines_are_read_as_rows_with_the_digits_that_are_printed() -> None:
    content = '{"name": "A", "size (GB)": 1.50}\n{"name": "B", "size (GB)": 123456789012345678}\n{"name": "C"\n'
    described, problems = reading(content, "list.jsonl")
    assert [(one.place, said(one)) for one in described] == [
        ("line 1", [("size", "1.50 GB")]),
        ("line 2", [("size", "123456789012345678 GB")]),
    ]
    assert [problem.place for problem in problems] == ["line 3"]


OTHER_JSON = (
    '{"@context": "https://schema.org/", "@type": "Dataset", "name": "A"}', '{"nbformat": 4, "name": "A"}', "[1, 2]",
    '{"a": 1}', "[]", "{}", '"name"', "null",
)  # fmt: skip


@pytest.mark.parametrize("content", OTHER_JSON)
def test_other_json_is_no_sheet(content: str) -> None:
    assert not [reader for reader in readers.SHEETS if reader.recognises(opened(content, "a.json"))]


PAGE = """# Data sets [![Awesome](https://example.org/a.svg)](https://example.org)

Text | with a bar.

## CT

| **Dataset** | Organ | Paper | Download |
| :--- | --- | :-: | --- |
| [A](https://example.org/a) | liver | [Doe 2019](https://doi.org/10.1000/182) | [link](https://example.org/a/get) |
| B \\| 2 | lung | | [one](https://example.org/1) or [two](https://example.org/2) |
| [C](./c.md) | kidney | N/A | on request |

## Others

| Year | Comment |
|---|---|
| 2019 | x |

## MR

**Dataset** | Organ | Paper | Download
---|---|---|---
D | brain
E | heart | | [link](https://example.org/e)
"""


def test_tables_of_a_page_are_read() -> None:
    described, problems = reading(PAGE, "README.md")
    assert [(one.place, one.name, one.identifiers) for one in described] == [
        ("line 9", "A", ("https://example.org/a",)),
        ("line 10", "B | 2", ()),
        ("line 11", "C", ()),
        ("line 24", "E", ()),
    ]
    assert said(described[0]) == [
        ("anatomy", "liver"),
        ("link", "https://example.org/a/get (download)"),
        ("paper", "https://doi.org/10.1000/182"),
    ]
    assert [claim.printed for claim in described[1].claims[1:]] == ["https://example.org/1", "https://example.org/2"]
    assert [problem.field for problem in described[2].problems] == ["Download"]
    assert [(problem.place, problem.message.partition(";")[0]) for problem in problems] == [
        ("line 15", "a table with other headings begins here"),
        ("line 23", "has 2 cells below 4 headings, so that some may be in the wrong column"),
    ]
    assert [column.heading for column in columns(PAGE, "README.md")] == ["Dataset", "Organ", "Paper", "Download"]
    assert markdown.cited(opened(PAGE, "README.md")).title == "Data sets"


@pytest.mark.parametrize("line", ["|" * 500, "|-" * 500, "[](" * 2_000, "[a](b" * 2_000, "*" * 5_000, "`|" * 2_000])
def test_hostile_pages_end(line: str) -> None:
    described, problems = reading(PAGE + f"\n{line}" * 50 + "\n", "README.md")
    assert len(described) + len(problems) >= 6
