"""What a line of a sheet says of a data set, by what its columns are read as.

The printed words stay as they are in the cell. Where the heading says more than the cell, a unit, what an address leads
to, of which split a figure is, both together are what is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.facts.typed import write
from datasets.importing.claims import (
    IDENTIFIER,
    KEY,
    OTHER_NAME,
    PAPER_PARTS,
    SLUG,
    Claim,
    Column,
    Described,
    Read,
    Reading,
)
from datasets.importing.seeming import NotReadableError
from datasets.importing.sheets.cell_words import LINK, NOTE, SUM
from datasets.importing.sheets.columns import PAPER_HOSTS, addresses, unit_of
from datasets.importing.sheets.letters import wrong_letters
from datasets.importing.sheets.tables import LONGEST_CELL, Line, Table, named, says_nothing
from datasets.models import Statement
from datasets.records.problems import Problem
from datasets.words import identifiers, numbers
from datasets.words.folding import fold

LONGEST_PRINTED: int = Statement._meta.get_field("printed").max_length or 0
LONGEST_NAME = 300
DAY = re.compile(
    r"(?P<first>(?:18|19|20)\d\d)[-/.](?:0?\d|1[0-2])(?:[-/.]\d\d?)?(?:[T ][\d:.Z+]+)?"
    r"|\d\d?[/.](?:\d\d?[/.])?(?P<last>(?:18|19|20)\d\d)"
)
# A link of Markdown whose address was never written.
EMPTY_LINK = re.compile(r"\[(?P<word>[^\[\]]+)\](?:\(#?\))?")
SPLIT_NAMES = re.compile(r"\s*[/|]\s*")


def described(table: Table, columns: Sequence[Column] | None = None) -> Reading:
    """Yield what each row of a sheet says, and what is wrong with it.

    `columns` say what each is read as; without them their headings do. Raises NotReadableError where
    the columns are not those of the sheet, or none of them is the name.
    """
    columns = table.columns() if columns is None else columns
    if tuple(column.heading for column in columns) != table.headings:
        raise NotReadableError("The columns that were chosen are not those of this file; look at them again.")
    fields = [column.field for column in columns]
    if fields.count("name") != 1:
        raise NotReadableError("Say which column is the name of the data set: exactly one is.")
    sheet = _Sheet(columns)
    empty = True
    for line in table.rows():
        empty = False
        place = f"{table.counts} {line.number}"
        yield sheet.row(line, f"{table.sheet}, {place}" if table.sheet else place, ragged=table.ragged)
    if empty:
        yield Problem("", "", "there is nothing below the headings")


class _Sheet:
    """The columns of a sheet by what they are read as."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.labels = [named(column.heading, place) for place, column in enumerate(columns)]
        self.units = [unit_of(column) for column in columns]
        self.name = next(place for place, column in enumerate(columns) if column.field == "name")
        self.places = [place for place, column in enumerate(columns) if column.field and place != self.name]

    def row(self, line: Line, place: str, *, ragged: bool) -> Read:
        """Return what a line says, or what is wrong with it."""
        if line.wrong:
            return Problem(place, "", line.wrong)
        if ragged and len(line.cells) != len(self.columns) and (problem := self._ragged(line)):
            return Problem(place, "", problem)
        cells = [cell.strip() for cell in line.cells[: len(self.columns)]]
        cells += [""] * (len(self.columns) - len(cells))
        name = " ".join(cells[self.name].split())
        if problem := line.faults.get(self.name) or self._unnamed(name, cells):
            return Problem(place, self.labels[self.name], problem)
        return _Row(self, line, place, cells).described(name)

    def _ragged(self, line: Line) -> str:
        """Return what is wrong with a line of another number of cells than there are headings, but for blank ones."""
        if len(line.cells) > len(self.columns) and line.width <= len(self.columns):
            return ""
        return (
            f"has {len(line.cells)} cells below {len(self.columns)} headings, so that some may be in the wrong column; "
            "put in the cell or the quotation marks that are missing"
        )

    def _unnamed(self, name: str, cells: Sequence[str]) -> str:
        """Return why a line is no data set."""
        others = [cell for place, cell in enumerate(cells) if place != self.name and not says_nothing(cell)]
        if says_nothing(name):
            return "has no name; give it one, or take the row out if it is none of a data set"
        if fold(name).rstrip(":：") in SUM:
            return f"“{name}” reads like the sum of rows, and not like a data set; rename it if it is one"
        if NOTE.match(name) and not others:
            return f"“{name[:80]}” reads like a note on the sheet, and not like a data set"
        if len(name) > LONGEST_NAME:
            return f"has {len(name):,} characters; a name has {LONGEST_NAME} at most"
        if not others and len(cells) > 1:
            return f"“{name[:80]}” has nothing beside it: a heading between rows, or a data set without facts"
        return ""


