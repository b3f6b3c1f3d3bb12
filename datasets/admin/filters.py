"""The curators' queues as list filters: what is disputed, not reviewed, not translated."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from datasets.models import LANGUAGES, DatasetDescription, Disagreement
from datasets.translation.upkeep import lacks, missing_of_guides, out_of_date


class YesNoFilter(admin.SimpleListFilter):
    """A filter by a condition that holds or does not."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the choices."""
        return [("yes", "Yes"), ("no", "No")]

    def condition(self) -> Any:
        """Return the condition, as an expression or Q over the listed model."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows for which the condition is as chosen."""
        if self.value() == "yes":
            return queryset.filter(self.condition())
        if self.value() == "no":
            return queryset.exclude(self.condition())
        return queryset


class DisputedFilter(YesNoFilter):
    """Entries with a disagreement that nobody settled."""

    title = "disputed"
    parameter_name = "disputed"

    def condition(self) -> Any:
        """Return the condition."""
        return Exists(Disagreement.objects.filter(dataset=OuterRef("pk"), settled__isnull=True))


class TextsToReviewFilter(YesNoFilter):
    """Entries with a text that no person has approved."""

    title = "texts to review"
    parameter_name = "to_review"

    def condition(self) -> Any:
        """Return the condition."""
        return Exists(DatasetDescription.objects.filter(dataset=OuterRef("pk"), reviewed=False))


class SettledFilter(YesNoFilter):
    """Disagreements that a curator settled."""

    title = "settled"
    parameter_name = "settled"

    def condition(self) -> Any:
        """Return the condition."""
        return Q(settled__isnull=False)


class MissingTextFilter(admin.SimpleListFilter):
    """Entries, sources or documents without a text in a language."""

    title = "text missing in"
    parameter_name = "text_missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the languages."""
        return LANGUAGES.items()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows without a text in the chosen language."""
        if self.value() is None:
            return queryset
        return queryset.exclude(pk__in=queryset.filter(descriptions__language=self.value()).order_by().values("pk"))


class MissingExplanationFilter(MissingTextFilter):
    """Disagreements whose explanation, or the reason that settled them, is not there in a language."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the disagreements that lack a text in the chosen language."""
        language = self.value()
        return (
            queryset
            if language is None
            else queryset.filter(lacks("explanation", language) | lacks("settled", language))
        )


class MissingGuideTextFilter(MissingTextFilter):
    """Guides with a text, at any depth, that is not there in a language."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the guides that lack a text in the chosen language."""
        language = self.value()
        if language not in LANGUAGES:
            return queryset if language is None else queryset.none()
        return queryset.filter(slug__in=[slug for slug, lacking in missing_of_guides().items() if lacking[language]])


class OutOfDateFilter(YesNoFilter):
    """Descriptions whose original changed since they were translated from it."""

    title = "out of date"
    parameter_name = "out_of_date"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.model = model

    def condition(self) -> Any:
        """Return the condition."""
        return Q(pk__in=out_of_date(self.model._default_manager.order_by()).values("pk"))


class MissingNameFilter(MissingTextFilter):
    """Terms without a name in a language."""

    title = "name missing in"
    parameter_name = "name_missing"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the terms without a name in the chosen language."""
        return queryset if self.value() is None else queryset.exclude(names__has_key=self.value())
