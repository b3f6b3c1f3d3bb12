"""What people decided about rows and entries, kept: a file that comes again and a list of doubles ask only once."""

from django.contrib.auth.models import User

from datasets.importing.matching.finder import LONGEST_KEY
from datasets.importing.matching.known import ENTRY
from datasets.models import Dataset, Verdict


def remembered(source: str, key: str, entry: Dataset, verdict: str, author: User | None = None) -> None:
    """Keep what somebody decided of an entry and a row, by its source and what it is called there (verdict_key).

    `verdict` is one of Verdict.Is. What was decided of the two before gives way.
    """
    Verdict.objects.update_or_create(
        source=source, key=key[:LONGEST_KEY], entry=entry, defaults={"verdict": verdict, "author": author}
    )


def told_apart(one: Dataset, other: Dataset, author: User | None = None) -> None:
    """Keep that two entries are something else, whichever is asked about."""
    for first, second in ((one, other), (other, one)):
        remembered(ENTRY, str(second.pk), first, Verdict.Is.APART, author)


def forgotten(one: Dataset, other: Dataset) -> None:
    """Take back that two entries are something else: they may be the same."""
    for first, second in ((one, other), (other, one)):
        Verdict.objects.filter(source=ENTRY, key=str(second.pk), entry=first, verdict=Verdict.Is.APART).delete()


def pairs_apart() -> set[frozenset[int]]:
    """Return the pairs of entries, by their primary keys, that somebody told apart; one query."""
    rows = Verdict.objects.filter(source=ENTRY, verdict=Verdict.Is.APART).order_by().values_list("key", "entry")
    return {frozenset((int(key), entry)) for key, entry in rows if key.isdecimal()}


def apart_from(entry: Dataset) -> list[Dataset]:
    """Return the entries that were told apart from one."""
    rows = Verdict.objects.filter(source=ENTRY, verdict=Verdict.Is.APART, entry=entry).order_by()
    keys = [int(key) for key in rows.values_list("key", flat=True) if key.isdecimal()]
    return list(Dataset.objects.filter(pk__in=keys).order_by("slug"))
