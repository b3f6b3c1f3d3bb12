"""What commands say of the pieces that stand in the way of undoing a change set or accepting a proposal."""

import json
from collections.abc import Sequence

from django.core.management.base import BaseCommand

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
