"""Descriptions for programs: each at its address, led to by what a program accepts, with programs' own refusals."""

import json
from collections.abc import Mapping

import pytest
from django.test import Client

from datasets.exports import DESCRIPTIONS, OF_ENTRIES
from datasets.models import Dataset

from .conftest import Read

pytestmark = pytest.mark.django_db

PAGE = "/en/datasets/kits19/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CROISSANT = 'profile="http://mlcommons.org/croissant/1.1"'

# What a program accepts, and what it is led to; "" is the page.
ACCEPTED: Mapping[str, str] = {
    BROWSER: "",
    "*/*": "",
    "text/html": "",
    "text/html;level=1": "",
    "text/*": "",
    "application/ld+json": "jsonld",
    "Application/LD+JSON": "jsonld",
    "application/*": "jsonld",
    "application/ld+json, text/html;q=0.9": "jsonld",
    "application/ld+json;q=0.5, text/html;q=0.9": "",
    "text/html;q=0, application/ld+json": "jsonld",
    f"application/ld+json; {CROISSANT}": "croissant.json",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted http://mlcommons.org/croissant/1.1"': (
        "croissant.json"
    ),
    'application/ld+json;profile="https://example.org/unknown"': "jsonld",
    f"application/ld+json;q=0.5, application/ld+json; {CROISSANT}": "croissant.json",
    "application/linkset+json": "linkset.json",
    # What there is not, and what nobody can read, counts for nothing.
    "image/png": "",
    "garbage": "",
    ";;;,,,=": "",
    "application/ld+json;q=nonsense": "jsonld",
    "": "",
    "\u0410/\u0411": "",
}


@pytest.mark.parametrize("address", ["/d/kits19/", PAGE, "/zh-hans/datasets/kits19/"])
@pytest.mark.parametrize(("accepted", "ending"), ACCEPTED.items())
def test_a_program_is_led_to_what_it_prefers(address: str, accepted: str, ending: str, client: Client) -> None:
    answer = client.get(address, headers={"Accept": accepted})
    assert "Accept" in answer["Vary"].split(", ")
    if ending:
        assert (answer.status_code, answer["Location"]) == (303, f"/d/kits19.{ending}")
        assert answer["Access-Control-Allow-Origin"] == "*"
    else:
        assert answer.status_code == (302 if address.startswith("/d/") else 200)


def test_every_format_can_be_asked_for_by_its_media_type(client: Client) -> None:
    for ending, form in OF_ENTRIES.items():
        answer = client.get("/d/kits19/", headers={"Accept": form.bare_type}, follow=True)
        assert answer.redirect_chain == [(f"/d/kits19.{ending}", 303)]
        assert answer["Content-Type"] == form.content_type


def test_whoever_has_the_page_is_still_led_to_the_description(client: Client) -> None:
    tag = client.get(PAGE)["ETag"]
    again = client.get(PAGE, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert "Accept" in again["Vary"].split(", ")
    answer = client.get(PAGE, headers={"If-None-Match": tag, "Accept": "application/ld+json"})
    assert answer.status_code == 303


@pytest.mark.parametrize("ending", OF_ENTRIES)
def test_a_description_is_an_answer_to_programs(ending: str, client: Client) -> None:
    answer = client.get(f"/d/kits19.{ending}")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-cache"
    assert "Cookie" not in answer.get("Vary", "")
    assert 'rel="describes"' in answer["Link"]
    assert client.get(f"/d/kits19.{ending}", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    absent = client.get(f"/d/no-such-entry.{ending}")
    assert (absent.status_code, absent["Content-Type"]) == (404, "application/problem+json; charset=utf-8")
    assert json.loads(absent.content)["detail"] == "There is no such entry."
    refused = client.post(f"/d/kits19.{ending}")
    assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json; charset=utf-8")


def test_a_description_is_in_the_language_that_is_asked_for(client: Client) -> None:
    told = json.loads(client.get("/d/kits19.jsonld?lang=fr", headers={"Accept-Language": "ru"}).content)
    assert told["mainEntityOfPage"]["inLanguage"] == "fr"
    told = json.loads(client.get("/d/kits19.jsonld", headers={"Accept-Language": "ru"}).content)
    assert told["mainEntityOfPage"]["inLanguage"] == "en"
    refused = client.get("/d/kits19.jsonld?lang=xx")
    assert (refused.status_code, json.loads(refused.content)["problems"][0]["parameter"]) == (400, "lang")


def test_text_is_in_the_style_that_is_asked_for(client: Client) -> None:
    assert client.get("/d/kits19.txt?style=apa").content == client.get("/d/kits19.txt").content
    assert "Электронный ресурс" in client.get("/d/kits19.txt?style=gost").content.decode()
    for address, fix in (("/d/kits19.txt?style=x", "Use one of apa, "), ("/d/kits19.bib?style=apa", "Leave it out, ")):
        refused = client.get(address)
        assert (refused.status_code, refused.json()["problems"][0]["parameter"]) == (400, "style")
        assert fix in refused.json()["problems"][0]["message"]


def test_a_withdrawn_entry_is_gone_with_its_description(client: Client) -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    assert client.get("/d/kits19.jsonld").status_code == 410


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/d/KiTS19.JSONLD", "/d/kits19.jsonld"),
        ("/v/modality/ct/", "/v/modality/CT/"),
        ("/v/license/cc-by-4.0", "/v/license/CC-BY-4.0/"),
    ],
)
def test_another_spelling_leads_to_the_address_for_programs(typed: str, meant: str, client: Client) -> None:
    answer = client.get(typed)
    assert (answer.status_code, answer["Location"]) == (301, meant)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_term_that_there_is_not_is_a_problem_for_programs(client: Client) -> None:
    answer = client.get("/v/modality/XYZ/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json; charset=utf-8")


def test_the_page_and_the_short_address_lead_to_every_description(read: Read, client: Client) -> None:
    found = {link["href"] for link in read(PAGE).all("link") if "describedby" in link["rel"].split()}
    assert found == {f"http://testserver/d/kits19.{ending}" for ending in OF_ENTRIES}
    for address in (PAGE, "/d/kits19/"):
        header = client.get(address)["Link"]
        assert all(f"<http://testserver/d/kits19.{ending}>" in header for ending in DESCRIPTIONS)
