"""What entries refer to, whole: vocabularies, sources, documents; and the schema of a record."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from datasets.facts.kinds import Record
from datasets.models import VOCABULARIES, public
from datasets.records import dumping
from datasets.records.values import published_schema

from .answers import Operation, answer, refused_unless_empty
from .schemas import RECORD, named


def list_vocabularies(request: HttpRequest) -> HttpResponse:
    """Return every vocabulary with its terms: names and synonyms in five languages, parents, outside identifiers."""
    return _collection(request, map(dumping.dump_vocabulary, VOCABULARIES))


def list_sources(request: HttpRequest) -> HttpResponse:
    """Return every source of a published entry."""
    return _collection(request, dumping.dump_sources(public.sources()))


def list_documents(request: HttpRequest) -> HttpResponse:
    """Return the documents that published entries and guides cite."""
    return _collection(request, dumping.dump_documents(public.documents()))


def record_schema(request: HttpRequest) -> HttpResponse:
    """Return the JSON Schema of a dataset record."""
    return refused_unless_empty(request) or answer(published_schema())


def _collection(request: HttpRequest, records: Iterable[Record]) -> HttpResponse:
    if refusal := refused_unless_empty(request):
        return refusal
    results = list(records)
    return answer({"count": len(results), "results": results})


OPERATIONS = (
    Operation("vocabularies/", list_vocabularies, lazy("All vocabularies"), {200: named("Collection")}),
    Operation("sources/", list_sources, lazy("All sources"), {200: named("Collection")}),
    Operation("documents/", list_documents, lazy("All documents"), {200: named("Collection")}),
    Operation("schema/", record_schema, lazy("JSON Schema of the record format"), {200: RECORD}),
)
