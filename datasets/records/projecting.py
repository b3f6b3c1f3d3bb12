"""What entries hold, worked out from their statements and written where the two differ.

Columns, code sets and parts are projections: nothing but loading and this writes them. The caller holds a transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from datasets.facts.columns import RELATIONS
from datasets.facts.fields import HELD
from datasets.facts.resolution import leading, values
from datasets.models import Dataset, FormerSlug

from .dumping import BATCH, dump_datasets
from .loading import load_held, voices_in_database


@dataclass(frozen=True)
class Difference:
    """A field of an entry that holds another value than its statements give."""

    slug: str
    field: str
    holds: Any
    stated: Any


def differences(queryset: QuerySet[Dataset]) -> Iterator[Difference]:
    """Yield where what the entries hold is not what follows from their statements, in the order of slugs."""
    voices = voices_in_database()
    slugs = frozenset(Dataset.objects.values_list("slug", flat=True))
    moved = dict(FormerSlug.objects.values_list("slug", "dataset__slug"))
    for record in dump_datasets(queryset):
        stated = values(record["statements"], voices)
        stated[RELATIONS] = leading(stated[RELATIONS], record["slug"], slugs, moved)
        for field in HELD:
            if record[field.code] != stated[field.code]:
                yield Difference(record["slug"], field.code, record[field.code], stated[field.code])


def project(queryset: QuerySet[Dataset]) -> list[str]:
    """Write what follows from the statements of the entries where it differs; return the slugs of those that did."""
    found = differences(queryset)
    written: list[str] = []
    while batch := list(islice(found, BATCH)):
        records: dict[str, dict[str, Any]] = {}
        for difference in batch:
            records.setdefault(difference.slug, {"slug": difference.slug})[difference.field] = difference.stated
        load_held(list(records.values()))
        written += records
    return list(dict.fromkeys(written))
