"""What matches best: focus; what is left out; what is answered without a word that no entry has."""

from collections.abc import Callable

import pytest

from datasets.index.facets import FacetIndex, Value
from datasets.search import finding

Ask = Callable[[str], finding.Results]
Slugs = Callable[[str], list[str]]


def value(code: str, parent: str | None, entries: int) -> Value:
    """Give a value that no name is needed of."""
    return Value(code, {}, {}, parent, entries)


def test_an_entry_of_one_organ_says_all_of_it_and_one_of_two_a_half() -> None:
    """What is above a narrower value is none of its own; an entry of the region alone has that one."""
    region, *organs = (
        value("abdomen", None, 0b0111),
        value("kidney", "abdomen", 0b011),
        value("liver", "abdomen", 0b10),
    )
    values = {"anatomy": {item.code: item for item in (region, *organs)}}
    assert FacetIndex(4, 0b1111, values, {}, {}).shares["anatomy"].tolist() == [1, 0.5, 1, 0]


@pytest.mark.django_db
def test_what_is_left_out_is_what_entries_are_and_not_a_word_of_a_synonym(slugs: Slugs) -> None:
    """Lung nodules are "seen on CT", and radiographs were taken of people who had a CT."""
    of_lungs, of_ct = set(slugs("q=lung nodule")), set(slugs("modality=CT"))
    assert of_lungs - of_ct
    assert set(slugs("q=lung nodule NOT CT")) == of_lungs - of_ct


@pytest.mark.django_db
def test_most_of_a_question_is_answered_without_an_ordinary_word_that_is_unknown(ask: Ask, slugs: Slugs) -> None:
    assert slugs("q=lung CT flibbertigibbet") == slugs("q=lung CT") != []
    (told, *_) = ask("q=lung CT flibbertigibbet").notices
    assert "flibbertigibbet" in told.message


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["Flibbertigibbet lung CT", "flibbertigibbet lung", "flibber-net lung CT"])
def test_what_may_be_a_name_is_not_left_out(ask: Ask, question: str) -> None:
    results = ask(f"q={question}")
    assert (results.total, bool(results.absent)) == (0, True)


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["brain MRI, open", "МРТ мозга для новичков в открытом доступе"])
def test_open_is_a_condition_beside_two_things_that_data_show(ask: Ask, question: str) -> None:
    understood = [(item.parameter, item.codes) for item in ask(f"q={question}").understood]
    assert ("access", ("open",)) in understood


@pytest.mark.django_db
def test_open_in_a_name_is_no_condition(ask: Ask) -> None:
    assert not ask("q=PMC Open Access Subset").understood


@pytest.mark.django_db
def test_a_breast_is_no_chest(slugs: Slugs) -> None:
    assert not set(slugs("q=chest X-ray&modality=MG")) & {"ddsm", "inbreast", "mini-mias"}
