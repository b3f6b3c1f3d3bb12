"""What a list shows of an entry: plain data, the same for pages and API."""

from collections.abc import Mapping, Sequence
from typing import Any

from datasets.words.texts import best

from .columns import Record

# Card key -> the code sets, references and columns that it is made of, by their names in the model.
CARD_CODE_SETS = (
    "sources", "modalities", "anatomies", "tasks", "use_cases", "conditions", "annotation_types", "formats",
)  # fmt: skip
CARD_REFERENCES = ("category", "kind", "access_level", "license", "subjects_unit", "images_unit")
PLAIN = (
    "slug", "name", "aliases", "subjects", "subjects_precision", "images", "images_precision", "size_bytes",
    "size_precision", "year", "quality", "difficulty", "level",
)  # fmt: skip
CARD_COLUMNS = (*PLAIN, *(f"{key}__code" for key in CARD_REFERENCES))


def card(row: Mapping[str, Any], sets: Mapping[str, Sequence[str]], summaries: Mapping[str, str]) -> Record:
    """Return the card of one dataset from its CARD_COLUMNS, its sorted codes by field, and its summaries by language.

    Terms are codes; null is unknown.
    """
    found: Record = {key: None if row[key] == "" else row[key] for key in PLAIN}
    found |= {key: row[f"{key}__code"] for key in CARD_REFERENCES}
    found |= {key: list(sets[key]) for key in CARD_CODE_SETS}
    return {**found, "summaries": dict(summaries)}


def in_language(card: Record, language: str) -> Record:
    """Return the card with its summary for a reader of `language`; `summary_language` says in which it is."""
    spoken, summary = best(card["summaries"], language) or (None, None)
    rest = {key: value for key, value in card.items() if key != "summaries"}
    return {**rest, "summary": summary, "summary_language": spoken}
