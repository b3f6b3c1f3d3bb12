"""Reading stored JSON by its schema: the part of a value that has the schema's types, or UNREADABLE.

At the door a value is held against all of its schema (validation). What is stored may be another: written by hand, or
by an older version. Here what is wrong falls away, an item from its list and a key from its object, so that whoever
shows the rest can rely on its types. Limits of length and size do no harm to a reader and are left to the door.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from datasets.facts.kinds import Record

from .records import resolved

Reader = Callable[[Any], Any]

UNREADABLE = object()

# JSON Schema's name of a type -> the types of Python. A truth value is no number, though Python counts with it.
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Read $ as JSON Schema does, as the very end: to Python, a text that ends with a line feed also ends before it."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def reader(node: Record, root: Record) -> Reader:
    """Return the function that reads values of the schema `node`, whose references lead into the schema `root`."""
    node = resolved(node, root)
    if "anyOf" in node:
        return _any([reader(branch, root) for branch in node["anyOf"]])
    if "enum" in node:
        return _choice(node["enum"])
    # Names of keys are texts, and their schemas need not say so.
    named = node.get("type", "string")
    readers = [_of_type(name, node, root) for name in ([named] if isinstance(named, str) else named)]
    return readers[0] if len(readers) == 1 else _any(readers)


def _of_type(name: str, node: Record, root: Record) -> Reader:
    if name == "array":
        return _array(reader(node["items"], root), node.get("minItems", 0))
    if name == "object" and "properties" in node:
        readers = {key: reader(child, root) for key, child in node["properties"].items()}
        return _object(readers, frozenset(node.get("required", ())))
    if name == "object":
        key_reader = reader(node["propertyNames"], root)
        return _map(key_reader, reader(node["additionalProperties"], root), node.get("minProperties", 0))
    if name == "string":
        pattern = compiled(node["pattern"]) if "pattern" in node else None
        return _text(pattern, node.get("minLength", 0))
    return _plain(TYPES[name], whole=name == "integer", truth=name == "boolean")


def _any(readers: list[Reader]) -> Reader:
    def read(value: Any) -> Any:
        return next((found for one in readers if (found := one(value)) is not UNREADABLE), UNREADABLE)

    return read


def _choice(options: list[Any]) -> Reader:
    known = frozenset(options)
    return lambda value: value if (value is None or isinstance(value, str)) and value in known else UNREADABLE


def _plain(types: tuple[type, ...], *, whole: bool, truth: bool) -> Reader:
    def read(value: Any) -> Any:
        if whole and isinstance(value, float) and value.is_integer():
            return int(value)
        return value if isinstance(value, types) and isinstance(value, bool) == truth else UNREADABLE

    return read


def _text(pattern: re.Pattern[str] | None, least: int) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, str) or (least and not value.strip()):
            return UNREADABLE
        return value if pattern is None or pattern.search(value) else UNREADABLE

    return read


def _array(item: Reader, least: int) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            return UNREADABLE
        found = [one for one in map(item, value) if one is not UNREADABLE]
        return found if len(found) >= least else UNREADABLE

    return read


def _object(readers: dict[str, Reader], required: frozenset[str]) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return UNREADABLE
        found = {key: one(value[key]) for key, one in readers.items() if key in value}
        found = {key: item for key, item in found.items() if item is not UNREADABLE}
        return found if required <= found.keys() else UNREADABLE

    return read


def _map(key_reader: Reader, item: Reader, least: int) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return UNREADABLE
        found = {key: one for key, text in value.items() if (one := item(text)) is not UNREADABLE}
        found = {key: one for key, one in found.items() if key_reader(key) is not UNREADABLE}
        return found if len(found) >= least else UNREADABLE

    return read
