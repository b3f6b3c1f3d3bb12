"""The fixed mix of requests: with and without words, facet values, ranges and sorts, first pages and deep ones.

Each request starts from one of the first 200 records, as a visitor narrows down to something that is there; so it
finds something at every size, but for the few whose facet values are drawn apart.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from .records import SEED, Record, record, stated, terms
from .words import field_words, vocabulary

# Requests in the mix; any run of ten has the same share of deep pages.
COUNT = 720
DEEP = 10
SAMPLED = 200

# Facets, by the name that they have as parameter, field and vocabulary. These eight, on all sides of a comparison.
FACETS = ("category", "modality", "anatomy", "task", "annotation", "format", "access", "license")
RANGES = (
    (("subjects_min", "100"),),
    (("subjects_min", "1000"),),
    (("images_min", "500"), ("images_max", "200000")),
    (("images_min", "10000"),),
    (("size_max", "50GB"),),
    (("size_min", "100MB"), ("size_max", "1.5TB")),
    (("year_min", "2015"),),
    (("year_min", "2010"), ("year_max", "2022")),
    (("year_min", "2018"), ("size_max", "20GB")),
)
SORTS = ("name", "newest", "size", "subjects", "quality", "changed")

# Where middling and rare words stand in a vocabulary, by rank; the common ones are those of the field.
MID, RARE = 80, 2_000
BANDS = ("common", "mid", "rare")
LATIN = ("en", "en", "fr", "pt-br")


@dataclass(frozen=True)
class Condition:
    """A condition within the words: parameter, comparison (":", "-:", ":<" or ":>") and value."""

    parameter: str
    comparison: str
    value: str

    def __str__(self) -> str:
        minus = "-" if self.comparison.startswith("-") else ""
        return f"{minus}{self.parameter}{self.comparison.removeprefix('-')}{self.value}"


@dataclass(frozen=True)
class Text:
    """The words of a request in their parts."""

    words: tuple[str, ...] = ()
    phrase: str = ""
    excluded: str = ""
    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        parts = [*self.words, *([f'"{self.phrase}"'] if self.phrase else [])]
        parts += [f"-{self.excluded}"] if self.excluded else []
        return " ".join([*parts, *map(str, self.conditions)])


@dataclass(frozen=True)
class Request:
    """One request of the mix. `facets` are (parameter, code) pairs; `ranges` (parameter, bound) pairs."""

    text: Text
    facets: tuple[tuple[str, str], ...]
    ranges: tuple[tuple[str, str], ...]
    sort: str
    page: int

    @property
    def query_string(self) -> str:
        """The request's parameters as the site reads them, without a question mark."""
        pairs = [("q", str(self.text))] if str(self.text) else []
        pairs += [*self.facets, *self.ranges]
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return urlencode(pairs)


@cache
def mix(count: int = COUNT, name: str = "mix") -> tuple[Request, ...]:
    """Return `count` different requests, always the same for a `name`."""
    chance = random.Random(f"{SEED}:{name}")  # noqa: S311 - reproducible on purpose
    found: dict[str, Request] = {}
    while len(found) < count:
        made = _deep(chance) if len(found) % DEEP == DEEP - 1 else _shallow(chance)
        found.setdefault(made.query_string, made)
    return tuple(found.values())


def _deep(chance: random.Random) -> Request:
    """Return a request that many entries answer, for a page beyond 20."""
    facets: tuple[tuple[str, str], ...] = ()
    if chance.random() < 0.5:
        parameter = chance.choice(FACETS)
        facets = ((parameter, chance.choice(terms(parameter).codes[:3])),)
    text = Text((chance.choice(field_words("en")[:20]),)) if chance.random() < 0.3 else Text()
    # As many between 21 and 200 as between 200 and 2,000.
    page = round(21 * (2_000 / 21) ** chance.random())
    return Request(text, facets, (), chance.choice(SORTS) if chance.random() < 0.3 else "", page)


def _shallow(chance: random.Random) -> Request:
    start = record(chance.randrange(SAMPLED))
    kind = chance.choices(list(TEXTS), [weight for weight, _ in TEXTS.values()])[0]
    return Request(
        TEXTS[kind][1](chance, start),
        _facets(chance, start),
        chance.choice(RANGES) if chance.random() < 0.15 else (),
        chance.choice(SORTS) if chance.random() < 0.25 else "",
        chance.randint(2, 20) if chance.random() < 0.15 else 1,
    )


