"""Change sets: what was done together, by whom and why. The desk shows them whole, and undoes them (desk.changes)."""

from django.contrib import admin

from datasets.models import ChangeSet

from .records import PiecesAdmin


@admin.register(ChangeSet)
class ChangeSetAdmin(PiecesAdmin):
    """What changed in the catalogue, the newest first."""

    list_display = ("number", "created", "who", "origin", "reason", "changed", "at_the_desk")
    list_filter = ("origin", "created")
    search_fields = ("reason", "credit", "changes__label")
    search_help_text = "Reason, credit, or name of what was changed"
    autocomplete_fields = ("author", "reverses")
    fields = (
        "created", "origin", "author", "credit", "reason", "reverses", "changed", "removed", "stamp", "at_the_desk",
    )  # fmt: skip
    readonly_fields = ("created", "changed", "at_the_desk")
    pieces = "changes"
    page = "desk-change"
