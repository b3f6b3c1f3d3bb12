"""Cards: what a list shows of an entry."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.catalogue import loading
from datasets.catalogue.cards import cards
from datasets.catalogue.records import Record
from datasets.models import Dataset

pytestmark = pytest.mark.django_db


def ids(*slugs: str) -> list[int]:
    found = dict(Dataset.objects.values_list("slug", "pk"))
    return [found[slug] for slug in slugs]


def test_card_has_codes_figures_and_text(record: Record) -> None:
    loading.load_datasets([{**record, "modalities": ["MR", "CT"], "sources": ["tcia"]}])
    (card,) = cards(ids("example-set"))
    expected = {
        "slug": "example-set",
        "name": "Example set",
        "category": "imaging",
        "kind": "dataset",
        "access_level": "unknown",
        "sources": ["tcia"],
        "modalities": ["CT", "MR"],
        "images": 100,
        "images_unit": "images",
        "images_precision": "exact",
        "summary": "A set that exists for the tests alone.",
        "summary_language": "en",
    }
    assert {key: card[key] for key in expected} == expected


def test_unknown_is_none_and_never_empty_text(record: Record) -> None:
    loading.load_datasets([record])
    (card,) = cards(ids("example-set"))
    unknown = ("license", "subjects", "subjects_unit", "subjects_precision", "size_bytes", "year", "quality", "level")
    assert [card[key] for key in unknown] == [None] * len(unknown)


def test_cards_come_in_the_asked_order() -> None:
    assert [card["slug"] for card in cards(ids("mura", "brats", "adni"))] == ["mura", "brats", "adni"]


def test_entry_that_is_gone_is_left_out() -> None:
    gone, here = ids("mura", "brats")
    Dataset.objects.get(slug="mura").delete()
    assert [card["slug"] for card in cards([gone, here])] == ["brats"]


@pytest.mark.parametrize(("language", "shown"), [("ru", "ru"), ("fr", "en"), ("en", "en")])
def test_text_is_in_the_asked_language_or_english(record: Record, language: str, shown: str) -> None:
    record["descriptions"].append(
        {**record["descriptions"][0], "language": "ru", "summary": "Только для проверки всего."}
    )
    loading.load_datasets([record])
    (card,) = cards(ids("example-set"), language)
    summaries = {row["language"]: row["summary"] for row in record["descriptions"]}
    assert (card["summary_language"], card["summary"]) == (shown, summaries[shown])


def test_number_of_queries_does_not_grow_with_the_entries() -> None:
    everything = list(Dataset.objects.values_list("pk", flat=True))
    counts = []
    for chosen in (everything[:5], everything):
        with CaptureQueriesContext(connection) as captured:
            cards(chosen)
        counts.append(len(captured))
    assert counts[0] == counts[1]
