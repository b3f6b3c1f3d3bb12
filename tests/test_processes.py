"""Several processes serve one catalogue: each shows a change within a second of its commit."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

HOST = "127.0.0.1"
START_SECONDS = 60
# By the product's own promise.
SEEN_SECONDS = 1.0
SERVERS = 2
# What finds the example record and nothing of the real catalogue.
NEW = "/api/v1/datasets/?q=%22example+set%22"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])


@pytest.fixture
def own_database(request: pytest.FixtureRequest) -> Iterator[str]:
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


@pytest.fixture
def environment(tmp_path: Path, own_database: str) -> dict[str, str]:
    """The environment of a site of its own with the real catalogue."""
    found = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": own_database,
        "ALLOWED_HOSTS": HOST,
        "HOST": HOST,
        "WEB_WORKERS": "1",
        "SITE_URL": "",
        "DEBUG": "0",
        "HTTPS": "0",
    }
    manage(found, "migrate", "--no-input", "--verbosity", "0")
    manage(found, "seed")
    manage(found, "collectstatic", "--no-input", "--verbosity", "0")
    return found


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run manage.py in a process of its own."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def ask(port: int, path: str) -> dict[str, Any]:
    """Return what the API of the server on `port` answers."""
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.fixture
def servers(environment: dict[str, str]) -> Iterator[list[int]]:
    """The ports of servers that share the site, each with a worker of its own."""
    with ExitStack() as stack:
        ports = [free_port() for _ in range(SERVERS)]
        for port in ports:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "directory/gunicorn.py"],
                cwd=settings.BASE_DIR, env={**environment, "PORT": str(port)},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
        for port in ports:
            deadline = time.monotonic() + START_SECONDS
            while True:
                try:
                    ask(port, "/api/v1/datasets/?page_size=1")
                    break
                except (urllib.error.URLError, ConnectionError):
                    assert time.monotonic() < deadline, "a server does not answer"
                    time.sleep(0.1)
        yield ports


@pytest.mark.django_db
def test_every_process_shows_a_change_within_a_second(
    servers: list[int], environment: dict[str, str], record: dict[str, Any], tmp_path: Path
) -> None:
    for port in servers:
        assert ask(port, NEW)["count"] == 0
    file = tmp_path / "new.json"
    for status, expected in (("published", 1), ("withdrawn", 0)):
        file.write_text(json.dumps(record | {"status": status}), encoding="utf-8")
        # Without an index of its own, so that the change reaches the processes by the revision alone.
        manage(environment, "import_records", "--replace", "--no-index", str(file))
        committed = time.monotonic()
        for port in servers:
            while ask(port, NEW)["count"] != expected:
                assert time.monotonic() - committed < SEEN_SECONDS, f"the change to {status} is not seen"


WITHIN_A_DUMP = """
import threading

import django

django.setup()

from django.db import transaction

from datasets.catalogue.dumping import one_moment
from datasets.models import Dataset

withdrawn = Dataset.objects.filter(status="withdrawn")


def withdraw():
    with transaction.atomic():
        Dataset.objects.filter(slug="mura").update(status="withdrawn")


with one_moment():
    counts = [withdrawn.count()]
    curator = threading.Thread(target=withdraw)
    curator.start()
    curator.join()
    counts.append(withdrawn.count())
print(*counts, withdrawn.count())
"""


@pytest.mark.django_db
def test_dump_is_of_one_moment_and_keeps_nobody_from_writing(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHIN_A_DUMP], cwd=settings.BASE_DIR, env=environment, check=True, text=True,
        capture_output=True,
    )  # fmt: skip
    assert done.stdout.split() == ["0", "0", "1"]
