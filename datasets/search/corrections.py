"""Misspelt words: the nearest word that the index itself holds. Distances are RapidFuzz's."""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from datasets.index.analysis import IDEOGRAPH
from datasets.index.postings import Postings
from datasets.index.snapshot import Snapshot
from datasets.index.terms import TermIndex
from datasets.words.folding import fold

# Letters that may be wrong in a word of so many letters.
SHORT, LONG = 4, 8


def allowed(length: int) -> int:
    """Return how many letters may be wrong: none in a word of under four, one up to seven, two in a longer one."""
    return 0 if length < SHORT else 1 if length < LONG else 2


def correction(snapshot: Snapshot, word: str) -> str:
    """Return the word of the index nearest to `word`, the commoner of two equally near; "" if none is near enough."""
    word = fold(word)
    distance = allowed(len(word))
    if not distance or IDEOGRAPH.search(word):
        return ""
    known = _words(snapshot.postings, snapshot.terms)
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=distance, limit=20)
    # A word of nothing but withdrawn entries or unused terms leads nowhere.
    ranked = [
        (off, found[0] != word[0], -often, found) for found, off, _ in near if (often := frequency(snapshot, found))
    ]
    return min(ranked)[-1] if ranked else ""


@lru_cache(maxsize=1)
def _words(postings: Postings, terms: TermIndex) -> tuple[str, ...]:
    """Return the whole words of the index, without stems, numbers and ideographs."""
    words = {*postings.lexicon, *postings.recent.words, *terms.words}
    return tuple(sorted(word for word in words if len(word) >= SHORT and word.isalpha() and not IDEOGRAPH.match(word)))


def frequency(snapshot: Snapshot, word: str) -> int:
    """Return in how many entries an index word stands, roughly."""
    terms = snapshot.terms.words.get(word, {})
    of_terms = max((snapshot.facets.values[name][code].entries.bit_count() for name, code in terms), default=0)
    return len(snapshot.postings.find(word)[0]) + of_terms
