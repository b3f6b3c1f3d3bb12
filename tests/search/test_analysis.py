"""Folding and words, without a database: what counts as the same word."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
import unicodedata

import pytest

from datasets.search.analysis import fold, words

ALPHABET = "aZéÉüßŒœçñøйЙёЁ肾結é\u0301ﬁＡ１²½ \t\n\u00a0\u3000-_'’.,/\u200b"


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


def test_letters_and_digits_are_apart() -> None:
    assert words("ChestX-ray14") == words("chestx ray 14")


@pytest.mark.parametrize("text", ["LIDC-IDRI", "LIDC_IDRI", "lidc idri", "(LIDC) «IDRI»!", "LIDC/IDRI"])
def test_punctuation_separates_words(text: str) -> None:
    assert words(text) == words("lidc idri")


@pytest.mark.parametrize(
    ("many", "one"),
    [("images", "image"), ("kidneys", "kidney"), ("tumeurs", "tumeur"), ("exames", "exame"), ("lesions", "lésion")],
)
def test_plural_and_singular_are_one_word(many: str, one: str) -> None:
    assert words(many) == words(one)


def test_chinese_words_are_found_inside_a_longer_text() -> None:
    assert set(words("肺结节")) <= set(words("低剂量肺结节检测"))


def test_a_single_ideograph_is_a_word() -> None:
    assert words("肾") != []


def test_chinese_and_latin_in_one_text() -> None:
    assert set(words("CT") + words("图像")) <= set(words("CT图像"))


@pytest.mark.parametrize("text", ["", "   ", "---", "!?", "\u200b", "_", "👩‍⚕️"])
def test_text_without_letters_or_digits_has_no_words(text: str) -> None:
    assert words(text) == []


def test_word_order_is_kept() -> None:
    assert words("brain liver brain") == [*words("brain"), *words("liver"), *words("brain")]
