"""Codes typed in Cyrillic letters that look like Latin ones, and queries without anything to search for."""

from urllib.parse import quote

import pytest

from .conftest import Ask

# The letters of each are Cyrillic on the left and Latin on the right.
CODES = (("СТ", "CT"), ("РЕТ", "PET"), ("ХА", "XA"), ("ХС", "XC"), ("ОСТ", "OCT"), ("РТ", "PT"), ("ОР", "OP"))


@pytest.mark.parametrize(("typed", "code"), CODES)
@pytest.mark.parametrize("beside", ["", "печени", "liver", "肝脏", "(лёгкие OR печень)"])
def test_a_code_in_letters_that_look_alike_is_read_and_said(typed: str, code: str, beside: str, ask: Ask) -> None:
    assert typed != code
    results, meant = ask(f"q={typed} {beside}"), ask(f"q={code} {beside}")
    assert (results.total, results.slots, results.absent) == (meant.total, meant.slots, meant.absent)
    assert f"“{typed}”" in results.notices[0].message
    assert f" {code}," in results.notices[0].message
    assert [notice.message for notice in results.notices[1:]] == [notice.message for notice in meant.notices]


@pytest.mark.parametrize("query", ["modality:СТ", "модальность:СТ", "liver OR СТ", "печень -СТ", "СТ-снимки", "СТ/МРТ"])
def test_it_is_read_wherever_it_stands(query: str, ask: Ask) -> None:
    results, meant = ask(f"q={query}"), ask(f"q={query.replace('СТ', 'CT')}")
    assert results.slots == meant.slots
    assert results.notices[1:] == meant.notices


@pytest.mark.parametrize(
    "query", ["КТ", "МРТ", "ПЭТ", "УЗИ", "ОКТ", "КТ печени", "МР головного мозга", "стопа", "ст", "СНОВА"]
)
def test_a_word_of_russian_stays_what_it_is(query: str, ask: Ask) -> None:
    assert not any("Cyrillic" in notice.message for notice in ask(f"q={query}").notices)


NOTHING = (
    "😀",
    "🫀🩻",
    "!!!",
    "...",
    "-",
    "？！",
    "、。",
    '"…"',
    "( )",
    "***",
    "«»",
    "#&",
    "\u0378",
    "\U0001faff",
    "§ †",
)


@pytest.mark.parametrize("text", NOTHING)
def test_that_nothing_was_there_to_search_for_is_said(text: str, ask: Ask) -> None:
    results = ask(f"q={quote(text)}")
    said = [notice.message for notice in results.notices if "letters or digits" in notice.message]
    assert len(said) == 1
    assert results.total == ask("").total


@pytest.mark.parametrize("text", ["a", "7", "肺", "ж", "😀 liver", "C++", "²", "", "   "])
def test_where_there_is_something_nothing_of_the_kind_is_said(text: str, ask: Ask) -> None:
    assert not any("letters or digits" in notice.message for notice in ask(f"q={quote(text)}").notices)


@pytest.mark.parametrize("text", ["😀", "!!!", "？！"])
def test_it_is_said_as_well_where_only_words_are_read(text: str, ask: Ask) -> None:
    assert any("letters or digits" in notice.message for notice in ask(f"q={quote(text)}&as=words").notices)
