"""The comparison page and its exports; the address says all of it, so that it lasts and can be shared."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.compare import overlap, picture
from datasets.compare.choice import MOST_READ, Choice, choose
from datasets.compare.picture import LEAST, MOST
from datasets.exports import FORMATS
from datasets.exports.addresses import Addresses
from datasets.index import snapshot
from datasets.models import Dataset
from datasets.models.public import Named
from datasets.search import finding
from datasets.search.parameters import Query
from datasets.web.addresses import absolute, comparison, leakage
from datasets.web.languages import CHOICE, asked_language
from datasets.words.asked import MAXIMUM_TEXT, Notice, name_unknown, printable
from datasets.words.folding import fold
from datasets.words.texts import bcp47, reader
from datasets.words.wording import listed

from .problems import problem
from .tray import tray_of

# The only value of `only`: rows that tell the datasets apart.
DIFFERENCES = "differences"
# What the form for one more offers when the words fit several entries.
MOST_CANDIDATES = 8
KNOWN = {"d", "only", "add", CHOICE}


@dataclass(frozen=True)
class Heading:
    """One column's heading: the dataset, and the addresses that move it or leave it out ("" where there is none)."""

    column: picture.Column
    left: str
    right: str
    without: str


@dataclass(frozen=True)
class Addition:
    """What came of the words for one more dataset: where to go, or what to choose from, or a notice."""

    address: str = ""
    candidates: tuple[tuple[Named, str], ...] = ()
    notices: tuple[Notice, ...] = ()


def compare(request: HttpRequest) -> HttpResponse:
    """Show datasets side by side. What is wrong with the address is said; the rest is compared."""
    asked = request.GET.getlist("d")
    choice = choose(asked)
    if choice.moved:
        return redirect(_with_current_slugs(request, choice), permanent=True)
    only = request.GET.get("only", "")
    typed = request.GET.get("add", "").strip()
    addition = _addition(typed, choice, only)
    if addition.address:
        return redirect(addition.address)
    compared = picture.compare(choice.datasets)
    shown = compared.differences() if only == DIFFERENCES and len(choice.datasets) >= LEAST else compared
    slugs = choice.slugs
    tray = tray_of(request)
    context = {
        "comparison": shown,
        "headings": _headings(compared, choice, only),
        "notices": [*_notices(request, choice, only), *addition.notices],
        "choice": choice,
        "overlaps": overlap.warnings(choice.datasets),
        "leakage": leakage(slugs[:1], slugs[1:]),
        "candidates": addition.candidates,
        "typed": typed[:MAXIMUM_TEXT],
        "room": len(slugs) < MOST,
        "most": MOST,
        "enough": len(choice.datasets) >= LEAST,
        "everything": comparison(slugs),
        "differences": comparison(slugs, only=DIFFERENCES),
        "only": only if only == DIFFERENCES else "",
        "formats": [(form.name, _export_address(form.ending, choice, only)) for form in FORMATS.values()],
        "keep": [dataset.slug for dataset in choice.datasets]
        if set(tray.slugs) != set(slugs) and choice.datasets
        else [],
        "title": _title(compared),
        "sought": next(iter(choice.unknown), typed)[:MAXIMUM_TEXT],
        "compared": [column.name for column in compared.columns],
        # People look for two by their names; of more, any choice of anybody would be a page of its own.
        "noindex": bool(request.GET) and (len(choice.datasets) != LEAST or bool(choice.withdrawn) or only != ""),
        "canonical": absolute(request, comparison([dataset.slug for dataset in choice.datasets])),
    }
    return render(request, "compare/compare.html", context, status=_status(choice))


def _status(choice: Choice) -> int:
    """Return 404 where nothing of what was asked exists, 410 where all of it was withdrawn, else 200."""
    if choice.unknown and not choice.datasets:
        return 404
    return 410 if choice.datasets and len(choice.withdrawn) == len(choice.slugs) else 200


def _title(compared: picture.Comparison) -> str:
    names = [column.name for column in compared.columns]
    return _("Compare: %(names)s") % {"names": " · ".join(names)} if names else _("Compare datasets")


def _with_current_slugs(request: HttpRequest, choice: Choice) -> str:
    """Return this address with former slugs replaced and everything else as it was asked."""
    pairs = [
        (name, choice.moved.get(value, value) if name == "d" else value)
        for name, values in request.GET.lists()
        for value in values
    ]
    return f"{request.path}?{urlencode(pairs)}"


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


