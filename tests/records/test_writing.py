"""Writing a dump: whole or not at all, into a folder of its own, and never over what others have written."""

import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.records import writing
from datasets.records.files import FOLDERS
from datasets.records.manifest import MANIFEST, STAGING, Dump, read_dump
from datasets.records.records import dumps
from datasets.records.writing import FolderError, write_dump

MARKS = {("dataset", "one"): "0" * 64, ("order", "license"): "A B", ("guide", "first"): f"{'1' * 64} one:{'2' * 16}"}


def records(record: Record, *slugs: str, name: str = "Example set") -> dict[str, list[Record]]:
    """Return datasets with these slugs, and a source, to be dumped."""
    found: dict[str, list[Record]] = {kind: [] for kind, _ in FOLDERS.values()}
    found["source"] = [{"code": "host", "name": name, "kind": "host", "descriptions": []}]
    found["dataset"] = [{**record, "slug": slug, "name": name} for slug in slugs]
    return found


def contents(folder: Path) -> dict[str, bytes | str]:
    """Return everything below `folder` by its path: files with their bytes, links with where they lead."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def whole(folder: Path) -> Dump | None:
    """Return the dump in the folder, or None if seeding would refuse it."""
    problems: list[Any] = []
    found = read_dump(folder, problems)
    return None if problems else found


@pytest.fixture
def dump(tmp_path: Path, record: Record) -> Path:
    """A dump of two datasets."""
    write_dump(tmp_path / "dump", records(record, "one", "two"), MARKS)
    return tmp_path / "dump"


class TestFolder:
    """Into a folder that is new, empty, or an earlier dump."""

    @pytest.mark.parametrize("folder", ["new", "new/below/another", "."])
    def test_new_and_empty_folders_are_written_into(self, tmp_path: Path, record: Record, folder: str) -> None:
        write_dump(tmp_path / folder, records(record, "one"), MARKS)
        found = contents(tmp_path / folder)
        assert found.keys() == {MANIFEST, "datasets/one.json", "sources/host.json"}
        assert found["datasets/one.json"] == dumps({**record, "slug": "one"}).encode()
        assert sorted(path.name for path in (tmp_path / folder).iterdir() if path.is_dir()) == sorted(FOLDERS)

    def test_link_to_a_folder_is_that_folder(self, tmp_path: Path, record: Record) -> None:
        (tmp_path / "disk").mkdir()
        (tmp_path / "backup").symlink_to(tmp_path / "disk")
        write_dump(tmp_path / "backup", records(record, "one"), MARKS)
        assert whole(tmp_path / "disk")

    def test_second_dump_is_the_same_bytes(self, dump: Path, record: Record) -> None:
        before = contents(dump)
        write_dump(dump, records(record, "one", "two"), dict(reversed(MARKS.items())))
        assert contents(dump) == before

    def test_earlier_dump_is_replaced(self, dump: Path, record: Record, tmp_path: Path) -> None:
        write_dump(dump, records(record, "two", "three", name="Newer"), {})
        write_dump(tmp_path / "other", records(record, "two", "three", name="Newer"), {})
        assert contents(dump) == contents(tmp_path / "other")

    def test_counts_are_those_of_the_records(self, dump: Path, record: Record) -> None:
        written = write_dump(dump, records(record, "one", "two", "three"), MARKS)
        assert written.counts == {"vocabulary": 0, "source": 1, "document": 0, "dataset": 3, "guide": 0}
        assert written.others == ()

    def test_file_that_was_removed_by_hand_is_there_again(self, dump: Path, record: Record) -> None:
        before = contents(dump)
        (dump / "datasets" / "one.json").unlink()
        write_dump(dump, records(record, "one", "two"), MARKS)
        assert contents(dump) == before

    def test_other_files_in_a_dump_are_left_alone(self, dump: Path, record: Record) -> None:
        others = ["README.md", ".git/HEAD", "notes.json", "datasets/notes.txt", "datasets/.hidden", "more/one.json"]
        for name in others:
            (dump / name).parent.mkdir(exist_ok=True)
            (dump / name).write_text("Keep me", encoding="utf-8")
        write_dump(dump, records(record, "two"), MARKS)
        found = contents(dump)
        assert [found[name] for name in others] == [b"Keep me"] * len(others)
        assert "datasets/one.json" not in found

    def test_other_record_in_a_dump_is_left_alone_and_told(self, dump: Path, record: Record) -> None:
        (dump / "datasets" / "mine.json").write_text("{}", encoding="utf-8")
        assert write_dump(dump, records(record, "two"), MARKS).others == ("datasets/mine.json",)
        assert (dump / "datasets" / "mine.json").read_text(encoding="utf-8") == "{}"


# What there is in a folder that dump did not make.
OTHERS: dict[str, str] = {
    "a thesis": "documents/thesis.json",
    "a configuration": "datasets/config.json",
    "a repository": ".git/HEAD",
    "a file": "thesis.txt",
    "a file with our suffix": "sources/host.json",
    "a manifest of something else": MANIFEST,
}


class TestOthersFiles:
    """What dump has not written is never removed nor overwritten: it refuses, and changes nothing."""

    def refuse(self, folder: Path, record: Record) -> str:
        before = contents(folder)
        with pytest.raises(FolderError) as refused:
            write_dump(folder, records(record, "one", "three", name="Newer"), MARKS)
        assert contents(folder) == before
        assert "give an empty folder" in str(refused.value)
        return str(refused.value)

    @pytest.mark.parametrize("name", OTHERS.values(), ids=OTHERS)
    def test_folder_of_something_else_is_refused(self, tmp_path: Path, record: Record, name: str) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
        self.refuse(tmp_path, record)

    def test_file_is_refused(self, tmp_path: Path, record: Record) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(FolderError, match="file is no folder; give an empty folder"):
            write_dump(tmp_path / "file", records(record, "one"), MARKS)

    def test_link_to_nowhere_is_refused(self, tmp_path: Path, record: Record) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "gone")
        with pytest.raises(FolderError, match="link is no folder"):
            write_dump(tmp_path / "link", records(record, "one"), MARKS)
        assert not (tmp_path / "gone").exists()

    @pytest.mark.parametrize("name", ["datasets/one.json", "datasets/two.json", "sources/host.json"])
    def test_file_that_was_changed_by_hand_is_refused(self, dump: Path, record: Record, name: str) -> None:
        """The dump that follows would overwrite one and three, and remove two."""
        (dump / name).write_text('{"slug": "one", "name": "By hand"}', encoding="utf-8")
        assert f"changed since: {name}. Nothing was written" in self.refuse(dump, record)

    def test_file_in_the_place_of_a_new_record_is_refused(self, dump: Path, record: Record) -> None:
        (dump / "datasets" / "three.json").write_text("{}", encoding="utf-8")
        assert "datasets/three.json" in self.refuse(dump, record)

    def test_file_that_says_what_would_be_written_is_no_other(self, dump: Path, record: Record) -> None:
        three = {**record, "slug": "three"}
        (dump / "datasets" / "three.json").write_text(dumps(three), encoding="utf-8")
        write_dump(dump, records(record, "one", "three"), MARKS)
        assert whole(dump)

    def test_many_such_files_are_counted(self, tmp_path: Path, record: Record) -> None:
        slugs = [f"number-{number}" for number in range(30)]
        write_dump(tmp_path, records(record, *slugs), MARKS)
        for slug in slugs:
            (tmp_path / "datasets" / f"{slug}.json").write_text("{}", encoding="utf-8")
        assert "and 10 more. Nothing was written" in self.refuse(tmp_path, record)

    @pytest.mark.parametrize("name", [*FOLDERS, STAGING, MANIFEST])
    def test_link_inside_a_dump_is_refused(self, dump: Path, record: Record, tmp_path: Path, name: str) -> None:
        (tmp_path / "elsewhere" / "datasets").mkdir(parents=True)
        (tmp_path / "elsewhere" / "one.json").write_text("Keep me", encoding="utf-8")
        if (dump / name).exists():
            (dump / name).rename(tmp_path / "moved")
        (dump / name).symlink_to(tmp_path / ("moved" if name == MANIFEST else "elsewhere"))
        before = contents(tmp_path / "elsewhere")
        self.refuse(dump, record)
        assert contents(tmp_path / "elsewhere") == before

    @pytest.mark.parametrize("name", ["datasets/one.json", "datasets/two.json", "datasets/three.json"])
    def test_link_in_the_place_of_a_file_is_refused(
        self, dump: Path, record: Record, tmp_path: Path, name: str
    ) -> None:
        thesis = tmp_path / "thesis.json"
        thesis.write_bytes((dump / name).read_bytes() if (dump / name).exists() else b"{}")
        (dump / name).unlink(missing_ok=True)
        (dump / name).symlink_to(thesis)
        before = thesis.read_bytes()
        assert name in self.refuse(dump, record)
        assert thesis.read_bytes() == before

    def test_folder_in_the_place_of_a_file_is_refused(self, dump: Path, record: Record) -> None:
        (dump / "datasets" / "three.json").mkdir()
        assert "datasets/three.json" in self.refuse(dump, record)

    def test_file_in_the_place_of_a_folder_is_refused(self, dump: Path, record: Record) -> None:
        (dump / "guides").rmdir()
        (dump / "guides").write_text("Keep me", encoding="utf-8")
        assert "guides is no folder of a dump" in self.refuse(dump, record)

    def test_manifest_that_points_out_of_the_folder_is_refused(self, dump: Path, record: Record) -> None:
        thesis = dump.parent / "thesis.json"
        thesis.write_text("{}", encoding="utf-8")
        said = json.loads((dump / MANIFEST).read_text(encoding="utf-8"))
        digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        for place in ("../thesis.json", "datasets/../../thesis.json", str(thesis), "thesis.json"):
            (dump / MANIFEST).write_text(json.dumps({**said, "files": {place: digest}}), encoding="utf-8")
            self.refuse(dump, record)
        assert thesis.exists()

    def test_slug_that_no_file_can_have_is_told(self, dump: Path, record: Record) -> None:
        before = contents(dump)
        for slug in ("../one", "a/b", "", ".hidden"):
            with pytest.raises(FolderError, match="that no file can have"):
                write_dump(dump, records(record, slug), MARKS)
        assert contents(dump) == before
        assert not (dump.parent / "one.json").exists()


class FullDisk:
    """Lets so many files be opened for writing; then the disk is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room, write = room, writing._write

        def limited(path: Path, content: bytes) -> None:
            if self.room == 0:
                path.write_bytes(content[:10])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            self.room -= 1
            write(path, content)

        monkeypatch.setattr(writing, "_write", limited)


