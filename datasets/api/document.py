"""The OpenAPI document (3.1): every address, what it takes, and every status that it answers with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.fields import UNKNOWN
from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.index.facets import MAY_BE_UNKNOWN
from datasets.index.snapshot import Snapshot
from datasets.models import ChangeSet
from datasets.web.addresses import absolute
from datasets.web.problems import KINDS, anchor
from datasets.words.texts import ORIGINAL

from . import (
    changes,
    comparison,
    datasets,
    entry,
    examples,
    guides,
    leakage,
    measures,
    relations,
    suggestions,
    vocabularies,
)
from .answers import ABOUT, CATALOGUE, ENTRIES, LANGUAGE, TAGS, Operation, answer, refused_unless_empty
from .examples import NO_EXAMPLE, Example
from .schemas import RECORD, SCHEMAS, named

VERSION = "1"

# What stands in a path, by what the operation is about.
PATH = {ENTRIES: "The entry's slug.", CATALOGUE: "The guide's slug."}
# What every answer says in its headers of the quota, where there is one (draft-ietf-httpapi-ratelimit-headers).
HEADERS: Record = {
    "RateLimit-Policy": {
        "description": "How much one address may ask (q) within so many seconds (w).",
        "schema": {"type": "string"},
        "example": '"address";q=600;w=60',
    },
    "RateLimit": {
        "description": "How much of it remains (r), and for how many seconds (t).",
        "schema": {"type": "string"},
        "example": '"address";r=598;t=41',
    },
}
PHRASES = {
    200: "As asked for.",
    308: "It has another address; `Location` says which.",
    410: "It is withdrawn; what is known of it.",
}


@dataclass(frozen=True)
class Site:
    """The address at which the site is, and a request that was sent there."""

    start: str
    request: HttpRequest = field(compare=False)


@lru_cache(maxsize=2)
@translation.override(ORIGINAL)
def document(now: Snapshot, revision: tuple[int, str], site: Site) -> Record:
    """Return the OpenAPI document: of the facets, the codes that there are in a snapshot; examples, as it answers them.

    It is made once for each revision of the catalogue, for it takes as long as all that it has examples of.
    """
    start, request = site.start, site.request
    named_here = examples.names(now)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lightbox",
            "version": VERSION,
            "summary": "A directory of medical imaging datasets.",
            "description": "Search, records, comparisons, relations, and what they rest on. All of it is for reading, "
            "and open to pages of other sites. What was promised for this version holds for as long as it is there.",
            "contact": {"name": "Lightbox", "url": absolute(request, reverse("about"))},
            "license": {"name": "CC0 1.0, for the directory's own words", "identifier": "CC0-1.0"},
        },
        "externalDocs": {
            "url": absolute(request, reverse("api-help")),
            "description": "For people, with forms to try.",
        },
        "servers": [{"url": start.removesuffix("/"), "description": "This site."}],
        "tags": [{"name": tag, "description": str(text)} for tag, text in TAGS.items()],
        "paths": {
            f"/api/v{VERSION}/{template(item.path)}": {
                "get": _described(item, now.codes, examples.example(request, item, named_here))
            }
            for item in OPERATIONS
        },
        "components": {"schemas": SCHEMAS, "responses": _refusals(), "headers": HEADERS},
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the description of this API (OpenAPI)."""
    if refusal := refused_unless_empty(request):
        return refusal
    return answer(document(snapshot.current(), ChangeSet.current(), Site(absolute(request, "/"), request)))


def template(path: str) -> str:
    """Return an address of Django's as OpenAPI writes it."""
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _described(item: Operation, codes: Mapping[str, Mapping[str, str]], example: Example) -> Record:
    """Return what the document says of one address; `codes` are the values of each facet, as addresses write them."""
    inside: list[Record] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": PATH[item.tag]}
        for name in re.findall(r"<(\w+)>", item.path)
    ]
    parameters = [*inside, *(_with_codes(parameter, codes) for parameter in item.parameters), LANGUAGE]
    return {
        "operationId": item.name,
        "tags": [item.tag],
        "summary": str(item.summary),
        "description": item.view.__doc__,
        "parameters": [_with_example(parameter, example) for parameter in parameters],
        "responses": {
            **{
                str(status): _response(PHRASES[status], schema, item.kind, example if status == 200 else None)
                for status, schema in item.responses.items()
            },
            **{str(status): {"$ref": f"#/components/responses/{anchor(status)}"} for status in KINDS},
        },
    }


def _with_example(parameter: Record, example: Example) -> Record:
    """Return what is said of a parameter, with what the operation's example writes there."""
    values = example.values.get(parameter["name"])
    if not values:
        return parameter
    kind = parameter["schema"].get("type")
    first = int(values[0]) if kind == "integer" else values[0]
    return {**parameter, "example": values if kind == "array" else first}


def _refusals() -> Record:
    """Return what every address may refuse with, by the kind of problem."""
    problem = named("Problem")
    return {anchor(status): _response(str(text), problem, "application/problem+json") for status, text in KINDS.items()}


def _with_codes(parameter: Record, codes: Mapping[str, Mapping[str, str]]) -> Record:
    """Return what is said of a parameter, with the codes that may be written where it is a facet; and UNKNOWN."""
    name = parameter["name"]
    unknown = {UNKNOWN} if name in MAY_BE_UNKNOWN else set()
    if name not in codes and not unknown:
        return parameter
    kind = parameter["schema"]
    values = sorted(unknown.union(codes.get(name, {}).values()))
    return {**parameter, "schema": {**kind, "items": {**kind["items"], "enum": values}}}


def _response(text: str, schema: Record, kind: str, example: Example | None = None) -> Record:
    shown = {} if example is None or example.answer is None else {"example": example.answer}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    return {"description": text, "headers": headers, "content": {kind: {"schema": schema, **shown}}}


OPERATIONS = (
    *datasets.OPERATIONS,
    *entry.OPERATIONS,
    *suggestions.OPERATIONS,
    *comparison.OPERATIONS,
    *relations.OPERATIONS,
    *leakage.OPERATIONS,
    *changes.OPERATIONS,
    *guides.OPERATIONS,
    *measures.OPERATIONS,
    *vocabularies.OPERATIONS,
    Operation("openapi.json", openapi, lazy("This document"), ABOUT, {200: RECORD}, example=NO_EXAMPLE),
)
