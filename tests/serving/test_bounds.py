"""How large a request may be: refused unread, in the form and language that were asked for, and nothing repeated."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from datasets.models import LANGUAGES
from directory import bounds

pytestmark = pytest.mark.django_db

LONG = "z" * 20_000


@pytest.mark.parametrize("language", ["en", "fr", "pt-br", "zh-hans", "ru"])
def test_a_page_is_refused_in_its_language(language: str, client: Client) -> None:
    answer = client.get(f"/{language}/datasets/", {"q": LONG})
    assert answer.status_code == 414
    assert f'lang="{language[:2]}' in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


OTHER_CHARSET = "application/x-www-form-urlencoded; charset=utf-16"
# Requests that are refused unread, by the status: each asks an address with what is wrong with it.
REFUSED: dict[str, Callable[[Client, str], object]] = {
    "too long": lambda client, address: client.get(f"{address}&q={LONG}"),
    "too long, the language last": lambda client, address: client.get(address.replace("?", f"?q={LONG}&")),
    "too many": lambda client, address: client.get(f"{address}{'&a=1' * (bounds.MOST_PARAMETERS + 1)}"),
    "too much": lambda client, address: client.post(address, {"text": "a" * bounds.MOST_BODY}),
    "no length": lambda client, address: client.post(address, HTTP_TRANSFER_ENCODING="chunked"),
    "charset": lambda client, address: client.post(address, b"text=a", content_type=OTHER_CHARSET),
    "path": lambda client, address: client.get(address.replace("/?", f"/{'z' * 500}/?")),
}


def titles(language: str) -> set[str]:
    """Return what refusals are headed by, in a language."""

    def spoken(language: str) -> set[str]:
        with override(language):
            return {str(title) for title in bounds.TITLES.values()}

    assert language == "en" or spoken(language).isdisjoint(spoken("en"))
    return spoken(language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", REFUSED)
def test_a_page_is_refused_in_the_words_of_its_language(why: str, language: str, client: Client) -> None:
    answer = REFUSED[why](client, f"/{language}/suggest/?x=1")
    assert answer.status_code >= 400  # type: ignore[attr-defined]
    heading = re.search("<h1[^>]*>(.*?)</h1>", unescape(answer.content.decode()))  # type: ignore[attr-defined]
    assert heading
    assert heading[1] in titles(language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", REFUSED)
@pytest.mark.parametrize("path", ["/api/v1/datasets/", "/api/v1/no-such-thing/"])
def test_a_program_is_refused_in_the_language_that_it_asks_for(
    path: str, why: str, language: str, client: Client
) -> None:
    answer = REFUSED[why](client, f"{path}?lang={language}")
    body = answer.json()  # type: ignore[attr-defined]
    assert answer.status_code == body["status"] >= 400  # type: ignore[attr-defined]
    assert body["title"] in titles(language)
    assert body["detail"].startswith(body["title"])
    assert answer["Content-Language"].lower() == language  # type: ignore[index]


@pytest.mark.parametrize("asked", ["", "lang=tlh&", "lang=&", "xlang=fr&", "lang=" + "f" * 3_000 + "&"])
def test_a_program_that_asks_for_no_language_that_there_is_is_refused_in_english(asked: str, client: Client) -> None:
    answer = client.get(
        f"/api/v1/datasets/?{asked}q={LONG}", headers={"accept-language": "fr", "cookie": "language=ru"}
    )
    assert (answer.status_code, answer["Content-Language"]) == (414, "en")
    assert "This request is too large" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/api/v1/datasets/", "application/problem+json; charset=utf-8"),
        ("/api/v1/no-such-thing/", "application/problem+json; charset=utf-8"),
        ("/en/datasets/", "text/html; charset=utf-8"),
        ("/admin/login/", "text/html; charset=utf-8"),
        ("/d/kits19/", "text/html; charset=utf-8"),
        ("/static/lightbox.css", "text/html; charset=utf-8"),
    ],
)
def test_a_refusal_has_the_form_that_was_asked_for(path: str, form: str, client: Client) -> None:
    answer = client.get(path, {"q": LONG})
    assert (answer.status_code, answer["Content-Type"]) == (414, form)


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get("/en/datasets/", {"q": LONG}),
        lambda client: client.get("/en/datasets/", {"q": "z" * 12_000}),
        lambda client: client.get("/en/datasets/", {"nosuch": "z" * 12_000}),
        lambda client: client.get("/en/datasets/", {"modality": "z" * 12_000}),
        lambda client: client.get("/en/", {"z": "z" * 1_000}),
        lambda client: client.get("/en/compare/", {"d": "z" * 12_000}),
        lambda client: client.get("/en/which/", {"goal": "z" * 12_000}),
        lambda client: client.get("/en/sources/", {"name": "z" * 12_000}),
        lambda client: client.get("/en/suggest/", {"dataset": "z" * 12_000, "page": "z" * 3_000}),
        lambda client: client.get(f"/en/datasets/{'z' * 2_000}/"),
        lambda client: client.get(f"/{'z' * 2_000}/"),
        lambda client: client.get(f"/d/{'z' * 2_000}/"),
        lambda client: client.get(f"/api/v1/datasets/{'z' * 2_000}/"),
        lambda client: client.get("/api/v1/datasets/", {"q": "z" * 12_000}),
        lambda client: client.get("/api/v1/relations/", {"dataset": "z" * 12_000}),
        lambda client: client.get("/", {"z": "z" * 12_000}),
        lambda client: client.get("/d/kits19/", {"z": "z" * 12_000}),
        lambda client: client.get("/fr/datasets/", {"lang": "fr", "z": "z" * 12_000}),
        lambda client: client.post("/en/compare/tray/", {"add": "z" * 3_000, "next": "/" + "z" * 3_000}),
        lambda client: client.post("/en/compare/tray/", {"add": "kits19", "next": "/" + "z" * 3_000}),
    ],
)
def test_no_answer_repeats_more_of_a_request_than_a_person_would_read(
    ask: Callable[[Client], object], client: Client
) -> None:
    answer = ask(client)
    said = f"{answer.headers} {answer.content.decode()}"  # type: ignore[attr-defined]
    assert "z" * 801 not in said
    assert said.count("z") < 100_000


@pytest.mark.parametrize("path", ["/en/suggest/", "/en/compare/tray/", "/api/v1/datasets/", "/no/such/page/"])
def test_a_visitors_form_is_bounded(path: str, client: Client) -> None:
    answer = client.post(path, {"text": "a" * bounds.MOST_BODY})
    assert answer.status_code == 413


def test_a_suggestion_of_full_length_in_any_script_is_not(client: Client) -> None:
    for letter in "aé肾ж😀":
        answer = client.post(
            "/en/suggest/", {"text": letter * 4_000, "reference": f"https://example.org/{letter * 900}"}
        )
        assert answer.status_code != 413


def test_a_curators_form_has_a_bound_of_its_own(admin_client: Client, settings: Settings) -> None:
    fields = {f"field-{number}": "a" * 20 for number in range(4_000)}
    assert admin_client.post("/admin/datasets/source/add/", fields).status_code == 200
    more = {"text": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    assert admin_client.post("/admin/datasets/source/add/", more).status_code == 413


def test_so_has_a_form_of_the_desk(admin_client: Client, settings: Settings) -> None:
    for language in ("en", "zh-hans"):
        path = f"/{language}/desk/bulk/"
        assert admin_client.post(path, {"entries": "a" * bounds.MOST_BODY}).status_code == 400
        more = {"entries": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
        assert admin_client.post(path, more).status_code == 413


def test_a_file_that_comes_in_may_be_larger(admin_client: Client, settings: Settings) -> None:
    def send(number: int) -> int:
        file = SimpleUploadedFile("a.pdf", b"%PDF-" + b"a" * number)
        return admin_client.post("/fr/desk/import/", {"file": file}).status_code

    assert send(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1) == 400
    assert send(bounds.MOST_FILE) == 413


def test_an_address_has_fewer_parameters_than_a_curators_form_fields(client: Client, admin_client: Client) -> None:
    many = "&".join(["a=1"] * (bounds.MOST_PARAMETERS + 1))
    assert client.get("/en/datasets/", QUERY_STRING=many).status_code == 400
    assert admin_client.get("/admin/datasets/dataset/", QUERY_STRING=many).status_code == 400


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "9" * 40, "9" * 5_000, "²", "٣", "0x10", " "])
def test_a_length_that_is_none_is_refused(length: str, client: Client) -> None:
    assert client.get("/en/about/", CONTENT_LENGTH=length).status_code == 413


def test_the_longest_page_there_is_has_a_path_within_bounds(client: Client) -> None:
    request = HttpRequest()
    request.path_info = f"/zh-hans/datasets/{'a' * 80}/evidence/"
    assert bounds.refusal(request) is None


# What is no encoding of text ends in an error in the test client; test_worker asks the real server.
@pytest.mark.parametrize("charset", ["utf-7", "idna", "utf-16", "latin-1", "cp1252", "us-ascii", "gb18030"])
def test_a_form_in_another_charset_is_refused(charset: str, client: Client) -> None:
    for path in ("/en/suggest/", "/en/compare/tray/", "/admin/login/", "/en/datasets/"):
        answer = client.post(path, b"text=a", content_type=f"application/x-www-form-urlencoded; charset={charset}")
        assert answer.status_code == 400, path
        assert "UTF-8" in answer.content.decode()
        assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf-8; boundary=x"])
def test_a_form_in_utf_8_is_not(charset: str, client: Client) -> None:
    content_type = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.post("/en/compare/tray/", b"add=kits19", content_type=content_type).status_code == 303
