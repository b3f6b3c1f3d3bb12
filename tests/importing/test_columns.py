"""What headings mean, in five languages, and what is left to a person."""

import pytest

from datasets.facts.fields import FIELDS
from datasets.importing.claims import COLUMNS, PARTS
from datasets.importing.sheets.columns import addresses, guessed
from datasets.importing.sheets.headings import AMBIGUOUS, COUNTED, WORDS, meant

# Heading -> what it is read as, and the unit that it gives.
MEANT: dict[str, tuple[str, str]] = {
    "Name": ("name", ""), "**Dataset Name**": ("name", ""), "Nom du jeu de données": ("name", ""),
    "数据集名称": ("name", ""), "Название набора данных": ("name", ""), "Nome do conjunto de dados": ("name", ""),
    "# patients": ("subjects", "patients"), "N subjects": ("subjects", "subjects"),
    "NSubjects": ("subjects", "subjects"),
    "Number of Patients": ("subjects", "patients"), "Nombre de patients": ("subjects", "patients"),
    "Nº de pacientes": ("subjects", "patients"), "病例数": ("subjects", "cases"), "患者人数": ("subjects", "patients"),
    "Число пациентов": ("subjects", "patients"), "Patients (n)": ("subjects", "patients"),
    "num_images": ("images", "images"), "Nombre d'images": ("images", "images"), "图像数量": ("images", "images"),
    "Кол-во снимков": ("images", "images"), "Images (slices)": ("images", "slices"),
    "No. of CT scans": ("images", "scans"),
    "Images (thousand)": ("images", "thousand images"), "Image(s)": ("images", "images"),
    "# WSIs": ("images", "slides"),
    "Size (GB)": ("size", "GB"), "size_gb": ("size", "gb"), "Size in TB": ("size", "tb"), "Taille (Go)": ("size", "Go"),
    "大小（GB）": ("size", "GB"), "Размер (ГБ)": ("size", "ГБ"), "Tamanho (GB)": ("size", "GB"),
    "Modality": ("modality", ""), "Imaging modality": ("modality", ""), "成像模态": ("modality", ""),
    "Модальности": ("modality", ""), "Body part": ("anatomy", ""), "Organ": ("anatomy", ""), "Órgão": ("anatomy", ""),
    "Орган": ("anatomy", ""), "部位": ("anatomy", ""), "Partie du corps": ("anatomy", ""),
    "Anatomy (Brain, Head, Eye)": ("anatomy", ""), "Disease / Condition": ("condition", ""),
    "Maladie": ("condition", ""), "病种": ("condition", ""), "Tarefa": ("task", ""), "任务": ("task", ""),
    "Licence": ("license", ""), "License / Terms of Use": ("license", ""), "许可证": ("license", ""),
    "Лицензия": ("license", ""), "Licença": ("license", ""), "File type": ("format", ""), "格式": ("format", ""),
    "Release year": ("year", ""), "Год публикации": ("year", ""), "Année": ("year", ""), "发布年份": ("year", ""),
    "Access": ("access", ""), "Доступ": ("access", ""), "Language(s)": ("language", ""),
    "Anatomical Area": ("anatomy", ""), "📦 Name": ("name", ""), "License ✅": ("license", ""),
    "# classes": ("class_count", ""), "类别数": ("class_count", ""), "Число классов": ("class_count", ""),
    "Homepage": ("link.homepage", ""), "Официальный сайт": ("link.homepage", ""), "官网": ("link.homepage", ""),
    "Download link": ("link.download", ""), "下载链接": ("link.download", ""),
    "Lien de téléchargement": ("link.download", ""),
    "Code": ("link.code", ""), "GitHub": ("link.code", ""), "Paper DOI": ("paper.doi", ""),
    "Paper title": ("paper.title", ""), "Auteurs": ("paper.authors", ""), "期刊": ("paper.venue", ""),
    "Train": ("split.train", ""), "Training images": ("split.train", "images"), "numTraining": ("split.train", ""),
    "Val (patients)": ("split.validation", "patients"), "测试集": ("split.test", ""),
    "# Training / Validation / Test": ("split", ""), "Dataset ID": ("key", ""), "Acronym": ("other-name", ""),
    "Persistent Identifier (PID)": ("identifier", ""), "slug": ("slug", ""),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "wanted"), MEANT.items(), ids=MEANT)
def test_headings_are_understood(heading: str, wanted: tuple[str, str]) -> None:
    found = meant(heading)
    assert (found.fields, found.unit) == ((wanted[0],), wanted[1])


@pytest.mark.parametrize("heading", ["Notes", "Description", "No dataset", "Version", "", "  ", "#", "x" * 5_000])
def test_other_headings_mean_nothing(heading: str) -> None:
    assert meant(heading).fields == ()


def test_every_field_is_known_by_its_name_and_code() -> None:
    """But for what may be something else, too, and what its texts decide."""
    other = {"category", "kind", "class", "link", "paper", "count"}
    assert [code for code in FIELDS if code not in other and meant(code).fields != (code,)] == []


