"""An index folder that cannot be written: the last good index goes on answering, and a new one comes when it can."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from .site import Server, manage, serving

pytestmark = pytest.mark.django_db

LIST = "/api/v1/datasets/?page_size=1"
PAGES = ("/en/", "/en/datasets/", "/en/datasets/?q=lung", "/en/modalities/CT/", "/en/which/?goal=", LIST)
ROOT = os.geteuid() == 0
Fault = Callable[[Path], AbstractContextManager[None]]


def mount(folder: Path, options: str) -> None:
    """Mount memory as the disk of a folder, or mount it again with other options."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Let nobody write to a folder: for an ordinary account by its rights, for root by a disk that is read-only."""
    if not ROOT:
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    kept = Path(shutil.copytree(folder, folder.parent / "kept"))
    mount(folder, "size=200m")
    try:
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        mount(folder, "remount,ro")
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Let nothing more fit on the disk of a folder."""
    kept = Path(shutil.copytree(folder, folder.parent / "kept"))
    mount(folder, "size=200m")
    try:
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        try:
            with (folder / "filler").open("wb") as filler:
                while True:
                    filler.write(b"0" * 1_000_000)
        except OSError:
            pass
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


FAULTS = [
    pytest.param(unwritable, id="read-only"),
    pytest.param(full, id="full", marks=pytest.mark.skipif(not ROOT, reason="only root can mount a small disk")),
]

# One entry is withdrawn, and more have been deleted than are laid over: the index is too old.
WITHDRAW = """
from django.db import transaction
from datasets.models import *
with transaction.atomic():
    number = ChangeSet.advance(removed=range(1_000_000, 1_001_000))
    Dataset.objects.filter(slug="kits19").update(status="withdrawn", revision=number)
"""


def change(site: dict[str, str], code: str) -> None:
    """Change the catalogue as another process does."""
    ended = manage(site, "shell", "--verbosity", "0", "-c", code)
    assert ended.returncode == 0, ended.stderr


def health(server: Server) -> dict[str, str]:
    """Return what the server says of itself."""
    found: dict[str, str] = server.ask("/readyz").json
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_the_last_good_index_goes_on_answering(fault: Fault, site: dict[str, str], tmp_path: Path) -> None:
    data = Path(site["DATA_DIR"])
    with serving(site, tmp_path / "log") as server, ExitStack() as stack:
        stack.enter_context(fault(data / "index"))
        assert health(server) == {"status": "ready", "database": "ok", "index": "current"}
        count = server.ask(LIST).json["count"]
        change(site, WITHDRAW)
        for _ in range(3):
            assert [server.ask(page).status for page in PAGES] == [200] * len(PAGES)
        assert server.ask("/readyz").status == 200
        assert health(server) == {"status": "degraded", "database": "ok", "index": "failing"}
        server.kill_workers()
        assert [server.ask(page).status for page in PAGES] == [200] * len(PAGES)
        assert server.said().count("The index could not be built") < 10
        stack.close()
        end = time.monotonic() + 60
        while health(server)["index"] != "current":
            assert time.monotonic() < end, server.said()
            time.sleep(0.5)
        assert server.ask(LIST).json["count"] == count - 1


@pytest.mark.parametrize("fault", FAULTS)
def test_an_import_says_that_the_index_is_not_written(
    fault: Fault, site: dict[str, str], tmp_path: Path, record: dict[str, Any]
) -> None:
    data, file = Path(site["DATA_DIR"]), tmp_path / "new.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    with fault(data / "index"):
        ended = manage(site, "import_records", str(file))
    assert ended.returncode == 0
    assert "1 records imported" in ended.stdout
    assert "manage.py reindex" in ended.stderr
    assert "Traceback" not in ended.stderr
    with serving(site, tmp_path / "log") as server:
        assert server.ask("/api/v1/datasets/example-set/").status == 200
        assert server.ask("/api/v1/datasets/?q=%22example+set%22").json["count"] == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_site_without_any_index_says_when_to_come_back(fault: Fault, site: dict[str, str], tmp_path: Path) -> None:
    data = Path(site["DATA_DIR"])
    shutil.rmtree(data / "index")
    (data / "index").mkdir()
    with ExitStack() as stack:
        stack.enter_context(fault(data / "index"))
        server = stack.enter_context(serving(site, tmp_path / "log"))
        answer = server.ask("/api/v1/datasets/")
        assert (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json; charset=utf-8")
        assert int(answer.headers["Retry-After"]) > 0
        assert server.ask("/readyz").json["index"] == "absent"
        assert server.ask("/readyz").status == 503
        assert server.ask("/en/datasets/kits19/").status == 200
