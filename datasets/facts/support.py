"""How well an entry is supported: one number, from what is known of it and from how many sides it is known.

It orders entries that fit a question equally well, and all entries where nothing is asked. It says nothing of how good
the data are: an entry with much support is one of which a visitor learns what he came for and can check it. Each part
has an upper bound, so that no entry wins by sheer length. The points and their reasons:

| what | points | why |
|---|---|---|
| access, rights, an amount | 3 each | a visitor's first questions: can I get it, may I use it, is it enough |
| size, a task, a paper | 2 each | the next ones; no list of addresses has them |
| modality, anatomy, year, link | 1 each | even the barest list has most of these |
| each further independent document, up to 3 | 2 | what two sides say is worth more; one side every entry has |
| a document of the owner's own | 3 | nobody knows better |
| each language with a text | 2 | somebody has described it for these readers |
| each language with a reviewed text | 1 more | and somebody has read it over |
| made from another entry, a part or a copy of it | -10 | who asks for neither by name wants the source first |
| described: 9 points and more | 1,000 | more than a row of an index says; bare rows come after all others |
| images | 100 | the directory is one of imaging data: other data come after |
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from datasets.words.folding import fold
from datasets.words.identifiers import address

# Key fact -> its points.
FACTS: Mapping[str, int] = {
    "access": 3, "rights": 3, "amount": 3,
    "size": 2, "task": 2, "paper": 2,
    "modality": 1, "anatomy": 1, "year": 1, "link": 1,
}  # fmt: skip
FURTHER_DOCUMENT = 2
MOST_FURTHER = 3
OWNERS_WORD = 3
TEXT = 2
REVIEWED = 1
SECOND_HAND = -10
# So many points no row of an index has: modality, anatomy, year, address, a task and a text make 8.
LEAST_DESCRIBED = 9
# Each is more than all that comes below it. An entry whose support is DESCRIBED and more is no bare row.
DESCRIBED = 1_000
IMAGING = 100


@dataclass(frozen=True)
class Cited:
    """A document that states something about an entry: its code, its author and address, "" where unknown."""

    code: str
    author: str = ""
    url: str = ""


@dataclass(frozen=True)
class Found:
    """What there is of an entry: the key facts known (of FACTS), who states them, its own addresses, its texts.

    `own` are the addresses of the entry and of its papers; `texts` and `reviewed` the languages with a text, and with
    one that somebody has reviewed. `second_hand` is what was made from another entry, or is a part or copy of it.
    """

    facts: Collection[str] = ()
    cited: Collection[Cited] = ()
    own: Collection[str] = ()
    texts: Collection[str] = ()
    reviewed: Collection[str] = ()
    imaging: bool = False
    second_hand: bool = False


def support(found: Found) -> int:
    """Return how well an entry is supported, in the points of this module's table."""
    further = min(MOST_FURTHER, max(0, independent(found.cited) - 1))
    points = (
        sum(points for fact, points in FACTS.items() if fact in found.facts)
        + FURTHER_DOCUMENT * further
        + OWNERS_WORD * is_own_word(found.cited, found.own)
        + TEXT * len(set(found.texts))
        + REVIEWED * len(set(found.reviewed))
    )
    described = DESCRIBED * (points >= LEAST_DESCRIBED)
    return max(points + SECOND_HAND * found.second_hand, 0) + described + IMAGING * found.imaging


def independent(cited: Iterable[Cited]) -> int:
    """Return how many sides speak in the documents: several by one author are one side."""
    return len({fold(document.author) or f"document {document.code}" for document in cited})


def is_own_word(cited: Iterable[Cited], own: Iterable[str]) -> bool:
    """Return whether one of the documents lies at an address of the entry, or below it.

    A page above it does not count: that of an archive or index speaks of everything that it lists.
    """
    roots = {root for place in own if (root := address(place))}
    places = [address(document.url) for document in cited]
    return any(place == root or place.startswith(f"{root}/") for place in places for root in roots if place)
