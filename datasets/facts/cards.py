"""What a list shows of an entry: plain data, the same for pages and API.

A card has the record's keys for the fields of ON_CARDS, each as the record has it. Terms are codes; null is unknown.
Beside them it says what follows from the rest of the record (Beside).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .composed import COMPOSED, Lexicon, composed_summary
from .fields import ON_CARDS
from .kinds import Record
from .stored import Codes, Columns

# Key of a card -> the set of codes, and the columns of the entry's row, that it is made of.
SETS: Mapping[str, Codes] = {field.code: field.stored for field in ON_CARDS if isinstance(field.stored, Codes)}
SINGLE: Mapping[str, Columns] = {field.code: field.stored for field in ON_CARDS if isinstance(field.stored, Columns)}
NAMES = ("slug", "name", "aliases")
# The origin of a summary that somebody wrote, a person or a machine.
WRITTEN = "written"
# The columns as the database is asked for them.
COLUMNS = (*NAMES, *(column.asked for stored in SINGLE.values() for column in stored.columns))


@dataclass(frozen=True)
class Beside:
    """What a card says beside the fields.

    What the images may be used for (rights.uses), of which of the fields the sources differ while nobody has settled
    it, and whether an address is known.
    """

    use: Sequence[str] = ()
    differs: Sequence[str] = ()
    linked: bool = False


def card(
    row: Mapping[str, Any], sets: Mapping[str, Sequence[str]], summaries: Mapping[str, str], beside: Beside
) -> Record:
    """Return the card of one dataset from its COLUMNS, its sorted codes by field, its summaries by language."""
    facts = {
        field.code: SINGLE[field.code].from_values(row) if field.code in SINGLE else list(sets[field.code])
        for field in ON_CARDS
    }
    said = {"use": list(beside.use), "differs": list(beside.differs), "linked": beside.linked}
    return {**{key: row[key] for key in NAMES}, **facts, **said, "summaries": dict(summaries)}


@dataclass(frozen=True)
class Summary:
    """The summary of an entry for a reader, and its language; `composed` where nobody wrote it."""

    text: str
    language: str
    composed: bool


def summary_for(card: Record, language: str, lexicon: Callable[[], Lexicon]) -> Summary:
    """Return the summary that somebody wrote in `language`; where nobody did, one that is composed in it.

    `lexicon` gives what the terms of the card are called; it is asked only then.
    """
    written = card["summaries"].get(language)
    if written:
        return Summary(written, language, composed=False)
    return Summary(composed_summary(card, lexicon(), language), language, composed=True)


def in_language(card: Record, language: str, lexicon: Callable[[], Lexicon]) -> Record:
    """Return the card with its summary for a reader of `language`, and the origin of one that nobody wrote."""
    found = summary_for(card, language, lexicon)
    rest = {key: value for key, value in card.items() if key != "summaries"}
    said = {"summary": found.text, "summary_language": found.language}
    return {**rest, **said, "summary_origin": COMPOSED if found.composed else WRITTEN}
