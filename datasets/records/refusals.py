"""What was refused, so that neither an import nor the catalogue's files bring it back unseen.

A statement or text is refused by whoever takes it back or rejects its proposal, an entry by whoever deletes it or
rejects its proposal; what the files themselves took back is no refusal. What stands is not refused.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from datasets.facts.columns import PARTS, STATEMENTS
from datasets.facts.kinds import Record
from datasets.models import Change, ChangeSet, Dataset, Proposal, ProposedEdit, Statement

from .changes import EXISTS, TEXT
from .edits import STATED
from .merging import Refused
from .undoing import undone

SEED, UNDO = ChangeSet.Origin.SEED, ChangeSet.Origin.UNDO


def refusals(slugs: Collection[str], *, undoing: bool = True) -> dict[str, Refused]:
    """Return what the entries with these slugs are not to say again, by slug; some queries.

    Without `undoing`, what was taken back with all of its change set is no refusal: who undoes a run and starts it
    again has not judged each of its facts.
    """
    keys = dict(Dataset.objects.filter(slug__in=slugs).order_by().values_list("pk", "slug"))
    statements: dict[int, list[tuple[Record, str]]] = defaultdict(list)
    texts: dict[int, list[tuple[str, Record, str]]] = defaultdict(list)
    for row in _retired().filter(dataset__in=keys):
        if row.retired is not None and (undoing or row.retired.origin != UNDO):
            statements[row.dataset_id].append(
                (PARTS[STATEMENTS].item(row), _change(row.retired_id, row.retired.reason))
            )
    for edit in _rejected().filter(kind="dataset", key__in=keys):
        if edit.path == STATED:
            statements[edit.key].append((edit.after, _proposal(edit)))
        elif edit.path.startswith(TEXT) and edit.after is not None:
            texts[edit.key].append((edit.path.removeprefix(TEXT), edit.after, _proposal(edit)))
    gone = Change.objects.filter(kind="dataset", key__in=keys, path__startswith=TEXT, after__isnull=True)
    gone = gone if undoing else gone.exclude(change_set__origin=UNDO)
    for key, path, before, number, reason in gone.exclude(change_set__origin=SEED).values_list(
        "key", "path", "before", "change_set", "change_set__reason"
    ):
        texts[key].append((path.removeprefix(TEXT), before or {}, _change(number, reason)))
    return {keys[key]: Refused.of(statements[key], texts[key]) for key in {*statements, *texts}}


def refused_entries(*, undoing: bool = True) -> dict[str, str]:
    """Return the slugs of the entries that are not to come, with who refused them; one that is there is not refused.

    `undoing` is as for refusals.
    """
    found = dict(_entries(undoing=undoing))
    there = Dataset.objects.filter(slug__in=found).order_by().values_list("slug", flat=True)
    return {slug: why for slug, why in found.items() if slug not in set(there)}


def _entries(*, undoing: bool) -> Iterator[tuple[str, str]]:
    taken_back = undone()
    gone = Change.objects.filter(kind="dataset", path=EXISTS, after__isnull=True).exclude(change_set__origin=SEED)
    gone = gone if undoing else gone.exclude(change_set__origin=UNDO)
    rows = gone.order_by("pk").values_list("before__slug", "change_set", "change_set__reason")
    yield from ((slug, _change(number, reason)) for slug, number, reason in rows if number not in taken_back)
    for edit in _rejected().filter(kind="dataset", key=None, path=EXISTS):
        yield edit.after["slug"], _proposal(edit)


def _retired() -> Any:
    rows = Statement.ever.exclude(retired=None).exclude(retired__origin=SEED)
    return rows.select_related("document", "retired").order_by("pk")


def _rejected() -> Any:
    rows = ProposedEdit.objects.filter(proposal__state=Proposal.State.REJECTED)
    return rows.select_related("proposal").order_by("pk")


def _change(number: int | None, reason: str) -> str:
    return f"change {number}, {reason}" if reason else f"change {number}"


def _proposal(edit: Any) -> str:
    comment = edit.proposal.comment
    return f"proposal {edit.proposal_id}, {comment}" if comment else f"proposal {edit.proposal_id}"
