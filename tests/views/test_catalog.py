"""The catalogue for harvesters: pages that lead on, questions, refusals, and answers to who has a page already."""

import pytest
from django.http import HttpResponse
from django.test import Client
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, RDF

from datasets.exports import CATALOG
from datasets.exports.rdf import HYDRA
from datasets.models.dataset import published

pytestmark = pytest.mark.django_db

PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
HOME = URIRef("http://testserver/")


def graph(response: HttpResponse, ending: str = "ttl") -> Graph:
    assert response.status_code == 200, response.content
    return Graph().parse(data=response.content, format=PARSERS[ending])


def entries(told: Graph) -> set[str]:
    return {str(entry) for name in (DCAT.dataset, DCAT.catalog, DCAT.service) for entry in told.objects(HOME, name)}


@pytest.mark.parametrize("ending", CATALOG)
def test_from_page_to_page_a_harvester_gets_every_entry_once(ending: str, client: Client) -> None:
    address: str | None = f"/catalog.{ending}"
    found: list[str] = []
    while address:
        told = graph(client.get(address), ending)
        found += entries(told)
        [view] = told.subjects(RDF.type, HYDRA.PagedCollection)
        assert told.value(HOME, HYDRA.totalItems).toPython() == published().count()  # type: ignore[union-attr]
        following = told.value(view, HYDRA.next)
        assert following is None or str(following).startswith(f"http://testserver/catalog.{ending}?")
        address = following and str(following)
    assert sorted(found) == sorted(
        f"http://testserver/d/{slug}/" for slug in published().values_list("slug", flat=True)
    )


def test_a_question_finds_what_the_list_finds(client: Client) -> None:
    listed = client.get("/api/v1/datasets/?modality=CT&anatomy=kidney&page_size=200").json()
    told = graph(client.get("/catalog.ttl?modality=CT&anatomy=kidney"))
    assert entries(told) == {f"http://testserver/d/{row['slug']}/" for row in listed["results"]}
    assert 0 < listed["count"] < 25
    assert (None, RDF.type, HYDRA.PagedCollection) not in told


@pytest.mark.parametrize("ending", CATALOG)
def test_one_page_is_the_same_in_each_form(ending: str, client: Client) -> None:
    question = "modality=CT&anatomy=kidney"
    assert set(graph(client.get(f"/catalog.{ending}?{question}"), ending)) == set(
        graph(client.get(f"/catalog.ttl?{question}"))
    )


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("colour=red", "colour"),
        ("modality=NOPE", "modality"),
        ("page=none", "page"),
        ("page_size=200", "page_size"),
        ("lang=xx", "lang"),
    ],
)
def test_what_cannot_be_understood_is_refused(question: str, parameter: str, client: Client) -> None:
    response = client.get(f"/catalog.ttl?{question}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    assert [problem["parameter"] for problem in response.json()["problems"]] == [parameter]


def test_a_page_past_the_last_is_not_there(client: Client) -> None:
    response = client.get("/catalog.rdf?page=900")
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (404, "*")
    assert response.json()["problems"][0]["parameter"] == "page"


def test_who_has_a_page_already_is_told_so(client: Client) -> None:
    first = client.get("/catalog.ttl")
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get("/catalog.ttl", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
