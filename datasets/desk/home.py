"""TODO home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from .doors import desk, page


@desk("GET", "HEAD", "POST")
def home(request: HttpRequest) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})


@desk("GET", "HEAD", "POST")
def looked(request: HttpRequest, slug: str) -> HttpResponse:
    """TODO."""
    return page(request, "base.html", {})


def front(request: HttpRequest) -> HttpResponse:
    """Lead from the admin's first page to the desk, in the language that the visitor chose last, or asks for."""
    with translation.override(translation.get_language_from_request(request)):
        return redirect(reverse("desk"))
