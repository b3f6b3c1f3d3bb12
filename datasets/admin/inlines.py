"""The parts of a dataset on its page. However many rows there are, each kind of part costs the same few queries."""

from functools import cached_property
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest

from datasets.models import (
    Count,
    DatasetClass,
    DatasetDescription,
    DatasetRelation,
    Disagreement,
    DocumentDescription,
    FormerSlug,
    GuideEntry,
    Link,
    OrderedAccessStep,
    Paper,
    Right,
    SourceDescription,
    Split,
    Statement,
)

from .base import Fields
from .fields import AutocompleteOne
from .forms import (
    DescriptionForm,
    FormerSlugForm,
    GuideEntryForm,
    PaperForm,
    RecordForm,
    RelationForm,
    RightForm,
)


class PartFormSet(BaseInlineFormSet):
    """Rows that tell their selects what is selected; new rows come last."""

    @cached_property
    def next_position(self) -> int:
        """The position after the last row's."""
        return max((row.position for row in self.get_queryset()), default=-1) + 1

    @property
    def positioned(self) -> bool:
        """Whether the rows have an order."""
        return any(field.name == "position" for field in cast(type[Model], self.model)._meta.fields)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Give new rows the next position."""
        kwargs = super().get_form_kwargs(index)
        if self.positioned and (index is None or index >= self.initial_form_count()):
            kwargs["initial"] = {"position": self.next_position}
        return kwargs

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Hand each select its related object, which came with the row; check a row only if it changed.

        Checking all rows of a long entry would take a dozen queries for each.
        """
        super().add_fields(form, index)
        if index is not None and index < self.initial_form_count():
            form.empty_permitted = True
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, AutocompleteOne):
                widget.known = getattr(form.instance, name, None)

    def validate_unique(self) -> None:
        """Compare the rows with each other, those that were not checked because they did not change included."""
        for form in self.initial_forms:
            if not form.has_changed():
                form.cleaned_data = {**form.initial, self.fk.name: self.instance}
        super().validate_unique()

    def save_existing_objects(self, commit: bool = True) -> list[Any]:
        """Save changed rows. All leave before the first returns, as two may have exchanged what must be unique.

        Nothing refers to a part, and each returns with its primary key.
        """
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        if commit and changed:
            self.get_queryset().model._default_manager.filter(pk__in=changed).delete()
        return super().save_existing_objects(commit)

    def save_new(self, form: ModelForm, commit: bool = True) -> Model:
        """Save a new row; where the page does not ask for its position it comes last."""
        if self.positioned and "position" not in form.fields:
            form.instance.position = self.next_position
        return super().save_new(form, commit)


class PartRows(Fields, InlineModelAdmin):
    """Rows of one kind of part."""

    formset = PartFormSet
    form: Any = RecordForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with what their selects show."""
        rows = super().get_queryset(request)
        return rows.select_related(*self.autocomplete_fields) if self.autocomplete_fields else rows


class PartInline(PartRows, admin.TabularInline):
    """Rows as a table, folded away until a curator wants them."""

    classes = ("collapse",)


class DescriptionInline(PartRows, admin.StackedInline):
    """Texts about one thing, one row per language."""

    form = DescriptionForm
    fields: ClassVar[Any] = (("language", "origin", "reviewed"), "summary")

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        """Return the rows' forms; each knows for whom it is."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user  # type: ignore[attr-defined]
        return formset


class DatasetDescriptionInline(DescriptionInline):
    """A dataset's texts."""

    model = DatasetDescription
    fields = (("language", "origin", "reviewed"), "summary", "description")


class SourceDescriptionInline(DescriptionInline):
    """A source's texts."""

    model = SourceDescription


class DocumentDescriptionInline(DescriptionInline):
    """A document's texts."""

    model = DocumentDescription


class StatementInline(PartInline):
    """What documents say. Their order says nothing; without it a long entry stays below the limit of form fields."""

    model = Statement
    fields = ("field", "value", "printed", "document", "heading", "line", "note")
    autocomplete_fields = ("document",)
    show_change_link = True


class DisagreementInline(PartInline):
    """What contradicts what; each is settled on its own page, which shows the statements."""

    model = Disagreement
    fields = ("position", "field", "kind", "explanation", "settled")
    show_change_link = True


class AccessStepInline(PartInline):
    """The steps to access, in order."""

    model = OrderedAccessStep
    form = ModelForm
    fields = ("position", "step")
    autocomplete_fields = ("step",)


class RightInline(PartInline):
    """What may be done with what."""

    model = Right
    form = RightForm
    fields = ("position", "component", "use", "allowed")


class CountInline(PartInline):
    """Counts besides subjects and images."""

    model = Count
    fields = ("position", "value", "unit", "precision")
    autocomplete_fields = ("unit",)


class ClassInline(PartInline):
    """The classes of the labels."""

    model = DatasetClass
    fields = ("position", "name", "condition", "count", "unit")
    autocomplete_fields = ("condition", "unit")


class SplitInline(PartInline):
    """The official splits."""

    model = Split
    fields = ("position", "name", "count", "unit", "percent")
    autocomplete_fields = ("unit",)


class LinkInline(PartInline):
    """The entry's addresses."""

    model = Link
    fields = ("position", "kind", "url", "label")


class PaperInline(PartInline):
    """Papers about the entry."""

    model = Paper
    form = PaperForm
    fields = ("position", "title", "authors", "venue", "year", "doi", "url")


class RelationInline(PartInline):
    """How the entry relates to others."""

    model = DatasetRelation
    form = RelationForm
    fk_name = "dataset"
    fields = ("position", "kind", "target")
    autocomplete_fields = ("target",)


class FormerSlugInline(PartInline):
    """Addresses that redirect to the entry; a changed slug adds itself."""

    model = FormerSlug
    form = FormerSlugForm
    fields = ("slug",)


class GuideEntryInline(PartRows, admin.TabularInline):
    """The entries of a guide, in its order."""

    model = GuideEntry
    form = GuideEntryForm
    fields = ("position", "dataset", "details")
    autocomplete_fields = ("dataset",)


DATASET_PARTS = (
    DatasetDescriptionInline,
    StatementInline,
    DisagreementInline,
    AccessStepInline,
    RightInline,
    CountInline,
    ClassInline,
    SplitInline,
    LinkInline,
    PaperInline,
    RelationInline,
    FormerSlugInline,
)
