"""No page of the admin runs a query per row: the number of queries stays the same however many rows there are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from datasets import models
from datasets.models import Dataset

from .conftest import MODELS, Account, address

FEW, MANY = 2, 12


def queries(client: Client, url: str) -> int:
    """Return the number of queries that the page runs, once what a process remembers is there."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.parametrize("model", MODELS)
def test_list_costs_the_same_for_any_number_of_rows(
    model: type[Model], admin_client: Client, entry: Callable[..., Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = entry("made-up", 3)
    for _ in range(3):
        models.Suggestion.objects.create(dataset=made, text="…")
    page = admin.site.get_model_admin(model)
    monkeypatch.setattr(page, "list_per_page", 1)
    one = queries(admin_client, address(model, "changelist"))
    monkeypatch.setattr(page, "list_per_page", 200)
    assert queries(admin_client, address(model, "changelist")) == one


@pytest.mark.parametrize("shown", [models.Guide, models.Source, models.Document])
def test_page_with_inlines_costs_the_same_for_any_number_of_rows(shown: type[Model], admin_client: Client) -> None:
    row = shown._default_manager.first()
    assert row is not None
    if isinstance(row, models.Guide):
        rows = [models.GuideEntry(guide=row, dataset=dataset) for dataset in Dataset.objects.all()[:MANY]]
        row.entries.all().delete()
    else:
        text = models.SourceDescription if isinstance(row, models.Source) else models.DocumentDescription
        owner = {row._meta.model_name or "": row}
        rows = [text(**owner, language=language, summary="A text.") for language in models.LANGUAGES]  # type: ignore[misc]
        text.objects.filter(**owner).delete()
    rows[0].save()
    one = queries(admin_client, address(shown, "change", row.pk))
    for other in rows[1:]:
        other.save()
    assert queries(admin_client, address(shown, "change", row.pk)) == one


def test_page_before_deletion_costs_the_same_for_any_number_of_parts(
    admin_client: Client, entry: Callable[..., Dataset]
) -> None:
    few, many = entry("few", FEW, status="draft"), entry("many", MANY, status="draft")
    assert queries(admin_client, address(Dataset, "delete", many.pk)) == queries(
        admin_client, address(Dataset, "delete", few.pk)
    )


def test_page_before_deletion_costs_the_same_for_who_may_not_publish(
    account: Account, entry: Callable[..., Dataset]
) -> None:
    owned = {relation.related_model for relation in Dataset._meta.related_objects}
    names = [f"delete_{model._meta.model_name}" for model in (Dataset, *owned) if not isinstance(model, str)]
    _, client = account("curator", "view_dataset", *names)
    few, many = entry("few", FEW, status="draft"), entry("many", MANY, status="draft")
    assert queries(client, address(Dataset, "delete", many.pk)) == queries(client, address(Dataset, "delete", few.pk))


def test_publishing_costs_the_same_for_any_number_of_parts(
    act: Callable[..., Any], entry: Callable[..., Dataset]
) -> None:
    costs = []
    for made in (entry("few", FEW, status="draft"), entry("many", MANY, status="draft")):
        with CaptureQueriesContext(connection) as captured:
            act("publish", made)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_autocomplete_costs_the_same_for_any_number_of_hits(admin_client: Client) -> None:
    url = "/admin/autocomplete/?app_label=datasets&model_name=disagreement&field_name=dataset&term="
    hits = [len(admin_client.get(url + term).json()["results"]) for term in ("kaggle", "a")]
    assert hits[0] < hits[1]
    assert queries(admin_client, url + "kaggle") == queries(admin_client, url + "a")
