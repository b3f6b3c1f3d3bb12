"""How alike two names of datasets are: their words in five languages, numbers, words of variants, abbreviations.

Likeness is half the overlap of words, weighted by how rare they are, and half the ratio of the spellings. It never says
that two things are one. WRatio and token_set are not used: they give 85 and more to names of different datasets, whose
numbers or one short word tell them apart.
"""

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from sys import intern

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from datasets.importing.matching.glossary import FILLING, FILLING_CHINESE, KINDS_OF_SETS, MARKS, MEANINGS, ROMAN
from datasets.index.analysis import CYRILLIC, stem
from datasets.models import Verdict
from datasets.words.folding import IDEOGRAPH, fold, joined

Is = Verdict.Is

LONGEST = 300
TOKEN = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+|\d+")
APOSTROPHE = re.compile(r"\b[dlDL]['’]|['’](?:s\b)?")
SPACED = re.compile(r"hugging[ -]face")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
# A year, of which the last two digits count: KiTS19 is KiTS 2019.
YEAR = re.compile(r"(?:19|20)(\d\d)")
# A meaning stands for a word or several, whatever the language.
MEANING = "§"
# Words of a phrase that are looked at together.
LONGEST_PHRASE = 4
# Words that are remembered without their slips, and without their endings.
WORDS = 4_096
# From here on two words are spellings of one (measured on the catalogue's names); shorter ones are abbreviations.
SPELLED_ALIKE, SHORTEST_SPELLED = 0.92, 4
# Letters of an abbreviation, and words that it may stand for.
ABBREVIATION = range(3, 13)
ABBREVIATED = range(3, 9)
# Letters that one word gives at most, and all together beyond one each: LiTS is Liver Tumor Segmentation.
LETTERS_OF_A_WORD, LETTERS_BEYOND = 3, 3
# Small words that abbreviations pass over.
JOINTS = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "into", "its", "of", "on", "the", "to", "with", "using", "via")
)
# Where a name is in two parts: one is an abbreviation, or says what the other means.
BRACKETS = re.compile(r"(?P<before>.*?)\s*[(\[（【](?P<within>[^()\[\]（）【】]+)[)\]）】]\s*(?P<after>.*)")
PARTED = re.compile(r"\s*[:：|]\s+|[：]|\s+[-–—]\s+|[—]{1,2}")


@dataclass(frozen=True)
class Name:
    """A name taken apart.

    `key` is how names are compared exactly, `core` the same without what says no more than that it is a dataset, and
    `bare` without numbers and marks of a variant as well. `plain` are the words of the core, `words` those of the bare
    name, with one meaning for all words that mean it. `marks` are words of a variant with the relation that each says.
    """

    text: str
    key: str
    core: str
    bare: str
    plain: tuple[str, ...]
    words: tuple[str, ...]
    numbers: frozenset[str]
    marks: Mapping[str, Verdict.Is]

    @cached_property
    def in_order(self) -> str:
        """The words of the bare name, sorted, as one spelling."""
        return "".join(sorted(word for word in self.plain if word not in self.marks and not word.isdigit()))

    @cached_property
    def own(self) -> frozenset[str]:
        """The words that have no meaning but to tell it from others."""
        return frozenset(word for word in self.words if not word.startswith(MEANING))

    @cached_property
    def spelled(self) -> tuple[tuple[str, ...], ...]:
        """The words that an abbreviation may take letters of: compounds as one or several, with filling or without."""
        folded = fold(APOSTROPHE.sub("", self.text))
        left_out = JOINTS | self.marks.keys()
        parts = [TOKEN.findall(token) for token in folded.split()]
        found: dict[tuple[str, ...], None] = {}
        for words in ([word for some in parts for word in some], ["".join(some) for some in parts]):
            whole = [word for word in words if word and word not in left_out and not word.isdigit()]
            filled = [word for word in whole if word not in FILLING]
            for some in (whole, filled, whole[:-1] if whole and whole[-1] in FILLING else filled):
                if len(some) in ABBREVIATED:
                    found[tuple(some)] = None
        return tuple(found)

    @cached_property
    def initials(self) -> frozenset[str]:
        """The initials of those words."""
        return frozenset("".join(word[0] for word in words) for words in self.spelled)

    @cached_property
    def known(self) -> frozenset[str]:
        """The words of the bare name."""
        return frozenset(self.words)

    @cached_property
    def is_generic(self) -> bool:
        """Whether it names no dataset but what many are of: “Breast cancer”, “Brain MRI”."""
        return not self.own


