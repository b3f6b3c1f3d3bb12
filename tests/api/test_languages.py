"""The API in the language that is asked for: names, summaries, messages, addresses."""

from urllib.parse import quote

import pytest
from django.test import Client

from datasets.models import LANGUAGES, DatasetDescription, FormerSlug, Modality
from datasets.models.dataset import Dataset

from .conftest import Get

ADDRESSES = ("datasets/", "datasets/kits19/", "suggestions/", "vocabularies/", "sources/", "documents/", "schema/")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_list_has_summaries_labels_and_addresses_in_the_language_asked_for(code: str, get: Get) -> None:
    answer = get(f"datasets/?q=kits19&lang={code}")
    first = next(result for result in answer["results"] if result["slug"] == "kits19")
    wanted = DatasetDescription.objects.get(dataset__slug="kits19", language=code)
    assert (first["summary"], first["summary_language"]) == (wanted.summary, code)
    assert first["url"] == f"http://testserver/{code}/datasets/kits19/"
    assert answer["labels"]["modality"]["CT"] == Modality.objects.get(code="CT").names[code]


def test_every_code_of_a_result_has_its_label(get: Get) -> None:
    answer = get("datasets/?page_size=50&lang=ru")
    for result in answer["results"]:
        assert set(result["modality"]) <= set(answer["labels"]["modality"])
        assert result["kind"] in answer["labels"]["kind"]
        assert result["access"] in answer["labels"]["access"]


def test_without_a_language_it_is_english_and_addresses_name_none(client: Client) -> None:
    response = client.get("/api/v1/datasets/?q=kits19", headers={"accept-language": "fr", "cookie": "language=ru"})
    first = response.json()["results"][0]
    assert (first["summary_language"], first["url"]) == ("en", "http://testserver/d/kits19/")
    assert response["Content-Language"] == "en"
    assert not {"Cookie", "Accept-Language"} & set(response.get("Vary", "").split(", "))


def test_a_summary_that_is_missing_in_a_language_is_composed_in_it(get: Get, change: object) -> None:
    DatasetDescription.objects.filter(dataset__slug="kits19", language="ru").delete()
    change(Dataset.objects.filter(slug="kits19"))  # type: ignore[operator]
    first = get("datasets/?q=kits19&lang=ru")["results"][0]
    assert (first["summary_language"], first["summary_origin"]) == ("ru", "composed")


def test_pages_of_a_list_keep_the_language(get: Get) -> None:
    first = get("datasets/?page_size=2&lang=fr")
    assert first["next"].endswith("&lang=fr")
    assert get(first["next"])["next"].endswith("&lang=fr")
    assert get(get("datasets/?page=2&page_size=2&lang=fr")["previous"])["results"] == first["results"]


@pytest.mark.parametrize("code", ["zh-Hans", "pt-BR", "FR"])
def test_a_language_may_be_spelt_as_bcp_47_has_it(code: str, get: Get) -> None:
    assert get(f"datasets/?lang={code}")["results"][0]["summary_language"] == code.lower()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("question", ["lang=xx", "lang=", "lang=fr&lang=ru", "lang=%00", f"lang={'f' * 5_000}"])
def test_a_language_that_there_is_not_is_refused_with_a_message(address: str, question: str, get: Get) -> None:
    answer = get(f"{address}?{question}", 400)
    assert [problem["parameter"] for problem in answer["problems"]] == ["lang"]
    assert all(code in answer["detail"] for code in LANGUAGES)


def test_a_record_is_the_same_in_every_language(get: Get) -> None:
    assert get("datasets/kits19/?lang=ru") == get("datasets/kits19/")
    assert {text["language"] for text in get("datasets/kits19/")["descriptions"]} == set(LANGUAGES)


def test_a_moved_record_keeps_the_language(client: Client) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019")
    assert client.get("/api/v1/datasets/kits-2019/?lang=fr")["Location"] == "/api/v1/datasets/kits19/?lang=fr"


def test_suggestions_are_in_the_language_asked_for(get: Get) -> None:
    names = Modality.objects.get(code="CT").names
    for code in LANGUAGES:
        results = get(f"suggestions/?q={quote(names[code])}&lang={code}")["results"]
        found = next(item for item in results if (item["kind"], item["code"]) == ("modality", "CT"))
        assert found["text"] == names[code]
        assert found["url"] == f"http://testserver/{code}/datasets/?modality=CT"
    entry = get("suggestions/?q=kits&lang=fr")["results"][0]
    assert entry["url"] == "http://testserver/fr/datasets/kits19/"


def test_every_address_describes_the_language(get: Get) -> None:
    for operations in get("openapi.json")["paths"].values():
        described = {item["name"]: item for item in operations["get"]["parameters"]}
        assert described["lang"]["schema"]["enum"] == list(LANGUAGES)
