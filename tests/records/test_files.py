"""The catalogue as files: what cannot be read is reported and does not stop the rest; what is written is canonical."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from datasets.facts.kinds import Record
from datasets.records import files
from datasets.records.files import read_datasets, read_tree, write_tree
from datasets.records.records import dumps


def told(problems: list[files.Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def bulk(path: Path) -> tuple[list[files.Placed], list[files.Problem]]:
    """Return the records in bulk at `path`, and the problems of reading them."""
    problems: list[files.Problem] = []
    return list(read_datasets(path, problems)), problems


@pytest.fixture
def folder(tmp_path: Path, record: Record) -> Path:
    """A catalogue's folder with one good dataset."""
    write_tree(tmp_path, "dataset", [record])
    return tmp_path


# What a broken file holds, and the field and message that tell of it.
BROKEN: dict[str, tuple[bytes, str, str]] = {
    "Latin-1": ('{"slug": "bad", "name": "Prévention"}'.encode("latin-1"), "", "is not UTF-8: byte 27"),
    "UTF-16 without its mark": ('{"slug": "bad", "name": "Éa"}'.encode("utf-16-le"), "", "is not UTF-8"),
    "marked as UTF-16, cut off": ('{"slug": "bad"}'.encode("utf-16")[:-1], "", "is marked as UTF-16"),
    "marked twice": (b'\xef\xbb\xbf\xef\xbb\xbf{"slug": "bad"}', "", "is not JSON"),
    "empty": (b"", "", "is not JSON"),
    "cut off": (b'{"slug": "bad", "name"', "", "is not JSON"),
    "two values": (b'{"slug": "bad"} {"slug": "worse"}', "", "is not JSON: Extra data"),
    "NaN": (b'{"slug": "bad", "images": NaN}', "", "is not JSON: NaN is not a JSON number"),
    "Infinity": (b'{"slug": "bad", "images": -Infinity}', "", "is not JSON: -Infinity is not a JSON number"),
    "number beyond all bounds": (b'{"slug": "bad", "statements": [{"value": 1e400}]}', "", "is not JSON"),
    "digits without end": (b'{"slug": "bad", "images": ' + b"9" * 10_000 + b"}", "", "is not JSON"),
    "duplicate key": (b'{"slug": "bad", "name": "A", "name": "B"}', "name", "stands twice in one object"),
    "duplicate key below": (b'{"slug": "bad", "a": [{"b": 1, "b": 1}]}', "b", "stands twice in one object"),
    "list": (b'[{"slug": "bad"}]', "", "a record must be a JSON object"),
    "string": (b'"bad"', "", "a record must be a JSON object"),
    "null": (b"null", "", "a record must be a JSON object"),
    "nested too deeply": (b'{"slug": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "", "is nested too deeply"),
}


# As editors of Windows and others save text: the encoding, and what ends a line.
SAVED = [
    (encoding, end) for encoding in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-8") for end in ("\n", "\r\n")
]


def saved(text: str, encoding: str, end: str) -> bytes:
    """Return a text as an editor saves it, with a mark of its encoding where editors write one."""
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    return (mark + text.replace("\n", end)).encode(encoding)


class TestFilesOfEditors:
    """A file is taken as it was saved."""

    @pytest.mark.parametrize(("encoding", "end"), SAVED)
    @pytest.mark.parametrize("name", ["records.json", "records.jsonl", "RECORDS.JSONL"])
    def test_records_in_bulk_are_taken(
        self, name: str, encoding: str, end: str, tmp_path: Path, record: Record
    ) -> None:
        several = [record | {"slug": f"saved-{number}", "name": f"Набор 数据 É{number}"} for number in range(3)]
        is_lines = name.lower().endswith("l")
        text = "\n".join(json.dumps(item, ensure_ascii=False) for item in several) if is_lines else json.dumps(several)
        (tmp_path / name).write_bytes(saved(text + "\n", encoding, end))
        found, problems = bulk(tmp_path / name)
        assert (problems, [item for _, item in found]) == ([], several)

    @pytest.mark.parametrize(("encoding", "end"), SAVED)
    def test_a_catalogue_is_taken(self, encoding: str, end: str, folder: Path, record: Record) -> None:
        file = folder / "datasets" / "example-set.json"
        file.write_bytes(saved(file.read_text("utf-8"), encoding, end))
        tree = read_tree(folder)
        assert (tree.problems, [item["slug"] for _, item in tree.dataset]) == ([], [record["slug"]])

    def test_lines_that_are_not_what_they_are_marked_as_are_told(self, tmp_path: Path, record: Record) -> None:
        file = tmp_path / "records.jsonl"
        file.write_bytes(saved(json.dumps(record) + "\n", "utf-16", "\n") + b"\x00")
        found, problems = bulk(file)
        assert [item["slug"] for _, item in found] in ([], [record["slug"]])
        assert "marked as UTF-16" in told(problems)[0]


class TestReadingATree:
    """One JSON file per record, in the folder of its kind."""

    def test_records_have_their_place(self, folder: Path, record: Record) -> None:
        tree = read_tree(folder)
        assert [(place, found["slug"]) for place, found in tree.dataset] == [
            ("datasets/example-set.json", record["slug"])
        ]
        assert tree.problems == []

    def test_missing_folder_is_reported(self, tmp_path: Path) -> None:
        assert told(read_tree(tmp_path / "gone").problems) == [f"{tmp_path / 'gone'}: there is no such folder"]

    @pytest.mark.parametrize(("content", "field", "message"), BROKEN.values(), ids=BROKEN)
    def test_broken_file_is_reported_and_the_others_are_read(
        self, folder: Path, content: bytes, field: str, message: str
    ) -> None:
        (folder / "datasets" / "bad.json").write_bytes(content)
        tree = read_tree(folder)
        assert [(problem.place, problem.field) for problem in tree.problems] == [("datasets/bad.json", field)]
        assert message in tree.problems[0].message
        assert [found["slug"] for _, found in tree.dataset] == ["example-set"]

    def test_every_broken_file_is_reported_at_once(self, folder: Path) -> None:
        kinds = ("Latin-1", "cut off", "NaN", "duplicate key", "list", "nested too deeply")
        for number, kind in enumerate(kinds):
            (folder / "datasets" / f"bad-{number}.json").write_bytes(BROKEN[kind][0])
        places = [problem.place for problem in read_tree(folder).problems]
        assert places == [f"datasets/bad-{number}.json" for number in range(len(kinds))]

    def test_too_large_file_is_not_read(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "MAXIMUM_FILE_BYTES", 100)
        tree = read_tree(folder)
        assert told(tree.problems) == ["datasets/example-set.json: is larger than 100 bytes"]
        assert tree.dataset == []

    def test_file_that_cannot_be_read_is_reported(self, folder: Path) -> None:
        (folder / "datasets" / "bad.json").mkdir()
        (problem,) = read_tree(folder).problems
        assert str(problem).startswith("datasets/bad.json: cannot be read:")

    def test_folder_without_a_catalogue_is_reported(self, tmp_path: Path) -> None:
        (problem,) = read_tree(tmp_path).problems
        assert str(problem).startswith(f"{tmp_path}: holds no catalogue")

    @pytest.mark.parametrize(
        ("directory", "key"),
        [("vocabularies", "vocabulary"), ("sources", "code"), ("documents", "code"), ("datasets", "slug")],
    )
    def test_file_is_named_after_its_record(self, tmp_path: Path, directory: str, key: str) -> None:
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "one.json").write_text(json.dumps({key: "another"}), encoding="utf-8")
        assert told(read_tree(tmp_path).problems) == [
            f"{directory}/one.json: {key}: is “another”, the file is named “one.json”; make them the same"
        ]

    def test_other_files_are_no_records(self, folder: Path) -> None:
        (folder / "datasets" / "README.md").write_text("Not JSON", encoding="utf-8")
        (folder / "notes").mkdir()
        assert read_tree(folder).problems == []


