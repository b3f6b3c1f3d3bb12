"""What only one language needs to read as if written in it."""

from typing import Any

import pytest

from datasets.facts.composed import Lexicon
from datasets.records.files import Tree

from .composing import a_record, amount, description, lexicon_in, shown, summary


@pytest.fixture(scope="module")
def lexicon(tree: Tree) -> Lexicon:
    return lexicon_in(tree)


@pytest.mark.parametrize(
    ("value", "unit", "precision", "words"),
    [
        (1, "patients", "exact", "1名患者"),
        (1_010, "patients", "exact", "1,010名患者"),
        (30_805, "patients", "exact", "30,805名患者"),
        (300_000, "slices", "about", "约30万个层面"),
        (23_000, "images", "at-least", "至少2.3万幅图像"),
        (112_120, "images", "about", "约112,120幅图像"),
        (120_000_000, "images", "about", "约1.2亿幅图像"),
        (30_000, "slides", "at-least", "至少3万张病理切片"),
        (369, "cases", "exact", "369例"),
        (300, "patients", "per-year", "每年300名患者"),
    ],
)
def test_a_chinese_figure_has_its_measure_word(
    value: int, unit: str, precision: str, words: str, lexicon: Lexicon
) -> None:
    found = summary(a_record(images=amount(value, unit, precision)), lexicon, "zh-hans")
    assert found == f"医学影像数据集，含{words}。"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"anatomy": ["skin"]}, "Example set是一个皮肤影像数据集。"),
        ({"anatomy": ["blood-vessels", "heart"]}, "Example set是血管和心脏的影像数据集。"),
        ({"modality": ["XRAY"], "anatomy": ["chest", "lung"]}, "Example set是一个胸部X线影像数据集。"),
        ({"modality": ["CT"], "anatomy": ["lung"]}, "Example set是一个肺部CT数据集。"),
        ({"kind": "challenge", "modality": ["CT"]}, "Example set是一项CT分析挑战赛。"),
        ({"kind": "challenge-series"}, "Example set是医学影像分析系列挑战赛（或其主办方）。"),
        ({"kind": "archive", "modality": ["CT", "MR"]}, "Example set是一个收录CT与MRI影像的档案库。"),
        ({"kind": "directory", "modality": ["XC"]}, "Example set是一个收录照片资源链接的目录。"),
        ({"category": "speech", "modality": ["AU"]}, "Example set是一个语音数据集。"),
        ({"category": "records"}, "Example set是源自病历的数据集。"),
        ({"annotation": ["class-label", "clinical-data"]}, "附有类别标签以及临床或人口学数据。"),
        ({"use_case": ["medical-education", "osteoarthritis-assessment"]}, "用途包括医学教育与参考以及骨关节炎评估。"),
        ({"subjects": amount(60_000_000, "patients", "about")}, "数据概况：约6000万名患者。"),
        ({"size": {"value": 30_000_000_000, "precision": "per-year"}}, "数据每年30 GB。"),
        ({"size": {"value": 30_000_000_000, "precision": "at-least"}}, "数据至少30 GB。"),
        (
            {"modality": ["CT", "ECG", "MR", "US", "XRAY"]},
            "数据集（计算机断层扫描、心电图、磁共振成像、超声和X线摄影）。",
        ),
        (
            {"source": ["aes", "kaggle", "mathworks", "nih", "nci"]},
            "来源为American Epilepsy Society、Kaggle、MathWorks等5处。",
        ),
    ],
)
def test_a_chinese_description_reads_as_one(facts: dict[str, Any], words: str, lexicon: Lexicon) -> None:
    assert shown(description(a_record(**facts), lexicon, "zh-hans")).endswith(words)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        # A noun that neighbours share stands once, and what is cut is counted as before.
        (
            {"use_case": ["brain-tumor-classification", "brain-tumor-segmentation", "surgical-planning"]},
            "классификация и сегментация опухолей головного мозга, а также планирование операций.",
        ),
        (
            {
                "use_case": [
                    "lung-cancer-screening",
                    "lung-nodule-classification",
                    "lung-nodule-detection",
                    "medical-education",
                    "method-benchmarking",
                ]
            },
            "скрининг рака лёгкого, классификация и выявление очагов в лёгких и ещё 2.",
        ),
        ({"condition": ["colon-cancer", "colon-polyp"]}, "Темы — рак и полипы ободочной кишки."),
        ({"condition": ["breast-cancer", "lung-cancer"]}, "Темы — рак молочной железы и рак лёгкого."),
        # A name with an English "and" is no list of ours.
        ({"source": ["intel-mobileodt", "kaggle"]}, "Источники — Intel and MobileODT, а также Kaggle."),
        # Who made the annotations, and how.
        (
            {"annotation_method": ["consensus", "expert"]},
            "выполнена экспертами, по консенсусу или решению большинства.",
        ),
        (
            {"annotation_method": ["listener"], "annotation": ["rating"]},
            "субъективные оценки; она выполнена слушателями.",
        ),
        # Formats that are words.
        ({"format": ["video"]}, "Данные включают видеозаписи."),
        ({"format": ["jpeg", "png", "text"]}, "Данные включают файлы JPEG, PNG и простой текст."),
        (
            {"format": ["text"], "size": {"value": 500_000_000_000, "precision": "about"}},
            "Данные занимают около 500 ГБ и включают простой текст.",
        ),
        ({"size": {"value": 30_000_000_000, "precision": "per-year"}}, "Данные занимают по 30 ГБ за каждый год."),
        # What is counted where all else is in the genitive.
        (
            {"modality": ["XRAY"], "anatomy": ["elbow", "finger", "forearm", "humerus", "shoulder", "wrist"]},
            "рентгенограмм локтя, пальцев кисти, предплечья, плечевой кости и ещё 2 областей.",
        ),
        (
            {"split": [{"name": "test", "count": 207, "unit": "studies", "percent": None}]},
            "выделена тестовая выборка (207 исследований).",
        ),
        ({"class_count": 21}, "Число классов — 21."),
        ({"kind": "challenge-series", "access": "challenge"}, "Доступ открыт участникам конкурсов."),
        (
            {"kind": "directory", "modality": ["ES"]},
            "каталог ссылок на коллекции медицинских данных, в том числе эндоскопических изображений.",
        ),
    ],
)
def test_russian_says_it_as_russian_does(facts: dict[str, Any], words: str, lexicon: Lexicon) -> None:
    assert shown(description(a_record(**facts), lexicon, "ru")).endswith(words)


