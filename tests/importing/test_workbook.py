"""Workbooks: which sheet, cells as a reader would write them down, and what is wrong in them."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.hyperlink import Hyperlink

from datasets.importing.opening import NotReadableError, opened
from datasets.importing.readers import workbook as reader
from datasets.importing.sheets import tables

from .sheets import columns, reading, said, saved, workbook

HEADINGS = ["Name", "Modality", "Year"]
NAME = "list.xlsx"


def test_rows_are_read() -> None:
    described, problems = reading(workbook([HEADINGS, ["A", "CT", 2019], ["B", "MR", None]]), NAME)
    assert [(one.place, one.name, said(one)) for one in described] == [
        ("row 2", "A", [("modality", "CT"), ("year", "2019")]),
        ("row 3", "B", [("modality", "MR")]),
    ]
    assert problems == []


# A value and its number format -> the text that a reader would write down.
CELLS: list[tuple[Any, str, str]] = [
    (42, "General", "42"), (42.0, "General", "42"), (0.1 + 0.2, "General", "0.3"),
    (1e15, "General", "1000000000000000"),
    (1234567.5, "#,##0.00", "1234567.5"), (0.345, "0%", "34.5%"), (0.7, "0.0%", "70%"), (12, '0" GB"', "12 GB"),
    (date(2019, 5, 1), "yyyy-mm-dd", "2019-05-01"),
    (datetime(2019, 5, 1, 12, 30), "yyyy-mm-dd hh:mm", "2019-05-01 12:30"),
    (date(2019, 5, 1), "yyyy", "2019"), (date(2019, 5, 1), "mmm yyyy", "2019-05"), (True, "General", "TRUE"),
    ("  text \n more ", "@", "text \n more"), ("007", "@", "007"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "style", "text"), CELLS)
def test_cells_are_texts(value: Any, style: str, text: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Purpose"])
    book.active.append(["A", value])
    book.active["B2"].number_format = style
    ((one,), _) = reading(saved(book), NAME)
    assert [claim.printed for claim in one.claims] == [text]


def test_a_day_says_the_year() -> None:
    ((one,), _) = reading(workbook([["Name", "Release date"], ["A", date(2019, 5, 1)]]), NAME)
    assert [(claim.printed, claim.to_read) for claim in one.claims] == [("2019-05-01", "2019")]


def test_the_sheet_with_the_headings_is_read_and_the_others_are_told() -> None:
    content = workbook(
        [["About this file"], ["Made by us"]],
        sheets={"Data": [[], [], HEADINGS, ["A", "CT", 2019]], "Empty": [], "More": [["Old", "notes"]]},
    )
    described, problems = reading(content, NAME)
    assert [(one.place, one.name) for one in described] == [("sheet “Data”, row 4", "A")]
    assert [problem.message for problem in problems] == [
        "of this workbook only sheet “Data” is read, and not “Sheet”, “More”; save these as files"
    ]


def test_merged_cells_speak_for_each_of_their_rows() -> None:
    book = openpyxl.Workbook()
    for row in (["My list", None], ["Modality", "Name"], ["CT", "A"], [None, "B"], [None, "C"], ["MR", "D"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("A3:A5")
    described, _ = reading(saved(book), NAME)
    assert [(one.name, said(one)) for one in described] == [(name, [("modality", "CT")]) for name in "ABC"] + [
        ("D", [("modality", "MR")])
    ]


def test_links_of_cells_are_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Homepage", "License", "Download"])
    book.active.append(["A", "link", "CC BY", "здесь"])
    for cell, address in {"A2": "a", "B2": "b", "C2": "c", "D2": "d"}.items():
        link = Hyperlink(ref=cell, target=f"https://example.org/{address}")
        book.active[cell].hyperlink = link
    ((one,), _) = reading(saved(book), NAME)
    assert said(one) == [
        ("link", "https://example.org/b (homepage)"),
        ("license", "CC BY"),
        ("link", "https://example.org/d (download)"),
    ]
    assert one.identifiers == ("https://example.org/a",)
    assert one.claims[1].note == "The text leads to https://example.org/c."


def with_formulas() -> bytes:
    """Return a workbook with formulas, of which one has a result, one has none, one is an error and one is a link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Images", "Patients", "Year", "Homepage"])
    sheet.write_string(1, 0, "A")
    sheet.write_formula(1, 1, "=10*12", value=120)
    sheet.write_formula(1, 2, "=COUNTA(Other!A:A)", value="")
    sheet.write_formula(1, 3, "=1/0", value="#DIV/0!")
    sheet.write_formula(1, 4, '=HYPERLINK("https://example.org/a", "site")', value="site")
    book.close()
    return out.getvalue()


