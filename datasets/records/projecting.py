"""What entries hold, worked out from their statements and written where the two differ.

Columns, code sets and parts are projections: nothing but loading and this writes them. The caller holds a transaction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from datasets.facts.columns import RELATIONS
from datasets.facts.fields import NEEDED
from datasets.facts.resolution import aliases, leading, values
from datasets.models import Dataset, FormerSlug, Statement

from .dumping import BATCH, dump_datasets
from .loading import codes_in_database, legible, load_held, voices_in_database
from .values import problems


@dataclass(frozen=True)
class Difference:
    """A field of an entry that holds another value than its statements give."""

    slug: str
    field: str
    holds: Any
    stated: Any


def differences(queryset: QuerySet[Dataset]) -> Iterator[Difference]:
    """Yield where what the entries hold is not what follows from their statements, in the order of slugs.

    What every entry has to be stays where no statement says it any more.
    """
    voices, known = voices_in_database(), codes_in_database()
    slugs = frozenset(Dataset.objects.values_list("slug", flat=True))
    moved = dict(FormerSlug.objects.values_list("slug", "dataset__slug"))
    for record in dump_datasets(queryset):
        # A quick look first: few entries differ, and only there it matters whether a value is within all bounds.
        for strictly in (False, True):
            said = [legible(statement, known) for statement in record["statements"]]
            if strictly:
                said = [
                    {**one, "value": None if any(problems(one["field"], one["value"])) else one["value"]}
                    for one in said
                ]
            stated = values(said, voices)
            stated[RELATIONS] = leading(stated[RELATIONS], record["slug"], slugs, moved)
            stated["aliases"] = aliases(record["name"], record["aliases"], said)
            differing = [
                key
                for key, value in stated.items()
                if record[key] != value and (key not in NEEDED or value is not None)
            ]
            if not differing:
                break
        yield from (Difference(record["slug"], code, record[code], stated[code]) for code in differing)


def naming(slugs: Iterable[str]) -> QuerySet[Dataset]:
    """Return the entries that say of themselves that they are related to entries with these slugs, or are so now."""
    said = Statement.objects.filter(field=RELATIONS).annotate(text=Cast("value", TextField()))
    named = Q.create([("text__contains", f'"{slug}"') for slug in slugs], connector=Q.OR)
    return Dataset.objects.filter(
        Q(pk__in=said.filter(named).order_by().values("dataset")) | Q(relations__target__slug__in=list(slugs))
    ).distinct()


# The keys of a document's record that its weight as a witness follows from.
WEIGHT = frozenset({"authority", "published", "as_of"})


def citing(documents: Iterable[int]) -> QuerySet[Dataset]:
    """Return the entries whose statements cite documents with these primary keys."""
    stated = Statement.objects.filter(document__in=list(documents)).order_by()
    return Dataset.objects.filter(pk__in=stated.values("dataset"))


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
