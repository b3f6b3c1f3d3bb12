"""Files that come in at the desk: sent, read, seen before anything is written, decided, taken, undone."""

import io
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from datasets.importing import looking
from datasets.models import (
    VOCABULARIES,
    ChangeSet,
    Dataset,
    Document,
    Incoming,
    Meaning,
    Proposal,
    Verdict,
)
from datasets.records import dumping
from datasets.records.undoing import undo

from .conftest import Person

pytestmark = pytest.mark.django_db

ADDRESS = "https://example.org/a-list"
SHEET = """Name,Patients,Modality,Year,License
Lumbar Example Study,"1,010",MRI,2019,CC BY 4.0
Retina Made Up For Tests,20,gizmograph,2021,CC0-1.0
MURA,99,XRAY,2018,
"""
READING = {
    "column-0": "name", "column-1": "subjects", "column-2": "modality", "column-3": "year", "column-4": "license",
    "reference": ADDRESS, "authority": "index", "title": "A list", "language": "en", "numbers": "en",
    "category": "imaging", "kind": "dataset", "status": "draft",
}  # fmt: skip


def sent(person: Person, text: str = SHEET, name: str = "list.csv") -> Incoming:
    """Send a file, and return it as it is kept."""
    response = person.post("desk-import", file=SimpleUploadedFile(name, text.encode()))
    assert response.status_code == 303, response.context and (response.context["error"], response.context["english"])
    return Incoming.objects.latest("pk")


def looked_at(person: Person, text: str = SHEET, **reading: Any) -> Incoming:
    """Send a file, say how it is read, and look at it whole."""
    incoming = sent(person, text)
    response = person.post("desk-reading", incoming.pk, **{**READING, **reading})
    assert response.status_code == 303, response.context["reference"].errors
    while not Incoming.objects.get(pk=incoming.pk).whole:
        assert person.post("desk-incoming", incoming.pk, act="on").status_code == 303
    return Incoming.objects.get(pk=incoming.pk)


def act(person: Person, incoming: Incoming, act: str, page: Any = None, **data: Any) -> Any:
    """Press a button of the page of a file, as it is now or as it was shown: all that it shows goes with it."""
    page = page or person.get("desk-incoming", incoming.pk)
    rows = [one.row for one in page.context["rows"]]
    form = {
        "act": act,
        "mark": page.context["mark"],
        "row": [row.position for row in rows],
        "take": [row.position for row in rows if row.chosen],
        **data,
    }
    return person.post("desk-incoming", incoming.pk, **form)


def outcomes(incoming: Incoming) -> list[str]:
    return list(incoming.rows.order_by("position").values_list("outcome", flat=True))


def whole_catalogue() -> list[Any]:
    """Return everything that a dump has, but for the days on which entries were changed."""
    return [
        *({**record, "changed": None} for record in dumping.dump_datasets()),
        *map(dumping.dump_vocabulary, VOCABULARIES),
        *dumping.dump_sources(),
        *dumping.dump_documents(),
    ]


def test_a_sheet_is_seen_taken_and_undone_to_what_was_there(editor: Person) -> None:
    before = whole_catalogue()
    incoming = looked_at(editor)
    page = editor.get("desk-incoming", incoming.pk)
    assert {tally.code: tally.number for tally in page.context["tallies"]} == {
        "new": 2, "adds": 1, "agrees": 0, "waits": 0, "wrong": 0, "contradicts": 1,
    }  # fmt: skip
    assert [one.printed for one in page.context["texts"]] == ["gizmograph"]
    assert whole_catalogue() == before
    assert act(editor, incoming, "all").status_code == 303
    new = Dataset.objects.get(slug="lumbar-example-study")
    assert (new.subjects, new.year, new.status, new.license and new.license.code) == (1010, 2019, "draft", "CC-BY-4.0")
    assert Document.objects.filter(url=ADDRESS).exists()
    taken = Incoming.objects.get(pk=incoming.pk).change_set
    assert taken is not None
    assert taken.origin == ChangeSet.Origin.IMPORT
    undo(taken.pk)
    assert whole_catalogue() == before


def test_what_was_taken_says_nothing_new_the_second_time(editor: Person) -> None:
    incoming = looked_at(editor)
    act(editor, incoming, "all")
    editor.post("desk-incoming-again", incoming.pk)
    editor.post("desk-incoming", incoming.pk, act="on")
    assert outcomes(incoming) == ["agrees"] * 3
    revision = ChangeSet.current()
    act(editor, Incoming.objects.get(pk=incoming.pk), "all")
    assert ChangeSet.current() == revision


def test_the_same_file_leads_to_what_is_there(editor: Person, curator: Person) -> None:
    first = sent(editor)
    again = curator.post("desk-import", text=SHEET)
    assert again["Location"] == reverse("desk-reading", args=[first.pk])
    assert Incoming.objects.count() == 1


