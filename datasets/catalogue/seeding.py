"""Seeding: a checked tree of records into the database, once or again, without touching what a curator changed.

Each seeded record leaves a mark with its fingerprint. On the next run a record in the database that no longer matches
its mark was changed by a curator and is kept; one that is gone was deleted by a curator and stays away.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from datasets.models import Revision, SeedMark

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
    vocabularies = [record for _, record in tree.vocabulary]
    # Use cases refer to tasks.
    vocabularies.sort(key=lambda record: record["vocabulary"] == "use_case")
    current = (dumping.dump_vocabulary(record["vocabulary"]) for record in vocabularies)
    existing = {record["vocabulary"]: record for record in current if record["terms"]}
    _seed("vocabulary", "vocabulary", vocabularies, existing, _each(loading.load_vocabulary), outcome)
    for kind, key, records, dump, load in (
        ("source", "code", tree.source, dumping.dump_sources, _each(loading.load_source)),
        ("document", "code", tree.document, dumping.dump_documents, _each(loading.load_document)),
        ("dataset", "slug", tree.dataset, dumping.dump_datasets, _load_datasets),
        ("guide", "slug", tree.guide, dumping.dump_guides, _each(loading.load_guide)),
    ):
        found = {record[key]: record for record in dump()}
        _seed(kind, key, [record for _, record in records], found, load, outcome)
    if outcome.changed:
        Revision.advance()
    return outcome


def _load_datasets(records: Iterable[Record]) -> None:
    records = list(records)
    if records:
        loading.load_datasets(records, Revision.advance())


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
