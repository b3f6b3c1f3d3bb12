"""Who has the data and who says so: sources and documents."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from datasets.models import Dataset, Document, Source
from datasets.records.projecting import WEIGHT, citing, project

from .base import CodedAdmin, touch
from .filters import MissingTextFilter
from .forms import DocumentForm, RecordForm
from .inlines import DocumentDescriptionInline, SourceDescriptionInline
from .translating import Translated


@admin.register(Source)
class SourceAdmin(Translated, CodedAdmin):
    """Hosts and publishers."""

    form = RecordForm
    inlines = (SourceDescriptionInline,)
    list_display = ("name", "code", "kind", "homepage")
    list_filter = ("kind", MissingTextFilter)
    search_fields = ("code", "name")
    names_field = "aliases"
    search_help_text = "Name, alias or code"
    fields = ("code", "name", "aliases", "kind", "homepage")


@admin.register(Document)
class DocumentAdmin(Translated, CodedAdmin):
    """Documents and references."""

    form = DocumentForm
    inlines = (DocumentDescriptionInline,)
    list_display = ("code", "title", "kind", "authority", "author", "published")
    list_filter = ("kind", MissingTextFilter)
    search_fields = ("code", "title", "author")
    fields = (
        "code", "title", "title_is_ours", "kind", "authority", "languages", "passages", "author", "published", "as_of",
        "url", "lines", "sha256",
    )  # fmt: skip

    def after_save(self, request: HttpRequest, form: ModelForm, change: bool, revision: int) -> None:
        """Work out anew what the entries hold that cite a document which weighs otherwise now."""
        super().after_save(request, form, change, revision)
        if change and not WEIGHT.isdisjoint(form.changed_data):
            written = project(citing([form.instance.pk]))
            touch(Dataset.objects.filter(slug__in=written), revision)
