"""Attempts to give a password: how many may fail, one at a time, and what is logged of those that did.

Guessing is limited by address and by network, whatever the account, and by account, whatever the address. So that
nobody can lock the true owner out by failing in their name, an account that is being guessed stays open to networks
that have hardly failed there, and to browsers that have signed in to it before. What is kept are digests, for a day.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from datasets.models import FailedSignIn
from datasets.web.limits import DAY, HOUR, Limit, alone, seconds, wait
from datasets.web.visitors import recent, today, visitor
from datasets.words.asked import printable

logger = logging.getLogger(__name__)

# An honest owner seldom fails more than a handful of times; a program needs many thousand tries.
BY_ADDRESS = (Limit(10, HOUR), Limit(30, DAY))
BY_NETWORK = (Limit(20, HOUR), Limit(60, DAY))
BY_BROWSER = (Limit(10, HOUR), Limit(30, DAY))
# More failures in an account than a few networks may make: somebody has many. Each network has FEW tries there from now
# on, until the account is closed to all but known browsers.
GUESSED = Limit(200, DAY)
FEW = (Limit(3, DAY),)
CLOSED = (Limit(1_000, DAY),)

# A hash takes a core for some 0.4 s. Whoever comes meanwhile is answered at once, and comes back.
BUSY = timedelta(seconds=2)
# A browser that is known may wait for its turn, so that a flood of others' attempts does not keep its owner out.
PATIENCE_SECONDS = 3.0
POLL_SECONDS = 0.05

COOKIE = "known_browser"
COOKIE_SECONDS = 180 * 24 * 3600


class RefusedError(Exception):
    """No password is looked at now; `message` says why, and `waiting` when to come back."""

    def __init__(self, message: str, waiting: timedelta) -> None:
        super().__init__(message)
        self.message = message
        self.waiting = waiting


@dataclass(frozen=True)
class Attempt:
    """Whose password is tried, from where. Failures of a `browser` that is known count for that browser alone."""

    name: str
    shown: str
    address: str
    network: str
    browser: str = ""

    def kept(self, now: datetime) -> dict[str, str]:
        """Return what is kept of the attempt, by column."""
        columns = ("name", "browser") if self.browser else ("name", "address", "network")
        return {column: today(column, getattr(self, column), now) for column in columns}

    def rows(self, *columns: str) -> QuerySet[FailedSignIn]:
        """Return the failures that have the same in these columns: of browsers that are known, or of all others."""
        same = {f"{column}__in": recent(column, getattr(self, column)) for column in columns}
        known = {} if "browser" in columns else {"browser": ""}
        return FailedSignIn.objects.filter(**same, **known)


def of(request: HttpRequest, name: str, browser: str = "") -> Attempt:
    """Return the attempt to give the password of the account `name`."""
    who = visitor(request)
    return Attempt(name, who.shown, who.address, who.network, browser or known_browser(request, name))


@contextmanager
def counted(attempt: Attempt, *, patience: float = 0) -> Iterator[None]:
    """Look at a password inside; what is raised there counts as a failure. Waits `patience` seconds for its turn.

    Raises RefusedError, with nothing looked at, where too many have failed or another password is being looked at.
    """
    _refuse(attempt, timezone.now())
    with _one_at_a_time(patience):
        # Counted before the password is looked at: however many come at once, on however many machines, no more get on.
        now = timezone.now()
        with alone("sign in"):
            _refuse(attempt, now)
            FailedSignIn.objects.filter(created__lt=now - DAY).delete()
            FailedSignIn.objects.create(**attempt.kept(now), created=now)
        try:
            yield
        except Exception:
            _log(attempt, now)
            raise
        attempt.rows(*(("browser",) if attempt.browser else ("name", "address"))).delete()


def _closed(attempt: Attempt, now: datetime) -> tuple[timedelta, str] | None:
    """Return for how long the attempt is refused, and what has had too many failures; None if it may be made."""
    checks: list[tuple[str, Any, tuple[Limit, ...]]]
    if attempt.browser:
        checks = [("browser", attempt.rows("browser"), BY_BROWSER)]
    else:
        checks = [
            ("address", attempt.rows("address"), BY_ADDRESS),
            ("network", attempt.rows("network"), BY_NETWORK),
            ("account", attempt.rows("name"), CLOSED),
        ]
        if wait(attempt.rows("name"), (GUESSED,), now):
            checks.append(("account and network", attempt.rows("name", "network"), FEW))
    found = [(waiting, what) for what, rows, limits in checks if (waiting := wait(rows, limits, now))]
    return max(found, default=None)


def _refuse(attempt: Attempt, now: datetime) -> None:
    if closed := _closed(attempt, now):
        raise RefusedError(f"Too many wrong passwords. Try again in {in_words(closed[0])}.", closed[0])


@contextmanager
def _one_at_a_time(patience: float) -> Iterator[None]:
    """Hold the lock that lets one password of this machine be looked at; wait at most `patience` seconds for it.

    A hash is made to be slow: two at once on two cores would leave nothing for readers.
    """
    deadline = time.monotonic() + patience
    # Opened anew each time: the lock belongs to the open file, so it also keeps threads of one process apart.
    with (Path(settings.DATA_DIR) / "sign-in.lock").open("w") as file:
        while not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            if time.monotonic() >= deadline:
                raise RefusedError("Somebody else is signing in. Try again in a few seconds.", BUSY)
            time.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            locks.unlock(file)


def _log(attempt: Attempt, now: datetime) -> None:
    """Log a failure in a line, and in another one that it was the last that is let through for now."""
    whence = attempt.shown or "not known"
    logger.warning("Sign-in failed: account “%s”, address %s", printable(attempt.name), whence)
    if closed := _closed(attempt, now):
        logger.warning(
            "Sign-in closed for %s: too many failures by %s; account “%s”, address %s",
            in_words(closed[0]), closed[1], printable(attempt.name), whence,
        )  # fmt: skip


def in_words(waiting: timedelta) -> str:
    """Return a time in English, rounded up: seconds, minutes, or hours from two on."""
    number = seconds(waiting)
    unit, size = ("second", 1) if number <= 60 else ("minute", 60) if number <= 7_200 else ("hour", 3_600)
    count = -(-number // size)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _salt(name: str) -> str:
    return f"{__name__}.{name}"


def known_browser(request: HttpRequest, name: str) -> str:
    """Return what tells a browser that has signed in to the account `name` before; "" for any other browser."""
    found = request.get_signed_cookie(COOKIE, default="", salt=_salt(name), max_age=COOKIE_SECONDS)
    return str(found)


def remember(response: HttpResponse, name: str) -> None:
    """Let the browser prove that it has signed in to the account `name`. The cookie opens nothing by itself."""
    response.set_signed_cookie(
        COOKIE, get_random_string(22), salt=_salt(name), max_age=COOKIE_SECONDS, path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict",
    )  # fmt: skip
