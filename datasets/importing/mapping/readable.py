"""Printed figures and dates without what stands around them and is no part of the value: for typed forms to read.

Only what cannot be meant otherwise is left out; all else is left to the form, which tells what is wrong.
"""

import re
from collections.abc import Callable, Mapping

from datasets.facts.fields import Field
from datasets.facts.terms import NotUnderstoodError, Vocabularies
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

# What cuts a list of classes, but for the commas of thousands; and lists behind their number: "2 classes (…)".
CLASSES = re.compile(r"\s*(?:,(?!\d{3}(?!\d))|[，、])\s*(?:(?:and|et|e|и)\s+)?")
NUMBERED = re.compile(r"\d+\s*(?P<what>[^\W\d_]+)\s*(?:[:：]\s*(?P<behind>.+)|[(（](?P<within>.+)[)）])\Z", re.DOTALL)
OF_CLASS = re.compile(r"(?P<name>[^()（）:：]+?)\s*[(（]\s*(?:n\s*=\s*)?(?P<count>\d[\d.,]*)\s*[)）]\Z", re.IGNORECASE)
# A name of a class in a list has so many words; of more it is a sentence that has commas.
MOST_WORDS = 4


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


def _classes(text: str, vocabularies: Vocabularies) -> str:
    """Return classes one a line, as their form reads them; a text with commas that is no list of names waits.

    One class alone tells nothing of a data set, so that what commas part are several.
    """
    if '"' in text:
        return text
    found = NUMBERED.match(text)
    if found and vocabularies.meanings("unit", found["what"]) == ["classes"]:
        text = found["behind"] or found["within"]
    names = [name for name in re.split(r"\s*[;；\n]\s*", text) if name]
    if len(names) == 1:
        names = [name for name in CLASSES.split(text) if name]
        if len(names) > 1 and any(len(name.split()) > MOST_WORDS or _is_open(name) for name in names):
            raise NotUnderstoodError(
                f"“{text[:200]}” may be one class or several; write one a line, a name with a comma in straight double "
                "quotes"
            )
    counted = [OF_CLASS.match(name) for name in names]
    if len(names) > 1 and all(counted):
        names = [f"{one['name']}: {one['count']}" for one in counted if one]
    return "\n".join(names) or text


def _is_open(text: str) -> bool:
    """Tell whether a bracket is opened or closed in a text, and not both."""
    return sum(map(text.count, "(（[")) != sum(map(text.count, ")）]"))


PLAIN: Mapping[str, Callable[[str, Vocabularies], str]] = {
    "year": _year,
    "number": _number,
    "classes": _classes,
}
