"""Telling the curator what an entry says that no statement backs, and what else a bulk import would refuse in it."""

from itertools import islice

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest

from datasets.models import Dataset
from datasets.records.checking import Codes, check_record, vocabulary_names
from datasets.records.dumping import dump_datasets
from datasets.records.loading import voices_in_database
from datasets.records.problems import Problem

# Warnings that a page can bear.
SHOWN = 20


class _Every(frozenset[str]):
    """The set of all codes. What is read from the database refers to rows that exist: foreign keys see to it."""

    def __contains__(self, code: object) -> bool:
        return True


def problems(queryset: QuerySet[Dataset]) -> list[Problem]:
    """Return what is wrong with the entries as they stand in the database, each with the entry's name as place."""
    codes = Codes({name: _Every() for name in vocabulary_names()}, voices_in_database(), _Every())
    return [problem for record in dump_datasets(queryset) for problem in check_record(record["name"], record, codes)]


def warn_about_unbacked(request: HttpRequest, queryset: QuerySet[Dataset]) -> None:
    """Add a warning to the next page for each problem of the entries, SHOWN of them at most."""
    found = problems(queryset)
    for problem in islice(found, SHOWN):
        messages.warning(request, str(problem))
    if len(found) > SHOWN:
        messages.warning(request, f"… and {len(found) - SHOWN:,} more. Mend the statements.")
