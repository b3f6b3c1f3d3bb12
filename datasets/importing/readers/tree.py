"""What a tree of lists and objects says, as JSON and YAML have it: the items of a property, and the text of each.

Trees of others have anything anywhere: a text where a list is meant, objects for texts, numbers. All of it is read
without an error; what has no text says nothing, and is told where a claim is made of it (found).
"""

import re
from collections.abc import Iterator
from typing import Any

from datasets.importing.json_text import parsed
from datasets.models.json_column import deeper_than
from datasets.records.problems import Problem

from .found import line

# The deepest real files, with Croissant's fields of fields, have some fifteen levels.
DEEPEST = 50
# BCP 47 in the keys of a language map; “id” is that of Indonesian, and far more often an identifier.
LANGUAGE = re.compile(r"(?!id\b)[a-z]{2}(?:-[A-Za-z0-9]{2,8})*|@none|und")
# What a thing is called, the first that it has.
CALLED = ("name", "legalName", "headline", "title", "alternateName", "@id", "url")


def json_tree(text: str, place: str = "") -> tuple[Any, Problem | None]:
    """Return the value of a JSON text that can be walked, or None and what is wrong with it; numbers are Digits."""
    value, problem = parsed(text, place)
    if problem is None and deeper_than(value, DEEPEST):
        problem = Problem(place, "", f"is nested more than {DEEPEST} deep; no description of a dataset is")
    return (None, problem) if problem else (value, None)


def items(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield what a property has, with the place of each: one value, or those of lists and sets; null says nothing."""
    if isinstance(value, dict) and len(value) == 1 and ("@list" in value or "@set" in value):
        value = next(iter(value.values()))
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from items(one, f"{place}[{index}]")
    elif value is not None and value != "" and value != {}:
        yield place, value


def first(value: Any) -> Any:
    """Return the first thing that a property has, None where it has none."""
    return next((one for _, one in items(value, "")), None)


def said(value: Any) -> str:
    """Return the text that one value is, in one line: its own, its English one, or what the thing is called.

    Numbers are their digits. It is "" for what has no text: true, false, a thing without a name.
    """
    return next((text for text in texts(value)), "")


def texts(value: Any) -> list[str]:
    """Return the texts that a value has, in one line each, the English one before others (said)."""
    if isinstance(value, str):
        return [text] if (text := line(value)) else []
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    if not isinstance(value, dict):
        return []
    if "@value" in value:
        return texts(value["@value"])
    if value and all(LANGUAGE.fullmatch(key) for key in value):
        ordered = sorted(value, key=lambda language: not language.startswith("en"))
        return [text for language in ordered for text in texts(value[language])]
    return next((found for key in CALLED if (found := texts(value.get(key)))), [])[:1]


def named(value: Any, *keys: str) -> str:
    """Return the text of the first of the keys of a thing that has one; "" for what is no thing."""
    return next((text for key in keys if (text := said(value.get(key)))), "") if isinstance(value, dict) else ""
