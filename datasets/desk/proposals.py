"""What waits for somebody to decide: the list of it, and one proposal with what stands in its way, to be decided.

Whoever may see a proposal comments on it; its author and editors revise it (revising); deciding takes the right to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, NullIf, RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.admin.approval import User, may
from datasets.models import ChangeSet, Dataset, DatasetDescription, Proposal, ProposedEdit, Statement
from datasets.records import proposing
from datasets.records.changes import EXISTS, STATEMENT, TEXT
from datasets.records.editing import UnfitError
from datasets.records.edits import approves
from datasets.records.undoing import Conflict, ConflictsError
from datasets.records.writers import words_of
from datasets.web.sent import see

from . import revising
from .differences import Difference, differences
from .doors import Abilities, desk, page
from .submitting import read_again, who

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = Proposal.State
# Proposals on a page of the list, and edits of each that it tells; edits, obstacles and comments on a proposal's page.
PAGE, TOLD, LISTED, MOST_IN_THE_WAY, MOST_COMMENTS = 50, 2, 200, 100, 200
# From so many edits or removals on a proposal is to be looked at twice.
MANY, MANY_REMOVED = 200, 30
LONGEST_COMMENT, LONGEST_REASON = 1_000, 500

# What a proposal takes away, and what it takes away or puts out of sight or in other words.
_JUDGES, _WRITES = Q(path__startswith=STATEMENT), Q(path__startswith=TEXT)
REMOVES = (
    Q(after__isnull=True) & (_JUDGES | _WRITES | Q(path=EXISTS, key__isnull=False))
    | Q(path="status", after=Dataset.Status.WITHDRAWN)
)  # fmt: skip
DESTROYS = (
    REMOVES
    | _JUDGES & Q(after__standing=Statement.Standing.SET_ASIDE)
    | _WRITES & Q(before__isnull=False) & ~Q(
        before__summary=F("after__summary"), before__description=F("after__description")
    )
)  # fmt: skip


# --- who may ----------------------------------------------------------------------------------------------------------


def seen_by(user: Any) -> QuerySet[Proposal]:
    """Return the proposals that somebody may see: all with the right to, else their own."""
    rows = Proposal.objects.all()
    return rows if Abilities(user).sees_proposals else rows.filter(author=user.pk)


def refusal(user: User, proposal: Proposal) -> str | None:
    """Say why the user may not accept the proposal, or None.

    Nobody accepts their own words but a superuser, as with texts (admin.approval); and what an edit would publish or
    approve takes the right to do so.
    """
    if not user.is_superuser and proposal.author_id is not None and proposal.author_id == user.pk:
        return _("It is your own: another person accepts it.")
    edits = list(proposal.edits.filter(Q(path__in=(EXISTS, "status")) | _WRITES, kind="dataset"))
    if any(_publishes(edit) for edit in edits) and not may(user, "publish", Dataset):
        return _("It would publish, withdraw or delete an entry, which takes the right to publish.")
    approving = [edit for edit in edits if approves(edit)]
    if approving and not may(user, "review", DatasetDescription):
        return _("It would approve a text, which takes the right to review texts.")
    if approving and not user.is_superuser and _wrote(user, approving):
        return _("It would approve words of yours: another person accepts it.")
    return None


def _publishes(edit: ProposedEdit) -> bool:
    made = edit.path == EXISTS and (edit.after is None or edit.after.get("status") != Dataset.Status.DRAFT)
    return made or edit.path == "status"


def _wrote(user: Any, edits: Iterable[ProposedEdit]) -> bool:
    """Tell whether the words that edits approve as they are were last written by the user."""
    same = [edit for edit in edits if edit.path != EXISTS and words_of(edit.before) == words_of(edit.after)]
    texts = DatasetDescription.objects.filter(written_by=user.pk, dataset__in=[edit.key for edit in same])
    written = {(key, f"{TEXT}{language}") for key, language in texts.values_list("dataset", "language")}
    return any((edit.key, edit.path) in written for edit in same)


# --- the list ---------------------------------------------------------------------------------------------------------

# By what the list may be grouped, and how that is called.
GROUPINGS: "Mapping[str, StrOrPromise]" = {"entry": lazy("entry"), "sender": lazy("sender"), "origin": lazy("run")}


@dataclass(frozen=True)
class Row:
    """A proposal in the list, with the first of what it would change, and what is odd about it.

    `group` is the heading above it where a group begins, "" elsewhere.
    """

    proposal: Proposal
    who: str
    told: tuple[Difference, ...]
    more: int
    destroys: bool
    suspicions: tuple[str, ...]
    group: str = ""


@desk()
def proposals(request: HttpRequest) -> HttpResponse:
    """Show what waits, first what an editor decides, or what was decided (`state`); `by` groups it."""
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    by = request.GET.get("by", "")
    by = by if by in GROUPINGS else ""
    found = seen_by(request.user).filter(state__in=[state] if state else Proposal.WAITING)
    edits = ProposedEdit.objects.filter(proposal=OuterRef("pk")).order_by("pk")
    found = found.select_related("author").annotate(
        destroys=Exists(edits.filter(DESTROYS)),
        entry=Subquery(edits.values("label")[:1]),
        sender=Coalesce(NullIf("credit", Value("")), "author__username", Value("")),
        # What one run proposes may be several proposals; it says so in its reason.
        run=Case(When(origin=Proposal.Origin.IMPORT, then=F("reason")), default=Value("")),
        turn=Case(When(state=State.OPEN, then=0), default=1),
    )
    groups = {"entry": ["entry"], "sender": ["sender"], "origin": ["origin", "run"]}.get(by, [])
    decided = state in (State.ACCEPTED, State.REJECTED)
    # What waits is decided in the order in which it came; of what was decided the latest is looked for.
    order = ["-pk"] if decided else ["turn", "-destroys", "pk"]
    pages = Paginator(found.order_by(*groups, *order), PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "rows": list(_rows(list(shown), by)),
        "shown": shown,
        "total": pages.count,
        "state": state,
        "states": State.choices,
        "by": by,
        "groupings": GROUPINGS.items(),
        "query": urlencode({key: value for key, value in (("state", state), ("by", by)) if value}),
    }
    return page(request, "proposals.html", context, section="proposals")


def _rows(found: Sequence[Any], by: str) -> Iterator[Row]:
    """Yield the proposals of one page with what they would change; the queries do not grow with their number."""
    edits = ProposedEdit.objects.filter(proposal__in=[one.pk for one in found])
    place = Window(RowNumber(), partition_by=F("proposal"), order_by=[F("pk").asc()])
    first = list(edits.annotate(place=place).filter(place__lte=TOLD).order_by("proposal", "pk"))
    in_words = dict(zip([edit.pk for edit in first], differences(first, short=True), strict=True))
    told = {key: [in_words[edit.pk] for edit in of] for key, of in groupby(first, lambda edit: edit.proposal_id)}
    counted = edits.order_by().values("proposal").annotate(all=Count("pk"), removed=Count("pk", filter=REMOVES))
    numbers = {one["proposal"]: (one["all"], one["removed"]) for one in counted}
    last = None
    for one in found:
        number, removed = numbers.get(one.pk, (0, 0))
        group = _group(one, by)
        yield Row(
            one,
            who(one),
            tuple(told.get(one.pk, ())),
            max(0, number - TOLD),
            one.destroys,
            tuple(_suspicions(number, removed)),
            group if group != last else "",
        )
        last = group


def _group(row: Any, by: str) -> str:
    if by == "origin":
        return " · ".join(part for part in (str(row.get_origin_display()), row.run) if part)
    return str(getattr(row, by) or _("nobody known")) if by else ""


def _suspicions(number: int, removed: int) -> Iterator[str]:
    if number > MANY:
        yield _("edits at once: %(number)s") % {"number": number}
    if removed > MANY_REMOVED:
        yield _("takes away: %(number)s") % {"number": removed}


# --- one proposal -----------------------------------------------------------------------------------------------------


class WrongError(Exception):
    """Nothing was done; the message says why, in words for the page."""


@desk("GET", "HEAD", "POST")
def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a proposal would change and what stands in the way; decide it, comment on it, revise it."""
    row = get_object_or_404(seen_by(request.user).select_related("author", "decided_by", "suggestion"), pk=number)
    refused: list[str] = []
    conflicts: Sequence[Conflict] | None = None
    sheet: revising.Sheet | None = None
    act = request.POST.get("act", request.GET.get("act", ""))
    if request.method == "POST":
        try:
            with transaction.atomic():
                return ACTS.get(act, _nothing)(request, row)
        except WrongError as error:
            refused = [str(error)]
        except revising.NotReadError as error:
            refused, sheet = error.messages, error.sheet
        except UnfitError as error:
            refused = [str(problem) for problem in error.problems]
        except proposing.DecidedError:
            refused = [_("Somebody decided this meanwhile: look at what became of it.")]
            read_again(row)
        except ConflictsError as error:
            conflicts = error.conflicts
            refused = [_("Something stands in the way: say what to leave out.")]
    context: dict[str, Any] = {"row": row, "refused": refused, "mark": proposing.mark_of(row)}
    status = 400 if refused else 200
    if act == "revise" and can_revise(request, row):
        context |= {"sheet": sheet or revising.sheet(row, request), "longest": revising.LONGEST}
        return page(request, "revising.html", context, section="proposals", status=status)
    waiting = row.state in Proposal.WAITING
    if conflicts is None:
        conflicts = proposing.conflicts_of(row) if waiting else ()
    context |= {
        "who": who(row),
        **_edits(row, conflicts),
        "in_the_way": differences([one.change for one in conflicts[:MOST_IN_THE_WAY]], conflicts),
        "more_in_the_way": max(0, len(conflicts) - MOST_IN_THE_WAY),
        "left": chosen(request, "leave"),
        "waiting": waiting,
        "own": row.author_id == request.user.pk,
        "revises": can_revise(request, row),
        "refusal": refusal(request.user, row) if waiting and Abilities(request.user).decides else None,
        "comments": list(row.comments.select_related("author")[:MOST_COMMENTS]),
        "comment": request.POST.get("comment", ""),
        "longest": LONGEST_COMMENT,
    }
    return page(request, "proposal.html", context, section="proposals", status=status)


