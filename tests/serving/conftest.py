"""Sites with the real catalogue, each with a web server of its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from .site import Server, environment, prepare, serving


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site on SQLite as `make run` leaves it. Do not change it: copy it."""
    data = tmp_path_factory.mktemp("seeded")
    prepare(environment(data))
    return data


@pytest.fixture
def data(seeded: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(seeded, tmp_path / "data"))


@pytest.fixture
def site(own_database: str, request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of a site of the test's own, on the kind of database that the tests run on."""
    if not own_database:
        return environment(request.getfixturevalue("data"))
    found = environment(tmp_path / "data", own_database)
    prepare(found)
    return found


@pytest.fixture(scope="module")
def shared(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that a module's tests share: they ask it, and leave its data as they are."""
    folder = tmp_path_factory.mktemp("shared")
    data = Path(shutil.copytree(seeded, folder / "data"))
    with serving(environment(data, WEB_WORKERS="2"), folder / "log") as server:
        yield server


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
