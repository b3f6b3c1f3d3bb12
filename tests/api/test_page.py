"""The page about the API, its forms, and the API catalogue."""

import re

import pytest
from django.test import Client

from datasets.api.document import OPERATIONS
from tests.views.reading import Page

pytestmark = pytest.mark.django_db


def test_every_operation_has_a_form_that_answers(client: Client) -> None:
    page = Page(client.get("/en/api-help/").content.decode())
    sections = page.all("section", class_="operation")
    assert len(sections) == len(OPERATIONS)
    for section in sections:
        form = section.one("form")
        fields = [(field["name"], field["value"]) for field in form.all("input")]
        response = client.get(form["action"], fields, follow=True)
        assert response.status_code == 200, form["action"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/try/get-dataset/?slug=kits19&lang=fr", 302),
        ("/api/try/get-dataset/?slug=a/b", 404),
        ("/api/try/nothing/?slug=a", 404),
        ("/api/try/openapi/?slug=a", 404),
    ],
)
def test_a_form_with_a_slug_leads_to_its_address(address: str, status: int, client: Client) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert status != 302 or response["Location"] == "/api/v1/datasets/kits19/?lang=fr"


def test_the_catalogue_of_apis_leads_to_what_describes_them(client: Client) -> None:
    response = client.get("/.well-known/api-catalog")
    assert response["Content-Type"].startswith("application/linkset+json;")
    items, described = response.json()["linkset"]
    assert items["item"][0]["href"] == described["anchor"]
    for link in (*described["service-desc"], *described["service-doc"], {"href": described["anchor"]}):
        assert client.get(link["href"], follow=True).status_code == 200
    head = client.head("/.well-known/api-catalog")
    assert head.content == b""
    assert re.fullmatch(r'<http://testserver/\.well-known/api-catalog>; rel="api-catalog"', head["Link"])
