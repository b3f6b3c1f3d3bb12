"""Answers to those who have the page already: 304 while nothing of what it shows has changed, before it is built.

What a public page shows follows from a few things, and its validator (ETag) is a digest of them, known before the page
is built: the revision of the catalogue, the release of the program, the day, the address with its query string and the
host, whether it is asked for as Markdown, the visitor's cookies, such as the tray's, unless a view says that it is for
everybody, and what it says that it shows also (web.validators). The language is part of the address. It is weak, for
compressed answers differ in their padding (compression).

No validator have answers other than 200, those that set a cookie (a form's token is in them) or say themselves for how
long they hold, pages for those who have signed in, curators' pages, and all pages while the index is behind the
catalogue: then lists lack what is new, and when they will have it no revision tells.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from datasets.index import snapshot
from datasets.index.snapshot import NoIndexError
from datasets.models import ChangeSet
from datasets.web.languages import named
from datasets.web.problems import OPEN, is_feed, is_for_programs
from datasets.web.validators import IN_NO_LANGUAGE

from .release import release
from .waiting import LONG, away

READING = ("GET", "HEAD")
# Whoever keeps an answer asks each time whether it still holds; pages are the visitor's own, what programs get is not.
ASK_AGAIN = {True: "no-cache", False: "private, no-cache"}


class UnchangedMiddleware:
    """Give public answers a validator, and answer 304 where the visitor's own is still right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware, and look at the release while the program starts."""
        self.get_response = get_response
        self.release = release()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; mark the answer."""
        if not may_be_kept(request):
            return self.get_response(request)
        with ChangeSet.seen_once():
            response = self.get_response(request)
        tag = getattr(request, "validator", "")
        own = response.cookies or response.has_header("ETag") or response.has_header("Cache-Control")
        if tag and response.status_code == 200 and not own:
            _mark(request, response, tag)
        if response.status_code == 304:
            # What Django's own middleware says of it would be said of the page (RFC 9110, 8.6).
            del response["Content-Length"]
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Work out the validator; answer where the visitor has the same."""
        if not may_be_kept(request):
            return None
        request.holds_for = getattr(view, "holds_for", 0)  # type: ignore[attr-defined]
        try:
            tag = self.validator(request, lambda: getattr(view, "shows_also", _nothing)(request, *args, **kwargs))
        except Error as error:
            # Whoever has waited in vain does not wait once more; pages that need no database are answered all the same.
            if time.monotonic() - getattr(request, "began", 0.0) >= LONG:
                return away(request, error)
            tag = ""
        request.validator = tag  # type: ignore[attr-defined]
        if not tag or tag not in parse_etags(request.headers.get("If-None-Match", "")):
            return None
        response = HttpResponseNotModified(headers=OPEN if _is_nobodys(request) else None)
        _mark(request, response, tag)
        patch_vary_headers(response, getattr(view, "varies", ()))
        return response

    def validator(self, request: HttpRequest, also: Callable[[], str]) -> str:
        """Return the validator of what the request asks for, and what its page shows `also`; "" where there is none.

        Raises what the database does where it is away.
        """
        try:
            revision = ChangeSet.current()
            now = snapshot.current()
            host = request.get_host()
        except (NoIndexError, DisallowedHost):
            # Pages that need no index are answered; the others say themselves that it is away.
            return ""
        if not now.complete or now.revision != revision:
            return ""
        visitor = "" if _is_nobodys(request) else request.headers.get("Cookie", "")
        parts = (
            self.release, str(revision[0]), revision[1], datetime.now(UTC).date().isoformat(),
            request.scheme or "", host, request.path, request.META.get("QUERY_STRING", ""), visitor,
            "md" if hasattr(request, "as_markdown") else "", also(),
        )  # fmt: skip
        return f'W/"{sha256(chr(0).join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]}"'


def _nothing(*_args: object, **_kwargs: object) -> str:
    return ""


def may_be_kept(request: HttpRequest) -> bool:
    """Tell whether a request reads what the public sees: a page in a language, a program's address, a badge."""
    public = bool(named(request.path_info)) or is_for_programs(request) or request.path_info.startswith(IN_NO_LANGUAGE)
    known = settings.SESSION_COOKIE_NAME in request.COOKIES or hasattr(request, "refusal")
    return request.method in READING and public and not known


def _is_nobodys(request: HttpRequest) -> bool:
    """Tell whether everybody gets the same answer: programs, feeds, and what a view says is for everybody."""
    return is_for_programs(request) or is_feed(request) or bool(getattr(request, "holds_for", 0))


def _mark(request: HttpRequest, response: HttpResponse, tag: str) -> None:
    response["ETag"] = tag
    nobodys = _is_nobodys(request)
    seconds = getattr(request, "holds_for", 0)
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else ASK_AGAIN[nobodys]
    if not nobodys:
        patch_vary_headers(response, ["Cookie"])
