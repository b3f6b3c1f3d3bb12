"""Several people at once: what another one did meanwhile is neither overwritten nor lost, and is told."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from datasets import models
from datasets.admin.meanwhile import ComparedForm
from datasets.admin.sets import ComparedFormSet, ComparedList
from datasets.models import Dataset, DatasetDescription, Disagreement, Document, FormerSlug, Modality, Statement

from .conftest import address
from .forms import errors_of, form_of, seen, sure
from .test_actions import said

Save = Callable[..., Any]


@pytest.fixture
def made(entry: Callable[..., Dataset]) -> Dataset:
    """A small entry, whose page is quick."""
    return entry("made-up", status="draft")


class Person:
    """Somebody with a page open."""

    def __init__(self, client: Client, row: Model, **query: str) -> None:
        self.client, self.url = client, address(type(row), "change", row.pk)
        self.form_id = f"{row._meta.model_name}_form"
        self.form = form_of(client.get(self.url), self.form_id)

    def saves(self, **changes: str) -> Any:
        """Send the page as it was opened, with changes; what comes back is the page that is open then."""
        answer = self.client.post(self.url, {**self.form, **changes})
        if answer.status_code == 200:
            self.form = form_of(answer, self.form_id)
        return answer


@pytest.fixture
def ada(client: Client, django_user_model: type[User]) -> Callable[[Model], Person]:
    """Open a page for Ada, who may do everything."""
    user = django_user_model.objects.create_superuser("ada", first_name="Ada", last_name="Lovelace")
    client.force_login(user)
    return lambda row: Person(client, row)


@pytest.fixture
def me(admin_client: Client) -> Callable[[Model], Person]:
    """Open a page for the one whose input has to be kept."""
    return lambda row: Person(admin_client, row)


People = Callable[[Model], Person]


def place(made: Dataset, part: str, **about: Any) -> int:
    """Return the place of a part on the entry's page."""
    return list(getattr(made, part).all()).index(getattr(made, part).get(**about))


def test_every_form_of_the_admin_compares(admin_client: Client, rf: Any) -> None:
    request = rf.get("/")
    request.user = User.objects.get(username="admin")
    for model, page in admin.site._registry.items():
        assert issubclass(page.get_form(request, model._default_manager.first(), change=True), ComparedForm), model
        for inline in page.get_inline_instances(request, None):
            formset = inline.get_formset(request, None)
            assert issubclass(formset, ComparedFormSet), inline
            assert issubclass(formset.form, ComparedForm), inline
        if page.list_editable:
            request.listed = None
            formset = page.get_changelist_formset(request)
            assert issubclass(formset, ComparedList)
            assert issubclass(formset.form, ComparedForm)


def test_what_only_another_changed_stays(me: People, ada: People, db: None) -> None:
    row = Document.objects.all()[0]
    mine, hers = me(row), ada(row)
    assert hers.saves(title="What Ada calls it").status_code == 302
    assert mine.saves(url="https://example.org/mine").status_code == 302
    row.refresh_from_db()
    assert (row.title, row.url) == ("What Ada calls it", "https://example.org/mine")


def test_what_both_changed_is_told_with_both_values_and_saved_the_second_time(
    me: People, ada: People, db: None
) -> None:
    row = Document.objects.all()[0]
    mine, hers = me(row), ada(row)
    hers.saves(title="What Ada calls it", kind="page")
    answer = mine.saves(title="What I call it")
    (message,) = errors_of(answer)["title"]
    assert message.startswith("This was changed by Ada Lovelace on ")
    assert "to “What Ada calls it”. You have “What I call it”." in message
    assert Document.objects.get(pk=row.pk).title == "What Ada calls it"
    assert mine.form["title"] == ["What I call it"]
    assert mine.form["kind"] == ["page"]
    assert mine.saves().status_code == 302
    row.refresh_from_db()
    assert (row.title, row.kind) == ("What I call it", "page")


def test_what_both_changed_alike_is_no_conflict(me: People, ada: People, db: None) -> None:
    row = Document.objects.all()[0]
    mine, hers = me(row), ada(row)
    hers.saves(title="It")
    assert mine.saves(title="It", author="Me").status_code == 302


