"""Names: what shows that something typed is one, and which names of the catalogue are near it."""

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from datasets.index.analysis import CAPITAL, LONGEST_WORD, Wanted, chunks, pieces
from datasets.index.lexicon import Lexicon
from datasets.index.snapshot import Snapshot
from datasets.words.folding import joined

# Near names that are offered.
MOST_NEAR = 5
# A name of fewer letters is near too many others; of so many letters one may be another.
SHORTEST_NEAR, FOR_EACH_WRONG = 3, 5
HYPHEN = re.compile("[-‐‑–_/.+&]")
# Pieces of a name that are looked at.
MOST_PIECES = 8
# Names that begin alike that are looked at.
MOST_ALIKE = 50


def ordinary(word: Wanted) -> bool:
    """Tell whether a word looks like no name: letters alone, in one piece, all of them small."""
    return len(word.pieces) == 1 and word.typed.isalpha() and word.typed == word.typed.lower()


def coined(word: Wanted) -> bool:
    """Tell whether a word can only be a name: a capital within it, or digits with so many letters, as in LUNA16."""
    return any(CAPITAL.search(part) or _numbered(part) for part in HYPHEN.split(word.typed))


def _numbered(part: str) -> bool:
    letters = sum(character.isalpha() for character in part)
    return letters >= SHORTEST_NEAR and letters < len(part)


def runs(words: Sequence[Wanted], absent: Collection[Wanted], terms: Container[Wanted]) -> list[tuple[Wanted, ...]]:
    """Return the absent words as they form names: with the numbers behind them, and title words with their neighbours.

    LUNA 16 is one name, and so is Medical Segmentation Decathlon, where only the last word is absent; a word of a
    vocabulary (one of `terms`) in capitals, such as CT, is no part of one.
    """
    found: list[list[Wanted]] = []
    joining = False
    for word in words:
        title = word.typed[:1].isupper() and not (word.typed.isupper() and word in terms)
        joins = word.typed[:1].isdigit() or word in absent or title
        if joining and joins and _one_name(found[-1], word, absent):
            found[-1].append(word)
        else:
            found.append([word])
        joining = joins
    return [tuple(run) for run in found if any(word in absent for word in run)]


def _one_name(run: Sequence[Wanted], word: Wanted, absent: Collection[Wanted]) -> bool:
    """Tell whether a word goes on with the name that `run` is: a number, or a word in capitals beside another one."""
    before = run[-1]
    if word.typed[:1].isdigit():
        return True
    if word.ideographs or before.ideographs or not (before.typed[:1].isupper() and word.typed[:1].isupper()):
        return False
    # What can only be a name is one by itself.
    return not any(coined(item) for item in (before, word))


def near(snapshot: Snapshot, name: str) -> list[int]:
    """Return the slots of at most MOST_NEAR entries with names near `name`, the nearest first.

    Near is a name with few other letters, or with the same letters and other numbers, as KiTS19 is to KiTS21; or one
    that a part of it is, as MIMIC-CXR is of MIMIC-CXR-JPG.
    """
    key = joined(name)
    letters = key.rstrip("0123456789")
    if len(letters) < SHORTEST_NEAR or len(key) > LONGEST_WORD:
        return []
    postings = snapshot.postings
    wrong = len(key) // FOR_EACH_WRONG
    by_length = _names(postings.names)
    known = [by_length.get(length, ()) for length in range(len(key) - wrong, len(key) + wrong + 1)]
    known.append([other for other, _ in postings.recent.names])
    alike = [
        (distance, other)
        for some in known
        for other, distance, _ in process.extract(key, some, scorer=OSA.distance, score_cutoff=wrong, limit=MOST_ALIKE)
    ]
    found = dict.fromkeys(slot for _, other in sorted(alike)[:MOST_ALIKE] for slot in postings.named(other))
    found |= dict.fromkeys(postings.named_like(letters, MOST_ALIKE))
    found |= dict.fromkeys(slot for part in _parts(name) for slot in postings.named(part))
    return [slot for slot in found if snapshot.alive >> slot & 1][:MOST_NEAR]


def _parts(name: str) -> Iterator[str]:
    """Yield the pieces of a name and what some of them make side by side, the longest first; no numbers alone."""
    some = [piece for chunk in chunks(name) for piece in pieces(chunk)][:MOST_PIECES]
    for size in range(len(some) - 1, 0, -1):
        for start in range(len(some) - size + 1):
            part = "".join(some[start : start + size])
            if len(part) >= SHORTEST_NEAR and not part.isdigit():
                yield part


@lru_cache(maxsize=1)
def _names(names: Lexicon) -> Mapping[int, Sequence[str]]:
    """Return the names and aliases of the entries of an index, by letters and digits alone, by their length."""
    found: dict[int, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        found[len(name)].append(name)
    return found
