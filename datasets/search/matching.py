"""Which entries match a query's words, and how well.

A name weighs more than a vocabulary term, that more than a summary, that more than a description; a rare word more than
a common one. An entry whose name is the query comes first, one whose name begins with it next. Where no entry has all
words, misspelt ones are corrected; where that finds nothing either, entries with most of the words are returned.
A word in a text of another language than the reader's counts less.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from datasets.index.analysis import Wanted, plain, wanted
from datasets.index.bitsets import Mask, to_mask
from datasets.index.postings import BITS, EVERY, FORM, Spoken, Weights, rarity
from datasets.index.snapshot import Snapshot
from datasets.index.terms import CHOSEN_ONLY, phrase_words
from datasets.words.asked import Notice
from datasets.words.folding import fold

from .corrections import correction, frequency
from .language import Parsed

Scores = NDArray[np.float32]

# What a word counts in a text of another language than the reader's.
FOREIGN = np.float32(0.7)
EXACT_NAME = np.float32(1e6)
NAME_BEGINS = np.float32(1e3)
EXACT_TERM = np.float32(5)
# Words of one query that are corrected; each costs a look at every word of the index.
MOST_CORRECTED = 5
# A run of Chinese needs so many characters for one of them to be taken as mistyped.
SHORTEST_LOOSE = 3
# A query of fewer letters is the beginning of too many names.
SHORTEST_BEGINNING = 3
# Entries whose names begin with a query; more would make no difference to the first pages.
MOST_BEGINNINGS = 500
# Words that complete a beginning: looked at, and counted.
MOST_READ, MOST_COMPLETED = 2_000, 50


@dataclass(frozen=True)
class Match:
    """The entries that match and their scores; what might have been meant, and notices."""

    mask: Mask
    scores: Scores
    meant: str = ""
    notices: tuple[Notice, ...] = ()


@dataclass
class _Found:
    """The scores of each word of a query, those of the words that an entry needs, and which words no entry has."""

    scores: list[Scores] = field(default_factory=list)
    required: list[Scores] = field(default_factory=list)
    unknown: list[Wanted] = field(default_factory=list)


def match(snapshot: Snapshot, parsed: Parsed, language: str) -> Match | None:
    """Return what matches the words and phrases of a query; None if it has none to find or to leave out.

    `language` is the reader's.
    """
    own = BITS[language]
    alive = to_mask(snapshot.alive, snapshot.size)
    result: Match | None = None
    words = wanted(" ".join(parsed.words))
    if words or parsed.phrases:
        result = _with_words(snapshot, parsed, words, alive, own)
    without = _without(snapshot, parsed, own)
    if without is not None:
        base = result or Match(alive, np.zeros(snapshot.size, np.float32))
        result = replace(base, mask=base.mask & ~without)
    return result


def _with_words(
    snapshot: Snapshot, parsed: Parsed, words: list[Wanted], alive: Mask, own: int, *, correcting: bool = True
) -> Match:
    phrases = alive.copy()
    for phrase in parsed.phrases:
        phrases &= phrase_mask(snapshot, phrase)
    found = _score(snapshot, words, own)
    match = _all_words(snapshot, parsed, found, phrases, own)
    if match.mask.any() or not words:
        return replace(match, meant=_corrected(snapshot, parsed, found.unknown))
    if correcting and (meant := _corrected(snapshot, parsed, found.unknown)):
        again = _with_words(snapshot, replace(parsed, words=meant.split()), wanted(meant), alive, own, correcting=False)
        notice = Notice("q", _("Nothing matches it as typed; “%(words)s” was searched instead.") % {"words": meant})
        return replace(again, meant="", notices=(notice, *again.notices))
    if any(word.ideographs for word in found.unknown):
        loose = _all_words(snapshot, parsed, _score(snapshot, words, own, loosely=True), phrases, own)
        if loose.mask.any():
            message = _("Nothing matches it as typed; entries with all but one of its characters are shown.")
            notice = Notice("q", message)
            return replace(loose, notices=(notice,))
    return _most_words(found, phrases, match.scores)


def _all_words(snapshot: Snapshot, parsed: Parsed, found: _Found, phrases: Mask, own: int) -> Match:
    """Return the entries that have every word, and those that the query names."""
    in_phrases = (score for phrase in parsed.phrases for score in _score(snapshot, wanted(phrase), own).scores)
    scores = total([*found.scores, *in_phrases], snapshot.size)
    mask = phrases.copy()
    for one in found.required:
        mask &= one > 0
    return _names(snapshot, parsed, mask, scores)


def _most_words(found: _Found, phrases: Mask, scores: Scores) -> Match:
    """Return the entries that have most of the words, where none has all."""
    having = np.sum([one > 0 for one in found.required], axis=0)
    having = np.where(phrases, having, 0)
    most = int(having.max(initial=0))
    if most == 0:
        return Match(np.zeros(len(phrases), np.bool_), scores)
    message = _("No entry has all of its words; entries with %(found)s of %(all)s are shown.")
    notice = Notice("q", message % {"found": most, "all": len(found.required)})
    return Match(having == most, scores, notices=(notice,))


def _score(snapshot: Snapshot, words: list[Wanted], own: int, *, loosely: bool = False) -> _Found:
    """Score each word. `loosely`: a run of Chinese may lack one of its characters, in whatever order the others are."""
    found = _Found()
    every = not any(word.required for word in words)
    for word in words:
        if word.ideographs:
            best = _run(snapshot, word, own, loosely=loosely)
        else:
            best = np.zeros(snapshot.size, np.float32)
            for alternative in word.alternatives:
                pieces = [_piece(snapshot, forms, own) for forms in alternative]
                weight = total(pieces, snapshot.size)
                for piece in pieces if len(pieces) > 1 else ():
                    weight[piece == 0] = 0
                np.maximum(best, weight, out=best)
        found.scores.append(best)
        if every or word.required:
            found.required.append(best)
        if not best.any():
            found.unknown.append(word)
    return found


def _run(snapshot: Snapshot, word: Wanted, own: int, *, loosely: bool) -> Scores:
    """Return what a run of Chinese weighs in the entries that have it."""
    if loosely and len(word.text) >= SHORTEST_LOOSE:
        single = [_piece(snapshot, (character,), own) for character in word.text]
        having = np.sum([score > 0 for score in single], axis=0)
        return np.where(having >= len(word.text) - 1, total(single, snapshot.size), np.float32(0))
    pairs = [_piece(snapshot, forms, own) for forms in word.alternatives[0]]
    weight = total(pairs, snapshot.size)
    # Character i is the second of pair i - 1 and the first of pair i.
    for before, after in zip([None, *pairs], [*pairs, None], strict=True):
        covered = [pair > 0 for pair in (before, after) if pair is not None]
        weight[~np.logical_or.reduce(covered)] = 0
    return weight


def beginning(snapshot: Snapshot, start: str, language: str) -> Scores:
    """Return what the words that begin so weigh in each entry, the commonest MOST_COMPLETED of them."""
    wanted = plain(start)
    lexicon = snapshot.postings.lexicon
    words = {lexicon[number] for number in lexicon.starting(wanted)[:MOST_READ]}
    words |= {word for word in (*snapshot.terms.words, *snapshot.postings.recent.words) if word.startswith(wanted)}
    frequent = sorted(words, key=lambda word: -frequency(snapshot, word))[:MOST_COMPLETED]
    best = np.zeros(snapshot.size, np.float32)
    for word in frequent:
        np.maximum(best, _piece(snapshot, (word,), BITS[language]), out=best)
    return best


def total(scores: Sequence[Scores], size: int) -> Scores:
    """Return the sum of scores, all zero where there are none."""
    result = np.zeros(size, np.float32)
    for one in scores:
        result += one
    return result


def _piece(snapshot: Snapshot, forms: tuple[str, ...], own: int) -> Scores:
    """Return for each entry what one typed piece weighs there, in the best of its forms."""
    score = np.zeros(snapshot.size, np.float32)
    frequency = 0
    for place, form in enumerate(forms):
        factor = np.float32(1 if place == 0 else FORM)
        slots, weights, spoken = snapshot.postings.find(form)
        score[slots] = np.maximum(score[slots], _heard(weights, spoken, own) * factor)
        frequency = max(frequency, len(slots))
        for (parameter, code), (weight, languages) in snapshot.terms.words.get(form, {}).items():
            bits = snapshot.facets.values[parameter][code].entries
            if bits:
                mask = to_mask(bits, snapshot.size)
                heard = np.float32(weight) if languages & own else np.float32(weight) * FOREIGN
                np.maximum(score, mask * (heard * factor), out=score)
                frequency = max(frequency, bits.bit_count())
    return score * np.float32(rarity(frequency, snapshot.entries))


def _heard(weights: Weights, spoken: Spoken, own: int) -> Weights:
    """Return what words count for a reader of the language with the bit `own`."""
    return np.where(spoken & own, weights, weights * FOREIGN)


def spoken(snapshot: Snapshot, parsed: Parsed, slots: Sequence[int], language: str) -> tuple[str, ...]:
    """Return for each entry in which language the query's words stand there: "" for the reader's own `language`.

    A word that stands in several languages, such as a name, is in each of them. Of several languages in which the words
    stand that are not in the reader's, the first is returned, in the order of the site's languages.
    """
    words = wanted(" ".join([*parsed.words, *parsed.phrases]))
    if not words or not slots:
        return ("",) * len(slots)
    asked = np.asarray(slots, np.uint32)
    foreign = np.full(len(slots), EVERY, np.int64)
    for word in words:
        here = np.zeros(len(slots), np.int64)
        for form in {form for alternative in word.alternatives for forms in alternative for form in forms}:
            here |= _languages(snapshot, form, asked)
        # A word that the entry has in the reader's language, or lacks, says nothing about others.
        foreign &= np.where((here & BITS[language]) | (here == 0), EVERY, here)
    return tuple("" if bits == EVERY else _first(int(bits)) for bits in foreign)


def _languages(snapshot: Snapshot, form: str, asked: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return as bits the languages in which each of the entries has an index word."""
    here = np.zeros(len(asked), np.int64)
    slots, _, spoken_there = snapshot.postings.find(form)
    if len(slots):
        # Slots are sorted: those of the files, then the recent ones behind them.
        places = np.minimum(np.searchsorted(slots, asked), len(slots) - 1)
        here |= np.where(slots[places] == asked, spoken_there[places], 0)
    for (parameter, code), (_, languages) in snapshot.terms.words.get(form, {}).items():
        entries = snapshot.facets.values[parameter][code].entries
        here |= np.asarray([languages if entries >> int(slot) & 1 else 0 for slot in asked])
    return here


