"""Which entries match a query's words, and how well.

A name and a vocabulary's term weigh more than a summary, that more than a description; a text of another language than
the reader's counts less. Entries whose name is the query come first, then those whose name begins with it, then the
entries of a term of this name, then the rest, in steps of how well all words fit (fit). Of what fits equally well,
finding puts first what is best supported. A query of nothing but vocabulary words is a topic: there names do not jump
the queue.

Nothing is dressed up as an answer. Where a word is found nowhere, an ordinary word that is certainly misspelt is
corrected, and a part of a word is completed, which is said; else the catalogue lacks it, which is said instead of an
answer, with what may have been meant beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from datasets.index.analysis import CYRILLIC, STEMMERS, Wanted, plain, wanted
from datasets.index.bitsets import Mask
from datasets.index.postings import BITS, EVERY, NAMED
from datasets.index.snapshot import Snapshot
from datasets.index.terms import CHOSEN_ONLY, Term
from datasets.words.asked import Notice
from datasets.words.folding import fold

from . import corrections, excluding, naming
from .language import Parsed
from .reading import FULL, IN_NAME, Asked, Reader, Scores
from .sentences import leftover

# The step from bare entries (facts.support) to described ones: what nobody but one list says of an entry fits less
# than the least that a text says, unless it is the entry's name.
STEP = FULL + np.float32(1)
# Points of support (facts.support) that words in the name are worth: as much as many facts, less than the step from a
# bare entry to a described one, or from other data to images.
NAMED_POINTS = np.float32(15)
# Points that it is worth to show what is asked for and nothing else: an entry of kidneys before one of eleven organs.
FOCUS_POINTS = np.float32(15)
# Steps above those of the words.
EXACT_TERM, NAME_BEGINS, EXACT_NAME = FULL, 2 * FULL, 6 * FULL
# Words of one query that are corrected, completed or asked about; each costs a look at every word of the index.
MOST_CORRECTED = 5
# So many known words for each unknown one are most of what was asked.
MOST_OF_IT = 2
# A run of Chinese has so many characters where one of them may be mistyped.
SHORTEST_RUN, LONGEST_RUN = 3, 12
# A query of fewer letters is the beginning of too many names.
SHORTEST_BEGINNING = 3
# Entries whose names begin with a query; more would make no difference to the first pages.
MOST_BEGINNINGS = 500
# A part of a word has so many letters, and is the beginning of so many words at most.
SHORTEST_PART, MOST_COMPLETED = 5, 100
# A word that begins so is one that so many entries have.
USUAL = 2
# A compound of shorter pieces is not offered in pieces.
SHORTEST_PIECE = 2
# Fewer capitals are a word as often as a name.
SHORTEST_CAPITALS = 3
# A name that no entry has may stand in the texts of so many; what more have is a word.
MOST_MENTIONS = 2


@dataclass(frozen=True)
class Match:
    """The entries that match and their scores (fit, and what names add), and what is to be said of the words.

    `points` are what an entry has beside its support among those of the same score.
    `absent` are words and names, as typed, that no entry has; `instead` the words searched instead of those typed;
    `meant` the words that may have been meant for each absent one; `rest` the words beside the absent ones;
    `mentions` the entries in whose texts an absent name stands.
    """

    mask: Mask
    scores: Scores
    points: Scores
    notices: tuple[Notice, ...] = ()
    absent: tuple[str, ...] = ()
    instead: str = ""
    meant: tuple[str, ...] = ()
    rest: str = ""
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Found:
    """The words asked and the scores of each, in the same order."""

    asked: Sequence[Asked]
    scores: Sequence[Scores]

    @property
    def required(self) -> list[Scores]:
        """The scores of the words that an entry needs."""
        return [score for item, score in zip(self.asked, self.scores, strict=True) if item.required]

    @cached_property
    def unknown(self) -> list[Wanted]:
        """The words needed that no entry has."""
        pairs = zip(self.asked, self.scores, strict=True)
        return [item.word for item, score in pairs if item.required and not score.any()]

    def instead(self, scores: dict[str, Scores]) -> "_Found":
        """Return the same with other scores of some words, by their text."""
        pairs = zip(self.asked, self.scores, strict=True)
        return replace(self, scores=[scores.get(item.word.text, score) for item, score in pairs])


def match(reader: Reader, parsed: Parsed) -> Match | None:
    """Return what matches the words and phrases of a query; None if it has none to find or to leave out."""
    snapshot = reader.snapshot
    result: Match | None = None
    beside = bool(parsed.phrases or parsed.prefixes or parsed.identifiers or parsed.facets or parsed.ranges)
    words = reader.asked(reader.words(" ".join(parsed.words)), beside)
    if words or parsed.prefixes or parsed.phrases:
        result = _Question(reader, parsed).match(words)
    without = excluding.without(reader, parsed)
    if without is not None:
        base = result or Match(snapshot.living, *nothing(snapshot))
        result = replace(base, mask=base.mask & ~without)
    return result


class _Question:
    """The words and phrases of one query, being matched."""

    def __init__(self, reader: Reader, parsed: Parsed) -> None:
        self.reader, self.snapshot, self.parsed = reader, reader.snapshot, parsed
        alive = self.snapshot.living
        masks = {phrase: excluding.phrase_mask(self.snapshot, phrase) & alive for phrase in parsed.phrases}
        self.phrases = np.logical_and.reduce([alive, *masks.values()])
        self.beginnings = {text: beginning(reader, text) for text in parsed.prefixes}
        # Phrases and beginnings of words that stand nowhere.
        found = {**masks, **self.beginnings}
        self.nowhere = tuple(text for text, hits in found.items() if not hits.any())

    def match(self, asked: list[Asked]) -> Match:
        """Return what matches, or what is to be said of words that nothing has."""
        found = self.scored(asked)
        alone = sum(item.required for item in asked) == 1
        pairs = [] if self.is_named() else zip(asked, found.scores, strict=True)
        mentioned = [item.word for item, score in pairs if not item.code and self.is_mention(item.word, score, alone)]
        unknown = [*found.unknown, *mentioned]
        guessed = self.guessed(found)
        if guessed and (corrected := self.corrected(asked, [*found.unknown, *guessed])):
            return corrected
        match = self.all_words(found)
        if match.mask.any() and not mentioned:
            # What only the beginnings of names have may be the beginning of other words as well.
            begun = self.completed(found, unknown) if unknown and not self.is_named() else None
            return begun or match
        if self.nowhere:
            phrases = tuple(phrase for phrase in self.parsed.phrases if len(wanted(phrase)) > 1)
            return replace(self.nothing(dict.fromkeys(self.nowhere, False)), meant=phrases)
        unknown = unknown or self.numbered(asked)
        if not unknown:
            return self.most_words(found, match) if asked else match
        return (
            self.told_apart(unknown)
            or self.corrected(asked, unknown)
            or self.completed(found, unknown)
            or self.others(asked, unknown)
            or self.absent(found, unknown, mentioned)
        )

    def guessed(self, found: _Found) -> list[Wanted]:
        """Return the ordinary words that only another language's stem has, such as "livr" that of French "livré"."""
        some = [item.word for item in found.asked if item.required and naming.ordinary(item.word)]
        return [word for word in some if word not in found.unknown and self.reader.guessed(word)]

    def told_apart(self, unknown: Sequence[Wanted]) -> Match | None:
        """Return what matches where runs of Chinese are cut at the words that only join others; None if none is."""
        words = []
        typed = self.reader.words(" ".join(self.parsed.words))
        for word in typed:
            words += leftover(word.typed) if word.ideographs and word in unknown else [word.typed]
        if words == [word.typed for word in typed] or not words:
            return None
        again = _Question(self.reader, replace(self.parsed, words=words))
        return again.match(self.reader.asked(self.reader.words(" ".join(words))))

    def scored(self, asked: Sequence[Asked]) -> _Found:
        """Score each word."""
        return _Found(asked, [self.reader.weigh(item) for item in asked])

    def all_words(self, found: _Found) -> Match:
        """Return the entries that have every word, and those that the query names."""
        reader = self.reader
        phrases = [item for phrase in self.parsed.phrases for item in reader.asked(wanted(phrase))]
        beginnings = list(self.beginnings.values())
        words = [item.word for item in (*found.asked, *phrases)]
        fitting = fit(self.snapshot, [*found.required, *beginnings, *self.scored(phrases).scores])
        mask = self.phrases.copy()
        for one in [*found.required, *beginnings]:
            mask &= one > 0
        match = _names(reader, self.parsed, mask, *fitting)
        match = replace(match, points=match.points * NAMED_POINTS + focus(reader, words) * FOCUS_POINTS)
        if not beginnings:
            return match
        # A name or a term that the words are has not what is asked beside them.
        return replace(match, mask=np.logical_and.reduce([match.mask, self.phrases, *(one > 0 for one in beginnings)]))

    def most_words(self, found: _Found, match: Match) -> Match:
        """Return the entries that have most of the words, where none has all."""
        required = [*found.required, *self.beginnings.values()]
        having = np.where(self.phrases, np.sum([one > 0 for one in required], axis=0), 0)
        most = int(having.max(initial=0))
        if most == 0:
            return replace(match, mask=np.zeros(self.snapshot.size, np.bool_))
        message = _("No entry has all of its words; entries with %(found)s of %(all)s are shown.")
        notice = Notice("q", message % {"found": most, "all": len(required)})
        return replace(match, mask=having == most, notices=(*match.notices, notice))

    def is_named(self) -> bool:
        """Tell whether the whole query is a name of an entry."""
        return bool(self.reader.named(self.parsed.text))

    def numbered(self, asked: Sequence[Asked]) -> list[Wanted]:
        """Return the words that are a name with another number than an entry's, such as KiTS 21."""
        named = self.snapshot.postings.named_like
        return [
            item.word
            for before, after in pairwise(asked)
            if after.word.text.isdigit() and not self.is_term(before.word) and named(before.word.text, 1)
            for item in (before, after)
        ]

    def is_term(self, word: Wanted) -> bool:
        """Tell whether a word is in a vocabulary; sources have names of their own."""
        return any(parameter != "source" for parameter, _ in self.reader.place(word.joined).terms)

    def is_mention(self, word: Wanted, score: Scores, alone: bool) -> bool:
        """Tell whether a word is a name that no entry has, though some mention it in their texts.

        Capitals `alone`, such as AMOS, are asked for as a name, whatever texts have the word.
        """
        capitals = alone and word.typed.isupper() and len(word.text) >= SHORTEST_CAPITALS
        if word.ideographs or not (capitals or naming.coined(word)):
            return False
        place = self.reader.place(word.joined)
        if place.terms or (place.weights >= NAMED).any():
            return False
        return 0 < int(np.count_nonzero(score)) <= (len(score) if capitals else MOST_MENTIONS)

    def corrected(self, asked: Sequence[Asked], unknown: Sequence[Wanted]) -> Match | None:
        """Return what matches with every unknown word corrected; None where one of them is not certainly misspelt."""
        if len(unknown) > MOST_CORRECTED:
            return None
        languages = self.languages(asked)
        meant = {word.text: self.meant_by(word, languages) for word in unknown}
        if not all(meant.values()):
            return None
        typed = self.reader.words(" ".join(self.parsed.words))
        instead = " ".join(meant.get(word.text) or word.typed for word in typed)
        again = _Question(self.reader, replace(self.parsed, words=instead.split()))
        match = again.match(self.reader.asked(self.reader.words(instead)))
        message = _("Nothing matches it as typed; “%(words)s” was searched instead.") % {"words": instead}
        return replace(match, instead=instead, notices=(Notice("q", message), *match.notices))

    def meant_by(self, word: Wanted, languages: Sequence[str]) -> str:
        """Return the word that was certainly meant by one that no entry has, "" if that is not certain."""
        if not word.ideographs:
            return corrections.certain(self.reader, word, languages)
        if not SHORTEST_RUN <= len(word.text) <= LONGEST_RUN:
            return ""
        sounding = corrections.homophones(word.text, self.reader.knows)
        found = [run for run in sounding if self.reader.run(wanted(run)[0]).any()]
        return found[0] if len(found) == 1 else ""

    def languages(self, asked: Sequence[Asked]) -> list[str]:
        """Return the languages that the query may be in: the reader's, English, and that of its other words."""
        typed = " ".join(item.word.typed for item in asked)
        if CYRILLIC.search(typed):
            return ["ru"]
        bits = [self.reader.place(plain(item.word.pieces[0])).known for item in asked if len(item.word.pieces) == 1]
        spoken = [bit for bit in bits if bit]
        shared = int(np.bitwise_and.reduce(spoken)) if spoken else 0
        mine = [self.reader.language, "en"]
        if any(BITS[language] & shared for language in mine):
            shared = 0
        return list(dict.fromkeys([*mine, *(name for name in STEMMERS if BITS[name] & shared and name != "ru")]))

    def completed(self, found: _Found, unknown: Sequence[Wanted]) -> Match | None:
        """Return what matches with every unknown word as the part of a word; None where one of them is none."""
        if len(unknown) > MOST_CORRECTED:
            return None
        words = {word.text: self.beginning(word) for word in unknown}
        if not all(words.values()):
            return None
        match = self.all_words(found.instead({text: self.reader.weight(forms) for text, forms in words.items()}))
        if not match.mask.any():
            return None
        message = _("No entry has the word “%(word)s”; entries with words that begin so are shown.")
        notices = tuple(Notice("q", message % {"word": word.typed}) for word in unknown)
        return replace(match, notices=notices)

    def beginning(self, word: Wanted) -> list[str]:
        """Return the words that an unknown word is the beginning of: the vocabularies', and usual ones of the texts."""
        if not naming.ordinary(word) or len(word.text) < SHORTEST_PART or corrections.of_a_term(self.reader, word):
            return []
        return completions(self.reader, word.text)

    def others(self, asked: Sequence[Asked], unknown: Sequence[Wanted]) -> Match | None:
        """Return what the other words match, and say so; None where an unknown word may be a name.

        A name is what was asked for, so that the rest would be no answer, and a name may be typed in small letters. So
        the unknown words have to be ordinary ones, with at least two (MOST_OF_IT) others for each.
        """
        known = [item for item in asked if item.word not in unknown]
        telling = sum(item.required and not item.word.text.isdigit() for item in known)
        if not all(map(naming.ordinary, unknown)) or telling < MOST_OF_IT * len(unknown):
            return None
        kept = [item.word.typed for item in known]
        match = _Question(self.reader, replace(self.parsed, words=kept)).match(known)
        message = _("No entry has the word “%(word)s”; it was left out.")
        told = tuple(Notice("q", message % {"word": word.typed}) for word in unknown)
        return replace(match, notices=(*told, *match.notices)) if match.mask.any() else None

    def absent(self, found: _Found, unknown: Sequence[Wanted], mentioned: Sequence[Wanted]) -> Match:
        """Return nothing, and what is to be said of the words that no entry has."""
        words = [item.word for item in found.asked]
        runs = naming.runs(words, unknown, [word for word in words if self.is_term(word)])
        gone = {word for run in runs for word in run}
        languages = self.languages(found.asked)
        names = {" ".join(word.typed for word in run): any(word in mentioned for word in run) for run in runs}
        small = [word.text for word in mentioned if word.typed.isupper()]
        few = unknown[:MOST_CORRECTED]
        offered = [other for word in few for other in corrections.offered(self.reader, word, languages)]
        return replace(
            self.nothing(names),
            meant=(*small, *self.cut(few), *offered),
            rest=" ".join(item.word.typed for item in found.asked if item.required and item.word not in gone),
            mentions=tuple(slot for word in mentioned for slot in np.flatnonzero(self.reader.score(word)).tolist()),
        )

    def cut(self, unknown: Sequence[Wanted]) -> list[str]:
        """Return the compounds among unknown words as words by themselves, where entries have those: liver-ct."""
        found = []
        for word in unknown:
            pieces = word.pieces if naming.HYPHEN.search(word.typed) else ()
            if len(pieces) > 1 and min(map(len, pieces)) >= SHORTEST_PIECE:
                scores = self.scored(self.reader.asked(wanted(" ".join(pieces)))).scores
                if np.logical_and.reduce([score > 0 for score in scores]).any():
                    found.append(" ".join(pieces))
        return found

    def nothing(self, absent: Mapping[str, bool]) -> Match:
        """Return no entry, and say that none has the names and words `absent`; of each, whether some mention it."""
        nowhere = _("There is no entry named “%(name)s”, and none mentions it.")
        somewhere = _("There is no entry named “%(name)s”; some mention it.")
        notices = tuple(
            Notice("q", (somewhere if mentioned else nowhere) % {"name": name}) for name, mentioned in absent.items()
        )
        return Match(np.zeros(self.snapshot.size, np.bool_), *nothing(self.snapshot), notices, tuple(absent))


