"""How a record's keys map to the database's columns. One table, used in both directions by loading and dumping.

A record says null where nothing is known; text columns hold the empty string there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from datasets.models import (
    AccessLevel,
    AccessStep,
    Category,
    Condition,
    Count,
    Dataset,
    DatasetClass,
    DatasetDescription,
    DatasetRelation,
    Disagreement,
    Document,
    FormerSlug,
    Kind,
    License,
    Link,
    OrderedAccessStep,
    Paper,
    Right,
    Split,
    Statement,
    Unit,
)

# An object of the record format, or a part of one, as JSON gives it.
Record = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One key of a record and its column: a plain value, a text (null is ""), or a reference by code or slug."""

    key: str
    name: str
    text: bool = False
    reference: type[Model] | None = None
    by: str = "code"

    def to_database(self, value: Any, ids: Mapping[type[Model], Mapping[str, int]]) -> Any:
        """Return the column's value for the record's `value`; `ids` finds the referenced rows."""
        if self.reference is not None:
            return None if value is None else ids[self.reference][value]
        if self.text:
            return value or ""
        return value

    @property
    def attribute(self) -> str:
        """The model attribute that is set: the id for a reference."""
        return f"{self.name}_id" if self.reference is not None else self.name

    def to_record(self, row: Model) -> Any:
        """Return the record's value of this column of `row`."""
        value = getattr(row, self.name)
        if self.reference is not None:
            return None if value is None else getattr(value, self.by)
        return (value or None) if self.text else value


def plain(*keys: str) -> tuple[Column, ...]:
    """Return columns whose key and name are the same and whose value is taken as it is."""
    return tuple(Column(key, key) for key in keys)


def text(*keys: str) -> tuple[Column, ...]:
    """Return text columns: null in the record, "" in the database."""
    return tuple(Column(key, key, text=True) for key in keys)


class DayColumn(Column):
    """A day in the record, that day's beginning in the database (UTC). Without one it is now: nobody says when."""

    def to_database(self, value: Any, ids: Mapping[type[Model], Mapping[str, int]]) -> Any:
        """Return the beginning of the day, and never a moment that is still to come."""
        now = timezone.now()
        return min(now, datetime.fromisoformat(value).replace(tzinfo=UTC)) if value else now

    def to_record(self, row: Model) -> Any:
        """Return the day in ISO 8601."""
        return getattr(row, self.name).astimezone(UTC).date().isoformat()


DATASET_COLUMNS = (
    DayColumn("changed", "changed"),
    *plain(
        "slug", "status", "name", "aliases", "subjects", "images", "size_bytes", "year", "class_count", "multi_label"
    ),
    *plain("quality", "downloads", "prize_amount"),
    *text("subjects_precision", "images_precision", "size_precision", "difficulty", "level", "downloads_precision"),
    *text("prize_currency"),
    Column("category", "category", reference=Category),
    Column("kind", "kind", reference=Kind),
    Column("access_level", "access_level", reference=AccessLevel),
    Column("license", "license", reference=License),
    Column("subjects_unit", "subjects_unit", reference=Unit),
    Column("images_unit", "images_unit", reference=Unit),
)

# Keys that hold sets of codes; the many-to-many fields have the same names.
CODE_SETS = (
    "sources", "modalities", "anatomies", "tasks", "use_cases", "conditions", "annotation_types", "annotation_methods",
    "formats", "languages",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A list in the record and the model of its rows. `single` is for lists of bare values: the only column."""

    key: str
    model: type[Model]
    columns: tuple[Column, ...]
    single: bool = False

    @property
    def accessor(self) -> str:
        """The dataset's attribute that gives the rows."""
        return str(self.model._meta.get_field("dataset").remote_field.get_accessor_name())  # type: ignore[union-attr]


ANSWERS = {"yes": True, "no": False}


class AnswerColumn(Column):
    """A yes or no in the record, a truth value in the database."""

    def to_database(self, value: Any, ids: Mapping[type[Model], Mapping[str, int]]) -> Any:
        """Return True for yes and False for no."""
        return ANSWERS[value]

    def to_record(self, row: Model) -> Any:
        """Return yes or no."""
        return "yes" if getattr(row, self.name) else "no"


PARTS = (
    Part("former_slugs", FormerSlug, plain("slug"), single=True),
    Part("access_steps", OrderedAccessStep, (Column("step", "step", reference=AccessStep),), single=True),
    Part("rights", Right, (*plain("component", "use"), AnswerColumn("answer", "allowed"))),
    Part("counts", Count, (*plain("value"), Column("unit", "unit", reference=Unit), *text("precision"))),
    Part(
        "classes",
        DatasetClass,
        (
            *plain("name", "count"),
            Column("condition", "condition", reference=Condition),
            Column("unit", "unit", reference=Unit),
        ),
    ),
    Part("splits", Split, (*plain("name", "count", "percent"), Column("unit", "unit", reference=Unit))),
    Part("links", Link, (*plain("url", "kind"), *text("label"))),
    Part("papers", Paper, (*text("title", "authors", "venue", "doi", "url"), *plain("year"))),
    Part("disagreements", Disagreement, plain("field", "kind", "explanation", "settled")),
    Part(
        "descriptions",
        DatasetDescription,
        (*plain("language", "summary", "description", "origin", "reviewed"), *text("translated_from")),
    ),
    Part(
        "statements",
        Statement,
        (
            *plain("field", "value", "printed", "line"),
            *text("heading", "note"),
            Column("document", "document", reference=Document),
        ),
    ),
    Part("relations", DatasetRelation, (*plain("kind"), Column("target", "target", reference=Dataset, by="slug"))),
)
