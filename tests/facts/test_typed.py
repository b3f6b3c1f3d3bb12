"""Values as people type them: what is understood, what is refused with the way to mend it, what reads back the same."""

from typing import Any

import pytest

from datasets.facts import typed
from datasets.facts.fields import FIELDS, Field
from datasets.facts.resolution import several
from datasets.facts.terms import NotUnderstoodError, Vocabularies
from datasets.models import Dataset, FormerSlug, License
from datasets.records import values
from datasets.records.files import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def known() -> Vocabularies:
    """The words of the vocabularies, read once."""
    return Vocabularies()


def amount(value: int, unit: str | None = None, precision: str | None = "exact") -> dict[str, Any]:
    """Return an amount with what is said of it."""
    return {
        "value": value,
        **({"unit": unit} if unit else {}),
        **({"precision": precision} if precision else {}),
    }


UNDERSTOOD: dict[str, dict[str, Any]] = {
    "subjects": {
        "1,010 patients": amount(1010, "patients"),
        "1 010 patients": amount(1010, "patients"),
        "exactly 10K patients": amount(10_000, "patients"),
        "10K+ patients": amount(10_000, "patients", "at-least"),
        "at least 500 patients per year": amount(500, "patients", "per-year"),
        "500+/an": amount(500, None, "per-year"),
        "около 300 пациентов": amount(300, "patients", "about"),
        "plus de 300 malades": amount(300, "patients", "at-least"),
        "cerca de 300 pacientes": amount(300, "patients", "about"),
        "超3万名患者": amount(30_000, "patients", "at-least"),
        "1,010 (precision not stated)": amount(1010, None, None),
        "1,010": amount(1010),
    },
    "images": {
        "about 300,000 slices": amount(300_000, "slices", "about"),
        "≥ 100,000 images": amount(100_000, "images", "at-least"),
        "over 100,000 images": amount(100_000, "images", "at-least"),
        "112K images": amount(112_000, "images", "about"),
        "~11 Million images": amount(11_000_000, "images", "about"),
        "3万张图像": amount(30_000, "images", "about"),
        "108 image pairs": amount(108, "image-pairs"),
        "1 image": amount(1, "images"),
    },
    "size": {
        "124 GB": amount(124 * 10**9),
        "about 1.5 TB": amount(15 * 10**11, None, "about"),
        "1,5 To": amount(15 * 10**11),
        "~30 GB/an": amount(30 * 10**9, None, "per-year"),
        "5 GiB": amount(5 * 2**30),
        "50 ГБ": amount(50 * 10**9),
        "over 2 TB": amount(2 * 10**12, None, "at-least"),
        "0 B": amount(0),
    },
    "downloads": {"50,000+": amount(50_000, None, "at-least"), "50,000 downloads": amount(50_000)},
    "year": {"2019": 2019, "2019年": 2019, " 1996 ": 1996},
    "class_count": {"14": 14, "1,000": 1000},
    "multi_label": {"yes": True, "Oui": True, "sim": True, "да": True, "是": True, "no": False, "нет": False},
    "quality": {"4": 4, "★★★★": 4, "★★★☆☆": 3, "4/5": 4, "4 of 5 stars": 4},
    "difficulty": {"medium": "medium", "Facile": "easy", "Difícil": "hard"},
    "level": {"beginner": "beginner", "Débutant": "beginner", "Продвинутый": "advanced", "中级": "intermediate"},
    "prize": {
        "50,000 USD": {"value": 50_000, "currency": "USD"},
        "USD 50K": {"value": 50_000, "currency": "USD"},
        "$50,000 USD": {"value": 50_000, "currency": "USD"},
        "US$50,000": {"value": 50_000, "currency": "USD"},
        "€5,000": {"value": 5_000, "currency": "EUR"},
        "5,000 euros": {"value": 5_000, "currency": "EUR"},
    },
    "name": {"LIDC-IDRI": "LIDC-IDRI"},
    "category": {"imaging": "imaging", "Medical images": "imaging"},
    "access": {"open": "open", "Free registration": "registration", "DUA": "request"},
    "modality": {
        "MRI; CT": ["MR", "CT"], "IRM, scanner": ["MR", "CT"], "МРТ": ["MR"], "X-ray": ["XRAY"], "ct\nCT": ["CT"],
    },
    "anatomy": {"肾": ["kidney"], "почка": ["kidney"], "rim": ["kidney"], "rein": ["kidney"]},
    "access_step": {"register → download": ["register", "download"]},
    "format": {"jpeg 2000; tar.gz": ["jpeg2000", "tar-gz"]},
    "source": {"Kaggle": ["kaggle"]},
    "license": {
        "CC BY 4.0": "CC-BY-4.0",
        "cc-by-4.0": "CC-BY-4.0",
        "https://creativecommons.org/licenses/by/4.0/deed.fr": "CC-BY-4.0",
        "http://creativecommons.org/licenses/by-nc-sa/4.0/legalcode": "CC-BY-NC-SA-4.0",
        "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
        "https://spdx.org/licenses/CC-BY-3.0.html": "CC-BY-3.0",
        "https://opensource.org/licenses/MIT": "MIT",
    },
    "link": {
        "https://x.org/a (download) The data": {"url": "https://x.org/a", "kind": "download", "label": "The data"},
        "https://x.org/a_(b) (Site officiel)\nhttps://y.org (code)": [
            {"url": "https://x.org/a_(b)", "kind": "homepage"}, {"url": "https://y.org", "kind": "code"},
        ],
        "https://x.org/a (Документация)": {"url": "https://x.org/a", "kind": "documentation"},
    },
    "paper": {
        "10.1148/ryai.210315": {"doi": "10.1148/ryai.210315"},
        "https://doi.org/10.1148/RYAI.210315": {"doi": "10.1148/RYAI.210315"},
        "doi:10.1148/ryai.210315": {"doi": "10.1148/ryai.210315"},
        "https://example.org/paper.pdf": {"url": "https://example.org/paper.pdf"},
        "url: https://arxiv.org/abs/1909.06146": {"url": "https://arxiv.org/abs/1909.06146"},
        "A title; Doe, Jane and Roe, Richard; Nature; 2019": {
            "title": "A title", "authors": "Doe, Jane and Roe, Richard", "venue": "Nature", "year": 2019,
        },
        "A title; ; ; 2019": {"title": "A title", "year": 2019},
        'title: "One; two"; Year: 2019': {"title": "One; two", "year": 2019},
    },
    "class": {
        "COVID-19: 219 images": {"name": "COVID-19", "count": 219, "unit": "images"},
        "Healthy": {"name": "Healthy"},
        "Sick [COVID-19]: 5": {"name": "Sick", "condition": "covid-19", "count": 5},
        '"a: b; c": 5': {"name": "a: b; c", "count": 5},
        '5" lesions': {"name": '5" lesions'},
        "A: 5 images; B": [{"name": "A", "count": 5, "unit": "images"}, {"name": "B"}],
    },
    "split": {
        "train: 210 patients (70 %)": {"name": "train", "count": 210, "unit": "patients", "percent": 70},
        "Entraînement: 70%": {"name": "train", "percent": 70},
        "val: 12.5 %": {"name": "validation", "percent": 12.5},
        "тест": {"name": "test"},
    },
    "rights": {
        "images: commercial use: yes": {"component": "images", "use": "commercial", "answer": "yes"},
        "код：распространение：нет": {"component": "code", "use": "redistribution", "answer": "no"},
    },
    "relation": {
        "subset of chestx-ray14": {"kind": "subset-of", "target": "chestx-ray14"},
        "subset-of: chestx-ray14": {"kind": "subset-of", "target": "chestx-ray14"},
        "Sous-ensemble de chestx-ray14": {"kind": "subset-of", "target": "chestx-ray14"},
        "chestx-ray14的子集": {"kind": "subset-of", "target": "chestx-ray14"},
        "зеркало mura": {"kind": "mirror-of", "target": "mura"},
        "compartilha indivíduos com MURA": {"kind": "shares-subjects-with", "target": "mura"},
    },
    "count": {
        "4 radiologists": amount(4, "radiologists"),
        "9 hours; 20+ datasets/an": [amount(9, "hours"), amount(20, "datasets", "per-year")],
    },
    "population": {
        "age: 18 to 96": {"age": [18, 96]},
        "aged 18–96": {"age": [18, 96]},
        "women, over 60: 30": {"group": "women, over 60", "count": 30},
        "age: 5": {"group": "age", "count": 5},
    },
    "contents": {"reliability data set: 20": {"group": "reliability data set", "count": 20}},
    "acquisition": {"GE: 4; Philips: 6": {"GE": 4, "Philips": 6}},
    "language": {"es, it, pt": ["es", "it", "pt"]},
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, said in UNDERSTOOD.items() for text in said])
def test_what_people_write_is_understood(code: str, text: str, known: Vocabularies) -> None:
    value = typed.read(FIELDS[code], text, "en", known)
    assert value == UNDERSTOOD[code][text]
    assert type(value) is type(UNDERSTOOD[code][text])
    assert list(values.problems(code, value)) == []