def test_russian_figures_of_a_challenge_are_of_its_data(lexicon: Lexicon) -> None:
    record = a_record(kind="challenge", subjects=amount(99, "children"), task=["classification"])
    words = "Конкурс по анализу медицинских изображений; в данных 99 детей; задача — классификация."
    assert shown(summary(record, lexicon, "ru")) == words


def test_french_others_have_a_noun_and_a_preposition(lexicon: Lexicon) -> None:
    parts = ["elbow", "finger", "forearm", "humerus", "shoulder", "wrist"]
    topics = ["atelectasis", "cardiomegaly", "consolidation", "emphysema", "pneumonia", "pneumothorax"]
    record = a_record(modality=["XRAY"], anatomy=parts, condition=topics)
    found = description(record, lexicon, "fr")
    assert "du coude, des doigts, de l'avant-bras, de l'humérus et de 2 autres régions, portant sur" in found
    assert found.endswith("l'emphysème et 2 autres affections.")


def test_a_french_challenge_to_sign_up_for_is_the_one_told_of(lexicon: Lexicon) -> None:
    challenge = a_record(kind="challenge", access="challenge")
    assert "s'inscrire au challenge" in description(challenge, lexicon, "fr")
    for kind in ("dataset", "challenge-series"):
        assert "s'inscrire à un challenge" in description({**challenge, "kind": kind}, lexicon, "fr")


