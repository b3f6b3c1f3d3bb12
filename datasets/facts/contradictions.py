"""What does not add up in a record: splits and classes against totals, percentages, values stated differently.

Pure functions over a record. They find; the record's `disagreements` must say what was found (see checking).
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from .columns import Record

# Fields of which documents state one value per dataset: two different values are a disagreement.
SINGLE_VALUED_FIELDS = (
    "subjects", "images", "size", "year", "class_count", "quality", "difficulty", "level", "access", "downloads",
    "prize",
)  # fmt: skip

# A percentage is printed rounded: its count may be this far from it, in percentage points.
PERCENT_TOLERANCE = 0.5


@dataclass(frozen=True)
class Finding:
    """One thing that does not add up: the statement field it concerns, the kind of disagreement, and the figures."""

    field: str
    kind: str
    message: str


def findings(record: Record) -> list[Finding]:
    """Return everything in the completed `record` that contradicts itself, in a fixed order."""
    return [*_splits(record), *_classes(record), *_differing_statements(record)]


def _total(record: Record, unit: str | None) -> int | None:
    """Return the record's own total in `unit`; parts without a unit are counted in the unit of the images."""
    if unit is None or unit == record["images_unit"]:
        return record["images"]
    if unit == record["subjects_unit"]:
        return record["subjects"]
    return next((count["value"] for count in record["counts"] if count["unit"] == unit), None)


def _sum_against_total(record: Record, parts: list[Record], field: str, noun: str) -> list[Finding]:
    units = {part["unit"] for part in parts}
    if not parts or len(units) != 1 or any(part["count"] is None for part in parts):
        return []
    total = _total(record, units.pop())
    added = sum(part["count"] for part in parts)
    if total is None or added == total:
        return []
    return [Finding(field, "arithmetic", f"the {noun} add up to {added:,}, the stated total is {total:,}")]


def _splits(record: Record) -> list[Finding]:
    splits = record["splits"]
    found = _sum_against_total(record, splits, "split", "splits")
    percents = [split["percent"] for split in splits if split["percent"] is not None]
    if percents and len(percents) == len(splits) and abs(sum(percents) - 100) > PERCENT_TOLERANCE:
        found.append(Finding("split", "arithmetic", f"the shares of the splits add up to {sum(percents):g} %"))
    for split in splits:
        total = _total(record, split["unit"])
        if split["percent"] is not None and split["count"] is not None and total:
            share = 100 * split["count"] / total
            if abs(share - split["percent"]) > PERCENT_TOLERANCE:
                message = (
                    f"{split['name']}: {split['count']:,} of {total:,} is {share:.1f} %, not {split['percent']:g} %"
                )
                found.append(Finding("split", "arithmetic", message))
    return found


def _classes(record: Record) -> list[Finding]:
    classes = record["classes"]
    found = [] if record["multi_label"] else _sum_against_total(record, classes, "class", "classes")
    # "14 findings and No Finding" is 14 or 15 classes, as one likes: one more than stated is no contradiction.
    if classes and record["class_count"] and len(classes) not in (record["class_count"], record["class_count"] + 1):
        message = f"{len(classes)} classes are named, {record['class_count']} are stated"
        found.append(Finding("class_count", "arithmetic", message))
    return found


def _differing_statements(record: Record) -> list[Finding]:
    values: dict[str, list[Any]] = defaultdict(list)
    for statement in record["statements"]:
        field, value = statement["field"], statement["value"]
        if field in SINGLE_VALUED_FIELDS and value is not None and value not in values[field]:
            values[field].append(value)
    return [
        Finding(field, "documents", f"stated as {' and as '.join(str(value) for value in distinct)}")
        for field, distinct in values.items()
        if any(not consistent(one, other) for one in distinct for other in distinct)
    ]


def consistent(one: Any, other: Any) -> bool:
    """Tell whether two stated values can both be true: equal, or one is the other rounded to its significant digits.

    >>> consistent(112_000, 112_120), consistent(369, 500)
    (True, False)
    """
    if one == other:
        return True
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return False
    coarse, fine = sorted((one, other), key=_significant_digits)
    return fine != 0 and float(f"{fine:.{_significant_digits(coarse)}g}") == coarse


def _significant_digits(number: float) -> int:
    return max(1, len(f"{number:.15g}".replace(".", "").lstrip("0").rstrip("0"))) if "e" not in f"{number:.15g}" else 15
