"""Tables in Markdown, as lists on repositories' first pages have them (GitHub Flavored Markdown, 4.10).

A page may hold the same table several times, under several titles: all of it is read. A table with other headings is
told, as another file would be.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from datasets.importing.claims import Cited, Column, Reading
from datasets.importing.opening import Opened
from datasets.importing.sheets.columns import addresses
from datasets.importing.sheets.rows import described
from datasets.importing.sheets.tables import Line, Table, known, table

CODE = "markdown"
TITLE = _("Table in Markdown")
SUFFIXES = (".md", ".markdown", ".rmd", ".qmd")

# The signs of the line between the headings and the rows.
RULE = frozenset("|-: \t")
BAR = re.compile(r"(?<!\\)\|")
LINK = re.compile(r"!?\[(?P<text>[^\[\]]*)\]\(\s*<?(?P<address>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?[^()]*\)")
BADGE = re.compile(r"\[?!\[[^\[\]]*\]\([^()]*\)(?:\]\([^()]*\))?")
MARKS = re.compile(r"\*\*|__|`|<br\s*/?>|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])", re.IGNORECASE)
# A line that is longer is no row of a table.
LONGEST_LINE = 100_000


def recognises(opened: Opened) -> bool:
    """Tell whether a text has a table: a line of headings, and the rule below it."""
    return bool(opened.encoding) and any(True for _headings in _tables(opened.text))


def columns(opened: Opened) -> tuple[Column, ...]:
    """Return the columns of the tables, each with the field that its heading names."""
    return _table(opened).columns()


def read(opened: Opened, columns: tuple[Column, ...] | None = None) -> Reading:
    """Yield what each row says; `columns` say what each column is read as, else their headings do."""
    return described(_table(opened), columns)


def cited(opened: Opened) -> Cited:
    """Return the page as a reference: its first title, or the name of the file."""
    title = re.search(r"^#[ \t]+(?P<title>\S.*)$", opened.text[:10_000], re.MULTILINE)
    shown = _cells(BADGE.sub("", title["title"]))[0] if title else ""
    return Cited(title=shown or opened.name.removesuffix(opened.suffix))


def _table(opened: Opened) -> Table:
    """Return the table of a page: that whose headings name the most fields, with all that have the same."""
    headings = max(_tables(opened.text), key=known)
    return table(lambda: _lines(opened.text, headings), ragged=True, counts="line")


def _tables(text: str) -> Iterator[Line]:
    """Yield the line of headings of each table."""
    above = ""
    for number, line in enumerate(text.split("\n"), 1):
        if "|" in above and "-" in line and "|" in line and len(line) < LONGEST_LINE and RULE.issuperset(line):
            yield _line(number - 1, above)
        above = line[:LONGEST_LINE]


def _lines(text: str, headings: Line) -> Iterator[Line]:
    """Yield the lines of the tables that have these headings, and one that is wrong for each other table."""
    begins = {line.number: line for line in _tables(text)}
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if number in begins:
            inside = begins[number].cells == headings.cells
            if not inside:
                yield Line(number, wrong="a table with other headings begins here; send it by itself")
            elif number == headings.number:
                yield headings
        elif "|" not in line:
            inside = False
        elif inside and number - 1 not in begins:
            yield _line(number, line)


def _line(number: int, line: str) -> Line:
    text = line.strip()
    text = text.removeprefix("|")
    pieces = BAR.split(text[:-1] if text.endswith("|") and not text.endswith("\\|") else text)
    found = [_cells(piece.replace("\\|", "|")) for piece in pieces]
    leads = {place: address for place, (_text, address) in enumerate(found) if address}
    return Line(number, tuple(text for text, _address in found), leads)


def _cells(piece: str) -> tuple[str, str]:
    """Return the text of a cell and the address that it leads to; of several addresses, all stand in the text."""
    found = [link for link in LINK.finditer(piece) if addresses(link["address"])]
    if len(found) == 1:
        text, address = LINK.sub(lambda link: link["text"], piece), found[0]["address"]
    else:
        text, address = LINK.sub(_with_address, piece), ""
    return MARKS.sub(" ", text).replace("&amp;", "&").strip(), address


def _with_address(link: re.Match[str]) -> str:
    return f"{link['text']} {link['address']}" if addresses(link["address"]) else link["text"]
