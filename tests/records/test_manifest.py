"""What a dump says of itself: whether it is whole, which files are as they were written, and the marks."""

import json
from pathlib import Path
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.records.manifest import MANIFEST, STAGING, Dump, Manifest, read_dump
from datasets.records.problems import Problem
from datasets.records.writing import write_dump

from .test_writing import MARKS, records


@pytest.fixture
def dump(tmp_path: Path, record: Record) -> Path:
    """A dump of two datasets."""
    write_dump(tmp_path, records(record, "one", "two"), MARKS)
    return tmp_path


def read(folder: Path) -> tuple[Dump | None, list[str]]:
    problems: list[Problem] = []
    found = read_dump(folder, problems)
    return found, [str(problem) for problem in problems]


def say(folder: Path, **changes: Any) -> None:
    """Change what the manifest says."""
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**said, **changes}), encoding="utf-8")


def test_whole_dump_brings_its_marks(dump: Path) -> None:
    assert read(dump) == (Dump(MARKS, frozenset({"sources/host.json", "datasets/one.json", "datasets/two.json"})), [])


def test_other_folder_is_no_dump(tmp_path: Path) -> None:
    (tmp_path / "datasets").mkdir()
    assert read(tmp_path) == (None, [])
    assert read(tmp_path / "gone") == (None, [])


def test_text_does_not_depend_on_the_order_of_what_it_says() -> None:
    files = {"datasets/b.json": "1" * 64, "datasets/a.json": "2" * 64}
    marks = {("unit", "b"): "x", ("kind", "a"): "y", ("unit", "a"): "z"}
    one, other = Manifest(files, marks), Manifest(dict(sorted(files.items())), dict(sorted(marks.items())))
    assert one.text() == other.text()


def test_file_that_was_changed_is_not_as_it_was_written(dump: Path) -> None:
    (dump / "datasets" / "one.json").write_text("{}", encoding="utf-8")
    found, problems = read(dump)
    assert problems == []
    assert found is not None
    assert found.as_written == {"sources/host.json", "datasets/two.json"}


def test_dump_of_which_files_are_missing_is_refused(dump: Path) -> None:
    (dump / "datasets" / "one.json").unlink()
    (dump / "sources" / "host.json").unlink()
    assert read(dump)[1] == [
        "datasets/one.json: is missing; copy the dump whole, or take another dump",
        "sources/host.json: is missing; copy the dump whole, or take another dump",
    ]


def test_dump_of_which_a_folder_is_missing_is_refused(dump: Path) -> None:
    (dump / "sources" / "host.json").unlink()
    (dump / "sources").rmdir()
    assert len(read(dump)[1]) == 1


def test_interrupted_dump_is_refused(dump: Path) -> None:
    say(dump, complete=False, replaced={})
    assert read(dump)[0] is None
    assert "run manage.py dump into this folder again" in read(dump)[1][0]


def test_folder_of_an_interrupted_first_dump_is_refused(tmp_path: Path) -> None:
    (tmp_path / STAGING).mkdir()
    assert "holds a dump that was interrupted" in read(tmp_path)[1][0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"lightbox-dump"',
        "{}",
        '{"lightbox_dump": 2}',
        '{"lightbox_dump": 1, "lightbox_dump": 1}',
    ],
)
def test_what_is_no_manifest_is_refused(dump: Path, text: str) -> None:
    (dump / MANIFEST).write_text(text, encoding="utf-8")
    found, problems = read(dump)
    assert found is None
    assert problems


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("complete", "yes"),
        ("complete", None),
        ("files", None),
        ("files", []),
        ("files", {"../thesis.json": "0" * 64}),
        ("files", {"datasets/../x.json": "0" * 64}),
        ("files", {"datasets/.x.json": "0" * 64}),
        ("files", {"datasets/x.txt": "0" * 64}),
        ("files", {"other/x.json": "0" * 64}),
        ("files", {"datasets/x.json\n": "0" * 64}),
        ("files", {"datasets/x.json": "0" * 63}),
        ("files", {"datasets/x.json": None}),
        ("replaced", {"../thesis.json": "0" * 64}),
        ("marks", None),
        ("marks", {"dataset": None}),
        ("marks", {"dataset": {"one": None}}),
        ("marks", {"dataset": {"one": ""}}),
        ("marks", {"dataset": {"one": "0\u0000"}}),
        ("marks", {"dataset": {"x" * 121: "0"}}),
        ("marks", {"x" * 21: {"one": "0"}}),
    ],
)
def test_manifest_that_dump_did_not_write_so_is_refused(dump: Path, key: str, value: Any) -> None:
    say(dump, **{key: value})
    found, problems = read(dump)
    assert found is None
    assert problems == [f"{MANIFEST}: {key}: is not as dump writes it; take the manifest from another copy of the dump"]


def test_link_is_no_manifest(dump: Path) -> None:
    (dump / MANIFEST).rename(dump / "moved")
    (dump / MANIFEST).symlink_to(dump / "moved")
    assert read(dump)[1] == [f"{MANIFEST}: is no manifest of a dump"]
