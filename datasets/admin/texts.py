"""The texts about entries, sources and documents: for reading and approving them, and for writing them side by side.

A page shows the original on the left and the translation on the right. Saving says that the translation fits the
original that the page showed.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html

from datasets.models import DatasetDescription, DocumentDescription, SourceDescription
from datasets.models.description import Description
from datasets.translation.translatable import DESCRIBED
from datasets.translation.upkeep import KINDS, original_of, state_of, with_current
from datasets.words.texts import ORIGINAL

from .approval import by_others, may, warn_of_lost_approval, warn_of_own
from .base import CatalogueAdmin, PartAdmin, catalogue_change, log_change
from .filters import OutOfDateFilter
from .forms import TranslationForm
from .parts import OWNER


class TextAdmin(CatalogueAdmin):
    """Texts of one kind."""

    form = TranslationForm
    list_filter = ("reviewed", OutOfDateFilter, "origin", "language")
    readonly_fields: ClassVar[Any] = (
        "state", "origin", "translated_from", "written_by", "original_summary", "original_description",
    )  # fmt: skip
    actions = ("mark_reviewed",)

    class Media:
        css: ClassVar[Any] = {"all": ("admin-texts.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the texts with the fingerprint of what they would be translated from now."""
        return with_current(super().get_queryset(request))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; it knows for whom it is."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user  # type: ignore[attr-defined]
        return form

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may approve texts of this kind that others wrote."""
        return may(request.user, "review", self.model)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields: each text beside its original, but for the originals themselves."""
        owner = KINDS[self.model]
        parts: Sequence[Any] = DESCRIBED[owner]
        if obj is None or obj.language != ORIGINAL:
            parts = [(f"original_{part}", part) for part in parts]
        known = () if obj is None else (("origin", "translated_from", "written_by"),)
        return (
            (None, {"fields": ((owner, "language"), "state", *known)}),
            ("Text", {"fields": (*parts, "reviewed", "seen")}),
        )

    @admin.display(boolean=True, description="up to date")
    def up_to_date(self, row: Any) -> bool | None:
        """Tell whether the text was made from the original of today; None where that is no question."""
        return None if row.language == ORIGINAL or row.current is None else row.translated_from == row.current

    @admin.display(description="State")
    def state(self, row: Description) -> str:
        """Return how far the text is."""
        return str(state_of(row)).capitalize()

    @admin.display(description="Original summary")
    def original_summary(self, row: Description) -> str:
        """Return the summary that is translated."""
        return _shown(row, "summary")

    @admin.display(description="Original description")
    def original_description(self, row: Description) -> str:
        """Return the description that is translated."""
        return _shown(row, "description")

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Write the text; what a curator typed is a curator's, made from the original that the page showed."""
        if not change or not set(form.changed_data).isdisjoint(DESCRIBED[KINDS[self.model]]):
            obj.origin = Description.Origin.CURATOR
        obj.translated_from = form.cleaned_data["seen"]
        super().save_model(request, obj, form, change)
        warn_of_lost_approval(request, [form])

    @admin.action(description="Mark selected texts as reviewed", permissions=["review"])
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Approve the texts, but for one's own."""
        unreviewed = queryset.filter(reviewed=False)
        rows = list(by_others(request.user, unreviewed))
        own = unreviewed.count() - len(rows)
        if rows:
            with catalogue_change(request, rows) as revision:
                self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(reviewed=True)
                log_change(request, rows, "reviewed")
                self.after_review(request, rows, revision)
        self.message_user(request, f"Reviewed: {len(rows):,} texts.")
        warn_of_own(request, own)

    def after_review(self, request: HttpRequest, rows: list[Any], revision: int) -> None:
        """Do what follows from the review of the texts `rows`, in its transaction."""


def _shown(row: Description, part: str) -> str:
    original = original_of(row)
    if original is None:
        return "-"
    return format_html('<div class="original" lang="{}">{}</div>', ORIGINAL, getattr(original, part))


@admin.register(DatasetDescription)
class DatasetDescriptionAdmin(TextAdmin, PartAdmin):
    """Texts about entries."""

    list_display = ("dataset", "language", "summary", "origin", "reviewed", "up_to_date")
    list_select_related = ("dataset",)
    search_fields = ("summary", "description", *OWNER)
    autocomplete_fields = ("dataset",)

    def after_review(self, request: HttpRequest, rows: list[Any], revision: int) -> None:
        """Date the change of the entries."""
        self.owners_changed(request, {row.dataset_id for row in rows}, revision)


@admin.register(SourceDescription)
class SourceDescriptionAdmin(TextAdmin):
    """Texts about sources."""

    list_display = ("source", "language", "summary", "origin", "reviewed", "up_to_date")
    list_select_related = ("source",)
    search_fields = ("summary", "source__name", "source__code")
    autocomplete_fields = ("source",)


@admin.register(DocumentDescription)
class DocumentDescriptionAdmin(TextAdmin):
    """Texts about documents."""

    list_display = ("document", "language", "summary", "origin", "reviewed", "up_to_date")
    list_select_related = ("document",)
    search_fields = ("summary", "document__title", "document__code")
    autocomplete_fields = ("document",)
