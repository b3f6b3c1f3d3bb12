"""Texts at the desk: what is to be done, approving twenty of them by the page, and writing one beside its original."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from datasets.models import Change, ChangeSet, Dataset, DatasetDescription, Proposal
from datasets.records import dumping
from datasets.records.undoing import undo
from datasets.translation import upkeep

pytestmark = pytest.mark.django_db

SUMMARY = "Un résumé que quelqu'un vient d'écrire."
DESCRIPTION = "Une description que quelqu'un vient d'écrire, assez longue pour être prise."
WORDS = {"summary": SUMMARY, "description": DESCRIPTION}


@pytest.fixture
def translator(client: Client) -> Client:
    client.force_login(account("translator", "Translators"))
    return client


def account(name: str, role: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def text(slug: str = "kits19", language: str = "fr") -> Any:
    return upkeep.with_current(DatasetDescription.objects.filter(dataset__slug=slug, language=language)).get()


def address(slug: str = "kits19", language: str = "fr") -> str:
    return f"/en/desk/entries/{slug}/texts/{language}/"


def changed_original(slug: str = "kits19") -> None:
    DatasetDescription.objects.filter(dataset__slug=slug, language="en").update(summary="It says something else now.")


def fields(page: str) -> dict[str, str]:
    """Return what the page says it showed of each text."""
    return dict(re.findall(r'name="(shown-\d+)" value="(\w+)"', page))


def seen(slug: str = "kits19") -> dict[str, str]:
    return {"seen": str(Dataset.objects.get(slug=slug).revision)}


def dump(slug: str = "kits19") -> Any:
    (record,) = dumping.dump_datasets(Dataset.objects.filter(slug=slug))
    return {**record, "changed": None}


# --- what is to be done -----------------------------------------------------------------------------------------------


def test_numbers_lead_to_the_texts_that_they_count(translator: Client) -> None:
    changed_original()
    DatasetDescription.objects.filter(dataset__slug="mura", language="ru").delete()
    page = translator.get("/en/desk/texts/").content.decode()
    assert '<a href="/en/desk/texts/ru/?state=missing">1</a>' in page
    assert '<a href="/en/desk/texts/fr/?state=outdated">1</a>' in page
    assert 'href="/admin/texts/"' in page
    missing = translator.get("/en/desk/texts/ru/?state=missing").content.decode()
    assert 'href="/en/desk/entries/mura/texts/ru/' in missing
    outdated = translator.get("/en/desk/texts/fr/?state=outdated")
    assert [row.text.dataset.slug for row in outdated.context["rows"]] == ["kits19"]


def test_queue_costs_the_same_for_one_text_and_twenty(translator: Client) -> None:
    translator.get("/fr/desk/texts/ru/")
    with CaptureQueriesContext(connection) as many:
        page = translator.get("/fr/desk/texts/ru/").content.decode()
    assert page.count('type="checkbox"') == 20
    assert "checked" not in page
    DatasetDescription.objects.exclude(dataset__slug="kits19").update(reviewed=True)
    with CaptureQueriesContext(connection) as one:
        translator.get("/fr/desk/texts/ru/")
    assert len(one) == len(many) < 30


# --- approving by the page --------------------------------------------------------------------------------------------


def test_twenty_texts_are_approved_with_one_button_and_come_back(translator: Client) -> None:
    shown = fields(translator.get("/en/desk/texts/fr/").content.decode())
    keys = [name.removeprefix("shown-") for name in shown]
    assert len(keys) == 20
    before = {slug: dump(slug) for slug in ("kits19", "mura")}
    sent = translator.post("/en/desk/texts/fr/", {**shown, "right": keys})
    assert (sent.status_code, sent["Location"]) == (303, "/en/desk/texts/fr/?state=unreviewed")
    assert DatasetDescription.objects.filter(pk__in=keys, reviewed=True).count() == 20
    number = ChangeSet.current()[0]
    assert Change.objects.filter(change_set=number).count() == 20
    assert ChangeSet.objects.get(pk=number).author.username == "translator"  # type: ignore[union-attr]
    undo(number)
    assert not DatasetDescription.objects.filter(pk__in=keys, reviewed=True).exists()
    assert {slug: dump(slug) for slug in before} == before


def test_text_that_was_changed_meanwhile_is_named_and_not_approved(translator: Client) -> None:
    shown = fields(translator.get("/en/desk/texts/fr/").content.decode())
    one, original, third = [DatasetDescription.objects.get(pk=name.removeprefix("shown-")) for name in shown][:3]
    DatasetDescription.objects.filter(pk=one.pk).update(summary="Autre chose, depuis la page.")
    changed_original(original.dataset.slug)
    sent = translator.post("/en/desk/texts/fr/", {**shown, "right": [one.pk, original.pk, third.pk]}, follow=True)
    for row in (one, original):
        assert f"Not approved, for it was changed meanwhile: {row.dataset.name}" in sent.content.decode()
        row.refresh_from_db()
        assert not row.reviewed
    third.refresh_from_db()
    assert third.reviewed


def test_nobody_approves_their_own_words_but_a_superuser(translator: Client, admin_client: Client) -> None:
    own = text()
    DatasetDescription.objects.update(reviewed=True)
    me = User.objects.get(username="translator")
    DatasetDescription.objects.filter(pk=own.pk).update(reviewed=False, written_by=me)
    page = translator.get("/en/desk/texts/fr/")
    assert "You wrote it: somebody else approves it." in page.content.decode()
    ticked = {"right": own.pk, f"shown-{own.pk}": page.context["rows"][0].fingerprint}
    sent = translator.post("/en/desk/texts/fr/", ticked, follow=True)
    assert "Not approved, for you wrote it: KiTS19" in sent.content.decode()
    assert not text().reviewed
    assert translator.post(address(), {**seen(), "act": "approve"}).status_code == 403
    DatasetDescription.objects.filter(pk=own.pk).update(written_by=User.objects.get(username="admin"))
    admin_client.post("/en/desk/texts/fr/", ticked)
    assert text().reviewed


def test_approving_says_that_the_text_fits_the_original_of_today(translator: Client) -> None:
    changed_original()
    shown = fields(translator.get("/en/desk/texts/fr/?state=outdated").content.decode())
    (key,) = shown
    translator.post("/en/desk/texts/fr/?state=outdated", {**shown, "right": key.removeprefix("shown-")})
    assert text().reviewed
    assert text().translated_from == text().current


def test_who_may_not_review_sees_no_boxes_and_sends_nothing(client: Client) -> None:
    client.force_login(account("curator", "Curators"))
    assert 'type="checkbox"' not in client.get("/en/desk/texts/fr/").content.decode()
    assert client.post("/en/desk/texts/fr/", {"right": text().pk}).status_code == 403


@pytest.mark.parametrize("keys", [[], ["x"], ["²"], ["9" * 40]])
def test_nothing_ticked_is_nothing_done(translator: Client, keys: list[str]) -> None:
    number = ChangeSet.current()[0]
    sent = translator.post("/en/desk/texts/fr/", {"right": keys})
    assert sent.status_code == 400
    assert ChangeSet.current()[0] == number


# --- writing one ------------------------------------------------------------------------------------------------------


def test_text_of_a_translator_is_proposed_and_an_editors_is_written(translator: Client, admin_client: Client) -> None:
    before = text().summary
    sent = translator.post(address(), {**seen(), **WORDS})
    assert (sent.status_code, sent["Location"]) == (303, "/en/desk/entries/kits19/")
    assert text().summary == before
    (edit,) = Proposal.objects.get().edits.all()
    assert edit.after == {
        **WORDS, "origin": "curator", "reviewed": False, "translated_from": text().current,
    }  # fmt: skip
    kept = dump()
    admin_client.post(address(), {**seen(), **WORDS, "next": "/en/desk/texts/fr/"})
    row = text()
    assert (row.summary, row.origin, row.reviewed) == (SUMMARY, "curator", False)
    assert row.written_by.username == "admin"
    undo(ChangeSet.current()[0])
    assert dump() == kept


def test_text_whose_words_still_fit_stays_whose_it_was(admin_client: Client) -> None:
    changed_original()
    row = text()
    words = {"summary": row.summary, "description": row.description}
    admin_client.post(address(), {**seen(), **words})
    assert (text().origin, text().translated_from) == ("machine", text().current)
    sent = admin_client.post(address(), {**seen(), **words})
    assert "Nothing was changed." in sent.content.decode()


def test_what_is_wrong_is_said_in_words_and_what_was_typed_stays(admin_client: Client) -> None:
    sent = admin_client.post(address(), {**seen(), "summary": "Trop court.", "description": DESCRIPTION})
    assert sent.status_code == 400
    assert "Characters: 11; between 20 and 300 will do." in sent.content.decode()
    assert DESCRIPTION.replace("'", "&#x27;") in sent.content.decode()
    sent = admin_client.post(address(), {"seen": "0", **WORDS})
    assert "This entry was changed meanwhile." in sent.content.decode()
    assert text().summary != SUMMARY


def test_every_language_waits_for_the_english_text(admin_client: Client) -> None:
    DatasetDescription.objects.filter(dataset__slug="kits19").delete()
    page = admin_client.get(address()).content.decode()
    assert "every other language is translated from it" in page
    assert "<textarea" not in page
    assert admin_client.post(address(), {**seen(), **WORDS}).status_code == 403


def test_text_that_is_missing_begins_with_the_composed_one(admin_client: Client) -> None:
    DatasetDescription.objects.filter(dataset__slug="kits19").delete()
    page = admin_client.get(address(language="en"))
    assert "?from=facts" in page.content.decode()
    begun = admin_client.get(f"{address(language='en')}?from=facts")
    typed = {part.name: part.value for part in begun.context["parts"]}
    assert "KiTS19" in typed["summary"] or "kidney" in typed["summary"].lower()
    assert admin_client.post(address(language="en"), {**seen(), **typed}).status_code == 303
    row = text(language="en")
    assert (row.summary, row.origin, row.translated_from) == (typed["summary"], "curator", "")


def test_page_of_a_text_asks_little_of_the_database(admin_client: Client) -> None:
    admin_client.get(address())
    with CaptureQueriesContext(connection) as there:
        admin_client.get(address())
    DatasetDescription.objects.filter(dataset__slug="kits19", language="fr").delete()
    with CaptureQueriesContext(connection) as begun:
        admin_client.get(f"{address()}?from=facts")
    assert max(len(there), len(begun)) < 30, (len(there), len(begun))


def test_reviewer_approves_a_text_on_its_page(translator: Client) -> None:
    assert "Approve the text as it was saved" in translator.get(address()).content.decode()
    assert translator.post(address(), {**seen(), "act": "approve"}).status_code == 303
    assert text().reviewed
    assert "Approve the text as it was saved" not in translator.get(address()).content.decode()
