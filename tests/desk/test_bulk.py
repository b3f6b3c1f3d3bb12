"""Many at once at the desk: nothing is done before it was shown, and then as one change that can be undone."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from datasets.index import building
from datasets.models import VOCABULARIES, ChangeSet, Dataset, Modality, Statement
from datasets.records import dumping
from datasets.records.undoing import undo

pytestmark = pytest.mark.django_db

ADDRESS = "/en/desk/bulk/"
STATED = {
    "do": "term", "act": "add", "field": "modality", "term": "computed tomography",
    "document": "000", "printed": "CT of everything", "place": "12",
}  # fmt: skip


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def dump() -> list[Any]:
    entries = [{**record, "changed": None} for record in dumping.dump_datasets()]
    return [*entries, *map(dumping.dump_vocabulary, VOCABULARIES), *dumping.dump_sources()]


def confirmed(client: Client, form: dict[str, str]) -> Any:
    """Send a form twice: to see what it would do, and to do that."""
    number = ChangeSet.current()[0]
    shown = client.post(ADDRESS, form)
    assert shown.status_code == 200, shown.context["refused"]
    assert ChangeSet.current()[0] == number
    (fingerprint,) = re.findall(r'name="confirm" value="(\w+)"', shown.content.decode())
    return shown, client.post(ADDRESS, {**form, "confirm": fingerprint})


def refused(client: Client, form: dict[str, str]) -> str:
    number = ChangeSet.current()[0]
    sent = client.post(ADDRESS, form)
    assert sent.status_code == 400
    assert ChangeSet.current()[0] == number
    return " ".join(sent.context["refused"])


@pytest.mark.one_database
def test_page_is_for_those_who_publish(client: Client) -> None:
    user = User.objects.create_user("curator", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    client.force_login(user)
    assert client.get(ADDRESS).status_code == 403


def test_term_is_stated_of_many_by_their_slugs(editor: Client) -> None:
    before = dump()
    shown, done = confirmed(editor, {**STATED, "entries": "mura\nkits19\nbrats\n"})
    page = shown.content.decode()
    assert "2 entries change" in page
    assert "1 entry stays as it is" in page
    assert (done.status_code, done["Location"]) == (303, "/en/desk/bulk/?do=term")
    made = Statement.objects.filter(added=ChangeSet.current()[0])
    assert {(row.dataset.slug, row.value[0], row.line, row.document.code) for row in made} == {
        ("mura", "CT", 12, "000"), ("brats", "CT", 12, "000"),
    }  # fmt: skip
    undo(ChangeSet.current()[0])
    assert dump() == before


def test_entries_are_those_of_a_list(editor: Client) -> None:
    building.rebuild()
    form = {
        **STATED,
        "act": "take-back",
        "term": "US",
        "entries": "https://example.org/fr/datasets/?modality=US&page=2",
    }
    having = set(Dataset.objects.filter(modalities__code="US").values_list("slug", flat=True))
    before = dump()
    shown, done = confirmed(editor, form)
    assert {entry.slug for entry, _ in shown.context["plan"].entries} == having
    assert done.status_code == 303
    assert not Dataset.objects.filter(modalities__code="US").exists()
    undo(ChangeSet.current()[0])
    assert dump() == before


@pytest.mark.one_database
def test_what_is_not_understood_of_a_list_is_not_passed_over(editor: Client) -> None:
    assert refused(editor, {**STATED, "entries": "?modality=NOPE"})
    assert refused(editor, {**STATED, "entries": "?colour=red"})
    assert "There is no entry at nowhere." in refused(editor, {**STATED, "entries": "mura nowhere"})
    assert "Say of which entries" in refused(editor, {**STATED, "entries": ""})
    assert "Entries: 501; at most 500 at once" in refused(
        editor, {**STATED, "entries": "\n".join(map(str, range(501)))}
    )
    assert "Give the printed words" in refused(editor, {**STATED, "entries": "mura", "printed": ""})
    assert "Say where it is stated" in refused(editor, {**STATED, "entries": "mura", "document": ""})
    assert "Say why" in refused(editor, {**STATED, "entries": "kits19", "act": "set-aside"})
    assert "There is nothing to do." in refused(editor, {**STATED, "entries": "kits19"})


def test_what_changed_since_it_was_shown_is_shown_again(editor: Client) -> None:
    form = {**STATED, "entries": "mura brats", "act": "add"}
    shown = editor.post(ADDRESS, form).context["plan"].fingerprint
    confirmed(editor, {**form, "entries": "mura"})
    number = ChangeSet.current()[0]
    again = editor.post(ADDRESS, {**form, "confirm": shown})
    assert again.status_code == 409
    assert "This is not what was shown before" in again.content.decode()
    assert [entry.slug for entry, _ in again.context["plan"].entries] == ["brats"]
    assert ChangeSet.current()[0] == number


def test_term_is_merged_into_another(editor: Client) -> None:
    before = dump()
    having = set(Dataset.objects.filter(modalities__code="MG").values_list("slug", flat=True))
    shown, done = confirmed(editor, {"do": "merge", "vocabulary": "modality", "old": "MG", "new": "DX"})
    assert {entry.slug for entry, _ in shown.context["plan"].entries} == having
    assert "Addresses of lists that ask for MG find nothing afterwards." in shown.content.decode()
    assert done.status_code == 303
    assert not Modality.objects.filter(code="MG").exists()
    assert having <= set(Dataset.objects.filter(modalities__code="DX").values_list("slug", flat=True))
    undo(ChangeSet.current()[0])
    assert dump() == before


def test_term_is_renamed(editor: Client) -> None:
    before = dump()
    page = editor.get(ADDRESS, {"do": "names", "vocabulary": "modality", "code": "CT"})
    names = {f"name-{language}": name for language, _, name in page.context["names"]}
    assert len(names) == 5
    form = {"do": "names", "vocabulary": "modality", "code": "CT", **names}
    assert "Nothing was changed." in refused(editor, form)
    shown, done = confirmed(
        editor, {**form, "name-fr": "Tomodensitométrie à\N{NO-BREAK SPACE}rayons\N{NO-BREAK SPACE}X"}
    )
    assert "No entry changes." in shown.content.decode()
    assert done.status_code == 303
    assert (
        Modality.objects.get(code="CT").names["fr"] == "Tomodensitométrie à\N{NO-BREAK SPACE}rayons\N{NO-BREAK SPACE}X"
    )
    undo(ChangeSet.current()[0])
    assert dump() == before


@pytest.mark.one_database
@pytest.mark.parametrize("form", [{"old": "CT", "new": "CT"}, {"old": "", "new": "CT"}, {"old": "zz-zz", "new": "CT"}])
def test_merge_of_nothing_is_refused(editor: Client, form: dict[str, str]) -> None:
    assert refused(editor, {"do": "merge", "vocabulary": "modality", **form})
