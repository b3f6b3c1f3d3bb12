"""While the database or the search index is away: answers say so within seconds, and when to come back.

A request waits for the database no longer than PATIENCE, and for other writers no longer than that either. After one
that waited in vain for a server the next ones are answered at once for a while, so that a server that hangs does not
hang the site; then one tries again. Who waits for other writers' locks waits alone: readers go on.
"""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from datasets.index.snapshot import NoIndexError
from datasets.views.problems import problem
from datasets.web.languages import page_path
from datasets.web.problems import is_for_programs, problem_details

from .compression import CURATORS
from .patience import left, patience

logger = logging.getLogger(__name__)

# How long all that one request asks of the database may take, in seconds.
PATIENCE = 4.0
# Curators write, and wait for each other's writes.
CURATORS_PATIENCE = 20.0
# A lock is given up before the patience with the server is, in seconds.
SOONER = 1.0
# When to come back, in seconds: an index is built in that time, a database restarted.
INDEX_SECONDS = 30
DATABASE_SECONDS = 10
# A failure that took so long, in seconds, was a wait; one that came at once costs the next visitor nothing.
LONG = 1.0

SAFE = ("GET", "HEAD", "OPTIONS")


class Pause:
    """Until when this process does not ask the database: twice as long as a visitor's request waits in vain."""

    end = 0.0

    def lasts(self) -> bool:
        """Tell whether to answer without asking."""
        return time.monotonic() < self.end

    def after(self, waited: float) -> None:
        """Begin a pause after a server has not answered, if it took long to find out."""
        if waited >= LONG:
            self.end = time.monotonic() + 2 * min(waited, PATIENCE)

    def over(self) -> None:
        """End it: the database answers."""
        self.end = 0.0


pause = Pause()


def bound_waits(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Let a new connection wait for others' locks no longer than a visitor does, if a request has opened it.

    A command's waits as long as settings say. Receives Django's signal connection_created.
    """
    if left() is None:
        return
    _wait_for_locks(connection, PATIENCE - SOONER)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A backend that waits for a lock looks up from time to time whether anybody still waits for it.
            cursor.execute("SET client_connection_check_interval = 1000")


def _wait_for_locks(connection: BaseDatabaseWrapper, seconds: float) -> None:
    milliseconds = round(seconds * 1_000)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
        else:
            cursor.execute(f"SET lock_timeout = {milliseconds}")


@contextmanager
def _curators_waits() -> Iterator[None]:
    """Let what a curator writes wait for other writers as long as a curator does."""
    _wait_for_locks(connection, CURATORS_PATIENCE - SOONER)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.in_atomic_block:
            _wait_for_locks(connection, PATIENCE - SOONER)


class WaitingMiddleware:
    """Answer 503 where the database or the index is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, for so long as a visitor waits; for longer where a curator writes."""
        if pause.lasts():
            return no_database(request)
        request.began = time.monotonic()  # type: ignore[attr-defined]
        if not _is_curators_write(request):
            with patience(PATIENCE):
                return self.get_response(request)
        with patience(CURATORS_PATIENCE), _curators_waits():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what says that something is away into an answer; leave everything else to Django."""
        return away(request, exception)


def _is_curators_write(request: HttpRequest) -> bool:
    """Tell whether somebody who has signed in sends a form to desk or admin, as far as that can be told for nothing."""
    page = page_path(request.path)
    curators = page.partition("/")[0] in CURATORS and page != "admin/login"
    return curators and request.method not in SAFE and settings.SESSION_COOKIE_NAME in request.COOKIES


def away(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """Return the answer to a request that failed because the index or the database is away; None if that is not why."""
    if isinstance(exception, NoIndexError):
        title = _("The search index is being built")
        detail = _(
            "Search and lists will be back in a moment; please try again then. "
            "The entries themselves can be read meanwhile."
        )
        return problem(request, 503, title, detail, INDEX_SECONDS)
    if is_away(exception):
        logger.error("The database is away: %s", str(exception).partition("\n")[0])
        if connection.vendor != "sqlite" and not _is_open():
            pause.after(time.monotonic() - getattr(request, "began", time.monotonic()))
        # What is left of the connection is of no use to the next request.
        connection.close()
        return no_database(request)
    return None


def _is_open() -> bool:
    """Tell whether the connection outlived the failure, as it does where only a lock could not be had."""
    return connection.connection is not None and not connection.connection.closed


def is_away(exception: BaseException | None) -> bool:
    """Tell whether the database failed, not what was asked of it. A file that is none raises the plain class."""
    return isinstance(exception, OperationalError | InterfaceError) or type(exception) is DatabaseError


def no_database(request: HttpRequest) -> HttpResponse:
    """Return the answer while the database is away."""
    detail = _("The catalogue cannot be read for the moment. Nothing was lost; please try again in a few seconds.")
    return problem(request, 503, _("One moment"), detail, DATABASE_SECONDS)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed outside a view, or for a reason that nobody foresaw (Django's handler500)."""
    answer = away(request, sys.exc_info()[1])
    if answer is not None:
        return answer
    if is_for_programs(request):
        return problem_details(500, _("The fault is ours and has been logged."))
    try:
        detail = _("The fault is ours and has been logged. Nothing was lost. Please try again in a moment.")
        return problem(request, 500, _("Something went wrong here"), detail)
    except Exception:
        # What failed may be what every page is made with: then a page that is made with nothing.
        logger.exception("The page that says so failed, too")
        return server_error(request)
