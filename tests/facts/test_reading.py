"""An entry whole, without what tells of entries that the public does not see."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from datasets.facts.reading import targets, whole
from datasets.models import ChangeSet, Dataset, Document, FormerSlug, Statement
from datasets.records import dumping, loading
from tests.stating import stating

pytestmark = pytest.mark.django_db

MIRROR = {"kind": "mirror-of", "target": "kits19"}
PART = {"kind": "subset-of", "target": "mura"}


def told(record: dict[str, Any], value: Any, relations: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Write an entry with a statement of this value and return what the public reads of it."""
    statement = {
        "field": "relation",
        "value": None,
        "printed": "a copy",
        "document": "000",
        "line": 3,
        "note": "Ours.",
    }
    stated = stating(record, relation=[MIRROR, PART] if relations is None else relations)
    loading.load_datasets([stated | {"statements": [*stated["statements"], statement]}], ChangeSet.advance())
    # Values that no check would let in may have been written by hand.
    Statement.objects.filter(dataset__slug=record["slug"], printed="a copy").update(value=value)
    (row,) = whole(Dataset.objects.filter(slug=record["slug"]))
    return dumping.dataset_record(row)


def test_every_entry_of_the_catalogue_is_told_whole() -> None:
    everything = [dumping.dataset_record(row) for row in whole(Dataset.objects.order_by("slug"))]
    assert everything == list(dumping.dump_datasets())


@pytest.mark.one_database
@pytest.mark.parametrize("number", [1, 2, 6, 100])
def test_a_few_entries_are_read_without_the_rows_of_others(number: int) -> None:
    keys = list(Dataset.objects.values_list("pk", flat=True)[:number])
    with CaptureQueriesContext(connection) as asked:
        assert len(whole(Dataset.objects.filter(pk__in=keys))) == len(keys)
    plans = []
    with connection.cursor() as cursor:
        for query in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [step for *_, step in cursor.fetchall()]
    assert any("datasets_statement USING INDEX datasets_statement_dataset_id" in step for step in plans)
    assert not [step for step in plans if step.startswith("SCAN ") or "retired" in step or "status" in step]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
@pytest.mark.parametrize(
    ("value", "left"),
    [(MIRROR, None), ([MIRROR], None), ([MIRROR, PART], [PART]), ([MIRROR, "kits19 in words"], ["kits19 in words"])],
)
def test_of_a_relation_to_what_is_not_published_the_printed_words_stay(
    status: str, value: Any, left: Any, record: dict[str, Any]
) -> None:
    Dataset.objects.filter(slug="kits19").update(status=status)
    found = told(record, value)
    assert found["relation"] == [PART]
    statement = found["statements"][-1]
    assert (statement["value"], statement["printed"], statement["note"]) == (left, "a copy", None)


@pytest.mark.parametrize("value", [PART, [PART], {"kind": "subset-of"}, ["mura"], "kits19", 3, None, {"target": 3}])
def test_other_statements_stay_whole(value: Any, record: dict[str, Any]) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    statement = told(record, value)["statements"][-1]
    assert (statement["value"], statement["note"]) == (value, "Ours.")


def test_a_statement_may_name_an_entry_without_a_relation(
    record: dict[str, Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert told(record, MIRROR, [])["statements"][-1]["value"] == MIRROR
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019")
    before = MIRROR | {"target": "kits-2019"}
    assert told(record, before, [])["statements"][-1]["value"] == before
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert told(record, before, [])["statements"][-1]["value"] is None
    assert told(record, MIRROR | {"target": "deleted-since"}, [])["statements"][-1]["value"] is None
    with django_assert_max_num_queries(9) as of_hidden:
        whole(Dataset.objects.filter(slug=record["slug"]))
    with django_assert_max_num_queries(9) as of_none:
        whole(Dataset.objects.filter(slug="mura"))
    assert len(of_hidden) == len(of_none) + 2


def test_what_is_read_is_not_written(record: dict[str, Any]) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    told(record, MIRROR)
    (dumped,) = dumping.dump_datasets(Dataset.objects.filter(slug=record["slug"]))
    assert dumped["relation"] == [MIRROR, PART]
    assert (dumped["statements"][-1]["value"], dumped["statements"][-1]["note"]) == (MIRROR, "Ours.")


def test_targets_are_found_in_objects_and_lists_of_them() -> None:
    assert list(targets(MIRROR)) == ["kits19"]
    assert list(targets([MIRROR, PART, "mura", None, {"target": None}])) == ["kits19", "mura"]
    assert list(targets({"other": "kits19"})) == []


def test_more_documents_than_a_condition_takes_are_fetched(record: dict[str, Any]) -> None:
    """SQLite takes 1,000 alternatives in a condition; a catalogue has more documents."""
    loading.load_datasets([record], ChangeSet.advance())
    entry = Dataset.objects.get(slug=record["slug"])
    codes = [f"ref-many-{number}" for number in range(1_100)]
    Document.objects.bulk_create(Document(code=code, title=code, kind=Document.Kind.PAGE) for code in codes)
    Statement.objects.bulk_create(
        Statement(dataset=entry, field="guidance", printed="as printed", document=document)
        for document in Document.objects.filter(code__in=codes)
    )
    (row,) = whole(Dataset.objects.filter(pk=entry.pk))
    assert {statement.document.code for statement in row.statement_set.all()} >= set(codes)
