"""What waits and what is wrong in all rows of a file that were looked at: texts and causes, each once, with numbers."""

import dataclasses
import re
from collections.abc import Iterator

from datasets.models import Incoming

from .intake import Does
from .looking import seen_rows

# Examples that are kept of each, and how many texts or causes are told one by one.
EXAMPLES, MOST = 3, 2_000
# What differs between two messages of one cause: what is quoted, and numbers.
PARTICULAR = re.compile(r"“[^”]*”|\d[\d.,]*")


@dataclasses.dataclass
class Text:
    """A printed text of a field that waits for a person: how often, where first, and what it may mean."""

    field: str
    printed: str
    cause: str
    message: str
    candidates: tuple[tuple[str, str], ...] = ()
    number: int = 0
    places: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Cause:
    """Why something cannot be taken: the field, the first message, how often, and the first examples of it."""

    field: str
    message: str
    refused: bool = False
    number: int = 0
    places: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Summed:
    """The texts that wait and the causes of what is wrong, the commonest first."""

    texts: list[Text]
    causes: list[Cause]


def summed(incoming: Incoming) -> Summed:
    """Return what waits and what is wrong in the rows that were looked at. One query; memory as for what is told."""
    texts: dict[tuple[str, str], Text] = {}
    causes: dict[tuple[str, str], Cause] = {}
    for place, fact in _told(incoming):
        if fact["does"] == Does.WAITS:
            found = tuple((code, label) for code, label in fact.get("candidates", ()))
            told = Text(fact["field"], fact["printed"], fact.get("cause", ""), fact.get("message", ""), found)
            _count(texts, (told.field, told.printed), told, place)
        else:
            why = Cause(fact["field"], fact["message"], fact["does"] == Does.REFUSED)
            _count(causes, (why.field, PARTICULAR.sub("…", why.message)), why, place)
    return Summed(*(sorted(found.values(), key=lambda one: -one.number) for found in (texts, causes)))  # type: ignore[arg-type]


TOLD = frozenset({Does.WAITS, Does.WRONG, Does.REFUSED})


def _told(incoming: Incoming) -> Iterator[tuple[str, dict]]:
    """Yield what waits or is wrong, with its place; a problem of a row is as a fact that is wrong."""
    for place, kept in seen_rows(incoming).values_list("place", "foreseen").iterator(200):
        for fact in kept.get("facts", ()):
            if fact["does"] in TOLD:
                yield fact.get("place") or place, {"printed": "", "message": "", **fact}
        for one in kept.get("problems", ()):
            yield one["place"] or place, {**one, "does": Does.WRONG}


def _count(found: dict, key: tuple[str, str], told: Text | Cause, place: str) -> None:
    if key in found or len(found) < MOST:
        one = found.setdefault(key, told)
        one.number += 1
        if len(one.places) < EXAMPLES:
            one.places.append(place)
