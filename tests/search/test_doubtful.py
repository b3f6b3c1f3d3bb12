"""What is doubtful in a query: small operators, fields that are none, groups of comparisons, missing values."""

import pytest

from datasets.search.expressions import Parsed
from datasets.search.fields import Bounds
from datasets.search.language import parse

from .test_language import NAMED, alternatives, read


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("liver not kidney", "not"),
        ("brain without skull", "without"),
        ("scanner pas d'IRM", "pas"),
        ("foie sans rein", "sans"),
        ("fígado não rim", "não"),
        ("tórax sem TC", "sem"),
        ("печень не почка", "не"),
        ("почки без печени", "без"),
    ],
)
def test_a_not_in_small_letters_is_said_to_be_a_word(text: str, word: str) -> None:
    (notice,) = read(text).notices
    assert word in notice.message
    assert "NOT" in notice.message


@pytest.mark.parametrize("text", ['"liver not kidney"', "liver not", "non small cell", "câncer no rim"])
def test_what_is_no_not_is_not_spoken_of(text: str) -> None:
    assert read(text).notices == ()


def test_a_value_may_leave_out_the_name_of_its_field() -> None:
    named = NAMED | {"access": {"open access": "open", "access free": "open"}}
    for text in ("access:free", 'access:"open"', "access:'open'"):
        assert parse(text, named).alternatives == (Parsed(facets=[("access", "open")]),)


@pytest.mark.parametrize("text", ["title:liver", "modalty:CT", "organe_:foie", "name=kits", "标题：肝", "автор:Петров"])
def test_what_looks_like_a_field_and_is_none_is_said(text: str) -> None:
    said = read(text)
    assert any("modality:CT" in notice.message for notice in said.notices)
    assert len(said.alternatives[0].words) == 2


@pytest.mark.parametrize("text", ["ISLES: stroke lesions", "liver 3:1", "foie : rein", "10:30", "a::b", "x = liver"])
def test_a_colon_in_a_title_is_no_field(text: str) -> None:
    assert read(text).notices == ()


@pytest.mark.parametrize(
    "text",
    ["year:(2018 OR 2019)", "year:(2018|2019)", "year:( 2018 或 2019 )", "year：（2018 OU 2019）",
     "year:2018 OR year:2019", "year:(=2018 OR =2019)"],
)  # fmt: skip
def test_a_group_of_comparisons(text: str) -> None:
    assert alternatives(text) == [Parsed(ranges=[("year", (year, year))]) for year in (2018, 2019)]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("year:(<2005 OR >2019)", [(None, 2004), (2020, None)]),
     ("year:(2001..2005 OR 2018..)", [(2001, 2005), (2018, None)])],
)  # fmt: skip
def test_a_group_of_ranges(text: str, bounds: list[Bounds]) -> None:
    assert alternatives(text) == [Parsed(ranges=[("year", one)]) for one in bounds]


@pytest.mark.parametrize("text", ["modality:", "size:", "year: ", "modalité:", "année:"])
def test_a_field_without_a_value_is_said_to_have_none(text: str) -> None:
    assert len(read(text).notices) == 1
