"""What no page shows: suggestions that wait for a curator, and the mark of seeding, which nobody edits."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from datasets.models import SeedMark, Suggestion

from .base import SiteAdmin, log_change

State = Suggestion.State
# What is not known of a suggestion before somebody has looked at it.
DECIDED = ("state", "answer", "change_set", "proposals")


@admin.register(Suggestion)
class SuggestionAdmin(SiteAdmin):
    """What visitors would add or correct; what they wrote stays as it is."""

    list_display = ("__str__", "dataset", "state", "created")
    list_select_related = ("dataset",)
    list_filter = ("state", "about", "language", "created")
    search_fields = ("text", "reference", "answer", "dataset__name", "dataset__slug")
    autocomplete_fields = ("dataset", "change_set")
    readonly_fields = ("created", "proposals")
    fields = (
        "dataset", "about", "page", "language", "text", "reference", "created", "state", "answer", "change_set",
        "proposals",
    )  # fmt: skip
    actions = ("accept", "decline")

    def get_fields(self, request: HttpRequest, obj: Suggestion | None = None) -> Any:
        """Return the fields; a new suggestion is not decided yet."""
        return self.fields if obj is not None else [name for name in self.fields if name not in DECIDED]

    @admin.display(description="proposed of it")
    def proposals(self, row: Suggestion) -> str:
        """Return the proposals that were made of the suggestion, and how far they are."""
        return ", ".join(f"{one} ({one.state})" for one in row.proposals.order_by("pk")) or "-"

    def get_readonly_fields(self, request: HttpRequest, obj: Suggestion | None = None) -> Any:
        """Return the fields that are shown only: a visitor's words, once they are there."""
        return (
            self.readonly_fields
            if obj is None
            else ("about", "page", "language", "text", "reference", *self.readonly_fields)
        )

    @admin.action(description="Accept selected suggestions", permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        """Note that the suggestions were taken up."""
        self._decide(request, queryset, State.ACCEPTED)

    @admin.action(description="Decline selected suggestions", permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        """Note that the suggestions were not taken up."""
        self._decide(request, queryset, State.DECLINED)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Suggestion], state: State) -> None:
        rows = list(queryset.exclude(state=state))
        with transaction.atomic():
            Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
            log_change(request, rows, "state")
        self.message_user(request, f"{state.label}: {len(rows):,} suggestions.")


class ReadOnlyAdmin(SiteAdmin):
    """Rows that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False


@admin.register(SeedMark)
class SeedMarkAdmin(ReadOnlyAdmin):
    """What was last seeded."""

    list_display = ("kind", "key", "digest")
    list_filter = ("kind",)
    search_fields = ("kind", "key")
