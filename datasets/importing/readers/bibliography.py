"""What bibliographies say: of a data set its facts, of a paper the paper alone.

Which entry a paper belongs to is not said; matching finds it by the paper. So a paper has no identifiers and no key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from datasets.importing.claims import Described, Read
from datasets.records.problems import Problem

from .found import LONGEST_NAME, Found, line
from .papers import Work, paper


class Sort(Enum):
    """What an entry of a bibliography is, as its type says; the value is the note that stands with a paper."""

    DATASET = ""
    SOFTWARE = "a program"
    PAPER = "A paper: which entry it belongs to is not said."
    UNSAID = "The bibliography does not say whether this is a paper or a data set."


@dataclass(frozen=True)
class Entry:
    """One entry of a bibliography: the `work`, and of a data set what is said besides.

    `names` has the format's own name of each part, for the places of claims.
    """

    place: str
    sort: Sort
    work: Work
    publisher: str = ""
    license: str = ""
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def described(entry: Entry) -> Read:
    """Return the data set or the paper that an entry is, or why it is neither."""
    if entry.sort is Sort.SOFTWARE:
        return Problem(entry.place, "", "is a program, neither a data set nor a paper; it is left out")
    return _dataset(entry) if entry.sort is Sort.DATASET else _paper(entry)


def _dataset(entry: Entry) -> Read:
    found, work = Found(entry.place), entry.work
    if work.title:
        found.name(line(work.title), _place(entry, "title"))
    for text in (work.doi, *entry.addresses):
        found.identifier(line(text))
    if work.year:
        found.year(work.year, _place(entry, "year"))
    for code, key, texts in (
        ("source", "publisher", (entry.publisher,)),
        ("license", "license", (entry.license,)),
        ("language", "language", entry.languages),
        ("", "keywords", entry.keywords),
    ):
        for text in filter(None, map(line, texts)):
            found.claim(code, text, _place(entry, key))
    for url in filter(None, map(line, entry.addresses)):
        found.link(url, "homepage", _place(entry, "url"))
    return found.described()


def _paper(entry: Entry) -> Read:
    found, work = Found(entry.place), entry.work
    paper(found, work, "", entry.sort.value)
    name = next(filter(None, map(line, (work.title, work.doi, work.url))), "")
    if not name:
        return Problem(entry.place, "name", "has neither a title nor a DOI or an address; write one")
    return Described(entry.place, name[:LONGEST_NAME], found.claims, problems=tuple(found.problems))


def _place(entry: Entry, key: str) -> str:
    return entry.names.get(key, key)
