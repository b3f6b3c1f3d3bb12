"""Seeding: a checked tree of records into the database, once or again, without touching what a curator changed.

Each seeded record leaves a mark with its fingerprint. On the next run a record in the database that no longer matches
its mark was changed by a curator and is kept; one that is gone was deleted by a curator and stays away. Terms, sources
and documents that a dataset needs come back with it; a relation or a guide's entry without its dataset is left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from django.db import transaction

from datasets.models import VOCABULARIES, Document, Revision, SeedMark, Source

from . import dumping, loading
from .files import Tree
from .records import Record, digest


@dataclass
class Outcome:
    """What a seeding did, as "kind key" lists."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.updated)


@transaction.atomic
def seed(tree: Tree) -> Outcome:
    """Write the checked `tree`; return what was created, updated, left unchanged and kept as a curator has it.

    One transaction: after an error or an interruption the database is as it was.
    """
    outcome = Outcome()
    vocabularies = _vocabularies(tree)
    existing = {record["vocabulary"]: shared for record in vocabularies if (shared := _shared_terms(record))["terms"]}
    _seed("vocabulary", "vocabulary", vocabularies, existing, _each(loading.load_vocabulary), outcome)

    @cache
    def revision() -> int:
        """Begin one revision, once something is to be written."""
        return Revision.advance()

    def load_datasets(records: Iterable[Record]) -> None:
        if records := list(records):
            _restore(tree, records, outcome)
            loading.load_datasets(records, revision())

    for kind, key, records, dump, load in (
        ("source", "code", tree.source, dumping.dump_sources, _each(loading.load_source)),
        ("document", "code", tree.document, dumping.dump_documents, _each(loading.load_document)),
        ("dataset", "slug", tree.dataset, dumping.dump_datasets, load_datasets),
        ("guide", "slug", tree.guide, dumping.dump_guides, _each(loading.load_guide)),
    ):
        found = {record[key]: record for record in dump()}
        _seed(kind, key, [record for _, record in records], found, load, outcome)
    if outcome.changed:
        revision()
    return outcome


def _shared_terms(record: Record) -> Record:
    """Return the vocabulary as the database has it, without the terms that a curator has added to those of `record`."""
    codes = {term["code"] for term in record["terms"]}
    here = dumping.dump_vocabulary(record["vocabulary"])
    return {**here, "terms": [term for term in here["terms"] if term["code"] in codes]}


def _restore(tree: Tree, datasets: list[Record], outcome: Outcome) -> None:
    """Write the terms, sources and documents that the `datasets` need and that a curator has deleted."""
    missing = {
        model: codes - set(model._default_manager.values_list("code", flat=True))
        for model, codes in loading.references(datasets).items()
    }
    for record in _vocabularies(tree):
        if codes := missing[VOCABULARIES[record["vocabulary"]]]:
            loading.load_vocabulary(record, only=codes)
            outcome.created += [f"{record['vocabulary']} {code}" for code in sorted(codes)]
    for kind, records, model, load in (
        ("source", tree.source, Source, loading.load_source),
        ("document", tree.document, Document, loading.load_document),
    ):
        for _, record in records:
            if record["code"] in missing[model]:
                load(record)
                label = f"{kind} {record['code']}"
                outcome.kept.remove(label)
                outcome.created.append(label)


def _vocabularies(tree: Tree) -> list[Record]:
    """Return the vocabularies in the order of loading: use cases refer to tasks."""
    return sorted((record for _, record in tree.vocabulary), key=lambda record: record["vocabulary"] == "use_case")


def _each(load: Callable[[Record], None]) -> Callable[[Iterable[Record]], None]:
    def load_all(records: Iterable[Record]) -> None:
        for record in records:
            load(record)

    return load_all


def _seed(
    kind: str,
    key: str,
    records: list[Record],
    existing: dict[str, Record],
    load: Callable[[Iterable[Record]], None],
    outcome: Outcome,
) -> None:
    marks = dict(SeedMark.objects.filter(kind=kind).values_list("key", "digest"))
    write: list[Record] = []
    for record in records:
        name, new = record[key], digest(record, kind)
        here = digest(existing[name], kind) if name in existing else None
        label = f"{kind} {name}"
        if here == new:
            outcome.unchanged.append(label)
        elif here is None and name not in marks:
            outcome.created.append(label)
            write.append(record)
        elif here is not None and here == marks.get(name):
            outcome.updated.append(label)
            write.append(record)
        else:
            outcome.kept.append(label)
            continue
        marks[name] = new
    load(write)
    SeedMark.objects.bulk_create(
        (SeedMark(kind=kind, key=name, digest=value) for name, value in marks.items()),
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["digest"],
    )
