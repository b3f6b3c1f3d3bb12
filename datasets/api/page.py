"""What leads people and programs to the API: the page that describes it, with forms to try it; the API catalogue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.search import parameters
from datasets.web.addresses import absolute
from datasets.web.problems import KINDS, OPEN, anchor, problem_details

from . import examples
from .answers import LANGUAGE, NAMESPACE, TAGS, Operation
from .document import OPERATIONS, VERSION

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A parameter with at most so many values is chosen from a list.
MOST_OPTIONS = 20
# Fields of a form for a parameter that wants several values.
SEVERAL = 3
# What an API catalogue is (RFC 9264, RFC 9727).
LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'


@dataclass(frozen=True)
class Row:
    """One parameter in a form: its name, what may be written, what stands in each of its fields, what it is.

    `description` is in English, as the OpenAPI document has it.
    """

    name: str
    options: Sequence[str]
    given: Sequence[str]
    description: str
    required: bool


@dataclass(frozen=True)
class Described:
    """One operation: its name, its path, what it is, the form to try it, and the address of an example."""

    name: str
    path: str
    summary: "StrOrPromise"
    text: str
    action: str
    rows: Sequence[Row]
    example: str


def root(request: HttpRequest) -> HttpResponse:
    """Lead from the address that names no language to the page in the visitor's."""
    return HttpResponseRedirect(reverse("api-help"))


def version(request: HttpRequest) -> HttpResponse:
    """Lead from where the addresses of a version begin to their description for programs."""
    return HttpResponseRedirect(reverse(f"{NAMESPACE}:openapi"), headers=OPEN)


def api_help(request: HttpRequest) -> HttpResponse:
    """Show the addresses, from the table that answers them, each with a form to try it."""
    known = examples.names(snapshot.current())
    start = absolute(request, reverse(f"{NAMESPACE}:list_datasets")).removesuffix("datasets/")
    groups = [
        (label, [_described(item, known, start) for item in OPERATIONS if item.tag == tag])
        for tag, label in TAGS.items()
    ]
    context = {
        "start": start,
        "groups": groups,
        "most": parameters.MAXIMUM_PAGE_SIZE,
        "quota": settings.API_REQUESTS,
        "problems": [(status, anchor(status), text) for status, text in KINDS.items()],
    }
    return render(request, "api_help.html", context)


def _described(item: Operation, known: Mapping[str, str], start: str) -> Described:
    address = examples.address_of(item, known)
    given = parse_qs(address.partition("?")[2])
    inside = "<slug>" in item.path
    slug = known.get("guide" if "{guide}" in item.example else "first", "")
    rows = [_row({"name": "slug", "required": True, "schema": {}, "description": "Slug."}, [slug])] if inside else []
    rows += [_row(parameter, given.get(parameter["name"], [])) for parameter in (*item.parameters, LANGUAGE)]
    name = f"{NAMESPACE}:{item.name}"
    action = reverse("api-try", args=[item.name.replace("_", "-")]) if inside else reverse(name)
    path = item.path.replace("<", "{").replace(">", "}")
    text = " ".join((item.view.__doc__ or "").split())
    return Described(item.name, path, item.summary, text, action, rows, start + address if address else "")


def _row(parameter: Record, given: Sequence[str]) -> Row:
    schema = parameter["schema"]
    options = [value for value in schema.get("enum", ()) if value] if schema.get("type") != "array" else []
    fields = SEVERAL if schema.get("minItems", 1) > 1 else 1
    return Row(
        parameter["name"],
        options if len(options) <= MOST_OPTIONS else [],
        [*given[:fields], *[""] * (fields - len(given))],
        parameter["description"],
        parameter.get("required", False),
    )


def attempt(request: HttpRequest, operation: str) -> HttpResponse:
    """Lead from a form, whose fields stand in the query string, to the address of an operation with a slug in its path.

    So that the form needs no script.
    """
    fields = [(name, value) for name, values in request.GET.lists() if name != "slug" for value in values if value]
    try:
        address = reverse(f"{NAMESPACE}:{operation.replace('-', '_')}", args=[request.GET.get("slug", "").strip()])
    except NoReverseMatch:
        return problem_details(404, _("There is no such page; write a slug without a slash."))
    return HttpResponseRedirect(f"{address}?{urlencode(fields)}" if fields else address, headers=OPEN)


def api_catalog(request: HttpRequest) -> HttpResponse:
    """Say which APIs are here and where each is described (RFC 9727)."""
    here = absolute(request, reverse("api-catalog"))
    api = absolute(request, reverse("api-version"))
    described = {
        "anchor": api,
        "service-desc": [
            {
                "href": absolute(request, reverse(f"{NAMESPACE}:openapi")),
                "type": "application/vnd.oai.openapi+json;version=3.1",
            }
        ],
        "service-doc": [{"href": absolute(request, reverse("api-help")), "type": "text/html"}],
    }
    linkset = [{"anchor": here, "item": [{"href": api, "title": f"Lightbox API v{VERSION}"}]}, described]
    response = HttpResponse(json.dumps({"linkset": linkset}, separators=(",", ":")), content_type=LINKSET, headers=OPEN)
    response["Link"] = f'<{here}>; rel="api-catalog"'
    return response
