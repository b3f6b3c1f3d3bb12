"""Refusals for programs: problem details in JSON (RFC 9457), readable from pages of any origin."""

import json
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


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether a request is to a program's address, where answers are JSON and no page."""
    return request.path_info.startswith(("/api/", "/catalog."))


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
