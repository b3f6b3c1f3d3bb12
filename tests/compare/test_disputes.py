"""What does not agree, in the words of each language."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from datasets.compare.disputes import SHOWN, SUMS, Dispute, disputes
from datasets.facts.kinds import Record
from datasets.facts.reading import whole
from datasets.models import LANGUAGES, ChangeSet, Dataset, Document
from datasets.records import loading
from datasets.records.files import Tree

pytestmark = pytest.mark.django_db

# Documents by what they weigh: code -> authority and day.
DOCUMENTS = {
    "an-owner": ("owner", None),
    "a-registry": ("registry", None),
    "a-paper": ("literature", None),
    "an-index": ("index", None),
    "old-guide": ("guide", date(2019, 1, 1)),
    "new-guide": ("guide", date(2024, 1, 1)),
}


@pytest.fixture(autouse=True)
def documents(db: None) -> None:
    """Documents of each authority beside those of the catalogue, which are guides."""
    for code, (authority, day) in DOCUMENTS.items():
        address = f"https://example.org/{code}"
        Document.objects.create(
            code=code, title=code, kind="page", authority=authority, published=day, languages=["en"], url=address
        )


def said(field: str, value: Any, document: str = "000", **more: Any) -> Record:
    """Return a statement, of line 3 where the document has lines."""
    line = None if document in DOCUMENTS else 3
    return {"field": field, "value": value, "document": document, "line": line, "printed": "as printed", **more}


def amount(value: int, unit: str = "patients", precision: str = "exact") -> Record:
    return {"value": value, "unit": unit, "precision": precision}


def size(value: int, precision: str = "exact") -> Record:
    return {"value": value, "precision": precision}


def load(record: Record, *statements: Record, **keys: Any) -> None:
    """Write the example with these statements; what it said of their fields goes."""
    fields = {statement["field"] for statement in statements}
    kept = [statement for statement in record["statements"] if statement["field"] not in fields]
    loading.load_datasets([{**record, **keys, "statements": [*kept, *statements]}], ChangeSet.advance())


def found(slug: str = "example-set") -> tuple[Dispute, ...]:
    """Return what does not agree about an entry."""
    (of_one,) = disputes(whole(Dataset.objects.filter(slug=slug)))
    return of_one


def spoken(language: str) -> list[str]:
    """Return what does not agree about the example, in a language; blanks that do not break are plain."""
    with translation.override(language):
        return [re.sub("[\u00a0\u202f]", " ", dispute.text.words) for dispute in found()]


CLASS = {"name": "COVID-19", "unit": "images"}
RIGHT = {"component": "images", "use": "commercial"}
# What is said -> the sentence in each language.
SENTENCES: dict[str, tuple[list[Record], dict[str, str]]] = {
    "an amount, as the owner says": (
        [said("subjects", amount(30_805)), said("subjects", amount(30_000), "an-owner")],
        {
            "en": "Stated in different ways: “30,000 patients” (an-owner), “30,805 patients” (000:3). "
            "Shown is “30,000 patients”, as the owner says.",
            "fr": "Indications divergentes : « 30 000 patients » (an-owner), « 30 805 patients » (000:3). "
            "Affiché : « 30 000 patients », selon le propriétaire.",
            "pt-br": "Indicações divergentes: “30.000 pacientes” (an-owner), “30.805 pacientes” (000:3). "
            "Exibido: “30.000 pacientes”, segundo o proprietário.",
            "zh-hans": "说法不一：“30,000名患者”（an-owner）、“30,805名患者”（000:3）。"
            "显示“30,000名患者”，依据所有者的说法。",
            "ru": "Указано по-разному: «30 000 пациентов» (an-owner), «30 805 пациентов» (000:3). "
            "Показано «30 000 пациентов»: так говорит владелец.",
        },
    ),
    "a size, as a registry has counted": (
        [said("size", size(45_000_000_000), "an-owner"), said("size", size(1_500_000_000_000, "about"), "a-registry")],
        {
            "en": "Stated in different ways: “about 1.5 TB” (a-registry), “45 GB” (an-owner). "
            "Shown is “about 1.5 TB”, as a registry has counted.",
            "fr": "Indications divergentes : « environ 1,5 To » (a-registry), « 45 Go » (an-owner). "
            "Affiché : « environ 1,5 To », selon le décompte d'un registre.",
            "pt-br": "Indicações divergentes: “cerca de 1,5 TB” (a-registry), “45 GB” (an-owner). "
            "Exibido: “cerca de 1,5 TB”, segundo a contagem de um cadastro de dados.",
            "zh-hans": "说法不一：“约1.5 TB”（a-registry）、“45 GB”（an-owner）。显示“约1.5 TB”，依据登记库的统计。",
            "ru": "Указано по-разному: «около 1,5 ТБ» (a-registry), «45 ГБ» (an-owner). "
            "Показано «около 1,5 ТБ»: так подсчитано в реестре.",
        },
    ),
    "codes, as a paper says": (
        [said("access", "request"), said("access", "open", "a-paper")],
        {
            "en": "Stated in different ways: “Open download” (a-paper), “Request or data use agreement” (000:3). "
            "Shown is “Open download”, as a paper says.",
            "fr": "Indications divergentes : « Téléchargement libre » (a-paper), "
            "« Sur demande ou avec accord d'utilisation (DUA) » (000:3). "
            "Affiché : « Téléchargement libre », selon un article.",
            "pt-br": "Indicações divergentes: “Download livre” (a-paper), "
            "“Solicitação ou termo de uso de dados” (000:3). Exibido: “Download livre”, segundo um artigo.",
            "zh-hans": "说法不一：“开放下载”（a-paper）、“申请或签署数据使用协议”（000:3）。显示“开放下载”，依据论文。",
            "ru": "Указано по-разному: «Свободное скачивание» (a-paper), "
            "«По запросу или по соглашению об использовании данных» (000:3). "
            "Показано «Свободное скачивание»: так сказано в статье.",
        },
    ),
    "a level, as a guide says": (
        [said("level", "advanced", "an-index"), said("level", "beginner")],
        {
            "en": "Stated in different ways: “Beginner” (000:3), “Advanced” (an-index). "
            "Shown is “Beginner”, as a guide says.",
            "fr": "Indications divergentes : « Débutant » (000:3), « Avancé » (an-index). "
            "Affiché : « Débutant », selon un guide.",
            "pt-br": "Indicações divergentes: “Iniciante” (000:3), “Avançado” (an-index). "
            "Exibido: “Iniciante”, segundo um guia.",
            "zh-hans": "说法不一：“入门”（000:3）、“高级”（an-index）。显示“入门”，依据指南。",
            "ru": "Указано по-разному: «Начальный» (000:3), «Продвинутый» (an-index). "
            "Показано «Начальный»: так сказано в обзоре.",
        },
    ),
    "a level, the newest": (
        [said("level", "advanced", "old-guide"), said("level", "beginner", "new-guide")],
        {
            "en": "Stated in different ways: “Beginner” (new-guide), “Advanced” (old-guide). "
            "Shown is “Beginner”, the newest of them.",
            "fr": "Indications divergentes : « Débutant » (new-guide), « Avancé » (old-guide). "
            "Affiché : « Débutant », la plus récente.",
            "pt-br": "Indicações divergentes: “Iniciante” (new-guide), “Avançado” (old-guide). "
            "Exibido: “Iniciante”, o mais recente.",
            "zh-hans": "说法不一：“入门”（new-guide）、“高级”（old-guide）。显示“入门”，为其中最新者。",
            "ru": "Указано по-разному: «Начальный» (new-guide), «Продвинутый» (old-guide). "
            "Показано «Начальный» — самое новое из них.",
        },
    ),
    "an amount, the most exact": (
        [
            said("images", amount(112_000, "images", "at-least"), "an-owner"),
            said("images", amount(112_120, "images")),
            said("images", amount(90_000, "images"), "001"),
        ],
        {
            "en": "Stated in different ways: “112,120” (000:3), “at least 112,000” (an-owner), “90,000” (001:3). "
            "Shown is “112,120”, the most exact of what agrees.",
            "fr": "Indications divergentes : « 112 120 » (000:3), « au moins 112 000 » (an-owner), "
            "« 90 000 » (001:3). Affiché : « 112 120 », la plus précise des valeurs concordantes.",
            "pt-br": "Indicações divergentes: “112.120” (000:3), “pelo menos 112.000” (an-owner), “90.000” (001:3). "
            "Exibido: “112.120”, o mais exato entre os valores concordantes.",
            "zh-hans": "说法不一：“112,120”（000:3）、“至少112,000”（an-owner）、“90,000”（001:3）。"
            "显示“112,120”，为相符各值中最精确者。",
            "ru": "Указано по-разному: «112 120» (000:3), «не менее 112 000» (an-owner), «90 000» (001:3). "
            "Показано «112 120» — самое точное из согласующихся значений.",
        },
    ),
    "yes or no, which is stated first": (
        [said("multi_label", True), said("multi_label", False, "001")],
        {
            "en": "Stated in different ways: “yes” (000:3), “no” (001:3). Shown is “yes”, which is stated first.",
            "fr": "Indications divergentes : « oui » (000:3), « non » (001:3). Affiché : « oui », citée en premier.",
            "pt-br": "Indicações divergentes: “sim” (000:3), “não” (001:3). Exibido: “sim”, citado primeiro.",
            "zh-hans": "说法不一：“是”（000:3）、“否”（001:3）。显示“是”，为最先提到者。",
            "ru": "Указано по-разному: «да» (000:3), «нет» (001:3). Показано «да»: оно названо первым.",
        },
    ),
    "a difficulty, which a curator prefers": (
        [
            said("difficulty", "easy", "an-owner"),
            said("difficulty", "hard", "an-index", standing="preferred", reason={"en": "It was tried."}),
        ],
        {
            "en": "Stated in different ways: “Hard” (an-index), “Easy” (an-owner). "
            "Shown is “Hard”, which a curator prefers.",
            "fr": "Indications divergentes : « Difficile » (an-index), « Facile » (an-owner). "
            "Affiché : « Difficile », que préfère le responsable du catalogue.",
            "pt-br": "Indicações divergentes: “Difícil” (an-index), “Fácil” (an-owner). "
            "Exibido: “Difícil”, preferido pelo responsável pelo catálogo.",
            "zh-hans": "说法不一：“困难”（an-index）、“简单”（an-owner）。显示“困难”，由编目人员选定。",
            "ru": "Указано по-разному: «Высокая» (an-index), «Низкая» (an-owner). "
            "Показано «Высокая»: так решил куратор.",
        },
    ),
    "two indexes, of which one is taken": (
        [said("kind", "challenge", "an-index"), said("kind", "dataset", "an-index")],
        {
            "en": "Stated in different ways: “Challenge or competition” (an-index), “Dataset” (an-index). "
            "Shown is “Challenge or competition”, which is stated first.",
        },
    ),
    "a class, of which no reason is told": (
        [
            said("class", {**CLASS, "count": 219}),
            said("class", {**CLASS, "count": 3616}, "001"),
            said("multi_label", True),
        ],
        {
            "en": "Stated in different ways: “COVID-19: 219 images” (000:3), “COVID-19: 3,616 images” (001:3).",
            "fr": "Indications divergentes : « COVID-19 : 219 images » (000:3), « COVID-19 : 3 616 images » (001:3).",
            "pt-br": "Indicações divergentes: “COVID-19: 219 imagens” (000:3), “COVID-19: 3.616 imagens” (001:3).",
            "zh-hans": "说法不一：“COVID-19：219幅图像”（000:3）、“COVID-19：3,616幅图像”（001:3）。",
            "ru": "Указано по-разному: «COVID-19 — 219 изображений» (000:3), «COVID-19 — 3 616 изображений» (001:3).",
        },
    ),
    "a right": (
        [said("rights", {**RIGHT, "answer": "yes"}), said("rights", {**RIGHT, "answer": "no"}, "001")],
        {
            "en": "Stated in different ways: “Images: Commercial use: yes” (000:3), "
            "“Images: Commercial use: no” (001:3).",
            "fr": "Indications divergentes : « Images : Utilisation commerciale : oui » (000:3), "
            "« Images : Utilisation commerciale : non » (001:3).",
            "pt-br": "Indicações divergentes: “Imagens: Uso comercial: sim” (000:3), "
            "“Imagens: Uso comercial: não” (001:3).",
            "zh-hans": "说法不一：“图像：商业用途：是”（000:3）、“图像：商业用途：否”（001:3）。",
            "ru": "Указано по-разному: «Изображения — Коммерческое использование — да» (000:3), "
            "«Изображения — Коммерческое использование — нет» (001:3).",
        },
    ),
    "splits": (
        [said("split", [{"name": "train", "count": 7000}, {"name": "test", "count": 29}])],
        {
            "en": "The splits add up to 7,029, the total is 100.",
            "fr": "La somme des découpages est de 7 029, le total de 100.",
            "pt-br": "As divisões somam 7.029; o total é 100.",
            "zh-hans": "各划分合计7,029，总数为100。",
            "ru": "Сумма по выборкам — 7 029, всего — 100.",
        },
    ),
    "shares": (
        [said("split", [{"name": "train", "percent": 70}, {"name": "test", "percent": 20.5}])],
        {
            "en": "The shares of the splits add up to 90.5 %.",
            "fr": "La somme des parts est de 90,5 %.",
            "pt-br": "As proporções das divisões somam 90,5%.",
            "zh-hans": "各划分的占比合计90.5%。",
            "ru": "Доли выборок в сумме дают 90,5 %.",
        },
    ),
    "a share": (
        [said("split", [{"name": "train", "count": 70, "percent": 62.5}, {"name": "test", "count": 30}])],
        {
            "en": "Training: 70 % (70 of 100), stated as 62.5 %.",
            "fr": "Entraînement : 70 % (70 sur 100), indiqué comme 62,5 %.",
            "pt-br": "Treinamento: 70% (70 de 100), indicado como 62,5%.",
            "zh-hans": "训练集：70%（100中的70），所称为62.5%。",
            "ru": "Обучающая выборка: 70 % (70 из 100), указано 62,5 %.",
        },
    ),
    "classes": (
        [said("class", [{"name": "a", "count": 60_000}, {"name": "b", "count": 41}])],
        {
            "en": "The classes add up to 60,041, the total is 100.",
            "fr": "La somme des classes est de 60 041, le total de 100.",
            "pt-br": "As classes somam 60.041; o total é 100.",
            "zh-hans": "各类别合计60,041，总数为100。",
            "ru": "Сумма по классам — 60 041, всего — 100.",
        },
    ),
    "named classes": (
        [said("class", [{"name": "a"}, {"name": "b"}]), said("class_count", 1005)],
        {
            "en": "Classes named: 2; stated: 1,005.",
            "fr": "Classes nommées : 2 ; indiquées : 1 005.",
            "pt-br": "Classes nomeadas: 2; indicadas: 1.005.",
            "zh-hans": "列出的类别数：2；所称的类别数：1,005。",
            "ru": "Названо классов: 2; указано: 1 005.",
        },
    ),
}


class TestSentences:
    """Who says what, what is shown, and why."""

    @pytest.mark.parametrize("case", SENTENCES)
    def test_each_language_says_it_in_its_words_and_figures(self, case: str, record: Record) -> None:
        statements, sentences = SENTENCES[case]
        load(record, *statements)
        assert {language: spoken(language) for language in sentences} == {
            language: [sentence] for language, sentence in sentences.items()
        }

    @pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
    @pytest.mark.parametrize("sentence", [*SUMS.values(), *SHOWN.values()], ids=[*SUMS, *SHOWN])
    def test_no_sentence_is_left_in_english(self, sentence: Any, language: str) -> None:
        pattern = str(sentence)
        with translation.override(language):
            translated = str(sentence)
        assert translated != pattern
        assert sorted(re.findall(r"%\(\w+\)s", translated)) == sorted(re.findall(r"%\(\w+\)s", pattern))

    @pytest.mark.parametrize("sentence", [*SUMS.values(), *SHOWN.values()], ids=[*SUMS, *SHOWN])
    def test_every_sentence_is_tried(self, sentence: Any) -> None:
        pattern = re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(str(sentence).replace("%%", "%")))
        assert any(re.search(pattern, sentences["en"]) for _, sentences in SENTENCES.values())

    @pytest.mark.parametrize("language", ["fr", "ru"])
    def test_no_percent_sign_stands_in_a_line_without_its_figure(self, language: str, record: Record) -> None:
        load(record, *SENTENCES["a share"][0])
        with translation.override(language):
            (dispute,) = found()
        assert dispute.text.words.count("\u00a0%") == 2

    def test_documents_that_say_the_same_are_named_together(self, record: Record) -> None:
        load(record, said("year", 2018), said("year", 2019, "001"), said("year", 2018, "an-index"), said("year", 2018))
        (sentence,) = spoken("en")
        assert "“2018” (000:3, an-index), “2019” (001:3)" in sentence

    def test_a_code_that_is_no_term_stands_for_itself(self, record: Record) -> None:
        load(record, said("level", "beginner"), said("license", "MIT"), said("license", "of-yesterday", "an-index"))
        assert "“of-yesterday” (an-index)" in spoken("en")[0]


class TestSettled:
    """What a curator decided, and why."""

    @pytest.fixture(autouse=True)
    def preferred(self, record: Record) -> None:
        reason = {"en": "It was tried.", "fr": "On l'a essayé."}
        preferred = said("difficulty", "hard", "an-index", standing="preferred", reason=reason)
        load(record, said("difficulty", "easy", "an-owner"), preferred, said("year", 2018), said("year", 2019))

    def test_what_is_preferred_is_settled_and_the_rest_open(self) -> None:
        assert {dispute.field: dispute.is_open for dispute in found()} == {"difficulty": False, "year": True}

    @pytest.mark.parametrize(
        ("language", "reason", "marked"),
        [("en", "It was tried.", ""), ("fr", "On l'a essayé.", ""), ("ru", "It was tried.", "en")],
    )
    def test_its_reason_is_shown_in_the_language_that_there_is(self, language: str, reason: str, marked: str) -> None:
        with translation.override(language):
            (settled,) = [dispute.settled for dispute in found() if dispute.field == "difficulty"]
        assert (settled.words, settled.language) == (reason, marked)


class TestNotes:
    """What curators noted stands instead of what is computed."""

    def note(self, record: Record, field: str, kind: str, **more: Any) -> list[tuple[str, str, str]]:
        """Return the disputes about an entry with two of them and this note."""
        note = {"field": field, "kind": kind, "explanation": {"en": "Noted.", "fr": "Noté."}, **more}
        splits = said("split", [{"name": "train", "count": 70}, {"name": "test", "count": 29}])
        load(record, said("year", 2018), said("year", 2019, "001"), splits, disagreements=[note])
        return [(dispute.field, dispute.kind, dispute.text.words.split(" ")[0]) for dispute in found()]

    YEAR = ("year", "documents", "Stated")
    SPLIT = ("split", "arithmetic", "The")

    @pytest.mark.parametrize(
        ("field", "kind", "computed"),
        [
            ("year", "documents", [SPLIT]),
            ("year", "claim", [SPLIT]),
            ("year", "arithmetic", [YEAR, SPLIT]),
            ("split", "arithmetic", [YEAR]),
            ("split", "claim", [YEAR, SPLIT]),
            ("purpose", "claim", [YEAR, SPLIT]),
        ],
    )
    def test_a_note_comes_first_and_stands_for_its_field(
        self, field: str, kind: str, computed: list[tuple[str, str, str]], record: Record
    ) -> None:
        assert self.note(record, field, kind) == [(field, kind, "Noted."), *computed]

    def test_a_note_is_open_until_it_is_settled(self, record: Record) -> None:
        self.note(record, "year", "documents")
        assert found()[0].is_open
        self.note(record, "year", "documents", settled={"en": "The owner was asked."})
        assert not found()[0].is_open
        assert found()[0].settled.words == "The owner was asked."

    def test_a_note_is_told_in_the_language_that_there_is(self, record: Record) -> None:
        self.note(record, "year", "documents")
        with translation.override("fr"):
            assert (found()[0].text.words, found()[0].kind_label) == ("Noté.", "Documents divergents")
        with translation.override("ru"):
            assert (found()[0].text.words, found()[0].text.language) == ("Noted.", "en")

    def test_each_has_a_key_of_its_own(self, record: Record) -> None:
        self.note(record, "purpose", "claim")
        assert len({dispute.key for dispute in found()}) == 3


def test_an_entry_that_holds_what_nobody_says_has_a_page_all_the_same(record: Record) -> None:
    load(record, said("year", 2018))
    Dataset.objects.filter(slug="example-set").update(year=2001)
    assert found() == ()
    load(record, said("year", 2018), said("year", 2019, "001"))
    Dataset.objects.filter(slug="example-set").update(year=2001)
    assert spoken("en") == ["Stated in different ways: “2018” (000:3), “2019” (001:3)."]


def test_what_is_set_aside_is_no_voice(record: Record) -> None:
    reason = {"en": "A slip of the pen."}
    load(record, said("year", 2018), said("year", 2019, "001", standing="set-aside", reason=reason))
    assert found() == ()


@pytest.fixture
def catalogue(db: None) -> Iterator[dict[str, tuple[Dispute, ...]]]:
    """What does not agree about each entry of the catalogue, in English."""
    with translation.override("en"):
        rows = whole(Dataset.objects.order_by("slug"))
        yield {row.slug: of_one for row, of_one in zip(rows, disputes(rows), strict=True)}


# What nobody noted by hand and is computed of the catalogue: entry, field, whether it is open, and the sentence.
COMPUTED = [
    (
        "lits", "kind", False,
        (
            "Stated in different ways: “Challenge or competition” (004:92, 004:106), “Dataset” (004:58). "
            "Shown is “Challenge or competition”, which a curator prefers."
        ),
    ),
]  # fmt: skip


class TestCatalogue:
    """What the real catalogue tells."""

    def test_every_note_is_told(self, catalogue: dict[str, tuple[Dispute, ...]], tree: Tree) -> None:
        noted = [
            (record["slug"], item["field"], item["kind"], item["explanation"]["en"])
            for _, record in tree.dataset
            for item in record["disagreements"]
        ]
        told = {
            (slug, dispute.field, dispute.kind, dispute.text.words)
            for slug, of_one in catalogue.items()
            for dispute in of_one
        }
        assert noted
        assert [note for note in noted if note not in told] == []

    def test_what_is_computed_besides(self, catalogue: dict[str, tuple[Dispute, ...]], tree: Tree) -> None:
        noted = {
            (record["slug"], item["explanation"]["en"])
            for _, record in tree.dataset
            for item in record["disagreements"]
        }
        besides = [
            (slug, dispute.field, dispute.is_open, dispute.text.words)
            for slug, of_one in catalogue.items()
            for dispute in of_one
            if (slug, dispute.text.words) not in noted
        ]
        assert besides == COMPUTED


def test_what_all_entries_name_is_asked_for_once(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    rows = whole(Dataset.objects.all())
    with django_assert_max_num_queries(1):
        disputes(rows)