class _Row:
    """One row while it is read."""

    def __init__(self, sheet: _Sheet, line: Line, place: str, cells: list[str]) -> None:
        self.sheet, self.line, self.place, self.cells = sheet, line, place, cells
        self.problems: list[Problem] = []
        self.claims: list[Claim] = []
        self.plain: dict[str, list[str]] = {KEY: [], IDENTIFIER: [], OTHER_NAME: [], SLUG: []}

    def described(self, name: str) -> Described:
        """Return what the row says of the data set of this name."""
        if address := self.line.leads.get(self.sheet.name):
            self.plain[IDENTIFIER].append(address)
        self._check_letters(self.sheet.name, name)
        if self.line.width > len(self.cells):
            more = filter(None, self.line.cells[len(self.cells) : self.line.width])
            self.problems.append(Problem(self.place, "", f"has cells without a heading: “{'; '.join(more)[:80]}”"))
        paper: dict[str, tuple[str, str]] = {}
        for column in self.sheet.places:
            if not (said := self._said(column)):
                continue
            field = self.sheet.columns[column].field
            if field == IDENTIFIER and not (identifiers.doi(said) or addresses(said)):
                self._wrong(
                    column, f"“{said[:80]}” is neither a DOI nor an address; take it as the key, or leave it out"
                )
            elif field in self.plain:
                self.plain[field].append(said)
            elif field in PAPER_PARTS:
                paper[field.removeprefix("paper.")] = (said, self.sheet.labels[column])
            else:
                self.claims += self._claims(field, column, said)
        self.claims += self._papers(paper)
        keys, identifiers_ = self.plain[KEY], self.plain[IDENTIFIER]
        return Described(
            self.place,
            name,
            tuple(self.claims),
            key=keys[0] if keys else next(filter(identifiers.doi, identifiers_), ""),
            identifiers=tuple(identifiers_),
            names=tuple(self.plain[OTHER_NAME]),
            slug=next(iter(self.plain[SLUG]), ""),
            problems=tuple(self.problems),
        )

    def _wrong(self, column: int, message: str) -> None:
        self.problems.append(Problem(self.place, self.sheet.labels[column], message))

    def _check_letters(self, column: int, text: str) -> None:
        if message := wrong_letters(text):
            self._wrong(column, message)

    def _said(self, column: int) -> str:
        """Return the text of a cell, or the address behind a mere word for one; "" where it says nothing."""
        if fault := self.line.faults.get(column):
            self._wrong(column, fault)
            return ""
        cell, address = self.cells[column], self.line.leads.get(column, "")
        if address and (says_nothing(cell) or fold(cell) in LINK or self._leads(column)):
            return address
        if says_nothing(cell) or ((empty := EMPTY_LINK.fullmatch(cell)) and fold(empty["word"]) in LINK):
            return ""
        self._check_letters(column, cell)
        most = LONGEST_CELL if self._leads(column) or self._of_paper(column) else LONGEST_PRINTED
        if len(cell) > most:
            self._wrong(column, f"has {len(cell):,} characters, which are left out: {most:,} are the most")
            return ""
        return cell

    def _leads(self, column: int) -> bool:
        field = self.sheet.columns[column].field
        return field.startswith("link") or field in ("paper.url", "paper.doi")

    def _of_paper(self, column: int) -> bool:
        return self.sheet.columns[column].field in PAPER_PARTS

    def _claims(self, field: str, column: int, said: str) -> Iterator[Claim]:
        """Yield the claims of one cell."""
        place, unit = f"{self.place}, {self.sheet.labels[column]}", self.sheet.units[column]
        kind, _, part = field.partition(".")
        if kind == "link":
            found = addresses(said)
            if not found:
                self._wrong(column, f"“{said[:80]}” is no address that begins with https:// or http://")
            for address in found:
                # Whatever a heading says that its addresses lead to: a paper is no download.
                leads = "paper" if part and identifiers.host(address) in PAPER_HOSTS else part
                yield Claim("link", address, place, text=f"{address} ({leads})" if leads else "")
        elif kind == "split" and part:
            yield Claim("split", said, place, text=f"{part}: {with_unit(said, unit)}")
        elif kind == "split":
            yield Claim("split", said, place, text=_each_split(self.sheet.labels[column], said))
        elif kind == "year" and (day := DAY.fullmatch(said)):
            yield Claim("year", said, place, text=day["first"] or day["last"])
        else:
            text = with_unit(said, unit) if unit else said
            address = self.line.leads.get(column, "")
            note = f"The text leads to {address}." if address and address != said else ""
            yield Claim(field, said, place, note=note, text=text if text != said else "")

    def _papers(self, parts: Mapping[str, tuple[str, str]]) -> Iterator[Claim]:
        """Yield the paper that the row's columns describe together; several addresses alone are several papers."""
        if not parts:
            return
        said = {key: text for key, (text, _) in parts.items()}
        labels = ", ".join(label for _, label in parts.values())
        place = f"{self.place}, {labels}"
        if len(said) == 1 and (leading := said.get("url", "") or said.get("doi", "")):
            found = addresses(leading)
            if len(found) > 1:
                yield from (Claim("paper", address, place) for address in found)
                return
            text = found[0] if found and found[0] != leading else ""
        else:
            text = write(FIELDS["paper"], _paper(said))
        printed = next(
            (text for text in ("; ".join(said.values()), *said.values()) if len(text) <= LONGEST_PRINTED), ""
        )
        if not printed:
            self.problems.append(
                Problem(self.place, labels, f"has more than {LONGEST_PRINTED} characters, and is left out")
            )
            return
        yield Claim("paper", printed, place, text=text)


