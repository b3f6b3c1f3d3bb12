"""The record format: one JSON object per dataset, the same in fixtures, imports, dumps and the API's detail answer.

The JSON Schemas in schema/ are the definition; this module completes a record with its schema's defaults and writes it
in canonical form, so that equal records are equal bytes.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from datasets.facts.fields import FIELDS, HELD
from datasets.facts.kinds import Record

# The keyword of our schemas for keys that few records have: where a record leaves one empty, it stays out.
SELDOM = "seldom"
# The key that has the day of a record's last change: it tells of the record, and nothing of what that is about.
CHANGED = "changed"

SCHEMA_DIRECTORY = Path(__file__).parent / "schema"


@cache
def schema(kind: str = "dataset") -> Record:
    """Return the JSON Schema of the record kind: dataset, source, document, vocabulary or guide.

    The keys of a dataset's facts come from the registry of fields, behind the entry's names.
    """
    found = json.loads((SCHEMA_DIRECTORY / f"{kind}.schema.json").read_text(encoding="utf-8"))
    if kind == "dataset":
        own = found["properties"]
        facts = {field.code: field.kind.held for field in HELD}
        names = list(own)[: list(own).index("aliases") + 1]
        found["properties"] = {**{key: own[key] for key in names}, **facts, **own}
    if "field" in found.get("$defs", {}):
        found["$defs"]["field"] = {"enum": list(FIELDS)}
    return found


def complete(record: Record, kind: str = "dataset") -> Record:
    """Return a copy of a valid `record` in canonical form.

    Every key of the schema is there, in the schema's order; what the record leaves out gets the schema's default: null
    where nothing is known, an empty list where nothing is listed, nothing at all for what few records have.
    Sets of codes are sorted, texts come in the order of the languages, and a whole number is written as one.
    """
    root = schema(kind)
    return _complete(record, root, root)


def schema_at(kind: str, path: Sequence[str | int]) -> Record:
    """Return the schema of the text at `path` in a record: keys, and any number for the items of a list.

    The path of a localised text ends at the object of its languages; the schema is that of the text in one of them.
    """
    root = schema(kind)
    node = _resolve(root, root)
    for part in path:
        node = _resolve(node["items"] if isinstance(part, int) else node["properties"][part], root)
    return _resolve(node["additionalProperties"], root) if "additionalProperties" in node else node


def _complete(value: Any, node: Record, root: Record) -> Any:
    node = _resolve(node, root)
    if isinstance(value, dict):
        if "properties" in node:
            return {
                key: _complete(value[key], child, root) if key in value else _default(child, root)
                for key, child in node["properties"].items()
                if value.get(key) or key not in node.get(SELDOM, ())
            }
        if node.get("propertyNames") == {"$ref": "#/$defs/language"}:
            return {language: value[language] for language in root["$defs"]["language"]["enum"] if language in value}
        return {key: _complete(value[key], {}, root) for key in sorted(value)}
    if isinstance(value, list):
        if node == root["$defs"].get("codes"):
            return sorted(value)
        return [_complete(item, node.get("items", {}), root) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def resolved(node: Record, root: Record) -> Record:
    """Return the schema that `node` is or refers to; references are JSON Pointers (RFC 6901) into `root`."""
    while "$ref" in node:
        node = _referred(node, root)
    return node


def inlined(node: Any, root: Record) -> Any:
    """Return a copy of a schema with what it refers to in the place of references: a validator is a third quicker."""
    if isinstance(node, list):
        return [inlined(item, root) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return {**inlined(_referred(node, root), root), **inlined(beside, root)}
    return {key: inlined(value, root) for key, value in node.items() if key != "$defs"}


def _referred(node: Record, root: Record) -> Record:
    found = root
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def _resolve(node: Record, root: Record) -> Record:
    """Follow references, and take the branch of "this or null" that is not null."""
    while True:
        node = resolved(node, root)
        if "anyOf" not in node:
            return node
        node = next(branch for branch in node["anyOf"] if branch != {"type": "null"})


def _default(node: Record, root: Record) -> Any:
    while "default" not in node and "$ref" in node:
        node = _referred(node, root)
    default = node.get("default")
    return default.copy() if isinstance(default, list | dict) else default


def dumps(record: Record, kind: str = "dataset") -> str:
    """Return the canonical text of `record`: completed, two-space indent, characters as they are, one final newline."""
    return _text(complete(record, kind))


def digest(record: Record, kind: str = "dataset") -> str:
    """Return the fingerprint of the canonical text: equal for records that say the same, whenever they came to."""
    said = {key: value for key, value in complete(record, kind).items() if key != CHANGED}
    return hashlib.sha256(_text(said).encode()).hexdigest()


def _text(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
