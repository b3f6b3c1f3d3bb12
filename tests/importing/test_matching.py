"""Which entry a row is: identifiers, names in many spellings, relations that names say, verdicts, and what is apart."""

import gc
from typing import Any

import pytest

from datasets.importing.claims import Claim, Described
from datasets.importing.matching import noting, verdicts, ways
from datasets.importing.matching.comparing import CHOSEN, SHOWN
from datasets.importing.matching.finder import Finder, verdict_key
from datasets.importing.matching.identity import identifier
from datasets.importing.matching.known import Decided, Known
from datasets.importing.matching.names import Lexicon, abbreviates, pieces
from datasets.importing.matching.narrowing import AROUND, around, sharing
from datasets.models import Dataset, Verdict
from datasets.words.folding import joined

TERMS = [
    ("modality:MR", "MRI"),
    ("modality:MR", "МРТ"),
    ("anatomy:brain", "brain"),
    ("anatomy:brain", "мозг"),
    ("anatomy:prostate", "prostate"),
    ("task:segmentation", "segmentation"),
    ("task:segmentation", "сегментация"),
    ("condition:covid-19", "COVID-19"),
]
KNOWN = [
    Known("kits19", "KiTS19", ("2019 Kidney and Kidney Tumor Segmentation Challenge",), year=2019, kind="challenge"),
    Known("lits", "LiTS", (), kind="challenge"),
    Known("drive", "DRIVE", (), ("https://drive.grand-challenge.org/", "http://isi.example.org/drive/get.php")),
    Known("mimic-cxr", "MIMIC-CXR", (), ("https://physionet.org/content/mimic-cxr/",), frozenset({"10.1038/s41597"})),
    Known("mimic-iii", "MIMIC-III"),
    Known("i2cvb", "I2CVB", ("Prostate",)),
    Known("lidc", "LIDC-IDRI", (), ("https://wiki.cancerimagingarchive.net/display/Public/LIDC-IDRI",)),
    Known("brain-seg", "Brain MRI Segmentation", ("someone/brain-mri",)),
    Known("mura", "MURA", ("musculoskeletal radiographs",), ("https://ml.example.edu/mura/",), hosts=("Stanford",)),
    Known("covid", "COVID-19 Radiography Database"),
    Known("zenodo-set", "Cell Atlas Sheffield", (), ("10.5281/zenodo.1234",)),
    Known("one-task", "First of Many", (), ("https://many.example.org/all",)),
    Known("other-task", "Second of Many", (), ("https://many.example.org/all",)),
    Known("kaggle", "Kaggle", kind="archive"),
]


def finder(decided: Decided | None = None) -> Finder:
    rows = [Known(**{**vars(one), "key": place}) for place, one in enumerate(KNOWN, 1)]
    return Finder(rows, Lexicon(TERMS), decided)


FINDER = finder()


def row(name: str, *identifiers: str, **more: Any) -> Described:
    return Described("row 1", name, identifiers=identifiers, **more)


def told(name: str, *identifiers: str, **more: Any) -> tuple[str, str, str]:
    match = FINDER.matches(row(name, *identifiers, **more), "list")
    relation = str(match.candidates[0].relation) if match.candidates else ""
    return match.verdict, match.slug, relation


