"""What translators have to do, counted by the database as texts.fingerprint and translatable count it."""

import pytest

from datasets.models import (
    LANGUAGES,
    Anatomy,
    Dataset,
    DatasetDescription,
    Disagreement,
    Document,
    DocumentDescription,
    Guide,
    SourceDescription,
)
from datasets.translation import upkeep
from datasets.translation.translatable import State, Text, in_database
from datasets.words.texts import ORIGINAL

pytestmark = pytest.mark.django_db

MODELS = {"dataset": DatasetDescription, "source": SourceDescription, "document": DocumentDescription}


def texts(kind: str) -> list[Text]:
    return [text for text in in_database() if text.kind == kind and text.path[0] != "description"]


@pytest.mark.parametrize("kind", MODELS)
def test_database_makes_the_same_fingerprint(kind: str) -> None:
    owner = "slug" if kind == "dataset" else "code"
    rows = upkeep.with_current(MODELS[kind].objects.filter(language="ru")).values_list(f"{kind}__{owner}", "current")
    assert dict(rows) == {text.owner: text.current for text in texts(kind) if "ru" in text.versions}
    assert rows


@pytest.mark.parametrize("kind", MODELS)
def test_tally_counts_what_the_texts_say(kind: str) -> None:
    model = MODELS[kind]
    before = {tally.language: tally for tally in upkeep.of_descriptions(model)}
    first, second, third = model.objects.filter(language="fr").order_by("pk")[:3]
    first.delete()
    model.objects.filter(pk=second.pk).update(reviewed=True)
    original = upkeep.original_of(third)
    assert original is not None
    model.objects.filter(pk=original.pk).update(summary=f"{original.summary} Changed: ü, 中.")
    found = texts(kind)
    for tally in upkeep.of_descriptions(model):
        states = [text.state(tally.language) for text in found]
        reviewed = [text.rows[tally.language]["reviewed"] for text in found if tally.language in text.rows]
        assert tally.wanted == len(found)
        assert tally.missing == states.count(State.MISSING)
        assert tally.missing - before[tally.language].missing == (tally.language == "fr")
        assert tally.out_of_date == states.count(State.OUT_OF_DATE) == (tally.language != ORIGINAL)
        assert tally.unreviewed == reviewed.count(False)


def test_translation_without_an_original_is_not_out_of_date() -> None:
    DatasetDescription.objects.filter(dataset__slug="mura", language="en").delete()
    rows = DatasetDescription.objects.filter(dataset__slug="mura")
    assert not upkeep.out_of_date(rows).exists()
    assert {upkeep.state_of(row) for row in rows} == {State.UNREVIEWED}


def test_translation_that_says_nothing_of_its_original_is_out_of_date() -> None:
    DatasetDescription.objects.filter(dataset__slug="mura", language="fr").update(translated_from="")
    (row,) = upkeep.out_of_date(DatasetDescription.objects.filter(dataset__slug="mura"))
    assert row.language == "fr"
    assert upkeep.state_of(row) == State.OUT_OF_DATE


def test_state_of_a_row_that_is_not_written_yet() -> None:
    row = DatasetDescription(dataset=Dataset.objects.get(slug="mura"), language="ru")
    assert upkeep.state_of(row) == State.MISSING
    assert upkeep.current_of(row).startswith("en:")
    assert upkeep.current_of(DatasetDescription(language="ru")) == ""
    assert upkeep.state_of(DocumentDescription.objects.get(document=Document.objects.get(code="000"), language="ru"))


def test_explanations_and_reasons_are_counted_together() -> None:
    before = {tally.language: tally for tally in upkeep.of_disagreements()}
    row = Disagreement.objects.order_by("pk")[0]
    row.explanation.pop("ru")
    row.settled = {"en": "Because."}
    row.save()
    after = {tally.language: tally for tally in upkeep.of_disagreements()}
    assert {language: after[language].missing - before[language].missing for language in LANGUAGES} == {
        "en": 0, "fr": 1, "pt-br": 1, "zh-hans": 1, "ru": 2,
    }  # fmt: skip
    assert after["ru"].wanted == before["ru"].wanted + 1


def test_names_of_terms_are_counted_by_vocabulary() -> None:
    term = Anatomy.objects.get(code="kidney")
    term.names.pop("fr")
    term.save()
    missing = {
        (model, tally.language)
        for model, tallies in upkeep.of_vocabularies().items()
        for tally in tallies
        if tally.missing
    }
    assert missing == {(Anatomy, "fr")}


def test_texts_of_guides_are_counted_at_any_depth() -> None:
    before = {tally.language: tally for tally in upkeep.of_guides()}
    guide = Guide.objects.get(slug="beginner")
    guide.body["sections"][0]["title"] = {"en": "Aim"}
    guide.titles = {**guide.titles, "ru": "Начало"}
    guide.save()
    after = {tally.language: tally for tally in upkeep.of_guides()}
    assert after["en"].wanted == before["en"].wanted == len(texts("guide"))
    assert after["en"].missing == 0
    for language in ("fr", "ru"):
        assert after[language].missing == sum(language not in text.versions for text in texts("guide"))
