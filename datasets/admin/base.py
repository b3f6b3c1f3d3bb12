"""What every page of the catalogue shares: fields that cannot break the database, bounded search, and the revision.

The admin advances the revision here alone: in `catalogue_change`, which every action and deletion goes through, and in
`CatalogueAdmin.save_model`, with which every save begins.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, cast

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import NestedObjects, NotRelationField, get_fields_from_path, unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.forms import Field, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html

from datasets.models import ChangeSet, Dataset
from datasets.records.changes import KIND_OF, Recorder, change_set
from datasets.words.folding import fold
from datasets.words.spellings import spellings

from .approval import may_write_on
from .backing import warn_about_unbacked
from .fields import AutocompleteOne, JSONField, TextField
from .pages import SharedPages
from .words import TYPED

# A search is words that someone types. Thousands of them make SQL that SQLite refuses ("expression tree is too large").
SEARCH_CHARACTERS = 200
SEARCH_WORDS = 12
# What an expression of all spellings costs PostgreSQL grows with the square of its letters: 1 GB for 200.
SEARCH_LETTERS = 32
FILTER_LOOKUPS = frozenset({"exact", "in", "isnull", "isempty", "gte", "lt"})


@contextmanager
def catalogue_change(request: HttpRequest, rows: Iterable[Model] = (), removed: Iterable[int] = ()) -> Iterator[int]:
    """Write, in one transaction, what is inside and the change set that it is: search and pages follow it.

    Gives its number, for `touch`. `rows` will be changed or deleted, `removed` are the keys of entries that will be.
    """
    with change_set(ChangeSet.Origin.FORM, removed=removed, **author(request)) as opened:
        opened.watch_owners(*rows)
        yield opened.number


def author(request: HttpRequest) -> dict[str, Any]:
    """Return who makes a change, and the name by which they are credited: their own, if the account has one."""
    user = cast(Any, request.user)
    return {"author": user, "credit": user.get_full_name()}


def touch(entries: QuerySet[Dataset], revision: int, **changes: Any) -> None:
    """Write `changes` into the entries, and that they changed now, with this revision."""
    entries.update(**changes, changed=timezone.now(), revision=revision)


def log_change(request: HttpRequest, rows: Sequence[Model], field: str) -> None:
    """Leave an entry in the history of each of `rows`: `field` was changed by an action."""
    changes = [{"changed": {"fields": [field]}}]
    LogEntry.objects.log_actions(cast(int, request.user.pk), cast(Any, rows), CHANGE, cast(Any, changes))


class Fields(BaseModelAdmin):
    """How the admin, inlines included, turns columns into form fields."""

    formfield_overrides: ClassVar[Any] = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"form_class": TextField},
    }

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        """Return the form field; what is stored as JSON is typed as words, but for what has a schema of its own."""
        if isinstance(db_field, models.JSONField):
            form_class, help_text = TYPED.get(db_field.name, (JSONField, f"JSON. {db_field.help_text}"))
            empty = (lambda: None) if db_field.null else db_field.get_default
            return db_field.formfield(form_class=form_class, empty=empty, help_text=help_text, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field; its widget may be told the label of what is selected."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteOne(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SiteAdmin(Fields, SharedPages):
    """What every page does; alone it serves models that neither pages nor search show."""

    # A JSON list of names that search looks into as well. SQLite keeps the letters beyond ASCII as \u escapes there.
    names_field = ""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Allow the lookups that list filters make. Any other would run as it was typed, a broken expression too."""
        path, _, last = lookup.rpartition(LOOKUP_SEP)
        try:
            self.opts.get_field(lookup.partition(LOOKUP_SEP)[0])
        except FieldDoesNotExist:
            return super().lookup_allowed(lookup, value, request)
        try:
            get_fields_from_path(self.model, path if last in FILTER_LOOKUPS else lookup)
        except (FieldDoesNotExist, NotRelationField):
            return False
        return super().lookup_allowed(lookup, value, request)

    def bounded(self, search_term: str) -> str:
        """Return the first words of `search_term`; NUL, which PostgreSQL refuses, counts as a space."""
        return " ".join(search_term[:SEARCH_CHARACTERS].replace("\0", " ").split()[:SEARCH_WORDS])

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Keep the rows that hold each of the first words of `search_term`, whatever its case, accents and script."""
        words = [self._holds(word) for word in fold(self.bounded(search_term)).replace('"', " ").split()]
        if not words:
            return queryset, False
        # What joins other tables is asked apart: a row with several parts that match is still one.
        found = self.model._default_manager.filter(*words)
        return queryset.filter(pk__in=found.order_by().values("pk")), False

    def _holds(self, word: str) -> Q:
        """Return the condition that one of the columns that are searched holds the folded `word`."""
        word = word[:SEARCH_LETTERS]
        plain = spellings(word)
        conditions = [Q((f"{field}__regex", plain)) for field in self.search_fields]
        if self.names_field:
            conditions.append(Q((f"{self.names_field}__regex", spellings(word, in_json=True))))
        return Q(*conditions, _connector=Q.OR)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Return `objs` by name, and how many parts of each model go with them.

        Django's own list names every part, and asks the database for the terms in each one's name.
        """
        collector = NestedObjects(using=DEFAULT_DB_ALIAS, origin=objs)
        collector.collect(objs)
        going: Any = collector.model_objs
        counts = {str(model._meta.verbose_name_plural): len(instances) for model, instances in going.items()}
        perms_needed = {
            str(model._meta.verbose_name)
            for model, instances in going.items()
            if self.admin_site.is_registered(model)
            and not all(
                cast(SiteAdmin, self.admin_site.get_model_admin(model)).goes_along(request, instance)
                for instance in instances
            )
        }
        return [self._named(obj) for obj in objs], counts, perms_needed, _in_short(collector.protected)

    def goes_along(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether the user may delete a row together with what it belongs to."""
        return self.has_delete_permission(request, obj)

    def _named(self, obj: Model) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(name, args=[obj.pk]), obj)


# Names of protected objects that a page lists before it only counts them.
LISTED = 20


def _in_short(objects: Iterable[Model]) -> list[str]:
    """Return the first of `objects` by name, and how many more there are by model."""
    found = sorted(objects, key=lambda item: (item._meta.model_name or "", item.pk))
    rest = Counter(str(item._meta.verbose_name_plural) for item in found[LISTED:])
    return [
        *(f"{item._meta.verbose_name}: {item}" for item in found[:LISTED]),
        *(f"{number:,} more {name}" for name, number in rest.items()),
    ]


class CatalogueAdmin(SiteAdmin):
    """A model that pages or search show: every write advances the revision in its own transaction."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Begin the change set, then write the row, in the transaction that Django holds around a save.

        In this order: who has begun a change set keeps others from writing, so that no two wait for each other's rows.
        """
        opened = self.open_change(request, obj, change)
        super().save_model(request, obj, form, change)
        if not change and (kind := KIND_OF.get(type(obj))) is not None:
            opened.made(kind, [obj.pk])

    def open_change(self, request: HttpRequest, obj: Model, change: bool) -> Recorder:
        """Begin the change set of a save, and look at what will be changed; save_related closes it."""
        opened = Recorder(ChangeSet.Origin.FORM, **author(request))
        stored = list(self.model._default_manager.filter(pk=obj.pk)) if change else []
        # A part may be moved: then both entries change.
        opened.watch_owners(*stored, obj)
        cast(Any, request).change_set = opened
        return opened

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Write many-to-many fields and inlines: the last step of each save, also of a row edited in a list."""
        super().save_related(request, form, formsets, change)
        opened: Recorder = cast(Any, request).change_set
        self.after_save(request, form, change, revision=opened.number)
        opened.close()

    def after_save(self, request: HttpRequest, form: ModelForm, change: bool, revision: int) -> None:
        """Do what follows from a save, in its transaction; `change` is False for a new row."""

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete one row."""
        self.delete_queryset(request, self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete what was selected."""
        with catalogue_change(request, queryset):
            super().delete_queryset(request, queryset)


class CodedAdmin(CatalogueAdmin):
    """A model whose code stands in addresses, records and statements: given once, kept as long as an entry uses it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Return the fields that are shown only."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else ("code", *fields)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Return what deleting takes along; the entries that use it stand in the way.

        The database protects foreign keys alone: a term would vanish from the sets of codes without a word.
        """
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        using = Q.create(
            [
                (f"{field.name}__in", objs)
                for field in Dataset._meta.many_to_many
                if field.related_model is self.model and cast(Any, field.remote_field).through._meta.auto_created
            ],
            connector=Q.OR,
        )
        users = Dataset.objects.filter(using).distinct() if using else ()
        return deleted, counts, perms_needed, [*protected, *_in_short(users)]


class PartAdmin(CatalogueAdmin):
    """A part of a dataset. Changing it changes the entry, and is for whoever may write on that at once."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow whoever may write on any entry: which it will be is not known yet."""
        return super().has_add_permission(request) and may_write_on(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow whoever may write on the entry."""
        return super().has_change_permission(request, obj) and self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow whoever may write on the entry."""
        return super().has_delete_permission(request, obj) and self._may_write(request, obj)

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or may_write_on(request.user, obj.dataset)

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field; a part goes to no entry on which its editor may not write."""
        if db_field.name == "dataset" and not may_write_on(request.user):
            kwargs["queryset"] = Dataset.objects.filter(status=Dataset.Status.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def after_save(self, request: HttpRequest, form: ModelForm, change: bool, revision: int) -> None:
        """Mark the entry that the part belongs to, and the one that it was taken from."""
        self.owners_changed(request, {form.instance.dataset_id, form.initial.get("dataset")} - {None}, revision)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the parts that were selected, and mark their entries."""
        with catalogue_change(request, queryset) as revision:
            owners = set(queryset.order_by().values_list("dataset", flat=True))
            queryset.delete()
            self.owners_changed(request, owners, revision)

    def owners_changed(self, request: HttpRequest, owners: set[Any], revision: int) -> None:
        """Date the change of the entries with these primary keys; warn about what is no longer backed."""
        found = Dataset.objects.filter(pk__in=owners)
        touch(found, revision)
        warn_about_unbacked(request, found)


class DeskAdmin(SiteAdmin):
    """Rows that are listed here, and shown and changed at the desk: their pages lead there."""

    def at_the_desk(self, request: HttpRequest, row: Any) -> str:
        """Return the address of the desk's page of a row; where there is none yet, of the page that makes one."""
        raise NotImplementedError

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Lead whoever may look at the row to the desk, in the language that they chose last, or ask for."""
        row = self.get_object(request, unquote(object_id)) if object_id is not None else None
        if object_id is not None and row is None:
            raise Http404
        allowed = self.has_add_permission(request) if row is None else self.has_view_or_change_permission(request, row)
        if not allowed:
            raise PermissionDenied
        with translation.override(translation.get_language_from_request(request)):
            return HttpResponseRedirect(self.at_the_desk(request, row))
