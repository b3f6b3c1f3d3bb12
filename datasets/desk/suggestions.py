"""What visitors suggest: the list, and one of them with what was proposed of it, to be accepted, declined or answered.

The visitor reads the answer at a private address. What was proposed is decided as any proposal is (records.proposing),
which decides the suggestion with it; where nothing was, a curator writes it and says that it was taken up.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, Prefetch, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.models import ChangeSet, Dataset, Proposal, Suggestion
from datasets.records.proposing import DecidedError, accept, mark_of, reject
from datasets.records.undoing import ConflictsError
from datasets.web.sent import see
from datasets.words.asked import is_slug

from .differences import differences, in_short
from .doors import Abilities, desk, page
from .entry import LONGEST_NAME
from .proposals import refusal, text_given
from .submitting import read_again

State, About = Suggestion.State, Suggestion.About
PAGE = 50
LONGEST_ANSWER = 2_000
# What may be done: with what was proposed, or with the suggestion alone.
ACCEPT, DECLINE, ANSWER, TAKEN_UP = ACTS = ("accept", "decline", "answer", "taken-up")
# Edits that a page shows.
MOST_SHOWN = 100


@desk(needs="sees_suggestions")
def suggestions(request: HttpRequest) -> HttpResponse:
    """List what visitors suggested: what waits first; of one entry, of one sort, in one state."""
    entry, about, state = (request.GET.get(name, "") for name in ("entry", "about", "state"))
    waits_first = Case(When(state=State.OPEN, then=Value(0)), default=Value(1))
    rows = Suggestion.objects.select_related("dataset").order_by(waits_first, "-created", "-pk")
    if entry:
        rows = rows.filter(dataset__slug=entry) if is_slug(entry) else rows.none()
    if about in About.values and "about" in request.GET:
        rows = rows.filter(about=about)
    if state in State.values:
        rows = rows.filter(state=state)
    proposals = Prefetch("proposals", Proposal.objects.order_by("-pk"))
    found = Paginator(rows.prefetch_related(proposals), PAGE).get_page(request.GET.get("page", ""))
    asked = {name: request.GET[name] for name in ("entry", "about", "state") if name in request.GET}
    context = {
        "rows": found,
        "entry": entry,
        "about": about if "about" in request.GET else None,
        "state": state,
        "abouts": About.choices,
        "states": State.choices,
        "query": urlencode(asked),
    }
    return page(request, "suggestions.html", context, section="suggestions")


@desk("GET", "HEAD", "POST", needs="sees_suggestions")
def suggestion(request: HttpRequest, number: str) -> HttpResponse:
    """Show a suggestion and what was proposed of it; accept, decline or answer it, or say that it was taken up."""
    row = get_object_or_404(Suggestion.objects.select_related("dataset", "change_set"), pk=number)
    refused: list[str] = []
    answer = row.answer
    if request.method == "POST":
        answer = text_given(request, "answer", LONGEST_ANSWER)
        refused = _done(request, row, answer)
        if not refused:
            return see(reverse("desk-suggestions") if row.state != State.OPEN else request.path)
    proposal = row.proposals.order_by("-pk").first()
    edits = proposal.edits.order_by("pk")[:MOST_SHOWN] if proposal is not None else ()
    context = {
        "row": row,
        "proposal": proposal,
        "edits": differences(edits),
        "mark": mark_of(proposal) if proposal is not None else "",
        "answer": answer,
        "longest": LONGEST_ANSWER,
        "waits": row.state == State.OPEN,
        "acceptable": proposal is not None and proposal.state in Proposal.WAITING,
        "way": _way(row),
        "others": _others(row),
        "refused": refused,
    }
    return page(request, "suggestion.html", context, section="suggestions", status=400 if refused else 200)


def _done(request: HttpRequest, row: Suggestion, answer: str) -> list[str]:
    """Do what was asked; return why it was not done."""
    can, act = Abilities(request.user), request.POST.get("act", "")
    if not (can.decides if act == ACCEPT else can.answers):
        raise PermissionDenied
    with transaction.atomic():
        ChangeSet.hold()
        read_again(row, "state", "answer")
        if act not in ACTS:
            return [_("Choose what is to be done.")]
        if act != ANSWER and row.state != State.OPEN:
            return [_("Somebody has decided this meanwhile: %(state)s.") % {"state": row.get_state_display()}]
        if text_given(request, "answered", LONGEST_ANSWER) != row.answer:
            return [_("Somebody has answered meanwhile: %(answer)s") % {"answer": row.answer}]
        if act in (DECLINE, ANSWER) and not answer:
            return [_("Write an answer: the visitor reads it.")]
        if act == ACCEPT and (refused := _accepted(request, row)):
            return refused
        if act == DECLINE:
            for proposal in row.proposals.filter(state__in=Proposal.WAITING):
                reject(proposal.pk, by=request.user)
        # Accepting and rejecting have decided the suggestion already.
        state = {DECLINE: State.DECLINED, TAKEN_UP: State.ACCEPTED, ACCEPT: State.ACCEPTED}.get(act, row.state)
        Suggestion.objects.filter(pk=row.pk).update(answer=answer, state=state)
    row.answer, row.state = answer, state
    messages.success(request, str(State(state).label) if act != ANSWER else _("The answer was saved."))
    return []


def _accepted(request: HttpRequest, row: Suggestion) -> list[str]:
    """Accept what was proposed as it was shown; return why it cannot be."""
    proposal = row.proposals.order_by("-pk").first()
    if proposal is None:
        return [_("Nothing was proposed of it.")]
    if request.POST.get("mark", "") != mark_of(proposal):
        return [_("The proposal was changed meanwhile: look at it again.")]
    if (why := refusal(request.user, proposal)) is not None:
        return [why]
    try:
        accept(proposal.pk, by=request.user)
    except DecidedError:
        return [_("Somebody decided this meanwhile: look at what became of it.")]
    except ConflictsError as error:
        return in_short(error.conflicts)
    return []


def _way(row: Suggestion) -> str:
    """Return the page where a curator writes what was suggested: the entry's facts, its text, or a new entry."""
    cited = {"reference": row.reference} if row.reference else {}
    if row.about == About.ENTRY:
        name = row.text.splitlines()[0][:LONGEST_NAME] if row.text.splitlines() else ""
        return f"{reverse('desk-add')}?{urlencode({'name': name if name != row.reference else '', **cited})}"
    entry: Dataset | None = row.dataset
    if entry is None:
        return ""
    if row.about == About.TEXT and row.language:
        return reverse("desk-text", args=[entry.slug, row.language])
    return f"{reverse('desk-state', args=[entry.slug])}?{urlencode(cited)}".removesuffix("?")


def _others(row: Suggestion) -> int:
    """Return how many more suggestions of the same entry wait. One query."""
    if row.dataset_id is None:
        return 0
    return Suggestion.objects.filter(dataset=row.dataset_id, state=State.OPEN).exclude(pk=row.pk).count()
