"""Proposals: what waits, what it would change, and deciding it: accepted with what stands in the way, or rejected."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from datasets.models import Dataset, DatasetDescription, Proposal, ProposedEdit
from datasets.records.changes import EXISTS, TEXT
from datasets.records.proposing import DecidedError, accept, conflicts_of, reject
from datasets.records.undoing import Conflict, ConflictsError, undone

from .approval import User, may
from .asking import Asking, asked, kept, longest, one_of, shown, table, text_given
from .base import log_change
from .changes import facts_of
from .records import PiecesAdmin

State = Proposal.State


def refusal(user: User, proposal: Proposal) -> str | None:
    """Say why the user may not accept the proposal, or None.

    Nobody accepts their own words but a superuser, as with texts (approval); and what an edit would publish or approve
    takes the right to do so.
    """
    if not user.is_superuser and proposal.author_id is not None and proposal.author_id == user.pk:
        return "it is your own; another person accepts it"
    edits = list(proposal.edits.filter(kind="dataset"))
    if any(_publishes(edit) for edit in edits) and not may(user, "publish", Dataset):
        return "it would publish or withdraw an entry, which takes the right to publish"
    if any(_approves(edit) for edit in edits) and not may(user, "review", DatasetDescription):
        return "it would approve a text, which takes the right to review texts"
    return None


def _publishes(edit: ProposedEdit) -> bool:
    made = edit.path == EXISTS and edit.after.get("status") != Dataset.Status.DRAFT
    return made or edit.path == "status"


def _approves(edit: ProposedEdit) -> bool:
    if edit.path == EXISTS:
        return any(text.get("reviewed") for text in edit.after["descriptions"])
    return edit.path.startswith(TEXT) and bool((edit.after or {}).get("reviewed"))


@admin.register(Proposal)
class ProposalAdmin(PiecesAdmin):
    """What somebody proposes, the newest first."""

    list_display = ("number", "created", "who", "origin", "reason", "decision", "changed")
    list_filter = ("state", "origin", "created")
    search_fields = ("reason", "credit", "edits__label")
    search_help_text = "Reason, credit, or name of what would change"
    autocomplete_fields = ("author", "suggestion", "change_set", "decided_by")
    fields = (
        "created", "origin", "author", "credit", "reason", "suggestion", "decision", "decided_by", "decided", "comment",
        "change_set", "shown_edits",
    )  # fmt: skip
    readonly_fields = ("created", "decision", "shown_edits")
    actions = ("accept", "reject")
    pieces = "edits"

    class Media:
        css = {"all": ("admin-undo.css",)}

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list; its rows know which of them were undone."""
        page = super().get_changelist_instance(request)
        rows, taken_back = list(page.result_list), undone()
        for row in rows:
            cast(Any, row).taken_back = taken_back.get(row.change_set_id)
        page.result_list = cast(Any, rows)
        return page

    @admin.display(ordering="state", description="state")
    def decision(self, row: Any) -> str:
        """Return what was decided, and whether that was undone."""
        state = str(State(row.state).label)
        if row.change_set_id is None:
            return state
        taken_back = row.taken_back if hasattr(row, "taken_back") else undone().get(row.change_set_id)
        return f"{state}, as change set {row.change_set_id}" + (f"; undone by {taken_back}" if taken_back else "")

    @admin.display(description="edits")
    def shown_edits(self, row: Proposal) -> SafeString:
        """Return each edit with what was there and what would be."""
        return table(shown(row.edits.all(), (), back=False).pieces, "What it would change")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may decide proposals."""
        return may(request.user, "decide", Proposal)

    @admin.action(description="Accept the selected proposal", permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> TemplateResponse | None:
        """Show what would be written and what stands in the way; then write it, all of it or nothing."""
        row = self._open(request, queryset, "accepted")
        if row is None:
            return None
        if (why := refusal(request.user, row)) is not None:
            self.message_user(request, f"Nothing was accepted: {why}.", messages.ERROR)
            return None
        conflicts: Sequence[Conflict] = ()
        if request.POST.get("post"):
            try:
                with transaction.atomic():
                    number = accept(row.pk, by=request.user, keep=kept(request))
                    log_change(request, [row], "accepted")
                message = f"Proposal {row} was accepted, as change set {number}."
                self.message_user(request, message, messages.SUCCESS)
            except DecidedError as error:
                self.message_user(request, str(error), messages.ERROR)
            except ConflictsError as error:
                conflicts = error.conflicts
                message = f"Nothing was accepted: {len(conflicts):,} edits stand in the way."
                self.message_user(request, message, messages.ERROR)
            if not conflicts:
                return None
        pieces = shown(row.edits.all(), conflicts or conflicts_of(row), back=False)
        asking = replace(ACCEPTING, title=f"Accept proposal {row}")
        return asked(self, request, row, asking, pieces, facts_of(row, self.who(row)))

    @admin.action(description="Reject the selected proposal", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> TemplateResponse | None:
        """Show what would have been written; then leave it, with the reason."""
        row = self._open(request, queryset, "rejected")
        if row is None:
            return None
        if request.POST.get("post"):
            try:
                with transaction.atomic():
                    reject(row.pk, by=request.user, comment=text_given(request, REJECTING))
                    log_change(request, [row], "rejected")
                self.message_user(request, f"Proposal {row} was rejected.", messages.SUCCESS)
            except DecidedError as error:
                self.message_user(request, str(error), messages.ERROR)
            return None
        asking = replace(REJECTING, title=f"Reject proposal {row}")
        pieces = shown(row.edits.all(), (), back=False)
        return asked(self, request, row, asking, pieces, facts_of(row, self.who(row)))

    def _open(self, request: HttpRequest, queryset: QuerySet[Proposal], done: str) -> Proposal | None:
        """Return the one open proposal that was chosen; None, and say so, where there is none."""
        row = one_of(self, request, queryset, f"Nothing was {done}: choose one proposal.")
        if row is not None and row.state != State.OPEN:
            self.message_user(request, str(DecidedError(row)), messages.ERROR)
            return None
        return cast("Proposal | None", row)


ACCEPTING = Asking(
    action="accept",
    title="",
    button="Accept",
    blocked="These pieces are no longer as they were when this was proposed, or the edits would not fit any more. "
    "Leave them out, or reject the proposal: nothing is written before each of them is left.",
    coming="What will be written",
    nothing="It has no edits.",
)
REJECTING = Asking(
    action="reject",
    title="",
    button="Reject",
    coming="What it would have changed",
    nothing="It has no edits.",
    text=(
        "comment",
        "Why, in a sentence; the public does not see it, and imports that bring it again are told",
        longest(Proposal, "comment"),
    ),
)
