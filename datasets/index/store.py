"""Index folders on disk: published whole, checked when opened, shared by all processes of a machine.

    DATA_DIR/index/<number>-<random>/   the files of one index, and meta.json, written last
    DATA_DIR/index/CURRENT              the name of the newest complete one

A folder is never changed once CURRENT names it. Whatever is damaged, half-written or gone is treated as absent.
"""

import json
import logging
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks

logger = logging.getLogger(__name__)

FORMAT = 12
# How many older folders stay: a process may be about to open the last one.
KEPT = 1
BLOCK = 1 << 22


class IndexDamagedError(Exception):
    """An index folder is not what its meta.json says."""


@dataclass(frozen=True)
class Meta:
    """What an index was built from: the revision's number and stamp; and how many entries it has."""

    revision: int
    stamp: str
    entries: int


def root() -> Path:
    """Return the folder that holds the index folders."""
    return Path(settings.DATA_DIR) / "index"


def newest() -> Path | None:
    """Return the folder that CURRENT names, or None where there is none. Reads one small file."""
    try:
        name = (root() / "CURRENT").read_text(encoding="ascii").strip()
        folder = root() / name
        return folder if name and "/" not in name and (folder / "meta.json").is_file() else None
    except (OSError, ValueError):
        # Gone, or its content is no name of a file.
        return None


def check(folder: Path) -> Meta:
    """Compare every file with its size and checksum in meta.json; raise IndexDamagedError where one differs."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="ascii"))
        if meta["format"] != FORMAT:
            raise IndexDamagedError(f"{folder.name} has format {meta['format']}, this program reads {FORMAT}")
        for name, (size, checksum) in meta["files"].items():
            if (folder / name).stat().st_size != size or _checksum(folder / name) != checksum:
                raise IndexDamagedError(f"{folder.name}/{name} is damaged")
        return Meta(meta["revision"], meta["stamp"], meta["entries"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"{folder.name} cannot be read: {error}") from error


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum


@contextmanager
def building() -> Iterator[bool]:
    """Hold the lock that lets one process of the machine build at a time; gives False, at once, if another holds it."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "lock").open("w") as file:
        mine = locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
        try:
            yield bool(mine)
        finally:
            if mine:
                locks.unlock(file)


def publish(write: Callable[[Path], Meta]) -> Path:
    """Let `write` fill a new folder, seal it, and make it the current one; return it.

    After any error (a full disk, a kill) the current index is the one it was; the half-written folder goes with the
    next publication.
    """
    folder = root() / f"new-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    try:
        meta = write(folder)
        seal(folder, meta)
        final = root() / f"{meta.revision}-{secrets.token_hex(4)}"
        folder.rename(final)
        pointer = root() / f"CURRENT.{secrets.token_hex(4)}"
        pointer.write_text(final.name, encoding="ascii")
        pointer.replace(root() / "CURRENT")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _prune(final)
    return final


def seal(folder: Path, meta: Meta) -> None:
    """Write meta.json beside the files in `folder`, with which it can be opened."""
    files = {path.name: (path.stat().st_size, _checksum(path)) for path in sorted(folder.iterdir())}
    sealed: dict[str, Any] = {**vars(meta), "format": FORMAT, "files": files}
    (folder / "meta.json").write_text(json.dumps(sealed), encoding="ascii")


def _prune(current: Path) -> None:
    """Remove all but the current folder and the one before; open files of a removed folder stay readable."""
    others = [path for path in root().iterdir() if path.is_dir() and path != current]
    complete = sorted(
        (path for path in others if (path / "meta.json").is_file()), key=lambda path: path.stat().st_mtime
    )
    kept = set(complete[-KEPT:])
    for path in others:
        if path not in kept:
            shutil.rmtree(path, ignore_errors=True)
    for path in root().glob("CURRENT.*"):
        path.unlink(missing_ok=True)