def test_choices_and_languages_are_told_in_words(me: People, ada: People, db: None) -> None:
    term = Modality.objects.filter(parent__isnull=True)[0]
    parents = Modality.objects.exclude(pk=term.pk).filter(parent__isnull=True)
    mine, hers = me(term), ada(term)
    hers.saves(parent=str(parents[0].pk), names_fr="Ce qu’Ada dit")
    errors = errors_of(mine.saves(parent=str(parents[1].pk), names_fr="Ce que je dis"))
    assert f"to “{parents[0]}”. You have “{parents[1]}”" in errors["parent"][0]
    assert "Ce qu’Ada dit" in errors["names"][0]
    assert "{" not in " ".join(message for messages in errors.values() for message in messages)


def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(me: People, db: None) -> None:
    row = Document.objects.all()[0]
    mine = me(row)
    assert "title" in errors_of(mine.saves(shown="", title="Another"))
    assert "title" in errors_of(mine.saves(shown="junk;:;1:2", title="Another"))
    assert Document.objects.get(pk=row.pk).title == row.title


def test_different_statements_of_one_entry_never_collide(me: People, ada: People, made: Dataset) -> None:
    mine, hers = me(made), ada(made)
    number = made.statement_set.count()
    document = str(Document.objects.all()[0].pk)

    def another(field: str, value: str) -> dict[str, str]:
        row = {"field": field, "value": value, "printed": value, "document": document, "standing": "normal"}
        return {
            "statement_set-TOTAL_FORMS": str(number + 1),
            **{f"statement_set-{number}-{name}": text for name, text in row.items()},
        }

    assert hers.saves(**another("size", "5 GB"), **{"statement_set-1-note": "Ada looked."}).status_code == 302
    assert mine.saves(**another("year", "2019"), **{"statement_set-2-note": "I looked."}).status_code == 302
    made.refresh_from_db()
    assert (made.size_bytes, made.year) == (5_000_000_000, 2019)
    assert sorted(filter(None, made.statement_set.values_list("note", flat=True))) == ["Ada looked.", "I looked."]
    positions = list(made.statement_set.values_list("position", flat=True))
    assert len(set(positions)) == len(positions)


def test_a_corrected_statement_is_told_to_whom_it_was_changed_under(me: People, ada: People, made: Dataset) -> None:
    at = place(made, "statement_set", field="category")
    mine, hers = me(made), ada(made)
    hers.saves(**{f"statement_set-{at}-value": "signals", f"statement_set-{at}-printed": "signals"})
    answer = mine.saves(**{f"statement_set-{at}-note": "I looked."})
    last = made.statement_set.count()
    ((message,),) = errors_of(answer).values()
    assert "was replaced by “category: signals” by Ada Lovelace on " in message
    assert mine.form[f"statement_set-{last}-note"] == ["I looked."]
    assert mine.saves(**{f"statement_set-{last}-DELETE": "on"}).status_code == 302
    assert made.statement_set.get(field="category").value == "signals"


def test_two_standings_of_one_statement_are_told(me: People, ada: People, made: Dataset) -> None:
    at = place(made, "statement_set", field="kind")
    mine, hers = me(made), ada(made)
    hers.saves(**{f"statement_set-{at}-standing": "preferred", f"statement_set-{at}-reason_en": "Ada says so."})
    mine_is = {f"statement_set-{at}-standing": "preferred", f"statement_set-{at}-reason_en": "I say so."}
    errors = errors_of(mine.saves(**mine_is))
    assert list(errors) == [f"statement_set-{at}-reason"]
    assert mine.saves().status_code == 302
    assert made.statement_set.get(field="kind").reason == {"en": "I say so."}


