"""Several processes serve one catalogue: each shows a change within a second of its commit."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from .site import environment, manage, prepare, serving

# By the product's own promise.
SEEN_SECONDS = 1.0
SERVERS = 2
# What finds the example record and nothing of the real catalogue.
NEW = "/api/v1/datasets/?q=%22example+set%22"


@pytest.fixture
def own_database() -> Iterator[str]:
    """The address of an empty database of the kind that the tests run on; "" for SQLite in DATA_DIR."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith(("postgres:", "postgresql:")):
        yield ""
        return
    name = f"lightbox_processes_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.django_db
def test_every_process_shows_a_change_within_a_second(
    own_database: str, record: dict[str, Any], tmp_path: Path
) -> None:
    site = environment(tmp_path / "data", own_database)
    prepare(site)
    file = tmp_path / "new.json"
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(site, tmp_path / f"log-{number}")) for number in range(SERVERS)]
        for server in servers:
            assert server.ask(NEW).json["count"] == 0
        for status, expected in (("published", 1), ("withdrawn", 0)):
            file.write_text(json.dumps(record | {"status": status}), encoding="utf-8")
            # Without an index of its own, so that the change reaches the processes by the revision alone.
            assert manage(site, "import_records", "--replace", "--no-index", str(file)).returncode == 0
            committed = time.monotonic()
            for server in servers:
                while server.ask(NEW).json["count"] != expected:
                    assert time.monotonic() - committed < SEEN_SECONDS, f"the change to {status} is not seen"
