"""The parts of a thing on its page. However many rows there are, each kind of part costs the same few queries."""

from functools import cached_property
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from datasets.models import DocumentDescription, GuideEntry, SourceDescription

from .base import Fields
from .fields import AutocompleteOne
from .forms import DescriptionForm, GuideEntryForm, RecordForm
from .sets import ComparedParts


class PartFormSet(ComparedParts):
    """Rows that tell their selects what is selected; new rows come last, and some columns are unique."""

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

        Checking all rows of a long guide would take a dozen queries for each.
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

        Nothing refers to such a part, and each returns with its primary key.
        """
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        if commit and changed:
            self.get_queryset().model._default_manager.filter(pk__in=changed).delete()
        return super().save_existing_objects(commit)


class PartRows(Fields, InlineModelAdmin):
    """Rows of one kind of part."""

    formset: Any = PartFormSet
    form: Any = RecordForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with what their selects show."""
        rows = super().get_queryset(request)
        return rows.select_related(*self.autocomplete_fields) if self.autocomplete_fields else rows


class DescriptionInline(PartRows, admin.StackedInline):
    """Texts about one thing, one row per language."""

    form = DescriptionForm
    fields: ClassVar[Any] = (("language", "origin", "reviewed"), "summary")

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        """Return the rows' forms; each knows for whom it is."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user  # type: ignore[attr-defined]
        return formset


class SourceDescriptionInline(DescriptionInline):
    """A source's texts."""

    model = SourceDescription


class DocumentDescriptionInline(DescriptionInline):
    """A document's texts."""

    model = DocumentDescription


class GuideEntryInline(PartRows, admin.TabularInline):
    """The entries of a guide, in its order."""

    model = GuideEntry
    form = GuideEntryForm
    fields = ("position", "dataset", "details")
    autocomplete_fields = ("dataset",)
