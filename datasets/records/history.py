"""Change sets as they are read: what each did to the things of the catalogue, line by line (lines), and the credit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, When, Window
from django.db.models.functions import RowNumber

from datasets.models import Change, ChangeSet, public

from .lines import ORIGINS, Line, lines_of, name_of, statements_of

# Changes of one change set that are told.
MOST = 60


@dataclass(frozen=True)
class Entry:
    """What a change set did to one thing: its name, the slug of an entry that has a page ("" for none), the lines."""

    name: str
    slug: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Set:
    """A change set: its number and stamp, when, who or by what, why, the things it changed, how many changes more."""

    number: int
    stamp: str
    when: datetime
    credit: str
    origin: str
    reason: str
    entries: tuple[Entry, ...]
    more: int


def change_sets(rows: QuerySet[Change], *, few: bool = False) -> QuerySet[ChangeSet]:
    """Return the change sets that these changes are part of, the newest first.

    A `few` changes, such as those of one entry, tell their change sets; among those of all changes the newest ones are
    found from their end.
    """
    if few:
        return ChangeSet.objects.filter(pk__in=rows.order_by().values("change_set")).order_by("-pk")
    return ChangeSet.objects.filter(Exists(rows.filter(change_set=OuterRef("pk")))).order_by("-pk")


def described(found: Sequence[ChangeSet], rows: QuerySet[Change]) -> Iterator[Set]:
    """Yield the change sets, each with the first of its changes. Three queries."""
    # A seeding changes thousands of things: entries come first, and what no page tells is not read.
    entries_first = [Case(When(kind="dataset", then=0), default=1), F("pk").asc()]
    numbered = rows.filter(change_set__in=[one.pk for one in found]).annotate(
        place=Window(RowNumber(), partition_by=F("change_set"), order_by=entries_first),
        number=Window(Count("*"), partition_by=F("change_set")),
    )
    read = list(numbered.filter(place__lte=MOST).order_by("change_set", "place"))
    keys = {row.key for row in read if row.kind == "dataset"}
    slugs = dict(public.addressed().filter(pk__in=keys).order_by().values_list("pk", "slug"))
    statements = statements_of(read)
    by_set = {number: list(of) for number, of in groupby(read, lambda row: row.change_set_id)}
    for one in found:
        of = by_set.get(one.pk, [])
        entries = []
        for (kind, key), pieces in groupby(of, lambda row: (row.kind, row.key)):
            first, *others = pieces
            slug = slugs.get(key, "") if kind == "dataset" else ""
            lines = tuple(line for row in (first, *others) for line in lines_of(row, statements))
            entries.append(Entry(name_of(first), slug, lines))
        more = of[0].number - len(of) if of else 0
        origin = str(ORIGINS.get(one.origin, ""))
        yield Set(one.pk, one.stamp, one.created, one.credit, origin, one.reason, tuple(entries), more)
