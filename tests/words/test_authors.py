"""The one form of authors: what is in it, what is turned into it, and what is refused because it would be a guess."""

import pytest
from django.utils import translation

from datasets.words.author_forms import NotInForm, convert, problem, read_or_none
from datasets.words.authors import FORM, Authors, Name, parse
from datasets.words.wording import authors

IN_FORM = [
    "Doe, Jane", "Wu, Yi and Li, Bo", "Mei, Xueyan and others", "Menze and others",
    "张伟 and 李娜", "张, 伟 and 李, 娜",
    "欧阳, 娜娜", "Иванов, И. И. and Петрова, А. Б. and others", "{The Cancer Imaging Archive}",
    "{KiTS19}",
    "Smith, John and {World Health Organization} and others", "Armato, III, Samuel G.",
    "Costa e Silva, João", "van der Berg, Jan", "{García López}, María José",
    "García López, María José and Doe, Jane", "O'Brien, Kate",
    "{National Institute of Neurological Disorders and Stroke}", "Plato", "约翰·史密斯",
    "Lefèvre, Anne-Marie",
    "Smith, Al",
]  # fmt: skip

CONVERTED = {
    # by semicolon
    "Doe, Jane; Roe, Richard; Poe, Ann": "Doe, Jane and Roe, Richard and Poe, Ann",
    "Santos, Maria; Silva, João; et al.": "Santos, Maria and Silva, João and others",
    "García López, María José; Doe, Jane": "García López, María José and Doe, Jane",
    "Doe, J.; World Health Organization": "Doe, J. and {World Health Organization}",
    "王伟；李娜；张强": "王伟 and 李娜 and 张强",
    "Петрова А. Б.; Сидоров В. Г.": "Петрова, А. Б. and Сидоров, В. Г.",
    "Smith J; Jones K; and Brown L": "Smith, J. and Jones, K. and Brown, L.",
    # Vancouver
    "Doe J, Roe R, et al.": "Doe, J. and Roe, R. and others",
    "Doe JA,Roe RB,et al": "Doe, J. A. and Roe, R. B. and others",
    "van der Berg J, de Vries K": "van der Berg, J. and de Vries, K.",
    "Armato SG 3rd, McLennan G": "Armato, III, S. G. and McLennan, G.",
    "Dupont J-P, Durand M": "Dupont, J.-P. and Durand, M.",
    "Иванов И.И., Петров П.П.": "Иванов, И. И. and Петров, П. П.",
    "Silva AB, Souza CD et al.": "Silva, A. B. and Souza, C. D. and others",
    "Bilic P., Christ P., Li H.B., et al.": "Bilic, P. and Christ, P. and Li, H. B. and others",
    # APA
    "Doe, J., Roe, R., & Poe, A.": "Doe, J. and Roe, R. and Poe, A.",
    "Deng, J., Li, L.-J., & Fei-Fei, L.": "Deng, J. and Li, L.-J. and Fei-Fei, L.",
    "Doe, J. A., Roe, R., and Poe, A.": "Doe, J. A. and Roe, R. and Poe, A.",
    "Dupont, J. et Martin, P.": "Dupont, J. and Martin, P.",
    "Silva, J. e Souza, M.": "Silva, J. and Souza, M.",
    "Иванов, И. И. и Петров, П. П.": "Иванов, И. И. and Петров, П. П.",
    # given names first
    "J. Doe, R. Roe and A. Poe": "Doe, J. and Roe, R. and Poe, A.",
    "Jane Doe, Richard Roe and Ann Poe": "Doe, Jane and Roe, Richard and Poe, Ann",
    "J. van der Berg and K. de Vries": "van der Berg, J. and de Vries, K.",
    "Jean-Pierre Dupont et Marie Durand": "Dupont, Jean-Pierre and Durand, Marie",
    "J. Silva e B. Souza": "Silva, J. and Souza, B.",
    "И. И. Иванов, П. П. Петров и др.": "Иванов, И. И. and Петров, П. П. and others",
    "Adam E. Flanders and others": "Flanders, Adam E. and others",
    "DUPONT Jean, DURAND Marie": "DUPONT, Jean and DURAND, Marie",
    "Иванов Иван Иванович, Петров Пётр Петрович": "Иванов, Иван Иванович and Петров, Пётр Петрович",
    "R. A. Fisher Jr., J. Doe": "Fisher, Jr., R. A. and Doe, J.",
    # more than are named
    "Wang et al.": "Wang and others",
    "Menze, B. et al.": "Menze, B. and others",
    "Dupont J, Durand P et coll.": "Dupont, J. and Durand, P. and others",
    "Lefèvre A et collaborateurs": "Lefèvre, A. and others",
    "Silva A. e colaboradores": "Silva, A. and others",
    "Silva A, Souza B e cols.": "Silva, A. and Souza, B. and others",
    "Иванов И. И. и др.": "Иванов, И. И. and others",
    "Сидорова А.Б., Ким В.Г. с соавт.": "Сидорова, А. Б. and Ким, В. Г. and others",
    "张伟, 李娜, 等": "张伟 and 李娜 and others",
    "张伟、李娜等": "张伟 and 李娜 and others",
    "王小明等人": "王小明 and others",
    "Doe J, Roe R, ...": "Doe, J. and Roe, R. and others",
    # marks
    "Jane Doe1,2, Richard Roe2*, Ann Poe3": "Doe, Jane and Roe, Richard and Poe, Ann",
    "Jane Doe¹, Richard Roe²": "Doe, Jane and Roe, Richard",
    "Иванов И.И.¹, Петров П.П.²": "Иванов, И. И. and Петров, П. П.",
    "Jane Doe (0000-0002-1825-0097), Richard Roe": "Doe, Jane and Roe, Richard",
    "Jane Doe, MD, PhD; Richard Roe, PhD": "Doe, Jane and Roe, Richard",
    "Doe, J.1, Roe, R.2": "Doe, J. and Roe, R.",
    "Doe, Jane¹ and Roe, Ann²": "Doe, Jane and Roe, Ann",
    "Doe, Jane⁴; Roe, Ann✉": "Doe, Jane and Roe, Ann",
    # bodies
    "Radiological Society of North America": "{Radiological Society of North America}",
    "北京大学第一医院": "{北京大学第一医院}",
    "Санкт-Петербургский университет": "{Санкт-Петербургский университет}",
    "Universidade de São Paulo": "{Universidade de São Paulo}",
    "Institut Pasteur": "{Institut Pasteur}",
    # spaces and signs
    "Doe , Jane and Roe , Ann": "Doe, Jane and Roe, Ann",
    "김, 철수; 남궁, 민수": "김, 철수 and 남궁, 민수",
    "  Doe,  Jane\nand Roe, Richard ": "Doe, Jane and Roe, Richard",
    "张伟，李娜，王芳等.": "张伟 and 李娜 and 王芳 and others",
    "张伟和李娜": "张伟 and 李娜",
    "张 伟": "张伟",
}

