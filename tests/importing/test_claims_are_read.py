"""What sheets claim is what typed values are read from, with the units, links, splits and papers of their headings."""

from typing import Any

import pytest

from datasets.facts import typed
from datasets.facts.fields import FIELDS
from datasets.facts.terms import Vocabularies

from .sheets import reading

pytestmark = pytest.mark.django_db

# A heading, the language of the sheet's signs, and a cell -> the field and its value.
READ: list[tuple[str, str, str, str, Any]] = [
    ("# patients", "en", "1,010", "subjects", {"value": 1010, "unit": "patients", "precision": "exact"}),
    ("Nombre de patients", "fr", "1 010", "subjects", {"value": 1010, "unit": "patients", "precision": "exact"}),
    ("病例数", "zh-hans", "约1,010", "subjects", {"value": 1010, "unit": "cases", "precision": "about"}),
    ("Число снимков", "ru", "10 тыс.", "images", {"value": 10_000, "unit": "images", "precision": "about"}),
    ("Images (slices)", "en", "500+", "images", {"value": 500, "unit": "slices", "precision": "at-least"}),
    ("Images (thousand)", "en", "12", "images", {"value": 12_000, "unit": "images", "precision": "about"}),
    ("Patients", "en", "1,010 subjects", "subjects", {"value": 1010, "unit": "subjects", "precision": "exact"}),
    ("Size (GB)", "fr", "12,5", "size", {"value": 12_500_000_000, "precision": "exact"}),
    ("Размер (ГБ)", "ru", "~12,5", "size", {"value": 12_500_000_000, "precision": "about"}),
    ("Size (GB)", "en", "1.5 TB", "size", {"value": 1_500_000_000_000, "precision": "exact"}),
    ("Release date", "en", "10/12/2016", "year", 2016),
    ("Год", "ru", "2019 г.", "year", 2019),
    ("Train images", "en", "800", "split", {"name": "train", "count": 800, "unit": "images"}),
    ("Test", "en", "20%", "split", {"name": "test", "percent": 20}),
    ("Homepage", "en", "https://example.org/a", "link", {"url": "https://example.org/a", "kind": "homepage"}),
    ("GitHub", "en", "https://example.org/a", "link", {"url": "https://example.org/a", "kind": "code"}),
    ("Paper DOI", "en", "https://doi.org/10.1148/ryai.210315", "paper", {"doi": "10.1148/ryai.210315"}),
    ("Paper", "en", "https://example.org/p", "paper", {"url": "https://example.org/p"}),
    ("# classes", "en", "14", "class_count", 14),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "language", "cell", "field", "value"), READ)
def test_cells_are_read_with_their_headings(heading: str, language: str, cell: str, field: str, value: Any) -> None:
    ((one,), _) = reading(f'Name;{heading}\nA;"{cell}"\n')
    ((claim),) = one.claims
    assert (claim.field, claim.printed) == (field, cell)
    assert typed.read(FIELDS[field], claim.to_read, language, Vocabularies()) == value


def test_all_splits_in_one_cell_are_read() -> None:
    ((one,), _) = reading("Name\t# Training / Validation / Test\nA\t89,996 / 10,004 / 7,180\n")
    assert typed.read(FIELDS["split"], one.claims[0].to_read, "en", Vocabularies()) == [
        {"name": "train", "count": 89_996}, {"name": "validation", "count": 10_004}, {"name": "test", "count": 7_180},
    ]  # fmt: skip


def test_columns_about_a_paper_are_one_paper() -> None:
    ((one,), _) = reading(
        "Name\tPaper title\tAuthors\tJournal\tPaper year\tPaper link\n"
        "A\tLivers; all of them\tDoe, Jane and Roe, Ann\tOrgans\t2019\thttps://doi.org/10.1000/AB.1\n"
    )
    ((claim),) = one.claims
    assert claim.place == "row 2, Paper title, Authors, Journal, Paper year, Paper link"
    assert claim.printed.startswith("Livers; all of them; Doe, Jane and Roe, Ann; Organs; 2019; ")
    assert typed.read(FIELDS["paper"], claim.to_read, "en", Vocabularies()) == {
        "title": "Livers; all of them", "authors": "Doe, Jane and Roe, Ann", "venue": "Organs", "year": 2019,
        "doi": "10.1000/ab.1",
    }  # fmt: skip


def test_several_addresses_are_several_papers_and_links() -> None:
    ((one,), _) = reading(
        "Name,Paper link,Download\nA,https://a.org/1 https://a.org/2,https://a.org/3; https://a.org/4\n"
    )
    assert [(claim.field, claim.to_read) for claim in one.claims] == [
        ("link", "https://a.org/3 (download)"),
        ("link", "https://a.org/4 (download)"),
        ("paper", "https://a.org/1"),
        ("paper", "https://a.org/2"),
    ]