def _edits(row: Proposal, conflicts: Sequence[Conflict]) -> dict[str, Any]:
    """Return what a proposal would change but for what stands in the way, and what is odd about it."""
    edits = row.edits.order_by("pk")
    others = edits.exclude(pk__in=[one.change.pk for one in conflicts])
    number = edits.count()
    return {
        "edits": differences(others[:LISTED]),
        "more": max(0, number - len(conflicts) - LISTED),
        "suspicions": tuple(_suspicions(number, edits.filter(REMOVES).count())),
    }


def can_revise(request: HttpRequest, row: Proposal) -> bool:
    """Tell whether whoever asks may change what is proposed before it is decided: its author, and editors."""
    own = row.author_id is not None and row.author_id == request.user.pk
    return row.state in Proposal.WAITING and (own or Abilities(request.user).decides)


def _nothing(request: HttpRequest, row: Proposal) -> HttpResponse:
    raise WrongError(_("Say what to do with it."))


def _as_seen(request: HttpRequest, row: Proposal) -> None:
    """Hold the catalogue; refuse where the proposal is another than the page showed."""
    ChangeSet.hold()
    if request.POST.get("mark") != proposing.mark_of(row):
        raise WrongError(_("It was revised meanwhile. Look at it again, then decide."))


def _must_decide(request: HttpRequest) -> None:
    if not Abilities(request.user).decides:
        raise PermissionDenied


