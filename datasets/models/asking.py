"""Questions to the database that are composed once: for a few rows that takes longer than to ask."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, get_related_populators

Row = TypeVar("Row", bound=Model)
Keys = Sequence[int] | Sequence[str]
# How many keys there are in each group, and whether these are texts.
Shape = tuple[tuple[int, bool], ...]
# For how many shapes a question is kept.
SHAPES = 64


class Question:
    """A question about groups of keys. It is composed once for each number of them.

    What it depends on besides these has to be the same as long as the program runs.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any, Any]]) -> None:
        """Take what makes the question about groups of keys: plain values (values_list) of rows, or rows."""
        self._composed = lru_cache(SHAPES)(partial(_composed, compose))

    def values(self, *groups: Keys) -> list[tuple[Any, ...]]:
        """Return plain values for groups of keys, as the database gives them.

        One query, none where no keys are given.
        """
        return self._asked(groups)[1]

    def rows(self, *groups: Keys) -> list[Any]:
        """Return the rows for groups of keys, with what is fetched along (select_related); no annotations.

        One query, none where no keys are given.
        """
        composed, found = self._asked(groups)
        if composed is None:
            return []
        if composed.form is None:
            raise TypeError("a question about plain values has no rows")
        return list(composed.form.rows(found))

    def _asked(self, groups: Sequence[Keys]) -> "tuple[Composed | None, list[tuple[Any, ...]]]":
        shape = tuple((len(group), any(isinstance(key, str) for key in group)) for group in groups)
        composed = self._composed(shape)
        if composed is None:
            return None, []
        with connection.cursor() as cursor:
            cursor.execute(composed.statement, composed.filled(list(chain(*groups))))
            return composed, cursor.fetchall()


@dataclass(frozen=True)
class Composed:
    """A question as the database is asked it: the statement, its parameters, where in these which key stands.

    `form` makes rows of the answer; None where that is plain values.
    """

    statement: str
    parameters: Sequence[Any]
    places: Sequence[tuple[int, int]]
    form: "Form | None"

    def filled(self, keys: Sequence[Any]) -> list[Any]:
        """Return the parameters with these keys."""
        found = list(self.parameters)
        for place, number in self.places:
            found[place] = keys[number]
        return found


class Form:
    """How the columns of an answer become rows, as Django's ModelIterable makes them."""

    def __init__(self, compiler: Any) -> None:
        """Take what has composed the question."""
        columns = [column for column, _sql, _alias in compiler.select]
        own = compiler.klass_info["select_fields"]
        self.model, self.own = compiler.klass_info["model"], slice(own[0], own[-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.along = get_related_populators(compiler.klass_info, compiler.select, compiler.using)  # type: ignore[call-arg]
        self.converters = compiler.get_converters(columns)

    def rows(self, found: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield the rows."""
        for values in map(list, found):
            for place, (converters, column) in self.converters.items():
                for convert in converters:
                    values[place] = convert(values[place], column, connection)
            row = row_of(self.model, dict(zip(self.names, values[self.own], strict=True)))
            for one in self.along:
                one.populate(values, row)
            yield row


def row_of(model: type[Row], values: dict[str, Any]) -> Row:
    """Return a row that was read, by its columns' values.

    As Django's from_db makes it but for the signals, which nobody listens to: a page reads two hundred rows.
    """
    row = model.__new__(model)
    row.__dict__.update(values)
    row._state = ModelState()
    row._state.adding, row._state.db = False, connection.alias
    return row


def _composed(compose: Callable[..., QuerySet[Any, Any]], shape: Shape) -> Composed | None:
    """Return a question; None where Django finds that nothing can be so, such as one of no keys.

    A key's place is where two questions differ that were composed with other keys each.
    """
    first, second = _made_up(shape, 0), _made_up(shape, sum(length for length, _are_texts in shape))
    asked = compose(*first)
    compiler = asked.query.get_compiler(connection=connection)
    try:
        statement, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    _same, others = compose(*second).query.get_compiler(connection=connection).as_sql()
    numbers = {key: number for number, key in enumerate(chain(*first))}
    pairs = enumerate(zip(parameters, others, strict=True))
    places = [(place, numbers[one]) for place, (one, other) in pairs if one != other]
    form = Form(compiler) if issubclass(asked._iterable_class, ModelIterable) else None
    return Composed(statement, parameters, places, form)


def _made_up(shape: Shape, start: int) -> list[Keys]:
    """Return groups of keys that are all different."""
    found: list[Keys] = []
    for length, are_texts in shape:
        numbers = range(start, start + length)
        found.append([f"key {number}" for number in numbers] if are_texts else list(numbers))
        start += length
    return found
