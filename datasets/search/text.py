"""Words: which entries match what a visitor typed, and how well.

Names weigh more than vocabulary terms, these more than the summary, this more than the description. A query that is a
name, or the beginning of one, puts that entry first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from .analysis import fold, words

WEIGHTS = {"name": 12.0, "terms": 5.0, "summary": 2.0, "description": 1.0}
EXACT_NAME = 10_000.0
NAME_PREFIX = 100.0


@dataclass(frozen=True)
class Texts:
    """The texts of one entry. `names` are its name and aliases; `fields` the other texts by their key in WEIGHTS."""

    names: tuple[str, ...]
    fields: Mapping[str, str]


class TextIndex:
    """An inverted index in memory: word -> entry number -> weight."""

    def __init__(self, entries: Iterable[Texts]) -> None:
        """Index the entries, numbered from 0 in the order given."""
        self.words: dict[str, dict[int, float]] = defaultdict(dict)
        self.names: dict[int, tuple[str, ...]] = {}
        for number, entry in enumerate(entries):
            self.names[number] = tuple(_joined(name) for name in entry.names)
            fields = {"name": " ".join(entry.names), **entry.fields}
            for field, text in fields.items():
                for word in set(words(text)):
                    postings = self.words[word]
                    postings[number] = postings.get(number, 0.0) + WEIGHTS[field]
        self.size = len(self.names)

    def search(self, text: str) -> tuple[dict[int, float], bool]:
        """Return the entries that match `text` with their scores, and whether all words were found in them.

        Where no entry has all words, those that have some are returned.
        """
        postings = [(word, self.words.get(word, {})) for word in dict.fromkeys(words(text))]
        if not postings:
            return {}, True
        everywhere = set.intersection(*(set(entries) for _, entries in postings))
        candidates = everywhere or {number for _, entries in postings for number in entries}
        scores = dict.fromkeys(candidates, 0.0)
        for _, entries in postings:
            rarity = log(1 + self.size / (1 + len(entries)))
            for number in candidates & entries.keys():
                scores[number] += entries[number] * rarity
        wanted = _joined(text)
        for number in candidates:
            if wanted in self.names[number]:
                scores[number] += EXACT_NAME
            elif any(name.startswith(wanted) for name in self.names[number]):
                scores[number] += NAME_PREFIX
        return scores, bool(everywhere)


def _joined(text: str) -> str:
    """Return the letters and digits of `text` alone, so that "ChestX-ray14" and "chestxray 14" are the same name."""
    return "".join(character for character in fold(text) if character.isalnum())
