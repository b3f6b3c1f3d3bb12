"""Several people at once: what another one did meanwhile is neither overwritten nor lost, and is told."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, Model
from django.test import Client

from datasets import models
from datasets.admin.meanwhile import ComparedForm
from datasets.admin.sets import ComparedFormSet, ComparedList
from datasets.models import Dataset, DatasetDescription, Document, Guide, Modality, Source, SourceDescription

from .conftest import AT_THE_DESK, address
from .forms import errors_of, form_of, seen, sure
from .test_actions import said, shows

Save = Callable[..., Any]


@pytest.fixture
def made(entry: Callable[..., Dataset]) -> Dataset:
    """A small entry."""
    return entry("made-up", status="draft")


@pytest.fixture
def source(db: None) -> Source:
    """A source with a text in two languages."""
    row = Source.objects.get(code="tcia")
    row.descriptions.exclude(language__in=("en", "ru")).delete()
    return row


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


def place(source: Source, language: str) -> int:
    """Return the place of a text on the source's page."""
    return list(source.descriptions.all()).index(source.descriptions.get(language=language))


def test_every_form_of_the_admin_compares(admin_client: Client, rf: Any) -> None:
    request = rf.get("/")
    request.user = User.objects.get(username="admin")
    for model, page in admin.site._registry.items():
        if model in AT_THE_DESK:
            continue
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


def test_a_text_that_was_deleted_is_named_and_what_was_typed_is_kept(me: People, ada: People, source: Source) -> None:
    at = place(source, "ru")
    mine, hers = me(source), ada(source)
    hers.saves(**{f"descriptions-{at}-DELETE": "on"})
    answer = mine.saves(**{f"descriptions-{at}-summary": "Другой текст об источнике."})
    told = [message for messages in errors_of(answer).values() for message in messages]
    assert len(told) == 1
    assert told[0].startswith("The Russian text was deleted by Ada Lovelace on ")
    assert not source.descriptions.filter(language="ru").exists()
    assert "Другой текст об источнике." in unescape(answer.content.decode())
    assert mine.saves().status_code == 302
    assert source.descriptions.get(language="ru").summary == "Другой текст об источнике."


def test_a_part_that_was_deleted_and_not_typed_in_stays_away(me: People, ada: People, source: Source) -> None:
    mine, hers = me(source), ada(source)
    hers.saves(**{f"descriptions-{place(source, 'ru')}-DELETE": "on"})
    answer = mine.saves(name="Another name")
    assert answer.status_code == 302
    shown = said(mine.client.get(answer["Location"]))
    assert any("text was deleted by Ada Lovelace" in text for text in shown)
    assert [text.language for text in source.descriptions.all()] == ["en"]
    assert Source.objects.get(pk=source.pk).name == "Another name"


def test_the_text_of_one_language_that_both_added_is_shown_to_the_second(
    me: People, ada: People, source: Source
) -> None:
    source.descriptions.filter(language="ru").delete()
    mine, hers = me(source), ada(source)

    def text(summary: str) -> dict[str, str]:
        row = {"language": "ru", "origin": "curator", "summary": summary}
        return {"descriptions-TOTAL_FORMS": "2", **{f"descriptions-1-{name}": value for name, value in row.items()}}

    assert hers.saves(**text("Что говорит Ада об этом источнике.")).status_code == 302
    answer = mine.saves(**text("Что говорю я об этом источнике."))
    (message,) = errors_of(answer)["descriptions-2-language"]
    assert "“ru: Что говорит Ада об этом источнике.” was added by Ada Lovelace on " in message
    page = unescape(answer.content.decode())
    assert "Что говорит Ада об этом источнике." in page
    assert "Что говорю я об этом источнике." in page
    assert mine.saves(**{"descriptions-2-DELETE": "on"}).status_code == 302
    assert source.descriptions.get(language="ru").summary == "Что говорит Ада об этом источнике."


def test_a_text_of_its_own_page_that_both_added_is_shown(me: People, ada: People, made: Dataset) -> None:
    url = f"{address(DatasetDescription, 'add')}?dataset={made.pk}&language=ru"
    text = made.descriptions.get()
    mine, hers = me(text).client, ada(text).client
    forms = [form_of(client.get(url), "datasetdescription_form") for client in (mine, hers)]
    typed = {"description": "Описание набора. " * 3}
    assert hers.post(url, {**forms[1], **typed, "summary": "Что говорит Ада об этом наборе."}).status_code == 302
    errors = errors_of(mine.post(url, {**forms[0], **typed, "summary": "Что говорю я об этом наборе."}))
    assert "by Ada Lovelace on " in errors["language"][0]
    assert "“Что говорит Ада об этом наборе." in errors["language"][0]


def test_entries_that_both_added_to_a_guide_have_each_a_place(me: People, ada: People, db: None) -> None:
    guide = Guide.objects.annotate(number=Count("entries")).filter(number__gt=0)[0]
    number, last = guide.entries.count(), guide.entries.order_by("-position")[0].position
    page = me(guide).client.get(address(Guide, "change", guide.pk)).content.decode()
    assert f'name="entries-__prefix__-position" value="{last + 1}"' in page
    mine, hers = me(guide), ada(guide)
    new = Dataset.objects.exclude(pk__in=guide.entries.values("dataset"))[:2]
    for person, dataset in zip((hers, mine), new, strict=True):
        row = {"position": str(last + 1), "dataset": str(dataset.pk), "details": ""}
        added = {f"entries-{number}-{name}": text for name, text in row.items()}
        assert person.saves(**{"entries-TOTAL_FORMS": str(number + 1)}, **added).status_code == 302
    added = guide.entries.filter(dataset__in=list(new)).order_by("position").values_list("position", "dataset")
    assert list(added) == [(last + 1, new[0].pk), (last + 2, new[1].pk)]