# Facts -> what the Portuguese description says of them.
PORTUGUESE: list[tuple[dict[str, Any], str]] = [
    (
        {"condition": ["covid-19", "lung-nodule", "pneumonia"]},
        "Trata da COVID-19, de nódulos pulmonares e da pneumonia.",
    ),
    (
        {"condition": ["atelectasis", "cardiomegaly", "emphysema", "infiltration", "pneumonia", "pneumothorax"]},
        "Trata da atelectasia, da cardiomegalia, do enfisema, do infiltrado pulmonar e de outros 2 temas.",
    ),
    (
        {"modality": ["XRAY"], "anatomy": ["clavicle", "heart", "lung"]},
        "é um conjunto de dados de radiografias do tórax.",
    ),
    ({"modality": ["CT"], "anatomy": ["lung"]}, "é um conjunto de dados de exames de TC dos pulmões."),
    ({"anatomy": ["skin"]}, "é um conjunto de dados de imagens da pele."),
    (
        {"modality": ["XRAY"], "anatomy": ["elbow", "finger", "forearm", "humerus", "shoulder", "wrist"]},
        "radiografias do cotovelo, dos dedos da mão, do antebraço, do úmero e de outras 2 regiões.",
    ),
    (
        {"kind": "directory", "modality": ["CT", "EEG", "MR"]},
        "é um diretório de links para coleções que incluem EEG e exames de TC e de RM.",
    ),
    ({"kind": "challenge-series"}, "Example set reúne desafios de análise de imagens médicas."),
    (
        {"use_case": ["brain-tumor-classification", "brain-tumor-segmentation"]},
        "Usos citados: classificação e segmentação de tumores cerebrais.",
    ),
    (
        {"use_case": ["method-benchmarking", "retinal-vessel-segmentation"]},
        "Usos citados: segmentação de vasos retinianos e benchmark de métodos de análise de imagens.",
    ),
    ({"format": ["text", "video"]}, "Há arquivos em texto simples e formato de vídeo."),
]


@pytest.mark.parametrize(("facts", "words"), PORTUGUESE)
def test_portuguese_has_its_articles_and_prepositions(facts: dict[str, Any], words: str, lexicon: Lexicon) -> None:
    assert shown(description(a_record(**facts), lexicon, "pt-br")).endswith(words)


def test_english_says_what_it_is_in_its_own_words(lexicon: Lexicon) -> None:
    """A radiologist's words, figures behind the tasks, and a verb behind a title alone."""
    chest = a_record(modality=["XRAY"], anatomy=["chest", "lung"], task=["detection"], images=amount(5, "images"))
    assert summary(chest, lexicon, "en") == "Dataset of chest X-rays for detection: 5 images."
    assert summary(a_record(anatomy=["skin"]), lexicon, "en") == "Dataset of images of the skin."
    archive = a_record(kind="archive", modality=["CT", "MR"])
    assert summary(archive, lexicon, "en") == "Archive of medical images such as CT and MRI scans."
    for name, verb in (("Images of the Past", "is"), ("SCR database", "–"), ("cui2vec", "is")):
        found = description(a_record(name=name), lexicon, "en")
        assert found == f"{name} {verb} a dataset of medical images."
    unknown = description(a_record(name="SCR database", kind="NOVELTY"), lexicon, "en")
    assert unknown.count("SCR database –") == 1


def test_english_says_what_an_entry_is_about_once(lexicon: Lexicon) -> None:
    record = a_record(condition=["lung-cancer"], use_case=["lung-cancer-screening"])
    assert description(record, lexicon, "en").endswith("images. Uses include lung cancer screening.")
    other = a_record(condition=["glioblastoma", "lung-cancer"], use_case=["lung-cancer-screening"])
    assert "It concerns glioblastoma and lung cancer; uses include" in description(other, lexicon, "en")