def test_a_name_within_the_rows_name_is_no_candidate_beside_that_very_name() -> None:
    known = [Known("tcga", "TCGA", key=1), Known("tcga-gbm", "TCGA-GBM", modalities=frozenset({"MR"}), key=2)]
    slides = Claim("modality", "SM", "", ["SM"])
    elsewhere = row("TCGA-GBM", "10.5281/zenodo.99", claims=(slides,))
    match = Finder(known, Lexicon(TERMS)).matches(elsewhere, "list")
    assert [one.slug for one in match.candidates] == ["tcga-gbm"]
    assert [one.slug for one in Finder(known, Lexicon(TERMS)).matches(row("TCGA-BRCA"), "list").candidates] == ["tcga"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("KiTS19", "kits19"),
        ("kits-19", "kits19"),
        ("Ｋｉ\u200bＴＳ１９", "kits19"),
        ("2019 Kidney and Kidney Tumor Segmentation Challenge", "kits19"),
        ("brain mri segmentation", "brain-seg"),
    ],
)
def test_an_equal_name_is_the_same(name: str, slug: str) -> None:
    assert told(name) == ("same", slug, "same")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("The KiTS19 dataset", "kits19"),
        ("Набор данных MURA", "mura"),
        ("MURA数据集", "mura"),
        ("Stanford MURA", "mura"),
        ("MIMMIC-CXR", "mimic-cxr"),
        ("Radiography Database COVID-19", "covid"),
        ("Digital Retinal Images for Vessel Extraction (DRIVE)", "drive"),
        ("Liver Tumor Segmentation", "lits"),
        ("Сегментация мозга МРТ", "brain-seg"),
        ("Medical Information Mart for Intensive Care Chest X-Ray", "mimic-cxr"),
    ],
)
def test_a_name_that_is_nearly_equal_waits_for_a_person(name: str, slug: str) -> None:
    assert told(name) == ("waits", slug, "same")


@pytest.mark.parametrize(
    ("name", "slug", "relation"),
    [
        ("KiTS21", "kits19", "edition"),
        ("MIMIC-IV", "mimic-iii", "edition"),
        ("MURA v2", "mura", "edition"),
        ("MIMIC-CXR-JPG", "mimic-cxr", "derived"),
        ("LIDC-IDRI preprocessed", "lidc", "derived"),
        ("mini MURA", "mura", "part"),
        ("KiTS19 training set only", "kits19", "part"),
        ("MURA (Kaggle mirror)", "mura", "mirror"),
        ("CBIS-MURA", "mura", "derived"),
    ],
)
def test_a_number_or_mark_that_differs_says_a_relation(name: str, slug: str, relation: str) -> None:
    assert told(name) == ("waits", slug, relation)


@pytest.mark.parametrize(
    ("name", "identifiers", "expected"),
    [
        ("Chest films", ["https://physionet.org/content/mimic-cxr/2.0.0/"], ("waits", "mimic-cxr", "edition")),
        ("MIMIC-CXR", ["https://physionet.org/content/mimic-cxr/2.0.0/"], ("same", "mimic-cxr", "same")),
        ("Chest films", ["http://physionet.org/content/mimic-cxr"], ("same", "mimic-cxr", "same")),
        ("Nodules", ["https://www.cancerimagingarchive.net/collection/lidc-idri/"], ("same", "lidc", "same")),
        ("Nodules", ["idc:lidc_idri"], ("same", "lidc", "same")),
        ("Cells", ["https://zenodo.org/record/1234"], ("same", "zenodo-set", "same")),
        ("Heads", ["https://www.kaggle.com/datasets/someone/brain-mri"], ("same", "brain-seg", "same")),
        ("Vessels", ["https://isi.example.org/drive/get.php?utm_source=x"], ("waits", "drive", "same")),
        ("MURA", ["https://www.kaggle.com/datasets/else/mura"], ("waits", "mura", "mirror")),
        ("KiTS21", ["idc:lidc_idri"], ("same", "lidc", "same")),
        # What several have proves nothing, nor does the front page of a host alone.
        ("Third", ["https://many.example.org/all"], ("new", "", "")),
        ("Vessels", ["https://drive.grand-challenge.org/"], ("new", "", "")),
    ],
)
def test_what_identifies_goes_before_names(name: str, identifiers: list[str], expected: tuple[str, str, str]) -> None:
    assert told(name, *identifiers) == expected


@pytest.mark.parametrize(
    "name",
    ["CheXpert", "PROSTATEx", "Task05_Prostate", "LUNA16", "STARE", "BraTS", "Kvasir-SEG", "MRI", "", "数"],
)
def test_other_names_are_new(name: str) -> None:
    assert told(name)[0] == "new"


def test_a_generic_other_name_is_not_enough() -> None:
    match = FINDER.matches(row("Prostate"), "list")
    assert (match.verdict, match.slug) == ("waits", "i2cvb")
    assert SHOWN <= match.score < CHOSEN


