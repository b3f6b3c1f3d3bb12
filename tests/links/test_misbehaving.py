"""What hosts do, and what it is told to mean: each manner asked of a server that behaves so."""

import socket
import ssl
from collections.abc import Iterator

import pytest

from datasets.links.guard import Place
from datasets.links.meaning import Meaning, meaning
from datasets.models import LinkError, LinkState

from .server import (
    CERTIFICATES,
    HERE,
    Page,
    Server,
    answers,
    begins,
    by_method,
    drips,
    explodes,
    is_endless,
    is_short,
    is_silent,
    leads,
    resets,
    says,
    serving,
)

pytestmark = pytest.mark.one_database

S, E = LinkState, LinkError
WORKS = answers(200, body=b"the data")
NOTHING = answers(404)
CHALLENGE = answers(403, "cf-mitigated: challenge")

# What is at the address, the state that the answer alone gives, and why.
MANNERS: dict[str, tuple[Page, LinkState, str]] = {
    "works": (WORKS, S.ALIVE, ""),
    "has no content": (answers(204), S.ALIVE, ""),
    "slow drip": (drips, S.UNWELL, E.TIMEOUT),
    "no answer": (is_silent, S.UNWELL, E.TIMEOUT),
    "forbidden to programs": (answers(403), S.BLOCKED, ""),
    "asks whether a person is there": (CHALLENGE, S.BLOCKED, E.CHALLENGE),
    "needs an account": (answers(401), S.RESTRICTED, ""),
    "too many questions": (answers(429, "Retry-After: 3600"), S.BLOCKED, ""),
    "not for legal reasons": (answers(451), S.BLOCKED, ""),
    "fails": (answers(500), S.UNWELL, ""),
    "busy": (answers(503), S.UNWELL, ""),
    "not found": (NOTHING, S.SUSPECT, ""),
    "gone": (answers(410), S.SUSPECT, ""),
    "not found with HEAD alone": (by_method(NOTHING, WORKS), S.ALIVE, ""),
    "no HEAD": (by_method(answers(405), WORKS), S.ALIVE, ""),
    "HEAD breaks off": (by_method(resets, WORKS), S.ALIVE, ""),
    "endless content": (by_method(answers(405), is_endless), S.ALIVE, ""),
    "wrong length": (by_method(answers(405), is_short), S.ALIVE, ""),
    "gzip bomb": (by_method(answers(405), explodes), S.ALIVE, ""),
    "breaks off": (resets, S.UNWELL, E.BROKEN),
    "another protocol": (says(b"220 mail.example ESMTP\r\n"), S.UNWELL, E.ODD),
    "nothing at all": (says(b""), S.UNWELL, E.BROKEN),
    "header of a megabyte": (says(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n"), S.UNWELL, E.ODD),
    "thousand headers": (says(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 1_000 + b"\r\n"), S.UNWELL, E.ODD),
    "status that is none": (says(b"HTTP/1.1 9999999 OK\r\n\r\n"), S.UNWELL, E.ODD),
    "redirect to nowhere": (answers(302), S.UNWELL, ""),
    "redirect to itself": (leads("/page"), S.UNWELL, E.REDIRECTS),
    "redirect to the front page": (leads("/", 301), S.SOFT, E.ROOT),
    "redirect to a login": (leads("/users/sign_in?next=/page", 301), S.RESTRICTED, E.LOGIN),
    "redirect to nothing": (leads("/nothing"), S.SUSPECT, ""),
    "redirect for now": (leads("/new/place"), S.ALIVE, ""),
    "redirect for ever": (leads("/new/place", 301), S.MOVED, ""),
    "redirect to another spelling": (leads("/page/index.html", 308), S.ALIVE, ""),
    "content that drips": (by_method(answers(405), begins), S.ALIVE, ""),
    "redirect in letters": (leads("/новый/адрес", 301), S.MOVED, ""),
    "redirect in Latin-1": (
        says("HTTP/1.1 301 Moved\r\nLocation: /données\r\nContent-Length: 0\r\n\r\n".encode("latin-1")), S.MOVED, "",
    ),
    "redirect with blanks": (leads("/new place", 301), S.MOVED, ""),
    "redirect to this machine": (leads("http://127.0.0.1/"), S.REFUSED, E.NOT_PUBLIC),
    "redirect to this machine by name": (leads("http://localhost.:80/"), S.REFUSED, E.FORM),
    "redirect to link-local": (leads("http://169.254.169.254/latest/meta-data/"), S.REFUSED, E.NOT_PUBLIC),
    "redirect to a mapped address": (leads("http://[::ffff:127.0.0.1]/"), S.REFUSED, E.NOT_PUBLIC),
    "redirect to NAT64": (leads("http://[64:ff9b::7f00:1]/"), S.REFUSED, E.NOT_PUBLIC),
    "redirect to a decimal host": (leads("http://2130706433/"), S.REFUSED, E.NOTATION),
    "redirect to an octal host": (leads("http://0177.0.0.1/"), S.REFUSED, E.NOTATION),
    "redirect to a hexadecimal host": (leads("http://0x7f000001/"), S.REFUSED, E.NOTATION),
    "redirect to a short host": (leads("http://127.1/"), S.REFUSED, E.NOTATION),
    "redirect to full-width digits": (leads("http://１２７．０．０．１/"), S.REFUSED, E.NOT_PUBLIC),
    "redirect with a user": (leads("http://good.example@127.0.0.1/"), S.REFUSED, E.USER),
    "redirect to another port": (leads("http://other.example:22/"), S.REFUSED, E.PORT),
    "redirect to a file": (leads("file:///etc/passwd"), S.REFUSED, E.SCHEME),
    "redirect to a script": (leads("javascript:alert(1)"), S.REFUSED, E.SCHEME),
    "redirect with brackets": (leads("http://[::1/"), S.REFUSED, E.FORM),
}  # fmt: skip
ENDS = ("/новый/адрес", "/donn%E9es", "/new%20place", "/new/place")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = Server()
    with serving(found):
        for number in range(7):
            found.pages[f"/many/{number}"] = leads(f"/many/{number + 1}")
        for path in ("/", "/new/place", "/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B9/%D0%B0%D0%B4%D1%80%D0%B5%D1%81", "/donn%E9es",
                     "/new%20place", "/page/index.html", "/users/sign_in?next=/page", "/many/7"):  # fmt: skip
            found.pages[path] = WORKS
        yield found


def told(server: Server, place: str, **options: object) -> Meaning:
    url = server.url(place)
    return meaning(url, server.follower(**options).find(url))  # type: ignore[arg-type]


@pytest.mark.parametrize("manner", MANNERS)
def test_each_manner_is_told_right(manner: str, server: Server) -> None:
    page, state, error = MANNERS[manner]
    server.pages["odd.example/page"] = page
    found = told(server, "odd.example/page")
    assert (found.state, found.error) == (state, error)
    if state is S.MOVED:
        assert found.leads_to.endswith(ENDS)


def test_many_redirects_are_followed_and_not_more(server: Server) -> None:
    assert told(server, "far.example/many/2").state == S.ALIVE
    found = told(server, "far.example/many/1")
    assert (found.state, found.error) == (S.UNWELL, E.REDIRECTS)


def test_a_busy_host_works_when_it_is_asked_again(server: Server) -> None:
    server.pages["busy.example/page"] = answers(503, "Retry-After: 1")
    assert told(server, "busy.example/page").state == S.UNWELL
    assert server.asked.count(("GET", "busy.example/page")) == 0, "asked twice although it wants patience"
    server.pages["busy.example/page"] = WORKS
    assert told(server, "busy.example/page").state == S.ALIVE


def test_a_name_in_letters_is_asked_by_its_letters_of_dns(server: Server) -> None:
    server.pages["xn--80ak6aa92e.example/page"] = WORKS
    assert told(server, "аррӏе.example/page").state == S.ALIVE


@pytest.mark.parametrize(
    ("errno", "state", "error"),
    [(socket.EAI_NONAME, S.SUSPECT, E.NO_NAME), (socket.EAI_AGAIN, S.UNWELL, E.NAME_SERVER)],
)
def test_a_name_that_is_not_there_is_no_name_server_that_is_away(
    errno: int, state: LinkState, error: str, server: Server
) -> None:
    def fails(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(errno, "no")

    found = told(server, "absent.example/page", resolve=fails)
    assert (found.state, found.error) == (state, error)


def test_nobody_at_the_door_is_no_connection(server: Server) -> None:
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
    follower = server.follower()
    object.__setattr__(follower.guard, "local", frozenset({(HERE, port)}))
    url = f"http://away.example:{port}/page"
    found = meaning(url, follower.find(url))
    assert (found.state, found.error) == (S.UNWELL, E.CONNECT)


@pytest.mark.parametrize(
    "second",
    [["169.254.169.254"], ["10.0.0.1"], [HERE, "192.168.0.1"], ["::1"], ["64:ff9b::7f00:1"], ["fe80::1%eth0"]],
)
def test_a_name_that_changes_its_answer_is_caught_where_the_connection_is_made(
    second: list[str], server: Server
) -> None:
    looked: list[str] = []

    def changes(host: str, _port: int) -> list[str]:
        looked.append(host)
        return [HERE] if len(looked) == 1 else second

    server.pages["changing.example/page"] = WORKS
    before = len(server.asked)
    found = told(server, "changing.example/page", resolve=changes)
    assert (found.state, found.error) == (S.REFUSED, E.NOT_PUBLIC)
    assert [path for _, path in server.asked[before:]] == ["changing.example/robots.txt"]


def test_each_connection_is_looked_up_once_and_made_to_what_was_found(server: Server) -> None:
    looked: list[str] = []

    def counts(host: str, _port: int) -> list[str]:
        looked.append(host)
        return [HERE]

    server.pages["once.example/page"] = WORKS
    before = len(server.asked)
    assert told(server, "once.example/page", resolve=counts).state == S.ALIVE
    assert len(looked) == len(server.asked) - before == 2


def test_nothing_is_read_beyond_the_beginning_and_nothing_is_unpacked(server: Server) -> None:
    server.pages["/bomb"], server.pages["/endless"] = explodes, is_endless
    asker = server.follower().asker
    for path in ("/bomb", "/endless"):
        answer = asker.ask("GET", Place("http", "large.example", server.port, path), 4_000)
        assert len(answer.body) == 4_000
        assert answer.body[:2] in (b"\x1f\x8b", b"aa")


# What robots.txt says.


@pytest.mark.parametrize(
    ("rules", "state", "error"),
    [
        (answers(200, body=b"User-agent: *\nDisallow: /"), S.BLOCKED, E.ROBOTS),
        (answers(200, body=b"User-agent: lightbox\nDisallow: /page"), S.BLOCKED, E.ROBOTS),
        (answers(200, body=b"User-agent: other\nDisallow: /"), S.ALIVE, ""),
        (answers(200, body=b"\xff\xfe\x00<html>"), S.ALIVE, ""),
        (answers(200, body=b"User-agent: *\nDisallow: /other\n" + b"# much\n" * 300_000), S.ALIVE, ""),
        (answers(200, body=b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"$"), S.ALIVE, ""),
        (answers(500), S.UNWELL, E.ROBOTS_AWAY),
        (answers(403), S.ALIVE, ""),
        (leads("/other-robots.txt", 301), S.BLOCKED, E.ROBOTS),
        (leads("http://127.0.0.1/robots.txt"), S.ALIVE, ""),
        (leads("/robots.txt"), S.ALIVE, ""),
        (leads("http://[nowhere"), S.ALIVE, ""),
        (is_silent, S.UNWELL, E.TIMEOUT),
    ],
)
def test_what_robots_txt_says_is_obeyed(rules: Page, state: LinkState, error: str, server: Server) -> None:
    server.pages |= {
        "ruled.example/robots.txt": rules,
        "ruled.example/other-robots.txt": answers(200, body=b"User-agent: *\nDisallow: /page"),
        "ruled.example/page": WORKS,
    }
    before = len(server.asked)
    found = told(server, "ruled.example/page")
    assert (found.state, found.error) == (state, error)
    asked = any(path.endswith("/page") for _, path in server.asked[before:])
    assert asked is (state is S.ALIVE)


# Certificates.


@pytest.mark.parametrize(
    ("certificate", "state", "error"),
    [
        ("good", S.ALIVE, ""),
        ("expired", S.CERTIFICATE, E.EXPIRED),
        ("other-host", S.CERTIFICATE, E.OTHER_HOST),
        ("self-signed", S.CERTIFICATE, E.UNKNOWN_ISSUER),
    ],
)
def test_trouble_with_certificates_is_told_apart(certificate: str, state: LinkState, error: str) -> None:
    trusted = ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))
    with serving(Server({"/page": WORKS}), certificate) as server:
        url = server.url("tls.example/page", "https")
        found = meaning(url, server.follower(context=trusted).find(url))
    assert (found.state, found.error) == (state, error)


def test_what_speaks_no_tls_has_no_secure_connection() -> None:
    plain = Server()
    plain.handle = lambda connection: connection.sendall(b"HTTP/1.1 400 What?\r\n\r\n")  # type: ignore[method-assign]
    with serving(plain):
        url = plain.url("plain.example/page", "https")
        found = meaning(url, plain.follower().find(url))
    assert (found.state, found.error) == (S.UNWELL, E.TLS)


# Pages that are not the ones that were meant.


def test_a_host_that_gives_the_same_for_any_name_is_found_out(server: Server) -> None:
    server.pages["real.example/sets/one"] = WORKS
    url = server.url("real.example/sets/one")
    assert meaning(url, server.follower().find(url, is_new=True)).state == S.ALIVE
    anything = Server()
    anything.handle = lambda connection: _says_the_same(anything, connection)  # type: ignore[method-assign]
    with serving(anything):
        url = anything.url("any.example/sets/one")
        found = meaning(url, anything.follower().find(url, is_new=True))
    assert (found.state, found.error) == (S.SOFT, E.SIBLING)


def _says_the_same(server: Server, connection: socket.socket) -> None:
    if b"/robots.txt" in connection.recv(65_536):
        connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
    else:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsame")


def test_a_doi_is_well_where_its_resolver_knows_it_whatever_its_page_does(server: Server) -> None:
    server.pages |= {
        "doi.org/10.5/known": leads(f"http://landing.example:{server.port}/blocked"),
        "landing.example/blocked": answers(403),
    }
    assert told(server, "doi.org/10.5/known").state == S.ALIVE
    assert told(server, "doi.org/10.5/unknown").state == S.SUSPECT
    assert not [path for _, path in server.asked if path.startswith("landing.example")]


def test_hosts_are_told_who_asks_and_nothing_is_kept_between_questions(server: Server) -> None:
    seen: list[bytes] = []

    def notes(request: object) -> None:
        seen.append(b"")
        request.answer(302, "Set-Cookie: a=b", "Location: /second")  # type: ignore[attr-defined]

    server.pages |= {"cookies.example/page": notes, "cookies.example/second": WORKS}
    follower = server.follower()
    assert set(follower.asker.headers) == {"User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert follower.find(server.url("cookies.example/page")).status == 200
