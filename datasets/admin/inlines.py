"""The parts of a dataset on its page. However many rows there are, each kind of part costs the same few queries."""

from functools import cached_property
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from datasets.facts import typed
from datasets.facts.fields import FIELDS, NEEDED
from datasets.facts.terms import Vocabularies
from datasets.models import (
    ChangeSet,
    DatasetDescription,
    Disagreement,
    DocumentDescription,
    FormerSlug,
    GuideEntry,
    SourceDescription,
    Statement,
)

from .base import Fields
from .fields import AutocompleteOne
from .forms import (
    DescriptionForm,
    DisagreementForm,
    FormerSlugForm,
    GuideEntryForm,
    RecordForm,
    StatementForm,
    in_force,
)
from .sets import ComparedParts
from .stating import corrected, take_back


class PartFormSet(ComparedParts):
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

    def save_new(self, form: ModelForm, commit: bool = True) -> Model:
        """Save a new row; where the page does not ask for its position it comes last."""
        if self.positioned and "position" not in form.fields:
            form.instance.position = self.next_position
        return super().save_new(form, commit)


class StatementFormSet(PartFormSet):
    """The statements of an entry. None is edited or deleted: it is taken back, and a correction is another one."""

    @cached_property
    def vocabularies(self) -> Vocabularies:
        """The words that mean terms, read once for all rows."""
        return Vocabularies()

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Share the vocabularies."""
        super().add_fields(form, index)
        cast(StatementForm, form).vocabularies = self.vocabularies

    def clean(self) -> None:
        """Ask for the statements that say what the entry is."""
        super().clean()
        if any(self.errors):
            return
        left = [form.instance for form in self.forms if form not in self.deleted_forms]
        said = {statement.field for statement in left if in_force(statement)}
        missing = [FIELDS[code] for code in NEEDED if code not in said]
        if missing:
            raise ValidationError(
                [
                    f"No statement says the {str(about.label).lower()} of the entry: add one of this field, "
                    f"with a value such as “{typed.example(about)}”."
                    for about in missing
                ]
            )

    def save_new(self, form: ModelForm, commit: bool = True) -> Model:
        """Save a new statement as of this change."""
        form.instance.added_id = ChangeSet.current()[0]
        return super().save_new(form, commit)

    def save_existing(self, form: ModelForm, obj: Any, commit: bool = True) -> Any:
        """Save what is thought of a statement; put a corrected one in the place of the old one."""
        corrected(form, ChangeSet.current()[0])
        return super().save_existing(form, obj, commit)

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        """Take the statement back."""
        take_back(Statement.objects.filter(pk=obj.pk), ChangeSet.current()[0])


class UniqueFormSet(PartFormSet):
    """Rows of which some are unique."""

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

    formset: Any = UniqueFormSet
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
    form = StatementForm
    formset = StatementFormSet
    fields = ("field", "value", "printed", "document", "heading", "line", "note", "standing", "reason", "release")
    autocomplete_fields = ("document",)
    show_change_link = True


class DisagreementInline(PartInline):
    """What contradicts what; each is settled on its own page, which shows the statements."""

    model = Disagreement
    form = DisagreementForm
    fields = ("position", "field", "kind", "explanation", "settled")
    show_change_link = True


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
    FormerSlugInline,
)
