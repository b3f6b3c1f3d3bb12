"""Proposals: what waits and what was decided. The desk shows what each would change, and decides (desk.proposals)."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from datasets.models import Proposal
from datasets.records.undoing import undone

from .records import PiecesAdmin

State = Proposal.State


@admin.register(Proposal)
class ProposalAdmin(PiecesAdmin):
    """What somebody proposes, the newest first."""

    list_display = ("number", "created", "who", "origin", "reason", "decision", "changed", "at_the_desk")
    list_filter = ("state", "origin", "created")
    search_fields = ("reason", "credit", "edits__label")
    search_help_text = "Reason, credit, or name of what would change"
    autocomplete_fields = ("author", "suggestion", "change_set", "decided_by")
    fields = (
        "created", "origin", "author", "credit", "reason", "suggestion", "decision", "decided_by", "decided", "comment",
        "change_set", "changed", "at_the_desk",
    )  # fmt: skip
    readonly_fields = ("created", "decision", "changed", "at_the_desk")
    pieces = "edits"
    page = "desk-proposal"

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
