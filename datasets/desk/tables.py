"""TODO tables."""

from django.http import HttpRequest, HttpResponse

from .doors import desk, page


@desk("GET", "HEAD", "POST")
def tables(request: HttpRequest) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})