def nothing(snapshot: Snapshot) -> tuple[Scores, Scores]:
    """Return the scores and points of entries of which no word says anything."""
    return np.zeros(snapshot.size, np.float32), np.zeros(snapshot.size, np.float32)


def beginning(reader: Reader, start: str) -> Scores:
    """Return what the words that begin so weigh in each entry."""
    return reader.weight(completions(reader, fold(start), 1))


def completions(reader: Reader, beginning: str, usual: int = USUAL) -> list[str]:
    """Return the index words that begin so: those of the vocabularies, and those that `usual` entries' texts have."""
    words = reader.snapshot.terms.beginning(beginning)
    usual_words = reader.snapshot.postings.words_beginning(beginning, usual)
    return list(dict.fromkeys([*words, *islice(usual_words, MOST_COMPLETED)]))


def spoken(reader: Reader, parsed: Parsed, slots: Sequence[int]) -> tuple[str, ...]:
    """Return for each entry in which language the query's words stand there: "" for the reader's own.

    A word that stands in several languages, such as a name, is in each of them. Of several languages in which the words
    stand that are not in the reader's, the first is returned, in the order of the site's languages.
    """
    if not slots or not (parsed.words or parsed.phrases):
        return ("",) * len(slots)
    asked = np.asarray(slots, np.uint32)
    foreign = np.full(len(slots), EVERY, np.int64)
    for item in reader.asked(reader.words(parsed.text)):
        here = _languages(reader, reader.every_form(item.word), asked)
        # A word that the entry has in the reader's language, or lacks, says nothing about others.
        foreign &= np.where((here & reader.bit) | (here == 0), EVERY, here)
    return tuple("" if bits == EVERY else _first(int(bits)) for bits in foreign)


