"""The parts of datasets, each with a list of its own: for finding a link, a count or a class across all entries."""

from django.contrib import admin

from datasets.models import (
    Count,
    DatasetClass,
    DatasetRelation,
    FormerSlug,
    Link,
    OrderedAccessStep,
    Paper,
    Right,
    Split,
)

from .base import PartAdmin
from .forms import FormerSlugForm, PaperForm, RecordForm, RelationForm, RightForm

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


@admin.register(OrderedAccessStep)
class AccessStepOfDatasetAdmin(PartAdmin):
    """Steps to access."""

    list_display = ("dataset", "position", "step")
    list_select_related = ("dataset", "step")
    list_filter = (("step", admin.RelatedOnlyFieldListFilter),)
    search_fields = (*OWNER, "step__code")
    autocomplete_fields = ("dataset", "step")


@admin.register(Right)
class RightAdmin(PartAdmin):
    """What may be done with what."""

    form = RightForm
    list_display = ("dataset", "component", "use", "allowed")
    list_select_related = ("dataset",)
    list_filter = ("component", "use", "allowed")
    search_fields = OWNER
    autocomplete_fields = ("dataset",)


@admin.register(Count)
class CountAdmin(PartAdmin):
    """Counts."""

    form = RecordForm
    list_display = ("dataset", "value", "unit", "precision")
    list_select_related = ("dataset", "unit")
    list_filter = (("unit", admin.RelatedOnlyFieldListFilter), "precision")
    search_fields = OWNER
    autocomplete_fields = ("dataset", "unit")


@admin.register(DatasetClass)
class DatasetClassAdmin(PartAdmin):
    """Classes."""

    form = RecordForm
    list_display = ("name", "dataset", "condition", "count", "unit")
    list_select_related = ("dataset", "condition", "unit")
    list_filter = (("condition", admin.EmptyFieldListFilter),)
    search_fields = ("name", "condition__code", *OWNER)
    autocomplete_fields = ("dataset", "condition", "unit")


@admin.register(Split)
class SplitAdmin(PartAdmin):
    """Splits."""

    form = RecordForm
    list_display = ("dataset", "name", "count", "unit", "percent")
    list_select_related = ("dataset", "unit")
    list_filter = ("name",)
    search_fields = OWNER
    autocomplete_fields = ("dataset", "unit")


@admin.register(Link)
class LinkAdmin(PartAdmin):
    """Addresses."""

    form = RecordForm
    list_display = ("url", "kind", "dataset", "label")
    list_display_links = ("kind",)
    list_select_related = ("dataset",)
    list_filter = ("kind",)
    search_fields = ("url", "label", *OWNER)
    autocomplete_fields = ("dataset",)


@admin.register(Paper)
class PaperAdmin(PartAdmin):
    """Papers."""

    form = PaperForm
    list_display = ("__str__", "authors", "year", "doi", "dataset")
    list_select_related = ("dataset",)
    list_filter = (("doi", admin.EmptyFieldListFilter), "year")
    search_fields = ("title", "authors", "venue", "doi", "url", *OWNER)
    autocomplete_fields = ("dataset",)


@admin.register(DatasetRelation)
class DatasetRelationAdmin(PartAdmin):
    """Relations."""

    form = RelationForm
    list_display = ("dataset", "kind", "target")
    list_select_related = ("dataset", "target")
    list_filter = ("kind",)
    search_fields = (*OWNER, "target__name", "target__slug")
    autocomplete_fields = ("dataset", "target")
