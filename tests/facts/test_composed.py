"""Composed texts: grammar, as tables that a reader of each language can check, and nothing but what is known."""

import itertools
import random
import re
from typing import Any

import pytest

from datasets.facts.composed import PATTERNS, Lexicon
from datasets.facts.composed.patterns import LONGEST_SUMMARY
from datasets.facts.fields import UNKNOWN
from datasets.models import LANGUAGES
from datasets.records.files import Tree
from datasets.translation import idiom

from .composing import a_record, amount, description, lexicon_in, shown, summary


@pytest.fixture(scope="module")
def lexicon(tree: Tree) -> Lexicon:
    return lexicon_in(tree)


# Language -> number and precision -> what stands behind the colon of a summary.
FIGURES = {
    "en": {
        (1, "exact"): "1 patient",
        (2, "exact"): "2 patients",
        (21, "exact"): "21 patients",
        (1_000, "exact"): "1,000 patients",
        (1_000, "about"): "about 1,000 patients",
        (21, "at-least"): "at least 21 patients",
        (300, "per-year"): "300 patients per year",
        (2_500_000, "about"): "about 2.5 million patients",
        (2_500_000, "exact"): "2,500,000 patients",
    },
    "fr": {
        (1, "exact"): "1 patient",
        (2, "exact"): "2 patients",
        (1_000, "exact"): "1 000 patients",
        (1_000, "about"): "environ 1 000 patients",
        (21, "at-least"): "au moins 21 patients",
        (300, "per-year"): "300 patients par an",
        (1_500_000, "about"): "environ 1,5 million de patients",
        (2_000_000, "about"): "environ 2 millions de patients",
    },
    "pt-br": {
        (1, "exact"): "1 paciente",
        (2, "exact"): "2 pacientes",
        (1_000, "exact"): "1.000 pacientes",
        (1_000, "about"): "cerca de 1.000 pacientes",
        (21, "at-least"): "pelo menos 21 pacientes",
        (300, "per-year"): "300 pacientes por ano",
        (1_500_000, "at-least"): "pelo menos 1,5 milhão de pacientes",
        (2_000_000, "about"): "cerca de 2 milhões de pacientes",
    },
    "ru": {
        (1, "exact"): "1 пациент",
        (2, "exact"): "2 пациента",
        (5, "exact"): "5 пациентов",
        (11, "exact"): "11 пациентов",
        (21, "exact"): "21 пациент",
        (1_000, "exact"): "1000 пациентов",
        (1, "about"): "примерно 1 пациент",
        (2, "at-least"): "минимум 2 пациента",
        (5, "about"): "около 5 пациентов",
        (21, "about"): "примерно 21 пациент",
        (1_000, "at-least"): "не менее 1000 пациентов",
        (300, "per-year"): "300 пациентов в год",
        (2_500_000, "about"): "около 2,5 млн пациентов",
    },
}


@pytest.mark.parametrize(
    ("language", "value", "precision", "words"),
    [(language, *key, words) for language, table in FIGURES.items() for key, words in table.items()],
)
def test_a_figure_agrees(language: str, value: int, precision: str, words: str, lexicon: Lexicon) -> None:
    found = summary(a_record(subjects=amount(value, "patients", precision)), lexicon, language)
    assert shown(found).split(": ")[-1].removeprefix(": ") == f"{words}."


