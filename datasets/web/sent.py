"""Small forms of the public pages that keep a choice in a cookie: whether they come from here, and the way back."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def is_from_here(request: HttpRequest) -> bool:
    """Tell whether a form was sent from this site: by the origin that browsers name with every POST.

    A program that names none is let through; it has no visitor's cookie to misuse.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None:
        return site in (None, "same-origin", "none")
    if origin == "null":
        # A page that tells nobody its address names no origin either (Fetch, "append a request Origin header").
        return site == "same-origin"
    here = {f"{request.scheme}://{request.get_host()}"}
    if settings.SITE_URL:
        parts = urlsplit(settings.SITE_URL)
        here.add(f"{parts.scheme}://{parts.netloc}")
    return origin in here


def back(request: HttpRequest, otherwise: str) -> str:
    """Return the page to go back to (`next`), if it is one of this site, else the address given."""
    wanted = request.POST.get("next", "")
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else otherwise


def see(address: str) -> HttpResponse:
    """Return the answer to a form: look at `address` (303, so that a reload sends nothing again)."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def keep(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    """Keep a visitor's choice in a cookie for so long; forget it where there is none."""
    if value:
        response.set_cookie(
            name, value, max_age=seconds, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(name, samesite="Lax")
