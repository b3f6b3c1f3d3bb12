"""The dated log of entries: which were added, changed, withdrawn or deleted, as the public saw it, from change sets.

What happened to a draft is nobody's matter; that it was published is its being added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from itertools import groupby

from datasets.models import Change, Dataset
from datasets.models.public import changes_of_entries

from .changes import EXISTS

Status = Dataset.Status
STATUS = "status"
BATCH = 2_000


class Event(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


@dataclass(frozen=True)
class EntryEvent:
    """What a revision did to an entry: the day (UTC), the revision's number, the slug, what became of it."""

    day: date
    revision: int
    slug: str
    event: Event


def entry_events() -> Iterator[EntryEvent]:
    """Yield what became of every entry, entry after entry, each from its first revision on. One query."""
    rows = changes_of_entries().select_related("change_set").order_by("key", "change_set", "pk")
    for _, of_entry in groupby(rows.iterator(chunk_size=BATCH), lambda row: row.key):
        yield from _events(list(of_entry))


def _events(rows: Sequence[Change]) -> Iterator[EntryEvent]:
    """Yield the events of one entry, from the rows of its changes."""
    status = _first_status(rows)
    for revision, found in groupby(rows, lambda row: row.change_set_id):
        pieces = list(found)
        was = status
        made = any(row.path == EXISTS and row.before is None for row in pieces)
        gone = next((row for row in pieces if row.path == EXISTS and row.after is None), None)
        status = next((row.after for row in pieces if row.path == STATUS), status)
        event = None
        if gone is not None:
            event = Event.DELETED
        elif status == Status.PUBLISHED:
            event = Event.ADDED if made or was != Status.PUBLISHED else Event.CHANGED
        elif status == Status.WITHDRAWN and was == Status.PUBLISHED and not made:
            event = Event.WITHDRAWN
        if event is not None:
            slug = gone.before["slug"] if gone is not None else pieces[0].slug  # type: ignore[attr-defined]
            yield EntryEvent(pieces[0].change_set.created.astimezone(UTC).date(), revision, slug, event)


def _first_status(rows: Sequence[Change]) -> str:
    """Return the status that an entry began with: the one before its first change, else the one that it has or had."""
    for row in rows:
        if row.path == STATUS and row.before is not None:
            return str(row.before)
        if row.path == EXISTS and row.after is None:
            return str(row.before["status"])
    return str(rows[0].state)  # type: ignore[attr-defined]
