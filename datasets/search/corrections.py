"""Misspelt words: which word of a language was certainly meant, and which words may have been.

Distances are RapidFuzz's. Only what is certain is ever searched by itself: an ordinary word in small letters that no
language has, one letter away from a vocabulary's word in the reader's language or in English that nothing else is as
near to. The rest is offered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from datasets.index.analysis import IDEOGRAPH, Wanted, chunks, plain, stem
from datasets.index.function_words import ANY_FUNCTION_WORD
from datasets.index.lexicon import Lexicon
from datasets.index.postings import BITS, Postings
from datasets.index.terms import TermIndex

from .naming import ordinary
from .reading import Reader

# Letters that a misspelt word has at least to be corrected, and for other words to be offered.
SHORTEST, SHORTEST_OFFERED = 5, 4
# In a word of so many letters that begins as it should, or begins and ends so, two may be wrong; as many may change
# places in a shorter one.
LONG, LONG_BEGINNING, LONG_ENDS, SHORTEST_MIXED = 12, 5, 3, 8
MOST_WRONG = 2
# Beginnings that make opposites of words that are otherwise alike.
OPPOSITES = (("macro", "micro"), ("hyper", "hypo"), ("inter", "intra"), ("ante", "anti"), ("pre", "pro", "per"),
             ("макро", "микро"), ("гипер", "гипо"), ("при", "пре", "про"))  # fmt: skip
# Ends that make other diseases, without the vowels behind them: endometritis is no endometriosis.
DISEASES = ("itis", "osis", "iasis", "it", "os", "om", "ит", "оз", "ом")
VOWELS = "aeiouаеиоуыюя"
# The common characters of GB 2312, in the order of their sound; so many places apart they still sound alike.
GB_COMMON, SOUNDING = 3755, 60
# One wrong character breaks two pairs, two exchanged ones three.
MOST_BROKEN = 3
# Words that are offered, at most; and candidates that are looked at.
MOST_OFFERED, MOST_CANDIDATES = 3, 20
# Misspelt words of which it is kept what they are near to.
MOST_KEPT = 500


def certain(reader: Reader, word: Wanted, languages: Iterable[str]) -> str:
    """Return the word of one of the `languages` that was certainly meant, as written; "" if that is not certain."""
    if not ordinary(word) or len(word.text) < SHORTEST or reader.place(word.joined).known or of_a_term(reader, word):
        return ""
    names = tuple(languages)
    bits = sum(BITS[language] for language in names)
    candidates = [
        (distance, found) for found, distance in _near(reader, word.text) if _fits(word.text, found, distance)
    ]
    read = [(distance, found) for distance, found in candidates if _is_word(reader, found, bits)]
    best = min((distance for distance, _ in read), default=0)
    meant = [found for distance, found in read if distance == best]
    if not _one_word(reader, meant, names):
        return ""
    return _spelling(reader, min(meant, key=lambda found: (abs(len(found) - len(word.text)), found)), names)


def of_a_term(reader: Reader, word: Wanted) -> bool:
    """Tell whether a word is in a vocabulary, be it of terms that no entry has: SPECT is not misspelt."""
    return word.joined in reader.snapshot.terms.words


def _one_word(reader: Reader, words: Sequence[str], languages: Sequence[str]) -> bool:
    """Tell whether words are one: one in number, of one stem in one of the languages, or of one term."""
    if len(words) < 2:
        return bool(words)
    stems = [{stem(word, name) for word in words} for name in languages]
    terms = set.intersection(*(set(reader.place(word).terms) for word in words))
    return bool(terms) or any(len(found) == 1 and found != {""} for found in stems)


def offered(reader: Reader, word: Wanted, languages: Iterable[str]) -> list[str]:
    """Return the words of some languages that may have been meant, as they are written, the nearest first."""
    if len(word.text) < SHORTEST_OFFERED or IDEOGRAPH.search(word.text) or not word.typed.isalpha():
        return []
    if of_a_term(reader, word):
        return []
    wrong = 1 if len(word.text) < SHORTEST_MIXED else 2
    names = tuple(languages)
    bits = sum(BITS[language] for language in names)
    found = [
        (distance, -len(place.slots), spelt)
        for other, distance in _near(reader, word.text)
        if distance <= wrong
        and other not in ANY_FUNCTION_WORD
        and other[0] == word.text[0]
        and (place := reader.place(other)).known & bits
        if (spelt := _spelling(reader, other, names))
    ]
    return list(dict.fromkeys(spelt for _, _, spelt in sorted(found)))[:MOST_OFFERED]


def _near(reader: Reader, text: str) -> list[tuple[str, int]]:
    """Return the words of the index nearest to a text that begin as it does, with the letters that differ."""
    known = _words(reader.snapshot.postings, reader.snapshot.terms)
    if text not in known.near:
        if len(known.near) == MOST_KEPT:
            known.near.clear()
        hits = [
            (distance, found)
            for length in range(len(text) - MOST_WRONG, len(text) + MOST_WRONG + 1)
            for found, distance, _ in process.extract(
                text,
                known.alike(text[:1], length),
                scorer=OSA.distance,
                score_cutoff=MOST_WRONG,
                limit=MOST_CANDIDATES,
            )
        ]
        known.near[text] = [(found, int(distance)) for distance, found in sorted(hits)[:MOST_CANDIDATES]]
    return known.near[text]


def _fits(typed: str, found: str, distance: int) -> bool:
    """Tell whether one is the other misspelt rather than another word: CheXpert is no expert, ProstateX no prostate.

    In a short word a letter may be left out or two exchanged; one letter for another makes too many other words. The
    beginning of a word is no misspelt one: "neuro" begins more words than "neuron".
    """
    if typed[0] != found[0] or found in ANY_FUNCTION_WORD or found.startswith(typed):
        return False
    if any(_beginning(typed, group) != _beginning(found, group) for group in OPPOSITES):
        return False
    diseases = {next((end for end in DISEASES if word.rstrip(VOWELS).endswith(end)), "") for word in (typed, found)}
    if len(diseases - {""}) > 1:
        return False
    if distance == MOST_WRONG:
        mixed = len(typed) >= SHORTEST_MIXED and sorted(typed) == sorted(found)
        begins = typed[:LONG_BEGINNING] == found[:LONG_BEGINNING]
        ends = (typed[:LONG_ENDS], typed[-LONG_ENDS:]) == (found[:LONG_ENDS], found[-LONG_ENDS:])
        return mixed or (len(typed) >= LONG and (begins or ends))
    if len(typed) <= SHORTEST and len(found) <= len(typed):
        return sorted(typed) == sorted(found)
    return not (typed.startswith(found) and typed[-1] != found[-1])


def _beginning(word: str, beginnings: Sequence[str]) -> str:
    """Return the one of some beginnings that a word has, "" if none."""
    return next((beginning for beginning in beginnings if word.startswith(beginning)), "")


def _is_word(reader: Reader, found: str, bits: int) -> bool:
    """Tell whether a word is in the vocabularies of some languages (bits)."""
    return any(spoken & bits for _, spoken in reader.place(found).terms.values())


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


@dataclass(frozen=True, eq=False)
class _Words:
    """The words of an index by first letter and length, and those near what was typed, as far as it was looked up."""

    lexicon: Lexicon
    letters: dict[str, Mapping[int, Sequence[str]]]
    others: Mapping[tuple[str, int], Sequence[str]]
    near: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def alike(self, letter: str, length: int) -> Sequence[str]:
        """Return the words of some length that begin with a letter; those of the files are read once for a letter."""
        if letter not in self.letters:
            found: dict[int, list[str]] = defaultdict(list)
            for word in _whole(self.lexicon[number] for number in self.lexicon.starting(letter)):
                found[len(word)].append(word)
            self.letters[letter] = found
        words = self.letters[letter].get(length, ())
        return [*words, *others] if (others := self.others.get((letter, length))) else words


@lru_cache(maxsize=1)
def _words(postings: Postings, terms: TermIndex) -> _Words:
    """Return the whole words of an index, its recent entries and the vocabularies."""
    others: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in _whole({*postings.recent.words, *terms.words}):
        if not postings.lexicon.equal(word):
            others[word[0], len(word)].append(word)
    return _Words(postings.lexicon, _letters(postings.lexicon), others)


@lru_cache(maxsize=1)
def _letters(lexicon: Lexicon) -> dict[str, Mapping[int, Sequence[str]]]:
    """Return where the words of the files are kept by first letter; they stay while recent entries change."""
    return {}


def _whole(words: Iterable[str]) -> Iterator[str]:
    """Yield the words that are whole and may be misspelt: no stems, numbers or ideographs."""
    return (word for word in words if len(word) >= SHORTEST - 1 and word.isalpha() and not IDEOGRAPH.match(word))


def homophones(run: str, known: Callable[[str], bool]) -> list[str]:
    """Return the runs of Chinese that sound as `run` does, or have two neighbours exchanged, and may have been meant.

    `known` tells whether a pair of characters stands anywhere. GB 2312 orders its common characters by their sound, so
    that those of the same or a similar syllable are near each other there; a character that sounds otherwise is another
    word, as an inflammation is no cancer.
    """
    pairs = [known(run[i : i + 2]) for i in range(len(run) - 1)]
    if pairs.count(False) > MOST_BROKEN:
        return []
    found: dict[str, None] = {}
    for i, character in enumerate(run):
        # A character is wrong where the pairs on both its sides stand nowhere.
        for other in () if any(pairs[max(0, i - 1) : i + 1]) else _sounding(character):
            changed = run[:i] + other + run[i + 1 :]
            if all(known(changed[j : j + 2]) for j in range(max(0, i - 1), min(i + 1, len(run) - 1))):
                found[changed] = None
        if i and not pairs[i - 1]:
            found[run[: i - 1] + character + run[i - 1] + run[i + 1 :]] = None
    return list(found)


def _sounding(character: str) -> Iterator[str]:
    """Yield the other common characters that sound alike."""
    place = _gb_place(character)
    if place is None:
        return
    for other in range(max(0, place - SOUNDING), min(GB_COMMON, place + SOUNDING + 1)):
        if other != place:
            yield bytes([0xB0 + other // 94, 0xA1 + other % 94]).decode("gb2312", "ignore")


def _gb_place(character: str) -> int | None:
    """Return the place of a character among the common ones of GB 2312, from 0; None if it is not among them."""
    try:
        row, column = character.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return None
    place = (row - 0xB0) * 94 + column - 0xA1
    return place if 0 <= place < GB_COMMON else None