def test_formulas_say_their_result_or_that_they_have_none() -> None:
    ((one,), _) = reading(with_formulas(), NAME)
    assert said(one) == [("images", "120 images"), ("link", "https://example.org/a (homepage)")]
    told = {problem.field: problem.message for problem in one.problems}
    assert told.keys() == {"Patients", "Year"}
    assert "result was not saved" in told["Patients"]
    assert "#DIV/0!" in told["Year"]


def test_hidden_rows_are_read() -> None:
    book = openpyxl.Workbook()
    for row in (HEADINGS, ["A", "CT", 2019], ["B", "MR", 2020]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    assert [one.name for one in reading(saved(book), NAME)[0]] == ["A", "B"]


@pytest.mark.parametrize("cell", ["A1048576", "XFD2", "XFD1048576"])
def test_far_blank_cells_do_no_harm(cell: str) -> None:
    book = openpyxl.Workbook()
    for row in (HEADINGS, ["A", "CT", 2019]):
        book.active.append(row)
    book.active[cell].number_format = "0.00"
    content = saved(book)
    assert [one.name for one in reading(content, NAME)[0]] == ["A"]
    assert len(columns(content, NAME)) == 3


def test_cells_behind_the_last_column_that_is_read_are_told() -> None:
    book = openpyxl.Workbook()
    for row in (HEADINGS, ["A", "CT", 2019]):
        book.active.append(row)
    book.active["XFD2"] = "lost"
    with pytest.raises(NotReadableError, match="Row 2 has cells behind column 200"):
        reading(saved(book), NAME)


def test_a_wrong_dimension_hides_nothing() -> None:
    content = rewritten(workbook([HEADINGS, ["A", "CT", 2019]]), "xl/worksheets/sheet1.xml", b"A1:C2", b"A1:A1")
    assert [one.name for one in reading(content, NAME)[0]] == ["A"]


def test_cells_without_a_heading_are_told() -> None:
    rows = [HEADINGS, *[[f"D{number}", "CT", 2019] for number in range(40)], ["Z", "CT", 2019, None, "extra"]]
    described, _ = reading(workbook(rows), NAME)
    assert [(problem.place, problem.message) for one in described for problem in one.problems] == [
        ("row 42", "has cells without a heading: “extra”")
    ]


def test_rows_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    described, problems = reading(workbook([HEADINGS, *[["A", "CT", 2019]] * 5]), NAME)
    assert (len(described), len(problems)) == (2, 1)


def rewritten(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook in which bytes of a part are others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old, new) if name == part else data)
    return out.getvalue()


SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet '

# The part of a workbook, what stands there, what stands there instead -> a word of what is told.
DAMAGED = {
    "entities": (SHEET, b"<worksheet ", LAUGHS, "entities"),
    "many formats": ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 50_000 + b"</cellXfs>", "too many formats"),
    "cut off": (SHEET, b"</sheetData>", b"", "damaged"),
    "no XML": (SHEET, b"<worksheet", b"worksheet", "damaged"),
    "another book": (BOOK, b"<sheets>", b"<nothing>", "damaged"),
    "strict": (BOOK, b"<workbook ", b'<workbook a="http://purl.oclc.org/ooxml/x" ', "Strict Open XML"),
    "a sheet that is not there": ("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet9.xml", "damaged|empty"),
}


@pytest.mark.parametrize(("part", "old", "new", "message"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_workbooks_are_told(part: str, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(NotReadableError, match=message):
        reading(rewritten(workbook([HEADINGS, ["A", "CT", 2019]]), part, old, new), NAME)


def test_an_empty_workbook_is_told() -> None:
    with pytest.raises(NotReadableError, match="empty"):
        reading(workbook([]), NAME)


def test_a_workbook_is_cited_by_its_title_or_its_name() -> None:
    book = openpyxl.Workbook()
    content = saved(book)
    book.properties.title = "Data sets  of the lung"
    assert reader.cited(opened(saved(book), NAME)).title == "Data sets of the lung"
    assert reader.cited(opened(content, NAME)).title == "list"