def test_only_the_chosen_rows_are_taken(editor: Person) -> None:
    incoming = looked_at(editor)
    act(editor, incoming, "take", take=[1])
    names = set(Dataset.objects.values_list("name", flat=True))
    assert "Retina Made Up For Tests" in names
    assert "Lumbar Example Study" not in names
    assert not Dataset.objects.get(slug="mura").statement_set.filter(document__url=ADDRESS).exists()


def test_a_clash_is_shown_as_it_is_now_and_as_it_would_be(editor: Person) -> None:
    incoming = looked_at(editor)
    page = editor.get("desk-incoming", incoming.pk, show="contradicts")
    (row,) = page.context["rows"]
    clash = next(fact for code, _label, facts in row.groups for fact in facts if code == "contradicts")
    assert row.entry == "mura"
    assert (clash.printed, bool(clash.shown), bool(clash.then)) == ("99", True, True)


def test_a_text_is_decided_once_for_its_reference(editor: Person) -> None:
    incoming = looked_at(editor)
    form = {"field-0": "modality", "text-0": "gizmograph", "typed-0": "MRI"}
    assert editor.post("desk-incoming-texts", incoming.pk, **form).status_code == 303
    meaning = Meaning.objects.get()
    assert (meaning.document, meaning.value, meaning.author) == (incoming.reference["code"], ["MR"], editor.user)
    assert act(editor, incoming, "all").status_code == 400
    editor.post("desk-incoming-again", incoming.pk)
    editor.post("desk-incoming", incoming.pk, act="on")
    assert act(editor, Incoming.objects.get(pk=incoming.pk), "all").status_code == 303
    assert [term.code for term in Dataset.objects.get(name="Retina Made Up For Tests").modalities.all()] == ["MR"]


@pytest.mark.parametrize("decision", ["printed", "elsewhere"])
def test_a_text_may_stay_as_printed_or_be_of_another_field(decision: str, editor: Person) -> None:
    incoming = looked_at(editor)
    editor.post(
        "desk-incoming-texts", incoming.pk, **{"field-0": "modality", "text-0": "gizmograph", "means-0": decision}
    )
    assert Meaning.objects.get().decision == decision


def test_what_is_typed_and_not_understood_is_said_beside_it(editor: Person) -> None:
    incoming = looked_at(editor)
    form = {"field-0": "modality", "text-0": "gizmograph", "typed-0": "blimp"}
    page = editor.post("desk-incoming-texts", incoming.pk, **form)
    assert page.status_code == 400
    assert "blimp" in page.context["rows"][0].error
    assert not Meaning.objects.exists()


def test_a_synonym_takes_the_right_to_change_terms(editor: Person, person: Callable[..., Person]) -> None:
    incoming = looked_at(editor)
    form = {"field-0": "modality", "text-0": "gizmograph", "typed-0": "MR", "synonym-0": "yes"}
    editor.post("desk-incoming-texts", incoming.pk, **form)
    synonyms = VOCABULARIES["modality"].objects.get(code="MR").synonyms
    assert ("gizmograph" in synonyms.get("en", [])) is editor.user.has_perm("datasets.change_modality")
    Meaning.objects.all().delete()
    root = person("root", superuser=True)
    root.post("desk-incoming-texts", incoming.pk, **form)
    assert "gizmograph" in VOCABULARIES["modality"].objects.get(code="MR").synonyms["en"]


def test_what_cannot_be_a_synonym_is_not_decided_either(person: Callable[..., Person]) -> None:
    root = person("root", superuser=True)
    incoming = looked_at(root)
    form = {"field-0": "modality", "text-0": "MRI", "typed-0": "CT", "synonym-0": "yes"}
    assert root.post("desk-incoming-texts", incoming.pk, **form).status_code == 400
    assert not Meaning.objects.exists()


def test_what_was_decided_is_changed_and_forgotten(editor: Person) -> None:
    row = Meaning.objects.create(document="000", field="modality", text="gizmo", decision="value", value=["CT"])
    page = editor.get("desk-meanings", "000")
    assert [(value, wrong) for _row, _label, value, wrong in page.context["rows"]] == [("CT", False)]
    wrong = editor.post("desk-meanings", "000", meaning=row.pk, act="save", decision="value", value="blimp")
    assert wrong.status_code == 400
    editor.post("desk-meanings", "000", meaning=row.pk, act="save", decision="value", value="MRI")
    row.refresh_from_db()
    assert (row.value, row.author) == (["MR"], editor.user)
    editor.post("desk-meanings", "000", meaning=row.pk, act="forget")
    assert not Meaning.objects.exists()


