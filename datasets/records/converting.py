"""What an import turns into the record format by itself, because it can be read in one way only: the papers' authors.

Fixtures are not converted: what is kept as text stands there as it is meant.
"""

from collections.abc import Iterator
from typing import Any

from datasets.facts.columns import Record
from datasets.words.author_forms import NotInForm, convert


def conversions(record: Any) -> Iterator[tuple[int, str, str]]:
    """Yield (place among the papers, authors as they are, authors in their form) where these differ."""
    papers = record.get("papers") if isinstance(record, dict) else None
    for index, paper in enumerate(papers if isinstance(papers, list) else ()):
        authors = paper.get("authors") if isinstance(paper, dict) else None
        if not isinstance(authors, str) or not authors:
            continue
        try:
            converted = convert(authors)
        except NotInForm:
            # Checking says so.
            continue
        if converted != authors:
            yield index, authors, converted


def converted(record: Record) -> Record:
    """Return the record with its papers' authors in their form, as far as they can be read; the argument stays."""
    changes = {index: text for index, _, text in conversions(record)}
    if not changes:
        return record
    papers = [
        {**paper, "authors": changes[index]} if index in changes else paper
        for index, paper in enumerate(record["papers"])
    ]
    return {**record, "papers": papers}
