"""The kinds of values that facts have: how a value is written in normal form, and how an entry gathers several.

A statement's value and the value that an entry stands behind have the same form, so a kind says it once, as a JSON
Schema that may refer to the `$defs` of the dataset record (records/schema), with the words and the example by which a
message names the fix. Schemas alone stand here; a field (fields) says which kind it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import TextChoices

from datasets.models import Dataset, DatasetRelation, Link, Right, Split
from datasets.models.dataset import Precision

# An object of the record format, or a part of one, as JSON gives it.
Record = dict[str, Any]

# A list in a record holds 60 items at most; what one place of a document says has no more.
MOST_ITEMS = 60


class Gathers(Enum):
    """What an entry makes of several statements about one field."""

    ONE = "one value: the best of them"
    SET = "a set of codes: all of them, in the order of the codes"
    ORDERED = "codes in the order in which they are stated"
    LIST = "a list of items, each with an identity of its own"
    WORDS = "nothing: the printed words stand for themselves"


@dataclass(frozen=True)
class Kind:
    """What the values of a field are.

    `schema` is that of one value, or of one item of a LIST; `says` tells in words what to write. `identity` tells the
    items of a LIST apart: two are the same thing if they are equal in the first of its groups of keys that both have.
    """

    name: str
    gathers: Gathers
    schema: Record
    says: str
    identity: tuple[tuple[str, ...], ...] = ()

    def same(self, one: Record, other: Record) -> bool:
        """Tell whether two items of a LIST are the same thing (identity)."""
        for keys in self.identity:
            if all(item.get(key) is not None for item in (one, other) for key in keys):
                return all(one[key] == other[key] for key in keys)
        return False

    @property
    def stated(self) -> Record:
        """The schema of what one statement says: one value, some codes, one item or several at once."""
        if self.gathers in (Gathers.SET, Gathers.ORDERED):
            return _listed(self.schema)
        if self.gathers is Gathers.LIST:
            return {"anyOf": [self.schema, _listed(self.schema)]}
        return self.schema

    @property
    def held(self) -> Record:
        """The schema of what an entry holds: null or an empty list where nothing is known."""
        if self.gathers is Gathers.SET:
            return {"$ref": "#/$defs/codes"}
        if self.gathers is Gathers.ORDERED:
            return {"$ref": "#/$defs/ordered_codes"}
        if self.gathers is Gathers.LIST:
            return {"type": "array", "default": [], "items": self.schema}
        return {"anyOf": [self.schema, {"type": "null"}], "default": None}


def _listed(item: Record) -> Record:
    return {"type": "array", "minItems": 1, "maxItems": MOST_ITEMS, "uniqueItems": True, "items": item}


def ref(name: str) -> Record:
    """Return a reference to one of the `$defs` of the dataset record."""
    return {"$ref": f"#/$defs/{name}"}


def _optional(kind: Record) -> Record:
    return {"anyOf": [kind, {"type": "null"}], "default": None}


def _object(required: Mapping[str, Record], optional: Mapping[str, Record] | None = None, **others: Record) -> Record:
    """Return the schema of an object with just these keys; of the `optional` ones null is unknown, `others` say it."""
    properties = {**required, **{key: _optional(kind) for key, kind in (optional or {}).items()}, **others}
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


def _one_of(choices: type[TextChoices]) -> Record:
    return {"enum": list(choices.values)}


def _words(most: int) -> Record:
    return {"type": ["string", "null"], "minLength": 1, "maxLength": most, "default": None}


TEXT, CODE_TEXT, WHOLE = ref("line"), ref("code"), ref("whole")
PRECISION: Record = {"enum": [*Precision.values, None], "default": None}
YEAR_NUMBER: Record = {"type": "integer", "minimum": 1850, "maximum": 2100}


CODE = Kind("code", Gathers.ONE, CODE_TEXT, "one code of {vocabulary}")
CODES = Kind("codes", Gathers.SET, CODE_TEXT, "a list of codes of {vocabulary}")
STEPS = Kind("steps", Gathers.ORDERED, CODE_TEXT, "a list of codes of {vocabulary}, in order")
AMOUNT = Kind(
    "amount",
    Gathers.ONE,
    _object({"value": WHOLE}, {"unit": CODE_TEXT}, precision=PRECISION),
    "an object with the value, and its unit and precision where they are stated",
)
FIGURE = Kind(
    "figure",
    Gathers.ONE,
    _object({"value": WHOLE}, precision=PRECISION),
    "an object with the value, and its precision where it is stated",
)
SIZE = Kind(
    "size",
    Gathers.ONE,
    FIGURE.schema,
    "an object with the value in bytes, and its precision where it is stated",
)
YEAR = Kind("year", Gathers.ONE, YEAR_NUMBER, "the year as a whole number")
NUMBER = Kind("number", Gathers.ONE, {"type": "integer", "minimum": 1, "maximum": 1_000_000}, "a whole number")
NAME = Kind("name", Gathers.WORDS, TEXT, "the name, one line of text")
FLAG = Kind("flag", Gathers.ONE, {"type": "boolean"}, "true or false")
DIFFICULTY = Kind("difficulty", Gathers.ONE, _one_of(Dataset.Difficulty), "easy, medium or hard")
LEVEL = Kind("level", Gathers.ONE, _one_of(Dataset.Level), "beginner, intermediate or advanced")
STARS = Kind("stars", Gathers.ONE, {"type": "integer", "minimum": 1, "maximum": 5}, "the number of stars, 1 to 5")
MONEY = Kind(
    "money",
    Gathers.ONE,
    _object({"value": WHOLE, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}),
    "an object with the value and the ISO 4217 code of the currency",
)
COUNTS = Kind(
    "counts",
    Gathers.LIST,
    _object({"value": WHOLE, "unit": CODE_TEXT}, precision=PRECISION),
    "an object with the value, its unit and precision",
    identity=(("unit", "value"),),
)
CLASSES = Kind(
    "classes",
    Gathers.LIST,
    _object({"name": TEXT}, {"condition": CODE_TEXT, "count": WHOLE, "unit": CODE_TEXT}),
    "an object with the name of the class, and its condition, count and unit as far as they are stated",
    identity=(("name",),),
)
SPLITS = Kind(
    "splits",
    Gathers.LIST,
    _object(
        {"name": _one_of(Split.Name)},
        {"count": WHOLE, "unit": CODE_TEXT, "percent": {"type": "number", "minimum": 0, "maximum": 100}},
    ),
    "an object with the name (train, validation, test), and count, unit or percent as stated",
    identity=(("name", "unit"), ("name",)),
)
RIGHTS = Kind(
    "rights",
    Gathers.LIST,
    _object(
        {
            "component": _one_of(Right.Component),
            "use": _one_of(Right.Use),
            "answer": {"enum": ["yes", "no"]},
        }
    ),
    "an object with component (images, annotations, code), use (commercial, redistribution, derivatives) and "
    "answer (yes, no), or a list of them",
    identity=(("component", "use"),),
)
LINKS = Kind(
    "links",
    Gathers.LIST,
    _object({"url": ref("url"), "kind": _one_of(Link.Kind)}, label=_words(200)),
    "an object with url, kind (homepage, download, paper, documentation, code, tool, model, archive) and label, "
    "or a list of them",
    identity=(("url", "kind"),),
)


PAPERS = Kind(
    "papers",
    Gathers.LIST,
    _object(
        {},
        title=_words(500),
        authors=_words(500),
        venue=_words(300),
        year=_optional(YEAR_NUMBER),
        doi=_optional({"type": "string", "pattern": "^10\\.[0-9]{4,9}/\\S+$", "maxLength": 200}),
        url=_optional(ref("url")),
    ),
    "an object with title, authors, venue, year, doi and url, as far as they are printed",
    identity=(("doi",), ("url",), ("title",), ("authors", "year")),
)
RELATIONS = Kind(
    "relations",
    Gathers.LIST,
    _object({"kind": _one_of(DatasetRelation.Kind), "target": ref("slug")}),
    "an object with the kind of the relation and the target, which is an entry's slug, or a list of them",
    identity=(("kind", "target"),),
)
WORDS = Kind("words", Gathers.WORDS, {"type": "null"}, "nothing")
# How many of a group of subjects or items there are.
GROUP = Kind(
    "group",
    Gathers.WORDS,
    _object({"group": TEXT, "count": WHOLE}),
    "an object with group and count",
)
POPULATION = Kind(
    "population",
    Gathers.WORDS,
    {
        "anyOf": [
            GROUP.schema,
            _object({"age": {"type": "array", "minItems": 2, "maxItems": 2, "items": WHOLE}}),
        ]
    },
    "an object with group and count, or with the youngest and oldest age",
)
DEVICES = Kind(
    "devices",
    Gathers.WORDS,
    {
        "type": "object",
        "minProperties": 1,
        "maxProperties": MOST_ITEMS,
        "propertyNames": TEXT,
        "additionalProperties": WHOLE,
    },
    "an object with how many there are of each device",
)
