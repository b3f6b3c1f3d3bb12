"""A guide's body and its entries' details, read by the guides' schema: what fits it, whatever is stored.

Keys that are missing stay missing, but for the lists, which are empty. And steps of guides' records that name drafts.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from datasets.facts.kinds import Record
from datasets.models import Dataset, Guide, GuideEntry

from .legible import UNREADABLE, Reader, reader
from .problems import Problem
from .records import schema


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
    named = [
        (slug, re.compile(rf"(?<![a-zA-Z0-9]){re.escape(name)}(?![a-zA-Z0-9])"))
        for name, slug in drafts.items()
        if name not in published
    ]
    for place, record in guides:
        for number, step in enumerate(record["body"].get("steps", ())):
            words = " ".join([*step["title"].values(), *step["text"].values()])
            said = [slug for slug, pattern in named if pattern.search(words)]
            listed = [slug for slug in step["datasets"] if slug in drafts.values()]
            for slug in dict.fromkeys([*listed, *said]):
                yield Problem(place, f"body.steps[{number}]", f"names “{slug}”, which is a draft")
