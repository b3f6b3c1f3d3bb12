"""What an answer means for a link, and what follows from it: its state, and when it is asked again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from datasets.models.link_health import LONGEST_ADDRESS, LinkError, LinkHealth, LinkState
from datasets.words.identifiers import address

from .following import Found, is_resolver

E, S = LinkError, LinkState

# Not found so often, so far apart, is dead.
TIMES, APART = 3, timedelta(days=3)
# Three that lead to one place have no place of their own.
SHARED: Final = 3
# When a link is asked again; an answer that says when is obeyed within bounds.
AGAIN: Mapping[str, timedelta] = {
    S.ALIVE: timedelta(days=7),
    S.MOVED: timedelta(days=7),
    S.RESTRICTED: timedelta(days=7),
    S.SOFT: timedelta(days=7),
    S.BLOCKED: timedelta(days=14),
    S.SUSPECT: APART,
    S.DEAD: timedelta(days=30),
    S.CERTIFICATE: timedelta(days=3),
    S.REFUSED: timedelta(days=30),
}
# One that does not answer for now is asked after a day, then after twice as long each time, up to this.
A_DAY, LONGEST = timedelta(days=1), timedelta(days=14)
# Links that are asked together would be for ever: each is asked up to so much of its time later.
SPREAD = 0.15

REFUSED = frozenset({E.FORM, E.SCHEME, E.USER, E.NOTATION, E.PORT, E.NOT_PUBLIC})
CERTIFICATE = frozenset({E.EXPIRED, E.OTHER_HOST, E.UNKNOWN_ISSUER})
# HTTP says of these that there is nothing, and nothing any more.
GONE = frozenset({404, 410})
# What parts of an address of a login are called, of its host or its path.
LOGIN = re.compile(
    r"(?:^|[/.])(?:wp-)?(?:log-?[io]n|sign-?in|users/sign_in|sso|oauth2?|authorize|saml2?|shibboleth|openid-connect|idp"
    r"|cas|auth|accounts)(?:\.(?:php|aspx?|jsp|html?))?(?=[/.]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Meaning:
    """What an answer says of a link: the state that it alone would give it, why, and where it leads."""

    state: LinkState
    error: str = ""
    status: int | None = None
    leads_to: str = ""


def meaning(url: str, found: Found) -> Meaning:
    """Return what was found at an address says of the link. Whether one that is not found is dead, the past tells."""
    if found.error in REFUSED:
        return Meaning(S.REFUSED, found.error, found.status, _kept(found.url) if found.url != url else "")
    if found.error in CERTIFICATE:
        return Meaning(S.CERTIFICATE, found.error)
    if found.error in (E.ROBOTS, E.CHALLENGE):
        return Meaning(S.BLOCKED, found.error, found.status)
    if found.error == E.NO_NAME:
        # Where another host on the way is gone, the link has lost its aim all the same.
        return Meaning(S.SUSPECT, found.error)
    if (found.error and found.error != E.SIBLING) or found.status is None:
        return Meaning(S.UNWELL, found.error, found.status)
    return _of_status(url, found, found.status)


def _of_status(url: str, found: Found, status: int) -> Meaning:
    if status in GONE:
        return Meaning(S.SUSPECT, "", status)
    if status in (401, 407):
        return Meaning(S.RESTRICTED, "", status)
    if status in (403, 429, 451):
        return Meaning(S.BLOCKED, "", status)
    if is_resolver(url) and 300 <= status < 400:
        # The landing page is another matter.
        return Meaning(S.ALIVE, "", status)
    if status >= 300:
        return Meaning(S.UNWELL, "", status)
    return _answers(url, found, status)


def _answers(url: str, found: Found, status: int) -> Meaning:
    """Return what it means that there is an answer, at the address or where that leads."""
    leads_to = _kept(found.url) if found.url != url else ""
    if any(_is_login(hop) and not _is_login(url) for hop in found.hops):
        return Meaning(S.RESTRICTED, E.LOGIN, status)
    if _is_root(found.url) and not _is_root(url):
        return Meaning(S.SOFT, E.ROOT, status, leads_to)
    if found.error:
        return Meaning(S.SOFT, found.error, status, leads_to)
    if found.moved_to and address(found.moved_to) != address(url):
        return Meaning(S.MOVED, "", status, _kept(found.moved_to))
    # The same in another spelling: with TLS, with a slash.
    return Meaning(S.ALIVE, "", status, leads_to if address(found.url) != address(url) else "")


def _kept(url: str) -> str:
    """Return an address that is stored; one that is too long is none."""
    return url if len(url) <= LONGEST_ADDRESS else ""


def _is_login(url: str) -> bool:
    parts = urlsplit(url)
    return bool(LOGIN.search(parts.path) or LOGIN.search((parts.hostname or "").rpartition(".")[0].rpartition(".")[0]))


def _is_root(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def note(health: LinkHealth, said: Meaning, now: datetime, wait: timedelta | None, spread: float) -> None:
    """Change what is known of a link by what was found now. Nothing is saved.

    `wait` is how long its host asks to be left alone, `spread` a number from 0 to 1 that tells links apart.
    """
    state = _state(health, said, now)
    # Dead since it was first not found.
    if state != health.state and (health.state, state) != (S.SUSPECT, S.DEAD):
        health.since = now
    health.state, health.error, health.status, health.leads_to = state, said.error, said.status, said.leads_to
    health.failures = health.failures + 1 if said.state == S.UNWELL else 0
    health.asked = now
    again = AGAIN.get(state) or min(A_DAY * 2 ** min(health.failures - 1, 10), LONGEST)
    again += again * SPREAD * spread
    health.due = now + max(again, wait or again)


def _state(health: LinkHealth, said: Meaning, now: datetime) -> LinkState:
    """Return the state that follows from the past and an answer, and count those not found."""
    if said.state == S.SUSPECT:
        if health.counted is None or health.streak == 0 or now - health.counted >= APART:
            health.streak, health.counted = min(health.streak + 1, TIMES), now
        return S.DEAD if health.streak >= TIMES else S.SUSPECT
    if said.state in (S.UNWELL, S.BLOCKED, S.REFUSED, S.CERTIFICATE):
        # Nothing is learned of whether it is there: what was dead stays so.
        return S.DEAD if health.state == S.DEAD else said.state
    health.streak, health.counted = 0, None
    return said.state


def wait_of(text: str, now: datetime) -> timedelta | None:
    """Return how long an answer asks to be left alone (RFC 9110, 10.2.3), two weeks at the most; None: it does not."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:9]), 10**9)), LONGEST)
    try:
        then = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max(then - now, timedelta(0)), LONGEST)
