"""Records into the database. The caller has checked them (checking) and holds a transaction.

Everything is written in bulk: the number of queries grows with the number of batches, not with the number of records.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Max, Model, Value

from datasets.facts.columns import EDITORIAL, PARTS, RELATIONS, SETS, SINGLE, STATEMENTS, all_columns
from datasets.facts.fields import FIELDS, NEEDED, model_of
from datasets.facts.kinds import Record
from datasets.facts.resolution import Voice, aliases, leading, several, values, voice
from datasets.facts.stored import Ids, Part
from datasets.models import (
    VOCABULARIES,
    Dataset,
    Document,
    DocumentDescription,
    FormerSlug,
    Guide,
    GuideEntry,
    Source,
    SourceDescription,
    Statement,
    Term,
    Unit,
    UseCase,
)
from datasets.models.progress import counted

from .checking import Codes
from .merging import JUDGED, identity
from .records import complete
from .values import codes_read, read

BATCH = 500

# Keys of a document's record that are columns as they stand.
PLAIN_OF_DOCUMENT = ("title", "title_is_ours", "kind", "languages", "passages", "lines", "authority")


def load_vocabulary(record: Record, *, only: Collection[str] | None = None) -> None:
    """Create or update the terms of one vocabulary. Terms that the record leaves out stay: datasets may use them.

    With `only`, no other terms than these. A parent or task that is not there (a curator may have deleted it) is left
    out. A term that is there keeps its position; see order_terms.
    """
    model = VOCABULARIES[record["vocabulary"]]
    known: dict[str, Term] = {term.code: term for term in model.objects.all()}
    tasks = {task.code: task.pk for task in VOCABULARIES["task"].objects.all()} if model is UseCase else {}
    terms = complete(record, "vocabulary")["terms"]
    wanted = [(position, item) for position, item in enumerate(terms) if only is None or item["code"] in only]
    columns = ["names", "synonyms", "mappings"]
    columns += ["task"] if model is UseCase else ["counted"] if model is Unit else []
    for position, item in wanted:
        term = known.setdefault(item["code"], model(code=item["code"], position=position))
        term.names, term.synonyms, term.mappings = item["names"], item["synonyms"], item["mappings"]
        if isinstance(term, UseCase):
            term.task_id = tasks.get(item["task"])
        if isinstance(term, Unit):
            term.counted = item.get("counted", {})
    found = [known[item["code"]] for _, item in wanted]
    model.objects.bulk_update([term for term in found if term.pk is not None], columns, batch_size=BATCH)
    model.objects.bulk_create(term for term in found if term.pk is None)
    moved = []
    for _, item in wanted:
        term = known[item["code"]]
        parent = known[item["parent"]].pk if item["parent"] in known else None
        if term.parent_id != parent:
            term.parent_id = parent
            moved.append(term)
    model.objects.bulk_update(moved, ["parent"], batch_size=BATCH)


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
        defaults={key: record[key] for key in PLAIN_OF_DOCUMENT}
        | {key: record[key] or "" for key in ("author", "url", "sha256")}
        | {key: date.fromisoformat(record[key]) if record.get(key) else None for key in ("published", "as_of")},
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
    """Create or replace datasets with all that belongs to them; what they hold follows from their statements.

    `revision` is the number of the revision that this change makes (ChangeSet.advance). Relations are written last, so
    records may name each other in any order; one to a dataset that is not there is left out. Vocabulary terms, sources
    and documents must be in the database (see references).
    """
    ids, voices, codes_known = _ids(), voices_in_database(), codes_in_database()
    related: list[Record] = []
    remaining = counted("Writing entries", records)
    while batch := [projected(record, voices, codes_known) for record in islice(remaining, BATCH)]:
        known = _save_datasets(batch, ids, revision)
        _replace_sets(batch, known, ids, SETS)
        for key in PARTS:
            if key == STATEMENTS:
                _state(batch, known, ids, revision)
            elif key != RELATIONS:
                _replace_part(key, batch, known, ids)
        related.extend({key: record[key] for key in ("slug", RELATIONS)} for record in batch)
    _replace_relations(related, ids)


def load_held(records: Sequence[Record]) -> None:
    """Write what entries hold, and nothing else of them: `records` have their slugs and keys of fields.

    The entries are there; a field that a record leaves out stays as it is.
    """
    ids = _ids()
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        known = _slug_ids(record["slug"] for record in batch)
        _hold_columns(batch, known, ids)
        for key in {key for record in batch for key in record} - {"slug", "aliases", RELATIONS}:
            having = [record for record in batch if key in record]
            if key in SETS:
                _replace_sets(having, known, ids, (key,))
            elif key in PARTS:
                _replace_part(key, having, known, ids)
    _replace_relations([dict(record) for record in records if RELATIONS in record], ids)


def _hold_columns(batch: Sequence[Record], known: Mapping[str, int], ids: Ids) -> None:
    """Write the columns that follow from the facts that the records give."""
    held: dict[int, Record] = {}
    for record in batch:
        columns = {key: record[key] for key in ("aliases",) if key in record}
        for key, stored in SINGLE.items():
            if key in record:
                columns |= stored.to_database(record[key], ids)
        if columns:
            held[known[record["slug"]]] = columns
    if not held:
        return
    rows = list(Dataset.objects.filter(pk__in=held).order_by())
    for row in rows:
        for attribute, value in held[row.pk].items():
            setattr(row, attribute, value)
    names = {column.name for column in all_columns() for columns in held.values() if column.attribute in columns}
    Dataset.objects.bulk_update(rows, sorted(names), batch_size=50)


def _replace_relations(related: Sequence[Record], ids: Ids) -> None:
    """Write the relations; they are last, so that records may name each other in any order."""
    slugs = {record["slug"] for record in related}
    slugs.update(relation["target"] for record in related for relation in record[RELATIONS])
    known = _slug_ids(slugs)
    moved = dict(FormerSlug.objects.filter(slug__in=slugs - known.keys()).values_list("slug", "dataset__slug"))
    known |= _slug_ids(moved.values())
    for record in related:
        record[RELATIONS] = leading(record[RELATIONS], record["slug"], known, moved)
    for start in range(0, len(related), BATCH):
        _replace_part(RELATIONS, related[start : start + BATCH], known, {**ids, Dataset: known})


def projected(record: Record, voices: Mapping[str, Voice], known: Mapping[str, frozenset[str]]) -> Record:
    """Return a record in canonical form with the values that follow from its statements.

    `known` are the codes that there are, by vocabulary. What every entry has to be is the record's own where no
    statement says it: a dump holds what the database held.
    """
    record = complete(record)
    said = [legible(statement, known) for statement in record["statements"]]
    held = values(said, voices)
    needed = {key: record[key] if held[key] is None else held[key] for key in NEEDED}
    names = aliases(record["name"], record["aliases"], said)
    return {**record, **held, **needed, "aliases": names}


def legible(statement: Record, known: Mapping[str, frozenset[str]]) -> Record:
    """Return a statement with as much of its value as can be held: whatever it says, the others have their say.

    A row may have been written by hand, and a term that it names may be gone.
    """
    field, value = statement["field"], read(statement["field"], statement["value"])
    if isinstance(value, list):
        value = [item for item in value if _is_known(field, [item], known)] or None
    elif not _is_known(field, value, known):
        value = None
    return statement if value == statement["value"] else {**statement, "value": value}


def _is_known(field: str, value: Any, known: Mapping[str, frozenset[str]]) -> bool:
    return all(code in known[vocabulary] for vocabulary, code in codes_read(field, value))


def voices_in_database() -> dict[str, Voice]:
    """Return how the documents weigh, by code."""
    return {document.code: voice(document) for document in Document.objects.all()}


def codes_in_database() -> dict[str, frozenset[str]]:
    """Return the codes of the terms that facts may hold, by vocabulary; sources are one. One query."""
    models: dict[str, type[Model]] = {**VOCABULARIES, "source": Source}
    of_models = [
        model._default_manager.order_by().annotate(of=Value(name)).values_list("of", "code")
        for name, model in models.items()
    ]
    found: dict[str, set[str]] = {name: set() for name in models}
    for name, code in of_models[0].union(*of_models[1:], all=True):
        found[name].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def names_in_database(slugs: frozenset[str]) -> Codes:
    """Return what records with these slugs may name: what is in the database, and each other.

    Taken are the slugs, present and former, of the entries that the records do not replace.
    """
    present = frozenset(Dataset.objects.values_list("slug", flat=True))
    former = list(FormerSlug.objects.values_list("slug", "dataset__slug"))
    taken = (present - slugs) | {slug for slug, owner in former if owner not in slugs}
    moved = {slug: owner for slug, owner in former if slug not in present | slugs}
    return Codes(codes_in_database(), voices_in_database(), present | slugs, taken, moved)


def references(records: Iterable[Record]) -> dict[type[Model], set[str]]:
    """Return the codes of the terms, sources and documents that datasets need to be loaded, by model."""
    models: list[type[Model]] = [*VOCABULARIES.values(), Source, Document]
    found: dict[type[Model], set[str]] = {model: set() for model in models}
    for record in map(complete, records):
        for holder, key, model in _codes(record):
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
    for statement in record["statements"]:
        yield statement, "document", Document
        held = FIELDS[statement["field"]]
        for key, vocabulary in held.vocabularies.items():
            model = model_of(vocabulary)
            value = statement["value"]
            if value is None:
                continue
            if key:
                yield from ((item, key, model) for item in several(value) if item.get(key) is not None)
            elif isinstance(value, list):
                yield from ((value, index, model) for index in range(len(value)))
            else:
                yield statement, "value", model


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


def _save_datasets(batch: list[Record], ids: Ids, revision: int) -> dict[str, int]:
    """Write the datasets' own columns; return the primary keys by slug."""
    known = _slug_ids(record["slug"] for record in batch)
    rows = [Dataset(pk=known.get(record["slug"]), revision=revision, **_attributes(record, ids)) for record in batch]
    names = [column.name for column in all_columns() if column.key != "slug"]
    Dataset.objects.bulk_update([row for row in rows if row.pk], [*names, "revision"], batch_size=50)
    Dataset.objects.bulk_create([row for row in rows if not row.pk])
    return _slug_ids(record["slug"] for record in batch)


