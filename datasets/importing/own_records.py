"""Rows that are records of our own format: checked as every import of records checks them, then taken as edits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from datasets.facts.columns import STATEMENTS
from datasets.facts.kinds import Record
from datasets.records import loading
from datasets.records.changes import EXISTS
from datasets.records.checking import check_records
from datasets.records.converting import converted
from datasets.records.edits import STATED, Edit
from datasets.records.problems import Problem
from datasets.records.taking_in import Taken, compared

from .claims import Described
from .intake import Does, Fact


@dataclass(frozen=True)
class Own:
    """A record as it would be taken in; None where it is not sound, and then what is wrong with it."""

    problems: Sequence[Problem] = ()
    taken: Taken | None = None


def own_records(rows: Iterable[Described], *, again: bool) -> Mapping[str, Own]:
    """Return the records among some rows, by their places; some queries if there are any."""
    records = [(row.place, converted(row.record)) for row in rows if row.record is not None]
    if not records:
        return {}
    slugs = frozenset(str(record.get("slug")) for _, record in records)
    wrong: dict[str, list[Problem]] = {}
    for problem in check_records(records, loading.names_in_database(slugs)):
        wrong.setdefault(problem.place, []).append(problem)
    sound = [(place, record) for place, record in records if place not in wrong]
    found = {taken.place: Own(taken=taken) for taken in compared(sound, again=again)}
    return {**found, **{place: Own(problems) for place, problems in wrong.items()}}


def stated_in(edits: Iterable[Edit]) -> Iterator[Record]:
    """Yield the statements that edits would make, alone or with their entry."""
    for edit in edits:
        if edit.path == STATED:
            yield edit.after
        elif edit.path == EXISTS:
            yield from edit.after[STATEMENTS]


def own_fact(statement: Record) -> Fact:
    """Return the statement of a record as a fact, before it is held against its entry."""
    place = statement.get("heading") or ""
    return Fact(statement["field"], statement["printed"], place, Does.ADDS, statement.get("value"))