def _facets(chance: random.Random, start: Record) -> tuple[tuple[str, str], ...]:
    """Return 0 to 4 facet values: most are those of the record `start`, the others are drawn; some widen a facet."""
    found: dict[tuple[str, str], None] = {}
    wanted = chance.choices(range(5), (32, 32, 18, 11, 7))[0]
    parameters = chance.sample(FACETS, 8)
    for parameter in parameters:
        if len(found) == wanted:
            break
        own = stated(start, parameter)
        codes = own if isinstance(own, list) else [own]
        if chance.random() < 0.15:
            codes = terms(parameter).draw(chance, 1)
        if codes:
            found[parameter, chance.choice(codes)] = None
            if len(found) < wanted and chance.random() < 0.2:
                found[parameter, terms(parameter).draw(chance, 1)[0]] = None
    return tuple(found)


@cache
def _bands(language: str) -> dict[str, str]:
    """Return the band of each word that somebody might look for: words of grammar have none."""
    words = vocabulary(language).words
    common = dict.fromkeys(field_words(language), "common")
    return common | dict.fromkeys(words[MID:RARE], "mid") | dict.fromkeys(words[RARE:], "rare")


def _words(chance: random.Random, start: Record, language: str, *bands: str) -> tuple[str, ...]:
    """Return a word of the record's text for each of the bands, as far as it has any."""
    known = _bands(language)
    own = [word for word in re.findall(r"[^\W\d_]+", _description(start, language).lower()) if word in known]
    found: dict[str, None] = {}
    for band in bands:
        if fit := [word for word in own if known[word] == band]:
            found[chance.choice(fit)] = None
    return tuple(found) or (chance.choice(own),)


def _description(start: Record, language: str) -> str:
    return next(str(row["description"]) for row in start["descriptions"] if row["language"] == language)


def _one(band: str) -> Callable[[random.Random, Record], Text]:
    return lambda chance, start: Text(_words(chance, start, chance.choice(LATIN), band))


def _several(*bands: str) -> Callable[[random.Random, Record], Text]:
    return lambda chance, start: Text(_words(chance, start, chance.choice(LATIN), *bands))


def _russian(chance: random.Random, start: Record) -> Text:
    return Text(_words(chance, start, "ru", *chance.sample(BANDS, chance.choice((1, 1, 2)))))


def _chinese(chance: random.Random, start: Record) -> Text:
    """Return two to four characters that stand side by side in the record's text."""
    clause = max(re.split("[，。]", _description(start, "zh-hans")), key=len)
    length = chance.choice((2, 2, 2, 3, 4))
    begin = chance.randrange(len(clause) - length + 1)
    return Text((clause[begin : begin + length],))


def _phrase(chance: random.Random, start: Record) -> Text:
    words = _description(start, chance.choice(LATIN)).split(". ")[0].lower().split()
    begin = chance.randrange(len(words) - 1)
    return Text(phrase=" ".join(words[begin : begin + 2]))


def _name(chance: random.Random, start: Record) -> Text:
    return Text(tuple(start["name"].lower().split()[:3]))


def _misspelt(chance: random.Random, start: Record) -> Text:
    """Return a middling word with two neighbouring letters exchanged."""
    word = max(_words(chance, start, "en", "mid", "common"), key=len)
    at = chance.randrange(len(word) // 2, len(word) - 1) if len(word) > 3 else 0
    return Text((word[:at] + word[at + 1] + word[at] + word[at + 2 :],))


def _excluding(chance: random.Random, start: Record) -> Text:
    return Text(_words(chance, start, "en", "common"), excluded=chance.choice(field_words("en")))


def _fields(chance: random.Random, start: Record) -> Text:
    conditions = [
        Condition("size", ":<", "50GB"),
        Condition("subjects", ":>", "1000"),
        Condition("year", ":>", "2015"),
        Condition("access", "-:", "open"),
        *(Condition("modality", ":", code) for code in stated(start, "modality")),
        *(Condition("format", ":", code) for code in stated(start, "format")),
    ]
    words = _words(chance, start, "en", "common") if chance.random() < 0.5 else ()
    return Text(words, conditions=tuple(chance.sample(conditions, chance.choice((1, 1, 2)))))


# Kind of text -> how often, and what makes one.
TEXTS: dict[str, tuple[int, Callable[[random.Random, Record], Text]]] = {
    "none": (42, lambda chance, start: Text()),
    "common": (15, _one("common")),
    "mid": (9, _one("mid")),
    "rare": (5, _one("rare")),
    "two": (7, _several("common", "mid")),
    "three": (3, _several("common", "mid", "common")),
    "chinese": (7, _chinese),
    "russian": (7, _russian),
    "phrase": (4, _phrase),
    "name": (4, _name),
    "fields": (5, _fields),
    "excluding": (3, _excluding),
    "misspelt": (2, _misspelt),
}