class TestReadingInBulk:
    """A folder, one record, a list, or one record a line."""

    def test_folder(self, folder: Path) -> None:
        records, problems = bulk(folder / "datasets")
        assert ([place for place, _ in records], problems) == (["example-set.json"], [])

    def test_one_record(self, folder: Path, record: Record) -> None:
        records, problems = bulk(folder / "datasets" / "example-set.json")
        assert ([(place, found["slug"]) for place, found in records], problems) == (
            [("example-set.json", "example-set")],
            [],
        )

    def test_list(self, tmp_path: Path, record: Record) -> None:
        path = tmp_path / "all.json"
        path.write_text(json.dumps([record, record]), encoding="utf-8")
        assert bulk(path) == ([("all.json[0]", record), ("all.json[1]", record)], [])

    def test_lines(self, tmp_path: Path, record: Record) -> None:
        path = tmp_path / "all.jsonl"
        path.write_text(f"{json.dumps(record)}\n\n  \n{json.dumps(record, ensure_ascii=False)}", encoding="utf-8")
        assert bulk(path) == ([("all.jsonl:1", record), ("all.jsonl:4", record)], [])

    @pytest.mark.parametrize("name", ["gone", "gone.json", "gone.jsonl"])
    def test_missing_path_is_reported(self, tmp_path: Path, name: str) -> None:
        records, problems = bulk(tmp_path / name)
        assert records == []
        assert len(problems) == 1

    @pytest.mark.parametrize(("name", "text"), [("all.json", "[]"), ("all.jsonl", "\n\n")])
    def test_nothing_to_read_gives_no_records(self, tmp_path: Path, name: str, text: str) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert bulk(tmp_path / name) == ([], [])

    def test_lines_are_read_one_at_a_time(self, tmp_path: Path, record: Record) -> None:
        path = tmp_path / "all.jsonl"
        path.write_text(f"{json.dumps(record)}\nnot JSON\n", encoding="utf-8")
        problems: list[files.Problem] = []
        assert next(read_datasets(path, problems)) == ("all.jsonl:1", record)
        assert problems == []

    @pytest.mark.parametrize(("content", "field", "message"), BROKEN.values(), ids=BROKEN)
    def test_broken_file_is_reported(self, folder: Path, content: bytes, field: str, message: str) -> None:
        (folder / "datasets" / "bad.json").write_bytes(content)
        records, problems = bulk(folder / "datasets")
        assert [(problem.place, problem.field) for problem in problems] == [("bad.json", field)]
        assert message in problems[0].message
        assert [place for place, _ in records] == ["example-set.json"]

    def test_items_that_are_no_records_are_reported_each(self, tmp_path: Path, record: Record) -> None:
        path = tmp_path / "all.json"
        path.write_text(json.dumps([1, record, "x", None]), encoding="utf-8")
        records, problems = bulk(path)
        assert [place for place, _ in records] == ["all.json[1]"]
        assert [problem.place for problem in problems] == ["all.json[0]", "all.json[2]", "all.json[3]"]

    def test_broken_lines_are_reported_with_their_number(self, tmp_path: Path, record: Record) -> None:
        path = tmp_path / "all.jsonl"
        lines = [b"{", json.dumps(record).encode(), b"\xff", b"[]", b'{"a": 1, "a": 2}', b"null"]
        path.write_bytes(b"\n".join(lines))
        records, problems = bulk(path)
        assert [place for place, _ in records] == ["all.jsonl:2"]
        assert [problem.place for problem in problems] == [f"all.jsonl:{number}" for number in (1, 3, 4, 5, 6)]

    def test_line_that_is_too_long_is_reported(
        self, tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "MAXIMUM_LINE_BYTES", 20)
        path = tmp_path / "all.jsonl"
        path.write_text(json.dumps(record), encoding="utf-8")
        assert told(bulk(path)[1]) == ["all.jsonl:1: is longer than 20 bytes"]


