"""What is found after many writers: every save in the history, and in the state what no later one replaced."""

import itertools
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from datasets.models import Change, ChangeSet, Dataset, Statement
from datasets.records.changes import EXISTS, states
from datasets.records.projecting import differences

from .writers import BEHIND, WRITERS, LostError, notes


def whole() -> None:
    """Look at the histories of all things: each change begins where the one before ended, and the last is the state.

    And what the entries hold is what their statements give; the database is sound.
    """
    pieces: dict[tuple[str, int, str], list[Change]] = defaultdict(list)
    for change in Change.objects.order_by("change_set", "pk"):
        pieces[change.kind, change.key, change.path].append(change)
    kinds = {kind for kind, _, _ in pieces}
    now = {
        thing: state
        for kind in kinds
        for thing, state in states(kind, {key for of, key, _ in pieces if of == kind}).items()
    }
    # Revisions that note nothing may have changed anything.
    silent = list(ChangeSet.objects.filter(changes=None, origin="program").values_list("pk", flat=True))
    for (kind, key, path), changes in pieces.items():
        if path == EXISTS or (kind, key) not in now:
            continue
        values = [(change.change_set_id, change.before, change.after) for change in changes]
        values.append((sys.maxsize, now[kind, key].pieces.get(path), None))
        for (first, _, left), (second, met, _) in itertools.pairwise(values):
            if left != met and not any(first < number < second for number in silent):
                raise LostError(f"{kind} {key} {path}: what {first} wrote was gone before {second}, unseen")
    if found := list(differences(Dataset.objects.all())):
        raise LostError(f"{len(found)} fields hold what their statements do not give, such as {found[0]}")
    sound()


def sound() -> None:
    """Ask the database whether it is whole; PostgreSQL checks what it writes itself."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            answers = cursor.execute("PRAGMA integrity_check").fetchall()
            orphans = cursor.execute("PRAGMA foreign_key_check").fetchall()
        if answers != [("ok",)] or orphans:
            raise LostError(f"the database is damaged: {answers} {orphans}")


def look(folder: Path, saves: int, seconds: float) -> str:
    """Look for every save; return what was found in words."""
    written = notes(folder, "writer*")
    accepted = [note for note in written if note.get("number")]
    refused = [note for note in written if note.get("refused")]
    if len(accepted) != saves:
        raise LostError(f"{len(accepted)} of {saves} saves were noted")
    whole()
    changes: dict[int, list[Change]] = defaultdict(list)
    for change in Change.objects.all():
        changes[change.change_set_id].append(change)
    for note in accepted:
        _found(note, changes)
    history = json.dumps([change.after for change in Change.objects.all()], ensure_ascii=False)
    for note in refused:
        token = note["token"]
        again = any(token == other.get("token") for other in accepted)
        if not again and (token in history or Statement.ever.filter(printed=token).exists()):
            raise LostError(f"{token} was refused and is there")
    asked = notes(folder, "reader")
    behind = [note["age"] for note in asked if "behind" in note]
    if behind and max(behind) > BEHIND:
        raise LostError(f"search was {max(behind):.2f} s behind")
    found = [note for note in asked if "found" in note]
    waited = sum("away" in note for note in written)
    ways = ", ".join(f"{number} {way}" for way, number in sorted(Counter(note["way"] for note in accepted).items()))
    return (
        f"{saves:,} saves by {WRITERS} writers in {seconds:.0f} s ({ways}), "
        f"{len(refused)} refused for somebody was quicker, {waited} asked to come back; "
        "nothing lost, nothing half-written.\n"
        f"Search was asked for {len(found)} new names: found at the first question {len(found) - len(behind)} times, "
        f"{f'at most {max(behind):.2f} s' if behind else 'never'} behind."
    )


def _found(note: dict[str, Any], changes: dict[int, list[Change]]) -> None:
    """Look for one save: all its pieces in its own change set, over what its page had shown."""
    own = {change.path: change for change in changes[note["number"]]}
    if note["way"] == "undo":
        keys = {(change.key, change.path) for change in changes[note["number"]]}
        if missing := [path for path in map(tuple, note["undone"]) if path not in keys]:
            raise LostError(f"{note['number']} has undone {note['reverses']} without {missing}")
        return
    for path in note["paths"]:
        if path not in own or note["token"] not in json.dumps(own[path].after):
            raise LostError(f"{note['way']} {note['token']}: {path} is not in change set {note['number']}")
    for name, shown in note["was"].items():
        before = own["name"].before if name == "name" else own[_text(note)].before["summary"]
        if before != shown:
            raise LostError(
                f"{note['way']} {note['token']} was written over “{before}”, unseen: the page showed “{shown}”"
            )
    if token := note.get("stated"):
        row = Statement.ever.filter(printed=token).values_list("added", "pk")
        if list(row.values_list("added", flat=True)) != [note["number"]] or f"statement {row[0][1]}" not in own:
            raise LostError(f"{note['way']} {token}: the statement is not there, or twice")


def _text(note: dict[str, Any]) -> str:
    return next(path for path in note["paths"] if path.startswith("text "))
