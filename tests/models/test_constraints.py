"""The database itself refuses what is not true: every constraint has a row here that violates it."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import (
    CheckConstraint,
    Model,
    PositiveBigIntegerField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    ProtectedError,
    UniqueConstraint,
)

from datasets import models
from datasets.models import VOCABULARIES, Dataset, Document, Term

from .examples import EXAMPLES, term

pytestmark = pytest.mark.django_db

MODELS = [*apps.get_app_config("datasets").get_models()]
PLAIN_MODELS = [model for model in MODELS if not issubclass(model, Term)]

# Name of the check constraint, its model, and changes to the valid example that violate this constraint alone.
CHECKS: list[tuple[str, type[Model], dict[str, Any]]] = [
    ("dataset_year", Dataset, {"year": 1849}),
    ("dataset_year", Dataset, {"year": 2101}),
    ("dataset_quality", Dataset, {"quality": 0}),
    ("dataset_quality", Dataset, {"quality": 6}),
    ("dataset_status", Dataset, {"status": "gone"}),
    ("dataset_subjects_unit", Dataset, {"subjects_unit": None}),
    ("dataset_subjects_unit", Dataset, {"subjects": None, "subjects_precision": ""}),
    ("dataset_subjects_precision", Dataset, {"subjects_precision": ""}),
    ("dataset_subjects_precision", Dataset, {"subjects": None, "subjects_unit": None}),
    ("dataset_images_unit", Dataset, {"images_unit": None}),
    ("dataset_images_unit", Dataset, {"images": None, "images_precision": ""}),
    ("dataset_images_precision", Dataset, {"images_precision": ""}),
    ("dataset_images_precision", Dataset, {"images": None, "images_unit": None}),
    ("dataset_size_precision", Dataset, {"size_precision": ""}),
    ("dataset_size_precision", Dataset, {"size_bytes": None}),
    ("dataset_downloads_precision", Dataset, {"downloads_precision": ""}),
    ("dataset_downloads_precision", Dataset, {"downloads": None}),
    ("dataset_prize", Dataset, {"prize_currency": ""}),
    ("dataset_prize", Dataset, {"prize_amount": None}),
    ("split_percent", models.Split, {"percent": -0.1}),
    ("split_percent", models.Split, {"percent": 100.1}),
    ("paper_says_something", models.Paper, {"title": ""}),
    ("statement_printed", models.Statement, {"printed": ""}),
    ("statement_line", models.Statement, {"line": 0}),
    ("statement_reason", models.Statement, {"standing": "preferred"}),
    ("statement_reason", models.Statement, {"reason": {"en": "Why not."}}),
    ("disagreement_in_english", models.Disagreement, {"explanation": {"fr": "Ils diffèrent."}}),
    ("relation_to_another", models.DatasetRelation, {"target": lambda: Dataset.objects.get(slug="mura")}),
    ("proposal_decided", models.Proposal, {"decided": None}),
    ("proposal_accepted", models.Proposal, {"change_set": None}),
    ("proposal_accepted", models.Proposal, {"state": "rejected"}),
    ("guide_in_english", models.Guide, {"titles": {"fr": "Inventé"}}),
]

# Name of the unique constraint (or unique column) and its model: a second row like the valid example violates it.
UNIQUE: list[tuple[str, type[Model]]] = [
    ("Dataset.slug", Dataset),
    ("FormerSlug.slug", models.FormerSlug),
    ("Source.code", models.Source),
    ("Document.code", Document),
    ("Guide.slug", models.Guide),
    ("access_step_once", models.OrderedAccessStep),
    ("right_once", models.Right),
    ("class_name_once", models.DatasetClass),
    ("link_once", models.Link),
    ("relation_once", models.DatasetRelation),
    ("one_description_per_language", models.DatasetDescription),
    ("one_source_text_per_language", models.SourceDescription),
    ("one_document_text_per_language", models.DocumentDescription),
    ("one_mark_per_record", models.SeedMark),
    ("ChangeSet.stamp", models.ChangeSet),
    ("Proposal.change_set", models.Proposal),
    ("suggestion_token", models.Suggestion),
    ("LinkHealth.address", models.LinkHealth),
    ("incoming_row_once", models.IncomingRow),
    ("meaning_once", models.Meaning),
    ("verdict_once", models.Verdict),
]

# The constraints of every vocabulary, named without the vocabulary, and a term that violates each.
TERM_CONSTRAINTS = ("code", "code_ci", "english_name", "not_own_parent")

POSITIVE = (PositiveBigIntegerField, PositiveIntegerField, PositiveSmallIntegerField)
POSITIVE_COLUMNS = [
    (model, field.name) for model in PLAIN_MODELS for field in model._meta.fields if isinstance(field, POSITIVE)
]


def refused(row: Model, match: str) -> None:
    """Assert that the database refuses `row` with a message that has `match`."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        row.save(force_insert=True)


def changed(model: type[Model], changes: dict[str, Any]) -> Model:
    """Return the valid example of `model` with `changes`; a change may be a function that gives the value."""
    row = EXAMPLES[model]()
    for name, value in changes.items():
        setattr(row, name, value() if callable(value) else value)
    return row