def test_every_value_of_the_catalogue_reads_back_as_it_is_written(tree: Tree, known: Vocabularies) -> None:
    stated = [
        (record["slug"], FIELDS[statement["field"]], statement.get("value"))
        for _, record in tree.dataset
        for statement in record["statements"]
    ]
    assert len(stated) > 3_000
    lost = []
    for slug, about, value in stated:
        text = typed.write(about, value)
        if (found := typed.read(about, text, "en", known)) != value:
            lost.append((slug, about.code, value, text, found))
    assert lost == []


# Values that the catalogue does not have and that a record may hold.
ODD: list[tuple[str, Any]] = [
    ("images", amount(30_805, None, None)),
    ("images", amount(0, "images", None)),
    ("images", amount(9_000_000_000_000_000, "images", "at-least")),
    ("size", amount(1, None, "about")),
    ("size", amount(1_234_567_890_123)),
    ("size", amount(5 * 2**30, None, None)),
    ("split", {"name": "test", "percent": 33.333}),
    ("split", {"name": "test", "percent": 0}),
    ("split", {"name": "test", "percent": 100}),
    ("class", {"name": '"quoted" [x]: 5; y', "count": 1}),
    ("class", {"name": "A：B；C"}),
    ("class", [{"name": "train: a", "condition": "covid-19"}, {"name": "b", "count": 0, "unit": "images"}]),
    ("paper", {"title": '"A"; doi: 5', "authors": "Doe, Jane"}),
    ("paper", {"title": "year: 2019"}),
    ("paper", {"url": "https://doi.org/10.1148/ryai.210315"}),
    ("paper", {"url": "https://example.org/a;b"}),
    ("paper", {"doi": "10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2"}),
    ("paper", [{"doi": "10.1148/a"}, {"authors": "Menze and others", "year": 2015}]),
    ("link", {"url": "https://x.org/(a)", "kind": "homepage", "label": "(code) of it"}),
    ("link", [{"url": "ftp://x.org/a;b", "kind": "download"}, {"url": "https://x.org", "kind": "code"}]),
    ("population", {"group": "age: 18 to 96, all", "count": 3}),
    ("population", {"age": [0, 0]}),
    ("contents", {"group": '"a"; b', "count": 0}),
    ("acquisition", {"GE: 3T; old": 4, '"x"': 0}),
    ("prize", {"value": 0, "currency": "XOF"}),
    ("modality", ["CT"]),
    (
        "rights",
        [{"component": part, "use": "derivatives", "answer": "no"} for part in ("code", "images")],
    ),
]


