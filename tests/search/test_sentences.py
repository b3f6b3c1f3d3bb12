"""Sentences: the conditions in ordinary words, in five languages, and what is never read as its opposite."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.utils.translation import override

from datasets.index import snapshot
from datasets.search import finding
from datasets.search.language import Understood
from datasets.search.parameters import Query

from .conftest import Ask

Said = list[tuple[str, tuple[str, ...] | tuple[int | None, int | None]]]
GB = 10**9


def said(understood: tuple[Understood, ...]) -> Said:
    """Return conditions by their parameters, those taken back with a minus."""
    return [
        (f"-{item.parameter}" if item.without else item.parameter, item.bounds or item.codes) for item in understood
    ]


@pytest.fixture
def conditions(db: None) -> Callable[..., Said]:
    """Give the conditions that a query says to a reader of a language."""

    def read(text: str, language: str = "en") -> Said:
        with override(language):
            return said(finding.find(snapshot.current(), Query(text=text, language=language)).understood)

    return read


LIVER_CT = [("anatomy", ("liver",)), ("modality", ("CT",))]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "liver CT segmentation under 50 GB commercial use",
            "en",
            [*LIVER_CT, ("task", ("segmentation",)), ("size", (None, 50 * GB)), ("use", ("commercial",))],
        ),
        (
            "IRM du cerveau de plus de 100 patients",
            "fr",
            [("modality", ("MR",)), ("anatomy", ("brain",)), ("subjects", (101, None))],
        ),
        (
            "КТ печени с масками до 50 ГБ",
            "ru",
            [
                ("modality", ("CT",)),
                ("anatomy", ("liver",)),
                ("annotation", ("segmentation-mask",)),
                ("size", (None, 50 * GB)),
            ],
        ),
        ("100例以上的脑部MRI", "zh-hans", [("subjects", (100, None)), ("anatomy", ("brain",)), ("modality", ("MR",))]),
        (
            "base de raio-X de tórax com mais de 1.000 imagens, acesso aberto",
            "pt-br",
            [("modality", ("XRAY",)), ("anatomy", ("chest",)), ("images", (1001, None)), ("access", ("open",))],
        ),
        ("MRI of the knee since 2015", "en", [("modality", ("MR",)), ("anatomy", ("knee",)), ("year", (2015, None))]),
        (
            "échographie du sein pour un usage commercial",
            "fr",
            [("modality", ("US",)), ("anatomy", ("breast",)), ("use", ("commercial",))],
        ),
        (
            "ultrassom da mama, até 2 GB",
            "pt-br",
            [("modality", ("US",)), ("anatomy", ("breast",)), ("size", (None, 2 * GB))],
        ),
        ("УЗИ сердца с 2018 года", "ru", [("modality", ("US",)), ("anatomy", ("heart",)), ("year", (2018, None))]),
        ("可商用的肝脏CT", "zh-hans", [("use", ("commercial",)), *LIVER_CT]),
    ],
)
def test_conditions_in_ordinary_words_are_read(
    conditions: Callable[..., Said], text: str, language: str, expected: Said
) -> None:
    assert conditions(text, language) == expected


@pytest.mark.parametrize("text", ["liver", "kidney ct", "liver tumor segmentation", "brain MRI",
"chest x-ray pneumonia", "open heart surgery",
                                  "public health", "research", "PMC Open Access Subset", "WSI registration",
                                  "Grand Challenge", "肺结节", "рак лёгкого"])  # fmt: skip
def test_words_that_texts_may_hold_stay_words(conditions: Callable[..., Said], text: str) -> None:
    assert conditions(text) == []


@pytest.mark.parametrize(
    "text",
    ["liver CT without registration", "CT liver, no registration", "liver CT, registration not required",
     "liver CT without an account",
     "scanner du foie sans inscription", "CT du foie sans compte", "TC de fígado sem cadastro",
     "CT fígado, cadastro não necessário",
     "КТ печени без регистрации", "КТ печени, регистрация не требуется", "不需要注册的肝脏CT", "肝脏CT 免注册",
     "无需注册 肝脏CT"],
)  # fmt: skip
def test_without_registration_is_open_and_not_its_opposite(conditions: Callable[..., Said], text: str) -> None:
    found = conditions(text)
    assert ("access", ("open",)) in found
    assert ("access", ("registration",)) not in found
    assert {("anatomy", ("liver",)), ("modality", ("CT",))} <= set(found)


@pytest.mark.parametrize(
    "text",
    [
        "CT without a signed agreement",
        "CT, no data use agreement",
        "scanner sans accord",
        "КТ без соглашения",
        "CT sem termo de uso",
    ],
)
def test_without_an_agreement_leaves_two_levels(conditions: Callable[..., Said], text: str) -> None:
    assert ("access", ("open", "registration")) in conditions(text)


@pytest.mark.parametrize(
    "text",
    ["CT for non-commercial use", "CT noncommercial use", "scanner, usage non commercial", "CT para uso não comercial",
     "КТ, некоммерческое использование", "非商业用途的CT", "CT commercial use not allowed",
     "CT usage commercial interdit",
     "коммерческое использование запрещено КТ", "uso comercial proibido CT", "禁止商业用途的CT", "non-commercial CT"],
)  # fmt: skip
def test_non_commercial_is_never_commercial(conditions: Callable[..., Said], text: str) -> None:
    assert ("use", ("commercial",)) not in conditions(text)


@pytest.mark.parametrize(
    "text",
    [
        "CT or MRI under 500 GB",
        "CT ou IRM de moins de 500 Go",
        "КТ или МРТ до 500 ГБ",
        "500GB以下的CT或MRI",
        "TC ou RM até 500 GB",
    ],
)
def test_a_small_or_joins_terms_of_one_facet_in_a_sentence(ask: Ask, text: str) -> None:
    results = ask(urlencode({"q": text}))
    assert ("modality", ("CT", "MR")) in said(results.understood)
    assert results.notices == ()


def test_a_term_may_be_taken_back(conditions: Callable[..., Said]) -> None:
    assert conditions("brain MRI without masks") == [
        ("anatomy", ("brain",)), ("modality", ("MR",)), ("-annotation", ("segmentation-mask",))
    ]  # fmt: skip
    assert ("-annotation", ("segmentation-mask",)) in conditions("IRM du cerveau sans masques", "fr")


def test_each_condition_says_its_words_and_what_is_left_without_them(ask: Ask) -> None:
    understood = ask(urlencode({"q": "liver CT under 50 GB, commercial use"})).understood
    assert [item.typed for item in understood] == ["liver", "CT", "under 50 GB", "commercial use"]
    assert understood[2].rest == "liver CT commercial use"
    assert understood[3].rest == "liver CT under 50 GB"


def test_a_sentence_finds_what_its_filters_find(slugs: Callable[[str], list[str]]) -> None:
    sentence = slugs(urlencode({"q": "chest X-ray under 50 GB, open access"}))
    filters = slugs("anatomy=chest&modality=XRAY&size_max=50GB&access=open")
    assert set(sentence) == set(filters) != set()


def test_all_of_it_can_be_read_as_plain_words(ask: Ask) -> None:
    results = ask(urlencode({"q": "liver CT under 50 GB", "as": "words"}))
    assert results.understood == ()
    assert ("as", "words") in results.query.pairs()


def test_other_words_of_a_sentence_have_to_fit_still(ask: Ask) -> None:
    assert ask(urlencode({"q": "liver xyzzyfoo CT under 500 GB"})).total <= 1
    assert ask(urlencode({"q": "sarcoidosisfoo MRI with at least 10 patients"})).total == 0


def test_operators_and_conditions_go_together(ask: Ask) -> None:
    results = ask(urlencode({"q": "(liver OR kidney) CT with at least 100 patients"}))
    assert [item.parameter for item in results.understood] == ["anatomy", "modality", "subjects"]
    assert results.understood[0].codes == ("liver", "kidney")
    assert results.notices == ()
    assert {card["slug"] for card in results.cards} >= {"kits19", "lits"}


@pytest.mark.parametrize(
    ("text", "language"),
    [("scanner du foie ou de la rate de moins de 50 Go", "fr"), ("TC do fígado ou do baço com menos de 50 GB", "pt-br"),
     ("liver or the spleen, CT, under 50 GB", "en"), ("КТ печени или селезёнки до 50 ГБ", "ru"),
     ("肝脏或脾脏CT，50GB以下", "zh-hans")],
)  # fmt: skip
def test_two_organs_joined_by_an_or_are_one_condition(
    conditions: Callable[..., Said], text: str, language: str
) -> None:
    assert ("anatomy", ("liver", "spleen")) in conditions(text, language)


@pytest.mark.parametrize("text", ["不是CT的肝脏", "不包括CT的肝脏", "除了CT的肝脏"])
def test_what_is_excluded_in_chinese(conditions: Callable[..., Said], text: str) -> None:
    assert ("-modality", ("CT",)) in conditions(text, "zh-hans")


@pytest.mark.parametrize("text", ["peau pour usage commercial", "usage commercial du foie", "foie à usage commercial"])
def test_commercial_use_in_french(conditions: Callable[..., Said], text: str) -> None:
    assert ("use", ("commercial",)) in conditions(text, "fr")


@pytest.mark.parametrize(
    ("text", "language"),
    [("chest, no registration needed", "en"), ("no registration required chest", "en"), ("chest no login needed", "en"),
     ("chest without registration required", "en"), ("thorax sans inscription nécessaire", "fr"),
     ("tórax sem cadastro obrigatório", "pt-br"), ("thorax sans compte requis", "fr")],
)  # fmt: skip
def test_what_is_not_needed_may_be_said_to_be_needed(conditions: Callable[..., Said], text: str, language: str) -> None:
    assert sorted(conditions(text, language)) == [("access", ("open",)), ("anatomy", ("chest",))]
    assert finding.find(snapshot.current(), Query(text=text, language=language)).total > 5
