"""Change sets: what was done together, by whom and why; and undoing one, with what stands in the way."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.text import Truncator

from datasets.models import Change, ChangeSet, Dataset, ProposedEdit, Statement
from datasets.models.language import ORIGINAL
from datasets.records.changes import EXISTS, STATEMENT
from datasets.records.undoing import AlreadyUndoneError, Conflict, ConflictsError, Undone, conflicts_of, undo

from .approval import may
from .base import author, log_change
from .records import ReadOnlyAdmin

# Pieces that the page before an undoing lists, and characters of a value in it.
LISTED, SHOWN = 200, 300
NOT_THERE = "(not there)"


@admin.register(ChangeSet)
class ChangeSetAdmin(ReadOnlyAdmin):
    """What changed in the catalogue, the newest first."""

    list_display = ("number", "created", "who", "origin", "reason", "changed")
    list_display_links = ("number",)
    list_select_related = ("author",)
    list_filter = ("origin", "created")
    search_fields = ("reason", "credit", "changes__label")
    search_help_text = "Reason, credit, or name of what was changed"
    autocomplete_fields = ("author", "reverses")
    fields = ("created", "origin", "author", "credit", "reason", "reverses", "changed", "removed", "stamp")
    readonly_fields = ("created", "changed")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("undo",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeSet]:
        """Return the change sets with what the list says of their changes."""
        of = Change.objects.filter(change_set=OuterRef("pk")).order_by().values("change_set")
        return (
            super()
            .get_queryset(request)
            .annotate(
                pieces=Coalesce(Subquery(of.annotate(found=Count("pk")).values("found")), 0),
                first=Subquery(of.annotate(found=Min("label")).values("found")),
                last=Subquery(of.annotate(found=Max("label")).values("found")),
            )
        )

    @admin.display(ordering="pk")
    def number(self, row: ChangeSet) -> int:
        """Return the change set's number."""
        return row.pk

    @admin.display(ordering="author")
    def who(self, row: ChangeSet) -> str:
        """Return the name by which the author is credited, or that of the account."""
        return row.credit or (row.author.get_username() if row.author else "")

    @admin.display(ordering="pieces")
    def changed(self, row: Any) -> str:
        """Return what was changed in short."""
        if not row.pieces:
            return ""
        names = row.first if row.first == row.last else f"{row.first} … {row.last}"
        return f"{names}: {row.pieces:,} {'piece' if row.pieces == 1 else 'pieces'}"

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may undo: change entries, show them and take them away."""
        return may(request.user, "change", Dataset) and may(request.user, "publish", Dataset)

    @admin.action(description="Undo the selected change set", permissions=["undo"])
    def undo(self, request: HttpRequest, queryset: QuerySet[ChangeSet]) -> TemplateResponse | None:
        """Show what will be set back and what stands in the way; then undo, all of it or nothing."""
        chosen = list(queryset.order_by()[:2])
        if len(chosen) != 1:
            self.message_user(request, "Nothing was undone: choose one change set.", messages.ERROR)
            return None
        (row,) = chosen
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
        return self._asked(request, row, conflicts or conflicts_of(row.pk))

    def _say(self, request: HttpRequest, row: ChangeSet, done: Undone) -> None:
        kept = f", {len(done.kept):,} left as they are" if done.kept else ""
        message = f"Change set {row} was undone, by {done.number}: {len(done.restored):,} pieces set back{kept}."
        self.message_user(request, message, messages.SUCCESS)

    def _asked(self, request: HttpRequest, row: ChangeSet, conflicts: Sequence[Conflict]) -> TemplateResponse:
        """Return the page that shows what an undoing would do."""
        standing = {conflict.change.pk: conflict for conflict in conflicts}
        others = Change.objects.filter(change_set=row.pk).exclude(pk__in=standing)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Undo change set {row}",
            "opts": self.opts,
            "row": row,
            "who": self.who(row),
            "conflicts": list(_pieces([conflict.change for conflict in conflicts], standing)),
            "pieces": list(_pieces(list(others.order_by("pk")[:LISTED]), {})),
            "more": max(0, others.count() - LISTED),
            "kept": _kept(request),
            "reason": request.POST.get("reason", ""),
            "longest": ChangeSet._meta.get_field("reason").max_length,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/undo.html", context)


def _undone(request: HttpRequest, row: ChangeSet) -> Undone:
    """Undo as the page was filled in."""
    longest = ChangeSet._meta.get_field("reason").max_length
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:longest]
    with transaction.atomic():
        done = undo(row.pk, keep=_kept(request), reason=reason, **author(request))
        log_change(request, [row], "undone")
    return done


def _kept(request: HttpRequest) -> set[int]:
    """Return the keys of the changes that are to be left as they are."""
    return {int(key) for key in request.POST.getlist("keep") if key.isascii() and key.isdigit() and len(key) < 19}


@dataclass(frozen=True)
class Piece:
    """A row of the page: the change, of what, how the piece is now, how it will be, and what stands in the way."""

    key: int
    thing: str
    what: str
    now: str
    then: str
    why: str = ""
    since: tuple[int, ...] = ()


def _pieces(changes: Sequence[Change | ProposedEdit], conflicts: dict[int, Conflict]) -> Iterator[Piece]:
    keys = [int(row.path.removeprefix(STATEMENT)) for row in changes if row.path.startswith(STATEMENT)]
    stated = {f"{STATEMENT}{row.pk}": row for row in Statement.ever.filter(pk__in=keys).select_related("document")}
    for change in changes:
        statement = stated.get(change.path)
        what = f"{statement} ({statement.place})" if statement else change.path
        conflict = conflicts.get(change.pk)
        yield Piece(
            change.pk,
            f"{change.kind} {change.label}",
            what,
            _short(change.path, conflict.now if conflict else change.after),
            _short(change.path, change.before),
            conflict.why if conflict else "",
            conflict.since if conflict else (),
        )


def _short(path: str, value: Any) -> str:
    """Return a value in short."""
    if value is None:
        return NOT_THERE
    if path == EXISTS:
        return "(there)"
    if path.startswith(STATEMENT):
        reason = (value["reason"] or {}).get(ORIGINAL, "")
        return f"{value['standing']} {reason}".strip()
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Truncator(text).chars(SHOWN)