class Lexicon:
    """The words of the vocabularies, by which a word of any language is a meaning, and names that were taken apart."""

    def __init__(self, terms: Iterable[tuple[str, str]] = ()) -> None:
        """Begin with pairs of a code and a word for it."""
        self._phrases: dict[str, str] = {}
        self._chinese: dict[str, str] = {}
        lines = (line.replace(";", " ").split() for line in MEANINGS.strip().splitlines())
        glossary = ((words[0], word) for words in lines for word in words)
        for code, word in (*terms, *glossary):
            tokens = [token for token in TOKEN.findall(APOSTROPHE.sub("", fold(word))) if token not in FILLING]
            if len(tokens) == 1 and CHINESE.fullmatch(tokens[0]):
                self._chinese.setdefault(tokens[0], code)
            elif tokens and len("".join(tokens)) > 1 and not MARKS.keys() & set(tokens):
                self._phrases.setdefault(" ".join(map(root, tokens)), code)
        self._longest = max(map(len, self._chinese), default=0)
        # The first word of each phrase, with how many words the longest has that begins so.
        self._begun: dict[str, int] = {}
        for phrase in self._phrases:
            first, *rest = phrase.split()
            self._begun[first] = max(self._begun.get(first, 0), min(LONGEST_PHRASE, len(rest) + 1))
        slips = _slips({word for phrase in self._phrases for word in phrase.split()} | KINDS_OF_SETS)
        # Words recur from name to name, but every row may have new ones.
        self._right = lru_cache(maxsize=WORDS)(partial(_right, slips))
        self._root = lru_cache(maxsize=WORDS)(root)

    def name(self, text: str) -> Name:
        """Return a name taken apart."""
        text = text[:LONGEST]
        folded = SPACED.sub("huggingface", fold(APOSTROPHE.sub("", text)))
        tokens = map(self._right, self._tokens(folded))
        plain = tuple(token for token in tokens if token not in FILLING)
        numbers: set[str] = set()
        marks: dict[str, Is] = {}
        words: list[str] = []
        place = 0
        while place < len(plain):
            token = plain[place]
            length, code = self._meaning(plain, place)
            if code:
                words.append(f"{MEANING}{code}")
            elif token.isdigit():
                year = YEAR.fullmatch(token)
                numbers.add((year[1] if year else token).lstrip("0") or "0")
            elif token in MARKS:
                marks[token] = MARKS[token]
            else:
                words.append(token)
            place += length
        bare = "".join(token for token in plain if token not in marks and not token.isdigit())
        return Name(
            text, joined(text), "".join(plain), bare, plain, tuple(dict.fromkeys(words)), frozenset(numbers), marks
        )

    def meanings(self, text: str) -> dict[str, str]:
        """Return the words that mean what a text names, whatever their language, without their endings, each with what
        it means."""
        codes = {word.removeprefix(MEANING) for word in self.name(text).words if word.startswith(MEANING)}
        return {
            word: code
            for phrases in (self._phrases, self._chinese)
            for phrase, code in phrases.items()
            if code in codes
            for word in phrase.split()
        }

    def _tokens(self, folded: str) -> Iterator[str]:
        for token in TOKEN.findall(folded):
            if CHINESE.fullmatch(token):
                yield from self._of_chinese(token)
            else:
                yield token

    def _of_chinese(self, text: str) -> Iterator[str]:
        """Yield the words of a text without blanks: the longest that are known, and what is left between them."""
        left, place = "", 0
        while place < len(text):
            for length in range(min(self._longest, len(text) - place), 0, -1):
                word = text[place : place + length]
                if word in self._chinese or word in MARKS or word in FILLING_CHINESE:
                    if left:
                        yield left
                    left = ""
                    if word not in FILLING_CHINESE:
                        yield word
                    place += length
                    break
            else:
                left += text[place]
                place += 1
        if left:
            yield left

    def _meaning(self, plain: tuple[str, ...], place: int) -> tuple[int, str]:
        """Return how many words from a place on mean one thing, the most that do, and what; 1 and "" for none."""
        if plain[place] in self._chinese:
            return 1, self._chinese[plain[place]]
        longest = self._begun.get(self._root(plain[place]), 0)
        for length in range(min(longest, len(plain) - place), 0, -1):
            phrase = " ".join(map(self._root, plain[place : place + length]))
            if phrase in self._phrases:
                return length, self._phrases[phrase]
        return 1, ""


def root(word: str) -> str:
    """Return a word without its ending, as phrases of the vocabularies are compared: Russian ones have many."""
    if CYRILLIC.match(word):
        return stem(word, "ru") or word
    return word.rstrip("s") if len(word) > SHORTEST_SPELLED else word


# Words of so many letters are known with a slip in them.
SHORTEST_SLIPPED = 6


def _slips(words: Collection[str]) -> dict[str, str]:
    """Return the word that each spelling with one letter left out is of; of a word itself, itself."""
    found = {word: word for word in words if len(word) >= SHORTEST_SLIPPED and word.isalpha()}
    # In one order, so that a spelling near two words is the same one in every run.
    for word in sorted(found, reverse=True):
        for at in range(len(word)):
            found.setdefault(word[:at] + word[at + 1 :], word)
    return found


def _right(slips: Mapping[str, str], token: str) -> str:
    """Return a token in the spelling by which it is compared: a number for a Roman one, a word without a slip."""
    return ROMAN.get(token) or _spelled(slips, token)


def _spelled(slips: Mapping[str, str], token: str) -> str:
    """Return the word that a token is with a slip in it, where it is one that many names have; else the token."""
    if len(token) < SHORTEST_SLIPPED - 1 or not token.isalpha() or token in FILLING or token in MARKS:
        return token
    if slips.get(token) == token:
        return token
    if (rooted := root(token)) != token and slips.get(rooted) == rooted:
        return token
    return _slipped(token, slips) or token


