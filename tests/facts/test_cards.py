"""Cards: what a list shows of an entry."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.compare.disputes import disputes
from datasets.facts.cards import COLUMNS, SETS, SINGLE, Beside, card, in_language
from datasets.facts.composed import Lexicon
from datasets.facts.kinds import Record
from datasets.facts.reading import whole
from datasets.index import entries
from datasets.models import Dataset, Disagreement
from datasets.models.dataset import published
from datasets.records import loading
from datasets.records.files import Tree
from tests.stating import stating

from .composing import lexicon_in

# What a note by hand, or the statements, may say of sources that differ.
DOCUMENTS = (Disagreement.Kind.DOCUMENTS, Disagreement.Kind.CLAIM)
SUMMARIES = {"en": "A set.", "ru": "Набор."}


def a_card(**row: Any) -> Record:
    """Return the card of an entry of which no more is known than `row`."""
    return card({**dict.fromkeys(COLUMNS), **row}, dict.fromkeys(SETS, ()), SUMMARIES, Beside())


def test_unknown_is_none_and_never_empty_text() -> None:
    found = a_card(slug="one", images_precision="", level="")
    unknown = {key: found[key] for key in ("images", "level", "license", "subjects", "year")}
    assert unknown == dict.fromkeys(unknown)


def test_nothing_is_not_unknown() -> None:
    assert a_card(subjects=0)["subjects"] == {"value": 0, "unit": None, "precision": None}


def no_lexicon() -> Lexicon:
    raise AssertionError("what is written costs nothing")


@pytest.mark.parametrize("language", SUMMARIES)
def test_text_is_what_is_written_in_the_asked_language(language: str) -> None:
    found = in_language(a_card(slug="one"), language, no_lexicon)
    assert (found["summary_language"], found["summary"]) == (language, SUMMARIES[language])
    assert found["summary_origin"] == "written"
    assert "summaries" not in found


def test_text_that_nobody_wrote_is_composed_in_the_asked_language(tree: Tree) -> None:
    card = a_card(slug="one", category__code="imaging", kind__code="dataset")
    found = in_language(card, "fr", lambda: lexicon_in(tree))
    assert (found["summary_language"], found["summary"]) == ("fr", "Jeu de données d'images médicales.")
    assert found["summary_origin"] == "composed"


def test_choosing_a_language_leaves_the_card_alone() -> None:
    found = a_card(slug="one")
    in_language(found, "ru", no_lexicon)
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

    def test_card_names_the_fields_of_which_the_page_says_that_sources_differ(self) -> None:
        rows = whole(published())
        told = dict(zip([row.slug for row in rows], disputes(rows), strict=True))
        found = {card["slug"]: card["differs"] for card in self.cards(*told)}
        assert any(found.values())
        assert found == {
            slug: sorted({one.field for one in ones if one.is_open and one.kind in DOCUMENTS and one.field in SINGLE})
            for slug, ones in told.items()
        }

    def test_card_says_whether_an_address_is_known(self, record: Record) -> None:
        linked = Dataset.objects.filter(link__isnull=False).values_list("slug", flat=True)
        assert {card["slug"] for card in self.cards(*linked) if card["linked"]} == set(linked)
        loading.load_datasets([stating(record)], 1)
        assert [card["linked"] for card in self.cards("example-set")] == [False]

    def test_card_says_what_the_images_may_be_used_for(self, record: Record) -> None:
        loading.load_datasets([stating(record, license="CC-BY-NC-4.0")], 1)
        assert [card["use"] for card in self.cards("example-set")] == [["research", "redistribution"]]
