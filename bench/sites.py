"""Sites of some size on some database: filled by the product's own commands and served by its own server."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from . import serving
from .records import FIXTURES
from .requests import Request

FIXED_PATH = "/en/fixed/"
WORKERS = 2
# What the catalogue must hold before datasets can be imported.
FOLDERS = ("vocabularies", "sources", "documents")


@dataclass
class Site:
    """One site: how many entries, on which database, in which folder; what filling it took; where it is served."""

    entries: int
    database: str
    folder: Path
    environment: dict[str, str]
    importing: serving.Cost = field(init=False)
    indexing: serving.Cost = field(init=False)
    port: int = 0
    pid: int = 0

    @property
    def log(self) -> Path:
        """The output of the command that ran last."""
        return self.folder / "log"


def path(request: Request) -> str:
    """Return the address of the list page that answers `request`."""
    return f"/en/datasets/?{request.query_string}"


def site(entries: int, database: str, folder: Path, url: str) -> Site:
    """Return an empty site; `url` is the address of its PostgreSQL database, or "" for SQLite in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": url,
        "ALLOWED_HOSTS": serving.HOST,
        "HOST": serving.HOST,
        "WEB_WORKERS": str(WORKERS),
        "SITE_URL": "",
        "DEBUG": "0",
        "HTTPS": "0",
    }
    return Site(entries, database, folder, environment)


def fill(here: Site, records: Path, *, reindex: bool) -> None:
    """Load the vocabularies, sources and documents, then import `records`, build the index; time the last two.

    What an earlier run did in the same folder is not done again, unless the index is wanted anew.
    """
    costs = here.folder / "costs.json"
    known: dict[str, serving.Cost] = {}
    if costs.exists():
        known = {name: serving.Cost(**cost) for name, cost in json.loads(costs.read_text("ascii")).items()}
    if "importing" not in known:
        known["importing"] = import_into(here, records)
    serving.manage(here.environment, here.log, "collectstatic", "--no-input", "--verbosity", "0")
    if reindex or "indexing" not in known:
        known["indexing"] = serving.manage(here.environment, here.log, "reindex")
    costs.write_text(json.dumps({name: asdict(cost) for name, cost in known.items()}), "ascii")
    here.importing, here.indexing = known["importing"], known["indexing"]


def import_into(here: Site, records: Path) -> serving.Cost:
    """Load what the catalogue must hold first, then the records; return what the records cost."""
    basis = here.folder / "basis"
    basis.mkdir(exist_ok=True)
    for name in FOLDERS:
        (basis / name).unlink(missing_ok=True)
        (basis / name).symlink_to(FIXTURES / name)
    serving.manage(here.environment, here.log, "migrate", "--no-input", "--verbosity", "0")
    serving.manage(here.environment, here.log, "seed", str(basis))
    cost = serving.manage(here.environment, here.log, "import_records", "--no-index", str(records))
    if url := here.environment["DATABASE_URL"]:
        # The server would do this by itself, a minute later and in the middle of the measurements.
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    return cost


@contextmanager
def served(here: Site) -> Iterator[None]:
    """Serve the site as it is deployed, on a port that the system gives."""
    port = serving.free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "directory/gunicorn.py"]
    environment = {**here.environment, "PORT": str(port)}
    with serving.server(command, environment, port, FIXED_PATH, here.folder / "server.log") as pid:
        here.port, here.pid = port, pid
        yield


@contextmanager
def postgresql_database(server: str, name: str, *, keep: bool) -> Iterator[str]:
    """Give the address of the database `name` on the PostgreSQL server at the address `server`, made if there is none.

    It is dropped at the end unless it is to be kept.
    """
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        if not keep:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
