"""Proposals in the admin: what the list says of each. They are decided at the desk."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from datasets.models import Dataset, Proposal, Suggestion
from datasets.records.changes import change_set
from datasets.records.edits import STATED, Edit
from datasets.records.proposing import accept, propose, reject
from datasets.records.undoing import undo

from .conftest import address

LIST = address(Proposal, "changelist")
TEXT = {"summary": "Un autre résumé, assez long.", "description": "Une autre description, assez longue aussi."}


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


def proposed(*edits: tuple[str, Any], **about: Any) -> Proposal:
    """Propose edits of mura; by default another name, what states it, and a text."""
    key = Dataset.objects.get(slug="mura").pk
    stated = {"field": "name", "value": "Another name", "printed": "Another name", "document": "000", "line": 3}
    given = edits or (("name", "Another name"), (STATED, stated), ("text fr", TEXT))
    return propose([Edit("dataset", path, after, key) for path, after in given], "form", **about)


def renamed(name: str = "A third name") -> int:
    with change_set("form") as opened:
        opened.watch("dataset", [Dataset.objects.get(slug="mura").pk])
        Dataset.objects.filter(slug="mura").update(name=name)
    return opened.number


def test_list_says_who_proposes_what_why_and_how_far_it_is(admin_client: Client, mura: Dataset) -> None:
    row = proposed(credit="Ada Lovelace", reason="It is called so.")
    left, undone = proposed(("text ru", None)), proposed(("text fr", TEXT))
    reject(left.pk)
    number = accept(undone.pk)
    back = undo(number).number
    page = admin_client.get(LIST).content.decode()
    lines = {one.pk: line for line in page.split("<tr>") for one in (row, left, undone) if f">{one.pk}</a>" in line}
    assert all(words in lines[row.pk] for words in ("Ada Lovelace", "A curator", "It is called so.", "MURA: 3 pieces"))
    assert "Waits for an editor" in lines[row.pk]
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


def test_list_and_page_lead_to_the_desk_and_decide_nothing(admin_client: Client, mura: Dataset) -> None:
    row = proposed()
    desk = reverse("desk-proposal", args=[row.pk])
    for url in (LIST, address(Proposal, "change", row.pk)):
        page = admin_client.get(url).content.decode()
        assert f'href="{desk}"' in page
        assert "Save" not in page
    for action in ("accept", "reject"):
        admin_client.post(LIST, {"action": action, "_selected_action": [row.pk], "post": "yes"})
    assert Proposal.objects.get(pk=row.pk).state == "open"


def test_proposal_is_found_by_what_it_would_change(admin_client: Client, mura: Dataset) -> None:
    row = proposed()
    assert [one.pk for one in admin_client.get(LIST, {"q": "mura"}).context["cl"].result_list] == [row.pk]
    assert not admin_client.get(LIST, {"q": "brats"}).context["cl"].result_list


def test_words_that_attack_stay_text(admin_client: Client, mura: Dataset) -> None:
    attack = "</td><script>alert(1)</script>"
    row = proposed(("text fr", {**TEXT, "summary": attack * 2}), reason=attack, credit=attack)
    for url in (LIST, address(Proposal, "change", row.pk)):
        page = admin_client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "alert(1)" in page


def test_suggestion_shows_what_was_proposed_of_it_and_what_it_led_to(admin_client: Client, mura: Dataset) -> None:
    suggestion = Suggestion.objects.create(text="It has another name.", dataset=mura)
    made = propose([Edit("dataset", "text ru", None, mura.pk)], "suggestion", suggestion=suggestion)
    page = admin_client.get(address(Suggestion, "change", suggestion.pk)).content.decode()
    assert f"{made} (open)" in page
    number = accept(made.pk)
    page = admin_client.get(address(Suggestion, "change", suggestion.pk)).content.decode()
    assert f"{made} (accepted)" in page
    assert f"/changeset/{number}/change/" in page
