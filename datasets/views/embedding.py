"""An entry on pages of others: a small card for their frames, and what oEmbed tells of an address (https://oembed.com)."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, is_valid_path, resolve, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from datasets.compare import picture
from datasets.compare.choice import choose
from datasets.exports.preview import SITE
from datasets.models import Dataset
from datasets.models.public import moved
from datasets.web.addresses import absolute, hosts
from datasets.web.languages import named, page_path
from datasets.web.problems import OPEN, problem_details
from datasets.web.validators import HOLDS_FOR
from datasets.words.asked import Notice
from datasets.words.texts import ORIGINAL

from . import addressed, previews
from .answers import of_itself
from .choosing import mistake
from .sharing import FRAME_HEIGHT, FRAME_WIDTH
from .spellings import page_meant

# What an entry's frame may do: be on any page, show its pictures and its style, and nothing else.
IN_ANY_FRAME = {
    "frame-ancestors": ["*"],
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "form-action": ["'none'"],
}
# The first parts of paths of pages that are curators' alone.
CURATORS = ("admin", "desk")
# The largest number of pixels that is read, in digits.
MOST_DIGITS = 6

# What oEmbed tells: the response's parameters by name (oembed.com, 2.3.4).
Told = Mapping[str, str | int]


@xframe_options_exempt
@csp_replace(IN_ANY_FRAME)  # type: ignore[arg-type]
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an entry as a small card that any page may frame; 410 for a withdrawn one."""
    row = addressed.entry(slug)
    if row is None:
        return addressed.elsewhere(request, "embed", slug)
    told = of_itself(row, picture.compare([row]), list(row.link_set.all()))
    context = {
        "dataset": row,
        "said": previews.said_of_entry(row, told),
        "answers": told[:2],
        "link": absolute(request, reverse("dataset", args=[row.slug])),
    }
    response = render(request, "embed.html", context, status=410 if row.is_withdrawn else 200)
    # It has no validator: that it is unchanged would be said with other pages' policy, and the frame would close.
    response["Cache-Control"] = f"public, max-age={HOLDS_FOR}"
    return response


def address_of(request: HttpRequest, url: str) -> str:
    """Return the address at which oEmbed tells of a page of this site, by the page's own address."""
    return f"{absolute(request, reverse('oembed'))}?{urlencode({'url': url})}"


def oembed(request: HttpRequest) -> HttpResponse:
    """Tell of the page at `url` how it is embedded: an entry's as a frame, a comparison's as a link with its picture.

    In JSON, or as `format` says. 404 where there is no such page, or none that can be embedded; 401 for curators'
    pages; 501 for another format. Consumers send parameters of their own, which mean nothing here.
    """
    write = WRITERS.get(request.GET.get("format", "json"))
    if write is None:
        return problem_details(501, _("format: use one of %(values)s.") % {"values": ", ".join(WRITERS)})
    notices: list[Notice] = []
    widest, highest = (_pixels(request, name, notices) for name in ("maxwidth", "maxheight"))
    urls = request.GET.getlist("url")
    if len(urls) != 1:
        notices.append(Notice("url", _("Give the address of one page of this site.")))
    if notices:
        return problem_details(400, _("This request cannot be read"), notices)
    path = _path(request, urls[0])
    if page_path(path).partition("/")[0] in CURATORS:
        return problem_details(401, _("url: this page is not public."))
    with translation.override(named(path) or translation.get_language()):
        told = _told(request, path, urls[0], widest, highest)
        if told is None:
            return problem_details(404, _("url: there is no page at this address that can be embedded."))
    response = write(told)
    response["Cache-Control"] = f"public, max-age={HOLDS_FOR}"
    for header, value in OPEN.items():
        response[header] = value
    return response


def _pixels(request: HttpRequest, name: str, notices: list[Notice]) -> int | None:
    """Return how many pixels a parameter allows at most; None where it is not given."""
    typed = request.GET.get(name)
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS and int(typed)):
        notices.append(Notice(name, _("Write a whole number of pixels, such as %(name)s=560.") % {"name": name}))
        return None
    return int(typed)


def _path(request: HttpRequest, url: str) -> str:
    """Return the path of an address on this site, as the site spells it; "" of any other."""
    try:
        parts = urlsplit(url)
        own = parts.netloc == request.get_host() or (parts.hostname in hosts(request) and parts.port is None)
    except ValueError:
        return ""
    if not own or parts.scheme not in ("http", "https"):
        return ""
    # Which addresses there are depends on the language that they name.
    with translation.override(named(parts.path) or ORIGINAL):
        return parts.path if is_valid_path(parts.path) else page_meant(parts.path)


def _told(request: HttpRequest, path: str, url: str, widest: int | None, highest: int | None) -> Told | None:
    """Return what there is to tell of a page, in the active language; None where it is none that can be embedded."""
    try:
        page = resolve(path)
    except Resolver404:
        return None
    if page.view_name in ("dataset", "short"):
        row = _entry(page)
        if row is None:
            return None
        told = of_itself(row, picture.compare([row]), list(row.link_set.all()))
        width, height = min(FRAME_WIDTH, widest or FRAME_WIDTH), min(FRAME_HEIGHT, highest or FRAME_HEIGHT)
        frame = format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
            absolute(request, reverse("embed", args=[row.slug])), row.name, width, height,
        )  # fmt: skip
        shown = previews.of_entry(request, row, told)
        found: Told = {"type": "rich", "title": row.name, "html": str(frame), "width": width, "height": height}
    elif page.view_name == "compare":
        choice = choose(QueryDict(urlsplit(url).query).getlist("d"))
        compared = picture.compare(choice.datasets)
        drawn = previews.of_comparison(request, compared, choice)
        if mistake(choice) or drawn is None:
            return None
        shown = drawn
        found = {"type": "link", "title": " · ".join(column.name for column in compared.columns)}
    else:
        return None
    fits = shown.width <= (widest or shown.width) and shown.height <= (highest or shown.height)
    thumbnail: Told = {
        "thumbnail_url": shown.url, "thumbnail_width": shown.width, "thumbnail_height": shown.height,
    }  # fmt: skip
    return {
        "version": "1.0",
        "provider_name": SITE,
        "provider_url": absolute(request, reverse("home")),
        "cache_age": HOLDS_FOR,
        **found,
        **(thumbnail if fits else {}),
    }


def _entry(page: ResolverMatch) -> Dataset | None:
    """Return the entry of a page, by its slug or a former one; a withdrawn one is shown nowhere else."""
    slug = page.kwargs["slug"]
    row = addressed.entry(slug)
    if row is None and (now := moved([slug]).get(slug)):
        row = addressed.entry(now)
    return None if row is None or row.is_withdrawn else row


def _as_json(told: Told) -> HttpResponse:
    return JsonResponse(dict(told), json_dumps_params={"ensure_ascii": False})


def _as_xml(told: Told) -> HttpResponse:
    root = ET.Element("oembed")
    for name, value in told.items():
        ET.SubElement(root, name).text = str(value)
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


WRITERS = {"json": _as_json, "xml": _as_xml}
