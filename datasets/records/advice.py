"""A guide's body and its entries' details, read by the guides' schema: what fits it, whatever is stored.

Keys that are missing stay missing, but for the lists, which are empty.
"""

from functools import cache

from datasets.facts.kinds import Record
from datasets.models import Guide, GuideEntry

from .legible import UNREADABLE, Reader, reader
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
