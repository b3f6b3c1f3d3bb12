"""JSON columns. Whatever a row holds, what is read has the shape that the column is declared with, or is empty.

A database checks that a column holds JSON, not what it says. Forms and imports do (records.checking); but a row may
have been written by hand, or by an older version. So reading decides, here and for every reader: pages, exports, search
and the admin get the part that has the column's shape, and can rely on it.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform

from .language import LANGUAGES

# Guides are nested ten deep at most. SQLite refuses JSON beyond 1,000 levels; walking far fewer exhausts the stack.
MAXIMUM_DEPTH = 30
# The largest figures are bytes. Up to 2**53 a number is the same in every program that reads JSON (RFC 8259, 6).
MAXIMUM_NUMBER = 9_000_000_000_000_000
# Digits of the largest number; Python itself refuses to read some thousands.
_DIGITS = len(str(MAXIMUM_NUMBER))

# How JSON may spell what no text has: NUL, and halves of characters, which also come in pairs that are a character.
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
# What cannot be written out as UTF-8, and what no page may hold.
UNPRINTABLE = re.compile("[\0\ud800-\udfff]")


def _whole(digits: str) -> int | None:
    number = int(digits) if len(digits) <= _DIGITS + 1 else None
    return number if number is not None and abs(number) <= MAXIMUM_NUMBER else None


def _real(digits: str) -> float | None:
    number = float(digits)
    return number if abs(number) <= MAXIMUM_NUMBER else None


_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_real, parse_constant=lambda name: None)


def parsed(text: str) -> Any:
    """Return the value of stored JSON, or None for one that nothing could walk through and write out again.

    A number beyond MAXIMUM_NUMBER is None where it stands, and what cannot be written in UTF-8 is a replacement
    character; text that is no JSON, or is nested deeper than MAXIMUM_DEPTH, is None as a whole.
    """
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    if text.count("[") + text.count("{") > MAXIMUM_DEPTH and deeper_than(value, MAXIMUM_DEPTH):
        return None
    return _printable(value) if _SUSPECT.search(text) else value


def deeper_than(value: Any, levels: int) -> bool:
    """Tell whether `value` nests more than `levels` lists or objects, without recursion."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [
            item
            for container in layer
            if isinstance(container, list | dict)
            for item in (container.values() if isinstance(container, dict) else container)
        ]
    return any(isinstance(item, list | dict) for item in layer)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return UNPRINTABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {_printable(key): _printable(item) for key, item in value.items()}
    return value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def texts(value: Any) -> list[str]:
    """Read a list of texts."""
    return [item for item in value if _is_text(item)] if isinstance(value, list) else []


def labelled(value: Any) -> dict[str, str]:
    """Read an object of texts."""
    return {key: item for key, item in value.items() if _is_text(item)} if isinstance(value, dict) else {}


def by_language(value: Any) -> dict[str, str]:
    """Read a text in several languages: language code to text."""
    return {key: item for key, item in labelled(value).items() if key in LANGUAGES}


def settlement(value: Any) -> dict[str, str] | None:
    """Read a reason in several languages; None where there is none, in any of them."""
    return by_language(value) or None


def lists_by_language(value: Any) -> dict[str, list[str]]:
    """Read lists of texts in several languages."""
    lists = value.items() if isinstance(value, dict) else ()
    return {key: texts(item) for key, item in lists if key in LANGUAGES and isinstance(item, list)}


def passages(value: Any) -> list[dict[str, Any]]:
    """Read passages of a document: the language, the first and the last line of each."""
    return [
        item
        for item in (value if isinstance(value, list) else ())
        if isinstance(item, dict)
        and _is_text(item.get("language"))
        and _is_number(item.get("first"))
        and _is_number(item.get("last"))
    ]


def keys(value: Any) -> list[int]:
    """Read a list of primary keys."""
    return [item for item in value if _is_number(item)] if isinstance(value, list) else []


def structure(value: Any) -> dict[str, Any]:
    """Read an object; what it holds is read where its schema is known (catalogue.legible)."""
    return value if isinstance(value, dict) else {}


class JSONColumn(models.JSONField):
    """A JSON column with the function that reads its shape; without one, any JSON that can be read."""

    def __init__(self, *args: Any, shape: Callable[[Any], Any] | None = None, **kwargs: Any) -> None:
        self.shape = shape
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Describe the column as Django's own, which it is to the database: how it is read needs no migration."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return what is stored, in shape. A part of the value, found by its key, is only parsed."""
        if isinstance(expression, KeyTransform):
            try:
                return super().from_db_value(value, expression, connection)
            except (ValueError, RecursionError):
                return None
        found = parsed(value) if isinstance(value, str) else None
        return found if self.shape is None or value is None else self.shape(found)
