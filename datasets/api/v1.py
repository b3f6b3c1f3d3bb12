"""Version 1 of the API: datasets, suggestions, relations, vocabularies, sources, documents.

Answers are JSON in UTF-8. An unknown parameter or value gives 400 with the parameter and a message. `lang` says in
which language names, summaries, messages and addresses are; without it they are in English and addresses of entries
name no language.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.types import TCallable

from datasets.compare import overlap, relations
from datasets.facts.cards import in_language
from datasets.facts.columns import Record
from datasets.facts.reading import whole
from datasets.index import snapshot
from datasets.index.facets import FACETS, RANGES
from datasets.models import LANGUAGES, VOCABULARIES, public
from datasets.models.dataset import published
from datasets.models.public import addressed, moved
from datasets.records import dumping
from datasets.records.values import published_schema
from datasets.records.values import read as read_value
from datasets.search import finding, parameters, suggesting
from datasets.search.language import Understood
from datasets.web.addresses import absolute, search_address
from datasets.web.languages import asked_language
from datasets.words.asked import MAXIMUM_TEXT, Notice
from datasets.words.texts import ORIGINAL, bcp47, reader

# The parameter that every address takes.
LANGUAGE = {
    "name": "lang",
    "in": "query",
    "schema": {"type": "string", "enum": list(LANGUAGES), "default": ORIGINAL},
    "description": "Language of names, summaries and messages, and of the pages that addresses lead to.",
}


class ReadingAPI(NinjaAPI):
    """An API that answers HEAD wherever it answers GET, as HTTP asks; its description names GET alone."""

    def get(self, path: str, **options: Any) -> Callable[[TCallable], TCallable]:
        """Return the decorator of a view that answers GET and HEAD, in the language that is asked for."""
        register = self.api_operation(["GET", "HEAD"], path, **options)

        def decorate(view: TCallable) -> TCallable:
            @wraps(view)
            def in_language(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
                language, notices = asked_language(request, ORIGINAL)
                with translation.override(language):
                    response = refused(notices) if notices else view(request, *args, **values)
                    response.headers.setdefault("Content-Language", bcp47(language))
                return response

            return register(cast(TCallable, in_language))

        return decorate

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI document."""
        document = super().get_openapi_schema(**options)
        for operations in document["paths"].values():
            operations.pop("head", None)
            for operation in operations.values():
                operation.setdefault("parameters", []).append(LANGUAGE)
        return document


api = ReadingAPI(
    title="Lightbox",
    version="1",
    description="A directory of medical imaging datasets: search, records, relations and what they rest on.",
    urls_namespace="api-v1",
    docs_url=None,
)


class Problem(Schema):
    """What was wrong with a request: the parameter and a message."""

    parameter: str
    message: str


class Problems(Schema):
    """Why a request was refused."""

    detail: str
    problems: list[Problem] = []


class Card(Schema):
    """One entry in a list. Terms are codes of the vocabularies; null is unknown."""

    slug: str
    name: str
    aliases: list[str]
    category: str
    kind: str
    sources: list[str]
    modalities: list[str]
    anatomies: list[str]
    tasks: list[str]
    use_cases: list[str]
    conditions: list[str]
    annotation_types: list[str]
    formats: list[str]
    access_level: str
    license: str | None
    subjects: int | None
    subjects_unit: str | None
    subjects_precision: str | None
    images: int | None
    images_unit: str | None
    images_precision: str | None
    size_bytes: int | None
    size_precision: str | None
    year: int | None
    quality: int | None
    difficulty: str | None
    level: str | None
    summary: str | None
    summary_language: str | None
    matched_language: str | None
    url: str


class UnderstoodItem(Schema):
    """A condition read out of ordinary words: codes of a facet, any of which will do, or bounds, both included.

    `words` are the words that say it, `rest` is the query without them; `without` says that the codes are to be absent.
    """

    parameter: str
    values: list[str]
    minimum: int | None
    maximum: int | None
    without: bool
    words: str
    rest: str


