"""What every address of the API has in common: how it is asked, what it answers, how it refuses.

An `Operation` is one address with its description; the OpenAPI document is made of them (document.py), so that what is
described is what is answered. Answers are JSON in UTF-8, open to every origin; refusals are problem details (RFC 9457).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csrf import csrf_exempt

from datasets.facts.kinds import Record
from datasets.index.facets import FACETS
from datasets.models import LANGUAGES
from datasets.search.parameters import Part
from datasets.search.suggesting import ENTRY, WORDS, Suggestion
from datasets.web.addresses import absolute, search_address
from datasets.web.languages import CHOICE, asked_language
from datasets.web.problems import OPEN, past_the_last_page, problem_details, refused
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

View = Callable[..., HttpResponseBase]
JSON = "application/json"
CSV = "text/csv"

# What operations are about, by the key that the OpenAPI document has.
ENTRIES, BESIDE, CATALOGUE, ABOUT = "entries", "comparison", "catalogue", "description"
TAGS: "Mapping[str, StrOrPromise]" = {
    ENTRIES: lazy("Entries"),
    BESIDE: lazy("Entries side by side"),
    CATALOGUE: lazy("The catalogue as a whole"),
    ABOUT: lazy("The API itself"),
}


@dataclass(frozen=True)
class Operation:
    """One address: its path below the version, its view, and what the OpenAPI document says of it.

    `summary` is for people, in the language of their page; `tag` is one of TAGS; `responses` are JSON Schemas by
    status; `parameters` are those in the query string, besides `lang`. `example` is an address that shows it, below the
    version, with {first} and {second} for slugs of entries that there are, {guide} for that of a guide; by default its
    path. What it answers with 200 is of the media type `kind`.
    """

    path: str
    view: View
    summary: "StrOrPromise"
    tag: str
    responses: Mapping[int, Record]
    parameters: Sequence[Record] = field(default_factory=tuple)
    example: str = ""
    kind: str = JSON

    @property
    def name(self) -> str:
        """Its name in Django's addresses and in the OpenAPI document: the view's."""
        return self.view.__name__

    def url(self) -> URLPattern:
        """Return the address for Django."""
        return path(self.path, _reading(self.view), name=self.name)


def _reading(view: View) -> View:
    """Return a view that is asked with GET or HEAD and answers in the language that is asked for."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return preflight(request)
        language, notices = asked_language(request, ORIGINAL)
        with translation.override(language):
            if request.method not in METHODS:
                response: HttpResponseBase = not_allowed()
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


def answer(data: Any, status: int = 200, changed: datetime | None = None) -> HttpResponse:
    """Return `data` as JSON with its characters as they are; `changed` is when it did, where that is known."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, status=status, content_type=f"{JSON}; charset=utf-8", headers=OPEN)
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


def refused_unless_empty(request: HttpRequest) -> HttpResponse | None:
    """Return 400 for any parameter but `lang`, where an address takes no other; None where there is none."""
    notices: list[Notice] = []
    name_unknown(request.GET, set(IGNORED), notices)
    return refused(notices) if notices else None


def unknown(parameter: str, message: str) -> HttpResponse:
    """Return 404 for a parameter that names what is not there."""
    return problem_details(404, message, [Notice(parameter, message)])


def part_of_list(
    request: HttpRequest,
    name: str,
    part: Part,
    count: int,
    results: Callable[[slice], list[Record]],
    *inside: str,
    status: int = 200,
    changed: datetime | None = None,
) -> HttpResponse:
    """Return one page of a list of `count` things, or 404 past its end; `results` gives those of a slice.

    `name` is the operation's, with what stands `inside` its path.
    """
    pages = max(1, -(-count // part.page_size))
    if part.page > pages:
        return past_the_last_page(part.page, pages)

    def at(page: int) -> str:
        return here(request, name, part.pairs(page), *inside)

    data = {
        "count": count,
        "next": at(part.page + 1) if part.page < pages else None,
        "previous": at(part.page - 1) if part.page > 1 else None,
        "results": results(slice((part.page - 1) * part.page_size, part.page * part.page_size)),
    }
    return answer(data, status, changed)


def entry_page(request: HttpRequest, slug: str) -> str:
    """Return the absolute address of an entry's page in the language asked for, or its lasting one where none is."""
    return absolute(request, reverse("dataset" if CHOICE in request.GET else "short", args=[slug]))


def here(request: HttpRequest, name: str, pairs: Sequence[tuple[str, str]], *inside: str) -> str:
    """Return the absolute address of an operation with these parameters, in the language that was asked for.

    What stands `inside` the path, such as a slug, comes in its order.
    """
    kept = [*pairs, *([(CHOICE, reader())] if CHOICE in request.GET else [])]
    return absolute(request, reverse(f"{NAMESPACE}:{name}", args=inside)) + (f"?{urlencode(kept)}" if kept else "")


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