def _paper(said: Mapping[str, str]) -> Record:
    """Return the parts of a paper as they are typed; the address of a DOI is a DOI."""
    known: Record = {key: " ".join(text.split()) for key, text in said.items()}
    if address := next(iter(addresses(said.get("url", ""))), ""):
        known["url"] = address
        if identifiers.host(address) == "doi.org" and "doi" not in known:
            known["doi"] = identifiers.doi(known.pop("url"))
    if "doi" in known:
        known["doi"] = identifiers.doi(known["doi"]) or known["doi"]
    if day := DAY.fullmatch(known.get("year", "")):
        known["year"] = day["first"] or day["last"]
    return known


def with_unit(cell: str, unit: str) -> str:
    """Return what a cell says with the unit of its heading, where the cell ends with its figure or a sign behind it.

    >>> with_unit("~1,010", "patients"), with_unit("5 TB", "GB"), with_unit("70%", "patients")
    ('~1,010 patients', '5 TB', '70%')
    """
    text = numbers.plain(cell)
    found = list(numbers.FIGURE.finditer(text))
    if not unit or len(found) != 1:
        return cell
    behind = text[found[0].end() :].strip().lower()
    return f"{cell} {unit}" if behind in ("", "+") or behind in numbers.SCALES else cell


def _each_split(heading: str, cell: str) -> str:
    """Return the splits of a cell whose figures stand in the order of its heading's names; "" where they do not."""
    names = SPLIT_NAMES.split(re.sub(r"[#*]|\(.*\)", "", heading).strip())
    figures = SPLIT_NAMES.split(cell.strip())
    known = [SPLITS.get(fold(name)) for name in names]
    if len(names) < 2 or len(names) != len(figures) or None in known:
        return ""
    return "\n".join(f"{name}: {figure}" for name, figure in zip(known, figures, strict=True))


SPLITS = {"train": "train", "training": "train", "val": "validation", "validation": "validation", "test": "test"}