@pytest.mark.parametrize(("code", "value"), ODD)
def test_odd_values_read_back_as_they_are_written(code: str, value: Any, known: Vocabularies) -> None:
    assert list(values.problems(code, value)) == []
    assert several(typed.read(FIELDS[code], typed.write(FIELDS[code], value), "en", known)) == several(value)


@pytest.mark.parametrize("about", FIELDS.values(), ids=lambda about: about.code)
def test_the_example_of_each_field_reads_back(about: Field, known: Vocabularies) -> None:
    assert typed.read(about, typed.example(about), "en", known) == about.example


def test_an_empty_text_is_no_value() -> None:
    assert typed.read(FIELDS["images"], " \n", "en") is None
    assert typed.write(FIELDS["images"], None) == ""


def test_numbers_are_read_in_the_notation_of_the_language(known: Vocabularies) -> None:
    assert typed.read(FIELDS["images"], "1.000 imagens", "pt-br", known) == amount(1000, "images")


# What no kind takes, and what each kind does not.
JUNK = ("???", "<script>", "\0", "\ud800", "x" * 70_000, "{}", "null", '["CT"]', "١٢ kg", "—")
HOSTILE: dict[str, tuple[str, ...]] = {
    "amount": (
        "five", "-5", "1.000", "up to 500 images", "100-200 images", "1e9", "9" * 19, "10 unicorns", "5 10 images",
        "about at least 5 images", "1.5 images", "9,000,000,000,000,001 images", "1,00 images",
    ),
    "figure": (
        "many", "-1", "under 500", "5 apples", "1.5", "1.000", "1 2 3 4", "10 to 20", "9" * 19, "roughly exactly 5",
    ),
    "size": (
        "42", "10 apples", "GB", "1.000.0 GB", "up to 5 GB", "5 GB 3 MB", "-5 GB", "10.5 B", "9999999 TB", "5 GB each",
        "five GB",
    ),
    "year": ("19", "1849", "2101", "20 19", "MMXIX", "2019-01-01", "about 2019", "2,019", "-2019", "c. 1990", "20199"),
    "number": ("0", "-1", "1.5", "1,000,001", "ten", "14 classes", "1.000", "about 14", "1/2", "9" * 19),
    "flag": ("maybe", "2", "yesno", "yes no", "x", "unknown", "10", "oui et non", "t", "-"),
    "stars": ("0", "6", "☆", "★★★★★★", "4.5", "four", "4/10", "-4", "10", "★½", "4 of 6"),
    "difficulty": ("beginner", "1", "very hard", "hardest", "е", "easy medium", "0", "easy;hard", "mid", "difficile ?"),
    "level": ("hard", "1", "begin", "beginner; advanced", "0", "expert", "all", "niveau", "-", "medium"),
    "money": (
        "$50,000", "50,000", "USD", "50,000 dollars", "50,000 XYZ", "¥5", "50,000 USD EUR", "about 5 USD", "-5 USD",
        "5.5 USD", "1.000 USD", "five USD",
    ),
    "code": ("nowhere", "CT", "1", "open; open", "imaging, signals", "-", "'", "image data set of it", "zz", "%"),
    "codes": ("banana", "CT; banana", ";", "CT MR", "-", "c", "1", "%", "CT/MR", "CT; ; x"),
    "steps": ("jump", "register; jump", ";", "→", "1. register", "-", "reg", "%", "register/download", "x"),
    "name": ("x" * 301, "a\nb", "a\tb", "\x01", "a\x7f", "a\x00b", "a\ud800", "a\rb", "\x1bx", "a\x0bb"),
    "counts": ("4", "radiologists", "4 unicorns", "up to 4 radiologists", "-4 notes", "4 radiologists; x", "1.5 notes",
               "4 5 notes", ";", "\n".join(f"{number} notes" for number in range(1, 62))),
    "classes": ("a: b", "X [nope]", "X: about 5 images", ": 5", "[covid-19]", '"a', "a: 5 unicorns", "x" * 301,
                "a [b] c", "a: -5", '"": 5'),
    "splits": ("holdout: 5", "train: 170 %", "train: x", "70 %", "train: -5", ": 5", "train: about 5 images",
               "train: 5 unicorns", "train 5", "train: 5 % 6 %"),
    "rights": ("images: commercial", "images", "images: commercial: maybe", "pictures: commercial: yes", "a: b: c",
               "images: sale: yes", "yes", "images: commercial: yes: no", "::", "images: commercial:"),
    "links": ("https://x.org", "x.org (code)", "https://x.org (page)", "javascript:alert(1) (code)", "(code) x",
              "https://x.org/<a> (code)", "https://x.org (code)\nx", "https://x.org ()", "mailto:a@b.org (code)",
              "https://x.org/" + "a" * 1000 + " (code)", "https://x.org (code) " + "l" * 201),
    "papers": ("A title", "a; b", "title: A; year: 19", "year: 2019", "venue: Nature", "title: A; title: B", "10.5/x",
               "title: A; what: B", "A; J. Doe, R. Roe; Nature; 2019", "title: " + "x" * 501, "url: x", ";;;",
               'title: "A; b'),
    "relations": ("subset of nothing-here", "mura", "copy of mura", "subset of", "like mura", "mura subset of",
                  "subset mura", "of mura", "subset of mura and brats", "includes"),
    "group": ("x", "x: y", ": 5", "x: 5 images", "x: about 5", "x:", "x: -1", "x" * 301 + ": 5", "x: 1.5", "5"),
    "population": ("women", "age: 96 to 18", "x: y", ": 5", "age", "age: old", "women: 5 women", "a: 1.5", "18-96",
                   "x" * 301 + ": 5"),
    "devices": ("GE", "GE: x", "GE: 4; GE: 5", ": 4", ";", "GE: 4 scanners", "GE: -4", "GE 4", "GE: 4; x",
                "x" * 301 + ": 5"),
    "words": ("x", "5", "training", "null", "-", "yes", "[]", "a b", "1,000", "?"),
}  # fmt: skip


