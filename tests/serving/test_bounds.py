"""How large a request may be: refused unread, in the form and language that were asked for, and nothing repeated."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings

from directory import bounds

pytestmark = pytest.mark.django_db

LONG = "z" * 20_000


@pytest.mark.parametrize("language", ["en", "fr", "pt-br", "zh-hans", "ru"])
def test_a_page_is_refused_in_its_language(language: str, client: Client) -> None:
    answer = client.get(f"/{language}/datasets/", {"q": LONG})
    assert answer.status_code == 414
    assert f'lang="{language[:2]}' in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


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
    assert admin_client.post("/admin/datasets/dataset/add/", fields).status_code == 200
    more = {"text": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    assert admin_client.post("/admin/datasets/dataset/add/", more).status_code == 413


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
