"""Reading a question from query parameters and writing it back: pure functions, no database."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
from dataclasses import replace
from unicodedata import category
from urllib.parse import quote

import pytest
from django.http import QueryDict

from datasets.facts.fields import UNKNOWN
from datasets.index.facets import FACETS, RANGES, Facet
from datasets.search.parameters import (
    CONTROLS,
    MAXIMUM_PAGE_SIZE,
    MAXIMUM_VALUES,
    PAGE_SIZE,
    SORTS,
    Query,
    read,
    within_nothing,
)
from datasets.words.asked import MAXIMUM_TEXT, MOST_PRINTED, Notice

# Every facet has these three codes, in the vocabulary's spelling.
SPELLINGS = ("CT", "brain-tumor", "CC-BY-4.0")
CODES = {facet.parameter: {code.casefold(): code for code in SPELLINGS} for facet in FACETS}
# What may be chosen in any parameter.
CHOSEN = {*SPELLINGS, UNKNOWN}


def understood(question: str) -> Query:
    """Return the question that was read, where nothing may be amiss."""
    query, notices = read(QueryDict(question), CODES)
    assert notices == []
    return query


def noticed(question: str) -> tuple[Query, list[Notice]]:
    """Return the question and the notices, of which there must be some."""
    query, notices = read(QueryDict(question), CODES)
    assert notices, question[:200]
    return query, notices


def test_nothing_asked_is_the_default_question() -> None:
    assert understood("") == Query()


def test_words() -> None:
    assert understood("q=brain+CT").text == "brain CT"


def test_white_space_around_and_between_words_is_single() -> None:
    assert understood("q=++brain%09%0A++CT%C2%A0%E3%80%80lung+").text == "brain CT lung"


@pytest.mark.parametrize("text", ["肺结节", "почка", "échographie", "a&b=c", "100%", '"exact words"', "-not", "a+b"])
def test_words_are_taken_as_they_are_typed(text: str) -> None:
    question = QueryDict(mutable=True)
    question["q"] = text
    assert understood(question.urlencode()).text == text


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.parameter)
def test_a_facet_takes_a_code(facet: Facet) -> None:
    assert understood(f"{facet.parameter}=CT").facets == {facet.parameter: ("CT",)}


@pytest.mark.parametrize("given", ["ct", "Ct", "CT", "+cT+", "CC-by-4.0", "cc-BY-4.0", "Brain-Tumor"])
def test_codes_are_matched_without_regard_to_case_and_kept_in_the_vocabularys_spelling(given: str) -> None:
    assert understood(f"modality={given}").facets["modality"][0] in SPELLINGS


def test_a_repeated_facet_gives_all_its_values_in_order() -> None:
    assert understood("modality=brain-tumor&modality=CT").facets == {"modality": ("brain-tumor", "CT")}


def test_a_value_given_twice_counts_once() -> None:
    assert understood("modality=CT&modality=ct&modality=CT").facets == {"modality": ("CT",)}


@pytest.mark.parametrize("question", ["modality=", "modality=&q=&sort=&page=&page_size=&size_min=&year_max="])
def test_an_empty_value_asks_nothing(question: str) -> None:
    assert understood(question) == Query()


def test_an_unknown_value_is_ignored_and_named() -> None:
    query, notices = noticed("modality=CT&modality=tricorder")
    assert query.facets == {"modality": ("CT",)}
    assert [notice.parameter for notice in notices] == ["modality"]
    assert "tricorder" in notices[0].message


def test_a_facet_with_unknown_values_alone_does_not_filter() -> None:
    assert noticed("modality=tricorder")[0].facets == {}


def test_an_unknown_parameter_is_named() -> None:
    query, notices = noticed("colour=red&modality=CT")
    assert query == Query(facets={"modality": ("CT",)})
    assert [notice.parameter for notice in notices] == ["colour"]


def test_parameter_names_have_one_spelling() -> None:
    assert [notice.parameter for notice in noticed("Modality=CT")[1]] == ["Modality"]


@pytest.mark.parametrize("column", [column.parameter for column in RANGES])
@pytest.mark.parametrize(
    ("question", "bounds"), [("{0}_min=5", (5, None)), ("{0}_max=7", (None, 7)), ("{0}_min=5&{0}_max=7", (5, 7))]
)
def test_a_range_takes_one_bound_or_both(column: str, question: str, bounds: tuple[int | None, int | None]) -> None:
    assert understood(question.format(column)).ranges == {column: bounds}


def test_zero_is_a_bound() -> None:
    assert understood("images_min=0").ranges == {"images": (0, None)}


def test_thousands_may_be_grouped() -> None:
    assert understood("images_min=112,120").ranges == {"images": (112_120, None)}


def test_bounds_the_wrong_way_round_are_exchanged_with_a_notice() -> None:
    query, notices = noticed("year_min=2020&year_max=2010")
    assert query.ranges == {"year": (2010, 2020)}
    assert [notice.parameter for notice in notices] == ["year_min"]
    assert "year_" not in notices[0].on_page


@pytest.mark.parametrize("column", [column.parameter for column in RANGES])
def test_bounds_the_wrong_way_round_can_be_taken_as_they_are_written(column: str) -> None:
    query, notices = read(QueryDict(f"{column}_min=20&{column}_max=10"), CODES, as_written=True)
    assert (query.ranges, notices) == ({column: (20, 10)}, [])
    assert [notice.parameter for notice in within_nothing(query)] == [f"{column}_min"]
    assert within_nothing(replace(query, ranges={column: (10, 20), "year": (None, 5)})) == []


@pytest.mark.parametrize(
    "name", ["as", "sort", "page", "page_size", "subjects_min", "images_max", "size_min", "year_max"]
)
@pytest.mark.parametrize("blank", ["+", "%09", "%1F", "%C2%A0"])
def test_a_blank_value_is_none_that_is_taken_in_silence(name: str, blank: str) -> None:
    query, notices = noticed(f"{name}={blank}")
    assert query == Query()
    assert [notice.parameter for notice in notices] == [name]


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "1e3", "²", "٣", "1" * 19, "0x10", "1 00", "NaN", "\x00", "+1"])
def test_a_bound_that_is_no_whole_number_is_ignored_and_named(value: str) -> None:
    question = QueryDict(mutable=True)
    question["images_min"] = value
    query, notices = noticed(question.urlencode())
    assert query.ranges == {}
    assert [notice.parameter for notice in notices] == ["images_min"]


def test_a_size_that_is_none_is_ignored_and_named() -> None:
    query, notices = noticed("size_max=enormous")
    assert query.ranges == {}
    assert [notice.parameter for notice in notices] == ["size_max"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_is_read(sort: str) -> None:
    assert understood(f"sort={sort.upper()}").sort == sort


def test_an_unknown_sort_is_named_with_those_there_are() -> None:
    query, notices = noticed("sort=price")
    assert query.sort == "relevance"
    assert all(sort in notices[0].refusal for sort in SORTS)
    assert not any(sort in notices[0].on_page for sort in SORTS), "a page has their names beside the field"


@pytest.mark.parametrize("value", ["1", "2", "99999999", "007", "9" * 19, "1" + "0" * 40, "0" * 70 + "3"])
def test_a_page_is_a_whole_number_from_one(value: str) -> None:
    assert understood(f"page={value}").page == int(value)


@pytest.mark.parametrize("value", ["-1", "0", "1.0", "two", "²", "٣", "9" * 19 + "x", "%00", "%EF%BF%BD", "1;DROP"])
def test_a_page_that_is_none_is_the_first_with_a_notice(value: str) -> None:
    query, notices = noticed(f"page={value}")
    assert query.page == 1
    assert [notice.parameter for notice in notices] == ["page"]


def test_page_sizes_go_up_to_the_maximum() -> None:
    assert understood(f"page_size={MAXIMUM_PAGE_SIZE}").page_size == 200


@pytest.mark.parametrize("value", ["0", "-1", str(MAXIMUM_PAGE_SIZE + 1), "all"])
def test_a_page_size_out_of_bounds_is_the_default_with_a_notice(value: str) -> None:
    query, notices = noticed(f"page_size={value}")
    assert query.page_size == PAGE_SIZE
    assert [notice.parameter for notice in notices] == ["page_size"]


@pytest.mark.parametrize("name", ["q", "sort", "page", "page_size", "size_min", "year_max"])
def test_of_a_parameter_with_one_value_the_last_counts_with_a_notice(name: str) -> None:
    values = {"sort": ("name", "size")}.get(name, ("1", "2"))
    query, notices = noticed(f"{name}={values[0]}&{name}={values[1]}")
    assert query == understood(f"{name}={values[1]}")
    assert [notice.parameter for notice in notices] == [name]


def test_more_values_than_a_facet_has_room_for_are_cut_with_a_notice() -> None:
    query, notices = noticed("&".join(["modality=CT"] * 1_000))
    assert query.facets == {"modality": ("CT",)}
    assert str(MAXIMUM_VALUES) in notices[0].done


@pytest.mark.parametrize("value", ["a%00b", "a%EF%BF%BDb", "a%FFb", "a%07b", "a%1Bb"])
def test_characters_that_are_no_text_are_left_out_of_the_words_with_a_notice(value: str) -> None:
    query, notices = noticed(f"q={value}")
    assert query.text == "a b"
    assert [notice.parameter for notice in notices] == ["q"]


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u202e", "\ufe0f", "\u200d"])
@pytest.mark.parametrize("word", ["pneumonia", "почка", "肾脏", "LIDC-IDRI"])
def test_what_is_not_seen_is_left_out_without_a_word(word: str, unseen: str) -> None:
    assert understood("q=" + quote(f"{unseen}{word[:1]}{unseen}{word[1:]}{unseen}")).text == word


def test_words_up_to_the_limit_are_kept_whole() -> None:
    assert understood("q=" + "a" * MAXIMUM_TEXT).text == "a" * MAXIMUM_TEXT


@pytest.mark.parametrize("unit", ["a", "肺", "ab "], ids=["one word", "ideographs", "words"])
def test_ten_thousand_characters_are_cut_with_a_notice(unit: str) -> None:
    question = QueryDict(mutable=True)
    question["q"] = (unit * 10_000)[:10_000]
    query, notices = noticed(question.urlencode())
    assert len(query.text) <= MAXIMUM_TEXT
    assert {notice.parameter for notice in notices} == {"q"}


@pytest.mark.parametrize("gap", [" ", "\t", "\u3000", "\u00a0"])
def test_no_word_is_dropped_in_silence_however_far_it_is(gap: str) -> None:
    question = QueryDict(mutable=True)
    question["q"] = "near" + gap * 9_000 + "far"
    query, notices = read(question, CODES)
    assert query.text == "near far" or notices


def test_a_page_in_a_language_may_name_it() -> None:
    assert understood("lang=fr&modality=CT") == Query(facets={"modality": ("CT",)})


def test_a_value_is_added_from_the_first_page() -> None:
    query = Query(text="x", facets={"modality": ("CT",)}, page=3).toggled("modality", "brain-tumor")
    assert query == Query(text="x", facets={"modality": ("CT", "brain-tumor")})


def test_a_chosen_value_is_taken_away() -> None:
    assert Query(facets={"modality": ("CT", "MR")}, page=2).toggled("modality", "CT") == Query(
        facets={"modality": ("MR",)}
    )


def test_the_last_value_takes_its_facet_along() -> None:
    assert Query(facets={"modality": ("CT",), "task": ("CT",)}).toggled("modality", "CT") == Query(
        facets={"task": ("CT",)}
    )


def test_toggling_twice_is_where_it_began() -> None:
    query = Query(text="x", facets={"modality": ("CT",)}, ranges={"year": (2000, None)}, sort="name")
    assert query.toggled("task", "CT").toggled("task", "CT") == query


def test_toggling_leaves_the_question_itself_as_it_was() -> None:
    query = Query(facets={"modality": ("CT",)})
    query.toggled("modality", "CT").toggled("modality", "MR")
    assert query == Query(facets={"modality": ("CT",)})


def test_a_range_is_dropped_from_the_first_page() -> None:
    query = Query(ranges={"year": (2000, None), "size": (1, 2)}, page=4)
    assert query.without_range("year") == Query(ranges={"size": (1, 2)})


def test_the_words_are_dropped_from_the_first_page() -> None:
    assert Query(text="x", sort="name", page=4).without_text() == Query(sort="name")


def test_defaults_are_left_out_of_the_address() -> None:
    assert Query().address() == "?"


def test_the_address_does_not_depend_on_the_order_of_the_parameters() -> None:
    one = understood("q=x&modality=CT&task=CT&year_min=2000&sort=name")
    other = understood("sort=name&year_min=2000&task=CT&modality=CT&q=x")
    assert one.address() == other.address()


def test_the_largest_bounds_come_back_from_the_address() -> None:
    for question in ("size_min=1000PB", "size_max=999999999999999999", f"images_max={10**18 - 1}"):
        query = understood(question)
        assert understood(query.address()[1:]) == query, question


NAMES = (
    "q", "sort", "page", "page_size", "lang", "colour", "", "modality[]", "Q", "a" * 100, "\x00", "\ufffd", "size",
    *(facet.parameter for facet in FACETS),
    *(f"{column.parameter}_{bound}" for column in RANGES for bound in ("min", "max")),
)  # fmt: skip
VALUES = (
    "unknown", "cc-by-4.0",
    "", " ", "0", "1", "2", "-1", "25", "200", "201", "99999999", "9" * 18, "9" * 19, "9" * 400, "1.5", "1,000",
    "²", "٣", "1e9", "NaN", "inf", "50GB", "1.5 TB", "5 XB", "1000PB", "0.000001kb", "ct", "CT", "brain-TUMOR",
    "name", "Size", "relevance", "\x00", "a\x00b", "\ufffd", "\u202e", "\u200b", "😀", "肺", "почка", "'", '"', "\\",
    "%", "' OR 1=1 --", "*", "(", "[", "a:b", "-a", "<script>", "&", "=", "#", "\r\nX: y", "a" * 301, "a" * 10_000,
    "\ud7ff\ue000", "İ", "ß", "ﬁ",
)  # fmt: skip


# Ends of the ranges that random characters come from: ASCII and Latin, Cyrillic, CJK, private use, beyond the BMP.
ENDS = (0x801, 0x1000, 0x9FFF, 0xD800, 0x10000, 0x1F800, 0x110000)


def random_parameters(generator: random.Random) -> QueryDict:
    parameters = QueryDict(mutable=True)
    for _ in range(generator.choice((1, 2, 3, 5, 30))):
        name = generator.choice(NAMES)
        value = generator.choice(VALUES)
        if generator.random() < 0.2:
            value = "".join(chr(generator.choice(ENDS) - generator.randint(1, 0x800)) for _ in "123")
        parameters.appendlist(name, value)
    return parameters


def test_any_input_gives_a_question_within_its_bounds() -> None:
    generator = random.Random(4)
    for _ in range(3_000):
        parameters = random_parameters(generator)
        query, notices = read(parameters, CODES)
        told = ascii(parameters)[:500]
        assert len(query.text) <= MAXIMUM_TEXT, told
        assert not any(category(character) in CONTROLS for character in query.text), told
        assert 1 <= query.page < 10**MOST_PRINTED, told
        assert 1 <= query.page_size <= MAXIMUM_PAGE_SIZE, told
        assert query.sort in SORTS, told
        assert all(set(codes) <= CHOSEN for codes in query.facets.values()), told
        assert all(0 <= bound < 2**63 for pair in query.ranges.values() for bound in pair if bound is not None), told
        assert all(low is None or high is None or low <= high for low, high in query.ranges.values()), told
        assert all(len(notice.message) < 300 for notice in notices), told


def test_any_question_comes_back_from_its_address() -> None:
    generator = random.Random(5)
    for _ in range(3_000):
        query, _ = read(random_parameters(generator), CODES)
        again = understood(query.address().removeprefix("?"))
        assert replace(again, facets=dict(again.facets)) == query, query.address()[:500]


def test_no_notice_holds_characters_that_are_no_text() -> None:
    generator = random.Random(6)
    for _ in range(3_000):
        parameters = random_parameters(generator)
        for notice in read(parameters, CODES)[1]:
            assert notice.parameter.isprintable(), ascii(notice)
            assert notice.message.isprintable(), ascii(notice)


def test_what_is_not_understood_never_passes_in_silence() -> None:
    for name in NAMES:
        for value in ("\x00", "\ufffd", "a\x00b"):
            if name != "lang":
                question = QueryDict(mutable=True)
                question.appendlist(name, value)
                noticed(question.urlencode())
