"""What visitors suggest, at the desk: the list, what would change, accepting, declining, answering."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from datasets.models import Dataset, Proposal, Suggestion
from datasets.records import suggested
from datasets.records.proposing import propose, reject
from tests.views.reading import Page

pytestmark = pytest.mark.django_db

LIST = "/en/desk/suggestions/"
WORDS = "Subjects: 1,010 patients"


def signed_in(role: str) -> Client:
    """Return the browser of somebody with a role."""
    user = User.objects.create_user(f"one-of-{role.lower()}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in("Editors")


@pytest.fixture
def kits() -> Dataset:
    return Dataset.objects.get(slug="kits19")


def suggestion(kits: Dataset, *, proposed: bool = True, **about: Any) -> Suggestion:
    """Make a suggestion of a fact, and what is proposed of it."""
    given = {"dataset": kits, "about": "fact", "text": WORDS, "reference": "https://example.org/a", "language": "en"}
    row = Suggestion.objects.create(**{**given, **about})
    if proposed:
        value = {"value": 1010, "unit": "patients", "precision": "exact"}
        edits = suggested.fact(kits, "subjects", value, "1,010 patients", row.reference)
        propose(edits, Proposal.Origin.SUGGESTION, suggestion=row)
    return row


def page_of(response: Any) -> Page:
    return Page(response.content.decode())


def press(browser: Client, row: Suggestion, act: str, answer: str = "") -> Any:
    """Press a button on the page of a suggestion."""
    address = f"{LIST}{row.pk}/"
    mark = page_of(browser.get(address)).one("input", name="mark")["value"]
    return browser.post(address, {"mark": mark, "act": act, "answer": answer})


def state(row: Suggestion) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.answer


class TestTheList:
    """What waits first, of an entry, of a sort; fifty on a page."""

    def test_what_waits_is_first(self, editor: Client, kits: Dataset) -> None:
        old = suggestion(kits, proposed=False, text="It waits.")
        suggestion(kits, proposed=False, text="It was decided.", state="declined")
        first = page_of(editor.get(LIST)).one("ul", class_="suggested").all("a")[0]
        assert first["href"] == f"{LIST}{old.pk}/"

    @pytest.mark.parametrize(
        ("question", "number"),
        [
            ("entry=kits19", 2), ("about=fact", 1), ("about=", 2), ("about=all", 3), ("state=open", 2), ("", 3),
            ("entry=kits19&about=fact&state=open", 1), ("entry=%00", 0), ("entry=none", 0), ("page=x&state=x", 3),
        ],
    )  # fmt: skip
    def test_it_shows_what_is_asked_for(self, question: str, number: int, editor: Client, kits: Dataset) -> None:
        suggestion(kits, proposed=False)
        suggestion(kits, proposed=False, about="")
        Suggestion.objects.create(text="Of nothing.", state="accepted")
        assert len(editor.get(f"{LIST}?{question}").context["rows"]) == number

    def test_fifty_are_on_a_page_in_few_queries(
        self, editor: Client, kits: Dataset, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(51):
            suggestion(kits, proposed=False)
        with django_assert_max_num_queries(12):
            page = page_of(editor.get(LIST))
        assert len(page.one("ul", class_="suggested").all("li")) == 50
        assert len(editor.get(f"{LIST}?page=2").context["rows"]) == 1


class TestOne:
    """One suggestion with what was proposed of it."""

    def test_it_says_what_would_change(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits)
        page = page_of(editor.get(f"{LIST}{row.pk}/"))
        told = " ".join(one.text for one in page.all("div", class_="different"))
        assert "1,010 patients" in told
        assert "example.org/a" in told
        links = [link["href"] for link in page.one("main").all("a")]
        assert {f"/en/desk/proposals/{row.proposals.get().pk}/", f"/en/suggest/{row.token}/"} <= set(links)

    def test_accepting_it_writes_the_change_in_two_steps_from_the_list(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits)
        answer = press(editor, row, "accept", "Thank you.")
        assert (answer.status_code, answer["Location"]) == (303, LIST)
        assert state(row) == ("accepted", "Thank you.")
        assert kits.statement_set.filter(field="subjects", printed="1,010 patients").exists()
        assert row.change_set is not None

    def test_a_proposal_that_was_changed_since_is_not_accepted(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits)
        address = f"{LIST}{row.pk}/"
        mark = page_of(editor.get(address)).one("input", name="mark")["value"]
        edit = row.proposals.get().edits.get(path="statement")
        edit.after = {**edit.after, "printed": "9 patients"}
        edit.save()
        assert editor.post(address, {"mark": mark, "act": "accept"}).status_code == 400
        assert state(row) == ("open", "")

    def test_what_stands_in_the_way_is_said(self, editor: Client, kits: Dataset) -> None:
        first, second = suggestion(kits), suggestion(kits)
        press(editor, first, "accept")
        answer = press(editor, second, "accept")
        assert answer.status_code == 400
        assert "is stated already" in page_of(answer).one("div", role="alert").text
        assert state(second) == ("open", "")

    def test_declining_rejects_what_was_proposed_and_takes_an_answer(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits)
        assert press(editor, row, "decline").status_code == 400
        assert state(row) == ("open", "")
        assert press(editor, row, "decline", "It is not so.").status_code == 303
        assert state(row) == ("declined", "It is not so.")
        assert row.proposals.get().state == "rejected"
        page = page_of(Client().get(f"/fr/suggest/{row.token}/"))
        assert "It is not so." in page.one("main").text

    def test_an_answer_that_was_not_seen_is_shown_and_stays(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits, answer="Which\ntable?")
        address = f"{LIST}{row.pk}/"
        page = editor.post(address, {"act": "answer", "answer": "Thank you."})
        assert (page.status_code, Suggestion.objects.get(pk=row.pk).answer) == (400, "Which\ntable?")
        assert "Somebody has answered meanwhile: Which table?" in page_of(page).one("div", role="alert").text
        seen = page_of(page).one("input", name="answered")["value"].replace("\n", "\r\n")
        editor.post(address, {"act": "answer", "answer": "Thank you.", "answered": seen})
        assert Suggestion.objects.get(pk=row.pk).answer == "Thank you."

    def test_an_answer_alone_decides_nothing(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits)
        press(editor, row, "answer", "Which table?")
        assert state(row) == ("open", "Which table?")
        assert row.proposals.get().state == "open"

    def test_words_alone_lead_to_where_they_are_written_down(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits, proposed=False)
        links = [link["href"] for link in page_of(editor.get(f"{LIST}{row.pk}/")).one("main").all("a")]
        assert "/en/desk/entries/kits19/facts/?reference=https%3A%2F%2Fexample.org%2Fa" in links
        assert press(editor, row, "taken-up", "Thanks.").status_code == 303
        assert state(row) == ("accepted", "Thanks.")
        new = Suggestion.objects.create(text="Lung X\n\nIt is new.", about="entry", reference="https://example.org/x")
        links = [link["href"] for link in page_of(editor.get(f"{LIST}{new.pk}/")).one("main").all("a")]
        assert "/en/desk/entries/new/?name=Lung+X&reference=https%3A%2F%2Fexample.org%2Fx" in links

    def test_what_somebody_decided_meanwhile_is_not_decided_again(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits)
        reject(row.proposals.get().pk)
        assert press(editor, row, "accept").status_code == 400
        assert press(editor, row, "decline", "No.").status_code == 400
        assert state(row) == ("declined", "")

    def test_it_is_shown_as_text(self, editor: Client, kits: Dataset) -> None:
        row = suggestion(kits, proposed=False, text="</p><script>alert(1)</script>", answer="<b>x</b>")
        page = editor.get(f"{LIST}{row.pk}/").content.decode()
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page
        assert "<script>alert" not in editor.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("role", "buttons"),
    [("Translators", []), ("Curators", []), ("Editors", ["accept", "decline", "answer"])],
)
def test_who_may_do_what(role: str, buttons: list[str], kits: Dataset) -> None:
    browser, row = signed_in(role), suggestion(kits)
    page = page_of(browser.get(f"{LIST}{row.pk}/"))
    assert [button["value"] for button in page.all("button", name="act")] == buttons
    if not buttons:
        assert browser.post(f"{LIST}{row.pk}/", {"act": "answer", "answer": "Hm."}).status_code == 403
        assert browser.post(f"{LIST}{row.pk}/", {"act": "accept"}).status_code == 403
    assert state(row) == ("open", "")