class TestWriting:
    """One canonical file per record."""

    def test_files_are_canonical(self, tmp_path: Path, record: Record) -> None:
        assert write_tree(tmp_path, "dataset", [record]) == 1
        assert (tmp_path / "datasets" / "example-set.json").read_bytes() == dumps(record).encode("utf-8")

    def test_written_tree_reads_back(self, folder: Path, record: Record) -> None:
        assert [dumps(found) for _, found in read_tree(folder).dataset] == [dumps(record)]

    def test_other_files_and_kinds_are_left_alone(self, folder: Path, record: Record) -> None:
        (folder / "datasets" / "README.md").write_text("Keep me", encoding="utf-8")
        write_tree(folder, "source", [])
        write_tree(folder, "dataset", [{**record, "slug": "another"}])
        names = sorted(path.name for path in (folder / "datasets").iterdir())
        assert names == ["README.md", "another.json", "example-set.json"]

    @pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
    def test_the_files_are_as_the_operators_umask_has_them(
        self, umask: int, mode: int, folder: Path, record: Record, settings: Settings
    ) -> None:
        settings.OPERATOR_UMASK = umask
        write_tree(folder, "dataset", [record])
        assert (folder / "datasets" / "example-set.json").stat().st_mode & 0o777 == mode

    def test_failed_write_leaves_the_old_file_and_nothing_else(self, folder: Path, record: Record) -> None:
        with pytest.raises(UnicodeEncodeError):
            write_tree(folder, "dataset", [{**record, "name": "\ud800"}])
        assert [path.name for path in (folder / "datasets").iterdir()] == ["example-set.json"]
        assert (folder / "datasets" / "example-set.json").read_text(encoding="utf-8") == dumps(record)
