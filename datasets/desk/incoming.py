"""One file that comes in: what each of its rows would do, the decisions about them, and taking them in.

Nothing is written before somebody takes rows. Looking goes on in steps, each a request; a form says on which state of
the file it rests (`mark`), so that what somebody else did meanwhile, and a form that is sent twice, is told.
"""

import hashlib
import json
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.facts.kinds import Record
from datasets.importing import choosing, looking
from datasets.importing.choosing import MOST_TAKEN, ChangedError, TooManyChosenError
from datasets.importing.intake import Does
from datasets.importing.opening import NotReadableError
from datasets.importing.storing import report_of
from datasets.models import ChangeSet, Dataset, Document, Incoming, IncomingRow, Proposal, Verdict
from datasets.records.editing import UnfitError
from datasets.web.sent import see

from .doors import Abilities, desk, page
from .foretelling import STANDS, outcome_labels, told
from .meanings import has_decided_since
from .receiving import of_database, title_of

# Rows on a page; causes and texts of which the page shows the first.
ON_A_PAGE, FIRST = 50, 8
CONTRADICTS = Does.CONTRADICTS.value
# What a form may ask for: look at more rows, take the chosen, take all that do not wait, choose none; else choices are
# kept.
ON, TAKE, ALL, NONE = "on", "take", "all", "none"


