"""Numbers and sizes as the five languages write them: what is read, what is refused; what is shown is read back."""

import random

import pytest
from django.utils.formats import number_format
from django.utils.translation import override

from datasets.models import LANGUAGES
from datasets.words import wording
from datasets.words.numbers import sizes, whole


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1000", "en", 1_000),
        ("1,000", "en", 1_000),
        ("1,234,567", "en", 1_234_567),
        ("1,000", "zh-hans", 1_000),
        ("1 000", "fr", 1_000),
        ("1\u00a0000", "fr", 1_000),
        ("1\u202f000", "fr", 1_000),
        ("1’000", "fr", 1_000),
        ("12 345 678", "ru", 12_345_678),
        ("1.000", "pt-br", 1_000),
        ("1.234.567", "pt-br", 1_234_567),
        ("1.234.567", "fr", 1_234_567),
        ("1 000", "en", 1_000),
        ("10k", "en", 10_000),
        ("1.5k", "en", 1_500),
        ("1,5k", "fr", 1_500),
        ("2 million", "en", 2_000_000),
        ("2,5 millions", "fr", 2_500_000),
        ("3 mil", "pt-br", 3_000),
        ("1,5 milhão", "pt-br", 1_500_000),
        ("5 тыс.", "ru", 5_000),
        ("1,5 млн", "ru", 1_500_000),
        ("10万", "zh-hans", 100_000),
        ("1.5万", "zh-hans", 15_000),
        ("２０００", "zh-hans", 2_000),
        ("007", "en", 7),
    ],
)
def test_a_whole_number_is_read_as_the_language_writes_it(text: str, language: str, number: int) -> None:
    assert whole(text, language) == (number,)


@pytest.mark.parametrize(
    ("text", "language"),
    [("1,5", "fr"), ("1.5", "en"), ("1,5", "ru"), ("1,50", "pt-br"), ("1.2.3", "en"), ("1 00", "fr"), ("10 0000", "ru"),
     ("1e3", "en"), ("-5", "en"), ("1,00", "en"), ("1.00", "pt-br"), ("10,00", "zh-hans"),
     ("", "en"), ("²", "en"), ("٣", "en"), ("k", "en"), ("5 GB", "en"), ("1" * 19, "en"),
     ("1.0001k", "en")],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(text: str, language: str) -> None:
    assert whole(text, language) == ()


@pytest.mark.parametrize(
    ("text", "language"), [("1.000", "en"), ("1,000", "fr"), ("1.000", "ru"), ("2,500", "pt-br"), ("10.000", "zh-hans")]
)
def test_a_sign_of_another_language_leaves_two_numbers(text: str, language: str) -> None:
    digits = text.replace(",", "").replace(".", "")
    assert whole(text, language) == (int(digits), int(digits) // 1_000)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("50GB", "en", 50 * 10**9),
        ("50 gb", "en", 50 * 10**9),
        (" 1.5 TB ", "en", 15 * 10**11),
        ("1.5t", "en", 15 * 10**11),
        ("1,500 MB", "en", 1_500 * 10**6),
        ("1,5 To", "fr", 15 * 10**11),
        ("5GiB", "en", 5 * 2**30),
        ("1,5 Tio", "fr", 3 * 2**39),
        ("512 MiB", "pt-br", 512 * 2**20),
        ("5 ГиБ", "ru", 5 * 2**30),
        ("5 gib", "zh-hans", 5 * 2**30),
        ("1.5 To", "fr", 15 * 10**11),
        ("50 gigaoctets", "fr", 50 * 10**9),
        ("10.000 GB", "pt-br", 10**13),
        ("2,25 TB", "pt-br", 2_250 * 10**9),
        ("50 ГБ", "ru", 50 * 10**9),
        ("1,5 ТБ", "ru", 15 * 10**11),
        ("700 мегабайт", "ru", 700 * 10**6),
        ("50GB", "zh-hans", 50 * 10**9),
        ("12字节", "zh-hans", 12),
        ("50 ko", "fr", 50_000),
        ("12", "en", 12),
        ("0", "fr", 0),
        ("2PB", "en", 2 * 10**15),
        ("1,234 Go", "fr", 1_234 * 10**6),
        ("1.234 GB", "en", 1_234 * 10**6),
    ],
)
def test_a_size_is_read_as_the_language_writes_it(text: str, language: str, number: int) -> None:
    assert sizes(text, language) == (number,)


@pytest.mark.parametrize(
    "text", ["", "big", "GB", "-5GB", "5 XB", "5 iB", ".5GB", "5 GB 3", "5\x00GB", "1e9", "inf", "1.5", "5 GB\n6"]
)
def test_what_is_no_size_is_refused(text: str) -> None:
    assert sizes(text, "en") == ()


def test_a_size_with_a_sign_of_another_language_may_be_two() -> None:
    assert sizes("10.000 Go", "fr") == sizes("10.000 ГБ", "ru") == (10 * 10**9, 10**13)
    assert sizes("10,000 GB", "en") == (10**13,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_shows_is_read_back(language: str) -> None:
    generator = random.Random(language)  # noqa: S311 - reproducible on purpose
    with override(language):
        for _ in range(500):
            number = generator.randrange(10 ** generator.randint(1, 12))
            assert whole(number_format(number, force_grouping=True), language) == (number,)
            assert sizes(wording.exact_size(number), language) == (number,)
            for unit, factor in wording.SIZE_UNITS[:-1]:
                shown = wording.size_in(generator.randrange(10**15), unit)
                (read,) = sizes(shown, language)
                assert wording.size_in(read, unit) == shown, shown
                shown = wording.size(generator.randrange(1, 3_000) * factor // 100)
                (read,) = sizes(shown, language)
                assert wording.size(read) == shown, shown


def test_nothing_that_is_typed_fails() -> None:
    generator = random.Random(5)  # noqa: S311
    for _ in range(3_000):
        text = "".join(generator.choices("0123456789., '\u202fkMГБ万тыс²x", k=generator.randint(1, 40)))
        for language in LANGUAGES:
            assert len(whole(text, language)) <= 2
            assert len(sizes(text, language)) <= 2
