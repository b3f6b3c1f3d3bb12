"""TODO wording."""

from django.http import HttpRequest, HttpResponse

from .doors import desk, page


@desk("GET", "HEAD", "POST")
def texts(request: HttpRequest) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})


@desk("GET", "HEAD", "POST")
def queue(request: HttpRequest, language: str) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})


@desk("GET", "HEAD", "POST")
def text(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})