# What an entry shows -> its summary in each language.
HEADINGS: list[tuple[dict[str, Any], dict[str, str]]] = [
    (
        {},
        {
            "en": "Dataset of medical images.",
            "fr": "Jeu de données d'images médicales.",
            "pt-br": "Conjunto de dados de imagens médicas.",
            "zh-hans": "医学影像数据集。",
            "ru": "Набор медицинских изображений.",
        },
    ),
    (
        {"modality": ["CT"], "anatomy": ["chest", "lung"], "condition": ["cancer", "lung-cancer", "lung-nodule"]},
        {
            "en": "Dataset of CT scans of the lungs (lung cancer and lung nodules).",
            "fr": "Jeu de données de scanners des poumons (cancer du poumon et nodules pulmonaires).",
            "pt-br": "Conjunto de dados de exames de TC dos pulmões (câncer de pulmão e nódulos pulmonares).",
            "zh-hans": "肺部CT数据集，涉及肺癌和肺结节。",
            "ru": "Набор данных КТ лёгких (рак лёгкого и очаги в лёгких).",
        },
    ),
    (
        {"modality": ["CT", "MR", "XRAY"], "anatomy": ["knee"]},
        {
            "en": "Dataset of CT and MRI scans and X-rays of the knee.",
            "fr": "Jeu de données de scanners, d'IRM et de radiographies du genou.",
            "pt-br": "Conjunto de dados de radiografias e de exames de TC e de RM do joelho.",
            "zh-hans": "膝部CT、MRI与X线影像数据集。",
            "ru": "Набор данных КТ, МРТ и рентгенограмм колена.",
        },
    ),
    (
        {"kind": "challenge", "modality": ["CT", "MR"], "anatomy": ["liver", "kidney"], "task": ["segmentation"]},
        {
            "en": "Challenge using CT and MRI scans of the liver and the kidneys for segmentation.",
            "fr": "Challenge d'analyse de scanners et d'IRM du foie et des reins, pour la segmentation.",
            "pt-br": "Desafio de análise de exames de TC e de RM do fígado e dos rins, para segmentação.",
            "zh-hans": "肝脏和肾脏的CT与MRI分析挑战赛，任务为分割。",
            "ru": "Конкурс по анализу данных КТ и МРТ печени и почек; задача — сегментация.",
        },
    ),
    (
        {"modality": ["MG"], "anatomy": ["breast", "lung"], "task": ["classification", "detection"]},
        {
            "en": "Dataset of mammograms for classification and detection.",
            "fr": "Jeu de données de mammographies, pour la classification et la détection.",
            "pt-br": "Conjunto de dados de mamografias, para classificação e detecção.",
            "zh-hans": "乳腺X线影像数据集，用于分类和检测。",
            "ru": "Набор маммограмм; задачи — классификация и обнаружение.",
        },
    ),
    (
        {"kind": "archive", "modality": ["EEG"], "anatomy": ["brain"], "category": "signals"},
        {
            "en": "Archive of medical data such as EEG recordings.",
            "fr": "Archive d'EEG.",
            "pt-br": "Repositório que inclui EEG.",
            "zh-hans": "收录脑电图的档案库。",
            "ru": "Архив записей ЭЭГ.",
        },
    ),
    (
        {"category": "tables", "anatomy": ["heart"], "condition": ["cardiovascular-disease"]},
        {
            "en": "Dataset of tabular data (cardiovascular disease).",
            "fr": "Jeu de données tabulaires (maladies cardiovasculaires).",
            "pt-br": "Conjunto de dados tabulares (doenças cardiovasculares).",
            "zh-hans": "表格数据集，涉及心血管疾病。",
            "ru": "Набор табличных данных (сердечно-сосудистые заболевания).",
        },
    ),
    (
        {
            "subjects": amount(1_010, "patients"),
            "images": amount(300_000, "slices", "about"),
            "condition": ["atelectasis", "cardiomegaly", "consolidation", "emphysema", "pneumonia"],
        },
        {
            "en": "Dataset of medical images (atelectasis, cardiomegaly, consolidation and 2 more): "
            "1,010 patients and about 300,000 slices.",
            "fr": "Jeu de données d'images médicales (atélectasie, cardiomégalie, condensation pulmonaire "
            "et 2 autres) : 1 010 patients et environ 300 000 coupes.",
            "pt-br": "Conjunto de dados de imagens médicas (atelectasia, cardiomegalia, consolidação e mais 2): "
            "1.010 pacientes e cerca de 300.000 cortes.",
            "zh-hans": "医学影像数据集，涉及肺不张、心脏增大、肺实变等5种病症，含1,010名患者和约30万个层面。",
            "ru": "Набор медицинских изображений (ателектаз, кардиомегалия, консолидация и ещё 2): "
            "1010 пациентов и около 300 000 срезов.",
        },
    ),
]


@pytest.mark.parametrize(
    ("facts", "language", "words"),
    [(facts, language, words) for facts, table in HEADINGS for language, words in table.items()],
)
def test_a_summary_says_what_the_entry_is(facts: dict[str, Any], language: str, words: str, lexicon: Lexicon) -> None:
    assert shown(summary(a_record(**facts), lexicon, language)) == words


