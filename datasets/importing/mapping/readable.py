"""Printed figures and dates without what stands around them and is no part of the value: for typed forms to read.

Only what cannot be meant otherwise is left out; all else is left to the form, which tells what is wrong.
"""

import re
from collections.abc import Callable, Mapping

from datasets.facts.fields import Field
from datasets.facts.terms import Vocabularies
from datasets.words import numbers
from datasets.words.folding import fold

# A date as ISO 8601 has it, or with the day or month first; the year is what cannot be meant otherwise.
DATES = (
    re.compile(r"(?P<year>\d{4})-\d{2}(?:-\d{2})?(?:[T ]\S*)?\Z"),
    re.compile(r"(?P<year>\d{4})[/.]\d{1,2}(?:[/.]\d{1,2})?\Z"),
    re.compile(r"(?:\d{1,2}[/.-]){1,2}(?P<year>\d{4})\Z"),
    re.compile(r"(?P<year>\d{4})\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?\Z"),
)
# Beginnings of the names of months in English, French, Portuguese and Russian, folded.
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|fev|avr|mai|juin|juil|aou|abr|ago|set|out|dez|"
    "янв|фев|мар|апр|мая|маи|июн|июл|авг|сен|окт|ноя|дек"
)
NAMED_DATE = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:de\s+)?)?(?:{MONTHS})[^\W\d_]*\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,?)?"
    r"(?:\s+de|,)?\s+(?P<year>\d{4})(?:\s*г(?:\.|ода)?)?\Z"
)
# A figure and the word for classes behind it.
COUNTED = re.compile(r"(?P<figure>\d[\d., ']*?)\s*(?P<rest>[^\W\d_][^\d]*)\Z")


def plainly(about: Field, text: str, vocabularies: Vocabularies) -> str:
    """Return the text of a field as its form reads it."""
    plain = PLAIN.get(about.kind.name)
    return text if plain is None else plain(text, vocabularies)


def _year(text: str, vocabularies: Vocabularies) -> str:
    plain = numbers.plain(text)
    found = next((date for pattern in DATES if (date := pattern.match(plain))), None) or NAMED_DATE.match(fold(plain))
    return found["year"] if found else text


def _number(text: str, vocabularies: Vocabularies) -> str:
    found = COUNTED.match(numbers.plain(text))
    return found["figure"] if found and vocabularies.meanings("unit", found["rest"]) == ["classes"] else text


PLAIN: Mapping[str, Callable[[str, Vocabularies], str]] = {"year": _year, "number": _number}
