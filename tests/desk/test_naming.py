"""Renaming at the desk: a name that somebody states, an address whose old one leads on."""

import re
from typing import Any

import pytest
from django.test import Client

from datasets.models import ChangeSet, Dataset, FormerSlug, Proposal, Statement
from datasets.records import dumping
from datasets.records.undoing import undo

from .conftest import Person

pytestmark = pytest.mark.django_db

RENAME = "/en/desk/entries/kits19/rename/"
REFERENCE = {"reference": "https://example.org/kits", "authority": "owner", "language": "en"}


def sent(person: Person, address: str = RENAME, **more: str) -> Any:
    shown = person.client.get(address).content.decode()
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', shown) for name in ("seen", "name", "slug")}
    fields = {name: match[1] for name, match in found.items() if match is not None}
    return person.client.post(address, {**fields, **more})


def dump() -> Any:
    return [{**record, "changed": None} for record in dumping.dump_datasets()]


def test_name_that_a_document_gives_needs_no_reference(editor: Person) -> None:
    answer = sent(editor, name="KiTS19 challenge")
    assert (answer.status_code, answer["Location"]) == (303, "/en/desk/entries/kits19/")
    entry = Dataset.objects.get(slug="kits19")
    assert (entry.name, "KiTS19" in entry.aliases) == ("KiTS19 challenge", True)


def test_new_name_needs_a_reference_and_is_stated_there(editor: Person) -> None:
    refused = sent(editor, name="KiTS 2019")
    assert refused.status_code == 400
    assert "Say where it is stated" in refused.content.decode()
    assert "<details open>" in refused.content.decode()
    before, number = dump(), ChangeSet.objects.count()
    assert sent(editor, name="KiTS 2019", slug="kits-2019", **REFERENCE).status_code == 303
    assert ChangeSet.objects.count() == number + 1
    entry = Dataset.objects.get(slug="kits-2019")
    stated = Statement.objects.get(dataset=entry, value="KiTS 2019")
    assert (entry.name, stated.document.url) == ("KiTS 2019", "https://example.org/kits")
    undo(ChangeSet.current()[0])
    assert dump() == before
    # What was said once is kept, and the reference with it.
    assert Statement.ever.get(value="KiTS 2019").document == stated.document


def test_old_address_leads_to_the_new_one_and_may_be_taken_again(editor: Person) -> None:
    assert sent(editor, slug="kits-2019")["Location"] == "/en/desk/entries/kits-2019/"
    old = Client().get("/en/datasets/kits19/")
    assert (old.status_code, old["Location"]) == (301, "/en/datasets/kits-2019/")
    again = "/en/desk/entries/kits-2019/rename/"
    assert "/en/datasets/kits19/" in editor.client.get(again).content.decode()
    assert sent(editor, again, slug="kits19").status_code == 303
    assert list(FormerSlug.objects.filter(dataset__slug="kits19").values_list("slug", flat=True)) == ["kits-2019"]


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("lits", "“lits” is the address of “LiTS”: choose another."),
        ("lits-2017", "“lits-2017” leads to “LiTS”, which had it before: choose another."),
        ("Kits_19", "Give the entry an address of small letters, digits and hyphens."),
    ],
)
def test_address_of_another_is_refused(editor: Person, slug: str, told: str) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="lits"), slug="lits-2017")
    answer = sent(editor, slug=slug)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert Dataset.objects.filter(slug="kits19").exists()


def test_nothing_changed_is_told(editor: Person) -> None:
    assert "Nothing was changed." in sent(editor).content.decode()


def test_new_name_of_a_curator_is_proposed(curator: Person) -> None:
    assert sent(curator, name="KiTS19 challenge", slug="kits-2019")["Location"] == "/en/desk/entries/kits19/"
    assert Proposal.objects.get().edits.count() == 2
    assert Dataset.objects.get(slug="kits19").name == "KiTS19"
