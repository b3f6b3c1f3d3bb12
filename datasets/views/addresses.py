"""Absolute addresses: on the site's public address where one is set, else on the host of the request."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


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
