"""Records into the database. The caller has checked them (checking) and holds a transaction.

Everything is written in bulk: the number of queries grows with the number of batches, not with the number of records.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Model

from datasets.facts.columns import CODE_SETS, DATASET_COLUMNS, PARTS, Column, Part, Record
from datasets.models import (
    VOCABULARIES,
    Dataset,
    DatasetRelation,
    Document,
    DocumentDescription,
    Guide,
    GuideEntry,
    Source,
    SourceDescription,
    Unit,
    UseCase,
)

from .records import complete

BATCH = 500

Ids = Mapping[type[Model], Mapping[str, int]]


def load_vocabulary(record: Record, *, only: Collection[str] | None = None) -> None:
    """Create or update the terms of one vocabulary. Terms that the record leaves out stay: datasets may use them.

    With `only`, no other terms than these. A parent or task that is not there (a curator may have deleted it) is left
    out. A term that is there keeps its position; see order_terms.
    """
    model = VOCABULARIES[record["vocabulary"]]
    known = {term.code: term for term in model.objects.all()}
    tasks = {task.code: task.pk for task in VOCABULARIES["task"].objects.all()} if model is UseCase else {}
    terms = complete(record, "vocabulary")["terms"]
    wanted = [(position, item) for position, item in enumerate(terms) if only is None or item["code"] in only]
    for position, item in wanted:
        term = known.setdefault(item["code"], model(code=item["code"], position=position))
        term.names, term.synonyms, term.mappings = item["names"], item["synonyms"], item["mappings"]
        term.parent_id = None if term.pk is None else term.parent_id
        if isinstance(term, UseCase):
            term.task_id = tasks.get(item["task"])
        if isinstance(term, Unit):
            term.counted = item.get("counted", {})
        term.save()
    for _, item in wanted:
        term = known[item["code"]]
        parent = known[item["parent"]].pk if item["parent"] in known else None
        if term.parent_id != parent:
            term.parent_id = parent
            term.save(update_fields=["parent"])


def order_terms(name: str, codes: Sequence[str]) -> None:
    """Put the terms of the vocabulary `name` in the order of `codes`, which has all of them."""
    model = VOCABULARIES[name]
    terms = {term.code: term for term in model.objects.only("code", "position")}
    moved = []
    for position, code in enumerate(codes):
        if terms[code].position != position:
            terms[code].position = position
            moved.append(terms[code])
    model.objects.bulk_update(moved, ["position"], batch_size=BATCH)


def load_source(record: Record) -> None:
    """Create or replace one source and its texts."""
    record = complete(record, "source")
    source, _ = Source.objects.update_or_create(
        code=record["code"],
        defaults={key: record[key] for key in ("name", "aliases", "kind")} | {"homepage": record["homepage"] or ""},
    )
    source.descriptions.all().delete()
    SourceDescription.objects.bulk_create(
        SourceDescription(source=source, **_text_columns(row)) for row in record["descriptions"]
    )


def load_document(record: Record) -> None:
    """Create or replace one document and its texts."""
    record = complete(record, "document")
    document, _ = Document.objects.update_or_create(
        code=record["code"],
        defaults={key: record[key] for key in ("title", "title_is_ours", "kind", "languages", "passages", "lines")}
        | {key: record[key] or "" for key in ("author", "url", "sha256")}
        | {"published": date.fromisoformat(record["published"]) if record["published"] else None},
    )
    document.descriptions.all().delete()
    DocumentDescription.objects.bulk_create(
        DocumentDescription(document=document, **_text_columns(row)) for row in record["descriptions"]
    )


def _text_columns(row: Record) -> Record:
    return {**row, "translated_from": row["translated_from"] or ""}


def load_guide(record: Record) -> None:
    """Create or replace one guide and its entries; a dataset that is not there is left out."""
    record = complete(record, "guide")
    guide, _ = Guide.objects.update_or_create(
        slug=record["slug"], defaults={key: record[key] for key in ("kind", "position", "titles", "body")}
    )
    guide.entries.all().delete()
    slugs = {entry["dataset"] for entry in record["entries"]}
    ids = dict(Dataset.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    GuideEntry.objects.bulk_create(
        GuideEntry(
            guide=guide,
            position=position,
            dataset_id=ids[entry["dataset"]],
            details={key: value for key, value in entry.items() if key != "dataset"},
        )
        for position, entry in enumerate(record["entries"])
        if entry["dataset"] in ids
    )


def load_datasets(records: Iterable[Record], revision: int) -> None:
    """Create or replace datasets with all that belongs to them.

    `revision` is the number of the revision that this change makes (Revision.advance). Relations are written last, so
    records may name each other in any order; one to a dataset that is not there is left out. Vocabulary terms, sources
    and documents must be in the database (see references).
    """
    ids = _ids()
    related: list[Record] = []
    remaining = iter(records)
    while batch := [complete(record) for record in islice(remaining, BATCH)]:
        known = _save_datasets(batch, ids, revision)
        _replace_code_sets(batch, known, ids)
        for part in PARTS:
            if part.model is not DatasetRelation:
                _replace_part(part, batch, known, ids)
        related.extend({key: record[key] for key in ("slug", "relations")} for record in batch)
    relations = next(part for part in PARTS if part.model is DatasetRelation)
    slugs = {record["slug"] for record in related}
    slugs.update(relation["target"] for record in related for relation in record["relations"])
    known = _slug_ids(slugs)
    for record in related:
        record["relations"] = [relation for relation in record["relations"] if relation["target"] in known]
    for start in range(0, len(related), BATCH):
        _replace_part(relations, related[start : start + BATCH], known, {**ids, Dataset: known})


def references(records: Iterable[Record]) -> dict[type[Model], set[str]]:
    """Return the codes of the terms, sources and documents that datasets need to be loaded, by model."""
    models: list[type[Model]] = [*VOCABULARIES.values(), Source, Document]
    found: dict[type[Model], set[str]] = {model: set() for model in models}
    for record in map(complete, records):
        for holder, key, model in _codes(record):
            if model in found:
                found[model].add(holder[key])
    return found


def recoded(record: Record, twins: Mapping[type[Model], Mapping[str, str]]) -> Record:
    """Return a dataset with codes replaced: `twins` has, by model, the code that stands for another."""
    record = complete(record)
    for holder, key, model in _codes(record):
        holder[key] = twins.get(model, {}).get(holder[key], holder[key])
    return complete(record)


def _codes(record: Record) -> Iterator[tuple[Any, Any, type[Model]]]:
    """Yield (holder, key, model) for each code or slug in a completed dataset: holder[key] names a row of the model."""
    for key in CODE_SETS:
        for index in range(len(record[key])):
            yield record[key], index, Dataset._meta.get_field(key).related_model  # type: ignore[misc]
    places: list[tuple[Any, Any, Column]] = [(record, column.key, column) for column in DATASET_COLUMNS]
    for part in PARTS:
        if part.single:
            places += [(record[part.key], index, part.columns[0]) for index in range(len(record[part.key]))]
        else:
            places += [(item, column.key, column) for item in record[part.key] for column in part.columns]
    for holder, place, column in places:
        if column.reference is not None and holder[place] is not None:
            yield holder, place, column.reference


def _ids() -> dict[type[Model], Mapping[str, int]]:
    models: list[type[Model]] = [*VOCABULARIES.values(), Source, Document]
    return {model: dict(model._default_manager.values_list("code", "pk")) for model in models}


def _slug_ids(slugs: Iterable[str]) -> dict[str, int]:
    wanted = sorted(slugs)
    return {
        slug: pk
        for start in range(0, len(wanted), BATCH)
        for slug, pk in Dataset.objects.filter(slug__in=wanted[start : start + BATCH]).values_list("slug", "pk")
    }


def _attributes(columns: Sequence[Column], item: Any, ids: Ids) -> dict[str, Any]:
    return {column.attribute: column.to_database(item[column.key], ids) for column in columns}


def _save_datasets(batch: list[Record], ids: Ids, revision: int) -> dict[str, int]:
    """Write the datasets' own columns; return the primary keys by slug."""
    known = _slug_ids(record["slug"] for record in batch)
    rows = [
        Dataset(pk=known.get(record["slug"]), revision=revision, **_attributes(DATASET_COLUMNS, record, ids))
        for record in batch
    ]
    names = [column.name for column in DATASET_COLUMNS if column.key != "slug"]
    Dataset.objects.bulk_update([row for row in rows if row.pk], [*names, "revision"], batch_size=50)
    Dataset.objects.bulk_create([row for row in rows if not row.pk])
    return _slug_ids(record["slug"] for record in batch)


def _replace_code_sets(batch: list[Record], known: dict[str, int], ids: Ids) -> None:
    for key in CODE_SETS:
        field = Dataset._meta.get_field(key)
        through, target = field.remote_field.through, field.related_model  # type: ignore[union-attr]
        column = f"{field.m2m_reverse_field_name()}_id"  # type: ignore[union-attr]
        through._default_manager.filter(dataset_id__in=[known[record["slug"]] for record in batch]).delete()
        through._default_manager.bulk_create(
            through(**{"dataset_id": known[record["slug"]], column: ids[target][code]})  # type: ignore[index]
            for record in batch
            for code in record[key]
        )


def _replace_part(part: Part, batch: list[Record], known: dict[str, int], ids: Ids) -> None:
    manager = part.model._default_manager
    manager.filter(dataset_id__in=[known[record["slug"]] for record in batch]).delete()
    positioned = any(field.name == "position" for field in part.model._meta.fields)
    manager.bulk_create(
        part.model(
            dataset_id=known[record["slug"]],
            **({"position": position} if positioned else {}),
            **_attributes(part.columns, {part.columns[0].key: item} if part.single else item, ids),
        )
        for record in batch
        for position, item in enumerate(record[part.key])
    )