def test_every_constraint_is_violated_here() -> None:
    declared = {
        (type(constraint), constraint.name) for model in PLAIN_MODELS for constraint in model._meta.constraints
    } | {
        (UniqueConstraint, f"{model.__name__}.{field.name}")
        for model in PLAIN_MODELS
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }
    violated = {(CheckConstraint, name) for name, _, _ in CHECKS} | {(UniqueConstraint, name) for name, _ in UNIQUE}
    assert violated == declared


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_constraint_of_a_vocabulary_is_violated_here(vocabulary: str) -> None:
    model = VOCABULARIES[vocabulary]
    names = [constraint.name for constraint in model._meta.constraints]
    unique = [field.name for field in model._meta.fields if field.unique and not field.primary_key]
    assert [*unique, *names] == ["code", *(f"{model.__name__.lower()}_{name}" for name in TERM_CONSTRAINTS[1:])]


def test_every_model_has_an_example() -> None:
    assert set(EXAMPLES) == set(PLAIN_MODELS)


@pytest.mark.parametrize("model", PLAIN_MODELS, ids=lambda model: model.__name__)
def test_valid_row_is_accepted(model: type[Model]) -> None:
    row = EXAMPLES[model]()
    row.save(force_insert=True)
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("name", "model", "changes"), CHECKS, ids=[f"{name}-{'-'.join(changes)}" for name, _, changes in CHECKS]
)
def test_check_refuses(name: str, model: type[Model], changes: dict[str, Any]) -> None:
    refused(changed(model, changes), name)


@pytest.mark.parametrize(("name", "model"), UNIQUE, ids=[name for name, _ in UNIQUE])
def test_second_row_of_the_same_is_refused(name: str, model: type[Model]) -> None:
    EXAMPLES[model]().save(force_insert=True)
    refused(EXAMPLES[model](), "(?i)unique")


@pytest.mark.parametrize(("model", "column"), POSITIVE_COLUMNS, ids=[f"{m.__name__}-{c}" for m, c in POSITIVE_COLUMNS])
def test_negative_number_is_refused(model: type[Model], column: str) -> None:
    refused(changed(model, {column: -1}), "(?i)check")


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (models.Link, {"kind": "download"}),
        (models.Right, {"use": "derivatives"}),
        (models.DatasetRelation, {"kind": "includes"}),
        (models.DatasetDescription, {"language": "fr"}),
        (models.DatasetClass, {"dataset": lambda: Dataset.objects.get(slug="brats")}),
    ],
    ids=["link-kind", "right-use", "relation-kind", "description-language", "class-of-another-dataset"],
)
def test_row_that_differs_in_one_part_of_the_key_is_accepted(model: type[Model], changes: dict[str, Any]) -> None:
    EXAMPLES[model]().save()
    changed(model, changes).save()


def test_figures_may_all_be_unknown() -> None:
    figures = ("subjects", "subjects_unit", "images", "images_unit", "size_bytes", "downloads", "prize_amount")
    words = ("subjects_precision", "images_precision", "size_precision", "downloads_precision", "prize_currency")
    row = changed(Dataset, {**dict.fromkeys((*figures, "year", "quality")), **dict.fromkeys(words, "")})
    row.save()
    row.refresh_from_db()
    assert [getattr(row, name) for name in figures] == [None] * len(figures)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
class TestTerm:
    """The constraints that all vocabularies share."""

    def test_code_is_refused_twice(self, vocabulary: str) -> None:
        term(VOCABULARIES[vocabulary]).save()
        refused(term(VOCABULARIES[vocabulary]), "(?i)unique")

    def test_code_in_another_case_is_refused(self, vocabulary: str) -> None:
        term(VOCABULARIES[vocabulary]).save()
        refused(term(VOCABULARIES[vocabulary], code="mAdE-uP"), f"{VOCABULARIES[vocabulary].__name__.lower()}_code_ci")

    def test_term_without_english_name_is_refused(self, vocabulary: str) -> None:
        refused(term(VOCABULARIES[vocabulary], names={"fr": "Inventé"}), "_english_name")

    def test_term_is_not_its_own_parent(self, vocabulary: str) -> None:
        row = term(VOCABULARIES[vocabulary])
        row.save()
        row.parent = row
        with pytest.raises(IntegrityError, match="_not_own_parent"), transaction.atomic():
            row.save()

    def test_parent_in_use_is_not_deleted(self, vocabulary: str) -> None:
        parent = term(VOCABULARIES[vocabulary])
        parent.save()
        term(VOCABULARIES[vocabulary], code="Child", parent=parent).save()
        with pytest.raises(ProtectedError):
            parent.delete()


@pytest.mark.parametrize(
    ("model", "code"),
    [
        (models.Category, "imaging"),
        (models.Kind, "dataset"),
        (models.AccessLevel, "open"),
        (models.AccessStep, "register"),
        (models.Unit, "images"),
        (models.Document, "000"),
    ],
)
def test_what_a_dataset_refers_to_is_not_deleted(model: type[Model], code: str) -> None:
    with pytest.raises(ProtectedError):
        model._default_manager.get(code=code).delete()


@pytest.mark.parametrize("model", [model for model in EXAMPLES if hasattr(model, "dataset")], ids=lambda m: m.__name__)
def test_parts_go_with_their_dataset(model: type[Model]) -> None:
    part = EXAMPLES[model]()
    part.save()
    Dataset.objects.get(slug="mura").delete()
    assert not model._default_manager.filter(pk=part.pk).exists()
