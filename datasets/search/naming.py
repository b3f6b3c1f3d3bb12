"""Names: what shows that something typed is one, and which names of the catalogue are near it."""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from datasets.index.analysis import CAPITAL, Wanted
from datasets.index.postings import Postings
from datasets.index.snapshot import Snapshot
from datasets.words.folding import joined

# Near names that are offered.
MOST_NEAR = 5
# A name of fewer letters is near too many others.
SHORTEST_NEAR = 3
# Names that begin alike that are looked at.
MOST_ALIKE = 50


def ordinary(word: Wanted) -> bool:
    """Tell whether a word looks like no name: letters alone, in one piece, all of them small."""
    return len(word.pieces) == 1 and word.typed.isalpha() and word.typed == word.typed.lower()


def coined(word: Wanted) -> bool:
    """Tell whether a word can only be a name: a capital within it, or digits with so many letters."""
    letters = [piece for piece in word.pieces if not piece.isdigit()]
    mixed = len(letters) < len(word.pieces) and len("".join(letters)) >= SHORTEST_NEAR
    return any(CAPITAL.search(run) for run in word.typed.split("-")) or mixed


def together(words: list[Wanted], names: list[Wanted]) -> list[tuple[Wanted, ...]]:
    """Return the runs of words that are each one name: those in `names` with the numbers and capitals beside them.
    """
    runs: list[list[Wanted]] = []
    last_joins = False
    for word in words:
        joins = word.typed[:1].isdigit() or word.typed[:1].isupper()
        if joins and last_joins:
            runs[-1].append(word)
        else:
            runs.append([word])
        last_joins = joins
    return [tuple(run) for run in runs if any(word in names for word in run)]


def near(snapshot: Snapshot, name: str) -> list[int]:
    """Return the slots of at most MOST_NEAR entries with names near `name`, the nearest first.

    Near is a name with few other letters, or with the same letters and other numbers, as KiTS19 is to KiTS21.
    """
    key = joined(name)
    letters = key.rstrip("0123456789")
    if len(letters) < SHORTEST_NEAR:
        return []
    postings = snapshot.postings
    wrong = max(1, len(key) // 4)
    alike = process.extract(key, _names(postings), scorer=OSA.distance, score_cutoff=wrong, limit=MOST_ALIKE)
    found = dict.fromkeys(slot for other, _, _ in sorted(alike, key=lambda hit: hit[1]) for slot in postings.named(other))
    found |= dict.fromkeys(postings.named_like(letters, MOST_ALIKE))
    return [slot for slot in found if snapshot.alive >> slot & 1][:MOST_NEAR]


@lru_cache(maxsize=1)
def _names(postings: Postings) -> tuple[str, ...]:
    """Return the names and aliases of all entries, by letters and digits alone."""
    return tuple({*postings.names, *(name for name, _ in postings.recent.names)})
