"""Texts in several languages: which one a reader gets, in which language it is, whether it is out of date."""

from typing import Any

import pytest
from django.utils import translation

from datasets.models import DatasetDescription, DocumentDescription
from datasets.records.files import Tree
from datasets.words.texts import Words, bcp47, best, fingerprint, told, words


@pytest.mark.parametrize(
    ("texts", "language", "found"),
    [
        ({"en": "Start", "fr": "Début"}, "fr", ("fr", "Début")),
        ({"en": "Start", "fr": "Début"}, "ru", ("en", "Start")),
        ({"en": "Start", "fr": ""}, "fr", ("en", "Start")),
        ({"ru": "Начало", "fr": "Début"}, "zh-hans", ("fr", "Début")),
        ({}, "fr", None),
        ({"fr": ""}, "fr", None),
    ],
)
def test_a_reader_gets_the_own_language_then_english_then_what_there_is(
    texts: dict[str, str], language: str, found: tuple[str, str] | None
) -> None:
    assert best(texts, language) == found


@pytest.mark.parametrize(
    ("code", "tag"),
    [("en", "en"), ("fr", "fr"), ("pt-br", "pt-BR"), ("zh-hans", "zh-Hans"), ("zh-hans-cn", "zh-Hans-CN")],
)
def test_codes_are_spelt_as_bcp_47_has_them(code: str, tag: str) -> None:
    assert bcp47(code) == tag


def test_a_text_that_is_not_translated_says_its_language() -> None:
    with translation.override("fr"):
        assert words({"en": "Start", "fr": "Début"}) == Words("Début")
        assert words({"en": "Start"}) == Words("Start", "en")
        assert words({"zh-hans": "开始"}) == Words("开始", "zh-Hans")
        assert words(None) == Words("")
    with translation.override("en"):
        assert words({"en": "Start"}) == Words("Start")


def texts(**french: Any) -> list[DatasetDescription]:
    """Return an English text and its French translation, which is up to date."""
    up_to_date = fingerprint("A set.", "It holds images.")
    return [
        DatasetDescription(language="en", summary="A set.", description="It holds images."),
        DatasetDescription(
            **{"language": "fr", "summary": "Un jeu.", "description": "…", "translated_from": up_to_date} | french
        ),
    ]


def test_a_translation_of_the_text_as_it_is_now_is_up_to_date() -> None:
    with translation.override("fr"):
        found = told(texts())
    assert found is not None
    assert (found.text.summary, found.language, found.translated, found.outdated) == ("Un jeu.", "", True, False)


@pytest.mark.parametrize("part", ["summary", "description"])
def test_a_translation_whose_original_has_changed_is_out_of_date(part: str) -> None:
    rows = texts()
    setattr(rows[0], part, "Something else.")
    with translation.override("fr"):
        found = told(rows)
    assert found is not None
    assert found.outdated


def test_a_translation_that_does_not_say_what_it_was_made_from_is_not_called_out_of_date() -> None:
    with translation.override("fr"):
        found = told(texts(translated_from=""))
    assert found is not None
    assert not found.outdated


def test_where_there_is_no_translation_the_original_says_its_language() -> None:
    with translation.override("ru"):
        found = told(texts())
    assert found is not None
    assert (found.text.summary, found.language, found.translated, found.outdated) == ("A set.", "en", False, False)


def test_a_text_without_a_description_is_compared_by_its_summary() -> None:
    rows = [
        DocumentDescription(language="en", summary="A list."),
        DocumentDescription(language="fr", summary="Une liste.", translated_from=fingerprint("A list.")),
    ]
    with translation.override("fr"):
        assert told(rows).outdated is False  # type: ignore[union-attr]
        rows[0].summary = "A guide."
        assert told(rows).outdated is True  # type: ignore[union-attr]


def test_without_any_text_there_is_none() -> None:
    assert told([]) is None


def test_every_translation_of_the_catalogue_is_up_to_date(tree: Tree) -> None:
    records = [record for kind in ("dataset", "source", "document") for _, record in getattr(tree, kind)]
    seen = 0
    for record in records:
        original = next(text for text in record["descriptions"] if text["language"] == "en")
        parts = [original["summary"], *([original["description"]] if "description" in original else [])]
        for text in record["descriptions"]:
            if text["language"] != "en":
                seen += 1
                assert text["translated_from"] == fingerprint(*parts), (record.get("slug"), text["language"])
    assert seen > 500
