"""What may be asked: web addresses on the public internet, and nothing else.

An address is taken apart once, and what is connected to is what was taken apart and looked up here: no second parser,
and no second look-up, can see another host in it. It is asked of every hop.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from datasets.models.link_health import LinkError

# Looks the addresses of a host up; raises socket.gaierror.
Resolver = Callable[[str, int], Sequence[str]]

# Characters of an address: more than any server takes (RFC 9110, 4.1 asks for 8,000).
LONGEST = 8_000
SCHEMES = {"http": 80, "https": 443}
# Where the web is: its two ports, and those by which universities serve it from an account without rights.
PORTS = frozenset({80, 443, 8000, 8080, 8443, 8888})
# White space in where a redirect leads, which is escaped.
BLANK = re.compile(r"[\x00-\x20\x7f]")
# What may not stand in an address (RFC 3986), and what browsers read otherwise than others.
UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")
# A host whose last label is a number is a number (WHATWG URL, "ends in a number").
NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)")
# What stays as it is in a path and a query: the signs that mean something, and escapes.
PATH, QUERY = "/:@!$&'()*+,;=~-._%", "/:@!$&'()*+,;=~-._%?"

# IANA IPv4 Special-Purpose Address Registry, and multicast: `is_global` knows some of them otherwise.
NOT_PUBLIC_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
# Of IPv6 all that is given out to networks is in here (IANA IPv6 Address Space): mapped and compatible addresses,
# NAT64 (64:ff9b::/96, 64:ff9b:1::/48), unique local, link-local and multicast ones are not.
PUBLIC_6 = ip_network("2000::/3")
# Of that: protocol assignments (Teredo, ORCHID, benchmarking …), documentation, 6to4, documentation (RFC 9637).
NOT_PUBLIC_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


class RefusedError(Exception):
    """What may not be asked; `error` is why."""

    def __init__(self, error: LinkError) -> None:
        """Take the reason."""
        super().__init__(error.value)
        self.error = error


@dataclass(frozen=True)
class Place:
    """A web address in its parts, as they go over the wire: ASCII, the host without the last dot."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as an address begins."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if SCHEMES[self.scheme] == self.port else f":{self.port}")

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def looked_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host as this machine looks them up; raises socket.gaierror."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def joined(url: str, location: str) -> str:
    """Return where a redirect leads; white space in it is escaped, as browsers do."""
    try:
        return urljoin(url, BLANK.sub(lambda found: quote(found[0]), location))
    except ValueError:
        # The guard says that it is no address.
        return location


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    >>> is_public("8.8.8.8"), is_public("::ffff:8.8.8.8"), is_public("64:ff9b::808:808"), is_public("100.64.0.1")
    (True, False, False, False)
    """
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        return not any(found in network for network in NOT_PUBLIC_4)
    return found.scope_id is None and found in PUBLIC_6 and not any(found in network for network in NOT_PUBLIC_6)


@dataclass(frozen=True)
class Guard:
    """Lets addresses pass that may be asked. `local` are addresses and ports that may be asked although not public."""

    resolve: Resolver = looked_up
    local: frozenset[tuple[str, int]] = frozenset()

    def place(self, url: str) -> Place:
        """Return an address in its parts; raise RefusedError where its form says already that it is not asked."""
        if len(url) > LONGEST or UNFIT.search(url):
            raise RefusedError(LinkError.FORM)
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise RefusedError(LinkError.FORM) from error
        if parts.scheme not in SCHEMES:
            raise RefusedError(LinkError.SCHEME)
        if "@" in parts.netloc:
            raise RefusedError(LinkError.USER)
        host = _host(parts.hostname or "", is_6="[" in parts.netloc)
        port = SCHEMES[parts.scheme] if port is None else port
        if port not in PORTS and port not in {port for _, port in self.local}:
            raise RefusedError(LinkError.PORT)
        target = quote(parts.path, safe=PATH) or "/"
        return Place(parts.scheme, host, port, f"{target}?{quote(parts.query, safe=QUERY)}" if parts.query else target)

    def addresses(self, place: Place) -> list[str]:
        """Look the host up and return its addresses; raise RefusedError if one of them is not public.

        One is enough: whoever names a private address beside a public one means no good, or has made a mistake.
        """
        try:
            found = [str(ip_address(place.host))]
        except ValueError:
            found = list(dict.fromkeys(self.resolve(place.host, place.port)))
        for address in found:
            if (address, place.port) not in self.local and not is_public(address):
                raise RefusedError(LinkError.NOT_PUBLIC)
        return found


def _host(name: str, *, is_6: bool) -> str:
    """Return a host as it is looked up; raise RefusedError for what is none, or a number in an unusual notation."""
    if is_6:
        try:
            found = IPv6Address(name)
        except ValueError as error:
            raise RefusedError(LinkError.FORM) from error
        if found.scope_id is not None:
            raise RefusedError(LinkError.FORM)
        return str(found)
    name = name.removesuffix(".")
    try:
        # IDNA 2003 (RFC 3490), which Python has: it also reads full-width digits and dots as the plain ones.
        name = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise RefusedError(LinkError.FORM) from error
    if NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(IPv4Address(name))
        except ValueError as error:
            raise RefusedError(LinkError.NOTATION) from error
    if not NAME.fullmatch(name):
        # A name without a dot is one of the network that this machine is in.
        raise RefusedError(LinkError.FORM)
    return name
