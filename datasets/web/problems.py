"""Refusals for programs: problem details in JSON (RFC 9457), readable from pages of any origin."""

import json
import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from datasets.words.asked import Notice, past_the_end

CONTENT_TYPE = "application/problem+json; charset=utf-8"

# Reading is open to scripts on pages of other sites; nothing here depends on who asks (Fetch standard, CORS).
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Language, ETag, Link, Location, Retry-After",
}


# What is for programs, where a refusal is JSON and no page. Answers to these are in the language that is asked for,
# else in the original one (languages) …
ANSWERED = re.compile(
    r"/api/v"
    # The catalogue as a whole.
    r"|/catalog\."
    # What describes an entry.
    r"|/d/[^/]+\.[A-Za-z]"
)
# … while these lead to pages, in the visitor's: the API's own, those of terms and vocabularies.
LEADING = re.compile(r"/api/|/v/")


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether a request is to a program's address."""
    return is_answered_to_programs(request) or LEADING.match(request.path_info) is not None


def is_answered_to_programs(request: HttpRequest) -> bool:
    """Tell whether what answers a request is made for programs, and is no way to a page."""
    return ANSWERED.match(request.path_info) is not None


def problem_details(status: int, detail: str, problems: Iterable[Notice] = (), title: str = "") -> HttpResponse:
    """Return a refusal: what is wrong in a sentence, and for each parameter that is wrong what to write.

    `title` is by default the status's own. There is one kind of problem for each status, so that `type` is about:blank.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
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
