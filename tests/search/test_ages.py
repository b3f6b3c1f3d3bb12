"""Ages of people in ordinary words: found in every language, left out and said; what is none is left alone."""

import pytest

from datasets.models import LANGUAGES
from datasets.search.ages import ages

from .conftest import Ask

# What was typed, and what of it is the age.
AGES = {
    "patients over 60": "over 60",
    "patients 65+": "65+",
    "chest X-ray of patients over 60 with pneumonia": "over 60",
    "children under 5": "under 5",
    "adults aged 18 to 65": "aged 18 to 65",
    "60-year-old women": "60-year-old",
    "women over 50 years old": "over 50 years old",
    "infants under 6 months": "under 6 months",
    "people older than 60": "older than 60",
    "over the age of 60": "over the age of 60",
    "patients not older than 60": "not older than 60",
    "patients de plus de 60 ans": "plus de 60 ans",
    "patients âgés de 18 à 65 ans": "âgés de 18 à 65 ans",
    "enfants de moins de 5 ans": "moins de 5 ans",
    "femmes de 60 ans et plus": "60 ans et plus",
    "personnes de plus de 65": "plus de 65",
    "pacientes com mais de 60 anos": "mais de 60 anos",
    "crianças menores de 5 anos": "menores de 5 anos",
    "pacientes acima de 60": "acima de 60",
    "idade entre 18 e 65 anos": "idade entre 18 e 65 anos",
    "пациенты старше 60 лет": "старше 60 лет",
    "пациенты от 18 до 65 лет": "от 18 до 65 лет",
    "дети до 5 лет": "до 5 лет",
    "60 лет и старше": "60 лет и старше",
    "люди старше 65": "старше 65",
    "60-летние пациенты": "60-летние",
    "60岁以上患者": "60岁以上",
    "60岁以上的患者": "60岁以上的",
    "18至65岁患者": "18至65岁",
    "未满18岁": "未满18岁",
    "年龄大于60岁": "年龄大于60岁",
    "儿童5岁以下": "5岁以下",
}
NO_AGES = (
    "more than 60 patients", "over 60 patients", "over 60 images", "under 60 GB", "patients over 1000", "patients > 60",
    "patients:>60", "subjects over 50 scans", "patients with more than 5 lesions", "100 brain tumour patients",
    "12-lead ECG", "10 years of follow-up", "over the last 5 years", "over 20 years of data", "bone age 12",
    "datasets older than 5 years", "CT under 5 mm", "COVID-19 patients", "LUNA 16", "patients, 50 GB or less",
    "plus de 60 patients", "plus de 10 ans de suivi", "entre 10 et 50 patients", "mais de 60 pacientes",
    "mais de 10 anos de acompanhamento", "более 60 пациентов", "за последние 5 лет", "до 50 ГБ", "60例以上", "10到50例",
    "最近5年", "2018年以后",
)  # fmt: skip


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in ages(text)]


@pytest.mark.parametrize(("text", "age"), AGES.items())
def test_an_age_is_found_with_the_words_that_compare_it(text: str, age: str) -> None:
    assert found(text) == [age]


@pytest.mark.parametrize("text", NO_AGES)
def test_what_counts_something_else_is_no_age(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("pneumonia in patients over 60", "pneumonia in patients"),
        ("pneumonie chez les patients de plus de 60 ans", "pneumonie chez les patients de"),
        ("pneumonia em pacientes com mais de 60 anos", "pneumonia em pacientes com"),
        ("пневмония у пациентов старше 60 лет", "пневмония у пациентов"),
        ("60岁以上的肺炎", "肺炎"),
        ("肺炎60岁以上", "肺炎"),
    ],
)
def test_an_age_is_left_out_and_said(text: str, rest: str, language: str, ask: Ask) -> None:
    results, without = ask(f"q={text}&lang={language}"), ask(f"q={rest}")
    assert {card["slug"] for card in results.cards} == {card["slug"] for card in without.cards}
    assert results.absent == results.understood == ()
    assert len(results.notices) == 1
    assert found(text)[0] in results.notices[0].message
    assert "age" in results.notices[0].message


@pytest.mark.parametrize(
    "text", ["60岁以上", "over 60 years old", "plus de 60 ans", "60 anos ou mais", "старше 60 лет"]
)
def test_of_an_age_alone_everything_is_left(text: str, ask: Ask) -> None:
    results = ask(f"q={text}")
    assert (results.total, len(results.notices)) == (ask("").total, 1)


def test_beside_an_age_a_sentence_is_read(ask: Ask) -> None:
    results = ask("q=liver CT under 50 GB, patients over 60")
    assert [(item.parameter, item.codes or item.bounds) for item in results.understood] == [
        ("anatomy", ("liver",)),
        ("modality", ("CT",)),
        ("size", (None, 50_000_000_000)),
    ]
    assert len(results.notices) == 1


@pytest.mark.parametrize("question", ['q="patients over 60"', "q=patients over 60&as=words"])
def test_what_is_to_be_searched_word_for_word_is_not_left_out(question: str, ask: Ask) -> None:
    assert not any("age" in notice.message for notice in ask(question).notices)
