"""Refusals for programs: problem details in JSON (RFC 9457), readable from pages of any origin."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from datasets.words.asked import Notice, past_the_end

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONTENT_TYPE = "application/problem+json; charset=utf-8"

# Reading is open to scripts on pages of other sites; nothing here depends on who asks (Fetch standard, CORS).
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Allow, Content-Disposition, Content-Language, Content-Range, "
    "Deprecation, ETag, Last-Modified, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset",
}
# What every answer to programs has that says nothing else there: also where the API is described (RFC 9727, RFC 8631).
TOLD = OPEN | {
    "Link": '</.well-known/api-catalog>; rel="api-catalog", </api/v1/openapi.json>; rel="service-desc", '
    '</api/>; rel="service-doc"',
}

# What a program may be refused with, by status: what it can do about it. Each is a kind of problem of its own, and the
# page about the API explains it.
KINDS: "Mapping[int, StrOrPromise]" = {
    400: lazy("The request cannot be read; “problems” says which parameter is wrong and what to write."),
    404: lazy("There is nothing of that name, or no such page."),
    405: lazy("The API is for reading; ask with GET."),
    411: lazy("What is sent has to say its length; the API is for reading, so that nothing is to be sent."),
    413: lazy("What is sent is too large."),
    414: lazy("The address is too long."),
    429: lazy("Too much was asked from one address within a minute; “Retry-After” says when to go on."),
    500: lazy("The fault is ours."),
    503: lazy("The catalogue is away for a moment; “Retry-After” says when to come back."),
}


# What is for programs, where a refusal is JSON and no page. Answers to these are in the language that is asked for,
# else in the original one (languages) …
ANSWERED = re.compile(
    r"/api/v"
    # The catalogue as a whole.
    r"|/catalog\.|/oai\Z"
    # What describes an entry; its page as Markdown is a page.
    r"|/d/[^/]+\.(?!md\Z)[A-Za-z]"
)
# … while these lead to pages, in the visitor's: the API's own, those of terms and vocabularies.
LEADING = re.compile(r"/api/|/v/")


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether a request is to a program's address."""
    return is_answered_to_programs(request) or LEADING.match(request.path_info) is not None


def is_answered_to_programs(request: HttpRequest) -> bool:
    """Tell whether what answers a request is made for programs, and is no way to a page."""
    return ANSWERED.match(request.path_info) is not None


def anchor(status: int) -> str:
    """Return where on the page about the API the kind of problem of a status is explained."""
    return f"problem-{status}"


def is_feed(request: HttpRequest) -> bool:
    """Tell whether a request is to the address of a feed: what a program reads, in the language of its page."""
    return request.path_info.endswith(".atom")


def problem_details(status: int, detail: str, problems: Iterable[Notice] = (), title: str = "") -> HttpResponse:
    """Return a refusal: what is wrong in a sentence, and for each parameter that is wrong what to write.

    `title` is by default the status's own. There is one kind of problem for each status, and its `type` leads to where
    the page about the API explains it: an address on this site (RFC 9457, 3.1.1), absolute where the site's is known.
    """
    body: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/api/#{anchor(status)}" if status in KINDS else "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "problems": [{"parameter": notice.parameter, "message": notice.refusal} for notice in problems],
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE, headers=OPEN)


def refused(notices: Sequence[Notice]) -> HttpResponse:
    """Return 400 and say for each parameter what is wrong with it."""
    return problem_details(400, " ".join(f"{notice.parameter}: {notice.refusal}" for notice in notices), notices)


def past_the_last_page(page: int, last: int) -> HttpResponse:
    """Return 404 for a page of a list that ends before it."""
    notice = past_the_end(page, last)
    return problem_details(404, notice.message, [notice])