def _slipped(token: str, slips: Mapping[str, str]) -> str:
    """Return the word that a token is with a letter left out, turned, changed or doubled; "" for none.

    A letter more that is no double makes another name: “PROSTATEx”.
    """
    if token in slips:
        return slips[token]
    for at in range(len(token)):
        less = token[:at] + token[at + 1 :]
        word = slips.get(less, "")
        if word and (word != less or (at and token[at] == token[at - 1])):
            return word
    return ""


def pieces(text: str) -> list[str]:
    """Return the parts of a name that is in two: a name and its abbreviation, or what it means.

    >>> pieces("Digital Retinal Images for Vessel Extraction (DRIVE)")
    ['Digital Retinal Images for Vessel Extraction', 'DRIVE']
    """
    text = text[:LONGEST]
    if (found := BRACKETS.fullmatch(text)) is not None:
        outside = f"{found['before']} {found['after']}".strip()
        parts = [outside, found["within"].strip()]
    else:
        parts = PARTED.split(text, maxsplit=1)
    return [part for part in parts if len(joined(part)) > 1] if len(parts) > 1 else []


def likeness(one: Name, other: Name, weight: Callable[[str], float]) -> float:
    """Return how alike two bare names are, 0 to 1: half the overlap of their words, half the ratio of their spellings.

    Where their words mean the same, in whatever language and order, the spelling counts less.
    """
    spelled = max(ratio(one.bare, other.bare), ratio(one.in_order, other.in_order))
    if spelled < UNLIKE and one.known.isdisjoint(other.known):
        return spelled / 2
    shared = overlap(one.words, other.words, weight)
    if IDEOGRAPH.search(one.bare) and IDEOGRAPH.search(other.bare):
        # Without blanks a slip leaves no word as it was.
        shared = max(shared, spelled)
    found = (shared + spelled) / 2
    if one.in_order == other.in_order or any(word.startswith(MEANING) for word in one.words if word in other.words):
        return max(found, MEANT * shared, MEANT * spelled if one.in_order == other.in_order else 0)
    return found


@lru_cache(maxsize=1 << 16)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a name, folded, for a quick look at many.

    Names change seldom and are looked at after each change of the catalogue: many of them are remembered.
    """
    return tuple(map(intern, TOKEN.findall(fold(text[:LONGEST]))))


@lru_cache(maxsize=1 << 16)
def spellings(text: str) -> tuple[str, str]:
    """Return a name in two spellings: its letters and digits, and its words in one order.

    The second is without what says that it is a dataset.
    """
    words = tokens(text)
    return "".join(words), "".join(sorted(word for word in words if word not in FILLING))


def ratio(one: str, other: str) -> float:
    """Return how alike two spellings are, 0 to 1."""
    return fuzz.ratio(one, other) / 100


# Spellings less alike than this have no word in which there are slips alone.
UNLIKE = 0.5
# What words of the same meaning in another order or language are worth: it is not seen that they are the same.
MEANT = 0.85


def overlap(ones: Collection[str], others: Collection[str], weight: Callable[[str], float]) -> float:
    """Return the weight of the words that both have, spelled alike, as part of all of theirs (Dice)."""
    total = sum(map(weight, ones)) + sum(map(weight, others))
    if not total:
        return 0.0
    shared = 2 * sum(weight(word) for word in ones if word in others)
    left = [word for word in ones if word not in others and _is_spelled(word)]
    right = [word for word in others if word not in ones and _is_spelled(word)]
    for word in left:
        for place, near in enumerate(right):
            alike = JaroWinkler.similarity(word, near, score_cutoff=SPELLED_ALIKE)
            if alike:
                shared += alike * (weight(word) + weight(near))
                del right[place]
                break
    return min(1.0, shared / total)


def _is_spelled(word: str) -> bool:
    return len(word) >= SHORTEST_SPELLED and not word.startswith(MEANING) and not word.isdigit()


def abbreviates(letters: str, name: Name) -> bool:
    """Tell whether letters are an abbreviation of a name of several words: the first letter of each, of some more.

    >>> abbreviates("lits", Lexicon().name("Liver Tumor Segmentation"))
    True
    """
    return len(letters) in ABBREVIATION and letters in abbreviations(
        name, {letters[:end] for end in range(len(letters) + 1)}
    )


def abbreviations(name: Name, beginnings: Container[str]) -> set[str]:
    """Return what a name may be abbreviated to, of those of which the beginnings are given."""
    found: set[str] = set()
    for words in name.spelled:
        # Letters so far, with how many of them are beyond one for each word.
        reached = {("", 0)}
        for word in words:
            reached = {
                (letters, beyond + length - 1)
                for before, beyond in reached
                for length in range(1, min(LETTERS_OF_A_WORD, len(word), LETTERS_BEYOND - beyond + 1) + 1)
                if (letters := before + word[:length]) in beginnings
            }
        found.update(letters for letters, _ in reached if len(letters) in ABBREVIATION)
    return found
