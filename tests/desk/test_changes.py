"""Change sets at the desk: what the list and the page say, and undoing one, all of it or nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from datasets.desk import changes as desk
from datasets.models import Change, ChangeSet, Dataset, DatasetDescription, Document, Statement
from datasets.records.changes import change_set

from .deciding import ATTACK, HOSTILE, account, changed, name_it, page_of, said

LIST = "/en/desk/changes/"


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


@pytest.fixture
def editor(db: None) -> Client:
    return account("eva", "Editors")[1]


def rename_and_rewrite() -> ChangeSet:
    """Change the name and a text of mura as one change set."""

    def write() -> None:
        Dataset.objects.filter(slug="mura").update(name="Another name")
        texts = DatasetDescription.objects.filter(dataset__slug="mura", language="fr")
        texts.update(summary="Un autre résumé, assez long.")

    return changed(write)


def press(browser: Client, row: ChangeSet, **filled: Any) -> Any:
    """Press Undo on the page of a change set."""
    return browser.post(page_of(row), filled)


def numbers(page: Any) -> list[int]:
    return [row.change_set.pk for row in page.context["rows"]]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_list_says_who_did_what_why_and_from_where_the_newest_first(editor: Client, mura: Dataset) -> None:
    ada = account("ada")[0]
    first = name_it("Another name", author=ada, reason="It is called so.")
    second = name_it("A third name", author=ada, credit="Ada Lovelace")
    page = editor.get(LIST)
    assert numbers(page)[:2] == [second.pk, first.pk]
    text = page.content.decode()
    for words in (">ada<", "Ada Lovelace", "by hand", "It is called so.", "<del>MURA</del>", "<ins>Another name</ins>"):
        assert words in text
    assert f'<a class="button small" href="{page_of(first)}">' in text


def test_list_is_of_some_days_one_entry_one_person(editor: Client, mura: Dataset) -> None:
    old, new = name_it("Old", author=account("ada")[0]), name_it("New", credit="Zoe")
    ChangeSet.objects.filter(pk__lt=new.pk).update(created=timezone.now() - timedelta(days=8))
    assert numbers(editor.get(LIST, {"days": "7"})) == [new.pk]
    assert numbers(editor.get(LIST, {"days": "9", "by": "ada"})) == [old.pk]
    assert numbers(editor.get(LIST, {"by": "Zoe"})) == [new.pk]
    assert numbers(editor.get(LIST, {"entry": "mura"}))[:2] == [new.pk, old.pk]
    assert new.pk not in numbers(editor.get(LIST, {"entry": "brats"}))
    for key in (*HOSTILE, f"{1:09}{9**20}"):
        assert editor.get(LIST, {"days": key, "entry": key, "by": key, "page": key}).status_code == 200


@pytest.mark.one_database
def test_list_is_paged_and_costs_as_much_for_many_as_for_one(
    editor: Client, mura: Dataset, django_assert_max_num_queries: Any
) -> None:
    for number in range(32):
        name_it(f"Name {number}")
    with django_assert_max_num_queries(12):
        page = editor.get(LIST)
    assert (len(numbers(page)), page.context["shown"].paginator.num_pages) == (30, 2)


# --- one change set ---------------------------------------------------------------------------------------------------


def test_page_shows_what_was_changed_and_changes_nothing(editor: Client, mura: Dataset) -> None:
    row = rename_and_rewrite()
    text = editor.get(page_of(row)).content.decode()
    assert all(words in text for words in ("Another name", "MURA", "Text in French", "Un autre résumé", "Undo"))
    assert "stands in the way" not in text
    assert ChangeSet.current()[0] == row.pk


@pytest.mark.one_database
def test_page_of_a_large_one_is_cut(
    editor: Client, mura: Dataset, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(desk, "LISTED", 1)
    row = rename_and_rewrite()
    with django_assert_max_num_queries(29):
        assert "and 1 more" in editor.get(page_of(row)).content.decode()
    seeded = ChangeSet.objects.filter(origin="seed").first()
    if seeded is not None:
        with django_assert_max_num_queries(29):
            editor.get(page_of(seeded))


def test_undoing_sets_everything_back_and_says_so(editor: Client, client: Client, mura: Dataset) -> None:
    before = mura.descriptions.get(language="fr").summary
    row = rename_and_rewrite()
    assert b"Another name" in client.get("/en/datasets/mura/").content
    answer = press(editor, row, reason="It was a slip.")
    done = ChangeSet.objects.get(pk=ChangeSet.current()[0])
    assert (answer.status_code, answer["Location"]) == (303, page_of(done))
    assert said(answer)[0].startswith("Undone: 2 pieces set back.")
    assert Dataset.objects.get(pk=mura.pk).name == "MURA"
    assert mura.descriptions.get(language="fr").summary == before
    assert (done.reverses, done.origin, done.reason, done.author.username) == (row, "undo", "It was a slip.", "eva")
    assert b"Another name" not in client.get("/en/datasets/mura/").content
    assert f'href="{page_of(done)}"' in editor.get(page_of(row)).content.decode()
    assert f"undone by {done}" in editor.get(LIST).content.decode()


def test_undoing_the_undoing_does_it_again(editor: Client, mura: Dataset) -> None:
    press(editor, name_it("Another name"))
    back = ChangeSet.objects.get(pk=ChangeSet.current()[0])
    assert "Redo" in editor.get(page_of(back)).content.decode()
    assert said(press(editor, back))[-1].startswith("Done again: 1 piece.")
    assert Dataset.objects.get(pk=mura.pk).name == "Another name"


def test_conflict_is_shown_and_nothing_is_undone_while_it_stands(editor: Client, mura: Dataset) -> None:
    row, later = rename_and_rewrite(), name_it("A third name")
    text = editor.get(page_of(row)).content.decode()
    assert "It was changed since." in text
    assert f'href="{page_of(later)}"' in text
    assert "<del>A third name</del>" in text
    answer = press(editor, row)
    assert (answer.status_code, ChangeSet.current()[0]) == (400, later.pk)
    assert "Nothing was saved." in answer.content.decode()
    assert mura.descriptions.get(language="fr").summary == "Un autre résumé, assez long."


@pytest.mark.parametrize("at_once", [True, False])
def test_conflict_may_be_left_as_it_is(at_once: bool, editor: Client, mura: Dataset) -> None:
    before = mura.descriptions.get(language="fr").summary
    row = rename_and_rewrite()
    name_it("A third name")
    kept = Change.objects.get(change_set=row, path="name")
    answer = press(editor, row, **({"leave_all": "yes"} if at_once else {"leave": str(kept.pk)}))
    assert said(answer)[0].startswith("Undone: 1 piece set back. 1 left as it is.")
    assert Dataset.objects.get(pk=mura.pk).name == "A third name"
    assert mura.descriptions.get(language="fr").summary == before


def test_conflict_that_came_while_the_page_was_open_is_told(editor: Client, mura: Dataset) -> None:
    row = rename_and_rewrite()
    editor.get(page_of(row))
    name_it("A third name")
    answer = press(editor, row, reason="It was a slip.")
    assert 'value="It was a slip."' in answer.content.decode()
    assert Dataset.objects.get(pk=mura.pk).name == "A third name"


def test_what_is_used_by_now_is_told(editor: Client, mura: Dataset) -> None:
    with change_set("form") as opened:
        document = Document.objects.create(code="made", title="Made", kind="page", languages=["en"])
        opened.made("document", [document.pk])
    Statement.objects.create(dataset=mura, field="purpose", printed="why", document=document)
    answer = press(editor, ChangeSet.objects.get(pk=opened.number))
    assert "it is used: 1 statements" in answer.content.decode()
    assert Document.objects.filter(code="made").exists()


def test_undone_change_set_is_not_undone_again(editor: Client, mura: Dataset) -> None:
    row = name_it("Another name")
    press(editor, row)
    number = ChangeSet.current()[0]
    answer = press(editor, row)
    assert f"It was undone already, by change {number}." in answer.content.decode()
    assert ChangeSet.current()[0] == number


@pytest.mark.parametrize("key", HOSTILE)
def test_hostile_choice_is_answered(key: str, editor: Client, mura: Dataset) -> None:
    row = name_it("Another name")
    assert press(editor, row, leave=key, reason="a\0" + "b" * 10_000).status_code == 303
    assert Dataset.objects.get(pk=mura.pk).name == "MURA"
    assert len(ChangeSet.objects.get(pk=ChangeSet.current()[0]).reason) == 500


@pytest.mark.one_database
def test_words_that_attack_stay_text(editor: Client, mura: Dataset) -> None:
    row = name_it(ATTACK, reason=ATTACK, credit=ATTACK)
    name_it(f"{ATTACK} again")
    for url in (LIST, page_of(row), f"{LIST}?by={ATTACK}"):
        assert "<script>alert" not in editor.get(url).content.decode()


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
    given: tuple[str, ...], allowed: bool, mura: Dataset
) -> None:
    _, browser = account("curator", rights=given)
    row = name_it("Another name")
    page = browser.get(page_of(row))
    assert (page.status_code == 200) is ("view_changeset" in given)
    if page.status_code == 200:
        assert page.context["undoable"] is allowed
    assert press(browser, row).status_code == (303 if allowed else 403)
    assert (Dataset.objects.get(pk=mura.pk).name == "MURA") is allowed
