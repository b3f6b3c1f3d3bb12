"""Undoing: pieces set back to what they were, with what follows from them; and what stands in the way.

Undoing a change set sets every piece back to what it was, if it is still as the change set left it. What was changed
since is a conflict: nothing is resolved silently, whoever undoes says which of those to keep as they are.

Everything is read and written in bulk: the number of queries grows with the kinds of things and with the sources,
documents and guides that a change set changed, not with the entries and their pieces.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.utils import timezone

from datasets.facts.kinds import Record
from datasets.models import (
    VOCABULARIES,
    Change,
    ChangeSet,
    Dataset,
    DatasetDescription,
    Disagreement,
    FormerSlug,
    ProposedEdit,
    Statement,
    Suggestion,
)

from . import loading
from .changes import (
    COLUMNS,
    EXISTS,
    FORMER,
    KINDS,
    NOTES,
    ORDER,
    STATEMENT,
    TEXT,
    WHOLE,
    Pieces,
    State,
    Thing,
    change_set,
    code_of,
    same,
    states,
)
from .merging import merged_order
from .projecting import WEIGHT, citing, naming, project
from .writers import give_words_back

BATCH = loading.BATCH


@dataclass(frozen=True)
class Conflict:
    """A piece that is not as it was left or proposed: the change, what it is now, and who changed it since."""

    change: Change | ProposedEdit
    now: Any
    since: tuple[int, ...] = ()
    why: str = ""


class ConflictsError(Exception):
    """Something was changed since, or is used by what came later; nothing was written."""

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
    return list(_conflicts(list(Change.objects.filter(change_set=number).order_by("pk")), number))


def undo(number: int, *, keep: Collection[int] = (), **about: Any) -> Undone:
    """Take a change set back, exactly; raise ConflictsError where something was changed since.

    `keep` are the keys of its changes that are to stay as they are now, and so are no conflicts. An undoing is a change
    set and can be undone. Raises ChangeSet.DoesNotExist and AlreadyUndoneError.
    """
    reversed_one = ChangeSet.objects.get(pk=number)
    with change_set(ChangeSet.Origin.UNDO, reverses=reversed_one, **about) as opened:
        if (earlier := undone(before=opened.number).get(number)) is not None:
            raise AlreadyUndoneError(earlier)
        changes = list(Change.objects.filter(change_set=number).order_by("-pk"))
        kept = [change for change in changes if change.pk in keep]
        restored = [change for change in changes if change.pk not in keep]
        if found := list(_conflicts(restored, number)):
            raise ConflictsError(found)
        opened.watch_removed([change.key for change in restored if change.kind == "dataset" and _is_made(change)])
        for kind, keys in by_kind((change.kind, change.key) for change in restored).items():
            opened.watch(kind, keys)
        try:
            write([(change, change.before) for change in restored], opened.number)
        except InTheWayError as error:
            raise ConflictsError(error.conflicts) from error
        give_words_back(restored)
        _give_days_back(reversed_one, kept, opened.number)
        for kind, codes in _codes_again(restored).items():
            rows = KINDS[kind]._default_manager.filter(**{f"{code_of(kind)}__in": codes})
            opened.made(kind, rows.order_by().values_list("pk", flat=True))
        return Undone(opened.number, restored, kept)


def _give_days_back(reversed_one: ChangeSet, kept: Iterable[Change], number: int) -> None:
    """Let entries that are as they were before say that day as their last change, if nobody changed them since."""
    since = Change.objects.filter(kind="dataset", change_set__gt=reversed_one.pk).exclude(change_set=number).order_by()
    days = {int(key): day for key, day in reversed_one.days.items()}
    others = set(since.filter(key__in=days).values_list("key", flat=True)) | {change.key for change in kept}
    rows = list(Dataset.objects.filter(pk__in=days.keys() - others).only("pk").order_by())
    for row in rows:
        row.changed = datetime.fromisoformat(days[row.pk])
    Dataset.objects.bulk_update(rows, ["changed"], batch_size=500)


def _codes_again(restored: Iterable[Change]) -> dict[str, list[str]]:
    """Return the codes of the things that were made again, by kind."""
    found: dict[str, list[str]] = {}
    for change in restored:
        if change.path == EXISTS and change.before is not None:
            code = change.before["slug"] if change.kind == "dataset" else change.label
            found.setdefault(change.kind, []).append(code)
    return found


def undone(before: int | None = None) -> dict[int, int]:
    """Return for each change set that is undone the one that undid it and stands itself; of those before a number."""
    reversals = ChangeSet.objects.exclude(reverses=None).order_by("-pk")
    if before is not None:
        reversals = reversals.filter(pk__lt=before)
    found: dict[int, int] = {}
    # What undoes one comes later: by the time that it is looked at, it is known whether it stands.
    for number, of in reversals.values_list("pk", "reverses"):
        if of is not None and number not in found:
            found.setdefault(of, number)
    return found


def by_kind(things: Iterable[Thing]) -> dict[str, set[int]]:
    """Return the keys of things by their kind."""
    found: dict[str, set[int]] = {}
    for kind, key in things:
        found.setdefault(kind, set()).add(key)
    return found


def states_now(things: Iterable[Thing]) -> dict[Thing, State]:
    """Return how things are now, those that are there; some queries for each kind."""
    return {thing: state for kind, keys in by_kind(things).items() for thing, state in states(kind, keys).items()}


def _is_made(change: Change) -> bool:
    return change.path == EXISTS and change.before is None


def _conflicts(changes: Sequence[Change], number: int) -> Iterator[Conflict]:
    """Yield what stands in the way of setting these changes of one change set back."""
    now = states_now((change.kind, change.key) for change in changes)
    later = Later.than(number, Change.objects.filter(change_set=number))
    for change in changes:
        state, since = now.get((change.kind, change.key)), later.since(change.kind, change.key, change.path)
        if (why := _why(change, state, since)) is not None:
            yield Conflict(change, piece_of(state, change.path), since, why)


def piece_of(state: State | None, path: str) -> Any:
    """Return a piece of a thing as it is now, all of them for the thing as a whole; None where there is none."""
    if state is None:
        return None
    return state.pieces if path == EXISTS else state.pieces.get(path)


def _why(change: Change, state: State | None, since: tuple[int, ...]) -> str | None:
    """Say what stands in the way of setting one piece back, or None."""
    if _is_made(change):
        if state is None:
            return "it is gone already"
        return "it was changed since it was made" if since else None
    if change.path == EXISTS:
        return "there is one again" if state is not None else None
    if state is None:
        return "it is gone"
    return None if same(change.path, state.pieces.get(change.path), change.after) else "it was changed since"


@dataclass(frozen=True)
class Later:
    """What change sets after one moment did to things: (number, which one it undoes, path) for each change of one."""

    changes: Mapping[Thing, Sequence[tuple[int, int | None, str]]]
    undone: Mapping[int, int]

    @classmethod
    def than(cls, number: int, pieces: QuerySet[Any]) -> "Later":
        """Return what came after a change set, of the things that `pieces`, rows with kind and key, are of."""
        of_them = pieces.filter(kind=OuterRef("kind"), key=OuterRef("key")).order_by()
        rows = Change.objects.filter(Exists(of_them), change_set__gt=number).order_by("change_set", "pk")
        found: dict[Thing, list[tuple[int, int | None, str]]] = {}
        for kind, key, *change in rows.values_list("kind", "key", "change_set", "change_set__reverses", "path"):
            found.setdefault((kind, key), []).append(tuple(change))  # type: ignore[arg-type]
        return cls(found, undone() if found else {})

    def since(self, kind: str, key: int | None, path: str) -> tuple[int, ...]:
        """Return the change sets, not undone, that changed the same piece, or anything of the thing as a whole."""
        rows = self.changes.get((kind, key), ()) if key is not None else ()
        found = {number: reverses for number, reverses, of in rows if path == EXISTS or of in (path, EXISTS)}
        return tuple(
            number for number, reverses in found.items() if number not in self.undone and reverses not in found
        )


# --- writing ----------------------------------------------------------------------------------------------------------


class InTheWayError(Exception):
    """What the database or the loader would not have; nothing was written."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        """Name it."""
        super().__init__(f"{len(conflicts)} pieces")
        self.conflicts = tuple(conflicts)


REFUSALS = (ProtectedError, IntegrityError, KeyError, ObjectDoesNotExist)
# In this order things are written: what others name comes before them.
ORDERLY = (*VOCABULARIES, "source", "document", "dataset", "guide")


def write(values: Sequence[tuple[Any, Any]], number: int) -> None:
    """Give each piece its value, and write what follows; `values` has changes (kind, key, label, path) with values.

    It is part of the change set with this `number`. Raises InTheWayError for what the database would not have.
    """
    pieces: dict[Thing, Pieces] = {}
    labels: dict[Thing, str] = {}
    for change, value in values:
        pieces.setdefault((change.kind, change.key), {})[change.path] = value
        labels[change.kind, change.key] = change.label
    try:
        with transaction.atomic():
            for step in _steps(pieces, labels, number):
                step.run(step.back)
    except REFUSALS as error:
        refused = _alone(_steps(pieces, labels, number)) or dict.fromkeys(pieces, _reason(error))
        raise InTheWayError(
            [
                Conflict(change, change.after, (), refused[change.kind, change.key])
                for change, _ in values
                if (change.kind, change.key) in refused
            ]
        ) from error


@dataclass(frozen=True)
class _Step:
    """Things of one kind, with the pieces to be written, and what writes them."""

    kind: str
    back: Mapping[int, Pieces]
    run: Callable[[Mapping[int, Pieces]], None]


def _alone(steps: Iterable[_Step]) -> dict[Thing, str]:
    """Write the things one by one and return those that cannot be, with the reason; the caller takes all of it back."""
    refused: dict[Thing, str] = {}
    for step in steps:
        for key, back in step.back.items():
            try:
                with transaction.atomic():
                    step.run({key: back})
            except REFUSALS as error:
                refused[step.kind, key] = _reason(error)
    return refused


def _reason(error: Exception) -> str:
    """Say why the database or the loader would not have it."""
    if isinstance(error, ProtectedError):
        by = Counter(str(user._meta.verbose_name_plural) for user in error.protected_objects)
        return f"it is used: {', '.join(f'{number} {name}' for name, number in sorted(by.items()))}"
    return "something else has taken its place" if isinstance(error, IntegrityError) else "what it names is gone"


def _steps(pieces: Mapping[Thing, Pieces], labels: Mapping[Thing, str], number: int) -> Iterator[_Step]:
    """Yield what is to be done, in an order in which nothing is missing and nothing is in use that goes."""
    gone, again, there = ({kind: dict[int, Pieces]() for kind in ORDERLY} for _ in range(3))
    for (kind, key), back in pieces.items():
        into = there if EXISTS not in back else gone if back[EXISTS] is None else again
        into[kind][key] = back

    def deleting(kind: str) -> _Step:
        return _Step(kind, gone[kind], lambda back: _delete(kind, back, number))

    def making(kind: str) -> _Step:
        return _Step(kind, again[kind], lambda back: _make_again(kind, labels, back, number))

    def setting(kind: str) -> _Step:
        return _Step(kind, there[kind], lambda back: _set_back(kind, back, number))

    steps = [deleting("guide"), deleting("dataset")]
    for kind in ORDERLY:
        # An address that one entry gives up is free for one that comes back.
        steps += [setting(kind), making(kind)] if kind == "dataset" else [making(kind), setting(kind)]
    steps += [deleting(kind) for kind in reversed(ORDERLY) if kind not in ("guide", "dataset")]
    return (step for step in steps if step.back)


def _delete(kind: str, back: Mapping[int, Pieces], number: int) -> None:
    """Delete things. What visitors suggested about an entry would go with it, and come back with nothing: it stays."""
    if kind == "dataset":
        if suggested := Suggestion.objects.filter(dataset__in=back):
            raise ProtectedError("Visitors suggested something about it.", {*suggested})
        known = ChangeSet.objects.get(pk=number).removed
        ChangeSet.objects.filter(pk=number).update(removed=sorted({*known, *back}))
    rows = KINDS[kind]._default_manager.filter(pk__in=back)
    if kind == "document":
        # A statement that was taken back is kept, and what it cites with it.
        ever = Statement.ever.filter(document__in=back).order_by()
        live, history = ever.filter(retired=None), ever.exclude(retired=None)
        rows = rows.exclude(Q(pk__in=history.values("document")) & ~Q(pk__in=live.values("document")))
    if kind not in VOCABULARIES:
        rows.delete()
        return
    # A term goes after those below it.
    left = dict(rows.values_list("pk", "parent"))
    while left:
        lowest = left.keys() - set(left.values())
        KINDS[kind]._default_manager.filter(pk__in=lowest).delete()
        left = {key: above for key, above in left.items() if key not in lowest}


def _make_again(kind: str, labels: Mapping[Thing, str], back: Mapping[int, Pieces], number: int) -> None:
    """Make things that were deleted: new rows, so that what was done to the old ones cannot be undone any more.

    Raises IntegrityError where another has the code by now: loading would overwrite that.
    """
    name = code_of(kind)
    records: list[Record] = [{name: labels[kind, key], **pieces[EXISTS]} for key, pieces in back.items()]
    codes = [record[name] for record in records]
    if KINDS[kind]._default_manager.filter(**{f"{name}__in": codes}).exists():
        raise IntegrityError(codes)
    if kind == "dataset":
        loading.load_datasets(records, number)
        former = [slug for record in records for slug in record.get("former_slugs", ())]
        _relate([*codes, *former], number)
    else:
        _load(kind, records)


def _load(kind: str, records: Sequence[Record]) -> None:
    if kind in VOCABULARIES:
        loading.load_vocabulary({"vocabulary": kind, "terms": list(records)})
    else:
        for record in records:
            LOADERS[kind](record)


LOADERS: Mapping[str, Callable[[Record], None]] = {
    "source": loading.load_source,
    "document": loading.load_document,
    "guide": loading.load_guide,
}


def _set_back(kind: str, back: Mapping[int, Pieces], number: int) -> None:
    if kind == "dataset":
        _set_back_entries(back, number)
        return
    if kind in VOCABULARIES and WHOLE in back:
        order, now = back[WHOLE][ORDER], states(kind, [WHOLE])[kind, WHOLE].pieces[ORDER]
        loading.order_terms(kind, merged_order([code for code in order if code in now], now))
    known = states(kind, [key for key in back if key != WHOLE or kind not in VOCABULARIES])
    _load(kind, [{**state.pieces, **back[key], code_of(kind): state.label} for (_, key), state in known.items()])
    if kind == "document" and (weighing := [key for key, pieces in back.items() if not WEIGHT.isdisjoint(pieces)]):
        _project(citing(weighing), number)


def _set_back_entries(back: Mapping[int, Pieces], number: int) -> None:
    """Write pieces of entries, and what follows from them."""
    moved = _set_columns(back)
    _judge({path: value for pieces in back.values() for path, value in pieces.items()}, number)
    _set_texts(back)
    former = {key: pieces[FORMER] for key, pieces in back.items() if FORMER in pieces}
    had = FormerSlug.objects.filter(dataset__in=former)
    moved += {*had.values_list("slug", flat=True)} ^ {slug for slugs in former.values() for slug in slugs}
    had.delete()
    FormerSlug.objects.bulk_create(
        FormerSlug(dataset_id=key, slug=slug, position=place)
        for key, slugs in former.items()
        for place, slug in enumerate(slugs)
    )
    notes = {key: pieces[NOTES] for key, pieces in back.items() if NOTES in pieces}
    Disagreement.objects.filter(dataset__in=notes).delete()
    Disagreement.objects.bulk_create(
        Disagreement(dataset_id=key, position=place, **note)
        for key, items in notes.items()
        for place, note in enumerate(items)
    )
    touched = Dataset.objects.filter(pk__in=back)
    project(touched)
    touched.update(changed=timezone.now(), revision=number)
    _relate(moved, number)


def _set_columns(back: Mapping[int, Pieces]) -> list[str]:
    """Write the entries' own columns; return the addresses that came or went."""
    named = {path for pieces in back.values() for path in pieces if path in COLUMNS}
    keys = [key for key, pieces in back.items() if not named.isdisjoint(pieces)]
    moved: list[str] = []
    rows = list(Dataset.objects.filter(pk__in=keys).order_by()) if keys else []
    for row in rows:
        columns = {path: value for path, value in back[row.pk].items() if path in named}
        if "slug" in columns:
            moved += [row.slug, columns["slug"]]
        for name, value in columns.items():
            setattr(row, name, value)
    if rows:
        Dataset.objects.bulk_update(rows, sorted(named), batch_size=BATCH)
    return moved


