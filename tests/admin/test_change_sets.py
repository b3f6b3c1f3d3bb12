"""Whatever the admin writes that search or pages show advances the catalogue's revision, in the same transaction."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.admin.base import CatalogueAdmin
from datasets.models import ChangeSet, Dataset

from .conftest import EDITED, address, row_of
from .forms import form_of, sure


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


@pytest.mark.parametrize("model", EDITED)
def test_page_of_what_is_shown_writes_through_the_one_base(model: type[Model]) -> None:
    assert isinstance(admin.site.get_model_admin(model), CatalogueAdmin)


@pytest.mark.parametrize("model", EDITED)
def test_saving_advances_the_revision(
    model: type[Model], save: Callable[..., Any], entry: Callable[..., Dataset]
) -> None:
    row = row_of(model, entry)
    before = ChangeSet.objects.count()
    assert save(row).status_code == 302
    assert ChangeSet.objects.count() == before + 1


def test_adding_advances_the_revision(admin_client: Client) -> None:
    before = ChangeSet.objects.count()
    data = {"code": "made-up", "names_en": "Made up", "position": 1, "synonyms": "", "mappings": ""}
    assert admin_client.post(address(models.License, "add"), data).status_code == 302
    assert ChangeSet.objects.count() == before + 1


def test_editing_in_the_list_advances_the_revision(admin_client: Client) -> None:
    url = address(models.Modality, "changelist")
    form = form_of(admin_client.get(url), "changelist-form")
    before = ChangeSet.objects.count()
    assert admin_client.post(url, {**form, "form-0-position": "77", "_save": "Save"}).status_code == 302
    assert models.Modality.objects.filter(position=77).exists()
    assert ChangeSet.objects.count() > before


def test_deleting_from_the_page_advances_the_revision(admin_client: Client, mura: Dataset) -> None:
    text = mura.descriptions.all()[0]
    before = ChangeSet.objects.count()
    admin_client.post(address(type(text), "delete", text.pk), sure(text))
    assert not mura.descriptions.filter(pk=text.pk).exists()
    assert ChangeSet.objects.count() == before + 1


def test_deleting_from_the_list_advances_the_revision(act: Callable[..., Any], mura: Dataset) -> None:
    texts = mura.descriptions.all()[:2]
    before = ChangeSet.objects.count()
    act("delete_selected", *texts, post="yes")
    assert not mura.descriptions.filter(pk__in=[text.pk for text in texts]).exists()
    assert ChangeSet.objects.count() == before + 1


@pytest.mark.parametrize("action", ["withdraw", "mark_texts_reviewed"])
def test_action_on_entries_advances_the_revision(action: str, act: Callable[..., Any], mura: Dataset) -> None:
    before = ChangeSet.objects.count()
    act(action, mura)
    assert ChangeSet.objects.count() == before + 1


@pytest.mark.parametrize("model", [models.DatasetDescription, models.SourceDescription, models.DocumentDescription])
def test_reviewing_texts_advances_the_revision(model: Any, act: Callable[..., Any]) -> None:
    text = model.objects.filter(reviewed=False)[0]
    before = ChangeSet.objects.count()
    act("mark_reviewed", text)
    assert ChangeSet.objects.count() == before + 1


def test_action_that_changes_nothing_leaves_the_revision(act: Callable[..., Any], mura: Dataset) -> None:
    before = ChangeSet.objects.count()
    act("publish", mura)
    assert ChangeSet.objects.count() == before


@pytest.fixture
def no_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Advancing the revision fails."""

    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(ChangeSet, "advance", fail)


@pytest.mark.usefixtures("no_revision")
def test_without_a_revision_nothing_is_saved(save: Callable[..., Any], mura: Dataset) -> None:
    text = mura.descriptions.get(language="en")
    with pytest.raises(RuntimeError):
        save(text, summary="Words that nobody will read here.")
    assert mura.descriptions.get(language="en").summary == text.summary


@pytest.mark.usefixtures("no_revision")
def test_without_a_revision_nothing_is_deleted(admin_client: Client, mura: Dataset) -> None:
    text = mura.descriptions.all()[0]
    with pytest.raises(RuntimeError):
        admin_client.post(address(type(text), "delete", text.pk), sure(text))
    assert mura.descriptions.filter(pk=text.pk).exists()


