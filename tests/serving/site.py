"""A site of its own for a test: its data, its environment, and the real web server in front of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

from django.conf import settings

HOST = "127.0.0.1"
START_SECONDS = 60.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])


def environment(data: Path, database: str = "", **more: str) -> dict[str, str]:
    """Return the environment of a site with its data in `data` and its database at `database` ("" for SQLite there)."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.serving.settings",
        "DATA_DIR": str(data),
        "DATABASE_URL": database,
        "ALLOWED_HOSTS": HOST,
        "HOST": HOST,
        "WEB_WORKERS": "1",
        "SITE_URL": "",
        "SECRET_KEY": "",
        "DEBUG": "0",
        "HTTPS": "0",
        **more,
    }


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own; return how it ended."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment,
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def prepare(environment: dict[str, str]) -> None:
    """Make what `make run` makes: database, catalogue, index and static files."""
    for arguments in (["migrate", "--no-input"], ["seed"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        ended = manage(environment, *arguments)
        assert ended.returncode == 0, ended.stderr


@dataclass
class Answer:
    """What a server answered, and in how many seconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass
class Server:
    """A web server that runs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    file: IO[bytes] = field(repr=False)

    def ask(self, path: str, **headers: str) -> Answer:
        """Return the answer to a request, whatever its status; redirects are not followed."""
        return self._open(urllib.request.Request(f"http://{HOST}:{self.port}{path}", headers=headers))

    def send(self, path: str, form: dict[str, str], cookie: str = "") -> Answer:
        """Return the answer to a form."""
        headers = {"Cookie": cookie, "Origin": f"http://{HOST}:{self.port}"}
        address = f"http://{HOST}:{self.port}{path}"
        return self._open(urllib.request.Request(address, urlencode(form).encode(), headers))

    def _open(self, request: urllib.request.Request) -> Answer:
        began = time.monotonic()
        try:
            with OPENER.open(request, timeout=60) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read(), time.monotonic() - began)
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read(), time.monotonic() - began)

    def until(self, path: str, status: int, seconds: float = START_SECONDS) -> Answer:
        """Ask until the answer has this status; fail after so many seconds."""
        end = time.monotonic() + seconds
        while True:
            try:
                answer: Answer | None = self.ask(path)
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                answer = None
            if answer is not None and answer.status == status:
                return answer
            last = None if answer is None else answer.status
            assert time.monotonic() < end, f"{path} is not {status} but {last}: {self.said()[-3000:]}"
            time.sleep(0.1)

    def workers(self) -> list[int]:
        """Return the process ids of the workers that live."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def kill_workers(self) -> None:
        """End every worker as the system does where memory runs out, and wait until others are there."""
        old = self.workers()
        for worker in old:
            os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + START_SECONDS
        while len(set(self.workers()) - set(old)) < len(old):
            assert self.process.poll() is None, f"the server has ended: {self.said()[-3000:]}"
            assert time.monotonic() < end, f"no new workers: {self.said()[-3000:]}"
            time.sleep(0.05)

    def said(self) -> str:
        """Return the log."""
        return self.log.read_text(errors="replace")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any, **options: Any) -> None:
        """Follow none."""


OPENER = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


@contextmanager
def serving(environment: dict[str, str], log: Path) -> Iterator[Server]:
    """Run the web server as `make run` does, until the end of the block."""
    port = free_port()
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "directory/gunicorn.py"],
            cwd=settings.BASE_DIR, env={**environment, "PORT": str(port)}, stdout=file, stderr=file,
        )  # fmt: skip
        server = Server(process, port, log, file)
        try:
            server.until("/healthz", 200)
            yield server
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def serving_tools(environment: dict[str, str], log: Path) -> Iterator[int]:
    """Run `manage.py mcp --http` until the end of the block; give its port."""
    port = free_port()
    with log.open("ab") as file:
        command = [sys.executable, "manage.py", "mcp", "--http", "--port", str(port)]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=file, stderr=file)
        try:
            # By GET nothing is offered there.
            Server(process, port, log, file).until("/mcp", 405)
            yield port
        finally:
            process.terminate()
            process.wait(30)
