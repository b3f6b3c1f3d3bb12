"""Amounts in ordinary words: what is read of them in each language, and what is none."""

import pytest

from datasets.search.amounts import amounts, level
from datasets.search.fields import Bounds

GB = 10**9


def read(text: str, language: str = "en") -> list[tuple[str, Bounds | None]]:
    """Return the amounts in a text."""
    return [(amount.parameter, amount.bounds) for amount in amounts(text, language)]


@pytest.mark.parametrize(
    "text",
    ["under 50 GB", "less than 50GB", "below 50 gb", "up to 50 GB", "no more than 50 GB", "at most 50 GB",
     "50 GB or less",
     "50 GB max", "moins de 50 Go", "jusqu'à 50 Go", "jusqu’à 50 Go", "50 Go au maximum", "inférieur à 50 Go",
     "menos de 50 GB", "até 50 GB", "no máximo 50 GB", "não mais de 50 GB", "меньше 50 ГБ", "до 50 ГБ",
     "не более 50 ГБ",
     "не больше 50 гигабайт", "小于50GB", "50GB以下", "不超过50GB", "50GB以内", "最多50 GB"],
)  # fmt: skip
def test_a_size_up_to_a_bound(text: str) -> None:
    assert read(text) == read(f"CT {text} MRI") == [("size", (None, 50 * GB))]


@pytest.mark.parametrize(
    "text",
    ["at least 100 patients", "100 patients or more", "100+ patients", "no fewer than 100 subjects",
     "au moins 100 patients",
     "100 cas ou plus", "à partir de 100 patients", "pelo menos 100 pacientes", "no mínimo 100 casos",
     "не менее 100 пациентов",
     "от 100 случаев", "至少100例", "100例以上", "不少于100名患者", "100名以上患者", "a minimum of 100 patients"],
)  # fmt: skip
def test_at_least_so_many_people(text: str) -> None:
    assert read(text) == [("subjects", (100, None))]


@pytest.mark.parametrize(
    ("text", "language"),
    [("more than 1,000 images", "en"), ("over 1000 scans", "en"), ("plus de 1 000 images", "fr"),
    ("plus de mille images", "fr"),
     ("mais de 1.000 imagens", "pt-br"), ("mais de mil imagens", "pt-br"), ("acima de 1.000 imagens", "pt-br"),
     ("более 1 000 снимков", "ru"), ("свыше 1 тыс. изображений", "ru"), ("больше 1000 снимков", "ru"),
     ("超过1000张图像", "zh-hans"), ("多于1千幅图像", "zh-hans"), ("over a thousand images", "en"),
     ("more than 1k images", "en")],
)  # fmt: skip
def test_more_than_so_many_images(text: str, language: str) -> None:
    assert read(text, language) == [("images", (1_001, None))]


@pytest.mark.parametrize(
    "text",
    ["not under 50 GB", "pas moins de 50 Go", "não menos de 50 GB", "не меньше 50 ГБ", "不小于50GB", "not below 50 GB"],
)
def test_a_comparison_taken_back_is_its_opposite(text: str) -> None:
    assert read(text) == [("size", (50 * GB, None))]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("since 2015", (2015, None)),
        ("after 2015", (2016, None)),
        ("before 2015", (None, 2014)),
        ("from 2015 to 2018", (2015, 2018)),
        ("between 2015 and 2018", (2015, 2018)),
        ("published in 2018", (2018, 2018)),
        ("depuis 2015", (2015, None)),
        ("avant 2015", (None, 2014)),
        ("entre 2015 et 2018", (2015, 2018)),
        ("desde 2015", (2015, None)),
        ("antes de 2015", (None, 2014)),
        ("entre 2015 e 2018", (2015, 2018)),
        ("с 2015 года", (2015, None)),
        ("после 2015 года", (2016, None)),
        ("до 2015 года", (None, 2014)),
        ("от 2015 до 2018 года", (2015, 2018)),
        ("2015年以后", (2015, None)),
        ("2015年之前", (None, 2014)),
        ("2015年到2018年", (2015, 2018)),
        ("2018年", (2018, 2018)),
    ],
)
def test_years(text: str, bounds: Bounds) -> None:
    assert read(text) == [("year", bounds)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("between 10 and 50 GB", ("size", (10 * GB, 50 * GB))),
        ("from 100 to 200 patients", ("subjects", (100, 200))),
        ("entre 10 et 50 Go", ("size", (10 * GB, 50 * GB))),
        ("de 100 à 200 patients", ("subjects", (100, 200))),
        ("entre 100 e 200 pacientes", ("subjects", (100, 200))),
        ("от 10 до 50 ГБ", ("size", (10 * GB, 50 * GB))),
        ("100到200例", ("subjects", (100, 200))),
        ("10-50 GB", ("size", (10 * GB, 50 * GB))),
        ("over 100 brain tumour patients", ("subjects", (101, None))),
        ("more than 1000 chest X-rays", ("images", (1_001, None))),
    ],
)
def test_spans_and_what_is_counted_further_on(text: str, amount: tuple[str, Bounds]) -> None:
    assert read(text) == [amount]


