"""Methods: each page answers to those that it has, and says which they are."""

import pytest
from django.test import Client

from .reading import Page

pytestmark = pytest.mark.django_db

READ = (
    "/fr/datasets/kits19/history/", "/ru/changes/",
    "/", "/en/", "/fr/datasets/?q=foie", "/pt-br/datasets/kits19/", "/zh-hans/anatomy/", "/ru/modalities/CT/",
    "/en/compare/?d=kits19&d=lits", "/fr/guides/", "/ru/guides/beginner/", "/en/which/", "/pt-br/about/",
    "/en/search-help/", "/d/kits19/", "/robots.txt", "/sitemap.xml", "/sitemap-en-0.xml", "/.well-known/security.txt",
    "/en/opensearch.xml", "/en/search-suggestions/?q=kits",
)  # fmt: skip
REFUSED = ("TRACE", "PUT", "DELETE", "PATCH", "POST", "PROPFIND", "CONNECT", "NOSUCH")


@pytest.fixture
def strict() -> Client:
    """A client that checks a form's token, as the site does."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("address", READ)
@pytest.mark.parametrize("method", REFUSED)
def test_a_page_without_a_form_refuses(strict: Client, address: str, method: str) -> None:
    answer = strict.generic(method, address)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("address", READ)
def test_options_says_what_there_is(strict: Client, address: str) -> None:
    answer = strict.options(address)
    assert (answer.status_code, answer.content, answer["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("address", READ)
def test_head_is_answered_as_get_is(strict: Client, address: str) -> None:
    assert strict.head(address).status_code == strict.get(address).status_code


@pytest.mark.parametrize("language", ["en", "fr", "pt-br", "zh-hans", "ru"])
def test_a_form_takes_what_forms_send_and_nothing_else(strict: Client, language: str) -> None:
    assert strict.options(f"/{language}/suggest/")["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert strict.options(f"/{language}/compare/tray/")["Allow"] == "POST, OPTIONS"
    for method in ("TRACE", "PUT", "DELETE", "PATCH"):
        assert strict.generic(method, f"/{language}/suggest/").status_code == 405
        assert strict.generic(method, f"/{language}/compare/tray/").status_code == 405
    assert strict.get(f"/{language}/compare/tray/").status_code == 405
    # It is asked for its token.
    assert strict.post(f"/{language}/suggest/", {"text": "something long enough"}).status_code == 403


@pytest.mark.parametrize("language", ["en", "fr", "pt-br", "zh-hans", "ru"])
def test_a_refusal_is_a_page_in_the_visitors_language(strict: Client, language: str) -> None:
    page = Page(strict.delete(f"/{language}/datasets/kits19/").content.decode())
    assert page.one("html")["lang"].lower() == language
    assert page.all("meta", name="robots", content="noindex")
    assert page.one("h1").text == Page(strict.put(f"/{language}/about/").content.decode()).one("h1").text


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("export.csv", "text/plain"),
        ("export.json", "json"),
        ("paper/table.bib", "text/plain"),
        ("paper/table.tex", "text/plain"),
        ("paper/table.md", "text/plain"),
    ],
)
def test_a_file_is_refused_in_its_form(strict: Client, file: str, kind: str) -> None:
    answer = strict.put(f"/en/compare/{file}?d=kits19&d=lits")
    assert answer.status_code == 405
    assert kind in answer["Content-Type"]


def test_the_site_as_a_whole_can_be_asked_for_its_methods(strict: Client) -> None:
    answer = strict.generic("OPTIONS", "*", PATH_INFO="*")
    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_what_is_not_there_stays_so(strict: Client) -> None:
    for method in ("OPTIONS", *REFUSED):
        assert strict.generic(method, "/en/no-such-page/").status_code == 404


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=utf-7",
        'APPLICATION/X-WWW-FORM-URLENCODED; CHARSET="UTF-7"',
        "application/x-www-form-urlencoded;charset = latin-1",
        "application/x-www-form-urlencoded; charset*=utf-8''utf-7",
        "application/x-www-form-urlencoded; boundary=x; Charset=utf-16",
        "multipart/form-data; charset=utf-7; boundary=x",
        "text/plain; charset=nosuch",
    ],
)
@pytest.mark.parametrize("address", ["/en/suggest/", "/fr/compare/tray/", "/ru/", "/zh-hans/datasets/kits19/", "/"])
def test_another_charset_is_refused_unread_by_a_page(strict: Client, content_type: str, address: str) -> None:
    strict.raise_request_exception = True
    answer = strict.generic("POST", address, "a=%2BAGE-", content_type=content_type)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/html")
    assert "Content-Security-Policy" in answer
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", "Multipart/Form-Data; boundary=é", "multipart/mixed"],
)
def test_a_form_that_cannot_be_read_is_no_failure(strict: Client, content_type: str) -> None:
    token = "a" * 32
    strict.cookies["csrftoken"] = token
    answer = strict.generic("POST", "/fr/suggest/", b"--x\r\n", content_type=content_type)
    assert answer.status_code in (400, 403)
    assert 'lang="fr"' in answer.content.decode()
