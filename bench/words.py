"""Made-up languages: for each of the five, a vocabulary of some ten thousands of words and how often each is used.

The most frequent words are real ones (of grammar and of the field), the others are built from syllables and endings of
the language, so that folding, stemming and word splitting have their usual work. Frequencies follow Zipf's law.
words.json has for each language the words of grammar and of the field, and the beginnings, vowels and endings that
words are built from; "bare" counts as so many empty endings.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")
SIZE = 30_000
SEED = 20_240_711


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language, the most frequent first, and how often the first n of them are used together."""

    words: tuple[str, ...]
    cumulative: tuple[float, ...]

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Return `count` words as a text has them: frequent ones often, rare ones hardly ever."""
        return chance.choices(self.words, cum_weights=self.cumulative, k=count)


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the vocabulary of a language of LANGUAGES: always the same words in the same order."""
    chance = random.Random(f"{SEED}:{language}")  # noqa: S311 - reproducible on purpose
    parts = _parts()[language]
    words = dict.fromkeys(_head(parts["grammar"].split(), parts["field"].split()))
    if language == "zh-hans":
        characters = common_characters()
        while len(words) < SIZE:
            words["".join(chance.choices(characters, k=chance.choice((1, 2, 2, 2, 2, 2, 3))))] = None
    else:
        onsets, vowels = parts["onsets"].split(), parts["vowels"].split()
        endings = parts["endings"].split() + [""] * parts["bare"]
        while len(words) < SIZE:
            words[_word(chance, onsets, vowels, endings)] = None
    return Vocabulary(tuple(words), tuple(accumulate(1 / rank for rank in range(1, SIZE + 1))))


@cache
def field_words(language: str) -> tuple[str, ...]:
    """Return the real words of the field, which are among the most frequent: what a visitor would type."""
    return tuple(_parts()[language]["field"].split())


@cache
def _parts() -> dict[str, dict[str, Any]]:
    return json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


def _head(grammar: Sequence[str], field: Sequence[str]) -> list[str]:
    """Return the most frequent words: four of grammar, then both kinds by turns, then the rest of the field's."""
    first, turns = 4, len(grammar) - 4
    mixed = [word for pair in zip(field[:turns], grammar[first:], strict=True) for word in pair]
    return [*grammar[:first], *mixed, *field[turns:]]


def _word(chance: random.Random, onsets: Sequence[str], vowels: Sequence[str], endings: Sequence[str]) -> str:
    syllables = chance.choice((1, 2, 2, 3))
    stem = "".join(chance.choice(onsets) + chance.choice(vowels) for _ in range(syllables))
    return stem + chance.choice(onsets)[0] + chance.choice(endings)


@cache
def common_characters() -> tuple[str, ...]:
    """Return the 3,755 characters of level 1 of GB 2312: those in common use, in rows 16 to 55 of the standard."""
    cells = (bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 56) for cell in range(1, 95))
    return tuple(pair.decode("gb2312") for pair in cells if pair < b"\xd7\xfa")
