"""Cards: what a list shows of an entry."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.facts.cards import COLUMNS, SETS, card, in_language
from datasets.facts.kinds import Record
from datasets.index import entries
from datasets.models import Dataset
from datasets.records import loading
from tests.stating import stating

SUMMARIES = {"en": "A set.", "ru": "Набор."}


def a_card(**row: Any) -> Record:
    """Return the card of an entry of which no more is known than `row`."""
    return card({**dict.fromkeys(COLUMNS), **row}, dict.fromkeys(SETS, ()), SUMMARIES)


def test_unknown_is_none_and_never_empty_text() -> None:
    found = a_card(slug="one", images_precision="", level="")
    unknown = {key: found[key] for key in ("images", "level", "license", "subjects", "year")}
    assert unknown == dict.fromkeys(unknown)


def test_nothing_is_not_unknown() -> None:
    assert a_card(subjects=0)["subjects"] == {"value": 0, "unit": None, "precision": None}


@pytest.mark.parametrize(("language", "shown"), [("ru", "ru"), ("fr", "en"), ("en", "en")])
def test_text_is_in_the_asked_language_or_english(language: str, shown: str) -> None:
    found = in_language(a_card(slug="one"), language)
    assert (found["summary_language"], found["summary"]) == (shown, SUMMARIES[shown])
    assert "summaries" not in found


def test_choosing_a_language_leaves_the_card_alone() -> None:
    found = a_card(slug="one")
    in_language(found, "ru")
    assert found["summaries"] == SUMMARIES


@pytest.mark.django_db
class TestFromTheDatabase:
    """The cards of entries as search reads them."""

    def ids(self, *slugs: str) -> list[int]:
        found = dict(Dataset.objects.values_list("slug", "pk"))
        return [found[slug] for slug in slugs]

    def cards(self, *slugs: str) -> list[Record]:
        return [entry.card for entry in entries.entries(self.ids(*slugs))]

    def test_card_has_codes_figures_and_text(self, record: Record) -> None:
        loading.load_datasets([stating(record, modality=["MR", "CT"], source=["tcia"])], 1)
        (found,) = self.cards("example-set")
        expected = {
            "slug": "example-set",
            "name": "Example set",
            "category": "imaging",
            "kind": "dataset",
            "access": "unknown",
            "license": None,
            "source": ["tcia"],
            "modality": ["CT", "MR"],
            "images": {"value": 100, "unit": "images", "precision": "exact"},
            "subjects": None,
            "summaries": {"en": "A set that exists for the tests alone."},
        }
        assert {key: found[key] for key in expected} == expected

    def test_cards_come_in_the_asked_order(self) -> None:
        assert [found["slug"] for found in self.cards("mura", "brats", "adni")] == ["mura", "brats", "adni"]

    def test_entry_that_is_gone_is_left_out(self) -> None:
        keys = self.ids("mura", "brats")
        Dataset.objects.get(slug="mura").delete()
        assert [entry.card["slug"] for entry in entries.entries(keys)] == ["brats"]

    def test_entry_that_the_public_does_not_see_is_left_out(self) -> None:
        Dataset.objects.filter(slug="mura").update(status="draft")
        assert [found["slug"] for found in self.cards("mura", "brats")] == ["brats"]

    def test_number_of_queries_does_not_grow_with_the_entries(self) -> None:
        everything = list(Dataset.objects.values_list("pk", flat=True))
        counts = []
        for chosen in (everything[:5], everything):
            with CaptureQueriesContext(connection) as captured:
                list(entries.entries(chosen))
            counts.append(len(captured))
        assert counts[0] == counts[1]
