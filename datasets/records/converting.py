"""What an import turns into the record format by itself, because it can be read in one way only: the papers' authors.

And what it leaves out: composed texts, which the API's records have. They are made from the facts here as there.

Fixtures are not converted: what is kept as text stands there as it is meant.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from datasets.facts.composed import COMPOSED
from datasets.facts.kinds import Record
from datasets.words.author_forms import NotInForm, convert

PAPER = "paper"


def conversions(record: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (path of the authors, authors as they are, authors in their form) where these differ."""
    for path, paper in _papers(record):
        authors = paper.get("authors")
        if not isinstance(authors, str) or not authors:
            continue
        try:
            converted = convert(authors)
        except NotInForm:
            # Checking says so.
            continue
        if converted != authors:
            yield f"{path}.authors", authors, converted


def converted(record: Record) -> Record:
    """Return the record without composed texts, and with its papers' authors in their form, as far as they can be read.

    The argument stays.
    """
    record = _without_composed(record)
    changes = {path: text for path, _, text in conversions(record)}
    if not changes:
        return record
    record = deepcopy(record)
    for path, paper in _papers(record):
        if f"{path}.authors" in changes:
            paper["authors"] = changes[f"{path}.authors"]
    return record


def _without_composed(record: Record) -> Record:
    texts = record.get("descriptions")
    if not isinstance(texts, list) or not any(map(is_composed, texts)):
        return record
    return {**record, "descriptions": [text for text in texts if not is_composed(text)]}


def is_composed(text: Any) -> bool:
    """Tell whether a text of a record was made from the facts."""
    return isinstance(text, dict) and text.get("origin") == COMPOSED


def _papers(record: Any) -> Iterator[tuple[str, Record]]:
    """Yield (path, paper) for the papers of a record: those that it gives, and those that its statements say."""
    if not isinstance(record, dict):
        return
    yield from _objects(PAPER, record.get(PAPER))
    statements = record.get("statements")
    for index, statement in enumerate(statements if isinstance(statements, list) else ()):
        if isinstance(statement, dict) and statement.get("field") == PAPER:
            yield from _objects(f"statements[{index}].value", statement.get("value"))


def _objects(path: str, value: Any) -> Iterator[tuple[str, Record]]:
    if isinstance(value, dict):
        yield path, value
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield f"{path}[{index}]", item
