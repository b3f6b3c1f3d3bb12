"""From statements to the values that an entry stands behind: one pure function, with its reasons.

| what | rule |
|---|---|
| set aside, or without a normal form | has no say |
| preferred | goes before all that is not |
| one value | the highest authority, the newest of it, the first stated; then the most exact compatible with it |
| sets of codes | the union |
| lists | each item by its identity: an address, a DOI, a name, a component and its use |

"Over 100,000" and 112,120 do not clash, and the second is more exact. What the best statement of an item leaves open,
the others fill in.

The order of authorities is that of AUTHORITIES; for what is counted, what was computed from the data goes before what
the owner's page says (COUNTED). Equal statements keep their order, so that the same statements give the same values.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from datasets.models import Document, Statement
from datasets.models.dataset import Precision

from .amounts import comparable, consistent, consistent_amounts, significant_digits
from .fields import FIELDS, HELD, UNKNOWN, Field
from .kinds import MOST_ITEMS, YEAR, Gathers, Record

Authority, Standing = Document.Authority, Statement.Standing

# The highest first.
AUTHORITIES = (Authority.OWNER, Authority.REGISTRY, Authority.LITERATURE, Authority.GUIDE, Authority.INDEX)
AUTHORITIES_OF_AMOUNTS = (Authority.REGISTRY, Authority.OWNER, *AUTHORITIES[2:])
# The kinds of fields that say how much: a registry has counted.
COUNTED = frozenset({"amount", "figure", "size", "counts", "classes", "splits", "number"})


@dataclass(frozen=True)
class Voice:
    """A document as it weighs: its authority, and the day that it speaks for, None where nobody knows."""

    authority: str = Authority.GUIDE
    day: date | None = None


class Why(StrEnum):
    """Why one value is held and not another that is stated."""

    AGREED = "agreed"
    PREFERRED = "preferred"
    EXACT = "exact"
    AUTHORITY = "authority"
    NEWER = "newer"
    FIRST = "first"


@dataclass(frozen=True)
class Held:
    """What an entry stands behind in one field, and the places (in the list of statements) that it rests on.

    `why` says by which rule, where documents say different things, and `best` is the place of the statement that won.
    """

    value: Any
    rests_on: tuple[int, ...]
    why: Why = Why.AGREED
    best: int | None = None


@dataclass(frozen=True)
class _Said:
    """One statement that has a say: its value, and its place in the list of statements; the best has the least rank."""

    value: Any
    place: int
    rank: tuple[int, int, int, int] = field(compare=False)


def voice(document: Document) -> Voice:
    """Return how a document from the database weighs."""
    return Voice(document.authority, document.day)


def resolve(statements: Sequence[Record], voices: Mapping[str, Voice]) -> dict[str, Held]:
    """Return what an entry holds, by field; fields of which nothing is known are left out.

    `statements` are those of the record format, all of one entry, in their order; `voices` are the documents by code.
    """
    said: dict[str, list[_Said]] = {}
    for place, statement in enumerate(statements):
        held = FIELDS.get(statement["field"])
        value = statement.get("value")
        if held is None or held.stored is None or value is None:
            continue
        if statement.get("standing") != Standing.SET_ASIDE:
            rank = _rank(held, statement, voices.get(statement["document"], Voice()), place)
            said.setdefault(held.code, []).append(_Said(value, place, rank))
    return {code: _resolved(FIELDS[code], sorted(found, key=lambda one: one.rank)) for code, found in said.items()}


def values(statements: Sequence[Record], voices: Mapping[str, Voice]) -> Record:
    """Return what an entry holds, for each field that it can hold: null or an empty list where nothing is known."""
    held = resolve(statements, voices)
    return {field.code: held[field.code].value if field.code in held else nothing(field) for field in HELD}


def nothing(field: Field) -> Any:
    """Return what stands for "not known" in a field."""
    if not field.single:
        return []
    return UNKNOWN if field.code == "access" else None


def aliases(name: str, known: Iterable[str], statements: Iterable[Record]) -> list[str]:
    """Return what else than its `name` an entry is called by its statements; what is `known` keeps its order."""
    called = [
        statement["value"]
        for statement in statements
        if statement["field"] == "name" and statement.get("standing") != Standing.SET_ASIDE
    ]
    others = [alias for alias in called if alias is not None and alias != name]
    return list(dict.fromkeys([*(alias for alias in known if alias in others), *others]))[:MOST_ITEMS]


def leading(relations: Iterable[Record], own: str, slugs: Container[str], moved: Mapping[str, str]) -> list[Record]:
    """Return the relations of the entry `own` that lead to an entry, each once, by its slug of today.

    Statements keep the slug that an entry had when they were made: `moved` has the present one of those that changed.
    """
    found: list[Record] = []
    for relation in relations:
        slug = relation["target"]
        item = {**relation, "target": slug if slug in slugs else moved.get(slug, "")}
        if item["target"] not in ("", own) and item not in found:
            found.append(item)
    return found


def _rank(field: Field, statement: Record, voice: Voice, place: int) -> tuple[int, int, int, int]:
    preferred = statement.get("standing") == Standing.PREFERRED
    order = AUTHORITIES_OF_AMOUNTS if field.kind.name in COUNTED else AUTHORITIES
    age = -voice.day.toordinal() if voice.day else 0
    return (0 if preferred else 1, order.index(Authority(voice.authority)), age, place)


def _resolved(field: Field, found: Sequence[_Said]) -> Held:
    """Return what is held of the statements about one field, the best one first."""
    gathers = field.kind.gathers
    if gathers is Gathers.ONE:
        return _best(field, found)
    if gathers in (Gathers.SET, Gathers.ORDERED):
        # In the order of the statements, for steps come one after the other.
        stated = sorted(found, key=lambda one: one.place)
        codes = list(dict.fromkeys(code for one in stated for code in one.value))
        return Held(sorted(codes) if gathers is Gathers.SET else codes, tuple(one.place for one in stated))
    return _items(field, found)


def _best(field: Field, found: Sequence[_Said]) -> Held:
    first = found[0]
    agreeing = [one for one in found if _of_the_same(field, one.value, first.value)]
    # The first of the most exact: max keeps the first among equals, and the best comes first.
    best = max(agreeing, key=lambda one: exactness(one.value)) if first.rank[0] else first
    value = best.value
    if isinstance(value, dict):
        value = _filled(field, value, [one.value for one in agreeing])
    behind = tuple(sorted(one.place for one in found if bare(one.value) == bare(value)))
    others = [one for one in found if bare(one.value) != bare(value)]
    return Held(value, behind, _why(first, best, others), best.place)


def _why(first: _Said, best: _Said, others: Sequence[_Said]) -> Why:
    """Return the rule by which the best statement goes before all that say another value."""
    if not others:
        return Why.AGREED
    if first.rank[0] == 0:
        return Why.PREFERRED
    if best is not first and bare(best.value) != bare(first.value):
        return Why.EXACT
    if first.rank[1] < min(one.rank[1] for one in others):
        return Why.AUTHORITY
    return Why.NEWER if first.rank[2] < min(one.rank[2] for one in others) else Why.FIRST


def bare(value: Any) -> Any:
    """Return the figure of an amount; any other value as it is."""
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def _filled(field: Field, value: Record, others: Iterable[Record]) -> Record:
    """Return an amount with the unit and precision that others give with the same figure, where it has none."""
    known = {key: part for key, part in value.items() if part is not None}
    for other in others:
        if bare(other) == bare(value):
            known = {**{key: part for key, part in other.items() if part is not None}, **known}
    properties = field.kind.schema["properties"]
    defaults = {"unit": field.unit or None, "precision": "exact"}
    return {key: known.get(key, defaults.get(key)) for key in properties}


def _items(field: Field, found: Sequence[_Said]) -> Held:
    """Return the items of a list: each once, in the order of the statements, as the best statement of it has it."""
    items: list[tuple[tuple[int, int], Record]] = []
    for one in found:
        for number, item in enumerate(several(one.value)):
            place = (one.place, number)
            said = {key: part for key, part in item.items() if part is not None}
            same = next((index for index, (_, known) in enumerate(items) if field.kind.same(said, known)), None)
            if same is None:
                items.append((place, said))
            else:
                first, known = items[same]
                items[same] = (min(first, place), {**said, **known})
    keys = field.kind.schema["properties"]
    held = [{key: item.get(key) for key in keys} for _, item in sorted(items, key=lambda pair: pair[0])]
    return Held(held, tuple(sorted(one.place for one in found)))


def several(value: Any) -> list[Any]:
    """Return what a statement about a list says: several items at once, or one."""
    return value if isinstance(value, list) else [value]


def compatible(field: Field, one: Any, other: Any) -> bool:
    """Tell whether two stated values of a field can both be true (amounts has the figures); no year is rounded."""
    if field.kind is YEAR:
        return bool(one == other)
    if isinstance(one, dict) and isinstance(other, dict) and "value" in field.kind.schema["properties"]:
        return consistent_amounts(one, other)
    return consistent(one, other)


def _of_the_same(field: Field, one: Any, other: Any) -> bool:
    """Tell whether two values can both be true and speak of the same, so that the one may be the other more exactly."""
    amounts = isinstance(one, dict) and isinstance(other, dict) and "value" in field.kind.schema["properties"]
    return compatible(field, one, other) and (not amounts or comparable(one, other))


def exactness(value: Any) -> tuple[int, int]:
    """Return how exact a value is, to be compared: whether it is said to be exact, and its significant digits."""
    if isinstance(value, dict):
        vague = value.get("precision") in (Precision.ABOUT, Precision.AT_LEAST, Precision.PER_YEAR)
        return (0 if vague else 1, significant_digits(value["value"]))
    return (1, significant_digits(value)) if isinstance(value, int | float) else (1, 0)
