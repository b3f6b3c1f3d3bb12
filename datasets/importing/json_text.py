"""JSON as it comes in: strict, and with the digits of its numbers as they are printed."""

from typing import Any

from datasets.records.files import json_value
from datasets.records.problems import Problem


class Digits(str):
    """A number of JSON, as its digits."""

    __slots__ = ()


def parsed(text: str, place: str = "", *, digits: bool = True) -> tuple[Any, Problem | None]:
    """Return the value of a JSON text, or None and what is wrong with it; numbers are Digits, or else numbers.

    What is wrong: no JSON, a key that stands twice in one object, a number that is none (NaN), too deep a nest.
    """
    problems: list[Problem] = []
    found = json_value(text, place, problems, number=Digits if digits else None)
    return (found[0], None) if found else (None, problems[0])
