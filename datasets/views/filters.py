"""Filters over small tables, by the database: sources by words and kind. Datasets are found by search, not here."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from datasets.models import Source


class SourceFilter(django_filters.FilterSet):
    """Sources whose name, alias or code holds a word, and of one kind."""

    q = django_filters.CharFilter(method="by_words", label=_("Name"), max_length=100)
    kind = django_filters.ChoiceFilter(choices=Source.Kind.choices, label=_("Role"), empty_label=_("any"))

    class Meta:
        model = Source
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Source], name: str, value: str) -> QuerySet[Source]:
        """Keep the sources that hold every word."""
        for word in value.split()[:10]:
            queryset = queryset.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(aliases__icontains=word))
        return queryset
