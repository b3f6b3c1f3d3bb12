"""Entries: the list that answers a question, and one whole record."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.cards import in_language
from datasets.facts.kinds import Record
from datasets.facts.reading import asked_for
from datasets.index import snapshot
from datasets.index.facets import CHOICES, FACETS, RANGES, WITH_ALL
from datasets.models.dataset import published
from datasets.models.public import addressed, moved, seen
from datasets.records.dumping import dump_parts, public_record
from datasets.search import finding, parameters
from datasets.search.options import options
from datasets.web.languages import CHOICE
from datasets.web.problems import past_the_last_page, problem_details, refused
from datasets.words.asked import MAXIMUM_NUMBER, MAXIMUM_TEXT, MOST_NAMED, Notice, no_such_value
from datasets.words.texts import ORIGINAL, reader

from .answers import (
    NAMESPACE,
    Operation,
    answer,
    entry_page,
    here,
    refused_unless_empty,
)
from .question import remarks
from .schemas import CARRIED, RECORD, named


@translation.override(ORIGINAL)
def _list_parameters() -> dict[str, Record]:
    """Return the list's parameters for the OpenAPI document by name, from the same tables that reading them uses."""
    # The codes themselves stand in the document as the catalogue has them when it is asked for.
    codes = {"type": "array", "items": {"type": "string"}, "maxItems": parameters.MAXIMUM_VALUES}
    whole = {"type": "integer", "minimum": 0, "maximum": MAXIMUM_NUMBER}
    described: list[tuple[str, Record, str]] = [
        ("q", TYPED, "Words, in any of five languages."),
        ("as", {"type": "string", "enum": [parameters.AS_WORDS]}, "Reads no conditions out of the words."),
        *((facet.parameter, codes, f"“{facet.label}” Codes; repeated values mean OR.") for facet in FACETS),
        *((column.parameter, codes, f"“{column.label}” What nobody states, beside the bounds.") for column in RANGES),
        *(
            (
                f"{column.parameter}_{bound}",
                SIZE if column.parameter == "size" else whole,
                f"{column.label}: {bound}imum. Nothing is within a minimum above the maximum.",
            )
            for column in RANGES
            for bound in ("min", "max")
        ),
        ("sort", {"type": "string", "enum": list(parameters.SORTS)}, "Order of the results."),
        (
            "all",
            {**codes, "items": {"type": "string", "enum": list(WITH_ALL)}},
            "Facets whose values mean AND.",
        ),
        ("page", {"type": "integer", "minimum": 1}, "Page, from 1."),
        (
            FIELDS,
            {"type": "array", "items": {"type": "string", "enum": list(CARRIED)}},
            "Parts of the record that each result carries as well; repeated, or parted by commas.",
        ),
        ("page_size", {"type": "integer", "minimum": 1, "maximum": parameters.MAXIMUM_PAGE_SIZE}, "Entries on a page."),
    ]
    # As forms send it: a field that is left empty asks nothing.
    common = {"in": "query", "allowEmptyValue": True}
    return {name: {"name": name, **common, "schema": kind, "description": text} for name, kind, text in described}


# What may be typed, as a pattern (ECMA-262, in Unicode mode): no controls but white space, no private characters, and
# none that stands for what could not be read. In ranges, for not every program knows the names of categories.
CONTROLS = r"\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"
PRIVATE = "\\ue000-\\uf8ff\U000f0000-\U0010ffff"
TYPED: Record = {"type": "string", "maxLength": MAXIMUM_TEXT, "pattern": rf"^[^{CONTROLS}{PRIVATE}\ufffd]*$"}
# Sizes that mean the same in every language: three decimals are thousands in some, and a byte has no parts.
SIZE: Record = {
    "type": "string",
    "pattern": "^(?:[0-9]{1,15}(?:(?:[.][0-9]{1,2})? ?[KMGTP]i?B)?)?$",
    "examples": ["50GB", "1.5 TB", "1000000"],
}
FIELDS = "fields"
LIST_PARAMETERS = _list_parameters()


