"""Where a list goes on stays right, whatever changes meanwhile."""

import pytest
from django.test import Client

from datasets.index import snapshot
from datasets.models import ChangeSet, Dataset
from datasets.search import cursors, finding
from datasets.search.parameters import SORTS, Query

pytestmark = pytest.mark.django_db


def slugs(results: finding.Results) -> list[str]:
    return [card["slug"] for card in results.cards]


@pytest.mark.parametrize("text", ["", "image"])
@pytest.mark.parametrize("sort", SORTS)
def test_going_on_gives_what_pages_give(sort: str, text: str) -> None:
    now = snapshot.current()
    everything = slugs(finding.find(now, Query(text=text, sort=sort, page_size=1_000)))
    found, after = [], None
    while True:
        results = finding.find(now, Query(text=text, sort=sort, page_size=40), after)
        found += slugs(results)
        if results.end is None:
            break
        after = cursors.read(results.end.written(), results.end.order)
        assert after == results.end
    assert found == everything


@pytest.mark.parametrize("sort", ["name", "name_last", "newest", "subjects_least", "relevance"])
def test_what_changes_before_the_place_changes_nothing_behind_it(sort: str) -> None:
    query = Query(sort=sort, page_size=10)
    first = finding.find(snapshot.current(), query)
    behind = slugs(finding.find(snapshot.current(), query, first.end))
    shown = slugs(first)
    # The first goes, and so does the very one that the place is named after.
    number = ChangeSet.advance()
    Dataset.objects.filter(slug__in=[shown[0], shown[-1]]).update(status="withdrawn", revision=number)
    now = snapshot.current()
    assert slugs(finding.find(now, query, first.end)) == behind
    assert slugs(finding.find(now, Query(sort=sort, page=2, page_size=10))) != behind


@pytest.mark.parametrize(
    "text",
    ["x", "é", "W10", "WyJuYW1lIl0", "A" * 3_000, "bnVsbA", "WyJzdXBwb3J0IixudWxsLDEsMiwzLDQsNV0", "[" * 1_900],
)
def test_what_is_no_place_is_told(text: str, client: Client) -> None:
    assert cursors.read(text, "support") is None
    response = client.get("/api/v1/datasets/", {"after": text})
    assert (response.status_code, response.json()["problems"][0]["parameter"]) == (404, "after")


def test_a_place_belongs_to_its_order_and_stands_instead_of_a_page(client: Client) -> None:
    address = client.get("/api/v1/datasets/?page_size=5&sort=name").json()["next"]
    assert client.get(address.replace("sort=name", "sort=size")).status_code == 404
    assert client.get(f"{address}&page=2").json()["problems"][0]["parameter"] == "page"
