"""Reading mode: facts typed as people write them, against one reference; new entries; references made once."""

import re
from typing import Any

import pytest
from django.utils.html import escape

from datasets.desk.stating import Row
from datasets.facts import typed
from datasets.facts.fields import FIELDS
from datasets.models import ChangeSet, Dataset, Document, Proposal, Statement
from datasets.records.proposing import accept
from datasets.records.references import cited_by, new_document, normal

from .conftest import Person, refusals

pytestmark = pytest.mark.django_db

TYPED = {
    "value-subjects": "1,010 patients",
    "value-size": "124 GB",
    "value-license": "CC BY 4.0",
    "value-modality": "MRI; CT",
    "value-year": "2019",
}


def held(slug: str) -> Dataset:
    return Dataset.objects.get(slug=slug)


def rows_of(response: Any) -> dict[str, Row]:
    """Return the rows of the sheet by field."""
    return {row.field.code: row for _, found in response.context["groups"] for row in found}


def error_of(response: Any, field: str) -> str:
    """Return what is wrong with a field, as the sheet that was not kept says it."""
    assert response.status_code == 400
    return rows_of(response)[field].error


@pytest.fixture
def draft(editor: Person, reference: Document) -> Dataset:
    editor.post("desk-add", name="A made-up set", kind="dataset", category="imaging", document=reference.code)
    return held("a-made-up-set")


def test_many_facts_are_typed_against_one_reference(editor: Person, draft: Dataset, reference: Document) -> None:
    before = ChangeSet.current()[0]
    response = editor.post("desk-state", draft.slug, document=reference.code, **TYPED)
    assert response.status_code == 303
    assert f"document={reference.code}&after=year" in response["Location"]
    now = held(draft.slug)
    assert (now.subjects, now.subjects_unit.code, now.size_bytes, now.year) == (1010, "patients", 124 * 10**9, 2019)
    assert str(now.license and now.license.code) == "CC-BY-4.0"
    assert set(now.modalities.values_list("code", flat=True)) == {"CT", "MR"}
    assert ChangeSet.current()[0] == before + 1
    said = draft.statement_set.get(field="subjects")
    assert (said.printed, said.document, said.added_id) == ("1,010 patients", reference, before + 1)


def test_the_printed_words_and_the_place_may_be_given(editor: Person, draft: Dataset, reference: Document) -> None:
    more = {"printed-size": "about 124 gigabytes", "place-size": "Download"}
    editor.post("desk-state", draft.slug, document=reference.code, **{"value-size": "about 124 GB"}, **more)
    said = draft.statement_set.get(field="size")
    assert (said.printed, said.heading, said.line) == ("about 124 gigabytes", "Download", None)


def test_a_line_is_a_line_where_a_document_has_numbered_ones(editor: Person, draft: Dataset) -> None:
    editor.post("desk-state", draft.slug, reference="000", **{"value-year": "2019", "place-year": "12"})
    assert draft.statement_set.get(field="year").line == 12


def test_words_without_a_value_stand_for_themselves(editor: Person, draft: Dataset, reference: Document) -> None:
    data = {"printed-purpose": "for tests", "printed-link": "No longer offered."}
    editor.post("desk-state", draft.slug, document=reference.code, **data)
    said = draft.statement_set.values_list("field", "printed", "value")
    assert {("purpose", "for tests", None), ("link", "No longer offered.", None)} <= set(said)


@pytest.mark.parametrize("field", sorted(code for code, about in FIELDS.items() if about.example is not None))
def test_the_example_of_each_field_is_taken(field: str, editor: Person, draft: Dataset, reference: Document) -> None:
    example = typed.example(FIELDS[field])
    response = editor.post("desk-state", draft.slug, document=reference.code, **{f"value-{field}": example})
    assert response.status_code == 303, response.context and response.context["refused"]
    values = list(draft.statement_set.filter(field=field, document=reference).values_list("value", flat=True))
    assert typed.read(FIELDS[field], example, "en") in values


