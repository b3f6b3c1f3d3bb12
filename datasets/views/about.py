"""About: what Lightbox is, the documents, how facts are sourced, how to search."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from datasets.models import DatasetDescription, Disagreement, Statement, public
from datasets.search import fields, signs


def about(request: HttpRequest) -> HttpResponse:
    """Show the documents with how much of the catalogue rests on each; of the entries that the public sees."""
    stated = public.seen("statements__dataset")
    documents = (
        public.documents()
        .annotate(
            statement_number=Count("statements", filter=stated),
            entry_number=Count("statements__dataset", filter=stated, distinct=True),
        )
        # Grouping drops the model's own order.
        .order_by("code")
        .prefetch_related("descriptions")
    )
    texts = DatasetDescription.objects.filter(public.seen()).aggregate(
        all=Count("pk"), reviewed=Count("pk", filter=Q(reviewed=True))
    )
    context = {
        "documents": [document for document in documents if not document.is_reference],
        "references": [document for document in documents if document.is_reference],
        "statements": public.number_of(Statement),
        "disagreements": public.number_of(Disagreement),
        "texts": texts,
    }
    return render(request, "about.html", context)


def search_help(request: HttpRequest) -> HttpResponse:
    """Explain the query language, from the table that the parser uses."""
    takes = {
        fields.TERM: _("a term"),
        fields.NUMBER: _("a number, with >, >=, <, <= or from..to"),
        fields.BYTES: _("a size such as 50GB, with >, >=, <, <= or from..to"),
    }
    rows = [(names, takes[kind], example) for names, kind, example in fields.help_rows()]
    return render(request, "search_help.html", {"signs": list(signs.help_rows()), "fields": rows})
