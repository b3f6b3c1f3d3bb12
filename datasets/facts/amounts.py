"""When two stated figures can both be true: by units, precision and the digits that they are printed with."""

from typing import Any

from datasets.models.dataset import Precision

from .kinds import Record


def consistent(one: Any, other: Any) -> bool:
    """Tell whether two bare values can both be true: equal, or one is the other rounded to its significant digits.

    >>> consistent(112_000, 112_120), consistent(369, 500)
    (True, False)
    """
    if one == other:
        return True
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (one, other)):
        return False
    coarse, fine = sorted((one, other), key=significant_digits)
    return fine != 0 and float(f"{fine:.{significant_digits(coarse)}g}") == coarse


def comparable(one: Record, other: Record) -> bool:
    """Tell whether two amounts speak of the same: not of other units, nor the one of a rate and the other of a total.

    >>> comparable({"value": 10, "unit": "patients"}, {"value": 123, "unit": "studies"})
    False
    """
    units = [amount.get("unit") or amount.get("currency") for amount in (one, other)]
    if all(units) and units[0] != units[1]:
        return False
    said = [amount.get("precision") for amount in (one, other)]
    return (said[0] == Precision.PER_YEAR) == (said[1] == Precision.PER_YEAR)


def consistent_amounts(one: Record, other: Record) -> bool:
    """Tell whether two amounts can both be true, given their units and precision.

    What is counted in different units is not compared, nor a rate with a total. "At least" is true of all that is more;
    two figures that are both said to be exact are equal or clash.

    >>> consistent_amounts({"value": 100_000, "precision": "at-least"}, {"value": 112_120})
    True
    >>> consistent_amounts({"value": 30_000, "precision": "exact"}, {"value": 30_805, "precision": "exact"})
    False
    """
    if not comparable(one, other):
        return True
    said = [amount.get("precision") for amount in (one, other)]
    values = [amount["value"] for amount in (one, other)]
    for index in (0, 1):
        if said[index] == Precision.AT_LEAST and values[1 - index] >= values[index]:
            return True
    if said == [Precision.EXACT, Precision.EXACT]:
        return bool(values[0] == values[1])
    return consistent(*values)


def significant_digits(number: float) -> int:
    """Return the digits of a number that say something: 112,000 has three."""
    text = f"{number:.15g}"
    return 15 if "e" in text else max(1, len(text.replace(".", "").lstrip("0").rstrip("0")))