@pytest.mark.parametrize(
    ("language", "text", "bytes_"), [("en", "1.5 TB", 1.5e12), ("fr", "1,5 To", 1.5e12), ("ru", "1,5 ТБ", 1.5e12)]
)
def test_numbers_have_the_signs_of_the_page(
    language: str, text: str, bytes_: float, editor: Person, draft: Dataset, reference: Document
) -> None:
    editor.post("desk-state", draft.slug, language=language, document=reference.code, **{"value-size": text})
    assert held(draft.slug).size_bytes == bytes_


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    editor: Person, draft: Dataset, reference: Document
) -> None:
    before = draft.statement_set.count()
    wrong = {**TYPED, "value-size": "a lot", "value-modality": "gizmograph"}
    response = editor.post("desk-state", draft.slug, document=reference.code, **wrong)
    assert response.status_code == 400
    rows = rows_of(response)
    assert {code for code, row in rows.items() if row.error} == {"size", "modality"}
    assert rows["subjects"].value == "1,010 patients"
    assert "such as" in rows["size"].error
    assert draft.statement_set.count() == before


NUL = "holds a character that no page can show (U+0000); remove it"
WRONG: list[tuple[str, str, str]] = [
    (
        "rights",
        "images: commercial: maybe",
        "“maybe” is neither yes nor no. Write one a line: images, annotations or code",
    ),
    ("rights", "yes", "“yes” has not the three parts of a right"),
    ("modality", '"CT"', "such as “CT; MR”"),
    ("modality", "CAT", "“CAT” is no modality that the catalogue knows; near it: "),
    ("source", "nowhere", "“nowhere” is no source"),
    ("license", "mine", "“mine” is no license"),
    ("images", "100 unicorns", "“unicorns” is no unit that the catalogue knows"),
    ("images", "true", "“true” has no figure. Write a figure and what is counted"),
    ("images", "9" * 30, f"“{'9' * 30}” is too large; 9,000,000,000,000,000 is the most. Write a figure"),
    ("size", "99999999 TB", "9,000,000,000,000,000 is the most"),
    ("size", "NaN", "“NaN” has no figure"),
    ("size", "1 GB\0", NUL),
    ("name", "a\0b", NUL),
    ("class", "a\0b", NUL),
    ("name", "x" * 301, "300 characters at most"),
    ("relation", "is mura", "does not say how the entries are related"),
    ("relation", "mirror of a-made-up-set", "An entry is not related to itself"),
    ("purpose", "x" * 401, "at most 400 characters"),
]


@pytest.mark.parametrize(("field", "text", "fix"), WRONG)
def test_a_wrong_value_is_refused_beside_its_field_and_shown_as_it_was_typed(
    field: str, text: str, fix: str, editor: Person, draft: Dataset, reference: Document
) -> None:
    before = ChangeSet.current()
    name = f"{'value' if typed.FORMS.get(FIELDS[field].kind.name) else 'printed'}-{field}"
    response = editor.post("desk-state", draft.slug, document=reference.code, **{**TYPED, name: text})
    assert response.status_code == 400
    rows = rows_of(response)
    assert {code for code, row in rows.items() if row.error} == {field}
    assert fix in rows[field].error
    assert text in (rows[field].value, rows[field].printed)
    assert ChangeSet.current() == before


@pytest.mark.parametrize("data", [{"printed-purpose": "a\0b"}, {"value-year": "2019", "place-year": "0"}])
def test_words_and_places_that_no_record_has_are_refused(data: dict[str, str], editor: Person, draft: Dataset) -> None:
    before = ChangeSet.current()
    assert refusals(editor.post("desk-state", draft.slug, document="000", **data))
    assert ChangeSet.current() == before


def test_a_value_has_a_line_and_a_list_has_several(editor: Person, draft: Dataset, reference: Document) -> None:
    page = editor.get("desk-state", draft.slug, document=reference.code).content.decode()
    for field, tag in (("category", "input"), ("link", "textarea"), ("count", "textarea"), ("access_step", "input")):
        assert re.search(rf'<{tag} [^>]*name="value-{field}"', page), field
    for about in FIELDS.values():
        if about.example is not None:
            assert f'placeholder="{escape(typed.example(about))}"' in page


def test_what_is_stated_comes_last_and_a_name_is_an_alias(editor: Person, draft: Dataset, reference: Document) -> None:
    editor.post("desk-state", draft.slug, document=reference.code, **{"value-name": "Made of air"})
    said = list(draft.statement_set.all())[-1]
    assert (said.field, said.printed, held(draft.slug).aliases) == ("name", "Made of air", ["Made of air"])
    seen = str(held(draft.slug).revision)
    editor.post("desk-judge", draft.slug, said.pk, act="take-back", seen=seen)
    assert held(draft.slug).aliases == []


