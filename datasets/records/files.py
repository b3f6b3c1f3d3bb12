"""The catalogue as files: reading a fixtures folder or a bulk file, and writing a folder.

Reading collects every problem (a file that is not UTF-8, not JSON, too large) and never stops at the first.
"""

import codecs
import io
import json
import math
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from datasets.facts.kinds import Record

from .problems import Problem
from .records import dumps

# A record is some ten thousand characters; a file far beyond that is not one.
MAXIMUM_FILE_BYTES = 5_000_000
MAXIMUM_LINE_BYTES = 1_000_000

# Folder of a tree -> record kind, and the key that names the file.
FOLDERS = {
    "vocabularies": ("vocabulary", "vocabulary"),
    "sources": ("source", "code"),
    "documents": ("document", "code"),
    "datasets": ("dataset", "slug"),
    "guides": ("guide", "slug"),
}

Placed = tuple[str, Record]


@dataclass
class Tree:
    """A whole catalogue as (place, record) pairs by kind, and what could not be read."""

    vocabulary: list[Placed] = field(default_factory=list)
    source: list[Placed] = field(default_factory=list)
    document: list[Placed] = field(default_factory=list)
    dataset: list[Placed] = field(default_factory=list)
    guide: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


UTF_8 = "utf-8"
# The marks that editors of Windows write at the beginning of a file (Unicode Standard, 23.8), the longest first.
MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
LONGEST_MARK = 4


class DuplicateKeyError(ValueError):
    """A JSON object has the same key twice; the second would silently win."""


def read_tree(root: Path, unlimited: Container[str] = ()) -> Tree:
    """Read the catalogue below `root`: one JSON file per record in the folders of FOLDERS.

    The files at the places `unlimited` may be of any size: this program has written them.
    """
    tree = Tree()
    if not root.is_dir():
        tree.problems.append(Problem(str(root), "", "there is no such folder"))
    elif not any((root / folder).is_dir() for folder in FOLDERS):
        tree.problems.append(Problem(str(root), "", f"holds no catalogue: none of {', '.join(FOLDERS)}"))
    for folder, (kind, key) in FOLDERS.items():
        for path in sorted((root / folder).glob("*.json")):
            place = f"{folder}/{path.name}"
            record = read_object(path, place, tree.problems, None if place in unlimited else MAXIMUM_FILE_BYTES)
            if record is None:
                continue
            if record.get(key) != path.stem:
                message = f"is “{record.get(key)}”, the file is named “{path.name}”; make them the same"
                tree.problems.append(Problem(place, key, message))
            getattr(tree, kind).append((place, record))
    return tree


def read_datasets(path: Path, problems: list[Problem]) -> Iterator[Placed]:
    """Yield the dataset records among those of a bulk file or folder (read_bulk)."""
    return (placed for placed in read_bulk(path, problems) if not is_document(placed[1]))


def read_documents(path: Path) -> list[Placed]:
    """Return the records of documents among those of a bulk file; read_datasets tells what cannot be read."""
    return [placed for placed in read_bulk(path, []) if is_document(placed[1])]


def is_document(record: Record) -> bool:
    """Tell whether a record among others is a document's: it has a code, and no slug."""
    return "code" in record and "slug" not in record


def read_bulk(path: Path, problems: list[Problem]) -> Iterator[Placed]:
    """Yield records in bulk: a folder of .json files, a .json file (one record or a list), or .jsonl lines.

    What cannot be read is added to `problems`. Lines are read one at a time, so a large file needs little memory.
    """
    if path.is_dir():
        for child in sorted(path.glob("*.json")):
            record = read_object(child, child.name, problems, MAXIMUM_FILE_BYTES)
            if record is not None:
                yield child.name, record
    elif path.suffix.lower() == ".jsonl":
        yield from _read_lines(path, problems)
    elif path.is_file():
        for value in _values(path, path.name, problems):
            for index, item in enumerate(value if isinstance(value, list) else [value]):
                place = f"{path.name}[{index}]" if isinstance(value, list) else path.name
                if (record := _object(item, place, problems)) is not None:
                    yield place, record
    else:
        problems.append(Problem(str(path), "", "there is no such file or folder"))


