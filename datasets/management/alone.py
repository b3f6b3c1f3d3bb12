"""Commands that run one at a time: two processes that start at once on one empty database wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

# Any number that nothing else takes as the key of a lock on this database.
KEY = 5_485_329_117


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process is in here, on this machine or, on PostgreSQL, with this database."""
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("w")
    except OSError as error:
        raise CommandError(f"DATA_DIR cannot be written: {error}. Make it this account's own.") from error
    with file:
        locks.lock(file, locks.LOCK_EX)
        try:
            with _on_database():
                yield
        finally:
            locks.unlock(file)


@contextmanager
def _on_database() -> Iterator[None]:
    """Hold a lock of the database's own where it has one. By a connection of its own: a command may close the other."""
    if connection.vendor != "postgresql":
        yield
        return
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
        yield
    finally:
        # The lock goes with the connection.
        holder.close()


class Alone(BaseCommand):
    """A command that waits until no other of this kind is running."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command when it is its turn."""
        with alone():
            return super().execute(*args, **options)
