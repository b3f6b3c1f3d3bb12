"""The web server's worker: gunicorn's sync worker, which answers one request at a time, but never waits for a client.

A sync worker reads from one client until its request is there, and writes to it until its answer is gone; two clients
that send nothing stop a site with two workers. Here a request is gathered, and an answer sent off, beside the others as
bytes come and go, and only a request that is whole is handed to the application. A client that is slow costs a file
descriptor and what it has sent so far, both bounded, and never a worker.

Nothing is refused here: what is too long or has no stated length goes to the application at once, with what has come of
it, and the application says so in its own words (directory.bounds).
"""

import errno
import gc
import os
import re
import selectors
import socket
import time
from collections.abc import Iterator
from typing import Any

from gunicorn import util
from gunicorn.workers.sync import SyncWorker

from .bare import headers

# From the first byte of a connection to the last of its request, in seconds: a slow line sends 2 MB in that time.
REQUEST_SECONDS = 30.0
# A client that takes nothing of its answer for so long is gone.
ANSWER_SECONDS = 30.0
# How long what is still coming after the answer is read and dropped: closing at once would cut off the answer.
LINGER_SECONDS = 2.0
# How long a worker that is to stop waits for the rest of requests that have begun.
STOP_SECONDS = 2.0
# How often the worker tells gunicorn that it lives, in seconds.
TICK = 1.0
# Garbage is looked for when the worker has nothing else to do and has answered so often since; where it is never idle,
# after this many answers. What is kept of the catalogue takes a third of a second to look through.
SOME_ANSWERS, MANY_ANSWERS = 20, 500
# Request line and header fields together. Browsers send 2 KB; the application answers to addresses of 16 KB.
MOST_HEAD = 65_536
# More than any form here sends; the application refuses less than that (DATA_UPLOAD_MAX_MEMORY_SIZE).
MOST_BODY = 6_000_000
# What all clients of one worker have sent and not yet taken, together; beyond it the oldest have to go.
MOST_HELD = 64_000_000
# So many clients wait to be taken where a site has more to do than it can.
CROWD = 8
BLOCK = 65_536
# Of a file as an answer, so much is read at once, and of one client so many blocks are sent in one turn: others wait.
MOST_SMALL, MOST_PUSHED = 4 * BLOCK, 16
# Of what comes after an answer, so many blocks are read in one turn: others wait.
MOST_DROPPED = 4
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
UNSTATED = re.compile(rb"^transfer-encoding:", re.IGNORECASE | re.MULTILINE)
CONTINUE = re.compile(rb"^expect:[ \t]*100-continue[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
# What a client's end of the connection may do at any time.
GONE = (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN, errno.ECONNABORTED, errno.ETIMEDOUT)


class Client:
    """One connection that is never waited for. For gunicorn it is the socket that it reads from and writes to."""

    def __init__(self, connection: socket.socket, address: Any, listener: Any) -> None:
        """Take an accepted `connection` from the client at `address`."""
        connection.setblocking(False)
        self.connection, self.address, self.listener = connection, address, listener
        self.deadline = time.monotonic() + REQUEST_SECONDS
        self.received, self.unsent = bytearray(), bytearray()
        # What is still to be read of a file: its number, the place, how many bytes.
        self.file: tuple[int, int, int] | None = None
        # How long the whole request is, once that is known.
        self.needed = 0
        self.whole = self.answered = self.large_fields = False

    @property
    def held(self) -> int:
        """How many bytes wait here."""
        return len(self.received) + len(self.unsent)

    def gather(self) -> bool:
        """Take what has come; return whether the request is whole. Raises ConnectionError where the client has left."""
        try:
            block = self.connection.recv(BLOCK)
        except BlockingIOError:
            return False
        if not block:
            raise ConnectionAbortedError("the client has left")
        self.received += block
        if not self.needed:
            self._measure()
        self.whole = 0 < self.needed <= len(self.received)
        return self.whole

    def _measure(self) -> None:
        """Find out how long the request is, once its head is there; gunicorn reads the head itself afterwards."""
        end = self.received.find(HEAD_END)
        if len(self.received) > MOST_HEAD and not 0 <= end <= MOST_HEAD:
            self._cut()
        elif end >= 0:
            self._measure_body(end)

    def _measure_body(self, end: int) -> None:
        head = bytes(self.received[: end + 2])
        self.needed = end + len(HEAD_END)
        stated = LENGTH.search(head)
        length = int(stated[1]) if stated else 0
        if UNSTATED.search(head) or length > MOST_BODY:
            return
        self.needed += length
        if length and len(self.received) < self.needed and CONTINUE.search(head):
            self.unsent += b"HTTP/1.1 100 Continue\r\n\r\n"
            self.push()

    def _cut(self) -> None:
        """End a head that does not end. The application answers to an address of that length, gunicorn to the rest."""
        line = self.received.partition(b"\r\n")[0]
        self.large_fields = len(line) <= MOST_HEAD // 2
        self.received = line[: MOST_HEAD // 2].rstrip() + b" HTTP/1.0" + HEAD_END
        self.needed = len(self.received)

    def push(self) -> bool:
        """Send what the connection takes now; return whether all is sent. Raises OSError where the client has left."""
        for _ in range(MOST_PUSHED):
            if not self.unsent:
                self._read_on()
            if not self.unsent:
                return True
            try:
                sent = self.connection.send(memoryview(self.unsent)[:BLOCK])
            except BlockingIOError:
                return False
            del self.unsent[:sent]
            self.deadline = time.monotonic() + ANSWER_SECONDS
        return False

    def _read_on(self) -> None:
        """Read the next block of the file that is to be sent, if there is one."""
        if self.file is None:
            return
        number, offset, left = self.file
        block = os.pread(number, min(BLOCK, left), offset)
        if not block:
            raise ConnectionAbortedError("the file has become shorter than was said")
        self.unsent += block
        self.file = number, offset + len(block), left - len(block)
        if len(block) == left:
            self.let_go()

    def let_go(self) -> None:
        """Close the file that is not to be sent any further."""
        if self.file is not None:
            os.close(self.file[0])
            self.file = None

    def drop(self) -> bool:
        """Read and forget what still comes; return whether the client has closed its end."""
        try:
            for _ in range(MOST_DROPPED):
                if not self.connection.recv(BLOCK):
                    return True
        except BlockingIOError:
            pass
        return False

    # What gunicorn asks of a socket: http/unreader.py, http/wsgi.py, util.py.

    def recv(self, size: int) -> bytes:
        """Return up to `size` bytes of the request; none when it is used up."""
        block = bytes(self.received[:size])
        del self.received[:size]
        return block

    def sendall(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it; send what the connection takes now once it is worth a packet or two."""
        self.unsent += data
        if len(self.unsent) > BLOCK:
            self.push()

    def send(self, data: bytes) -> int:
        """Do the same; return the length of `data`."""
        self.sendall(data)
        return len(data)

    def sendfile(self, file: Any, offset: int, count: int) -> int:
        """Keep a large file itself, to be read as the client takes it; of a small one the bytes. Return `count`."""
        self.file = os.dup(file.fileno()), offset, count
        while count <= MOST_SMALL and self.file is not None:
            self._read_on()
        return count

    def shutdown(self, how: int) -> None:
        """Leave it to the worker, which closes once all is sent."""

    def setblocking(self, flag: bool) -> None:
        """Stay as it is."""

    def settimeout(self, seconds: float | None) -> None:
        """Stay as it is."""

    def gettimeout(self) -> float:
        """Return that of a socket that never blocks."""
        return 0.0

    def close(self) -> None:
        """Leave it to the worker."""


class Guarded:
    """A client to which gunicorn sends an answer of its own: it gets the headers that every answer has."""

    def __init__(self, client: Client) -> None:
        """Take the client."""
        self.client = client

    def __getattr__(self, name: str) -> Any:
        """Be the client in everything else."""
        return getattr(self.client, name)

    def sendall(self, data: bytes) -> None:
        """Send a whole answer, with the headers behind its first line."""
        line, _, rest = data.partition(b"\r\n")
        more = "".join(f"{name}: {value}\r\n" for name, value in headers().items())
        self.client.sendall(line + b"\r\n" + more.encode("ascii") + rest)


class Worker(SyncWorker):
    """Answers one whole request after the other, and listens for new clients while none is waiting to be answered."""

    def init_process(self) -> None:
        """Prepare; gunicorn then runs the worker."""
        self.selector = selectors.DefaultSelector()
        # In the order in which they came: the first is the oldest.
        self.clients: dict[Client, None] = {}
        self.whole: list[Client] = []
        self.next_burial = 0.0
        self.answers = 0
        super().init_process()

    def run(self) -> None:
        """Serve until gunicorn says to stop; then finish what has begun."""
        for listener in self.sockets:
            listener.setblocking(False)
            self.selector.register(listener.fileno(), selectors.EVENT_READ, listener)
        self.selector.register(self.PIPE[0], selectors.EVENT_READ)
        while self.alive and self.is_parent_alive():
            self.turn(0 if self.whole else TICK)
        # Not closed: gunicorn asks a listener for its address with each request. The process ends soon.
        for listener in self.sockets:
            self.selector.unregister(listener.fileno())
        now = time.monotonic()
        for client in self._waiting():
            if not client.answered:
                client.deadline = min(client.deadline, now + STOP_SECONDS)
        while self._unfinished() and time.monotonic() < now + self.cfg.graceful_timeout:
            self.turn(0 if self.whole else TICK)

    def turn(self, timeout: float) -> None:
        """Wait up to `timeout` seconds for something to do, take what has come, and answer one request."""
        self.notify()
        listening = []
        ready = self.selector.select(timeout)
        if self.answers >= (MANY_ANSWERS if ready or self.whole else SOME_ANSWERS):
            self._clean()
        for key, _events in ready:
            if isinstance(key.data, Client):
                # One that was attended to before it in this turn may have taken its room.
                if key.data in self.clients:
                    self._attend(key.data)
            elif key.data is not None:
                listening.append(key.data)
            else:
                os.read(self.PIPE[0], 64)
        for listener in listening:
            self._listen(listener)
        if self.whole:
            # The newest first: where there is a crowd, whoever came long ago has waited in vain already.
            self._answer(self.whole.pop())
        self._bury()

    def _clean(self) -> None:
        """Throw away what nothing holds any more but itself, such as entries that are no longer kept."""
        self.answers = 0
        gc.collect()

    def _unfinished(self) -> bool:
        return bool(self.whole) or any(client.received or client.unsent or client.file for client in self.clients)

    def _listen(self, listener: Any) -> None:
        """Take one client that brings a whole request along: another worker may be free for the next one.

        Of a crowd take half at a time, so that the last who came need not wait for all who came before.
        """
        if not self.whole:
            self._accept(listener, most=self.cfg.worker_connections)
        crowd = listener.get_backlog()
        if crowd + len(self.whole) > CROWD:
            self._accept(listener, most=(crowd + 1) // 2, whole=len(self.whole) + crowd)

    def _accept(self, listener: Any, most: int, whole: int = 1) -> None:
        """Take up to `most` clients, until there are `whole` requests."""
        for _ in range(most):
            if len(self.whole) >= whole:
                return
            try:
                connection, address = listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno not in (errno.EMFILE, errno.ENFILE, *GONE):
                    raise
                self.log.warning("A connection could not be taken: %s", error)
                self._make_room(most=len(self.clients) // 2)
                return
            self._make_room(most=self.cfg.worker_connections - 1)
            client = Client(connection, address, listener)
            self.clients[client] = None
            self.selector.register(connection, selectors.EVENT_READ, client)
            self._attend(client)

    def _attend(self, client: Client) -> None:
        """Go on with a client that has sent something, or takes something again."""
        try:
            if client.answered:
                self._see_off(client)
            elif client.gather():
                self.selector.unregister(client.connection)
                self.whole.append(client)
            elif client.held > BLOCK:
                self._make_room(most=self.cfg.worker_connections)
        except OSError:
            self._forget(client)

    def _answer(self, client: Client) -> None:
        """Let gunicorn and the application answer a whole request."""
        try:
            if client.large_fields:
                util.write_error(
                    Guarded(client), 431, "Request Header Fields Too Large", f"The most is {MOST_HEAD} bytes."
                )
            else:
                self.handle(client.listener, client, client.address)
        finally:
            self.answers += 1
            client.answered = True
            client.deadline = time.monotonic() + ANSWER_SECONDS
            client.received.clear()
            self.selector.register(client.connection, selectors.EVENT_WRITE, client)
            try:
                self._see_off(client)
            except OSError:
                self._forget(client)

    def _see_off(self, client: Client) -> None:
        """Send what is left of an answer, then close as soon as the client has stopped sending."""
        if not client.push():
            return
        if self.selector.get_key(client.connection).events == selectors.EVENT_WRITE:
            client.connection.shutdown(socket.SHUT_WR)
            client.deadline = time.monotonic() + LINGER_SECONDS
            self.selector.modify(client.connection, selectors.EVENT_READ, client)
        if client.drop():
            self._forget(client)

    def _bury(self) -> None:
        """Close what has had its time."""
        now = time.monotonic()
        if now >= self.next_burial:
            self.next_burial = now + TICK
            for client in [client for client in self._waiting() if client.deadline < now]:
                self._forget(client)

    def _make_room(self, most: int) -> None:
        """Close the oldest clients until at most `most` are left and what they hold is within bounds."""
        while len(self.clients) > most or sum(client.held for client in self.clients) > MOST_HELD:
            oldest = next(self._waiting(), None)
            if oldest is None:
                return
            self._forget(oldest)

    def _waiting(self) -> Iterator[Client]:
        """Return the clients that the worker waits for, not those that wait for it, the oldest first."""
        return (client for client in self.clients if client.answered or not client.whole)

    def _forget(self, client: Client) -> None:
        if client not in self.clients:
            return
        del self.clients[client]
        if client.connection in self.selector.get_map():
            self.selector.unregister(client.connection)
        client.let_go()
        client.connection.close()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Let gunicorn answer to what is no HTTP, quoting no more of it than a person would read."""
        for name, value in vars(exc).items():
            if isinstance(value, str | bytes):
                setattr(exc, name, value[:200])
        super().handle_error(req, Guarded(client), addr, exc)
