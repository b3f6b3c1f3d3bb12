"""Misspelt words: which word of a language was certainly meant, and which words may have been.

Distances are RapidFuzz's. Only what is certain is ever searched by itself: an ordinary word in small letters that no
language has, one letter away from a word of the reader's language or of English that nothing else is as near to. The
rest is offered.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from datasets.index.analysis import IDEOGRAPH, Wanted, chunks, plain, stem
from datasets.index.function_words import ANY_FUNCTION_WORD
from datasets.index.postings import BITS, Postings
from datasets.index.terms import TermIndex
from datasets.models import LANGUAGES

from .naming import ordinary
from .reading import Reader

# Letters that a misspelt word has at least; and for one to be taken for a word that is in no vocabulary.
SHORTEST, SHORTEST_IN_TEXTS = 5, 6
# In a word of so many letters that begins as it should two may be wrong; as many may change places in a shorter one.
LONG, LONG_BEGINNING, SHORTEST_MIXED = 12, 5, 8
# A word of the texts counts as spelt so where so many entries have it.
USUAL = 2
# Words that are offered, at most; and candidates that are looked at.
MOST_OFFERED, MOST_CANDIDATES = 3, 20


def certain(reader: Reader, word: Wanted, languages: Iterable[str]) -> str:
    """Return the word of one of the `languages` that was certainly meant, as it is written; "" if that is not certain."""
    if not ordinary(word) or len(word.text) < SHORTEST or reader.place(word.joined).known:
        return ""
    names = tuple(languages)
    candidates = [
        (distance, found) for found, distance in _near(reader, word.text, 2) if _fits(word.text, found, distance)
    ]
    read = [(distance, found) for distance, found in candidates if _is_word(reader, found, names)]
    best = min((distance for distance, _ in read), default=0)
    meant = [found for distance, found in read if distance == best]
    stems = {frozenset(filter(None, (stem(found, name) for name in names))) or frozenset([found]) for found in meant}
    if not meant or not _one(stems):
        return ""
    return _spelling(reader, min(meant, key=lambda found: (abs(len(found) - len(word.text)), found)), names)


def _one(stems: set[frozenset[str]]) -> bool:
    """Tell whether words with these stems are forms of one word."""
    return bool(frozenset.intersection(*stems)) if stems else False


def offered(reader: Reader, word: Wanted) -> list[str]:
    """Return the words that may have been meant, as they are written, the nearest first."""
    if len(word.text) < SHORTEST - 1 or IDEOGRAPH.search(word.text) or not word.typed.isalpha():
        return []
    wrong = 1 if len(word.text) < SHORTEST_MIXED else 2
    found = [
        (distance, -len(place.slots), spelt)
        for other, distance in _near(reader, word.text, wrong)
        if other not in ANY_FUNCTION_WORD and (place := reader.place(other)).known
        if (spelt := _spelling(reader, other, LANGUAGES))
    ]
    return list(dict.fromkeys(spelt for _, _, spelt in sorted(found)))[:MOST_OFFERED]


def _near(reader: Reader, text: str, wrong: int) -> Iterator[tuple[str, int]]:
    known = _words(reader.snapshot.postings, reader.snapshot.terms)
    for found, distance, _ in process.extract(
        text, known, scorer=OSA.distance, score_cutoff=wrong, limit=MOST_CANDIDATES
    ):
        yield found, int(distance)


def _fits(typed: str, found: str, distance: int) -> bool:
    """Tell whether one is the other misspelt rather than another word: CheXpert is no expert, ProstateX no prostate."""
    if typed[0] != found[0] or found in ANY_FUNCTION_WORD:
        return False
    if distance == 2:
        mixed = len(typed) >= SHORTEST_MIXED and sorted(typed) == sorted(found)
        return mixed or (len(typed) >= LONG and typed[:LONG_BEGINNING] == found[:LONG_BEGINNING])
    return not (typed.startswith(found) and typed[-1] != found[-1])


def _is_word(reader: Reader, found: str, languages: tuple[str, ...]) -> bool:
    """Tell whether a word is one of the languages', and no name."""
    place = reader.place(found)
    bits = sum(BITS[language] for language in languages)
    if any(spoken & bits for _, spoken in place.terms.values()):
        return True
    if len(found) < SHORTEST_IN_TEXTS or not place.known & bits or reader.snapshot.postings.named(found):
        return False
    return int((place.spoken & bits > 0).sum()) >= USUAL


def _spelling(reader: Reader, found: str, languages: Iterable[str]) -> str:
    """Return an index word as the vocabularies or the texts write it, with its accents; "" where nothing shows how."""
    place = reader.place(found)
    values = reader.snapshot.facets.values
    for language in languages:
        for parameter, code in place.terms:
            value = values[parameter][code]
            names = (value.names.get(language, ""), *value.synonyms.get(language, ()))
            if spelt := _within(names, found):
                return spelt
    for slot in place.slots[:MOST_OFFERED].tolist():
        card = reader.snapshot.card(slot)
        if spelt := _within((card["summaries"].get(language, "") for language in languages), found):
            return spelt
    # Of a word in Latin letters only the accents are lost.
    return found if found.isascii() else ""


def _within(texts: Iterable[str], found: str) -> str:
    """Return the word of some texts whose index word is `found`, in small letters unless it is written in capitals."""
    for text in texts:
        for chunk in chunks(text):
            if plain(chunk) == found:
                return chunk if chunk.isupper() else chunk.lower()
    return ""


@lru_cache(maxsize=1)
def _words(postings: Postings, terms: TermIndex) -> tuple[str, ...]:
    """Return the whole words of the index, without stems, numbers and ideographs."""
    words = {*postings.lexicon, *postings.recent.words, *terms.words}
    shortest = SHORTEST - 1
    return tuple(sorted(word for word in words if len(word) >= shortest and word.isalpha() and not IDEOGRAPH.match(word)))

