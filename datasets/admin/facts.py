"""Statements and disagreements: what documents say, and where a curator decides between them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from datasets.facts.fields import NEEDED
from datasets.models import Disagreement, Statement

from .base import PartAdmin, catalogue_change
from .filters import MissingExplanationFilter, SettledFilter
from .forms import DisagreementForm, LoneStatementForm, in_force
from .parts import OWNER
from .stating import corrected, take_back


@admin.register(Statement)
class StatementAdmin(PartAdmin):
    """What documents say."""

    form = LoneStatementForm
    list_display = ("printed", "field", "dataset", "document", "line", "note", "standing")
    list_select_related = ("dataset", "document")
    list_filter = ("standing", "document", "field")
    search_fields = ("printed", "note", "heading", *OWNER)
    autocomplete_fields = ("dataset", "document")

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Write the statement; a corrected one takes the place of the old one."""
        revision = self.open_change(request, obj, change).number
        if change:
            corrected(form, revision)
        else:
            obj.added_id = revision
        obj.save()

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go on to the page of the statement that was saved, which may be another one than that which was opened."""
        response = super().response_change(request, obj)
        if "_continue" not in request.POST:
            return response
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[obj.pk]))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take the statements back that were selected, and mark their entries."""
        with catalogue_change(request, queryset) as revision:
            owners = set(queryset.order_by().values_list("dataset", flat=True))
            take_back(queryset, revision)
            self.owners_changed(request, owners, revision)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Return what goes; an entry that nothing else would say the category or kind of stands in the way."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, perms_needed, [*protected, *_left_without(objs)]


@admin.register(Disagreement)
class DisagreementAdmin(PartAdmin):
    """What contradicts what. A curator settles it by giving the reason."""

    form = DisagreementForm
    list_display = ("__str__", "dataset", "field", "kind", "is_settled")
    list_select_related = ("dataset",)
    list_filter = (SettledFilter, MissingExplanationFilter, "kind", "field")
    search_fields = ("explanation__en", *OWNER)
    autocomplete_fields = ("dataset",)
    readonly_fields = ("stated",)
    fieldsets = (
        (None, {"fields": ("dataset", "field", "kind", "explanation", "position", "stated")}),
        (
            "Settle",
            {
                "fields": ("settled",),
                "description": "Prefer the statement that is right, then say here why. "
                "Both statements stay on the page. Empty the field to open the disagreement again.",
            },
        ),
    )

    @admin.display(boolean=True, ordering="settled", description="settled")
    def is_settled(self, disagreement: Disagreement) -> bool:
        """Tell whether a curator settled it."""
        return disagreement.settled is not None

    @admin.display(description="What documents say about the field")
    def stated(self, disagreement: Disagreement) -> SafeString | str:
        """Return the entry's statements about the field, with their places."""
        if disagreement.pk is None:
            return "-"
        statements = Statement.objects.filter(dataset=disagreement.dataset_id, field=disagreement.field)
        rows = format_html_join(
            "",
            "<li>{} — {}, {}{}{}</li>",
            (
                (
                    row.printed,
                    row.document,
                    row.heading,
                    "" if row.line is None else f", line {row.line}",
                    f" ({row.note})" if row.note else "",
                )
                for row in statements.select_related("document")
            ),
        )
        return format_html("<ul>{}</ul>", rows) if rows else "No statement is about this field alone."


def _left_without(going: QuerySet[Any] | Sequence[Model]) -> list[str]:
    """Return what the entries need, of which nothing is left when the statements `going` are gone."""
    keys = [statement.pk for statement in going]
    leaving = Statement.objects.filter(pk__in=keys, field__in=NEEDED)
    owners = set(leaving.values_list("dataset", flat=True))
    left = Statement.objects.filter(dataset__in=owners, field__in=NEEDED).exclude(pk__in=keys)
    said = {(statement.dataset_id, statement.field) for statement in left if in_force(statement)}
    return sorted(
        {
            f"the {statement.field} of “{statement.dataset}”, which nothing else says: add another statement first"
            for statement in leaving.select_related("dataset")
            if in_force(statement) and (statement.dataset_id, statement.field) not in said
        }
    )
