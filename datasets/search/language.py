"""The query language: words, "phrases", -exclusion, field:value and comparisons.

One table, FIELDS, drives the parser and the help page. What cannot be parsed is searched as words, with a notice;
parsing never fails.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from datasets.index.facets import FACETS, RANGES
from datasets.words.asked import MAXIMUM_NUMBER, Notice
from datasets.words.folding import fold

from .parameters import size_in_bytes


@dataclass(frozen=True)
class Field:
    """One field of the language: its names (the first is the one to show), what it takes, and an example."""

    names: tuple[str, ...]
    parameter: str
    takes: str
    example: str


TERM, NUMBER, BYTES = "term", "number", "bytes"

# Facet parameter -> further names and an example of a value.
_FACET_FIELDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "category": ((), "imaging"),
    "kind": (("type",), "challenge"),
    "modality": (("mod",), "CT"),
    "anatomy": (("organ", "region"), "kidney"),
    "task": ((), "segmentation"),
    "use_case": (("usecase",), "lung-nodule-detection"),
    "condition": (("disease",), '"multiple sclerosis"'),
    "annotation": (("annotations",), "bounding-box"),
    "format": ((), "dicom"),
    "access": ((), "open"),
    "use": (("rights",), "commercial"),
    "license": (("licence",), "CC-BY-4.0"),
    "source": (("host", "publisher"), "tcia"),
    "language": (("lang",), "en"),
}
_RANGE_EXAMPLES = {"subjects": ">1000", "images": "1000..50000", "size": "<50GB", "year": ">=2018"}

FIELDS: tuple[Field, ...] = (
    *(
        Field(
            (facet.parameter, *_FACET_FIELDS[facet.parameter][0]),
            facet.parameter,
            TERM,
            _FACET_FIELDS[facet.parameter][1],
        )
        for facet in FACETS
    ),
    *(
        Field(
            (column.parameter,),
            column.parameter,
            BYTES if column.parameter == "size" else NUMBER,
            _RANGE_EXAMPLES[column.parameter],
        )
        for column in RANGES
    ),
)
BY_NAME = {name: item for item in FIELDS for name in item.names}

# Most parts of one query that are read; a query has at most 300 characters, so only a hostile one has more.
MOST_PARTS = 40

PART = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?
        (?: (?P<name>[A-Za-z_]{2,20}):(?P<value>"[^"]*"|[^\s"]+)
          | "(?P<phrase>[^"]*)"
          | (?P<word>[^\s"]+) )""",
    re.VERBOSE,
)
# The beginning of a word, with a star for the rest; what is shorter begins too many.
PREFIX = re.compile(r"(?P<beginning>\w{3,})\*\Z")
COMPARISON = re.compile(r"(?P<operator><=|>=|<|>|=)?(?P<number>.+)\Z")
Bounds = tuple[int | None, int | None]


@dataclass
class Parsed:
    """What a query says: words and phrases to find and to leave out, facet values likewise, and bounds of numbers.

    `prefixes` are beginnings of words to find: mammo, typed as mammo*.
    """

    words: list[str] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    without_words: list[str] = field(default_factory=list)
    without_phrases: list[str] = field(default_factory=list)
    facets: list[tuple[str, str]] = field(default_factory=list)
    without_facets: list[tuple[str, str]] = field(default_factory=list)
    ranges: list[tuple[str, Bounds]] = field(default_factory=list)
    without_ranges: list[tuple[str, Bounds]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, beginnings of words and phrases to find, as one text."""
        return " ".join([*self.words, *self.prefixes, *self.phrases])


def parse(text: str, named: Mapping[str, Mapping[str, str]]) -> Parsed:
    """Read a query. `named` gives for each facet the code by folded name, synonym or code."""
    parsed = Parsed()
    if text.count('"') % 2:
        parsed.notices.append(Notice("q", _("A quotation mark that opens is never closed; it was left out.")))
        head, tail = text.rpartition('"')[::2]
        text = f"{head} {tail}"
    for count, found in enumerate(PART.finditer(text)):
        if count >= MOST_PARTS:
            message = _("More than %(number)s parts; the rest was left out.") % {"number": MOST_PARTS}
            parsed.notices.append(Notice("q", message))
            break
        minus = found["minus"] is not None
        if found["name"] is not None:
            _field(parsed, found["name"], found["value"].strip('"').strip(), minus, named)
        elif found["phrase"] is not None:
            if found["phrase"].strip():
                (parsed.without_phrases if minus else parsed.phrases).append(found["phrase"].strip())
        elif not minus and (prefix := PREFIX.match(found["word"])):
            parsed.prefixes.append(prefix["beginning"])
        else:
            (parsed.without_words if minus else parsed.words).append(found["word"])
    return parsed


def _field(parsed: Parsed, name: str, value: str, minus: bool, named: Mapping[str, Mapping[str, str]]) -> None:
    item = BY_NAME.get(name.lower())
    if item is not None and item.takes == TERM:
        code = named[item.parameter].get(fold(value))
        if code is not None:
            (parsed.without_facets if minus else parsed.facets).append((item.parameter, code))
            return
        message = _("%(part)s names no value of %(field)s; it was searched as words.")
        parsed.notices.append(Notice("q", message % {"part": f"{name}:{value}", "field": item.names[0]}))
    elif item is not None:
        bounds = bounds_of(value, item.takes)
        if bounds is not None:
            (parsed.without_ranges if minus else parsed.ranges).append((item.parameter, bounds))
            return
        message = _("%(part)s is no comparison such as %(example)s; it was searched as words.")
        parsed.notices.append(Notice("q", message % {"part": f"{name}:{value}", "example": item.example}))
    # What looks like a field and is none is a name with a colon, such as “ABIDE: the exchange”.
    (parsed.without_words if minus else parsed.words).extend([name, value])


def bounds_of(text: str, takes: str) -> Bounds | None:
    """Return the bounds that a comparison says, both included; None if it says none.

    >>> bounds_of("<50GB", BYTES), bounds_of("1000..2000", NUMBER), bounds_of("2019", NUMBER)
    ((None, 49999999999), (1000, 2000), (2019, 2019))
    """
    if ".." in text:
        low, _, high = text.partition("..")
        bounds = (_number(low, takes) if low else None, _number(high, takes) if high else None)
        return None if bounds == (None, None) or (low and bounds[0] is None) or (high and bounds[1] is None) else bounds
    found = COMPARISON.match(text)
    number = _number(found["number"], takes) if found else None
    if found is None or number is None:
        return None
    return {
        "<": (None, number - 1),
        "<=": (None, number),
        ">": (number + 1, None),
        ">=": (number, None),
    }.get(found["operator"] or "=", (number, number))


def _number(text: str, takes: str) -> int | None:
    if takes == BYTES:
        return size_in_bytes(text)
    digits = text.replace(",", "").strip()
    return min(int(digits), MAXIMUM_NUMBER) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def help_rows() -> Iterator[tuple[str, str, str]]:
    """Yield what the help page shows of each field: its names, what it takes, and an example."""
    for item in FIELDS:
        yield ", ".join(item.names), item.takes, f"{item.names[0]}:{item.example}"
