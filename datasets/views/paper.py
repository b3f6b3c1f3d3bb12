"""The paper kit: the dataset table of a paper as a page, with its files; the address says all of it.

The lasting address names the catalogue's revision. Once the catalogue has moved on, the page shows today's facts and
says which of the entries have changed since (docs/decisions.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from datasets.compare import overlap
from datasets.compare.choice import Choice, choose
from datasets.compare.dataset_table import COLUMNS, DEFAULT, MOST_COLUMNS, MOST_ROWS, OVERLAP, table
from datasets.exports import KIT_FORMATS, bibtex, latex
from datasets.exports.kit import Edition, Kit, prepare
from datasets.exports.methods import caption, legend, methods
from datasets.models import ChangeSet
from datasets.models.public import Named
from datasets.web.addresses import absolute, comparison, of_entries
from datasets.web.languages import CHOICE, asked_language
from datasets.words.asked import MAXIMUM_TEXT, Notice, name_unknown, printable
from datasets.words.texts import bcp47, reader
from datasets.words.wording import listed

from .choosing import addition, file_name, mistake, notices_of, status, with_current_slugs
from .problems import problem

KNOWN = {"d", "columns", "revision", "add", "up", "down", CHOICE}
# Beside the names.
MOST_CHOSEN = MOST_COLUMNS - 1
# What a number of a revision has at most.
DIGITS = 15


@dataclass(frozen=True)
class Option:
    """A column that can be chosen."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Since:
    """The revision that the address names, its day, and which of the entries have changed since."""

    revision: int
    day: date
    changed: tuple[Named, ...]


def paper(request: HttpRequest) -> HttpResponse:
    """Show the table as it will stand in a paper, with what to choose; what is wrong with the address is said."""
    choice = choose(request.GET.getlist("d"), MOST_ROWS)
    if choice.moved:
        return redirect(with_current_slugs(request, choice), permanent=True)
    columns, notices = _columns(request)
    if moved := _moved(request, columns):
        return redirect(address(choice.slugs, moved) + f"#column-{request.GET.get('up') or request.GET.get('down')}")
    typed = request.GET.get("add", "").strip()
    one_more = addition(typed, choice, lambda slug: address([*choice.slugs, slug], columns))
    if one_more.address:
        return redirect(one_more.address)
    newest, asked, wrong = _revisions(request)
    notices = [*notices_of(choice, MOST_ROWS), *notices, *wrong, *one_more.notices]
    name_unknown(request.GET, KNOWN, notices)
    context = {
        "choice": choice,
        "notices": notices,
        "options": [Option(code, str(COLUMNS[code].label), code in columns) for code in _in_order(columns)],
        "candidates": one_more.candidates,
        "typed": typed[:MAXIMUM_TEXT],
        "sought": next(iter(choice.unknown), typed)[:MAXIMUM_TEXT],
        "room": len(choice.slugs) < MOST_ROWS,
        "most_rows": MOST_ROWS,
        "most_columns": MOST_COLUMNS,
        "comparison_address": comparison(choice.slugs),
        "noindex": bool(request.GET),
        "canonical": absolute(request, address([dataset.slug for dataset in choice.datasets], columns)),
    }
    if choice.datasets:
        kit = _kit(request, choice, columns, newest)
        context |= _shown(kit) | {
            "since": _since(choice, asked, newest),
            "files": [
                (form.name, form.ending, _file_address(form.ending, choice, columns)) for form in KIT_FORMATS.values()
            ],
        }
    return render(request, "compare/paper.html", context, status=status(choice))


def _shown(kit: Kit) -> dict[str, object]:
    """Return the kit as the template shows it: the words of files, with links for citations."""

    def cite(numbers: Sequence[int]) -> str:
        links = (f'<a href="#reference-{number}">{number}</a>' for number in numbers)
        return f"[{', '.join(links)}]"

    catalogue = cite([kit.catalogue.number])
    documents = cite([one.number for one in kit.documents])
    link = f'<a href="{escape(kit.edition.address)}" rel="nofollow">{escape(kit.edition.address)}</a>'
    said = methods(kit, escape, table="1", cite=catalogue, documents=documents, address=link)
    return {
        "kit": kit,
        "rows": [(row, kit.cited[row.slug]) for row in kit.table.rows],
        # Escaped piece by piece (exports.methods).
        "caption": mark_safe(caption(kit, escape, catalogue)),  # noqa: S308
        "methods": mark_safe(said),  # noqa: S308
        "legend": legend(kit, str),
        "bibtex": bibtex.write(kit),
        "latex": latex.write(kit),
    }


def export(request: HttpRequest, ending: str) -> HttpResponse:
    """Give the table as a file, in the language of the address or in the one that `lang` asks for.

    A program is told its mistake: anything but 1 to MOST_ROWS known entries and known columns is 400.
    """
    language, notices = asked_language(request, reader())
    with translation.override(language):
        response = _exported(request, ending, notices)
    response["Content-Language"] = bcp47(language)
    return response


