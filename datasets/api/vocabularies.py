"""What entries refer to, whole: vocabularies, sources, documents; and the schema of a record."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.kinds import Record
from datasets.models import VOCABULARIES, public
from datasets.records import dumping
from datasets.records.values import published_schema
from datasets.search import parameters
from datasets.web.problems import refused

from .answers import ABOUT, CATALOGUE, Operation, answer, part_of_list, refused_unless_empty
from .datasets import PAGES
from .schemas import RECORD, named


def list_vocabularies(request: HttpRequest) -> HttpResponse:
    """Return every vocabulary with its terms: names and synonyms in five languages, parents, outside identifiers."""
    if refusal := refused_unless_empty(request):
        return refusal
    results = [dumping.dump_vocabulary(name) for name in VOCABULARIES]
    return answer({"count": len(results), "results": results})


def list_sources(request: HttpRequest) -> HttpResponse:
    """Return every source of a published entry, or with `page` or `page_size` one page of them."""
    return _in_parts(request, "list_sources", public.sources(), dumping.dump_sources)


def list_documents(request: HttpRequest) -> HttpResponse:
    """Return the documents that published entries and guides cite; with `page` or `page_size` one page of them."""
    return _in_parts(request, "list_documents", public.documents(), dumping.dump_documents)


def record_schema(request: HttpRequest) -> HttpResponse:
    """Return the JSON Schema of a dataset record."""
    return refused_unless_empty(request) or answer(published_schema())


def _in_parts(
    request: HttpRequest, name: str, rows: QuerySet[Any], dump: Callable[[QuerySet[Any]], Iterable[Record]]
) -> HttpResponse:
    """Return all records of some rows, or a page of them where one is asked for, in the order of their codes."""
    part, notices = parameters.read_part(request.GET)
    if notices:
        return refused(notices)
    if not {"page", "page_size"} & {name for name, value in request.GET.items() if value}:
        results = list(dump(rows))
        return answer({"count": len(results), "next": None, "previous": None, "results": results})

    def of(place: slice) -> list[Record]:
        keys = list(rows.order_by("code").values_list("pk", flat=True)[place])
        return list(dump(rows.model._default_manager.filter(pk__in=keys)))

    return part_of_list(request, name, part, rows.count(), of)


OPERATIONS = (
    Operation("vocabularies/", list_vocabularies, lazy("All vocabularies"), CATALOGUE, {200: named("Collection")}),
    Operation(
        "sources/",
        list_sources,
        lazy("All sources"),
        CATALOGUE,
        {200: named("RecordList")},
        PAGES,
        "sources/?page_size=2",
    ),
    Operation(
        "documents/",
        list_documents,
        lazy("All documents"),
        CATALOGUE,
        {200: named("RecordList")},
        PAGES,
        "documents/?page_size=2",
    ),
    Operation("schema/", record_schema, lazy("JSON Schema of the record format"), ABOUT, {200: RECORD}),
)
