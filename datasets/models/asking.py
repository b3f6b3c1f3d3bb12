"""Questions to the database that are composed once: for a few rows that takes longer than to ask."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Keys = Sequence[int] | Sequence[str]
# How many keys there are in each group, and whether these are texts.
Shape = tuple[tuple[int, bool], ...]
# For how many shapes a question is kept.
SHAPES = 16


class Question:
    """A question about groups of keys. It is composed once for each number of them.

    What it depends on besides these has to be the same as long as the program runs.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any]]) -> None:
        """Take what makes the question: plain values (values_list) of rows, asked for by groups of keys."""
        self._composed = lru_cache(SHAPES)(partial(_composed, compose))

    def rows(self, *groups: Keys) -> list[tuple[Any, ...]]:
        """Return the rows for groups of keys, as the database gives them. One query, none where no keys are given."""
        shape = tuple((len(group), any(isinstance(key, str) for key in group)) for group in groups)
        try:
            statement, parameters, places = self._composed(shape)
        except EmptyResultSet:
            # Django finds that nothing can be so, such as one of no keys.
            return []
        keys, filled = list(chain(*groups)), list(parameters)
        for place, number in places:
            filled[place] = keys[number]
        with connection.cursor() as cursor:
            cursor.execute(statement, filled)
            return cursor.fetchall()


def _composed(
    compose: Callable[..., QuerySet[Any]], shape: Shape
) -> tuple[str, Sequence[Any], Sequence[tuple[int, int]]]:
    """Return a question, its parameters, and the places of these where a key stands, with its number.

    A key's place is where two questions differ that were composed with other keys each.
    """
    first, second = _made_up(shape, 0), _made_up(shape, sum(length for length, _are_texts in shape))
    (statement, parameters), (_same, others) = (
        compose(*keys).query.get_compiler(connection=connection).as_sql() for keys in (first, second)
    )
    numbers = {key: number for number, key in enumerate(chain(*first))}
    pairs = enumerate(zip(parameters, others, strict=True))
    return statement, parameters, [(place, numbers[one]) for place, (one, other) in pairs if one != other]


def _made_up(shape: Shape, start: int) -> list[Keys]:
    """Return groups of keys that are all different."""
    found: list[Keys] = []
    for length, are_texts in shape:
        numbers = range(start, start + length)
        found.append([f"key {number}" for number in numbers] if are_texts else list(numbers))
        start += length
    return found