def _exported(request: HttpRequest, ending: str, notices: Sequence[Notice]) -> HttpResponse:
    choice = choose(request.GET.getlist("d"), MOST_ROWS)
    if choice.moved:
        return redirect(with_current_slugs(request, choice), permanent=True)
    columns, wrong = _columns(request)
    newest, _asked, more = _revisions(request)
    said = [f"{notice.parameter}: {notice.message}" for notice in [*notices, *wrong, *more]]
    if refusal := mistake(choice, MOST_ROWS) or next(iter(said), ""):
        return problem(request, 400, _("This file cannot be made"), refusal)
    form = KIT_FORMATS[ending]
    response = HttpResponse(form.write(_kit(request, choice, columns, newest)), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(choice.datasets, "table")}.{ending}"'
    return response


def _kit(request: HttpRequest, choice: Choice, columns: Sequence[str], newest: tuple[int, date]) -> Kit:
    revision, day = newest
    slugs = [dataset.slug for dataset in choice.datasets]
    overlaps = overlap.warnings(choice.datasets) if OVERLAP in columns else ()
    lasting = absolute(request, address(slugs, columns, revision))
    entries = {slug: absolute(request, reverse("short", args=[slug])) for slug in slugs}
    edition = Edition(revision, day, timezone.localdate(), absolute(request, "/"), lasting, entries)
    return prepare(table(choice.datasets, columns, overlaps), edition)


def _columns(request: HttpRequest) -> tuple[list[str], list[Notice]]:
    """Return the columns that the address names, in order; those of everybody where it names none."""
    asked = list(dict.fromkeys(code.strip() for code in request.GET.getlist("columns") if code.strip()))
    known = [code for code in asked if code in COLUMNS]
    notices = []
    if unknown := [code for code in asked if code not in COLUMNS]:
        text = _("There is no column “%(code)s”; there are: %(codes)s.")
        notices.append(Notice("columns", text % {"code": printable(unknown[0]), "codes": listed(COLUMNS)}))
    if len(known) > MOST_CHOSEN:
        text = _("A table of more than %(most)s columns does not fit a page; the last are left out: %(names)s.")
        names = listed(COLUMNS[code].label for code in known[MOST_CHOSEN:])
        notices.append(Notice("columns", text % {"most": MOST_COLUMNS, "names": names}))
    return known[:MOST_CHOSEN] or list(DEFAULT), notices


def _in_order(columns: Sequence[str]) -> list[str]:
    """Return all columns: the chosen ones in their order, then the others."""
    return [*columns, *(code for code in COLUMNS if code not in columns)]


def _moved(request: HttpRequest, columns: Sequence[str]) -> list[str]:
    """Return the columns with the one moved that a button asks to move; [] where none does, or it cannot."""
    for name, step in (("up", -1), ("down", 1)):
        code = request.GET.get(name, "")
        if code in COLUMNS:
            moved = [*columns, *([] if code in columns else [code])]
            place = moved.index(code)
            other = min(max(place + step, 0), len(moved) - 1)
            moved[place], moved[other] = moved[other], moved[place]
            return moved
    return []


def _revisions(request: HttpRequest) -> tuple[tuple[int, date], tuple[int, date] | None, list[Notice]]:
    """Return the newest revision with its day; the one that the address names, if it does. One query."""
    typed = request.GET.get("revision", "").strip()
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= DIGITS else 0
    last = ChangeSet.objects.order_by("-pk").values("pk")[:1]
    rows = ChangeSet.objects.filter(Q(pk=number) | Q(pk=Subquery(last))).order_by("pk").values_list("pk", "created")
    found = [(pk, timezone.localdate(created)) for pk, created in rows]
    newest = found[-1] if found else (0, timezone.localdate())
    asked = next((one for one in found if one[0] == number), None)
    notices = []
    if typed and asked is None:
        text = _("There is no revision “%(number)s” of the catalogue; the newest is %(newest)s.")
        notices.append(Notice("revision", text % {"number": printable(typed), "newest": newest[0]}))
    return newest, asked, notices


def _since(choice: Choice, asked: tuple[int, date] | None, newest: tuple[int, date]) -> Since | None:
    """Return what has changed since the revision that the address names; None where it is the newest."""
    if asked is None or asked == newest:
        return None
    changed = (dataset for dataset in choice.datasets if dataset.revision > asked[0])
    return Since(*asked, tuple(Named(dataset.slug, dataset.name) for dataset in changed))


def address(slugs: Sequence[str], columns: Sequence[str] = DEFAULT, revision: int | None = None) -> str:
    """Return the address of the page, in the page's language; the lasting one names its columns and the revision."""
    named = [] if revision is None and tuple(columns) == DEFAULT else [("columns", code) for code in columns]
    more = [] if revision is None else [("revision", str(revision))]
    return of_entries(reverse("paper"), slugs, [*named, *more])


def _file_address(ending: str, choice: Choice, columns: Sequence[str]) -> str:
    named = [("columns", code) for code in columns]
    return of_entries(reverse("paper-export", args=[ending]), [dataset.slug for dataset in choice.datasets], named)
