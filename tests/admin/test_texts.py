"""Texts by language in the admin: the numbers, the lists that they lead to, and the page that shows both sides."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.models import (
    Anatomy,
    ChangeSet,
    Dataset,
    DatasetDescription,
    Disagreement,
    Guide,
    Source,
    SourceDescription,
)
from datasets.translation import upkeep

from .conftest import address
from .forms import errors_of, form_of
from .test_policy import blocked

FORM = "datasetdescription_form"


@pytest.fixture
def mura(db: None) -> dict[str, DatasetDescription]:
    return {row.language: row for row in DatasetDescription.objects.filter(dataset__slug="mura")}


def overview(client: Client) -> Any:
    response = client.get(reverse("admin-texts"))
    assert response.status_code == 200
    return response


def change_original(mura: dict[str, DatasetDescription]) -> None:
    DatasetDescription.objects.filter(pk=mura["en"].pk).update(summary="The original says something else now.")


class TestOverview:
    """One page that counts."""

    def test_the_desk_leads_there(self, admin_client: Client) -> None:
        assert f'href="{reverse("admin-texts")}"' in admin_client.get(reverse("desk-tables")).content.decode()

    def test_visitors_are_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(reverse("admin-texts")).status_code == 302

    def test_every_kind_has_every_language(self, admin_client: Client) -> None:
        groups = overview(admin_client).context["groups"]
        assert len(groups) == 5
        assert all(len(group["rows"]) == 5 for group in groups)

    def test_no_inline_code(self, admin_client: Client) -> None:
        assert blocked(overview(admin_client)) == []

    def test_numbers_lead_to_the_lists_of_what_they_count(self, admin_client: Client) -> None:
        """Whatever is counted, the list behind the number has as many rows."""
        SourceDescription.objects.filter(source__code="tcia", language="en").update(
            summary="It says something else now."
        )
        SourceDescription.objects.filter(source__code="kaggle", language="fr").delete()
        row = Disagreement.objects.order_by("pk")[0]
        row.explanation.pop("ru")
        row.save()
        term = Anatomy.objects.get(code="kidney")
        term.names.pop("zh-hans")
        term.save()
        followed = 0
        for group in overview(admin_client).context["groups"]:
            for row in group["rows"]:
                links = [
                    (getattr(row["tally"], key), row[key])
                    for key in ("missing", "out_of_date", "unreviewed")
                    if key in row
                ]
                links += [(count, link) for _, count, link in row.get("vocabularies", ())]
                for count, link in links:
                    listed = admin_client.get(link).context["cl"].result_count
                    assert listed == count or (group["name"] == "Texts of guides" and (listed > 0) == (count > 0)), link
                    followed += bool(count)
        assert followed > 15

    def test_costs_the_same_for_any_number_of_texts(self, admin_client: Client, entry: Callable[..., Dataset]) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                overview(admin_client)
            return len(captured)

        cost()
        before = cost()
        entry("made-up", 5)
        Disagreement.objects.update(settled={"en": "So."})
        assert cost() == before
        assert before <= 40


class TestLists:
    """From what is missing to where it is written."""

    @pytest.mark.parametrize(("model", "texts"), [(Dataset, DatasetDescription), (Source, SourceDescription)])
    def test_list_of_what_is_missing_leads_to_the_page_for_it(
        self, admin_client: Client, model: Any, texts: Any
    ) -> None:
        owner = texts._meta.get_field(model._meta.model_name).name
        row = texts.objects.filter(language="ru").order_by("pk")[0]
        key = getattr(row, f"{owner}_id")
        row.delete()
        page = admin_client.get(address(model, "changelist"), {"text_missing": "ru"}).content.decode()
        link = f"{address(texts, 'add')}?{owner}={key}&amp;language=ru"
        if model is Dataset:
            link = reverse("desk-text", args=[Dataset.objects.get(pk=key).slug, "ru"])
        assert f'href="{link}"' in page
        assert "Translate</a>" not in admin_client.get(address(model, "changelist")).content.decode()
        if model is Dataset:
            return
        original = texts.objects.get(**{f"{owner}_id": key, "language": "en"})
        shown = admin_client.get(link.replace("&amp;", "&"))
        assert original.summary in html.unescape(shown.content.decode())

    @pytest.mark.parametrize("language", ["xx", "' OR 1", "a\0b"])
    def test_hostile_language_is_answered(self, admin_client: Client, language: str) -> None:
        for model in (Dataset, Guide, Disagreement):
            url = address(model, "changelist")
            assert admin_client.get(url, {"text_missing": language}, follow=True).status_code in (200, 400)

    def test_list_says_what_is_out_of_date(self, admin_client: Client, mura: dict[str, DatasetDescription]) -> None:
        change_original(mura)
        listed = admin_client.get(address(DatasetDescription, "changelist"), {"out_of_date": "yes"}).context["cl"]
        assert {row.pk for row in listed.result_list} == {row.pk for language, row in mura.items() if language != "en"}
        assert {listed.model_admin.up_to_date(row) for row in listed.result_list} == {False}
        others = admin_client.get(
            address(DatasetDescription, "changelist"), {"out_of_date": "no", "q": "mura"}
        ).context["cl"]
        assert {row.language for row in others.result_list if row.dataset_id == mura["en"].dataset_id} == {"en"}


class TestSideBySide:
    """The page of one text."""

    def test_original_stands_beside_the_translation(
        self, admin_client: Client, mura: dict[str, DatasetDescription]
    ) -> None:
        page = admin_client.get(address(DatasetDescription, "change", mura["fr"].pk)).content.decode()
        assert f'<div class="original" lang="en">{mura["en"].summary}</div>' in page
        assert f'<div class="original" lang="en">{mura["en"].description}</div>' in page
        assert page.count('lang="fr"') == 2
        assert "Unreviewed" in page

    def test_original_has_no_other_side(self, admin_client: Client, mura: dict[str, DatasetDescription]) -> None:
        page = admin_client.get(address(DatasetDescription, "change", mura["en"].pk)).content.decode()
        assert 'class="original"' not in page

    def test_original_is_escaped(self, admin_client: Client, mura: dict[str, DatasetDescription]) -> None:
        DatasetDescription.objects.filter(pk=mura["en"].pk).update(summary="<script>alert(1)</script> & more")
        page = admin_client.get(address(DatasetDescription, "change", mura["fr"].pk)).content.decode()
        assert "<script>alert(1)" not in page

    def test_saving_says_that_it_fits_the_original(
        self, save: Callable[..., Any], mura: dict[str, DatasetDescription]
    ) -> None:
        change_original(mura)
        before = ChangeSet.objects.count()
        assert save(mura["fr"], summary="Le texte a été changé par la main d'une personne.").status_code == 302
        row = DatasetDescription.objects.get(pk=mura["fr"].pk)
        assert (row.translated_from, row.origin, row.reviewed) == (upkeep.current_of(row), "curator", False)
        assert row.translated_from != mura["fr"].translated_from
        assert ChangeSet.objects.count() == before + 1
        assert Dataset.objects.get(slug="mura").revision == ChangeSet.current()[0]

    def test_text_that_was_only_read_stays_a_machines(
        self, save: Callable[..., Any], mura: dict[str, DatasetDescription]
    ) -> None:
        save(mura["fr"], reviewed="on")
        row = DatasetDescription.objects.get(pk=mura["fr"].pk)
        assert (row.origin, row.reviewed, row.summary) == ("machine", True, mura["fr"].summary)

    def test_changed_original_makes_its_translations_out_of_date(
        self, save: Callable[..., Any], mura: dict[str, DatasetDescription]
    ) -> None:
        save(mura["en"], summary="Bone images of the arm, each of them normal or not.")
        states = {
            row.language: str(upkeep.state_of(row)) for row in DatasetDescription.objects.filter(dataset__slug="mura")
        }
        assert states.pop("en") == "unreviewed"
        assert set(states.values()) == {"out of date"}

    def test_original_that_changed_meanwhile_is_shown_before_anything_is_saved(
        self, admin_client: Client, mura: dict[str, DatasetDescription]
    ) -> None:
        url = address(DatasetDescription, "change", mura["fr"].pk)
        form = form_of(admin_client.get(url), FORM)
        change_original(mura)
        shown = admin_client.post(url, form)
        assert "not the original that you translated from" in errors_of(shown)["summary"][0]
        assert "The original says something else now." in shown.content.decode()
        assert admin_client.post(url, form_of(shown, FORM)).status_code == 302

    def test_missing_text_is_written_beside_its_original(
        self, admin_client: Client, mura: dict[str, DatasetDescription]
    ) -> None:
        mura["ru"].delete()
        url = f"{address(DatasetDescription, 'add')}?dataset={mura['en'].dataset_id}&language=ru"
        shown = admin_client.get(url)
        assert mura["en"].summary in shown.content.decode()
        texts = {"summary": mura["ru"].summary, "description": mura["ru"].description}
        assert admin_client.post(url, {**form_of(shown, FORM), **texts}).status_code == 302
        row = DatasetDescription.objects.get(dataset__slug="mura", language="ru")
        assert (row.origin, row.translated_from) == ("curator", upkeep.current_of(row))

    @pytest.mark.parametrize(
        "query", ["dataset=x&language=ru", f"dataset={'9' * 40}", "dataset=999999&language=xx", "dataset=²"]
    )
    def test_hostile_beginning_is_answered(self, admin_client: Client, query: str) -> None:
        assert admin_client.get(f"{address(DatasetDescription, 'add')}?{query}").status_code == 200

    def test_page_costs_the_same_for_a_text_and_its_original(
        self, admin_client: Client, mura: dict[str, DatasetDescription]
    ) -> None:
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address(DatasetDescription, "change", mura["fr"].pk))
        assert len(captured) <= 16
