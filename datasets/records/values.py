"""The values of statements: checked at the door against their field's kind, and read for pages.

A statement whose value has no normal form has null; then what is printed stands for it.
"""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.facts.resolution import several
from datasets.models import Statement

from .legible import Reader, reader
from .records import schema
from .validation import explain, validator_of

# Where a statement has what was read of its value.
_SAID = "_said"


def read(field: str, value: Any) -> Any:
    """Return the value of a statement about `field` if all of it is of the field's kind, else None."""
    if value is None or field not in FIELDS:
        return None
    found = _readers()[field](value)
    return found if found == value else None


def said(statement: Statement) -> Any:
    """Return what a statement from the database says in normal form; None where that is nothing that can be read.

    It is read once for the value that the statement has.
    """
    kept: tuple[str, Any, Any] | None = vars(statement).get(_SAID)
    if kept is None or kept[0] != statement.field or kept[1] is not statement.value:
        kept = vars(statement)[_SAID] = statement.field, statement.value, read(statement.field, statement.value)
    return kept[2]


def objects(statement: Statement) -> list[Record]:
    """Return the objects that a statement says in normal form, such as rights: one, several, or none."""
    found = said(statement)
    return [] if found is None else several(found)


@cache
def _validators() -> dict[str, Validator]:
    return {code: validator_of(field.kind.stated, "dataset") for code, field in FIELDS.items()}


@cache
def _readers() -> dict[str, Reader]:
    return {code: reader(field.kind.stated, schema()) for code, field in FIELDS.items()}


def problems(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield (place, message) for what is wrong with a value of `field`; its codes are not looked up.

    The place is a path within the value, such as ".answer" or "[0]", "" for the value itself.
    """
    if value is None or field not in FIELDS:
        return
    # One is enough: the message says how the whole value is written.
    error = best_match(_validators()[field].iter_errors(value))
    if error is not None:
        yield error.json_path.removeprefix("$"), f"{explain(error)}; {FIELDS[field].fix}"
        return
    # What tells an item of a list apart is the least that it has to say; a paper may lack any of it, but not all.
    telling = [keys[0] for keys in FIELDS[field].kind.identity]
    for item in several(value) if telling else ():
        if all(item.get(key) is None for key in telling):
            yield "", f"says none of {', '.join(telling)}; {FIELDS[field].fix}"


def codes(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield (vocabulary, code) for each code in a value of `field`; none if it is not of its kind."""
    yield from codes_read(field, read(field, value))


def codes_read(field: str, found: Any) -> Iterator[tuple[str, str]]:
    """Yield (vocabulary, code) for each code in a value of `field` that was read, which may be None."""
    if found is None:
        return
    for key, vocabulary in FIELDS[field].vocabularies.items():
        for item in several(found):
            code = item.get(key) if key else item
            if code is not None:
                yield vocabulary, code


@cache
def published_schema() -> Record:
    """Return the JSON Schema of a dataset record with the kinds of the statements' values, for whoever writes records.

    Checking asks the table itself, which is quicker than trying one condition after the other.
    """
    whole = deepcopy(schema())
    statement = whole["properties"]["statements"]["items"]
    statement["allOf"] = [
        {
            "if": {"properties": {"field": {"const": code}}},
            "then": {"properties": {"value": {"anyOf": [{"type": "null"}, field.kind.stated]}}},
        }
        for code, field in FIELDS.items()
    ]
    return whole
