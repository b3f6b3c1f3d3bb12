"""How long what is done now may wait for the database: a few seconds while a visitor waits, as long as it takes else.

A web request runs within `patience`; commands do not. The PostgreSQL backend (directory.postgresql) keeps to it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# So long the database is asked all the same, in seconds, by a request that has spent its time on work of its own.
LEAST = 0.5

_end: ContextVar[float | None] = ContextVar("end", default=None)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Let what is inside wait no longer than so many seconds in all."""
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def left() -> float | None:
    """Return how many seconds are left, LEAST at the least; None where nothing is bounded."""
    end = _end.get()
    return None if end is None else max(LEAST, end - time.monotonic())