class DatasetList(Schema):
    """One page of entries; `facets` maps each facet to its codes and their disjunctive counts.

    `labels` maps facets to the names, in the language asked for, of the codes that the results have. `understood` are
    the conditions that were read out of the words; with `as=words` none are.
    """

    count: int
    next: str | None
    previous: str | None
    facets: dict[str, dict[str, int]]
    labels: dict[str, dict[str, str]]
    understood: list[UnderstoodItem]
    results: list[Card]


class SuggestedItem(Schema):
    """What may be meant: the text to show, "entry" or a term's facet, the same in words, slug or code, and address."""

    text: str
    kind: str
    label: str
    code: str
    url: str


class Suggestions(Schema):
    """The best suggestions, names of entries first."""

    results: list[SuggestedItem]


class RelationEnd(Schema):
    """One of the two entries that a relation names."""

    slug: str
    name: str
    kind: str
    url: str


class RelationStatement(Schema):
    """A statement that a relation rests on: its words, its document, and the line where the document has lines."""

    printed: str
    document: str
    line: int | None


class RelationItem(Schema):
    """One relation, read "dataset kind target": as a sentence, what it means for training and testing, and its source.

    `certain` tells whether it is stated that the two have data or subjects in common.
    """

    dataset: RelationEnd
    kind: str
    target: RelationEnd
    sentence: str
    warning: str
    certain: bool
    statements: list[RelationStatement]


class RelationList(Schema):
    """One page of relations."""

    count: int
    next: str | None
    previous: str | None
    results: list[RelationItem]


@translation.override(ORIGINAL)
def list_parameters() -> list[Record]:
    """Return the list's parameters for the OpenAPI document, from the same tables that reading them uses."""
    codes = {"type": "array", "items": {"type": "string"}}
    whole = {"type": "integer", "minimum": 0}
    size = {"type": "string", "examples": ["50GB", "1.5 TB", "1000000"]}
    described: list[tuple[str, Record, str]] = [
        ("q", {"type": "string", "maxLength": MAXIMUM_TEXT}, "Words, in any of five languages."),
        (
            "as",
            {"type": "string", "enum": [parameters.AS_WORDS]},
            "Read nothing but words in `q`: no conditions, fields and operators.",
        ),
        *((facet.parameter, codes, f"“{facet.label}” Codes; repeated values mean OR.") for facet in FACETS),
        *(
            (
                f"{column.parameter}_{bound}",
                size if column.parameter == "size" else whole,
                f"{column.label}: {bound}imum.",
            )
            for column in RANGES
            for bound in ("min", "max")
        ),
        ("sort", {"type": "string", "enum": list(parameters.SORTS)}, "Order of the results."),
        ("page", {"type": "integer", "minimum": 1}, "Page, from 1."),
        ("page_size", {"type": "integer", "minimum": 1, "maximum": parameters.MAXIMUM_PAGE_SIZE}, "Entries on a page."),
    ]
    return [{"name": name, "in": "query", "schema": kind, "description": text} for name, kind, text in described]


