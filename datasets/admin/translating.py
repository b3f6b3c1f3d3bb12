"""Texts for translators: the page that counts what is to be done, and the way to a text that is missing."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from datasets.models import (
    LANGUAGES,
    VOCABULARIES,
    Dataset,
    DatasetDescription,
    Disagreement,
    Document,
    DocumentDescription,
    Guide,
    Source,
    SourceDescription,
    Term,
)
from datasets.models.description import Description
from datasets.translation import upkeep
from datasets.words.texts import ORIGINAL

from .approval import User, may, warn_of_lost_approval
from .base import CatalogueAdmin
from .filters import MissingNameFilter, MissingTextFilter, OutOfDateFilter

TEXTS: dict[type[Model], type[Description]] = {
    Dataset: DatasetDescription,
    Source: SourceDescription,
    Document: DocumentDescription,
}


def page_of(model: type[Model], view: str, **query: str) -> str:
    """Return the address of a page of the admin."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}")
    return f"{address}?{urlencode(query)}" if query else address


class Translated(CatalogueAdmin):
    """Things with texts. A list of those that lack a text in a language leads to where it is written."""

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns; one more where the list is filtered by the language that is missing."""
        columns = super().get_list_display(request)
        language = request.GET.get(MissingTextFilter.parameter_name, "")
        if language not in LANGUAGES:
            return columns
        return (*columns[:1], _translate(self.model, language), *columns[1:])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Write the parts; say which texts among them are no longer approved."""
        super().save_formset(request, form, formset, change)
        warn_of_lost_approval(request, formset.forms)


def _translate(model: type[Model], language: str) -> Callable[[Model], str]:
    texts = TEXTS[model]

    @admin.display(description=f"text in {LANGUAGES[language]}")
    def translate(row: Model) -> str:
        if isinstance(row, Dataset):
            address = reverse("desk-text", args=[row.slug, language])
        else:
            address = page_of(texts, "add", **{upkeep.KINDS[texts]: str(row.pk), "language": language})
        return format_html('<a href="{}">{}</a>', address, "Write" if language == ORIGINAL else "Translate")

    return translate


def groups(user: User) -> Iterator[Callable[[], dict[str, Any]]]:
    """Yield, for each kind of text that the user may look at, what counts it; those of entries the desk counts."""
    for owner, texts in TEXTS.items():
        if owner is not Dataset and sees(user, owner) and sees(user, texts):
            yield partial(_descriptions, owner)
    for model, counted in ((Disagreement, _disagreements), (Guide, _guides)):
        if sees(user, model):
            yield counted
    if all(sees(user, model) for model in VOCABULARIES.values()):
        yield _vocabularies


def sees(user: User, model: type[Model]) -> bool:
    """Tell whether the user may look at rows of the model."""
    return may(user, "view", model) or may(user, "change", model)


def overview(request: HttpRequest) -> HttpResponse:
    """Show how many texts of each kind are missing, out of date and unreviewed in each language.

    Numbers and the lists that they lead to are for whoever may look at what is counted; 403 for who may look at none.
    """
    counted = [count() for count in groups(request.user)]
    if not counted:
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Texts by language", "groups": counted}
    return TemplateResponse(request, "admin/texts.html", context)


def _group(name: str, tallies: list[upkeep.Tally], links: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return one kind of text for the template; `links` has the addresses of the lists, by what they list."""
    rows = [
        {"tally": tally, "code": tally.language, "language": LANGUAGES[tally.language], **links(tally.language)}
        for tally in tallies
    ]
    return {"name": name, "rows": rows}


def _descriptions(owner: type[Model]) -> dict[str, Any]:
    texts = TEXTS[owner]

    def links(language: str) -> dict[str, Any]:
        of_language = {"language__exact": language}
        return {
            "missing": page_of(owner, "changelist", **{MissingTextFilter.parameter_name: language}),
            "out_of_date": page_of(texts, "changelist", **of_language, **{OutOfDateFilter.parameter_name: "yes"}),
            "unreviewed": page_of(texts, "changelist", **of_language, reviewed__exact="0"),
        }

    return _group(f"Texts of {owner._meta.verbose_name_plural}", upkeep.of_descriptions(texts), links)


def _disagreements() -> dict[str, Any]:
    def links(language: str) -> dict[str, Any]:
        return {"missing": page_of(Disagreement, "changelist", **{MissingTextFilter.parameter_name: language})}

    return _group("Explanations of disagreements", upkeep.of_disagreements(), links)


def _guides() -> dict[str, Any]:
    def links(language: str) -> dict[str, Any]:
        return {"missing": page_of(Guide, "changelist", **{MissingTextFilter.parameter_name: language})}

    return _group("Texts of guides", upkeep.of_guides(), links)


def _vocabularies() -> dict[str, Any]:
    """Return the names of all terms as one kind; each vocabulary that lacks some has a link of its own."""
    counted = upkeep.of_vocabularies()
    tallies = [
        upkeep.Tally(of[0].language, sum(tally.wanted for tally in of), sum(tally.missing for tally in of))
        for of in zip(*counted.values(), strict=True)
    ]

    def links(language: str) -> dict[str, Any]:
        lacking = [
            (str(model._meta.verbose_name_plural), tally.missing, _nameless(model, language))
            for model, found in counted.items()
            for tally in found
            if tally.language == language and tally.missing
        ]
        return {"vocabularies": lacking}

    return _group("Names in vocabularies", tallies, links)


def _nameless(model: type[Term], language: str) -> str:
    return page_of(model, "changelist", **{MissingNameFilter.parameter_name: language})
