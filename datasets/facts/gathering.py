"""What belongs to entries, and the terms that statements name: from all tables with one query.

An entry's codes and parts, and the terms that it names itself, lie in some thirty tables. Django fetches each with a
query of its own; a page has better to do. Here each table's rows are written as JSON by the database, and come in one
union, which is composed once (models.asking). The entries then have them as if Django had prefetched them: nothing asks
again.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from operator import attrgetter
from typing import Any, cast

from django.db.models import F, ForeignKey, JSONField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.db.models.sql import Query

from datasets.models import Dataset, Document, Statement
from datasets.models.asking import Question, row_of
from datasets.models.kept import Kept
from datasets.models.public import seen

from .columns import PARTS, RELATIONS, SETS, STATEMENTS, all_columns
from .fields import model_of
from .kinds import Record
from .stored import Codes, Part

# Parts that are fetched with queries of their own: relations, of which the public sees some, and lead to entries;
# statements, of which there are many, of few documents; splits, for SQLite rounds the last digits of a share in JSON.
# Each with the condition of those that are fetched.
ALONE: Mapping[str, Q] = {RELATIONS: seen("target"), "split": Q(), STATEMENTS: Q()}


@dataclass(frozen=True)
class Share:
    """What one table has of entries: the attribute that gives it, and the model of what is had.

    `holder` is the model of the table, whose `owner` is the dataset; `path` leads from it to `model`, "" where that is
    the same. `references` are the columns of `model` that refer to terms, and the models of these; `condition` is that
    of the rows that the public sees.
    """

    accessor: str
    model: type[Model]
    holder: type[Model]
    path: str = ""
    references: tuple[tuple[str, type[Model]], ...] = ()
    owner: str = "dataset"
    condition: Q = field(default_factory=Q)

    def of(self, keys: Iterable[int]) -> QuerySet[Any]:
        """Return the rows of the entries with these keys: the attribute, the entry's key, and the row as JSON."""
        path = f"{self.path}__" if self.path else ""
        referred = {name: _Row(**_columns(model, f"{path}{name}__")) for name, model in self.references}
        row = _Row(**_columns(self.model, path), **referred)
        rows = self.holder._default_manager.order_by().filter(**{f"{self.owner}__in": keys})
        return rows.annotate(share=Value(self.accessor), row=row).values_list("share", self.owner, "row")

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
# The terms that an entry's own columns refer to.
OWN: Mapping[str, Share] = {
    column.name: Share(column.name, column.reference, Dataset, column.name, owner="pk")
    for column in all_columns()
    if column.reference is not None
}
ALL = {**OWN, **SHARES}


# Terms, and documents, are those of many entries, and each is read once: by model and key.
_terms: Kept[tuple[type[Model], int], Model] = Kept(4_000)


def gather(entries: Sequence[Dataset]) -> None:
    """Give `entries` the terms that they name, and their codes and parts but for those ALONE, each in its order.

    One query.
    """
    if not entries:
        return
    found: dict[tuple[str, int], list[Model]] = defaultdict(list)
    terms = _terms.table()
    for accessor, key, text in _GATHERED.values([entry.pk for entry in entries]):
        share, row = ALL[accessor], json.loads(text)
        if share.holder is share.model:
            made = _made(share.model, row)
            for name, target in share.references:
                setattr(made, name, None if row[name]["id"] is None else _term(target, row[name], terms))
            found[accessor, key].append(made)
        elif row["id"] is not None:
            found[accessor, key].append(_term(share.model, row, terms))
    for entry in entries:
        for accessor in OWN:
            for term in found[accessor, entry.pk]:
                setattr(entry, accessor, term)
        for accessor, share in SHARES.items():
            _give(entry, share, sorted(found[accessor, entry.pk], key=attrgetter(*share.order)))


def gather_alone(entries: Sequence[Dataset]) -> None:
    """Give `entries` the parts that are ALONE, of relations those to what the public sees; a query for each part.

    One more for the documents of statements that are not kept.
    """
    keys = [entry.pk for entry in entries]
    for key, question in _ALONE.items():
        found: dict[int, list[Model]] = defaultdict(list)
        for row in question.rows(keys):
            found[row.dataset_id].append(row)
        part = PARTS[key]
        share = Share(part.accessor, part.model, part.model, condition=ALONE[key])
        for entry in entries:
            _give(entry, share, found[entry.pk])
    _cite([statement for entry in entries for statement in entry.statement_set.all()])


