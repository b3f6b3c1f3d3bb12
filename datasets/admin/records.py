"""What no page shows: suggestions that wait for a curator, and the mark of seeding, which nobody edits."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

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


class PiecesAdmin(ReadOnlyAdmin):
    """What somebody did or would do together, piece by piece, the newest first."""

    list_display_links = ("number",)
    list_select_related = ("author",)
    ordering = ("-pk",)
    show_full_result_count = False
    # The name by which a row has its pieces, and that of the desk's page that shows them.
    pieces = page = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with what the list says of their pieces."""
        relation = self.model._meta.get_field(self.pieces)
        owner = relation.field.name
        of = relation.related_model._default_manager.filter(**{owner: OuterRef("pk")})
        of = of.order_by().values(owner)
        return (
            super()
            .get_queryset(request)
            .annotate(
                number_of_pieces=Coalesce(Subquery(of.annotate(found=Count("pk")).values("found")), 0),
                first=Subquery(of.annotate(found=Min("label")).values("found")),
                last=Subquery(of.annotate(found=Max("label")).values("found")),
            )
        )

    @admin.display(ordering="pk")
    def number(self, row: Any) -> int:
        """Return the row's number."""
        return row.pk

    @admin.display(ordering="author")
    def who(self, row: Any) -> str:
        """Return the name by which the author is credited, or that of the account."""
        return row.credit or (row.author.get_username() if row.author else "")

    @admin.display(ordering="number_of_pieces")
    def changed(self, row: Any) -> str:
        """Return what is changed in short."""
        if not row.number_of_pieces:
            return ""
        names = row.first if row.first == row.last else f"{row.first} … {row.last}"
        return f"{names}: {row.number_of_pieces:,} {'piece' if row.number_of_pieces == 1 else 'pieces'}"

    @admin.display(description="at the desk")
    def at_the_desk(self, row: Any) -> SafeString:
        """Return the link to the desk's page of the row."""
        return format_html('<a href="{}">See {}</a>', reverse(self.page, args=[row.pk]), row.pk)


@admin.register(SeedMark)
class SeedMarkAdmin(ReadOnlyAdmin):
    """What was last seeded."""

    list_display = ("kind", "key", "digest")
    list_filter = ("kind",)
    search_fields = ("kind", "key")
