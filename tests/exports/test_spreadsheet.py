"""CSV: read back exactly, harmless in a spreadsheet, and changed by none."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from django.utils import translation

from datasets.compare.picture import Cell, Citation, Comparison
from datasets.exports.spreadsheet import BLANK, DANGEROUS, backed, cells, guarded, is_value, read_back, table, write
from datasets.models import LANGUAGES

from .conftest import addresses

pytestmark = pytest.mark.django_db


def read(text: str) -> list[list[str]]:
    """Return the cells of a CSV file as a program reads them that knows of the apostrophe."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    return [[read_back(cell) for cell in row] for row in rows]


def expected(comparison: Comparison) -> list[list[str]]:
    return table(comparison, addresses(comparison))


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
                # Also where a spreadsheet that wants another separator begins a cell.
                for part in cells(cell):
                    assert part.startswith("'") or not part.lstrip(BLANK).startswith(DANGEROUS), cell
                assert cell.startswith("'") or not is_value(cell), cell


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\u00a0=1", "'a", "＝1", "=cmd|' /C'!A0"]
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a; =1+1", "a;' =1+1"),
        ("a;=1", "a;'=1"),
        ("a,@b", "a,'@b"),
        ("x; -1; +1", "x;' -1;' +1"),
        ("=1; =2", "'=1;' =2"),
        ("a, ＝1", "a,' ＝1"),
        ('a; "=1"', 'a;\' "=1"'),
        ("a; 'b'", "a;' 'b'"),
        ("'a; 'b", "''a;' 'b"),
        ("a\n=1", "a\n'=1"),
    ],
)
def test_what_begins_a_cell_with_another_separator_is_guarded(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert read_back(cell) == text


@pytest.mark.parametrize(
    "text",
    [
        "002:430", "1-3", "3/4", "1e5", "1E5", "00123", "MAR1", "SEPT2", "12:30", "2-Mar", "10.12", "1,5",
        "112,120", "50 %", "$5",
        "5 €", "1 000", "2019-03-05", "5.3.2019", "March 2019", "5 mars 2019", "1er mai", "2 de março",
        "DEZ10", "5 мая 2020 г.",
        "янв 12", "2019年3月5日", "下午3点", "1:30 PM", "1234567890123456", "(5)", "1 1/2", "TRUE", "vrai",
        "ИСТИНА", "Verdadeiro",
        "真", "1-3; 4-5", " 007",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_change_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert read_back(guarded(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "1", "2019", "0", "a=1", "≠000:372 a", "unknown", "肾", "CT, MR", "11,219 images (10 %)",
        "30 GB", "肺 12", "около 5 снимков",
        "ChestX-ray14", "https://example.org/a?b=1", "document 002, line 430", "2019 images", "shape 3",
        "march of dimes",
    ],
)  # fmt: skip
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("document", "line"), [("002", 430), ("000", 1), ("004", None), ("ref-mar", 3), ("001", 59)])
def test_a_place_is_no_time_in_any_language(language: str, document: str, line: int | None) -> None:
    citation = Citation(1, document, line, "", "", agrees=True)
    cell = Cell("kits19", "KiTS19", (), None, False, (citation,), ())
    with translation.override(language):
        text = backed(cell)
    assert document in text
    assert line is None or str(line) in text
    assert not is_value(text)
    assert guarded(text) == text


def test_unknown_is_said(comparison: Comparison) -> None:
    rows = {row[1]: row for row in read(write(comparison, addresses(comparison)))}
    assert rows["Validation"][2::2] == ["unknown", "11,219 images (10 %)", "unknown", "unknown"]
    assert rows["Images: redistribution"][-2] == "no"


def test_spreadsheets_are_told_that_it_is_utf_8(comparison: Comparison) -> None:
    assert write(comparison, addresses(comparison)).encode().startswith(b"\xef\xbb\xbf")
