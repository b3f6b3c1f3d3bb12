"""Changed texts into the database: the last step of an import. The caller has checked them and holds a transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone

from datasets.facts.kinds import Record
from datasets.models import (
    VOCABULARIES,
    Dataset,
    DatasetDescription,
    Disagreement,
    DocumentDescription,
    Guide,
    SourceDescription,
)
from datasets.models.description import Description
from datasets.records.advice import body, details
from datasets.records.changes import KINDS, code_of
from datasets.records.loading import BATCH

from .exchange import Changes
from .translatable import DESCRIBED, Text

# Kind of record -> the model of its descriptions, and what finds their owner by the record's slug or code.
DESCRIPTIONS: Mapping[str, tuple[type[Description], str, str]] = {
    "dataset": (DatasetDescription, "dataset", "slug"),
    "source": (SourceDescription, "source", "code"),
    "document": (DocumentDescription, "document", "code"),
}

Localised = list[tuple[Text, str]]


def keys_of(changes: Changes) -> dict[str, set[int]]:
    """Return the primary keys of what changes by its kind: entries, sources, documents, guides, terms."""
    owned: dict[str, set[str]] = defaultdict(set)
    for kind, owner in (*changes.rows, *((text.record_kind, text.owner) for text, _ in changes.localised)):
        vocabulary, _, code = owner.rpartition("/")
        owned[vocabulary or kind].add(code)
    return {
        kind: set(KINDS[kind]._default_manager.filter(**{f"{code_of(kind)}__in": codes}).values_list("pk", flat=True))
        for kind, codes in owned.items()
    }


def write(changes: Changes, revision: int) -> None:
    """Write the changes; `revision` is the number of the revision that they make, and marks the entries that change."""
    for kind in DESCRIPTIONS:
        rows = {owner: row for (of, owner), row in changes.rows.items() if of == kind}
        _write_descriptions(kind, changes.language, rows)
    by_kind: dict[str, Localised] = defaultdict(list)
    for text, version in changes.localised:
        by_kind[text.record_kind].append((text, version))
    for kind, localised in by_kind.items():
        WRITERS[kind](localised, changes.language)
    slugs = {owner for kind, owner in changes.rows if kind == "dataset"}
    slugs.update(text.owner for text, _ in by_kind["dataset"])
    Dataset.objects.filter(slug__in=slugs).update(changed=timezone.now(), revision=revision)


def _write_descriptions(kind: str, language: str, rows: Mapping[str, Record]) -> None:
    """Create or update descriptions; `rows` has their columns by the owner's slug or code."""
    model, relation, by = DESCRIPTIONS[kind]
    owned = {f"{relation}__{by}__in": list(rows), "language": language}
    owner = model._meta.get_field(relation).related_model
    keys = dict(owner._default_manager.filter(**{f"{by}__in": list(rows)}).values_list(by, "pk"))  # type: ignore[union-attr]
    rows_there = model._default_manager.filter(**owned).select_related(relation)
    there = {getattr(getattr(row, relation), by): row for row in rows_there}
    written = [
        model(
            **{
                "pk": there[name].pk if name in there else None,
                f"{relation}_id": keys[name],
                **row,
                "translated_from": row["translated_from"] or "",
                "written_by_id": _writer(there[name], row, kind) if name in there else None,
            }
        )
        for name, row in rows.items()
    ]
    model._default_manager.bulk_create([row for row in written if row.pk is None])
    if changed := [row for row in written if row.pk is not None]:
        columns = ["written_by", *(name for name in next(iter(rows.values())) if name != "language")]
        model._default_manager.bulk_update(changed, columns, batch_size=BATCH)


def _writer(before: Description, row: Record, kind: str) -> int | None:
    """Return who wrote the words of a description: nobody who is known, if they come from a file."""
    same = all(getattr(before, name) == row[name] for name in DESCRIBED[kind])
    return before.written_by_id if same else None


def _by_owner(localised: Localised) -> dict[str, Localised]:
    found: dict[str, Localised] = defaultdict(list)
    for text, version in localised:
        found[text.owner].append((text, version))
    return found


def _write_disagreements(localised: Localised, language: str) -> None:
    owners = _by_owner(localised)
    rows = Disagreement.objects.filter(dataset__slug__in=owners).order_by("position", "pk").select_related("dataset")
    there: dict[str, list[Disagreement]] = defaultdict(list)
    for row in rows:
        there[row.dataset.slug].append(row)
    changed = {}
    for slug, texts in owners.items():
        for text, version in texts:
            _, index, column = text.path
            row = there[slug][int(index)]
            getattr(row, str(column))[language] = version
            changed[row.pk] = row
    Disagreement.objects.bulk_update(changed.values(), ["explanation", "settled"], batch_size=BATCH)


def _write_guides(localised: Localised, language: str) -> None:
    owners = _by_owner(localised)
    for guide in Guide.objects.filter(slug__in=owners).prefetch_related("entries"):
        entries = list(guide.entries.all())
        # The texts were found in what can be read of the guide, so that is what they are written into.
        guide.body = body(guide)
        for entry in entries:
            entry.details = details(entry)
        for text, version in owners[guide.slug]:
            first, *rest = text.path
            if first == "entries":
                at, holder = rest[1:], entries[int(rest[0])].details
            else:
                at, holder = rest, getattr(guide, str(first))
            _within(holder, at)[language] = version
        guide.save(update_fields=["titles", "body"])
        guide.entries.model.objects.bulk_update(entries, ["details"])


def _within(value: Any, path: Iterable[str | int]) -> dict[str, str]:
    for part in path:
        value = value[part]
    return value


def _write_names(localised: Localised, language: str) -> None:
    for owner, [(_, version)] in _by_owner(localised).items():
        vocabulary, _, code = owner.partition("/")
        term = VOCABULARIES[vocabulary].objects.get(code=code)
        term.names[language] = version
        term.save(update_fields=["names"])


WRITERS: Mapping[str, Callable[[Localised, str], None]] = {
    "vocabulary": _write_names,
    "dataset": _write_disagreements,
    "guide": _write_guides,
}
