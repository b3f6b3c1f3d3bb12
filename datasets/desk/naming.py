"""TODO naming."""

from django.http import HttpRequest, HttpResponse

from .doors import desk, page


@desk("GET", "HEAD", "POST")
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})
