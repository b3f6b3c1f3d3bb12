"""Records held against the documents they cite."""

import pytest

from datasets.facts.kinds import Record
from datasets.records.evidence import (
    MAXIMUM_HEADING,
    Document,
    figures_astray,
    heading_of,
    misquotations,
    numbers,
    numbers_left_out,
    wrong_headings,
)

DOCUMENT = Document(
    "900",
    (
        "# Sets to know",  # 1
        "A short list.",  # 2
        "## 1. Chest 🫁",  # 3
        "__Lung set__ (open)",  # 4
        "It has 1,018 cases and 244,527 images; see https://example.org/v2/12.",  # 5
        "**Access:**",  # 6
        "**Splits**",  # 7
        "70% for training, 30% for testing",  # 8
        "### Ribs",  # 9
        "Rib-5 counts 12 ribs.",  # 10
        "## 2. Brain",  # 11
        "1. The first of 3 sets",  # 12
    ),
)
DOCUMENTS = {"900": DOCUMENT}


def quoting(printed: str, line: int | None, heading: str | None = None, document: str = "900") -> Record:
    """Return a record with one statement."""
    return {
        "statements": [{"field": "images", "printed": printed, "document": document, "line": line, "heading": heading}]
    }


class TestDocument:
    """Lines and the headings above them."""

    @pytest.mark.parametrize(("number", "text"), [(1, "# Sets to know"), (12, "1. The first of 3 sets")])
    def test_lines_are_numbered_from_one(self, number: int, text: str) -> None:
        assert DOCUMENT.line(number) == text

    @pytest.mark.parametrize("number", [0, -1, 13])
    def test_line_outside_is_none(self, number: int) -> None:
        assert DOCUMENT.line(number) is None

    @pytest.mark.parametrize(
        ("number", "heading"),
        [
            (1, None),
            (2, None),
            (3, "1. Chest"),
            (5, "1. Chest › Lung set"),
            (6, "1. Chest › Lung set"),
            (8, "1. Chest › Lung set › Splits"),
            (10, "1. Chest › Ribs"),
            (12, "2. Brain"),
        ],
    )
    def test_heading_is_the_path_above_the_line(self, number: int, heading: str | None) -> None:
        assert DOCUMENT.heading(number) == heading

    def test_heading_is_cut_to_the_columns_length(self) -> None:
        assert len(Document("900", ("## " + "x" * 500, "text")).heading(2) or "") == MAXIMUM_HEADING


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("# Title", (1, "Title")),
        ("###### Deep", (6, "Deep")),
        ("## **Bold** part", (2, "Bold part")),
        ("## 🔬 Microscopy", (2, "Microscopy")),
        ("__LIDC-IDRI__", (7, "LIDC-IDRI")),
        ("**Thorax**", (8, "Thorax")),
        ("  **Thorax** (CT)  ", (8, "Thorax")),
        ("一、按模态分类", (2, "一、按模态分类")),
        ("1. 脑部", (3, "1. 脑部")),
        ("2. MRI", (3, "2. MRI")),
    ],
)
def test_line_is_a_heading(line: str, heading: tuple[int, str]) -> None:
    assert heading_of(line) == heading


@pytest.mark.parametrize(
    "line", ["", "text", "#no space", "####### seven", "**Access:** open", "**a** and **b**", "1. The first of them"]
)
def test_line_is_no_heading(line: str) -> None:
    assert heading_of(line) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,018 cases", ["1,018"]),
        ("about 2.5 GB", ["2.5"]),
        ("70% / 30%", ["70", "30"]),
        ("244’527 images", ["244’527"]),
        ("1024x1024", ["1024"]),
        ("ChestX-ray14, COVID-19, ResNetV2", []),
        ("see https://example.org/12/34 and 5", ["5"]),
        ("[7 scans](https://example.org/8)", ["7"]),
        ("3. third of 9", ["9"]),
        ("- 3. third of 9", ["9"]),
        ("共 5000 张", ["5000"]),
        ("nothing", []),
    ],
)
def test_numbers_printed_on_their_own(text: str, found: list[str]) -> None:
    assert numbers(text) == found


class TestMisquotations:
    """What is printed stands verbatim in its line."""

    def test_verbatim_quotation_is_right(self) -> None:
        assert list(misquotations(quoting("1,018 cases", 5), DOCUMENTS)) == []

    def test_other_characters_are_a_misquotation(self) -> None:
        assert list(misquotations(quoting("1018 cases", 5), DOCUMENTS)) == [
            ("statements[0].printed", "«1018 cases» is not in line 5 of 900")
        ]

    def test_other_line_is_named_where_it_has_the_words(self) -> None:
        assert list(misquotations(quoting("12 ribs", 8), DOCUMENTS)) == [
            ("statements[0].printed", "«12 ribs» is not in line 8 of 900; line 10 has it")
        ]

    @pytest.mark.parametrize("line", [13, None])
    def test_line_that_is_not_there(self, line: int | None) -> None:
        assert list(misquotations(quoting("x", line), DOCUMENTS)) == [
            ("statements[0].line", f"document 900 has no line {line}")
        ]

    def test_document_that_is_not_at_hand_is_not_judged(self) -> None:
        assert list(misquotations(quoting("x", 1, document="901"), DOCUMENTS)) == []

    def test_all_misquotations_are_told(self) -> None:
        record = {"statements": [*quoting("x", 1)["statements"], *quoting("y", 99)["statements"]]}
        assert [field for field, _ in misquotations(record, DOCUMENTS)] == [
            "statements[0].printed",
            "statements[1].line",
        ]


