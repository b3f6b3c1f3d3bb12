"""What a file would bring, summed up: numbers by outcome, problems by cause, and the first examples of each.

However many rows there are, no more than a few examples and MOST causes are kept, so memory stays flat.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datasets.importing.matching.finder import WAITS

from .intake import Does, Fact, Foreseen

# Texts, causes and contradictions that are kept one by one, and examples of each.
MOST, EXAMPLES = 2_000, 3
# What differs between two problems of one cause: what is quoted, and numbers.
PARTICULAR = re.compile(r"“[^”]*”|\d[\d.,]*")
# What becomes of texts that say no value.
PASSED = {Does.PRINTED: "is kept as it is printed", Does.ELSEWHERE: "says nothing of the field, and is left out"}


@dataclass
class Told:
    """A printed text of a field that waits, or why something cannot be taken: how often, where first, what it may mean.

    Of a text `printed` is it; `cause` is why it waits, and `message` has the fix. `refused` tells that somebody refused
    it before.
    """

    field: str
    message: str
    printed: str = ""
    cause: str = ""
    candidates: tuple[Any, ...] = ()
    refused: bool = False
    number: int = 0
    places: list[str] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class Clash:
    """A fact that cannot be true beside what an entry shows: where, which entry, what it shows now and then."""

    place: str
    slug: str
    field: str
    printed: str
    shown: Any
    then: Any


class Known:
    """What is told, each once by what it is counted by; what is beyond the most is counted together."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Told] = {}

    def count(self, key: tuple[str, str], told: Told, place: str) -> None:
        """Count one more of a text or cause."""
        if key not in self._found and len(self._found) >= MOST:
            key, told = ("", ""), Told("", "is of more causes than are told one by one")
        one = self._found.setdefault(key, told)
        one.number += 1
        if len(one.places) < EXAMPLES:
            one.places.append(place)

    def commonest(self) -> list[Told]:
        """Return them, the commonest first."""
        return sorted(self._found.values(), key=lambda one: -one.number)


class Report:
    """The sum of the rows that it has seen."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()
        self.clashes: list[Clash] = []
        self.alike: list[Foreseen] = []
        self.doubts: list[str] = []
        self._waiting, self._wrong, self._passed = Known(), Known(), Known()

    def see(self, row: Foreseen) -> None:
        """Count a row."""
        self.outcomes[row.outcome] += 1
        for fact in row.facts:
            self.facts[fact.does] += 1
            place = f"{row.place}, {fact.place}" if row.place and not fact.place.startswith(row.place) else fact.place
            told = Told(fact.field, fact.message, fact.printed, fact.cause, fact.candidates)
            self.tell(fact.does, told, place)
            if fact.does is Does.CONTRADICTS and len(self.clashes) < MOST:
                self.clashes.append(_clash(row, fact, place))
        for problem in row.problems:
            self.tell(Does.WRONG, Told(problem.field, problem.message), problem.place or row.place)
        if len(self.doubts) < MOST:
            self.doubts += [f"{row.place}: {row.name}: {doubt}" for doubt in row.doubts]
        if row.match is not None and row.match.verdict == WAITS and len(self.alike) < MOST:
            self.alike.append(row)

    def tell(self, does: str, told: Told, place: str) -> None:
        """Count what waits, cannot be taken, or says no value; anything else is passed over."""
        if does == Does.WAITS:
            # One text is decided once, wherever it stands.
            self._waiting.count((told.field, told.printed), told, place)
        elif does in (Does.WRONG, Does.REFUSED):
            told.refused = does == Does.REFUSED
            self._wrong.count((told.field, PARTICULAR.sub("…", told.message)), told, place)
        elif does in PASSED:
            told.message = f"“{told.printed}” {PASSED[Does(does)]}"
            self._passed.count((told.field, told.printed), told, place)

    @property
    def waiting(self) -> list[Told]:
        """The texts that wait for a person, the commonest first."""
        return self._waiting.commonest()

    @property
    def wrong(self) -> list[Told]:
        """What cannot be taken, by cause, the commonest first."""
        return self._wrong.commonest()

    def lines(self, most: int = 20) -> Iterator[str]:
        """Yield the report as text: `most` of each kind, and how many more there are."""
        yield f"Rows: {_numbers(self.outcomes)}."
        yield f"Facts: {_numbers(self.facts)}." if self.facts else "Facts: none."
        yield from _listed("Cannot be taken", map(_line, self.wrong), most)
        yield from _listed("Waits for a decision", map(_line, self.waiting), most)
        yield from _listed("Says no value", map(_line, self._passed.commonest()), most)
        yield from _listed("May be an entry that is there", map(_alike, self.alike), most)
        yield from _listed("Contradicts what is shown", map(_contradiction, self.clashes), most)
        yield from _listed("Looks odd", iter(self.doubts), most)


def _clash(row: Foreseen, fact: Fact, place: str) -> Clash:
    return Clash(place, row.slug, fact.field, fact.printed, fact.shown, fact.then)


def _numbers(counted: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(counted.items()) if number)


def _listed(title: str, found: Iterator[str], most: int) -> Iterator[str]:
    lines = list(found)
    if not lines:
        return
    yield f"{title} ({len(lines):,}):"
    yield from (f"  {line}" for line in lines[:most])
    if len(lines) > most:
        yield f"  … and {len(lines) - most:,} more."


def _line(one: Told) -> str:
    where = ", ".join(one.places) + (", …" if one.number > len(one.places) else "")
    named = [str(found[0] if isinstance(found, list | tuple) else found) for found in one.candidates]
    meant = f"; perhaps {', '.join(named)}" if named else ""
    return f"{one.number:,} × {one.field + ': ' if one.field else ''}{one.message}{meant} ({where})"


def _alike(row: Foreseen) -> str:
    found = ", ".join(f"{one.slug} ({one.score:.2f})" for one in row.match.candidates) if row.match else ""
    return f"{row.place}: “{row.name}”: {found}"


def _contradiction(one: Clash) -> str:
    return f"{one.slug}: {one.field}: “{one.printed}” ({one.place}); shown: {one.shown}; then: {one.then}"
