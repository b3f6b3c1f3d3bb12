"""About: what Lightbox is, the documents, how facts are sourced, how to search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from datasets.models import DatasetDescription, Disagreement, Document, Statement, public
from datasets.models.kept import Kept
from datasets.search import fields, parameters, signs
from datasets.search.parameters import Query
from datasets.web.addresses import absolute
from datasets.words.asked import past_the_end
from datasets.words.texts import reader

from . import fragments

# References that the page shows; the others are on pages of their own, so many on each.
MOST_SHOWN, PAGE = 100, 200


@dataclass(frozen=True)
class Cited:
    """A document that something public cites, and how many statements and entries rest on it."""

    document: Document
    statements: int
    entries: int

    @property
    def is_reference(self) -> bool:
        """Whether it is cited as a whole, and not by its lines."""
        return self.document.lines is None and self.document.kind != Document.Kind.LIST


# All of them, in the order of their codes; and the other figures of the page. For one revision of the catalogue: every
# statement and text is counted.
_cited: Kept[None, Sequence[Cited]] = Kept(1)
_figures: Kept[None, Mapping[str, Any]] = Kept(1)


def about(request: HttpRequest) -> HttpResponse:
    """Show the documents with how much of the catalogue rests on each; of the entries that the public sees."""
    cited = _cited.get(None, _all_cited)
    references = [one for one in cited if one.is_reference]
    shown = sorted(references, key=lambda one: (-one.statements, one.document.code))[:MOST_SHOWN]
    context = {
        "documents": [one for one in cited if not one.is_reference],
        "references": sorted(shown, key=lambda one: one.document.code),
        "more": len(references) > MOST_SHOWN,
        "statements": sum(one.statements for one in cited),
        **_figures.get(None, _all_figures),
    }
    return render(request, "about.html", context)


def references(request: HttpRequest) -> HttpResponse:
    """Show all references, a page at a time; a page past the end gives the last one."""
    typed, notices = parameters.read_page(request.GET)
    pages = Paginator([one for one in _cited.get(None, _all_cited) if one.is_reference], PAGE)
    query = Query(page=min(typed, pages.num_pages))
    if typed > query.page:
        notices.append(past_the_end(typed, query.page))
    context = {
        "references": list(pages.page(query.page)),
        "number": pages.count,
        "query": query,
        "pages": fragments.pages(query, pages.num_pages, reader()),
        "notices": notices,
        "canonical": absolute(request, request.path) + query.address().removesuffix("?"),
    }
    return render(request, "references.html", context)


def _all_cited() -> Sequence[Cited]:
    """Return what is cited: the numbers are one question about all statements, not one for each document."""
    stated = Statement.objects.filter(public.seen()).order_by().values("document")
    rows = stated.annotate(number=Count("pk"), entries=Count("dataset", distinct=True))
    numbers = {key: (number, entries) for key, number, entries in rows.values_list("document", "number", "entries")}
    documents = public.documents().order_by("code").defer("passages")
    found = [Cited(document, *numbers.get(document.pk, (0, 0))) for document in documents]
    prefetch_related_objects([one.document for one in found if not one.is_reference], "descriptions")
    return found


def _all_figures() -> Mapping[str, Any]:
    texts = DatasetDescription.objects.filter(public.seen())
    return {
        "disagreements": public.number_of(Disagreement),
        "texts": texts.aggregate(all=Count("pk"), reviewed=Count("pk", filter=Q(reviewed=True))),
    }


def search_help(request: HttpRequest) -> HttpResponse:
    """Explain the query language, from the table that the parser uses."""
    takes = {
        fields.TERM: _("a term"),
        fields.NUMBER: _("a number, with >, >=, <, <= or from..to"),
        fields.BYTES: _("a size such as 50GB, with >, >=, <, <= or from..to"),
    }
    rows = [(names, takes[kind], example) for names, kind, example in fields.help_rows()]
    return render(request, "search_help.html", {"signs": list(signs.help_rows()), "fields": rows})
