"""Examples of the OpenAPI document: addresses with names that there are, and what they answer, cut short.

They are made from the catalogue when the document is, so that they are true; of each list the first item stands there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from datasets.index.snapshot import Snapshot
from datasets.models import Guide

from .answers import JSON, Operation

# An operation that has none: what it answers is where the examples stand.
NO_EXAMPLE = "-"
# The first two entries in the order of lists, and the first guide, by the names that examples have for them.
NAMES = ("first", "second", "guide")


@dataclass(frozen=True)
class Example:
    """An example of an operation: its address below the version ("" for none), what is written where, the answer."""

    address: str
    values: Mapping[str, Sequence[str]]
    answer: Any = None


def names(now: Snapshot) -> dict[str, str]:
    """Return what examples are of, by NAMES, as far as there are such things."""
    order = now.order("support")
    slugs = [now.card(slot)["slug"] for slot in order[now.living[order]][:2].tolist()]
    guides = Guide.objects.values_list("slug", flat=True)[:1]
    return {**dict(zip(NAMES[:2], slugs, strict=False)), **dict(zip(NAMES[2:], guides, strict=False))}


def address_of(item: Operation, known: Mapping[str, str]) -> str:
    """Return the address of an operation's example, "" where it has none or what it is of is not there."""
    template = item.example or item.path.replace("<slug>", "{first}")
    wanted = re.findall(r"{(\w+)}", template)
    return "" if template == NO_EXAMPLE or not set(wanted) <= set(known) else template.format(**known)


def example(request: HttpRequest, item: Operation, known: Mapping[str, str]) -> Example:
    """Return the example of an operation, asked as `request` is; without an answer where that is no JSON."""
    address = address_of(item, known)
    if not address:
        return Example("", {})
    path, _sign, query = address.partition("?")
    asked = copy(request)
    asked.GET = QueryDict(query)
    found = re.fullmatch(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", re.escape(item.path)), path)
    inside = found.groupdict() if found else {}
    values = {**{name: [value] for name, value in inside.items()}, **dict(asked.GET.lists())}
    if item.kind != JSON:
        return Example(address, values)
    response = item.view(asked, **inside)
    # What is no JSON, and what is refused, is no example.
    shown = response.content if isinstance(response, HttpResponse) and response.status_code == 200 else b"null"
    return Example(address, values, shortened(json.loads(shown)))


def shortened(value: Any) -> Any:
    """Return an answer with the first item of each list alone."""
    if isinstance(value, list):
        return [shortened(item) for item in value[:1]]
    return {key: shortened(item) for key, item in value.items()} if isinstance(value, dict) else value