def paper(authors: str) -> dict[str, str]:
    """Return a paper as it is typed with its authors, which may hold what separates parts."""
    return {"value-paper": f'title: On kidneys; authors: "{authors}"', "printed-paper": "On kidneys"}


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Doe, Jane; Roe, Richard; Poe, Ann", "Doe, Jane and Roe, Richard and Poe, Ann"),
        ("Dupont J, Durand P et coll.", "Dupont, J. and Durand, P. and others"),
        ("Silva A. e colaboradores", "Silva, A. and others"),
        ("Иванов И. И. и др.", "Иванов, И. И. and others"),
        ("张伟、李娜等", "张伟 and 李娜 and others"),
        ("World Health Organization", "{World Health Organization}"),
    ],
)
def test_authors_that_can_be_read_are_told_in_their_form_and_taken_then(
    typed: str, form: str, editor: Person, draft: Dataset, reference: Document
) -> None:
    response = editor.post("desk-state", draft.slug, document=reference.code, **paper(typed))
    assert f"are written “{form}” here" in error_of(response, "paper")
    assert editor.post("desk-state", draft.slug, document=reference.code, **paper(form)).status_code == 303
    assert Statement.objects.get(printed="On kidneys").value == {"title": "On kidneys", "authors": form}


@pytest.mark.parametrize(
    "typed", ["Wang, Li, Zhang", "Jane Doe, Richard Roe", "Иван Иванов", "Zhang Wei", "{", "et al."]
)
def test_authors_that_may_be_read_in_two_ways_are_refused_with_the_form(
    typed: str, editor: Person, draft: Dataset, reference: Document
) -> None:
    message = error_of(editor.post("desk-state", draft.slug, document=reference.code, **paper(typed)), "paper")
    assert typed in message
    assert "Family, Given and Family, Given" in message


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "reference"),
        ({"reference": "somewhere"}, "reference"),
        ({"reference": "https://example.org/new"}, "authority"),
        ({"reference": "https://example.org/new", "authority": "god"}, "authority"),
        ({"document": "ref-none"}, "reference"),
    ],
)
def test_a_reference_is_asked_for(data: dict[str, str], field: str, editor: Person, draft: Dataset) -> None:
    response = editor.post("desk-state", draft.slug, **data, **TYPED)
    assert response.status_code == 400
    assert list(response.context["reference"].errors) == [field]
    assert draft.statement_set.filter(field="subjects").count() == 0


@pytest.mark.parametrize(
    "again",
    ["https://doi.org/10.1234/Made.Up", "doi:10.1234/made.up", "10.1234/MADE.UP", "http://dx.doi.org/10.1234/made.up/"],
)
def test_a_pasted_reference_is_made_once(again: str, editor: Person, draft: Dataset) -> None:
    new = {"reference": "10.1234/made.up", "authority": "owner", "title": "A paper"}
    assert editor.post("desk-state", draft.slug, **new, **TYPED).status_code == 303
    made = draft.statement_set.get(field="size").document
    assert (made.title, made.kind, made.url) == ("A paper", "paper", "https://doi.org/10.1234/made.up")
    assert cited_by(again) == made.code
    number = Document.objects.count()
    assert editor.post("desk-state", draft.slug, reference=again, **{"value-class_count": "3"}).status_code == 303
    assert Document.objects.count() == number
    assert draft.statement_set.get(field="class_count").document == made


def test_a_reference_without_a_title_is_called_by_its_address() -> None:
    assert new_document("//example.org/data", "", "registry", "fr")["url"] == "https://example.org/data"
    record = new_document("Example.org/Data/", "", "registry", "fr")
    assert (record["title"], record["title_is_ours"], record["url"]) == (
        "example.org/Data",
        True,
        "https://Example.org/Data/",
    )
    assert normal("not an address") == ""


def test_a_curator_states_in_a_draft_and_proposes_for_what_is_published(
    curator: Person, draft: Dataset, mura: Dataset, reference: Document
) -> None:
    curator.post("desk-state", draft.slug, document=reference.code, **TYPED)
    assert held(draft.slug).year == 2019
    before = mura.statement_set.count()
    response = curator.post("desk-state", mura.slug, document=reference.code, **{"value-year": "1999"})
    assert response.status_code == 303
    assert mura.statement_set.count() == before
    [edit] = Proposal.objects.get().edits.all()
    assert (edit.path, edit.after["value"], edit.key) == ("statement", 1999, mura.pk)


