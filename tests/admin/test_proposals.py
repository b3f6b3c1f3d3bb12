"""Proposals in the admin: what the list and the page say, accepting with what stands in the way, and rejecting."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, Document, Proposal, Statement, Suggestion
from datasets.records.changes import EXISTS, change_set
from datasets.records.edits import STATED, Edit
from datasets.records.proposing import accept, propose, reject
from datasets.records.undoing import undo

from .conftest import Account, address
from .forms import form_of, seen
from .test_actions import said
from .test_policy import blocked

LIST = address(Proposal, "changelist")
TEXT = {"summary": "Un autre résumé, assez long.", "description": "Une autre description, assez longue aussi."}


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


def stated(printed: str = "Another name", field: str = "name", value: Any = "Another name") -> Record:
    return {"field": field, "value": value, "printed": printed, "document": "000", "line": 3}


def proposed(*edits: tuple[str, Any], **about: Any) -> Proposal:
    """Propose edits of mura; by default another name, what states it, and a text."""
    key = Dataset.objects.get(slug="mura").pk
    given = edits or (("name", "Another name"), (STATED, stated()), ("text fr", TEXT))
    return propose([Edit("dataset", path, after, key) for path, after in given], "form", **about)


def renamed(name: str = "A third name") -> int:
    with change_set("form") as opened:
        opened.watch("dataset", [Dataset.objects.get(slug="mura").pk])
        Dataset.objects.filter(slug="mura").update(name=name)
    return opened.number


def ask(browser: Client, action: str, *rows: Proposal) -> Any:
    """Choose an action on the list."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], "shown": seen(*rows)}
    return browser.post(LIST, data, follow=True)


def press(browser: Client, page: Any, action: str, **filled: Any) -> Any:
    """Press the button on the page that asks."""
    return browser.post(LIST, {**form_of(page, f"{action}_form"), **filled}, follow=True)


def state(row: Proposal) -> str:
    return Proposal.objects.get(pk=row.pk).state


def test_list_says_who_proposes_what_why_and_how_far_it_is(admin_client: Client, mura: Dataset) -> None:
    row = proposed(credit="Ada Lovelace", reason="It is called so.")
    left, undone = proposed(("text ru", None)), proposed(("text fr", TEXT))
    reject(left.pk)
    number = accept(undone.pk)
    back = undo(number).number
    page = admin_client.get(LIST).content.decode()
    lines = {one.pk: line for line in page.split("<tr>") for one in (row, left, undone) if f">{one.pk}</a>" in line}
    assert all(words in lines[row.pk] for words in ("Ada Lovelace", "A curator", "It is called so.", "MURA: 3 pieces"))
    assert "Open" in lines[row.pk]
    assert "Rejected" in lines[left.pk]
    assert f"Accepted, as change set {number}; undone by {back}" in lines[undone.pk]
    waiting = admin_client.get(LIST, {"state__exact": "open"}).context["cl"].result_list
    assert [one.pk for one in waiting] == [row.pk]


def test_list_takes_as_many_queries_for_many_as_for_one(
    admin_client: Client, mura: Dataset, django_assert_num_queries: Any
) -> None:
    undo(accept(proposed(("text fr", TEXT)).pk))
    with django_assert_num_queries(5):
        admin_client.get(LIST)
    for _ in range(3):
        proposed(author=User.objects.get(username="admin"))
        undo(accept(proposed(("text fr", TEXT)).pk))
    with django_assert_num_queries(5):
        admin_client.get(LIST)


def test_page_shows_each_edit_with_what_there_is_and_what_would_be(
    admin_client: Client, mura: Dataset, record: Record
) -> None:
    row = Statement.objects.filter(dataset=mura, field="name")[0]
    judged = {"standing": "preferred", "reason": {"en": "So it is called."}}
    made = proposed(("text fr", TEXT), (STATED, stated()), (f"statement {row.pk}", judged))
    page = admin_client.get(address(Proposal, "change", made.pk)).content.decode()
    old = mura.descriptions.get(language="fr").summary.replace("'", "&#x27;")
    for words in ("Un autre résumé", old[:40], "name: Another name", "(000:3)", "preferred So it is called.", "normal"):
        assert words in page
    assert "Save" not in page
    new = propose([Edit("dataset", EXISTS, record)], "import")
    assert "example-set; name: Example set" in admin_client.get(address(Proposal, "change", new.pk)).content.decode()


