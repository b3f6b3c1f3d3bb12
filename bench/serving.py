"""Processes and what they cost: running a command, keeping a server, asking it, and the memory of its workers.

Every server is in a process group of its own, so that Ctrl-C reaches the benchmark alone, and is stopped by its pid.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_SECONDS = 600
ANSWER_SECONDS = 600
STOP_SECONDS = 30


class FailedError(RuntimeError):
    """A command or a server did not do what the benchmark needs; the message has the end of its output."""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the wall, the most memory that it held, in MB, and seconds of the processor."""

    seconds: float
    peak_mb: float
    processor: float = 0.0


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: seconds from connecting to the last byte, the body, and the validator ("" for none)."""

    seconds: float
    body: bytes
    tag: str = ""


@dataclass(frozen=True)
class Memory:
    """The memory of one process in MB: resident, with its share of what is shared, and its own alone."""

    rss: float
    pss: float
    uss: float


def run(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Run `command` at the root of the repository; raise FailedError if it fails. Its output goes to `log`."""
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)  # noqa: S603
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise FailedError(f"{' '.join(command)} ended with {process.returncode}:\n{tail(log)}")
    return Cost(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def manage(environment: Mapping[str, str], log: Path, *arguments: str) -> Cost:
    """Run manage.py with `arguments`."""
    return run([sys.executable, "manage.py", *arguments], environment, log)


def tail(log: Path) -> str:
    """Return the end of a log."""
    return log.read_text("utf-8", "replace")[-3_000:]


def free_port() -> int:
    """Return a port that the system gives and nobody listens on."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])


@contextmanager
def server(command: Sequence[str], environment: Mapping[str, str], port: int, path: str, log: Path) -> Iterator[int]:
    """Keep a server that listens on `port`; give its pid once it answers `path`."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, port, path, log)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise FailedError(f"{process.args!r} ended with {process.returncode}:\n{tail(log)}")
        with suppress(OSError, http.client.HTTPException):
            ask(port, path)
            return
        time.sleep(0.1)
    raise FailedError(f"{process.args!r} did not answer within {START_SECONDS} s:\n{tail(log)}")


def ask(port: int, path: str, *, expected: int = http.client.OK, **headers: str) -> Answer:
    """Ask for `path` over a new connection; raise FailedError if the status of the answer is not the expected one."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path, headers={"Accept": "text/html", "Connection": "close", **headers})
        response = connection.getresponse()
        body, tag = response.read(), response.headers.get("ETag", "")
    finally:
        connection.close()
    seconds = time.perf_counter() - start
    if response.status != expected:
        raise FailedError(f"{path} was answered with {response.status}: {body[:500]!r}")
    return Answer(seconds, body, tag)


def status(port: int, target: str) -> int:
    """Ask for `target` as it stands, however ill-formed; return the status of the answer, read to its end."""
    with socket.create_connection((HOST, port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        response = http.client.HTTPResponse(connection)
        response.begin()
        response.read()
        return response.status


def workers(pid: int) -> list[int]:
    """Return the pids of a process's children."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def memory(pid: int) -> Memory:
    """Return the memory of a process, from /proc/PID/smaps_rollup."""
    rows = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:])
    kilobytes = {row[0].rstrip(":"): int(row[1]) for row in rows}
    own = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return Memory(kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024, own / 1024)
