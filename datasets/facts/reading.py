"""Datasets with all that belongs to them, in a fixed number of queries: as stored, and as the public reads them.

The public's are whole but for what tells of entries that it does not see (models.public). Pages, comparisons, files and
the API show those; dumps, which are for curators, do not.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Min, Prefetch, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleIn

from datasets.models import Change, Dataset, Document
from datasets.models.asking import Question
from datasets.models.kept import Kept
from datasets.models.public import addressed, named

from .columns import PARTS, SETS, all_columns
from .gathering import gather, gather_alone, rows_of
from .stored import Part

# The entries that visitors asked for last; one takes 100 to 500 kB.
_kept: Kept[str, Dataset] = Kept(200)


def with_everything(queryset: QuerySet[Dataset]) -> QuerySet[Dataset]:
    """Return `queryset` with all that belongs to a dataset fetched along: a query for each set of codes and part."""
    sets = (stored.name for stored in SETS.values())
    terms = (column.name for column in all_columns() if column.reference is not None)
    return queryset.select_related(*terms).prefetch_related(*sets, *map(with_references, PARTS.values()))


def with_references(part: Part, condition: Q | None = None) -> Prefetch:
    """Return how the rows of one part are fetched, in their order and with what they refer to; all, or some."""
    # Hundreds of statements are of a few documents.
    cited: list[Prefetch] = [
        Prefetch(column.name, _ByKeys(Document)) for column in part.columns if column.reference is Document
    ]
    rows = rows_of(part, condition or Q())
    return Prefetch(part.accessor, rows.prefetch_related(*cited) if cited else rows)


class _ByKeys(QuerySet):
    """Rows that are fetched along with others, by their keys, however many these are.

    Django 5.2 asks with a condition for each key where a database cannot compare tuples (ForwardManyToOneDescriptor),
    and SQLite takes no more than 1,000 of them.
    """

    def filter(self, *args: Any, **kwargs: Any) -> "_ByKeys":
        """Ask for a list of keys in one condition."""
        if len(args) == 1 and not kwargs and isinstance(args[0], TupleIn):
            return super().filter(pk__in=[key for (key,) in args[0].rhs])
        return super().filter(*args, **kwargs)


def whole(found: Iterable[Dataset]) -> list[Dataset]:
    """Return datasets, most often those of a queryset, with all that belongs to them; to be read and never saved.

    A relation to an entry that is not published is left out. Of a statement about one the printed words stay, for they
    are the document's; its value, which holds the slug, and its note are the directory's own and go. A fixed number of
    queries; one or two more where a statement names an entry to which there is no relation.
    """
    rows = list(found)
    gather(rows)
    gather_alone(rows)
    public = {relation.target.slug for row in rows for relation in row.relations.all()}
    stated = [
        (statement, set(targets(statement.value)))
        for row in rows
        for statement in row.statement_set.all()
        if statement.value is not None
    ]
    if others := set().union(*(slugs for _, slugs in stated)) - public:
        public |= set(named(others))
    for statement, slugs in stated:
        if slugs - public:
            statement.value, statement.note = _without(statement.value, slugs - public), ""
    return rows


_ADDRESSED = Question(lambda slugs: addressed().filter(slug__in=slugs).order_by())


def asked_for(slugs: Collection[str]) -> dict[str, Dataset]:
    """Return the entries whose addresses answer, whole, by slug; those that are kept are not read again."""
    return _kept.several(slugs, lambda missing: {row.slug: row for row in whole(_ADDRESSED.rows(missing))})


def taken_in(rows: Collection[Dataset]) -> dict[int, date]:
    """Return by key the day on which the directory took in each of `rows`: that of its first change. One query."""
    changes = Change.objects.filter(kind="dataset", key__in=[row.pk for row in rows]).order_by()
    days = changes.values_list("key").annotate(first=Min("change_set__created"))
    return {key: first.date() for key, first in days}


def targets(value: Any) -> Iterator[str]:
    """Yield the slugs of the entries that a statement's value names: an object with a `target`, or a list of them."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("target"), str):
            yield item["target"]


def _without(value: Any, slugs: set[str]) -> Any:
    """Return a statement's value without the objects that name one of `slugs`; None where nothing is left."""
    if not isinstance(value, list):
        return None
    return [item for item in value if not slugs & set(targets(item))] or None