def about_kind(kind: str) -> Field:
    """Return the first field of a kind."""
    return next(about for about in FIELDS.values() if about.kind.name == kind)


@pytest.mark.parametrize("kind", sorted({about.kind.name for about in FIELDS.values()}))
def test_what_is_not_understood_is_told_with_the_way_to_write_it(kind: str, known: Vocabularies) -> None:
    about = about_kind(kind)
    assert len(HOSTILE[kind]) >= 10
    # A name may be anything that a line can hold.
    junk = [text for text in JUNK if kind not in ("name", "classes") or text in ("\0", "\ud800", "x" * 70_000)]
    for text in (*HOSTILE[kind], *junk):
        with pytest.raises(NotUnderstoodError) as refused:
            pytest.fail(f"{text[:60]!r} is read as {typed.read(about, text, 'en', known)!r}")
        message = str(refused.value)
        fix = f"such as “{typed.example(about)}”" if about.example is not None else "leave the value empty"
        assert fix in message, (text[:60], message)
        # The message names what is wrong, and can be shown.
        assert len(message) < 900, text[:60]
        message.encode()


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("images", "1.000", "may be 1,000 or 1"),
        ("images", "up to 500 images", "upper bound"),
        ("images", "30,000 unique patients", "near it: patients"),
        ("modality", "CAT", "CT"),
        ("anatomy", "kidny", "kidney"),
        ("prize", "$50,000", "“$” does not name one currency"),
        ("size", "42", "no unit"),
        ("link", "x.org (code)", "did you mean “https://x.org”?"),
        ("paper", "A; J. Doe, R. Roe; Nature; 2019", "“Doe, J. and Roe, R.”"),
        ("relation", "subset of chest", "chestx-ray14"),
        ("purpose", "training", "leave the value empty"),
    ],
)
def test_a_message_names_what_may_be_meant(code: str, text: str, said: str, known: Vocabularies) -> None:
    with pytest.raises(NotUnderstoodError) as refused:
        typed.read(FIELDS[code], text, "en", known)
    assert said in str(refused.value)


