"""Writing a dump: whole or not at all, and never over files that are not a dump's.

A dump is written beside the one that is there, into DIR/lightbox-dump.new/. Until it is whole (a full disk, a kill)
nothing of the earlier one is touched. Then its files are put in place, which takes no room any more; what interrupts
that is mended by the next dump, and the manifest says until then that the dump is not whole.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.files import locks

from datasets.facts.kinds import Record

from .files import FOLDERS
from .manifest import MANIFEST, PLACE, STAGING, Manifest, file_digest, read_manifest
from .merging import Marks
from .problems import Problem
from .records import dumps

# In the staging folder: the manifest while files are put in place, the manifest of the whole dump, and the lock.
BEGUN, WHOLE, LOCK = "begun", "whole", "lock"
ELSEWHERE = "give an empty folder, or one that does not exist"
SHOWN = 20


class FolderError(Exception):
    """The folder cannot be dumped into; nothing in it was changed. The message names the fix."""


@dataclass(frozen=True)
class Written:
    """How many records of each kind were written, and which record files in the folder are not the dump's."""

    counts: Mapping[str, int]
    others: tuple[str, ...]


def write_dump(root: Path, records: Mapping[str, Iterable[Record]], marks: Marks) -> Written:
    """Write `records`, by kind, and the `marks` of the database as a dump to the folder `root`.

    Raises FolderError where the folder is none of a dump, or holds what dump did not write in a place that it needs;
    OSError where it cannot be written.
    """
    earlier = _earlier(root)
    root.mkdir(parents=True, exist_ok=True)
    with _staging(root) as staging:
        files = dict(_stage(root, staging, records))
        here = {place: file_digest(root / place) for place in files.keys() | _known(earlier)}
        _refuse_others(root, here, files, earlier)
        replaced = {place: digest for place, digest in here.items() if digest and digest != files.get(place)}
        _write(staging / BEGUN, Manifest(files, marks, complete=False, replaced=replaced).text().encode())
        _write(staging / WHOLE, Manifest(files, marks).text().encode())
        _put_in_place(root, staging, [place for place in replaced if place not in files])
    kinds = {folder: kind for folder, (kind, _) in FOLDERS.items()}
    counts = dict.fromkeys(kinds.values(), 0)
    for place in files:
        counts[kinds[place.partition("/")[0]]] += 1
    others = [f"{folder}/{path.name}" for folder in FOLDERS for path in (root / folder).glob("*.json")]
    return Written(counts, tuple(sorted(set(others) - files.keys())))


def _earlier(root: Path) -> Manifest | None:
    """Return the manifest of the dump that `root` holds, or None for a folder that is empty or not there."""
    if not root.is_dir():
        if root.exists() or root.is_symlink():
            raise FolderError(f"{root} is no folder; {ELSEWHERE}.")
        return None
    problems: list[Problem] = []
    manifest = read_manifest(root, problems)
    if problems:
        raise FolderError(f"{root / MANIFEST} is no manifest that dump has written ({problems[0]}); {ELSEWHERE}.")
    if manifest is None and any(path.name != STAGING for path in root.iterdir()):
        raise FolderError(f"{root} holds files that dump has not written; {ELSEWHERE}.")
    for name in (*FOLDERS, STAGING):
        if (root / name).is_symlink() or ((root / name).exists() and not (root / name).is_dir()):
            raise FolderError(f"{root / name} is no folder of a dump; move it away, or {ELSEWHERE}.")
    return manifest


def _known(earlier: Manifest | None) -> set[str]:
    return set() if earlier is None else {*earlier.files, *earlier.replaced}


def _refuse_others(root: Path, here: Mapping[str, str | None], files: Mapping[str, str], of: Manifest | None) -> None:
    """Raise FolderError where a file that dump has not written, or not as it is, would be overwritten or removed."""
    others = sorted(
        place
        for place, digest in here.items()
        if digest is not None and digest != files.get(place) and not (of is not None and of.wrote(place, digest))
    )
    if others:
        more = [f"and {len(others) - SHOWN:,} more"] if len(others) > SHOWN else []
        names = ", ".join([*others[:SHOWN], *more])
        raise FolderError(
            f"In {root} dump has not written these files, or they were changed since: {names}. Nothing was written; "
            f"move them away, or {ELSEWHERE}."
        )


@contextmanager
def _staging(root: Path) -> Iterator[Path]:
    """Give the folder to write into, empty, to one process at a time; it is gone afterwards."""
    staging = root / STAGING
    staging.mkdir(exist_ok=True)
    with (staging / LOCK).open("w") as file:
        if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            raise FolderError(f"Another dump is being written to {root}; wait until it has ended.")
        try:
            _clear(staging)
            yield staging
        finally:
            _clear(staging)
            (staging / LOCK).unlink(missing_ok=True)
            with suppress(OSError):
                staging.rmdir()


def _clear(staging: Path) -> None:
    """Remove what a dump has left in its staging folder."""
    for folder in FOLDERS:
        if (staging / folder).is_dir() and not (staging / folder).is_symlink():
            for path in (staging / folder).glob("*.json"):
                path.unlink()
            (staging / folder).rmdir()
    for name in (BEGUN, WHOLE):
        (staging / name).unlink(missing_ok=True)


def _stage(root: Path, staging: Path, records: Mapping[str, Iterable[Record]]) -> Iterator[tuple[str, str]]:
    """Write the files that are not in `root` yet, or differ; yield the place and the fingerprint of each."""
    for folder, (kind, key) in FOLDERS.items():
        (staging / folder).mkdir()
        for record in records[kind]:
            place, content = f"{folder}/{record[key]}.json", dumps(record, kind).encode()
            if not PLACE.fullmatch(place):
                raise FolderError(f"The {kind} “{record[key]}” has a {key} that no file can have; change it.")
            digest = hashlib.sha256(content).hexdigest()
            if file_digest(root / place) != digest:
                _write(staging / place, content)
            yield place, digest


def _write(path: Path, content: bytes) -> None:
    """Write a new file; two codes that the file system takes for one name are an error, not one file."""
    with path.open("xb") as file:
        file.write(content)


def _put_in_place(root: Path, staging: Path, gone: Iterable[str]) -> None:
    """Move the staged files to their places and remove the `gone` ones, between the two manifests."""
    # What is renamed is on the disk by then: a power cut leaves the one content or the other, never an empty file.
    os.sync()
    (staging / BEGUN).replace(root / MANIFEST)
    for folder in FOLDERS:
        (root / folder).mkdir(exist_ok=True)
        for path in (staging / folder).iterdir():
            path.replace(root / folder / path.name)
    for place in gone:
        (root / place).unlink()
    (staging / WHOLE).replace(root / MANIFEST)
