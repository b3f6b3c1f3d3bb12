"""Holding a value against its JSON Schema: the validator, what nothing can store, and words that name the fix.

What the rules are stands in schema/ and in values; which records are checked, and against each other, in checking.
"""

import math
import re
from collections.abc import Iterator, Sized
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from datasets.facts.kinds import Record
from datasets.models.json_column import MAXIMUM_DEPTH, MAXIMUM_NUMBER
from datasets.words.markup import MEDIA_TYPE, problems

from .legible import compiled
from .records import inlined, schema

TOO_DEEP = "is nested too deeply"
# What a database does not keep: control characters but tab and line feed, and lone surrogates.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def leaves(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield (path, value) for each value in a record that holds no others, and each key.

    Nothing below MAXIMUM_DEPTH is looked at: a list or object there is a leaf itself.
    """
    if isinstance(value, list) and depth < MAXIMUM_DEPTH:
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, dict) and depth < MAXIMUM_DEPTH:
        for key, item in value.items():
            yield path, key
            yield from leaves(item, f"{path}.{key}".removeprefix("."), depth + 1)
    else:
        yield path, value


def monstrous(leaf: Any) -> str | None:
    """Say why a leaf cannot be stored, or None if it can."""
    if isinstance(leaf, list | dict):
        return TOO_DEEP
    if isinstance(leaf, float) and not math.isfinite(leaf):
        return "is no number; use null where nothing is known"
    if isinstance(leaf, int | float) and abs(leaf) > MAXIMUM_NUMBER:
        return f"is a number beyond {MAXIMUM_NUMBER:,}"
    if isinstance(leaf, str) and (bad := UNSTORABLE.search(leaf)):
        return f"holds the character U+{ord(bad[0]):04X}, which is no text; remove it"
    return None


def _pattern(validator: Validator, pattern: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _media_type(validator: Validator, media_type: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    """Markdown is bounded in what it costs to render; JSON Schema's own validators only note the keyword."""
    if validator.is_type(instance, "string") and media_type == MEDIA_TYPE:
        yield from map(ValidationError, problems(instance))


def _unique(validator: Validator, unique: bool, instance: Any, node: Record) -> Iterator[ValidationError]:
    """Compare each item with each other one, but in a list that is too long already: there are no end of pairs."""
    if validator.is_type(instance, "array") and len(instance) <= node.get("maxItems", len(instance)):
        yield from Draft202012Validator.VALIDATORS["uniqueItems"](validator, unique, instance, node)


_Validator = extend(
    Draft202012Validator, {"pattern": _pattern, "contentMediaType": _media_type, "uniqueItems": _unique}
)


@cache
def validator(kind: str) -> Validator:
    """Return the validator of a record kind's JSON Schema; it reads $ in patterns as the very end of the text."""
    root = schema(kind)
    return _Validator(inlined(root, root), format_checker=Draft202012Validator.FORMAT_CHECKER)


def validator_of(node: Record, kind: str) -> Validator:
    """Return the validator of one `node` that refers to the schema of a record kind."""
    return validator(kind).evolve(schema=inlined(node, schema(kind)))


def causes(error: ValidationError) -> Iterator[ValidationError]:
    """Yield what is wrong with a value, at its place, in the form that is meant where null would do as well."""
    meant = [cause for cause in error.context or [] if cause.schema != {"type": "null"}]
    if error.validator != "anyOf" or len(meant) == len(error.context or []):
        yield error
        return
    for cause in meant:
        yield from causes(cause)


# A bound of JSON Schema -> what it counts, and which bound it is.
BOUNDS = {
    "minLength": ("characters", "least"),
    "maxLength": ("characters", "most"),
    "minItems": ("items", "least"),
    "maxItems": ("items", "most"),
}


def explain(error: ValidationError) -> str:
    """Say what is wrong in words that name the fix, where the validator's own words do not."""
    if error.validator == "anyOf":
        return "; or ".join(explain(cause) for cause in error.context or []) or error.message
    if error.validator == "required":
        return f"{error.message}; add it"
    if error.validator == "additionalProperties":
        return f"{error.message}; remove or rename it"
    least_or_most: Any = error.validator_value
    if error.validator in BOUNDS and least_or_most > 1:
        what, bound = BOUNDS[str(error.validator)]
        return f"has {len(cast(Sized, error.instance)):,} {what}; {least_or_most:,} are the {bound}"
    message = error.message if len(error.message) < 300 else f"{error.message[:140]} … {error.message[-140:]}"
    if error.validator == "pattern":
        return f"{message}; see docs/record-format.md for the form"
    return message