def test_paper_modality_and_kind_count_and_figures_do_not() -> None:
    def score(*claims: Claim) -> float:
        return FINDER.matches(row("MIMMIC-CXR files", claims=claims), "list").score

    plain = score()
    assert score(Claim("paper", "10.1038/S41597")) > plain
    assert score(Claim("images", "12")) == plain
    assert FINDER.matches(row("KiTTS19"), "list").score == pytest.approx(
        FINDER.matches(row("KiTTS19", claims=(Claim("kind", "archive"),)), "list").score + 0.15
    )


def test_what_was_decided_is_remembered_by_key_or_name() -> None:
    described = row("Kidneys 19", key="r-1")
    rows = {("list", verdict_key(described)): {"kits19": "part"}, ("list", "kits19"): {"kits19": "apart"}}
    known = finder(Decided(rows))
    match = known.matches(described, "list")
    assert (match.verdict, match.slug) == ("part", "kits19")
    assert known.matches(described, "another").verdict == "new"
    assert known.matches(row("KiTS 19"), "list").verdict == "new"


def test_a_row_that_was_taken_is_an_entry() -> None:
    known = finder()
    assert known.matches(row("Sheffield Knees"), "list").verdict == "new"
    known.add("sheffield-knees", row("Sheffield Knees"))
    match = known.matches(row("SHEFFIELD-KNEES"), "list")
    assert (match.verdict, match.slug) == ("same", "sheffield-knees")


def test_answers_do_not_depend_on_how_many_entries_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    # Some are entries already, which are put in the place of what was known of them.
    added = ("KiTS 2019", "Brain MRI Segmentation (BMS)", "Half \ud800 a sign", "Retina of Example Town", "LiTS")
    asked = ("kits-19", "Half \ud800 a sign", "bms", "Retina Example Town", "Liver Tumor Segmentation", "MURA")

    def answers() -> list[Any]:
        one = finder(Decided({}, frozenset({frozenset({1, 2})})))
        for name in added:
            slug = one.matches(row(name), "list").slug or joined(name)
            one.add(slug, row(name, "https://www.example.org/", f"https://www.example.org/{slug[0]}"))
        one.add("mura-again", row("MURA"))
        return [
            [one.matches(row(name, "https://many.example.org/all"), "list") for name in asked],
            [one.called(name) for name in asked],
            [one.beside(known.slug) for known in KNOWN],
            one.doubles(),
            one.crowded(),
        ]

    matches, *others = answers()
    slugs = ["kits19", "halfasign", "brain-seg", "retinaofexampletown", "lits", "mura"]
    assert [match.slug for match in matches] == slugs
    assert all(others)
    for newest in (1, 2, 5, 13):
        monkeypatch.setattr(ways, "NEWEST", newest)
        assert answers() == [matches, *others]


def test_few_entries_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "NEWEST", 3)
    monkeypatch.setattr(ways, "TAKEN_ANEW", 2)
    one = finder()
    for name in ("KiTS19", "LiTS", "DRIVE", "MIMIC-CXR", "MURA"):
        assert one.called(name)
    # By its type alone: to ask a lazy object what it is an instance of would wake it.
    held = [found for found in gc.get_objects() if type(found) is ways.Taken and found.lexicon is one.lexicon]
    assert len(held) <= 3 + 2


def test_doubles_are_pairs_without_a_relation() -> None:
    rows = [
        Known("a", "Doppelgänger CT", key=1),
        Known("b", "doppelganger-ct", key=2),
        Known("c", "Set 2016", key=3),
        Known("d", "Set 2017", key=4),
    ]
    for related, pairs in (((), [(1, 2)]), (((1, 2),), [])):
        decided = Decided({}, frozenset(map(frozenset, related)))
        for found in (Finder(rows, Lexicon(), decided), Finder(sharing(rows), Lexicon(), decided)):
            assert [(pair.one, pair.other) for pair in found.doubles()] == pairs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("The MURA dataset", "mura"),
        ("Liver Tumor Segmentation", "lits"),
        ("Сегментация мозга МРТ", "brain-seg"),
        ("MIMMIC-CXR", "mimic-cxr"),
    ],
)
def test_one_question_is_answered_by_few_entries(name: str, slug: str) -> None:
    made_up = [Known(f"chest-{number}", f"Chest {number} segmentation challenge") for number in range(2 * AROUND)]
    few = around([*KNOWN, *made_up], [name], Lexicon(TERMS))
    assert len(few) <= AROUND
    assert Finder(few, Lexicon(TERMS)).called(name)[0].slug == slug