def test_a_row_that_was_changed_is_not_deleted_unseen(me: People, ada: People, source: Source) -> None:
    at = place(source, "ru")
    mine, hers = me(source), ada(source)
    hers.saves(**{f"descriptions-{at}-summary": "Ада нашла слова получше."})
    answer = mine.saves(**{f"descriptions-{at}-DELETE": "on"})
    told = [message for messages in errors_of(answer).values() for message in messages]
    assert "by Ada Lovelace" in told[0]
    assert "Ада нашла слова получше." in unescape(answer.content.decode())
    assert mine.saves(**{f"descriptions-{at}-DELETE": "on"}).status_code == 302
    assert not source.descriptions.filter(language="ru").exists()


def test_words_that_were_changed_are_not_approved_unseen(me: People, ada: People, made: Dataset) -> None:
    text = made.descriptions.get()
    mine, hers = me(text), ada(text)
    hers.saves(summary="Ada has found better words.")
    assert "changed the words meanwhile" in errors_of(mine.saves(reviewed="on"))["reviewed"][0]
    assert mine.saves(reviewed="on").status_code == 302


def test_what_was_typed_for_something_that_is_gone_is_kept(me: People, ada: People, db: None) -> None:
    row = Source.objects.create(code="made-up", name="Made up", kind="host")
    SourceDescription.objects.create(source=row, language="en", summary="A source for the tests alone.")
    mine, hers = me(row), ada(row)
    assert hers.client.post(address(Source, "delete", row.pk), sure(row)).status_code == 302
    answer = mine.saves(name="Another name", **{"descriptions-0-summary": "My words about it, which are new."})
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "The source “made-up” was deleted by Ada Lovelace on " in page
    assert "My words about it, which are new." in page
    sent = {**form_of(answer, "gone_form"), "code": "made-up"}
    assert mine.client.post(address(Source, "add"), sent).status_code == 302
    new = Source.objects.get(code="made-up")
    assert (new.name, new.pk == row.pk) == ("Another name", False)
    assert new.descriptions.get().summary == "My words about it, which are new."


def test_an_entry_that_was_changed_is_not_deleted_unseen(me: People, ada: People, made: Dataset) -> None:
    text = made.descriptions.get()
    mine, hers = me(text), ada(text)
    url = address(Dataset, "delete", made.pk)
    asked = form_of(mine.client.get(url), "delete_form")
    hers.saves(summary="Ada has found better words.")
    answer = mine.client.post(url, asked, follow=True)
    assert "was changed by Ada Lovelace on " in said(answer)[0]
    assert Dataset.objects.filter(pk=made.pk).exists()
    assert mine.client.post(url, form_of(answer, "delete_form")).status_code == 302
    assert not Dataset.objects.filter(pk=made.pk).exists()


def test_entries_that_were_changed_are_not_deleted_from_the_list_unseen(me: People, ada: People, made: Dataset) -> None:
    text = made.descriptions.get()
    mine, hers, url = me(text), ada(text), address(Dataset, "changelist")
    chosen = {"action": "delete_selected", "_selected_action": [made.pk], "shown": seen(made)}
    asked = form_of(mine.client.post(url, chosen), "delete_form")
    hers.saves(summary="Ada has found better words.")
    answer = mine.client.post(url, asked)
    assert Dataset.objects.filter(pk=made.pk).exists()
    mine.client.post(url, form_of(answer, "delete_form"))
    assert not Dataset.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("action", ["publish", "mark_texts_reviewed"])
def test_an_action_leaves_out_what_was_changed_since_the_list(
    action: str, me: People, ada: People, made: Dataset, entry: Callable[..., Dataset]
) -> None:
    shows(made)
    other, text = shows(entry("another", status="draft")), made.descriptions.get()
    hers, url = ada(text), address(Dataset, "changelist")
    client = me(text).client
    listed = form_of(client.get(url, {"status__exact": "draft"}), "changelist-form")
    hers.saves(summary="Ada has found better words.")
    data = {**listed, "action": action, "index": "0", "_selected_action": [made.pk, other.pk]}
    answer = client.post(f"{url}?status__exact=draft", data, follow=True)
    assert "Changed since the list was shown: “Made-Up”, by Ada Lovelace on " in said(answer)[0]
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
    mine, hers = me(made.formerslug_set.get()), ada(entry("another").formerslug_set.get())
    hers.saves(slug="the-one")
    assert "already exists" in errors_of(mine.saves(slug="the-one"))["slug"][0]


@pytest.mark.parametrize(
    "junk",
    [
        {"descriptions-0-id": "9" * 30},
        {"descriptions-0-id": "x"},
        {"descriptions-0-id": "²"},
        {"descriptions-INITIAL_FORMS": "9999999"},
        {"descriptions-TOTAL_FORMS": "x"},
        {"descriptions-TOTAL_FORMS": "0"},
        {"descriptions-shown": "\0;:;" * 50},
    ],
)
def test_hostile_counts_and_keys_are_answered(junk: dict[str, str], me: People, source: Source) -> None:
    assert me(source).saves(**junk).status_code in (200, 302)
    assert source.descriptions.count() == 2
