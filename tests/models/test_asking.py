"""Questions that are composed once answer as the query does, whatever keys they are asked about."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db.models import Model, Q, QuerySet, Value
from pytest_django import DjangoAssertNumQueries

from datasets.models import ChangeSet, Dataset, DatasetRelation, Statement
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
            found = question.values(names, numbers)
        assert found == list(either(names, numbers)) != []
    # To see where the keys stand it is composed with two sets of them.
    assert made == [(2, 3)] * 2 + [(1, 0)] * 2 + [(0, 1)] * 2


def test_what_stands_in_the_query_itself_is_no_key() -> None:
    def compose(keys: Sequence[int], slugs: Sequence[str]) -> QuerySet[Any]:
        rows = Dataset.objects.filter(Q(pk__in=keys) | Q(slug__in=slugs)).order_by("slug")
        return rows.values_list("slug", *map(Value, range(-2, 5)), Value("key 2"), Value("key 5"))

    keys = list(Dataset.objects.order_by("pk").values_list("pk", flat=True)[:2])
    assert Question(compose).values(keys, ["mura"]) == list(compose(keys, ["mura"]))


def test_what_nothing_can_be_is_not_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert Question(either).values([], []) == []


@pytest.mark.parametrize("slug", ["'", '"; DROP TABLE x; --', "%s", "%", "~0", "0", "\\"])
def test_a_key_is_never_part_of_the_query(slug: str) -> None:
    assert Question(either).values([slug], []) == []


def columns(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize(
    ("model", "along"),
    [(Dataset, ["kind", "license"]), (Statement, ["document"]), (DatasetRelation, ["target__kind"]), (ChangeSet, [])],
)
def test_rows_are_those_that_django_makes(
    model: type[Model], along: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def compose(keys: Sequence[int]) -> QuerySet[Any]:
        rows = model._default_manager.filter(pk__in=keys).order_by("-pk")
        return rows.select_related(*along) if along else rows

    question = Question(compose)
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:40])
    for asked in (keys[:1], keys, keys[-1:]):
        expected = list(compose(asked))
        with django_assert_num_queries(1):
            found = question.rows(asked)
            assert [columns(row) for row in found] == [columns(row) for row in expected] != []
            for name in (path.split("__")[0] for path in along):
                referred = [
                    (getattr(row, name), getattr(other, name)) for row, other in zip(found, expected, strict=True)
                ]
                assert [one and columns(one) for one, _ in referred] == [
                    other and columns(other) for _, other in referred
                ]
        assert not any(row._state.adding for row in found)


def test_a_question_about_values_has_no_rows() -> None:
    with pytest.raises(TypeError, match="plain values"):
        Question(either).rows(["mura"], [])
    assert Question(either).rows([], []) == []
