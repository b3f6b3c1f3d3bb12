"""What belongs to entries, and the terms that statements name: from all tables with one query.

An entry's codes and parts lie in some twenty tables. Django fetches each with a query of its own; a page has better to
do. Here each table's rows are written as JSON by the database, and come in one union, which is composed once. The
entries then have them as if Django had prefetched them: nothing asks again.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, cast

from django.db import connections
from django.db.models import F, ForeignKey, JSONField, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from datasets.models import Dataset
from datasets.models.kept import Kept

from .columns import PARTS, RELATIONS, SETS, STATEMENTS
from .fields import model_of
from .kinds import Record
from .stored import Codes, Part

# Parts that are fetched with queries of their own: relations, of which the public sees some, and lead to entries;
# statements, of which there are many, of few documents; splits, for SQLite rounds the last digits of a share in JSON.
ALONE = (RELATIONS, "split", STATEMENTS)

# For how many numbers of entries the union is kept.
NUMBERS = 16


@dataclass(frozen=True)
class Share:
    """What one table has of entries: the attribute that gives it, and the model of what is had.

    `holder` is the model of the table, which refers to a dataset; `path` leads from it to `model`, "" where that is the
    same. `references` are the columns of `model` that refer to terms, and the models of these.
    """

    accessor: str
    model: type[Model]
    holder: type[Model]
    path: str = ""
    references: tuple[tuple[str, type[Model]], ...] = ()

    def of(self, keys: Iterable[int]) -> QuerySet[Any]:
        """Return the rows of the entries with these keys: the attribute, the entry's key, and the row as JSON."""
        path = f"{self.path}__" if self.path else ""
        referred = {name: _Row(**_columns(model, f"{path}{name}__")) for name, model in self.references}
        row = _Row(**_columns(self.model, path), **referred)
        rows = self.holder._default_manager.order_by().filter(dataset__in=keys)
        return rows.annotate(share=Value(self.accessor), row=row).values_list("share", "dataset_id", "row")

    @property
    def order(self) -> Sequence[str]:
        """The attributes by which the rows are in order."""
        return cast(Sequence[str], self.model._meta.ordering or ("pk",))


class _Row(JSONObject):
    """A row as JSON.

    Django first tries whether SQLite knows JSON, in a transaction, which waits for whoever writes; every one that
    Django supports and holds this project's tables does.
    """

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write the function without asking."""
        return super(JSONObject, self).as_sql(compiler, connection, **context)


def _columns(model: type[Model], path: str) -> dict[str, Any]:
    """Return the columns of a model by attribute. JSON stays text: how it is read is its field's matter."""
    return {
        field.attname: Cast(path + field.attname, TextField())
        if isinstance(field, JSONField)
        else F(path + field.attname)
        for field in model._meta.concrete_fields
    }


def _of_codes(stored: Codes) -> Share:
    field = Dataset._meta.get_field(stored.name)
    holder = field.remote_field.through  # type: ignore[union-attr]
    return Share(stored.name, stored.target, holder, field.m2m_reverse_field_name())  # type: ignore[union-attr]


def _of_part(part: Part) -> Share:
    references = tuple((column.name, column.reference) for column in part.columns if column.reference is not None)
    return Share(part.accessor, part.model, part.model, references=references)


SHARES: Mapping[str, Share] = {
    share.accessor: share
    for share in (*map(_of_codes, SETS.values()), *(_of_part(part) for key, part in PARTS.items() if key not in ALONE))
}


# Terms are those of many entries, and each is read once: by model and key.
_terms: Kept[tuple[type[Model], int], Model] = Kept(2_000)


def gather(entries: Sequence[Dataset]) -> None:
    """Give `entries` their codes and parts but for those ALONE, in each model's own order. One query."""
    if not entries:
        return
    found: dict[tuple[str, int], list[Model]] = defaultdict(list)
    terms = _terms.table()
    for accessor, key, text in _rows(entries):
        share, row = SHARES[accessor], json.loads(text)
        if share.holder is share.model:
            made = _made(share.model, row)
            for name, target in share.references:
                setattr(made, name, None if row[name]["id"] is None else _term(target, row[name], terms))
        else:
            made = _term(share.model, row, terms)
        found[accessor, key].append(made)
    for entry in entries:
        for accessor, share in SHARES.items():
            _give(entry, share, sorted(found[accessor, entry.pk], key=attrgetter(*share.order)))


