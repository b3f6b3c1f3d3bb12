"""Index folders: published whole or not at all; whatever is damaged is treated as absent and built anew."""

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from pytest_django import Settings

from datasets.index import building, snapshot, store
from datasets.models import Dataset
from datasets.search import finding
from datasets.search.parameters import Query

Change = Callable[..., None]


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A folder for the index that only this test has, and no snapshot held from before."""
    settings.DATA_DIR = tmp_path
    snapshot.forget()
    yield
    snapshot.forget()


def write(folder: Path) -> store.Meta:
    (folder / "file").write_bytes(b"content")
    return store.Meta(7, "stamp", 3)


def full_disk(folder: Path) -> store.Meta:
    (folder / "file").write_bytes(b"half")
    raise OSError(28, "No space left on device")


def folders() -> list[str]:
    return sorted(path.name for path in store.root().iterdir() if path.is_dir())


def test_there_is_no_index_at_first() -> None:
    assert store.newest() is None


def test_what_is_published_is_current_and_says_what_it_was_built_from() -> None:
    folder = store.publish(write)
    assert store.newest() == folder
    assert store.check(folder) == store.Meta(7, "stamp", 3)


def test_the_index_before_stays_and_older_ones_go() -> None:
    _, before, last = (store.publish(write) for _ in range(3))
    assert folders() == sorted([before.name, last.name])
    assert store.newest() == last


def test_a_full_disk_leaves_the_last_good_index() -> None:
    good = store.publish(write)
    with pytest.raises(OSError, match="No space"):
        store.publish(full_disk)
    assert store.newest() == good
    assert folders() == [good.name]


def test_what_a_killed_build_leaves_goes_with_the_next_publication() -> None:
    (store.root() / "new-killed").mkdir(parents=True)
    (store.root() / "new-killed" / "file").write_bytes(b"half")
    assert store.newest() is None
    folder = store.publish(write)
    assert folders() == [folder.name]


def test_a_killed_build_leaves_the_last_good_index_and_no_lock() -> None:
    good = store.publish(write)
    program = textwrap.dedent(f"""
        import os, django
        from pathlib import Path
        from django.conf import settings
        settings.configure(DATA_DIR={str(project.DATA_DIR)!r})
        from datasets.index import store
        def write(folder):
            (folder / "file").write_bytes(b"half")
            os.kill(os.getpid(), 9)
        with store.building() as mine:
            assert mine
            store.publish(write)
    """)
    ended = subprocess.run([sys.executable, "-c", program], cwd=project.BASE_DIR, check=False)
    assert ended.returncode == -9
    assert store.newest() == good
    assert len(folders()) == 2
    with store.building() as mine:
        assert mine


def test_a_second_builder_is_told_that_another_is_at_it() -> None:
    with store.building() as first:
        assert first
        with store.building() as second:
            assert not second
    with store.building() as third:
        assert third


@pytest.mark.parametrize(
    "pointer", [b"", b"\n", b"no-such-folder", b"../../etc", b"\xff\xfe", b"a\x00b", b"x" * 10_000]
)
def test_a_pointer_to_nothing_is_no_index(pointer: bytes) -> None:
    store.publish(write)
    (store.root() / "CURRENT").write_bytes(pointer)
    assert store.newest() is None


def damaged(harm: Callable[[Path], object]) -> None:
    folder = store.publish(write)
    harm(folder)
    with pytest.raises(store.IndexDamagedError):
        store.check(folder)


@pytest.mark.parametrize("content", [b"", b"conten", b"Content", b"content!"])
def test_a_file_that_is_not_as_it_was_written_is_noticed(content: bytes) -> None:
    damaged(lambda folder: (folder / "file").write_bytes(content))


def test_a_file_that_is_gone_is_noticed() -> None:
    damaged(lambda folder: (folder / "file").unlink())


@pytest.mark.parametrize("meta", ["", "{", "[]", "null", '"x"', "{}", '{"format": 1, "files": {"file": 1}}'])
def test_a_damaged_description_is_noticed(meta: str) -> None:
    damaged(lambda folder: (folder / "meta.json").write_text(meta))


def test_an_index_of_another_format_is_not_read() -> None:
    def harm(folder: Path) -> None:
        meta = json.loads((folder / "meta.json").read_text())
        (folder / "meta.json").write_text(json.dumps(meta | {"format": store.FORMAT + 1}))

    damaged(harm)


# From here on: the real catalogue's index, harmed in every way, still answers.


def total() -> int:
    return finding.find(snapshot.current(), Query()).total


def truncate(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])


@pytest.fixture
def published(db: None) -> int:
    """The number of published entries, with an index of them on the disk that no process has opened."""
    building.rebuild()
    snapshot.forget()
    return Dataset.objects.filter(status="published").count()


@pytest.mark.parametrize(
    "name", ["words.text", "postings.slots.bin", "facets.npy", "facets.json", "cards.json", "keys.npy", "meta.json"]
)
def test_a_truncated_file_is_built_anew(name: str, published: int) -> None:
    before = store.newest()
    assert before is not None
    truncate(before, name)
    assert total() == published
    assert store.newest() != before


def test_a_deleted_index_is_built_anew(published: int) -> None:
    shutil.rmtree(store.root())
    assert total() == published
    assert store.newest() is not None


@pytest.mark.parametrize("pointer", [None, b"", b"nowhere", b"\xff"])
def test_a_lost_pointer_is_written_anew(pointer: bytes | None, published: int) -> None:
    (store.root() / "CURRENT").unlink()
    if pointer is not None:
        (store.root() / "CURRENT").write_bytes(pointer)
    assert total() == published
    assert store.newest() is not None


def test_a_process_goes_on_with_an_index_that_is_deleted_under_it(published: int, change: Change) -> None:
    assert total() == published
    shutil.rmtree(store.root())
    assert total() == published
    change(Dataset.objects.filter(slug="kits19"), status="withdrawn")
    assert total() == published - 1
    assert [card["slug"] for card in finding.find(snapshot.current(), Query(text="kits19")).cards] != ["kits19"]


def test_a_full_disk_during_a_build_leaves_the_site_answering(
    published: int, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "write", full_disk)
    with pytest.raises(OSError, match="No space"):
        building.rebuild()
    assert total() == published
    change(Dataset.objects.filter(slug="kits19"), status="draft")
    assert total() == published - 1


def test_a_second_rebuild_at_the_same_time_does_nothing(published: int) -> None:
    before = store.newest()
    with store.building():
        assert building.rebuild() is None
    assert store.newest() == before


def test_a_rebuild_says_what_it_was_built_from(published: int) -> None:
    meta = building.rebuild()
    assert meta is not None
    assert (meta.revision, meta.stamp) == snapshot.current().revision
    assert meta.entries == published
