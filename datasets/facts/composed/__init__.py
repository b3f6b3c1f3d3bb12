"""Composed texts: a summary and a description of an entry, made from its facts, in each language.

They stand where nobody has written a text in the reader's language. They follow from what the entry holds whenever they
are asked for, so that they are in no table, never out of date, and say nothing that is not known. The words are in a
file for each language; what all languages share stands in patterns, and what may be said in known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation

from datasets.facts.kinds import Record
from datasets.models import Dataset

from .en import English
from .fr import French
from .known import Known, Lexicon, Word, lexicon_of, record_of
from .patterns import Patterns
from .pt_br import Portuguese
from .ru import Russian
from .zh_hans import Chinese

__all__ = ["COMPOSED", "PATTERNS", "Composed", "Lexicon", "Word", "composed", "composed_summary"]

# The origin of a text that nobody wrote.
COMPOSED = "composed"

PATTERNS: Mapping[str, Patterns] = {
    patterns.language: patterns for patterns in (English(), French(), Portuguese(), Chinese(), Russian())
}


@dataclass(frozen=True)
class Composed:
    """A text in one language that was made from an entry's facts."""

    language: str
    summary: str
    description: str


def composed(row: Dataset, language: str) -> Composed:
    """Return the text of an entry in `language`; all that belongs to it should be fetched (reading.whole)."""
    known = Known.of(record_of(row), lexicon_of(row))
    patterns = PATTERNS[language]
    with translation.override(language):
        return Composed(language, patterns.summary(known), patterns.description(known))


def composed_summary(card: Record, lexicon: Lexicon, language: str) -> str:
    """Return the summary in `language` of an entry by its record or card."""
    with translation.override(language):
        return PATTERNS[language].summary(Known.of(card, lexicon))
