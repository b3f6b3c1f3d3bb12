"""manage.py check_catalogue: problems of the files, told at once; the database is not asked (these tests have none)."""

import json
from pathlib import Path

import pytest

from datasets.facts.kinds import Record
from datasets.records.files import write_tree
from datasets.records.records import dumps
from tests.stating import stating

from .conftest import contents, run

GOOD = "1 datasets, 1 sources, 5 statements: no problems.\n"
EXAMPLE = "datasets/example-set.json"


def rewrite(folder: Path, record: Record) -> None:
    """Write the example dataset anew."""
    write_tree(folder, "dataset", [record])


def test_good_catalogue_is_told(catalogue: Path) -> None:
    assert run("check_catalogue", catalogue).out == GOOD


def test_every_problem_is_told_with_file_and_field(catalogue: Path, record: Record) -> None:
    rewrite(catalogue, stating({**record, "year": 2020}, images={"value": 100, "unit": "dogs", "precision": "exact"}))
    (catalogue / "sources/bad.json").write_text("[]", encoding="utf-8")
    failed = run("check_catalogue", catalogue)
    assert failed.problems == [
        f"{EXAMPLE}: statements[4].value: unknown unit “dogs”",
        f"{EXAMPLE}: year: no statement of field year has the value 2020",
        "sources/bad.json: a record must be a JSON object",
    ]
    assert failed.error == f"3 problems in {catalogue}; nothing was written."


def test_folder_without_a_catalogue_is_told(tmp_path: Path) -> None:
    assert run("check_catalogue", tmp_path).error is not None


def test_missing_folder_is_told(tmp_path: Path) -> None:
    assert run("check_catalogue", tmp_path / "gone").problems == [f"{tmp_path / 'gone'}: there is no such folder"]


class TestForm:
    """Files are in canonical form, so that equal records are equal bytes."""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b'"value": 100,', b'"value": 100.0,'),
            (b"  ", b"    "),
            (b"Example", b"\\u0045xample"),
            (b'  "license": null,\n', b""),
            (b"\n}\n", b"\n}"),
            (b"\n", b"\r\n"),
        ],
        ids=["number", "indent", "escape", "left-out key", "no final newline", "Windows line ends"],
    )
    def test_other_form_is_told(self, catalogue: Path, old: bytes, new: bytes) -> None:
        path = catalogue / EXAMPLE
        assert old in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(old, new))
        assert run("check_catalogue", catalogue).problems == [
            f"{EXAMPLE}: is not in canonical form; run manage.py check_catalogue --format"
        ]

    def test_format_rewrites_in_canonical_form(self, catalogue: Path) -> None:
        before = contents(catalogue)
        path = catalogue / EXAMPLE
        path.write_bytes(path.read_bytes().replace(b"  ", b"    "))
        assert run("check_catalogue", catalogue, format=True).out == GOOD
        assert contents(catalogue) == before

    def test_format_writes_nothing_while_there_are_problems(self, catalogue: Path) -> None:
        (catalogue / "sources/bad.json").write_text("[]", encoding="utf-8")
        path = catalogue / EXAMPLE
        path.write_bytes(path.read_bytes().replace(b"  ", b"    "))
        before = contents(catalogue)
        assert run("check_catalogue", catalogue, format=True).error is not None
        assert contents(catalogue) == before


class TestDocuments:
    """With the documents at hand, every statement is held against the line that it cites."""

    @pytest.fixture
    def documents(self, tmp_path: Path) -> Path:
        """The text of the one document that the small catalogue cites."""
        folder = tmp_path / "documents"
        folder.mkdir()
        (folder / "000-list.txt").write_text("Example set, imaging: start\n100 images of CT\n", encoding="utf-8")
        return folder

    def test_true_statements(self, catalogue: Path, documents: Path) -> None:
        assert run("check_catalogue", catalogue, documents=documents).out == GOOD

    def test_references_are_not_looked_for(self, catalogue: Path, documents: Path, record: Record) -> None:
        paper = json.loads((catalogue / "documents/000.json").read_text(encoding="utf-8"))
        paper |= {"code": "a-paper", "kind": "paper", "url": "https://doi.org/10.1000/1"}
        (catalogue / "documents/a-paper.json").write_text(dumps(paper, "document"), encoding="utf-8")
        said = {"field": "images", "value": {"value": 100}, "printed": "n = 100", "document": "a-paper"}
        record["statements"].append(said)
        rewrite(catalogue, record)
        found = run("check_catalogue", catalogue, documents=documents)
        assert found.problems == []
        assert found.error is None

    def test_misquotation_wrong_heading_and_left_out_number_are_told(
        self, catalogue: Path, documents: Path, record: Record
    ) -> None:
        record["statements"][0]["heading"] = "1. Made up"
        record["statements"][4]["printed"] = "hundred images"
        rewrite(catalogue, record)
        assert run("check_catalogue", catalogue, documents=documents).problems == [
            f"{EXAMPLE}: statements[4].printed: «hundred images» is not in line 2 of 000",
            f"{EXAMPLE}: statements[0].heading: should be None",
            "document 000: line 2: no statement carries 100",
        ]

    def test_misquotation_in_a_guide_is_told(self, catalogue: Path, documents: Path) -> None:
        (documents / "000-list.txt").write_text("Example set, imaging\n100 images of CT\n", encoding="utf-8")
        assert run("check_catalogue", catalogue, documents=documents).problems == [
            "guides/first.json: body.places[0].printed: «start» is not in line 1 of 000"
        ]

    def test_missing_text_is_told(self, catalogue: Path, tmp_path: Path) -> None:
        assert run("check_catalogue", catalogue, documents=tmp_path).error == f"{tmp_path} has no file 000*.txt"

    def test_text_that_is_not_utf8_is_told(self, catalogue: Path, documents: Path) -> None:
        (documents / "000-list.txt").write_bytes("Prévention".encode("latin-1"))
        assert run("check_catalogue", catalogue, documents=documents).error is not None
