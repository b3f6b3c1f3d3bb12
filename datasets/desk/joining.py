"""TODO joining."""

from django.http import HttpRequest, HttpResponse

from .doors import desk, page


@desk("GET", "HEAD", "POST")
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})


@desk("GET", "HEAD", "POST")
def split(request: HttpRequest, slug: str) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})
