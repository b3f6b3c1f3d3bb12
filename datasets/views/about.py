"""About: what Lightbox is, the documents, how facts are sourced."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from datasets.models import DatasetDescription, Disagreement, Document, Statement


def about(request: HttpRequest) -> HttpResponse:
    """Show the documents with how much of the catalogue rests on each."""
    documents = Document.objects.annotate(
        statement_number=Count("statements"), entry_number=Count("statements__dataset", distinct=True)
    ).prefetch_related("descriptions")
    texts = DatasetDescription.objects.aggregate(all=Count("pk"), reviewed=Count("pk", filter=Q(reviewed=True)))
    context = {
        "documents": documents,
        "statements": Statement.objects.count(),
        "disagreements": Disagreement.objects.count(),
        "texts": texts,
    }
    return render(request, "about.html", context)
