"""What slow clients cost the others, and what the web server gives: python -m bench.slow [--against CHECKOUT].

A site with the real catalogue is served as `make run` serves it and, where nginx is installed, behind nginx as
docs/operations.md sets it up. 200 clients of each kind of slowness hold their connections while a visitor reads pages.
With --against, the checkout there (another version of this repository) serves the same pages, and both are asked by
turns: requests in a second, and processor time of the workers for each. Exits with 1 where a visitor waits a second.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .serving import HOST, ROOT, ask, free_port, server, workers

SLOW_CLIENTS = 200
READS = 25
MOST_SECONDS = 1.0
PAGES = ("/en/datasets/", "/en/datasets/?q=liver", "/en/datasets/?modality=CT", "/en/datasets/lidc-idri/")
LARGE = "/api/v1/datasets/?page_size=200"
ROUNDS, REQUESTS, CLIENTS = 7, 240, 8


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def head(path: str, method: str = "GET", *fields: str) -> bytes:
    """Return the head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {HOST}", *fields, "", ""]).encode()


@dataclass(frozen=True)
class Kind:
    """A way to be slow: what is sent at once, and what every so often."""

    name: str
    sent: bytes
    drips: bytes = b""


KINDS = (
    Kind("idle", b""),
    Kind("dripping a request line", b"GET /en/datasets/?q=", b"a"),
    Kind("dripping a head", head("/en/datasets/")[:-2] + b"X-Slow: ", b"a"),
    Kind("dripping a body", head("/en/suggest/", "POST", "Content-Length: 90000"), b"a"),
    Kind("dripping pieces", head("/en/suggest/", "POST", "Transfer-Encoding: chunked"), b"1\r\na\r\n"),
    Kind("not reading", head(LARGE)),
    Kind("reading a byte at a time", head(LARGE)),
)


@contextmanager
def slow(port: int, kind: Kind) -> Iterator[None]:
    """Hold SLOW_CLIENTS connections of a kind to `port`."""
    with ExitStack() as stack:
        clients = []
        for _ in range(SLOW_CLIENTS):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.connect((HOST, port))
            client.sendall(kind.sent)
            client.setblocking(False)
            clients.append(client)
        stop = threading.Event()
        dripping = threading.Thread(target=_drip, args=(clients, kind, stop))
        dripping.start()
        try:
            yield
        finally:
            stop.set()
            dripping.join()


def _drip(clients: list[socket.socket], kind: Kind, stop: threading.Event) -> None:
    while not stop.wait(0.5):
        for client in clients:
            try:
                if kind.drips:
                    client.send(kind.drips)
                elif kind.name.startswith("reading"):
                    client.recv(1)
            except OSError:
                continue


def waits(port: int) -> list[float]:
    """Return how many seconds a visitor waits for each of READS pages, half a second apart."""
    found = []
    for number in range(READS):
        found.append(ask(port, PAGES[number % len(PAGES)]).seconds)
        time.sleep(0.1)
    return found


