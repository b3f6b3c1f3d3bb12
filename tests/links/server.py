"""A server on this machine that misbehaves as hosts on the internet do, and what asks it in the tests."""

import gzip
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from datasets.links.asking import Asker, Times
from datasets.links.following import Follower
from datasets.links.guard import Guard
from datasets.links.robots import Pace

CERTIFICATES = Path(__file__).parent / "certificates"
HERE = "127.0.0.1"
# In seconds: what is slow here is slower than this.
QUICK = Times(connect=1, read=0.3, total=0.5)


@dataclass
class Request:
    """What was asked, and the connection that it came by."""

    method: str
    path: str
    host: str
    connection: socket.socket

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def answer(self, status: int, *headers: str, body: bytes = b"") -> None:
        """Answer as one should."""
        lines = [f"HTTP/1.1 {status} Words", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
        self.send("\r\n".join(lines).encode("utf-8") + (b"" if self.method == "HEAD" else body))


Page = Callable[[Request], None]


@dataclass
class Server:
    """Pages by host and path ("host/path"), or by path for any host; other paths are not found. It notes who asked."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def handle(self, connection: socket.socket) -> None:
        request = _read(connection)
        if request is None:
            return
        self.asked.append((request.method, f"{request.host}{request.path}"))
        page = self.pages.get(f"{request.host}{request.path}") or self.pages.get(request.path)
        if page is None:
            request.answer(404)
        else:
            page(request)

    def follower(
        self, resolve: Callable[[str, int], Sequence[str]] | None = None, context: ssl.SSLContext | None = None
    ) -> Follower:
        """Return what asks this server for every name, in no time."""
        guard = Guard(resolve or (lambda _host, _port: [HERE]), frozenset({(HERE, self.port)}))
        return Follower(Asker(guard, "Lightbox/1.0 (tests)", QUICK, context), Pace(0))

    def url(self, place: str, scheme: str = "http") -> str:
        """Return the address of "host/path" on this server."""
        host, _, path = place.partition("/")
        return f"{scheme}://{host}:{self.port}/{path}"


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    lines = data.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ")
    host = next(line.partition(":")[2].strip() for line in lines if line.lower().startswith("host:"))
    return Request(method, path, host.rpartition(":")[0], connection)


@contextmanager
def serving(server: Server, certificate: str = "") -> Iterator[Server]:
    """Serve, with TLS where a certificate is named, until the block is left."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / f"{certificate}.pem", CERTIFICATES / "key.pem")

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                connection = context.wrap_socket(self.request, server_side=True) if context else self.request
                server.handle(connection)
                if context:
                    connection.close()
            except OSError:
                # Whoever asked has gone.
                return

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 64

    with Threads((HERE, 0), Handler) as threads:
        server.port = threads.server_address[1]
        thread = threading.Thread(target=threads.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            threads.shutdown()


def answers(status: int, *headers: str, body: bytes = b"") -> Page:
    return lambda request: request.answer(status, *headers, body=body)


def leads(location: str, status: int = 302) -> Page:
    return answers(status, f"Location: {location}")


def drips(request: Request) -> None:
    """Answer a letter at a time, each before anybody loses patience."""
    request.send(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        request.send(b"a")
        time.sleep(0.05)


def begins(request: Request) -> None:
    """Answer at once, and send the content a letter at a time."""
    request.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        request.send(b"a")
        time.sleep(0.05)


def is_silent(request: Request) -> None:
    """Take the question, and say nothing."""
    time.sleep(1)


def resets(request: Request) -> None:
    """Break the connection off."""
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()


def is_endless(request: Request) -> None:
    """Send content for ever."""
    request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while request.method != "HEAD":
        request.send(b"a" * 65_536)


def is_short(request: Request) -> None:
    """Promise more than there is."""
    request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nshort")


def explodes(request: Request) -> None:
    """Send ten thousand bytes that are ten million when they are unpacked."""
    request.answer(200, "Content-Encoding: gzip", body=gzip.compress(b"\0" * 10_000_000))


def says(data: bytes) -> Page:
    return lambda request: request.send(data)


def by_method(head: Page, get: Page) -> Page:
    return lambda request: (head if request.method == "HEAD" else get)(request)
