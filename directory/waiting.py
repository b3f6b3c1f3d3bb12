"""While the database or the search index is away: answers say so within seconds, and when to come back.

A request waits for the database no longer than PATIENCE. After one that waited in vain the next ones are answered at
once for a while, so that a server that hangs does not hang the site; then one tries again.
"""

import logging
import sys
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from datasets.search.snapshot import NoIndexError
from datasets.views.problems import problem

from .patience import patience

logger = logging.getLogger(__name__)

# How long all that one request asks of the database may take, in seconds.
PATIENCE = 4.0
# Curators write, and wait for each other's writes.
CURATORS_PATIENCE = 20.0
# When to come back, in seconds: an index is built in that time, a database restarted.
INDEX_SECONDS = 30
DATABASE_SECONDS = 10
# A failure that took so long, in seconds, was a wait; one that came at once costs the next visitor nothing.
LONG = 1.0

SAFE = ("GET", "HEAD", "OPTIONS")


class Pause:
    """Until when this process does not ask the database: twice as long as the last request has waited in vain."""

    end = 0.0

    def lasts(self) -> bool:
        """Tell whether to answer without asking."""
        return time.monotonic() < self.end

    def after(self, waited: float) -> None:
        """Begin a pause after a failure, if it took long."""
        if waited >= LONG:
            self.end = time.monotonic() + 2 * waited


pause = Pause()


class WaitingMiddleware:
    """Answer 503 where the database or the index is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, for so long as a visitor waits."""
        if pause.lasts():
            return no_database(request)
        seconds = CURATORS_PATIENCE if request.path.startswith("/admin/") else PATIENCE
        request.began = time.monotonic()  # type: ignore[attr-defined]
        with patience(seconds):
            if connection.vendor == "sqlite" and request.method not in SAFE:
                _wait_for_writers(seconds)
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what says that something is away into an answer; leave everything else to Django."""
        return away(request, exception)


def _wait_for_writers(seconds: float) -> None:
    """Let what this request writes to SQLite wait so long for an import that is writing; readers never wait."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {round(seconds * 1_000)}")


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
        logger.error("The database is away: %s", exception)
        pause.after(time.monotonic() - getattr(request, "began", time.monotonic()))
        # What is left of the connection is of no use to the next request.
        connection.close()
        return no_database(request)
    return None


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
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("The fault is ours and has been logged.")}, status=500)
    return server_error(request)
