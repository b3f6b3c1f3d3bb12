"""Where the database keeps what an entry holds: its own columns, sets of codes, and parts with rows of their own.

Each says how a value of the record format becomes a column's and back. A record says null where nothing is known; text
columns hold the empty string there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.db.models import Model

from datasets.models import Dataset

from .kinds import Record

# Model -> key of a row by its code (or slug).
Ids = Mapping[type[Model], Mapping[str, int]]


@dataclass(frozen=True)
class Column:
    """One key of an object and its column: a plain value, a text (null is ""), or a reference by code or slug."""

    key: str
    name: str
    text: bool = False
    reference: type[Model] | None = None
    by: str = "code"

    def to_database(self, value: Any, ids: Ids) -> Any:
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

    @property
    def asked(self) -> str:
        """What the database is asked for, to have the record's value among plain values."""
        return f"{self.name}__{self.by}" if self.reference is not None else self.name

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


@dataclass(frozen=True)
class Columns:
    """One value in columns of the entry itself: bare in the first one, or an object of all of them.

    The first column tells whether anything is known. `without` is the code that stands for "nobody says".
    """

    columns: tuple[Column, ...]
    bare: bool = False
    without: str | None = None

    def to_database(self, value: Any, ids: Ids) -> dict[str, Any]:
        """Return the columns' values by attribute."""
        value = self.without if value is None else value
        if self.bare or value is None:
            return {column.attribute: column.to_database(value, ids) for column in self.columns}
        return {column.attribute: column.to_database(value.get(column.key), ids) for column in self.columns}

    def to_record(self, row: Model) -> Any:
        """Return the value that `row` holds, None where it holds none."""
        first = self.columns[0].to_record(row)
        if self.bare or first is None:
            return first
        return {column.key: column.to_record(row) for column in self.columns}

    def from_values(self, row: Mapping[str, Any]) -> Any:
        """Return what to_record does, of a row that was read as plain values."""
        found = {column.key: row[column.asked] for column in self.columns}
        first = found[self.columns[0].key]
        if first in (None, ""):
            return None
        return first if self.bare else {key: None if value == "" else value for key, value in found.items()}


def had(row: Model, accessor: str) -> Iterable[Any]:
    """Return what an entry has by an attribute; what was fetched along without Django's manager for the question.

    A page asks a hundred times.
    """
    fetched = vars(row).get("_prefetched_objects_cache", {}).get(accessor)
    return cast(Iterable[Any], getattr(row, accessor).all() if fetched is None else fetched)


@dataclass(frozen=True)
class Codes:
    """A set of codes in a many-to-many field."""

    name: str

    @property
    def target(self) -> type[Model]:
        """The model of the codes' rows."""
        return cast(type[Model], Dataset._meta.get_field(self.name).related_model)

    def to_record(self, row: Model) -> list[str]:
        """Return the codes that `row` holds, in their order; they should be prefetched."""
        return sorted(term.code for term in had(row, self.name))


class Answer(Column):
    """A yes or no in the record, a truth value in the database."""

    def to_database(self, value: Any, ids: Ids) -> Any:
        """Return True for yes and False for no."""
        return ANSWERS[value]

    def to_record(self, row: Model) -> Any:
        """Return yes or no."""
        return "yes" if getattr(row, self.name) else "no"


ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Part:
    """A list and the model of its rows. `bare` is for lists of plain values: those of the only column."""

    model: type[Model]
    columns: tuple[Column, ...]
    bare: bool = False

    @cached_property
    def accessor(self) -> str:
        """The dataset's attribute that gives the rows."""
        return str(self.model._meta.get_field("dataset").remote_field.get_accessor_name())  # type: ignore[union-attr]

    def to_record(self, row: Model) -> list[Any]:
        """Return the items of a dataset; its rows should be prefetched."""
        return [self.item(item) for item in had(row, self.accessor)]

    def item(self, row: Model) -> Any:
        """Return one row as an item of the record's list."""
        if self.bare:
            return self.columns[0].to_record(row)
        return {column.key: column.to_record(row) for column in self.columns}

    def attributes(self, item: Any, ids: Ids) -> Record:
        """Return the columns of one item of the record's list."""
        item = {self.columns[0].key: item} if self.bare else item
        return {column.attribute: column.to_database(item.get(column.key), ids) for column in self.columns}


# Where the database keeps what an entry holds of one field.
Stored = Columns | Codes | Part