def _judge(back: Pieces, number: int) -> None:
    """Take statements back, or let them stand again as they did."""
    judged = {int(path.removeprefix(STATEMENT)): value for path, value in back.items() if path.startswith(STATEMENT)}
    for keys in _batches([key for key, value in judged.items() if value is None]):
        Statement.ever.filter(pk__in=keys).update(retired=number)
    for keys in _batches([key for key, value in judged.items() if value is not None]):
        rows = list(Statement.ever.filter(pk__in=keys).order_by())
        for row in rows:
            row.standing, row.reason, row.retired_id = judged[row.pk]["standing"], judged[row.pk]["reason"], None
        Statement.ever.bulk_update(rows, ["standing", "reason", "retired"])


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _set_texts(back: Mapping[int, Pieces]) -> None:
    written: list[DatasetDescription] = []
    gone: dict[str, list[int]] = {}
    for key, pieces in back.items():
        for path, value in pieces.items():
            language = path.removeprefix(TEXT)
            if not path.startswith(TEXT):
                continue
            if value is None:
                gone.setdefault(language, []).append(key)
            else:
                item = {**value, "translated_from": value["translated_from"] or ""}
                written.append(DatasetDescription(dataset_id=key, language=language, **item))
    for language, keys in gone.items():
        DatasetDescription.objects.filter(language=language, dataset__in=keys).delete()
    DatasetDescription.objects.bulk_create(
        written,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["dataset", "language"],
        update_fields=["summary", "description", "origin", "reviewed", "translated_from"],
    )


def _relate(slugs: Sequence[str], number: int) -> None:
    """Work out the relations of entries that name these addresses, which lead elsewhere by now."""
    for start in range(0, len(slugs), NAMED):
        if keys := list(naming(slugs[start : start + NAMED]).values_list("pk", flat=True)):
            _project(Dataset.objects.filter(pk__in=keys), number)


def _project(entries: QuerySet[Dataset], number: int) -> None:
    """Work out anew what these entries hold, and date the change of those that hold something else."""
    written = project(entries)
    Dataset.objects.filter(slug__in=written).update(changed=timezone.now(), revision=number)


# Addresses that one query looks for: each is a condition of its own.
NAMED = 100
