"""A sheet as it stands, whatever kind of file it is: lines of cells, and among them the headings.

What the columns mean: columns. What a line says of a data set: rows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from datasets.importing.claims import Column
from datasets.importing.seeming import NotReadableError
from datasets.importing.sheets.cell_words import LINK, NOTHING
from datasets.importing.sheets.columns import MOST_SAMPLES, guessed
from datasets.importing.sheets.headings import meant
from datasets.words.folding import fold, visible

MOST_ROWS, MOST_COLUMNS = 100_000, 200
# A cell of Excel holds no more (Excel's specifications and limits).
LONGEST_CELL = 32_767
# Headings stand among the first lines, below a title and what is said about the sheet.
FIRST_LINES = 30
# So much of a text in a column is shown.
LONGEST_SAMPLE = 200


@dataclass(frozen=True)
class Line:
    """One line of a sheet: its number there, from 1, its cells as texts, and the web addresses that cells lead to.

    What is wrong with the whole of it is in `wrong`; with one cell, by its place, in `faults`.
    """

    number: int
    cells: tuple[str, ...] = ()
    leads: Mapping[int, str] = field(default_factory=dict)
    wrong: str = ""
    faults: Mapping[int, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many cells there are up to the last that is not blank."""
        return next((place + 1 for place in reversed(range(len(self.cells))) if self.cells[place].strip()), 0)


Lines = Callable[[], Iterator[Line]]


@dataclass(frozen=True)
class Table:
    """A sheet with its headings, `width` columns of them, in the line `heading`; `lines` gives all its lines anew.

    `ragged` tells that a line with another number of cells than there are headings has lost one, or has one too many.
    A line's place is its number behind the word `counts`; `sheet` is the sheet's name where there are several.
    """

    lines: Lines
    heading: Line
    width: int
    ragged: bool = False
    counts: str = "row"
    sheet: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings; "" where there is none."""
        cells = tuple(" ".join(cell.split()) for cell in self.heading.cells[: self.width])
        return cells + ("",) * (self.width - len(cells))

    def rows(self) -> Iterator[Line]:
        """Yield the lines below the headings that are not blank, at most MOST_ROWS."""
        found = 0
        for line in self.lines():
            if line.number <= self.heading.number or not (line.width or line.wrong or line.faults):
                continue
            # Lists that were joined have their headings several times.
            if line.cells == self.heading.cells:
                continue
            found += 1
            if found > MOST_ROWS:
                yield Line(line.number, wrong=f"there are more than {MOST_ROWS:,} rows; send the rest by itself")
                return
            yield line

    def columns(self) -> tuple[Column, ...]:
        """Return the columns with the first texts below them, each with the field that its heading names."""
        samples: list[list[str]] = [[] for _ in range(self.width)]
        for line in islice(self.rows(), 5 * MOST_SAMPLES):
            for place, cell in enumerate(line.cells[: self.width]):
                if len(samples[place]) < MOST_SAMPLES and not says_nothing(cell):
                    samples[place].append(_sample(cell.strip(), line.leads.get(place, "")))
        return guessed(self.headings, samples)


def _sample(cell: str, address: str) -> str:
    """Return a text as it is shown: with the address behind it, or that alone behind a mere word for it."""
    if not address:
        return cell[:LONGEST_SAMPLE]
    return address if not cell or fold(cell) in LINK else f"{cell[:LONGEST_SAMPLE]} <{address}>"


def table(lines: Lines, *, ragged: bool = False, counts: str = "row", sheet: str = "") -> Table:
    """Return the table of a sheet (Table); raise NotReadableError where it is empty or too wide.

    The headings are that line among the first that names the most fields; where none does, the first of several cells.
    """
    first = [line for line in islice(lines(), 2 * FIRST_LINES) if line.width][:FIRST_LINES]
    if not first:
        raise NotReadableError("This sheet is empty. Was it saved before it was sent?")
    heading = max(first, key=known)
    if not known(heading):
        heading = next((line for line in first if line.width > 1), first[0])
    below = [line for line in first if line.number >= heading.number]
    if ragged:
        below = [line for line in below if len(line.cells) == len(heading.cells)]
    width = max(line.width for line in below)
    if width > MOST_COLUMNS:
        raise NotReadableError(f"This sheet has {width:,} columns; {MOST_COLUMNS} are the most.")
    return Table(lines, heading, width, ragged, counts, sheet)


def known(line: Line) -> int:
    """Return how many cells of a line are headings of something that is known."""
    return sum(
        bool(cell.strip()) and len(cell) < 100 and bool(meant(cell).fields) for cell in line.cells[:MOST_COLUMNS]
    )


def says_nothing(cell: str) -> bool:
    """Tell whether a cell says that nothing is known."""
    text = visible(cell).strip()
    return not text or (len(text) < 30 and fold(text) in NOTHING)


def named(heading: str, place: int) -> str:
    """Return what a column is called to people: its heading, or its letters in a spreadsheet."""
    if heading:
        return heading
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"column {letters}"
