"""Tables whose cells stand between signs: CSV, TSV, what a spreadsheet program copies (RFC 4180, and what it is not).

Which sign separates is proved: with it the lines have a constant number of cells, and the first name known fields.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext_lazy as _

from datasets.importing.claims import Cited, Column, Reading
from datasets.importing.opening import NotReadableError, Opened
from datasets.importing.sheets.headings import meant
from datasets.importing.sheets.rows import described
from datasets.importing.sheets.tables import FIRST_LINES, Line, Table, known, table

CODE = "delimited"
TITLE = _("Table (CSV, TSV)")
SUFFIXES = (".csv", ".tsv", ".tab", ".txt")

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# A sign that stands in no text: the table has one column.
NO_SEPARATOR = "\x1f"
# The separator is looked for in the beginning.
LOOKED_AT, MOST_LOOKED_AT = 200_000, 300
# Of so many of the lines the number of cells is the same.
CONSTANT = 0.8
# A cell that is longer has lost its closing quotation mark.
MOST_LINES_IN_ROW = 100
# Where so many rows are wrong, the file is written by other rules.
MOST_WRONG = 1_000
# Excel's own line before the table.
SAID = re.compile(r"sep=(?P<sign>[,;\t|])\n", re.IGNORECASE)
UNCLOSED = (
    "a quotation mark is opened and not closed, or one stands in a cell that begins with one; double or remove it"
)


@dataclass(frozen=True, order=True)
class Proof:
    """How well a sign separates: how many headings are known, which share of the lines has the same number of cells."""

    known: int
    share: float
    width: int
    rows: int
    sign: str


def recognises(opened: Opened) -> bool:
    """Tell whether the lines of a text have the same number of cells, or begin with the name of a known field."""
    if not opened.encoding or opened.text.lstrip()[:1] in ("{", "[", "<", "@", "%"):
        return False
    return bool(_proofs(opened))


def columns(opened: Opened) -> tuple[Column, ...]:
    """Return the columns of the table, each with the field that its heading names."""
    return _table(opened).columns()


def read(opened: Opened, columns: tuple[Column, ...] | None = None) -> Reading:
    """Yield what each row says; `columns` say what each column is read as, else their headings do."""
    return described(_table(opened), columns)


def cited(opened: Opened) -> Cited:
    """Return the table as a reference: it has a name, and says nothing of itself."""
    return Cited(title=opened.name.removesuffix(opened.suffix))


def _table(opened: Opened) -> Table:
    first, *others = _proofs(opened)
    if others and (others[0].known, others[0].share, others[0].width) == (first.known, first.share, first.width):
        raise NotReadableError(
            f"The cells may stand between {SEPARATORS[first.sign]} or {SEPARATORS[others[0].sign]}. Save the table "
            "with one of them, and quotation marks around the cells that hold it."
        )
    said = SAID.match(opened.text)
    return table(lambda: lines(opened.text, said["sign"] if said else first.sign), ragged=True)


def _proofs(opened: Opened) -> list[Proof]:
    """Return the signs that may separate, the best proved first."""
    if said := SAID.match(opened.text):
        return [Proof(0, 1.0, 2, 2, said["sign"])]
    text = opened.text[:LOOKED_AT]
    if len(opened.text) > LOOKED_AT:
        text = text[: text.rfind("\n") + 1] or text
    found = [proof for sign in SEPARATORS if (proof := _proof(text, sign, opened.suffix))]
    return sorted(found, reverse=True) or _of_one_column(text)


def _proof(text: str, sign: str, suffix: str) -> Proof | None:
    if sign not in text:
        return None
    found = [line for line in islice(lines(text, sign), MOST_LOOKED_AT) if line.width]
    # Below the headings of a table in Markdown is a rule.
    if sign == "|" and any(set("".join(line.cells)) <= set("-: ") for line in found):
        return None
    widths = Counter(len(line.cells) for line in found if len(line.cells) > 1 and not line.wrong)
    if not widths:
        return None
    width, rows = widths.most_common(1)[0]
    share = rows / len(found)
    names = max(map(known, found[:FIRST_LINES]))
    as_a_sheet = suffix in SUFFIXES[:3] and rows > 1 and share > CONSTANT / 2
    if names > 1 or (share >= CONSTANT and rows > 1 and (names or as_a_sheet or rows > 3)):
        return Proof(names, round(share, 2), width, rows, sign)
    return None


def _of_one_column(text: str) -> list[Proof]:
    """Return that nothing separates, where the first line says that names stand below it."""
    first, _, rest = text.strip().partition("\n")
    return [Proof(1, 1.0, 1, 2, NO_SEPARATOR)] if rest and len(first) < 100 and meant(first).fields == ("name",) else []


class _UnclosedError(Exception):
    """A row goes on for too many lines."""


class _Fed:
    """The lines of a text from a place on, for one row after the other: no row may take more than the most."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at
        self.begin()

    def begin(self) -> None:
        """Begin a row."""
        self.begun, self.left = self.at, MOST_LINES_IN_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at > len(self.text):
            raise StopIteration
        if not self.left:
            raise _UnclosedError
        self.left -= 1
        end = _end(self.text, self.at)
        line, self.at = self.text[self.at : end], end + 1
        return f"{line}\n"


def _end(text: str, at: int) -> int:
    return end if (end := text.find("\n", at)) >= 0 else len(text)


def lines(text: str, sign: str) -> Iterator[Line]:
    """Yield the lines of a table; one whose quotation marks are wrong is one line of the file, and told."""
    at, number, wrong = 0, 0, 0
    while at <= len(text):
        fed = _Fed(text, at)
        found = csv.reader(fed, delimiter=sign, skipinitialspace=True, strict=True)
        try:
            for cells in found:
                number += 1
                fed.begin()
                yield Line(number, tuple(cells))
            at = fed.at
        except (csv.Error, _UnclosedError):
            number, wrong = number + 1, wrong + 1
            at, end = fed.begun, _end(text, fed.begun)
            yield Line(number, tuple(text[at:end].split(sign)), wrong=UNCLOSED)
            at = end + 1
        if wrong >= MOST_WRONG:
            yield Line(number + 1, wrong=f"{wrong:,} rows have wrong quotation marks; what follows is not read")
            return