def _first(bits: int) -> str:
    """Return the first of the languages in a set of bits, "" if there is none."""
    return next((language for language, bit in BITS.items() if bits & bit), "")


def phrase_mask(snapshot: Snapshot, phrase: str) -> Mask:
    """Return the entries in one of whose texts, or of their terms' names, the words stand next to each other."""
    words = phrase_words(phrase)
    mask = np.zeros(snapshot.size, np.bool_)
    if not words:
        return ~mask
    mask[snapshot.postings.phrase(words)] = True
    for parameter, code in snapshot.terms.phrase(words):
        mask |= to_mask(snapshot.facets.values[parameter][code].entries, snapshot.size)
    return mask


def _names(snapshot: Snapshot, parsed: Parsed, mask: Mask, scores: Scores) -> Match:
    """Let entries in whose name is the query match in any case and come first, then those of a term with this name."""
    text = parsed.text
    if not text:
        return Match(mask, scores)
    scores, mask = scores.copy(), mask.copy()
    for parameter, named in snapshot.terms.named.items():
        code = named.get(fold(text))
        if code is not None and parameter not in CHOSEN_ONLY:
            of_term = to_mask(snapshot.facets.values[parameter][code].entries, snapshot.size)
            scores[of_term] += EXACT_TERM
            mask |= of_term
    if len(text) >= SHORTEST_BEGINNING:
        beginning = snapshot.postings.named_like(text, MOST_BEGINNINGS)
        scores[beginning] += NAME_BEGINS
        mask[beginning] = True
    exact = list(snapshot.postings.named(text))
    scores[exact] += EXACT_NAME
    mask[exact] = True
    return Match(mask & to_mask(snapshot.alive, snapshot.size), scores)


def _without(snapshot: Snapshot, parsed: Parsed, own: int) -> Mask | None:
    masks = [score > 0 for score in _score(snapshot, wanted(" ".join(parsed.without_words)), own).scores]
    masks += [phrase_mask(snapshot, phrase) for phrase in parsed.without_phrases]
    return np.logical_or.reduce(masks) if masks else None


def _corrected(snapshot: Snapshot, parsed: Parsed, unknown: list[Wanted]) -> str:
    """Return the words of the query with those that no entry has corrected; "" where there is nothing to correct."""
    if not unknown:
        return ""
    replaced = {word.text: correction(snapshot, word.text) for word in unknown[:MOST_CORRECTED]}
    if not any(replaced.values()):
        return ""
    return " ".join(replaced.get(word.text) or word.text for word in wanted(" ".join(parsed.words)))
