"""Columns of several values in the admin: what is wrong is refused beside them, whatever is stored can be looked at."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from datasets import models
from datasets.models import Dataset, Disagreement, Document, Modality, Statement
from tests.junk import ALL, store

from .conftest import AT_THE_DESK, address
from .forms import errors_of, form_of

Save = Callable[..., Any]


@pytest.fixture
def made(entry: Callable[..., Dataset]) -> Dataset:
    """A small entry."""
    return entry("made-up")


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
    first: int, admin_client: Client, made: Dataset
) -> None:
    statement = made.statement_set.all()[0]
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
        assert admin_client.get(address(model, "changelist")).status_code == 200
        if model in AT_THE_DESK:
            continue
        form = admin_client.get(address(model, "change", key))
        assert form.status_code == 200
        # Saving says what is wrong, or mends it.
        sent = form_of(form, f"{model._meta.model_name}_form")
        assert admin_client.post(address(model, "change", key), sent).status_code in (200, 302)
    assert admin_client.get("/admin/texts/").status_code == 200