def answer(data: Any, status: int = 200) -> HttpResponse:
    """Return `data` as JSON with its characters as they are."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def refused(notices: list[Notice]) -> HttpResponse:
    """Return 400 and say for each parameter what is wrong with it."""
    problems = [{"parameter": notice.parameter, "message": notice.message} for notice in notices]
    detail = " ".join(f"{notice.parameter}: {notice.message}" for notice in notices)
    return answer({"detail": detail, "problems": problems}, 400)


@api.get(
    "/datasets/",
    response={200: DatasetList, 400: Problems, 404: Problems},
    summary="Search the catalogue",
    openapi_extra={"parameters": list_parameters()},
)
def list_datasets(request: HttpRequest) -> HttpResponse:
    """Return one page of the entries that match, with facet counts. A page past the last one is 404."""
    now = snapshot.current()
    query, notices = parameters.read(request.GET, now.codes)
    # A page answers what it understood and says what it did not; a program is told its mistake instead.
    if notices:
        return refused(notices)
    results = finding.find(now, replace(query, language=reader()))
    if results.query.page != query.page:
        message = _("Page %(page)s is past the last page, %(last)s.") % {"page": query.page, "last": results.pages}
        return answer({"detail": message, "problems": [{"parameter": "page", "message": message}]}, 404)
    here = absolute(request, reverse("api-v1:list_datasets"))
    language = f"&lang={reader()}" if "lang" in request.GET else ""
    following = here + query.on_page(query.page + 1).address() + language if query.page < results.pages else None
    previous = here + query.on_page(query.page - 1).address() + language if query.page > 1 else None
    return answer(
        {
            "count": results.total,
            "next": following,
            "previous": previous,
            "facets": results.counts,
            "labels": _labels(results.cards, now),
            "understood": [_understood(item) for item in results.understood],
            "results": [
                {
                    **in_language(card, reader()),
                    "matched_language": spoken or None,
                    "url": absolute(request, _page(request, card["slug"])),
                }
                for card, spoken in zip(results.cards, results.spoken, strict=True)
            ],
        }
    )


def _understood(item: Understood) -> Record:
    minimum, maximum = item.bounds or (None, None)
    return {
        "parameter": item.parameter,
        "values": item.codes,
        "minimum": minimum,
        "maximum": maximum,
        "without": item.without,
        "words": item.typed,
        "rest": item.rest,
    }


def _page(request: HttpRequest, slug: str) -> str:
    """Return the page of an entry in the language asked for, or its lasting address where none is."""
    return reverse("dataset" if "lang" in request.GET else "short", args=[slug])


def _labels(cards: Iterable[Record], now: snapshot.Snapshot) -> dict[str, dict[str, str]]:
    """Return the names of the codes that cards have, facet by facet."""
    language = reader()
    found: dict[str, dict[str, str]] = {facet.parameter: {} for facet in FACETS}
    for card in cards:
        for facet in FACETS:
            # A card does not hold every facet's values.
            codes = card.get(facet.field) or ()
            values = now.facets.values[facet.parameter]
            for code in (codes,) if isinstance(codes, str) else codes:
                found[facet.parameter][code] = values[code].name(language)
    return found


@api.get(
    "/datasets/{slug}/", response={200: dict[str, Any], 404: Problems, 410: dict[str, Any]}, summary="One full record"
)
def get_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the record of one entry, with every statement; the record format's JSON Schema is at /api/v1/schema/."""
    # What is not printable is no slug, and some of it no database takes.
    known = slug.isprintable()
    row = next(iter(whole(addressed().filter(slug=slug))), None) if known else None
    if row is not None:
        record = dumping.dataset_record(row)
        for statement in record["statements"]:
            statement["value"] = read_value(statement["field"], statement["value"])
        return answer(record, 410 if row.is_withdrawn else 200)
    now = moved([slug]).get(slug) if known else None
    if now is None:
        return answer({"detail": _("There is no such entry."), "problems": []}, 404)
    response = answer({"detail": _("It moved to %(slug)s.") % {"slug": now}}, 308)
    language = f"?lang={reader()}" if "lang" in request.GET else ""
    response["Location"] = reverse("api-v1:get_dataset", args=[now]) + language
    return response


@api.get(
    "/suggestions/",
    response={200: Suggestions, 400: Problems},
    summary="What somebody may mean who is typing",
    openapi_extra={
        "parameters": [
            {"name": "q", "in": "query", "schema": {"type": "string"}, "description": "What was typed so far."}
        ]
    },
)
def list_suggestions(request: HttpRequest) -> HttpResponse:
    """Return names of entries, terms and sources that begin with what was typed, each with its address."""
    text, notices = parameters.read_text(request.GET)
    if notices:
        return refused(notices)
    found = suggesting.suggest(snapshot.current(), text, reader())
    labels = {suggesting.ENTRY: _("Entry")} | {facet.parameter: str(facet.label) for facet in FACETS}
    results = [
        {**vars(item), "label": labels[item.kind], "url": absolute(request, _address(request, item))} for item in found
    ]
    return answer({"results": results})


def _address(request: HttpRequest, suggestion: suggesting.Suggestion) -> str:
    """Return the page of an entry, or the list of a term's entries."""
    if suggestion.kind == suggesting.ENTRY:
        return _page(request, suggestion.code)
    return reverse("dataset-list") + search_address(suggestion.kind, suggestion.code)


