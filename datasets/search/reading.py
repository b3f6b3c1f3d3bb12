"""What a typed word is read as, in the reader's language first, then in the others; where it stands, what it weighs.

A vocabulary's word counts in every language. A word of the texts counts in another language than the reader's where it
is the same word there: no function word of that language, and, where the reader's language has it, too, in texts of the
same entries. A stem counts in the languages in which the word is known.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets.index.analysis import STEMMERS, Wanted, forms, plain, stem, wanted
from datasets.index.bitsets import Mask, to_mask
from datasets.index.facets import SHOWN
from datasets.index.function_words import ANY_FUNCTION_WORD, FUNCTION_WORDS
from datasets.index.postings import BITS, EVERY, FORM, NAME, NAMED, UNIT, Slots, Spoken, Weights
from datasets.index.snapshot import Snapshot
from datasets.index.terms import WEIGHT, Term

Scores = NDArray[np.float32]

# What a word counts in a text of another language than the reader's.
FOREIGN = np.float32(0.7)
# What a word counts at most: a vocabulary's term says as well as a name what an entry is about.
FULL = np.float32(WEIGHT)
# From here on a word stands in a name, in whatever form; a term's word weighs less, however often its names have it.
IN_NAME = np.float32(NAME * FORM * FORM - UNIT)
# Where two languages have a word in so many texts each, and share fewer than this part of them, it is two words.
ENOUGH, SHARED = 4, 4
# In a language in which the word is not known, only a stem of so many letters tells which word it is.
LONG_STEM = 4


@dataclass(frozen=True)
class Place:
    """Where an index word stands: entries with weights and languages (bits), terms likewise.

    `known` are the languages (bits) in which it is a word.
    """

    slots: Slots
    weights: Weights
    spoken: Spoken
    terms: Mapping[Term, tuple[float, int]]
    known: int

    @property
    def empty(self) -> bool:
        """Whether it stands nowhere."""
        return not len(self.slots) and not self.terms


@dataclass(frozen=True)
class Asked:
    """A word of a query, whether an entry needs it, and whether it is the code of a term rather than a word."""

    word: Wanted
    required: bool
    code: bool = False


class Reader:
    """Reads typed words for a reader of one language; keeps what it has looked up."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        """Read for a reader of `language`."""
        self.snapshot, self.language, self.bit = snapshot, language, BITS[language]
        self._places: dict[str, Place] = {}
        self._forms: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, list[Wanted]] = {}
        self._named: dict[str, set[int]] = {}

    def words(self, text: str) -> list[Wanted]:
        """Return the words of a text."""
        if text not in self._words:
            self._words[text] = wanted(text)
        return self._words[text]

    def named(self, name: str) -> set[int]:
        """Return the entries that have exactly this name or alias."""
        if name not in self._named:
            self._named[name] = self.snapshot.postings.named(name)
        return self._named[name]

    def place(self, form: str) -> Place:
        """Return where an index word stands, as far as it is the word that the reader means."""
        if form not in self._places:
            self._places[form] = self._place(form)
        return self._places[form]

    def knows(self, form: str) -> bool:
        """Tell whether an index word stands anywhere."""
        postings = self.snapshot.postings
        return bool(postings.lexicon.equal(form)) or form in postings.recent.words or form in self.snapshot.terms.words

    def _place(self, form: str) -> Place:
        slots, weights, spoken = self.snapshot.postings.find(form)
        values = self.snapshot.facets.values
        terms = {
            term: found
            for term, found in self.snapshot.terms.words.get(form, {}).items()
            if values[term[0]][term[1]].entries
        }
        if "~" in form:
            return Place(slots, weights, spoken, terms, 0)
        counts = np.bincount(spoken[weights < NAMED]).tolist() if len(slots) else []
        tally = [(bits, count) for bits, count in enumerate(counts) if count]
        known = 0
        for bits, _count in tally:
            known |= bits
        function = _function_languages(form)
        apart = function | self._others(tally, known)
        if apart:
            here = (spoken & np.uint8(EVERY & ~apart)) > 0
            slots, weights, spoken = slots[here], weights[here], spoken[here]
            terms = {term: found for term, found in terms.items() if found[1] & ~function}
        for _weight, bits in terms.values():
            known |= bits
        return Place(slots, weights, spoken, terms, known & ~apart)

    def _others(self, tally: Sequence[tuple[int, int]], known: int) -> int:
        """Return the languages (bits) in which the word is another one than in the reader's.

        `tally` says in how many entries' texts it stands in which languages, `known` in which at all.
        """
        if not known & self.bit:
            return 0
        mine = sum(count for bits, count in tally if bits & self.bit)
        others = 0
        for bit in BITS.values():
            if mine < ENOUGH or bit == self.bit or not known & bit:
                continue
            theirs = sum(count for bits, count in tally if bits & bit)
            both = sum(count for bits, count in tally if bits & bit and bits & self.bit)
            if theirs >= ENOUGH and both * SHARED < min(mine, theirs):
                others |= bit
        return others

    def forms(self, piece: str) -> tuple[str, ...]:
        """Return the index forms of a typed piece: as it stands, and its stems in the languages in which it is read."""
        if piece not in self._forms:
            self._forms[piece] = self._read(piece)
        return self._forms[piece]

    def _read(self, piece: str) -> tuple[str, ...]:
        known = self.place(plain(piece)).known
        read = forms(piece, (name for name in STEMMERS if self._reads(piece, name, known)))
        if known or any(not self.place(form).empty for form in read):
            return read
        return forms(piece, (name for name in STEMMERS if _tells(piece, name) and not _short_stem(piece, name)))

    def _reads(self, piece: str, language: str, known: int) -> bool:
        """Tell whether a piece is read in a language: in those in which it is `known` (bits), and in the reader's.

        The French "foie" is not read by a Portuguese reader as a form of "foi": a short stem is no match for a word.
        """
        if plain(piece) in FUNCTION_WORDS[language]:
            return False
        if BITS[language] & known:
            return True
        return language == self.language and (_tells(piece, language) or not (known or _is_stem(piece, language)))

    def weight(self, found: Sequence[str]) -> Scores:
        """Return for each entry what one typed piece weighs there, in the best of its index forms."""
        size, values = self.snapshot.size, self.snapshot.facets.values
        score = np.zeros(size, np.float32)
        # The entries of all terms that weigh the same, together.
        of_terms: dict[np.float32, int] = defaultdict(int)
        for place_in_order, form in enumerate(found):
            factor = np.float32(1 if place_in_order == 0 else FORM)
            place = self.place(form)
            if len(place.slots):
                heard = np.where(place.spoken & self.bit, place.weights, place.weights * FOREIGN)
                score[place.slots] = np.maximum(score[place.slots], heard * factor)
            for (parameter, code), (weight, languages) in place.terms.items():
                spoken = np.float32(weight) if languages & self.bit else np.float32(weight) * FOREIGN
                of_terms[spoken * factor] |= values[parameter][code].entries
        for weighs, bits in of_terms.items():
            np.maximum(score, to_mask(bits, size) * weighs, out=score)
        return score

    def focus(self, word: Wanted) -> Scores:
        """Return for each entry how much of what it shows a word names: one of so many values of a facet (SHOWN)."""
        snapshot = self.snapshot
        named: dict[str, int] = defaultdict(int)
        for parameter, code in {term for form in self.every_form(word) for term in self.place(form).terms}:
            if parameter in SHOWN:
                named[parameter] |= snapshot.facets.values[parameter][code].entries
        shares = [to_mask(bits, snapshot.size) * snapshot.facets.shares[parameter] for parameter, bits in named.items()]
        return np.maximum.reduce(shares) if shares else np.zeros(snapshot.size, np.float32)

    def weigh(self, asked: Asked) -> Scores:
        """Return for each entry what a word of a query weighs there."""
        if asked.word.ideographs:
            return self.run(asked.word)
        return self.code(asked.word) if asked.code else self.score(asked.word)

    def code(self, word: Wanted) -> Scores:
        """Return for each entry what the code of a term weighs there."""
        score = self.weight((word.joined,))
        for parameter, code in self._called(word):
            entries = self.snapshot.facets.values[parameter][code].entries
            np.maximum(score, to_mask(entries, self.snapshot.size) * FULL, out=score)
        return score

    def score(self, word: Wanted) -> Scores:
        """Return for each entry what a word, that is no run of Chinese, weighs there.

        A word of several pieces, such as ChestX-ray14, stands where it is written as one word, or where its pieces
        stand side by side.
        """
        if len(word.pieces) == 1:
            return self.weight(self.forms(word.pieces[0]))
        joined = self.weight(self._joined(word))
        pieces = [self.weight(self.forms(piece)) for piece in word.pieces]
        apart = np.logical_and.reduce([piece > 0 for piece in pieces]) & (joined == 0)
        if apart.any():
            beside = self.side_by_side([plain(piece) for piece in word.pieces], apart)
            joined = np.where(beside, _together(pieces), joined)
        return joined

    def every_form(self, word: Wanted) -> set[str]:
        """Return all index words that a word may be found by."""
        found = {form for piece in word.pieces for form in self.forms(piece)}
        return found if word.ideographs or len(word.pieces) == 1 else found | set(self._joined(word))

    def _joined(self, word: Wanted) -> tuple[str, ...]:
        """Return the index words of all pieces as one, the last in the singular, too: X-rays is found as X-ray."""
        *first, last = word.pieces
        singular = stem(last, "en").partition("~")[0] if last.islower() else last
        return tuple(dict.fromkeys([word.joined, plain("".join([*first, singular or last]))]))

    def guessed(self, word: Wanted) -> bool:
        """Tell whether a word in one piece is known nowhere, nor by its stem to the reader or in English."""
        if len(word.pieces) != 1 or self.place(word.joined).known:
            return False
        return all(self.place(form).empty for form in forms(word.pieces[0], dict.fromkeys((self.language, "en"))))

    def side_by_side(self, words: Sequence[str], among: Mask) -> Mask:
        """Return those of the entries `among` in one of whose texts or terms the plain words stand side by side."""
        found = np.zeros(self.snapshot.size, np.bool_)
        found[self.snapshot.postings.phrase(words, np.flatnonzero(among).astype(np.uint32))] = True
        for parameter, code in self.snapshot.terms.phrase(words):
            found |= to_mask(self.snapshot.facets.values[parameter][code].entries, self.snapshot.size) & among
        return found

    def run(self, word: Wanted) -> Scores:
        """Return for each entry what a run of Chinese weighs there: each of its characters stands there in a pair."""
        pairs = [self.weight((plain(piece),)) for piece in word.pieces]
        weight = _together(pairs)
        # Character i is the second of pair i - 1 and the first of pair i.
        for before, after in zip([None, *pairs], [*pairs, None], strict=True):
            covered = [pair > 0 for pair in (before, after) if pair is not None]
            weight[~np.logical_or.reduce(covered)] = 0
        return weight

    def asked(self, words: Sequence[Wanted], beside: bool = False) -> list[Asked]:
        """Return the words that say something: without function words, unless there is nothing else.

        A function word of another language that is a word in the reader's counts for the order alone; so does one that
        only says that a dataset is wanted, unless there is nothing else. `beside` says that there is.
        """
        told = [word for word in words if not self._function(word)]
        if not (told or beside):
            told = list(words)
        shouted = len(words) > 1 and all(word.typed.isupper() for word in words)
        codes = {word.text for word in told if not shouted and self._is_code(word)}
        needed = {word.text for word in told if not word.generic and word.text not in ANY_FUNCTION_WORD} | codes
        return [Asked(word, word.text in needed or not (needed or beside), word.text in codes) for word in told]

    def _is_code(self, word: Wanted) -> bool:
        """Tell whether a function word in capitals is what a term is called, as ELA and EM are in Portuguese."""
        if word.text not in ANY_FUNCTION_WORD or len(word.text) == 1 or not word.typed.isupper():
            return False
        return any(self._called(word))

    def _called(self, word: Wanted) -> Iterator[Term]:
        """Yield the terms that are called by one word, whether by name, synonym or code."""
        # Codes of languages are words of languages: DE, NO, IT.
        return (term for term in self.snapshot.terms.called(word.text) if term[0] != "language")

    def _function(self, word: Wanted) -> bool:
        """Tell whether a word has no meaning of its own for the reader. A code in capitals, such as OS, has."""
        if word.text not in ANY_FUNCTION_WORD or (len(word.text) > 1 and word.typed.isupper()):
            return False
        return (
            len(word.text) == 1
            or word.text in FUNCTION_WORDS[self.language]
            or not self.place(word.text).known & self.bit
        )


def _function_languages(word: str) -> int:
    """Return the languages (bits) in which a word is a function word."""
    if word not in ANY_FUNCTION_WORD:
        return 0
    return sum(BITS[language] for language, words in FUNCTION_WORDS.items() if word in words)


def _is_stem(piece: str, language: str) -> bool:
    """Tell whether a piece is written as its own stem, so that it may be another word than those that have it."""
    return stem(piece, language).partition("~")[0] == plain(piece)


def _short_stem(piece: str, language: str) -> bool:
    """Tell whether a piece is no more than a short stem, as "livr" is that of the French "livré"."""
    return len(piece) <= LONG_STEM and _is_stem(piece, language)


def _tells(piece: str, language: str) -> bool:
    """Tell whether the stem of a piece in a language is long enough to tell which word it is."""
    return len(stem(piece, language).partition("~")[0]) >= LONG_STEM


def _together(pieces: Sequence[Scores]) -> Scores:
    """Return what the pieces of one word weigh: that of a name where all of them are in one, else their mean."""
    if len(pieces) == 1:
        return pieces[0]
    mean = np.mean([np.minimum(piece, FULL) for piece in pieces], axis=0, dtype=np.float32)
    return np.where(np.min(pieces, axis=0) >= IN_NAME, np.float32(NAME), mean)
