"""Where ways to entries are kept, with what is known of each: the newest in memory, older ones in a temporary file.

So memory does not grow with the rows that come in. SQLite unlinks the file when it opens it: it is gone with the
process, however that ends, and nobody else can open it. A finder of few entries, as for one name at the desk, never
writes one. What leads to entries, and how, stands in ways.
"""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any
from weakref import finalize

from datasets.importing.matching.known import Known

# kB of the file that are held in memory.
CACHE = 1_000
SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -{CACHE};
CREATE TABLE way (kind TEXT, key BLOB, slots BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE entry (slot INTEGER PRIMARY KEY, known TEXT);
"""
ADD = """
INSERT INTO way VALUES (?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET slots = CAST(slots || excluded.slots AS BLOB)
"""
FULL = "The temporary folder cannot be written to; make room in it, or name another one by SQLITE_TMPDIR"
# A slot in the file: four bytes.
SLOTS = "I"
SETS = frozenset(field.name for field in fields(Known) if str(field.type).startswith("frozenset"))


class Shelf:
    """The temporary file: slots by kind of way and key, and what is known of an entry by its slot."""

    def __init__(self) -> None:
        # No name: SQLite makes the file when more is written than it holds in memory. Whichever thread ends last may
        # close it.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(SCHEMA)
        finalize(self, self._database.close)

    def put(self, known: Mapping[int, Known], ways: Iterable[tuple[str, Mapping[str, Sequence[int]]]]) -> None:
        """Write what is known of entries, in place of what was known before, and add slots to those of their ways.

        Raises OSError where the temporary folder has no room for it.
        """
        try:
            self._database.execute("BEGIN")
            rows = ((slot, json.dumps(vars(one), default=sorted)) for slot, one in known.items())
            self._database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?)", rows)
            for kind, slots in ways:
                self._database.executemany(
                    ADD, ((kind, _bytes(key), array(SLOTS, slots[key]).tobytes()) for key in sorted(slots))
                )
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(f"{FULL} ({error})") from error

    def slots(self, kind: str, key: str) -> Sequence[int]:
        """Return the entries that a way leads to."""
        asked = "SELECT slots FROM way WHERE kind = ? AND key = ?"
        found = self._database.execute(asked, (kind, _bytes(key))).fetchone()
        return array(SLOTS, found[0]) if found else ()

    def number(self, kind: str, key: str) -> int:
        """Return how many entries a way leads to, without reading which."""
        asked = "SELECT length(slots) FROM way WHERE kind = ? AND key = ?"
        found = self._database.execute(asked, (kind, _bytes(key))).fetchone()
        return found[0] // array(SLOTS).itemsize if found else 0

    def ways(self, kind: str) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield the ways of a kind with the entries that they lead to."""
        for key, slots in self._database.execute("SELECT key, slots FROM way WHERE kind = ?", (kind,)):
            yield key.decode("utf-8", "surrogatepass"), array(SLOTS, slots)

    def known(self, slot: int) -> Known:
        """Return what is known of an entry that was put here."""
        found = self._database.execute("SELECT known FROM entry WHERE slot = ?", (slot,)).fetchone()
        return Known(**{name: _value(name, value) for name, value in json.loads(found[0]).items()})


class Slots:
    """Entries by what leads to them in one kind of way: each is a slot."""

    def __init__(self, kind: str, shelf: Shelf) -> None:
        self.kind, self._shelf = kind, shelf
        self._new: dict[str, list[int]] = defaultdict(list)
        self._is_shelved = False

    def __getitem__(self, key: str) -> Sequence[int]:
        """Return the entries that a key leads to, in the order in which they were added; none is no error."""
        new = self._new.get(key, ())
        old = self._shelf.slots(self.kind, key) if self._is_shelved else ()
        return (*old, *new) if old and new else old or new

    def number(self, key: str) -> int:
        """Return how many entries a key leads to."""
        old = self._shelf.number(self.kind, key) if self._is_shelved else 0
        return old + len(self._new.get(key, ()))

    def add(self, keys: Iterable[str], slot: int, *, is_new: bool) -> None:
        """Let keys lead to an entry; where it is not new, some of them may do so already."""
        for key in keys:
            if is_new or slot not in self[key]:
                self._new[key].append(slot)

    def items(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield all keys with the entries that they lead to."""
        if not self._is_shelved:
            yield from self._new.items()
            return
        for key, old in self._shelf.ways(self.kind):
            yield key, (*old, *self._new.get(key, ()))
        yield from ((key, new) for key, new in self._new.items() if not self._shelf.slots(self.kind, key))

    def given(self) -> Mapping[str, Sequence[int]]:
        """Return what is in memory, to be put on the shelf; from now on it is asked there."""
        given, self._new, self._is_shelved = self._new, defaultdict(list), True
        return given


def _bytes(key: str) -> bytes:
    # A name may have half a character that JSON lets through.
    return key.encode("utf-8", "surrogatepass")


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(value) if name in SETS else tuple(value)
    return value
