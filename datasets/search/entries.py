"""What search needs of each published entry, read from the database a batch at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from datasets.catalogue.cards import CARD_CODE_SETS, CARD_REFERENCES, card
from datasets.models import Dataset

from .facets import FACETS, RANGES
from .postings import DESCRIPTION, NAME, SUMMARY, Text

BATCH = 1000

# Columns that lists are ordered by, besides those of RANGES; -1 stands for unknown.
ORDER_COLUMNS = ("quality", "changed")


@dataclass(frozen=True)
class Entry:
    """One published entry: its key, names, own texts, codes by facet, numbers by column, and its card."""

    pk: int
    names: tuple[str, ...]
    texts: tuple[Text, ...]
    codes: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    card: dict[str, Any]


def entries(queryset: QuerySet[Dataset]) -> Iterator[Entry]:
    """Yield the entries of `queryset` in its order; the number of queries grows with the number of batches only."""
    rows = queryset.select_related(*CARD_REFERENCES)
    fields = {facet.field for facet in FACETS} - set(CARD_REFERENCES)
    rows = rows.prefetch_related(*sorted({*CARD_CODE_SETS, *fields}), "descriptions")
    for row in rows.iterator(chunk_size=BATCH):
        yield _entry(row)


def _entry(row: Dataset) -> Entry:
    names = (row.name, *row.aliases)
    described = list(row.descriptions.all())
    texts = (
        *(Text(name, "", NAME) for name in names),
        *(Text(text.summary, text.language, SUMMARY) for text in described),
        *(Text(text.description, text.language, DESCRIPTION) for text in described),
    )
    numbers = {column.parameter: _known(getattr(row, column.field)) for column in RANGES}
    numbers["quality"] = _known(row.quality)
    numbers["changed"] = round(row.changed.timestamp() * 1_000_000)
    return Entry(row.pk, names, texts, {facet.parameter: _codes(row, facet.field) for facet in FACETS}, numbers, card(row))


def _codes(row: Dataset, field: str) -> tuple[str, ...]:
    value = getattr(row, field)
    if value is None:
        return ()
    return (value.code,) if hasattr(value, "code") else tuple(term.code for term in value.all())


def _known(value: int | None) -> int:
    return -1 if value is None else value
