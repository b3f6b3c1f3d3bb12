"""Comparison, guides and measures by the API: what the pages show, as data."""

import json

import pytest
from django.test import Client

from datasets.index import snapshot
from datasets.models import Dataset, Guide
from datasets.records import advice
from datasets.records.files import Tree
from datasets.records.records import complete
from datasets.search import statistics
from datasets.search.statistics import Bars

from .conftest import Get


@pytest.mark.parametrize("more", ["", "&only=differences", "&lang=ru"])
def test_a_comparison_is_that_of_the_file(more: str, get: Get, client: Client) -> None:
    question = f"d=kits19&d=lits&d=mura{more}"
    answer = get(f"compare/?{question}")
    file = json.loads(client.get(f"/en/compare/export.json?{question}").content)
    assert answer["groups"] == file["groups"]
    assert [entry["slug"] for entry in answer["datasets"]] == ["kits19", "lits", "mura"]
    assert client.get(answer["address"]).status_code == 200


@pytest.mark.parametrize(
    ("question", "status", "parameter"),
    [
        ("d=kits19", 400, "d"),
        ("", 400, "d"),
        ("d=kits19&d=kits19", 400, "d"),
        ("&".join(f"d={slug}" for slug in "abcdefg"), 400, "d"),
        ("d=kits19&d=lits&only=same", 400, "only"),
        ("d=kits19&d=no-such-entry", 404, "d"),
    ],
)
def test_what_cannot_be_compared_is_refused(question: str, status: int, parameter: str, get: Get) -> None:
    assert [problem["parameter"] for problem in get(f"compare/?{question}", status)["problems"]] == [parameter]


def test_guides_are_the_records_of_their_files(tree: Tree, get: Get) -> None:
    records = {record["slug"]: complete(record, "guide") for _, record in tree.guide}
    listed = get("guides/?lang=fr")["results"]
    assert [item["slug"] for item in listed] == list(Guide.objects.values_list("slug", flat=True))
    assert {item["slug"]: item["title"] for item in listed} == {
        slug: record["titles"]["fr"] for slug, record in records.items()
    }
    for slug, record in records.items():
        assert get(f"guides/{slug}/") == record


def test_a_guide_says_nothing_of_entries_that_are_not_seen(get: Get) -> None:
    record = get("guides/beginner/")
    slug = record["entries"][0]["dataset"]
    Dataset.objects.filter(slug=slug).update(status="draft")
    after = get("guides/beginner/")
    assert slug not in {*advice.named_in(after), *(entry["dataset"] for entry in after["entries"])}
    assert len(after["entries"]) == len(record["entries"]) - 1


def test_measures_are_those_of_the_page_and_lead_to_what_they_count(get: Get) -> None:
    answer = get("statistics/")
    assert answer["entries"] == Dataset.objects.filter(status="published").count()
    for key, found in statistics.measured(snapshot.current()).items():
        assert answer[key]["total"] == (found.total if isinstance(found, Bars) else found.entries)
    for key in ("year", "access", "license"):
        bar = max(answer[key]["bars"], key=lambda bar: bar["number"])
        assert get(bar["url"])["count"] == bar["number"]
    assert get("statistics/coverage/")["entries"]
