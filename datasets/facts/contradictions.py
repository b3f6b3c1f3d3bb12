"""What does not add up in an entry: documents that cannot both be right, sums and shares against totals.

Pure functions over the statements of the record format and what follows from them (resolution). What is set aside has
no say, and what a curator prefers is settled. How a contradiction reads stands in disputes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from datasets.models import Disagreement, Statement
from datasets.models.dataset import Precision

from .fields import FIELDS, Field
from .kinds import Gathers, Record
from .resolution import bare, compatible, several

Kind, Standing = Disagreement.Kind, Statement.Standing

# A percentage is printed rounded: its count may be this far from it, in percentage points.
PERCENT_TOLERANCE = 0.5


@dataclass(frozen=True)
class Voiced:
    """A value, and the places (in the list of statements) that say it."""

    value: Any
    places: tuple[int, ...]


@dataclass(frozen=True)
class Contradiction:
    """What clashes in one field.

    Documents that differ have `voices`, that of what is held first. Figures that do not add up have the numbers of the
    sentence `sum`, one of SUMS. `settled` is the place of the statement that a curator preferred, or None.
    """

    field: str
    kind: str
    voices: tuple[Voiced, ...] = ()
    settled: int | None = None
    sum: str = ""
    numbers: tuple[tuple[str, Any], ...] = ()


# What may not add up.
SPLITS, SHARES, SHARE, CLASSES, NAMED = SUMS = ("splits", "shares", "share", "classes", "named")


def contradictions(statements: Sequence[Record], held: Record) -> list[Contradiction]:
    """Return everything in an entry that contradicts itself, in a fixed order.

    `statements` are those of the record format, `held` what follows from them, by field (resolution.values).
    """
    return [*_documents(statements, held), *_splits(held), *_classes(held)]


def differing(statements: Sequence[Record], held: Record) -> list[str]:
    """Return the fields of `held` of which documents differ, where no statement is preferred."""
    return [one.field for one in _documents(statements, held) if one.settled is None]


def _documents(statements: Sequence[Record], held: Record) -> Iterator[Contradiction]:
    said: dict[str, list[tuple[int, Any]]] = {}
    for place, statement in enumerate(statements):
        if statement.get("value") is not None and statement.get("standing") != Standing.SET_ASIDE:
            said.setdefault(statement["field"], []).append((place, statement["value"]))
    for code, found in said.items():
        field = FIELDS.get(code)
        if field is None or held.get(code) in (None, []):
            continue
        if field.kind.gathers is Gathers.ONE:
            yield from _clash(field, found, held[code], statements)
        elif field.kind.gathers is Gathers.LIST:
            for item in held[code]:
                same = [(place, one) for place, value in found for one in several(value) if field.kind.same(one, item)]
                yield from _clash(field, same, item, statements)


def _clash(
    field: Field, found: Sequence[tuple[int, Any]], held: Any, statements: Sequence[Record]
) -> Iterator[Contradiction]:
    """Yield the contradiction between what is said of one thing, if there is one."""
    if not any(not agree(field, value, held) for _, value in found):
        return
    voices: list[tuple[Any, list[int]]] = [(held, [])]
    for place, value in found:
        same = next((places for known, places in voices if _equal(field, known, value)), None)
        if same is None:
            voices.append((value, [place]))
        else:
            same.append(place)
    if sum(bool(places) for _, places in voices) < 2:
        # Nobody says what is held: that has to be projected, and is no matter between documents.
        return
    settled = next((place for place, _ in found if statements[place].get("standing") == Standing.PREFERRED), None)
    yield Contradiction(
        field.code, Kind.DOCUMENTS, tuple(Voiced(value, tuple(places)) for value, places in voices), settled
    )


def agree(field: Field, stated: Any, held: Any) -> bool:
    """Tell whether what is said of one thing and what is held of it can both be true; of an item, part by part."""
    if field.kind.gathers is Gathers.LIST:
        both = [key for key in stated if stated[key] is not None and held.get(key) is not None]
        return all(_same_part(field, key, stated[key], held[key]) for key in both if key not in LABELS)
    return compatible(field, stated, held)


def _same_part(field: Field, key: str, stated: Any, held: Any) -> bool:
    """Tell whether two values of one part of an item can both be true; a year is one in an item, too."""
    return compatible(FIELDS["year"] if key == "year" else field, stated, held)


# Parts of items that are the directory's own words, or say no more than another part.
LABELS = frozenset({"label", "precision"})


def _equal(field: Field, one: Any, other: Any) -> bool:
    if field.kind.gathers is Gathers.LIST:
        return all(one.get(key) == other.get(key) for key in one.keys() & other.keys() if key not in LABELS)
    return bool(bare(one) == bare(other)) and agree(field, one, other)


def _total(held: Record, unit: str | None) -> Record | None:
    """Return the entry's own total in `unit`; parts without a unit are counted in the unit of the images."""
    images, subjects = held["images"], held["subjects"]
    if images is not None and unit in (None, images["unit"]):
        return _firm(images)
    if subjects is not None and unit == subjects["unit"]:
        return _firm(subjects)
    return next((_firm(count) for count in held["count"] if count["unit"] == unit), None)


