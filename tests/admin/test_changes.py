"""Change sets in the admin: what the list says of each. They are undone at the desk."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from datasets.models import ChangeSet, Dataset
from datasets.records.changes import change_set

from .conftest import address

LIST = address(ChangeSet, "changelist")


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


def name_it(name: str, **about: Any) -> ChangeSet:
    """Give mura another name as one change set, which is returned."""
    with change_set(ChangeSet.Origin.FORM, **about) as opened:
        opened.watch("dataset", [Dataset.objects.get(slug="mura").pk])
        Dataset.objects.filter(slug="mura").update(name=name)
    return ChangeSet.objects.get(pk=opened.number)


def test_list_says_who_did_what_why_and_from_where(admin_client: Client, mura: Dataset) -> None:
    user = User.objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    row = name_it("Another name", author=user, credit="Ada Lovelace", reason="It is called so.")
    page = admin_client.get(LIST).content.decode()
    (line,) = [line for line in page.split("<tr>") if f">{row.pk}</a>" in line]
    assert all(words in line for words in ("Ada Lovelace", "A curator", "It is called so.", "Another name: 1 piece<"))


def test_account_without_a_name_is_named_to_curators(admin_client: Client, mura: Dataset) -> None:
    name_it("Another name", author=User.objects.create_user("ada"))
    assert ">ada<" in admin_client.get(LIST).content.decode()


def test_change_set_is_found_by_what_it_changed(admin_client: Client, mura: Dataset) -> None:
    row = name_it("Zweibrücken")
    found = admin_client.get(LIST, {"q": "zweibrucken"}).context["cl"].result_list
    assert [one.pk for one in found] == [row.pk]


def test_list_and_page_lead_to_the_desk_and_undo_nothing(admin_client: Client, mura: Dataset) -> None:
    row = name_it("Another name")
    desk = reverse("desk-change", args=[row.pk])
    for url in (LIST, address(ChangeSet, "change", row.pk)):
        assert f'href="{desk}"' in admin_client.get(url).content.decode()
    admin_client.post(LIST, {"action": "undo", "_selected_action": [row.pk], "post": "yes"})
    assert ChangeSet.current()[0] == row.pk


def test_words_that_attack_stay_text(admin_client: Client, mura: Dataset) -> None:
    attack = "</td><script>alert(1)</script>"
    name_it(attack, reason=attack, credit=attack)
    assert "<script>alert" not in admin_client.get(LIST).content.decode()
