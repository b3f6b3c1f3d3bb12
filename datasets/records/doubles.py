"""What a record has that is not seen, or has twice in two spellings, by their normal forms (words.identifiers).

Whether its dataset is an entry already is matching's concern (importing.matching).
"""

import re
from collections.abc import Iterator
from typing import Any

from datasets.facts.kinds import Record
from datasets.words.folding import visible
from datasets.words.identifiers import RESOLVER, address, doi

from .problems import Problem

# Keys of records that hold what is compared; in texts, soft hyphens and the like do no harm.
COMPARED = frozenset(
    {"aliases", "author", "authors", "doi", "homepage", "label", "name", "names", "synonyms", "title", "titles"}
    | {"url", "value", "venue"}
)
INDEX = re.compile(r"\[\d+\]")


def unseen(path: str, text: str) -> str:
    """Return what is wrong with the `text` at `path` of a record if it holds what nobody sees; else ""."""
    plain = visible(text).strip()
    if plain == text or COMPARED.isdisjoint(INDEX.sub("", path).split(".")):
        return ""
    signs = dict.fromkeys(f"U+{ord(sign):04X}" for sign in text if not visible(sign))
    what = f"holds what is not seen ({', '.join(signs)})" if signs else "begins or ends with a space"
    return f"{what}; write “{plain}”"


def twice(place: str, record: Record) -> Iterator[Problem]:
    """Yield the addresses and DOIs that a sound record has twice, in two spellings."""
    own: dict[tuple[str, str], str] = {}
    for path, text, use in _places(record):
        if (normal := _place(text)) and (before := own.setdefault((normal, use), path)) != path:
            yield Problem(place, path, f"“{text}” is {before} in another spelling; keep one")


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
