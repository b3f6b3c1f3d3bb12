"""What a file would bring, summed up: numbers by outcome, problems by cause, and the first examples of each.

However many rows there are, no more than a few examples and MOST causes are kept, so memory stays flat.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .intake import Does, Fact, Foreseen

# Causes and contradictions that are kept, and examples of each cause.
MOST, EXAMPLES = 2_000, 3
# What differs between two problems of one cause: what is quoted, and numbers.
PARTICULAR = re.compile(r"“[^”]*”|\d[\d.,]*")

# What becomes of texts that say no value.
PASSED = {Does.PRINTED: "is kept as it is printed", Does.ELSEWHERE: "says nothing of the field, and is left out"}


@dataclass
class Cause:
    """Why something was not taken: the field, the message of the first, how often, where, and what it may mean."""

    field: str
    message: str
    number: int = 0
    places: list[str] = field(default_factory=list)
    candidates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Clash:
    """A fact that cannot be true beside what an entry shows: where, which entry, what it shows now and then."""

    place: str
    slug: str
    field: str
    printed: str
    shown: Any
    then: Any


@dataclass
class Report:
    """The sum of the rows that it has seen."""

    outcomes: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    clashes: list[Clash] = field(default_factory=list)
    alike: list[Foreseen] = field(default_factory=list)
    doubts: Counter[str] = field(default_factory=Counter)
    _passed: dict[Any, Cause] = field(default_factory=dict)
    _waiting: dict[Any, Cause] = field(default_factory=dict)
    _wrong: dict[Any, Cause] = field(default_factory=dict)

    def see(self, row: Foreseen) -> None:
        """Count a row."""
        self.outcomes[row.outcome] += 1
        for fact in row.facts:
            self._fact(row, fact)
        for problem in row.problems:
            told = Cause(problem.field, problem.message)
            _count(self._wrong, (problem.field, PARTICULAR.sub("…", problem.message)), told, problem.place)
        for doubt in row.doubts:
            if str(doubt) in self.doubts or len(self.doubts) < MOST:
                self.doubts[f"{row.place}: {row.name}: {doubt}"] += 1
        if row.match is not None and row.match.verdict == "waits" and len(self.alike) < MOST:
            self.alike.append(row)

    def _fact(self, row: Foreseen, fact: Fact) -> None:
        self.facts[fact.does] += 1
        place = f"{row.place}, {fact.place}" if row.place and not fact.place.startswith(row.place) else fact.place
        if fact.does is Does.WAITS:
            # One text is decided once, wherever it stands.
            _count(
                self._waiting,
                (fact.field, fact.printed),
                Cause(fact.field, fact.message, candidates=fact.candidates),
                place,
            )
        elif fact.does in (Does.WRONG, Does.REFUSED):
            _count(self._wrong, (fact.field, PARTICULAR.sub("…", fact.message)), Cause(fact.field, fact.message), place)
        elif fact.does in PASSED:
            _count(
                self._passed,
                (fact.field, fact.printed),
                Cause(fact.field, f"“{fact.printed}” {PASSED[fact.does]}"),
                place,
            )
        elif fact.does is Does.CONTRADICTS and len(self.clashes) < MOST:
            self.clashes.append(Clash(place, row.slug, fact.field, fact.printed, fact.shown, fact.then))

    @property
    def waiting(self) -> list[Cause]:
        """The texts that wait for a person, the commonest first."""
        return sorted(self._waiting.values(), key=lambda one: -one.number)

    @property
    def passed(self) -> list[Cause]:
        """The texts of which no value comes and that wait for nobody, the commonest first."""
        return sorted(self._passed.values(), key=lambda one: -one.number)

    @property
    def wrong(self) -> list[Cause]:
        """What cannot be taken, by cause, the commonest first."""
        return sorted(self._wrong.values(), key=lambda one: -one.number)

    def lines(self, most: int = 20) -> Iterator[str]:
        """Yield the report as text: `most` of each kind, and how many more there are."""
        yield f"Rows: {_numbers(self.outcomes)}."
        yield f"Facts: {_numbers(self.facts)}." if self.facts else "Facts: none."
        yield from _listed("Cannot be taken", [_told(one) for one in self.wrong], most)
        yield from _listed("Waits for a decision", [_told(one) for one in self.waiting], most)
        yield from _listed("Says no value", [_told(one) for one in self.passed], most)
        yield from _listed("May be an entry that is there", [_alike(row) for row in self.alike], most)
        yield from _listed("Contradicts what is shown", [_clash(one) for one in self.clashes], most)
        yield from _listed("Looks odd", list(self.doubts), most)


def _count(causes: dict[Any, Cause], key: Any, told: Cause, place: str) -> None:
    if key not in causes and len(causes) >= MOST:
        # What is beyond the most is counted together.
        key, told = None, Cause("", "is of more causes than are told one by one")
    cause = causes.setdefault(key, told)
    cause.number += 1
    if len(cause.places) < EXAMPLES:
        cause.places.append(place)


def _numbers(counted: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(counted.items()) if number)


def _listed(title: str, lines: list[str], most: int) -> Iterator[str]:
    if not lines:
        return
    yield f"{title} ({len(lines):,}):"
    yield from (f"  {line}" for line in lines[:most])
    if len(lines) > most:
        yield f"  … and {len(lines) - most:,} more."


def _told(one: Cause) -> str:
    where = ", ".join(one.places) + (", …" if one.number > len(one.places) else "")
    meant = f"; perhaps {', '.join(code for code, _ in one.candidates)}" if one.candidates else ""
    return f"{one.number:,} × {one.field + ': ' if one.field else ''}{one.message}{meant} ({where})"


def _alike(row: Foreseen) -> str:
    found = ", ".join(f"{one.slug} ({one.score:.2f})" for one in row.match.candidates) if row.match else ""
    return f"{row.place}: “{row.name}”: {found}"


def _clash(one: Clash) -> str:
    return f"{one.slug}: {one.field}: “{one.printed}” ({one.place}); shown: {one.shown}; then: {one.then}"