def list_datasets(request: HttpRequest) -> HttpResponse:
    """Return one page of the entries that match, with facet counts. A page past the last one is 404."""
    now = snapshot.current()
    asked = request.GET.copy()
    fields, notices = _fields(asked.pop(FIELDS, []))
    query, others = parameters.read(asked, now.codes, as_written=True)
    notices += others
    # A page answers what it understood and says what it did not; a program is told its mistake instead.
    if notices:
        return refused(notices)
    results = finding.find(now, replace(query, language=reader()))
    if results.query.page != query.page:
        return past_the_last_page(query.page, results.pages)

    def at(page: int) -> str:
        return here(request, "list_datasets", [*query.on_page(page).pairs(), *((FIELDS, name) for name in fields)])

    carried = _carried(results.cards, fields)
    return answer(
        {
            "count": results.total,
            "next": at(query.page + 1) if query.page < results.pages else None,
            "previous": at(query.page - 1) if query.page > 1 else None,
            "facets": _facets(request, results, now),
            "labels": _labels(results.cards, now),
            **remarks(request, results, now),
            "results": [
                {
                    **in_language(card, reader(), lambda: now.lexicon),
                    "matched_language": spoken or None,
                    "url": entry_page(request, card["slug"]),
                    **carried.get(card["slug"], {}),
                }
                for card, spoken in zip(results.cards, results.spoken, strict=True)
            ],
        }
    )


def _fields(values: list[str]) -> tuple[tuple[str, ...], list[Notice]]:
    """Return the parts of the record that are asked for, each once, and what is no such part."""
    names = dict.fromkeys(name for value in values for name in value.split(",") if name)
    unknown = [name for name in names if name not in CARRIED]
    notices = [no_such_value(FIELDS, name, CARRIED) for name in unknown[:MOST_NAMED]]
    return tuple(name for name in names if name in CARRIED), notices


def _carried(cards: Iterable[Record], fields: Sequence[str]) -> dict[str, Record]:
    """Return by slug the parts of the records that a list carries, as the public sees them."""
    if not fields:
        return {}
    rows = published().filter(slug__in=[card["slug"] for card in cards])
    return {record.pop("slug"): record for record in dump_parts(rows, fields, related=seen("target"))}


def _facets(request: HttpRequest, results: finding.Results, now: snapshot.Snapshot) -> Record:
    """Return for each facet and range its label and what may be chosen, as the page's facets have it."""
    language = f"&{CHOICE}={reader()}" if CHOICE in request.GET else ""
    address = here(request, "list_datasets", ()).partition("?")[0]
    start = results.query.on_page(1).address()
    return {
        facet.parameter: {
            "label": str(facet.label),
            "options": [
                {
                    "code": option.code,
                    "label": now.facets.choices[facet.parameter][option.code].name(reader()),
                    "depth": option.depth,
                    "count": option.count,
                    "selected": option.selected,
                    "url": address + option.address + language,
                }
                for option in options(results, facet.parameter, now, start)
            ],
        }
        for facet in CHOICES
    }


def _labels(cards: Iterable[Record], now: snapshot.Snapshot) -> dict[str, dict[str, str]]:
    """Return the names of the codes that cards have, facet by facet."""
    language = reader()
    found: dict[str, dict[str, str]] = {facet.parameter: {} for facet in FACETS}
    for card in cards:
        for facet in FACETS:
            # A card does not hold every facet's values.
            codes = card.get(facet.parameter) or ()
            values = now.facets.values[facet.parameter]
            for code in (codes,) if isinstance(codes, str) else codes:
                found[facet.parameter][code] = values[code].name(language)
    return found


def get_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the record of one entry, every statement, and a text in each language; its JSON Schema is at schema/."""
    if refusal := refused_unless_empty(request):
        return refusal
    # What is not printable is no slug, and some of it no database takes.
    known = slug.isprintable()
    row = asked_for([slug]).get(slug) if known else None
    if row is not None:
        return answer(public_record(row), 410 if row.is_withdrawn else 200)
    now, said = _elsewhere(slug) if known else ("", "")
    if not now:
        return problem_details(404, _("There is no such entry."))
    response = answer({"detail": said % {"slug": now}}, 308)
    language = f"?{CHOICE}={reader()}" if CHOICE in request.GET else ""
    response["Location"] = reverse(f"{NAMESPACE}:get_dataset", args=[now]) + language
    return response


def _elsewhere(slug: str) -> tuple[str, str]:
    """Return the slug of the entry that is meant by one that no entry has, and what to say of it; "" for none."""
    small = slug.lower()
    if small != slug and addressed().filter(slug=small).exists():
        return small, _("Its slug is %(slug)s, in small letters.")
    return moved([small]).get(small, ""), _("It moved to %(slug)s.")


OPERATIONS = (
    Operation(
        "datasets/",
        list_datasets,
        lazy("Search the catalogue"),
        {200: named("DatasetList")},
        list(LIST_PARAMETERS.values()),
    ),
    Operation(
        "datasets/<slug>/",
        get_dataset,
        lazy("One full record"),
        {200: RECORD, 308: named("Moved"), 410: RECORD},
    ),
)
