"""Questions that are composed once answer as the query does, whatever keys they are asked about."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db.models import Q, QuerySet, Value
from pytest_django import DjangoAssertNumQueries

from datasets.models import Dataset
from datasets.models.asking import Question

pytestmark = pytest.mark.django_db


def either(slugs: Sequence[str], keys: Sequence[int]) -> QuerySet[Any]:
    """Return the slugs of entries, which is told by slug or by key; a text of the query's own is no key."""
    rows = Dataset.objects.exclude(status="draft").exclude(slug="0")
    return rows.filter(Q(slug__in=slugs) | Q(pk__in=keys)).order_by("slug").values_list("slug", "pk")


def test_every_group_stands_in_its_place(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made: list[tuple[int, int]] = []

    def compose(slugs: Sequence[str], keys: Sequence[int]) -> QuerySet[Any]:
        made.append((len(slugs), len(keys)))
        return either(slugs, keys)

    question = Question(compose)
    known = dict(Dataset.objects.order_by("pk").values_list("slug", "pk")[:9])
    slugs, keys = list(known), list(known.values())
    for names, numbers in ((slugs[:2], keys[2:5]), (slugs[5:7], keys[6:9]), (slugs[:1], []), ([], keys[:1])):
        with django_assert_num_queries(1):
            found = question.rows(names, numbers)
        assert found == list(either(names, numbers)) != []
    # To see where the keys stand it is composed with two sets of them.
    assert made == [(2, 3)] * 2 + [(1, 0)] * 2 + [(0, 1)] * 2


def test_what_stands_in_the_query_itself_is_no_key() -> None:
    def compose(keys: Sequence[int], slugs: Sequence[str]) -> QuerySet[Any]:
        rows = Dataset.objects.filter(Q(pk__in=keys) | Q(slug__in=slugs)).order_by("slug")
        return rows.values_list("slug", *map(Value, range(-2, 5)), Value("key 2"), Value("key 5"))

    keys = list(Dataset.objects.order_by("pk").values_list("pk", flat=True)[:2])
    assert Question(compose).rows(keys, ["mura"]) == list(compose(keys, ["mura"]))


def test_what_nothing_can_be_is_not_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert Question(either).rows([], []) == []


@pytest.mark.parametrize("slug", ["'", '"; DROP TABLE x; --', "%s", "%", "~0", "0", "\\"])
def test_a_key_is_never_part_of_the_query(slug: str) -> None:
    assert Question(either).rows([slug], []) == []
