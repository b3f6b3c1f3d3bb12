"""Change sets: what was done together, noted piece by piece, so that it can be read, credited and taken back.

A change set looks at the state of things before and after; what differs is a Change. A thing is a row of one of KINDS;
its pieces are paths: of an entry its columns, each text, the notes and each statement; of any other thing the keys of
its record. The path EXISTS is the thing as a whole. Facts are not noted: they follow from the statements. A vocabulary
is a thing with the key WHOLE and one piece, the order of its terms. How pieces are set back: undoing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.db.models import Model

from datasets.facts.columns import EDITORIAL, PARTS
from datasets.facts.kinds import Record
from datasets.facts.reading import with_everything
from datasets.models import (
    VOCABULARIES,
    Change,
    ChangeSet,
    Dataset,
    DatasetDescription,
    Disagreement,
    Document,
    DocumentDescription,
    FormerSlug,
    Guide,
    GuideEntry,
    Source,
    SourceDescription,
    Statement,
)

from . import dumping
from .merging import same_order

# Kind of thing -> its model.
KINDS: Mapping[str, type[Model]] = {
    "dataset": Dataset, "source": Source, "document": Document, "guide": Guide, **VOCABULARIES,
}  # fmt: skip
KIND_OF = {model: kind for kind, model in KINDS.items()}

EXISTS = ""
FORMER, NOTES = "former_slugs", "notes"
TEXT, STATEMENT = "text ", "statement "
# The entry's own columns that are noted.
COLUMNS = tuple(column.name for column in EDITORIAL if column.key not in ("changed", "aliases"))
# The codes of a vocabulary's terms in their order, and the key of the vocabulary itself, which no term has.
ORDER, WHOLE = "order", 0

# Path of a piece -> its value.
Pieces = dict[str, Any]
Thing = tuple[str, int]


@dataclass(frozen=True)
class State:
    """A thing at one moment: what it is called, its pieces, and of an entry when it had last been changed."""

    label: str
    pieces: Pieces
    changed: datetime | None = None


def states(kind: str, keys: Collection[int]) -> dict[Thing, State]:
    """Return the things of one kind with these primary keys, as far as they are there; some queries a batch."""
    found: dict[Thing, State] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), dumping.BATCH):
        batch = wanted[start : start + dumping.BATCH]
        rows = _datasets(batch) if kind == "dataset" else _records(kind, batch)
        found |= {(kind, key): state for key, state in rows}
    return found


def _datasets(keys: Sequence[int]) -> Iterator[tuple[int, State]]:
    rows = {row["pk"]: row for row in Dataset.objects.filter(pk__in=keys).values("pk", "changed", *COLUMNS)}
    pieces: dict[int, Pieces] = {key: {name: row[name] for name in COLUMNS} for key, row in rows.items()}
    for found in pieces.values():
        found |= {FORMER: [], NOTES: []}
    for former in FormerSlug.objects.filter(dataset__in=rows):
        pieces[former.dataset_id][FORMER].append(former.slug)
    notes = PARTS["disagreements"]
    for note in Disagreement.objects.filter(dataset__in=rows):
        pieces[note.dataset_id][NOTES].append(notes.item(note))
    for text in DatasetDescription.objects.filter(dataset__in=rows):
        item = PARTS["descriptions"].item(text)
        pieces[text.dataset_id][f"{TEXT}{item.pop('language')}"] = item
    judged = Statement.objects.filter(dataset__in=rows).order_by("pk").values("pk", "dataset", "standing", "reason")
    for row in judged:
        value = {"standing": row["standing"], "reason": row["reason"]}
        pieces[row["dataset"]][f"{STATEMENT}{row['pk']}"] = value
    for key, row in rows.items():
        yield key, State(row["name"], pieces[key], row["changed"])


def _records(kind: str, keys: Sequence[int]) -> Iterator[tuple[int, State]]:
    model = KINDS[kind]
    if kind in VOCABULARIES and WHOLE in keys:
        yield WHOLE, State(kind, {ORDER: list(model._default_manager.values_list("code", flat=True))})
    codes = dict(model._default_manager.filter(pk__in=keys).values_list(code_of(kind), "pk"))
    if not codes:
        return
    for record in _dumped(kind, codes):
        code = record.pop(code_of(kind))
        yield codes[code], State(code, record)


def code_of(kind: str) -> str:
    """Return the key of a record that tells it from others of its kind."""
    return "slug" if kind in ("dataset", "guide") else "code"


def same(path: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a piece are the same; two orders are if what both have stands alike."""
    if path == ORDER and one is not None and other is not None:
        return same_order(one, other)
    return bool(one == other)


