"""What may be asked, and what may not, however it is written."""

import socket

import pytest

from datasets.links.guard import Guard, RefusedError, is_public
from datasets.links.meaning import REFUSED
from datasets.models import LinkError

pytestmark = pytest.mark.one_database

E = LinkError
NOBODY = Guard(lambda _host, _port: [])


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.1", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1",
        "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1111%1", "fec0::1", "ff02::1", "ff0e::1",
    ],
)  # fmt: skip
def test_these_are_not_public(address: str) -> None:
    assert not is_public(address)
    guard = Guard(lambda _host, _port: ["8.8.8.8", address])
    place = guard.place("http://two.example/")
    with pytest.raises(RefusedError) as refused:
        guard.addresses(place)
    assert refused.value.error == E.NOT_PUBLIC


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "198.20.0.1", "223.255.255.255",
                "2606:4700::1111", "2001:200::1", "2a00:1450::1", "2003::1"]
)  # fmt: skip
def test_these_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("ftp://example.org/", E.SCHEME),
        ("javascript:alert(1)", E.SCHEME),
        ("file:///etc/passwd", E.SCHEME),
        ("//example.org/", E.SCHEME),
        ("example.org", E.SCHEME),
        ("", E.SCHEME),
        ("http://", E.FORM),
        ("http:///path", E.FORM),
        ("http://localhost/", E.FORM),
        ("http://intranet/", E.FORM),
        ("http://exa mple.org/", E.FORM),
        ("http://example.org\t/", E.FORM),
        ("http://example.org\\@127.0.0.1/", E.FORM),
        ("http://example.org\r\nHost: other/", E.FORM),
        ("http://[::1", E.FORM),
        ("http://[fe80::1%25eth0]/", E.FORM),
        ("http://[v1.x]/", E.FORM),
        ("http://example..org/", E.FORM),
        (f"http://{'a' * 64}.org/", E.FORM),
        ("http://exam<ple.org/", E.FORM),
        (f"http://example.org/{'a' * 8_000}", E.FORM),
        ("http://example.org:0/", E.PORT),
        ("http://example.org:22/", E.PORT),
        ("http://example.org:6379/", E.PORT),
        ("http://example.org:99999/", E.FORM),
        ("http://user@example.org/", E.USER),
        ("http://example.org:80@127.0.0.1/", E.USER),
        ("http://2130706433/", E.NOTATION),
        ("http://0x7f.1/", E.NOTATION),
        ("http://0x7f000001/", E.NOTATION),
        ("http://0x/", E.NOTATION),
        ("http://0177.0.0.1/", E.NOTATION),
        ("http://127.0.0.01/", E.NOTATION),
        ("http://127.1/", E.NOTATION),
        ("http://127.0.0.1.1/", E.NOTATION),
        ("http://256.0.0.1/", E.NOTATION),
        ("http://example.123/", E.NOTATION),
        ("http://１.2/", E.NOTATION),
    ],
)
def test_what_is_refused_by_its_form(url: str, error: LinkError) -> None:
    with pytest.raises(RefusedError) as refused:
        NOBODY.place(url)
    assert refused.value.error == error
    assert refused.value.error in REFUSED


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org.:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:8080/a b".replace(" ", "%20"), "http://example.org:8080/a%20b"),
        ("http://example.org/é?q=ü", "http://example.org/%C3%A9?q=%C3%BC"),
        ("http://пример.рф/", "http://xn--e1afmkfd.xn--p1ai/"),
        ("http://ｅｘａｍｐｌｅ．ｏｒｇ/", "http://example.org/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:0::1111]:8443/", "http://[2606:4700::1111]:8443/"),
        ("http://under_score.example.org/", "http://under_score.example.org/"),
    ],
)
def test_what_is_asked_is_what_goes_over_the_wire(url: str, place: str) -> None:
    assert str(NOBODY.place(url)) == place


def test_a_number_is_not_looked_up_and_is_looked_at_all_the_same() -> None:
    def never(_host: str, _port: int) -> list[str]:
        raise AssertionError

    guard = Guard(never)
    assert guard.addresses(guard.place("http://8.8.8.8/")) == ["8.8.8.8"]
    for url in ("http://127.0.0.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/"):
        with pytest.raises(RefusedError):
            guard.addresses(guard.place(url))


def test_what_this_machine_looks_up_is_looked_at() -> None:
    with pytest.raises((RefusedError, socket.gaierror)):
        Guard().addresses(Guard().place("http://localhost.localdomain/"))


def test_what_is_allowed_here_is_allowed_at_its_port_alone() -> None:
    guard = Guard(lambda _host, _port: ["127.0.0.1"], frozenset({("127.0.0.1", 4_321)}))
    assert guard.addresses(guard.place("http://here.example:4321/")) == ["127.0.0.1"]
    with pytest.raises(RefusedError):
        guard.addresses(guard.place("http://here.example/"))
