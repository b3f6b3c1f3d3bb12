"""Suggestions while somebody types: names first, then terms and sources in any language."""

from collections.abc import Callable

import pytest

from datasets.index import snapshot
from datasets.models import Anatomy, Dataset, Modality, Source
from datasets.search.suggesting import ENTRY, MOST, Suggestion, suggest

pytestmark = pytest.mark.django_db


def suggested(typed: str, language: str = "en") -> list[Suggestion]:
    return suggest(snapshot.current(), typed, language)


def codes(typed: str, kind: str) -> list[str]:
    return [item.code for item in suggested(typed) if item.kind == kind]


@pytest.mark.parametrize("typed", ["kits", "KiTS", "Kits1", "kits-19", "KITS 19"])
def test_the_beginning_of_a_name_suggests_its_entry(typed: str) -> None:
    assert suggested(typed)[0] == Suggestion("KiTS19", ENTRY, "kits19")


def test_an_alias_suggests_its_entry_by_its_name() -> None:
    for slug, aliases in Dataset.objects.values_list("slug", "aliases"):
        for alias in aliases:
            assert len(alias) <= 12 or slug in codes(alias, ENTRY), (slug, alias)


@pytest.mark.parametrize("typed", ["kidn", "Rein", "поч", "rim", "肾"])
def test_the_beginning_of_a_terms_name_in_any_language_suggests_it(typed: str) -> None:
    assert "kidney" in codes(typed, "anatomy")


def test_a_term_is_shown_in_the_visitors_language() -> None:
    names = Anatomy.objects.get(code="kidney").names
    for language in ("en", "fr", "pt-br", "zh-hans", "ru"):
        assert names[language] in [item.text for item in suggested("kidney", language)]


def test_a_word_within_a_terms_name_suggests_it() -> None:
    name = Modality.objects.get(code="MR").names["en"]
    assert "MR" in codes(name.split()[1], "modality")


def test_a_source_is_suggested() -> None:
    source = Source.objects.get(code="tcia")
    assert "tcia" in codes(source.name[:8], "source")


def test_names_come_first_and_leave_room_for_terms() -> None:
    kinds = [item.kind == ENTRY for item in suggested("br")]
    assert kinds == sorted(kinds, reverse=True)
    assert True in kinds
    assert False in kinds


@pytest.mark.parametrize("typed", ["", " ", "a", "é", "-", '"', "xyzzyplugh"])
def test_too_little_suggests_nothing(typed: str) -> None:
    assert suggested(typed) == []


def test_there_are_never_too_many_and_none_twice() -> None:
    for typed in ("ch", "ca", "im", "me", "da", "br", "肺", "по", "ма"):
        found = suggested(typed)
        assert 0 < len(found) <= MOST, typed
        assert len({(item.kind, item.code) for item in found}) == len(found)


def test_a_term_without_entries_is_not_suggested(no_datasets: None) -> None:
    assert suggested("kidney") == []


def test_an_entry_that_is_not_published_is_not_suggested(change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="kits19"), status="draft")
    assert "kits19" not in codes("kits", ENTRY)
