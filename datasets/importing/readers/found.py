"""What a reader finds about one dataset, held within what statements and rows can hold; what is not is told."""

import re
from html import unescape
from typing import Any

from datasets.facts.items import ADDRESS, URL
from datasets.importing.claims import UNREAD, Claim, Described
from datasets.models import Statement
from datasets.models.incoming import LONGEST_KEY, IncomingRow
from datasets.models.json_column import UNPRINTABLE
from datasets.records.problems import Problem
from datasets.words import identifiers
from datasets.words.folding import visible

# A statement prints so much and no more; a name is a line of a record.
LONGEST_PRINTED = Statement._meta.get_field("printed").max_length or 0
LONGEST_NOTE = Statement._meta.get_field("note").max_length or 0
LONGEST_NAME = 300
LONGEST_PLACE = IncomingRow._meta.get_field("place").max_length or 0
# A record holds some hundreds of statements; the longest list of keywords in a real file has 96.
MOST_CLAIMS = 500
# Of other names, of identifiers, and of what is wrong with one dataset: what a person still reads.
MOST_TOLD = 50
# Entities of HTML end with a semicolon here: without one, “&copy=2” of an address would become a sign.
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
# A DOI inside a sentence, whatever stands before it.
DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"{}|\\^`]+")
# The DOI of a journal, which Wiley's addresses of issues have: no paper's and no dataset's.
OF_JOURNAL = re.compile(r"10\.\d{4,9}/\(issn\)\d{4}-\d{3}[\dx]", re.IGNORECASE)
# What the pattern of a paper's DOI in a record takes.
LONGEST_DOI = 200
# An amount of bytes, in whatever unit; other sizes are counts (“41 files”).
BYTES = re.compile(r"[\d.,\s]+(?:[kKMGTP]i?)?(?:B|[bB]ytes?)")
YEAR = re.compile(r"(?P<year>\d{4})(?:-\d{2}(?:-\d{2}(?:[T ].*)?)?)?\Z")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def line(text: str) -> str:
    """Return a text in one line, without what cannot be seen and with the signs that entities of HTML stand for.

    What cannot be written as UTF-8 becomes a replacement character, as it would where it is stored (json_column).
    """
    text = ENTITY.sub(lambda entity: unescape(entity[0]), text)
    return " ".join(visible(UNPRINTABLE.sub("\ufffd", text)).split())


def web_address(text: str) -> str:
    """Return the text if it is an address that a link may have, else ""."""
    return text if len(text) <= ADDRESS and URL.match(text) and identifiers.address(text) else ""


def doi(text: str) -> str:
    """Return the DOI that a text is, as it is printed there but without what stands before it; "" for none.

    Only DOIs that a record can hold: their registrants have no subdivision.
    """
    found = identifiers.doi(text)
    at = text.lower().find(found) if found else -1
    if at < 0 and "10." not in text:
        # What arXiv's DOIs are made of is an address, and is kept as one.
        return ""
    found = text[at : at + len(found)] if at >= 0 else found
    return found if DOI.fullmatch(found) and len(found) <= LONGEST_DOI and not OF_JOURNAL.match(found) else ""


def dois_in(text: str) -> list[str]:
    """Return the DOIs that a sentence names, as they are printed, each once."""
    found = (doi(piece[0]) for piece in DOI.finditer(text))
    return list({one.lower(): one for one in found if one}.values())


def year(text: str) -> int | None:
    """Return the year of an ISO 8601 date or year from 1850 to 2100; None for any other text."""
    found = YEAR.match(text)
    return int(found["year"]) if found and 1850 <= int(found["year"]) <= 2100 else None


def day(text: str) -> str:
    """Return the day that an ISO 8601 date or time begins with; "" for any other text."""
    found = DAY.match(text)
    return found[0] if found else ""