def test_how_a_row_stands_to_an_entry_is_remembered(editor: Person) -> None:
    incoming = looked_at(editor, SHEET.replace("MURA", "MURA mini 2"))
    assert outcomes(incoming)[2] == "waits"
    page = editor.get("desk-incoming", incoming.pk, show="waits")
    (row,) = page.context["rows"]
    assert row.alike[0].slug == "mura"
    for verdict, outcome in (("same", "adds"), ("derived", "new")):
        act(editor, incoming, "keep", **{"is:2:mura": verdict})
        assert Verdict.objects.get().verdict == verdict
        assert outcomes(incoming)[2] == outcome


def test_whoever_may_not_publish_proposes_what_changes_published_entries(curator: Person) -> None:
    before = whole_catalogue()
    incoming = looked_at(curator)
    assert act(curator, incoming, "all").status_code == 303
    assert whole_catalogue() == before
    incoming.refresh_from_db()
    assert incoming.proposal is not None
    assert (incoming.proposal.origin, incoming.proposal.author) == (Proposal.Origin.IMPORT, curator.user)
    assert act(curator, incoming, "all").status_code == 400
    assert Proposal.objects.count() == 1


def test_whoever_may_not_publish_makes_drafts_at_once(curator: Person) -> None:
    incoming = looked_at(curator)
    act(curator, incoming, "take", take=[0, 1])
    assert Dataset.objects.get(slug="lumbar-example-study").status == "draft"
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("status", ["draft", "published"])
@pytest.mark.parametrize("reviewed", [False, True])
def test_records_of_our_own_neither_publish_nor_approve_for_whoever_may_not(
    status: str, reviewed: bool, curator: Person, editor: Person
) -> None:
    for person, slug in ((curator, "own-zorgon"), (editor, "own-quimbrel")):
        incoming = looked_at(person, json.dumps(own_record(slug, status, reviewed=reviewed)))
        assert outcomes(incoming) == ["new"]
        act(person, incoming, "all")
        at_once = not reviewed and (status == "draft" or person is editor)
        assert Dataset.objects.filter(slug=slug).exists() is at_once
        assert Proposal.objects.filter(author=person.user).exists() is not at_once


def own_record(slug: str, status: str, *, reviewed: bool) -> dict[str, Any]:
    """Return a record of our own format, with a text."""
    said = {"name": slug, "category": "imaging", "kind": "dataset"}
    document = Document.objects.values_list("code", flat=True).earliest("pk")
    words = {
        "summary": "It is made up for a test.",
        "description": "A dataset that nobody has, with nothing in it. " * 4,
    }
    text = {"language": "en", **words, "origin": "curator", "reviewed": reviewed}
    statements = [
        {"field": code, "value": value, "printed": value, "document": document, "heading": "Title"}
        for code, value in said.items()
    ]
    return {**said, "slug": slug, "status": status, "descriptions": [text], "statements": statements}


def test_a_form_that_is_sent_twice_does_nothing_more(editor: Person) -> None:
    incoming = looked_at(editor)
    page = editor.get("desk-incoming", incoming.pk)
    act(editor, incoming, "all", page)
    revision = ChangeSet.current()
    again = act(editor, incoming, "all", page)
    assert again.status_code == 400
    assert "twice" in again.context["refused"][0]
    assert ChangeSet.current() == revision


def test_what_would_do_something_else_by_now_is_not_taken(editor: Person) -> None:
    incoming = looked_at(editor)
    Dataset.objects.filter(slug="mura").update(name="Something else", slug="something-else", aliases=[])
    refused = act(editor, incoming, "all")
    assert refused.status_code == 400
    assert not Dataset.objects.filter(slug="lumbar-example-study").exists()
    assert Incoming.objects.get(pk=incoming.pk).read == 0


def test_a_script_is_told_how_far_it_is(editor: Person) -> None:
    incoming = sent(editor)
    editor.post("desk-reading", incoming.pk, **READING)
    address = reverse("desk-incoming", args=[incoming.pk])
    answer = editor.client.post(address, {"act": "on"}, headers={"Accept": "application/json"})
    assert answer.json() == {"read": 3, "whole": True}


def test_a_file_is_thrown_away(editor: Person) -> None:
    incoming = looked_at(editor)
    editor.post("desk-incoming-away", incoming.pk)
    assert not Incoming.objects.exists()
    assert editor.get("desk-incoming", incoming.pk).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 something", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"Name,Year\n", "Nothing is described"),
        (b"a\0b,c\n1,2\n", "characters of the number 0"),
    ],
)
def test_what_is_no_such_file_says_what_it_seems_to_be(content: bytes, words: str, editor: Person) -> None:
    page = editor.post("desk-import", file=SimpleUploadedFile("it.csv", content))
    assert page.status_code == 400
    assert words in page.content.decode()
    assert not Incoming.objects.exists()


