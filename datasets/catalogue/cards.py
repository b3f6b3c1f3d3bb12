"""What a list shows of an entry: plain data, the same for pages and API."""

from datasets.models import Dataset

from .records import Record

CARD_CODE_SETS = (
    "sources", "modalities", "anatomies", "tasks", "use_cases", "conditions", "annotation_types", "formats",
)  # fmt: skip
CARD_REFERENCES = ("category", "kind", "access_level", "license", "subjects_unit", "images_unit")
PLAIN = (
    "slug", "name", "aliases", "subjects", "subjects_precision", "images", "images_precision", "size_bytes",
    "size_precision", "year", "quality", "difficulty", "level",
)  # fmt: skip


def card(row: Dataset) -> Record:
    """Return the card of one dataset; CARD_REFERENCES, CARD_CODE_SETS and descriptions should be fetched along.

    Terms are codes; `summaries` has one per language; null is unknown.
    """
    found: Record = {key: _known(getattr(row, key)) for key in PLAIN}
    for key in CARD_REFERENCES:
        term = getattr(row, key)
        found[key] = term.code if term else None
    for key in CARD_CODE_SETS:
        found[key] = sorted(term.code for term in getattr(row, key).all())
    found["summaries"] = {text.language: text.summary for text in row.descriptions.all()}
    return found


def in_language(card: Record, language: str) -> Record:
    """Return the card with its summary in `language`, in English where that is missing; `summary_language` says which."""
    found = language if language in card["summaries"] else "en"
    rest = {key: value for key, value in card.items() if key != "summaries"}
    return {**rest, "summary": card["summaries"].get(found), "summary_language": found}


def _known(value: object) -> object:
    return None if value == "" else value