class TestFullDisk:
    """The earlier dump stays whole; a first one leaves an empty folder."""

    @pytest.mark.parametrize("room", range(5))
    def test_earlier_dump_is_as_it_was(
        self, dump: Path, record: Record, monkeypatch: pytest.MonkeyPatch, room: int
    ) -> None:
        before = contents(dump)
        FullDisk(monkeypatch, room)
        with pytest.raises(OSError, match="No space left"):
            write_dump(dump, records(record, "one", "three", name="Newer"), MARKS)
        assert contents(dump) == before
        assert whole(dump)

    @pytest.mark.parametrize("room", range(4))
    def test_first_dump_leaves_nothing_and_can_be_repeated(
        self, tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch, room: int
    ) -> None:
        full = FullDisk(monkeypatch, room)
        with pytest.raises(OSError, match="No space left"):
            write_dump(tmp_path, records(record, "one"), MARKS)
        assert list(tmp_path.iterdir()) == []
        full.room = 100
        write_dump(tmp_path, records(record, "one"), MARKS)
        assert whole(tmp_path)

    def test_error_of_the_database_midway_leaves_the_earlier_dump(self, dump: Path, record: Record) -> None:
        def failing() -> Iterator[Record]:
            yield {**record, "slug": "three"}
            raise RuntimeError

        before = contents(dump)
        with pytest.raises(RuntimeError):
            write_dump(dump, {**records(record, "one"), "dataset": failing()}, MARKS)
        assert contents(dump) == before


