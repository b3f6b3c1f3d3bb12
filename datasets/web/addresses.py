"""Addresses that several pages give: absolute ones, on the public address where one is set; those of a choice."""

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse

# Pages repeat the query string that they were asked with, so that the same list can be had in another language. The
# longest that somebody has chosen by hand is a few hundred bytes; what is far beyond is an attack.
MOST_REPEATED = 800


def absolute(request: HttpRequest, path: str) -> str:
    """Return the absolute address of `path` on this site."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def hosts(request: HttpRequest | None = None) -> set[str]:
    """Return the names by which this site is known, without ports: its own, and the one that a request was sent to."""
    asked = urlsplit(f"//{request.get_host()}").hostname if request else None
    return {*settings.ALLOWED_HOSTS, *filter(None, (asked, urlsplit(settings.SITE_URL).hostname))}


def with_query(request: HttpRequest, path: str) -> str:
    """Return `path` with the query string of the request, if that may be repeated: the same question elsewhere."""
    query = request.META["QUERY_STRING"]
    return f"{path}?{query}" if query and may_be_repeated(request) else path


def may_be_repeated(request: HttpRequest) -> bool:
    """Tell whether the query string is short enough to stand in links of the page that answers."""
    return len(request.META["QUERY_STRING"]) <= MOST_REPEATED


def of_the_page(request: HttpRequest) -> dict[str, str]:
    """Give every template two addresses of its page (a context processor).

    `canonical` is the absolute one without the query string, `here` the path with it, to come back to.
    """
    here = {"here": request.get_full_path() if may_be_repeated(request) else request.path}
    try:
        return {**here, "canonical": absolute(request, request.path)}
    except DisallowedHost:
        # The page that refuses such a request has no address.
        return here


def comparison(slugs: Iterable[str], **more: str) -> str:
    """Return the address, in the page's language, of the comparison of these entries; with `more` parameters."""
    return of_entries(reverse("compare"), slugs, more.items())


def of_entries(path: str, slugs: Iterable[str], more: Iterable[tuple[str, str]] = ()) -> str:
    """Return the address of what `path` shows of these entries; with `more` parameters."""
    pairs = [*(("d", slug) for slug in slugs), *more]
    return path + (f"?{urlencode(pairs)}" if pairs else "")


def leakage(train: Iterable[str], test: Iterable[str]) -> str:
    """Return the address, in the page's language, of the check whether these entries overlap with those."""
    pairs = [*(("train", slug) for slug in train), *(("test", slug) for slug in test)]
    return reverse("overlap") + (f"?{urlencode(pairs)}" if pairs else "")


def search_address(parameter: str, code: str) -> str:
    """Return the query string that asks for one facet value."""
    return "?" + urlencode([(parameter, code)])
