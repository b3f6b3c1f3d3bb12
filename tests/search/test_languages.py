"""The reader's language: what stands in it counts most, and a result says in which other language it was found."""

from typing import Any

import pytest

from datasets.index import building, snapshot
from datasets.models import ChangeSet
from datasets.records import loading
from datasets.search import finding
from datasets.search.finding import Results
from datasets.search.parameters import Query

pytestmark = pytest.mark.django_db

SENTENCE = "A set that exists for the tests alone, with the word {}."


def ask(text: str, language: str) -> Results:
    """Search as a reader of `language`."""
    return finding.find(snapshot.current(), Query(text=text, language=language))


def text(language: str, word: str) -> dict[str, str]:
    """Return a text with a word that the catalogue does not have."""
    return {"language": language, "summary": SENTENCE.format(word), "description": SENTENCE.format("nothing")}


@pytest.fixture(params=["laid over", "indexed"])
def two(request: pytest.FixtureRequest, record: dict[str, Any]) -> None:
    """Two entries: one has "quokkatron" in its English text and one in its French text."""
    english = record | {"slug": "in-english", "descriptions": [text("en", "quokkatron"), text("fr", "nothing")]}
    french = record | {"slug": "in-french", "descriptions": [text("en", "nothing"), text("fr", "quokkatron")]}
    loading.load_datasets([english, french], ChangeSet.advance())
    if request.param == "indexed":
        building.rebuild()


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("reader", "first"), [("en", "in-english"), ("fr", "in-french")])
def test_what_stands_in_the_readers_language_comes_first(reader: str, first: str) -> None:
    results = ask("quokkatron", reader)
    assert results.total == 2
    assert results.cards[0]["slug"] == first


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("en", {"in-english": "", "in-french": "fr"}),
        ("fr", {"in-english": "en", "in-french": ""}),
        ("ru", {"in-english": "en", "in-french": "fr"}),
    ],
)
def test_a_result_says_in_which_other_language_it_was_found(reader: str, expected: dict[str, str]) -> None:
    results = ask("quokkatron", reader)
    found = {card["slug"]: spoken for card, spoken in zip(results.cards, results.spoken, strict=True)}
    assert found == expected


@pytest.mark.parametrize(("typed", "language"), [("rein", "fr"), ("почка", "ru"), ("肾", "zh-hans")])
def test_a_term_is_found_in_the_language_of_its_name(typed: str, language: str) -> None:
    for reader in ("en", "fr", "zh-hans", "ru"):
        results = ask(typed, reader)
        spoken = {card["slug"]: spoken for card, spoken in zip(results.cards, results.spoken, strict=True)}
        assert spoken["kits19"] == ("" if reader == language else language), reader


def test_the_code_of_a_term_is_english() -> None:
    for reader in ("en", "fr", "ru"):
        results = ask("kidney", reader)
        spoken = {card["slug"]: spoken for card, spoken in zip(results.cards, results.spoken, strict=True)}
        assert spoken["chaos"] == ("" if reader == "en" else "en"), reader


@pytest.mark.parametrize("typed", ["KiTS19", "modality:CT", "", "DICOM", "Kaggle"])
def test_names_and_codes_are_in_no_other_language(typed: str) -> None:
    for reader in ("en", "fr", "pt-br", "zh-hans", "ru"):
        assert set(ask(typed, reader).spoken) == {""}, reader


def test_a_word_of_another_language_beside_one_of_the_readers_is_said() -> None:
    results = ask("CT rein", "en")
    assert dict(zip([card["slug"] for card in results.cards], results.spoken, strict=True))["kits19"] == "fr"


@pytest.mark.parametrize(
    ("reader", "typed", "as_in"),
    [
        ("fr", "foie", "anatomy:liver"),
        ("en", "foie", "anatomy:liver"),
        ("pt-br", "foie", "anatomy:liver"),
        ("pt-br", "rim", "anatomy:kidney"),
        ("en", "rim", "anatomy:kidney"),
        ("ru", "rein", "anatomy:kidney"),
        ("zh-hans", "почка", "anatomy:kidney"),
        ("fr", "肾", "anatomy:kidney"),
        ("ru", "renal", "anatomy:kidney"),
    ],
)
def test_a_word_finds_what_it_means_in_its_language_and_little_else(reader: str, typed: str, as_in: str) -> None:
    found = {card["slug"] for card in ask(typed, reader).cards}
    meant = {card["slug"] for card in ask(as_in, reader).cards}
    assert meant <= found
    assert len(found - meant) <= 2


@pytest.mark.parametrize("reader", ["en", "fr", "pt-br", "zh-hans", "ru"])
@pytest.mark.parametrize("typed", ["os", "on", "no", "foi", "como", "sont", "и", "на", "des", "são", "que"])
def test_a_function_word_finds_names_alone_that_have_it(typed: str, reader: str) -> None:
    assert ask(typed, reader).total <= 20


@pytest.mark.parametrize("reader", ["en", "fr", "pt-br", "zh-hans", "ru"])
@pytest.mark.parametrize(
    ("typed", "without"),
    [
        ("segmentation du foie", "segmentation foie"),
        ("IRM du cerveau", "IRM cerveau"),
        ("câncer de pulmão", "câncer pulmão"),
        ("рак на КТ", "рак КТ"),
        ("CT of the lung", "CT lung"),
    ],
)
def test_function_words_change_nothing_on_any_page(typed: str, without: str, reader: str) -> None:
    assert {card["slug"] for card in ask(typed, reader).cards} == {card["slug"] for card in ask(without, reader).cards}
    assert ask(typed, reader).total > 0


@pytest.mark.parametrize(("typed", "code"), [("ЭКГ", "ECG"), ("ЭМГ", "EMG"), ("ECG", "ECG"), ("心电", "ECG")])
def test_the_examples_of_a_category_are_not_its_words(typed: str, code: str) -> None:
    language = {"Э": "ru", "心": "zh-hans"}.get(typed[0], "en")
    found = {card["slug"] for card in ask(typed, language).cards}
    assert {card["slug"] for card in ask(f"modality:{code}", language).cards} <= found
    assert "melbourne-university-seizure-prediction" not in found
