"""Refusals are pages of the site, in the language of the address, each with ways on."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from datasets.index import snapshot
from datasets.models import LANGUAGES, Dataset
from datasets.views import about
from datasets.web import inbox
from datasets.words.texts import bcp47

from .reading import Page

pytestmark = pytest.mark.django_db

Ask = Callable[[Client, str], HttpResponse]

# Status and what leads to it, by the start of the address.
REFUSED: dict[str, tuple[int, Ask]] = {
    "a form that says nothing": (400, lambda client, start: client.post(f"{start}compare/tray/", {})),
    "too many parameters": (400, lambda client, start: client.get(f"{start}datasets/?{'a=1&' * 2_001}")),
    "a form from elsewhere": (
        403,
        lambda client, start: client.post(f"{start}compare/tray/", {"clear": 1}, headers={"Origin": "https://x.example"}),
    ),
    "a form without its token": (403, lambda _, start: Client(enforce_csrf_checks=True).post(f"{start}suggest/")),
    "no such page": (404, lambda client, start: client.get(f"{start}nothing/")),
    "no such entry": (404, lambda client, start: client.get(f"{start}datasets/no-such-entry/")),
    "no such term": (404, lambda client, start: client.get(f"{start}anatomy/tail/")),
    "a page that cannot be written to": (405, lambda client, start: client.post(f"{start}datasets/")),
    "a body without a length": (
        411, lambda client, start: client.get(f"{start}datasets/", headers={"Transfer-Encoding": "chunked"})
    ),
    "too much": (413, lambda client, start: client.post(f"{start}suggest/", {"text": "a" * 200_000})),
    "too long an address": (414, lambda client, start: client.get(f"{start}datasets/?q={'a' * 20_000}")),
}  # fmt: skip


def sound(answer: HttpResponse, language: str, status: int) -> Page:
    """Return the page, which is one of the site in this language and has ways on."""
    assert answer.status_code == status
    page = Page(answer.content.decode())
    assert page.problems == []
    assert page.one("html")["lang"] == bcp47(language)
    main = page.one("main")
    assert main.one("h1").text
    assert main.all("input", name="q")
    assert any(link["href"].startswith(f"/{language}/datasets/") for link in main.all("a"))
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", REFUSED)
def test_a_refusal_is_a_page_in_the_language_of_the_address(kind: str, language: str, client: Client) -> None:
    status, ask = REFUSED[kind]
    sound(ask(client, f"/{language}/"), language, status)


def test_no_two_languages_say_it_in_the_same_words(client: Client) -> None:
    for status, ask in REFUSED.values():
        told = {Page(ask(client, f"/{code}/").content.decode()).one("main").one("h1").text for code in LANGUAGES}
        assert len(told) == len(LANGUAGES), status


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, client: Client) -> Client:
    """A browser of a site whose help page fails."""

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(about.fields, "help_rows", fail)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_ours_is_a_page_too(language: str, broken: Client) -> None:
    sound(broken.get(f"/{language}/search-help/"), language, 500)


def test_a_fault_in_what_all_pages_are_made_with_is_told_in_all_languages(
    broken: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(request: HttpRequest) -> dict[str, str]:
        raise ZeroDivisionError

    monkeypatch.setattr("datasets.web.addresses.of_the_page", fail)
    settings.TEMPLATES = [dict(one) for one in settings.TEMPLATES]
    answer = broken.get("/ru/search-help/")
    page = Page(answer.content.decode())
    assert answer.status_code == 500
    assert page.problems == []
    assert {link["href"] for link in page.all("a")} == {f"/{code}/" for code in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_and_the_database_say_when_to_come_back(
    language: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> snapshot.Snapshot:
        raise snapshot.NoIndexError

    monkeypatch.setattr(snapshot, "current", absent)
    answer = client.get(f"/{language}/datasets/")
    sound(answer, language, 503)
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_suggestion_too_many_is_told_when_to_be_sent_again(
    language: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_of: object) -> None:
        raise inbox.RefusedError(inbox.Reason.FULL, inbox.DAY)

    monkeypatch.setattr(inbox, "put", full)
    answer = client.post(f"/{language}/suggest/", {"text": "A suggestion that is long enough."})
    page = Page(answer.content.decode())
    assert (answer.status_code, page.one("html")["lang"]) == (429, bcp47(language))
    assert int(answer["Retry-After"]) > 0
    assert "long enough" in page.one("textarea").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawn_entry_is_a_page(language: str, client: Client, change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="mura"), status="withdrawn")
    answer = client.get(f"/{language}/datasets/mura/")
    page = Page(answer.content.decode())
    assert (answer.status_code, page.one("html")["lang"]) == (410, bcp47(language))
    assert any(link["href"] == f"/{language}/datasets/" for link in page.one("main").all("a"))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("kits20", "kits19"), ("chest-xray", "chestx-ray14"), ("lidc-idry", "lidc-idri"), ("mimic", "mimic-cxr")],
)
def test_a_mistyped_entry_leads_to_those_that_may_be_meant(asked: str, meant: str, client: Client) -> None:
    page = Page(client.get(f"/fr/datasets/{asked}/").content.decode())
    assert f"/fr/datasets/{meant}/" in {link["href"] for link in page.one("main").all("a")}
    assert page.one("main").one("input", name="q")["value"] == asked.replace("-", " ")


def test_what_a_form_did_not_say_is_said(client: Client) -> None:
    answer = client.post("/en/compare/tray/", {})
    assert "add, remove, keep or clear" in Page(answer.content.decode()).one("main").text
