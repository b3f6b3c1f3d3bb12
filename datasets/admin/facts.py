"""Statements and disagreements: what documents say, and what a curator noted of where they differ."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from datasets.models import Disagreement, Statement

from .approval import may
from .base import DeskAdmin, PartAdmin
from .filters import MissingExplanationFilter, SettledFilter
from .forms import DisagreementForm
from .parts import OWNER
from .records import ReadOnlyAdmin


@admin.register(Statement)
class StatementAdmin(DeskAdmin, ReadOnlyAdmin):
    """What documents say. It is stated, corrected, judged and taken back at the desk."""

    list_display = ("printed", "field", "dataset", "document", "line", "note", "standing")
    list_select_related = ("dataset", "document")
    list_filter = ("standing", "document", "field")
    search_fields = ("printed", "note", "heading", *OWNER)

    def at_the_desk(self, request: HttpRequest, row: Statement) -> str:
        """Return the address of the statement's page, or of its place on the entry's for those who state nothing."""
        if may(request.user, "add", Statement):
            return reverse("desk-judge", args=[row.dataset.slug, row.pk])
        return f"{reverse('desk-entry', args=[row.dataset.slug])}#field-{row.field}"

    def goes_along(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether statements may go with their entry; by themselves none is deleted."""
        return may(request.user, "delete", Statement)


@admin.register(Disagreement)
class DisagreementAdmin(PartAdmin):
    """What contradicts what. A curator settles it by giving the reason."""

    form = DisagreementForm
    list_display = ("__str__", "dataset", "field", "kind", "is_settled")
    list_select_related = ("dataset",)
    list_filter = (SettledFilter, MissingExplanationFilter, "kind", "field")
    search_fields = ("explanation__en", *OWNER)
    autocomplete_fields = ("dataset",)
    readonly_fields = ("stated",)
    fieldsets = (
        (None, {"fields": ("dataset", "field", "kind", "explanation", "position", "stated")}),
        (
            "Settle",
            {
                "fields": ("settled",),
                "description": "Prefer the statement that is right, then say here why. "
                "Both statements stay on the page. Empty the field to open the disagreement again.",
            },
        ),
    )

    @admin.display(boolean=True, ordering="settled", description="settled")
    def is_settled(self, disagreement: Disagreement) -> bool:
        """Tell whether a curator settled it."""
        return disagreement.settled is not None

    @admin.display(description="What documents say about the field")
    def stated(self, disagreement: Disagreement) -> SafeString | str:
        """Return the entry's statements about the field, with their places."""
        if disagreement.pk is None:
            return "-"
        statements = Statement.objects.filter(dataset=disagreement.dataset_id, field=disagreement.field)
        rows = format_html_join(
            "",
            "<li>{} — {}, {}{}{}</li>",
            (
                (
                    row.printed,
                    row.document,
                    row.heading,
                    "" if row.line is None else f", line {row.line}",
                    f" ({row.note})" if row.note else "",
                )
                for row in statements.select_related("document")
            ),
        )
        return format_html("<ul>{}</ul>", rows) if rows else "No statement is about this field alone."
