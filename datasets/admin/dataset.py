"""The entry's page: its own columns, all of its parts, and its actions: publish, withdraw, review, delete."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from datasets.facts.fields import HELD, UNKNOWN
from datasets.facts.reading import with_everything
from datasets.facts.readings import read
from datasets.models import (
    AccessLevel,
    Category,
    Dataset,
    DatasetDescription,
    Disagreement,
    FormerSlug,
    Kind,
    Statement,
)
from datasets.records.projecting import naming, project

from .approval import by_others, may, warn_of_own
from .backing import warn_about_unbacked
from .base import catalogue_change, log_change, touch
from .filters import DisputedFilter, MissingTextFilter, TextsToReviewFilter
from .forms import DatasetForm
from .inlines import DATASET_PARTS
from .translating import Translated

Status = Dataset.Status


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """Return how many `rows` a dataset has, as an annotation; several in one query do not multiply each other."""
    counts = rows.filter(dataset=OuterRef("pk")).order_by().values("dataset").annotate(number=Count("pk"))
    return Coalesce(Subquery(counts.values("number")), 0)


def keep_former_slug(dataset: Dataset, slug: str) -> None:
    """Let the old `slug` redirect to `dataset`; the slug that it has now redirects no longer, if it did before."""
    FormerSlug.objects.filter(slug=dataset.slug, dataset=dataset).delete()
    FormerSlug.objects.get_or_create(slug=slug, defaults={"dataset": dataset})


@admin.register(Dataset)
class DatasetAdmin(Translated):
    """Entries."""

    form = DatasetForm
    inlines = DATASET_PARTS
    save_on_top = True
    search_fields = ("slug", "name", "formerslug__slug")
    names_field = "aliases"
    search_help_text = "Name, alias, slug or former slug"
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("aliases", "held", "changed")
    list_display = (
        "name", "slug", "status", "category", "kind", "access_level", "statements", "open_disagreements",
        "texts_to_review", "changed",
    )  # fmt: skip
    list_select_related = ("category", "kind", "access_level")
    list_filter = (
        "status",
        DisputedFilter,
        TextsToReviewFilter,
        MissingTextFilter,
        ("category", admin.RelatedOnlyFieldListFilter),
        ("kind", admin.RelatedOnlyFieldListFilter),
        ("access_level", admin.RelatedOnlyFieldListFilter),
        ("license", admin.RelatedOnlyFieldListFilter),
        "difficulty",
        "level",
    )
    actions = ("publish", "withdraw", "mark_texts_reviewed", "delete_selected")
    fieldsets = ((None, {"fields": ("name", "slug", "status", "aliases", "held", "changed")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dataset]:
        """Return the entries with the numbers that the list shows."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                statement_count=number_of(Statement.objects.all()),
                open_count=number_of(Disagreement.objects.filter(settled__isnull=True)),
                unreviewed_count=number_of(DatasetDescription.objects.filter(reviewed=False)),
            )
        )

    @admin.display(description="what it holds")
    def held(self, dataset: Dataset) -> SafeString | str:
        """Return the entry's facts in words, as they follow from its statements."""
        if dataset.pk is None:
            return "Nothing yet: what it holds follows from its statements."
        row = next(iter(with_everything(Dataset.objects.filter(pk=dataset.pk))))
        read_of = ((field.label, "; ".join(text.text for text in read(field, row).texts)) for field in HELD)
        rows = format_html_join("", "<li>{}: {}</li>", ((label, text) for label, text in read_of if text))
        return format_html("<ul>{}</ul>", rows) if rows else "Nothing yet."

    @admin.display(ordering="statement_count")
    def statements(self, dataset: Any) -> int:
        """Return the number of statements."""
        return dataset.statement_count

    @admin.display(ordering="open_count", description="disputed")
    def open_disagreements(self, dataset: Any) -> int:
        """Return the number of disagreements that nobody settled."""
        return dataset.open_count

    @admin.display(ordering="unreviewed_count")
    def texts_to_review(self, dataset: Any) -> int:
        """Return the number of texts that no person has approved."""
        return dataset.unreviewed_count

    def view_on_site(self, dataset: Dataset) -> str | None:
        """Return the entry's page; a draft has none, nor has a slug that was refused and is shown again."""
        try:
            return None if dataset.status == Status.DRAFT else reverse("dataset", args=[dataset.slug])
        except NoReverseMatch:
            return None

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may show entries to the public, and take them from it."""
        return may(request.user, "publish", Dataset)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may add entries, which takes statements that say what they are."""
        return super().has_add_permission(request) and may(request.user, "add", Statement)

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may approve texts of entries that others wrote."""
        return may(request.user, "review", DatasetDescription)

    def get_readonly_fields(self, request: HttpRequest, obj: Dataset | None = None) -> Any:
        """Return the fields that are shown only."""
        fields = super().get_readonly_fields(request, obj)
        return fields if self.has_publish_permission(request) else ("status", *fields)

    def get_fieldsets(self, request: HttpRequest, obj: Dataset | None = None) -> Any:
        """Return the fields; the status of what is new is not there to be chosen by one who may not publish."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None or self.has_publish_permission(request):
            return fieldsets
        (name, options), *others = fieldsets
        return [(name, {**options, "fields": [field for field in options["fields"] if field != "status"]}), *others]

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Write the row; what is new stays a draft until somebody publishes it who may."""
        if not change and not self.has_publish_permission(request):
            obj.status = Status.DRAFT
        if not change:
            # Until its statements say what it is, in this transaction.
            obj.category, obj.kind = Category.objects.earliest("position"), Kind.objects.earliest("position")
            obj.access_level = AccessLevel.objects.get(code=UNKNOWN)
        super().save_model(request, obj, form, change)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new entry as a draft: its facts come before the public."""
        return {"status": Status.DRAFT, **super().get_changeform_initial_data(request)}

    def get_form(self, request: HttpRequest, obj: Dataset | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; the status says what it means."""
        help_texts = {
            "status": "Withdrawn: the address answers “gone”, with what is known. A published entry cannot be deleted."
        }
        return super().get_form(request, obj, change=change, help_texts=help_texts, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Dataset | None = None) -> bool:
        """Allow no published entry to vanish: others link to it. Withdraw it."""
        published = obj is not None and obj.status == Status.PUBLISHED
        return not published and super().has_delete_permission(request, obj)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Write what belongs to the entry. A page that is saved as it was changes no day."""
        before = None
        if change and not form.has_changed() and not any(formset.has_changed() for formset in formsets):
            before = form.instance.changed
        super().save_related(request, form, formsets, change)
        if before is not None:
            Dataset.objects.filter(pk=form.instance.pk).update(changed=before)

    def after_save(self, request: HttpRequest, form: ModelForm, change: bool, revision: int) -> None:
        """Leave a redirect behind where the slug changed; warn about what no statement backs."""
        if change and "slug" in form.changed_data:
            keep_former_slug(form.instance, form.initial["slug"])
        found = Dataset.objects.filter(pk=form.instance.pk)
        project(found)
        touch(found, revision)
        if not change or "slug" in form.changed_data:
            slugs = {form.instance.slug, form.initial.get("slug") or form.instance.slug}
            self._work_out(naming(slugs).exclude(pk=form.instance.pk), revision)
        warn_about_unbacked(request, found)

    def _work_out(self, related: QuerySet[Dataset], revision: int) -> None:
        """Work out anew what the entries hold whose relations lead elsewhere now, and date their change."""
        found = Dataset.objects.filter(pk__in=list(related.values_list("pk", flat=True)))
        project(found)
        touch(found, revision)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Dataset]) -> None:
        """Delete the entries that were selected; search forgets them, and so do the entries that name them."""
        going = dict(queryset.order_by().values_list("slug", "pk"))
        with catalogue_change(request, removed=going.values()) as revision:
            related = list(naming(going).values_list("pk", flat=True))
            queryset.delete()
            self._work_out(Dataset.objects.filter(pk__in=related), revision)

    @admin.action(description="Publish selected entries", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Dataset]) -> None:
        """Show the entries to the public; warn about what no statement backs."""
        warn_about_unbacked(request, self._set_status(request, queryset, Status.PUBLISHED))

    @admin.action(description="Withdraw selected entries", permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Dataset]) -> None:
        """Take the entries out of search; their pages say that they were withdrawn."""
        self._set_status(request, queryset, Status.WITHDRAWN)

    def _set_status(self, request: HttpRequest, queryset: QuerySet[Dataset], status: Status) -> QuerySet[Dataset]:
        """Give the entries the status; return those that did not have it."""
        rows = list(queryset.exclude(status=status))
        changed = Dataset.objects.filter(pk__in=[row.pk for row in rows])
        if rows:
            with catalogue_change(request, rows) as revision:
                touch(changed, revision, status=status)
                log_change(request, rows, "status")
        self.message_user(request, f"{status.label}: {len(rows):,} entries.")
        return changed

    @admin.action(description="Mark all texts of selected entries as reviewed", permissions=["review"])
    def mark_texts_reviewed(self, request: HttpRequest, queryset: QuerySet[Dataset]) -> None:
        """Approve every text of the entries, but for one's own."""
        unreviewed = DatasetDescription.objects.filter(reviewed=False, dataset__in=queryset.order_by().values("pk"))
        texts = list(by_others(request.user, unreviewed))
        own = unreviewed.count() - len(texts)
        rows = list(Dataset.objects.filter(pk__in={text.dataset_id for text in texts}))
        if rows:
            with catalogue_change(request, rows) as revision:
                DatasetDescription.objects.filter(pk__in=[text.pk for text in texts]).update(reviewed=True)
                touch(Dataset.objects.filter(pk__in=[row.pk for row in rows]), revision)
                log_change(request, rows, "descriptions")
        self.message_user(request, f"Texts reviewed of {len(rows):,} entries.")
        warn_of_own(request, own)

    @admin.action(description="Delete selected drafts and withdrawn entries", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Dataset]) -> HttpResponse | None:
        """Ask, then delete; published entries are refused first, with what to do instead."""
        published = queryset.filter(status=Status.PUBLISHED).count()
        if published:
            message = f"Nothing was deleted: {published:,} of these entries are published. Withdraw them instead."
            self.message_user(request, message, messages.ERROR)
            return None
        return delete_selected(self, request, queryset)
