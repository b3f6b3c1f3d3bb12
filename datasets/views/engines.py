"""What programs look for at fixed addresses: robots.txt, sitemaps, security.txt, the description for browsers' search.

Sitemaps have each page that is to be found by itself, in every language, with the day of its last change: of entries,
and of the two pages that show the newest change sets; no day for other pages, for nobody knows it. They are bounded,
and sent again only where the catalogue has another revision.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_response_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from datasets.index import snapshot
from datasets.models import LANGUAGES, ChangeSet, Guide, public
from datasets.models.dataset import published
from datasets.records.history import change_sets
from datasets.search import parameters, suggesting
from datasets.web.addresses import absolute, search_address
from datasets.web.languages import in_language
from datasets.words.texts import ORIGINAL, bcp47, reader

from .axes import AXES

# Entries in one sitemap. Each has some 900 bytes, and the web server holds an answer until its client has taken it;
# engines take 50,000 addresses and 50 MB (https://www.sitemaps.org).
MOST = 5_000
PAGES = (
    "dataset-list", "guides", "which", "compare", "overlap", "statistics", "coverage", "changes", "about", "references",
    "search-help", "api-help", "dumps",
)  # fmt: skip
# How long an engine may keep what changes with the site's versions alone, and with the catalogue, in seconds.
DAY, HOUR = 86_400, 3_600
# How long a report of a security problem finds somebody for sure (RFC 9116 wants less than a year).
SECURITY_DAYS = 180

NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


def robots(request: HttpRequest) -> HttpResponse:
    """Keep programs from what is no page for them, and say where the sitemap is (RFC 9309)."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for code in LANGUAGES:
        lines += [f"Disallow: /{code}/desk/", f"Disallow: /{code}/compare/tray/", f"Disallow: /{code}/compare/export."]
    lines += ["", f"Sitemap: {absolute(request, reverse('sitemap'))}"]
    return _kept("\n".join([*lines, ""]), TEXT, DAY)


def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a security problem (RFC 9116)."""
    form = absolute(request, in_language(reverse("suggest"), ORIGINAL))
    expires = (timezone.now() + timedelta(days=SECURITY_DAYS)).astimezone(UTC).replace(hour=0, minute=0, second=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or form}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(bcp47(code) for code in LANGUAGES)}",
        f"Canonical: {absolute(request, reverse('security'))}",
    ]
    return _kept("\n".join([*lines, ""]), TEXT, DAY)


def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the site's search, in the page's language, for browsers (OpenSearch 1.1)."""
    purpose = _("Search a directory of medical imaging datasets")
    search = f"{absolute(request, reverse('dataset-list'))}?q={{searchTerms}}"
    suggestions = f"{absolute(request, reverse('search-suggestions'))}?q={{searchTerms}}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        "<ShortName>Lightbox</ShortName>",
        f"<Description>{escape(purpose)}</Description>",
        f'<Url type="text/html" method="get" template={quoteattr(search)}/>',
        f'<Url type="application/x-suggestions+json" method="get" template={quoteattr(suggestions)}/>',
        f'<Image width="32" height="32" type="image/x-icon">{escape(absolute(request, "/favicon.ico"))}</Image>',
        f"<Language>{bcp47(reader())}</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
        "</OpenSearchDescription>",
    ]
    return _kept("\n".join([*lines, ""]), "application/opensearchdescription+xml; charset=utf-8", DAY)


