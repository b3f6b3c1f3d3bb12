"""Taking in: what was foreseen is written in one change set, or proposed; whole or not at all.

What is written is what holds when it is written: the rows are looked at again in the same transaction.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from datasets.importing.mapping.mapper import Mapper
from datasets.importing.matching.finder import Finder
from datasets.models import ChangeSet, Dataset, Document, Proposal, Verdict
from datasets.records.changes import EXISTS, change_set
from datasets.records.editing import UnfitError, checked, write_edits
from datasets.records.edits import MOST, STATED, Edit
from datasets.records.merging import claim
from datasets.records.problems import Problem
from datasets.records.proposing import propose

from .claims import Read
from .foreseeing import foreseen
from .intake import Foreseen, Intake, Outcome

# The place of a problem among edits.
EDIT = re.compile(r"edits\[(\d+)\]")
# Edits that are checked and written together.
TOGETHER = MOST


@dataclass
class Taken:
    """What became of the rows: the change set or the proposal, None where there was nothing to write.

    `outcomes` are how many rows there were of each. `wrong` is what the record format refused when it was written,
    which is left out with its row.
    """

    change_set: int | None = None
    proposal: int | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[Problem] = field(default_factory=list)


def look(rows: Iterable[Read], intake: Intake, seen: Callable[[Foreseen], None]) -> None:
    """Look at what rows would do, and write nothing."""
    for batch in foreseen(rows, intake, Finder.of_database(), Mapper(intake.code, intake.language)):
        for row in batch:
            seen(row)


def take(
    rows: Iterable[Read],
    intake: Intake,
    *,
    wanted: Callable[[Foreseen], bool] = lambda row: True,
    seen: Callable[[Foreseen], None] = lambda row: None,
    **about: Any,
) -> Taken:
    """Write what the wanted rows bring, in one change set that `about` tells of: author, credit, reason.

    `seen` is told of every row. Nothing is written, and no change set made, where nothing is new.
    """
    taken = Taken()
    author = about.get("author")
    is_written = False
    with transaction.atomic():
        ChangeSet.hold()
        batches = _looked_at(rows, intake, wanted, seen, taken)
        first = next(batches, None)
        if first is None:
            return taken
        with change_set(ChangeSet.Origin.IMPORT, **about) as opened:
            made = [Edit("document", EXISTS, intake.document)] if _is_new(intake) else []
            for found in _chained(first, batches):
                batch = list(_once(found, set()))
                for rows_together, edits in _together(batch, made):
                    written = _sound(rows_together, edits, taken)
                    write_edits(written, opened, author.pk if author is not None else None)
                    _remember(rows_together, intake, author)
                    made, is_written = [], is_written or bool(rows_together)
        # Where each row was refused, there is no change to number, and no reference to keep.
        transaction.set_rollback(not is_written)
        taken.change_set = opened.number if is_written else None
    return taken


def propose_all(
    rows: Iterable[Read],
    intake: Intake,
    *,
    wanted: Callable[[Foreseen], bool] = lambda row: True,
    seen: Callable[[Foreseen], None] = lambda row: None,
    **about: Any,
) -> Taken:
    """Propose what the wanted rows bring. Raises UnfitError where there are more edits than a proposal may have."""
    taken = Taken()
    with transaction.atomic():
        said: set[tuple[int | None, str]] = set()
        batches = _looked_at(rows, intake, wanted, seen, taken)
        edits = [edit for batch in batches for row in _once(batch, said) for edit in row.edits]
        if edits:
            made = [Edit("document", EXISTS, intake.document)] if _is_new(intake) else []
            taken.proposal = propose([*made, *edits], Proposal.Origin.IMPORT, **about).pk
    return taken


def _is_new(intake: Intake) -> bool:
    return not Document.objects.filter(code=intake.code).exists()


def _looked_at(
    rows: Iterable[Read],
    intake: Intake,
    wanted: Callable[[Foreseen], bool],
    seen: Callable[[Foreseen], None],
    taken: Taken,
) -> Iterator[list[Foreseen]]:
    """Yield the rows of each batch that are wanted and bring something; count all of them."""
    finder, mapper = Finder.of_database(), Mapper(intake.code, intake.language)
    for batch in foreseen(rows, intake, finder, mapper):
        for row in batch:
            seen(row)
            taken.outcomes[row.outcome] += 1
        if bringing := [row for row in batch if row.edits and wanted(row)]:
            yield bringing


def _chained(first: list[Foreseen], others: Iterator[list[Foreseen]]) -> Iterator[list[Foreseen]]:
    yield first
    yield from others


def _once(batch: Iterable[Foreseen], said: set[tuple[int | None, str]]) -> Iterator[Foreseen]:
    """Yield the rows without what rows before them state of the same entry; `said` is that, and grows."""
    for row in batch:
        edits = []
        for edit in row.edits:
            key = (edit.key, claim(edit.after)) if edit.path == STATED else None
            if key is None or key not in said:
                edits.append(edit)
            if key is not None:
                said.add(key)
        yield replace(row, edits=edits)


def _together(batch: Sequence[Foreseen], made: Sequence[Edit]) -> Iterator[tuple[list[Foreseen], list[Edit]]]:
    """Yield some rows with their edits, no more than are checked together; `made` goes with the first."""
    rows: list[Foreseen] = []
    edits = list(made)
    for row in batch:
        if edits and len(edits) + len(row.edits) > TOGETHER:
            yield rows, edits
            rows, edits = [], []
        rows.append(row)
        edits += row.edits
    yield rows, edits


def _sound(rows: list[Foreseen], edits: list[Edit], taken: Taken) -> Any:
    """Return the edits as they are written; a row of which the record format refuses something is told and left out."""
    while True:
        try:
            return checked(edits) if edits else []
        except UnfitError as error:
            of = {id(edit): row for row in rows for edit in row.edits}
            found: dict[int, tuple[Foreseen, list[Problem]]] = {}
            for problem in error.problems:
                place = EDIT.fullmatch(problem.place)
                edit = edits[int(place[1])] if place else None
                if id(edit) not in of:
                    raise
                found.setdefault(id(of[id(edit)]), (of[id(edit)], []))[1].append(problem)
            for row, problems in found.values():
                taken.wrong += [Problem(row.place, one.field, one.message) for one in problems]
                taken.outcomes[row.outcome] -= 1
                taken.outcomes[Outcome.WRONG] += 1
            rows[:] = [row for row in rows if id(row) not in found]
            gone = {id(edit) for row, _ in found.values() for edit in row.edits}
            edits[:] = [edit for edit in edits if id(edit) not in gone]


def _remember(batch: Sequence[Foreseen], intake: Intake, author: Any) -> None:
    """Keep which entry each row is, so that the same source is known again."""
    keys = dict(Dataset.objects.filter(slug__in=[row.slug for row in batch]).order_by().values_list("slug", "pk"))
    # Several rows may be one entry by one key, and PostgreSQL takes no row twice.
    found = dict.fromkeys((row.key, keys[row.slug]) for row in batch if row.slug in keys)
    Verdict.objects.bulk_create(
        [
            Verdict(source=intake.known_as, key=key, entry_id=entry, verdict=Verdict.Is.SAME, author=author)
            for key, entry in found
        ],
        update_conflicts=True,
        unique_fields=["source", "key", "entry"],
        update_fields=["verdict", "author"],
    )
