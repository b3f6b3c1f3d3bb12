"""RIS, as programs for references write it: data sets (TY DATA) and papers.

Tags and types: RIS Format Specifications, as https://en.wikipedia.org/wiki/RIS_(file_format) collects them. Each record
goes from TY to ER; a line without a tag goes on with the one before.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from datasets.importing.claims import Cited, Reading
from datasets.importing.opening import Opened
from datasets.records.problems import Problem

from .bibliography import Entry, Sort, described
from .found import line
from .papers import Work, listed

CODE = "ris"
TITLE = _("RIS")
SUFFIXES = (".ris",)

TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {1,2}-(?:\s+(?P<text>.*)|\s*)\Z")
START = re.compile(r"^TY {1,2}-[ \t]*[A-Z][\w ]{2,40}$", re.MULTILINE)
SORTS = {"DATA": Sort.DATASET, "DBASE": Sort.DATASET, "COMP": Sort.SOFTWARE, "GEN": Sort.UNSAID, "ELEC": Sort.UNSAID,
         "MISC": Sort.UNSAID, "UNPB": Sort.UNSAID, "WEB": Sort.UNSAID, "DATASET": Sort.DATASET}  # fmt: skip
# The tags of each part, the first that a record has; JF and T2 are the same in different programs.
TITLES, VENUES, YEARS = ("TI", "T1", "CT", "BT"), ("JF", "JO", "JA", "J2", "T2", "BT", "PB"), ("PY", "Y1", "DA")
AUTHORS, ADDRESSES, PUBLISHERS = ("AU", "A1"), ("UR", "L2", "LK"), ("PB", "DP")

# No title or abstract is as long; what goes on behind it is no record's.
LONGEST = 20_000

Tags = dict[str, list[str]]


def recognises(opened: Opened) -> bool:
    """Tell a text in which a line says the type of a record."""
    return START.search(opened.text) is not None


def read(opened: Opened) -> Reading:
    """Yield the data sets and papers of a file in their order."""
    none = True
    for number, tags in _records(opened.text):
        none = False
        if "TY" in tags:
            yield described(_entry(f"line {number}", tags))
        else:
            yield Problem(f"line {number}", "TY", "a record begins with its type, such as “TY  - JOUR”")
    if none:
        yield Problem("", "", "has no record of RIS; each begins with “TY  - ” and its type")


def cited(opened: Opened) -> Cited:
    """Return an empty reference: a list of references does not say what it is."""
    return Cited()


def _records(text: str) -> Iterator[tuple[int, Tags]]:
    """Yield the records with the number of their first line; lines before the first tag are a program's greeting."""
    start, tags, last = 0, Tags(), ""
    for number, one in enumerate(text.split("\n"), 1):
        found = TAG.match(one.rstrip())
        if found is None:
            if last and one.strip() and len(tags[last][-1]) < LONGEST:
                tags[last][-1] += f" {one.strip()}"
            continue
        tag, said = found["tag"], (found["text"] or "").strip()
        if tag in ("TY", "ER") and tags:
            yield start, tags
            tags, last = Tags(), ""
        if tag == "ER":
            continue
        if not tags:
            start = number
        tags.setdefault(tag, []).append(said)
        last = tag
    if tags:
        yield start, tags


def _entry(place: str, tags: Tags) -> Entry:
    def first(keys: tuple[str, ...]) -> tuple[str, str]:
        return next(((key, text) for key in keys for text in tags.get(key, ()) if text), (keys[0], ""))

    def every(*keys: str) -> tuple[str, ...]:
        return tuple(text for key in keys for text in tags.get(key, ()) if text)

    # 2001/05/17/ and 2001/// of old programs (RIS Format Specifications, Dates).
    when = re.sub(r"\A(\d{4})/.*", r"\1", first(YEARS)[1])
    names = {"title": first(TITLES)[0], "year": first(YEARS)[0], "publisher": first(PUBLISHERS)[0], "url": "UR",
             "license": "C4", "keywords": "KW", "language": "LA"}  # fmt: skip
    dois = every("DO")
    return Entry(
        place=place,
        sort=SORTS.get(tags["TY"][0].strip().upper(), Sort.PAPER),
        work=Work(
            title=line(first(TITLES)[1]),
            authors=listed((name, False) for name in every(*AUTHORS)),
            venue=line(first(VENUES)[1]),
            year=when,
            doi=dois[0] if dois else "",
            url=first(ADDRESSES)[1],
        ),
        publisher=first(PUBLISHERS)[1],
        languages=every("LA"),
        keywords=every("KW"),
        addresses=every("UR"),
        names={key: f"{place}, {name}" for key, name in names.items()},
    )
