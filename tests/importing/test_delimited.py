"""Tables as text: what separates, where the headings are, what stands in cells, and rows that are broken."""

import csv
import io

import pytest

from datasets.importing.claims import Column
from datasets.importing.opening import NotReadableError
from datasets.importing.readers import delimited
from datasets.importing.sheets import tables

from .sheets import columns, opened, reading, said

ROWS = [
    ["Name", "Modality", "Size (GB)", "Patients", "Note"],
    ["Лёгкие 1", "CT", "12,5", "1 010", 'said "no"; and more'],
    ["肺 2", "CT, PT", "3", "200", "two\nlines | and a\ttab"],
    ["Poumon 3", "MR", "", "n/a", ""],
]
SAID = [
    [("modality", "CT"), ("size", "12,5 GB"), ("subjects", "1 010 patients")],
    [("modality", "CT, PT"), ("size", "3 GB"), ("subjects", "200 patients")],
    [("modality", "MR")],
]


def written(rows: list[list[str]], delimiter: str, end: str) -> str:
    """Return rows as a program writes them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if end == "\r" else 0).writerows(
        rows
    )
    return out.getvalue()


# As programs save: what separates, the end of lines, the encoding, and what is written before it.
PROGRAMS = {
    "Excel in English": (",", "\r\n", "utf-8-sig", ""),
    "Excel in French": (";", "\r\n", "utf-8-sig", ""),
    "Excel, Unicode text": ("\t", "\r\n", "utf-16", ""),
    "Excel for Macintosh": (",", "\r", "utf-8", ""),
    "Excel with its own line": (";", "\r\n", "utf-8", "sep=;\r\n"),
    "LibreOffice": (",", "\n", "utf-8", ""),
    "Google Sheets": (",", "\r\n", "utf-8", ""),
    "Numbers": (";", "\n", "utf-8", ""),
    "PostgreSQL": ("|", "\n", "utf-8", ""),
    "UTF-16, big-endian": ("\t", "\n", "utf-16-be", "\ufeff"),
}


@pytest.mark.parametrize(("delimiter", "end", "encoding", "before"), PROGRAMS.values(), ids=PROGRAMS)
def test_tables_are_read_as_programs_save_them(delimiter: str, end: str, encoding: str, before: str) -> None:
    described, problems = reading((before + written(ROWS, delimiter, end)).encode(encoding))
    assert problems == []
    assert [one.name for one in described] == ["Лёгкие 1", "肺 2", "Poumon 3"]
    assert [said(one) for one in described] == SAID


def test_what_is_pasted_is_read_like_a_file() -> None:
    pasted, _ = reading(written(ROWS, "\t", "\n"), name="")
    assert [said(one) for one in pasted] == SAID


def test_claims_keep_what_is_printed_and_say_where_it_stands() -> None:
    described, _ = reading(written(ROWS, ",", "\n"))
    size = described[0].claims[1]
    assert (size.printed, size.place, size.to_read) == ("12,5", "row 2, Size (GB)", "12,5 GB")
    assert described[1].place == "row 3"


# A beginning above the headings -> the row of the first data set.
ABOVE = {
    "nothing": ("", 2),
    "blank lines": ("\n\n", 4),
    "a title": ("Public data sets of the lung\n", 3),
    "a title in cells": ("Public data sets of the lung,,\n,,\n", 4),
    "a note with a comma": ("Made by us, 2024\n\n", 4),
}


@pytest.mark.parametrize(("above", "row"), ABOVE.values(), ids=ABOVE)
def test_headings_stand_below_other_lines(above: str, row: int) -> None:
    described, problems = reading(f"{above}Name,Modality,Year\nA,CT,2019\nB,MR,2020\nC,MR,2021\n")
    assert [one.place for one in described] == [f"row {row}", f"row {row + 1}", f"row {row + 2}"]
    assert problems == []


def test_blank_rows_and_columns_say_nothing_and_count() -> None:
    described, problems = reading("Name,Year,,\nA,2019,,\n,,,\n\nB,2020,,\n,,,\n,,,\n")
    assert [one.place for one in described] == ["row 2", "row 5"]
    assert problems == []
    assert [column.heading for column in columns("Name,Year,,\nA,2019,,\n")] == ["Name", "Year"]


NOTHING = """N/A|n/a|-|–|?|unknown|Not reported|TBD|inconnu|non précisé|desconhecido|s/d|не указано|н/д|нет данных
|неизвестно|未知|不详|暂无| |NaN|…"""


@pytest.mark.parametrize("cell", NOTHING.replace("\n", "").split("|"))
def test_words_for_nothing_are_no_claims(cell: str) -> None:
    ((one,), problems) = reading(f"Name,Year,Modality\nA,{cell},CT\n")
    assert (said(one), one.problems, problems) == ([("modality", "CT")], (), [])


@pytest.mark.parametrize("cell", ["None", "No", "无", "0"])
def test_words_that_say_something_are_claims(cell: str) -> None:
    ((one,), _) = reading(f"Name,License,Modality\nA,{cell},CT\n")
    assert said(one)[0] == ("license", cell)


def test_formulas_are_texts() -> None:
    ((one,), _) = reading('Name,Note,Purpose\n"=cmd|\'/C calc\'!A0",@x,"+1-2"\n')
    assert one.name == "=cmd|'/C calc'!A0"
    assert said(one) == [("purpose", "+1-2")]


def test_an_address_of_papers_alone_is_a_paper_below_every_heading() -> None:
    ((one,), _) = reading("Name,Access Link\nA,https://arxiv.org/abs/2401.1 https://example.org/a\n")
    assert said(one) == [
        ("link", "https://arxiv.org/abs/2401.1 (paper)"),
        ("link", "https://example.org/a (download)"),
    ]


@pytest.mark.parametrize("cell", ["[link]", "[Paper](#)", "[Download]()"])
def test_a_link_without_an_address_says_nothing(cell: str) -> None:
    one, _other = reading(f"Name,Download,Year\nA,{cell},2019\nB,https://example.org/b,2020\n")[0]
    assert (said(one), one.problems) == ([("year", "2019")], ())


# A row -> a word of what is told of it; it is no data set, and the others are read.
BROKEN = {
    "one cell too few": ("B,CT", "2 cells below 3 headings"),
    "one cell too many": ("B,CT,2019,x", "4 cells below 3 headings"),
    "a quotation mark not closed": ('B,"CT,2019', "quotation mark"),
    "a quotation mark in a quoted cell": ('B,"a "big" CT",2019', "quotation mark"),
    "no name": (",CT,2019", "has no name"),
    "unknown name": ("n/a,CT,2019", "has no name"),
    "a sum": ("Total,,2019", "the sum of rows"),
    "a sum in Russian": ("Итого:,,2019", "the sum of rows"),
    "a heading between rows": ("CT data sets,,", "nothing beside it"),
    "a note": ("* counted in 2024,,", "note on the sheet"),
    "a source": ("Source: our own work,,", "note on the sheet"),
    "a long name": ("x" * 400 + ",CT,2019", "300 at most"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_rows_are_told_and_the_others_are_read(row: str, message: str) -> None:
    described, problems = reading(f"Name,Modality,Year\nA,CT,2018\n{row}\nC,MR,2020\nD,MR,2021\n")
    assert [one.name for one in described] == ["A", "C", "D"]
    ((place, told),) = [(problem.place, problem.message) for problem in problems]
    assert place == "row 3"
    assert message in told


# A cell -> a word of what is told of it; the rest of its row is read.
FAULTS = {
    "a lost letter": ("Name,Purpose\nA,Mu\ufffdoz\n", "Purpose", "lost"),
    "a letter in another encoding": ("Name,Purpose\nA,MuÃ±oz\n", "Purpose", "write “Muñoz”"),
    "a name in another encoding": ("Name,Purpose\nMÃ¼nchen,x\n", "Name", "write “München”"),
    "no address": ("Name,Homepage\nA,https://example.org\nA,on request\n", "Homepage", "is no address"),
    "no identifier": ("Name,PID,Year\nA,b06415af,2019\n", "PID", "neither a DOI nor an address"),
    "too long": (f"Name,Purpose\nA,{'x' * 401}\n", "Purpose", "400 are the most"),
}


@pytest.mark.parametrize(("content", "field", "message"), FAULTS.values(), ids=FAULTS)
def test_faults_of_cells_are_told_with_row_and_column(content: str, field: str, message: str) -> None:
    described, problems = reading(content)
    ((place, told),) = [(problem.place, problem) for one in described for problem in one.problems]
    assert (place, told.field, problems) == (f"row {len(described) + 1}", field, [])
    assert message in told.message


def test_headings_that_stand_again_are_no_data_sets() -> None:
    described, problems = reading("Name,Year\nA,2018\nName,Year\nB,2019\n")
    assert ([one.name for one in described], problems) == (["A", "B"], [])


def test_a_table_without_rows_says_so() -> None:
    assert [str(problem) for problem in reading("Name,Modality,Year\n")[1]] == [": there is nothing below the headings"]


def test_a_column_of_names_is_a_table_where_its_heading_says_so() -> None:
    described, _ = reading("Dataset\nLIDC-IDRI\nCheXpert, small\n")
    assert [one.name for one in described] == ["LIDC-IDRI", "CheXpert, small"]


def test_what_separates_is_what_gives_known_headings() -> None:
    described, _ = reading("Name;Modality;Note\nA;CT;a, b\nB;MR;c, d\n")
    assert [said(one) for one in described] == [[("modality", "CT")], [("modality", "MR")]]


def test_what_separates_is_not_guessed() -> None:
    with pytest.raises(NotReadableError, match="may stand between"):
        reading("a,b;c\n1,2;3\n4,5;6\n7,8;9\n", name="x.csv")


def test_a_table_without_a_name_asks_for_the_column() -> None:
    with pytest.raises(NotReadableError, match="which column is the name"):
        reading("Modality,Year\nCT,2019\nMR,2020\n")


def test_columns_are_read_as_a_person_has_them() -> None:
    content = "Thing,URL,Size (GB)\nA,https://example.org/a,5\n"
    chosen = [
        Column(column.heading, field=field)
        for column, field in zip(columns(content), ("name", "link.download", "class_count"), strict=True)
    ]
    (one,) = delimited.read(opened(content), tuple(chosen))
    assert said(one) == [("link", "https://example.org/a (download)"), ("class_count", "5")]


def test_columns_of_another_file_are_refused() -> None:
    with pytest.raises(NotReadableError, match="look at them again"):
        list(delimited.read(opened("Name,Year\nA,2019\n"), (Column("Name", field="name"),)))


class TestLimits:
    """What is too much is told, and what hostile input costs is bounded."""

    def test_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "MOST_ROWS", 3)
        described, problems = reading("Name,Year\n" + "A,2019\n" * 9)
        assert len(described) == 3
        assert [problem.message for problem in problems] == ["there are more than 3 rows; send the rest by itself"]

    def test_columns(self) -> None:
        with pytest.raises(NotReadableError, match="200 are the most"):
            reading("Name," + ",".join(f"c{number}" for number in range(300)) + "\nA" + ",x" * 300 + "\n")

    @pytest.mark.parametrize(
        "line", ['x","y', '"', '"a', 'a,"b""', ',,,"', '""""', "," * 500, "|" * 500, ";,\t|", "a" * 5_000]
    )
    def test_hostile_lines_end(self, line: str) -> None:
        content = "Name,Year\n" + f"{line}\n" * 3_000
        described, problems = reading(content)
        assert len(described) + len(problems) <= 3_001
