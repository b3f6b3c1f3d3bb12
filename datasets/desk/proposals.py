"""TODO proposals."""

from django.http import HttpRequest, HttpResponse

from .doors import desk, page


@desk("GET", "HEAD", "POST")
def proposals(request: HttpRequest) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})


@desk("GET", "HEAD", "POST")
def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})
