"""Questions to the database that are composed once: for a few rows that takes longer than to ask."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Keys = Sequence[int] | Sequence[str]
# How many keys there are in each group, and whether these are texts.
Shape = tuple[tuple[int, bool], ...]
# For how many shapes a question is kept.
SHAPES = 16


class Question:
    """A question about groups of keys. It is composed once for each number of them."""

    def __init__(self, compose: Callable[..., QuerySet[Any]]) -> None:
        """Take what makes the question: plain values (values_list) of rows, asked for by groups of keys."""
        self._composed = lru_cache(SHAPES)(partial(_composed, compose))

    def rows(self, *groups: Keys, alias: str = DEFAULT_DB_ALIAS) -> list[tuple[Any, ...]]:
        """Return the rows for groups of keys, as the database gives them. One query, none where no keys are given."""
        shape = tuple((len(group), any(isinstance(key, str) for key in group)) for group in groups)
        try:
            statement, parameters = self._composed(alias, shape)
        except EmptyResultSet:
            # Django finds that nothing can be so, such as one of no keys.
            return []
        keys: dict[Any, Any] = dict(zip(chain(*_places(shape)), chain(*groups), strict=True))
        with connections[alias].cursor() as cursor:
            cursor.execute(statement, [keys.get(parameter, parameter) for parameter in parameters])
            return cursor.fetchall()


def _composed(compose: Callable[..., QuerySet[Any]], alias: str, shape: Shape) -> tuple[str, tuple[Any, ...]]:
    statement, parameters = compose(*_places(shape)).using(alias).query.get_compiler(alias).as_sql()
    return statement, tuple(parameters)


def _places(shape: Shape) -> Iterator[Keys]:
    """Yield what stands in the place of each group's keys while a question is composed: no key is so."""
    number = 0
    for length, are_texts in shape:
        places = range(number, number + length)
        yield [f"\0{place}" for place in places] if are_texts else [~place for place in places]
        number += length
