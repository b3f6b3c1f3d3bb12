"""Statements and disagreements: what documents say, and where a curator decides between them."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from datasets.models import Disagreement, Statement

from .base import PartAdmin
from .filters import MissingExplanationFilter, SettledFilter
from .forms import RecordForm
from .parts import OWNER


@admin.register(Statement)
class StatementAdmin(PartAdmin):
    """What documents say."""

    form = RecordForm
    list_display = ("printed", "field", "dataset", "document", "line", "note")
    list_select_related = ("dataset", "document")
    list_filter = ("document", "field")
    search_fields = ("printed", "note", "heading", *OWNER)
    autocomplete_fields = ("dataset", "document")


@admin.register(Disagreement)
class DisagreementAdmin(PartAdmin):
    """What contradicts what. A curator settles it by giving the reason."""

    form = RecordForm
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
                "description": "Set the entry's own value to what is right, then say here why. "
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
