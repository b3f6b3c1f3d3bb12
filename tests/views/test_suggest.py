"""Suggestions from visitors: what is asked, taken and refused, what it comes to, and how it is followed."""

from typing import Any

import pytest
from django.test import Client

from datasets.models import Dataset, Document, Proposal, Statement, Suggestion
from datasets.models.language import ORIGINAL
from datasets.records.proposing import accept, reject

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
    row = Suggestion.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/pt-br/suggest/{row.token}/?sent=1")
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


def sent(client: Client, question: str, **fields: str) -> Suggestion:
    """Send a form that is taken, and return what is kept."""
    response = client.post(f"/en/suggest/?{question}", fields)
    assert response.status_code == 302, page_of(response).one("form", class_="suggest").text
    return Suggestion.objects.get()


def edits_of(suggestion: Suggestion) -> list[tuple[str, str, Any]]:
    """Return what was proposed of a suggestion."""
    proposal = suggestion.proposals.get()
    assert (proposal.origin, proposal.author, proposal.state) == ("suggestion", None, "open")
    return [(edit.kind, edit.path, edit.after) for edit in proposal.edits.order_by("pk")]


def refused(client: Client, question: str, **fields: str) -> Page:
    """Send a form that is refused, and return the page."""
    response = client.post(f"/en/suggest/?{question}", fields)
    assert response.status_code == 400
    assert not Suggestion.objects.exists()
    assert not Proposal.objects.exists()
    return page_of(response)


FACT = "dataset=kits19&about=fact"
STATED = {"field": "subjects", "value": "about 1,010 patients", "reference": "https://example.org/kits"}


class TestAFact:
    """A fact is read as people write it, and proposed as a statement."""

    def test_it_becomes_a_statement_of_a_new_reference_that_counts_least(self, client: Client) -> None:
        row = sent(client, FACT, **STATED, printed="some 1,010 patients", text="See the table.")
        (document, (_, path, said)) = edits_of(row)
        assert (document[0], document[2]["authority"], document[2]["url"]) == ("document", "index", STATED["reference"])
        assert (path, said["printed"], said["document"]) == ("statement", "some 1,010 patients", document[2]["code"])
        assert said["value"]["value"] == 1010
        assert row.text == "Subjects: about 1,010 patients\n\n“some 1,010 patients”\n\nSee the table."
        assert not Document.objects.filter(code=document[2]["code"]).exists()

    def test_a_reference_that_there_is_is_cited(self, client: Client) -> None:
        there = Document.objects.exclude(url="").order_by("pk")[0]
        ((_, _, said),) = edits_of(sent(client, FACT, **{**STATED, "reference": f"{there.url}#part"}))
        assert said["document"] == there.code

    def test_numbers_are_those_of_the_pages_language(self, client: Client) -> None:
        client.post(f"/fr/suggest/?{FACT}", {**STATED, "value": "1 010 patients"})
        assert edits_of(Suggestion.objects.get())[-1][2]["value"]["value"] == 1010

    def test_the_field_of_the_address_is_chosen_with_what_is_shown_now(self, read: Read) -> None:
        page = read("/en/suggest/?dataset=kits19&about=fact&field=subjects")
        (chosen,) = [one for one in page.one("select", id="id_field").all("option") if "selected" in one.attributes]
        assert chosen["value"] == "subjects"
        assert "Shown now: " in page.one(id="id_value_helptext").text

    @pytest.mark.parametrize("named", ["brats", "brat", "BraTS"])
    def test_a_draft_is_not_given_away_by_what_may_be_meant(self, named: str, client: Client) -> None:
        Dataset.objects.filter(slug__contains="brat").update(status=Dataset.Status.DRAFT)
        page = refused(client, FACT, **{**STATED, "field": "relation", "value": f"subset of {named}"})
        assert f"“{named}” is the slug of no entry. Write" in page.one("main").text

    def test_what_cannot_be_read_is_told_and_may_be_sent_as_words(self, client: Client) -> None:
        wrong = {**STATED, "value": "a good many"}
        page = refused(client, FACT, **wrong)
        assert page.one(id="id_value").get("aria-invalid") == "true"
        assert "For example: " in page.one(id="id_value_helptext").text
        assert page.one(id="id_as_written")
        row = sent(client, FACT, **wrong, as_written="on")
        assert (row.text, row.proposals.count()) == ("Subjects: a good many", 0)

    @pytest.mark.parametrize(("missing", "field"), [("field", "field"), ("value", "value"), ("reference", "reference")])
    def test_what_is_missing_is_said_at_its_field(self, missing: str, field: str, client: Client) -> None:
        page = refused(client, FACT, **{**STATED, missing: ""})
        assert page.one(id=f"id_{field}").get("aria-invalid") == "true"

    def test_a_doi_is_an_address(self, client: Client) -> None:
        row = sent(client, FACT, **{**STATED, "reference": "doi:10.1234/ABC"})
        assert row.reference == "https://doi.org/10.1234/abc"


