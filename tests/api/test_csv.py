"""The list as CSV: every entry, the keys that are asked for, nothing that a spreadsheet runs."""

import csv
import io

import pytest
from django.test import Client

from datasets.api import datasets
from datasets.models import Dataset

from .conftest import Get

pytestmark = pytest.mark.django_db


def rows(client: Client, question: str = "") -> list[dict[str, str]]:
    response = client.get(f"/api/v1/datasets.csv{question}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_has_the_lists_entries_in_its_order(client: Client, get: Get) -> None:
    question = "?q=brain&modality=MR&sort=newest&lang=fr"
    results = get(f"datasets/{question}&page_size=200")["results"]
    found = rows(client, question)
    assert [row["slug"] for row in found] == [result["slug"] for result in results]
    assert [row["summary"] for row in found] == [result["summary"] for result in results]
    for row, result in zip(found, results, strict=True):
        assert row["subjects"] == (str(result["subjects"]["value"]) if result["subjects"] else "")
        assert row["modality"] == "; ".join(result["modality"])


def test_the_file_has_the_columns_that_are_asked_for(client: Client) -> None:
    found = rows(client, "?fields=subjects,name,link")
    assert list(found[0]) == ["slug", "subjects", "subjects_unit", "subjects_precision", "name", "link"]
    assert len(found) == Dataset.objects.filter(status="published").count()


def test_what_a_spreadsheet_would_run_is_marked(client: Client, get: Get) -> None:
    Dataset.objects.filter(slug="kits19").update(name="=HYPERLINK(1)", revision=10**6)
    names = {row["slug"]: row["name"] for row in rows(client, "?fields=name")}
    assert all(not name.startswith(("=", "+", "-", "@")) for name in names.values())


@pytest.mark.parametrize("question", ["page=2", "page_size=5", "after=x", "colour=red", "fields=colour"])
def test_what_a_file_has_not_is_refused(question: str, get: Get) -> None:
    answer = get(f"datasets.csv?{question}", 400)
    assert [problem["parameter"] for problem in answer["problems"]] == [question.partition("=")[0]]


def test_a_file_has_an_end(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "MOST_LINES", 10)
    assert "More than 10 entries" in get("datasets.csv", 400)["detail"]


def test_a_file_costs_the_queries_of_its_batches(client: Client, get: Get, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    get("datasets/")
    with django_assert_num_queries(1):
        rows(client)
    with django_assert_num_queries(4):
        rows(client, "?fields=link,paper")
