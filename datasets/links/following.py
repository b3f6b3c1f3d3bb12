"""What is found at an address: asked with HEAD, then with GET where that did not tell, from redirect to redirect."""

import secrets
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from datasets.models.link_health import LinkError

from .asking import Answer, Asker, FailedError
from .guard import Guard, Place, RefusedError, joined
from .robots import Pace, Robots

# Redirects that are followed.
HOPS: Final = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Those that say that it is for ever (RFC 9110, 15.4.2 and 15.4.9).
FOR_EVER = frozenset({301, 308})
# Resolvers of DOIs and handles: where they send to is health of the landing page, and not asked.
RESOLVERS = frozenset({"doi.org", "dx.doi.org", "www.doi.org", "hdl.handle.net"})
# What GET would not answer otherwise.
SURE = frozenset(
    {
        LinkError.NO_NAME, LinkError.NAME_SERVER, LinkError.CONNECT, LinkError.EXPIRED, LinkError.OTHER_HOST,
        LinkError.UNKNOWN_ISSUER,
    }
)  # fmt: skip
# Errors that were found before anything was asked.
NOT_ASKED = frozenset({LinkError.ROBOTS, LinkError.ROBOTS_AWAY})
# Asks for patience; asking once more at once would be rude.
PATIENCE = frozenset({429, 503})


@dataclass(frozen=True)
class Found:
    """What an address answered in the end: a status, or an error.

    `url` is where it ended, `moved_to` where the redirects at its beginning that are for ever lead ("" for nowhere
    else), `hops` all addresses on the way, `retry_after` what the last answer says of when to come again.
    """

    url: str
    status: int | None = None
    error: str = ""
    moved_to: str = ""
    hops: tuple[str, ...] = ()
    retry_after: str = ""


class Follower:
    """Finds out what is at an address, within the guard, the rules and the pace of each host on the way."""

    def __init__(self, asker: Asker, pace: Pace | None = None) -> None:
        """Take what asks, and the pace."""
        self.asker = asker
        self.guard: Guard = asker.guard
        self.pace = pace or Pace()
        self.robots = Robots(asker, self.pace)

    def find(self, url: str, *, is_new: bool = False) -> Found:
        """Return what is at an address; of a new one also whether its host gives the same for a name made up."""
        found = self._follow(url)
        if not is_new or found.status is None or not 200 <= found.status < 300 or is_resolver(url):
            return found
        try:
            same = self._is_any(url, found)
        except (FailedError, RefusedError):
            return found
        return replace(found, error=LinkError.SIBLING.value) if same else found

    def _follow(self, url: str) -> Found:
        method, here, hops, moved_to, for_ever = "HEAD", url, [url], "", True
        while True:
            try:
                place = self.guard.place(here)
                answer = self._ask(method, place)
            except (FailedError, RefusedError) as error:
                if method == "HEAD" and isinstance(error, FailedError) and error.error not in SURE | NOT_ASKED:
                    method = "GET"
                    continue
                return Found(here, error=error.error, hops=tuple(hops))
            if method == "HEAD" and not answer.status < 400 and answer.status not in PATIENCE:
                method = "GET"
                continue
            if answer.status not in REDIRECTS or not answer.location:
                error_code = LinkError.CHALLENGE.value if answer.challenges else ""
                return Found(here, answer.status, error_code, moved_to, tuple(hops), answer.retry_after)
            target = joined(here, answer.location)
            if place.host in RESOLVERS and not is_resolver(target):
                return Found(target, answer.status, "", "", (*hops, target))
            if len(hops) > HOPS or target in hops:
                return Found(here, answer.status, LinkError.REDIRECTS, hops=tuple(hops))
            for_ever = for_ever and answer.status in FOR_EVER
            here = target
            hops.append(here)
            moved_to = here if for_ever else moved_to

    def _ask(self, method: str, place: Place) -> Answer:
        delay = self.robots.check(place)
        self.pace.wait(place.host, delay)
        return self.asker.ask(method, place)

    def _is_any(self, url: str, found: Found) -> bool:
        """Tell whether the host answers in the same way what it cannot know."""
        sibling = made_up(url)
        if not sibling:
            return False
        answer = self._ask("GET", self.guard.place(sibling))
        if len(found.hops) > 1:
            return answer.status in REDIRECTS and joined(sibling, answer.location) == found.hops[1]
        if not 200 <= answer.status < 300 or not answer.body:
            return False
        return self._ask("GET", self.guard.place(url)).body == answer.body


def made_up(url: str) -> str:
    """Return the address of something beside what an address leads to that nobody has; "" beside a front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    before, _, last = parts.path.rstrip("/").rpartition("/")
    if not last:
        return ""
    end = "/" if parts.path.endswith("/") else ""
    return parts._replace(path=f"{before}/{secrets.token_hex(12)}{end}", fragment="").geturl()


def is_resolver(url: str) -> bool:
    """Tell whether an address is one of a DOI or handle, at its resolver."""
    try:
        return (urlsplit(url).hostname or "") in RESOLVERS
    except ValueError:
        return False
