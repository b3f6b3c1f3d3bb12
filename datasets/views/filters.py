"""Filters over small tables, by the database: sources by words and kind. Datasets are found by search, not here."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from datasets.models import Source
from datasets.words.folding import fold


class SourceFilter(django_filters.FilterSet):
    """Sources whose name, alias or code holds a word, and of one kind."""

    q = django_filters.CharFilter(method="by_words", label=_("Name"), max_length=100)
    kind = django_filters.ChoiceFilter(choices=Source.Kind.choices, label=_("Role"), empty_label=_("any"))

    class Meta:
        model = Source
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Source], name: str, value: str) -> QuerySet[Source]:
        """Keep the sources that hold every word, whatever its case and accents.

        Compared here, because databases fold only some alphabets; sources are few.
        """
        wanted = fold(value).split()[:10]
        rows = queryset.values_list("pk", "name", "code", "aliases")
        texts = {pk: fold(" ".join([name, code, *aliases])) for pk, name, code, aliases in rows}
        return queryset.filter(pk__in=[pk for pk, text in texts.items() if all(word in text for word in wanted)])
