"""Change sets: what was done together, noted piece by piece, so that it can be read, credited and taken back.

A change set looks at the state of things before and after; what differs is a Change. A thing is a row of one of KINDS;
its pieces are paths: of an entry its columns, each text, the notes and each statement; of any other thing the keys of
its record. The path EXISTS is the thing as a whole. Facts are not noted: they follow from the statements.

Undoing a change set sets every piece back to what it was, if it is still as the change set left it. What was changed
since is a conflict: nothing is resolved silently, whoever undoes says which of those to keep as they are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone

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

from . import dumping, loading
from .projecting import project

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

# Path of a piece -> its value.
Pieces = dict[str, Any]
Thing = tuple[str, int]


@dataclass(frozen=True)
class State:
    """A thing at one moment: what it is called, and its pieces."""

    label: str
    pieces: Pieces


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
    rows = {row["pk"]: row for row in Dataset.objects.filter(pk__in=keys).values("pk", *COLUMNS)}
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
        yield key, State(row["name"], pieces[key])


def _records(kind: str, keys: Sequence[int]) -> Iterator[tuple[int, State]]:
    model = KINDS[kind]
    codes = dict(model._default_manager.filter(pk__in=keys).values_list(_code(kind), "pk"))
    if not codes:
        return
    for record in _dumped(kind, codes):
        code = record.pop(_code(kind))
        yield codes[code], State(code, record)


def _code(kind: str) -> str:
    return "slug" if kind in ("dataset", "guide") else "code"


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
        """Look at things before they are changed; one that is watched or was made here is left alone."""
        made = self._made.get(kind, {})
        fresh = {key for key in keys if (kind, key) not in self._before and key not in made}
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
        """Look at entries before they are deleted: all that they say would be lost."""
        rows = with_everything(Dataset.objects.filter(pk__in=keys)) if keys else ()
        self._records |= {row.pk: dumping.dataset_record(row) for row in rows}
        self.watch("dataset", self._records)

    def close(self) -> None:
        """Write what differs now."""
        Change.objects.bulk_create([*self._new(), *self._changed()], batch_size=dumping.BATCH)

    def _new(self) -> Iterator[Change]:
        for kind, keys in self._made.items():
            name = "name" if kind == "dataset" else _code(kind)
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
                    if (before := was.pieces.get(path)) != (value := now.pieces.get(path)):
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


@dataclass(frozen=True)
class Conflict:
    """A piece that is no longer as the change set left it: the change, what it is now, and who changed it since."""

    change: Change
    now: Any
    since: tuple[int, ...] = ()
    why: str = ""


class ConflictsError(Exception):
    """Something was changed since, or is used by what came later; nothing was undone."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        """Name what stands in the way."""
        super().__init__(f"{len(conflicts)} pieces were changed since")
        self.conflicts = tuple(conflicts)


@dataclass
class Undone:
    """What an undoing did: its own number, and the pieces that it set back and that it kept as they were."""

    number: int
    restored: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)


class AlreadyUndoneError(Exception):
    """The change set was undone already, by the one with the number in `args`."""


def conflicts_of(number: int) -> list[Conflict]:
    """Return what stands in the way of undoing a change set: the pieces that are not as it left them."""
    changes = list(Change.objects.filter(change_set=number).order_by("pk"))
    now = _now(changes)
    return [conflict for change in changes if (conflict := _conflict(change, now)) is not None]


def undo(number: int, *, keep: Collection[int] = (), **about: Any) -> Undone:
    """Take a change set back, exactly; raise ConflictsError where something was changed since.

    `keep` are the keys of its changes that are to stay as they are now, and so are no conflicts. An undoing is a change
    set and can be undone. Raises ChangeSet.DoesNotExist and AlreadyUndoneError.
    """
    undone = ChangeSet.objects.get(pk=number)
    with change_set(ChangeSet.Origin.UNDO, reverses=undone, **about) as opened:
        if (earlier := _undone_by(number, but=opened.number)) is not None:
            raise AlreadyUndoneError(earlier)
        changes = list(Change.objects.filter(change_set=number).order_by("-pk"))
        kept = [change for change in changes if change.pk in keep]
        restored = [change for change in changes if change.pk not in keep]
        now = _now(restored)
        if found := [conflict for change in restored if (conflict := _conflict(change, now)) is not None]:
            raise ConflictsError(found)
        made = [change.key for change in restored if change.kind == "dataset" and _is_made(change)]
        opened.watch_removed(made)
        for change in restored:
            opened.watch(change.kind, [change.key])
        _restore(restored, opened.number)
        return Undone(opened.number, restored, kept)


def _undone_by(number: int, but: int = 0) -> int | None:
    """Return the change set that undid this one and was not undone itself; another one than `but`."""
    reversals = ChangeSet.objects.filter(reverses=number).exclude(pk=but).order_by("-pk")
    for reversal in reversals.values_list("pk", flat=True):
        if _undone_by(reversal) is None:
            return reversal
    return None


def _is_made(change: Change) -> bool:
    return change.path == EXISTS and change.before is None


def _now(changes: Iterable[Change]) -> dict[Thing, State]:
    keys: dict[str, set[int]] = {}
    for change in changes:
        keys.setdefault(change.kind, set()).add(change.key)
    return {thing: state for kind, of in keys.items() for thing, state in states(kind, of).items()}


def _conflict(change: Change, now: Mapping[Thing, State]) -> Conflict | None:
    """Return what stands in the way of setting one piece back."""
    state = now.get((change.kind, change.key))
    since = _since(change)
    if change.path == EXISTS:
        made = _is_made(change)
        if made and state is None:
            return Conflict(change, None, since, "it is gone already")
        if made and since:
            return Conflict(change, state and state.pieces, since, "it was changed since it was made")
        return Conflict(change, state.pieces, since, "there is one again") if state is not None and not made else None
    if state is None:
        return Conflict(change, None, since, "it is gone")
    value = state.pieces.get(change.path)
    return None if value == change.after else Conflict(change, value, since, "it was changed since")


def _since(change: Change) -> tuple[int, ...]:
    """Return the later change sets, not undone, that changed the same piece, or anything of a thing that was made."""
    later = Change.objects.filter(kind=change.kind, key=change.key, change_set__gt=change.change_set_id)
    if change.path != EXISTS:
        later = later.filter(path__in=(change.path, EXISTS))
    numbers = dict.fromkeys(later.order_by("change_set").values_list("change_set", flat=True))
    standing = []
    for number in numbers:
        row = ChangeSet.objects.get(pk=number)
        if _undone_by(number) is None and (row.reverses_id is None or row.reverses_id not in numbers):
            standing.append(number)
    return tuple(standing)


def _restore(changes: Sequence[Change], number: int) -> None:
    """Set the pieces back, and what follows from them."""
    pieces: dict[Thing, Pieces] = {}
    labels = {(change.kind, change.key): change.label for change in changes}
    for change in changes:
        pieces.setdefault((change.kind, change.key), {})[change.path] = change.before
    entries: set[int] = set()
    for (kind, key), back in pieces.items():
        try:
            with transaction.atomic():
                _set_back(kind, key, labels[kind, key], back, number)
        except (ProtectedError, IntegrityError, KeyError, ObjectDoesNotExist) as error:
            whole = [one for one in changes if (one.kind, one.key) == (kind, key)]
            raise ConflictsError([Conflict(one, one.after, (), _reason(error)) for one in whole]) from error
        if kind == "dataset":
            entries.add(key)
    touched = Dataset.objects.filter(pk__in=entries)
    project(touched)
    touched.update(changed=timezone.now(), revision=number)


def _reason(error: Exception) -> str:
    """Say why the database or the loader would not have it."""
    if isinstance(error, ProtectedError):
        return f"it is used: {len(error.protected_objects)}"
    return "something else has taken its place" if isinstance(error, IntegrityError) else "what it names is gone"


def _set_back(kind: str, key: int, label: str, back: Pieces, number: int) -> None:
    model = KINDS[kind]
    if EXISTS in back:
        if back[EXISTS] is None:
            _delete(model, key, number)
        else:
            _make_again(kind, label, back[EXISTS], number)
    elif kind == "dataset":
        _set_back_dataset(key, back, number)
    else:
        (_, state), *_ = states(kind, [key]).items()
        record = {**state.pieces, **back, _code(kind): state.label}
        _load(kind, record)


def _load(kind: str, record: Record) -> None:
    if kind in VOCABULARIES:
        loading.load_vocabulary({"vocabulary": kind, "terms": [record]})
    else:
        LOADERS[kind](record)


def _delete(model: type[Model], key: int, number: int) -> None:
    if model is Dataset:
        ChangeSet.objects.filter(pk=number).update(removed=[*ChangeSet.objects.get(pk=number).removed, key])
    model._default_manager.filter(pk=key).delete()


def _make_again(kind: str, label: str, pieces: Pieces, number: int) -> None:
    """Make a thing that was deleted: a new row, so that what was done to the old one cannot be undone any more.

    Raises IntegrityError where another has its code by now: loading would overwrite that.
    """
    code = pieces["slug"] if kind == "dataset" else label
    if KINDS[kind]._default_manager.filter(**{_code(kind): code}).exists():
        raise IntegrityError(code)
    if kind == "dataset":
        loading.load_datasets([pieces], number)
    else:
        _load(kind, {**pieces, _code(kind): label})


LOADERS: Mapping[str, Callable[[Record], None]] = {
    "source": loading.load_source,
    "document": loading.load_document,
    "guide": loading.load_guide,
}


def _set_back_dataset(key: int, back: Pieces, number: int) -> None:
    columns = {path: value for path, value in back.items() if path in COLUMNS}
    if columns:
        Dataset.objects.filter(pk=key).update(**columns)
    for path, value in back.items():
        if path.startswith(STATEMENT):
            row = Statement.ever.filter(pk=int(path.removeprefix(STATEMENT)))
            row.update(**({"retired": number} if value is None else {**value, "retired": None}))
        elif path.startswith(TEXT):
            language = path.removeprefix(TEXT)
            texts = DatasetDescription.objects.filter(dataset=key, language=language)
            if value is None:
                texts.delete()
            else:
                item = {**value, "translated_from": value["translated_from"] or ""}
                DatasetDescription.objects.update_or_create(dataset_id=key, language=language, defaults=item)
        elif path == FORMER:
            FormerSlug.objects.filter(dataset=key).delete()
            FormerSlug.objects.bulk_create(
                FormerSlug(dataset_id=key, slug=slug, position=place) for place, slug in enumerate(value)
            )
        elif path == NOTES:
            Disagreement.objects.filter(dataset=key).delete()
            Disagreement.objects.bulk_create(
                Disagreement(dataset_id=key, position=place, **note) for place, note in enumerate(value)
            )