RICH: dict[str, Any] = {
    "modality": ["CT"],
    "anatomy": ["lung"],
    "condition": ["lung-cancer", "lung-nodule"],
    "use_case": ["lung-cancer-screening", "lung-nodule-detection"],
    "subjects": amount(1_010, "patients"),
    "images": amount(300_000, "slices", "about"),
    "count": [amount(4, "radiologists"), amount(2, "nodules"), amount(3, "nodules")],
    "format": ["dicom", "xml"],
    "size": {"value": 124_000_000_000, "precision": "about"},
    "language": ["es"],
    "annotation": ["bounding-box", "contour"],
    "annotation_method": ["consensus", "manual", "radiologist"],
    "class_count": 2,
    "split": [
        {"name": "train", "count": 210, "unit": "patients", "percent": 70},
        {"name": "test", "count": None, "unit": None, "percent": 30},
    ],
    "access": "open",
    "license": "CC-BY-3.0",
    "source": ["nci", "tcia"],
    "year": 2011,
}
DESCRIPTIONS = {
    "en": (
        "Example set – a dataset of CT scans of the lungs. Uses include lung cancer screening and lung "
        "nodule detection. In figures: 1,010 patients and about 300,000 slices; files come as DICOM and XML, "
        "and total about 124 GB; the data are in Spanish. It comes with bounding boxes and contours; "
        "annotations were made by radiologists, by hand and by consensus or majority vote of several "
        "readers; the labels fall into 2 classes. It has a training set (210 patients) and a test set (30 "
        "%). Access is open, without registration; the licence is CC-BY-3.0; sources: NCI and The Cancer "
        "Imaging Archive; year: 2011."
    ),
    "fr": (
        "Example set est un jeu de données de scanners des poumons, portant sur le cancer du poumon et les "
        "nodules pulmonaires. Usages cités : dépistage du cancer du poumon et détection de nodules "
        "pulmonaires. En chiffres : 1 010 patients et environ 300 000 coupes ; les fichiers, aux formats "
        "DICOM et XML, représentent environ 124 Go ; langue : espagnol. L'ensemble comprend aussi des boîtes "
        "englobantes et des contours ; l'annotation a été faite par des radiologues, à la main et par "
        "consensus ou vote majoritaire de plusieurs lecteurs ; l'étiquetage compte 2 classes. Découpage : "
        "entraînement (210 patients) et test (30 %). L'accès est libre, sans inscription ; la licence est "
        "CC-BY-3.0 ; les sources indiquées sont NCI et The Cancer Imaging Archive ; l'année indiquée est "
        "2011."
    ),
    "pt-br": (
        "Example set é um conjunto de dados de exames de TC dos pulmões. Trata do câncer de pulmão e de "
        "nódulos pulmonares; usos citados: rastreamento de câncer de pulmão e detecção de nódulos "
        "pulmonares. Em números: 1.010 pacientes e cerca de 300.000 cortes; os arquivos, em DICOM e XML, "
        "somam cerca de 124 GB; idioma: espanhol. As anotações incluem caixas delimitadoras e contornos; a "
        "anotação foi feita por radiologistas, manualmente e por consenso ou maioria de vários leitores; há "
        "2 classes. Divisão oficial: treinamento (210 pacientes) e teste (30%). O acesso é livre; a licença "
        "é a CC-BY-3.0; fontes: NCI e The Cancer Imaging Archive; ano: 2011."
    ),
    "zh-hans": (
        "Example set是一个肺部CT数据集，涉及肺癌和肺结节。用途包括肺癌筛查和肺结节检测。数据概况：1,01"
        "0名患者和约30万个层面；文件格式包括DICOM和XML，数据共约124 GB；数据语言为西班牙语。附有边界框"
        "和轮廓标注；标注方式：放射科医生标注、人工标注以及多名阅片者的共识或多数意见；标签共2类。官方划分：训练集（2"
        "10名患者）和测试集（30%）。开放获取；许可协议为CC-BY-3.0；来源为NCI和The Cancer I"
        "maging Archive；年份为2011年。"
    ),
    "ru": (
        "Example set — набор данных КТ лёгких. Темы — рак лёгкого и очаги в лёгких; области применения — "
        "скрининг рака лёгкого и выявление очагов в лёгких. В цифрах: 1010 пациентов и около 300 000 срезов; "
        "файлы в форматах DICOM и XML занимают около 124 ГБ; язык данных — испанский. Разметка включает "
        "ограничивающие рамки и контуры; она выполнена рентгенологами, вручную и по консенсусу или решению "
        "большинства; число классов — 2. Официальное разбиение: обучающая выборка (210 пациентов) и тестовая "
        "выборка (30 %). Доступ свободный; лицензия — CC-BY-3.0; источники — NCI и The Cancer Imaging "
        "Archive; год — 2011."
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_description_says_all_in_sentences(language: str, lexicon: Lexicon) -> None:
    assert shown(description(a_record(**RICH), lexicon, language)) == DESCRIPTIONS[language]


# What each kind and access level is called, and that each has words of its own.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("vocabulary", "table"),
    [
        ("kind", "kinds"),
        ("category", "categories"),
        ("modality", "modalities"),
        ("anatomy", "anatomies"),
        ("task", "tasks"),
        ("annotation", "annotations"),
        ("annotation_method", "methods"),
        ("access", "access"),
    ],
)
def test_each_term_of_a_vocabulary_has_its_phrase(language: str, vocabulary: str, table: str, lexicon: Lexicon) -> None:
    codes = {code for name, code in lexicon.words if name == vocabulary} - {UNKNOWN}
    assert set(getattr(PATTERNS[language], table)) == codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_can_be_told(language: str, lexicon: Lexicon) -> None:
    """Whatever an entry is about, its text is one of its language, by the project's own rules."""
    for field in ("kind", "category", "access", "license"):
        for code in [code for name, code in lexicon.words if name == field]:
            check(description(a_record(**{field: code}), lexicon, language), language)
    for field in ("modality", "anatomy", "condition", "use_case", "task", "annotation", "annotation_method", "format"):
        for code in [code for name, code in lexicon.words if name == field]:
            record = a_record(**{field: [code]})
            check(summary(record, lexicon, language), language)
            check(description(record, lexicon, language), language)
    for unit in lexicon.units:
        for value in (1, 2, 5, 21, 1_000_000):
            record = a_record(images=amount(value, unit, "about"), count=[amount(value, unit)])
            check(summary(record, lexicon, language), language)


# Words of names that stay as they are, and would be words to avoid in a text.
NAMED = re.compile("registro")


def check(text: str, language: str) -> None:
    """Assert what any text of a language has to be."""
    assert text[-1] == ("。" if language == "zh-hans" else "."), text
    assert not re.search(r"None|\(\)|（）|[{}]| {2}|\.\.|[,;:] ?[.;:]|；。|，。", text), text
    assert list(idiom.problems(text, language)) == [], text
    if language == "zh-hans":
        assert not re.search("[\u4e00-\u9fff，。；：、] | [\u4e00-\u9fff]", text), text
    if language == "ru":
        assert not re.search(r"(?<!\u00a0)—", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_term_is_told_by_its_name(language: str, lexicon: Lexicon) -> None:
    """A code that nobody wrote a phrase for: its name stands where it need not be inflected."""
    for field in ("kind", "category", "access", "license"):
        assert "NOVELTY" in description(a_record(**{field: "NOVELTY"}), lexicon, language)
    for field in ("modality", "anatomy", "condition", "task"):
        assert "NOVELTY" in summary(a_record(**{field: ["NOVELTY"]}), lexicon, language)
    for field in ("annotation", "annotation_method", "format", "use_case", "language", "source"):
        assert "NOVELTY" in description(a_record(**{field: ["NOVELTY"]}), lexicon, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_facts_there_is_one_sentence(language: str, lexicon: Lexicon) -> None:
    found = description(a_record(access=UNKNOWN), lexicon, language)
    assert found.count("。" if language == "zh-hans" else ".") == 1
    assert not re.search("unknown|inconnu|information|informação|未知|неизвестн", found, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_says_no_more_than_is_known(language: str, lexicon: Lexicon) -> None:
    """Of random parts of a full record: what is left out is not in the text, and what is there is."""
    chance = random.Random(7)  # noqa: S311 - the same chance each time
    # A fact and words that only it brings into a text, in any language.
    marks = {
        "subjects": r"1[,.\s\u00a0\u202f]?010",
        "format": "DICOM",
        "size": "124",
        "split": "210",
        "license": "CC-BY-3.0",
        "source": "Cancer Imaging Archive",
        "year": "2011",
    }
    for _ in range(100):
        kept = {field: value for field, value in RICH.items() if chance.random() < 0.5}
        found = description(a_record(**kept), lexicon, language)
        for field, mark in marks.items():
            assert bool(re.search(mark, found)) == (field in kept), (field, found)
        check(found, language)
        check(summary(a_record(**kept), lexicon, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_is_short(language: str, lexicon: Lexicon) -> None:
    codes = {
        field: [code for name, code in lexicon.words if name == field]
        for field in ("modality", "anatomy", "condition", "task")
    }
    facts = {"subjects": amount(112_120, "patients", "at-least"), "images": amount(3_377_110, "image-pairs")}
    chance = random.Random(7)  # noqa: S311 - the same chance each time
    for size, kind in itertools.product((2, 5, 12), PATTERNS[language].kinds):
        chosen = {field: sorted(chance.sample(found, size)) for field, found in codes.items()}
        found = summary(a_record(kind=kind, **facts, **chosen), lexicon, language)
        assert len(found) <= LONGEST_SUMMARY + 60, found
        check(found, language)


def test_zero_needs_no_sentence(lexicon: Lexicon) -> None:
    assert summary(a_record(subjects=amount(0, "patients")), lexicon, "en") == "Dataset of medical images."


def test_an_archive_is_not_told_to_be_its_own_source(lexicon: Lexicon) -> None:
    record = a_record(name="The Cancer Imaging Archive", kind="archive", source=["tcia"])
    assert description(record, lexicon, "en") == "The Cancer Imaging Archive is an archive of medical images."


def test_a_name_stays_as_it_is(lexicon: Lexicon) -> None:
    record = a_record(name="e-Anatomy: {all} of 50%")
    assert description(record, lexicon, "en") == "e-Anatomy: {all} of 50% is a dataset of medical images."


def test_classes_are_named_where_the_language_has_names_for_all(lexicon: Lexicon) -> None:
    classes = [{"name": "Covid", "condition": "covid-19"}, {"name": "Viral", "condition": "viral-pneumonia"}]
    record = a_record(**{"class": classes, "class_count": 2})
    assert "fall into 2 classes: “Covid” and “Viral”." in description(record, lexicon, "en")
    assert "2 classes : COVID-19 et pneumonie virale." in shown(description(record, lexicon, "fr"))
    normal = a_record(**{"class": [*classes, {"name": "Normal", "condition": None}], "class_count": 3})
    assert "compte 3 classes." in shown(description(normal, lexicon, "fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_collection_of_collections_is_told_to_hold_more(language: str, lexicon: Lexicon) -> None:
    """What an archive has of a modality, and what of a part of the body, are two things; and it has others."""
    record = a_record(kind="archive", modality=["ES"], anatomy=["skin"], condition=["lung-cancer"])
    dataset = {**record, "kind": "dataset"}
    assert len(summary(record, lexicon, language)) < len(summary(dataset, lexicon, language))
    among = {
        "en": "Topics include lung cancer.",
        "fr": "portant entre autres sur le cancer du poumon.",
        "pt-br": "Trata, entre outros temas, do câncer de pulmão.",
        "zh-hans": "涉及的主题包括肺癌。",
        "ru": "Среди тем — рак лёгкого.",
    }
    assert shown(description(record, lexicon, language)).endswith(among[language])


def test_lists_within_a_list_are_kept_apart(lexicon: Lexicon) -> None:
    record = a_record(use_case=["medical-education", "osteoarthritis-assessment"])
    english = description(record, lexicon, "en")
    assert "Uses include medical education and reference, and osteoarthritis assessment." in english
    assert "и справочные цели, а также диагностика" in shown(description(record, lexicon, "ru"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_table_should_not_hold_breaks_no_text(language: str, lexicon: Lexicon) -> None:
    """Rows written by hand: a precision, a unit and a split that there are not."""
    split = {"name": "bogus", "count": 5, "unit": "bogus", "percent": None}
    record = a_record(subjects=amount(5, "patients", "bogus"), images=amount(5, "bogus"), split=[split])
    check(description(record, lexicon, language), language)
    assert "bogus" not in description(record, lexicon, language)
