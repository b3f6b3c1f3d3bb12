"""Taking in the rows of a file that somebody looked at and chose, as they were shown, or not at all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, Incoming

from .intake import WRITTEN, Does, Foreseen, Outcome
from .looking import hold, intake_of, rows_of, seen_rows
from .storing import LONGEST_TEXT, MOST, kept_value
from .taking import Taken, propose_all, take

# Rows that are taken in one request. 1,000 new ones with four facts each took 15 seconds; a request may take 30.
MOST_TAKEN = 500


class ChangedError(Exception):
    """Rows would do something else than was shown, for the catalogue has changed since; nothing was written.

    `number` is how many.
    """

    def __init__(self, number: int) -> None:
        """Say how many."""
        super().__init__(f"{number} rows would do something else than was shown")
        self.number = number


class TooManyChosenError(Exception):
    """More rows are chosen than are taken at once."""


@dataclass(frozen=True)
class Kept:
    """What became of the chosen rows; `left` are places of those that add to what a row that is not taken makes."""

    taken: Taken
    left: tuple[str, ...] = ()


def choose(incoming: Incoming, shown: Collection[int], wanted: Collection[int]) -> None:
    """Note which of the rows that were shown, by position, are to be taken."""
    rows = incoming.rows.filter(position__in=shown)
    rows.filter(position__in=wanted).update(chosen=True)
    rows.exclude(position__in=wanted).update(chosen=False)


def choose_all(incoming: Incoming, *, chosen: bool = True) -> None:
    """Note that all rows are to be taken that do not wait, or none."""
    incoming.rows.update(chosen=chosen)


def bringing(incoming: Incoming) -> Any:
    """Return the rows that are chosen and would bring something."""
    return seen_rows(incoming).filter(chosen=True, outcome__in=(Outcome.NEW, Outcome.ADDS))


def is_for_drafts(incoming: Incoming) -> bool:
    """Tell whether the chosen rows make and change drafts alone: whoever may add entries writes these at once."""
    slugs = bringing(incoming).filter(outcome=Outcome.ADDS).values_list("entry", flat=True)
    public = Dataset.objects.filter(slug__in=list(slugs)).exclude(status=Dataset.Status.DRAFT)
    return not public.exists() and not bringing(incoming).filter(foreseen__publishes=True).exists()


def approves(incoming: Incoming) -> bool:
    """Tell whether the chosen rows bring texts that are approved: nobody approves at once what they bring."""
    return bool(bringing(incoming).filter(foreseen__approves=True).exists())


def take_chosen(incoming: Incoming, *, at_once: bool, **about: Any) -> Kept:
    """Write the chosen rows in one change set, or propose them; whole or not at all. `about`: author, credit, reason.

    Raises ChangedError, TooManyChosenError, and UnfitError for more edits than a proposal has.
    """
    if bringing(incoming).count() > MOST_TAKEN:
        raise TooManyChosenError
    with transaction.atomic():
        ChangeSet.hold()
        held = hold(incoming)
        chosen = _Chosen(held)
        how = take if at_once else propose_all
        taken = how(rows_of(held), intake_of(held), wanted=chosen.wants, seen=chosen.see, **about)
        if chosen.changed:
            raise ChangedError(chosen.changed)
        if taken.change_set is not None:
            held.change_set_id = taken.change_set
        if taken.proposal is not None:
            held.proposal_id = taken.proposal
        held.save(update_fields=["change_set", "proposal"])
    return Kept(taken, tuple(chosen.left))


class _Chosen:
    """The rows as they were shown, held against what they would do now."""

    def __init__(self, held: Incoming) -> None:
        rows = seen_rows(held).values_list("position", "outcome", "entry", "contradicts", "chosen")
        self.shown = {position: row for position, *row in rows}
        self.kept = dict(bringing(held).values_list("position", "foreseen"))
        # What is written of these rows changes what later ones say of the same entry.
        self.made = {entry for outcome, entry, *_ in self.shown.values() if outcome == Outcome.NEW}
        self.makes: set[str] = set()
        self.adds: set[str] = set()
        self.written: set[str] = set()
        self.position, self.changed = 0, 0
        self.left: list[str] = []
        self._wanted: set[int] = set()

    def see(self, row: Foreseen) -> None:
        """Count a row; note whether it is wanted and whether it would do what was shown."""
        self._wanted.discard(id(row))
        known, position = self.shown.get(self.position), self.position
        self.position += 1
        follows = row.slug in self.adds
        if row.outcome == Outcome.NEW:
            self.makes.add(row.slug)
        elif row.outcome == Outcome.ADDS:
            self.adds.add(row.slug)
        if known is None:
            self.changed += 1
            return
        outcome, entry, contradicts, chosen = known
        if not chosen or outcome not in (Outcome.NEW, Outcome.ADDS):
            return
        follows = follows or entry in self.made
        if not self._as_shown(row, outcome, entry, self.kept[position], contradicts=contradicts, follows=follows):
            self.changed += 1
        elif not row.edits and (row.outcome != Outcome.AGREES or row.slug not in self.written | self.makes):
            self.left.append(row.place)
        self.written.add(row.slug)
        # A batch lives until all of its rows were asked for.
        self._wanted.add(id(row))

    def _as_shown(
        self, row: Foreseen, outcome: str, entry: str, kept: Record, *, contradicts: bool, follows: bool
    ) -> bool:
        """Tell whether a row does what was shown, or less where a row before it does some of that (`follows`)."""
        if row.outcome != outcome and not (follows and row.outcome == Outcome.AGREES):
            return False
        # An entry that a row before it makes may have got another address than was shown.
        if outcome == Outcome.ADDS and row.slug != entry and not (entry in self.made and row.slug in self.makes):
            return False
        if row.contradicts and not contradicts and not follows:
            return False
        if (row.publishes and not kept["publishes"]) or (row.approves and not kept["approves"]):
            return False
        return _says_what_was_shown(row, kept["facts"], follows=follows)

    def wants(self, row: Foreseen) -> bool:
        """Tell whether a row is to be taken."""
        return id(row) in self._wanted


def _says_what_was_shown(row: Foreseen, shown: Sequence[Record], *, follows: bool) -> bool:
    """Tell whether all that would be written of a row was shown: what its texts mean may have been decided since.

    What a row before it was shown to say of the entry already (`follows`), it says itself where that one is not taken.
    """
    values: dict[str, list[Any]] = {}
    said: set[tuple[str, str]] = set()
    for fact in shown:
        if fact["does"] in WRITTEN:
            values.setdefault(fact["field"], []).append(fact.get("value"))
        elif fact["does"] == Does.STATED and follows:
            said.add((fact["field"], fact.get("printed", "")))
    now = (fact for fact in row.facts[:MOST] if fact.does in WRITTEN)
    return all(
        kept_value(fact) in values.get(fact.field, ()) or (fact.field, fact.printed[:LONGEST_TEXT]) in said
        for fact in now
    )