class TestHeadings:
    """A statement's heading is the one above its line."""

    def test_right_heading(self) -> None:
        assert list(wrong_headings(quoting("1,018", 5, "1. Chest › Lung set"), DOCUMENTS)) == []

    def test_no_heading_above_the_first(self) -> None:
        assert list(wrong_headings(quoting("short", 2, None), DOCUMENTS)) == []

    def test_wrong_heading_is_told_with_the_right_one(self) -> None:
        assert list(wrong_headings(quoting("1,018", 5, "1. Chest"), DOCUMENTS)) == [
            ("statements[0].heading", "should be '1. Chest › Lung set'")
        ]

    def test_document_that_is_not_at_hand_is_not_judged(self) -> None:
        assert list(wrong_headings(quoting("x", 5, "made up", document="901"), DOCUMENTS)) == []


class TestGuides:
    """A guide's places are held against the documents like statements, at any depth; so are its entries' figures."""

    @pytest.fixture
    def guide(self) -> Record:
        place = {"printed": "1,018 cases", "document": "900", "line": 5, "heading": "1. Chest › Lung set"}
        cell = {"text": {"en": "1,018"}, "places": [place]}
        figure = {"field": "subjects", "printed": "1,018 cases"}
        return {
            "body": {"introduction": {"en": "Start."}, "sections": [{"table": {"rows": [[cell]]}}]},
            "entries": [{"dataset": "lung", "figures": [figure], "reasons": [{"places": [dict(place)]}]}],
        }

    def test_places_that_are_right(self, guide: Record) -> None:
        assert not [
            *misquotations(guide, DOCUMENTS),
            *wrong_headings(guide, DOCUMENTS),
            *figures_astray(guide),
        ]

    def test_misquotation_in_a_cell_is_told(self, guide: Record) -> None:
        guide["body"]["sections"][0]["table"]["rows"][0][0]["places"][0]["printed"] = "1,019 cases"
        assert list(misquotations(guide, DOCUMENTS)) == [
            (
                "body.sections[0].table.rows[0][0].places[0].printed",
                "«1,019 cases» is not in line 5 of 900",
            )
        ]

    def test_wrong_heading_in_a_reason_is_told(self, guide: Record) -> None:
        guide["entries"][0]["reasons"][0]["places"][0]["heading"] = "2. Brain"
        assert list(wrong_headings(guide, DOCUMENTS)) == [
            ("entries[0].reasons[0].places[0].heading", "should be '1. Chest › Lung set'")
        ]

    def test_figure_that_the_entrys_places_do_not_print_is_told(self, guide: Record) -> None:
        guide["entries"][0]["figures"][0]["printed"] = "12 ribs"
        assert list(figures_astray(guide)) == [("entries[0].figures[0].printed", "no place cites «12 ribs»")]


class TestNumbersLeftOut:
    """Every number of a cited line is carried by some statement."""

    def test_numbers_that_no_statement_carries_are_told(self) -> None:
        assert list(numbers_left_out([quoting("1,018 cases", 5)], DOCUMENTS)) == [("900", 5, ["244,527"])]

    def test_numbers_may_be_carried_by_several_records(self) -> None:
        records = [quoting("1,018 cases", 5), quoting("244,527 images", 5)]
        assert list(numbers_left_out(records, DOCUMENTS)) == []

    def test_part_of_a_number_does_not_carry_it(self) -> None:
        assert list(numbers_left_out([quoting("1,018 cases", 5), quoting("527 images", 5)], DOCUMENTS)) == [
            ("900", 5, ["244,527"])
        ]

    def test_line_that_nobody_cites_is_not_judged(self) -> None:
        assert list(numbers_left_out([quoting("12 ribs", 10)], DOCUMENTS)) == []

    def test_lines_come_in_order(self) -> None:
        records = [quoting("first", 12), quoting("training", 8)]
        assert list(numbers_left_out(records, DOCUMENTS)) == [("900", 8, ["70", "30"]), ("900", 12, ["3"])]

    def test_statement_without_a_line_or_at_hand_document_is_not_judged(self) -> None:
        records = [quoting("x", None), quoting("x", 1, document="901")]
        assert list(numbers_left_out(records, DOCUMENTS)) == []
