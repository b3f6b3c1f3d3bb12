"""The measures of the catalogue's coverage: what a plain count of the records gives."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from datasets.index import snapshot
from datasets.models import Dataset, DatasetDescription, LinkHealth, LinkState
from datasets.records.files import Tree
from datasets.search.coverage import DATA, GROUPS, LEADING, Coverage, coverage

pytestmark = [pytest.mark.django_db, pytest.mark.todays]

Record = dict[str, Any]

# The facts of search.coverage once more, read from the records.
PLAIN: dict[str, Callable[[Record], bool]] = {
    "address": lambda record: any(link["kind"] in LEADING for link in record["link"]),
    "modality": lambda record: bool(record["modality"]),
    "shows": lambda record: bool(record["anatomy"] or record["condition"]),
    "task": lambda record: bool(record["task"]),
    "amount": lambda record: bool(record["subjects"] or record["images"]),
    "access": lambda record: record["access"] != "unknown",
    "terms": lambda record: bool(record["license"] or any(right["component"] != "code" for right in record["rights"])),
    "year": lambda record: record["year"] is not None,
    "paper": lambda record: bool(record["paper"]),
    "doi": lambda record: any(paper["doi"] for paper in record["paper"]),
    "size": lambda record: record["size"] is not None,
    "annotation": lambda record: bool(record["annotation"]),
    "format": lambda record: bool(record["format"]),
}


@pytest.fixture
def records(tree: Tree) -> list[Record]:
    return [record for _, record in tree.dataset if record["status"] == "published"]


@pytest.fixture
def found() -> Coverage:
    return coverage(snapshot.current())


def is_data(record: Record) -> bool:
    return record["category"] == "imaging" and record["kind"] in DATA


def test_every_entry_is_in_one_group_by_kind(records: list[Record], found: Coverage) -> None:
    apart = ("dataset", "challenge", "other", "not-imaging")
    assert sum(found.entries[key] for key in apart) == len(records)
    assert found.entries["data"] == sum(map(is_data, records))


@pytest.mark.parametrize("key", PLAIN)
def test_a_share_is_what_the_records_say(key: str, records: list[Record], found: Coverage) -> None:
    data = list(filter(is_data, records))
    share = found.facts["data"][key]
    assert (share.number, share.of) == (sum(map(PLAIN[key], data)), len(data))


def test_steps_are_asked_where_access_is_not_open(records: list[Record], found: Coverage) -> None:
    asked = [record for record in records if is_data(record) and record["access"] not in ("open", "unknown")]
    share = found.facts["data"]["steps"]
    assert (share.number, share.of) == (sum(bool(record["access_step"]) for record in asked), len(asked))


def test_a_value_counts_once_under_its_best_document(tree: Tree, records: list[Record], found: Coverage) -> None:
    authority = {document["code"]: document["authority"] for _, document in tree.document}
    said: dict[tuple[str, str], set[str]] = {}
    for record in records:
        for one in record["statements"]:
            if one["value"] is not None and one.get("standing") != "set-aside":
                said.setdefault((record["slug"], one["field"]), set()).add(authority[one["document"]])
    best = [min(ranks, key=list(found.authorities).index) for ranks in said.values()]
    assert found.authorities == {code: best.count(code) for code in found.authorities}


def test_documented_entries_cite_numbered_lines(tree: Tree, records: list[Record], found: Coverage) -> None:
    numbered = {document["code"] for _, document in tree.document if document["lines"]}
    documented = [
        record
        for record in records
        if record["category"] == "imaging" and any(one["document"] in numbered for one in record["statements"])
    ]
    assert found.entries["documented"] == len(documented)


def test_texts_add_up_in_each_language(records: list[Record], found: Coverage) -> None:
    DatasetDescription.objects.filter(language="fr", dataset__slug=records[0]["slug"]).delete()
    texts = coverage(snapshot.current()).texts
    for row in texts.values():
        assert row.curator + row.machine + row.composed == len(records)
    assert texts["fr"].composed == found.texts["fr"].composed + 1


def test_each_group_has_its_own_key() -> None:
    assert len({group.key for group in GROUPS}) == len(GROUPS)


def test_the_page_tells_the_health_of_links_as_it_is_now(client: Client) -> None:
    """It changes without the catalogue; the other measures are kept for it."""
    client.get("/en/statistics/coverage/")
    entry = Dataset.objects.filter(status="published").first()
    assert entry is not None
    row = LinkHealth.objects.create(
        address="zorgon.example", url="https://zorgon.example/", host="zorgon.example", state=LinkState.DEAD
    )
    row.entries.add(entry)
    page = client.get("/en/statistics/coverage/").content.decode()
    assert str(LinkState.DEAD.label) in page
