"""The query language: what each form of a query says, and that nothing anybody types is an error."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.utils.translation import override

from datasets.index.facets import FACETS, RANGES
from datasets.models import LANGUAGES
from datasets.search import signs
from datasets.search.expressions import MOST_ALTERNATIVES, Parsed
from datasets.search.fields import BYTES, FIELDS, NUMBER, Bounds, by_name, compared, help_rows
from datasets.search.language import MOST_PARTS, Read, parse
from datasets.words.asked import MAXIMUM_NUMBER

from .conftest import Ask

# Folded name, synonym or code -> code.
NAMED = {facet.parameter: {} for facet in FACETS} | {
    "modality": {"ct": "CT", "computed tomography": "CT", "mr": "MR", "irm": "MR", "мрт": "MR"},
    "anatomy": {"kidney": "kidney", "rein": "kidney", "肾": "kidney"},
    "access": {"open": "open"},
    "license": {"cc-by-4.0": "CC-BY-4.0"},
}


def read(text: str, language: str = "en") -> Read:
    """Read a query without sentences and known identifiers."""
    return parse(text, NAMED, language)


def understood(text: str, language: str = "en") -> Parsed:
    """Return what a query of one alternative says where nothing may be amiss."""
    said = read(text, language)
    assert said.notices == ()
    assert len(said.alternatives) == 1
    return said.alternatives[0]


def alternatives(text: str) -> list[Parsed]:
    """Return the alternatives of a query where nothing may be amiss."""
    said = read(text)
    assert said.notices == ()
    return list(said.alternatives)


LIVER, KIDNEY, CT = Parsed(words=["liver"]), Parsed(words=["kidney"]), Parsed(words=["CT"])


@pytest.mark.parametrize(
    "text",
    ["liver OR kidney", "liver | kidney", "liver || kidney", "liver|kidney", "liver OU kidney", "liver ИЛИ kidney",
     "liver 或 kidney", "(liver) OR (kidney)", "liver ｜ kidney", "（liver OR kidney）"],
)  # fmt: skip
def test_or_makes_alternatives(text: str) -> None:
    assert alternatives(text) == [LIVER, KIDNEY]


@pytest.mark.parametrize(
    "text",
    ["kidney NOT liver", "kidney AND NOT liver", "kidney -liver", "kidney −liver", "kidney –liver", "kidney !liver",
     "kidney SAUF liver", "kidney NÃO liver", "kidney НЕ liver", "kidney 非 liver", "+kidney -liver",
     "NOT liver kidney",
     "kidney && -liver", "kidney NOT NOT NOT liver", "kidney NOT (liver)"],
)  # fmt: skip
def test_not_leaves_out(text: str) -> None:
    assert understood(text) == Parsed(words=["kidney"], without_words=["liver"])


@pytest.mark.parametrize(
    "text", ["liver AND kidney", "liver & kidney", "liver && kidney", "liver ET kidney", "liver И kidney",
     "liver 与 kidney",
             "(liver kidney)", "+liver +kidney", "liver AND (kidney)"],
)  # fmt: skip
def test_and_asks_for_both(text: str) -> None:
    assert understood(text) == Parsed(words=["liver", "kidney"])


def test_and_binds_more_than_or_and_brackets_go_first() -> None:
    assert alternatives("liver OR kidney CT") == [LIVER, Parsed(words=["kidney", "CT"])]
    assert alternatives("(liver OR kidney) CT") == [Parsed(words=["liver", "CT"]), Parsed(words=["kidney", "CT"])]
    assert alternatives("CT AND (liver OR kidney)") == [Parsed(words=["CT", "liver"]), Parsed(words=["CT", "kidney"])]
    assert alternatives("CT NOT (liver OR kidney)") == [Parsed(words=["CT"], without_words=["liver", "kidney"])]
    assert alternatives("CT OR NOT liver") == [CT, Parsed(without_words=["liver"])]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("liver OR", [["liver"]]),
        ("OR liver", [["liver"]]),
        ("liver OR OR kidney", [["liver"], ["kidney"]]),
        ("liver AND AND kidney", [["liver", "kidney"]]),
        ("(liver kidney", [["liver", "kidney"]]),
        ("liver) kidney", [["liver", "kidney"]]),
        ("liver NOT", [["liver"]]),
        ("|| liver", [["liver"]]),
        ("((liver OR kidney", [["liver"], ["kidney"]]),
        ("liver NEAR/3 kidney", [["liver", "kidney"]]),
        ("liver or kidney", [["liver", "or", "kidney"]]),
        ("foie ou rein", [["foie", "ou", "rein"]]),
    ],
)
def test_what_is_written_loosely_is_read_leniently_and_said(text: str, words: list[list[str]]) -> None:
    said = read(text)
    assert [parsed.words for parsed in said.alternatives] == words
    assert len(said.notices) == 1


@pytest.mark.parametrize("text", ["H&E", "T&E images", "AT&T", "vitamin E", "x-ray", "C++", "Q&A"])
def test_a_sign_within_a_word_is_no_operator(text: str) -> None:
    assert understood(text).words == text.split()


def test_too_many_alternatives_are_cut_with_a_notice() -> None:
    said = read(" ".join(f"(a{number} OR b{number})" for number in range(6)))
    assert len(said.alternatives) == MOST_ALTERNATIVES
    assert any(str(MOST_ALTERNATIVES) in notice.message for notice in said.notices)


@pytest.mark.parametrize(
    ("text", "start"), [("mammo*", "mammo"), ("маммо*", "маммо"), ("乳腺*", "乳腺"), ("x-ra*", "x-ra")]
)
def test_a_star_leaves_the_end_of_a_word_open(text: str, start: str) -> None:
    assert understood(text) == Parsed(prefixes=[start])
    assert understood(f"-{text}") == Parsed(without_prefixes=[start])


@pytest.mark.parametrize(
    ("text", "words"), [("OR", ["OR"]), ("NOT", ["NOT"]), ("AND AND", ["AND", "AND"]), ("ИЛИ", ["ИЛИ"])]
)
def test_operators_alone_are_words(text: str, words: list[str]) -> None:
    assert set(understood(text).words) == set(words)


@pytest.mark.parametrize("text", ["*", "* *", "-", "+", "( )", "()"])
def test_signs_alone_ask_for_nothing(text: str) -> None:
    assert read(text).alternatives == (Parsed(),)


@pytest.mark.parametrize(
    "text",
    ["“chest x-ray”", "„chest x-ray“", "«chest x-ray»", "«\u00a0chest x-ray\u202f»", "‹chest x-ray›", "「chest x-ray」",
     "『chest x-ray』", "《chest x-ray》", "‘chest x-ray’", "＂chest x-ray＂", '"chest x-ray"', "”chest x-ray”"],
)  # fmt: skip
def test_every_pair_of_quotation_marks_makes_a_phrase(text: str) -> None:
    assert understood(text) == Parsed(phrases=["chest x-ray"])


@pytest.mark.parametrize("text", ["maladie d’Alzheimer", "l’œil", "Crohn’s disease", "crohn's disease"])
def test_an_apostrophe_is_no_quotation_mark(text: str) -> None:
    assert understood(text).words == text.split()


@pytest.mark.parametrize(
    "text",
    ["modality:CT", "modality: CT", "modality : CT", "modality：CT", "modality ：CT", "modalité:CT", "Modalité : CT",
     "modalidade:CT", "модальность: CT", "模态：CT", "mod:ct", "modality=CT", "ＭＯＤＡＬＩＴＹ：ＣＴ", "成像方式:CT"],
)  # fmt: skip
def test_a_field_is_read_however_it_is_written_in_any_language(text: str) -> None:
    assert understood(text) == Parsed(facets=[("modality", "CT")])


@pytest.mark.parametrize("text", ["organe:rein", "órgão: kidney", "орган:kidney", "器官：肾", "anatomie : rein"])
def test_a_field_has_several_names(text: str) -> None:
    assert understood(text) == Parsed(facets=[("anatomy", "kidney")])


@pytest.mark.parametrize("text", ["modality:computed tomography kidney", "kidney modality: Computed Tomography"])
def test_a_value_of_several_words_needs_no_quotation_marks(text: str) -> None:
    assert understood(text) == Parsed(words=["kidney"], facets=[("modality", "CT")])


@pytest.mark.parametrize(
    "text", ["modality:CT,MR", "modality:(CT OR MR)", "modality:(CT | IRM)", "modality:CT、MR", "modality:CT/MR"]
)
def test_several_values_of_a_field_are_alternatives(text: str) -> None:
    assert alternatives(text) == [Parsed(facets=[("modality", "CT")]), Parsed(facets=[("modality", "MR")])]


@pytest.mark.parametrize("text", ["ABIDE: the exchange", "Re: kidney", "note: CT", "SPIDER : spine"])
def test_a_colon_behind_no_field_makes_words(text: str) -> None:
    assert understood(text).words == text.replace(":", " ").split()


@pytest.mark.parametrize(
    ("text", "language", "bounds"),
    [
        ("size:<50 GB", "en", (None, 50 * 10**9 - 1)),
        ("size < 50 GB", "en", (None, 50 * 10**9 - 1)),
        ("size<50GB", "en", (None, 50 * 10**9 - 1)),
        ("size: < 50 GB", "en", (None, 50 * 10**9 - 1)),
        ("size ≤ 50 GB", "en", (None, 50 * 10**9)),
        ("taille : < 1,5 To", "fr", (None, 15 * 10**11 - 1)),
        ("taille≤2,2 Go", "fr", (None, 22 * 10**8)),
        ("tamanho:<10.000 GB", "pt-br", (None, 10**13 - 1)),
        ("объём:<50 ГБ", "ru", (None, 50 * 10**9 - 1)),
        ("объем ≥ 1,5 ТБ", "ru", (15 * 10**11, None)),
        ("大小：＜1.5TB", "zh-hans", (None, 15 * 10**11 - 1)),
        ("size:10-50GB", "en", (10 * 10**9, 50 * 10**9)),
        ("size:10GB..1TB", "en", (10 * 10**9, 10**12)),
        ("size: 10 GB – 50 GB", "en", (10 * 10**9, 50 * 10**9)),
    ],
)
def test_a_size_is_read_as_the_language_writes_it(text: str, language: str, bounds: Bounds) -> None:
    assert understood(text, language) == Parsed(ranges=[("size", bounds)])
    assert understood(f"{text} liver", language) == Parsed(words=["liver"], ranges=[("size", bounds)])


@pytest.mark.parametrize(
    ("text", "language"),
    [("subjects:>1 000", "fr"), ("subjects > 1 000", "en"), ("sujets : > 1\u202f000", "fr"), ("subjects:>1,000", "en"),
     ("subjects:>1.000", "pt-br"), ("pacientes > 1.000", "pt-br"), ("испытуемые:>1 000", "ru"), ("subjects:>1k", "en"),
     ("пациенты > 1 тыс.", "ru"), ("受试者：＞1,000", "zh-hans"), ("subjects>1000", "en"), ("subjects:>1千",
     "zh-hans")],
)  # fmt: skip
def test_a_count_is_read_as_the_language_writes_it(text: str, language: str) -> None:
    assert understood(text, language) == Parsed(ranges=[("subjects", (1001, None))])


@pytest.mark.parametrize(
    "text", ["year:2015-2018", "year:2015..2018", "year: 2015–2018", "year 2015..2018".replace(" ", ":"),
     "année:2015-2018",
             "год: 2015—2018", "年份：2015～2018"],
)  # fmt: skip
def test_a_span_of_years_may_have_a_dash(text: str) -> None:
    assert understood(text) == Parsed(ranges=[("year", (2015, 2018))])


@pytest.mark.parametrize(
    ("text", "language"),
    [("subjects:>1.000", "en"), ("subjects:>1,000", "fr"), ("size:<10.000 Go", "fr"), ("size:<50", "en")],
)
def test_what_may_be_two_numbers_or_has_no_unit_is_said(text: str, language: str) -> None:
    assert len(read(text, language).notices) == 1


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
    said = read(text)
    (parsed,) = said.alternatives
    assert parsed.words == words
    assert [notice.parameter for notice in said.notices] == ["q"]
    assert parsed.facets == parsed.ranges == parsed.phrases == []


def test_of_three_quotation_marks_the_last_is_left_out() -> None:
    said = read('"white matter" 6" thick')
    assert said.alternatives == (Parsed(words=["6", "thick"], phrases=["white matter"]),)
    assert len(said.notices) == 1


def test_a_name_with_a_colon_is_words_without_a_notice() -> None:
    assert understood("ABIDE:exchange").words == ["ABIDE", "exchange"]


def test_empty_quotation_marks_say_nothing() -> None:
    assert understood('"" "  "') == Parsed()


def test_too_many_parts_are_cut_with_a_notice() -> None:
    said = read(" ".join(f"a{number}" for number in range(MOST_PARTS + 1)))
    assert len(said.alternatives[0].words) == MOST_PARTS
    assert str(MOST_PARTS) in said.notices[0].message


@pytest.mark.parametrize("text", ["9" * 19, "1e9", "²", "", ">", "..", "-"])
def test_what_is_no_number_has_no_bounds(text: str) -> None:
    assert compared(text, NUMBER, "en") is None


def test_bounds_stay_within_what_a_column_holds() -> None:
    for text in ("999999999PB", "9" * 18):
        said = compared(text, BYTES, "en")
        assert said is not None
        assert all(bound is not None and bound <= MAXIMUM_NUMBER for bound in said.bounds)


def test_every_facet_and_every_number_has_a_field_in_the_help() -> None:
    assert [item.parameter for item in FIELDS] == [item.parameter for item in (*FACETS, *RANGES)]
    assert len(list(help_rows())) == len(FIELDS)
    assert {item.parameter for item in by_name().values()} == {item.parameter for item in FIELDS}


def test_every_example_of_the_help_is_understood(ask: Ask) -> None:
    for language in LANGUAGES:
        with override(language):
            for _, _, example in (*help_rows(), *signs.help_rows()):
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
    for query in ("modality:CT", "access:open", "size:<50GB", "year:2015..2018", '"brain tumor"'):
        found, rest = set(slugs(urlencode({"q": query}))), set(slugs(urlencode({"q": f"-{query}"})))
        assert rest == everything - found, query
    # The name of a term leaves out what is of the term, and nothing that only mentions it.
    assert set(slugs("q=-brain")) == everything - set(slugs("anatomy=brain"))


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
        assert all(notice.parameter == "q" for notice in read(typed).notices), ascii(typed)


def test_ten_thousand_characters_are_read_at_once() -> None:
    for typed in ('"' * 9_999, "-" * 10_000, "a:" * 5_000, "(" * 10_000, 'a:"' * 3_333, "<" * 10_000):
        read(typed)
