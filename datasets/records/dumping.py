"""The database as records: what loading wrote, read back in canonical form."""

import json
from collections.abc import Container, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Prefetch, Q, QuerySet

from datasets.facts.columns import EDITORIAL, PARTS, RELATIONS, SETS, SINGLE
from datasets.facts.kinds import Record
from datasets.facts.reading import with_everything, with_references
from datasets.facts.stored import Stored
from datasets.facts.texts import composed_texts
from datasets.models import (
    VOCABULARIES,
    Change,
    Dataset,
    Document,
    Guide,
    GuideEntry,
    Source,
    Statement,
    Unit,
    UseCase,
)  # fmt: skip
from datasets.models.progress import counted

from .advice import body, details
from .loading import PLAIN_OF_DOCUMENT
from .records import complete
from .values import read

BATCH = 500


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is at one moment, whatever is changed meanwhile, and keep nobody from changing it.

    Within a transaction that has begun already, what is read is as that transaction sees it.
    """
    if connection.in_atomic_block:
        yield
        return
    # SQLite would take the write lock (settings.SQLITE_OPTIONS); a deferred transaction reads from a snapshot. The mode
    # is known once there is a connection.
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if mode is not None:
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                # By default, each query would see what is committed by then.
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if mode is not None:
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def dump_vocabulary(name: str) -> Record:
    """Return one vocabulary as a record."""
    terms = VOCABULARIES[name].objects.select_related("parent", *(["task"] if VOCABULARIES[name] is UseCase else []))
    items = [
        {
            "code": term.code,
            "parent": term.parent.code if term.parent else None,
            "task": term.task.code if isinstance(term, UseCase) and term.task else None,
            "names": term.names,
            "synonyms": term.synonyms,
            "mappings": term.mappings,
            **({"counted": term.counted} if isinstance(term, Unit) and term.counted else {}),
        }
        for term in terms
    ]
    return complete({"vocabulary": name, "terms": items}, "vocabulary")


def dump_sources(queryset: QuerySet[Source] | None = None) -> Iterator[Record]:
    """Yield the sources of `queryset` (default: all) as records, in the order of the codes."""
    rows = Source.objects.all() if queryset is None else queryset
    for source in rows.prefetch_related("descriptions").order_by("code"):
        record = {key: getattr(source, key) for key in ("code", "name", "aliases", "kind")}
        yield complete({**record, "homepage": source.homepage or None, "descriptions": _texts(source)}, "source")


def dump_documents(queryset: QuerySet[Document] | None = None) -> Iterator[Record]:
    """Yield the documents of `queryset` (default: all) as records, in the order of the codes.

    All are those of the catalogue as it is: one that came with statements which were all taken back stays in the
    database for their history alone.
    """
    rows = Document.objects.exclude(pk__in=_of_history()) if queryset is None else queryset
    for document in rows.prefetch_related("descriptions").order_by("code"):
        plain = {key: getattr(document, key) for key in ("code", *PLAIN_OF_DOCUMENT)}
        text = {key: getattr(document, key) or None for key in ("author", "url", "sha256")}
        days = {key: day.isoformat() if (day := getattr(document, key)) else None for key in ("published", "as_of")}
        yield complete({**plain, **text, **days, "descriptions": _texts(document)}, "document")


def _of_history() -> set[int]:
    """Return the keys of the documents that were made here, and of which only history tells any more."""
    made = Change.objects.filter(kind="document", path="", before__isnull=True).order_by().values("key")
    live = Statement.objects.order_by().values("document")
    history = Statement.ever.exclude(retired=None).order_by().values("document")
    found = dict(
        Document.objects.filter(pk__in=made).filter(pk__in=history).exclude(pk__in=live).values_list("pk", "code")
    )
    if not found:
        return set()
    guides = json.dumps(list(Guide.objects.values_list("body", flat=True)))
    return {key for key, code in found.items() if json.dumps(code) not in guides}


def _texts(thing: Source | Document) -> list[Record]:
    return [
        {
            **{key: getattr(row, key) for key in ("language", "summary", "origin", "reviewed")},
            "translated_from": row.translated_from or None,
        }
        for row in sorted(thing.descriptions.all(), key=lambda row: row.pk)
    ]


def dump_guides() -> Iterator[Record]:
    """Yield every guide as a record, in the guides' order."""
    entries = Prefetch("entries", GuideEntry.objects.select_related("dataset"))
    for guide in Guide.objects.prefetch_related(entries):
        record = {key: getattr(guide, key) for key in ("slug", "kind", "position", "titles")} | {"body": body(guide)}
        items = [{"dataset": entry.dataset.slug, **details(entry)} for entry in guide.entries.all()]
        yield complete({**record, "entries": items}, "guide")


def dump_datasets(queryset: QuerySet[Dataset] | None = None) -> Iterator[Record]:
    """Yield the datasets of `queryset` (default: all, drafts and withdrawn ones included) as records, in slug order.

    Reads in batches; the number of queries does not depend on the number of records in a batch.
    """
    rows = with_everything(Dataset.objects.all() if queryset is None else queryset).order_by("slug")
    for row in counted("Reading entries", rows.iterator(chunk_size=BATCH)):
        yield dataset_record(row)


def dump_texts(queryset: QuerySet[Dataset]) -> Iterator[Record]:
    """Yield slug, disagreements and descriptions of the datasets, as in their records, in slug order."""
    return dump_parts(queryset, ("disagreements", "descriptions"))


def dump_parts(queryset: QuerySet[Dataset], keys: Container[str], *, related: Q | None = None) -> Iterator[Record]:
    """Yield slug and the parts of the datasets that `keys` names, as in their records, in slug order.

    `related` is the condition on the relations; without it, all of them are there. A query for each part.
    """
    parts = {key: part for key, part in PARTS.items() if key in keys}
    fetched = (with_references(part, related if key == RELATIONS else None) for key, part in parts.items())
    for row in queryset.prefetch_related(*fetched).order_by("slug").iterator(chunk_size=BATCH):
        items = {key: part.to_record(row) for key, part in parts.items()}
        record = complete({"slug": row.slug, **items})
        yield {key: record[key] for key in ("slug", *items)}


def dataset_record(row: Dataset) -> Record:
    """Return one dataset as a record; its parts should be prefetched (see with_everything)."""
    record: Record = {column.key: column.to_record(row) for column in EDITORIAL}
    fields: dict[str, Stored] = {**SINGLE, **SETS, **PARTS}
    for key, stored in fields.items():
        record[key] = stored.to_record(row)
    return complete(record)


def public_record(row: Dataset) -> Record:
    """Return one dataset, read as the public reads it (reading.whole), as the API answers it and public dumps have it.

    A text in each language, composed where nobody wrote one; of a statement's value what is of its field's kind.
    """
    record = dataset_record(row)
    record["descriptions"] += composed_texts(row)
    for statement in record["statements"]:
        statement["value"] = read(statement["field"], statement["value"])
    return record
