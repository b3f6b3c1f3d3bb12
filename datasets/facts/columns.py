"""The keys of a dataset's record and where the database keeps them: one table for loading and dumping.

The facts' keys come from the registry (fields). Here are those that are the directory's own: what the entry is called
and where it is found, its texts, its statements, and the notes on what clashes.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from datasets.models import DatasetDescription, Disagreement, Document, FormerSlug, Statement

from .fields import HELD
from .stored import Codes, Column, Columns, Ids, Part, plain, text


class DayColumn(Column):
    """A day in the record, that day's beginning in the database (UTC). Without one it is now: nobody says when."""

    def to_database(self, value: Any, ids: Ids) -> Any:
        """Return the beginning of the day, and never a moment that is still to come."""
        now = timezone.now()
        return min(now, datetime.fromisoformat(value).replace(tzinfo=UTC)) if value else now

    def to_record(self, row: Model) -> Any:
        """Return the day in ISO 8601."""
        return getattr(row, self.name).astimezone(UTC).date().isoformat()


class StandingColumn(Column):
    """What a curator thinks of a statement; a record leaves it out where it is as most."""

    def to_database(self, value: Any, ids: Ids) -> Any:
        """Return the standing."""
        return value or Statement.Standing.NORMAL

    def to_record(self, row: Model) -> Any:
        """Return the standing, None for the normal one."""
        standing = getattr(row, self.name)
        return None if standing == Statement.Standing.NORMAL else standing


EDITORIAL = (DayColumn("changed", "changed"), *plain("slug", "status", "name", "aliases"))

# Keys that are written in a way of their own.
RELATIONS, STATEMENTS = "relation", "statements"

_BEFORE: Mapping[str, Part] = {"former_slugs": Part(FormerSlug, plain("slug"), bare=True)}
_BEHIND: Mapping[str, Part] = {
    "disagreements": Part(Disagreement, plain("field", "kind", "explanation", "settled")),
    "descriptions": Part(
        DatasetDescription,
        (*plain("language", "summary", "description", "origin", "reviewed"), *text("translated_from")),
    ),
    STATEMENTS: Part(
        Statement,
        (
            *plain("field", "value", "printed", "line", "reason"),
            *text("heading", "note", "release"),
            StandingColumn("standing", "standing"),
            Column("document", "document", reference=Document),
        ),
    ),
}

# Key of a record -> its rows; its set of codes; its columns.
PARTS: Mapping[str, Part] = {
    **_BEFORE,
    **{field.code: field.stored for field in HELD if isinstance(field.stored, Part)},
    **_BEHIND,
}
SETS: Mapping[str, Codes] = {field.code: field.stored for field in HELD if isinstance(field.stored, Codes)}
SINGLE: Mapping[str, Columns] = {field.code: field.stored for field in HELD if isinstance(field.stored, Columns)}


def all_columns() -> tuple[Column, ...]:
    """Return every column of the entry's own row."""
    return (*EDITORIAL, *(column for stored in SINGLE.values() for column in stored.columns))