def _read_lines(path: Path, problems: list[Problem]) -> Iterator[Placed]:
    try:
        file = path.open("rb")
    except OSError as error:
        problems.append(Problem(path.name, "", f"cannot be read: {error.strerror}"))
        return
    with file:
        encoding = _encoding(file.peek(LONGEST_MARK))
        # Only what has one byte for a line end can be cut into lines as bytes.
        lines: Iterable[bytes | str] = file if encoding == UTF_8 else io.TextIOWrapper(file, encoding, newline="\n")
        number = 0
        try:
            for number, line in enumerate(lines, 1):
                place = f"{path.name}:{number}"
                if len(line) > MAXIMUM_LINE_BYTES:
                    problems.append(Problem(place, "", f"is longer than {MAXIMUM_LINE_BYTES:,} bytes"))
                elif line.strip():
                    for value in json_value(line, place, problems):
                        if (record := _object(value, place, problems)) is not None:
                            yield place, record
        except UnicodeDecodeError:
            problems.append(Problem(f"{path.name}:{number + 1}", "", _not_in(encoding)))


def read_object(path: Path, place: str, problems: list[Problem], limit: int | None) -> Record | None:
    """Return the one JSON object of a file of at most `limit` bytes, or None where there is none to be had."""
    try:
        if limit is not None and path.stat().st_size > limit:
            problems.append(Problem(place, "", f"is larger than {limit:,} bytes"))
            return None
    except OSError as error:
        problems.append(Problem(place, "", f"cannot be read: {error.strerror}"))
        return None
    return next((_object(value, place, problems) for value in _values(path, place, problems)), None)


def _values(path: Path, place: str, problems: list[Problem]) -> list[Any]:
    """Return the JSON value of a file in a list, which is empty where it cannot be read."""
    try:
        return json_value(path.read_bytes(), place, problems)
    except OSError as error:
        problems.append(Problem(place, "", f"cannot be read: {error.strerror}"))
        return []


def _object(value: Any, place: str, problems: list[Problem]) -> Record | None:
    if isinstance(value, dict):
        return value
    problems.append(Problem(place, "", "a record must be a JSON object"))
    return None


def _encoding(content: bytes) -> str:
    """Return the encoding that a file is marked with by its first bytes; UTF-8 where it bears no mark."""
    return next((name for mark, name in MARKS if content.startswith(mark)), UTF_8)


def _not_in(encoding: str) -> str:
    """Return the problem of a file that is not in the encoding that it says."""
    return f"is marked as {encoding.upper()} and cannot be read as such; save it as UTF-8"


def json_value(
    content: bytes | str, place: str, problems: list[Problem], *, number: Callable[[str], Any] | None = None
) -> list[Any]:
    """Return the JSON value in a list (null is a value, too), which is empty where it cannot be read: see `problems`.

    `number` makes what stands for a number of its digits; else it is a number of Python's.
    """
    encoding = UTF_8 if isinstance(content, str) else _encoding(content)
    try:
        text = content if isinstance(content, str) else content.decode(encoding)
        return [
            json.loads(
                text.removeprefix("\ufeff"),
                object_pairs_hook=_without_duplicates,
                parse_constant=_no_constant,
                parse_float=number or _finite,
                parse_int=number or int,
            )
        ]
    except UnicodeDecodeError as error:
        fix = f"is not UTF-8: byte {error.start} cannot be read; save it as UTF-8"
        problems.append(Problem(place, "", fix if encoding == UTF_8 else _not_in(encoding)))
    except DuplicateKeyError as error:
        problems.append(Problem(place, str(error), "stands twice in one object; keep one"))
    except RecursionError:
        problems.append(Problem(place, "", "is nested too deeply"))
    except ValueError as error:
        problems.append(Problem(place, "", f"is not JSON: {error}"))
    return []


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) != len(pairs):
        keys = [key for key, _ in pairs]
        raise DuplicateKeyError(next(key for key in keys if keys.count(key) > 1))
    return record


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is beyond all bounds")
    return number


def write_tree(root: Path, kind: str, records: Iterable[Record]) -> int:
    """Write `records` of one kind below `root`, one canonical file each; return how many. Other files stay.

    Each file is replaced as a whole, so an interruption leaves no half-written file.
    """
    folder, key = next((name, key) for name, (of, key) in FOLDERS.items() if of == kind)
    directory = root / folder
    made = [path for path in (directory, *directory.parents) if not path.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    for path in made:
        path.chmod(_mode(path, 0o777))
    written = 0
    for record in records:
        replace(directory / f"{record[key]}.json", dumps(record, kind))
        written += 1
    return written


def replace(path: Path, text: str) -> None:
    """Write `text` to the file as a whole: whoever reads it sees the old one or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        new = Path(file.name)
        try:
            file.write(text.encode())
            file.close()
            new.chmod(_mode(path, 0o666))
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def _mode(path: Path, most: int) -> int:
    """Return the mode of a file or folder that an operator asked for: as their umask has it, private in DATA_DIR."""
    private = path.resolve().is_relative_to(settings.DATA_DIR)
    return most & ~(0o077 if private else settings.OPERATOR_UMASK)