def test_headings_lead_to_what_a_column_may_be() -> None:
    known = {*FIELDS, *COLUMNS, *PARTS}
    assert {
        *WORDS,
        *(field for field, _unit in COUNTED),
        *(code for codes in AMBIGUOUS.values() for code in codes),
    } <= known


def fields(*pairs: tuple[str, list[str]]) -> list[tuple[str, str]]:
    """Return what columns with these headings and texts are read as, and what is noted."""
    found = guessed([heading for heading, _ in pairs], [texts for _, texts in pairs])
    return [(column.field, column.note) for column in found]


# A heading and the texts below it -> what it is read as, and a word of the note.
HELD_AGAINST_TEXTS: list[tuple[str, list[str], str, str]] = [
    ("Type", ["dataset"], "", "Modality"),
    ("类型", ["分割"], "", "choose one"),
    ("Data", ["https://example.org/a"], "", "choose one"),
    ("Size", ["100", "2,000"], "", "without a unit of size"),
    ("Size", ["12 GB", "1,5 To"], "size", ""),
    ("Size", ["146 patients"], "", "without a unit of size"),
    ("Size (GB)", ["12"], "size", ""),
    ("Classes", ["14", "2"], "class_count", ""),
    ("Classes", ["benign; malignant"], "class", ""),
    ("URL", ["https://example.org/a"], "link.homepage", "Taken as the home page"),
    ("Code", ["yes", "no"], "", "has an address"),
    ("DOI", ["10.7937/K9/TCIA.2015.LO9QL9SX", "https://doi.org/10.5281/zenodo.1"], "identifier", ""),
    ("DOI", ["10.1109/TMI.2018.2837502"], "", "of its paper"),
    ("Paper", ["https://arxiv.org/abs/1705.02315"], "paper.url", ""),
    ("Paper", ["10.1148/ryai.210315"], "paper.doi", ""),
    ("Paper", ["Doe et al., 2019"], "paper", ""),
    ("Dataset", ["1", "2"], "", "no names"),
    ("Dataset", ["https://example.org"], "", "no names"),
    ("ID", ["1", "2", "3"], "", "counts the rows"),
    ("ID", ["ds000001"], "key", ""),
    ("Source", ["https://example.org/a"], "", "choose which links"),
    ("Downloads", ["https://example.org/a"], "link.download", ""),
    ("Downloads", ["50,000+"], "downloads", ""),
    ("train", ['[{"image": "a"}]'], "", "has a figure"),
    ("Study", ["idr0001-graml-sysgro", "idr0002-heriche"], "", "has a figure"),
    ("Patients", ["n/k", "many"], "", "has a figure"),
    ("Study", ["12", "~1,010"], "images", ""),
    ("Patients", ["n=80"], "subjects", ""),
    ("患者数", ["约30例"], "subjects", ""),
    ("", ["x"], "", "no heading"),
    ("", [], "", ""),
    ("Authors", ["Doe, Jane"], "", "which paper"),
]


@pytest.mark.parametrize(("heading", "texts", "field", "note"), HELD_AGAINST_TEXTS)
def test_headings_are_held_against_what_is_below_them(heading: str, texts: list[str], field: str, note: str) -> None:
    ((found, said),) = fields((heading, texts))
    assert found == field
    assert note in said
    assert bool(said) == bool(note)


def test_two_columns_of_what_stands_once_are_left_to_a_person() -> None:
    found = fields(("Name", ["A"]), ("Dataset", ["B"]), ("Year", ["2019"]))
    assert [field for field, _ in found] == ["", "", "year"]
    assert "“Name” and “Dataset” may both be Name" in found[0][1]


def test_a_title_is_the_name_where_nothing_else_may_have_it() -> None:
    assert fields(("Title", ["A"]), ("license_title", ["CC0"])) == [("name", ""), ("license", "")]
    assert fields(("Title", ["A"]), ("Dataset", ["B"]))[0][0] == ""
    assert fields(("Title", ["A"]), ("Journal", ["J"]))[0][0] == ""
    assert "no names" in fields(("Title", ["1", "2"]))[0][1]


def test_two_columns_of_what_has_several_values_stand_beside_each_other() -> None:
    found = fields(("Organ", ["liver"]), ("Body region", ["abdomen"]), ("Short name", ["A"]), ("Alias", ["B"]))
    assert [field for field, _ in found] == ["anatomy", "anatomy", "other-name", "other-name"]


def test_of_several_figures_the_field_has_the_one_that_it_is_named_for() -> None:
    found = fields(("Studies", ["3"]), ("Cases", ["2"]), ("Images", ["9"]), ("Patients", ["1"]))
    assert [field for field, _ in found] == ["count", "count", "images", "subjects"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a(1), http://example.org/b.", ["https://example.org/a(1", "http://example.org/b"]),
        ("主页：https://example.org/数据。", ["https://example.org/数据"]),
        ("javascript:alert(1) www.example.org ./a.md", []),
    ],
)
def test_addresses_are_found_in_texts(text: str, found: list[str]) -> None:
    assert addresses(text) == found
