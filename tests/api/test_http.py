"""What holds for every address below /api/: methods, origins, and refusals in one form (RFC 9457)."""

import json
import re

import pytest
from django.test import Client
from django.utils.http import parse_http_date
from pytest_django import Settings

from datasets.models import LANGUAGES, Dataset
from datasets.web.problems import KINDS, problem_details

ADDRESSES = (
    "datasets/", "datasets/kits19/", "suggestions/", "relations/", "vocabularies/", "sources/", "documents/",
    "schema/", "openapi.json", "overlap/?train=kits19&test=lits", "datasets.csv", "datasets/kits19/statements/",
    "datasets/kits19/history/", "compare/?d=kits19&d=lits", "changes/", "guides/", "guides/beginner/", "statistics/",
    "statistics/coverage/",
)  # fmt: skip
ABSENT = (
    "/api/v1/nothing/", "/api/v1/datasets/kits19/papers/", "/api/v2/datasets/", "/api/nothing",
    "/api/v1/%00/", "/api/v1/datasets//", "/api/v1/données/",
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ABSENT)
def test_an_unknown_address_is_refused_for_programs(address: str, client: Client) -> None:
    response = client.get(address, HTTP_ORIGIN="https://elsewhere.example")
    assert (response.status_code, response["Content-Type"].split(";")[0]) == (404, "application/problem+json")
    body = response.json()
    assert list(body) == ["type", "title", "status", "detail", "problems"]
    assert (body["status"], body["title"], body["type"]) == (404, "Not Found", "/api/#problem-404")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_other_methods_are_refused_with_those_that_there_are(method: str, address: str) -> None:
    # A browser's client would be asked for a token first.
    client = Client(enforce_csrf_checks=True)
    response = client.generic(method, f"/api/v1/{address}")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["status"] == 405


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_of_other_sites_may_read(address: str, client: Client) -> None:
    before = client.options(
        f"/api/v1/{address}", HTTP_ORIGIN="https://elsewhere.example", HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET"
    )
    assert (before.status_code, before.content) == (204, b"")
    assert before["Access-Control-Allow-Origin"] == "*"
    assert "GET" in before["Access-Control-Allow-Methods"]
    assert client.get(f"/api/v1/{address}")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("question", ["modality=tricorder", "page=0", "q=a&q=b", "fields=nothing", "lang=tlh"])
def test_a_refusal_can_be_read_from_other_sites(question: str, client: Client) -> None:
    response = client.get(f"/api/v1/datasets/?{question}")
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (400, "*")
    assert response.json()["problems"]


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "?" not in address])
def test_a_parameter_that_is_none_is_refused_everywhere(address: str, client: Client) -> None:
    response = client.get(f"/api/v1/{address}?colour=red")
    assert response.status_code == 400
    assert [problem["parameter"] for problem in response.json()["problems"]] == ["colour"]


@pytest.mark.parametrize("address", ["/api/v1/datasets", "/api/v1/datasets/kits19", "/api/v1/schema"])
def test_a_forgotten_slash_is_added(address: str, client: Client) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, f"{address}/")


@pytest.mark.parametrize(
    "address", ["/api/v1/datasets?q=liver", "/api/v1/schema", "/api/v1/datasets/KiTS19", "/api/v1/nothing", "/api/v1"]
)
def test_the_way_to_another_spelling_is_open_to_other_sites(address: str, client: Client) -> None:
    response = client.get(address, HTTP_ORIGIN="https://elsewhere.example")
    assert response.status_code in (301, 404)
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/api/v1/nothing/", "/api/v2/", "/api/nothing/"])
@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "no such"), ("fr", "adresse"), ("pt-br", "endereço"), ("zh-hans", "地址"), ("ru", "адрес")],
)
def test_an_unknown_address_is_refused_in_the_language_asked_for(
    address: str, language: str, word: str, client: Client
) -> None:
    response = client.get(f"{address}?lang={language}")
    assert response.status_code == 404
    assert word in response.json()["detail"]
    assert response["Content-Language"].lower() == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_led_to_a_page_of_their_language(language: str, client: Client) -> None:
    response = client.get("/api/", HTTP_ACCEPT_LANGUAGE=language)
    assert (response.status_code, response["Location"]) == (302, f"/{language}/api-help/")
    page = client.get(response["Location"])
    assert page.status_code == 200
    text = page.content.decode()
    assert "/api/v1/openapi.json" in text
    assert ("Search the catalogue" in text) == (language == "en")


def test_every_kind_of_problem_is_explained_where_its_type_leads(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://lightbox.example"
    page = client.get("/api/", follow=True).content.decode()
    for status in KINDS:
        address = json.loads(problem_details(status, "Why.").content)["type"]
        assert address == f"https://lightbox.example/api/#problem-{status}"
        assert f'id="{address.partition("#")[2]}"' in page


def test_every_answer_says_where_the_api_is_described(client: Client) -> None:
    for address in ("/api/v1/datasets/", "/api/v1/datasets/?colour=red"):
        found = dict(re.findall(r'<([^>]+)>; rel="([a-z-]+)"', client.get(address)["Link"]))
        assert set(found.values()) == {"api-catalog", "service-desc", "service-doc"}
        assert all(client.get(path, follow=True).status_code == 200 for path in found)


def test_an_answer_says_when_what_it_tells_of_changed(client: Client) -> None:
    changed = Dataset.objects.get(slug="kits19").changed
    for address in ("datasets/kits19/", "datasets/kits19/statements/", "datasets/kits19/history/"):
        assert parse_http_date(client.get(f"/api/v1/{address}")["Last-Modified"]) == int(changed.timestamp())
    assert "Last-Modified" not in client.get("/api/v1/datasets/")
