"""What translators have to do, counted by the database: texts that are missing, out of date, or not reviewed.

A translation is out of date where its `translated_from` is not the fingerprint of the original as it stands; the
database works the fingerprint out by the rule of texts.fingerprint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import SHA256, Concat, Substr

from datasets.models import (
    LANGUAGES,
    VOCABULARIES,
    Dataset,
    DatasetDescription,
    Disagreement,
    Document,
    DocumentDescription,
    Source,
    SourceDescription,
    Term,
)
from datasets.models.description import Description
from datasets.records import dumping
from datasets.words.texts import ORIGINAL, fingerprint

from .translatable import DESCRIBED, State, texts_of

# Model of descriptions -> the kind of record that they are of; also the name of the relation to their owner.
KINDS: Mapping[type[Description], str] = {
    DatasetDescription: "dataset",
    SourceDescription: "source",
    DocumentDescription: "document",
}
OWNERS: Mapping[type[Description], type[Model]] = {
    DatasetDescription: Dataset,
    SourceDescription: Source,
    DocumentDescription: Document,
}


class Digest(SHA256):
    """SHA-256 in hexadecimal. PostgreSQL has it built in; Django would ask for an extension there."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL for PostgreSQL."""
        template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return self.as_sql(compiler, connection, template=template, **extra)


def with_current(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return descriptions with `current`: what their `translated_from` would be if made from the original of today.

    It is None where there is no original.
    """
    model = cast(type[Description], rows.model)
    first, *others = (F(name) for name in DESCRIBED[KINDS[model]])
    original: Any = first
    for other in others:
        original = Concat(original, Value("\n"), other, output_field=TextField())
    owner = KINDS[model]
    same_owner = model._default_manager.filter(language=ORIGINAL, **{owner: OuterRef(owner)}).order_by()
    printed = Concat(Value(f"{ORIGINAL}:"), Substr(Digest(original), 1, 16), output_field=TextField())
    return rows.annotate(current=Subquery(same_owner.annotate(printed=printed).values("printed")[:1]))


# Of rows that have `current`: those whose original changed since. Where there is none the comparison is null, and so
# not true: to ask for that first would have each digest worked out twice.
CHANGED = ~Q(language=ORIGINAL) & ~Q(translated_from=F("current"))


def out_of_date(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the descriptions whose original changed since they were made from it."""
    return with_current(rows).filter(CHANGED)


def original_of(row: Description) -> Description | None:
    """Return the original that `row` is, or would be, translated from; None if it is the original or there is none."""
    owner = f"{KINDS[type(row)]}_id"
    if row.language == ORIGINAL or getattr(row, owner) is None:
        return None
    return type(row)._default_manager.filter(language=ORIGINAL, **{owner: getattr(row, owner)}).first()


def current_of(row: Description) -> str:
    """Return what `translated_from` is of a text that was made from the original of today; "" without an original."""
    original = original_of(row)
    return fingerprint(*(getattr(original, name) for name in DESCRIBED[KINDS[type(row)]])) if original else ""


def state_of(row: Description) -> State:
    """Return how far one description is."""
    current = current_of(row)
    if row.pk is None:
        return State.MISSING
    if current and row.translated_from != current:
        return State.OUT_OF_DATE
    return State.REVIEWED if row.reviewed else State.UNREVIEWED


@dataclass(frozen=True)
class Tally:
    """How many texts are wanted in one language, and what is to be done; None where that is not recorded."""

    language: str
    wanted: int
    missing: int
    out_of_date: int | None = None
    unreviewed: int | None = None


def of_descriptions(model: type[Description]) -> list[Tally]:
    """Count descriptions by language, in two queries."""
    wanted = OWNERS[model]._default_manager.count()
    counts = (
        with_current(model._default_manager.order_by())
        .values("language")
        .annotate(
            there=Count("pk"),
            changed=Count("pk", filter=CHANGED),
            unreviewed=Count("pk", filter=Q(reviewed=False)),
        )
    )
    found = {row["language"]: row for row in counts}
    nothing = {"there": 0, "changed": 0, "unreviewed": 0}
    return [
        Tally(language, wanted, wanted - row["there"], row["changed"], row["unreviewed"])
        for language in LANGUAGES
        for row in [found.get(language, nothing)]
    ]


def lacks(column: str, language: str) -> Q:
    """Return the condition that a localised column, if it holds anything, has no text in `language`."""
    return Q(**{f"{column}__isnull": False}) & ~Q(**{f"{column}__has_key": language})


def of_columns(rows: QuerySet[Any], columns: Sequence[str]) -> list[Tally]:
    """Count the localised texts in `columns` by language, in one query."""
    wanted = {f"wanted_{column}": Count(column) for column in columns}
    missing = {
        f"{number}_{column}": Count("pk", filter=lacks(column, language))
        for number, language in enumerate(LANGUAGES)
        for column in columns
    }
    found = rows.order_by().aggregate(**wanted, **missing)
    total = sum(found[name] for name in wanted)
    return [
        Tally(language, total, sum(found[f"{number}_{column}"] for column in columns))
        for number, language in enumerate(LANGUAGES)
    ]


def of_disagreements() -> list[Tally]:
    """Count the explanations of disagreements, and the reasons by which they were settled."""
    return of_columns(Disagreement.objects.all(), ("explanation", "settled"))


def of_vocabulary(model: type[Term]) -> list[Tally]:
    """Count the names of one vocabulary's terms."""
    return of_columns(model.objects.all(), ("names",))


def of_vocabularies() -> dict[type[Term], list[Tally]]:
    """Count the names of terms by vocabulary."""
    return {model: of_vocabulary(model) for model in VOCABULARIES.values()}


def missing_of_guides() -> dict[str, dict[str, int]]:
    """Return how many texts each guide, by slug, has in all ("") and lacks in each language."""
    found = {}
    for record in dumping.dump_guides():
        texts = list(texts_of("guide", record))
        lacking = {language: sum(language not in text.versions for text in texts) for language in LANGUAGES}
        found[record["slug"]] = {"": len(texts), **lacking}
    return found


def of_guides() -> list[Tally]:
    """Count the texts of guides, at any depth."""
    guides = missing_of_guides().values()
    total = sum(guide[""] for guide in guides)
    return [Tally(language, total, sum(guide[language] for guide in guides)) for language in LANGUAGES]