@pytest.mark.usefixtures("no_revision")
def test_without_a_revision_no_action_writes(act: Callable[..., Any], mura: Dataset) -> None:
    with pytest.raises(RuntimeError):
        act("withdraw", mura)
    assert Dataset.objects.get(pk=mura.pk).status == "published"


def test_save_that_fails_leaves_no_revision(
    save: Callable[..., Any], mura: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    before, text = ChangeSet.current(), mura.descriptions.get(language="en")
    monkeypatch.setattr("datasets.admin.base.warn_about_unbacked", fail)
    with pytest.raises(RuntimeError):
        save(text, summary="Words that nobody will read here.")
    assert ChangeSet.current() == before
    assert mura.descriptions.get(language="en").summary == text.summary


def test_entry_of_a_saved_part_carries_the_revision(save: Callable[..., Any], mura: Dataset) -> None:
    save(mura.descriptions.all()[0], summary="A summary that stands on its own page.")
    assert Dataset.objects.get(pk=mura.pk).revision == ChangeSet.current()[0]


def test_entries_that_a_part_moves_between_carry_the_revision(save: Callable[..., Any], mura: Dataset) -> None:
    other = Dataset.objects.get(slug="brats")
    note = models.Disagreement.objects.create(dataset=mura, field="size", kind="claim", explanation={"en": "A note."})
    save(note, dataset=str(other.pk))
    marked = set(Dataset.objects.filter(revision=ChangeSet.current()[0]).values_list("slug", flat=True))
    assert marked == {"mura", "brats"}


def test_entry_of_a_deleted_part_carries_the_revision(act: Callable[..., Any], mura: Dataset) -> None:
    act("delete_selected", mura.descriptions.all()[0], post="yes")
    assert Dataset.objects.get(pk=mura.pk).revision == ChangeSet.current()[0]


@pytest.mark.parametrize("action", ["withdraw", "mark_texts_reviewed"])
def test_entry_of_an_action_carries_the_revision(action: str, act: Callable[..., Any], mura: Dataset) -> None:
    act(action, mura)
    assert Dataset.objects.get(pk=mura.pk).revision == ChangeSet.current()[0]


def test_revision_names_the_entries_deleted_from_the_list(act: Callable[..., Any], mura: Dataset) -> None:
    act("withdraw", mura)
    act("delete_selected", mura, post="yes")
    assert ChangeSet.objects.order_by("-pk")[0].removed == [mura.pk]


def test_revision_names_the_entry_deleted_from_its_page(
    admin_client: Client, act: Callable[..., Any], mura: Dataset
) -> None:
    act("withdraw", mura)
    admin_client.post(address(Dataset, "delete", mura.pk), sure(mura))
    assert ChangeSet.objects.order_by("-pk")[0].removed == [mura.pk]


def test_search_no_longer_finds_a_withdrawn_entry(act: Callable[..., Any], client: Client, mura: Dataset) -> None:
    address_of_search = reverse("dataset-list") + "?q=mura"
    assert b"/datasets/mura/" in client.get(address_of_search).content
    act("withdraw", mura)
    assert b"/datasets/mura/" not in client.get(address_of_search).content


def test_search_finds_a_term_by_its_new_name(save: Callable[..., Any], client: Client, mura: Dataset) -> None:
    address_of_search = reverse("dataset-list") + "?q=Zweibrücken"
    term = mura.anatomies.all()[0]
    assert b"/datasets/mura/" not in client.get(address_of_search).content
    save(term, synonyms_en="Zweibrücken")
    assert b"/datasets/mura/" in client.get(address_of_search).content


def test_search_finds_new_words_at_once(save: Callable[..., Any], client: Client, mura: Dataset) -> None:
    address_of_search = reverse("dataset-list") + "?q=Zweibrücken"
    assert b"/datasets/mura/" not in client.get(address_of_search).content
    save(mura.descriptions.get(language="en"), summary="X-ray images of arms from Zweibrücken.")
    assert b"/datasets/mura/" in client.get(address_of_search).content


def test_changing_a_part_dates_the_change_of_its_entry(save: Callable[..., Any], mura: Dataset) -> None:
    save(mura.descriptions.all()[0], summary="A summary that stands on its own page.")
    assert Dataset.objects.get(pk=mura.pk).changed > mura.changed
