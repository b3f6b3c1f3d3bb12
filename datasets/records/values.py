"""What statements say in normal form: for each field the kind of its value, checked at the door and read for pages.

One table. A kind is a JSON Schema that refers to the record's own wherever a record's key holds the same, the words and
the example by which a message names the fix, and the vocabulary whose codes the value holds. A statement whose value
has no normal form has null; then what is printed stands for it.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema.exceptions import best_match

from datasets.facts.columns import Record
from datasets.models import Statement

from .legible import Reader, reader
from .records import schema
from .validation import explain, validator_of

Field = Statement.Field

# A list in a record holds 60 items at most; what one place of a document says has no more.
MOST_ITEMS = 60

TEXT: Record = {"$ref": "#/$defs/line"}
CODE: Record = {"$ref": "#/$defs/code"}
COUNT: Record = {"$ref": "#/properties/counts/items/properties/value"}


@dataclass(frozen=True)
class Kind:
    """What the values of one field are: their schema, in words what to write, an example, the vocabulary of the codes.

    The example is None where the field has no normal form, the vocabulary "" where the value holds no codes.
    """

    schema: Record
    says: str
    example: Any
    vocabulary: str = ""

    @property
    def fix(self) -> str:
        """How to mend a value that is not of this kind."""
        if self.example is None:
            return "leave the value empty (null): this field has no normal form, the printed words stand for it"
        return f"write {self.says}, such as {json.dumps(self.example, ensure_ascii=False)}"


def _as_in_record(path: str, says: str, example: Any) -> Kind:
    """Return the kind of what a record holds at `path`, such as "year" or "relations/items"."""
    return Kind({"$ref": f"#/properties/{path}"}, says, example)


def _one_or_several(path: str, says: str, example: Record) -> Kind:
    """Return the kind of one object that a record lists at `path`, or of several: a sentence may say two at once."""
    item: Record = {"$ref": f"#/properties/{path}"}
    return Kind({"anyOf": [item, _list(item, "", []).schema]}, f"{says}, or a list of them", example)


def _code(vocabulary: str, example: str) -> Kind:
    return Kind(CODE, f"one code of {vocabulary}", example, vocabulary)


def _list(item: Record, says: str, example: list[str], vocabulary: str = "") -> Kind:
    listed = {"type": "array", "minItems": 1, "maxItems": MOST_ITEMS, "uniqueItems": True, "items": item}
    return Kind(listed, says, example, vocabulary)


def _codes(vocabulary: str, *example: str) -> Kind:
    return _list(CODE, f"a list of codes of {vocabulary}", list(example), vocabulary)


def _parts(required: Mapping[str, Record], optional: Mapping[str, Record] | None = None) -> Record:
    """Return the schema of an object with just these keys."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


WORDS_ONLY = Kind({"type": "null"}, "nothing", None)
# How many of a group of subjects or items there are.
GROUP = _parts({"group": TEXT, "count": COUNT})
SPLIT = "#/properties/splits/items/properties"