def killed(write: Callable[[], Any], step: int) -> bool:
    """Run `write` in a process that is killed at the given call of what changes the disk; return whether it was."""
    child = os.fork()
    if child == 0:
        left = step

        def dying(call: Callable[..., Any]) -> Callable[..., Any]:
            def count(*args: Any, **kwargs: Any) -> Any:
                nonlocal left
                if left == 0:
                    os._exit(9)
                left -= 1
                return call(*args, **kwargs)

            return count

        for owner, name in ((os, "mkdir"), (os, "rename"), (os, "replace"), (os, "unlink"), (os, "rmdir")):
            setattr(owner, name, dying(getattr(owner, name)))
        writing._write = dying(writing._write)  # type: ignore[assignment]
        try:
            write()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def files_of(folder: Path) -> dict[str, bytes | str]:
    """Return what seeding reads of a folder."""
    return {name: content for name, content in contents(folder).items() if not name.startswith(STAGING)}


class TestKilled:
    """At whatever step a dump is killed: what counts as whole is whole, and the next dump mends the folder."""

    @pytest.mark.parametrize("earlier", [True, False], ids=["over an earlier dump", "first dump"])
    def test_at_any_step(self, tmp_path: Path, record: Record, earlier: bool) -> None:
        new = records(record, "one", "three", name="Newer")
        write_dump(tmp_path / "new", new, {})
        write_dump(tmp_path / "old", records(record, "one", "two"), MARKS)
        complete = [files_of(tmp_path / "new"), *([files_of(tmp_path / "old")] if earlier else [])]
        step, states = 0, set()
        while True:
            folder = tmp_path / f"killed-{step}"
            if earlier:
                write_dump(folder, records(record, "one", "two"), MARKS)
            if not killed(lambda folder=folder: write_dump(folder, new, {}), step):  # type: ignore[misc]
                break
            found = whole(folder) if folder.exists() else None
            states.add(found is not None)
            assert found is None or files_of(folder) in complete, step
            write_dump(folder, new, {})
            assert contents(folder) == contents(tmp_path / "new"), step
            step += 1
        assert step > 10
        assert states == {True, False}

    def test_killed_twice(self, tmp_path: Path, record: Record) -> None:
        """The second dump, killed as well, is one of a third state of the database."""
        first, second = records(record, "one", "two"), records(record, "one", "three", name="Newer")
        third = records(record, "one", "two", "four", name="Newest")
        write_dump(tmp_path / "third", third, {})
        for one in range(0, 24, 3):
            for two in range(0, 24, 3):
                folder = tmp_path / f"killed-{one}-{two}"
                write_dump(folder, first, MARKS)
                killed(lambda folder=folder: write_dump(folder, second, MARKS), one)  # type: ignore[misc]
                killed(lambda folder=folder: write_dump(folder, third, {}), two)  # type: ignore[misc]
                write_dump(folder, third, {})
                assert contents(folder) == contents(tmp_path / "third")

    def test_file_that_was_changed_by_hand_after_it_is_refused(self, tmp_path: Path, record: Record) -> None:
        new = records(record, "one", "three", name="Newer")
        write_dump(tmp_path, records(record, "one", "two"), MARKS)
        step = 0
        while whole(tmp_path):
            assert killed(lambda: write_dump(tmp_path, new, {}), step)
            step += 1
        (tmp_path / "datasets" / "one.json").write_text("{}", encoding="utf-8")
        with pytest.raises(FolderError, match=r"datasets/one\.json"):
            write_dump(tmp_path, new, {})


def test_two_dumps_at_a_time_do_not_mix(dump: Path, record: Record) -> None:
    before = contents(dump)
    with writing._staging(dump), pytest.raises(FolderError, match="Another dump is being written"):
        write_dump(dump, records(record, "three"), MARKS)
    assert contents(dump) == before
