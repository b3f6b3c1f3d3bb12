"""Datasets as the public reads them: whole, but for what tells of entries that the public does not see (models.public).

Pages, comparisons, files and the API show rows that come from here; dumps, which are for curators, do not.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from datasets.models import Dataset
from datasets.models.public import named, seen

from .dumping import with_everything


def whole(queryset: QuerySet[Dataset]) -> list[Dataset]:
    """Return the datasets of `queryset` with all that belongs to them, to be read and never saved.

    A relation to an entry that is not published is left out. Of a statement about one the printed words stay, for they
    are the document's; its value, which holds the slug, and its note are the directory's own and go. A fixed number of
    queries; one or two more where a statement names an entry to which there is no relation.
    """
    rows = list(with_everything(queryset, related=seen("target")))
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
