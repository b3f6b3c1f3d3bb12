"""Decisions on printed texts: kept once, taken back, and made synonyms; and the table in which people review texts."""

from typing import Any

import pytest

from datasets.facts.terms import Vocabularies
from datasets.importing.claims import Claim
from datasets.importing.mapping.deciding import adopted, decide, forget
from datasets.importing.mapping.mapper import Mapper
from datasets.models import Meaning, Modality
from datasets.records import editing

pytestmark = pytest.mark.django_db


def value_of(text: str, field: str = "modality", document: str = "d") -> Any:
    (meant,) = Mapper(document, "en").meanings(Claim(field, text))
    return meant.value


def test_the_last_decision_on_a_text_stands_and_can_be_taken_back() -> None:
    decide("d", "modality", "Magic  imaging", Meaning.Decision.VALUE, ["US"])
    decide("d", "modality", "magic imaging", Meaning.Decision.VALUE, ["CT"])
    assert (value_of("MAGIC imaging"), value_of("magic imaging", document="e")) == (["CT"], None)
    assert forget("d", "modality", "magic imaging")
    assert not forget("d", "modality", "magic imaging")
    assert value_of("magic imaging") is None


def test_long_texts_that_begin_alike_are_decided_apart() -> None:
    long = "x " * 200
    decide("", "modality", f"{long}one", Meaning.Decision.VALUE, ["US"])
    assert (value_of(f"{long}one"), value_of(f"{long}two")) == (["US"], None)


def test_a_keyword_is_decided_with_its_field() -> None:
    decide("d", "", "segmentation", Meaning.Decision.VALUE, {"field": "task", "value": ["segmentation"]})
    (meant,) = Mapper("d", "en").meanings(Claim("", "Segmentation"))
    assert (meant.field, meant.value) == ("task", ["segmentation"])


@pytest.mark.parametrize(
    ("field", "text", "decision", "value"),
    [
        ("modality", "x", "perhaps", None),
        ("modality", " ", "printed", None),
        ("nonsense", "x", "printed", None),
        ("modality", "x", "value", None),
        ("modality", "x", "value", "CT"),
        ("modality", "x", "value", ["nothing"]),
        ("year", "x", "value", "2019"),
        ("", "x", "value", ["CT"]),
        ("", "x", "value", {"field": "task", "value": ["nothing"]}),
    ],
)
def test_what_is_no_decision_is_refused(field: str, text: str, decision: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decide("d", field, text, decision, value)
    assert not Meaning.objects.exists()


def test_a_text_becomes_a_synonym_of_a_term() -> None:
    edit = adopted("modality", "Magic imaging", "US", "en")
    row = Modality.objects.get(code="US")
    assert (edit.kind, edit.path, edit.key) == ("modality", "synonyms", row.pk)
    assert edit.after == {**row.synonyms, "en": [*row.synonyms["en"], "Magic imaging"]}
    editing.carry_out([edit])
    assert Vocabularies().meanings("modality", "magic imaging") == ["US"]


@pytest.mark.parametrize(
    ("field", "text", "code", "language"),
    [
        ("modality", "MRI", "US", "en"),
        ("modality", "magic", "nothing", "en"),
        ("modality", "magic", "US", "tlh"),
        ("modality", "  ", "US", "en"),
        ("year", "magic", "US", "en"),
        ("source", "magic", "tcia", "en"),
    ],
)
def test_what_cannot_be_a_synonym_is_refused(field: str, text: str, code: str, language: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        adopted(field, text, code, language)