def _dumped(kind: str, codes: Collection[str]) -> Iterator[Record]:
    if kind == "source":
        yield from dumping.dump_sources(Source.objects.filter(code__in=codes))
    elif kind == "document":
        yield from dumping.dump_documents(Document.objects.filter(code__in=codes))
    elif kind == "guide":
        yield from (guide for guide in dumping.dump_guides() if guide["slug"] in codes)
    else:
        yield from (term for term in dumping.dump_vocabulary(kind)["terms"] if term["code"] in codes)


class Recorder:
    """A change set that has begun in the transaction around it: its number, and what notes what becomes of things.

    What will be changed is watched before, what was made is named after, and `close` writes the changes.
    """

    def __init__(self, origin: str, *, removed: Iterable[int] = (), **about: Any) -> None:
        """Begin. `removed` are the keys of entries that will be deleted, `about` author, credit, reason, reverses."""
        self._before: dict[Thing, State | None] = {}
        self._records: dict[int, Record] = {}
        self._made: dict[str, dict[int, None]] = {}
        gone = list(removed)
        self.number = ChangeSet.advance(removed=gone, origin=origin, **about)
        self.watch_removed(gone)

    def watch(self, kind: str, keys: Iterable[int]) -> None:
        """Look at things before they are changed; one that is watched or was made here is left alone.

        With the terms of a vocabulary, or none of them, goes their order.
        """
        made = self._made.get(kind, {})
        whole = [WHOLE] if kind in VOCABULARIES else []
        fresh = {key for key in (*keys, *whole) if (kind, key) not in self._before and key not in made}
        known = states(kind, fresh)
        self._before |= {(kind, key): known.get((kind, key)) for key in fresh}

    def watch_owners(self, *rows: Model) -> None:
        """Look at what rows are, or are parts of, before they are changed."""
        for row in rows:
            for kind, key in owners(row):
                self.watch(kind, [key])

    def made(self, kind: str, keys: Iterable[int]) -> None:
        """Note things that were made in this change set; their pieces are not noted one by one."""
        self._made.setdefault(kind, {}).update(dict.fromkeys(keys))

    def removes(self, keys: Collection[int]) -> None:
        """Say that entries were deleted, so that whatever is derived forgets them; they have been watched before."""
        ChangeSet.objects.filter(pk=self.number).update(removed=sorted(keys))

    def watch_removed(self, keys: Collection[int]) -> None:
        """Look at entries before they are deleted: all that they say would be lost, and their places in guides."""
        if not keys:
            return
        rows = with_everything(Dataset.objects.filter(pk__in=keys))
        self._records |= {row.pk: dumping.dataset_record(row) for row in rows}
        self.watch("dataset", self._records)
        self.watch("guide", GuideEntry.objects.filter(dataset__in=keys).order_by().values_list("guide", flat=True))

    def close(self) -> None:
        """Write what differs now, and when the entries that differ had been changed last."""
        changes = chain(self._new(), self._changed())
        days: dict[str, str] = {}
        while batch := list(islice(changes, dumping.BATCH)):
            Change.objects.bulk_create(batch)
            for change in batch:
                was = self._before.get(("dataset", change.key)) if change.kind == "dataset" else None
                if was is not None and was.changed:
                    days[str(change.key)] = was.changed.isoformat()
        if days:
            ChangeSet.objects.filter(pk=self.number).update(days=days)

    def _new(self) -> Iterator[Change]:
        for kind, keys in self._made.items():
            name = "name" if kind == "dataset" else code_of(kind)
            wanted = list(keys)
            for start in range(0, len(wanted), dumping.BATCH):
                batch = wanted[start : start + dumping.BATCH]
                for key, label in KINDS[kind]._default_manager.filter(pk__in=batch).values_list("pk", name):
                    yield self._change(kind, key, label, EXISTS, None, {})

    def _changed(self) -> Iterator[Change]:
        kinds = dict.fromkeys(kind for kind, _ in self._before)
        keys = {kind: {key for of, key in self._before if of == kind} for kind in kinds}
        after = {thing: state for kind in kinds for thing, state in states(kind, keys[kind]).items()}
        for (kind, key), was in self._before.items():
            now = after.get((kind, key))
            if was is not None and now is not None:
                for path in dict.fromkeys((*was.pieces, *now.pieces)):
                    before, value = was.pieces.get(path), now.pieces.get(path)
                    # Where a term went, its place is noted, to come back with it.
                    gone = path == ORDER and not set(before or ()).issubset(value or ())
                    if gone or not same(path, before, value):
                        yield self._change(kind, key, now.label, path, before, value)
            elif was is not None:
                before = self._records[key] if kind == "dataset" else was.pieces
                yield self._change(kind, key, was.label, EXISTS, before, None)
            elif now is not None:
                yield self._change(kind, key, now.label, EXISTS, None, {})

    def _change(self, kind: str, key: int, label: str, path: str, before: Any, after: Any) -> Change:
        about = {"kind": kind, "key": key, "label": label[:300], "path": path}
        return Change(change_set_id=self.number, before=before, after=after, **about)


