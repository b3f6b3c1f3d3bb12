"""How often something may be done within a time, counted in the database: for all processes, on every machine.

What is counted are rows with a `created` column. Count and write within `alone`, or two at once both find room.
"""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most so many within a period."""

    most: int
    period: timedelta


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Do what is inside in one transaction, while nobody else does the same (`what` names it) anywhere.

    SQLite's transactions begin with the write lock (SQLITE_OPTIONS); PostgreSQL is asked for a lock of that name, which
    keeps nobody from writing anything else.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(what.encode())])
        yield


def wait(rows: QuerySet[Any], limits: Iterable[Limit], now: datetime) -> timedelta | None:
    """Return how long until one more of `rows` is within all limits; None if it is now."""
    waits: list[timedelta] = []
    for limit in limits:
        newest = rows.filter(created__gt=now - limit.period).order_by("-created").values_list("created", flat=True)
        waits += [created + limit.period - now for created in newest[limit.most - 1 : limit.most]]
    return max(waits, default=None)


def seconds(waiting: timedelta) -> int:
    """Return a time as whole seconds for Retry-After, never too early."""
    return max(1, -(-waiting // timedelta(seconds=1)))
