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
def alone(name: str = "lock", key: int = KEY, busy: str = "") -> Iterator[None]:
    """Wait until no other process is in here, on this machine or, on PostgreSQL, with this database.

    `name` and `key` are of the kind of work. Where `busy` is given, nobody waits: it is the message of the CommandError
    that is raised while another is at it. The lock goes with the process, however that ends.
    """
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / name).open("w")
    except OSError as error:
        raise CommandError(f"DATA_DIR cannot be written: {error}. Make it this account's own.") from error
    with file:
        if not locks.lock(file, locks.LOCK_EX | (locks.LOCK_NB if busy else 0)):
            raise CommandError(busy)
        try:
            with _on_database(key, busy):
                yield
        finally:
            locks.unlock(file)


@contextmanager
def _on_database(key: int, busy: str) -> Iterator[None]:
    """Hold a lock of the database's own where it has one. By a connection of its own: a command may close the other."""
    if connection.vendor != "postgresql":
        yield
        return
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute(f"SELECT {'pg_try_advisory_lock' if busy else 'pg_advisory_lock'}(%s)", [key])
            if busy and not cursor.fetchone()[0]:
                raise CommandError(busy)
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
