"""The worker: clients that are slow, strange or gone cost other visitors nothing, and answers arrive whole."""

import os
import selectors
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from directory import gunicorn, worker

from .site import HOST, Server, environment, serving

PAGE = "/en/datasets/"
LARGE = "/api/v1/datasets/?page_size=200"
# A reader waits no longer than this for a page. The server has nothing else to do than to wait for those who are slow.
READER_SECONDS = 5.0
SLOW = 60


@contextmanager
def connected(server: Server, sent: bytes = b"", buffer: int = 0) -> Iterator[socket.socket]:
    """Connect to a server and send something; `buffer` is how many bytes the client's system takes unread."""
    with socket.socket() as client:
        client.settimeout(20)
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.connect((HOST, server.port))
        client.sendall(sent)
        yield client


def request(path: str = PAGE, method: str = "GET", *headers: str, body: bytes = b"", host: str = HOST) -> bytes:
    """Return the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def everything(client: socket.socket) -> bytes:
    """Return what a server sends until it closes."""
    received = bytearray()
    while block := client.recv(65_536):
        received += block
    return bytes(received)


def status(answer: bytes) -> int:
    """Return the status of an answer."""
    return int(answer.split(b" ", 2)[1])


BEGUN = request(PAGE, "POST", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 50000")
KINDS = {
    "idle": b"",
    "half a line": b"GET /en/",
    "half a head": request()[:-2] + b"X-Slow: ",
    "half a body": BEGUN + b"text=",
    "a body in pieces without an end": request(PAGE, "POST", "Transfer-Encoding: chunked", body=b"5\r\nhello\r\n"),
    "an answer that nobody reads": request(LARGE),
}


@pytest.mark.parametrize("kind", KINDS)
def test_slow_clients_do_not_keep_a_reader_waiting(kind: str, shared: Server) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connected(shared, KINDS[kind], buffer=4_096)) for _ in range(SLOW)]
        for _ in range(4):
            for client in clients if kind != "an answer that nobody reads" else ():
                if kind.startswith("half"):
                    client.sendall(b"a")
            answer = shared.ask(PAGE)
            assert answer.status == 200
            assert answer.seconds < READER_SECONDS


def test_slow_clients_of_every_kind_at_once_do_not_keep_a_reader_waiting(shared: Server) -> None:
    with ExitStack() as stack:
        for sent in KINDS.values():
            for _ in range(SLOW // 3):
                stack.enter_context(connected(shared, sent, buffer=4_096))
        assert shared.ask(PAGE).seconds < READER_SECONDS


def test_a_request_in_small_pieces_is_answered(shared: Server) -> None:
    with connected(shared) as client:
        for byte in request("/healthz"):
            client.sendall(bytes([byte]))
            time.sleep(0.001)
        assert status(everything(client)) == 200


def test_a_body_in_small_pieces_is_answered(shared: Server) -> None:
    body = b"text=" + b"a" * 3_000
    with connected(shared, request("/en/suggest/", "POST", f"Content-Length: {len(body)}")) as client:
        for start in range(0, len(body), 500):
            client.sendall(body[start : start + 500])
            time.sleep(0.01)
        # Without a token the form is refused; but it has been read.
        assert status(everything(client)) == 403


def test_a_large_answer_arrives_whole_however_slowly_it_is_read(shared: Server) -> None:
    whole = shared.ask(LARGE).body
    assert len(whole) > worker.BLOCK
    with connected(shared, request(LARGE, host=f"{HOST}:{shared.port}"), buffer=4_096) as client:
        received = bytearray()
        while block := client.recv(20_000):
            received += block
            time.sleep(0.002)
    assert bytes(received).partition(b"\r\n\r\n")[2] == whole


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(shared: Server) -> None:
    body = b"text=" + b"a" * 100
    headers = (f"Content-Length: {len(body)}", "Expect: 100-continue")
    with connected(shared, request("/en/suggest/", "POST", *headers)) as client:
        assert client.recv(100).startswith(b"HTTP/1.1 100 ")
        client.sendall(body)
        assert b"HTTP/1.1 403 " in everything(client)


def test_a_client_that_leaves_before_its_answer_harms_nobody(shared: Server) -> None:
    for _ in range(20):
        with connected(shared, request(LARGE), buffer=4_096):
            pass
    assert shared.ask(PAGE).status == 200


def test_an_address_of_megabytes_gets_the_sites_own_answer(shared: Server) -> None:
    """The answer is read before the request is out: the server closes, and may cut off who is still sending."""
    with connected(shared, b"GET /fr/datasets/?q=") as client:
        sent = 0
        try:
            while sent < 20_000_000:
                sent += client.send(b"a" * 65_536)
        except OSError:
            pass
        answer = everything(client)
    assert status(answer) == 414
    assert b'lang="fr"' in answer
    assert b"Content-Security-Policy" in answer
    assert len(answer) < 20_000
    assert b"a" * 300 not in answer


def test_a_long_address_gets_the_same_answer(shared: Server) -> None:
    for length in (16_500, 40_000, 60_000):
        answer = shared.ask(f"/en/datasets/?q={'a' * length}")
        assert answer.status == 414
        assert b"a" * 300 not in answer.body
    refused = shared.ask(f"/api/v1/datasets/?q={'a' * 20_000}")
    assert (refused.status, refused.headers["Content-Type"]) == (414, "application/problem+json; charset=utf-8")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (request(PAGE, "POST", "Transfer-Encoding: chunked", body=b"5\r\nhello\r\n0\r\n\r\n"), 411),
        (request("/en/suggest/", "POST", "Content-Length: 99999999"), 413),
        (request("/admin/login/", "POST", "Content-Length: 99999999"), 413),
        (request(PAGE, "GET", *[f"X-{number}: {'a' * 500}" for number in range(90)]), 200),
        (request(PAGE, "GET", *[f"X-{number}: {'a' * 8_000}" for number in range(20)]), 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET  HTTP/1.1\r\n\r\n", 400),
        (b"GET /en/datasets/?q=" + "é".encode() * 5_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ],
    ids=["chunked", "large", "large for curators", "many fields", "too many fields", "tls", "no target", "raw letters"],
)
def test_what_is_no_proper_request_is_answered_shortly(sent: bytes, expected: int, shared: Server) -> None:
    with connected(shared, sent) as client:
        answer = everything(client)
    assert status(answer) == expected
    assert expected == 200 or len(answer) < 20_000
    assert expected != 400 or len(answer) < 1_000
    head = answer.partition(b"\r\n\r\n")[0].lower()
    for name in ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"):
        assert head.count(f"\r\n{name}: ".encode()) == 1, name


@pytest.fixture
def alone(data: Path, tmp_path: Path) -> Iterator[Server]:
    """A server with one worker, of the test's own."""
    with serving(environment(data, WEB_WORKERS="1"), tmp_path / "log") as server:
        yield server