def test_proposal_is_found_by_what_it_would_change(admin_client: Client, mura: Dataset) -> None:
    row = proposed()
    assert [one.pk for one in admin_client.get(LIST, {"q": "mura"}).context["cl"].result_list] == [row.pk]
    assert not admin_client.get(LIST, {"q": "brats"}).context["cl"].result_list


def test_page_that_asks_changes_nothing(admin_client: Client, mura: Dataset) -> None:
    row, current = proposed(reason="It is called so."), ChangeSet.current()
    page = ask(admin_client, "accept", row)
    text = page.content.decode()
    assert all(words in text for words in ("Another name", "MURA", "text fr", "Un autre résumé", "It is called so."))
    assert "stands in the way" not in text
    assert blocked(page) == []
    assert (state(row), ChangeSet.current()) == ("open", current)


def test_accepting_writes_all_of_it_and_says_so(admin_client: Client, client: Client, mura: Dataset) -> None:
    row = proposed(credit="Ada Lovelace")
    answer = press(admin_client, ask(admin_client, "accept", row), "accept")
    number = ChangeSet.current()[0]
    assert said(answer) == [f"Proposal {row} was accepted, as change set {number}."]
    assert b"Another name" in client.get("/en/datasets/mura/").content
    row.refresh_from_db()
    assert (row.state, row.change_set_id, row.decided_by) == ("accepted", number, User.objects.get(username="admin"))
    assert LogEntry.objects.filter(object_id=str(row.pk)).count() == 1
    history = client.get("/en/datasets/mura/history/").content.decode()
    assert "Ada Lovelace" in history
    assert "from an accepted proposal" in history


def test_rejecting_leaves_it_with_the_reason(admin_client: Client, mura: Dataset) -> None:
    row, current = proposed(), ChangeSet.current()
    page = ask(admin_client, "reject", row)
    assert "What it would have changed" in page.content.decode()
    answer = press(admin_client, page, "reject", comment="Nobody calls it so.\0" + "x" * 600)
    assert said(answer) == [f"Proposal {row} was rejected."]
    row.refresh_from_db()
    assert (row.state, len(row.comment), ChangeSet.current()) == ("rejected", 500, current)


def test_conflict_is_shown_with_what_is_there_and_may_be_left(admin_client: Client, mura: Dataset) -> None:
    row = proposed()
    page = ask(admin_client, "accept", row)
    later = renamed()
    answer = press(admin_client, page, "accept")
    text = answer.content.decode()
    assert said(answer) == ["Nothing was accepted: 1 edits stand in the way."]
    assert "What stands in the way" in text
    assert f"it was changed since it was proposed, by {later}" in text
    assert "A third name" in text
    assert (state(row), ChangeSet.current()[0]) == ("open", later)
    kept = row.edits.get(path="name").pk
    press(admin_client, answer, "accept", keep=str(kept))
    found = Dataset.objects.get(pk=mura.pk)
    assert (state(row), found.name, "Another name" in found.aliases) == ("accepted", "A third name", True)


def test_term_that_is_gone_is_shown_as_standing_in_the_way(admin_client: Client, mura: Dataset) -> None:
    document = Document.objects.create(code="made", title="Made", kind="page", languages=["en"], url="https://a.org/")
    row = proposed((STATED, {**stated(), "document": "made", "line": None}))
    document.delete()
    answer = press(admin_client, ask(admin_client, "accept", row), "accept")
    assert "unknown document “made”" in answer.content.decode()
    assert state(row) == "open"


def test_nothing_is_decided_twice_and_not_several_at_once(admin_client: Client, mura: Dataset) -> None:
    first, second = proposed(("text fr", TEXT)), proposed(("text ru", None))
    page, other = ask(admin_client, "accept", first), ask(admin_client, "reject", first)
    press(admin_client, page, "accept")
    number = ChangeSet.current()[0]
    decided = [f"Proposal {first} was accepted already, as change set {number}."]
    assert said(press(admin_client, page, "accept")) == decided
    assert said(press(admin_client, other, "reject")) == decided
    assert said(ask(admin_client, "accept", first, second)) == ["Nothing was accepted: choose one proposal."]
    assert said(ask(admin_client, "reject", first, second)) == ["Nothing was rejected: choose one proposal."]
    assert (state(second), ChangeSet.current()[0]) == ("open", number)


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "a\0b", "١"])
def test_hostile_choice_is_answered(key: str, admin_client: Client, mura: Dataset) -> None:
    row = proposed()
    press(admin_client, ask(admin_client, "accept", row), "accept", keep=key)
    assert state(row) == "accepted"