def _attributes(record: Record, ids: Ids) -> dict[str, Any]:
    """Return the columns of a dataset's own row."""
    found = {column.attribute: column.to_database(record[column.key], ids) for column in EDITORIAL}
    for key, stored in SINGLE.items():
        found |= stored.to_database(record[key], ids)
    return found


def _replace_sets(batch: Sequence[Record], known: dict[str, int], ids: Ids, keys: Iterable[str]) -> None:
    for key in keys:
        stored = SETS[key]
        field = Dataset._meta.get_field(stored.name)
        through = field.remote_field.through  # type: ignore[union-attr]
        column = f"{field.m2m_reverse_field_name()}_id"  # type: ignore[union-attr]
        through._default_manager.filter(dataset_id__in=[known[record["slug"]] for record in batch]).delete()
        through._default_manager.bulk_create(
            through(**{"dataset_id": known[record["slug"]], column: ids[stored.target][code]})
            for record in batch
            for code in record[key]
        )


def _replace_part(key: str, batch: Sequence[Record], known: dict[str, int], ids: Ids) -> None:
    part = PARTS[key]
    manager = part.model._default_manager
    manager.filter(dataset_id__in=[known[record["slug"]] for record in batch]).delete()
    positioned = _is_positioned(part)
    manager.bulk_create(
        part.model(
            dataset_id=known[record["slug"]],
            **({"position": position} if positioned else {}),
            **part.attributes(item, ids),
        )
        for record in batch
        for position, item in enumerate(record[key])
    )