class TestAText:
    """A better wording is edited where it stands."""

    def test_the_present_text_is_in_the_form(self, read: Read) -> None:
        text = Dataset.objects.get(slug="kits19").descriptions.get(language=ORIGINAL)
        page = read("/en/suggest/?dataset=kits19&about=text")
        assert page.one(id="id_summary").text == text.summary

    def test_it_becomes_an_edit_of_the_text_that_nobody_has_reviewed(self, client: Client) -> None:
        text = Dataset.objects.get(slug="kits19").descriptions.get(language=ORIGINAL)
        summary = "A set of CT scans of kidneys."
        row = sent(client, "dataset=kits19&about=text", summary=summary, description=text.description)
        ((_, path, after),) = edits_of(row)
        assert (path, after["summary"], after["origin"], after["reviewed"]) == ("text en", summary, "curator", False)

    def test_what_nobody_changed_or_does_not_fit_is_not_taken(self, client: Client) -> None:
        text = Dataset.objects.get(slug="kits19").descriptions.get(language=ORIGINAL)
        same = {"summary": text.summary, "description": text.description}
        for fields in ({}, same, {**same, "description": "too short"}):
            refused(client, "dataset=kits19&about=text", **fields)


class TestALink:
    """A dead link is set aside, and the new one stated."""

    @pytest.fixture
    def linked(self) -> Dataset:
        rows = Statement.objects.filter(field="link", dataset__status="published").select_related("dataset")
        return next(row.dataset for row in rows if isinstance(row.value, dict))

    def test_what_states_it_alone_is_set_aside_with_a_reason(self, linked: Dataset, client: Client) -> None:
        (row, *_) = (one for one in linked.statement_set.filter(field="link") if isinstance(one.value, dict))
        kept = sent(
            client,
            f"dataset={linked.slug}&about=link",
            link=row.value["url"],
            reference="https://example.org/new",
        )
        edits = edits_of(kept)
        judged = {path: after for _, path, after in edits}[f"statement {row.pk}"]
        assert (judged["standing"], sorted(judged["reason"])) == ("set-aside", ["en"])
        assert edits[-1][2]["value"]["url"] == "https://example.org/new"
        accept(kept.proposals.get().pk)
        assert "https://example.org/new" in linked.link_set.values_list("url", flat=True)
        assert row.value["url"] not in linked.link_set.values_list("url", flat=True)

    def test_a_link_that_the_entry_has_not_is_refused(self, linked: Dataset, client: Client) -> None:
        refused(client, f"dataset={linked.slug}&about=link", link="https://example.org/not-there")


class TestAnEntry:
    """An address is enough to propose an entry."""

    def test_an_address_alone_becomes_a_draft(self, client: Client) -> None:
        row = sent(client, "about=entry", reference="https://example.org/sets/lung-x")
        (_, (kind, path, record)) = edits_of(row)
        assert (kind, path, record["status"], record["name"]) == ("dataset", "", "draft", "example.org/sets/lung-x")
        accept(row.proposals.get().pk)
        made = Dataset.objects.get(slug=record["slug"])
        assert (made.status, [link.url for link in made.link_set.all()]) == ("draft", [row.reference])
        # What is a draft is not told to whoever suggested it.
        assert made.slug not in page_of(client.get(f"/en/suggest/{row.token}/")).one("main").text

    def test_an_entry_that_is_there_is_told_before_it_is_sent(self, client: Client) -> None:
        page = refused(client, "about=entry", reference="https://example.org/lung", name="kits19")
        assert "/en/datasets/kits19/" in [link["href"] for link in page.one("div", class_="offer").all("a")]
        row = sent(client, "about=entry", reference="https://example.org/lung", name="kits19", anyway="on")
        assert edits_of(row)[-1][2]["slug"] != "kits19"

    def test_a_name_in_any_script_has_an_address(self, client: Client) -> None:
        record = edits_of(sent(client, "about=entry", reference="https://example.org/fei", name="肺部影像 集"))[-1][2]
        assert (record["name"], record["slug"]) == ("肺部影像 集", "example-org-fei")


class TestFollowing:
    """The private page of a suggestion."""

    def test_it_is_kept_from_others(self, client: Client) -> None:
        response = client.get(f"/en/suggest/{sent(client, '', text=TEXT).token}/")
        assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert page_of(response).one("meta", name="robots")["content"] == "noindex"
        assert TEXT in page_of(response).one("main").text

    @pytest.mark.parametrize("token", ["0" * 32, "a", "z" * 32, "%00" * 32])
    def test_another_token_is_no_page(self, token: str, client: Client) -> None:
        sent(client, "", text=TEXT)
        Suggestion.objects.create(text=TEXT, token="")
        assert client.get(f"/en/suggest/{token}/").status_code == 404

    def test_an_accepted_one_leads_to_the_change(self, client: Client) -> None:
        row = sent(client, FACT, **STATED)
        number = accept(row.proposals.get().pk)
        page = page_of(client.get(f"/en/suggest/{row.token}/"))
        assert f"/en/datasets/kits19/history/#change-{number}" in [link["href"] for link in page.one("main").all("a")]
        assert "Accepted" in page.one("main").text

    def test_with_the_last_proposal_that_is_rejected_it_is_declined(self, client: Client) -> None:
        row = sent(client, FACT, **STATED)
        reject(row.proposals.get().pk, comment="Not so.")
        row.refresh_from_db()
        assert (row.state, row.answer) == ("declined", "")

    def test_the_same_again_leads_to_the_same_page(self, client: Client) -> None:
        sent(client, FACT, **STATED)
        sent(client, FACT, **STATED)
        assert Proposal.objects.count() == 1