@pytest.mark.parametrize("text", ["", "(", "a" * 100_000, "()" * 500, "١٢٣", "🫀" * 50, "a:" * 200, "\0", "-" * 1000])
def test_odd_names_are_read_all_the_same(text: str) -> None:
    assert FINDER.matches(row(text, text), "list").verdict == "new"


def test_a_note_says_which_entry_a_record_may_be() -> None:
    record = {"slug": "new", "name": "KiTS 21"}
    (note,) = noting.notes(finder(), "new.json", record)
    assert "another edition of the entry “kits19”" in note.message
    stated = {**record, "relation": [{"kind": "edition-of", "target": "kits19"}]}
    assert not list(noting.notes(finder(), "new.json", stated))


@pytest.mark.parametrize(
    ("text", "key", "version"),
    [
        ("10.18112/openneuro.ds000001.v1.0.0", "openneuro:ds000001", "1.0.0"),
        ("https://openneuro.org/datasets/ds000001", "openneuro:ds000001", ""),
        ("10.6084/m9.figshare.1512427.v2", "doi:10.6084/m9.figshare.1512427", "2"),
        ("https://data.mendeley.com/datasets/rscbjbr9sj/2", "doi:10.17632/rscbjbr9sj", "2"),
        ("https://www.kaggle.com/c/seizure-prediction/data", "competition:seizure-prediction", ""),
        ("https://huggingface.co/datasets/Some/One/tree/main", "huggingface:some/one", ""),
    ],
)
def test_identifiers_have_one_key_and_a_version(text: str, key: str, version: str) -> None:
    found = identifier(text)
    assert found is not None
    assert (found.key, found.version) == (key, version)


@pytest.mark.parametrize("text", ["https://arxiv.org/abs/1902.09063", "https://github.com/a/b", "https://x.org/", "no"])
def test_what_several_may_share_identifies_nothing(text: str) -> None:
    assert identifier(text) is None


def test_names_are_taken_apart() -> None:
    lexicon = Lexicon(TERMS)
    assert pieces("A Long Name [ALN]") == ["A Long Name", "ALN"]
    assert abbreviates("lits", lexicon.name("Liver Tumor Segmentation"))
    assert not abbreviates("kits", lexicon.name("Liver Tumor Segmentation"))
    assert lexicon.name("COVID-19 set 2020").numbers == {"20"}
    assert lexicon.name("Brain MRI").is_generic


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_catalogue_is_found_in_the_database_and_verdicts_are_kept() -> None:
    mura, drive = Dataset.objects.get(slug="mura"), Dataset.objects.get(slug="drive")
    known = Finder.of_database()
    assert known.matches(row("Mura"), "list").slug == "mura"
    assert known.matches(row("Mura"), "list").verdict == "same"
    verdicts.remembered("list", "mura", mura, Verdict.Is.APART)
    verdicts.remembered("list", "mura", mura, Verdict.Is.EDITION)
    assert Finder.of_database().matches(row("Mura"), "list").verdict == "edition"
    verdicts.told_apart(mura, drive)
    assert verdicts.pairs_apart() == {frozenset((mura.pk, drive.pk))}
    assert (verdicts.apart_from(mura), verdicts.apart_from(drive)) == ([drive], [mura])
    verdicts.forgotten(drive, mura)
    assert not verdicts.pairs_apart()


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("MRI", "modality"),
        ("brain MRI", "modality"),
        ("МРТ мозга", "modality"),
        ("CT", "other-modality"),
        ("prostate", "other-modality"),
    ],
)
def test_a_modality_is_held_against_the_entrys_whatever_stands_beside_it(printed: str, code: str) -> None:
    one = Finder([Known("brain-set", "Brain Set", modalities=frozenset({"MR"}))], Lexicon(TERMS))
    match = one.matches(row("Set Brain", claims=(Claim("modality", printed),)), "list")
    assert [feature.code for feature in match.candidates[0].features if "modality" in feature.code] == [code]