@api.get(
    "/relations/",
    response={200: RelationList, 400: Problems, 404: Problems},
    summary="How entries relate",
    openapi_extra={
        "parameters": [
            {
                "name": "dataset",
                "in": "query",
                "schema": {"type": "string"},
                "description": "Slug of an entry: its relations alone, from either side.",
            },
            *(item for item in list_parameters() if item["name"] in ("page", "page_size")),
        ]
    },
)
def list_relations(request: HttpRequest) -> HttpResponse:
    """Return one page of the relations between published entries, each with what it means and where it is stated."""
    slug, page, page_size, notices = parameters.read_relations(request.GET)
    # What is not printable is no slug, and some of it no database takes.
    if slug and not (slug.isprintable() and published().filter(slug=slug).exists()):
        notices.append(Notice("dataset", _("This is no published entry; give the slug of one.")))
    if notices:
        return refused(notices)
    rows = relations.listed(slug)
    count = rows.count()
    pages = max(1, -(-count // page_size))
    if page > pages:
        message = _("Page %(page)s is past the last page, %(last)s.") % {"page": page, "last": pages}
        return answer({"detail": message, "problems": [{"parameter": "page", "message": message}]}, 404)
    graph = relations.as_graph(rows[(page - 1) * page_size : page * page_size])
    known = relations.sources(graph.relations)

    def at(number: int) -> str:
        kept = [("dataset", slug)] * bool(slug) + [("page", str(number))] * (number != 1)
        kept += [("page_size", str(page_size))] * (page_size != parameters.PAGE_SIZE)
        kept += [("lang", reader())] * ("lang" in request.GET)
        return absolute(request, reverse("api-v1:list_relations")) + "?" + urlencode(kept)

    return answer(
        {
            "count": count,
            "next": at(page + 1) if page < pages else None,
            "previous": at(page - 1) if page > 1 else None,
            "results": [_relation(request, graph, relation, known[relation]) for relation in graph.relations],
        }
    )


def _relation(
    request: HttpRequest, graph: relations.Graph, relation: relations.Relation, stated: list[relations.Source]
) -> Record:
    """Return one relation as the API shows it."""
    first, second = graph.ends[relation.dataset], graph.ends[relation.target]
    tie = overlap.TIES[relation.kind]

    def end(entry: relations.End) -> Record:
        url = absolute(request, _page(request, entry.slug))
        return {"slug": entry.slug, "name": entry.name, "kind": entry.kind, "url": url}

    return {
        "dataset": end(first),
        "kind": relation.kind,
        "target": end(second),
        "sentence": graph.sentence(relation),
        "warning": overlap.words(tie, first.name, second.name),
        "certain": tie in overlap.CERTAIN,
        "statements": [
            {"printed": source.printed, "document": source.document, "line": source.line} for source in stated
        ],
    }


@api.get("/vocabularies/", response=dict[str, Any], summary="All vocabularies")
def list_vocabularies(request: HttpRequest) -> HttpResponse:
    """Return every vocabulary with its terms: names and synonyms in five languages, parents, outside identifiers."""
    vocabularies: list[Record] = [dumping.dump_vocabulary(name) for name in VOCABULARIES]
    return answer({"count": len(vocabularies), "results": vocabularies})


@api.get("/sources/", response=dict[str, Any], summary="All sources")
def list_sources(request: HttpRequest) -> HttpResponse:
    """Return every source of a published entry."""
    sources = list(dumping.dump_sources(public.sources()))
    return answer({"count": len(sources), "results": sources})


@api.get("/documents/", response=dict[str, Any], summary="All documents")
def list_documents(request: HttpRequest) -> HttpResponse:
    """Return the documents that published entries and guides cite."""
    documents = list(dumping.dump_documents(public.documents()))
    return answer({"count": len(documents), "results": documents})


@api.get("/schema/", response=dict[str, Any], summary="JSON Schema of the record format")
def record_schema(request: HttpRequest) -> HttpResponse:
    """Return the JSON Schema of a dataset record."""
    return answer(published_schema())