def _accept(request: HttpRequest, row: Proposal) -> HttpResponse:
    """Write it, but for what is left out."""
    _must_decide(request)
    _as_seen(request, row)
    if (why := refusal(request.user, row)) is not None:
        raise WrongError(why)
    leave = chosen(request, "leave")
    if request.POST.get("leave_all"):
        leave |= {one.change.pk for one in proposing.conflicts_of(row)}
    number = proposing.accept(row.pk, by=request.user, keep=leave)
    address = reverse("desk-change", args=[number])
    said = format_html('{} <a href="{}">{}</a>', _("Accepted."), address, _("See or undo this change"))
    messages.success(request, said)
    return see(reverse("desk-proposals"))


def chosen(request: HttpRequest, name: str) -> set[int]:
    """Return the keys that are ticked in a form."""
    return {int(key) for key in request.POST.getlist(name) if key.isascii() and key.isdigit() and len(key) < 19}


def text_given(request: HttpRequest, name: str = "comment", longest: int = LONGEST_COMMENT) -> str:
    """Return a text that is given along, as much of it as is kept."""
    return request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()[:longest]


def _reject(request: HttpRequest, row: Proposal) -> HttpResponse:
    """Leave it, with a reason."""
    _must_decide(request)
    _as_seen(request, row)
    if not (reason := text_given(request)):
        raise WrongError(_("Say why in the comment: its author reads it."))
    return _left(request, row, reason, _("Rejected."))


