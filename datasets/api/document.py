"""The OpenAPI document (3.1): every address, what it takes, and every status that it answers with."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.fields import UNKNOWN
from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.index.facets import MAY_BE_UNKNOWN
from datasets.index.snapshot import Snapshot
from datasets.words.texts import ORIGINAL

from . import datasets, leakage, relations, suggestions, vocabularies
from .answers import LANGUAGE, Operation, answer, refused_unless_empty
from .schemas import RECORD, SCHEMAS, named

VERSION = "1"

# What every address may refuse with: the statuses by what a program can do about them.
REFUSALS = {
    400: "The request cannot be read; `problems` says which parameter is wrong and what to write.",
    404: "There is nothing of that name, or no such page.",
    405: "The API is for reading.",
    411: "What is sent has to say its length; the API is for reading, so that nothing is to be sent.",
    413: "What is sent is too large.",
    414: "The address is too long.",
    500: "The fault is ours.",
    503: "The catalogue is away for a moment; `Retry-After` says when to come back.",
}
PHRASES = {
    200: "As asked for.",
    308: "It has another address; `Location` says which.",
    410: "It is withdrawn; what is known of it.",
}


@lru_cache(maxsize=1)
@translation.override(ORIGINAL)
def document(now: Snapshot) -> Record:
    """Return the OpenAPI document: of the facets, the codes that there are in a snapshot."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lightbox",
            "version": VERSION,
            "description": "A directory of medical imaging datasets: search, records, relations and what they rest on.",
        },
        "paths": {
            f"/api/v{VERSION}/{_template(item.path)}": {"get": _described(item, now.codes)} for item in OPERATIONS
        },
        "components": {"schemas": SCHEMAS},
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the description of this API (OpenAPI)."""
    return refused_unless_empty(request) or answer(document(snapshot.current()))


def _template(path: str) -> str:
    """Return an address of Django's as OpenAPI writes it."""
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _described(item: Operation, codes: Mapping[str, Mapping[str, str]]) -> Record:
    """Return what the document says of one address; `codes` are the values of each facet, as addresses write them."""
    inside: list[Record] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": "The entry's slug."}
        for name in re.findall(r"<(\w+)>", item.path)
    ]
    return {
        "operationId": item.name,
        "summary": str(item.summary),
        "description": item.view.__doc__,
        "parameters": [*inside, *(_with_codes(parameter, codes) for parameter in item.parameters), LANGUAGE],
        "responses": {
            **{str(status): _response(PHRASES[status], schema) for status, schema in item.responses.items()},
            **{
                str(status): _response(text, named("Problem"), "application/problem+json")
                for status, text in REFUSALS.items()
            },
        },
    }


def _with_codes(parameter: Record, codes: Mapping[str, Mapping[str, str]]) -> Record:
    """Return what is said of a parameter, with the codes that may be written where it is a facet; and UNKNOWN."""
    name = parameter["name"]
    unknown = {UNKNOWN} if name in MAY_BE_UNKNOWN else set()
    if name not in codes and not unknown:
        return parameter
    kind = parameter["schema"]
    values = sorted(unknown.union(codes.get(name, {}).values()))
    return {**parameter, "schema": {**kind, "items": {**kind["items"], "enum": values}}}


def _response(text: str, schema: Record, kind: str = "application/json") -> Record:
    return {"description": text, "content": {kind: {"schema": schema}}}


OPERATIONS = (
    *datasets.OPERATIONS,
    *suggestions.OPERATIONS,
    *relations.OPERATIONS,
    *leakage.OPERATIONS,
    *vocabularies.OPERATIONS,
    Operation("openapi.json", openapi, lazy("This document"), {200: RECORD}),
)