def cpu(pids: list[int]) -> float:
    """Return the processor time of processes in seconds."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def load(port: int, paths: tuple[str, ...]) -> float:
    """Return the requests in a second that CLIENTS clients together get answered."""

    def client(first: int) -> None:
        for number in range(first, REQUESTS, CLIENTS):
            ask(port, paths[number % len(paths)])

    threads = [threading.Thread(target=client, args=(first,)) for first in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return REQUESTS / (time.perf_counter() - start)


def compare(now: tuple[int, int], before: tuple[int, int]) -> None:
    """Print throughput and processor time of two servers (pid, port), asked by turns."""
    for name, paths in (("list pages", PAGES[:3]), ("dataset pages", PAGES[3:])):
        rates: dict[str, list[float]] = {"now": [], "before": []}
        costs: dict[str, list[float]] = {"now": [], "before": []}
        for _ in range(ROUNDS):
            for label, (pid, port) in (("now", now), ("before", before)):
                start = cpu(workers(pid))
                rates[label].append(load(port, paths))
                costs[label].append((cpu(workers(pid)) - start) / REQUESTS * 1_000)
        for unit, found in (("requests/s", rates), ("ms of processor", costs)):
            medians = {label: statistics.median(values) for label, values in found.items()}
            ratio = statistics.median(a / b for a, b in zip(found["now"], found["before"], strict=True))
            say(f"{name:14} {unit:16} now {medians['now']:7.2f}  before {medians['before']:7.2f}  ratio {ratio:.3f}")


@contextmanager
def site(checkout: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """Serve the real catalogue by the code in `checkout`, with its data in `folder`; give pid and port."""
    port = free_port()
    environment = {
        **os.environ, "DATA_DIR": str(folder / "data"), "DATABASE_URL": "", "HOST": HOST, "PORT": str(port),
        "ALLOWED_HOSTS": HOST, "SITE_URL": "", "HTTPS": "0", "DEBUG": "0",
    }  # fmt: skip
    folder.mkdir()
    for arguments in (["migrate", "--no-input"], ["seed"], ["collectstatic", "--no-input"]):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=checkout, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    # Run there: gunicorn looks for the code where it is started, whatever --chdir says.
    there = ["env", f"--chdir={checkout}"]
    command = [*there, sys.executable, "-m", "gunicorn", "--config", f"{checkout}/directory/gunicorn.py"]
    with server(command, environment, port, "/en/about/", folder / "log") as pid:
        yield pid, port


def nginx_configuration(port: int, behind: int, folder: Path) -> str:
    """Return the configuration that docs/operations.md shows, listening on `port` without TLS, before the site."""
    shown = re.search(r"```nginx\n(.*?)```", (ROOT / "docs/operations.md").read_text("utf-8"), re.DOTALL)
    if shown is None:
        raise ValueError("docs/operations.md shows no configuration of nginx")
    text = re.sub(r"server \{[^{}]*return 301[^{}]*\}", "", shown[1])
    text = re.sub(r"^\s*(ssl_\w+|http2|listen \[).*;\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen 443[^;]*;", f"listen {HOST}:{port};", text)
    text = re.sub(r"server 127\.0\.0\.1:8000", f"server {HOST}:{behind}", text)
    text = re.sub(r"limit_req .*;", "", text)
    return (
        f"worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 768; }}\nhttp {{ access_log off;\n{text}\n}}\n"
    )


@contextmanager
def nginx(behind: int, folder: Path) -> Iterator[int]:
    """Run nginx before the site on the port `behind`; give nginx's port."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx_configuration(port, behind, folder), "utf-8")
    with server(["nginx", "-c", str(configuration)], os.environ, port, "/en/about/", folder / "nginx.log"):
        yield port


def main() -> int:
    """Measure and print; return 1 where a visitor waited too long."""
    parser = argparse.ArgumentParser(prog="python -m bench.slow", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="another version of this repository")
    options = parser.parse_args()
    late = False
    with tempfile.TemporaryDirectory(prefix="lightbox-slow-") as name, ExitStack() as stack:
        folder = Path(name)
        now = stack.enter_context(site(ROOT, folder / "now"))
        fronts: list[tuple[str, int]] = [("make run", now[1])]
        if shutil.which("nginx"):
            fronts.append(("nginx", stack.enter_context(nginx(now[1], folder))))
        else:
            say("nginx is not installed: measured without it")
        say(f"{SLOW_CLIENTS} slow clients; seconds that a visitor waits for a page: median, longest")
        for front, port in fronts:
            waits(port)
            usual = waits(port)
            say(f"{front:10} {'none slow':26} {statistics.median(usual):.3f} {max(usual):.3f}")
            for kind in KINDS:
                with slow(port, kind):
                    found = waits(port)
                short = "" if max(found) < MOST_SECONDS else "  FALLS SHORT"
                late = late or bool(short)
                say(f"{front:10} {kind.name:26} {statistics.median(found):.3f} {max(found):.3f}{short}")
        if options.against:
            compare(now, stack.enter_context(site(options.against.resolve(), folder / "before")))
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
