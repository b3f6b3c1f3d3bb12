"""The checks of translations find what they are for, and find nothing in the catalogue."""

import pytest

from datasets.models import LANGUAGES
from datasets.records.files import Tree
from datasets.translation.fidelity import CHECKS, Measured, Names, lost_numbers, measure
from datasets.translation.translatable import Text

NAMES = Names.of(
    [{"name": "LIDC-IDRI", "aliases": []}, {"name": "Lung Image Archive", "aliases": ["open subset"]}],
    [
        {
            "vocabulary": "modality",
            "terms": [
                {"code": "MR", "names": {"en": "MRI", "fr": "IRM", "ru": "МРТ"}, "synonyms": {"ru": ["томограмма"]}}
            ],
        }
    ],
)
ENGLISH = "LIDC-IDRI holds 1,010 lung scans of the Lung Image Archive in DICOM, made by MRI in three hospitals."
FRENCH = (
    "LIDC-IDRI contient 1 010 examens des poumons de la Lung Image Archive en DICOM, faits par IRM dans trois hôpitaux."
)
RUSSIAN = (
    "LIDC-IDRI содержит 1010 снимков лёгких из Lung Image Archive в формате DICOM, сделанных на МРТ в трёх больницах."
)


def found(language: str, version: str, original: str = ENGLISH, kind: str = "source", **others: str) -> set[str]:
    """Return the names of the checks that find something."""
    versions = {"en": original, **others, language: version}
    rows = {
        "en": {"summary": original, "reviewed": False, "translated_from": None},
        language: {"summary": version, "reviewed": False, "translated_from": None},
    }
    text = Text(kind, "a", ("summary",), versions, rows)
    rows[language]["translated_from"] = text.current
    return {name for name, check in CHECKS.items() if list(check(text, language, NAMES))}


@pytest.mark.parametrize(("language", "version"), [("fr", FRENCH), ("ru", RUSSIAN), ("en", ENGLISH)])
def test_faithful_translation_passes(language: str, version: str) -> None:
    assert found(language, version) == set()


@pytest.mark.parametrize(
    ("language", "version", "checks"),
    [
        ("fr", FRENCH.replace("1 010", "1 011"), {"numbers"}),
        ("fr", FRENCH.replace("DICOM", "fichiers"), {"names"}),
        ("fr", FRENCH.replace("LIDC-IDRI", "LIDC"), {"names"}),
        ("fr", FRENCH.replace("Lung Image Archive", "archive d'images des poumons"), {"names"}),
        ("fr", FRENCH.replace("IRM", "scanner"), {"names"}),
        ("fr", f"{FRENCH} {FRENCH.replace('1 010', 'mille')}", {"length"}),
        ("fr", "LIDC-IDRI, 1 010, Lung Image Archive, DICOM, IRM.", {"length"}),
        ("fr", RUSSIAN, {"script", "names"}),
        ("ru", RUSSIAN.replace("снимков лёгких", "images des poumons de la région"), {"script"}),
        ("fr", ENGLISH.replace("1,010", "1 010"), {"script"}),
        ("fr", ENGLISH, {"script", "same", "numbers"}),
    ],
)
def test_unfaithful_translation_is_found(language: str, version: str, checks: set[str]) -> None:
    assert found(language, version) == checks


def test_sentence_left_in_latin_script_is_found_though_its_words_are_in_the_original() -> None:
    rest = "holds lung scans of the big hospital made by many people"
    assert "script" in found("ru", f"Это LIDC-IDRI: {rest}.", f"This is LIDC-IDRI: it {rest}.")


@pytest.mark.parametrize(
    ("version", "other", "checks"),
    [
        ("DICOM, NIfTI", "ru", set()),
        ("LIDC-IDRI 1.0", "ru", set()),
        ("Lung Image Archive", "ru", set()),
        ("Segmentation", "fr", set()),
        ("Segmentation of lung images", "fr", {"same"}),
        ("Segmentation", "ru", {"same", "script"}),
    ],
)
def test_only_names_and_short_cognates_may_be_the_same(version: str, other: str, checks: set[str]) -> None:
    assert found(other, version, version) & {"same"} == checks & {"same"}


def test_synonym_of_the_vocabulary_is_a_form_of_a_name() -> None:
    assert found("ru", RUSSIAN.replace("МРТ", "томограмма")) == set()


def test_name_made_of_ordinary_words_may_be_translated() -> None:
    assert NAMES.within("The open subset of LIDC-IDRI.") == {"LIDC-IDRI"}


def test_changed_original_is_found() -> None:
    versions = {"en": "Changed since.", "fr": "Changé depuis."}
    rows = {
        language: {"summary": text, "reviewed": True, "translated_from": "en:0"} for language, text in versions.items()
    }
    text = Text("source", "a", ("summary",), versions, rows)
    assert list(CHECKS["out of date"](text, "fr", NAMES)) != []
    assert list(CHECKS["out of date"](text, "en", NAMES)) == []


@pytest.fixture(scope="module")
def measured(tree: Tree) -> dict[str, Measured]:
    """Every language of the catalogue's files, measured."""
    return {found.language: found for found in measure(tree)}


class TestCatalogue:
    """What check_texts measures, over the catalogue's files."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_text_is_there(self, measured: dict[str, Measured], language: str) -> None:
        lacking = {
            kind: wanted - measured[language].present[kind] for kind, wanted in measured[language].wanted.items()
        }
        assert {kind: number for kind, number in lacking.items() if number} == {}
        assert measured[language].covered == 1

    @pytest.mark.parametrize("check", CHECKS)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_text_that_is_there_passes(self, measured: dict[str, Measured], language: str, check: str) -> None:
        assert [str(problem) for problem in measured[language].problems[check]] == []


@pytest.mark.parametrize(
    ("version", "is_told"), [("Licence Exemple 2.5", False), ("Licence Exemple 2.0", True), ("Licence Exemple", True)]
)
def test_a_version_in_the_name_of_a_term_stands_as_it_is_in_every_language(version: str, is_told: bool) -> None:
    text = Text("vocabulary", "a", ("names",), {"en": "Example License 2.5", "fr": version}, {})
    assert bool(list(lost_numbers(text, "fr", NAMES))) is is_told
