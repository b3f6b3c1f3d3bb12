"""How far long work has come, for whoever has started it and wants to be told; nobody else is.

Work says what it counts; who listens is said by what started it (directory.terminal). Without a listener it costs
nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

Item = TypeVar("Item")
# What is being done, how many are done, of how many (None: nobody knows); and again with None when it is over.
Listener = Callable[[str, int | None, int | None], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(listener: Listener | None) -> None:
    """Tell the listener of all that is counted from now on (in this thread); None: tell nobody."""
    _listener.set(listener)


def counted(what: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
    """Yield the items, and tell how many there have been."""
    listener = _listener.get()
    if listener is None:
        yield from items
        return
    try:
        for number, item in enumerate(items, 1):
            yield item
            listener(what, number, total)
    finally:
        listener(what, None, total)
