"""What was read or made of one revision of the catalogue, kept in this process for who asks for it next.

Only answers are so kept that hold on to one revision (ChangeSet.seen_once) and write nothing: those to visitors, and
the desk's first page. Other pages of curators, and commands, always read. When the catalogue changes, everything is
forgotten with the next question.
"""

from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakSet

from .change import ChangeSet

Key = TypeVar("Key")
Value = TypeVar("Value")

_all: "WeakSet[Kept[object, object]]" = WeakSet()


class Kept(Generic[Key, Value]):
    """So many values at most; the ones that were asked for longest ago give way. They must not be changed."""

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self.most = most
        self.revision: tuple[int, str] | None = None
        self.values: dict[Key, Value] = {}
        self._lock = Lock()
        _all.add(self)  # type: ignore[arg-type]

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key; `make` makes it where it is not there."""
        return self.several([key], lambda _missing: {key: make()})[key]

    def several(self, keys: Iterable[Key], make: Callable[[list[Key]], Mapping[Key, Value]]) -> dict[Key, Value]:
        """Return the values of some keys; `make` makes those that are not there, as far as they exist."""
        revision = ChangeSet.seen()
        if revision is None:
            return dict(make(list(keys)))
        wanted = list(dict.fromkeys(keys))
        with self._lock:
            if revision != self.revision:
                # An answer of the revision before, which another thread is still making, keeps its own table.
                self.values, self.revision = {}, revision
            values = self.values
            found = {key: values[key] for key in wanted if key in values}
        if missing := [key for key in wanted if key not in found]:
            found |= make(missing)
        with self._lock:
            # The newest stand last.
            for key, value in found.items():
                values.pop(key, None)
                values[key] = value
            while len(values) > self.most:
                del values[next(iter(values))]
        return found

    def table(self) -> dict[Key, Value]:
        """Return what is kept, for who makes many at once and adds them; a new table where nothing may be kept."""
        self.several((), lambda _missing: {})
        return {} if ChangeSet.seen() is None else self.values


def forget() -> None:
    """Forget everything."""
    for one in list(_all):
        one.values, one.revision = {}, None
