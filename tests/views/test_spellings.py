"""Other spellings of an address lead to the page for good, with the question, if there is such a page."""

import pytest
from django.test import Client

from datasets.models import Dataset, FormerSlug

pytestmark = pytest.mark.django_db

SPELLINGS = {
    # Capitals.
    "/en/datasets/LIDC-IDRI/": "/en/datasets/lidc-idri/",
    "/fr/Datasets/KiTS19/": "/fr/datasets/kits19/",
    "/ru/ANATOMY/Kidney/": "/ru/anatomy/kidney/",
    "/zh-hans/Modalities/ct/": "/zh-hans/modalities/CT/",
    "/pt-br/Guides/Beginner/": "/pt-br/guides/beginner/",
    "/en/Sources/TCIA/": "/en/sources/tcia/",
    "/en/Which/": "/en/which/",
    "/en/compare/EXPORT.csv": "/en/compare/export.csv",
    "/D/KiTS19/": "/d/kits19/",
    "/d/LIDC-IDRI/": "/d/lidc-idri/",
    "/Robots.TXT": "/robots.txt",
    # Tags of languages.
    "/EN/": "/en/",
    "/en-US/datasets/": "/en/datasets/",
    "/en_GB/about/": "/en/about/",
    "/fr-CA/datasets/kits19/": "/fr/datasets/kits19/",
    "/pt/": "/pt-br/",
    "/pt-BR/datasets/kits19/": "/pt-br/datasets/kits19/",
    "/pt-PT/which/": "/pt-br/which/",
    "/zh/datasets/kits19/": "/zh-hans/datasets/kits19/",
    "/zh-CN/": "/zh-hans/",
    "/zh-Hans/anatomy/": "/zh-hans/anatomy/",
    "/zh-Hans-CN/anatomy/": "/zh-hans/anatomy/",
    "/RU-ru/sources/tcia/": "/ru/sources/tcia/",
    # Slashes.
    "/en": "/en/",
    "/en/datasets": "/en/datasets/",
    "/en/datasets/kits19": "/en/datasets/kits19/",
    "/fr/guides/beginner": "/fr/guides/beginner/",
    "/en//datasets///kits19//": "/en/datasets/kits19/",
    "//en/datasets/kits19/": "/en/datasets/kits19/",
    "/en/opensearch.xml/": "/en/opensearch.xml",
    # What clings to an address in a sentence, what cannot be seen, and what stands for a hyphen.
    "/en/datasets/kits19.": "/en/datasets/kits19/",
    "/en/datasets/kits19/.": "/en/datasets/kits19/",
    "/en/datasets/kits19%20": "/en/datasets/kits19/",
    "/en/datasets/kits19/%20": "/en/datasets/kits19/",
    "/en/datasets/kits19),": "/en/datasets/kits19/",
    "/fr/datasets/%C2%ABkits19%C2%BB": "/fr/datasets/kits19/",
    "/zh-hans/datasets/kits19%E3%80%82": "/zh-hans/datasets/kits19/",
    "/en/datasets/ki%C2%ADts19/": "/en/datasets/kits19/",
    "/en/datasets/lidc_idri/": "/en/datasets/lidc-idri/",
    "/en/datasets/lidc%20idri/": "/en/datasets/lidc-idri/",
    "/en/datasets/lidc%E2%80%91idri/": "/en/datasets/lidc-idri/",
}
ABSENT = (
    "/en/datasets/No-Such-Entry/", "/en/datasets/no-such-entry", "/d/No-Such-Entry/", "/EN/no-such-page/",
    "/fr-CA/guides/No-Such-Guide/", "/en/Anatomy/No-Such-Organ/", "/de/", "/de-AT/datasets/kits19/", "/xx-YY/",
    "/%2Fevil.example/", "/%2Fevil.example/en/", "/\\evil.example/", "/en//evil.example/", "/%2F%2Fevil.example",
    "/en/%2E%2E/admin/", "/Admin/", "/en/datasets/kits19/evidence-of-nothing/",
)  # fmt: skip


@pytest.mark.parametrize(("spelled", "page"), SPELLINGS.items())
def test_another_spelling_leads_to_the_page(client: Client, spelled: str, page: str) -> None:
    path = spelled.replace("//", "/%2F", 1) if spelled.startswith("//") else spelled
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, page)


@pytest.mark.parametrize(
    "spelled", ["/EN/datasets", "/fr-CA/datasets/", "/pt/datasets", "/zh//datasets/", "/ru/DATASETS"]
)
def test_the_question_goes_along(client: Client, spelled: str) -> None:
    question = "q=a%20b&q=%26%2F&modality=CT"
    assert client.get(f"{spelled}?{question}")["Location"].partition("?")[2] == question


def test_codes_and_former_addresses_keep_the_question_as_well(client: Client) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-of-old")
    assert client.get("/en/modalities/ct/?page=1")["Location"] == "/en/modalities/CT/?page=1"
    assert client.get("/en/datasets/kits-of-old/?a=b")["Location"] == "/en/datasets/kits19/?a=b"
    assert client.get("/en/datasets/Kits-Of-OLD?a=b")["Location"] == "/en/datasets/kits19/?a=b"
    assert client.get("/d/KITS-of-old/")["Location"] == "/d/kits19/"


@pytest.mark.parametrize("spelled", ABSENT)
def test_there_is_no_way_to_what_is_not_there(client: Client, spelled: str) -> None:
    assert client.get(spelled).status_code == 404


def test_a_draft_is_not_betrayed(client: Client) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert client.get("/en/datasets/KiTS19/").status_code == 404


def test_a_withdrawn_entry_is_led_to(client: Client) -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    assert client.get("/en/datasets/KiTS19/")["Location"] == "/en/datasets/kits19/"


@pytest.mark.parametrize("accepted", ["fr", "pt", "zh-CN", "ru", "en-US"])
def test_without_a_language_the_visitors_is_meant_this_time(client: Client, accepted: str) -> None:
    answer = client.get("/Datasets/KiTS19", headers={"Accept-Language": accepted})
    language = {"pt": "pt-br", "zh-CN": "zh-hans", "en-US": "en"}.get(accepted, accepted)
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/datasets/kits19/")
    assert "Accept-Language" in answer["Vary"]


def test_a_form_is_sent_again_to_where_it_belongs(client: Client) -> None:
    assert client.post("/EN/suggest", {"text": "something"}).status_code == 308


def test_programs_and_curators_have_their_last_slash_from_django(client: Client) -> None:
    assert client.get("/admin/login")["Location"].startswith("/admin/")
