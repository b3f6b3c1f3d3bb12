"""How good search is: judged queries, and recall at 5 and nDCG at 10 over them.

A judged query names the entries that a person would want, with grades: 3 what was asked for, 2 good, 1 acceptable, 0
what it rules out. The name of what the catalogue lacks names none: right is that nothing is found and that the answer
says so. The judgements are written from the documents, not from what search returns.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from datasets.index.snapshot import Snapshot

from . import finding
from .parameters import Query

# Entries of this grade and better have to be found; acceptable ones only count towards the order.
WANTED_GRADE = 2
# So many of the entries that a query finds have to stay what they are, whatever sparse entries come.
FIRST = 5
# Entries of this grade are wrong wherever they stand among the first ten: the query rules them out.
RULED_OUT = 0
# Kinds of queries that are judged on pages of their own language alone: numbers say something else on other pages.
LOCAL = frozenset({"number"})


@dataclass(frozen=True)
class Judged:
    """One judged query: slug -> grade of the relevant entries."""

    query: str
    language: str
    kind: str
    relevant: Mapping[str, int]


@dataclass(frozen=True)
class Judgement:
    """What search made of a judged query."""

    judged: Judged
    found: Sequence[str]
    recall: float
    gain: float


def read(path: Path) -> list[Judged]:
    """Read judged queries, one JSON object a line."""
    return [Judged(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judge(snapshot: Snapshot, judged: Iterable[Judged], reader: str = "") -> list[Judgement]:
    """Ask each query and compare what is found with what is wanted.

    `reader` is the language of the pages; "" for that of each query. Queries of the kinds in LOCAL are left out where
    their language is not the reader's.
    """
    judgements = []
    for item in judged:
        if item.kind in LOCAL and reader not in ("", item.language):
            continue
        results = finding.find(snapshot, Query(text=item.query, page_size=10, language=reader or item.language))
        found = [card["slug"] for card in results.cards]
        judgements.append(Judgement(item, found, *measures(results, found, item.relevant)))
    return judgements


def measures(results: finding.Results, found: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, float]:
    """Return recall and gain of an answer whose first entries are `found`; both are 0 for one that is wrong.

    Wrong is an entry that the query rules out; and, where nothing is relevant, any entry, or silence about the name.
    """
    if not relevant:
        right = float(results.total == 0 and bool(results.absent))
        return right, right
    if any(relevant.get(slug) == RULED_OUT for slug in found):
        return 0.0, 0.0
    return recall(found, relevant), gain(found, relevant)


def stay(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether the first entries of an answer are still first, in the same order; others may follow them."""
    first = old[:FIRST]
    return list(new[: len(first)]) == list(first)


def recall(found: Sequence[str], relevant: Mapping[str, int], depth: int = 5) -> float:
    """Return the share of the wanted entries that are among the first `depth`; of more than `depth`, so many can be."""
    wanted = {slug for slug, grade in relevant.items() if grade >= WANTED_GRADE}
    return len(wanted & set(found[:depth])) / min(depth, len(wanted)) if wanted else 1.0


def gain(found: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `depth`, with gains of 2^grade - 1."""
    ideal = _gain(sorted(relevant.values(), reverse=True)[:depth])
    return _gain([relevant.get(slug, 0) for slug in found[:depth]]) / ideal if ideal else 1.0


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))
