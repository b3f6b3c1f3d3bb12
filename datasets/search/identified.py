"""Identifiers in a query: a DOI, an address, a host, an article's number or a repository, and the entries it leads to.

What is certainly one finds the entries that are known by it, or nothing. What only looks like one (a name with a slash,
a word with a dot, a number of arXiv's shape) is one where an entry is known by it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets.index.bitsets import to_mask
from datasets.index.references import CITED, is_host, key
from datasets.index.snapshot import Snapshot
from datasets.words.folding import joined

# At the beginning of a word of a query. The first group to match says what it is.
IDENTIFIER = re.compile(
    r"""[<\[]?(?:
      (?P<address>(?:https?|ftp|ftps|git|ssh)://[^\s"]+|git@[^\s"]+|www\.[^\s"]+\.[^\s"]+)
    | (?P<doi>(?:doi\s*[:=]?\s*|info:doi/|urn:doi:|(?:dx\.)?doi\.org/)?10\.\d{4,9}(?:\.\d+)*(?:/|%2F)[^\s"]+)
    | (?P<arxiv>arxiv\s*:?\s*(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?)(?=[\s,;.)\]]|$)
    | (?P<pmid>(?:pmid|pubmed\sid)\s*[:=]?\s*\d{1,8})(?!\d)
    | (?P<pmc>(?:pmcid:?\s*)?pmc\d{4,9})(?!\w)
    | (?P<number>\d{4}\.\d{5}(?:v\d+)?)(?=[\s,;)\]]|$)
    | (?P<host>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,12}(?::\d+)?(?:[/?][^\s"]*)?)(?=[\s,;)\]"]|$)
    | (?P<repository>[\w.-]{1,60}/[\w.-]{1,100})(?=[\s,;)\]]|$)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
SIGN = re.compile(r"[./:@%]|pm(?:id|c)|pubmed", re.IGNORECASE)
# Ends of hosts that are no ends of files or sentences, so that a bare word with one is a host, known or not.
DOMAINS = frozenset(
    domain
    for line in (
        "com org net edu gov int mil info io ai eu uk fr de br cn ru by ch at nl be es it pt pl cz se no fi dk",
        "jp kr in au ca us tw hk sg il gr hu ir tr mx ar cl co za health science dev app cloud tech site online",
    )
    for domain in line.split()
)
# Where repositories of the form owner/name are kept.
REPOSITORIES = (
    "github.com/{}", "huggingface.co/datasets/{}", "huggingface.co/{}", "kaggle.com/datasets/{}", "kaggle.com/{}",
    "kaggle.com/c/{}", "gitlab.com/{}", "bitbucket.org/{}",
)  # fmt: skip
# What ends a sentence or what stands around an identifier, and is none of it.
ENDS = ".,;:!?'>，。；、"
BRACKETS = {")": "(", "]": "["}
# An entry of that name outweighs one that has the address, that one of which a document speaks.
ITSELF, OWN, CITING = np.float32(3), np.float32(2), np.float32(1)
# An address that no entry has leads to the entry of a page above it that is so deep: github.com/owner/name.
DEPTH = 2
# Entries of one host that are offered where the address itself is known by none; where there are more, none is near.
MOST_NEAR = 3


@dataclass(frozen=True)
class Identifier:
    """An identifier as it was typed, and the keys under which entries may be known by it; any of them will do."""

    typed: str
    keys: tuple[str, ...]
    certain: bool


def may_identify(text: str) -> bool:
    """Return whether a text has a sign that every identifier has."""
    return SIGN.search(text) is not None


def identifier(text: str, place: int) -> tuple[Identifier, int] | None:
    """Return the identifier that begins at a place of a text, and where it ends; None where none does."""
    found = IDENTIFIER.match(text, place)
    if found is None:
        return None
    kind = str(found.lastgroup)
    typed = _balanced(found[kind])
    keys = tuple(filter(None, map(key, _addresses(kind, typed))))
    if not keys:
        return None
    certain = kind not in ("repository", "number") and (kind != "host" or _is_host(typed))
    return Identifier(typed, keys, certain), found.start(kind) + len(typed)


def _addresses(kind: str, typed: str) -> tuple[str, ...]:
    """Return the addresses that an identifier of a kind stands for."""
    number = re.sub(r"^\D*", "", typed)
    if kind == "pmid":
        return (f"https://pubmed.ncbi.nlm.nih.gov/{number}",)
    if kind == "pmc":
        return (f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{number}",)
    if kind == "number":
        return (f"arXiv:{typed}",)
    if kind == "repository":
        return tuple(f"https://{pattern.format(typed)}" for pattern in REPOSITORIES)
    return (typed,)


def _is_host(typed: str) -> bool:
    host = re.split("[/?:]", typed)[0].lower()
    return host.rpartition(".")[2] in DOMAINS


def _balanced(typed: str) -> str:
    """Return an identifier without what ends the sentence or the brackets that it stands in."""
    while typed:
        shorter = typed.rstrip(ENDS)
        opening = BRACKETS.get(shorter[-1:])
        if opening and shorter.count(shorter[-1]) > shorter.count(opening):
            shorter = shorter[:-1]
        if shorter == typed:
            break
        typed = shorter
    return typed


def entries(snapshot: Snapshot, wanted: Identifier) -> NDArray[np.float32]:
    """Return for each slot what the identifier weighs there: ITSELF for a name, OWN, CITING, or 0 for another entry."""
    scores = np.zeros(snapshot.size, np.float32)
    for name in wanted.keys:
        for mark, weight in ((CITED, CITING), ("", OWN)):
            scores[list(_slots(snapshot, mark + name))] = weight
        for code in _sources(snapshot, name):
            scores[to_mask(snapshot.facets.values["source"][code].entries, snapshot.size)] = OWN
        scores[list(snapshot.postings.named(wanted.typed))] = ITSELF
        scores[~to_mask(snapshot.alive, snapshot.size)] = 0
        if scores.any():
            break
    return scores


def known(snapshot: Snapshot) -> Callable[[Identifier], bool]:
    """Return what tells whether any entry is known by an identifier."""
    return lambda wanted: bool(entries(snapshot, wanted).any())


def near(snapshot: Snapshot, wanted: Identifier) -> list[int]:
    """Return the entries on the host of an address that no entry has, unless there are many, as on kaggle.com."""
    hosts = tuple(dict.fromkeys(re.split("[/?]", name)[0] for name in wanted.keys))
    found = np.flatnonzero(entries(snapshot, Identifier("", hosts, certain=True))).tolist()
    return found if len(found) <= MOST_NEAR else []


def _slots(snapshot: Snapshot, name: str) -> set[int]:
    """Return the slots of the entries that have an address, or one below a host; else one below it, else one above."""
    found = snapshot.references.equal(name)
    if is_host(name):
        return found | snapshot.references.below(name)
    return found or snapshot.references.below(name) or _above(snapshot, name)


def _above(snapshot: Snapshot, name: str) -> set[int]:
    """Return the entries of the nearest page above an address, down to DEPTH."""
    host, *path = name.partition("?")[0].split("/")
    for depth in range(len(path) - 1, DEPTH - 1, -1):
        if found := snapshot.references.equal("/".join([host, *path[:depth]])):
            return found
    return set()


def _sources(snapshot: Snapshot, name: str) -> list[str]:
    """Return the sources that are named as a host is: PhysioNet of physionet.org."""
    labels = name.split(".")
    if len(labels) != 2 or not is_host(name):
        return []
    label = joined(labels[1])
    return list({code for known_as, code in snapshot.terms.named["source"].items() if joined(known_as) == label})