class Found:
    """What a file says of one dataset, while it is read: names, identifiers, claims, and what is wrong.

    `place` is where the dataset stands in the file; places of claims are inside it.
    """

    def __init__(self, place: str = "") -> None:
        self.place = place if len(place) <= LONGEST_PLACE else f"…{place[1 - LONGEST_PLACE :]}"
        self.names: list[str] = []
        self.identifiers: list[str] = []
        self.problems: list[Problem] = []
        self._claims: dict[tuple[str, ...], Claim] = {}
        self._own: set[str] = set()
        self._full = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What has been found, in its order."""
        return tuple(self._claims.values())

    def problem(self, place: str, field: str, message: str) -> None:
        """Tell what is wrong at a place of the dataset; of very much, the first."""
        if len(self.problems) == MOST_TOLD:
            self.problems.append(
                Problem(self.place, "", f"more than {MOST_TOLD} things are wrong; these are the first")
            )
        elif len(self.problems) < MOST_TOLD:
            self.problems.append(Problem(" ".join(filter(None, (self.place, place))), field, message))

    def name(self, text: str, place: str) -> None:
        """Add what the dataset is called; the first is its name, and each is stated."""
        if not self._fits("name", text, place, LONGEST_NAME) or text in self.names:
            return
        if len(self.names) < MOST_TOLD:
            self.names.append(text)
            self.claim("name", text, place)
        else:
            self.problem(place, "name", f"is behind {MOST_TOLD} other names; it is left out")

    def identifier(self, text: str) -> None:
        """Add a DOI or an address that is the dataset's own; what is neither is no identifier."""
        if len(text) > LONGEST_KEY or len(self.identifiers) == MOST_TOLD or self.is_own(text):
            return
        if identifiers.doi(text) or web_address(text):
            self.identifiers.append(text)
            self._own.add(_same(text))

    def is_own(self, text: str) -> bool:
        """Tell whether a DOI or an address is one of the dataset itself."""
        return _same(text) in self._own

    def claim(self, field: str, printed: str, place: str, value: Any = UNREAD, note: str = "") -> None:
        """Add what the file says of a field ("" where the format does not tell which), each thing once."""
        key = field, printed, repr(value), note if field == "relation" else ""
        if key in self._claims or not self._fits(field, printed, place, LONGEST_PRINTED):
            return
        if len(self._claims) < MOST_CLAIMS:
            self._claims[key] = Claim(field, printed, place, value, note[:LONGEST_NOTE])
        elif not self._full:
            self._full = True
            self.problem(place, field, f"is behind {MOST_CLAIMS} other things; it and what follows is left out")

    def year(self, printed: str, place: str) -> None:
        """Add the year of a date; a text that is neither a year nor a date of ISO 8601 waits to be read."""
        value = year(printed)
        self.claim("year", printed, place, UNREAD if value is None else value)

    def size(self, printed: str, place: str, value: Any = UNREAD) -> None:
        """Add a size: of bytes, or without a unit; what has another unit is a count of something."""
        field = "size" if BYTES.fullmatch(printed) or not re.search(r"[^\W\d_]", printed) else "count"
        self.claim(field, printed, place, value)

    def link(self, url: str, kind: str, place: str, label: str = "") -> None:
        """Add a link to what is found at an address; another text is no link, and is printed as it is."""
        if web_address(url):
            value = {"url": url, "kind": kind} | ({"label": label} if label else {})
            self.claim("link", url, place, value)
        else:
            self.claim("link", url, place)

    def described(self, key: str = "") -> Described | Problem:
        """Return the dataset; one that has no name is a problem. `key` is what its source calls it."""
        if not self.names:
            told = next((problem for problem in self.problems if problem.field == "name"), None)
            return told or Problem(self.place, "name", "has no name; write one")
        own = next(filter(identifiers.doi, self.identifiers), "")
        key = key if len(key) <= LONGEST_KEY else ""
        return Described(
            place=self.place,
            name=self.names[0],
            claims=self.claims,
            key=identifiers.doi(own) or key or next(iter(self.identifiers), ""),
            identifiers=tuple(self.identifiers),
            names=tuple(self.names[1:]),
            problems=tuple(self.problems),
        )

    def _fits(self, field: str, text: str, place: str, most: int) -> bool:
        if not text:
            self.problem(place, field, "holds no text; write one, or leave it out")
        elif len(text) > most:
            self.problem(place, field, f"has {len(text):,} characters; {most} are the most: state it in fewer words")
        else:
            return True
        return False


def _same(text: str) -> str:
    return identifiers.doi(text) or identifiers.address(text)
