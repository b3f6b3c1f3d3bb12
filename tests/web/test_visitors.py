"""Who asks: an address is believed where it was seen, whatever a client writes; what is kept of it tells nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from datasets.web import visitors
from datasets.web.visitors import client_address, digest, read_address, recent, today, visitor, visitor_at


def shown(settings: Settings, proxies: int, peer: str, forwarded: str | None) -> str | None:
    settings.PROXIES = proxies
    headers: dict[str, Any] = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    address = client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))
    return None if address is None else str(address)


@pytest.mark.parametrize("forwarded", [None, "", "198.51.100.1", "198.51.100.1, 198.51.100.2", "a" * 8_000, "\x00"])
def test_without_a_proxy_the_peer_counts_and_no_header_does(forwarded: str | None, settings: Settings) -> None:
    assert shown(settings, 0, "203.0.113.7", forwarded) == "203.0.113.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.9.8.7, 198.51.100.1", "198.51.100.1"),
        (1, "forged, 10.9.8.7,198.51.100.1", "198.51.100.1"),
        (2, "198.51.100.1, 192.0.2.50", "198.51.100.1"),
        (2, "10.9.8.7, 198.51.100.1, 192.0.2.50", "198.51.100.1"),
        (2, ", ".join(["10.9.8.7"] * 500 + ["198.51.100.1", "192.0.2.50"]), "198.51.100.1"),
        # Only one of two proxies was passed, or none.
        (2, "198.51.100.1", "198.51.100.1"),
        (1, None, "203.0.113.7"),
        (1, "", "203.0.113.7"),
        (1, " , ,", "203.0.113.7"),
        (3, None, "203.0.113.7"),
    ],
)
def test_behind_proxies_the_outermost_of_ours_is_believed(
    proxies: int, forwarded: str | None, expected: str, settings: Settings
) -> None:
    assert shown(settings, proxies, "203.0.113.7", forwarded) == expected


@pytest.mark.parametrize(
    "garbage", ["unknown", "_hidden", "for=192.0.2.1", "1.2.3", "999.1.1.1", "::1::", "<script>", "肾"]
)
def test_garbage_of_a_proxy_is_no_address_and_not_taken_from_elsewhere(garbage: str, settings: Settings) -> None:
    assert shown(settings, 1, "203.0.113.7", f"198.51.100.1, {garbage}") is None


def test_a_unix_socket_has_no_peer(settings: Settings) -> None:
    assert shown(settings, 0, "", "198.51.100.1") is None
    assert shown(settings, 1, "", "10.9.8.7, 198.51.100.1") == "198.51.100.1"
    assert shown(settings, 1, "", None) is None


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "warned"),
    [
        (0, "127.0.0.1", "198.51.100.1", True),
        (0, "10.0.0.2", "198.51.100.1", True),
        (0, "", "198.51.100.1", True),
        (0, "127.0.0.1", None, False),
        (0, "8.8.8.8", "198.51.100.1", False),
        (1, "127.0.0.1", "198.51.100.1", False),
    ],
)
def test_a_proxy_that_was_not_declared_is_noticed_once(
    proxies: int, peer: str, forwarded: str | None, warned: bool, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    visitors.warn_of_proxy.cache_clear()
    for _ in range(3):
        shown(settings, proxies, peer, forwarded)
    assert sum("PROXIES" in record.getMessage() for record in caplog.records) == int(warned)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("192.0.2.1:51234", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ("::1", "::1"),
    ],
)
def test_addresses_are_read_as_sockets_and_headers_write_them(text: str, expected: str) -> None:
    assert str(read_address(text)) == expected


@pytest.mark.parametrize("text", ["", " ", ":", "[", "[]", "]:80", "192.0.2.1/24", "localhost", "0x7f.1", "192.0.2.01"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None


def test_a_subscriber_and_a_network_are_so_large() -> None:
    found = visitor_at(read_address("192.0.2.77"))
    assert (found.shown, found.address, found.network) == ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24")
    found = visitor_at(read_address("2001:db8:1:2:3:4:5:6"))
    assert (found.shown, found.address, found.network) == (
        "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48",
    )  # fmt: skip


def test_one_written_both_ways_is_one_visitor() -> None:
    assert visitor_at(read_address("::ffff:192.0.2.1")) == visitor_at(read_address("192.0.2.1"))


def test_all_that_are_not_known_are_one_visitor() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="")
    assert visitor(request) == visitor_at(None)


def test_a_digest_changes_with_the_day_the_kind_the_value_and_the_key(settings: Settings) -> None:
    day, next_day = date(2026, 11, 26), date(2026, 11, 27)
    found = {
        digest("network", "192.0.2.0/24", day),
        digest("network", "192.0.2.0/24", next_day),
        digest("address", "192.0.2.0/24", day),
        digest("network", "192.0.3.0/24", day),
    }
    before = digest("network", "192.0.2.0/24", day)
    settings.SECRET_KEY = "another"  # noqa: S105
    assert len({*found, digest("network", "192.0.2.0/24", day)}) == 5
    assert all(len(one) == visitors.DIGEST_CHARACTERS and "192" not in one for one in (before,))


def test_what_was_kept_within_a_day_is_found_on_both_sides_of_midnight() -> None:
    evening, morning = datetime(2026, 11, 26, 23, 59, tzinfo=UTC), datetime(2026, 11, 27, 0, 1, tzinfo=UTC)
    kept = today("network", "192.0.2.0/24", evening)
    assert kept in recent("network", "192.0.2.0/24", evening)
    assert kept in recent("network", "192.0.2.0/24", morning)
    assert kept not in recent("network", "192.0.2.0/24", datetime(2026, 11, 28, 0, 1, tzinfo=UTC))
