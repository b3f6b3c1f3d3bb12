"""Names and words that the catalogue lacks: nothing is dressed up as their answer, and there are ways on."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from datasets.index import snapshot
from datasets.models import LANGUAGES, ChangeSet, Dataset
from datasets.records import loading
from datasets.search import finding
from datasets.search.finding import Results
from datasets.search.parameters import Query
from datasets.search.suggesting import ENTRY, WORDS

pytestmark = pytest.mark.django_db

Slugs = Callable[[str], list[str]]

# Names of data sets that the catalogue does not have, as they are written and as people type them.
NAMES = (
    "COCO", "AMOS", "LUNA", "CheXpert", "Muller", "PadChest", "VerSe", "TotalSegmentator", "4D", "Chest-Xray8",
    "chexpert", "padchest", "totalsegmentator", "coco", "amos", "luna", "muller", "prostatex", "Kvasir-SEG",
    "HAM10000", "BTCV", "total-segmentator", "ct-rate", "M&Ms", "3D-IRCADb", "pi-cai", "FIVES", "EyePACS",
    "ToothFairy2", "Cityscapes", "ImageNet-1k", "cifar10", "SA-1B", "OpenNeuro-ds000030",
)  # fmt: skip


def ask(text: str, language: str = "en") -> Results:
    """Search as a reader of `language`."""
    return finding.find(snapshot.current(), Query(text=text, language=language, page_size=50))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_no_entry_has_finds_nothing_and_is_said_to_be_absent(language: str) -> None:
    for name in NAMES:
        results = ask(name, language)
        assert (results.total, results.absent, results.instead) == (0, (name,), ""), name
        assert any(name in notice.message for notice in results.notices), name


@pytest.mark.parametrize(
    ("typed", "absent", "rest"),
    [
        ("CheXpert chest x-ray", ("CheXpert",), "chest x-ray"),
        ("liver COCO", ("COCO",), "liver"),
        ("foie TotalSegmentator scanner", ("TotalSegmentator",), "foie scanner"),
        ("DeepLesion CT", ("DeepLesion",), "CT"),
        ("рентген PadChest", ("PadChest",), "рентген"),
        ("CheXpert 胸片", ("CheXpert",), "胸片"),
        ("fígado AbdomenAtlas", ("AbdomenAtlas",), "fígado"),
        ("chest x-ray CheXpert PadChest", ("CheXpert", "PadChest"), "chest x-ray"),
        ("jeu de données PadChest", ("PadChest",), ""),
        ("датасет CheXpert", ("CheXpert",), ""),
        ("download HAM10000", ("HAM10000",), ""),
    ],
)
def test_the_words_beside_an_absent_name_are_offered_and_not_searched(
    typed: str, absent: tuple[str, ...], rest: str
) -> None:
    results = ask(typed)
    assert (results.total, results.absent, results.rest) == (0, absent, rest)
    assert not rest or ask(rest).total


@pytest.mark.parametrize(
    ("typed", "absent"),
    [
        ("LUNA 16", "LUNA 16"),
        ("luna 16", "luna 16"),
        ("FLARE 2023", "FLARE 2023"),
        ("Medical Segmentation Decathlon", "Medical Segmentation Decathlon"),
        ("BraTS 2031", "BraTS 2031"),
        ("kits 21", "kits 21"),
        ("OASIS 4", "OASIS 4"),
        ("NSCLC Radiogenomics", "NSCLC Radiogenomics"),
    ],
)
def test_a_name_of_several_words_is_named_whole(typed: str, absent: str) -> None:
    assert (ask(typed).total, ask(typed).absent) == (0, (absent,))


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("KiTS21", "kits19"),
        ("kits 23", "kits19"),
        ("BraTS2031", "brats"),
        ("BraTS 2031", "brats"),
        ("Chest-Xray8", "chestx-ray14"),
        ("LiTS17", "lits"),
        ("Camelyon17", "camelyon"),
        ("RadImagNett", "radimagenet"),
    ],
)
def test_entries_with_near_names_are_offered(typed: str, slug: str) -> None:
    results = ask(typed)
    assert results.total == 0
    assert slug in [item.code for item in results.meant if item.kind == ENTRY]


def test_entries_that_mention_an_absent_name_are_named(record: dict[str, object]) -> None:
    text = {"language": "en", "summary": "Scans of LUNA16.", "description": "As in LUNA16 and Pad-Chest."}
    loading.load_datasets([record | {"name": "Quokka scans", "descriptions": [text]}], ChangeSet.advance())
    results = ask("LUNA16")
    assert (results.total, results.absent) == (0, ("LUNA16",))
    assert [item.code for item in results.mentions] == [record["slug"]]


def test_capitals_alone_are_a_name_and_the_word_is_offered() -> None:
    results = ask("EXPERT")
    assert (results.total, results.absent) == (0, ("EXPERT",))
    assert "expert" in [item.code for item in results.meant]
    assert ask("expert").total > 0


@pytest.mark.parametrize(
    "typed", ["chest xray 14", "chestxray14", "ChestX-ray14", "Chest-Xray14", "nih chest x ray 14", "CHESTX-RAY 14"]
)
def test_a_name_in_any_spelling_is_no_absent_one(typed: str) -> None:
    results = ask(typed)
    assert results.absent == ()
    assert results.cards[0]["slug"] == "chestx-ray14"


def test_a_slug_is_a_name() -> None:
    missed = []
    for slug in Dataset.objects.values_list("slug", flat=True):
        first = ask(slug).cards[:3]
        if slug not in [card["slug"] for card in first]:
            missed.append(slug)
    assert missed == []


@pytest.mark.parametrize(
    "typed", ["T1-weighted MRI", "x-rays", "follow-up", "COVID 19", "KIDNEYS", "KIDNEY TUMOR", "GitHub", "FLAIR MRI"]
)
def test_what_is_written_so_in_texts_is_found(typed: str) -> None:
    results = ask(typed)
    assert (results.absent, results.instead) == ((), "")
    assert results.total > 0


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("fr", "fracture"),
        ("fr", "SPECT"),
        ("fr", "arthroscopie"),
        ("fr", "payant"),
        ("fr", "estomac"),
        ("pt-br", "artroscopia"),
        ("pt-br", "reto"),
        ("pt-br", "coerência"),
        ("pt-br", "fosco"),
        ("ru", "гипертония"),
        ("ru", "кинетика"),
        ("ru", "некоммерческое"),
        ("ru", "скорлупа"),
        ("zh-hans", "乳腺炎"),
        ("zh-hans", "心肌病"),
        ("zh-hans", "肺腺癌"),
        ("zh-hans", "肝母细胞瘤"),
        ("en", "hypothyroidism"),
        ("en", "macroscopy"),
        ("fr", "macroscopie"),
        ("en", "fracture"),
        ("en", "atherosclerositis"),
        ("fr", "athérosclérosite"),
        ("pt-br", "aterosclerosite"),
        ("ru", "атеросклерома"),
        ("en", "atheroscleroma"),
    ],
)
def test_a_word_that_no_entry_has_is_not_taken_for_another(language: str, typed: str) -> None:
    results = ask(typed, language)
    assert (results.total, results.instead) == (0, "")
    assert results.absent == (typed,)


@pytest.mark.parametrize(
    ("language", "typed", "instead"),
    [
        ("en", "kidny segmentaton", "kidney segmentation"),
        ("en", "pnuemonia", "pneumonia"),
        ("en", "gliomma mri", "glioma mri"),
        ("fr", "hémoragie", "hémorragie"),
        ("fr", "mélanone", "mélanome"),
        ("fr", "athérosclerause", "athérosclérose"),
        ("fr", "classisifcation", "classification"),
        ("pt-br", "seguimentação", "segmentação"),
        ("en", "segumantation", "segmentation"),
        ("ru", "класссифекация", "классификация"),
        ("pt-br", "tuberculse", "tuberculose"),
        ("ru", "пневмния", "пневмония"),
        ("ru", "эпелепсия ЭЭГ", "эпилепсия ЭЭГ"),
        ("zh-hans", "宫劲癌", "宫颈癌"),
        ("zh-hans", "肺节结", "肺结节"),
        ("zh-hans", "糖尿病视网摸病变", "糖尿病视网膜病变"),
    ],
)
def test_an_ordinary_word_that_is_certainly_misspelt_is_corrected_and_said(
    language: str, typed: str, instead: str
) -> None:
    results = ask(typed, language)
    assert (results.instead, results.absent) == (instead, ())
    assert results.total == ask(instead, language).total > 0
    assert any(instead in notice.message for notice in results.notices)
    as_typed = ask(f'"{typed}"', language)
    assert (as_typed.total, as_typed.absent, as_typed.instead) == (0, (typed,), "")


@pytest.mark.parametrize("typed", ["Kidny", "KIDNY", "kid-ny", "kidny2"])
def test_what_looks_like_a_name_is_never_corrected(typed: str) -> None:
    assert (ask(typed).total, ask(typed).instead) == (0, "")


@pytest.mark.parametrize(
    ("language", "typed", "word"),
    [
        ("pt-br", "ELA", "esclerose lateral amiotrófica"),
        ("pt-br", "EM", "esclerose múltipla"),
        ("pt-br", "lesões EM", "lesões esclerose múltipla"),
        ("en", "EM lesion", "multiple sclerosis lesion"),
        ("fr", "ELA", "sclérose latérale amyotrophique"),
        ("ru", "ELA", "боковой амиотрофический склероз"),
    ],
)
def test_a_function_word_in_capitals_is_the_term_that_is_called_so(language: str, typed: str, word: str) -> None:
    entries = {card["slug"] for card in ask(typed, language).cards}
    assert entries == {card["slug"] for card in ask(word, language).cards} != set()


@pytest.mark.parametrize("typed", ["imagens DE mama", "IMAGENS DE MAMA", "imagens de mama", "IMAGENS EM MAMA"])
def test_a_function_word_in_capitals_that_is_no_term_is_none(typed: str) -> None:
    assert ask(typed, "pt-br").total == ask("imagens mama", "pt-br").total > 0


def test_a_misspelt_word_of_a_language_that_is_not_the_readers_is_only_offered() -> None:
    results = ask("mélanone")
    assert (results.total, results.instead) == (0, "")
    assert results.meant


@pytest.mark.parametrize(
    ("language", "typed", "whole"),
    [
        ("en", "mammogr", "mammography"),
        ("en", "radiogr", "radiography"),
        ("fr", "échogra", "échographie"),
        ("pt-br", "tomogr", "tomografia"),
        ("ru", "маммогр", "маммография"),
    ],
)
def test_a_part_of_a_word_is_completed_and_said(language: str, typed: str, whole: str) -> None:
    results = ask(typed, language)
    slugs = {card["slug"] for card in results.cards}
    assert {card["slug"] for card in ask(whole, language).cards} <= slugs
    assert any(typed in notice.message for notice in results.notices)


@pytest.mark.parametrize("typed", ["mammo*", "MAMMO*", "kits*", "рентг*", "échogra*", "tomogr*"])
def test_a_star_stands_for_the_rest_of_a_word(typed: str) -> None:
    results = ask(typed)
    assert results.total > 0
    assert (results.notices, results.absent) == ((), ())


def test_the_beginning_of_no_word_is_absent(slugs: Slugs) -> None:
    assert ask("xyzzy*").absent == ("xyzzy",)
    assert slugs(urlencode({"q": "kidney xyzzy*"})) == []


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("BraTS-GLI", "brats"), ("mimic-cxr-jpg", "mimic-cxr"), ("CBIS-DDSM", "ddsm"), ("ABIDE II", "abide"),
     ("PatchCamelyon", "camelyon"), ("tcga-brca", "tcga"), ("OASIS_4", "oasis")],
)  # fmt: skip
def test_the_entries_that_a_part_of_an_absent_name_is_the_name_of_are_offered(typed: str, slug: str) -> None:
    results = ask(typed)
    assert results.total == 0
    assert slug in [item.code for item in results.meant if item.kind == ENTRY]


@pytest.mark.parametrize("typed", ["liver-ct", "liver_ct", "brain-mri-tumor"])
def test_a_compound_of_words_is_offered_as_the_words(typed: str) -> None:
    results = ask(typed)
    words = [item.code for item in results.meant if item.kind == WORDS]
    assert results.total == 0
    assert ask(words[0]).total > 0


@pytest.mark.parametrize("typed", ['"liver of the kidney"', "«рентген грудной клетки»", "“胸部X光”", '"MRI of CT"'])
def test_a_phrase_that_stands_nowhere_is_offered_as_words(typed: str) -> None:
    assert [item.code for item in ask(typed).meant if item.kind == WORDS] == [typed[1:-1]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["spect", "SPECT"])
def test_a_word_of_a_term_that_no_entry_has_is_no_part_of_another(typed: str, language: str) -> None:
    results = ask(typed, language)
    assert (results.total, results.absent, results.meant) == (0, (typed,), ())


@pytest.mark.parametrize("typed", ["neuro", "histo", "radiogr"])
def test_the_beginning_of_words_is_neither_misspelt_nor_a_name_alone(typed: str) -> None:
    results = ask(typed)
    assert results.instead == ""
    assert results.total > 1
    assert any(typed in notice.message for notice in results.notices)


def test_a_stem_of_another_language_is_no_answer() -> None:
    assert ask("livr").total == 0
    assert ask("pneumona").instead == "pneumonia"


@pytest.mark.parametrize(
    ("typed", "language", "same"),
    [
        ("what is the best dataset for liver segmentation?", "en", "liver segmentation"),
        ("looking for retina images", "en", "retina"),
        ("je cherche des radiographies du thorax", "fr", "radiographies thorax"),
        ("quels jeux de données du foie", "fr", "foie"),
        ("onde encontro", "pt-br", "encontro"),
        ("procuro imagens de pele", "pt-br", "pele"),
        ("ищу датасет по коже", "ru", "коже"),
        ("какие данные есть по почкам", "ru", "почкам"),
        ("我想找胸部X光数据集", "zh-hans", "胸部 X 光"),
        ("肝脏和肾脏", "zh-hans", "肝脏 肾脏"),
        ("肝脏或肾脏", "zh-hans", "肝脏 或 肾脏"),
        ("the physionet.org", "en", "physionet.org"),
        ("sur physionet.org", "fr", "physionet.org"),
        ("dataset modality:CT", "en", "modality:CT"),
    ],
)
def test_words_that_only_ask_are_not_asked_of_entries(typed: str, language: str, same: str) -> None:
    assert ask(typed, language).total == ask(same, language).total


@pytest.mark.parametrize("typed", ["kidney liv*", "liv* kidney", "kits19 tumo*", "rein foi*", "почка печен*"])
def test_a_beginning_is_asked_beside_a_name_or_a_term(typed: str) -> None:
    other, start = sorted(typed.split(), key=lambda word: "*" in word)
    found = {card["slug"] for card in ask(typed).cards}
    assert found == {card["slug"] for card in ask(start).cards} & {card["slug"] for card in ask(other).cards}