AMBIGUOUS = [
    "Wang, Li, Zhang", "Doe, Roe and Poe", "Doe, Jane, Roe, Richard", "Jane Doe, Richard Roe",
    "Zhang Wei, Li Na",
    "Doe, Jane and", "and Doe, Jane", "Doe, Jane and and Roe, Ann", "Doe, Jane et", "Doe, J. e", "Иванов, И. и",
    "Doe, Jane und", "Doe#1, Jane", "Doe*, Jane", "Roe¹, Ann²", "김철수, 이영희", "박지성, 손흥민",
    "Oscar Alfonso Jiménez del Toro", "Ana García López and others", "Иван Иванов",
    "Google Cloud", "Jane Doe", "RSNA",
    "LI Wei, XU Jing", "Jane DOE", "National Institute of Neurological Disorders and Stroke",
    "张伟（北京大学）",
    "Smith J et al., Jones K", "Jane Doe1, Richard Roe, Ann Poe2", "Müller, J\\\"urgen", "{Body",
    "a}b{", "et al.", "and",
    "等", "J.", "{}", "", " ", ";", "123", "x" * 2_000,
]  # fmt: skip


@pytest.mark.parametrize("text", IN_FORM)
def test_what_is_in_the_form_is_read_and_written_as_it_is(text: str) -> None:
    assert parse(text).written == text
    assert convert(text) == text
    assert problem(text) == ""


@pytest.mark.parametrize(("text", "form"), CONVERTED.items())
def test_other_forms_are_converted_where_there_is_one_reading(text: str, form: str) -> None:
    with pytest.raises(NotInForm):
        parse(text)
    assert convert(text) == form
    assert parse(form).written == form
    assert f"“{form}”" in problem(text)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_may_be_read_in_two_ways_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(NotInForm, match="Family, Given and Family, Given"):
        convert(text)
    assert FORM in problem(text)
    assert read_or_none(text) is None


def test_a_list_is_read_into_its_names() -> None:
    assert parse("Armato, III, Samuel G. and 张, 伟 and {The Cancer Imaging Archive} and others") == Authors(
        (Name("Armato", "Samuel G.", "III"), Name("张", "伟"), Name("The Cancer Imaging Archive", body=True)),
        others=True,
    )


@pytest.mark.parametrize(
    ("text", "language", "spoken"),
    [
        ("Doe, Jane and Roe, Richard and Poe, Ann", "en", "Jane Doe, Richard Roe and Ann Poe"),
        ("Doe, Jane and Roe, Richard", "fr", "Jane Doe et Richard Roe"),
        ("Silva, João and Souza, B.", "pt-br", "João Silva e B. Souza"),
        ("张, 伟 and 李娜 and 王芳", "zh-hans", "张伟、李娜和王芳"),
        ("Иванов, И. И. and Петров, П. П.", "ru", "И. И. Иванов и П. П. Петров"),
        ("Menze and others", "en", "Menze and others"),
        ("Menze and others", "fr", "Menze et al."),
        ("Menze and others", "pt-br", "Menze et al."),
        ("Menze and others", "zh-hans", "Menze等"),
        ("Menze and others", "ru", "Menze и др."),
        ("{The Cancer Imaging Archive}", "en", "The Cancer Imaging Archive"),
        ("Armato, III, Samuel G. and others", "en", "Samuel G. Armato III and others"),
        ("no, list, of names", "en", "no, list, of names"),
        ("", "en", ""),
    ],
)
def test_names_are_said_as_people_read_them(text: str, language: str, spoken: str) -> None:
    with translation.override(language):
        assert authors(text) == spoken


@pytest.mark.parametrize("piece", ["{", "(", " ", ",", "a, ", "; ", "1,", " and ", "A.", "等", "е и "])
def test_long_texts_are_read_quickly(piece: str) -> None:
    text = (piece * 1_000)[:1_000]
    read_or_none(text)
    problem(text)