def test_a_text_that_was_deleted_is_named_and_what_was_typed_is_kept(me: People, ada: People, made: Dataset) -> None:
    DatasetDescription.objects.create(dataset=made, language="ru", summary="Текст о наборе.", description="а" * 50)
    at = place(made, "descriptions", language="ru")
    mine, hers = me(made), ada(made)
    hers.saves(**{f"descriptions-{at}-DELETE": "on"})
    answer = mine.saves(**{f"descriptions-{at}-summary": "Другой текст о наборе."})
    told = [message for messages in errors_of(answer).values() for message in messages]
    assert len(told) == 1
    assert told[0].startswith("The Russian text was deleted by Ada Lovelace on ")
    assert not made.descriptions.filter(language="ru").exists()
    assert "Другой текст о наборе." in unescape(answer.content.decode())
    assert mine.saves().status_code == 302
    assert made.descriptions.get(language="ru").summary == "Другой текст о наборе."


def test_a_part_that_was_deleted_and_not_typed_in_stays_away(me: People, ada: People, made: Dataset) -> None:
    mine, hers = me(made), ada(made)
    hers.saves(**{"descriptions-0-DELETE": "on", "formerslug_set-0-DELETE": "on", "disagreement_set-0-DELETE": "on"})
    answer = mine.saves(name="Another name")
    assert answer.status_code == 302
    shown = said(mine.client.get(answer["Location"]))
    assert any("text was deleted by Ada Lovelace" in text for text in shown)
    assert not made.descriptions.exists()
    assert not FormerSlug.objects.filter(dataset=made).exists()
    assert Dataset.objects.get(pk=made.pk).name == "Another name"


def test_the_text_of_one_language_that_both_added_is_shown_to_the_second(
    me: People, ada: People, made: Dataset
) -> None:
    mine, hers = me(made), ada(made)

    def text(summary: str) -> dict[str, str]:
        row = {"language": "ru", "origin": "curator", "summary": summary, "description": "Описание набора. " * 3}
        return {"descriptions-TOTAL_FORMS": "2", **{f"descriptions-1-{name}": value for name, value in row.items()}}

    assert hers.saves(**text("Что говорит Ада об этом наборе.")).status_code == 302
    answer = mine.saves(**text("Что говорю я об этом наборе."))
    (message,) = errors_of(answer)["descriptions-2-language"]
    assert "“ru: Что говорит Ада об этом наборе.” was added by Ada Lovelace on " in message
    page = unescape(answer.content.decode())
    assert "Что говорит Ада об этом наборе." in page
    assert "Что говорю я об этом наборе." in page
    assert mine.saves(**{"descriptions-2-DELETE": "on"}).status_code == 302
    assert made.descriptions.get(language="ru").summary == "Что говорит Ада об этом наборе."


def test_a_text_of_its_own_page_that_both_added_is_shown(me: People, ada: People, made: Dataset) -> None:
    url = f"{address(DatasetDescription, 'add')}?dataset={made.pk}&language=ru"
    mine, hers = me(made).client, ada(made).client
    forms = [form_of(client.get(url), "datasetdescription_form") for client in (mine, hers)]
    typed = {"description": "Описание набора. " * 3}
    assert hers.post(url, {**forms[1], **typed, "summary": "Что говорит Ада об этом наборе."}).status_code == 302
    errors = errors_of(mine.post(url, {**forms[0], **typed, "summary": "Что говорю я об этом наборе."}))
    assert "by Ada Lovelace on " in errors["language"][0]
    assert "“Что говорит Ада об этом наборе." in errors["language"][0]


def test_notes_that_both_added_have_each_a_place(me: People, ada: People, made: Dataset) -> None:
    page = me(made).client.get(address(Dataset, "change", made.pk)).content.decode()
    assert 'name="disagreement_set-__prefix__-position" value="1"' in page
    mine, hers = me(made), ada(made)
    row = {"field": "size", "kind": "claim", "position": "1"}
    for person, words in ((hers, "Ada notes."), (mine, "I note.")):
        added = {f"disagreement_set-1-{name}": text for name, text in {**row, "explanation_en": words}.items()}
        assert person.saves(**{"disagreement_set-TOTAL_FORMS": "2"}, **added).status_code == 302
    notes = Disagreement.objects.filter(dataset=made).values_list("position", "explanation__en")
    assert list(notes)[1:] == [(1, "Ada notes."), (2, "I note.")]


