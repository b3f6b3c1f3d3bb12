"""Compressing answers: HTML, JSON and other text, with gzip, for whoever takes it; nothing that holds a secret.

How long a compressed page is tells what repeats in it. Whoever can make a visitor's browser ask for pages with words of
their choice, and sees how long the answers are, can so guess a secret in them (BREACH, https://breachattack.com/). So
curators' pages, and all that set a cookie, such as those with a form's token, are sent as they are. What is left of the
visitor's own in a public page is the choice for the comparison; each answer has a name of random length in its head,
as Django's have ("Heal the Breach", doi:10.1109/ACCESS.2022.3166776).
"""

import re
import secrets
from collections.abc import Callable
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from isal import igzip

from datasets.web.languages import page_path

# Below so many bytes there is nothing to gain.
LEAST = 400
# Of ISA-L's 0 to 3. A list of 166 kB becomes 31.2 kB in .14 ms; zlib takes .79 ms, an eighth of the page's time, for
# 31.6 kB at its quickest, and 2.3 ms for 27.3 kB as it is used most often.
LEVEL = 2
# The longest padding, in bytes.
PADDING = 100

TEXT = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\b|application/x-bibtex")
# What follows gzip in Accept-Encoding where it is not taken.
TAKES = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?P<q>[0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)
CURATORS = ("admin", "desk")


class CompressionMiddleware:
    """Compress answers of text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; compress the answer where it gains by it and gives nothing away."""
        response = self.get_response(request)
        if not _may_be(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if response.status_code != 304 and len(response.content) >= LEAST and takes_gzip(request):
            response.content = compressed(response.content)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
        return response


def _may_be(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether an answer, or the one that it says to be unchanged, may be compressed."""
    if response.streaming or response.has_header("Content-Encoding") or response.cookies:
        return False
    if page_path(request.path_info).partition("/")[0] in CURATORS:
        return False
    return response.status_code == 304 or TEXT.match(response.get("Content-Type", "")) is not None


def takes_gzip(request: HttpRequest) -> bool:
    """Tell whether whoever asks takes gzip (RFC 9110, 12.5.3)."""
    found = TAKES.search(request.headers.get("Accept-Encoding", ""))
    return found is not None and (found["q"] is None or found["q"].strip("0.") != "")


def compressed(content: bytes) -> bytes:
    """Return the content in gzip's form, with a name of random length in its head."""
    padding = "a" * secrets.randbelow(PADDING + 1)
    packed = BytesIO()
    with igzip.IGzipFile(filename=padding, mode="wb", compresslevel=LEVEL, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
