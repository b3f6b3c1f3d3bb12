"""What is cited for every entry: files that reference managers read, styles that invent nothing, one list in all."""

import json
import re
from typing import Any

import bibtexparser
import pytest
import rispy
from pybtex.database import parse_string

from datasets.exports import DESCRIPTIONS, styles
from datasets.exports.addresses import Site
from datasets.exports.citing import references
from datasets.exports.described import Described
from datasets.facts.reading import whole
from datasets.models import Dataset, Paper
from datasets.words.identifiers import doi

pytestmark = pytest.mark.django_db

# What no reference of a style may have: a part that is missing, claims of how an article appeared, a name for "others".
WRONG = re.compile(
    r",\s*,|\(\)|\[\]|None|ahead of print|published online|\[?preprint\]?\.|(?:and|&) et al", re.IGNORECASE
)


def described(**condition: Any) -> list[Described]:
    rows = whole(Dataset.objects.filter(**condition).order_by("slug"))
    return [Described(row, Site("https://lightbox.example")) for row in rows]


@pytest.mark.todays
def test_every_file_is_read_and_has_the_same_references() -> None:
    for entry in described():
        wanted = [reference.key for reference in references(entry)]
        bib = DESCRIPTIONS["bib"].write(entry)
        library = bibtexparser.parse_string(bib)
        assert not library.failed_blocks
        assert [one.key for one in library.entries] == list(parse_string(bib, "bibtex").entries) == wanted
        ris = rispy.loads(DESCRIPTIONS["ris"].write(entry))
        assert [one["id"] for one in ris] == wanted
        csl = json.loads(DESCRIPTIONS["csl.json"].write(entry))
        assert [one["id"] for one in csl] == wanted
        for one, other, third in zip(library.entries, ris, csl, strict=True):
            assert doi(one.get("doi", "").value if one.get("doi") else "") == doi(other.get("doi", ""))
            assert other.get("doi", "") == third.get("DOI", "")
            assert other.get("year", "") == str(third.get("issued", {"date-parts": [[""]]})["date-parts"][0][0])
            assert (one.get("year").value if one.get("year") else "") == other.get("year", "")


@pytest.mark.parametrize("style", styles.STYLES)
def test_a_style_says_nothing_of_what_is_not_known(style: str) -> None:
    for entry in described(slug__in=["lidc-idri", "kits19", "osirix-dicom-library", "chestx-ray14", "needle-emg-muap"]):
        texts = styles.cited(entry, style)
        assert len(texts) == len(references(entry))
        assert [text for text in texts if WRONG.search(text)] == []
        assert "Lightbox" in texts[-1] or "LIGHTBOX" in texts[-1]
        assert entry.address in texts[-1]


@pytest.mark.parametrize("style", ["vancouver", "ieee", "iso690", "gbt7714", "mla"])
def test_a_name_in_an_address_stays(style: str) -> None:
    row = Dataset.objects.get(slug="kits19")
    row.paper_set.all().delete()
    row.statement_set.filter(field="paper").delete()
    row.link_set.all().delete()
    row.link_set.create(url="https://www.kits19.org/KiTS19/", kind="homepage")
    [entry] = described(slug="kits19")
    own = styles.cited(entry, style)[0]
    assert "https://www.kits19.org/KiTS19/" in own
    assert own.replace("https://www.kits19.org/KiTS19/", "").count("KiTS19") == 1


def test_further_authors_become_no_person() -> None:
    [entry] = described(slug="lidc-idri")
    assert any(paper.authors.endswith("and others") for paper in entry.papers)
    assert "et al" not in DESCRIPTIONS["ris"].write(entry) + DESCRIPTIONS["csl.json"].write(entry)
    assert "et al." in DESCRIPTIONS["txt"].write(entry)


def test_names_are_written_as_their_language_has_them() -> None:
    row = Dataset.objects.get(slug="kits19")
    Paper.objects.create(dataset=row, title="肾", authors="张, 伟", venue="中华", year=2020)
    Paper.objects.create(dataset=row, title="Почка", authors="Иванов, Иван and others", venue="Радиология", year=2021)
    [entry] = described(slug="kits19")
    assert "张伟. 肾" in "\n".join(styles.cited(entry, "gbt7714"))
    assert "Иванов И. и др. Почка" in "\n".join(styles.cited(entry, "gost"))
    assert "Иванов, И., et al. (2021)" in "\n".join(styles.cited(entry, "apa"))


def test_the_data_s_own_citation_is_no_article() -> None:
    row = Dataset.objects.get(slug="lidc-idri")
    archive = row.sources.exclude(kind="person")[0]
    Paper.objects.create(dataset=row, title="Data", venue=archive.name, doi="10.1000/DATA", year=2015)
    [entry] = described(slug="lidc-idri")
    [own] = [item for item in json.loads(DESCRIPTIONS["csl.json"].write(entry)) if item.get("DOI") == "10.1000/DATA"]
    assert (own["type"], own["publisher"]) == ("dataset", archive.name)
    assert "10.1000/data" in entry.dois
