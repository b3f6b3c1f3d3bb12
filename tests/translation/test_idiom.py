"""What a native reader stumbles over is seen: typography, words to avoid, units without their forms."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.plurals import get_plural
from django.utils.translation import override

from datasets.models import LANGUAGES, Unit
from datasets.models.language import PLURALS
from datasets.records.files import Tree
from datasets.translation import idiom
from datasets.words.wording import COUNTED, figure
from directory import messages


@pytest.fixture(scope="module")
def units(tree: Tree) -> dict[str, Unit]:
    """The units of the catalogue by code, not saved."""
    terms = next(record["terms"] for _, record in tree.vocabulary if record["vocabulary"] == "unit")
    return {
        term["code"]: Unit(code=term["code"], names=term["names"], counted=term.get("counted", {})) for term in terms
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_file_of_words_to_avoid(language: str) -> None:
    assert all(isinstance(pattern, re.Pattern) and instead for pattern, instead in idiom.words_to_avoid(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Taille inconnue\u00a0: non connue"),
        ("fr", "Gradation des cancers"),
        ("fr", "Détection du COVID-19"),
        ("fr", "Un curateur la lira"),
        ("fr", "Photographie ophtalmique"),
        ("fr", "87 fichiers «\u00a0csv »"),
        ("pt-br", "Licença desconhecida"),
        ("pt-br", "Todos os registros"),
        ("pt-br", "Varreduras de TC"),
        ("pt-br", "em qualquer um de cinco idiomas"),
        ("pt-br", "Graduação do câncer"),
        ("pt-br", "«Healthy»"),
        ("en", 'the "best" one'),
        ("en", "1 patient(s)"),
        ("zh-hans", "大小:未知"),
        ("zh-hans", '"肺结节"'),
        ("ru", "“нет”"),
        ("ru", 'Слово "нет"'),
    ],
)
def test_what_reads_badly_is_said(language: str, text: str) -> None:
    assert list(idiom.problems(text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Accès\u00a0: «\u00a0sur demande\u00a0»\u202f; 1,5\u00a0To"),
        ("fr", 'Voir <a href="https://example.org/">la page</a>.'),
        ("fr", "Adresse https://example.org/?a=b"),
        ("pt-br", "Registro de imagens"),
        ("pt-br", "Dados clínicos: “saudável”"),
        ("en", "“no”: it is shown as unknown"),
        ("zh-hans", "大小：未知，“否”"),
        ("ru", "«нет» — не „да“"),
    ],
)
def test_what_reads_well_is_let_be(language: str, text: str) -> None:
    assert list(idiom.problems(text, language)) == []


def test_a_unit_without_its_forms_is_said(tree: Tree) -> None:
    plurals = {language: count for language, (count, _) in PLURALS.items()}
    records = [record for _, record in tree.vocabulary]
    assert list(idiom.without_forms(records, plurals)) == []
    bare = {"vocabulary": "unit", "terms": [{"code": "x", "counted": {"en": ["x", "xs"], "ru": ["икс"]}}]}
    found = list(idiom.without_forms([bare], plurals))
    assert [problem.split()[2] for problem in found] == ["fr", "pt-br", "ru"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_are_those_of_the_catalogue_of_messages(language: str) -> None:
    count, form_of = PLURALS[language]
    locale = {"pt-br": "pt_BR", "zh-hans": "zh_Hans"}.get(language, language)
    rule = get_plural(locale)
    assert count == rule.num_plurals
    if language != "en":
        text = messages.path_of(locale, "po").read_bytes()
        assert f"nplurals={count};".encode() in BytesIO(text).read()
    forms = {number: form_of(number) for number in [*range(130), 1_000, 1_001, 377_110, 1_000_000]}
    assert set(forms.values()) == set(range(count))


def expected() -> Iterator[tuple[str, str, int, str]]:
    for language, code, cases in [
        ("en", "patients", {0: "0 patients", 1: "1 patient", 2: "2 patients", 1_010: "1,010 patients"}),
        ("en", "children", {1: "1 child", 3: "3 children"}),
        ("en", "studies", {1: "1 study"}),
        ("fr", "patients", {0: "0 patient", 1: "1 patient", 2: "2 patients"}),
        ("fr", "cases", {1: "1 cas", 2: "2 cas"}),
        ("fr", "datasets", {1: "1 jeu de données", 9: "9 jeux de données"}),
        ("pt-br", "patients", {0: "0 paciente", 1: "1 paciente", 5: "5 pacientes"}),
        ("pt-br", "exams", {1: "1 exame", 40: "40 exames"}),
        ("ru", "patients", {1: "1 пациент", 2: "2 пациента", 5: "5 пациентов", 11: "11 пациентов", 21: "21 пациент"}),
        ("ru", "slices", {22: "22 среза", 112: "112 срезов", 101: "101 срез"}),
        ("ru", "children", {1: "1 ребёнок", 4: "4 ребёнка", 6: "6 детей"}),
        ("zh-hans", "patients", {1: "1名患者", 2: "2名患者"}),
        ("zh-hans", "slices", {30: "30个层面"}),
    ]:
        for number, text in cases.items():
            yield language, code, number, text


@pytest.mark.parametrize(("language", "code", "number", "text"), list(expected()))
def test_a_unit_agrees_with_its_number(
    language: str, code: str, number: int, text: str, units: dict[str, Unit]
) -> None:
    with override(language):
        assert figure(number, units[code], "") == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_unit_is_not_said_twice(language: str, units: dict[str, Unit]) -> None:
    with override(language):
        for field in ("subjects", "images"):
            for precision in COUNTED:
                assert units[field].after(377_110) not in figure(377_110, units[field], precision, field)
                assert units["patients"].after(377_110) in figure(377_110, units["patients"], precision, field)


def test_a_unit_of_a_curator_without_forms_keeps_its_name() -> None:
    unit = Unit(code="smears", names={"en": "smears", "ru": "мазки"}, counted={"ru": ["мазок"]})
    for language, text in [("en", "1 smears"), ("ru", "1 мазки"), ("fr", "1 smears"), ("pt-br", "1 smears")]:
        with override(language):
            assert figure(1, unit, "") == text
    unit.counted = {"en": ["smear", "smears"]}
    with override("fr"):
        assert figure(1, unit, "") == "1 smear"
