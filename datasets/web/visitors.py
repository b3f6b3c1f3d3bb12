"""Who asks: a visitor's network address, and the digests that stand for it where something has to be counted.

An address is believed where it was seen: by this server, or by a proxy in front of it that the operator has declared
(PROXIES). Nothing of it is kept in plain. A digest is keyed with the site's secret and with the day, so that it cannot
be turned back by trying all addresses, and the digests of two days do not tell that somebody came back.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address

# The bits that one subscriber has. An IPv6 host picks the last 64 itself and changes them as it likes (RFC 8981).
ADDRESS_BITS = {4: 32, 6: 64}
# The bits that one site or one small provider has. In IPv6 a site gets a /48 to a /56 (RFC 6177, RIPE-690), and anybody
# gets a /48 from a tunnel for nothing; a /24 of IPv4 is as many households as a /48 in which each has a /56.
NETWORK_BITS = {4: 24, 6: 48}

# For how long digests are comparable: that of yesterday is tried as well as that of today.
KEPT = timedelta(days=1)
DIGEST_CHARACTERS = 32


@dataclass(frozen=True)
class Visitor:
    """Whom a request comes from, as text: the address, what of it one subscriber has, and the network around it.

    All three are empty where the address is not known, and all whose address is not known count as one.
    """

    shown: str
    address: str
    network: str


def visitor(request: HttpRequest) -> Visitor:
    """Return whom the request comes from."""
    return visitor_at(client_address(request))


def visitor_at(address: Address | None) -> Visitor:
    """Return who is at an address."""
    if address is None:
        return Visitor("", "", "")
    return Visitor(str(address), _prefix(address, ADDRESS_BITS), _prefix(address, NETWORK_BITS))


def client_address(request: HttpRequest) -> Address | None:
    """Return the address of the client; None where it is not known, as behind a Unix socket or in a broken header.

    Each proxy adds to X-Forwarded-For whom it answers. Of what a request has passed, this server's peer included, the
    last but PROXIES is whom the outermost of our proxies has seen, or the first where it came past one. What stands
    before that was written by the client and says nothing.
    """
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    if not settings.PROXIES:
        address = read_address(peer)
        if forwarded and (address is None or address.is_private):
            warn_of_proxy()
        return address
    passed = [*filter(str.strip, forwarded.split(",")), peer]
    return read_address(passed[max(0, len(passed) - 1 - settings.PROXIES)])


@cache
def warn_of_proxy() -> None:
    """Say, once in a process, that there seems to be a proxy that nobody has declared."""
    logger.warning(
        "A proxy seems to stand in front of the site, but PROXIES is 0: all visitors count as one. Set PROXIES."
    )


def read_address(text: str) -> Address | None:
    """Return an address as headers and sockets write it: with a port, in brackets, with a zone; None if it is none.

    An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) is the IPv4 address.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _prefix(address: Address, bits: dict[int, int]) -> str:
    return str(ip_network((address, bits[address.version]), strict=False))


def digest(of: str, value: str, day: date) -> str:
    """Return what stands on `day` (UTC) for a `value` of some kind, such as the "network" 192.0.2.0/24."""
    key = f"{__name__}.{of}.{day.isoformat()}"
    return salted_hmac(key, value, algorithm="sha256").hexdigest()[:DIGEST_CHARACTERS]


def today(of: str, value: str, now: datetime | None = None) -> str:
    """Return the digest under which something is kept now."""
    return digest(of, value, (now or timezone.now()).date())


def recent(of: str, value: str, now: datetime | None = None) -> list[str]:
    """Return the digests under which something may have been kept within the last day (KEPT)."""
    day = (now or timezone.now()).date()
    return [digest(of, value, day), digest(of, value, day - KEPT)]