def owners(row: Model) -> Iterator[Thing]:
    """Yield the things that a row is or is a part of: an entry, a term, a source, a document, a guide."""
    if (kind := KIND_OF.get(type(row))) is not None:
        if row.pk is not None:
            yield kind, row.pk
        return
    for column in row._meta.fields:
        owner = KIND_OF.get(column.related_model) if column.name in OWNING else None  # type: ignore[arg-type]
        if owner is not None and (key := getattr(row, column.attname)) is not None:
            yield owner, key


# The columns by which a part knows what it is a part of.
OWNING = frozenset({"dataset", "source", "document", "guide"})


# Parts that are one piece together, of what they belong to.
TOGETHER: Mapping[type[Model], str] = {
    Disagreement: NOTES,
    FormerSlug: FORMER,
    SourceDescription: "descriptions",
    DocumentDescription: "descriptions",
    GuideEntry: "entries",
}


def piece_of(row: Model, column: str) -> tuple[str, int, str] | None:
    """Return the piece that a column of a row is, or is in: kind, key and path. None for what no change set notes."""
    for kind, key in owners(row):
        if isinstance(row, Statement):
            return kind, key, f"{STATEMENT}{row.pk}"
        if isinstance(row, DatasetDescription):
            return kind, key, f"{TEXT}{row.language}"
        return kind, key, TOGETHER.get(type(row), column)
    return None


def latest(kind: str, key: int, path: str) -> ChangeSet | None:
    """Return the change set that made a piece what it is now; None where none noted it."""
    changes = Change.objects.filter(kind=kind, key=key, path=path).select_related("change_set__author")
    last = changes.order_by("-pk").first()
    if last is None:
        return None
    state = states(kind, [key]).get((kind, key))
    now = None if state is None else {} if path == EXISTS else state.pieces.get(path)
    return last.change_set if now == last.after else None


@contextmanager
def change_set(origin: str, *, removed: Iterable[int] = (), **about: Any) -> Iterator[Recorder]:
    """Write, in one transaction, what is inside, and the change set that it is."""
    with transaction.atomic():
        opened = Recorder(origin, removed=removed, **about)
        yield opened
        opened.close()
