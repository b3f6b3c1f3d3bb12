"""Suggestions by the API: their shape, their addresses, what is refused."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from .conftest import Get


def test_an_entry_is_suggested_by_the_beginning_of_its_name(get: Get) -> None:
    first = get("suggestions/?q=kits")["results"][0]
    assert first == {
        "text": "KiTS19",
        "kind": "entry",
        "label": "Entry",
        "code": "kits19",
        "url": "http://testserver/d/kits19/",
    }


def test_a_term_leads_to_the_list_of_its_entries(get: Get, client: Client) -> None:
    term = next(item for item in get("suggestions/?q=kidn")["results"] if item["kind"] == "anatomy")
    assert (term["text"], term["code"]) == ("Kidney", "kidney")
    assert term["url"] == "http://testserver/en/datasets/?anatomy=kidney"
    assert client.get(term["url"]).status_code == 200


@pytest.mark.parametrize("question", ["", "q=", "q=k", "q=xyzzyplugh", "q=%20", "q=%22"])
def test_what_says_too_little_gets_no_suggestion(question: str, get: Get) -> None:
    assert get(f"suggestions/?{question}") == {"results": []}


@pytest.mark.parametrize(
    ("question", "parameter"), [("q=a%00b", "q"), ("q=ki&q=br", "q"), ("colour=red", "colour"), (f"q={'a' * 301}", "q")]
)
def test_what_is_not_understood_is_refused(question: str, parameter: str, get: Get) -> None:
    assert [problem["parameter"] for problem in get(f"suggestions/?{question}", 400)["problems"]] == [parameter]


def test_every_address_of_a_suggestion_answers(get: Get, client: Client) -> None:
    for typed in ("br", "ch", "ct", "mr", "ca", "op", "dicom", "肺", "поч"):
        for item in get(f"suggestions/?q={typed}")["results"]:
            assert client.get(item["url"], follow=True).status_code == 200, item


def test_a_suggestion_costs_one_query(get: Get, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    get("suggestions/?q=brain")
    with django_assert_num_queries(1):
        get("suggestions/?q=brain")