def _state(batch: Sequence[Record], known: dict[str, int], ids: Ids, revision: int) -> None:
    """Let the entries have just the statements of their records, without touching those that they have already.

    What is new is added, and what a record does not have is retired, by the change with this number.
    """
    part = PARTS[STATEMENTS]
    here: dict[int, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    keys = [known[record["slug"]] for record in batch]
    rows = Statement.objects.filter(dataset__in=keys).select_related("document").order_by("position", "pk")
    for row in rows:
        here[row.dataset_id][identity(part.item(row))].append(row)
    added, moved = [], []
    for record in batch:
        pk = known[record["slug"]]
        for position, item in enumerate(record[STATEMENTS]):
            attributes = part.attributes(item, ids)
            same = here[pk][identity(item)] if pk in here else ()
            if not same:
                added.append(Statement(dataset_id=pk, position=position, added_id=revision, **attributes))
                continue
            row = same.pop(0)
            judged = {"position": position, **{name: attributes[name] for name in JUDGED}}
            if any(getattr(row, name) != value for name, value in judged.items()):
                for name, value in judged.items():
                    setattr(row, name, value)
                moved.append(row)
    gone = [row.pk for rows in here.values() for same in rows.values() for row in same]
    for start in range(0, len(gone), BATCH):
        Statement.objects.filter(pk__in=gone[start : start + BATCH]).update(retired=revision)
    Statement.objects.bulk_update(moved, ["position", *JUDGED], batch_size=BATCH)
    Statement.objects.bulk_create(added)


def add_statements(said: Mapping[int, Sequence[Record]], revision: int) -> None:
    """Let entries, by their keys, state more, behind what they state; `revision` is the change's number."""
    part, ids = PARTS[STATEMENTS], _ids() if said else {}
    last = dict(Statement.ever.filter(dataset__in=said).order_by().values_list("dataset").annotate(Max("position")))
    Statement.objects.bulk_create(
        Statement(dataset_id=key, position=position, added_id=revision, **part.attributes(item, ids))
        for key, items in said.items()
        for position, item in enumerate(items, last.get(key, -1) + 1)
    )


def _is_positioned(part: Part) -> bool:
    return any(field.name == "position" for field in part.model._meta.fields)
