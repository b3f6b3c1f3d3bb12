"""Suggestions from visitors: what is asked, what is taken, what is refused."""

import pytest
from django.test import Client

from datasets.models import Dataset, Suggestion

from .conftest import Read
from .reading import Page

TEXT = "The lead should speak of kidneys, not of livers."

pytestmark = pytest.mark.django_db


def page_of(response: object) -> Page:
    return Page(response.content.decode("utf-8"))  # type: ignore[attr-defined]


def test_the_form_says_what_it_is_about(read: Read) -> None:
    main = read("/fr/suggest/?dataset=kits19&about=text").one("main")
    assert "/fr/datasets/kits19/" in [link["href"] for link in main.all("a")]
    assert main.one("form", class_="suggest")["action"] == "/fr/suggest/?dataset=kits19&about=text"
    main = read("/fr/suggest/?about=text&page=anatomy%2Fkidney").one("main")
    assert "/fr/anatomy/kidney/" in [link["href"] for link in main.all("a")]


def test_a_suggestion_is_kept_with_what_it_is_about(client: Client) -> None:
    response = client.post(
        "/pt-br/suggest/?dataset=kits19&about=text", {"text": TEXT, "reference": "https://example.org/a"}
    )
    assert (response.status_code, response["Location"]) == (302, "/pt-br/suggest/?dataset=kits19&about=text&sent=1")
    row = Suggestion.objects.get()
    assert (row.text, row.reference, row.state) == (TEXT, "https://example.org/a", Suggestion.State.OPEN)
    assert row.dataset == Dataset.objects.get(slug="kits19")
    assert (row.about, row.language, row.page) == ("text", "pt-br", "")
    assert page_of(client.get(response["Location"])).all(role="status")


def test_a_suggestion_may_be_about_a_page_or_about_nothing(client: Client) -> None:
    client.post("/en/suggest/?page=sources%2Ftcia", {"text": TEXT})
    client.post("/en/suggest/", {"text": TEXT})
    assert sorted(Suggestion.objects.values_list("page", "dataset", "about", "language")) == [
        ("", None, "", "en"),
        ("sources/tcia", None, "", "en"),
    ]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "text"),
        ({"text": "  short  "}, "text"),
        ({"text": "a" * 4_001}, "text"),
        ({"text": "a\x00" * 20}, "text"),
        ({"text": TEXT, "reference": "no address"}, "reference"),
        ({"text": TEXT, "reference": "javascript:alert(1)"}, "reference"),
        ({"text": TEXT, "reference": f"https://example.org/{'a' * 1_000}"}, "reference"),
        ({"text": TEXT, "extra": "filled in by a program"}, "extra"),
    ],
)
def test_what_does_not_do_is_refused_at_its_field_and_not_kept(
    sent: dict[str, str], field: str, client: Client
) -> None:
    response = client.post("/en/suggest/?dataset=kits19", sent)
    assert response.status_code == 400
    page = page_of(response)
    assert page.one("span", class_="error")["id"] == f"id_{field}_error"
    assert page.one(id=f"id_{field}").get("aria-invalid") == "true"
    if "text" in sent and "\x00" not in sent["text"]:
        assert page.one("textarea").text == " ".join(sent["text"].split())
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("dataset=no-such-entry", "Entry:"),
        ("dataset=%00", "Entry:"),
        ("page=no/such/page", "Page:"),
        ("page=%00", "Page:"),
        (f"page={'a' * 5_000}", "Page:"),
        ("page=https://example.org/", "Page:"),
        ("about=price", "What it is about:"),
        ("colour=red", "“colour”:"),
    ],
)
def test_what_is_not_understood_is_said_and_the_form_is_there(question: str, label: str, read: Read) -> None:
    page = read(f"/en/suggest/?{question}")
    assert page.one(class_="notice").one("b").text == label
    assert page.one("form", class_="suggest")["action"] == "/en/suggest/"


def test_a_draft_is_not_given_away(read: Read) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert "KiTS19" not in read("/en/suggest/?dataset=kits19").one("main").text


def test_a_form_from_elsewhere_is_refused_with_a_page_of_the_site() -> None:
    response = Client(enforce_csrf_checks=True).post("/fr/suggest/", {"text": TEXT})
    assert response.status_code == 403
    page = page_of(response)
    assert (page.problems, page.one("html")["lang"]) == ([], "fr")
    assert not Suggestion.objects.exists()


def test_the_form_works_with_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    token = page_of(client.get("/ru/suggest/")).one("input", name="csrfmiddlewaretoken")["value"]
    response = client.post("/ru/suggest/", {"text": TEXT, "csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert Suggestion.objects.get().language == "ru"


def test_what_was_written_is_escaped(client: Client) -> None:
    response = client.post("/en/suggest/", {"text": "</textarea><script>alert(1)</script>", "reference": "x"})
    assert "<script>alert" not in response.content.decode("utf-8")
