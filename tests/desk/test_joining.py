"""Merging and splitting at the desk: shown before, done with one button as one change set, or proposed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from datasets.desk.joining import MOST_CHOICES
from datasets.models import ChangeSet, Dataset, Proposal, Statement, Suggestion
from datasets.records.changes import change_set
from datasets.records.proposing import accept
from datasets.records.undoing import ConflictsError, undo

from .conftest import Person

pytestmark = pytest.mark.django_db

one_database = pytest.mark.one_database
MERGE, SPLIT = "/en/desk/entries/kits19/merge/", "/en/desk/entries/kits19/split/"


def entry(slug: str = "kits19") -> Dataset:
    return Dataset.objects.get(slug=slug)


def page(person: Person, address: str) -> str:
    return person.client.get(address).content.decode()


def sent(person: Person, address: str, **more: Any) -> Any:
    """Send the form of a page as a browser does that opens the page and presses its button."""
    _, _, form = page(person, address).partition('<form class="sheet" method="post"')
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return person.client.post(address.partition("?")[0], {**fields, **more})


def draft(slug: str = "kits19") -> None:
    Dataset.objects.filter(slug=slug).update(status=Dataset.Status.DRAFT)


# --- merging ----------------------------------------------------------------------------------------------------------


def test_link_with_the_other_entry_shows_it_all_and_one_button_merges(editor: Person) -> None:
    Suggestion.objects.create(dataset=entry("lits"), text="It is larger.")
    shown = page(editor, f"{MERGE}?other=lits")
    assert "LiTS becomes part of KiTS19" in shown
    assert "1 from a visitor moves." in shown
    assert "/en/datasets/lits/" in shown
    number = ChangeSet.objects.count()
    answer = sent(editor, f"{MERGE}?other=lits")
    assert (answer.status_code, answer["Location"]) == (303, "/en/desk/entries/kits19/")
    assert ChangeSet.objects.count() == number + 1
    assert not Dataset.objects.filter(slug="lits").exists()
    assert Suggestion.objects.get().dataset == entry()
    old = Client().get("/en/datasets/lits/")
    assert (old.status_code, old["Location"]) == (301, "/en/datasets/kits19/")
    undo(ChangeSet.current()[0])
    assert Client().get("/en/datasets/lits/").status_code == 200


def test_the_other_one_may_stay(editor: Person) -> None:
    sent(editor, f"{MERGE}?other=lits&stays=lits")
    assert list(Dataset.objects.filter(slug__in=["kits19", "lits"])) == [entry("lits")]


@one_database
@pytest.mark.parametrize("typed", ["LiTS", "lits", "https://example.org/fr/datasets/lits/", "/en/desk/entries/lits/"])
def test_other_entry_is_found_however_it_is_named(editor: Person, typed: str) -> None:
    assert "LiTS becomes part of KiTS19" in page(editor, f"{MERGE}?other={typed}")


@one_database
def test_several_are_offered_and_itself_and_nothing_are_told(editor: Person) -> None:
    several = page(editor, f"{MERGE}?other=brain")
    assert "Which one?" in several
    assert several.count("?other=") > 1
    assert "That is this entry itself." in page(editor, f"{MERGE}?other=kits19")
    assert "No entry is called so." in page(editor, f"{MERGE}?other=no+such+thing")
    assert "?other=nih-chest-xrays-kaggle" in page(editor, "/en/desk/entries/chestx-ray14/merge/")


def test_what_the_public_sees_stays(editor: Person) -> None:
    draft()
    assert "KiTS19 becomes part of LiTS" in page(editor, f"{MERGE}?other=lits")
    refused = editor.client.post(MERGE, {"other": "lits", "stays": "kits19", "seen": "", "seen_other": ""})
    assert refused.status_code == 400
    assert Dataset.objects.filter(slug="lits").exists()


@pytest.mark.parametrize("slug", ["kits19", "lits"])
def test_nothing_is_merged_that_was_changed_since_it_was_shown(editor: Person, slug: str) -> None:
    seen = {"other": "lits", "stays": "kits19", "seen": entry().revision, "seen_other": entry("lits").revision}
    with change_set("form", credit="Ada Lovelace") as opened:
        opened.watch("dataset", [entry(slug).pk])
        Dataset.objects.filter(slug=slug).update(status="withdrawn", revision=opened.number)
    answer = editor.client.post(MERGE, {**seen, "stays": "kits19"})
    assert answer.status_code == 400
    assert Dataset.objects.filter(slug="lits").exists()


def test_merge_of_a_curator_is_proposed(curator: Person) -> None:
    number = ChangeSet.current()[0]
    assert sent(curator, f"{MERGE}?other=lits", reason="One thing.").status_code == 303
    assert ChangeSet.current()[0] == number
    proposal = Proposal.objects.get()
    assert proposal.reason == "One thing."
    assert f"/en/desk/proposals/{proposal.pk}/" in page(curator, "/en/desk/entries/brats/merge/?other=lits")
    with change_set("form") as opened:
        opened.watch("dataset", [entry("lits").pk])
        Dataset.objects.filter(slug="lits").update(name="LiTS 2017")
    with pytest.raises(ConflictsError):
        accept(proposal.pk)
    assert Dataset.objects.filter(slug="lits").exists()


@one_database
def test_pages_are_for_those_who_state(client: Client, person: Callable[..., Person]) -> None:
    for address in (MERGE, SPLIT, "/en/desk/entries/kits19/rename/"):
        assert client.get(address).status_code == 302
    translator = person("tess", "Translators")
    for address in (MERGE, SPLIT, "/en/desk/entries/kits19/rename/"):
        assert translator.client.get(address).status_code == 403


@one_database
@pytest.mark.parametrize(
    "address", ["chestx-ray14/merge/?other=brats", "chestx-ray14/split/", "chestx-ray14/rename/", "chestx-ray14/merge/"]
)
def test_pages_ask_little(editor: Person, address: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = page(editor, f"/en/desk/entries/{address}")
    assert len(asked) < 30, len(asked)
    assert len(re.findall(r"<(?:input|select|textarea)\b", shown)) < 200


# --- splitting --------------------------------------------------------------------------------------------------------


def of_field(field: str) -> str:
    return "-".join(str(row.pk) for row in Statement.objects.filter(dataset__slug="kits19", field=field))


def test_what_is_chosen_goes_to_a_draft_as_one_change(editor: Person) -> None:
    number, images = ChangeSet.objects.count(), of_field("subjects")
    answer = sent(editor, SPLIT, statement=[images], name="KiTS21", relation="successor-of")
    assert (answer.status_code, answer["Location"]) == (303, "/en/desk/entries/kits21/")
    assert ChangeSet.objects.count() == number + 1
    made = entry("kits21")
    assert (made.status, made.relations.get().target, entry().subjects) == ("draft", entry(), None)
    assert made.subjects is not None
    undo(ChangeSet.current()[0])
    assert entry().subjects is not None
    assert not Dataset.objects.filter(slug="kits21").exists()


@one_database
def test_split_says_what_is_missing_and_keeps_what_was_typed(editor: Person) -> None:
    chosen = of_field("year")
    shown = sent(editor, SPLIT, statement=[chosen], name="").content.decode()
    assert "Say what the new entry is called." in shown
    assert len(re.findall(r'name="statement"[^>]*checked', shown)) == len(chosen.split("-"))
    assert "Choose what is said of the new entry." in sent(editor, SPLIT, name="KiTS21").content.decode()
    taken = sent(editor, SPLIT, statement=[chosen], name="LiTS").content.decode()
    assert "“lits” is the address of “LiTS”: choose another." in taken
    assert not Dataset.objects.filter(slug="kits21").exists()


def test_split_of_a_curator_is_proposed_for_what_is_published_and_done_for_a_draft(curator: Person) -> None:
    sent(curator, SPLIT, statement=[of_field("year")], name="KiTS21")
    assert (Proposal.objects.count(), Dataset.objects.filter(slug="kits21").exists()) == (1, False)
    draft()
    sent(curator, SPLIT, statement=[of_field("year")], name="KiTS21")
    assert (Proposal.objects.count(), Dataset.objects.filter(slug="kits21").exists()) == (1, True)


@one_database
def test_statements_of_a_long_entry_are_chosen_by_document_and_field(editor: Person) -> None:
    rows = list(Statement.objects.filter(dataset__slug="kits19", field="year"))
    row = rows[0]
    for number in range(MOST_CHOICES):
        row.pk, row.printed = None, f"in {number}"
        row.save()
    shown = page(editor, SPLIT)
    documents = Statement.objects.filter(dataset__slug="kits19").order_by().values("field", "document").distinct()
    assert shown.count('name="statement"') == documents.count()