def test_a_reference_that_is_proposed_is_made_when_it_is_accepted(curator: Person, mura: Dataset) -> None:
    data = {"reference": "https://example.org/new", "authority": "registry", "value-class_count": "3"}
    response = curator.post("desk-state", mura.slug, **data)
    assert "reference=https" in response["Location"]
    assert not Document.objects.filter(url="https://example.org/new").exists()
    accept(Proposal.objects.get().pk)
    said = Statement.objects.get(document__url="https://example.org/new")
    assert (said.dataset, said.value) == (mura, 3)


def test_a_new_entry_is_a_draft_that_says_what_it_is(editor: Person, draft: Dataset, reference: Document) -> None:
    assert (draft.status, draft.category.code, draft.kind.code) == ("draft", "imaging", "dataset")
    assert {one.field for one in draft.statement_set.all()} == {"name", "category", "kind"}
    assert {one.document for one in draft.statement_set.all()} == {reference}


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"name": "", "document": "ref-made-up"}, "name"),
        ({"name": "X"}, "reference"),
        ({"name": "肾", "document": "ref-made-up"}, "slug"),
    ],
)
def test_what_a_new_entry_lacks_is_said(data: dict[str, str], wrong: str, editor: Person, reference: Document) -> None:
    number = Dataset.objects.count()
    response = editor.post("desk-add", kind="dataset", category="imaging", **data)
    assert response.status_code == 400
    assert list(response.context["errors"]) == [wrong]
    assert Dataset.objects.count() == number


@pytest.mark.parametrize("name", ["MURA", "mura dataset", "MURA v2", "Chest Xray 14"])
def test_a_name_that_there_is_is_told_before_the_entry_is_made(name: str, editor: Person, reference: Document) -> None:
    data = {"name": name, "slug": "made-up", "kind": "dataset", "category": "imaging", "document": reference.code}
    response = editor.post("desk-add", **data)
    assert response.status_code == 400
    assert response.context["likely"]
    assert "add it all the same" in response.content.decode()
    assert not Dataset.objects.filter(slug="made-up").exists()
    assert editor.post("desk-add", **data, anyway="1").status_code == 303
    assert Dataset.objects.get(slug="made-up").status == "draft"


@pytest.mark.parametrize(
    "more", [{"slug": "mura"}, {"slug": "Not a slug"}, {"kind": "gizmo"}, {"category": ""}, {"name": "x\0y"}]
)
def test_a_new_entry_that_cannot_be_is_refused(more: dict[str, str], editor: Person, reference: Document) -> None:
    number = Dataset.objects.count()
    data = {"name": "New", "kind": "dataset", "category": "imaging", "document": reference.code, **more}
    assert refusals(editor.post("desk-add", **data))
    assert Dataset.objects.count() == number


def test_the_cursor_goes_to_the_next_field(editor: Person, draft: Dataset, reference: Document) -> None:
    page = editor.get("desk-state", draft.slug, document=reference.code, after="modality")
    rows = [row for _, found in page.context["groups"] for row in found]
    assert [row.field.code for row in rows if row.focus] == ["anatomy"]


@pytest.mark.parametrize("slug", ["chestx-ray14", "lidc-idri"])
def test_no_page_has_two_hundred_fields(slug: str, editor: Person, django_assert_max_num_queries: Any) -> None:
    for name, args in (("desk-state", ()), ("desk-entry", ()), ("desk-settle", ("name",)), ("desk-status", ())):
        with django_assert_max_num_queries(40):
            page = editor.get(name, slug, *args).content.decode()
        assert page.count("<input") + page.count("<select") + page.count("<textarea") < 200


def test_pages_cost_the_same_however_much_is_said(editor: Person, django_assert_max_num_queries: Any) -> None:
    counts: list[int] = []
    for slug in ("chestx-ray14", "abide"):
        with django_assert_max_num_queries(60) as made:
            editor.get("desk-entry", slug)
        counts.append(len(made))
    assert abs(counts[0] - counts[1]) <= 2


def test_a_draft_that_is_published_before_it_is_written_on_is_no_draft(
    draft: Dataset, curator: Person, reference: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = ChangeSet.hold

    def published_first() -> None:
        hold()
        Dataset.objects.filter(pk=draft.pk).update(status=Dataset.Status.PUBLISHED)

    monkeypatch.setattr(ChangeSet, "hold", published_first)
    before = ChangeSet.current()[0]
    curator.post("desk-state", draft.slug, document=reference.code, **{"value-year": "2019"})
    assert (ChangeSet.current()[0], Proposal.objects.count()) == (before, 1)
