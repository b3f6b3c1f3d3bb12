"""Vocabularies, sources and documents by the API, the schema, and the number of queries that answers cost."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from datasets.models import ChangeSet
from datasets.records import loading
from datasets.records.files import Tree
from datasets.records.records import complete
from datasets.records.values import published_schema
from tests.stating import stating

from .conftest import Get


@pytest.mark.parametrize(
    ("address", "kind", "key"),
    [("vocabularies/", "vocabulary", "vocabulary"), ("sources/", "source", "code"), ("documents/", "document", "code")],
)
def test_a_collection_is_the_records_of_its_files(address: str, kind: str, key: str, tree: Tree, get: Get) -> None:
    answer = get(address)
    # What the IDC holds comes with its harvest, and so the public sees it then.
    expected = {record[key]: complete(record, kind) for _, record in getattr(tree, kind) if record[key] != "idc"}
    assert {record[key]: record for record in answer["results"]} == expected
    assert answer["count"] == len(answer["results"]) == len(expected)


def test_the_schema_is_that_of_the_records(get: Get) -> None:
    assert get("schema/") == published_schema()


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("datasets/", 1),
        ("datasets/?page_size=200", 1),
        ("datasets/?q=brain&modality=MR&sort=size&page_size=5", 1),
        ("datasets/?page_size=5&sort=newest&fields=name,subjects", 1),
        ("datasets/?page_size=5&fields=name,link,paper", 4),
        ("guides/", 2),
        ("guides/beginner/", 3),
        ("datasets/kits19/", 7),
        ("datasets/radimagenet/", 7),
        ("relations/", 4),
        ("relations/?page_size=100", 4),
        ("relations/?dataset=kaggle", 5),
        ("vocabularies/", 16),
        ("sources/", 3),
        ("documents/", 6),
        ("schema/", 1),
    ],
)
def test_an_answer_costs_a_fixed_number_of_queries(
    address: str, queries: int, get: Get, django_assert_num_queries: DjangoAssertNumQueries, tree: Tree
) -> None:
    get("datasets/")  # the index stands
    with django_assert_num_queries(queries):
        get(address)
    clones = [stating(record, relation=[]) | {"slug": f"{record['slug']}-two"} for _, record in tree.dataset]
    loading.load_datasets(clones, ChangeSet.advance())
    get("datasets/")
    with django_assert_num_queries(queries):
        get(address)


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("datasets/kits19/statements/?page_size=200", 1),
        ("datasets/kits19/history/", 5),
        ("compare/?d=kits19&d=lits", 2),
        ("changes/?page_size=200", 4),
        ("sources/?page_size=5", 5),
        ("documents/?page_size=5", 5),
        ("statistics/", 1),
        ("statistics/coverage/", 3),
        ("openapi.json", 1),
    ],
)
def test_what_was_asked_before_costs_a_fixed_number_of_queries(
    address: str, queries: int, get: Get, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get(address)
    with django_assert_num_queries(queries):
        get(address)


def test_an_unknown_address_is_not_found(client: Client, db: None) -> None:
    assert client.get("/api/v1/nothing/").status_code == 404
