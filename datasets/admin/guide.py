"""Guides and the entries that they name."""

from django.contrib import admin

from datasets.models import Guide, GuideEntry

from .base import CatalogueAdmin
from .filters import MissingGuideTextFilter
from .forms import GuideEntryForm, GuideForm
from .inlines import GuideEntryInline


@admin.register(Guide)
class GuideAdmin(CatalogueAdmin):
    """Guides."""

    form = GuideForm
    inlines = (GuideEntryInline,)
    list_display = ("__str__", "slug", "kind", "position")
    list_editable = ("position",)
    list_filter = ("kind", MissingGuideTextFilter)
    search_fields = ("slug", "titles__en")
    fields = ("slug", "kind", "position", "titles", "body")


@admin.register(GuideEntry)
class GuideEntryAdmin(CatalogueAdmin):
    """Entries in guides."""

    form = GuideEntryForm
    list_display = ("dataset", "guide", "position")
    list_select_related = ("dataset", "guide")
    list_filter = (("guide", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("dataset__name", "dataset__slug", "guide__slug")
    autocomplete_fields = ("guide", "dataset")