def test_nothing_sent_is_told(editor: Person) -> None:
    page = editor.post("desk-import", text="  ")
    assert page.status_code == 400
    assert page.context["error"]


def test_an_encoding_that_cannot_be_known_is_asked_for(editor: Person) -> None:
    content = "Name,Year\nÉtude inventée,2019\n".encode("windows-1252")
    response = editor.post("desk-import", file=SimpleUploadedFile("liste.csv", content))
    incoming = Incoming.objects.get()
    assert response["Location"] == reverse("desk-reading", args=[incoming.pk])
    page = editor.get("desk-reading", incoming.pk)
    assert any("Étude inventée" in " ".join(one.lines) for one in page.context["previews"])
    assert editor.post("desk-reading", incoming.pk, encoding="klingon").status_code == 400
    editor.post("desk-reading", incoming.pk, encoding="windows-1252")
    incoming.refresh_from_db()
    assert (incoming.reader, incoming.number) == ("delimited", 1)


def test_words_of_a_file_are_no_markup(editor: Person) -> None:
    attack = "<script>alert(1)</script>"
    incoming = looked_at(editor, f"Name,Patients,Modality,Year,License\n{attack} set,12,{attack},2019,\n")
    for page in ("desk-incoming", "desk-incoming-texts", "desk-reading"):
        assert attack not in editor.get(page, incoming.pk).content.decode()


def test_long_names_and_formulas_are_kept_as_text(editor: Person) -> None:
    long, formula = "x" * 300, "=cmd|' /C calc'!A0"
    lines = (f"{long},1,CT,2019,", f'"{formula}",2,CT,2019,', f"{long}y,3,CT,2019,")
    incoming = looked_at(editor, "\n".join(("Name,Patients,Modality,Year,License", *lines)))
    assert outcomes(incoming)[:2] == ["new", "new"]
    assert "=cmd" in editor.get("desk-incoming", incoming.pk).content.decode()
    act(editor, incoming, "all")
    assert {long, formula} <= set(Dataset.objects.values_list("name", flat=True))


@pytest.mark.parametrize("form", [{"act": "all"}, {"act": "take", "take": "x"}, {"act": "keep", "is:9:mura": "same"}])
def test_a_form_that_was_made_up_does_nothing(form: dict[str, str], editor: Person) -> None:
    incoming = looked_at(editor)
    revision = ChangeSet.current()
    assert editor.post("desk-incoming", incoming.pk, **form).status_code == 400
    assert ChangeSet.current() == revision


def test_more_rows_than_are_taken_here_name_the_command(
    editor: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    incoming = looked_at(editor)
    for module in ("datasets.desk.incoming", "datasets.importing.choosing"):
        monkeypatch.setattr(f"{module}.MOST_TAKEN", 1)
    page = editor.get("desk-incoming", incoming.pk)
    words = shlex.split(page.context["command"])[2:]
    assert words[0] == "list.csv"
    (tmp_path / words[0]).write_text(SHEET)
    call_command("import_file", tmp_path / words[0], *words[1:], "--no-index", stdout=io.StringIO())
    assert Document.objects.filter(code=incoming.reference["code"], url=ADDRESS, title="A list").exists()
    undo(ChangeSet.objects.latest("pk").pk)
    looking.start_again(incoming)
    looking.look(incoming)
    assert act(editor, incoming, "take").status_code == 400
    act(editor, incoming, "none")
    assert not incoming.rows.filter(chosen=True).exists()
    assert act(editor, incoming, "take", take=[0]).status_code == 303


def test_whoever_may_not_add_entries_sees_no_files(person: Callable[..., Person], editor: Person) -> None:
    incoming = sent(editor)
    translator = person("tess", "Translators")
    for page, args in (("desk-import", []), ("desk-incoming", [incoming.pk]), ("desk-meanings", ["000"])):
        assert translator.get(page, *args).status_code == 403


def test_a_file_that_waits_is_on_the_first_page(editor: Person) -> None:
    looked_at(editor)
    section = next(one for one in editor.get("desk").context["sections"] if one.key == "incoming")
    assert [row.text for row in section.rows] == ["list.csv"]


def test_a_preview_asks_as_often_for_fifty_rows_as_for_three(
    editor: Person, django_assert_max_num_queries: Any
) -> None:
    lines = [
        f"Invented Series {word} {number},{number},CT,2019,CC0-1.0"
        for word in ("Alpha", "Omega")
        for number in range(1, 26)
    ]
    incoming = looked_at(editor, "\n".join(["Name,Patients,Modality,Year,License", *lines]))
    with django_assert_max_num_queries(QUERIES):
        page = editor.get("desk-incoming", incoming.pk)
    assert len(page.context["rows"]) == 50


QUERIES = 18
