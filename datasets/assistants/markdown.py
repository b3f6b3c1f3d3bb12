"""Every public page as Markdown: at its address without the last slash and with .md, or where a client prefers it.

The page is built as for everybody and its main part written as Markdown (page_text), so that the two cannot disagree,
and a new page has its Markdown by itself. Redirects lead to Markdown again; what is not there or was withdrawn keeps
its status.
"""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path, reverse
from django.utils.cache import patch_vary_headers

from datasets.web.addresses import absolute, with_query
from datasets.web.languages import named, page_path

from .page_text import page_text

ENDING = ".md"
MEDIA_TYPE = "text/markdown"
# Home has no name of its own to which an ending could be put.
INDEX = "index"
READING = ("GET", "HEAD")
# Pages in a language that are not for everybody.
DESK = "desk"


def markdown_address(path: str) -> str:
    """Return where the page at `path` is as Markdown; "" where it is no public page.

    >>> markdown_address("/en/datasets/kits19/"), markdown_address("/fr/"), markdown_address("/en/desk/")
    ('/en/datasets/kits19.md', '/fr/index.md', '')
    """
    if not path.endswith("/") or not _is_public(path):
        return ""
    return f"{path}{INDEX}{ENDING}" if not page_path(path) else f"{path.removesuffix('/')}{ENDING}"


def _is_public(path: str) -> bool:
    """Tell whether a path is that of a page in a language, or an entry's lasting one, which leads to such a page."""
    if path.startswith("/d/"):
        return True
    return bool(named(path)) and page_path(path).removesuffix(ENDING).partition("/")[0] != DESK


def _page(path: str) -> str:
    """Return the path of the page whose Markdown is asked for by its ending; "" where there is none, or a file."""
    if not path.endswith(ENDING) or not _is_public(path) or is_valid_path(path):
        return ""
    start = path.removesuffix(ENDING)
    return start.removesuffix(INDEX) if start.endswith(f"/{INDEX}") else f"{start}/"


class MarkdownMiddleware:
    """Ask for the page, and answer with its Markdown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; turn a page into Markdown where that is asked for."""
        if request.method not in READING or hasattr(request, "refusal") or not _is_public(request.path_info):
            return self.get_response(request)
        if page := _page(request.path_info):
            request.path = request.path_info = request.META["PATH_INFO"] = page
            request.as_markdown = True  # type: ignore[attr-defined]
            return self._answer(request, by_ending=True)
        # Browsers name HTML first and take anything; whoever names Markdown before it gets that.
        preferred = request.get_preferred_type(["text/html", MEDIA_TYPE])
        if MEDIA_TYPE in request.headers.get("Accept", "") and preferred == MEDIA_TYPE:
            request.as_markdown = True  # type: ignore[attr-defined]
            response = self._answer(request, by_ending=False)
        else:
            response = self.get_response(request)
        if response.status_code == 304 or response.get("Content-Type", "").startswith(("text/html", MEDIA_TYPE)):
            patch_vary_headers(response, ["Accept"])
        return response

    def _answer(self, request: HttpRequest, *, by_ending: bool) -> HttpResponse:
        """Return the page's answer with its text as Markdown."""
        response = self.get_response(request)
        if by_ending and 300 <= response.status_code < 400 and "Location" in response.headers:
            parts = urlsplit(response.headers["Location"])
            if address := markdown_address(parts.path):
                response.headers["Location"] = urlunsplit(parts._replace(path=address))
        if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
            return response
        page = absolute(request, with_query(request, request.path))
        # What is not there has no address.
        lasting = (_lasting(request) or page) if response.status_code in (200, 410) else ""
        text = page_text(response.content.decode(), page, lasting)
        response.content = text.encode()
        response["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
        response["Link"] = f'<{page}>; rel="canonical"'
        if "Content-Length" in response.headers:
            response["Content-Length"] = str(len(response.content))
        return response


def _lasting(request: HttpRequest) -> str:
    """Return the lasting address of what a page is about, where it is an entry; else ""."""
    match = request.resolver_match
    if match is None or match.view_name != "dataset":
        return ""
    return absolute(request, reverse("short", args=[match.kwargs["slug"]]))
