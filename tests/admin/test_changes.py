"""Change sets in the admin: what the list says of each, and undoing one, all of it or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from datasets.models import Change, ChangeSet, Dataset, DatasetDescription, Document, Statement
from datasets.records.changes import Recorder, change_set

from .conftest import address
from .forms import form_of, seen
from .test_actions import said
from .test_policy import blocked

FORM = ChangeSet.Origin.FORM
LIST = address(ChangeSet, "changelist")


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


def changed(write: Callable[[Recorder], object], **about: Any) -> ChangeSet:
    """Change mura as one change set, which is returned."""
    with change_set(FORM, **about) as opened:
        opened.watch("dataset", [Dataset.objects.get(slug="mura").pk])
        write(opened)
    return ChangeSet.objects.get(pk=opened.number)


def name_it(name: str, **about: Any) -> ChangeSet:
    return changed(lambda _: Dataset.objects.filter(slug="mura").update(name=name), **about)


def rename_and_rewrite() -> ChangeSet:
    """Change the name and a text of mura as one change set."""

    def write(_: Recorder) -> None:
        Dataset.objects.filter(slug="mura").update(name="Another name")
        texts = DatasetDescription.objects.filter(dataset__slug="mura", language="fr")
        texts.update(summary="Un autre résumé, assez long.")

    return changed(write)


def ask(browser: Client, row: ChangeSet, *more: ChangeSet) -> Any:
    """Choose the action on the list, for one change set or several."""
    data = {"action": "undo", "_selected_action": [one.pk for one in (row, *more)], "shown": seen(row, *more)}
    return browser.post(LIST, data, follow=True)


def press(browser: Client, page: Any, **filled: Any) -> Any:
    """Press Undo on the page that asks."""
    return browser.post(LIST, {**form_of(page, "undo_form"), **filled}, follow=True)


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


def test_page_shows_what_will_be_set_back_and_changes_nothing(admin_client: Client, mura: Dataset) -> None:
    row = rename_and_rewrite()
    page = ask(admin_client, row)
    text = page.content.decode()
    assert all(words in text for words in ("Another name", "MURA", "text fr", "Un autre résumé"))
    assert "stands in the way" not in text
    assert blocked(page) == []
    assert ChangeSet.current()[0] == row.pk


def test_undoing_sets_everything_back_and_says_so(admin_client: Client, mura: Dataset) -> None:
    before = mura.descriptions.get(language="fr").summary
    row = rename_and_rewrite()
    answer = press(admin_client, ask(admin_client, row), reason="It was a slip.")
    done = ChangeSet.objects.get(pk=ChangeSet.current()[0])
    assert said(answer) == [f"Change set {row} was undone, by {done}: 2 pieces set back."]
    assert Dataset.objects.get(pk=mura.pk).name == "MURA"
    assert mura.descriptions.get(language="fr").summary == before
    assert (done.reverses, done.origin, done.reason) == (row, "undo", "It was a slip.")
    assert done.author == User.objects.get(username="admin")
    assert LogEntry.objects.filter(object_id=str(row.pk)).count() == 1


def test_public_page_is_as_before(admin_client: Client, client: Client, mura: Dataset) -> None:
    row = name_it("Another name")
    assert b"Another name" in client.get("/en/datasets/mura/").content
    press(admin_client, ask(admin_client, row))
    assert b"Another name" not in client.get("/en/datasets/mura/").content


def test_conflict_is_shown_and_nothing_is_undone_while_it_stands(admin_client: Client, mura: Dataset) -> None:
    row, later = rename_and_rewrite(), name_it("A third name")
    page = ask(admin_client, row)
    assert f"it was changed since, by {later}" in page.content.decode()
    answer = press(admin_client, page)
    assert said(answer) == ["Nothing was undone: 1 pieces stand in the way."]
    assert "What stands in the way" in answer.content.decode()
    assert ChangeSet.current()[0] == later.pk
    assert mura.descriptions.get(language="fr").summary == "Un autre résumé, assez long."


def test_conflict_may_be_left_as_it_is(admin_client: Client, mura: Dataset) -> None:
    before = mura.descriptions.get(language="fr").summary
    row = rename_and_rewrite()
    name_it("A third name")
    kept = Change.objects.get(change_set=row, path="name")
    answer = press(admin_client, ask(admin_client, row), keep=str(kept.pk))
    assert said(answer)[0].endswith("1 pieces set back, 1 left as they are.")
    assert Dataset.objects.get(pk=mura.pk).name == "A third name"
    assert mura.descriptions.get(language="fr").summary == before


def test_conflict_that_came_while_the_page_was_open_is_told(admin_client: Client, mura: Dataset) -> None:
    row = rename_and_rewrite()
    page = ask(admin_client, row)
    name_it("A third name")
    answer = press(admin_client, page, reason="It was a slip.")
    assert said(answer) == ["Nothing was undone: 1 pieces stand in the way."]
    assert 'value="It was a slip."' in answer.content.decode()
    assert Dataset.objects.get(pk=mura.pk).name == "A third name"


def test_what_is_used_by_now_is_told(admin_client: Client, mura: Dataset) -> None:
    with change_set(FORM) as opened:
        document = Document.objects.create(code="made", title="Made", kind="page", languages=["en"])
        opened.made("document", [document.pk])
    Statement.objects.create(dataset=mura, field="purpose", printed="why", document=document)
    answer = press(admin_client, ask(admin_client, ChangeSet.objects.get(pk=opened.number)))
    assert "it is used: 1 statements" in answer.content.decode()
    assert Document.objects.filter(code="made").exists()


def test_undone_change_set_is_not_undone_again(admin_client: Client, mura: Dataset) -> None:
    row = name_it("Another name")
    page = ask(admin_client, row)
    press(admin_client, page)
    number = ChangeSet.current()[0]
    assert said(press(admin_client, page)) == [f"Change set {row} was undone already, by {number}."]
    assert ChangeSet.current()[0] == number


def test_several_are_not_undone_at_once(admin_client: Client, mura: Dataset) -> None:
    first, second = name_it("Another name"), name_it("A third name")
    answer = ask(admin_client, first, second)
    assert said(answer) == ["Nothing was undone: choose one change set."]
    assert ChangeSet.current()[0] == second.pk


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "a\0b", "١"])
def test_hostile_choice_is_answered(key: str, admin_client: Client, mura: Dataset) -> None:
    row = name_it("Another name")
    page = ask(admin_client, row)
    assert press(admin_client, page, keep=key, reason="a\0" + "b" * 10_000).status_code == 200
    assert Dataset.objects.get(pk=mura.pk).name == "MURA"
    assert len(ChangeSet.objects.get(pk=ChangeSet.current()[0]).reason) == 500


def test_words_that_attack_stay_text(admin_client: Client, mura: Dataset) -> None:
    attack = "</td><script>alert(1)</script>"
    row = name_it(attack, reason=attack, credit=attack)
    name_it(f"{attack} again")
    assert "<script>alert" not in ask(admin_client, row).content.decode()
    assert "<script>alert" not in admin_client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        (("view_changeset", "change_dataset", "publish_dataset"), True),
        (("view_changeset", "change_dataset"), False),
        (("view_changeset", "publish_dataset"), False),
        (("change_dataset", "publish_dataset"), False),
    ],
)
def test_undoing_takes_the_rights_to_change_and_to_publish(
    given: tuple[str, ...], allowed: bool, client: Client, mura: Dataset
) -> None:
    user = User.objects.create_user("curator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=given))
    client.force_login(user)
    row = name_it("Another name")
    data = {"action": "undo", "_selected_action": [row.pk], "post": "yes"}
    client.post(LIST, data)
    assert (Dataset.objects.get(pk=mura.pk).name == "MURA") is allowed
    assert (ChangeSet.current()[0] > row.pk) is allowed
