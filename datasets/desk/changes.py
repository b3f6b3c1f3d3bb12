"""What was changed, by whom and why, drafts included; and undoing it, piece by piece where something is in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.admin.base import author
from datasets.models import Change, ChangeSet, Dataset
from datasets.records.lines import ORIGINS
from datasets.records.undoing import AlreadyUndoneError, Conflict, ConflictsError, conflicts_of, undo, undone
from datasets.web.sent import see

from .differences import Difference, differences
from .doors import Abilities, desk, page
from .proposals import chosen, text_given
from .submitting import who

# Change sets on a page, and changes of each that it tells; changes and obstacles on the page of one.
PAGE, TOLD, LISTED, MOST_IN_THE_WAY = 30, 3, 200, 100
# Of larger change sets what is in the way is looked for when somebody undoes them, and not before.
MOST_COMPARED = 500
LONGEST_REASON = 500
# Days that the list may be asked for; more is all.
MOST_DAYS = 3_650


@dataclass(frozen=True)
class Row:
    """A change set in the list: who made it and how it came about, the first of its changes, and which undid it."""

    change_set: ChangeSet
    who: str
    origin: str
    told: tuple[Difference, ...]
    more: int
    undone: int | None


@desk(needs="sees_changes")
def changes(request: HttpRequest) -> HttpResponse:
    """Show change sets, the newest first: of the last `days`, of one `entry`, `by` one account or name."""
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("days", "entry", "by")}
    days = asked["days"]
    asked["days"] = days if days.isascii() and days.isdigit() and len(days) < 9 and 0 < int(days) <= MOST_DAYS else ""
    found = _asked_for(**asked)
    pages = Paginator(found.select_related("author"), PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "rows": list(_rows(list(shown))),
        "shown": shown,
        "total": pages.count,
        "asked": asked,
        "entry": Dataset.objects.filter(slug=asked["entry"]).first() if asked["entry"] else None,
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return page(request, "changes.html", context, section="changes")


def _asked_for(days: str, entry: str, by: str) -> QuerySet[ChangeSet]:
    """Return the change sets that noted anything, the newest first, as far as they are asked for."""
    noted = Change.objects.filter(change_set=OuterRef("pk"))
    if entry:
        noted = noted.filter(kind="dataset", key__in=Dataset.objects.filter(slug=entry).values("pk"))
    found = ChangeSet.objects.filter(Exists(noted)).order_by("-pk")
    if days:
        found = found.filter(created__gte=timezone.now() - timedelta(days=int(days)))
    if by:
        found = found.filter(Q(author__username=by) | Q(credit=by))
    return found


def _rows(found: Sequence[ChangeSet]) -> Iterator[Row]:
    """Yield the change sets of one page with what they changed; the queries do not grow with their number."""
    all_of_them = Change.objects.filter(change_set__in=[one.pk for one in found])
    numbered = all_of_them.annotate(
        place=Window(RowNumber(), partition_by=F("change_set"), order_by=[F("pk").asc()]),
        number=Window(Count("*"), partition_by=F("change_set")),
    )
    first: list[Any] = list(numbered.filter(place__lte=TOLD).order_by("change_set", "pk"))
    of_sets = groupby(zip(first, differences(first, short=True), strict=True), lambda pair: pair[0].change_set_id)
    told = {number: list(of) for number, of in of_sets}
    taken_back = undone()
    for one in found:
        of = told.get(one.pk, [])
        more = of[0][0].number - len(of) if of else 0
        in_words = tuple(difference for _row, difference in of)
        yield Row(one, who(one), str(ORIGINS[one.origin]), in_words, more, taken_back.get(one.pk))


@desk("GET", "HEAD", "POST", needs="sees_changes")
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Show a change set, what undoes it, and what stands in the way of undoing it; undo it. Undoing that is redoing."""
    row = get_object_or_404(ChangeSet.objects.select_related("author"), pk=number)
    rows = Change.objects.filter(change_set=row).order_by("pk")
    total, can = rows.count(), Abilities(request.user)
    refused: list[str] = []
    conflicts: Sequence[Conflict] | None = None
    if request.method == "POST":
        if not can.undoes:
            raise PermissionDenied
        try:
            return _undo(request, row)
        except AlreadyUndoneError as error:
            refused = [_("It was undone already, by change %(number)s.") % {"number": error.args[0]}]
        except ConflictsError as error:
            conflicts = error.conflicts
            refused = [_("Something stands in the way: say what to leave as it is.")]
    taken_back = undone().get(row.pk)
    undoable = can.undoes and taken_back is None and total > 0
    if conflicts is None:
        conflicts = conflicts_of(row.pk) if undoable and total <= MOST_COMPARED else ()
    others = rows.exclude(pk__in=[one.change.pk for one in conflicts])
    context = {
        "row": row,
        "who": who(row),
        "origin": ORIGINS[row.origin],
        "refused": refused,
        "undone": taken_back,
        "undoable": undoable,
        "changes": differences(others[:LISTED]),
        "more": max(0, total - len(conflicts) - LISTED),
        "in_the_way": differences([one.change for one in conflicts[:MOST_IN_THE_WAY]], conflicts, back=True),
        "more_in_the_way": max(0, len(conflicts) - MOST_IN_THE_WAY),
        "left": chosen(request, "leave"),
        "reason": request.POST.get("reason", ""),
        "longest": LONGEST_REASON,
    }
    return page(request, "change.html", context, section="changes", status=400 if refused else 200)


def _undo(request: HttpRequest, row: ChangeSet) -> HttpResponse:
    """Set it back but for what is left as it is, and show the change set that did so."""
    leave = chosen(request, "leave")
    if request.POST.get("leave_all"):
        leave |= {one.change.pk for one in conflicts_of(row.pk)}
    done = undo(row.pk, keep=leave, reason=text_given(request, "reason", LONGEST_REASON), **author(request))
    restored = len(done.restored)
    if row.reverses_id is None:
        told = [ngettext("Undone: %(number)s piece set back.", "Undone: %(number)s pieces set back.", restored)]
    else:
        told = [ngettext("Done again: %(number)s piece.", "Done again: %(number)s pieces.", restored)]
    numbers = [restored]
    if done.kept:
        told.append(ngettext("%(number)s left as it is.", "%(number)s left as they are.", len(done.kept)))
        numbers.append(len(done.kept))
    said = " ".join(text % {"number": number} for text, number in zip(told, numbers, strict=True))
    address = reverse("desk-change", args=[row.pk])
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("See what was undone")))
    return see(reverse("desk-change", args=[done.number]))
