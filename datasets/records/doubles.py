"""What is there already, spelled otherwise: names with signs that are not seen; an address, DOI or name twice.

Spellings are compared by their normal forms (words.folding, words.identifiers).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from datasets.facts.kinds import Record
from datasets.words.folding import joined, visible
from datasets.words.identifiers import RESOLVER, address, doi

from .problems import Problem

# Keys of records that hold what is compared; in texts, soft hyphens and the like do no harm.
COMPARED = frozenset(
    {"aliases", "author", "authors", "doi", "homepage", "label", "name", "names", "synonyms", "title", "titles"}
    | {"url", "value", "venue"}
)
INDEX = re.compile(r"\[\d+\]")
# A slug, and a text of its entry.
Owned = tuple[str, str]


def unseen(path: str, text: str) -> str:
    """Return what is wrong with the `text` at `path` of a record if it holds what nobody sees; else ""."""
    plain = visible(text).strip()
    if plain == text or COMPARED.isdisjoint(INDEX.sub("", path).split(".")):
        return ""
    signs = dict.fromkeys(f"U+{ord(sign):04X}" for sign in text if not visible(sign))
    what = f"holds what is not seen ({', '.join(signs)})" if signs else "begins or ends with a space"
    return f"{what}; write “{plain}”"


class Doubles:
    """The names, addresses and DOIs of all entries, in their normal forms, to tell where two entries have one.

    It is said, not refused: tasks of one challenge share an address, and editions a name.
    """

    def __init__(self, names: Iterable[Owned] = (), places: Iterable[Owned] = ()) -> None:
        """Begin with what entries have that are there: pairs of a slug and a name, or an address or DOI."""
        self._names: dict[str, str] = {}
        self._places: dict[str, str] = {}
        for known, form, pairs in ((self._names, joined, names), (self._places, _place, places)):
            for slug, text in pairs:
                if text and (normal := form(text)):
                    known.setdefault(normal, slug)

    def notes(self, place: str, record: Record) -> Iterator[Problem]:
        """Yield what a sound `record` shares with other entries, of these and of those before it, or has twice."""
        slug = record["slug"]
        names = [("name", record["name"])]
        names += [(f"aliases[{at}]", name) for at, name in enumerate(_items(record, "aliases"))]
        for path, name in names:
            if (normal := joined(name)) and (owner := self._names.setdefault(normal, slug)) != slug:
                yield Problem(place, path, f"“{name}” is also a name of the entry “{owner}”; is that the same dataset?")
        own: dict[tuple[str, str], str] = {}
        for path, text, use in _places(record):
            if not (normal := _place(text)):
                continue
            if (before := own.setdefault((normal, use), path)) != path:
                yield Problem(place, path, f"“{text}” is {before} in another spelling; keep one")
            elif (owner := self._places.setdefault(normal, slug)) != slug:
                yield Problem(
                    place, path, f"“{text}” is also an address of the entry “{owner}”; is that the same dataset?"
                )


def _places(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield the path, the text and the use of each address and DOI; one paper may have both, and a link of its own."""
    for at, link in enumerate(_items(record, "link")):
        yield f"link[{at}].url", link["url"], link["kind"]
    for at, paper in enumerate(_items(record, "paper")):
        for key in ("doi", "url"):
            if paper.get(key):
                yield f"paper[{at}].{key}", paper[key], key


def _items(record: Record, key: str) -> list[Any]:
    return record.get(key) or []


def _place(text: str) -> str:
    """Return the normal form of an address or DOI, the same for a DOI and its address."""
    found = doi(text)
    return f"{RESOLVER}/{found}" if found else address(text)
