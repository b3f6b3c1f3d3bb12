"""About: what Lightbox is, the documents, how facts are sourced, how to search."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from datasets.models import DatasetDescription, Disagreement, Document, Statement, public
from datasets.search import fields, parameters, signs
from datasets.search.parameters import Query
from datasets.web.addresses import absolute
from datasets.words.asked import past_the_end
from datasets.words.texts import reader

from . import fragments

# References that the page shows; the others are on pages of their own, so many on each.
MOST_SHOWN, PAGE = 100, 200


def about(request: HttpRequest) -> HttpResponse:
    """Show the documents with how much of the catalogue rests on each; of the entries that the public sees."""
    stated = public.seen("statements__dataset")
    documents = _documents(is_reference=False).annotate(
        entry_number=Count("statements__dataset", filter=stated, distinct=True)
    )
    texts = DatasetDescription.objects.filter(public.seen()).aggregate(
        all=Count("pk"), reviewed=Count("pk", filter=Q(reviewed=True))
    )
    references = _documents(is_reference=True)
    shown = list(references.order_by("-statement_number", "code")[: MOST_SHOWN + 1])
    context = {
        # Grouping drops the model's own order.
        "documents": documents.order_by("code").prefetch_related("descriptions"),
        "references": sorted(shown[:MOST_SHOWN], key=lambda document: document.code),
        "more": len(shown) > MOST_SHOWN,
        "statements": public.number_of(Statement),
        "disagreements": public.number_of(Disagreement),
        "texts": texts,
    }
    return render(request, "about.html", context)


def references(request: HttpRequest) -> HttpResponse:
    """Show all references, a page at a time; a page past the end gives the last one."""
    typed, notices = parameters.read_page(request.GET)
    pages = Paginator(_documents(is_reference=True).order_by("code"), PAGE)
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


def _documents(*, is_reference: bool) -> QuerySet[Any]:
    """Return the documents, or the references, that something public cites, with the number of their statements."""
    is_cited_as_a_whole = Q(lines__isnull=True) & ~Q(kind=Document.Kind.LIST)
    found = public.documents().filter(is_cited_as_a_whole if is_reference else ~is_cited_as_a_whole)
    return found.annotate(statement_number=Count("statements", filter=public.seen("statements__dataset")))


def search_help(request: HttpRequest) -> HttpResponse:
    """Explain the query language, from the table that the parser uses."""
    takes = {
        fields.TERM: _("a term"),
        fields.NUMBER: _("a number, with >, >=, <, <= or from..to"),
        fields.BYTES: _("a size such as 50GB, with >, >=, <, <= or from..to"),
    }
    rows = [(names, takes[kind], example) for names, kind, example in fields.help_rows()]
    return render(request, "search_help.html", {"signs": list(signs.help_rows()), "fields": rows})
