"""XLSX: the cells of the CSV file, all of them text."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from datasets.compare.picture import Comparison
from datasets.exports.spreadsheet import table
from datasets.exports.workbook import write

from .conftest import addresses

pytestmark = pytest.mark.django_db

NAMES = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
# How the format writes what XML cannot hold.
ESCAPE = re.compile("_x([0-9A-F]{4})_")


def cells(content: bytes) -> tuple[list[list[str]], set[str]]:
    """Return the texts of the sheet's cells, and the types that cells have."""
    book = zipfile.ZipFile(io.BytesIO(content))
    root = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
    shared = [
        ESCAPE.sub(
            lambda found: chr(int(found[1], 16)),
            "".join(part.text or "" for part in item.iter() if part.tag.endswith("}t")),
        )
        for item in root.findall("x:si", NAMES)
    ]
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    found = sheet.findall(".//x:c", NAMES)
    assert not sheet.findall(".//x:f", NAMES)
    rows = [
        [
            shared[int(value)] if (value := cell.findtext("x:v", namespaces=NAMES)) else ""
            for cell in row.findall("x:c", NAMES)
        ]
        for row in sheet.findall(".//x:row", NAMES)
    ]
    return rows, {cell.get("t", "") for cell in found if cell.find("x:v", NAMES) is not None}


@pytest.mark.parametrize("name", ["comparison", "awkward"])
def test_every_cell_is_its_text(name: str, request: pytest.FixtureRequest) -> None:
    comparison: Comparison = request.getfixturevalue(name)
    rows, types = cells(write(comparison, addresses(comparison)))
    assert types == {"s"}
    assert rows == table(comparison, addresses(comparison))


def test_the_same_comparison_is_the_same_file(comparison: Comparison) -> None:
    assert write(comparison, addresses(comparison)) == write(comparison, addresses(comparison))
