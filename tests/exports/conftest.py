"""Comparisons to export: of the real catalogue, of texts that no format must trip over, and of everything at once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from datasets.compare import overlap
from datasets.compare.dataset_table import DEFAULT, MOST_ROWS, table
from datasets.compare.picture import MOST, Comparison, compare
from datasets.exports.addresses import Addresses
from datasets.exports.kit import Edition, Kit, prepare
from datasets.facts.reading import whole
from datasets.models import ChangeSet, Dataset
from datasets.records import loading
from tests.stating import stating

# What means something to a spreadsheet, to TeX, to Markdown, to HTML, to BibTeX or to JSON.
AWKWARD = (
    "=1+1 \\ {a} $b$ & #c %d _e_ ^f ~g <i>h</i> |j| \"k\" `l` 'm' --- [n](o) *p* @q "
    "肾 почка é ≥ × \u202f \u00a0 r; s,\nt"
)


def addresses(comparison: Comparison) -> Addresses:
    entries = {column.slug: f"https://lightbox.example/d/{column.slug}/" for column in comparison.columns}
    query = "&".join(f"d={slug}" for slug in entries)
    return Addresses(f"https://lightbox.example/en/compare/?{query}", entries)


def of(*slugs: str) -> Comparison:
    rows = whole(Dataset.objects.filter(slug__in=slugs))
    return compare(sorted(rows, key=lambda row: slugs.index(row.slug)))


def edition(slugs: Sequence[str]) -> Edition:
    """Return a state of the catalogue."""
    entries = {slug: f"https://lightbox.example/d/{slug}/" for slug in slugs}
    address = f"https://lightbox.example/en/compare/paper/?{'&'.join(f'd={slug}' for slug in slugs)}&revision=7"
    return Edition(7, date(2026, 2, 3), date(2026, 5, 6), "https://lightbox.example/", address, entries)


def kit_of(*slugs: str, columns: Sequence[str] = DEFAULT) -> Kit:
    """Return the paper kit of these datasets."""
    rows = sorted(whole(Dataset.objects.filter(slug__in=slugs)), key=lambda row: slugs.index(row.slug))
    return prepare(table(rows, columns, overlap.warnings(rows)), edition(slugs))


@pytest.fixture
def kit(db: None) -> Kit:
    """Four datasets: with papers and without, with what is disputed, about and unknown."""
    return kit_of("lidc-idri", "lits", "chestx-ray14", "kits19")


@pytest.fixture
def comparison(db: None) -> Comparison:
    """Four datasets with much to say."""
    return of("kits19", "chestx-ray14", "brats", "osirix-dicom-library")


@pytest.fixture
def awkward_entry(record: dict[str, Any]) -> str:
    """Give the slug of an entry that has awkward texts wherever a text can be."""
    stated = [{**item, "printed": AWKWARD} for item in record["statements"]]
    stated.append({"field": "contents", "value": None, "printed": AWKWARD, "document": "000", "line": 3})
    everything = record | {
        "name": AWKWARD,
        "aliases": [AWKWARD, "-1", "+1", "@a", "=HYPERLINK(0)", "'quoted", " =1", "\u00a0=1", "＝1"],
        "statements": stated,
    }
    facts = {
        "class": [{"name": AWKWARD}],
        "link": [{"url": "https://example.org/a_b?c=%20&d=#e~f|g", "kind": "homepage", "label": AWKWARD}],
        "paper": [{"title": AWKWARD, "authors": AWKWARD, "venue": AWKWARD, "doi": "10.1000/a_b%{}", "year": 2020}],
    }
    loading.load_datasets([stating(everything, **facts)], ChangeSet.advance())
    return "example-set"


@pytest.fixture
def awkward(awkward_entry: str) -> Comparison:
    """Two entries, one of them awkward."""
    return of(awkward_entry, "kits19")


@pytest.fixture
def awkward_kit(awkward_entry: str) -> Kit:
    """The paper kit of two entries, one of them awkward."""
    return kit_of(awkward_entry, "kits19")


@pytest.fixture
def everything(db: None) -> Callable[[], Iterator[Comparison]]:
    """Give the whole catalogue, in comparisons of as many datasets as one may have."""

    def parts() -> Iterator[Comparison]:
        rows = whole(Dataset.objects.order_by("slug"))
        for start in range(0, len(rows), MOST):
            yield compare(rows[start : start + MOST])

    return parts


@pytest.fixture
def every_kit(db: None) -> Callable[..., Iterator[Kit]]:
    """Give the whole catalogue, in tables of as many datasets as one may have."""

    def parts(columns: Sequence[str] = DEFAULT) -> Iterator[Kit]:
        rows = whole(Dataset.objects.order_by("slug"))
        for start in range(0, len(rows), MOST_ROWS):
            few = rows[start : start + MOST_ROWS]
            yield prepare(table(few, columns), edition([row.slug for row in few]))

    return parts