def search_suggestions(request: HttpRequest) -> HttpResponse:
    """Return what somebody may mean who types into the browser's own search box (OpenSearch Suggestions 1.1)."""
    # Browsers send nothing else, and show nobody what was wrong.
    typed, _notices = parameters.read_text(request.GET)
    found = suggesting.suggest(snapshot.current(), typed, reader())
    pages = [
        reverse("dataset", args=[item.code])
        if item.kind == suggesting.ENTRY
        else reverse("dataset-list") + search_address(item.kind, item.code)
        for item in found
    ]
    body: list[Any] = [typed, [item.text for item in found], [""] * len(found), [absolute(request, it) for it in pages]]
    response = JsonResponse(body, safe=False, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/x-suggestions+json; charset=utf-8"
    return response


def _tag(request: HttpRequest, **_part: object) -> str:
    """Return what tells apart a sitemap from that of another revision, or at another address of the site."""
    number, stamp = ChangeSet.current()
    return quote_etag(f"{number}-{stamp}-{absolute(request, '/')}")


@condition(etag_func=_tag)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the sitemaps: in each language one of pages, and those of entries."""
    # In a part is what changed on its day: the newest of the days in it.
    days = [_day_of_change()]
    moments = list(published().values_list("changed", flat=True))
    days += [f"{max(moments[first : first + MOST]):%Y-%m-%d}" for first in range(0, len(moments), MOST)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<sitemapindex {NAMESPACES}>"]
    for language in LANGUAGES:
        for part, day in enumerate(days):
            address = absolute(request, reverse("sitemap-part", args=[language, part]))
            changed = f"<lastmod>{day}</lastmod>" if day else ""
            lines.append(f"<sitemap><loc>{escape(address)}</loc>{changed}</sitemap>")
    return _kept("\n".join([*lines, "</sitemapindex>", ""]), XML, HOUR)


@condition(etag_func=_tag)
def sitemap_part(request: HttpRequest, language: str, part: str) -> HttpResponse:
    """List the pages in one language, each with its like in the others: part 0 those that are no entries."""
    start = absolute(request, "/").removesuffix("/")
    if part == "0":
        items: Iterable[tuple[str, str, str]] = _pages()
    else:
        first = (int(part) - 1) * MOST
        rows = list(published().values_list("slug", "changed")[first : first + MOST])
        if not rows:
            raise Http404(_("There is no such sitemap."))
        items = ((f"datasets/{slug}/", f"/d/{slug}/", f"{changed:%Y-%m-%d}") for slug, changed in rows)
    return _kept("".join(_urls(items, start, language)), XML, HOUR)


def _pages() -> Iterator[tuple[str, str, str]]:
    """Yield (path behind the language, address that names no language, day or "") of every page that is no entry."""
    now, day = snapshot.current(), _day_of_change()
    with translation.override(ORIGINAL):
        yield "", reverse("root"), day
        dated = {reverse("changes"): day}
        addresses = [reverse(name) for name in PAGES]
        addresses += [reverse("guide", args=[slug]) for slug in Guide.objects.values_list("slug", flat=True)]
        for path, axis in AXES.items():
            addresses.append(reverse("browse-axis", args=[path]))
            addresses += [
                reverse("browse-term", args=[path, code])
                for code, value in now.facets.values[axis.parameter].items()
                if value.entries
            ]
    for address in addresses:
        yield address.removeprefix(f"/{ORIGINAL}/"), address, dated.get(address, "")


def _day_of_change() -> str:
    """Return the day of the newest public change, which home and the page of changes show; "" where there is none."""
    newest = change_sets(public.changes()).values_list("created", flat=True).first()
    return f"{newest:%Y-%m-%d}" if newest else ""


def _urls(items: Iterable[tuple[str, str, str]], start: str, language: str) -> Iterator[str]:
    """Yield a sitemap, piece by piece. What stands in addresses here needs no escaping but for the site's own start."""
    start = escape(start, {'"': "&quot;"})
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES} {LINKS}>\n'
    for path, default, day in items:
        links = "".join(_link(bcp47(code), f"{start}/{code}/{path}") for code in LANGUAGES)
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        here = f"<loc>{start}/{language}/{path}</loc>{changed}"
        yield f"<url>{here}{links}{_link('x-default', f'{start}{default}')}</url>\n"
    yield "</urlset>\n"


def _link(tag: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{tag}" href="{address}"/>'


def _kept(text: str, content_type: str, seconds: int) -> HttpResponse:
    """Return an answer that may be kept for so long."""
    response = HttpResponse(text, content_type=content_type)
    patch_response_headers(response, seconds)
    return response
