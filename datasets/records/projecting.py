"""What entries hold, worked out from their statements and written where the two differ.

Columns, code sets and parts are projections: nothing but loading and this writes them. The caller holds a transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from datasets.facts.columns import RELATIONS
from datasets.facts.fields import NEEDED
from datasets.facts.kinds import Record
from datasets.facts.resolution import aliases, leading, values
from datasets.models import Dataset, FormerSlug, Statement

from .dumping import BATCH, dump_datasets
from .loading import codes_in_database, load_held, voices_in_database
from .values import codes, problems, read


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
            said = [_legible(statement, known, strictly) for statement in record["statements"]]
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


def _legible(statement: Record, known: Mapping[str, frozenset[str]], strictly: bool) -> Record:
    """Return a statement with as much of its value as can be held: whatever a row says, the others have their say.

    A row may have been written by hand, and a term that it names may be gone. `strictly`: what breaks a bound of its
    kind has no say either.
    """
    field, value = statement["field"], read(statement["field"], statement["value"])
    if isinstance(value, list):
        value = [item for item in value if _is_known(field, [item], known)] or None
    elif not _is_known(field, value, known):
        value = None
    if strictly and any(problems(field, value)):
        value = None
    return {**statement, "value": value}


def _is_known(field: str, value: Any, known: Mapping[str, frozenset[str]]) -> bool:
    return all(code in known[vocabulary] for vocabulary, code in codes(field, value))


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
