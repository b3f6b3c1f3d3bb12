"""Records with more statements: what an entry holds follows from them."""

from typing import Any

from datasets.facts.kinds import Record


def stating(record: Record, **facts: Any) -> Record:
    """Return a copy of `record` that holds the `facts`, by the fields' codes, each with a statement of document 000.

    They take the place of what it said about these fields; null or an empty list is no statement.
    """
    kept = [statement for statement in record["statements"] if statement["field"] not in facts]
    said = [
        {"field": code, "value": value, "printed": code, "document": "000", "line": 3}
        for code, value in facts.items()
        if value not in (None, [])
    ]
    return {**record, **facts, "statements": [*kept, *said]}
