"""What a sheet of a workbook has besides the values of its cells: merged cells, links, formulas without a result.

openpyxl reads the values row by row without these; here they are read in one pass of their own (ECMA-376 part 1, 18.3).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from datasets.importing.sheets.columns import addresses
from datasets.importing.sheets.tables import MOST_COLUMNS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# =HYPERLINK("https://example.org", "text")
HYPERLINK = re.compile(r'\s*HYPERLINK\(\s*"(?P<address>[^"]+)"', re.IGNORECASE)

# A document type begins so, in each encoding that XML may have here.
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))

# The one part with the formats of cells that openpyxl reads.
STYLES = "xl/styles.xml"

Place = tuple[int, int]


@dataclass
class Layout:
    """Of a sheet, by row and column from 1: addresses of cells, formulas without a result, cells that are filled down.

    `width` is the last column that is not blank, of those that are read. `merged` has for the first row of a merged
    range its column and its last row; `beyond` has the rows that go on behind the columns that are read.
    """

    leads: dict[Place, str] = field(default_factory=dict)
    unsolved: set[Place] = field(default_factory=set)
    merged: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    beyond: set[int] = field(default_factory=set)
    width: int = 1


def layout(archive: ZipFile, path: str) -> Layout:
    """Return the layout of the sheet at a path in the workbook.

    Raises what zipfile and ElementTree raise for an archive or a sheet that is damaged, and ValueError.
    """
    found, targets = Layout(), _targets(archive, path)
    with archive.open(path) as sheet:
        for _event, element in iterparse(sheet):  # noqa: S314 - without_types has looked
            if element.tag == f"{MAIN}c":
                _cell(found, element)
            elif element.tag == f"{MAIN}mergeCell":
                first_column, first_row, _last_column, last_row = range_boundaries(element.get("ref", ""))
                if first_row and last_row and last_row > first_row:
                    found.merged[first_row].append((first_column or 1, last_row))
            elif element.tag == f"{MAIN}hyperlink":
                address = targets.get(element.get(LINKED, ""), "")
                place = _place(element.get("ref", "").partition(":")[0])
                if place and addresses(address):
                    found.leads[place] = address
            elif element.tag == f"{MAIN}row":
                element.clear()
    return found


def without_types(archive: ZipFile) -> bool:
    """Tell whether no part of a workbook declares entities: none may (ECMA-376 part 2, 8.2.5), and some do harm."""
    for member in archive.infolist():
        if not member.filename.endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(member) as part:
            end = b""
            while piece := part.read(1_000_000):
                if any(mark in end + piece for mark in DOCTYPES):
                    return False
                end = piece[-len(DOCTYPES[-1]) :]
    return True


def style_marks(archive: ZipFile) -> int:
    """Return how many marks the formats of a workbook have, which openpyxl takes apart whole (18.8)."""
    return archive.read(STYLES).count(b"<") if STYLES in archive.namelist() else 0


def _cell(found: Layout, element: object) -> None:
    formula, value = element.find(f"{MAIN}f"), element.find(f"{MAIN}v")  # type: ignore[attr-defined]
    inline = element.find(f"{MAIN}is")  # type: ignore[attr-defined]
    if formula is None and value is None and inline is None:
        return
    place = _place(element.get("r", ""))  # type: ignore[attr-defined]
    if place is None:
        return
    if place[1] > MOST_COLUMNS:
        found.beyond.add(place[0])
        return
    found.width = max(found.width, place[1])
    if formula is not None:
        if value is None or not value.text:
            found.unsolved.add(place)
        if (link := HYPERLINK.match(formula.text or "")) and addresses(link["address"]):
            found.leads[place] = link["address"]


def _place(reference: str) -> Place | None:
    try:
        return coordinate_to_tuple(reference)
    except ValueError:
        return None


def _targets(archive: ZipFile, path: str) -> dict[str, str]:
    """Return the outside addresses of a sheet by their ids."""
    folder, _, name = path.rpartition("/")
    relations = normpath(join(folder, "_rels", f"{name}.rels"))
    if relations not in archive.namelist():
        return {}
    with archive.open(relations) as file:
        return dict(_external(file))


def _external(file: object) -> Iterator[tuple[str, str]]:
    for _event, element in iterparse(file):  # type: ignore[call-overload]  # noqa: S314
        if element.tag == RELATIONSHIP and element.get("TargetMode") == "External":
            yield element.get("Id", ""), element.get("Target", "")