KINDS: Mapping[str, Kind] = {
    Field.NAME: Kind(TEXT, "the name, one line of text", "LIDC-IDRI"),
    Field.CATEGORY: _code("category", "imaging"),
    Field.KIND: _code("kind", "dataset"),
    Field.SOURCE: _codes("source", "tcia"),
    Field.MODALITY: _codes("modality", "CT", "MR"),
    Field.ANATOMY: _codes("anatomy", "lung"),
    Field.TASK: _codes("task", "segmentation"),
    Field.USE_CASE: _codes("use_case", "lung-cancer-screening"),
    Field.CONDITION: _codes("condition", "lung-cancer"),
    Field.ANNOTATION_TYPE: _codes("annotation_type", "class-label"),
    Field.ANNOTATION_METHOD: _codes("annotation_method", "radiologist"),
    Field.FORMAT: _codes("format", "dicom"),
    Field.LANGUAGE: _codes("language", "es"),
    Field.ACCESS: _code("access_level", "open"),
    Field.ACCESS_STEP: _codes("access_step", "contact-authors"),
    Field.LICENSE: _code("license", "CC-BY-4.0"),
    Field.RIGHTS: _one_or_several(
        "rights/items",
        "an object with component (images, annotations, code), use (commercial, redistribution, derivatives) and "
        "answer (yes, no)",
        {"component": "images", "use": "commercial", "answer": "yes"},
    ),
    Field.SUBJECTS: _as_in_record("subjects", "the number of subjects as a whole number", 369),
    Field.IMAGES: _as_in_record("images", "the number of images as a whole number", 112_120),
    Field.COUNT: Kind(COUNT, "how many as a whole number", 30_000),
    Field.SIZE: _as_in_record("size_bytes", "the size in bytes as a whole number", 42_000_000_000),
    Field.YEAR: _as_in_record("year", "the year as a whole number", 2019),
    Field.CLASS: Kind(
        _parts({"name": TEXT}, {"count": COUNT}),
        "an object with the name of the class, and its count if it is stated",
        {"name": "COVID-19", "count": 219},
    ),
    Field.CLASS_COUNT: _as_in_record("class_count", "the number of classes as a whole number", 14),
    Field.MULTI_LABEL: _as_in_record("multi_label", "true or false", True),
    Field.SPLIT: Kind(
        _parts({"name": {"$ref": f"{SPLIT}/name"}}, {"count": COUNT, "percent": {"$ref": f"{SPLIT}/percent"}}),
        "an object with the name (train, validation, test), and count or percent as stated",
        {"name": "train", "count": 210, "percent": 70},
    ),
    Field.QUALITY: _as_in_record("quality", "the number of stars, 1 to 5", 4),
    Field.DIFFICULTY: _as_in_record("difficulty", "easy, medium or hard", "medium"),
    Field.LEVEL: _as_in_record("level", "beginner, intermediate or advanced", "beginner"),
    Field.DOWNLOADS: _as_in_record("downloads", "the number of downloads as a whole number", 50_000),
    Field.PRIZE: _as_in_record("prize_amount", "the amount as a whole number", 50_000),
    Field.LINK: _list({"$ref": "#/$defs/url"}, "a list of addresses", ["https://example.org/data"]),
    Field.PAPER: Kind(
        {**schema()["$defs"]["line"], "maxLength": schema()["$defs"]["url"]["maxLength"]},
        "its address, DOI, title or authors with the year as one line of text",
        "10.1148/ryai.210315",
    ),
    Field.RELATION: _one_or_several(
        "relations/items",
        "an object with the kind of the relation and the target, which is an entry's slug",
        {"kind": "subset-of", "target": "chestx-ray14"},
    ),
    Field.POPULATION: Kind(
        {"anyOf": [GROUP, _parts({"age": {"type": "array", "minItems": 2, "maxItems": 2, "items": COUNT}})]},
        "an object with group and count, or with the youngest and oldest age",
        {"age": [18, 96]},
    ),
    Field.ACQUISITION: Kind(
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": MOST_ITEMS,
            "propertyNames": TEXT,
            "additionalProperties": COUNT,
        },
        "an object with how many there are of each device",
        {"GE": 4, "Philips": 6},
    ),
    Field.PERIOD: WORDS_ONLY,
    Field.PURPOSE: WORDS_ONLY,
    Field.CONTENTS: Kind(GROUP, "an object with group and count", {"group": "reliability data set", "count": 20}),
    Field.PROVENANCE: WORDS_ONLY,
    Field.PERFORMANCE: WORDS_ONLY,
    Field.ANNOTATION: WORDS_ONLY,
    Field.GUIDANCE: WORDS_ONLY,
}


def read(field: str, value: Any) -> Any:
    """Return the value of a statement about `field` if all of it is of the field's kind, else None."""
    if value is None or field not in KINDS:
        return None
    found = _readers()[field](value)
    return found if found == value else None


def said(statement: Statement) -> Any:
    """Return what a statement from the database says in normal form; None where that is nothing that can be read."""
    return read(statement.field, statement.value)


def objects(statement: Statement) -> list[Record]:
    """Return the objects that a statement says in normal form, such as rights: one, several, or none."""
    found = said(statement)
    return found if isinstance(found, list) else [] if found is None else [found]


@cache
def _readers() -> dict[str, Reader]:
    return {field: reader(kind.schema, schema()) for field, kind in KINDS.items()}


def problems(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield (place, message) for what is wrong with a value of `field`; its codes are not looked up.

    The place is a path within the value, such as ".answer" or "[0]", "" for the value itself.
    """
    if value is None or field not in KINDS:
        return
    kind = KINDS[field]
    # One is enough: the message says how the whole value is written.
    error = best_match(validator_of(kind.schema, "dataset").iter_errors(value))
    if error is not None:
        yield error.json_path.removeprefix("$"), f"{explain(error)}; {kind.fix}"


def codes(field: str, value: Any) -> list[str]:
    """Return the codes that a value of `field` holds, none if it is not of its kind or the field has no codes."""
    found = read(field, value) if field in KINDS and KINDS[field].vocabulary else None
    return found if isinstance(found, list) else [] if found is None else [found]


@cache
def published_schema() -> Record:
    """Return the JSON Schema of a dataset record with the kinds of the statements' values, for whoever writes records.

    Checking asks the table itself, which is quicker than trying one condition after the other.
    """
    whole = deepcopy(schema())
    statement = whole["properties"]["statements"]["items"]
    statement["allOf"] = [
        {
            "if": {"properties": {"field": {"const": field}}},
            "then": {"properties": {"value": {"anyOf": [{"type": "null"}, kind.schema]}}},
        }
        for field, kind in KINDS.items()
    ]
    return whole
