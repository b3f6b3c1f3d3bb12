"""The words of vocabulary terms and sources: which terms a typed word means, in any of the languages.

Kept in memory: a few hundred terms, however many entries there are. An entry has the words of its terms and of their
parents, because choosing a parent includes its children.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from datasets.words.folding import fold

from .analysis import analysed, chunks
from .facets import Value
from .lexicon import LAST
from .postings import FORM, Text, weigh

# What a term's word weighs: below a name, above a summary.
WEIGHT = 5.0

# Facets that a visitor chooses by name, but whose words stay words: "research" is in too many texts to mean a right.
CHOSEN_ONLY = frozenset({"use"})

EXAMPLES = re.compile(r"[(（].*?[)）]")

# A term: its facet's parameter and its code.
Term = tuple[str, str]


@dataclass(frozen=True, eq=False)
class TermIndex:
    """Index word -> the terms that have it, its weight and languages (bits); folded name or code -> code, by facet."""

    words: Mapping[str, Mapping[Term, tuple[float, int]]]
    orders: Mapping[Term, tuple[str, ...]]
    named: Mapping[str, Mapping[str, str]]

    def called(self, name: str) -> Iterator[Term]:
        """Yield the terms that a folded text is the name, a synonym or the code of."""
        return ((parameter, named[name]) for parameter, named in self.named.items() if name in named)

    def beginning(self, prefix: str) -> list[str]:
        """Return the index words that begin so, stems left out, in the order of `words`."""
        first, last = bisect_left(self._sorted, (prefix,)), bisect_left(self._sorted, (prefix + LAST,))
        return [word for word, _ in sorted(self._sorted[first:last], key=itemgetter(1))]

    @cached_property
    def _sorted(self) -> list[tuple[str, int]]:
        """The words that are no stems, sorted, each with its place in `words`."""
        return sorted((word, place) for place, word in enumerate(self.words) if "~" not in word)

    def phrase(self, words: Sequence[str]) -> Iterable[Term]:
        """Yield the terms in one of whose names the plain `words` stand next to each other."""
        wanted = "\0".join(["", *words, ""])
        for term, order in self.orders.items():
            if wanted in "\0".join(["", *order, ""]):
                yield term


def build(values: Mapping[str, Mapping[str, Value]]) -> TermIndex:
    """Index the names, synonyms and codes of all facet values; of some facets, for choosing alone."""
    words: dict[str, dict[Term, tuple[float, int]]] = defaultdict(dict)
    orders: dict[Term, tuple[str, ...]] = {}
    named: dict[str, dict[str, str]] = {parameter: {} for parameter in values}
    for parameter, members in values.items():
        for code, value in members.items():
            if parameter not in CHOSEN_ONLY:
                found = weigh(_texts(parameter, value))
                orders[parameter, code] = tuple(found.order)
                for word, weight in found.weights.items():
                    words[word][parameter, code] = (weight, found.spoken[word])
            for name in (code, *value.names.values(), *(word for many in value.synonyms.values() for word in many)):
                named[parameter].setdefault(fold(name), code)
    return TermIndex(words, orders, named)


def _texts(parameter: str, value: Value) -> Iterable[Text]:
    # Names of sources and codes such as CT are in no language; a code in small letters, such as kidney, is English.
    is_name = parameter == "source"
    yield Text(value.code, "" if is_name or not value.code.islower() else "en", WEIGHT)
    for language, name in value.names.items():
        # What stands in brackets behind a category's name are examples, each a term of its own.
        said = EXAMPLES.sub("", name) if parameter == "category" else name
        yield Text(said, "" if is_name else language, WEIGHT)
    for language, synonyms in value.synonyms.items():
        for synonym in synonyms:
            yield Text(synonym, language, WEIGHT * FORM)


def phrase_words(text: str) -> list[str]:
    """Return the plain words of a quoted phrase."""
    return [word for chunk in chunks(text) for word in analysed(chunk, "").words]
