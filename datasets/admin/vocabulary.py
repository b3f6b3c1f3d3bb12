"""The vocabularies: one page for all of them."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse

from datasets.facts.terms import Vocabularies
from datasets.models import VOCABULARIES, Term, Unit, UseCase
from datasets.words.folding import fold

from .base import CodedAdmin
from .filters import MissingNameFilter
from .forms import TermForm


class TermAdmin(CodedAdmin):
    """Terms of one vocabulary."""

    form = TermForm
    list_display: Any = ("code", "english_name", "parent", "position")
    list_editable = ("position",)
    list_select_related: ClassVar[Any] = ("parent",)
    list_filter: ClassVar[Any] = (MissingNameFilter, ("parent", admin.RelatedOnlyFieldListFilter))
    list_per_page = 200
    search_fields = ("code",)
    search_help_text = "Code, names and synonyms in every language"
    autocomplete_fields: ClassVar[Any] = ("parent",)
    fields: ClassVar[Any] = ("code", "parent", "position", "names", "synonyms", "mappings")

    @admin.display(description="name", ordering="names__en")
    def english_name(self, term: Term) -> str:
        """Return the English name."""
        return term.name()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find terms by any name in any language, folded as in search: "rein", "肾" and "почка" find the kidney.

        No database matches Cyrillic without regard to case, or accents, on its own and the same as the other; a
        vocabulary has a few hundred terms, so they are compared here. While somebody types into a form, the term that
        is most likely meant comes first (facts.terms); a list has all in which the words are, in its own order.
        """
        words = fold(self.bounded(search_term)).split()
        if not words:
            return queryset, False
        model = cast(type[Term], self.model)
        if request.path == reverse("admin:autocomplete"):
            codes = Vocabularies().completions(model.vocabulary, self.bounded(search_term))
            order = Case(*(When(code=code, then=place) for place, code in enumerate(codes)))
            return queryset.filter(code__in=codes).order_by(order), False
        texts = {term.pk: fold(" ".join(_spellings(term))) for term in model._default_manager.all()}
        return queryset.filter(pk__in=[pk for pk, text in texts.items() if all(word in text for word in words)]), False


def _spellings(term: Term) -> list[str]:
    return [term.code, *term.names.values(), *(word for words in term.synonyms.values() for word in words)]


class UseCaseAdmin(TermAdmin):
    """Clinical goals, tied to tasks."""

    list_display = ("code", "english_name", "task", "parent", "position")
    list_select_related = ("parent", "task")
    list_filter = (*TermAdmin.list_filter, ("task", admin.RelatedOnlyFieldListFilter))
    autocomplete_fields = ("parent", "task")
    fields = ("code", "parent", "task", "position", "names", "synonyms", "mappings")


class UnitAdmin(TermAdmin):
    """What is counted, with the forms that stand after a number."""

    fields = ("code", "parent", "position", "names", "counted", "synonyms", "mappings")


for model in VOCABULARIES.values():
    admin.site.register(model, {UseCase: UseCaseAdmin, Unit: UnitAdmin}.get(model, TermAdmin))