def test_words_that_attack_stay_text(admin_client: Client, mura: Dataset) -> None:
    attack = "</td><script>alert(1)</script>"
    row = proposed(("name", attack), (STATED, stated(attack, value=attack)), reason=attack, credit=attack)
    renamed(f"{attack} again")
    pages = [ask(admin_client, "accept", row), ask(admin_client, "reject", row), admin_client.get(LIST)]
    pages += [admin_client.get(address(Proposal, "change", row.pk)), press(admin_client, pages[0], "accept")]
    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "alert(1)" in page.content.decode()


# --- who may ----------------------------------------------------------------------------------------------------------

DECIDES = ("view_proposal", "decide_proposal")


def test_nobody_accepts_their_own_but_a_superuser(account: Account, admin_client: Client, mura: Dataset) -> None:
    user, browser = account("curator", *DECIDES)
    own = proposed(author=user)
    assert said(ask(browser, "accept", own)) == ["Nothing was accepted: it is your own; another person accepts it."]
    browser.post(LIST, {"action": "accept", "_selected_action": [own.pk], "post": "yes"})
    assert state(own) == "open"
    _, other = account("colleague", *DECIDES)
    other.post(LIST, {"action": "accept", "_selected_action": [own.pk], "post": "yes"})
    assert state(own) == "accepted"
    boss = proposed(("text ru", None), author=User.objects.get(username="admin"))
    press(admin_client, ask(admin_client, "accept", boss), "accept")
    assert state(boss) == "accepted"


def test_ones_own_may_be_taken_back_by_rejecting_it(account: Account, mura: Dataset) -> None:
    user, browser = account("curator", *DECIDES)
    own = proposed(author=user)
    press(browser, ask(browser, "reject", own), "reject")
    assert state(own) == "rejected"


@pytest.mark.parametrize(
    ("edits", "right"),
    [
        ((("status", "withdrawn"),), "publish_dataset"),
        ((("text fr", {**TEXT, "reviewed": True}),), "review_datasetdescription"),
    ],
)
def test_what_takes_a_right_of_its_own_takes_it_here_too(
    edits: Any, right: str, account: Account, mura: Dataset
) -> None:
    row = proposed(*edits)
    for rights, expected in ((DECIDES, "open"), ((*DECIDES, right), "accepted")):
        _, browser = account(f"curator-{len(rights)}", *rights)
        answer = browser.post(LIST, {"action": "accept", "_selected_action": [row.pk], "post": "yes"}, follow=True)
        assert state(row) == expected, said(answer)


@pytest.mark.parametrize("status", ["published", "draft"])
def test_new_entry_is_published_by_who_may(status: str, account: Account, record: Record, mura: Dataset) -> None:
    row = propose([Edit("dataset", EXISTS, {**record, "status": status})], "form")
    _, browser = account("curator", *DECIDES)
    browser.post(LIST, {"action": "accept", "_selected_action": [row.pk], "post": "yes"})
    assert state(row) == ("accepted" if status == "draft" else "open")


def test_who_may_only_look_decides_nothing(account: Account, mura: Dataset) -> None:
    row = proposed()
    for name, rights in (("looks", ("view_proposal",)), ("neither", ("decide_proposal",))):
        _, browser = account(name, *rights)
        for action in ("accept", "reject"):
            browser.post(LIST, {"action": action, "_selected_action": [row.pk], "post": "yes"})
    assert state(row) == "open"


def test_suggestion_shows_what_was_proposed_of_it_and_what_it_led_to(
    admin_client: Client, save: Callable[..., Any], mura: Dataset
) -> None:
    suggestion = Suggestion.objects.create(text="It has another name.", dataset=mura)
    made = propose([Edit("dataset", "text ru", None, mura.pk)], "suggestion", suggestion=suggestion)
    page = admin_client.get(address(Suggestion, "change", suggestion.pk)).content.decode()
    assert f"{made} (open)" in page
    number = accept(made.pk)
    page = admin_client.get(address(Suggestion, "change", suggestion.pk)).content.decode()
    assert f"{made} (accepted)" in page
    assert f'<option value="{number}" selected>' in page
    other = Suggestion.objects.create(text="It moved.", dataset=mura)
    save(other, change_set=str(renamed()), state="accepted")
    other.refresh_from_db()
    assert other.change_set_id == ChangeSet.current()[0]
