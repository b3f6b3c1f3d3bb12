"""Folding and words, without a database: what counts as the same word."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
import unicodedata

import pytest

from datasets.index.analysis import LONGEST_WORD, analysed, chunks, forms, pieces, stem, wanted
from datasets.index.function_words import ANY_FUNCTION_WORD, FUNCTION_WORDS
from datasets.words.folding import fold, joined

ALPHABET = "aZéÉüßŒœçñøйЙёЁ肾結é\u0301ﬁＡ１²½ \t\n\u00a0\u3000-_'’.,/\u200b"


def indexed(text: str, language: str) -> set[str]:
    """Return the index words of a text."""
    found = [analysed(chunk, language) for chunk in chunks(text)]
    return {word for chunk in found for word in (*chunk.words, *chunk.forms)}


def finds(query: str, text: str, language: str = "en") -> bool:
    """Tell whether every word of a query is among the index words of a text: joined, or all its pieces."""
    words = indexed(text, language)
    return all(
        word.joined in words or all(words & set(forms(piece, [language])) for piece in word.pieces)
        for word in wanted(query)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Échographie", "ECHOGRAPHIE"),
        ("e\u0301chographie", "échographie"),
        ("Übung", "ubung"),
        ("Straße", "STRASSE"),
        ("ﬁbrosis", "fibrosis"),
        ("ＣＴ", "ct"),  # full-width letters, as Chinese keyboards type them
        ("ЛЁГКИЕ", "легкие"),
        ("Мой", "мои"),
        ("  two \t words\n", "two words"),
        ("two\u00a0words", "two\u3000words"),
        ("coração", "CORACAO"),
    ],
)
def test_spellings_that_mean_the_same_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("liver", "river"), ("почка", "точка"), ("肾", "肺"), ("T1", "T2")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("pneu\u00admonia", "pneumonia"),
        ("pneumonia", "pneu\u200bmonia"),
        ("ChestX\u2011ray14", "ChestX-ray14"),
        ("chest\u2013xray", "Chest-Xray"),
        ("КТ\u2011ангиография", "КТ-ангиография"),
        ("腎臟", "肾脏分割"),
        ("肝脏", "肝臟腫瘤"),
        ("ВraTS", "BraTS"),
        ("СТ-ORG", "CT-ORG"),
        ("œdème", "oedème"),
        ("рентгeн", "рентген"),
    ],
)
def test_words_are_found_in_any_spelling(query: str, text: str) -> None:
    assert finds(query, text)


def test_folding_twice_changes_nothing_more() -> None:
    generator = random.Random(1)
    for _ in range(2_000):
        text = "".join(generator.choices(ALPHABET, k=generator.randint(0, 12)))
        assert fold(fold(text)) == fold(text), ascii(text)


def test_folded_text_has_no_marks_and_single_spaces() -> None:
    generator = random.Random(2)
    for _ in range(2_000):
        text = "".join(generator.choices(ALPHABET, k=generator.randint(0, 12)))
        folded = fold(text)
        assert not any(unicodedata.combining(character) for character in folded), ascii(text)
        assert folded == " ".join(folded.split()), ascii(text)


@pytest.mark.parametrize(
    "query",
    [
        "ChestX-ray14",
        "chestxray14",
        "chestxray 14",
        "chest x-ray",
        "chest xray",
        "CHESTX-RAY",
        "chest x ray 14",
        "xray",
    ],
)
def test_hyphens_digits_and_capitals_do_not_matter(query: str) -> None:
    assert finds(query, "The ChestX-ray14 set")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("covid19", "COVID-19"),
        ("x-ray", "xray"),
        ("x ray", "x-ray"),
        ("3d", "3-D"),
        ("LIDC-IDRI", "LIDC_IDRI"),
        ("LIDC-IDRI", "(lidc) «IDRI»!"),
        ("LIDC/IDRI", "lidc idri"),
        ("BraTS", "brats"),
        ("tumour", "tumor"),
        ("tumours", "tumor"),
        ("haemorrhage", "hemorrhage"),
        ("oedema", "edema"),
        ("anaemia", "Anemia"),
        ("colour", "color"),
        ("fibre", "fiber"),
        ("centre", "center"),
        ("anonymised", "anonymized"),
        ("localisation", "localization"),
        ("analyse", "analyze"),
        ("images", "image"),
        ("kidneys", "kidney"),
        ("segmenting", "segmentation"),
        ("échographie", "Echographie"),
    ],
)
def test_each_spelling_finds_the_other(one: str, other: str) -> None:
    assert finds(one, other)
    assert finds(other, one)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("tumeur", "des tumeurs cérébrales", "fr"),
        ("cerebrale", "des tumeurs cérébrales", "fr"),
        ("lesão", "lesões de pele", "pt-br"),
        ("imagem", "IMAGENS", "pt-br"),
        ("pulmao", "pulmões", "pt-br"),
        ("почка", "опухоли почки", "ru"),
        ("лёгкое", "снимки лёгких", "ru"),
        ("легких", "снимки лёгких", "ru"),
    ],
)
def test_a_word_finds_its_other_forms(query: str, text: str, language: str) -> None:
    assert finds(query, text, language)


@pytest.mark.parametrize(
    ("query", "text"), [("liver", "river"), ("почка", "точка"), ("T1", "T2"), ("chestxray 14", "chest x-ray 8")]
)
def test_another_word_does_not_find(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"), [("肺结节", "低剂量肺结节检测"), ("肾", "肾肿瘤"), ("CT 图像", "CT图像"), ("CT", "CT图像")]
)
def test_chinese_is_found_inside_a_longer_text(query: str, text: str) -> None:
    assert finds(query, text, "zh-hans")


def test_ideographs_are_indexed_in_pairs_and_one_by_one() -> None:
    assert pieces("肺结节") == ["肺结", "结节"]
    assert {"肺结", "结节", "肺", "结", "节"} <= indexed("肺结节", "zh-hans")


@pytest.mark.parametrize("text", ["", "   ", "---", "!?", "\u200b", "👩‍⚕️"])
def test_text_without_letters_or_digits_has_no_words(text: str) -> None:
    assert wanted(text) == []
    assert indexed(text, "en") == set()


def test_the_order_of_words_is_kept() -> None:
    assert [analysed(chunk, "").words for chunk in chunks("brain liver Brain")] == [("brain",), ("liver",), ("brain",)]


def test_function_words_are_folded_and_none_is_an_abbreviation_of_the_field() -> None:
    assert {word for word in ANY_FUNCTION_WORD if fold(word) != word} == set()
    assert not ANY_FUNCTION_WORD & {"us", "ai", "es", "mr", "ct", "pet", "irm", "rm", "tc", "кт", "ии", "узи"}


@pytest.mark.parametrize(
    ("word", "language"), [("foi", "pt-br"), ("os", "pt-br"), ("sont", "fr"), ("does", "en"), ("был", "ru")]
)
def test_function_words_have_no_stem_in_the_index(word: str, language: str) -> None:
    assert word in FUNCTION_WORDS[language]
    assert analysed(word, language).forms == ()


@pytest.mark.parametrize(
    ("one", "language", "other", "another"),
    [
        ("foie", "fr", "foi", "pt-br"),
        ("images", "en", "images", "fr"),
        ("rins", "pt-br", "rim", "en"),
        ("colonne", "fr", "colon", "en"),
        ("nodule", "en", "nodule", "fr"),
    ],
)
def test_a_stem_is_no_stem_of_another_language(one: str, language: str, other: str, another: str) -> None:
    assert stem(one, language) != stem(other, another)


@pytest.mark.parametrize(("word", "language"), [("ИИ", "ru"), ("os", "fr"), ("os", "pt-br"), ("肺", "zh-hans")])
def test_a_very_short_stem_is_none(word: str, language: str) -> None:
    assert stem(word, language) == ""


def test_a_word_that_says_only_that_data_are_wanted_is_generic() -> None:
    assert {word.text: word.generic for word in wanted("brain dataset")} == {"brain": False, "dataset": True}


def test_a_repeated_word_is_one() -> None:
    assert [word.text for word in wanted("brain brain brain")] == ["brain"]


def test_a_long_word_is_cut() -> None:
    assert all(len(word) <= LONGEST_WORD + len("~en") for word in indexed("a" * 10_000, "en"))


def test_names_are_compared_by_letters_and_digits() -> None:
    assert joined("ChestX-ray14") == joined(" chestxray 14 ") == joined("CHEST X-RAY 14")
    assert joined("T1") != joined("T2")


def test_any_text_is_analysed_into_clean_words() -> None:
    generator = random.Random(3)
    for _ in range(2_000):
        text = "".join(generator.choices(ALPHABET, k=generator.randint(0, 12)))
        for word in indexed(text, generator.choice(("", "en", "fr", "ru", "zh-hans"))):
            assert word.strip() == word != "", ascii(text)
        for word in wanted(text):
            assert word.pieces, ascii(text)