def test_a_row_that_was_changed_is_not_deleted_unseen(me: People, ada: People, made: Dataset) -> None:
    mine, hers = me(made), ada(made)
    hers.saves(**{"descriptions-0-summary": "Ada has found better words."})
    answer = mine.saves(**{"descriptions-0-DELETE": "on"})
    told = [message for messages in errors_of(answer).values() for message in messages]
    assert "by Ada Lovelace" in told[0]
    assert "Ada has found better words." in unescape(answer.content.decode())
    assert mine.saves(**{"descriptions-0-DELETE": "on"}).status_code == 302
    assert not made.descriptions.exists()


def test_words_that_were_changed_are_not_approved_unseen(me: People, ada: People, made: Dataset) -> None:
    text = made.descriptions.get()
    mine, hers = me(text), ada(text)
    hers.saves(summary="Ada has found better words.")
    assert "changed the words meanwhile" in errors_of(mine.saves(reviewed="on"))["reviewed"][0]
    assert mine.saves(reviewed="on").status_code == 302


@pytest.mark.parametrize("status", ["withdrawn", "published"])
def test_a_changed_status_is_told_before_anything_is_saved(status: str, me: People, ada: People, made: Dataset) -> None:
    mine, hers = me(made), ada(made)
    hers.saves(status=status)
    answer = mine.saves(name="Another name")
    assert "was changed by Ada Lovelace on " in errors_of(answer)["status"][0]
    assert f"“{status.capitalize()}” now" in errors_of(answer)["status"][0]
    assert mine.form["name"] == ["Another name"]
    assert mine.saves().status_code == 302
    made.refresh_from_db()
    assert (made.name, made.status) == ("Another name", status)


def test_what_was_typed_for_an_entry_that_is_gone_is_kept(me: People, ada: People, made: Dataset) -> None:
    mine, hers = me(made), ada(made)
    made_key = made.pk
    assert hers.client.post(address(Dataset, "delete", made.pk), sure(made)).status_code == 302
    answer = mine.saves(name="Another name", **{"descriptions-0-summary": "My words about it, which are new."})
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "The dataset “Made-Up” was deleted by Ada Lovelace on " in page
    assert "My words about it, which are new." in page
    again = mine.client.post(address(Dataset, "add"), form_of(answer, "gone_form"))
    assert again.status_code == 302
    new = Dataset.objects.get(slug="made-up")
    assert (new.name, new.pk == made_key) == ("Another name", False)
    assert new.descriptions.get().summary == "My words about it, which are new."
    assert new.statement_set.count() > 5


def test_what_was_typed_for_a_statement_that_was_taken_back_is_kept(me: People, ada: People, made: Dataset) -> None:
    row = made.statement_set.get(field="link")
    mine, hers = me(row), ada(made)
    at = place(made, "statement_set", field="link")
    hers.saves(**{f"statement_set-{at}-DELETE": "on"})
    answer = mine.saves(note="I looked.")
    assert answer.status_code == 409
    assert "was taken back by Ada Lovelace on " in answer.content.decode()
    assert "I looked." in answer.content.decode()


def test_an_entry_that_was_changed_is_not_deleted_unseen(me: People, ada: People, made: Dataset) -> None:
    mine, hers = me(made), ada(made)
    url = address(Dataset, "delete", made.pk)
    asked = form_of(mine.client.get(url), "delete_form")
    hers.saves(name="Another name")
    answer = mine.client.post(url, asked, follow=True)
    assert "was changed by Ada Lovelace on " in said(answer)[0]
    assert Dataset.objects.filter(pk=made.pk).exists()
    assert mine.client.post(url, form_of(answer, "delete_form")).status_code == 302
    assert not Dataset.objects.filter(pk=made.pk).exists()


