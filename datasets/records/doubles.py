"""What is there already, spelled otherwise: names with signs that are not seen; an address, DOI or name twice.

Spellings are compared by their normal forms (words.folding, words.identifiers).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
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
# What more entries than this have in common tells none of them from the others: a word, the page of an archive.
MOST_ALIKE = 3
# What a name in common says beside an address in common.
A_NAME, AN_ADDRESS = 2, 1


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


@lru_cache(maxsize=1 << 14)
def _place(text: str) -> str:
    """Return the normal form of an address or DOI, the same for a DOI and its address.

    Addresses change seldom and are compared after each change of the catalogue: some of them are remembered.
    """
    found = doi(text)
    return f"{RESOLVER}/{found}" if found else address(text)


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one, by their keys, and what they have in common."""

    one: int
    other: int
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """What entries have in common: the pairs that may be one, the likeliest first; addresses, each with its entries."""

    pairs: tuple[Pair, ...]
    addresses: tuple[tuple[str, tuple[int, ...]], ...]


def alike(
    names: Iterable[tuple[int, str]], places: Iterable[tuple[int, str]], related: Collection[tuple[int, int]]
) -> Alike:
    """Return what entries have in common of whom no relation is recorded: pairs of a key and a name, or an address.

    A name, or the address of a page, that two or three entries have makes pairs of them. An address of more, or the
    front page of a host, leads to no one of them: it has to be looked at.
    """
    apart = {frozenset(pair) for pair in related}
    weights: dict[tuple[int, int], int] = defaultdict(int)
    shared: dict[tuple[int, int], list[str]] = defaultdict(list)
    addresses = []
    for known, weight in ((_owners(names, joined), A_NAME), (_owners(places, _place), AN_ADDRESS)):
        for normal, owners in known.items():
            found = [pair for pair in combinations(sorted(owners), 2) if frozenset(pair) not in apart]
            if not found:
                continue
            if weight == AN_ADDRESS and (len(owners) > MOST_ALIKE or "/" not in normal):
                addresses.append((normal, tuple(sorted({key for pair in found for key in pair}))))
            elif len(owners) <= MOST_ALIKE:
                for pair in found:
                    weights[pair] += weight
                    shared[pair].append(next(iter(owners.values())))
    ordered = sorted(weights, key=lambda pair: (-weights[pair], pair))
    addresses.sort(key=lambda item: (-len(item[1]), item[0]))
    return Alike(tuple(Pair(*pair, tuple(shared[pair])) for pair in ordered), tuple(addresses))


def _owners(pairs: Iterable[tuple[int, str]], form: Callable[[str], str]) -> Mapping[str, Mapping[int, str]]:
    """Return what several entries have, in its normal form; of each the text as it has it, by its key."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for key, text in pairs:
        if text and (normal := form(text)):
            found[normal].setdefault(key, text)
    return {normal: owners for normal, owners in found.items() if len(owners) > 1}
