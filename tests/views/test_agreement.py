"""Words that stand beside a label or a number agree with it, in every language, wherever they appear."""

import re

import pytest

from datasets.models import LANGUAGES, Dataset, Unit

from .conftest import Read

UNKNOWN = {
    "en": "unknown",
    "fr": "aucune information",
    "pt-br": "sem informação",
}
ONE_PATIENT = {
    "en": "1 patient",
    "fr": "1 patient",
    "pt-br": "1 paciente",
    "zh-hans": "1名患者",
    "ru": "1 пациент",
}
SPARSE = "amrg-cardiac-atlas"


@pytest.mark.parametrize("language", UNKNOWN)
@pytest.mark.parametrize(
    "page",
    [
        "datasets/",
        f"datasets/{SPARSE}/",
        f"compare/?d={SPARSE}&d=kits19",
        "which/?modality=MR&budget=50GB",
        "modalities/MR/",
        "sources/kaggle/",
    ],
)
def test_unknown_fits_every_label(language: str, page: str, read: Read) -> None:
    """One invariable word for all labels, whatever their gender and number."""
    shown = read(f"/{language}/{page}", 200).all("span", class_="unknown")
    # A comparison has a dash for the eye before the word.
    said = {span.text.removeprefix("– ") for span in shown}
    assert UNKNOWN[language] in said or not said
    assert not {word for word in said if word.split()[0] in ("inconnu", "inconnue", "desconhecido", "desconhecida")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_patient_is_one(language: str, read: Read) -> None:
    assert Dataset.objects.get(slug=SPARSE).subjects == 1
    for address in (f"datasets/{SPARSE}/", f"datasets/?q={SPARSE}", f"compare/?d={SPARSE}&d=kits19"):
        main = read(f"/{language}/{address}").one("main")
        # A card has the unit below the figure: it is the term, and comes first.
        figures = [
            f"{pair.one('dd').text} {pair.one('dt').text}" for pair in main.all("div") if len(pair.all("dd")) == 1
        ]
        text = f"{main.text} {' '.join(figures)} "
        # Between the figure and the small print of its unit, the text of a page has a space.
        assert ONE_PATIENT[language] in text or ONE_PATIENT[language] in text.replace(" ", ""), address
        assert f"{ONE_PATIENT[language]}s " not in text, address


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_unit_does_not_repeat_its_label(language: str, read: Read) -> None:
    unit = Unit.objects.get(code="images")
    forms = {unit.name(language), *unit.counted.get(language, ())}
    for card in read(f"/{language}/datasets/?images_min=2&sort=subjects").all("li", class_="card"):
        for value in card.one("dl", class_="figures").all("dd"):
            assert not [form for form in forms if re.search(rf"\d\s*{form}$", value.text)], value.text


@pytest.mark.parametrize(
    ("language", "question", "labels"),
    [
        ("en", "page=99&colour=red", ["“colour”:", "Page:"]),
        ("fr", "page=99&colour=red", ["« colour » :", "Page :"]),
        ("fr", "modality=none&size_min=abc", ["Modalité :", "Taille :"]),
        ("fr", "access=none&sort=none", ["Accès :", "Trier par :"]),
        ("pt-br", "year_min=abc&license=none", ["Ano:", "Licença:"]),
        ("pt-br", "use=none&page_size=0", ["Uso permitido:", "Itens por página:"]),
        ("zh-hans", "page=99", ["页码："]),
        ("ru", "page=99", ["Страница:"]),
    ],
)
def test_a_notice_has_the_label_that_people_see(language: str, question: str, labels: list[str], read: Read) -> None:
    notice = read(f"/{language}/datasets/?{question}").one("div", class_="notice")
    assert sorted(label.text for label in notice.all("b")) == sorted(labels)
    assert not notice.all("code")


@pytest.mark.parametrize(
    ("language", "question", "chip"),
    [
        ("en", "access=open", "Access: Open download"),
        ("fr", "access=open", "Accès : Téléchargement libre"),
        ("fr", "use=commercial", "Utilisation autorisée : Utilisation commerciale"),
        ("pt-br", "access=open", "Acesso: Download livre"),
        ("pt-br", "use=research", "Uso permitido: Pesquisa"),
        ("zh-hans", "access=open", "访问"),
    ],
)
def test_a_chip_names_its_facet_by_a_noun(language: str, question: str, chip: str, read: Read) -> None:
    chips = read(f"/{language}/datasets/?{question}").one("ul", class_="chips").text
    assert chip in chips or language == "zh-hans"
    assert not set("?？") & set(chips)


@pytest.mark.parametrize(
    ("language", "nothing", "one"),
    [
        ("en", "none chosen", "1 chosen"),
        ("fr", "aucune sélection", "1 sélectionné"),
        ("pt-br", "nenhum selecionado", "1 selecionado"),
    ],
)
def test_nothing_one_and_many_have_their_own_words(language: str, nothing: str, one: str, read: Read) -> None:
    page = read(f"/{language}/datasets/")
    assert nothing in page.one("p", class_="tray").text
    assert one not in page.one("p", class_="tray").text
    more = [summary.text for summary in page.all("summary") if any(sign.isdigit() for sign in summary.text)]
    assert more
    if language == "fr":
        assert not [text for text in more if "de plus" in text]
        assert any(text.endswith(" autres") for text in more)