def _notices(request: HttpRequest, choice: Choice, only: str) -> list[Notice]:
    """Return what was wrong with the address, each with what to do about it."""
    unknown = (
        _("There is no entry “%(slug)s”; the others are compared.")
        if choice.datasets
        else _("There is no entry “%(slug)s”.")
    )
    notices = [Notice("d", unknown % {"slug": printable(slug)}) for slug in choice.unknown]
    notices += [
        Notice("d", _("“%(name)s” was asked for more than once; it stands here once.") % {"name": named.name})
        for named in choice.repeated
    ]
    notices += [
        Notice("d", _("“%(name)s” was withdrawn; what was known of it is compared.") % {"name": named.name})
        for named in choice.withdrawn
    ]
    if choice.beyond:
        names = listed(named.name for named in choice.beyond)
        text = ngettext(
            "At most %(most)s datasets are compared at once. Waiting for a place: %(names)s. "
            "Remove one, and it moves up.",
            "At most %(most)s datasets are compared at once. Waiting for a place: %(names)s. "
            "Remove one, and the next moves up.",
            len(choice.beyond),
        )
        notices.append(Notice("d", text % {"most": MOST, "names": names}))
    if choice.unread:
        text = _("Only the first %(number)s values were read.") % {"number": MOST_READ}
        notices.append(Notice("d", text))
    if only not in ("", DIFFERENCES):
        notices.append(Notice("only", _("Only “differences” is understood; all rows are shown.")))
    name_unknown(request.GET, KNOWN, notices)
    return notices


def _addition(typed: str, choice: Choice, only: str) -> Addition:
    """Find the entry that the words for one more dataset mean: by slug or name, else by search."""
    if not typed:
        return Addition()
    if len(typed) > MAXIMUM_TEXT:
        text = _("Use at most %(number)s characters.") % {"number": MAXIMUM_TEXT}
        return Addition(notices=(Notice("add", text),))
    now = snapshot.current()
    cards = finding.find(now, Query(text=typed, page_size=MOST_CANDIDATES)).cards
    wanted = fold(typed)
    exact = [card for card in cards if wanted in (fold(card["slug"]), *map(fold, (card["name"], *card["aliases"])))]
    found = exact if len(exact) == 1 else cards
    more = {"only": only} if only == DIFFERENCES else {}

    def with_it(slug: str) -> str:
        return comparison([*choice.slugs, slug], **more)

    if not found:
        return Addition(notices=(Notice("add", _("Nothing was found for “%(words)s”.") % {"words": typed}),))
    if len(found) == 1:
        card = found[0]
        if card["slug"] in choice.slugs:
            text = _("“%(name)s” is in this comparison already.") % {"name": card["name"]}
            return Addition(notices=(Notice("add", text),))
        return Addition(address=with_it(card["slug"]))
    fitting = [card for card in found if card["slug"] not in choice.slugs]
    return Addition(candidates=tuple((Named(card["slug"], card["name"]), with_it(card["slug"])) for card in fitting))


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
        return redirect(_with_current_slugs(request, choice), permanent=True)
    only = request.GET.get("only", "")
    if mistake := _mistake(choice, only):
        return _refused(request, mistake)
    compared = picture.compare(choice.datasets)
    more = {}
    if only == DIFFERENCES and len(choice.datasets) >= LEAST:
        compared, more = compared.differences(), {"only": only}
    addresses = Addresses(
        absolute(request, comparison([dataset.slug for dataset in choice.datasets], **more)),
        {dataset.slug: absolute(request, reverse("short", args=[dataset.slug])) for dataset in choice.datasets},
    )
    response = HttpResponse(form.write(compared, addresses), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(choice.datasets)}.{form.ending}"'
    return response


def _mistake(choice: Choice, only: str) -> str:
    """Return what keeps an export from being made, or ""."""
    if choice.unknown:
        return _("d: there is no entry “%(slug)s”.") % {"slug": printable(choice.unknown[0])}
    if not choice.datasets:
        return _("d: name 1 to %(most)s datasets, such as d=kits19&d=lits.") % {"most": MOST}
    if choice.beyond or choice.unread:
        return _("d: at most %(most)s datasets are compared at once.") % {"most": MOST}
    return _("only: only “differences” is understood.") if only not in ("", DIFFERENCES) else ""


def _file_name(datasets: tuple[Dataset, ...]) -> str:
    """Return a name that says what is compared, of letters, digits and hyphens."""
    return "-".join(["lightbox", *(dataset.slug for dataset in datasets)])[:100]