def rows_of(part: Part, condition: Q) -> QuerySet[Any]:
    """Return the rows of a part, in their order and with what they refer to but documents: those are of many rows."""
    references = [column.name for column in part.columns if column.reference not in (None, Document)]
    order = ["position", "pk"] if any(column.name == "position" for column in part.model._meta.fields) else ["pk"]
    rows = part.model._default_manager.filter(condition).order_by(*order)
    return rows.select_related(*references) if references else rows


def _of_some(key: str, entries: Sequence[int]) -> QuerySet[Any]:
    return rows_of(PARTS[key], ALONE[key]).filter(dataset__in=entries)


_ALONE: Mapping[str, Question] = {key: Question(partial(_of_some, key)) for key in ALONE}


_CITED = Question(lambda keys: Document.objects.filter(pk__in=keys).order_by())


def _cite(statements: Sequence[Statement]) -> None:
    """Give statements their documents: hundreds are of a few. One query for those that are not kept."""
    terms = _terms.table()
    wanted = {(Document, statement.document_id) for statement in statements}
    # Who asks beside this may take from the table what is there now.
    found: dict[tuple[type[Model], int], Model] = {}
    found.update((key, document) for key in wanted if (document := terms.get(key)) is not None)
    if missing := [pk for _, pk in wanted - found.keys()]:
        read: dict[tuple[type[Model], int], Model] = {(Document, row.pk): row for row in _CITED.rows(missing)}
        terms.update(read)
        found.update(read)
    for statement in statements:
        statement.document = cast(Document, found[Document, statement.document_id])


def _union(keys: Sequence[int]) -> QuerySet[Any]:
    first, *others = (share.of(keys) for share in ALL.values())
    return first.union(*others, all=True)


_GATHERED = Question(_union)


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
    found = terms.get(key)
    if found is None:
        found = terms[key] = _made(model, row)
    return found


def _made(model: type[Model], row: Record) -> Model:
    """Return the row that was written as JSON."""
    return row_of(model, {field.attname: _read(field, row[field.attname]) for field in model._meta.concrete_fields})


def _read(field: Any, value: Any) -> Any:
    """Return a column's value: JSON in its shape; a truth value as such, for SQLite has numbers for them."""
    return cast(Any, field).from_db_value(value, None, None) if isinstance(field, JSONField) else field.to_python(value)


@cache
def _question(model: type[Model]) -> Query:
    """Return what nobody asks: rows that are there already are made with one, and have another (_Given.query)."""
    return Query(model)


class _Given(QuerySet[Any]):
    """Rows that an entry has already. Composing the question to which they are the answer takes longer than to read
    them, so that is done only where somebody asks another one: a narrower one, a sum, or to write.
    """

    def __init__(self, *given: Any, entry: Dataset | None = None, share: Share | None = None, **more: Any) -> None:
        """Take whose rows they are, and what they are had by."""
        super().__init__(*given, **more)
        self.entry, self.share = entry, share

    @property
    def query(self) -> Query:  # type: ignore[override]
        """The question to which these rows are the answer, for what Django asks of it besides. Nobody gives another."""
        return self._chain().query

    def _chain(self) -> QuerySet[Any]:
        if self.entry is None or self.share is None:
            raise TypeError("rows of no entry cannot be narrowed down")
        kept = vars(self.entry)["_prefetched_objects_cache"]
        here = kept.pop(self.share.accessor)
        try:
            rows = cast(QuerySet[Any], getattr(self.entry, self.share.accessor).get_queryset())
            return rows.filter(self.share.condition)
        finally:
            kept[self.share.accessor] = here


def _give(entry: Dataset, share: Share, rows: list[Model]) -> None:
    """Let the entry have the rows as Django does after prefetching."""
    if share.holder is share.model:
        for row in rows:
            cast(ForeignKey[Any, Any], row._meta.get_field("dataset")).set_cached_value(row, entry)
    given = _Given(share.model, _question(share.model), entry=entry, share=share)
    given._result_cache, given._prefetch_done = rows, True  # type: ignore[attr-defined]
    vars(entry).setdefault("_prefetched_objects_cache", {})[share.accessor] = given
