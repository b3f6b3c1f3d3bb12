"""The query language: what each form of a query says, and that nothing anybody types is an error."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from datasets.index.facets import FACETS, RANGES
from datasets.search.language import BYTES, FIELDS, MOST_PARTS, NUMBER, Bounds, Parsed, bounds_of, help_rows, parse
from datasets.words.asked import MAXIMUM_NUMBER

from .conftest import Ask

# Folded name, synonym or code -> code.
NAMED = {facet.parameter: {} for facet in FACETS} | {
    "modality": {"ct": "CT", "computed tomography": "CT", "mr": "MR", "irm": "MR", "мрт": "MR"},
    "anatomy": {"kidney": "kidney", "rein": "kidney", "肾": "kidney"},
    "access": {"open": "open"},
    "license": {"cc-by-4.0": "CC-BY-4.0"},
}


def understood(text: str) -> Parsed:
    """Return what a query says where nothing may be amiss."""
    parsed = parse(text, NAMED)
    assert parsed.notices == []
    return parsed


def test_nothing_typed_says_nothing() -> None:
    assert understood("") == Parsed()


def test_words_are_words() -> None:
    assert understood("brain tumor MRI").words == ["brain", "tumor", "MRI"]


def test_quotation_marks_make_a_phrase() -> None:
    parsed = understood('brain "diabetic retinopathy" fundus')
    assert (parsed.words, parsed.phrases) == (["brain", "fundus"], ["diabetic retinopathy"])


def test_a_minus_leaves_out() -> None:
    parsed = understood('brain -tumor -"white matter" -modality:CT')
    assert parsed.words == ["brain"]
    assert (parsed.without_words, parsed.without_phrases) == (["tumor"], ["white matter"])
    assert parsed.without_facets == [("modality", "CT")]


@pytest.mark.parametrize("text", ["x-ray", "LIDC-IDRI", "COVID-19", "chest x-ray"])
def test_a_hyphen_within_a_word_is_no_minus(text: str) -> None:
    assert understood(text).words == text.split()


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("modality:CT", ("modality", "CT")),
        ("Modality:ct", ("modality", "CT")),
        ('modality:"Computed  Tomography"', ("modality", "CT")),
        ("modality:IRM", ("modality", "MR")),
        ("modality:МРТ", ("modality", "MR")),
        ("mod:CT", ("modality", "CT")),
        ("organ:Rein", ("anatomy", "kidney")),
        ("anatomy:肾", ("anatomy", "kidney")),
        ("licence:cc-by-4.0", ("license", "CC-BY-4.0")),
    ],
)
def test_a_field_takes_a_code_or_a_name_in_any_language(text: str, facet: tuple[str, str]) -> None:
    assert understood(text) == Parsed(facets=[facet])


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("subjects:>1000", ("subjects", (1001, None))),
        ("subjects:>=1000", ("subjects", (1000, None))),
        ("images:<1,000", ("images", (None, 999))),
        ("year:<=2018", ("year", (None, 2018))),
        ("year:2018", ("year", (2018, 2018))),
        ("year:=2018", ("year", (2018, 2018))),
        ("year:2015..2020", ("year", (2015, 2020))),
        ("year:2015..", ("year", (2015, None))),
        ("year:..2020", ("year", (None, 2020))),
        ("size:<50GB", ("size", (None, 50 * 10**9 - 1))),
        ("size:>=1.5TB", ("size", (1_500_000_000_000, None))),
        ('size:"<50 GB"', ("size", (None, 50 * 10**9 - 1))),
        ("size:1GB..2GB", ("size", (10**9, 2 * 10**9))),
    ],
)
def test_a_number_is_compared(text: str, bounds: tuple[str, Bounds]) -> None:
    assert understood(text) == Parsed(ranges=[bounds])
    assert understood(f"-{text}") == Parsed(without_ranges=[bounds])


def test_everything_together() -> None:
    assert understood('kidney "rare tumor" modality:CT -access:open size:<50GB subjects:>1000 -child') == Parsed(
        words=["kidney"],
        phrases=["rare tumor"],
        without_words=["child"],
        facets=[("modality", "CT")],
        without_facets=[("access", "open")],
        ranges=[("size", (None, 50 * 10**9 - 1)), ("subjects", (1001, None))],
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("modality:tricorder", ["modality", "tricorder"]),
        ("size:big", ["size", "big"]),
        ("year:soon", ["year", "soon"]),
        ("year:..", ["year", ".."]),
        ("year:2015..soon", ["year", "2015..soon"]),
        ("subjects:>", ["subjects", ">"]),
        ('brain "white matter', ["brain", "white", "matter"]),
        ('"', []),
    ],
)
def test_what_cannot_be_read_is_searched_as_words_with_a_notice(text: str, words: list[str]) -> None:
    parsed = parse(text, NAMED)
    assert parsed.words == words
    assert [notice.parameter for notice in parsed.notices] == ["q"]
    assert parsed.facets == parsed.ranges == parsed.phrases == []


def test_of_three_quotation_marks_the_last_is_left_out() -> None:
    parsed = parse('"white matter" 6" thick', NAMED)
    assert parsed.phrases == ["white matter"]
    assert parsed.words == ["6", "thick"]
    assert len(parsed.notices) == 1


def test_a_name_with_a_colon_is_words_without_a_notice() -> None:
    assert understood("ABIDE:exchange").words == ["ABIDE", "exchange"]


def test_empty_quotation_marks_say_nothing() -> None:
    assert understood('"" "  "') == Parsed()


def test_too_many_parts_are_cut_with_a_notice() -> None:
    parsed = parse("a " * (MOST_PARTS + 1), NAMED)
    assert len(parsed.words) == MOST_PARTS
    assert str(MOST_PARTS) in parsed.notices[0].message


@pytest.mark.parametrize("text", ["9" * 19, "1e9", "-5", "²", "", ">", "..", "1...2"])
def test_what_is_no_number_has_no_bounds(text: str) -> None:
    assert bounds_of(text, NUMBER) is None


def test_bounds_stay_within_what_a_column_holds() -> None:
    for text in ("999999999PB", "9" * 18):
        bounds = bounds_of(text, BYTES)
        assert bounds is not None
        assert all(bound is not None and bound <= MAXIMUM_NUMBER for bound in bounds)


def test_every_facet_and_every_number_has_a_field_in_the_help() -> None:
    assert [item.parameter for item in FIELDS] == [item.parameter for item in (*FACETS, *RANGES)]
    assert len(list(help_rows())) == len(FIELDS)
    names = [name for item in FIELDS for name in item.names]
    assert len(set(names)) == len(names)


def test_every_example_of_the_help_is_understood(ask: Ask) -> None:
    for _, _, example in help_rows():
        results = ask(urlencode({"q": example}))
        assert results.notices == (), example


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("modality:CT", "modality=CT"),
        ("modality:CT anatomy:kidney", "modality=CT&anatomy=kidney"),
        ("year:2015..2018", "year_min=2015&year_max=2018"),
        ("size:<=50GB", "size_max=50GB"),
        ("subjects:>=1000", "subjects_min=1000"),
    ],
)
def test_a_field_finds_what_its_filter_finds(query: str, filters: str, slugs: Callable[[str], list[str]]) -> None:
    assert slugs(urlencode({"q": query})) == slugs(filters) != []


def test_what_is_left_out_is_the_rest(slugs: Callable[[str], list[str]]) -> None:
    everything = set(slugs(""))
    for query in ("modality:CT", "access:open", "size:<50GB", "year:2015..2018", "brain", '"brain tumor"'):
        found, rest = set(slugs(urlencode({"q": query}))), set(slugs(urlencode({"q": f"-{query}"})))
        assert rest == everything - found, query


PIECES = (
    '"', "'", "-", "--", "+", "*", "?", "~", "^", "(", ")", "[", "]", "{", "}", "\\", "/", "|", "&&", "||", "!",
    ":", "::", ";", "<", ">", "<=", "..", "...", "=", "#", "@", "$", "%", "_", "^2", "~1", "AND", "OR", "NOT",
    "NEAR/3", "NEAR(", "IN", "TO", "[1 TO", "{a TO b}", "<->", "<2>", "&", "!!", ":*", "to_tsquery('a')", "title:",
    ":CT", "modality:", "modality::", 'modality:"', "-modality:CT", "size:<", "size:<50GB", "size:..",
    "size:50GB..1", "year:99999999999999999999", "year:<0", "subjects:-1", "images:²", "q:q", "a:b:c", "IN [a b]",
    "boost^1e309", "\x00", "\ud800", "\udfff", "\u202e", "\u200f", "\u200b", "\ufeff", "\u0301", "İ", "ß", "ﬁ",
    "肾", "数据集", "肾肿瘤", "𠀀", "почка", "é", "brain", "tumour", "xyzzy", "CT", "a" * 50, "0", "1e9", "😀",
    "%00", "' OR 1=1 --", "</script>", "\u2028", "\r\n", "\t", " ",
)  # fmt: skip


def hostile(generator: random.Random) -> str:
    glue = generator.choice(("", " ", " ", "-", ":", '"'))
    return glue.join(generator.choices(PIECES, k=generator.choice((1, 2, 3, 8, 40))))


def test_nothing_that_anybody_types_fails(ask: Ask) -> None:
    generator = random.Random(8)
    for _ in range(300):
        typed = hostile(generator)
        results = ask(urlencode({"q": typed}, errors="replace"))
        assert 0 <= len(results.cards) <= results.total, ascii(typed)


def test_parsing_takes_even_what_no_request_can_hold() -> None:
    generator = random.Random(9)
    for _ in range(2_000):
        typed = hostile(generator)
        parsed = parse(typed, NAMED)
        assert all(notice.parameter == "q" for notice in parsed.notices), ascii(typed)


def test_ten_thousand_characters_are_read_at_once() -> None:
    for typed in ('"' * 9_999, "-" * 10_000, "a:" * 5_000, "(" * 10_000, 'a:"' * 3_333, "<" * 10_000):
        parse(typed, NAMED)
