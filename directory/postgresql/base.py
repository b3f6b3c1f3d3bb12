"""The database backend for PostgreSQL: Django's own, whose connections keep to the patience of who asks.

A server that has stopped without closing its connections (suspended, its disk hanging, a network that swallows packets)
answers no query and refuses none; libpq waits for ever. Django knows no bound for that, psycopg does.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from directory.patience import left

# How often psycopg looks for a keyboard's interrupt, in seconds; its own default.
INTERVAL = 0.1
# libpq's least, in seconds.
LEAST_CONNECT_SECONDS = 2


class Connection(psycopg.Connection):
    """A connection that closes itself when an answer does not come in time."""

    def wait(self, gen: Any, interval: float = INTERVAL, timeout: float | None = None) -> Any:
        """Wait for an answer. Raises psycopg.OperationalError where none comes while there is patience."""
        patience = left() if timeout is None else None
        if patience is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, patience)
        except psycopg.errors._WaitTimeout as error:
            # Whatever comes later is the answer to another question.
            self.pgconn.finish()
            raise psycopg.OperationalError("the database does not answer") from error


class Driver:
    """psycopg, for Django; it connects by Connection."""

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)

    def connect(self, **parameters: Any) -> Connection:
        """Return a new connection, in the time that there is."""
        patience = left()
        if patience is not None:
            parameters["connect_timeout"] = max(LEAST_CONNECT_SECONDS, round(patience))
        return Connection.connect(**parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with another driver."""

    Database = Driver()  # type: ignore[assignment]
