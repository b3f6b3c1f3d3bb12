"""What comes first: the best match, then the best supported; and what a flood of bare rows may not change."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from datasets.index import snapshot
from datasets.models import LANGUAGES, Anatomy, ChangeSet, Dataset, Modality
from datasets.records import loading
from datasets.search import finding, judging, similar, suggesting
from datasets.search.parameters import Query
from tests.stating import stating

pytestmark = pytest.mark.django_db

JUDGED = Path(__file__).with_name("judged.jsonl")
FLOOD = 400
Found = Callable[..., list[str]]


@pytest.fixture
def found(db: None) -> Found:
    """Give the slugs of the first page for words typed on pages of a language."""

    def slugs(text: str, language: str = "en") -> list[str]:
        return [str(card["slug"]) for card in finding.find(snapshot.current(), Query(text, language=language)).cards]

    return slugs


@pytest.mark.parametrize(
    ("text", "language", "earlier", "later"),
    [
        ("chest X-ray", "en", "mimic-cxr", "ddsm"),
        ("chest radiograph", "en", "chestx-ray14", "ddsm"),
        ("radiographie thoracique", "fr", "chest-xray-pneumonia", "ddsm"),
        ("raio-x de tórax", "pt-br", "mimic-cxr", "coding4cancer"),
        ("胸部X光", "zh-hans", "mimic-cxr", "coding4cancer"),
        ("рентген грудной клетки", "ru", "mimic-cxr", "coding4cancer"),
        ("liver", "en", "lits", "uci-liver-disorders"),
        ("foie", "fr", "lits", "uci-liver-disorders"),
        ("fígado", "pt-br", "chaos", "uci-liver-disorders"),
        ("肝脏", "zh-hans", "lits", "uci-liver-disorders"),
        ("печень", "ru", "chaos", "uci-liver-disorders"),
        ("heart", "en", "sunnybrook-cardiac-data", "uci-heart-disease"),
        ("cœur", "fr", "acdc", "uci-heart-disease"),
        ("lung CT", "en", "lidc-idri", "belarus-tuberculosis-portal"),
        ("IRM cerveau", "fr", "brats", "synthstrip"),
        ("脑部MRI", "zh-hans", "brats", "ppmi"),
        ("", "en", "lidc-idri", "trec-cds-2014"),
    ],
)
def test_of_what_fits_equally_well_the_better_supported_comes_first(
    text: str, language: str, earlier: str, later: str, found: Found
) -> None:
    slugs = found(text, language)
    assert earlier in slugs
    assert later not in slugs or slugs.index(earlier) < slugs.index(later)


@pytest.mark.parametrize("text", ["retina", "mammography", "CT", "brain MRI", "pneumonia"])
def test_entries_of_a_term_come_before_those_that_only_mention_it(text: str, record: dict[str, Any]) -> None:
    mention = {"language": "en", "summary": f"Not {text}.", "description": f"Nothing of {text} is in it."}
    subjects = {"value": 9, "unit": "patients", "precision": "exact"}
    size = {"value": 10**9, "precision": "exact"}
    bold = stating(record, access="open", license="CC-BY-4.0", subjects=subjects, size=size, modality=["EEG"])
    loading.load_datasets([bold | {"descriptions": [mention]}], ChangeSet.advance())
    slugs = [card["slug"] for card in finding.find(snapshot.current(), Query(text, page_size=200)).cards]
    assert slugs.index("example-set") >= 3


def rows(record: dict[str, Any], names: list[str], number: int) -> Iterator[dict[str, Any]]:
    """Yield rows as an index of everything has them: a name, a modality, an anatomy, an address, a line of text."""
    terms = product(
        Anatomy._default_manager.order_by("code").values_list("code", "names"),
        Modality._default_manager.order_by("code").values_list("code", "names"),
    )
    for index, ((anatomy, organ), (modality, machine)) in zip(range(number), terms, strict=False):
        forms = (names[index % len(names)], f"{organ['en']} {modality}", f"{machine['en']} {organ['en']}", organ["en"])
        address = {"url": f"https://index.example/{index}", "kind": "homepage", "label": None}
        stated = record | {"statements": record["statements"][:3]}
        yield stating(stated, modality=[modality], anatomy=[anatomy], link=[address]) | {
            "slug": f"row-{index}",
            "name": forms[index % len(forms)],
            "descriptions": [{"language": "en", "summary": f"{organ['en']}, {modality}.", "description": "A row."}],
        }


@pytest.fixture
def flood(record: dict[str, Any]) -> Callable[[], None]:
    """Bring FLOOD bare rows, some with the names of entries that are there."""

    def bring() -> None:
        names = list(Dataset.objects.order_by("slug").values_list("name", flat=True))
        loading.load_datasets(list(rows(record, names, FLOOD)), ChangeSet.advance())

    return bring


def test_a_flood_of_bare_rows_changes_nothing_of_what_is_wanted(flood: Callable[[], None]) -> None:
    judged = judging.read(JUDGED)
    before = judging.judge(snapshot.current(), judged)
    flood()
    after = judging.judge(snapshot.current(), judged)
    for language in LANGUAGES:
        old, new = (
            (fmean(item.recall for item in items), fmean(item.gain for item in items))
            for items in ([item for item in many if item.judged.language == language] for many in (before, after))
        )
        assert new[0] > old[0] - 0.01
        assert new[1] > old[1] - 0.01
    moved = [old.judged.query for old, new in zip(before, after, strict=True) if not judging.stay(old.found, new.found)]
    assert moved == []


def test_after_a_flood_a_name_is_first_the_entry_of_which_something_is_known(
    flood: Callable[[], None], found: Found
) -> None:
    flood()
    now = snapshot.current()
    for name in ("LIDC-IDRI", "lidc idri dataset", "BraTS", "KiTS19", "MIMIC-CXR", "TCIA", "cui2vec", "EBM-NLP"):
        assert not found(name)[0].startswith("row-")
    for text, language in (("lung CT", "en"), ("foie", "fr"), ("retina", "pt-br"), ("乳腺", "zh-hans"), ("мозг", "ru")):
        assert not any(slug.startswith("row-") for slug in found(text, language)[:3])
    assert not any(slug.startswith("row-") for slug in found("")[:25])
    slot = similar.slot_of(now, Dataset.objects.get(slug="lits").pk)
    assert slot is not None
    assert not str(now.card(similar.similar(now, slot)[0].slot)["slug"]).startswith("row-")
    assert suggesting.suggest(now, "lidc", "en")[0].code == "lidc-idri"


@pytest.mark.parametrize("name", ["Quite Unheard Of", "Zzyx-9 CT", "未闻之集", "Набор Ы", "Tromso Übung"])
def test_a_bare_row_is_first_for_a_name_that_is_its_own(name: str, record: dict[str, Any], found: Found) -> None:
    loading.load_datasets([next(rows(record, [name], 1))], ChangeSet.advance())
    assert found(name)[0] == "row-0"
