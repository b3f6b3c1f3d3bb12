"""What search needs of each published entry, read from the database a batch at a time as plain values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasets.facts import rights
from datasets.facts.cards import CARD_CODE_SETS, CARD_COLUMNS, card
from datasets.models import LANGUAGES, Dataset, DatasetDescription, Right
from datasets.models.dataset import published

from . import references
from .facets import FACETS, RANGES
from .postings import DESCRIPTION, NAME, SUMMARY, Text

BATCH = 500

# Columns that lists are ordered by, besides those of RANGES; -1 stands for unknown.
ORDER_COLUMNS = ("quality", "changed")

# The facets' fields that hold one code, and those that hold a set.
FIELDS = {facet.field for facet in FACETS if facet.field}
SINGLE = {field for field in FIELDS if not Dataset._meta.get_field(field).many_to_many}
SETS = sorted({*CARD_CODE_SETS, *FIELDS} - SINGLE)


@dataclass(frozen=True)
class Entry:
    """One published entry: its key, names, own texts, codes by facet, numbers by column, references, and its card."""

    pk: int
    names: tuple[str, ...]
    texts: tuple[Text, ...]
    codes: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]
    references: Sequence[str]
    card: dict[str, Any]


def entries(keys: Sequence[int]) -> Iterator[Entry]:
    """Yield the published entries with these keys, in this order; some queries per batch, none per entry."""
    columns = ("pk", "changed", *CARD_COLUMNS, *(f"{name}__code" for name in SINGLE))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = {row["pk"]: row for row in published().filter(pk__in=batch).values(*columns).order_by()}
        sets = {field: _codes(field, batch) for field in SETS}
        stated: dict[int, list[rights.Stated]] = defaultdict(list)
        for right in Right.objects.filter(dataset__in=batch):
            stated[right.dataset_id].append((right.component, right.use, right.allowed))
        texts: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
        # A text in none of the catalogue's languages is nobody's to find, and has no bit among the postings.
        described = DatasetDescription.objects.filter(dataset__in=batch, language__in=LANGUAGES).order_by("pk")
        for pk, *text in described.values_list("dataset", "language", "summary", "description"):
            texts[pk].append((text[0], text[1], text[2]))
        known = references.keys_of(batch)
        for pk in batch:
            if pk in rows:
                codes = {field: found.get(pk, []) for field, found in sets.items()}
                yield _entry(rows[pk], codes, stated[pk], texts[pk], tuple(known.get(pk, ())))


def _codes(field: str, keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the codes that each dataset has in one many-to-many field."""
    found: dict[int, list[str]] = defaultdict(list)
    pairs = Dataset.objects.filter(pk__in=keys, **{f"{field}__isnull": False}).values_list("pk", f"{field}__code")
    for pk, code in pairs.order_by(f"{field}__code"):
        found[pk].append(code)
    return found


def _entry(
    row: dict[str, Any],
    sets: dict[str, list[str]],
    stated: Sequence[rights.Stated],
    described: Sequence[tuple[str, str, str]],
    known: Sequence[str],
) -> Entry:
    names = (row["name"], *row["aliases"])
    texts = (
        *(Text(name, "", NAME) for name in names),
        *(Text(summary, language, SUMMARY) for language, summary, _ in described),
        *(Text(description, language, DESCRIPTION) for language, _, description in described),
    )
    codes = {facet.parameter: _facet_codes(row, sets, facet.field) for facet in FACETS if facet.field}
    codes["use"] = rights.uses(stated, row["license__code"])
    numbers = {column.parameter: _known(row[column.field]) for column in RANGES}
    numbers |= {"quality": _known(row["quality"]), "changed": round(row["changed"].timestamp() * 1_000_000)}
    summaries = {language: summary for language, summary, _ in described}
    return Entry(row["pk"], names, texts, codes, numbers, known, card(row, sets, summaries))


def _facet_codes(row: dict[str, Any], sets: dict[str, list[str]], field: str) -> Sequence[str]:
    if field not in SINGLE:
        return sets[field]
    code = row[f"{field}__code"]
    return () if code is None else (code,)


def _known(value: int | None) -> int:
    return -1 if value is None else value
