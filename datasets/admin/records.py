"""What no public page shows: suggestions that wait for a curator, and the mark of seeding, which nobody edits."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from datasets.models import SeedMark, Suggestion

from .base import SiteAdmin


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


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    """What visitors would add or correct; the desk decides, and here rubbish is taken away."""

    list_display = ("__str__", "dataset", "state", "created", "at_the_desk")
    list_select_related = ("dataset",)
    list_filter = ("state", "about", "language", "created")
    search_fields = ("text", "reference", "answer", "dataset__name", "dataset__slug")
    fields = (
        "dataset", "about", "page", "language", "text", "reference", "created", "state", "answer", "change_set",
        "proposals", "at_the_desk",
    )  # fmt: skip
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow whom Django allows."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description="proposed of it")
    def proposals(self, row: Suggestion) -> str:
        """Return the proposals that were made of the suggestion, and how far they are."""
        return ", ".join(f"{one} ({one.state})" for one in row.proposals.order_by("pk")) or "-"

    @admin.display(description="at the desk")
    def at_the_desk(self, row: Suggestion) -> SafeString:
        """Return the link to the page where it is decided."""
        return format_html('<a href="{}">Answer or decide</a>', reverse("desk-suggestion", args=[row.pk]))


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
