"""Addresses that several pages give: absolute ones, on the public address where one is set; that of a comparison."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse


def absolute(request: HttpRequest, path: str) -> str:
    """Return the absolute address of `path` on this site."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def canonical(request: HttpRequest) -> dict[str, str]:
    """Give every template the absolute address of its page, without the query string (a context processor)."""
    try:
        return {"canonical": absolute(request, request.path)}
    except DisallowedHost:
        # The page that refuses such a request has no address.
        return {}


def comparison(slugs: Iterable[str], **more: str) -> str:
    """Return the address, in the page's language, of the comparison of these entries; with `more` parameters."""
    pairs = [*(("d", slug) for slug in slugs), *more.items()]
    return reverse("compare") + (f"?{urlencode(pairs)}" if pairs else "")