@desk("GET", "HEAD", "POST", needs="adds")
def incoming(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a file would do; look at more of it, keep choices, take rows."""
    found = of_database(number)
    if not looking.is_ready(found):
        return see(reverse("desk-reading", args=[found.pk]))
    if request.method != "POST":
        return _page(request, found)
    act = request.POST.get("act", "")
    if act == ON:
        return _gone_on(request, found)
    try:
        with _as_shown(request, found) as held:
            after = _done(request, held, act)
        if after is not None:
            return after
        # What was chosen is kept, whatever becomes of it.
        with _as_shown(request, found) as held:
            _take(request, held)
    except ObjectDoesNotExist as error:
        raise Http404(_("It is gone meanwhile.")) from error
    except _RefusedError as error:
        return _page(request, of_database(number), [str(error)])
    except ChangedError as error:
        looking.start_again(found)
        refused = ngettext(
            "The catalogue has changed: %(number)s row would do something else than was shown. Look at it again.",
            "The catalogue has changed: %(number)s rows would do something else than was shown. Look at them again.",
            error.number,
        )
        return _page(request, of_database(number), [refused % {"number": error.number}])
    return see(reverse("desk-incoming", args=[found.pk]))


@contextmanager
def _as_shown(request: HttpRequest, found: Incoming) -> Iterator[Incoming]:
    """Give the file as it is now, held; raise _RefusedError where it is not as the form shows it."""
    with transaction.atomic():
        # The catalogue first, as whoever takes does: two who hold one of both and want the other wait for ever.
        ChangeSet.hold()
        held = looking.hold(found)
        if request.POST.get("mark", "") != mark_of(held):
            raise _RefusedError(_changed(held))
        yield held


class _RefusedError(Exception):
    """Nothing was done; the message says why, and the fix."""


def mark_of(found: Incoming) -> str:
    """Return what tells whether a file is as it was shown: how it is read, how far, and what became of it."""
    parts = [found.read, found.whole, found.revision, found.change_set_id, found.proposal_id, found.status]
    whole = json.dumps([*parts, found.language, found.columns, found.defaults, found.reference], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def _changed(held: Incoming) -> str:
    if held.change_set_id is not None:
        return _("It was taken in meanwhile, or this was sent twice. Nothing more was done.")
    return _("Somebody changed this meanwhile, or it was sent twice. Nothing was done: look at it again.")


def _gone_on(request: HttpRequest, found: Incoming) -> HttpResponse:
    """Look at the next rows; a script is told how far it is."""
    try:
        looking.look(found)
    except (NotReadableError, Incoming.DoesNotExist) as error:
        return _page(request, found, [str(error)])
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"read": found.read, "whole": found.whole})
    return see(reverse("desk-incoming", args=[found.pk]))


def _done(request: HttpRequest, held: Incoming, act: str) -> HttpResponse | None:
    """Do what a form asks for; return the page that follows, None where the chosen rows are now to be taken."""
    here = request.get_full_path()
    shown = {int(text) for text in request.POST.getlist("row") if text.isascii() and text.isdigit() and len(text) < 9}
    wanted = {int(text) for text in request.POST.getlist("take") if text.isascii() and text.isdigit() and len(text) < 9}
    choosing.choose(held, shown, wanted & shown)
    if decided := _decided(request, shown):
        looking.judge(held, decided, request.user)
        rows = ngettext("%(number)s row was decided.", "%(number)s rows were decided.", len(decided))
        messages.success(request, rows % {"number": len(decided)})
        return see(here)
    if act in (ALL, NONE):
        choosing.choose_all(held, chosen=act == ALL)
    return None if act in (TAKE, ALL) else see(here)


def _decided(request: HttpRequest, shown: set[int]) -> dict[int, dict[str, str]]:
    """Return how rows stand to entries, as it was chosen: by position and address."""
    decided: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        kind, _colon, rest = name.partition(":")
        place, _colon, slug = rest.partition(":")
        if kind == "is" and value in Verdict.Is.values and place.isascii() and place.isdigit() and len(place) < 9:
            decided.setdefault(int(place), {})[slug] = value
    return {position: chosen for position, chosen in decided.items() if position in shown}


def _take(request: HttpRequest, held: Incoming) -> None:
    """Take the chosen rows, at once or as a proposal; raises _RefusedError, with nothing done."""
    if not held.whole:
        raise _RefusedError(_("Not all rows have been looked at. Go on first."))
    if has_decided_since(held):
        raise _RefusedError(_("Texts were decided since the rows were looked at. Look at them again first."))
    if _is_proposed(held):
        raise _RefusedError(_("It is proposed already: an editor decides first."))
    user: Any = request.user
    at_once = may_take_at_once(request, held)
    about = {"author": user, "credit": user.get_full_name(), "reason": f"Import of {held.name or 'pasted text'}."}
    try:
        kept = choosing.take_chosen(held, at_once=at_once, **about)
    except TooManyChosenError as error:
        raise _RefusedError(
            _("At most %(most)s rows are taken here. Choose fewer, or use the command below.") % {"most": MOST_TAKEN}
        ) from error
    except UnfitError as error:
        raise _RefusedError("; ".join(map(str, error.problems[:5]))) from error
    _say(request, kept)


def _say(request: HttpRequest, kept: choosing.Kept) -> None:
    """Say what became of the rows, in messages of the next page."""
    taken = kept.taken
    if taken.change_set is None and taken.proposal is None:
        messages.info(request, _("Nothing is new: nothing was written."))
    elif taken.proposal is not None:
        messages.success(request, _("Proposed: an editor decides. What the public sees has not changed."))
    else:
        messages.success(request, _("Taken in."))
    if taken.wrong:
        told = _("Not taken, for it does not fit the record format: %(problems)s")
        messages.warning(request, told % {"problems": "; ".join(map(str, taken.wrong[:5]))})
    if kept.left:
        said = _("Not taken, for the row that makes the entry was not: %(places)s")
        messages.warning(request, said % {"places": ", ".join(kept.left[:20])})


def may_take_at_once(request: HttpRequest, found: Incoming) -> bool:
    """Tell whether whoever asks may write the chosen rows at once (desk.submitting.directly has the rule)."""
    allowed = Abilities(request.user).publishes or choosing.is_for_drafts(found)
    return allowed and not choosing.approves(found)


def _is_proposed(found: Incoming) -> bool:
    return found.proposal is not None and found.proposal.state in Proposal.WAITING


@dataclass(frozen=True)
class Tally:
    """How many rows have an outcome, and the part of the address by which these are shown."""

    code: str
    label: Any
    number: int


def _page(request: HttpRequest, found: Incoming, refused: list[str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "incoming": found,
        "title": title_of(found),
        "mark": mark_of(found),
        "refused": refused or [],
        "percent": round(100 * found.read / found.number) if found.number else 0,
    }
    if found.whole:
        context |= _whole(request, found)
    return page(request, "incoming.html", context, section="import", status=400 if refused else 200)


def _whole(request: HttpRequest, found: Incoming) -> Mapping[str, Any]:
    """Return what the page of a file that was looked at whole expects besides."""
    rows = looking.seen_rows(found)
    numbers = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    numbers[CONTRADICTS] = rows.filter(contradicts=True).count()
    labels = outcome_labels()
    asked = request.GET.get("show", "")
    if asked == CONTRADICTS:
        rows = rows.filter(contradicts=True)
    elif asked in IncomingRow.Outcome.values:
        rows = rows.filter(outcome=asked)
    else:
        asked = ""
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page", ""))
    chosen = choosing.bringing(found).count()
    bring = numbers.get(IncomingRow.Outcome.NEW, 0) + numbers.get(IncomingRow.Outcome.ADDS, 0)
    report = report_of(found)
    texts, causes = report.waiting, report.wrong
    return {
        "tallies": [Tally(code, label, numbers.get(code, 0)) for code, label in labels],
        "total": found.read,
        "show": asked,
        "shown": shown,
        "query": f"show={asked}" if asked else "",
        "rows": told(shown.object_list),
        "stands": STANDS,
        "texts": texts[:FIRST],
        "text_number": len(texts),
        "causes": causes[: 3 * FIRST],
        "more_causes": len(causes) - 3 * FIRST,
        "chosen": chosen,
        "bring": bring,
        "at_once": may_take_at_once(request, found),
        "proposed": _is_proposed(found),
        "decided": has_decided_since(found),
        "older": found.revision != ChangeSet.current()[0],
        "command": command_of(found) if bring > MOST_TAKEN else "",
        "most": MOST_TAKEN,
    }


def _citing(document: Record) -> list[str]:
    """Return the options that name a reference: by its code once it is there, before that with what makes it."""
    if Document.objects.filter(code=document["code"]).exists():
        return ["--reference", document["code"]]
    title = [] if document["title_is_ours"] else ["--title", document["title"]]
    day = ["--as-of", document["as_of"]] if document["as_of"] else []
    return ["--reference", document["url"], *title, "--authority", document["authority"], *day]


def command_of(found: Incoming) -> str:
    """Return the command that takes a file in as it is set here, for one of more rows than are taken here."""
    chosen = {**looking.DEFAULTS, **found.defaults}
    words = ["manage.py", "import_file", found.name or "FILE", "--apply", *_citing(found.reference)]
    words += ["--language", found.language, "--category", chosen["category"], "--kind", chosen["kind"]]
    if found.encoding:
        words += ["--encoding", found.encoding]
    if found.status == Dataset.Status.PUBLISHED:
        words.append("--publish")
    file = looking.file_of(found)
    guessed = looking.guessed(found, file)
    for before, after in zip(guessed, looking.columns_of(found, file), strict=True):
        if before.field != after.field:
            words += ["--column", f"{after.heading}={after.field}"]
    return shlex.join(words)
