"""The list of entries, with what is done to several: publish, withdraw, review, delete. Each is changed at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from datasets.facts.owed import owed
from datasets.models import Dataset, DatasetDescription, Disagreement, Statement
from datasets.records.projecting import naming, project

from .approval import by_others, may, may_write_on, warn_of_own
from .backing import SHOWN, warn_about_unbacked
from .base import DeskAdmin, catalogue_change, log_change, touch
from .filters import DisputedFilter, MissingTextFilter, TextsToReviewFilter
from .translating import Translated

Status = Dataset.Status


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """Return how many `rows` a dataset has, as an annotation; several in one query do not multiply each other."""
    counts = rows.filter(dataset=OuterRef("pk")).order_by().values("dataset").annotate(number=Count("pk"))
    return Coalesce(Subquery(counts.values("number")), 0)


@admin.register(Dataset)
class DatasetAdmin(DeskAdmin, Translated):
    """Entries."""

    search_fields = ("slug", "name", "formerslug__slug")
    names_field = "aliases"
    search_help_text = "Name, alias, slug or former slug"
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

    def at_the_desk(self, request: HttpRequest, row: Dataset | None) -> str:
        """Return the address of the entry's desk, or of the page for a new one."""
        return reverse("desk-add") if row is None else reverse("desk-entry", args=[row.slug])

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

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may show entries to the public, and take them from it."""
        return may(request.user, "publish", Dataset)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may add entries, which takes statements that say what they are."""
        return super().has_add_permission(request) and may(request.user, "add", Statement)

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may approve texts of entries that others wrote."""
        return may(request.user, "review", DatasetDescription)

    def has_delete_permission(self, request: HttpRequest, obj: Dataset | None = None) -> bool:
        """Allow no published entry to vanish: others link to it. Withdraw it."""
        if obj is not None and (obj.status == Status.PUBLISHED or not may_write_on(request.user, obj)):
            return False
        return super().has_delete_permission(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Dataset]) -> None:
        """Delete the entries that were selected; search forgets them, and so do the entries that name them."""
        going = dict(queryset.order_by().values_list("slug", "pk"))
        with catalogue_change(request, removed=going.values()) as revision:
            related = list(naming(going).values_list("pk", flat=True))
            queryset.delete()
            found = Dataset.objects.filter(pk__in=related)
            project(found)
            touch(found, revision)

    @admin.action(description="Publish selected entries", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Dataset]) -> None:
        """Show the entries to the public, but for those that owe something; warn about what no statement backs."""
        drafts = queryset.filter(status=Status.DRAFT).prefetch_related("statement_set", "descriptions")
        debts = [(draft, found) for draft in drafts if (found := owed(draft))]
        rest = queryset.exclude(pk__in=[draft.pk for draft, _ in debts])
        warn_about_unbacked(request, self._set_status(request, rest, Status.PUBLISHED))
        for draft, found in debts[:SHOWN]:
            what = ", ".join(str(debt.what) for debt in found)
            self.message_user(request, f"Not published: “{draft}”, which owes its reader {what}.", messages.ERROR)
        if len(debts) > SHOWN:
            self.message_user(request, f"Not published: {len(debts) - SHOWN:,} more.", messages.ERROR)

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