def test_entries_that_were_changed_are_not_deleted_from_the_list_unseen(me: People, ada: People, made: Dataset) -> None:
    mine, hers, url = me(made), ada(made), address(Dataset, "changelist")
    chosen = {"action": "delete_selected", "_selected_action": [made.pk], "shown": seen(made)}
    asked = form_of(mine.client.post(url, chosen), "delete_form")
    hers.saves(name="Another name")
    answer = mine.client.post(url, asked)
    assert Dataset.objects.filter(pk=made.pk).exists()
    mine.client.post(url, form_of(answer, "delete_form"))
    assert not Dataset.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("action", ["publish", "mark_texts_reviewed"])
def test_an_action_leaves_out_what_was_changed_since_the_list(
    action: str, me: People, ada: People, made: Dataset, entry: Callable[..., Dataset]
) -> None:
    other = entry("another", status="draft")
    hers, url = ada(made), address(Dataset, "changelist")
    client = me(made).client
    listed = form_of(client.get(url, {"status__exact": "draft"}), "changelist-form")
    hers.saves(name="Another name")
    data = {**listed, "action": action, "index": "0", "_selected_action": [made.pk, other.pk]}
    answer = client.post(f"{url}?status__exact=draft", data, follow=True)
    assert "Changed since the list was shown: “Another name”, by Ada Lovelace on " in said(answer)[0]
    assert Dataset.objects.get(pk=made.pk).status == "draft"
    assert not made.descriptions.get().reviewed
    assert action != "publish" or Dataset.objects.get(pk=other.pk).status == "published"


def test_positions_in_a_list_are_compared(me: People, ada: People, db: None) -> None:
    first, second = Modality.objects.all()[:2]
    url, client = address(Modality, "changelist"), me(first).client
    listed = form_of(client.get(url), "changelist-form")
    ada(first).saves(position="70")
    answer = client.post(url, {**listed, "form-0-position": "80", "form-1-position": "81", "_save": "Save"})
    assert answer.status_code == 200
    (errors,) = [form.errors for form in answer.context["cl"].formset.forms if form.errors]
    assert "to “70”. You have “80”" in errors["position"][0]
    assert Modality.objects.get(pk=second.pk).position == second.position
    assert client.post(url, {**form_of(answer, "changelist-form"), "_save": "Save"}).status_code == 302
    assert [Modality.objects.get(pk=row.pk).position for row in (first, second)] == [80, 81]


def test_a_row_that_is_gone_from_a_list_is_named(me: People, ada: People, db: None) -> None:
    row = models.Task.objects.create(code="made-up", names={"en": "Made up"})
    url, client = address(models.Task, "changelist"), me(row).client
    listed = form_of(client.get(url), "changelist-form")
    hers = ada(row).client
    assert hers.post(address(models.Task, "delete", row.pk), sure(row)).status_code == 302
    (name,) = [name for name, sent in listed.items() if sent == [str(row.pk)] and name.endswith("-id")]
    answer = client.post(url, {**listed, name.replace("-id", "-position"): "80", "_save": "Save"})
    assert "The task “made-up” was deleted by Ada Lovelace on " in str(answer.context["cl"].formset.non_form_errors())
    assert client.post(url, {**form_of(answer, "changelist-form"), "_save": "Save"}).status_code == 302


def test_one_slug_that_both_give_is_told(me: People, ada: People, made: Dataset, entry: Callable[..., Dataset]) -> None:
    other = entry("another")
    mine, hers = me(made), ada(other)
    hers.saves(slug="the-one")
    assert "already exists" in errors_of(mine.saves(slug="the-one"))["slug"][0]


@pytest.mark.parametrize(
    "junk",
    [
        {"statement_set-0-id": "9" * 30},
        {"statement_set-0-id": "x"},
        {"statement_set-INITIAL_FORMS": "9999999"},
        {"statement_set-TOTAL_FORMS": "x"},
        {"statement_set-TOTAL_FORMS": "0"},
        {"statement_set-shown": "\0;:;" * 50},
        {"descriptions-0-id": "²"},
    ],
)
def test_hostile_counts_and_keys_are_answered(junk: dict[str, str], me: People, made: Dataset) -> None:
    before = Statement.objects.filter(dataset=made).count()
    assert me(made).saves(**junk).status_code in (200, 302)
    assert Statement.objects.filter(dataset=made).count() >= before
