"""Sites with the real catalogue, each with a web server of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from .site import Server, environment, prepare, serving


@pytest.fixture
def data(seeded: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(seeded, tmp_path / "data"))


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a site of the test's own as `make run` leaves it, on the kind of database of the tests."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith(("postgres:", "postgresql:")):
        yield environment(request.getfixturevalue("data"))
        return
    seeded: dict[str, str] = request.getfixturevalue("seeded_on_postgresql")
    data = Path(shutil.copytree(seeded["DATA_DIR"], tmp_path / "data"))
    with database(server, f"lightbox_site_{os.getpid()}", copy_of=seeded["DATABASE_URL"]) as own:
        yield environment(data, own)


@pytest.fixture(scope="session")
def seeded_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a site on the tests' PostgreSQL as `make run` leaves it. Do not change it: copy it."""
    with database(os.environ["DATABASE_URL"], f"lightbox_seeded_{os.getpid()}") as own:
        found = environment(tmp_path_factory.mktemp("seeded"), own)
        prepare(found)
        yield found


@pytest.fixture(scope="module")
def shared(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that a module's tests share: they ask it, and leave its data as they are."""
    folder = tmp_path_factory.mktemp("shared")
    data = Path(shutil.copytree(seeded, folder / "data"))
    with serving(environment(data, WEB_WORKERS="2"), folder / "log") as server:
        yield server


@contextmanager
def database(server: str, name: str, copy_of: str = "") -> Iterator[str]:
    """Give the address of a database of a PostgreSQL server, for the time of the block: empty, or a copy."""
    template = urlsplit(copy_of).path[1:] if copy_of else "template1"
    made, gone = (
        sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template))
        for statement in ("CREATE DATABASE {0} TEMPLATE {1}", "DROP DATABASE {0} WITH (FORCE)")
    )
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(made)
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(gone)
