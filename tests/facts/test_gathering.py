"""What belongs to entries, from all tables with one query: the same rows as Django fetches with a query for each."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Model
from pytest_django import DjangoAssertNumQueries

from datasets.facts import gathering
from datasets.facts.gathering import OWN, SHARES, gather, terms_of
from datasets.facts.reading import whole, with_everything
from datasets.models import VOCABULARIES, Dataset, Source, Statement
from datasets.models.asking import SHAPES, Question

pytestmark = pytest.mark.django_db


def columns(row: Model) -> dict[str, Any]:
    """Return a row's own columns by attribute."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def rows(entry: Dataset, accessor: str) -> list[tuple[dict[str, Any], list[dict[str, Any] | None]]]:
    """Return what an entry has of one table, in order: the rows with what they refer to."""
    return [
        (
            columns(row),
            [name and columns(name) for name in (getattr(row, name) for name, _ in SHARES[accessor].references)],
        )
        for row in getattr(entry, accessor).all()
    ]


def test_every_entry_gets_the_rows_that_django_fetches_in_their_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fetched = list(with_everything(Dataset.objects.order_by("slug")))
    entries = list(Dataset.objects.order_by("slug"))
    gather(entries)
    with django_assert_num_queries(0):
        for entry, other in zip(entries, fetched, strict=True):
            for name in OWN:
                term, other_term = getattr(entry, name), getattr(other, name)
                assert (term and columns(term)) == (other_term and columns(other_term)), (entry.slug, name)
            for accessor in SHARES:
                assert rows(entry, accessor) == rows(other, accessor), (entry.slug, accessor)


@pytest.mark.parametrize("number", [1, 2, SHAPES + 1])
def test_it_is_one_query_for_any_number_of_entries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = list(Dataset.objects.order_by("slug")[:number])
    with django_assert_num_queries(1):
        gather(entries)
    with django_assert_num_queries(0):
        gather([])
    assert any(entry.descriptions.all() for entry in entries)


def test_it_does_not_ask_first_whether_the_database_knows_json(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Django would, in a transaction that waits for whoever writes."""
    monkeypatch.setattr(gathering, "_GATHERED", Question(gathering._union))
    monkeypatch.delitem(vars(connection.features), "supports_json_field", raising=False)
    with django_assert_num_queries(2):
        gather(list(Dataset.objects.filter(slug="kits19")))


def test_a_row_knows_its_entry_and_a_narrower_question_is_asked_anew(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    entry = Dataset.objects.get(slug="kits19")
    gather([entry])
    with django_assert_num_queries(0):
        assert all(link.dataset is entry for link in entry.link_set.all())
    assert [term.code for term in entry.modalities.filter(code="CT")] == ["CT"]
    assert not entry.modalities.filter(code="MR")


def test_what_is_asked_of_rows_besides_is_asked_of_those_alone() -> None:
    (entry,) = whole(Dataset.objects.filter(slug="lits"))
    targets = {relation.target.slug for relation in entry.relations.all()}
    hidden = targets.pop()
    Dataset.objects.filter(slug=hidden).update(status="draft")
    (entry,) = whole(Dataset.objects.filter(slug="lits"))
    rows = entry.relations
    for asked in (
        rows.all(), rows.filter(kind__gt=""), rows.order_by("pk"), rows.select_related("target"), rows.all().iterator(),
        rows.exclude(kind=""), rows.all()[:99],
    ):  # fmt: skip
        assert {relation.target.slug for relation in asked} == targets
    assert set(rows.values_list("target__slug", flat=True)) == targets
    assert rows.count() == rows.aggregate(number=Count("pk"))["number"] == len(targets)
    number = Statement.objects.filter(dataset=entry).count()
    assert entry.statement_set.aggregate(number=Count("pk"))["number"] == number
    assert entry.statement_set.all().update(note="Read.") == number < Statement.objects.count()
    assert entry.modalities.aggregate(number=Count("pk"))["number"] == len(entry.modalities.all())


def test_terms_of_several_vocabularies_are_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found = terms_of({"unit": {"patients", "slices"}, "license": {"CC-BY-4.0", "no-such"}, "source": {"tcia"}})
    assert set(found) == {
        ("unit", "patients"),
        ("unit", "slices"),
        ("license", "CC-BY-4.0"),
        ("source", "tcia"),
    }
    for (name, code), term in found.items():
        model = Source if name == "source" else VOCABULARIES[name]
        assert columns(term) == columns(model._default_manager.get(code=code))
    with django_assert_num_queries(0):
        assert terms_of({"unit": set()}) == {}
