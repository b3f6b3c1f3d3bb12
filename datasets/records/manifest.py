"""What a dump says about itself, in one file at its top: which files it has, and the marks of the database.

    DIR/lightbox-dump        the manifest: JSON, equal bytes for equal dumps
    DIR/lightbox-dump.new/   the dump that is being written (writing); the manifest is about the finished one

With the manifest, a later dump into the folder knows its own files from others, and seeding knows a whole dump from a
part of one and what curators did from what the fixtures did.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasets.facts.kinds import Record

from .files import FOLDERS, read_object
from .merging import Marks
from .problems import Problem

MANIFEST = "lightbox-dump"
STAGING = "lightbox-dump.new"
FORMAT = 1

# A file of a dump, below its folder: never above it, never hidden. Codes and slugs are letters, digits and . + - _
PLACE = re.compile(rf"({'|'.join(FOLDERS)})/[A-Za-z0-9][A-Za-z0-9.+_-]*\.json")
DIGEST = re.compile(r"[0-9a-f]{64}")
# As the columns of SeedMark hold them.
KIND = re.compile(r"[a-z_]{1,20}")
KEY = re.compile(r"[A-Za-z0-9.+_-]{1,120}")
MARK = re.compile(r"[A-Za-z0-9.+_-]+( [A-Za-z0-9.+_:-]+)*")


@dataclass(frozen=True)
class Manifest:
    """The files of a dump with their fingerprints, and the marks of the database.

    While files are put in place it is not `complete`, and `replaced` has the fingerprints of files that were there.
    """

    files: Mapping[str, str]
    marks: Marks
    complete: bool = True
    replaced: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the manifest as JSON; equal manifests are equal texts."""
        marks: dict[str, dict[str, str]] = {}
        for (kind, key), value in sorted(self.marks.items()):
            marks.setdefault(kind, {})[key] = value
        said = {"lightbox_dump": FORMAT, "complete": self.complete, "files": dict(sorted(self.files.items()))}
        if not self.complete:
            said["replaced"] = dict(sorted(self.replaced.items()))
        return json.dumps({**said, "marks": marks}, indent=1) + "\n"

    def wrote(self, place: str, digest: str) -> bool:
        """Tell whether dump wrote the file at `place` as it is, with the fingerprint `digest`."""
        return digest in (self.files.get(place), self.replaced.get(place))


@dataclass(frozen=True)
class Dump:
    """What a whole dump brings: the marks, and the files that are as they were written."""

    marks: Marks
    as_written: frozenset[str]


def file_digest(path: Path) -> str | None:
    """Return the fingerprint of a file; None where there is nothing, and "" for what is no plain file."""
    if path.is_symlink():
        return ""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" if path.exists() else None
    except NotADirectoryError:
        return None


def read_manifest(root: Path, problems: list[Problem]) -> Manifest | None:
    """Return the manifest of the folder, or None where there is none; one that cannot be used is a problem, too."""
    path = root / MANIFEST
    if not path.is_symlink() and not path.exists():
        return None
    value = None if path.is_symlink() else read_object(path, MANIFEST, problems, limit=None)
    if value is None:
        problems.append(Problem(MANIFEST, "", "is no manifest of a dump"))
        return None
    if value.get("lightbox_dump") != FORMAT:
        problems.append(Problem(MANIFEST, "lightbox_dump", f"is not {FORMAT}; use the version that wrote the dump"))
        return None
    if wrong := [key for key in ("complete", "files", "replaced", "marks") if not _valid(key, value)]:
        message = "is not as dump writes it; take the manifest from another copy of the dump"
        problems += [Problem(MANIFEST, key, message) for key in wrong]
        return None
    marks = {(kind, key): digest for kind, keys in value["marks"].items() for key, digest in keys.items()}
    return Manifest(value["files"], marks, value["complete"], value.get("replaced", {}))


def _valid(key: str, value: Record) -> bool:
    if key == "complete":
        return isinstance(value.get(key), bool)
    if key == "marks":
        marks = value.get(key)
        return isinstance(marks, dict) and all(
            KIND.fullmatch(kind) is not None and _texts(keys, KEY, MARK) for kind, keys in marks.items()
        )
    return _texts(value.get(key, {} if key == "replaced" else None), PLACE, DIGEST)


def _texts(value: Any, keys: re.Pattern[str], texts: re.Pattern[str]) -> bool:
    """Tell whether `value` is an object whose keys and values are texts of these forms."""
    return isinstance(value, dict) and all(
        keys.fullmatch(key) is not None and isinstance(text, str) and texts.fullmatch(text) is not None
        for key, text in value.items()
    )


def read_dump(root: Path, problems: list[Problem]) -> Dump | None:
    """Return what the folder says of itself as a dump, or None where dump did not write it.

    A dump of which a part is missing is a problem: what it lacks would count as deleted by a curator.
    """
    manifest = read_manifest(root, problems)
    if manifest is None:
        if not problems and (root / STAGING).exists():
            problems.append(Problem(str(root), "", "holds a dump that was interrupted; run manage.py dump again"))
        return None
    if not manifest.complete:
        message = "the dump was interrupted; run manage.py dump into this folder again, or take another dump"
        problems.append(Problem(MANIFEST, "complete", message))
        return None
    found = {place: file_digest(root / place) for place in manifest.files}
    for place, digest in found.items():
        if not digest:
            problems.append(Problem(place, "", "is missing; copy the dump whole, or take another dump"))
    as_written = frozenset(place for place, digest in found.items() if digest == manifest.files[place])
    return Dump(manifest.marks, as_written)
