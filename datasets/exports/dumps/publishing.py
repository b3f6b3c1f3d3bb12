"""The folder of dumps: which files there are, for whoever lists or serves them, and how others take their place.

DIR/current is a link to the folder of one dump, such as DIR/17-3f2a9c01/. A new one is made in DIR/making/ and gets its
name when it is whole; then the link changes in one step. Whoever reads a file at that moment reads it to its end.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from datasets.facts.kinds import Record

CURRENT, MAKING, MANIFEST, SUMS = "current", "making", "manifest.json", "SHA256SUMS"
# The folders that dumps are in.
OURS = re.compile(r"[0-9]+-[0-9a-f]{8}(-again)?\Z")
BLOCK = 1_048_576


class FolderError(Exception):
    """The folder is no place for dumps; the message names the fix."""


@dataclass(frozen=True)
class DumpFile:
    """One file of a dump: where it is, its name, media type, size in bytes and SHA-256."""

    path: Path
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Dump:
    """A dump that is there: the revision that it was made of, when that was, what it holds, and its files.

    `files` are those with data; `others` are the manifest and the checksums.
    """

    revision: int
    stamp: str
    date: datetime
    entries: int
    statements: int
    files: tuple[DumpFile, ...]
    others: tuple[DumpFile, ...]

    def file(self, name: str) -> DumpFile | None:
        """Return the file of this name; None where the dump has none."""
        return next((file for file in (*self.files, *self.others) if file.name == name), None)


def root() -> Path:
    """Return the folder that the site offers files from."""
    own = settings.DUMPS_DIR
    return Path(settings.BASE_DIR, own) if own else Path(settings.DATA_DIR, "dumps")


def current(root: Path) -> Dump | None:
    """Return the dump that the folder has now, None where none was made yet."""
    try:
        # Read once where the link leads: all of the dump is of one folder, whatever takes its place meanwhile.
        folder = (root / CURRENT).resolve(strict=True)
        text = (folder / MANIFEST).read_bytes()
        sums = (folder / SUMS).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    found = json.loads(text)
    files = tuple(
        DumpFile(folder / file["name"], file["name"], file["media_type"], file["bytes"], file["sha256"])
        for file in found["files"]
    )
    others = tuple(
        DumpFile(folder / name, name, kind, len(content), hashlib.sha256(content).hexdigest())
        for name, kind, content in (
            (MANIFEST, "application/json", text),
            (SUMS, "text/plain; charset=utf-8", sums),
        )
    )
    about = found["revision"]
    return Dump(
        about["number"], about["stamp"], datetime.fromisoformat(found["date"]), found["entries"], found["statements"],
        files, others,
    )  # fmt: skip


def publish(root: Path, revision: tuple[int, str], make: Callable[[Path], None], umask: int) -> None:
    """Let `make` write a dump of a revision into a folder, and put it in the place of the one that is there.

    Whatever goes wrong before that, the one that is there stays. One process at a time. Raises FolderError, OSError.
    """
    link, making = root / CURRENT, root / MAKING
    if (link.exists() or making.exists()) and not (link.is_symlink() or making.is_dir()):
        raise FolderError(f"{root} holds files of another kind; give a folder that is empty or does not exist.")
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o777 & ~umask)
    _clear(root)
    making.mkdir()
    try:
        make(making)
        for path in (*making.iterdir(), making):
            path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)
        # What the link leads to is on the disk by then, whatever happens to the machine.
        os.sync()
        folder = root / next(name for name in _names(*revision) if not (root / name).exists())
        making.rename(folder)
        beside = root / f"{CURRENT}.new"
        beside.unlink(missing_ok=True)
        beside.symlink_to(folder.name)
        beside.replace(link)
    finally:
        _clear(root)


def _names(number: int, stamp: str) -> Iterator[str]:
    """Yield names for the folder of a revision: its own, and others where the same revision is dumped again."""
    return (f"{number}-{stamp[:8]}{again}" for again in ("", "-again"))


def _clear(root: Path) -> None:
    """Remove what is not the current dump, of what this module made: older dumps, and what an interrupted run left."""
    link = root / CURRENT
    kept = link.readlink().name if link.is_symlink() else ""
    for path in root.iterdir():
        if (
            path.is_dir()
            and not path.is_symlink()
            and path.name != kept
            and (path.name == MAKING or OURS.match(path.name))
        ):
            shutil.rmtree(path)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, which is read block by block."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def write_manifest(folder: Path, about: Record, media_types: dict[str, str]) -> None:
    """Write the manifest and the checksums of what is in the folder; `media_types` are by the files' names."""
    files = [
        {"name": name, "bytes": (folder / name).stat().st_size, "sha256": digest(folder / name), "media_type": kind}
        for name, kind in media_types.items()
    ]
    (folder / MANIFEST).write_text(json.dumps({**about, "files": files}, indent=1) + "\n", encoding="utf-8")
    sums = {**{file["name"]: file["sha256"] for file in files}, MANIFEST: digest(folder / MANIFEST)}
    (folder / SUMS).write_text("".join(f"{found}  {name}\n" for name, found in sums.items()), encoding="ascii")
