"""What somebody may mean who is typing: names of entries, terms and sources that begin so."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.facts.columns import Record
from datasets.index import snapshot
from datasets.index.facets import FACETS
from datasets.search import parameters, suggesting
from datasets.web.addresses import absolute, search_address
from datasets.words.texts import reader

from .answers import Operation, answer, entry_page, refused
from .datasets import LIST_PARAMETERS
from .schemas import named


def list_suggestions(request: HttpRequest) -> HttpResponse:
    """Return names of entries, terms and sources that begin with what was typed, each with its address."""
    text, notices = parameters.read_text(request.GET)
    if notices:
        return refused(notices)
    found = suggesting.suggest(snapshot.current(), text, reader())
    return answer({"results": [suggested(request, item) for item in found]})


def suggested(request: HttpRequest, item: suggesting.Suggestion) -> Record:
    """Return one suggestion with its kind in words and the address of what it suggests."""
    labels = {suggesting.ENTRY: _("Entry")} | {facet.parameter: str(facet.label) for facet in FACETS}
    if item.kind == suggesting.ENTRY:
        url = entry_page(request, item.code)
    else:
        url = absolute(request, reverse("dataset-list") + search_address(item.kind, item.code))
    return {**vars(item), "label": labels[item.kind], "url": url}


OPERATIONS = (
    Operation(
        "suggestions/",
        list_suggestions,
        "What somebody may mean who is typing",
        {200: named("Suggestions")},
        [LIST_PARAMETERS["q"] | {"description": "What was typed so far."}],
    ),
)
