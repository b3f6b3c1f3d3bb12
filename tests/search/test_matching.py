"""Words and what they find in the real catalogue: spellings, languages, phrases, exclusion, typing errors, order."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from datasets.models import ChangeSet, Dataset, Modality
from datasets.records import loading
from tests.stating import stating

from .conftest import Ask

Slugs = Callable[[str], list[str]]


@pytest.fixture
def search(slugs: Slugs) -> Slugs:
    """Give the slugs that some words find, in order."""
    return lambda text: slugs(urlencode({"q": text}))


def test_every_name_and_alias_puts_its_entry_first(ask: Ask) -> None:
    missed = []
    owners: dict[str, set[str]] = {}
    for slug, name, aliases in Dataset.objects.values_list("slug", "name", "aliases"):
        for text in (name, *aliases):
            owners.setdefault(text.casefold(), set()).add(slug)
    for text, entries in owners.items():
        cards = ask(urlencode({"q": text, "page_size": 5})).cards
        if not entries & {card["slug"] for card in cards[: len(entries)]}:
            missed.append((text, [card["slug"] for card in cards]))
    assert not missed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tumour", "tumor"),
        ("haemorrhage", "hemorrhage"),
        ("x-ray", "xray"),
        ("covid19", "COVID-19"),
        ("échographie", "ECHOGRAPHIE"),
        ("лёгкие", "легкие"),
        ("coração", "coracao"),
        ("ＣＴ", "ct"),
        ("deteção", "detecção"),
        ("infeção", "infecção"),
        ("infeções", "infecções"),
        ("secções histológicas", "seções histológicas"),
        ("deteção de lesões", "detecção de lesões"),
    ],
)
def test_spellings_of_one_word_find_the_same(one: str, other: str, search: Slugs) -> None:
    assert set(search(one)) == set(search(other)) != set()


@pytest.mark.parametrize("text", ["ChestX-ray14", "chestxray14", "chestxray 14", "Chest X-ray 14", "CHESTXRAY14"])
def test_a_name_is_found_however_its_hyphens_and_digits_are_typed(text: str, search: Slugs) -> None:
    assert search(text)[0] == "chestx-ray14"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("MR", ["MRI", "MR", "IRM", "RM", "МРТ", "磁共振"]),
        ("CT", ["CT", "tomodensitométrie", "tomografia computadorizada", "КТ", "计算机断层"]),
        ("US", ["ultrasound", "échographie", "ultrassom", "УЗИ", "超声"]),
    ],
)
def test_the_words_of_every_language_find_a_modality(code: str, words: list[str], slugs: Slugs, search: Slugs) -> None:
    expected = set(slugs(urlencode({"modality": code})))
    for word in words:
        assert expected <= set(search(word)), word


def test_a_term_is_found_in_each_of_its_languages(slugs: Slugs, search: Slugs) -> None:
    for term in Modality.objects.filter(dataset__isnull=False).distinct():
        expected = set(slugs(urlencode({"modality": term.code})))
        for language, name in term.names.items():
            assert expected <= set(search(name)), (term.code, language, name)


def test_all_words_have_to_fit(search: Slugs) -> None:
    assert set(search("kidney CT")) <= set(search("kidney")) & set(search("CT"))


def test_the_order_of_the_words_does_not_matter(search: Slugs) -> None:
    assert set(search("brain MRI tumor")) == set(search("tumor brain MRI"))


def test_a_word_that_says_only_that_data_are_wanted_may_be_missing(search: Slugs) -> None:
    assert set(search("kidney dataset")) == set(search("kidney"))
    assert set(search("肾 数据集")) == set(search("肾"))


def test_a_phrase_is_found_where_its_words_stand_together(
    search: Slugs, record: dict[str, object], no_datasets: None
) -> None:
    texts = {"together": "A quokka atlas of bones.", "apart": "An atlas of bones of the quokka."}
    records = [
        record
        | {"slug": slug, "name": slug, "descriptions": [{"language": "en", "summary": text, "description": "Nothing."}]}
        for slug, text in texts.items()
    ]
    loading.load_datasets(records, ChangeSet.advance())
    assert search('"quokka atlas"') == ["together"]
    assert set(search("quokka atlas")) == {"together", "apart"}
    assert search('atlas -"quokka atlas"') == ["apart"]
    assert search('"atlas quokka"') == []
    assert search('"bones nothing"') == []


def test_a_phrase_of_a_terms_name_finds_its_entries(search: Slugs, slugs: Slugs) -> None:
    assert set(slugs("modality=CT")) <= set(search('"computed tomography"'))


def test_a_word_is_left_out(search: Slugs) -> None:
    assert set(search("brain -tumor")) == set(search("brain")) - set(search("tumor"))


def test_exclusion_alone_is_everything_else(search: Slugs, slugs: Slugs) -> None:
    assert set(search("-brain")) == set(slugs("")) - set(slugs("anatomy=brain"))


def test_terms_then_names_come_before_texts(search: Slugs, record: dict[str, object]) -> None:
    mention = {"language": "en", "summary": "Kidney.", "description": "About a kidney."}
    plain = {"language": "en", "summary": "None.", "description": "None of it."}
    record = stating(record, access="open", license="CC-BY-4.0")
    records = [
        stating(record, anatomy=["kidney"]) | {"slug": "of-the-term", "name": "Zzz", "descriptions": [plain]},
        record | {"slug": "named", "name": "The kidney set", "descriptions": [plain]},
        record | {"slug": "mentioning", "name": "Aaa", "descriptions": [mention]},
    ]
    loading.load_datasets(records, ChangeSet.advance())
    slugs = [str(item["slug"]) for item in records]
    assert [slug for slug in search("kidney") if slug in slugs] == slugs


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kidny", "kidney"),
        ("segmentatoin", "segmentation"),
        ("mamography", "mammography"),
        ("retinopaty", "retinopathy"),
    ],
)
def test_a_misspelt_word_is_corrected_and_said(typed: str, meant: str, ask: Ask, search: Slugs) -> None:
    results = ask(urlencode({"q": typed}))
    assert search(typed) == search(meant) != []
    assert [notice.parameter for notice in results.notices] == ["q"]
    assert meant in results.notices[0].message


def test_a_misspelt_word_beside_a_good_one_is_corrected(search: Slugs) -> None:
    assert search("brain tumro") == search("brain tumor") != []


def test_what_may_have_been_meant_is_offered_where_something_is_found(ask: Ask, record: dict[str, object]) -> None:
    loading.load_datasets([record | {"name": "Kidny"}], ChangeSet.advance())
    results = ask(urlencode({"q": "kidny"}))
    assert (results.total, results.notices) == (1, ())
    assert results.cards[0]["slug"] == record["slug"]


def test_a_word_of_no_entry_is_no_correction(ask: Ask, record: dict[str, object]) -> None:
    loading.load_datasets([record | {"name": "Quokkatron", "status": "draft"}], ChangeSet.advance())
    assert "quokkatron" not in str(ask("q=quokkatrom").notices)


@pytest.mark.parametrize("typed", ["xyzzyplugh", "qqqq", "zzzzzzzzzz"])
def test_what_is_near_no_word_is_not_corrected(typed: str, ask: Ask) -> None:
    results = ask(urlencode({"q": typed}))
    assert (results.total, results.absent, results.instead, results.meant) == (0, (typed,), "", ())


def test_a_run_of_chinese_is_found_in_a_longer_one_and_in_parts(search: Slugs) -> None:
    assert set(search("脑肿瘤分割")) <= set(search("脑肿瘤"))
    assert "brats" in search("脑肿瘤分割")
    assert set(search("脑肿瘤 分割")) >= {"brats"}


def test_chinese_with_one_wrong_character_is_found_and_said(ask: Ask) -> None:
    results = ask(urlencode({"q": "脑肿留分割"}))
    assert "brats" in {card["slug"] for card in results.cards}
    assert results.notices


def test_a_catalogue_without_entries_corrects_nothing(ask: Ask, no_datasets: None) -> None:
    for typed in ("brain", "kidney", "kidny", "肾", "模态", '"computed tomography"', "-brain"):
        assert ask(urlencode({"q": typed})).total == 0, typed
