"""JSON as rows: a list of objects, one object a line, or objects by their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datasets.facts.kinds import Record
from datasets.importing.json_text import parsed
from datasets.importing.opening import Opened
from datasets.records.problems import Problem

# So long a line is no record, and no row (records.files).
LONGEST_LINE = 1_000_000
BEGINS = re.compile(r"\s*[\[{]")


@dataclass(frozen=True)
class Item:
    """One value of many: its number from 1 (of lines, that of the line), and what it is, or what is wrong with it."""

    number: int
    value: Any = None
    problem: Problem | None = None


def is_lines(text: str) -> bool:
    """Tell whether a text has one JSON object a line: the first is one by itself, and something stands below it."""
    first, _, rest = text.strip().partition("\n")
    return first.startswith("{") and first.endswith("}") and bool(rest.strip()) and parsed(first)[1] is None


def items(opened: Opened, *, digits: bool = True) -> Iterator[Item]:
    """Yield the values of a JSON text: each line's, each item's of a list, or the one that it is.

    Numbers are their `digits`, or numbers.
    """
    if is_lines(opened.text):
        for number, line in enumerate(opened.text.split("\n"), 1):
            if len(line) > LONGEST_LINE:
                yield Item(number, problem=Problem("", "", f"is longer than {LONGEST_LINE:,} characters"))
            elif line.strip():
                value, problem = parsed(line, digits=digits)
                yield Item(number, value, problem)
        return
    value, problem = parsed(opened.text, digits=digits)
    if problem is not None:
        yield Item(1, problem=problem)
    elif isinstance(value, list):
        yield from (Item(number, one) for number, one in enumerate(value, 1))
    else:
        yield Item(1, value)


def first_object(opened: Opened) -> Record | None:
    """Return the first value of a JSON text if it is an object; None for any other text."""
    if not opened.encoding or not BEGINS.match(opened.text):
        return None
    first = next(items(opened), None)
    return first.value if first is not None and isinstance(first.value, dict) else None
