"""A sorted list of strings in a file, searched by halving: exact, and by prefix. Holds next to nothing in memory."""

import mmap
import os
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Greater than every character that can follow a prefix.
LAST = "\U0010ffff"


def mapped_array(path: Path) -> NDArray[Any]:
    """Open a file of np.save without reading it; a plain array, whose slices cost a third of a memmap's."""
    return np.load(path, mmap_mode="r").view(np.ndarray)


def mapped_bytes(path: Path) -> bytes | mmap.mmap:
    """Open a file as bytes without reading it."""
    if not path.stat().st_size:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class OpenFile:
    """A file of items of one type, read here and there, closed when nothing needs it any more.

    What is read is copied, so that a large file does not count as a worker's memory, as a mapped one would.
    """

    def __init__(self, path: Path, kind: type[np.generic] = np.uint8) -> None:
        """Open it for reading."""
        self.handle = os.open(path, os.O_RDONLY)
        self.kind = np.dtype(kind)

    def __del__(self) -> None:
        """Close it."""
        if hasattr(self, "handle"):
            os.close(self.handle)

    def __len__(self) -> int:
        return os.fstat(self.handle).st_size // self.kind.itemsize

    def bytes(self, start: int, end: int) -> bytes:
        """Return the items from number `start` up to `end` (not included) as bytes."""
        size = self.kind.itemsize
        return os.pread(self.handle, (end - start) * size, start * size)

    def items(self, start: int, end: int) -> NDArray[Any]:
        """Return the items from number `start` up to `end` (not included)."""
        return np.frombuffer(self.bytes(start, end), self.kind)


class Lexicon(Sequence[str]):
    """Strings in the order of their UTF-8 bytes; the position of a string is its number."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open the files `name`.text and `name`.ends in `folder`."""
        self.ends = mapped_array(folder / f"{name}.ends.npy")
        self.text = mapped_bytes(folder / f"{name}.text")

    @staticmethod
    def write(folder: Path, name: str, strings: Iterable[str]) -> None:
        """Write `strings`, sorted by their UTF-8 bytes, as the files that the constructor opens."""
        ends, end = [], 0
        with (folder / f"{name}.text").open("wb") as file:
            for string in strings:
                end += file.write(string.encode())
                ends.append(end)
        np.save(folder / f"{name}.ends.npy", np.asarray(ends, np.uint64))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        return self._bytes(number).decode()

    def _bytes(self, number: int) -> bytes:
        start = int(self.ends[number - 1]) if number else 0
        return self.text[start : int(self.ends[number])]

    def _first_not_below(self, wanted: bytes) -> int:
        return bisect_left(range(len(self)), wanted, key=self._bytes)

    def equal(self, string: str) -> range:
        """Return the numbers of the strings equal to `string` (a list may hold equal ones)."""
        wanted = string.encode()
        first = last = self._first_not_below(wanted)
        while last < len(self) and self._bytes(last) == wanted:
            last += 1
        return range(first, last)

    def starting(self, prefix: str) -> range:
        """Return the numbers of the strings that begin with `prefix`."""
        return range(self._first_not_below(prefix.encode()), self._first_not_below((prefix + LAST).encode()))
