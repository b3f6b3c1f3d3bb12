"""The comparison page and its exports; the address says all of it, so that it lasts and can be shared."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from datasets.compare import overlap, picture
from datasets.compare.blocks import blocks
from datasets.compare.choice import Choice, choose
from datasets.compare.picture import DIFFERENCES, LEAST, MOST
from datasets.compare.scatter import scatters
from datasets.exports import FORMATS
from datasets.exports.addresses import Addresses
from datasets.web.addresses import absolute, comparison, leakage
from datasets.web.languages import CHOICE, asked_language
from datasets.words.asked import MAXIMUM_TEXT, Notice, name_unknown
from datasets.words.texts import bcp47, reader

from . import embedding, previews, sharing
from .choosing import addition, file_name, mistake, notices_of, status, with_current_slugs
from .paper import address as paper_address
from .problems import problem
from .tray import tray_of

KNOWN = {"d", "only", "add", CHOICE}
# How many are compared -> the width of a window up to which their columns have no room (compare-stacked.css). Two have
# it on every screen.
STACKED = {1: "40rem", 3: "40rem", 4: "48rem", 5: "58rem", 6: "66rem"}


@dataclass(frozen=True)
class Heading:
    """One column's heading: the dataset, and the addresses that move it or leave it out ("" where there is none)."""

    column: picture.Column
    left: str
    right: str
    without: str


def compare(request: HttpRequest) -> HttpResponse:
    """Show datasets side by side. What is wrong with the address is said; the rest is compared."""
    asked = request.GET.getlist("d")
    choice = choose(asked)
    if choice.moved:
        return redirect(with_current_slugs(request, choice), permanent=True)
    only = request.GET.get("only", "")
    typed = request.GET.get("add", "").strip()
    more = {"only": only} if only == DIFFERENCES else {}
    one_more = addition(typed, choice, lambda slug: comparison([*choice.slugs, slug], **more))
    if one_more.address:
        return redirect(one_more.address)
    compared = picture.compare(choice.datasets)
    shown = compared.differences() if only == DIFFERENCES and len(choice.datasets) >= LEAST else compared
    slugs = choice.slugs
    tray = tray_of(request)
    context = {
        "comparison": shown,
        "blocks": blocks(shown),
        "plots": scatters(compared),
        "headings": _headings(compared, choice, only),
        "notices": [*notices_of(choice), *_notices(request, only), *one_more.notices],
        "choice": choice,
        "overlaps": overlap.warnings(choice.datasets),
        "candidates": one_more.candidates,
        "leakage": leakage(slugs[:1], slugs[1:]),
        "typed": typed[:MAXIMUM_TEXT],
        "room": len(slugs) < MOST,
        "most": MOST,
        "enough": len(choice.datasets) >= LEAST,
        "everything": comparison(slugs),
        "differences": comparison(slugs, only=DIFFERENCES),
        "only": only if only == DIFFERENCES else "",
        "paper_address": paper_address(slugs),
        "stacked": STACKED.get(len(choice.datasets)),
        "formats": [(form.name, _export_address(form.ending, choice, only)) for form in FORMATS.values()],
        "keep": [dataset.slug for dataset in choice.datasets]
        if set(tray.slugs) != set(slugs) and choice.datasets
        else [],
        "title": _title(compared),
        "share": sharing.of_comparison(request, _title(compared), slugs),
        "preview": previews.of_comparison(request, compared, choice),
        "oembed": embedding.address_of(request, absolute(request, comparison(slugs))) if len(slugs) >= LEAST else "",
        "sought": next(iter(choice.unknown), typed)[:MAXIMUM_TEXT],
        "compared": [column.name for column in compared.columns],
        # People look for two by their names; of more, any choice of anybody would be a page of its own.
        "noindex": bool(request.GET) and (len(choice.datasets) != LEAST or bool(choice.withdrawn) or only != ""),
        "canonical": absolute(request, comparison([dataset.slug for dataset in choice.datasets])),
    }
    return render(request, "compare/compare.html", context, status=status(choice))


def _title(compared: picture.Comparison) -> str:
    names = [column.name for column in compared.columns]
    return _("Compare: %(names)s") % {"names": "\u00a0· ".join(names)} if names else _("Compare datasets")


def _headings(compared: picture.Comparison, choice: Choice, only: str) -> list[Heading]:
    slugs = choice.slugs
    more = {"only": only} if only == DIFFERENCES else {}
    last = len(compared.columns) - 1

    def swapped(one: int, other: int) -> str:
        moved = [*slugs]
        moved[one], moved[other] = moved[other], moved[one]
        return comparison(moved, **more)

    return [
        Heading(
            column,
            swapped(place, place - 1) if place else "",
            swapped(place, place + 1) if place < last else "",
            comparison([slug for slug in slugs if slug != column.slug], **more),
        )
        for place, column in enumerate(compared.columns)
    ]


def _notices(request: HttpRequest, only: str) -> list[Notice]:
    notices = []
    if only not in ("", DIFFERENCES):
        notices.append(Notice("only", _("Only “differences” is understood; all rows are shown.")))
    name_unknown(request.GET, KNOWN, notices)
    return notices


def _export_address(ending: str, choice: Choice, only: str) -> str:
    pairs = [("d", dataset.slug) for dataset in choice.datasets]
    pairs += [("only", only)] if only == DIFFERENCES else []
    return f"{reverse('compare-export', args=[ending])}?{urlencode(pairs)}"


def export(request: HttpRequest, ending: str) -> HttpResponse:
    """Give the comparison as a file, in the language of the address or in the one that `lang` asks for.

    A program is told its mistake: anything but 1 to MOST known datasets is 400.
    """
    language, notices = asked_language(request, reader())
    if notices:
        return _refused(request, f"{notices[0].parameter}: {notices[0].message}")
    with translation.override(language):
        response = _exported(request, ending)
    response["Content-Language"] = bcp47(language)
    return response


def _refused(request: HttpRequest, detail: str) -> HttpResponse:
    return problem(request, 400, _("This file cannot be made"), detail)


def _exported(request: HttpRequest, ending: str) -> HttpResponse:
    form = FORMATS[ending]
    asked = request.GET.getlist("d")
    choice = choose(asked)
    if choice.moved:
        return redirect(with_current_slugs(request, choice), permanent=True)
    only = request.GET.get("only", "")
    wrong = mistake(choice)
    if only not in ("", DIFFERENCES):
        wrong = wrong or _("only: only “differences” is understood.")
    if wrong:
        return _refused(request, wrong)
    compared = picture.compare(choice.datasets)
    more = {}
    if only == DIFFERENCES and len(choice.datasets) >= LEAST:
        compared, more = compared.differences(), {"only": only}
    addresses = Addresses(
        absolute(request, comparison([dataset.slug for dataset in choice.datasets], **more)),
        {dataset.slug: absolute(request, reverse("short", args=[dataset.slug])) for dataset in choice.datasets},
    )
    response = HttpResponse(form.write(compared, addresses), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(choice.datasets)}.{form.ending}"'
    return response