def _rows(entries: Sequence[Dataset]) -> list[tuple[str, int, str]]:
    alias = entries[0]._state.db or "default"
    statement, parameters = _union(alias, len(entries))
    # Negative numbers stand for the places of the keys.
    keys = {~place: entry.pk for place, entry in enumerate(entries)}
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, [keys.get(parameter, parameter) for parameter in parameters])
        return cursor.fetchall()


@lru_cache(NUMBERS)
def _union(alias: str, number: int) -> tuple[str, tuple[Any, ...]]:
    """Return the query about so many entries and its parameters: to compose it takes longer than to ask it."""
    places = [~place for place in range(number)]
    first, *others = (share.of(places) for share in SHARES.values())
    return first.using(alias).union(*others, all=True).query.get_compiler(alias).as_sql()


def terms_of(codes: Mapping[str, Collection[str]]) -> dict[tuple[str, str], Any]:
    """Return the terms with these codes, by vocabulary and code. One query, none where there are no codes."""
    asked = [_asked(name, wanted) for name, wanted in sorted(codes.items()) if wanted]
    rows = asked[0].union(*asked[1:], all=True) if asked else ()
    return {(name, row["code"]): _made(model_of(name), row) for name, row in rows}


def _asked(name: str, codes: Collection[str]) -> QuerySet[Any]:
    model = model_of(name)
    rows = model._default_manager.order_by().filter(code__in=codes)
    return rows.annotate(share=Value(name), row=_Row(**_columns(model, ""))).values_list("share", "row")


def _term(model: type[Model], row: Record, terms: dict[tuple[type[Model], int], Model]) -> Model:
    """Return the term that was written as JSON, the one that is there already, if it is."""
    key = model, row["id"]
    if key not in terms:
        terms[key] = _made(model, row)
    return terms[key]


def _made(model: type[Model], row: Record) -> Model:
    """Return the row that was written as JSON."""
    fields = model._meta.concrete_fields
    return model.from_db(
        None, [field.attname for field in fields], [_read(field, row[field.attname]) for field in fields]
    )


def _read(field: Any, value: Any) -> Any:
    """Return a column's value: JSON in its shape; a truth value as such, for SQLite has numbers for them."""
    return cast(Any, field).from_db_value(value, None, None) if isinstance(field, JSONField) else field.to_python(value)


class _Given(QuerySet[Any]):
    """Rows that an entry has already. Composing the question to which they are the answer takes longer than to read
    them, so that is done only where somebody asks a narrower one.
    """

    def __init__(self, *given: Any, entry: Dataset | None = None, share: Share | None = None, **more: Any) -> None:
        """Take whose rows they are, and what they are had by."""
        super().__init__(*given, **more)
        self.entry, self.share = entry, share

    def _chain(self) -> QuerySet[Any]:
        if self.entry is None or self.share is None:
            raise TypeError("rows of no entry cannot be narrowed down")
        kept = vars(self.entry)["_prefetched_objects_cache"]
        here = kept.pop(self.share.accessor)
        try:
            return cast(QuerySet[Any], getattr(self.entry, self.share.accessor).get_queryset())
        finally:
            kept[self.share.accessor] = here


def _give(entry: Dataset, share: Share, rows: list[Model]) -> None:
    """Let the entry have the rows as Django does after prefetching."""
    if share.holder is share.model:
        for row in rows:
            cast(ForeignKey[Any, Any], row._meta.get_field("dataset")).set_cached_value(row, entry)
    given = _Given(share.model, entry=entry, share=share)
    given._result_cache, given._prefetch_done = rows, True  # type: ignore[attr-defined]
    vars(entry).setdefault("_prefetched_objects_cache", {})[share.accessor] = given
