"""What a list shows of an entry: plain data, the same for pages and API.

A card has the record's keys for the fields of ON_CARDS, each as the record has it. Terms are codes; null is unknown.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from datasets.words.texts import best

from .fields import ON_CARDS
from .kinds import Record
from .stored import Codes, Columns

# Key of a card -> the set of codes, and the columns of the entry's row, that it is made of.
SETS: Mapping[str, Codes] = {field.code: field.stored for field in ON_CARDS if isinstance(field.stored, Codes)}
SINGLE: Mapping[str, Columns] = {field.code: field.stored for field in ON_CARDS if isinstance(field.stored, Columns)}
NAMES = ("slug", "name", "aliases")
# The columns as the database is asked for them.
COLUMNS = (*NAMES, *(column.asked for stored in SINGLE.values() for column in stored.columns))


def card(row: Mapping[str, Any], sets: Mapping[str, Sequence[str]], summaries: Mapping[str, str]) -> Record:
    """Return the card of one dataset from its COLUMNS, its sorted codes by field, and its summaries by language."""
    facts = {
        field.code: SINGLE[field.code].from_values(row) if field.code in SINGLE else list(sets[field.code])
        for field in ON_CARDS
    }
    return {**{key: row[key] for key in NAMES}, **facts, "summaries": dict(summaries)}


def in_language(card: Record, language: str) -> Record:
    """Return the card with its summary for a reader of `language`; `summary_language` says in which it is."""
    spoken, summary = best(card["summaries"], language) or (None, None)
    rest = {key: value for key, value in card.items() if key != "summaries"}
    return {**rest, "summary": summary, "summary_language": spoken}
