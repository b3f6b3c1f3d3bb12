"""Records with more statements: what an entry holds follows from them."""

from typing import Any

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Gathers, Record


def stating(record: Record, **facts: Any) -> Record:
    """Return a copy of the record that states these values by field, and nothing else of these fields.

    Items of a list are a statement each; a field with nothing (None, []) is not stated. A key of the record that has a
    fact's value is left out.
    """
    kept = [statement for statement in record["statements"] if statement["field"] not in facts]
    said = [(field, value) for field, values in facts.items() for value in _stated(field, values)]
    statements = [
        {"field": field, "value": value, "printed": f"{field} as stated", "document": "000", "line": 3}
        for field, value in said
    ]
    return {key: value for key, value in record.items() if key not in facts} | {"statements": kept + statements}


def _stated(field: str, values: Any) -> list[Any]:
    if values in (None, []):
        return []
    return values if FIELDS[field].kind.gathers is Gathers.LIST else [values]
