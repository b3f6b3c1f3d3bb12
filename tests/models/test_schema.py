"""The models and the records' JSON Schemas say the same: same words, same keys, and every text fits its column."""

from typing import Any

import pytest
from django.db.models import CharField, Choices, Model, TextField

from datasets.facts.columns import EDITORIAL, PARTS, SETS, SINGLE
from datasets.facts.composed import COMPOSED
from datasets.facts.kinds import PRECISION
from datasets.facts.stored import Column
from datasets.models import (
    LANGUAGES,
    VOCABULARIES,
    Dataset,
    DatasetRelation,
    Disagreement,
    Document,
    Link,
    Right,
    Source,
    Split,
    Statement,
    description,
)
from datasets.models.dataset import Precision
from datasets.records.records import schema

DATASET = schema()["properties"]
DEFINITIONS = schema()["$defs"]


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Return `node` with its reference followed, and of "this or null" what is not null."""
    if "$ref" in node:
        return resolved(DEFINITIONS[node["$ref"].removeprefix("#/$defs/")])
    if "anyOf" in node:
        return resolved(next(branch for branch in node["anyOf"] if branch != {"type": "null"}))
    return node


def item(key: str) -> dict[str, Any]:
    """Return the properties of the items of the list `key` in a dataset record."""
    return resolved(resolved(DATASET[key])["items"])["properties"]


@pytest.mark.parametrize(
    ("choices", "node"),
    [
        (Dataset.Status, DATASET["status"]),
        (Dataset.Difficulty, resolved(DATASET["difficulty"])),
        (Dataset.Level, resolved(DATASET["level"])),
        (Precision, PRECISION),
        (Right.Component, item("rights")["component"]),
        (Right.Use, item("rights")["use"]),
        (Split.Name, item("split")["name"]),
        (Link.Kind, item("link")["kind"]),
        (DatasetRelation.Kind, item("relation")["kind"]),
        (Disagreement.Kind, item("disagreements")["kind"]),
        (Statement.Standing, item("statements")["standing"]),
        (Document.Authority, schema("document")["properties"]["authority"]),
        (Source.Kind, schema("source")["properties"]["kind"]),
        (Document.Kind, schema("document")["properties"]["kind"]),
    ],
    ids=lambda value: value.__qualname__ if isinstance(value, type) else "",
)
def test_choices_are_the_schemas_words(choices: type[Choices], node: dict[str, Any]) -> None:
    assert [word for word in node["enum"] if word is not None] == choices.values


def test_a_text_is_of_a_stored_origin_or_composed() -> None:
    assert item("descriptions")["origin"]["enum"] == [*description.Description.Origin.values, COMPOSED]


@pytest.mark.parametrize("kind", ["dataset", "source", "document", "vocabulary", "guide"])
def test_languages_are_the_sites(kind: str) -> None:
    assert schema(kind)["$defs"]["language"]["enum"] == list(LANGUAGES)


def test_vocabularies_are_the_models() -> None:
    assert set(schema("vocabulary")["properties"]["vocabulary"]["enum"]) == set(VOCABULARIES)


def test_every_key_of_a_dataset_has_its_columns() -> None:
    editorial = {column.key for column in EDITORIAL}
    assert sorted([*editorial, *SINGLE, *SETS, *PARTS]) == sorted(DATASET)


@pytest.mark.parametrize("key", [key for key, part in PARTS.items() if not part.bare])
def test_every_key_of_a_part_has_its_column(key: str) -> None:
    assert sorted(column.key for column in PARTS[key].columns) == sorted(item(key))


def _text_columns() -> list[tuple[str, int, dict[str, Any]]]:
    """Return label, length and schema node of each text column that a dataset record fills."""
    places: list[tuple[type[Model], Column, dict[str, Any]]] = [
        *((Dataset, column, DATASET[column.key]) for column in EDITORIAL),
        *(
            (Dataset, column, DATASET[key] if stored.bare else resolved(DATASET[key])["properties"][column.key])
            for key, stored in SINGLE.items()
            for column in stored.columns
        ),
        *(
            (part.model, column, item(key)[column.key])
            for key, part in PARTS.items()
            if not part.bare
            for column in part.columns
        ),
        *((part.model, part.columns[0], resolved(DATASET[key])["items"]) for key, part in PARTS.items() if part.bare),
    ]
    found = []
    for model, column, node in places:
        field = model._meta.get_field(column.name)
        if isinstance(field, CharField | TextField) and field.max_length and "enum" not in resolved(node):
            found.append((f"{model.__name__}.{column.name}", field.max_length, resolved(node)))
    return found


@pytest.mark.parametrize(
    ("length", "node"), [pytest.param(length, node, id=label) for label, length, node in _text_columns()]
)
def test_longest_text_of_the_schema_fits_its_column(length: int, node: dict[str, Any]) -> None:
    longest = node.get("maxLength") or (3 if node.get("pattern") == "^[A-Z]{3}$" else None)
    assert longest is not None
    assert longest <= length
