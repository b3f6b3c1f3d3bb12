"""What a list shows of an entry: plain data, the same for pages and API, read for a page of entries at once."""

from collections.abc import Sequence

from datasets.models import Dataset

from .records import Record

CODE_SETS = (
    "sources", "modalities", "anatomies", "tasks", "use_cases", "conditions", "annotation_types", "formats",
)  # fmt: skip
REFERENCES = ("category", "kind", "access_level", "license", "subjects_unit", "images_unit")
PLAIN = (
    "slug", "name", "aliases", "subjects", "subjects_precision", "images", "images_precision", "size_bytes",
    "size_precision", "year", "quality", "difficulty", "level",
)  # fmt: skip


def cards(ids: Sequence[int], language: str = "en") -> list[Record]:
    """Return the cards of the entries with primary keys `ids`, in that order; the number of queries is constant.

    Terms are codes. Text is in `language`, in English where that is missing; `summary_language` says which.
    """
    rows = Dataset.objects.filter(pk__in=ids).select_related(*REFERENCES)
    found = {row.pk: row for row in rows.prefetch_related(*CODE_SETS, "descriptions")}
    return [_card(found[pk], language) for pk in ids if pk in found]


def _card(row: Dataset, language: str) -> Record:
    card: Record = {key: _known(getattr(row, key)) for key in PLAIN}
    for key in REFERENCES:
        term = getattr(row, key)
        card[key] = term.code if term else None
    for key in CODE_SETS:
        card[key] = sorted(term.code for term in getattr(row, key).all())
    texts = {text.language: text for text in row.descriptions.all()}
    text = texts.get(language) or texts.get("en")
    card["summary"] = text.summary if text else None
    card["summary_language"] = text.language if text else None
    return card


def _known(value: object) -> object:
    return None if value == "" else value
