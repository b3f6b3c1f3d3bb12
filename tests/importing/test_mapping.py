"""What printed texts mean: what an expert reads without doubt is read, all else waits and says why."""

from typing import Any

import pytest

from datasets.importing.claims import Claim
from datasets.importing.mapping.mapper import ELSEWHERE, PRINTED, READ, WAITS, Mapper, Meant
from datasets.models import Meaning
from datasets.records.values import problems

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def mappers(django_db_setup: None, django_db_blocker: pytest.MonkeyPatch) -> dict[str, Mapper]:
    """A mapper by the language of the file."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return {language: Mapper("", language) for language in ("en", "fr", "pt-br", "zh-hans", "ru")}


def amount(value: int, unit: str = "", precision: str = "exact") -> dict[str, Any]:
    return {"value": value, **({"unit": unit} if unit else {}), "precision": precision}


CODES: dict[str, dict[str, list[str]]] = {
    "modality": {
        "MR": ["MR"], "MRI": ["MR"], "mri": ["MR"], "IRM": ["MR"], "МРТ": ["MR"], "磁共振": ["MR"], "CT scans": ["CT"],
        "CT, MRI": ["CT", "MR"], "CT;MR": ["CT", "MR"], "CT|US": ["CT", "US"], "CT\nMR": ["CT", "MR"],
        "CT & MR": ["CT", "MR"], "CT and MRI": ["CT", "MR"], "scanner et IRM": ["CT", "MR"], "TC e RM": ["CT", "MR"],
        "КТ и МРТ": ["CT", "MR"], "CT和MRI": ["CT", "MR"], "CT、MRI": ["CT", "MR"], "PET/CT": ["PT", "CT"],
        "PET-CT": ["PT", "CT"], "X-ray": ["XRAY"], "X Ray": ["XRAY"], "Chest CT": ["CT"], "brain MRI": ["MR"],
        "CT of the chest": ["CT"], "scanner thoracique": ["CT"], "胸部CT": ["CT"], "3D CT images": ["CT"],
        "Magnetic Resonance Imaging (MRI)": ["MR"], "MRI (T1, T2)": ["MR"], "MR-T1, MR-DWI": ["MR"],
        "Fundus Color Photos": ["OP"], "眼底照相": ["OP"], "OCT": ["OPT"], "OCTA": ["OCTA"], "CBCT": ["CBCT"],
        "锥形束CT": ["CBCT"], "SPECT": ["SPECT"], "ОФЭКТ": ["SPECT"], "TEMP": ["SPECT"], "Colposcopy": ["COLPOSCOPY"],
        "阴道镜": ["COLPOSCOPY"], "infrared thermography": ["TG"], "термография": ["TG"], "TG": ["TG"],
        "Cell microscopy": ["GM"], "Histopathology patches": ["SM"], "WSI": ["SM"], "CFM": ["CFM"], "IVUS": ["IVUS"],
        "panoramic radiographs": ["PX"], "mammographie": ["MG"], "“CT”.": ["CT"], "CT 🩻": ["CT"],
        "Longitudinal MRI": ["MR"], "4D flow MRI": ["MR"], "H&E WSI": ["SM"], "Computed_tomography": ["CT"],
    },
    "anatomy": {
        "Liver": ["liver"], "foie": ["liver"], "肝": ["liver"], "печень": ["liver"], "fígado": ["liver"],
        "Left kidney, right kidney": ["kidney"], "kidney_left": ["kidney"], "left and right kidneys": ["kidney"],
        "CHESTABDPELVIS": ["chest", "abdomen", "pelvis"], "HEADNECK": ["head-neck"], "28231008": ["gallbladder"],
        "gall bladder": ["gallbladder"], "vésicule biliaire": ["gallbladder"], "胰腺": ["pancreas"],
        "поджелудочная железа": ["pancreas"], "oesophagus": ["esophagus"], "esophagus": ["esophagus"],
        "Mandible": ["mandible"], "dentes": ["teeth"], "optic nerve": ["optic-nerve"], "T-spine": ["thoracic-spine"],
        "Heart, Trachea, Aorta, Esophagus.": ["heart", "trachea", "aorta", "esophagus"], "Brain Tumor": ["brain"],
        "Chest and abdomen": ["chest", "abdomen"], "Head and Neck": ["head-neck"], "inferior vena cava": [
            "inferior-vena-cava"
        ],
        "bladder, prostate/uterus": ["bladder", "prostate", "uterus"], "skin of body": ["skin"], "胎盘": ["placenta"],
    },
    "task": {
        "Segmentation": ["segmentation"], "Brain tumor segmentation": ["segmentation"], "分割": ["segmentation"],
        "Classification / Segmentation": ["classification", "segmentation"], "Reconstruction": ["reconstruction"],
        "tracking": ["tracking"], "Generation": ["generation"], "captioning": ["captioning"], "图像重建": [
            "reconstruction"
        ],
        "VQA": ["visual-question-answering"], "survival prediction": ["survival-prediction"], "生存预测": [
            "survival-prediction"
        ],
        "prédiction de survie": ["survival-prediction"], "multi-label, binary-class": ["multi-label-classification"],
        "ordinal-regression": ["grading"], "super-resolution": ["enhancement"], "сегментация": ["segmentation"],
    },
    "format": {
        "application/x-parquet": ["parquet"], "image/dicom": ["dicom"], "text/x-csv": ["csv"],
        ".nii.gz": ["nifti"], "application/dicom": ["dicom"], "application/x-nifti": ["nifti"], "image/png": ["png"],
        "text/csv": ["csv"], "application/zip": ["zip"], "JPG, PNG": ["jpeg", "png"], ".png .tif": ["png", "tiff"],
        "image: .jpg, mask: .tif": ["jpeg", "tiff"], "DICOM files": ["dicom"], "fichiers NIfTI": ["nifti"],
        ".mhd/.raw": ["metaimage"], ".svs": ["svs"], "файлы CSV": ["csv"], "PNG图像": ["png"], "dcm": ["dicom"],
    },
    "condition": {
        "Pneumothorax": ["pneumothorax"], "glaucome": ["glaucoma"], "青光眼": ["glaucoma"], "AMD": [
            "macular-degeneration"
        ],
        "rib fractures": ["rib-fracture"], "ТЭЛА": ["pulmonary-embolism"], "escoliose": ["scoliosis"],
        "Brain Cancer": ["brain-tumor"], "HCC": ["hepatocellular-carcinoma"],
        "Melanoma; sarcoma": ["melanoma", "sarcoma"],
    },
}  # fmt: skip

SINGLE: dict[str, dict[str, Any]] = {
    "license": {
        "CC BY 4.0": "CC-BY-4.0", "cc-by-nc-4.0": "CC-BY-NC-4.0", "CC BY-NC-SA 4.0 DEED": "CC-BY-NC-SA-4.0",
        "Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)": "CC-BY-NC-4.0", "CC0: Public Domain": "CC0-1.0",
        "This dataset is made available under the Public Domain Dedication and License \\nv1.0, whose full text can be "
        "found at \\nhttp://www.opendatacommons.org/licenses/pddl/1.0/.": "PDDL-1.0",
        "The data are released under the MIT License.": "MIT", "Licensed under Apache 2.0": "Apache-2.0",
        "CC Zero v1.0 Universal": "CC0-1.0", "Creative Commons Zero": "CC0-1.0", "CC0 1.0 DEED": "CC0-1.0",
        "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
        "https://creativecommons.org/licenses/by-nc-nd/4.0/legalcode.fr": "CC-BY-NC-ND-4.0",
        "http://creativecommons.org/licenses/by/3.0/": "CC-BY-3.0", "ODbL": "ODbL-1.0", "cdla-permissive-2.0": (
            "CDLA-Permissive-2.0"
        ),
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)": "CC-BY-4.0", "Apache 2.0": "Apache-2.0",
        "[CC BY](https://creativecommons.org/licenses/by/4.0)": "CC-BY-4.0", "知识共享署名4.0国际许可协议": "CC-BY-4.0",
        "This work is licensed under a Creative Commons Attribution 4.0 International License.": "CC-BY-4.0",
        "Licence Creative Commons Attribution - Pas d’Utilisation Commerciale 4.0": "CC-BY-NC-4.0",
        "Creative Commons Atribuição-CompartilhaIgual 4.0 Internacional": "CC-BY-SA-4.0", "GPL 2": "GPL-2.0-only",
        "Creative Commons «С указанием авторства — Некоммерческая» 4.0": "CC-BY-NC-4.0", "CC BY-SA-NC 4.0": (
            "CC-BY-NC-SA-4.0"
        ),
        "https://physionet.org/about/licenses/physionet-credentialed-health-data-license-150/": (
            "physionet-credentialed-1.5.0"
        ),
        "https://opendatacommons.org/licenses/by/1-0/": "ODC-By-1.0", "https://cdla.dev/sharing-1-0/": (
            "CDLA-Sharing-1.0"
        ),
    },
    "access": {"open access": "open", "DUA": "request", "credentialed access": "credentialed", "开放下载": "open"},
    "year": {
        "2019": 2019, "2019-05-01": 2019, "05/2019": 2019, "May 2019": 2019, "12 mai 2019": 2019, "2019年": 2019,
        "2019年5月": 2019, "2019 г.": 2019, "5 de maio de 2019": 2019, "мая 2019": 2019, "2019-05-01T10:00:00Z": 2019,
    },
    "class": {
        "blast, non-blast": [{"name": "blast"}, {"name": "non-blast"}],
        "benign; malignant, invasive": [{"name": "benign"}, {"name": "malignant, invasive"}],
        "tumor: 1,500, normal: 300": [{"name": "tumor", "count": 1500}, {"name": "normal", "count": 300}],
        "COVID-19 (500); Normal (300)": [{"name": "COVID-19", "count": 500}, {"name": "Normal", "count": 300}],
        "2 classes (benign, malignant)": [{"name": "benign"}, {"name": "malignant"}],
        "ALL, AML and other types": [{"name": "ALL"}, {"name": "AML and other types"}],
        "良性、恶性": [{"name": "良性"}, {"name": "恶性"}],
        '"benign, or not"': {"name": "benign, or not"},
    },
    "class_count": {"7": 7, "7 classes": 7, "14 categories": 14, "7个类别": 7},
    "subjects": {
        "1,010": amount(1010), "1010 patients": amount(1010, "patients"), "10k": amount(10_000, precision="about"),
        "1.2M": amount(1_200_000, precision="about"), "≈ 20,000": amount(20_000, precision="about"),
        ">100": amount(100, precision="at-least"), "100+": amount(100, precision="at-least"),
        "12 345": amount(12_345), "约2万": amount(20_000, precision="about"), "300名患者": amount(300, "patients"),
    },
    "images": {
        "750 volumes": amount(750, "volumes"), "40 WSIs": amount(40, "whole-slides"), "25 videos": amount(25, "videos"),
        "315 questions": amount(315, "questions"), "3,022 images": amount(3022, "images"), "5000 frames": amount(
            5000, "frames"
        ),
        "12帧": amount(12, "frames"), "14.8K": amount(14_800, precision="about"), "20 clips": amount(20, "clips"),
    },
    "size": {
        "124 GB": amount(124 * 10**9), "124GiB": amount(124 * 2**30), "1.2 To": amount(12 * 10**11), "280G": amount(
            280 * 10**9
        ),
    },
}  # fmt: skip

# Field, text in a file of the language -> the value.
ELSEWHERE_SPELLED = [
    ("size", "3,5 Гб", "ru", amount(3_500_000_000)),
    ("size", "1,5 To", "fr", amount(15 * 10**11)),
    ("subjects", "1.010", "pt-br", amount(1010)),
    ("subjects", "1 010 patients", "fr", amount(1010, "patients")),
    ("subjects", "около 300 пациентов", "ru", amount(300, "patients", "about")),
]

# Field, text, language -> why it waits.
WAITING = [
    ("modality", "Brain?", "en", "uncertain"),
    ("modality", "CT or MRI", "en", "uncertain"),
    ("modality", "CT ou IRM", "fr", "uncertain"),
    ("modality", "КТ или МРТ", "ru", "uncertain"),
    ("modality", "CT或MRI", "zh-hans", "uncertain"),
    ("modality", "No CT, MRI", "en", "uncertain"),
    ("modality", "sans IRM", "fr", "uncertain"),
    ("modality", "magic imaging", "en", "no-term"),
    ("modality", "CT of something", "en", "no-term"),
    ("modality", "Optical imaging", "en", "no-term"),
    ("anatomy", "Glioma", "en", "no-term"),
    ("anatomy", "Fetal abdomen", "en", "no-term"),
    ("condition", "cerebral edema of the newborn", "en", "no-term"),
    ("task", "Recognition", "en", "no-term"),
    ("license", "CC BY", "en", "ambiguous"),
    ("license", "CC BY-NC-SA", "en", "ambiguous"),
    ("license", "Attribution-NonCommercial", "en", "ambiguous"),
    ("license", "CC BY 4.0 unless otherwise specified", "en", "no-term"),
    ("license", "CC BY 4.0; MIT", "en", "two-values"),
    ("license", "CC-BY-NC-2.0", "en", "no-term"),
    ("license", "CC Zero 4.0", "en", "no-term"),
    ("license", "Released under the MIT License for research only", "en", "no-term"),
    ("license", "The data are not released under the MIT License", "en", "uncertain"),
    ("license", "Released under the MIT License, whose full text is found at https://example.org/gpl", "en", "no-term"),
    ("license", "CC Zero and MIT", "en", "two-values"),
    ("modality", "CT 🚫", "en", "no-term"),
    ("class", "no labels are given, the images hold both kinds of cells", "en", "unreadable"),
    ("class", "grade I, well differentiated (ductal, lobular", "en", "unreadable"),
    ("license", "[CC BY-SA 4.0](https://creativecommons.org/licenses/by/4.0/)", "en", "no-term"),
    ("license", "http://creativecommons.org/licenses/by/3.0/us/", "en", "no-term"),
    ("license", "https://example.org/terms", "en", "no-term"),
    ("subjects", "1 010 (train) + 200 (test)", "en", "two-values"),
    ("subjects", "100 for training, 30 for test", "en", "two-values"),
    ("subjects", "500-600", "en", "two-values"),
    ("subjects", "up to 600", "en", "range"),
    ("subjects", "1.010", "fr", "ambiguous"),
    ("subjects", "many people", "en", "no-number"),
    ("subjects", "12 unicorns", "en", "unit"),
    ("images", "280 GB", "en", "unit"),
    ("size", "124", "en", "unit"),
    ("year", "2019 or 2020", "en", "no-year"),
    ("year", "2019-2021", "en", "no-year"),
    ("year", "recently", "en", "no-year"),
    ("class_count", "5 or 2", "en", "two-values"),
    ("class_count", "a few", "en", "no-number"),
    ("nonsense", "1", "en", "no-field"),
]

UNSAID = ["N/A", "-", "unknown", "Non précisé", "não informado", "не указано", "未知", "n/d", "TBD", "None"]
VAGUE = [
    "various",
    "Other",
    "multiple",
    "autre",
    "其他",
    "несколько",
    "vários",
    "mixed",
    "Other (specified in description)",
]


def only(mapper: Mapper, field: str, text: str, **given: Any) -> Meant:
    """Return the one meaning of a text."""
    (meant,) = mapper.meanings(Claim(field, text, **given))
    return meant


@pytest.mark.parametrize(("field", "text"), [(field, text) for field, texts in CODES.items() for text in texts])
def test_sets_of_codes_are_read(mappers: dict[str, Mapper], field: str, text: str) -> None:
    meant = only(mappers["en"], field, text)
    assert (meant.state, meant.value) == (READ, CODES[field][text]), meant.message
    assert not any(problems(field, meant.value))


@pytest.mark.parametrize(("field", "text"), [(field, text) for field, texts in SINGLE.items() for text in texts])
def test_single_values_are_read(mappers: dict[str, Mapper], field: str, text: str) -> None:
    meant = only(mappers["en"], field, text)
    assert (meant.state, meant.value) == (READ, SINGLE[field][text]), meant.message
    assert not any(problems(field, meant.value))


@pytest.mark.parametrize(("field", "text", "language", "value"), ELSEWHERE_SPELLED)
def test_figures_have_the_signs_of_the_files_language(
    mappers: dict[str, Mapper], field: str, text: str, language: str, value: Any
) -> None:
    assert only(mappers[language], field, text).value == value


@pytest.mark.parametrize(("field", "text", "language", "cause"), WAITING)
def test_what_is_open_waits_and_says_why(
    mappers: dict[str, Mapper], field: str, text: str, language: str, cause: str
) -> None:
    meant = only(mappers[language], field, text)
    assert (meant.state, meant.cause, meant.value) == (WAITS, cause, None)
    assert meant.message


@pytest.mark.parametrize("text", UNSAID)
@pytest.mark.parametrize("field", ["modality", "license", "subjects", "year"])
def test_what_says_that_nothing_is_said_makes_no_statement(mappers: dict[str, Mapper], field: str, text: str) -> None:
    assert only(mappers["en"], field, text).state == ELSEWHERE


@pytest.mark.parametrize("text", VAGUE)
def test_what_is_no_value_stays_as_it_is_printed(mappers: dict[str, Mapper], text: str) -> None:
    for field in ("modality", "license", "images"):
        assert (only(mappers["en"], field, text).state, only(mappers["en"], field, text).value) == (PRINTED, None)


def test_of_a_list_what_is_known_is_read_and_the_rest_waits(mappers: dict[str, Mapper]) -> None:
    read, waiting = mappers["en"].meanings(Claim("modality", "CT, magic imaging, MRI"))
    assert (read.value, waiting.state, waiting.printed) == (["CT", "MR"], WAITS, "magic imaging")


def test_objects_that_are_no_images_say_no_modality(mappers: dict[str, Mapper]) -> None:
    read, other = mappers["en"].meanings(Claim("modality", "CT, RTSTRUCT"))
    assert (read.value, other.state, other.cause) == (["CT"], ELSEWHERE, "no-image")


def test_candidates_are_shown_and_never_applied(mappers: dict[str, Mapper]) -> None:
    meant = only(mappers["en"], "modality", "Ultrasuond")
    assert meant.state == WAITS
    assert ("US", "Ultrasound") in meant.candidates
    assert only(mappers["fr"], "subjects", "1.010").candidates == (1010, 1)
    assert {code for code, _ in only(mappers["en"], "license", "CC BY").candidates} >= {"CC-BY-3.0", "CC-BY-4.0"}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("mammography", "modality", ["MG"]),
        ("breast cancer", "condition", ["breast-cancer"]),
        ("nifti", "format", ["nifti"]),
    ],
)
def test_a_keyword_is_of_the_field_whose_term_it_is(
    mappers: dict[str, Mapper], text: str, field: str, value: list[str]
) -> None:
    meant = only(mappers["en"], "", text)
    assert (meant.field, meant.value) == (field, value)


def test_a_keyword_that_is_no_term_waits_quietly_and_one_of_two_fields_is_told(mappers: dict[str, Mapper]) -> None:
    unknown, two = only(mappers["en"], "", "life sciences"), only(mappers["en"], "", "segmentation")
    assert (unknown.state, unknown.cause, unknown.quiet) == (WAITS, "keyword", True)
    assert (two.cause, two.quiet) == ("ambiguous", False)
    assert [code for code, _ in two.candidates] == ["task:segmentation", "annotation:segmentation-mask"]


def test_a_value_of_the_format_is_taken_where_its_codes_are_terms(mappers: dict[str, Mapper]) -> None:
    assert only(mappers["en"], "license", "x", value="CC-BY-4.0").value == "CC-BY-4.0"
    assert only(mappers["en"], "modality", "x", value=["mr"]).value == ["MR"]
    assert only(mappers["en"], "size", "5", value=amount(5)).value == amount(5)
    assert only(mappers["en"], "license", "x", value="CC-BY-9.0").cause == "no-term"
    assert only(mappers["en"], "size", "5", value={"bytes": 5}).cause == "unreadable"


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "CT," * 50_000, "(" * 5_000, "CT (" * 400 + ")" * 400, "٣٤\u202e" * 300, "(" + "a-" * 900]
)
@pytest.mark.parametrize("field", ["modality", "license", "images", ""])
def test_hostile_texts_wait(mappers: dict[str, Mapper], field: str, text: str) -> None:
    assert {meant.state for meant in mappers["en"].meanings(Claim(field, text))} <= {WAITS}


def test_what_a_person_decided_goes_before_what_is_read() -> None:
    for document, text, decision, value in (
        ("", "brain mri", Meaning.Decision.ELSEWHERE, None),
        ("", "magic imaging", Meaning.Decision.VALUE, ["OT", "US"]),
        ("d", "magic imaging", Meaning.Decision.VALUE, ["US"]),
        ("d", "ct", Meaning.Decision.PRINTED, None),
    ):
        Meaning.objects.create(document=document, field="modality", text=text, decision=decision, value=value)
    mapper, other = Mapper("d", "en"), Mapper("e", "en")
    assert only(mapper, "modality", "Brain MRI").state == ELSEWHERE
    assert only(mapper, "modality", "MRI; Magic Imaging").value == ["MR", "US"]
    assert only(mapper, "modality", "CT").state == PRINTED
    assert only(other, "modality", "CT").value == ["CT"]
    assert only(other, "modality", "magic imaging").cause == "no-term"
