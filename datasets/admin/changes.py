"""Change sets: what was done together, by whom and why; and undoing one, with what stands in the way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from datasets.models import Change, ChangeSet, Dataset
from datasets.records.undoing import AlreadyUndoneError, Conflict, ConflictsError, Undone, conflicts_of, undo

from .approval import may
from .asking import Asking, asked, kept, longest, one_of, shown, text_given
from .base import author, log_change
from .records import PiecesAdmin


@admin.register(ChangeSet)
class ChangeSetAdmin(PiecesAdmin):
    """What changed in the catalogue, the newest first."""

    list_display = ("number", "created", "who", "origin", "reason", "changed")
    list_filter = ("origin", "created")
    search_fields = ("reason", "credit", "changes__label")
    search_help_text = "Reason, credit, or name of what was changed"
    autocomplete_fields = ("author", "reverses")
    fields = ("created", "origin", "author", "credit", "reason", "reverses", "changed", "removed", "stamp")
    readonly_fields = ("created", "changed")
    actions = ("undo",)
    pieces = "changes"

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may undo: change entries, show them and take them away."""
        return may(request.user, "change", Dataset) and may(request.user, "publish", Dataset)

    @admin.action(description="Undo the selected change set", permissions=["undo"])
    def undo(self, request: HttpRequest, queryset: QuerySet[ChangeSet]) -> TemplateResponse | None:
        """Show what will be set back and what stands in the way; then undo, all of it or nothing."""
        row = one_of(self, request, queryset, "Nothing was undone: choose one change set.")
        if row is None:
            return None
        conflicts: Sequence[Conflict] = ()
        if request.POST.get("post"):
            try:
                self._say(request, row, _undone(request, row))
            except AlreadyUndoneError as error:
                self.message_user(request, f"Change set {row} was undone already, by {error.args[0]}.", messages.ERROR)
            except ConflictsError as error:
                conflicts = error.conflicts
                message = f"Nothing was undone: {len(conflicts):,} pieces stand in the way."
                self.message_user(request, message, messages.ERROR)
            if not conflicts:
                return None
        pieces = shown(Change.objects.filter(change_set=row.pk), conflicts or conflicts_of(row.pk), back=True)
        asking = replace(ASKING, title=f"Undo change set {row}")
        return asked(self, request, row, asking, pieces, facts_of(row, self.who(row)))

    def _say(self, request: HttpRequest, row: ChangeSet, done: Undone) -> None:
        kept = f", {len(done.kept):,} left as they are" if done.kept else ""
        message = f"Change set {row} was undone, by {done.number}: {len(done.restored):,} pieces set back{kept}."
        self.message_user(request, message, messages.SUCCESS)


ASKING = Asking(
    action="undo",
    title="",
    button="Undo",
    blocked="These pieces are no longer as the change set left them. Undo what came later first, or leave them as they "
    "are: nothing is undone before each of them is one or the other.",
    coming="What will be set back",
    nothing="It changed nothing that can be set back.",
    text=("reason", "Why, in a sentence; it is shown to the public", longest(ChangeSet, "reason")),
)


def facts_of(row: Any, who: str) -> list[str]:
    """Return when a change set or proposal was made, by whom, by which door, and why."""
    return [date_format(localtime(row.created), "DATETIME_FORMAT"), who, row.get_origin_display(), row.reason]


def _undone(request: HttpRequest, row: ChangeSet) -> Undone:
    """Undo as the page was filled in."""
    with transaction.atomic():
        done = undo(row.pk, keep=kept(request), reason=text_given(request, ASKING), **author(request))
        log_change(request, [row], "undone")
    return done
