"""Passing a page on: the share menu of an entry, a comparison, a leakage check, and the QR codes of their addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from urllib.parse import quote, urlencode

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.compare.choice import choose
from datasets.exports.badge import MEDIA_TYPE
from datasets.models import Dataset
from datasets.models.public import addressed as there_are
from datasets.web.addresses import absolute, comparison, of_entries
from datasets.web.addresses import leakage as check_address
from datasets.web.languages import CHOICE
from datasets.web.problems import OPEN
from datasets.web.validators import is_for_everybody
from datasets.words.asked import Notice
from datasets.words.texts import ORIGINAL, reader

from . import addressed
from .badges import LICENCE, sides
from .choosing import mistake

# The longest address that a telephone reads off a screen, in characters.
MOST_IN_A_CODE = 1_200
# In pixels and in modules: of one module of a QR code, and of the quiet zone around it (ISO/IEC 18004).
SCALE, QUIET = 6, 4
# The frame in which an entry is embedded, in pixels.
FRAME_WIDTH, FRAME_HEIGHT = 560, 320


@dataclass(frozen=True)
class Snippet:
    """Something to copy into a README or a page: what it shows, and in which notation."""

    label: str
    code: str


@dataclass(frozen=True)
class Share:
    """The share menu of a page: its lasting address, its title, a letter (mailto:), a QR code ("" for none).

    `cite` is where on the page it is cited ("" for nowhere); `snippets` are for READMEs and other sites.
    """

    link: str
    title: str
    mail: str
    code: str
    cite: str = ""
    snippets: Sequence[Snippet] = ()


def _share(link: str, title: str, code: str, cite: str = "", snippets: Sequence[Snippet] = ()) -> Share:
    subject = _("%(name)s on Lightbox, the directory of medical imaging datasets") % {"name": title}
    # Letters write spaces as %20 (RFC 6068), and end lines by CR LF.
    letter = {"subject": subject, "body": f"{title}\r\n{link}"}
    mail = f"mailto:?{urlencode(letter, quote_via=quote)}"
    return Share(link, title, mail, code if len(link) <= MOST_IN_A_CODE else "", cite, snippets)


def of_entry(request: HttpRequest, row: Dataset) -> Share:
    """Return the share menu of an entry's page. A withdrawn entry has nothing to show elsewhere."""
    link = absolute(request, reverse("short", args=[row.slug]))
    badges = absolute(request, reverse("badge", args=[row.slug]))
    frame = absolute(request, reverse("embed", args=[row.slug]))
    snippets = [
        Snippet(_("Badge: listed on Lightbox"), _markdown(row.name, badges, [], link)),
        Snippet(_("Badge: commercial use"), _markdown(row.name, badges, [("about", LICENCE)], link)),
        Snippet(
            _("Card for a web page"),
            f'<iframe src="{escape(frame)}" title="{escape(row.name)}" width="{FRAME_WIDTH}" height="{FRAME_HEIGHT}" '
            'loading="lazy"></iframe>',
        ),
    ]
    return _share(link, row.name, reverse("qr", args=[row.slug]), "#cite", () if row.is_withdrawn else snippets)


def of_comparison(request: HttpRequest, title: str, slugs: Sequence[str]) -> Share:
    """Return the share menu of a comparison."""
    code = of_entries(reverse("compare-qr"), slugs)
    return _share(absolute(request, comparison(slugs)), title, code)


def of_check(request: HttpRequest, title: str, train: Sequence[str], test: Sequence[str]) -> Share:
    """Return the share menu of a leakage check."""
    link = absolute(request, check_address(train, test))
    query = link.partition("?")[2]
    pairs = [*(("train", slug) for slug in train), *(("test", slug) for slug in test)]
    picture = _markdown(title, absolute(request, reverse("overlap-badge")), pairs, link)
    return _share(link, title, f"{reverse('overlap-qr')}?{query}", "", [Snippet(_("Badge: this check"), picture)])


def _markdown(text: str, address: str, asked: Iterable[tuple[str, str]], link: str) -> str:
    """Return a badge in the language of the page, as a picture that is a link, in Markdown."""
    pairs = [*asked, *([(CHOICE, reader())] if reader() != ORIGINAL else [])]
    picture = address + (f"?{urlencode(pairs)}" if pairs else "")
    plain = text.replace("\\", "").replace("[", "(").replace("]", ")")
    return f"[![{plain}]({picture})]({link})"


def _code(address: str) -> HttpResponse:
    if len(address) > MOST_IN_A_CODE:
        raise Http404(_("This address is too long for a QR code."))
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="svg", xmldecl=False, scale=SCALE, border=QUIET, dark="#16202a", light="#ffffff", title=address
    )
    return HttpResponse(written.getvalue(), content_type=MEDIA_TYPE, headers=OPEN)


@is_for_everybody
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the QR code of an entry's lasting address, as SVG."""
    if not there_are().filter(slug=slug).exists():
        return addressed.elsewhere(request, "qr", slug)
    return _code(absolute(request, reverse("short", args=[slug])))


@is_for_everybody
def qr_of_comparison(request: HttpRequest) -> HttpResponse:
    """Give the QR code of a comparison of entries that there are, as SVG."""
    choice = choose(request.GET.getlist("d"))
    if mistake(choice):
        raise Http404(mistake(choice))
    return _code(absolute(request, comparison(choice.slugs)))


@is_for_everybody
def qr_of_check(request: HttpRequest) -> HttpResponse:
    """Give the QR code of a leakage check of entries that there are, as SVG."""
    notices: list[Notice] = []
    found = sides(request, notices)
    slugs = [[entry.slug for entry in side if entry] for side in found]
    if notices or not all(entry for side in found for entry in side):
        raise Http404(_("There is no such entry."))
    return _code(absolute(request, check_address(*slugs)))
