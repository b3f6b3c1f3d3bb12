"""Terms, sources and documents: codes stay, trees have no circles, nothing that is used vanishes."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db.models import Count, Model
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.admin.base import LISTED
from datasets.models import Anatomy, Dataset, Document, Guide, License, Modality, Source, UseCase

from .conftest import address
from .forms import errors_of, sure

Save = Callable[..., Any]


@pytest.mark.parametrize(
    ("field", "typed", "fix"),
    [
        ("names_en", "", "Write it in English as well"),
        ("names_en", " ", "Write it in English as well"),
        ("names_en", "x" * 301, "has 301 characters; 300 are the most"),
        ("synonyms_fr", "; ".join(map(str, range(61))), "has 61 items; 60 are the most"),
        ("mappings", "64033007", "Write scheme and identifier"),
        ("mappings", "sct: 1\nsct: 2", "“sct” stands twice"),
        ("mappings", "sct:", "Write scheme and identifier"),
        ("position", "-1", "greater than or equal to 0"),
    ],
)
def test_wrong_value_of_a_term_is_refused_beside_its_field(
    field: str, typed: str, fix: str, save: Save, db: None
) -> None:
    kidney = Anatomy.objects.get(code="kidney")
    errors = errors_of(save(kidney, **{field: typed}))
    name = field.partition("_")[0]
    assert list(errors) == [name]
    assert fix in " ".join(errors[name])


def test_cleared_synonyms_are_none(save: Save, db: None) -> None:
    kidney = Anatomy.objects.get(code="kidney")
    assert save(kidney, **{f"synonyms_{code}": "" for code in models.LANGUAGES}, mappings="").status_code == 302
    kidney.refresh_from_db()
    assert (kidney.synonyms, kidney.mappings) == ({}, {})


@pytest.mark.parametrize("itself", [True, False])
def test_term_below_itself_is_refused(itself: bool, save: Save, db: None) -> None:
    child = Anatomy.objects.filter(parent__isnull=False)[0]
    assert child.parent is not None
    term = child if itself else child.parent
    assert list(errors_of(save(term, parent=str(child.pk)))) == ["parent"]


def test_code_that_differs_in_case_alone_is_refused(admin_client: Client) -> None:
    data = {"code": "ct", "names_en": "Another", "position": 1, "mappings": ""}
    errors = errors_of(admin_client.post(address(Modality, "add"), data))
    assert list(errors) == ["code"]
    assert "“CT”" in errors["code"][0]


@pytest.mark.parametrize("model", [Modality, Source, Document])
def test_code_is_given_once(model: type[Model], save: Save, admin_client: Client) -> None:
    row: Any = model._default_manager.all()[0]
    code = row.code
    assert save(row, code="another").status_code == 302
    row.refresh_from_db()
    assert row.code == code


@pytest.mark.parametrize(
    ("model", "code"), [(Modality, "CT"), (Source, "tcia"), (models.AccessLevel, "unknown"), (Document, "000")]
)
def test_what_is_used_is_not_deleted(model: Any, code: str, admin_client: Client, act: Callable[..., Any]) -> None:
    row = model.objects.get(code=code)
    page = admin_client.post(address(model, "delete", row.pk), sure(row), follow=True).content.decode()
    assert "protected" in page
    act("delete_selected", row, post="yes")
    assert model.objects.filter(code=code).exists()


def test_page_says_which_entries_use_a_term(admin_client: Client) -> None:
    used = Modality.objects.annotate(number=Count("dataset")).order_by("-number")[0]
    page = admin_client.get(address(Modality, "delete", used.pk)).content.decode()
    assert f"dataset: {Dataset.objects.filter(modalities=used).order_by('pk')[0]}" in unescape(page)
    assert f"{used.number - LISTED} more datasets" in page


def test_unused_term_is_deleted(admin_client: Client) -> None:
    unused = License.objects.create(code="made-up", names={"en": "Made up"})
    assert admin_client.post(address(License, "delete", unused.pk), sure(unused)).status_code == 302
    assert not License.objects.filter(code="made-up").exists()


@pytest.mark.parametrize("query", ["kidney", "REIN", "rénal", "肾", "почка", "ПОЧКА", "Kid"])
def test_term_is_found_by_any_name(query: str, admin_client: Client) -> None:
    listed = admin_client.get(address(Anatomy, "changelist"), {"q": query}).context["cl"].result_list
    assert "kidney" in {term.code for term in listed}
    parameters = {"app_label": "datasets", "model_name": "dataset", "field_name": "anatomies", "term": query}
    hits = admin_client.get(reverse("admin:autocomplete"), parameters).json()["results"]
    assert str(Anatomy.objects.get(code="kidney").pk) in {hit["id"] for hit in hits}


def test_use_case_is_tied_to_a_task(save: Save, db: None) -> None:
    use_case = UseCase.objects.all()[0]
    task = models.Task.objects.exclude(use_cases=use_case)[0]
    assert save(use_case, task=str(task.pk)).status_code == 302
    use_case.refresh_from_db()
    assert use_case.task == task


@pytest.mark.parametrize(
    ("model", "field", "typed", "fix"),
    [
        (Source, "aliases", "x" * 301, "has 301 characters; 300 are the most"),
        (Source, "homepage", "no address", "valid URL"),
        (Document, "languages", "", "required"),
        (Document, "languages", "English", "does not match"),
        (Document, "passages", "ru", "Write language, first and last line"),
        (Document, "passages", "ru: 12-", "Write language, first and last line"),
        (Document, "published", "yesterday", "valid date"),
        (Guide, "titles_en", "", "Write it in English as well"),
        (Guide, "body", '{"introduction": "Text"}', "introduction: 'Text' is not of type 'object'"),
        (Guide, "body", '{"introduction": {"en": "Text"}, "more": 1}', "'more' was unexpected"),
        (Guide, "kind", "poem", "valid choice"),
    ],
)
def test_wrong_value_is_refused_beside_its_field(
    model: type[Model], field: str, typed: str, fix: str, save: Save, db: None
) -> None:
    row = model._default_manager.all()[0]
    errors = errors_of(save(row, **{field: typed}))
    name = field.removesuffix("_en")
    assert list(errors) == [name]
    assert fix in " ".join(errors[name])


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ("[]", "object without the dataset"),
        ('["a"]', "object without the dataset"),
        ('{"dataset": "mura"}', "object without the dataset"),
        ('{"group": "Beginners"}', "group: 'Beginners' is not of type 'object'"),
        ('{"because": 1}', "'because' was unexpected"),
    ],
)
def test_details_of_a_guide_entry_fit_the_record_format(typed: str, fix: str, save: Save, db: None) -> None:
    row = models.GuideEntry.objects.all()[0]
    assert fix in " ".join(errors_of(save(row, details=typed))["details"])


def test_guide_entry_needs_no_details(save: Save, db: None) -> None:
    row = models.GuideEntry.objects.all()[0]
    assert save(row, details="").status_code == 302
    row.refresh_from_db()
    assert row.details == {}


@pytest.mark.parametrize("model", [*models.VOCABULARIES.values(), Source, Document, Guide])
def test_saving_a_row_as_it_is_changes_nothing(model: type[Model], save: Save, db: None) -> None:
    row = model._default_manager.order_by("-pk")[0]
    before = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
    assert save(row).status_code == 302
    row.refresh_from_db()
    assert {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields} == before
