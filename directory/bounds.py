"""How large a request may be before anything reads it. Beyond that the site says so and repeats nothing of it.

Query parameters and forms have bounds of their own: what a curator's form sends has more fields than any address needs.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csrf import csrf_exempt

from datasets.views.problems import problem
from datasets.web.languages import ADMIN, CHOICE, named, page_path
from datasets.web.problems import is_for_programs

from .compression import CURATORS

# An address, in bytes: path and query string. The longest that the pages themselves write has some 2,000.
MOST_ADDRESS = 16_384
# A path, in bytes. The longest that any page has: a term's or an entry's, behind the language.
MOST_PATH = 400
# More parameters than every value of every facet there is would be an attack.
MOST_PARAMETERS = 2_000
# The body of a visitor's form, in bytes: a suggestion of 4,000 characters, each written as %xx%xx%xx%xx, and some more.
MOST_BODY = 100_000
# The page to which curators send files, and what it takes, in bytes: a file of 20 MB and what a form has around it.
FILES, MOST_FILE = "desk/import", 21_000_000

# Where every program's refusal is answered.
API = "/api/v"
# Python's isdigit takes digits that int does not, and int no number of thousands of digits.
LENGTH = re.compile(r"[0-9]{1,18}")
CHARSET = re.compile(r";\s*charset\s*\*?\s*=(?!\s*[\"']?utf-8[\"']?\s*(?:;|$))", re.IGNORECASE)
# The parameter that names a language, wherever it stands in a query string.
LANGUAGE = re.compile(rf"(?:^|&)(?P<pair>{CHOICE}=[A-Za-z-]{{2,10}})(?=&|$)")

# Why a request is refused: the status, and the fix.
TOO_MANY = 400, lazy("The address has more than %(most)s parameters. Choose fewer filters."), MOST_PARAMETERS
NOT_UTF_8 = 400, lazy("What is sent has to be text in UTF-8."), 0
NO_PAGE = 404, lazy("The address may be mistyped, or the entry may have another name. Search for it instead."), 0
NO_LENGTH = 411, lazy("What is sent has to say its length (Content-Length)."), 0
TOO_MUCH = 413, lazy("More was sent than any form here takes. Shorten the text and send it again."), 0
TOO_LONG = (
    414,
    lazy("The address is longer than %(most)s characters. Shorten the search or choose fewer filters."),
    MOST_ADDRESS,
)
# What is wrong in a few words, by the status.
CANNOT_BE_READ, TOO_LARGE = lazy("This request cannot be read"), lazy("This request is too large")
TITLES = {
    400: CANNOT_BE_READ,
    404: lazy("There is no such page"),
    411: CANNOT_BE_READ,
    413: TOO_LARGE,
    414: TOO_LARGE,
}
Refusal = tuple[int, Any, int]


def refusal(request: HttpRequest) -> Refusal | None:
    """Return why a request is refused unread; None where it may be read."""
    query, path = request.META.get("QUERY_STRING", ""), request.path_info
    body = request.META.get("CONTENT_LENGTH") or "0"
    page = page_path(path)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if page.partition("/")[0] in CURATORS else MOST_BODY
    most = MOST_FILE if page == FILES else most
    if query.count("&") >= MOST_PARAMETERS:
        return TOO_MANY
    if len(path.encode()) + len(query) > MOST_ADDRESS:
        return TOO_LONG
    if len(path.encode()) > MOST_PATH:
        return NO_PAGE
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return NO_LENGTH
    if LENGTH.fullmatch(body) is None or int(body) > most:
        return TOO_MUCH
    return NOT_UTF_8 if CHARSET.search(request.META.get("CONTENT_TYPE", "")) else None


class BoundsMiddleware:
    """Lead a request that is too large past everything that reads, to the page that says so (directory.refusals).

    On the way it gets what every answer gets: its language, its security headers, a redirect to HTTPS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; without its address where that is too large."""
        if found := refusal(request):
            request.refusal = found  # type: ignore[attr-defined]
            request.urlconf = "directory.refusals"
            request.path = request.path_info = _start(request)
            request.META["PATH_INFO"], request.META["QUERY_STRING"] = request.path_info, _language_asked(request)
            # Else the charset that is refused would decode what is left of the address.
            request.encoding = "utf-8"
            # The web server passes nothing else on of a request whose address does not end.
            host = next(iter(settings.ALLOWED_HOSTS), "*")
            request.META.setdefault("HTTP_HOST", host.lstrip(".").replace("*", "localhost"))
        return self.get_response(request)


def _start(request: HttpRequest) -> str:
    """Return as much of the path as decides form and language of the answer; a program's language is asked for."""
    if is_for_programs(request):
        return API
    if request.path_info.startswith(ADMIN):
        return ADMIN
    return f"/{named(request.path_info) or get_language_from_request(request)}/"


def _language_asked(request: HttpRequest) -> str:
    """Return what a program's query string says of the language, as one; nothing of a page's, whose path says it."""
    if not is_for_programs(request):
        return ""
    found = LANGUAGE.search(request.META.get("QUERY_STRING", ""))
    return found["pair"] if found else ""


@csrf_exempt  # The token would have to be read from what is not to be read.
def refused(request: HttpRequest) -> HttpResponse:
    """Say what was wrong, and the fix."""
    status, fix, most = request.refusal  # type: ignore[attr-defined]
    return problem(request, status, str(TITLES[status]), fix % {"most": most} if most else str(fix))
