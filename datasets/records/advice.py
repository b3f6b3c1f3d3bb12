"""A guide's body and its entries' details, read by the guides' schema: what fits it, whatever is stored.

Keys that are missing stay missing, but for the lists, which are empty. Here is also what of them the public sees: what
a guide says of entries of which the public sees none is left out. And steps of guides' records that name drafts.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from datasets.facts.kinds import Record
from datasets.models import Dataset, Guide, GuideEntry
from datasets.models.public import Named, named

from .legible import UNREADABLE, Reader, reader
from .problems import Problem
from .records import complete, schema

# The kind of the guides whose tables are held against the catalogue.
COMPARISON = "comparison"

# A place as one value: document, line, what is printed there.
Place = tuple[str, int, str]


@cache
def _reader(key: str) -> Reader:
    """Return the reader of "body", or of the items of "entries"; parts that are required may be missing."""
    root = schema("guide")
    node = root["properties"][key]
    return reader({**node.get("items", node), "required": []}, root)


def _read(key: str, value: object) -> Record:
    found = _reader(key)(value)
    return {} if found is UNREADABLE else found


def body(guide: Guide) -> Record:
    """Return the guide's introduction, sections, contradictions and places, as far as they can be read."""
    return _read("body", guide.body)


def details(entry: GuideEntry) -> Record:
    """Return an entry's group, rank, reasons, figures and places, as far as they can be read."""
    return details_of(entry.details)


def details_of(stored: object) -> Record:
    """Return the details of an entry whose column was read without the entry."""
    return {key: value for key, value in _read("entries", stored).items() if key != "dataset"}


def drafts_advised(guides: Iterable[tuple[str, Record]], datasets: Iterable[tuple[str, Record]]) -> Iterator[Problem]:
    """Yield the steps of guides that name a draft, which no visitor can open, in their words or among their entries.

    Both are records with their places, without problems. A draft's name that a published entry has, too, is its own.
    """
    drafts: dict[str, str] = {}
    published: set[str] = set()
    for _, record in datasets:
        names = (record["name"], *record["aliases"])
        if record["status"] == Dataset.Status.PUBLISHED:
            published.update(names)
        else:
            drafts |= dict.fromkeys(names, record["slug"])
    # Chinese has no spaces between a name and the words beside it.
    patterns = [
        (slug, re.compile(rf"(?<![a-zA-Z0-9]){re.escape(name)}(?![a-zA-Z0-9])"))
        for name, slug in drafts.items()
        if name not in published
    ]
    for place, record in guides:
        for number, step in enumerate(record["body"].get("steps", ())):
            words = " ".join([*step["title"].values(), *step["text"].values()])
            said = [slug for slug, pattern in patterns if pattern.search(words)]
            listed = [slug for slug in step["datasets"] if slug in drafts.values()]
            for slug in dict.fromkeys([*listed, *said]):
                yield Problem(place, f"body.steps[{number}]", f"names “{slug}”, which is a draft")


class Rows:
    """Which rows of a guide's tables the public sees: those that are not about an entry that it does not see.

    A row is about the entry that cites the place of its first cell, as in compare.guides. In a comparison each row is
    about an entry: one that no entry cites is about one that was deleted.
    """

    def __init__(self, guide: Guide, shown: Iterable[GuideEntry], hidden: Iterable[GuideEntry]) -> None:
        """Take the guide and its entries, those that the public sees and the others."""
        self.shown, self.hidden = set(cited_by(shown)), set(cited_by(hidden))
        self.compares = guide.kind == COMPARISON

    def shows(self, row: Sequence[Mapping[str, Any]]) -> bool:
        """Tell whether the public sees a row, given as its cells."""
        place = next((as_value(place) for cell in row[:1] for place in cell.get("places", [])), None)
        return place in self.shown or not (self.compares or place in self.hidden)


def may_be_said(item: Mapping[str, Any], known: Container[str]) -> bool:
    """Tell whether `item` names no entry, or one that the public sees; `known` has the slugs of those."""
    slugs = item.get("datasets")
    return not slugs or any(slug in known for slug in slugs)


def cited_by(entries: Iterable[GuideEntry]) -> Iterator[Place]:
    """Yield the places that entries of a guide cite themselves."""
    for entry in entries:
        yield from map(as_value, details(entry).get("places", []))


def as_value(place: Mapping[str, Any]) -> Place:
    """Return a place as one value, to be looked up."""
    return place["document"], place["line"], place["printed"]


def places_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every place that a body or an entry's details cite, at any depth."""
    if isinstance(value, dict):
        if "printed" in value and "document" in value:
            yield value
        for child in value.values():
            yield from places_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from places_in(child)


def named_in(value: Any) -> Iterator[str]:
    """Yield the slug of every entry that a body or an entry's details name, at any depth."""
    if isinstance(value, dict):
        yield from value.get("datasets", ())
        for child in value.values():
            yield from named_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from named_in(child)


def record_as_seen(guide: Guide) -> Record:
    """Return a guide as its record has it, as far as the public sees it, with the slugs that entries have now.

    Its entries should be prefetched with their datasets. One query or two.
    """
    everything = list(guide.entries.all())
    shown = [entry for entry in everything if entry.dataset.is_published]
    rows = Rows(guide, shown, [entry for entry in everything if not entry.dataset.is_published])
    found = {
        **{key: getattr(guide, key) for key in ("slug", "kind", "position", "titles")},
        "body": body(guide),
        "entries": [{"dataset": entry.dataset.slug, **details(entry)} for entry in shown],
    }
    known = named(named_in(found))
    return complete(_as_seen(found, known, rows), "guide")


def _as_seen(value: Any, known: Mapping[str, Named], rows: Rows) -> Any:
    """Return a value without what tells of entries that the public does not see (`known` are the others)."""
    if isinstance(value, list):
        return [_as_seen(item, known, rows) for item in value if not _is_hidden(item, known, rows)]
    if not isinstance(value, dict):
        return value
    seen = {key: _as_seen(child, known, rows) for key, child in value.items()}
    if "datasets" in seen:
        seen["datasets"] = list(dict.fromkeys(known[slug].slug for slug in seen["datasets"] if slug in known))
    return seen


def _is_hidden(item: Any, known: Mapping[str, Named], rows: Rows) -> bool:
    if isinstance(item, list):
        # A list in a list is a row of a table.
        return not rows.shows(item)
    # A step keeps its words, whatever is left of the entries to do it with.
    return isinstance(item, dict) and "title" not in item and not may_be_said(item, known)
