"""The fields of the query language: their names in every language, what they take, and how bounds are written.

One table, FIELDS, drives the parser and the help page. Names are messages, so that a language's own stand in its file
of messages; those of all languages are understood on every page, beside the names of the parameters.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from datasets.facts.fields import UNKNOWN
from datasets.index.facets import FACETS, MAY_BE_UNKNOWN, NOT_STATED, RANGES
from datasets.models import LANGUAGES
from datasets.words import numbers
from datasets.words.folding import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TERM, NUMBER, BYTES = "term", "number", "bytes"

Bounds = tuple[int | None, int | None]


@dataclass(frozen=True)
class Field:
    """One field: its parameter, what it takes, its label, further names and an example of a value.

    `named` are names that people type, the one to show first, separated by commas.
    """

    parameter: str
    takes: str
    label: "StrOrPromise"
    named: "StrOrPromise"
    example: str

    def names(self) -> tuple[str, ...]:
        """Return the names in the language that is active, the one to show first, and the parameter's own."""
        here = (name.strip() for name in re.split("[,，]", str(self.named)))
        return tuple(dict.fromkeys([*(name for name in here if name), self.parameter]))


# Parameter -> names that people type, one word each, the usual one first, separated by commas; an example of a value.
_NAMED: "Mapping[str, tuple[StrOrPromise, str]]" = {
    "category": (pgettext_lazy("names of a search field", "category"), "imaging"),
    "kind": (pgettext_lazy("names of a search field", "kind, type"), "challenge"),
    "modality": (pgettext_lazy("names of a search field", "modality, mod"), "CT"),
    "anatomy": (pgettext_lazy("names of a search field", "anatomy, organ, region"), "kidney"),
    "task": (pgettext_lazy("names of a search field", "task"), "segmentation"),
    "use_case": (pgettext_lazy("names of a search field", "usecase"), "lung-nodule-detection"),
    "condition": (pgettext_lazy("names of a search field", "condition, disease"), '"multiple sclerosis"'),
    "annotation": (pgettext_lazy("names of a search field", "annotation, annotations"), "bounding-box"),
    "format": (pgettext_lazy("names of a search field", "format"), "dicom"),
    "access": (pgettext_lazy("names of a search field", "access"), "open"),
    "use": (pgettext_lazy("names of a search field", "use, rights"), "commercial"),
    "license": (pgettext_lazy("names of a search field", "license, licence"), "CC-BY-4.0"),
    "source": (pgettext_lazy("names of a search field", "source, host, publisher"), "tcia"),
    "language": (pgettext_lazy("names of a search field", "language, lang"), "en"),
    "subjects": (pgettext_lazy("names of a search field", "subjects, patients"), ">1000"),
    "images": (pgettext_lazy("names of a search field", "images"), "1000..50000"),
    "size": (pgettext_lazy("names of a search field", "size"), "<50GB"),
    "year": (pgettext_lazy("names of a search field", "year"), ">=2018"),
}

FIELDS: tuple[Field, ...] = (
    *(Field(facet.parameter, TERM, facet.label, *_NAMED[facet.parameter]) for facet in FACETS),
    *(
        Field(
            column.parameter, BYTES if column.parameter == "size" else NUMBER, column.label, *_NAMED[column.parameter]
        )
        for column in RANGES
    ),
)


@cache
def by_name() -> Mapping[str, Field]:
    """Return the fields by their names in all languages, folded; a label counts where it is one word."""
    found: dict[str, Field] = {}
    for language in ("en", *LANGUAGES):
        with override(language):
            for item in FIELDS:
                label = str(item.label)
                for name in (item.parameter, *item.names(), *([label] if label.isalpha() else [])):
                    found.setdefault(fold(name), item)
    return found


def unstated(item: Field, value: str) -> tuple[str, str] | None:
    """Return the choice that nobody states a field, where a value says so: license:unknown, size:unknown; else None.

    It is said by the reserved word, or by what pages call it in any language.
    """
    if item.parameter not in MAY_BE_UNKNOWN or fold(value.strip("',;")) not in SAYING_NOTHING:
        return None
    return item.parameter, UNKNOWN


SAYING_NOTHING = frozenset({UNKNOWN, *map(fold, NOT_STATED.values())})


def help_rows() -> Iterator[tuple[str, str, str]]:
    """Yield what the help page shows of each field: its names for the reader, what it takes, and an example."""
    for item in FIELDS:
        names = item.names()
        yield ", ".join(names), item.takes, f"{names[0]}:{example_of(item)}"


def example_of(item: Field) -> str:
    """Return an example of a value in the reader's notation: "<50GB" or "<50 Go"."""
    return _("<50GB") if item.takes == BYTES else item.example


# One end of a range: a figure, a word that multiplies it or a unit; spaces may stand before each.
END = rf"(?:{numbers.FIGURE.pattern})(?:\s*[^\W\d_]+\.?)?"
COMPARISON = re.compile(rf"(?P<operator><=|>=|≤|≥|⩽|⩾|=<|=>|==?|<|>)?\s*(?P<end>{END})\Z")
RANGE = re.compile(rf"(?P<low>{END})?\s*(?:\.\.\.?|…|[-‐‑–—~])\s*(?P<high>{END})?\Z")


@dataclass(frozen=True)
class Compared:
    """What a comparison says: bounds, both included, and whether its figures may be meant otherwise."""

    bounds: Bounds
    others: tuple[int, ...] = ()


def compared(text: str, takes: str, language: str) -> Compared | None:
    """Return what a comparison says in the notation of `language`; None if it says none.

    >>> compared("<50GB", BYTES, "en").bounds, compared("1 000..2 000", NUMBER, "fr").bounds
    ((None, 49999999999), (1000, 2000))
    """
    text = numbers.plain(text).replace("−", "-")
    if found := COMPARISON.match(text):
        ends = read_end(found["end"], takes, language)
        return Compared(_bounds(found["operator"] or "=", ends[0]), ends if len(ends) > 1 else ()) if ends else None
    found = RANGE.match(text)
    if found is None or not (found["low"] or found["high"]):
        return None
    low, high = found["low"] or "", found["high"] or ""
    if low and high and takes == BYTES and not _unit(low):
        # 10-50GB: the unit stands for both.
        low += _unit(high)
    lows = read_end(low, takes, language) if low else ()
    highs = read_end(high, takes, language) if high else ()
    if (low and not lows) or (high and not highs):
        return None
    others = next((ends for ends in (lows, highs) if len(ends) > 1), ())
    if lows and highs:
        return Compared((min(lows[0], highs[0]), max(lows[0], highs[0])), others)
    return Compared((lows[0] if lows else None, highs[0] if highs else None), others)


def read_end(text: str, takes: str, language: str) -> tuple[int, ...]:
    """Return the numbers that one figure may be, in bytes where sizes are taken (numbers.whole, numbers.sizes)."""
    return numbers.sizes(text, language) if takes == BYTES else numbers.whole(text, language)


def _unit(text: str) -> str:
    return text.lstrip("0123456789., '")


def _bounds(operator: str, number: int) -> Bounds:
    if operator == "<":
        return None, number - 1
    if operator == ">":
        return number + 1, None
    if operator in ("<=", "=<", "≤", "⩽"):
        return None, number
    if operator in (">=", "=>", "≥", "⩾"):
        return number, None
    return number, number
