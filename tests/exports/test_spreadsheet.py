"""CSV: read back exactly, and harmless in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest

from datasets.compare.picture import Comparison
from datasets.exports.addresses import places
from datasets.exports.spreadsheet import BLANK, DANGEROUS, guarded, said, write

from .conftest import addresses

pytestmark = pytest.mark.django_db


def read(text: str) -> list[list[str]]:
    """Return the cells of a CSV file as a program reads them that knows of the apostrophe."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    return [[cell[1:] if cell.startswith("'") else cell for cell in row] for row in rows]


def expected(comparison: Comparison) -> list[list[str]]:
    columns = comparison.columns
    known = addresses(comparison)
    names = [text for column in columns for text in (column.name, f"{column.name}: sources")]
    entries = [text for column in columns for text in (known.entries[column.slug], "")]
    rows = [
        [group.title, row.label, *(text for cell in row.cells for text in (said(cell), places(cell)))]
        for group in comparison.groups
        for row in group.rows
    ]
    return [["Group", "Field", *names], ["", "Address", *entries], *rows]


def test_every_cell_of_the_catalogue_is_read_back_as_it_was(everything: Callable[[], Iterator[Comparison]]) -> None:
    for comparison in everything():
        assert read(write(comparison, addresses(comparison))) == expected(comparison)


def test_awkward_cells_are_read_back_as_they_were(awkward: Comparison) -> None:
    assert read(write(awkward, addresses(awkward))) == expected(awkward)


def test_no_cell_begins_a_formula(awkward: Comparison, everything: Callable[[], Iterator[Comparison]]) -> None:
    for comparison in (awkward, *everything()):
        text = write(comparison, addresses(comparison)).removeprefix("\ufeff")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                assert cell.startswith("'") or not cell.lstrip(BLANK).startswith(DANGEROUS), cell


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\u00a0=1", "'a", "＝1", "=cmd|' /C'!A0"]
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "1", "a=1", "10-20", "≠000:372", "unknown", "肾"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_unknown_is_said(comparison: Comparison) -> None:
    rows = {row[1]: row for row in read(write(comparison, addresses(comparison)))}
    assert rows["Validation"][2::2] == ["unknown", "11,219 images (10 %)", "unknown", "unknown"]
    assert rows["Images: redistribution"][-2] == "no"


def test_spreadsheets_are_told_that_it_is_utf_8(comparison: Comparison) -> None:
    assert write(comparison, addresses(comparison)).encode().startswith(b"\xef\xbb\xbf")