def _left(request: HttpRequest, row: Proposal, reason: str, said: str) -> HttpResponse:
    if len(reason) > LONGEST_REASON:
        raise WrongError(_("A reason has at most %(number)s characters.") % {"number": LONGEST_REASON})
    proposing.reject(row.pk, by=request.user, comment=reason)
    messages.success(request, said)
    return see(reverse("desk-proposals"))


def _withdraw(request: HttpRequest, row: Proposal) -> HttpResponse:
    """Take one's own proposal back."""
    if row.author_id != request.user.pk:
        raise PermissionDenied
    return _left(request, row, text_given(request) or _("Withdrawn by its author."), _("Withdrawn."))


def _send_back(request: HttpRequest, row: Proposal) -> HttpResponse:
    """Give it back to its author."""
    _must_decide(request)
    _as_seen(request, row)
    if not (comment := text_given(request)):
        raise WrongError(_("Say in the comment what is to be mended: its author reads it."))
    proposing.send_back(row.pk, by=request.user, comment=comment)
    messages.success(request, _("Sent back to its author."))
    return see(reverse("desk-proposals"))


def _comment(request: HttpRequest, row: Proposal) -> HttpResponse:
    if not (comment := text_given(request)):
        raise WrongError(_("The comment is empty."))
    proposing.comment_on(row.pk, by=request.user, text=comment)
    return see(f"{reverse('desk-proposal', args=[row.pk])}#comments")


def _revise(request: HttpRequest, row: Proposal) -> HttpResponse:
    """Give its edits other values; it waits for an editor again."""
    if not can_revise(request, row):
        raise PermissionDenied
    _as_seen(request, row)
    sheet = revising.sheet(row, request)
    values, leave = revising.read(sheet)
    if not values and not leave:
        raise WrongError(_("Nothing was changed."))
    proposing.revise(row.pk, values, leave, by=request.user)
    # Who accepts it, and its author, see what became of what was proposed.
    proposing.comment_on(row.pk, by=request.user, text=revising.told(sheet, values, leave)[:LONGEST_COMMENT])
    messages.success(request, _("Saved. It waits for an editor."))
    return see(reverse("desk-proposal", args=[row.pk]))


# What may be done with a proposal, by the name of the button.
ACTS: Mapping[str, Callable[[HttpRequest, Proposal], HttpResponse]] = {
    "accept": _accept, "reject": _reject, "withdraw": _withdraw, "return": _send_back, "comment": _comment,
    "revise": _revise,
}  # fmt: skip
