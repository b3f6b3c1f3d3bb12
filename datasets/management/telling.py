"""What commands say of what was taken in, and of the pieces that stand in the way of undoing or accepting it."""

import json
from collections.abc import Sequence
from dataclasses import replace

from django.core.management.base import BaseCommand

from datasets.importing.taking import Taken
from datasets.records.undoing import Conflict

SHOWN = 100


def tell_conflicts(command: BaseCommand, conflicts: Sequence[Conflict]) -> str:
    """Name the first conflicts; return their numbers, as --keep takes them."""
    for conflict in conflicts[:SHOWN]:
        change = conflict.change
        since = f" by {', '.join(map(str, conflict.since))}" if conflict.since else ""
        now = json.dumps(conflict.now, ensure_ascii=False)
        what = f"{change.pk}: {change.kind} {change.label} {change.path}"
        command.stderr.write(f"{what}: {conflict.why}{since}; now {now[:200]}")
    return " ".join(str(conflict.change.pk) for conflict in conflicts[:SHOWN])


def tell_taken(taken: Taken, *, is_written: bool) -> str:
    """Return what became of rows that came in, in a sentence; `is_written` tells that they were not only looked at."""
    if taken.wrong:
        told = "; ".join(map(str, taken.wrong[:SHOWN]))
        left = f"{len(taken.wrong):,} problems were met when it was written, and their rows left out: {told}. "
        return left + tell_taken(replace(taken, wrong=[]), is_written=is_written)
    if taken.change_set is not None:
        return f"Taken in as change {taken.change_set}; manage.py undo {taken.change_set} takes it back."
    if taken.proposal is not None:
        return f"Proposal {taken.proposal}. Nothing is written before somebody accepts it."
    if is_written:
        return "Nothing is new: nothing was written."
    return "Nothing was written. With --apply it is taken in, with --propose it waits for an editor."
