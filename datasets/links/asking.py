"""One question to one host, and the beginning of its answer: the connection, within the guard and within its time.

No redirect is followed here, no cookie is kept, no proxy is used, and nothing is unpacked.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from datasets.models.link_health import LinkError

from .guard import Guard, Place

# Bytes of an answer that are read: enough to tell two pages apart.
BEGINNING = 8_000
# Why a certificate was not taken (OpenSSL, X509_STORE_CTX_get_error): it is too old or too new, or another host's.
OUT_OF_DATE, OTHER_HOST = frozenset({9, 10}), frozenset({62, 64})
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
# What servers in front of others say when they want to see a person (Cloudflare, AWS WAF).
CHALLENGES = ("cf-mitigated", "x-amzn-waf-action")


class FailedError(Exception):
    """There was no answer; `error` is why."""

    def __init__(self, error: LinkError) -> None:
        """Take the reason."""
        super().__init__(error.value)
        self.error = error


@dataclass(frozen=True)
class Times:
    """How long is waited, in seconds: for a connection, for the next piece of an answer, for all of it."""

    connect: float = 10
    read: float = 20
    total: float = 40


@dataclass(frozen=True)
class Answer:
    """An answer: its status, where it sends to, when to come again (as it says it), and how its content begins."""

    status: int
    location: str = ""
    retry_after: str = ""
    challenges: bool = False
    body: bytes = b""


class Asker:
    """Asks one thing at a time of one host; may be used by several threads."""

    def __init__(
        self, guard: Guard, agent: str, times: Times | None = None, context: ssl.SSLContext | None = None
    ) -> None:
        """Take the guard, how it names itself, its patience, and whom it trusts (this machine's store)."""
        self.guard = guard
        self.headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        self.times = times or Times()
        self.context = context or ssl.create_default_context()

    def ask(self, method: str, place: Place, most: int = BEGINNING) -> Answer:
        """Return the answer with at most so many bytes of its content.

        Raises FailedError where there is none, RefusedError where the guard lets it not pass.
        """
        with _watched(self.times.total) as watch:
            connection = self._connection(place, watch)
            try:
                return self._answer(connection, watch, method, place, most)
            except (OSError, HTTPError, http.client.HTTPException, ValueError) as error:
                raise FailedError(LinkError.TIMEOUT if watch.over else _why(error)) from error
            finally:
                connection.close()

    def _answer(self, connection: HTTPConnection, watch: "_Watch", method: str, place: Place, most: int) -> Answer:
        connection.request(
            method,
            place.target,
            headers=self.headers,
            preload_content=False,
            decode_content=False,
            # A wrong length is no reason not to believe the status.
            enforce_content_length=False,
        )
        response = connection.getresponse()
        if watch.over:
            # A header that was broken off looks like one that is whole.
            raise FailedError(LinkError.TIMEOUT)
        found = response.headers
        try:
            wanted = method != "HEAD" and response.status < 300
            body = response.read(most, decode_content=False) if wanted else b""
        except (OSError, HTTPError, http.client.HTTPException):
            # The status stands, whatever becomes of the content.
            body = b""
        finally:
            response.close()
        challenges = any(name in found for name in CHALLENGES)
        location = _location(found.get("Location", ""))
        return Answer(response.status, location, found.get("Retry-After", ""), challenges, body)

    def _connection(self, place: Place, watch: "_Watch") -> HTTPConnection:
        def connect() -> socket.socket:
            return watch.over_it(self._connected(place, watch))

        timeout = self.times.read
        if place.scheme == "https":
            return _GuardedTLS(connect, place.host, place.port, timeout=timeout, ssl_context=self.context)
        return _Guarded(connect, place.host, place.port, timeout=timeout)

    def _connected(self, place: Place, watch: "_Watch") -> socket.socket:
        """Return a connection to one of the host's addresses, which are looked up and looked at here, and only here."""
        failed: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
        for address in self.guard.addresses(place):
            try:
                made = socket.create_connection((address, place.port), min(self.times.connect, watch.left))
            except OSError as error:
                failed = error
                continue
            made.settimeout(self.times.read)
            return made
        raise failed


class _Guarded(HTTPConnection):
    """A connection of urllib3's that is made by somebody else."""

    def __init__(self, connect: Callable[[], socket.socket], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._new_conn = connect  # type: ignore[method-assign]


class _GuardedTLS(HTTPSConnection):
    """The same with TLS: the certificate has to be that of the host which was asked for, as the context checks."""

    def __init__(self, connect: Callable[[], socket.socket], host: str, *args: Any, **options: Any) -> None:
        super().__init__(host, *args, server_hostname=host, **options)
        self._new_conn = connect  # type: ignore[method-assign]


class _Watch:
    """Ends a connection when its time is over, whatever its other end does meanwhile."""

    def __init__(self, total: float) -> None:
        self.end = time.monotonic() + total
        self.over = False
        self.held: socket.socket | None = None
        self.lock = threading.Lock()

    @property
    def left(self) -> float:
        """Seconds; never none, which would mean for ever or not at all."""
        return max(self.end - time.monotonic(), 0.001)

    def over_it(self, made: socket.socket) -> socket.socket:
        """Watch over a connection. By a handle of its own: TLS takes the other one away."""
        with self.lock:
            self.held = made.dup()
            if self.over:
                self._shut()
        return made

    def stop(self) -> None:
        with self.lock:
            self.over = True
            self._shut()

    def _shut(self) -> None:
        if self.held is not None:
            try:
                self.held.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The other end was quicker.
                return

    def release(self) -> None:
        with self.lock:
            if self.held is not None:
                self.held.close()
                self.held = None


@contextmanager
def _watched(total: float) -> Iterator[_Watch]:
    watch = _Watch(total)
    timer = threading.Timer(total, watch.stop)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        watch.release()


def _location(text: str) -> str:
    """Return where an answer sends to. Headers are read as Latin-1; what is in truth UTF-8 is read as that."""
    raw = text.strip().encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def _why(error: BaseException) -> LinkError:
    """Return why there was no answer, from what was raised, or what that was raised from."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _of_certificate(cause)
    for kind, why in WHY:
        if found := next((cause for cause in causes if isinstance(cause, kind)), None):
            return why(found) if callable(why) else why
    return LinkError.BROKEN


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_certificate(error: ssl.SSLCertVerificationError) -> LinkError:
    if error.verify_code in OUT_OF_DATE:
        return LinkError.EXPIRED
    return LinkError.OTHER_HOST if error.verify_code in OTHER_HOST else LinkError.UNKNOWN_ISSUER


def _of_name(error: Any) -> LinkError:
    return LinkError.NO_NAME if error.errno in NO_SUCH_NAME else LinkError.NAME_SERVER


# The first that fits: the more exact stand before what they are kinds of.
WHY: tuple[tuple[type[BaseException], Any], ...] = (
    (socket.gaierror, _of_name),
    (TimeoutError, LinkError.TIMEOUT),
    (ssl.SSLError, LinkError.TLS),
    (http.client.RemoteDisconnected, LinkError.BROKEN),
    (ConnectionRefusedError, LinkError.CONNECT),
    (ConnectionError, LinkError.BROKEN),
    (http.client.IncompleteRead, LinkError.BROKEN),
    (http.client.HTTPException, LinkError.ODD),
    (OSError, LinkError.CONNECT),
    (ValueError, LinkError.ODD),
)
