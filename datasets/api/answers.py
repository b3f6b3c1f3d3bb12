"""What every address of the API has in common: how it is asked, what it answers, how it refuses.

An `Operation` is one address with its description; the OpenAPI document is made of them (document.py), so that what is
described is what is answered. Answers are JSON in UTF-8, open to every origin; refusals are problem details (RFC 9457).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from datasets.facts.kinds import Record
from datasets.index.facets import FACETS
from datasets.models import LANGUAGES
from datasets.search.suggesting import ENTRY, WORDS, Suggestion
from datasets.web.addresses import absolute, search_address
from datasets.web.languages import CHOICE, asked_language
from datasets.web.problems import OPEN, problem_details, refused
from datasets.words.asked import IGNORED, Notice, name_unknown
from datasets.words.texts import ORIGINAL, bcp47, reader

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMESPACE = "api-v1"
METHODS = ("GET", "HEAD", "OPTIONS")
# How long a browser may keep the answer to a preflight, in seconds: what is open stays so.
PREFLIGHT_SECONDS = 86_400

# The parameter that every address takes.
LANGUAGE: Record = {
    "name": CHOICE,
    "in": "query",
    "schema": {"type": "string", "enum": list(LANGUAGES), "default": ORIGINAL},
    "description": "Language of names, summaries and messages, of the pages that addresses lead to, and of numbers.",
}

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Operation:
    """One address: its path below the version, its view, and what the OpenAPI document says of it.

    `summary` is for people, in the language of their page; `responses` are JSON Schemas by status; `parameters` are
    those in the query string, besides `lang`.
    """

    path: str
    view: View
    summary: "StrOrPromise"
    responses: Mapping[int, Record]
    parameters: Sequence[Record] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        """Its name in Django's addresses and in the OpenAPI document: the view's."""
        return self.view.__name__

    def url(self) -> URLPattern:
        """Return the address for Django."""
        return path(self.path, _reading(self.view), name=self.name)


def _reading(view: View) -> View:
    """Return a view that is asked with GET or HEAD and answers in the language that is asked for."""

    def answered(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return preflight(request)
        language, notices = asked_language(request, ORIGINAL)
        with translation.override(language):
            if request.method not in METHODS:
                response = not_allowed()
            else:
                response = refused(notices) if notices else view(request, *args, **values)
        response.headers.setdefault("Content-Language", bcp47(language))
        return response

    # Nothing is written, so that there is nothing for another site to forge; without this, a POST is 403 and no 405.
    return csrf_exempt(answered)


def preflight(request: HttpRequest) -> HttpResponse:
    """Answer what may be asked here: a browser's question before a script's, or anybody's."""
    allowed = {
        "Allow": ", ".join(METHODS),
        "Access-Control-Allow-Methods": ", ".join(METHODS),
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    return HttpResponse(status=204, headers={**OPEN, **allowed})


def not_allowed() -> HttpResponse:
    """Refuse to be written to."""
    response = problem_details(405, _("The API is for reading; ask with GET."))
    response["Allow"] = ", ".join(METHODS)
    return response


def answer(data: Any, status: int = 200) -> HttpResponse:
    """Return `data` as JSON with its characters as they are."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8", headers=OPEN)


def refused_unless_empty(request: HttpRequest) -> HttpResponse | None:
    """Return 400 for any parameter but `lang`, where an address takes no other; None where there is none."""
    notices: list[Notice] = []
    name_unknown(request.GET, set(IGNORED), notices)
    return refused(notices) if notices else None


def entry_page(request: HttpRequest, slug: str) -> str:
    """Return the absolute address of an entry's page in the language asked for, or its lasting one where none is."""
    return absolute(request, reverse("dataset" if CHOICE in request.GET else "short", args=[slug]))


def here(request: HttpRequest, name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the absolute address of an operation with these parameters, in the language that was asked for."""
    kept = [*pairs, *([(CHOICE, reader())] if CHOICE in request.GET else [])]
    return absolute(request, reverse(f"{NAMESPACE}:{name}")) + (f"?{urlencode(kept)}" if kept else "")


def suggested(request: HttpRequest, item: Suggestion) -> Record:
    """Return one suggestion with its kind in words and the address of the page of what it suggests."""
    if item.kind == ENTRY:
        label, url = _("Entry"), entry_page(request, item.code)
    else:
        facets = {facet.parameter: str(facet.label) for facet in FACETS}
        parameter = "q" if item.kind == WORDS else item.kind
        label = _("Words") if item.kind == WORDS else facets[item.kind]
        url = absolute(request, reverse("dataset-list") + search_address(parameter, item.code))
    return {**vars(item), "label": label, "url": url}
