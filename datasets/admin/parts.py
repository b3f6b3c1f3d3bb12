"""Addresses that entries had, with a list of their own."""

from django.contrib import admin

from datasets.models import FormerSlug

from .base import PartAdmin
from .forms import FormerSlugForm

# The entry's own names, to search its parts by.
OWNER = ("dataset__name", "dataset__slug")


@admin.register(FormerSlug)
class FormerSlugAdmin(PartAdmin):
    """Addresses that redirect."""

    form = FormerSlugForm
    list_display = ("slug", "dataset")
    list_select_related = ("dataset",)
    search_fields = ("slug", *OWNER)
    autocomplete_fields = ("dataset",)