@pytest.mark.parametrize(
    "text",
    ["COVID-19", "LUNA16", "BraTS 2020", "top 100", "ISIC 2018 skin", "4D CT", "chest x-ray 14", "10.1148/ryai.210315",
     "T1 T2 FLAIR", "3 tesla", "50 GB", "100 patients", "2D", "ChestX-ray8", "phase 2", "CIFAR-10"],
)  # fmt: skip
def test_a_figure_without_a_comparison_is_no_amount(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "language"), [("over 500", "en"), ("more than 1.000 patients", "en"), ("plus de 1,000 cas", "fr")]
)
def test_what_is_not_clear_is_told_apart(text: str, language: str) -> None:
    ((parameter, bounds),) = read(text, language)
    assert not parameter or bounds is None


@pytest.mark.parametrize("text", ["Été ＡＢＣ ﬁ ß İ", "数据 ½ й ё", "a\u0301\u0302\u0303b", ""])
def test_levelled_text_keeps_its_places(text: str) -> None:
    assert len(level(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    ["less than 2 GB per image", "over 100 images per patient", "at least 3 scans for each patient",
     "every patient with over 100 images", "under 5 MB each", "more than 20 slices/patient",
     "plus de 100 images par patient", "moins de 2 Go par image", "chaque image de moins de 5 Mo",
     "mais de 100 imagens por paciente", "menos de 2 GB por exame", "pelo menos 3 imagens para cada paciente",
     "каждый пациент имеет более 100 снимков", "более 100 снимков на пациента", "менее 5 МБ на изображение",
     "每例患者100张以上", "每张图像小于5MB", "单张图像小于5MB"],
)  # fmt: skip
def test_an_amount_of_each_is_none_of_the_whole(text: str) -> None:
    assert read(text) == [("", None)]


@pytest.mark.parametrize(
    "text",
    ["over 100 patients with tumours", "plus de 100 patients annotés par des radiologues", "более 100 пациентов в базе",
     "mais de 100 pacientes segmentados por especialistas", "> 100 patients", ">100 subjects", "CT > 100 cases"],
)  # fmt: skip
def test_what_only_resembles_an_amount_of_each(text: str) -> None:
    assert read(text) == [("subjects", (101, None))]


@pytest.mark.parametrize("text", ["2015-2018", "2015–2018", "CT 2015 - 2018", "2015-2018年", "МРТ 2015—2018"])
def test_years_from_and_to(text: str) -> None:
    assert read(text) == [("year", (2015, 2018))]


@pytest.mark.parametrize("text", ["ISLES-2015-2018", "2015", "1000-2000", "12-2018"])
def test_other_numbers_with_a_dash_are_no_years(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["under 50 GiB", "moins de 50 Gio", "menos de 50GiB", "меньше 50 ГиБ", "小于50GiB"])
def test_a_size_in_binary_units(text: str) -> None:
    assert read(text) == [("size", (None, 50 * 2**30))]
