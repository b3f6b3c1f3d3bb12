"""Terms: names by language, and the registry of vocabularies."""

from datasets.models import VOCABULARIES, Modality, Term


def test_name_is_in_the_asked_language() -> None:
    assert Modality(code="CT", names={"en": "CT", "fr": "TDM"}).name("fr") == "TDM"


def test_name_falls_back_to_english() -> None:
    assert Modality(code="CT", names={"en": "CT"}).name("ru") == "CT"


def test_term_shows_name_and_code() -> None:
    assert str(Modality(code="US", names={"en": "Ultrasound"})) == "Ultrasound (US)"


def test_every_vocabulary_is_registered_under_its_own_name() -> None:
    assert set(VOCABULARIES.values()) == set(Term.__subclasses__())
    assert all(model.vocabulary == name for name, model in VOCABULARIES.items())