def test_a_word_of_several_terms_is_asked_back() -> None:
    for code in ("first", "second"):
        License.objects.create(code=code, names={"en": f"The {code}"}, synonyms={"fr": ["Licence commune"]})
    with pytest.raises(NotUnderstoodError, match=r"may be first \(The first\) or second \(The second\)"):
        typed.read(FIELDS["license"], "licence commune", "en")


def test_what_is_typed_twice_counts_once(known: Vocabularies) -> None:
    assert typed.read(FIELDS["class"], "A: 5\nA: 5", "en", known) == {"name": "A", "count": 5}
    assert typed.read(FIELDS["modality"], "CT; ct; Computed tomography", "en", known) == ["CT"]


def test_a_code_goes_before_a_synonym() -> None:
    License.objects.create(code="other", names={"en": "Other"}, synonyms={"en": ["MIT"]})
    assert typed.read(FIELDS["license"], "mit", "en") == "MIT"


def test_a_relation_may_name_an_entry_by_its_former_slug_and_by_its_name() -> None:
    mura = Dataset.objects.get(slug="mura")
    FormerSlug.objects.create(dataset=mura, slug="mura-before")
    Dataset.objects.filter(pk=mura.pk).update(name="Bones of Stanford")
    for text, slug in (("mirror of mura-before", "mura-before"), ("mirror of bones of stanford", "mura")):
        assert typed.read(FIELDS["relation"], text, "en") == {"kind": "mirror-of", "target": slug}


@pytest.mark.parametrize("text", ["x" * 50_000, "5 " + "of something " * 4_000, "9" * 50_000, "a:" * 20_000])
@pytest.mark.parametrize("code", ["subjects", "size", "modality", "license", "split", "link", "paper", "year"])
def test_a_message_quotes_the_beginning_of_what_is_long(text: str, code: str, known: Vocabularies) -> None:
    with pytest.raises(NotUnderstoodError) as error:
        typed.read(FIELDS[code], text, "en", known)
    assert len(str(error.value)) < 1_000
