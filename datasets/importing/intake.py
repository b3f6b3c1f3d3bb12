"""How a file is taken in, and what would become of each of its rows: plain data that commands and pages show."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from datasets.facts.kinds import Record
from datasets.importing.matching.finder import Match
from datasets.models import Dataset, IncomingRow
from datasets.records.changes import EXISTS
from datasets.records.edits import Edit, approves
from datasets.records.problems import Problem

from .plausible import Doubt

Outcome = IncomingRow.Outcome


@dataclass(frozen=True)
class Intake:
    """How a file is taken in.

    `document` is the record of the reference that its statements cite, `language` the one whose signs stand in numbers.
    What is new is of this category and kind, where no claim says otherwise, and has this status. `series` is the
    beginning of the codes of all versions of an index that is harvested again and again: what an older version says is
    not said twice, and gives way where the newer one says something else. With `again`, what was refused before is
    taken in, too. With `unsure_is_new`, a row that may be an entry that is there, and is not surely one, becomes an
    entry of its own; else it waits.
    """

    document: Record
    language: str = "en"
    category: str = "imaging"
    kind: str = "dataset"
    status: str = Dataset.Status.DRAFT
    series: str = ""
    source: str = ""
    again: bool = False
    unsure_is_new: bool = False

    @property
    def code(self) -> str:
        """The code of the reference."""
        return str(self.document["code"])

    @property
    def known_as(self) -> str:
        """The name under which is remembered which entry a row is: that of a harvester, or of the reference."""
        return self.source or self.code


class Does(StrEnum):
    """What one claim would do to what the entry says."""

    ADDS = "adds"
    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    STATED = "stated"
    PRINTED = "printed"
    ELSEWHERE = "elsewhere"
    WAITS = "waits"
    WRONG = "wrong"
    REFUSED = "refused"


# What is written of a claim.
WRITTEN = frozenset({Does.ADDS, Does.AGREES, Does.CONTRADICTS, Does.PRINTED})


@dataclass(frozen=True)
class Fact:
    """One claim as it is read: its value, what it would do, what the page shows now and what it would show then.

    What waits or is wrong has a `cause`, by which such are counted, a message with the fix, and perhaps candidates.
    """

    field: str
    printed: str
    place: str
    does: Does
    value: Any = None
    shown: Any = None
    then: Any = None
    cause: str = ""
    message: str = ""
    candidates: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Foreseen:
    """What taking one row would do: its outcome, the entry that it is or would be, its facts, and the edits.

    `key` is what it is remembered by (models.Verdict), `match` how it was found. `problems` are what cannot be taken,
    `doubts` what can and looks odd.
    """

    place: str
    name: str
    outcome: str
    slug: str = ""
    key: str = ""
    match: Match | None = None
    facts: Sequence[Fact] = ()
    problems: Sequence[Problem] = ()
    doubts: Sequence[Doubt] = ()
    edits: Sequence[Edit] = field(default=(), repr=False)

    @property
    def contradicts(self) -> bool:
        """Whether something of it clashes with what is shown."""
        return any(fact.does is Does.CONTRADICTS for fact in self.facts)

    @property
    def publishes(self) -> bool:
        """Whether it makes an entry that is no draft."""
        return any(one.path == EXISTS and one.after.get("status") != Dataset.Status.DRAFT for one in self.edits)

    @property
    def approves(self) -> bool:
        """Whether it makes texts that are approved, as records of our own format may have them."""
        return any(map(approves, self.edits))

    def wrong(self, problems: Sequence[Problem]) -> "Foreseen":
        """Return it as one that cannot be taken."""
        return replace(self, outcome=Outcome.WRONG, problems=(*self.problems, *problems), edits=())
