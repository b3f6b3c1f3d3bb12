"""Entries: the list that answers a question, in pages or whole as CSV."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.exports import spreadsheet
from datasets.facts.cards import in_language
from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.index.facets import CHOICES, FACETS, RANGES, WITH_ALL
from datasets.models.dataset import published
from datasets.models.public import seen
from datasets.records.dumping import BATCH, dump_parts
from datasets.search import cursors, finding, parameters
from datasets.search.cursors import AFTER, LONGEST
from datasets.search.options import options
from datasets.web.languages import CHOICE
from datasets.web.problems import OPEN, past_the_last_page, problem_details, refused
from datasets.words.asked import (
    MAXIMUM_NUMBER,
    MAXIMUM_TEXT,
    MOST_NAMED,
    Notice,
    last_value,
    no_such_value,
)
from datasets.words.texts import ORIGINAL, reader

from .answers import CSV, ENTRIES, Operation, answer, entry_page, here, unknown
from .question import remarks
from .schemas import ALWAYS_THERE, CARRIED, KEYS, PRESENT, TEXT, named

# Lines of a file: making one takes a worker's whole time.
MOST_LINES = 10_000


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
        ("page", {"type": "integer", "minimum": 1}, "Page, from 1. While one reads, entries may move to another."),
        (
            AFTER,
            {"type": "string", "maxLength": LONGEST, "pattern": "^[A-Za-z0-9_-]*$"},
            "Instead of a page: behind which entry to go on. It comes with “next”, and stays right whatever changes.",
        ),
        (
            FIELDS,
            {"type": "array", "items": {"type": "string", "enum": list(KEYS)}},
            "Keys that each result has, beside the slug; repeated, or parted by commas. Without it, all but the last.",
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
# Those of every list with numbered pages.
PAGES = (LIST_PARAMETERS["page"], LIST_PARAMETERS["page_size"])


def list_datasets(request: HttpRequest) -> HttpResponse:
    """Return one page of the entries that match, with facet counts. A page past the last one is 404.

    Follow `next` until it is null: it goes on behind the last entry, so that none is missed and none comes twice,
    whatever is added, changed or withdrawn meanwhile.
    """
    now = snapshot.current()
    asked = request.GET.copy()
    (text, keys), notices = _taken(asked)
    query, others = parameters.read(asked, now.codes, as_written=True)
    notices += others
    # A page answers what it understood and says what it did not; a program is told its mistake instead.
    if notices:
        return refused(notices)
    order, _match = finding.order_of(query, None)
    after = cursors.read(text, order) if text else None
    if text and after is None:
        return unknown(AFTER, _("This is no place in this list; take it from “next”, with all its other parameters."))
    if after and query.page != 1:
        return refused([Notice("page", _("This does not go with “after”."), fix=_("Give one of the two."))])
    results = finding.find(now, replace(query, language=reader()), after)
    if results.query.page != query.page:
        return past_the_last_page(query.page, results.pages)

    def at(page: int, end: str = "") -> str:
        pairs = [*query.on_page(page).pairs(), *((FIELDS, name) for name in keys), *([(AFTER, end)] if end else [])]
        return here(request, "list_datasets", pairs)

    return answer(
        {
            "count": results.total,
            "next": at(1, results.end.written()) if results.end else None,
            "previous": at(query.page - 1) if query.page > 1 else None,
            "facets": _facets(request, results, now),
            "labels": _labels(results.cards, now),
            **remarks(request, results, now),
            "results": list(_results(request, now, results.cards, results.spoken, keys)),
        }
    )


def list_as_csv(request: HttpRequest) -> HttpResponseBase:
    """Return all entries that match as CSV (UTF-8, RFC 4180), a line each, with the keys that `fields` chooses.

    Of an amount the unit and the precision have columns of their own; several codes are parted by “; ”, and parts of
    the record are JSON. What a spreadsheet would run begins with an apostrophe. Of more than 10,000 entries none is
    given: choose filters, or follow the pages of the list.
    """
    now = snapshot.current()
    asked = request.GET.copy()
    keys, notices = _fields(asked.pop(FIELDS, []))
    for name in PAGED:
        if asked.pop(name, None) is not None:
            notices.append(Notice(name, _("A file has no pages."), fix=_("Leave it out.")))
    query, others = parameters.read(asked, now.codes, as_written=True)
    notices += others
    if notices:
        return refused(notices)
    words, slots = finding.every(now, replace(query, language=reader()))
    if len(slots) > MOST_LINES:
        message = _("More than %(most)s entries match; choose filters, or follow the pages of the list.")
        return problem_details(400, message % {"most": MOST_LINES})
    keys = keys or tuple(PRESENT)
    language = translation.get_language()

    def lines() -> Iterator[str]:
        yield spreadsheet.BYTE_ORDER_MARK + spreadsheet.lines([columns_of(keys)])
        for start in range(0, len(slots), BATCH):
            batch = slots[start : start + BATCH]
            # What is sent in pieces is made after the request has been answered, in whatever language is active then.
            with translation.override(language):
                spoken = finding.spoken(words, batch)
                results = _results(request, now, [now.card(slot) for slot in batch], spoken, keys)
                text = spreadsheet.lines(cells_of(result, keys) for result in results)
            yield text

    response = StreamingHttpResponse(lines(), content_type=f"{CSV}; charset=utf-8", headers=OPEN)
    response["Content-Disposition"] = 'attachment; filename="lightbox-datasets.csv"'
    # As of the answer that says that it holds still, which may have been compressed.
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _taken(asked: QueryDict) -> tuple[tuple[str, tuple[str, ...]], list[Notice]]:
    """Take out of the parameters what pages do not have: return the cursor and the keys, and what is wrong of them."""
    notices: list[Notice] = []
    text = last_value(asked, AFTER, notices)
    asked.pop(AFTER, None)
    keys, others = _fields(asked.pop(FIELDS, []))
    return (text, keys), [*notices, *others]


def _fields(values: list[str]) -> tuple[tuple[str, ...], list[Notice]]:
    """Return the keys that are asked for, each once, and what is no such key."""
    names = dict.fromkeys(name for value in values for name in value.split(",") if name)
    unknown = [name for name in names if name not in KEYS]
    notices = [no_such_value(FIELDS, name, KEYS) for name in unknown[:MOST_NAMED]]
    return tuple(name for name in names if name in KEYS), notices


def _results(
    request: HttpRequest, now: snapshot.Snapshot, cards: Sequence[Record], spoken: Sequence[str], keys: Sequence[str]
) -> Iterator[Record]:
    """Yield the entries of these cards with the keys that are asked for, all of the card where none is."""
    carried = _carried(cards, [key for key in keys if key in CARRIED])
    chosen = {ALWAYS_THERE, *keys}
    for card, language in zip(cards, spoken, strict=True):
        result = {
            **in_language(card, reader(), lambda: now.lexicon),
            "matched_language": language or None,
            "url": entry_page(request, card["slug"]),
            **carried.get(card["slug"], {}),
        }
        yield {key: value for key, value in result.items() if key in chosen} if keys else result


def _carried(cards: Iterable[Record], fields: Sequence[str]) -> dict[str, Record]:
    """Return by slug the parts of the records that a list carries, as the public sees them."""
    if not fields:
        return {}
    rows = published().filter(slug__in=[card["slug"] for card in cards])
    return {record.pop("slug"): record for record in dump_parts(rows, fields, related=seen("target"))}


def columns_of(keys: Sequence[str]) -> list[str]:
    """Return the columns of a file with these keys: one each, of an amount one for each part."""
    return [key if part in ("", "value") else f"{key}_{part}" for key in _with_slug(keys) for part in _parts(key)]


def cells_of(result: Record, keys: Sequence[str]) -> list[str]:
    """Return the cells of one entry, in the order of columns_of; empty ones for what an index that is behind lacks."""
    return [
        cell_of((result[key] or {}).get(part) if part else result.get(key))
        for key in _with_slug(keys)
        for part in _parts(key)
    ]


def cell_of(value: Any) -> str:
    """Return a value as the text of a cell; what is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list):
        coded = all(isinstance(item, str) for item in value)
        return spreadsheet.SEPARATOR.join(value) if coded else json.dumps(value, ensure_ascii=False)
    return str(value)


def _with_slug(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((ALWAYS_THERE, *keys)))


def _parts(key: str) -> Sequence[str]:
    """Return the parts of an amount, or "" alone."""
    return tuple(PRESENT.get(key, {}).get("properties", ("",)))


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


# What asks for a part of the list; a file has all of it.
PAGED = ("page", "page_size", AFTER)
OPERATIONS = (
    Operation(
        "datasets/",
        list_datasets,
        lazy("Search the catalogue"),
        ENTRIES,
        {200: named("DatasetList")},
        list(LIST_PARAMETERS.values()),
        "datasets/?q=brain&page_size=2",
    ),
    Operation(
        "datasets.csv",
        list_as_csv,
        lazy("The same list as CSV"),
        ENTRIES,
        {200: TEXT},
        [parameter for name, parameter in LIST_PARAMETERS.items() if name not in PAGED],
        "datasets.csv?modality=CT&fields=name,subjects,access",
        kind=CSV,
    ),
)