def _languages(reader: Reader, forms: Iterable[str], asked: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return as bits the languages in which each of the entries has any of some index words."""
    here = np.zeros(len(asked), np.int64)
    terms: dict[Term, int] = {}
    for place in map(reader.place, forms):
        if len(place.slots):
            # Slots are sorted: those of the files, then the recent ones behind them.
            places = np.minimum(np.searchsorted(place.slots, asked), len(place.slots) - 1)
            here |= np.where(place.slots[places] == asked, place.spoken[places], 0)
        for term, (_weight, languages) in place.terms.items():
            terms[term] = terms.get(term, 0) | languages
    if terms:
        having = reader.snapshot.facets.having(terms, asked)
        here |= np.bitwise_or.reduce(having * np.fromiter(terms.values(), np.int64), axis=1)
    return here


def _first(bits: int) -> str:
    """Return the first of the languages in a set of bits, "" if there is none."""
    return next((language for language, bit in BITS.items() if bits & bit), "")


def fit(snapshot: Snapshot, words: Sequence[Scores]) -> tuple[Scores, Scores]:
    """Return how well entries fit the words of a query: whole steps, the least for bare ones; and the share of names.

    The steps are the mean of what the words weigh, rounded down. Each word counts as much as the others, however rare
    it is, so that what fits a query fits it as well whatever else comes into the catalogue.
    """
    steps, named = np.zeros(snapshot.size, np.float32), np.zeros(snapshot.size, np.float32)
    for word in words:
        steps += np.minimum(word, FULL)
        named += word >= IN_NAME
    # A hair more, for means that end just below a step.
    steps = np.floor(steps / np.float32(max(1, len(words))) + np.float32(1e-3))
    steps[snapshot.described] += STEP
    return steps, named / np.float32(max(1, len(words)))


def focus(reader: Reader, words: Sequence[Wanted]) -> Scores:
    """Return for each entry how much of what it shows is what the words name, from 0 to 1: the mean of the words.

    A word that names one of the four body regions of an entry says a quarter of it. Words that name nothing that data
    show are left out.
    """
    shares = [share for word in words if (share := reader.focus(word)).any()]
    return np.mean(shares, axis=0, dtype=np.float32) if shares else np.zeros(reader.snapshot.size, np.float32)


def _names(reader: Reader, parsed: Parsed, mask: Mask, scores: Scores, named: Scores) -> Match:
    """Let entries with the query's name match in any case and come first, then those of a term with this name.

    Writes to `mask` and `scores`.
    """
    text, snapshot = parsed.text, reader.snapshot
    if not text or parsed.prefixes:
        return Match(mask, scores, named)
    described = snapshot.described
    if any(term[0] not in CHOSEN_ONLY for term in snapshot.terms.called(fold(text))):
        of_term = excluding.of_terms(reader, fold(text), mask)
        # A name that has the word is not of the term: RIM-ONE shows eyes, and "rim" is Portuguese for a kidney.
        mask |= of_term
        scores[of_term & described] += EXACT_TERM
    words = reader.words(text)
    is_topic = all(_is_of_a_term(reader, word) for word in words)
    if len(text) >= SHORTEST_BEGINNING and not is_topic:
        beginning = np.asarray(snapshot.postings.named_like(text, MOST_BEGINNINGS), np.int64)
        # A bare row may call itself as it likes: that moves it before no entry that is described.
        scores[beginning if not (mask & described).any() else beginning[described[beginning]]] += NAME_BEGINS
        mask[beginning] = True
    telling = " ".join(word.typed for word in words if not word.generic)
    if called := reader.named(text) | reader.named(telling):
        exact = np.asarray(sorted(called), np.int64)
        if is_topic or described[exact].any():
            exact = exact[described[exact]]
        scores[exact] += EXACT_NAME
        mask[exact] = True
    return Match(mask & snapshot.living, scores, named)


def _is_of_a_term(reader: Reader, word: Wanted) -> bool:
    """Tell whether all pieces of a word are vocabulary words, so that it asks for more than for a name.

    Names of sources are no topics: who asks for Kaggle asks for a name.
    """
    return all(
        any(parameter != "source" for form in reader.forms(piece) for parameter, _ in reader.place(form).terms)
        for piece in word.pieces
    )