def is_closed(client: socket.socket) -> bool:
    """Tell whether the server has closed a connection on which it has nothing to say."""
    client.settimeout(5)
    try:
        return client.recv(1) == b""
    except (ConnectionResetError, TimeoutError) as error:
        return isinstance(error, ConnectionResetError)


def test_a_full_worker_closes_its_oldest_client(alone: Server) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connected(alone)) for _ in range(gunicorn.worker_connections + 50)]
        assert alone.ask(PAGE).status == 200
        assert is_closed(clients[0])
        clients[-1].sendall(request("/healthz"))
        assert status(everything(clients[-1])) == 200


def test_clients_that_send_more_than_a_worker_holds_give_way(alone: Server) -> None:
    """Each sends nearly all of a body that is as large as may be; together they are beyond the bound, all at once."""
    body = worker.MOST_BODY - 1
    old = alone.workers()
    with ExitStack() as stack:
        clients = [
            stack.enter_context(connected(alone, request("/en/suggest/", "POST", f"Content-Length: {body}")))
            for _ in range(worker.MOST_HELD // body + 4)
        ]
        for client in clients:
            try:
                client.sendall(b"a" * (body - 100_000))
            except OSError:
                continue
        for _ in range(20):
            for client in reversed(clients):
                with suppress(OSError):
                    client.send(b"a" * 3_000)
        assert alone.ask(PAGE).status == 200
    assert alone.workers() == old


def test_requests_that_wait_when_a_worker_stops_are_answered(alone: Server) -> None:
    """As at the end of a worker's ten thousand requests, and at every graceful stop."""
    [pid] = alone.workers()
    with ExitStack() as stack:
        begun = [stack.enter_context(connected(alone, request("/healthz")[:-2])) for _ in range(20)]
        assert alone.ask("/healthz").status == 200
        os.kill(pid, signal.SIGTERM)
        for client in begun:
            client.sendall(b"\r\n")
        assert [status(everything(client)) for client in begun] == [200] * 20


def test_a_request_that_never_ends_does_not_keep_a_worker_from_stopping(alone: Server) -> None:
    [pid] = alone.workers()
    with connected(alone, b"GET /e"):
        assert alone.ask("/healthz").status == 200
        began = time.monotonic()
        os.kill(pid, signal.SIGTERM)
        alone.until("/healthz", 200)
        while pid in alone.workers():
            time.sleep(0.05)
        assert time.monotonic() - began < 3 * worker.STOP_SECONDS + 4


@pytest.mark.parametrize("charset", ["hex", "base64", "rot13", "zlib_codec", "utf-7", "idna", "undefined", "nosuch"])
def test_a_strange_charset_is_the_sites_to_refuse(charset: str, shared: Server) -> None:
    for path in ("/en/datasets/?q=a%20b%ffz", "/api/v1/datasets/?q=%ff", "/en/?" + "&" * 3_000):
        with connected(shared, request(path, "GET", f"Content-Type: text/plain; charset={charset}")) as client:
            answer = everything(client)
        assert status(answer) == 400
        assert b"Content-Security-Policy" in answer


def test_a_path_in_a_header_is_not_believed(shared: Server) -> None:
    plain = shared.ask("/en/about/").body
    for header in ("SCRIPT_NAME", "SCRIPT-NAME", "PATH_INFO"):
        with connected(shared, request("/en/about/", "GET", f"{header}: /en", host=f"{HOST}:{shared.port}")) as client:
            answer = everything(client)
        assert status(answer) in (200, 400)
        assert status(answer) == 400 or len(answer.partition(b"\r\n\r\n")[2]) >= len(plain)


def test_what_has_begun_is_finished_when_the_server_stops(shared: Server) -> None:
    whole = shared.ask(LARGE).body
    with connected(shared, request(LARGE, host=f"{HOST}:{shared.port}"), buffer=4_096) as client:
        client.recv(1, socket.MSG_PEEK)
        for pid in shared.workers():
            os.kill(pid, signal.SIGTERM)
        received = everything(client)
    assert received.partition(b"\r\n\r\n")[2] == whole


def test_of_a_large_file_a_block_is_held(tmp_path: Path) -> None:
    path, size = tmp_path / "large", 20_000_000
    with path.open("wb") as file:
        file.truncate(size)
    ours, theirs = socket.socketpair()
    with ours, theirs, path.open("rb") as file:
        client = worker.Client(ours, "", None)
        assert client.sendfile(file, 5, size - 10) == size - 10
        received = 0
        while not client.push():
            assert client.held <= worker.BLOCK
            received += len(theirs.recv(1_000_000))
        ours.shutdown(socket.SHUT_WR)
        received += len(everything(theirs))
    assert received == size - 10
    assert client.file is None


def test_a_file_that_becomes_shorter_ends_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(1_000_000))
    ours, theirs = socket.socketpair()
    with ours, theirs, path.open("rb") as file:
        client = worker.Client(ours, "", None)
        client.sendfile(file, 0, 1_000_000)
        os.truncate(path, 10)
        with pytest.raises(ConnectionAbortedError):
            client.push()
        client.let_go()


@pytest.mark.parametrize(
    ("answers", "busy", "cleans"),
    [
        (worker.SOME_ANSWERS, False, True),
        (worker.SOME_ANSWERS - 1, False, False),
        (worker.SOME_ANSWERS, True, False),
        (worker.MANY_ANSWERS, True, True),
    ],
)
def test_garbage_is_looked_for_while_nobody_waits(
    answers: int, busy: bool, cleans: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(worker.gc, "collect", lambda: looked.append(1))
    one = object.__new__(worker.Worker)
    one.clients, one.whole, one.next_burial, one.answers = {}, [], 0.0, answers
    monkeypatch.setattr(one, "notify", lambda: None, raising=False)
    with selectors.DefaultSelector() as one.selector:
        one.PIPE = os.pipe()
        one.selector.register(one.PIPE[0], selectors.EVENT_READ)
        if busy:
            os.write(one.PIPE[1], b".")
        one.turn(0)
    for end in one.PIPE:
        os.close(end)
    assert bool(looked) == cleans
    assert one.answers == (0 if cleans else answers)
