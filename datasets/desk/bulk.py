"""TODO bulk."""

from django.http import HttpRequest, HttpResponse

from .doors import desk, page


@desk("GET", "HEAD", "POST")
def bulk(request: HttpRequest) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})