def _firm(amount: Record) -> Record | None:
    """Return an amount that sums can be held against, None for one that is only about right or a rate."""
    return None if amount["precision"] in (Precision.ABOUT, Precision.PER_YEAR) else amount


def _sum(held: Record, parts: Sequence[Record], field: str, which: str) -> Iterator[Contradiction]:
    units = {part["unit"] for part in parts}
    if not parts or len(units) != 1 or any(part["count"] is None for part in parts):
        return
    total = _total(held, units.pop())
    added = sum(part["count"] for part in parts)
    if total is None or added == total["value"]:
        return
    # "At least" is true of all that is more.
    if total["precision"] != Precision.AT_LEAST or added < total["value"]:
        yield _figures(field, which, sum=added, total=total["value"])


def _splits(held: Record) -> Iterator[Contradiction]:
    splits = held["split"]
    yield from _sum(held, splits, "split", SPLITS)
    percents = [split["percent"] for split in splits if split["percent"] is not None]
    if percents and len(percents) == len(splits) and abs(sum(percents) - 100) > PERCENT_TOLERANCE:
        yield _figures("split", SHARES, sum=sum(percents))
    for split in splits:
        total = _total(held, split["unit"])
        # Of "at least" nobody knows the whole.
        if total is None or total["precision"] == Precision.AT_LEAST or not total["value"]:
            continue
        if split["percent"] is not None and split["count"] is not None:
            share = 100 * split["count"] / total["value"]
            if abs(share - split["percent"]) > PERCENT_TOLERANCE:
                yield _figures(
                    "split", SHARE, name=split["name"], count=split["count"], total=total["value"], share=share,
                    stated=split["percent"],
                )  # fmt: skip


def _classes(held: Record) -> Iterator[Contradiction]:
    classes, stated = held["class"], held["class_count"]
    if not held["multi_label"]:
        yield from _sum(held, classes, "class", CLASSES)
    # "14 findings and No Finding" is 14 or 15 classes, as one likes: one more than stated is no contradiction.
    if classes and stated and len(classes) not in (stated, stated + 1):
        yield _figures("class_count", NAMED, named=len(classes), stated=stated)


def _figures(field: str, which: str, **numbers: Any) -> Contradiction:
    return Contradiction(field, Kind.ARITHMETIC, sum=which, numbers=tuple(numbers.items()))


def unexplained(found: Iterable[Contradiction], explained: Iterable[tuple[str, str]]) -> list[Contradiction]:
    """Return what no note by hand tells already: `explained` are the fields and kinds of those that there are.

    A note that a claim is wrong tells of documents that differ as well.
    """
    known = {(field, Kind.DOCUMENTS if kind == Kind.CLAIM else kind) for field, kind in explained}
    return [one for one in found if (one.field, one.kind) not in known]
