"""Values of statements in the admin: what is not of the field's kind is refused beside it, and can be mended there."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from datasets import models
from datasets.facts import typed
from datasets.facts.fields import FIELDS
from datasets.models import Dataset, Disagreement, Document, Modality, Statement
from tests.junk import ALL, store

from .conftest import address
from .forms import errors_of, form_of

Save = Callable[..., Any]

RIGHT = {"component": "images", "use": "commercial", "answer": "yes"}


@pytest.fixture
def made(entry: Callable[..., Dataset]) -> Dataset:
    """A small entry, whose page is quick."""
    return entry("made-up")


@pytest.fixture
def statement(made: Dataset) -> Statement:
    """Its first statement."""
    return made.statement_set.all()[0]


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
    ("name", "a\0b", "Null characters"),
    ("class", "a\0b", "Null characters"),
    ("name", "x" * 301, "300 characters at most"),
    ("purpose", "training", "leave the value empty"),
    ("relation", "is mura", "does not say how the entries are related"),
    ("relation", "mirror of made-up", "An entry is not related to itself"),
]


@pytest.mark.parametrize(("field", "value", "fix"), WRONG)
def test_a_wrong_value_is_refused_beside_its_field(
    field: str, value: str, fix: str, save: Save, statement: Statement
) -> None:
    errors = errors_of(save(statement, field=field, value=value))
    assert list(errors) == ["value"]
    assert fix in " ".join(errors["value"])
    assert Statement.objects.get(pk=statement.pk).field == statement.field


def test_a_wrong_value_is_refused_on_the_entrys_page_and_shown_as_it_was_typed(save: Save, made: Dataset) -> None:
    changes = {"statement_set-0-field": "rights", "statement_set-0-value": "images: commercial: maybe"}
    response = save(made, **changes)
    errors = errors_of(response)
    assert list(errors) == ["statement_set-0-value"]
    assert "“maybe” is neither yes nor no" in errors["statement_set-0-value"][0]
    assert "images: commercial: maybe</textarea>" in response.content.decode()


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_the_example_of_each_field_is_taken(field: str, save: Save, statement: Statement) -> None:
    assert save(statement, field=field, value=typed.example(FIELDS[field])).status_code == 302
    assert statement.dataset.statement_set.get(printed=statement.printed).value == FIELDS[field].example


def test_the_page_says_how_the_values_of_each_field_are_typed(admin_client: Client, statement: Statement) -> None:
    page = unescape(admin_client.get(address(Statement, "change", statement.pk)).content.decode())
    for about in FIELDS.values():
        assert about.example is None or f"{about.label}: {typed.example(about)}" in page
    assert "{" not in page[page.index("As people write it") : page.index("As people write it") + 500]


def test_a_value_has_a_line_and_a_list_has_several(admin_client: Client, made: Dataset) -> None:
    page = admin_client.get(address(Dataset, "change", made.pk)).content.decode()
    numbers = {row.field: number for number, row in enumerate(made.statement_set.all())}
    for field, tag in (("category", "input"), ("link", "textarea"), ("count", "textarea"), ("access_step", "input")):
        assert re.search(rf'<{tag} [^>]*name="statement_set-{numbers[field]}-value"', page), field
    assert 'placeholder="https://example.org/data (download)"' in page


@pytest.mark.parametrize("slug", ["chestx-ray14", "radimagenet", "oasis", "abide"])
def test_a_value_that_is_not_touched_stays(slug: str, save: Save) -> None:
    row = Dataset.objects.get(slug=slug)
    before = list(row.statement_set.values_list("field", "value", "printed", "line"))
    notes = {f"statement_set-{number}-note": "Looked up again." for number in range(len(before))}
    assert save(row, **notes).status_code == 302
    assert list(row.statement_set.values_list("field", "value", "printed", "line")) == before
    assert set(row.statement_set.values_list("note", flat=True)) == {"Looked up again."}


def test_a_value_that_is_there_already_is_shown_and_has_to_be_mended(save: Save, statement: Statement) -> None:
    Statement.objects.filter(pk=statement.pk).update(field="rights", value={**RIGHT, "answer": ["yes"]})
    statement.refresh_from_db()
    assert list(errors_of(save(statement))) == ["value"]
    assert save(statement, value="images: commercial: yes").status_code == 302


@pytest.mark.parametrize(
    ("model", "column", "value", "fix"),
    [
        (Disagreement, "explanation_en", "a\0b", "Null characters"),
        (Disagreement, "explanation_en", " ", "required"),
        (Disagreement, "settled_en", "\0", "Null characters"),
        (Disagreement, "settled_fr", "Oui.", "Write it in English as well"),
        (Modality, "names_ru", "a\0", "Null characters"),
        (Modality, "synonyms_en", "; ".join(str(number) for number in range(61)), "has 61 items; 60 are the most"),
        (Modality, "synonyms_fr", "a\0", "Null characters"),
        (Modality, "mappings", "sct: \0", "Null characters"),
        (Modality, "mappings", "\n".join(f"{'a' * number}: x" for number in range(2, 25)), "too many|are the most"),
        (models.Source, "aliases", "a\0", "Null characters"),
        (Document, "languages", "English", "does not match"),
        (Document, "passages", "ru: a-b", "Write language, first and last line"),
        (models.Guide, "titles_en", "\0", "Null characters"),
        (models.Guide, "body", r'{"introduction": {"en": "a\u0000b"}}', "U+0000"),
        (models.Guide, "body", '{"introduction": {"en": "a"}, "sections": 5}', "not of type 'array'"),
        (models.GuideEntry, "details", r'{"group": {"en": "\u0000"}}', "U+0000"),
        (models.GuideEntry, "details", '{"rank": true}', "not of type 'integer'"),
        (
            models.GuideEntry,
            "details",
            '{"figures": [{"field": "size", "printed": "1", "value": {"a": 1}}]}',
            "not of type|not valid",
        ),
    ],
)
def test_a_wrong_value_of_a_column_of_several_is_refused_beside_it(
    model: Any, column: str, value: str, fix: str, save: Save, made: Dataset
) -> None:
    row = model.objects.filter(dataset=made).first() if model is Disagreement else model.objects.first()
    errors = errors_of(save(row, **{column: value}))
    name = column.partition("_")[0]
    assert name in errors
    assert any(part in " ".join(errors[name]) for part in fix.split("|")), errors[name]


@pytest.mark.parametrize(
    ("text", "fix"), [("1. " * 900, "deep; 4 are the most"), ("[" * 2_900, "2,900 times “[”; 20 are the most")]
)
def test_a_description_that_costs_too_much_is_refused_beside_it(
    text: str, fix: str, save: Save, made: Dataset, client: Client
) -> None:
    row = made.descriptions.get(language="en")
    errors = errors_of(save(row, description=text))
    assert list(errors) == ["description"]
    assert fix in " ".join(errors["description"])


@pytest.mark.parametrize("first", range(0, len(ALL), 9))
def test_no_stored_value_keeps_a_page_of_the_admin_from_opening(
    first: int, admin_client: Client, made: Dataset, statement: Statement
) -> None:
    term, document, row = Modality.objects.all()[0], Document.objects.all()[0], made.disagreement_set.all()[0]
    entry = models.GuideEntry.objects.all()[0]
    stored = [
        (Statement, statement.pk, "value"), (Dataset, made.pk, "aliases"), (Disagreement, row.pk, "explanation"),
        (Disagreement, row.pk, "settled"), (Modality, term.pk, "names"), (Modality, term.pk, "synonyms"),
        (Document, document.pk, "passages"), (models.Guide, entry.guide_id, "body"),
        (models.Guide, entry.guide_id, "titles"), (models.GuideEntry, entry.pk, "details"),
    ]  # fmt: skip
    for place, (model, key, column) in enumerate(stored, first):
        store(model, key, column, ALL[place % len(ALL)])
    for model, key, _ in stored:
        form = admin_client.get(address(model, "change", key))
        assert form.status_code == 200
        assert admin_client.get(address(model, "changelist")).status_code == 200
        # Saving says what is wrong, or mends it.
        sent = form_of(form, f"{model._meta.model_name}_form")
        assert admin_client.post(address(model, "change", key), sent).status_code in (200, 302)
    assert admin_client.get("/admin/texts/").status_code == 200
