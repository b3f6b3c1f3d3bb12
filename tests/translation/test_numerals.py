"""Numbers of five languages as values, and which of them a translation lost or made up."""

from collections import Counter
from decimal import Decimal

import pytest

from datasets.translation.numerals import added, lost, numbers


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1,010 patients", "en", ["1010"]),
        ("1 010 patients", "fr", ["1010"]),
        ("1\u202f010 patients, 300\u00a0000 coupes", "fr", ["1010", "300000"]),
        ("1.010 pacientes, 1,35 milhão", "pt-br", ["1010", "1350000"]),
        ("1010 пациентов, 1,35 млн, 18 тыс.", "ru", ["1010", "1350000", "18000"]),
        ("1,010名患者，约170万张，3亿", "zh-hans", ["1010", "1700000", "300000000"]),
        ("about 1.7 million", "en", ["1700000"]),
        ("112k images", "en", ["112000"]),
        ("１０００张", "zh-hans", ["1000"]),
        ("1024×1024", "zh-hans", ["1024", "1024"]),
        ("15-30 min", "en", ["15", "30"]),
        ("20世纪90年代", "zh-hans", ["1990"]),
        ("in the 1990s and the 19th century", "en", ["1990", "19"]),
        ("LIDC-IDRI, COVID-19, ChestX-ray14 and T1", "en", []),
        ("in 2019, 2020", "en", ["2019", "2020"]),
        ("version 2.0.1", "en", ["2"]),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(text: str, language: str, values: list[str]) -> None:
    assert numbers(text, language) == Counter(map(Decimal, values))


@pytest.mark.parametrize(
    ("original", "translation", "language"),
    [
        ("1,010 patients", "1 010 patients", "fr"),
        ("1,010 patients", "1010 pacientes", "pt-br"),
        ("1.7 million slices", "170万个层面", "zh-hans"),
        ("the 19th century", "le XIXe siècle", "fr"),
        ("the 19th and 20th centuries", "séculos XIX e XX", "pt-br"),
        ("the 20th century", "XX век", "ru"),
        ("it prints “4,919”", "он печатает «4,919»", "ru"),
    ],
)
def test_same_number_is_not_lost(original: str, translation: str, language: str) -> None:
    assert (lost(original, translation, language), added(original, translation, language)) == ([], [])


@pytest.mark.parametrize(
    ("original", "translation", "language", "missing", "extra"),
    [
        ("1,010 patients", "1 001 patients", "fr", ["1,010"], ["1,001"]),
        ("1,010 patients", "1,010 пациентов", "ru", ["1,010"], ["1.01"]),
        ("124 GB and 124 cases", "124 GB", "pt-br", ["124"], []),
        ("1.7 million", "17万", "zh-hans", ["1,700,000"], ["170,000"]),
        ("the 19th century", "le XVIIIe siècle", "fr", ["19"], []),
        ("many patients", "500 пациентов", "ru", [], ["500"]),
    ],
)
def test_changed_number_is_told(
    original: str, translation: str, language: str, missing: list[str], extra: list[str]
) -> None:
    assert lost(original, translation, language) == missing
    assert added(original, translation, language) == extra


def test_number_that_english_writes_as_a_word_is_not_added() -> None:
    assert added("two sets of March 2019", "2019年3月的2个数据集", "zh-hans") == []
    assert added("two sets", "3个数据集", "zh-hans") == ["3"]
