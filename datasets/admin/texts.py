"""The texts about entries, sources and documents: one list each for reading and approving them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from datasets.models import DatasetDescription, DocumentDescription, SourceDescription

from .base import CatalogueAdmin, PartAdmin, catalogue_change, log_change
from .forms import DescriptionForm
from .parts import OWNER


class TextAdmin(CatalogueAdmin):
    """Texts of one kind."""

    form = DescriptionForm
    list_filter = ("reviewed", "origin", "language")
    readonly_fields = ("translated_from",)
    actions = ("mark_reviewed",)

    @admin.action(description="Mark selected texts as reviewed", permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Approve the texts."""
        rows = list(queryset.filter(reviewed=False))
        if rows:
            with catalogue_change() as revision:
                queryset.update(reviewed=True)
                log_change(request, rows, "reviewed")
                self.after_review(request, rows, revision)
        self.message_user(request, f"Reviewed: {len(rows):,} texts.")

    def after_review(self, request: HttpRequest, rows: list[Any], revision: int) -> None:
        """Do what follows from the review of the texts `rows`, in its transaction."""


@admin.register(DatasetDescription)
class DatasetDescriptionAdmin(TextAdmin, PartAdmin):
    """Texts about entries."""

    list_display = ("dataset", "language", "summary", "origin", "reviewed")
    list_select_related = ("dataset",)
    search_fields = ("summary", "description", *OWNER)
    autocomplete_fields = ("dataset",)

    def after_review(self, request: HttpRequest, rows: list[Any], revision: int) -> None:
        """Date the change of the entries."""
        self.owners_changed(request, {row.dataset_id for row in rows}, revision)


@admin.register(SourceDescription)
class SourceDescriptionAdmin(TextAdmin):
    """Texts about sources."""

    list_display = ("source", "language", "summary", "origin", "reviewed")
    list_select_related = ("source",)
    search_fields = ("summary", "source__name", "source__code")
    autocomplete_fields = ("source",)


@admin.register(DocumentDescription)
class DocumentDescriptionAdmin(TextAdmin):
    """Texts about documents."""

    list_display = ("document", "language", "summary", "origin", "reviewed")
    list_select_related = ("document",)
    search_fields = ("summary", "document__title", "document__code")
    autocomplete_fields = ("document",)
