"""JSON whose objects are rows: their keys are headings. A list of objects, one a line, or objects by their names."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from datasets.facts.kinds import Record
from datasets.importing.claims import Cited, Column, Reading
from datasets.importing.opening import Opened
from datasets.importing.sheets.headings import meant
from datasets.importing.sheets.json_rows import Item, first_object, is_lines, items
from datasets.importing.sheets.rows import described
from datasets.importing.sheets.tables import Line, Table, known, table

CODE = "json-sheet"
TITLE = _("Rows in JSON")
SUFFIXES = (".json", ".jsonl", ".ndjson")

# Keys are headings as far as the first objects have them.
LOOKED_AT = 1_000
SEVERAL = 2
# What other formats of JSON are known by: their objects are no rows.
MARKED = frozenset({"@context", "@type", "@graph", "$schema", "BIDSVersion", "nbformat"})


def recognises(opened: Opened) -> bool:
    """Tell whether a text has objects with a key that names a data set, or with several that name facts."""
    first = first_object(opened)
    if first is None or first.keys() & MARKED:
        return False
    rows = [row.value for row in islice(_rows(opened), 5) if isinstance(row.value, dict)]
    return any(_names(row) or known(Line(0, tuple(row))) > SEVERAL for row in rows)


def columns(opened: Opened) -> tuple[Column, ...]:
    """Return the keys as columns, each with the field that it names."""
    return _table(opened).columns()


def read(opened: Opened, columns: tuple[Column, ...] | None = None) -> Reading:
    """Yield what each object says; `columns` say what each key is read as, else the keys themselves do."""
    return described(_table(opened), columns)


def cited(opened: Opened) -> Cited:
    """Return the file as a reference: it has a name, and says nothing of itself."""
    return Cited(title=opened.name.removesuffix(opened.suffix))


def _names(row: Record) -> bool:
    return any(meant(key).fields == ("name",) for key in row)


def _rows(opened: Opened) -> Iterator[Item]:
    """Yield the objects that are rows: of one object those of its only list of objects, or those it has by name."""
    first = first_object(opened)
    if first is None or is_lines(opened.text) or opened.text.lstrip().startswith("["):
        yield from items(opened)
        return
    lists = [
        value for value in first.values() if isinstance(value, list) and any(isinstance(one, dict) for one in value)
    ]
    if len(lists) == 1 and not _names(first):
        yield from (Item(number, one) for number, one in enumerate(lists[0], 1))
    elif len(first) > 1 and all(isinstance(value, dict) for value in first.values()):
        for number, (key, value) in enumerate(first.items(), 1):
            yield Item(number, value if _names(value) else {"name": key, **value})
    else:
        yield Item(1, first)


def _table(opened: Opened) -> Table:
    keys = list(
        dict.fromkeys(
            key for row in islice(_rows(opened), LOOKED_AT) if isinstance(row.value, dict) for key in row.value
        )
    )
    counts = "line" if is_lines(opened.text) else "item"
    return table(lambda: _lines(opened, keys), counts=counts)


def _lines(opened: Opened, keys: list[str]) -> Iterator[Line]:
    """Yield the keys as the line of headings, which no file has, and then the objects."""
    yield Line(0, tuple(keys))
    places = {key: place for place, key in enumerate(keys)}
    for row in _rows(opened):
        if row.problem is not None:
            message = f"{row.problem.field}: {row.problem.message}" if row.problem.field else row.problem.message
            yield Line(row.number, wrong=message)
        elif not isinstance(row.value, dict):
            yield Line(row.number, wrong="is no JSON object")
        elif more := [key for key in row.value if key not in places]:
            yield Line(row.number, wrong=f"has “{more[0][:80]}”, which none of the first {LOOKED_AT:,} has")
        else:
            yield Line(row.number, _cells(row.value, keys))


def _cells(row: Record, keys: list[str]) -> tuple[str, ...]:
    return tuple(_text(row.get(key)) for key in keys)


def _text(value: Any) -> str:
    """Return a value as text: digits as they are printed, lists with ; between their values, what has a name by it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict) and _is_named(value):
        return str(value["name"])
    if isinstance(value, list) and not any(
        isinstance(one, list) or (isinstance(one, dict) and not _is_named(one)) for one in value
    ):
        return "; ".join(filter(None, map(_text, value)))
    # A list that is written as an object: {"0": "CT", "1": "PT"}.
    if isinstance(value, dict) and value and all(key.isdecimal() for key in value):
        return _text(list(value.values()))
    return json.dumps(value, ensure_ascii=False, default=str)


def _is_named(value: Record) -> bool:
    """Tell what is said with its name, as licences, bodies and people are: {"name": "CC BY 4.0", "url": …}."""
    return isinstance(value.get("name"), str) and bool(value["name"].strip())
