"""What taking a row would do, as it is kept between looking and taking: a row of the database, plain data in it."""

import json
from typing import Any

from datasets.facts import typed
from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.importing.matching.finder import Match
from datasets.models import Incoming, IncomingRow
from datasets.models.json_column import UNPRINTABLE
from datasets.records.problems import Problem

from .intake import WRITTEN, Does, Fact, Foreseen
from .plausible import Doubt
from .reporting import Report, Told

# Characters of a row's name and place, and of a printed text, a message or a problem that a row keeps.
LONGEST_NAME, LONGEST_PLACE, LONGEST_TEXT = 300, 100, 600
# Facts and problems that a row keeps; no format has rows of more.
MOST = 400


def as_row(incoming: Incoming, position: int, found: Foreseen) -> IncomingRow:
    """Return the row of the database that keeps what taking the row at a position, from 0, would do."""
    return IncomingRow(
        incoming=incoming,
        position=position,
        place=_text(found.place)[:LONGEST_PLACE],
        name=_text(found.name)[:LONGEST_NAME],
        outcome=found.outcome,
        entry=found.slug,
        contradicts=found.contradicts,
        foreseen={
            "key": _text(found.key),
            "facts": [_fact(one) for one in found.facts[:MOST]],
            "candidates": _candidates(found.match),
            "problems": [_problem(one) for one in found.problems[:MOST]],
            "doubts": [_doubt(one) for one in found.doubts],
            "publishes": found.publishes,
            "approves": found.approves,
        },
    )


def doubt_of(record: Record) -> Doubt:
    """Return what looks odd as it was kept; it says itself in the active language."""
    return Doubt(record["code"], record["field"], tuple(record["data"].items()))


def kept_value(one: Fact) -> Any:
    """Return the value of a fact that is written as it is read again from where it was kept; None for an empty one."""
    value = json.loads(json.dumps(one.value))
    return None if value in EMPTY else value


EMPTY: tuple[Any, ...] = ("", [], None)


def _fact(one: Fact) -> Record:
    """Return a claim as pages show it: what is empty is left out, and so is what is shown where nothing clashes."""
    parts: dict[str, Any] = {
        "field": one.field,
        "printed": _text(one.printed),
        "place": _text(one.place),
        "does": str(one.does),
        "cause": one.cause,
        "message": _text(one.message),
        "candidates": [_meant(one.field, candidate) for candidate in one.candidates],
    }
    if one.does in WRITTEN:
        parts["value"] = one.value
    if one.does is Does.CONTRADICTS:
        parts |= {"shown": one.shown, "then": one.then}
    return {key: part for key, part in parts.items() if part not in EMPTY}


def _meant(field: str, candidate: Any) -> list[str]:
    """Return what a text may mean as it is typed, and in words: a code with its name, or a value."""
    if isinstance(candidate, list | tuple) and len(candidate) == 2 and all(isinstance(one, str) for one in candidate):
        return [_text(one) for one in candidate]
    typed_so = typed.write(FIELDS[field], candidate) if field in FIELDS else str(candidate)
    return [_text(typed_so)] * 2


def _candidates(match: Match | None) -> list[Record]:
    return [
        {
            "slug": one.slug,
            "name": one.name,
            "score": one.score,
            "relation": str(one.relation),
            "features": [[feature.code, dict(feature.data)] for feature in one.features],
        }
        for one in (match.candidates if match is not None else ())
    ]


def _problem(one: Problem) -> Record:
    return {"place": _text(one.place), "field": one.field, "message": _text(one.message)}


def _doubt(one: Doubt) -> Record:
    return {"code": one.code, "field": one.field, "data": dict(one.data)}


def _text(text: str) -> str:
    """Return a text that every database keeps and every page can show, with its beginning."""
    return UNPRINTABLE.sub("\ufffd", text)[:LONGEST_TEXT]


def report_of(incoming: Incoming) -> Report:
    """Return the texts that wait and what is wrong in the rows that were looked at. One query; memory stays flat."""
    report = Report()
    rows = incoming.rows.filter(position__lt=incoming.read).order_by("position").values_list("place", "foreseen")
    for place, kept in rows.iterator(200):
        for fact in kept.get("facts", ()):
            found = tuple((code, label) for code, label in fact.get("candidates", ()))
            told = Told(fact["field"], fact.get("message", ""), fact.get("printed", ""), fact.get("cause", ""), found)
            report.tell(fact["does"], told, fact.get("place") or place)
        for one in kept.get("problems", ()):
            report.tell(Does.WRONG, Told(one["field"], one["message"]), one["place"] or place)
    return report
