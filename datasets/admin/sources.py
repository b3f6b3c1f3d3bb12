"""Who has the data and who says so: sources and documents."""

from django.contrib import admin

from datasets.models import Document, Source

from .base import CodedAdmin
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
    list_display = ("code", "title", "kind", "author", "published")
    list_filter = ("kind", MissingTextFilter)
    search_fields = ("code", "title", "author")
    fields = (
        "code", "title", "title_is_ours", "kind", "languages", "passages", "author", "published", "url", "lines",
        "sha256",
    )  # fmt: skip
