"""What somebody may mean who is typing: names of entries, terms and sources that begin so."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from datasets.index import snapshot
from datasets.search import parameters, suggesting
from datasets.web.problems import refused
from datasets.words.texts import reader

from .answers import ENTRIES, Operation, answer, suggested
from .datasets import LIST_PARAMETERS
from .schemas import named


def list_suggestions(request: HttpRequest) -> HttpResponse:
    """Return names of entries, terms and sources that begin with what was typed, each with its address."""
    text, notices = parameters.read_text(request.GET)
    if notices:
        return refused(notices)
    found = suggesting.suggest(snapshot.current(), text, reader())
    return answer({"results": [suggested(request, item) for item in found]})


OPERATIONS = (
    Operation(
        "suggestions/",
        list_suggestions,
        lazy("What somebody may mean who is typing"),
        ENTRIES,
        {200: named("Suggestions")},
        [LIST_PARAMETERS["q"] | {"description": "What was typed so far."}],
        "suggestions/?q=kid",
    ),
)
