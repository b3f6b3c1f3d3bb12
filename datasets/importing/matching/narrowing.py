"""Which few of many entries a finder is made of for one question, without taking the names of all apart.

Looked at are words, their beginnings and ends, initials and normal addresses; what few entries have counts the most.
It is wider than what the finder itself asks (ways), which decides, and it is bounded, however large the catalogue is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nlargest
from math import log

from datasets.importing.matching.glossary import FILLING
from datasets.importing.matching.identity import place
from datasets.importing.matching.known import Known
from datasets.importing.matching.names import (
    ABBREVIATED,
    ABBREVIATION,
    Lexicon,
    abbreviations,
    pieces,
    root,
    spellings,
    tokens,
)

# Entries around one question, of which the finder looks at few closely.
AROUND = 240
# What a whole name, an abbreviation or an address leads to is likelier than what a word does.
WHOLE = 3
# Letters with which a word or a name begins or ends: a slip leaves one of the two as it was.
GLIMPSED = 3
# The words of all names are asked for at every question.
_root = lru_cache(maxsize=1 << 16)(root)


def sharing(known: Sequence[Known]) -> list[Known]:
    """Return the entries that have a name, an identifier or an address in common with others: all doubles are there."""
    owners: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(known):
        spelled = (way for name in (one.name, *one.names) for way in spellings(name))
        for way in {*spelled, *map(place, one.texts)}:
            if way:
                owners[way].append(at)
    return [known[at] for at in sorted({at for found in owners.values() if len(found) > 1 for at in found})]


def around(known: Sequence[Known], texts: Sequence[str], lexicon: Lexicon) -> list[Known]:
    """Return the AROUND entries at most to which names, addresses or DOIs lead, by the rarest keys."""
    asked = _Asked(texts, lexicon, known)
    found = [asked.keys(one) for one in known]
    tally = Counter(key for keys in found for key in keys)
    rarity = {
        key: log(1 + len(known) / number) * (WHOLE if key in asked.whole or key in asked.places else 1)
        for key, number in tally.items()
    }
    votes = {at: sum(rarity[key] for key in sorted(keys)) for at, keys in enumerate(found) if keys}
    return [known[at] for at in sorted(nlargest(AROUND, votes, key=votes.__getitem__))]


class _Asked:
    """What leads from a question to entries: each key of an entry that it has is the more, the fewer have it."""

    def __init__(self, texts: Sequence[str], lexicon: Lexicon, known: Iterable[Known]) -> None:
        self.places = {key for text in texts if (key := place(text))}
        # Words with their beginnings and ends; whole names, what abbreviates them and what they may abbreviate.
        self.glimpses: set[str] = set()
        self.whole: set[str] = set()
        self.meanings: dict[str, str] = {}
        # Words recur from entry to entry.
        self._seen: dict[str, tuple[str, ...]] = {}
        short = {letters for one in known for name in (one.name, *one.names) if (letters := _letters(tokens(name)))}
        beginnings = {letters[:end] for letters in short for end in range(len(letters) + 1)}
        for text in texts:
            self.meanings |= lexicon.meanings(text)
            for part in (text, *pieces(text)):
                words = tokens(part)
                self.glimpses.update(key for word in (*words, "".join(words)) for key in _glimpses(word))
                self.whole.update(_whole(words))
                self.whole.update(f"={letters}" for letters in abbreviations(lexicon.name(part), beginnings))

    def keys(self, one: Known) -> set[str]:
        """Return the keys by which the question leads to an entry."""
        found = {key for text in one.texts if (key := place(text)) in self.places}
        for name in (one.name, *one.names):
            words = tokens(name)
            for word in words:
                keys = self._seen.get(word)
                if keys is None:
                    keys = self._seen[word] = self._of_word(word)
                found.update(keys)
            found.update(self._of_spelling("".join(words)))
            found.update(key for key in _whole(words) if key in self.whole)
        return found

    def _of_word(self, word: str) -> tuple[str, ...]:
        """Return what leads to a word: what it means, else the word, else its beginning or end."""
        meaning = self.meanings.get(_root(word))
        return (meaning,) if meaning else self._of_spelling(word)

    def _of_spelling(self, word: str) -> tuple[str, ...]:
        keys = tuple(key for key in _glimpses(word) if key in self.glimpses)
        return keys[:1] if word in keys else keys


def _glimpses(word: str) -> tuple[str, ...]:
    """Return a word or name, its beginning and its end; nothing of what says little."""
    if len(word) < GLIMPSED or word in FILLING:
        return ()
    return word, f"{word[:GLIMPSED]}-", f"-{word[-GLIMPSED:]}"


def _whole(words: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of a name as a whole: as an abbreviation, without its numbers, and its initials."""
    said = [word for word in words if word not in FILLING and not word.isdigit()]
    initials = "".join(word[0] for word in said) if len(said) in ABBREVIATED else ""
    return tuple(f"={letters}" for letters in (_letters(words), initials) if letters)


def _letters(words: Sequence[str]) -> str:
    """Return a name that may be an abbreviation, without its numbers; "" for any other."""
    letters = "".join(word for word in words if not word.isdigit())
    return letters if len(letters) in ABBREVIATION else ""
