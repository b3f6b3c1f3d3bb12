"""BibTeX: what a parser of its own reads, keys that stay, and text that stays text."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import bibtexparser
import pytest
from bibtexparser.library import Library

from datasets.compare.picture import Comparison, PaperData
from datasets.exports.bibtex import page, page_key, paper_key, write

from .conftest import AWKWARD, addresses, of

pytestmark = pytest.mark.django_db

PAPER = PaperData("On kidneys", "Heller, N. and others", "Journal", 2019, "10.1/ABC", "https://example.org/")


def parsed(text: str) -> Library:
    """Read a .bib file; fail where anything in it is not an entry."""
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    return library


def test_every_dataset_of_the_catalogue_is_parsed_with_its_papers(
    everything: Callable[[], Iterator[Comparison]],
) -> None:
    keys: Counter[str] = Counter()
    papers = 0
    for comparison in everything():
        library = parsed(write(comparison, addresses(comparison)))
        wanted = {page_key(column.slug) for column in comparison.columns}
        wanted |= {paper_key(paper, column.slug) for column in comparison.columns for paper in column.papers}
        assert {entry.key for entry in library.entries} == wanted
        keys.update(wanted)
        papers += sum(len(column.papers) for column in comparison.columns)
    assert set(keys.values()) == {1}
    assert papers == 23
    assert len(keys) == 145 + papers


def test_a_page_says_its_name_and_address(comparison: Comparison) -> None:
    entries = {entry.key: entry for entry in parsed(write(comparison, addresses(comparison))).entries}
    found = entries["lightbox_chestx_ray14"].fields_dict
    assert found["title"].value.strip("{}") == "ChestX-ray14"
    assert found["url"].value == "https://lightbox.example/d/chestx-ray14/"


def test_a_paper_has_what_is_known() -> None:
    comparison = of("radimagenet")
    entry = next(entry for entry in parsed(write(comparison, addresses(comparison))).entries if "doi" in entry)
    found = {name: field.value.strip("{}") for name, field in entry.fields_dict.items()}
    assert entry.entry_type == "article"
    assert found["author"] == "Mei, Xueyan and others"
    assert found["journal"] == "Radiology: Artificial Intelligence"
    assert (found["year"], found["doi"]) == ("2022", "10.1148/ryai.210315")


def test_et_al_are_others_and_a_missing_title_is_said() -> None:
    comparison = of("brats")
    entry = next(
        entry for entry in parsed(write(comparison, addresses(comparison))).entries if entry.key.startswith("menze2015")
    )
    found = {name: field.value for name, field in entry.fields_dict.items()}
    assert found["author"] == "Menze and others"
    assert "title" not in found
    assert "BraTS" in found["note"]


def test_awkward_text_ends_no_field(awkward: Comparison) -> None:
    library = parsed(write(awkward, addresses(awkward)))
    assert {entry.key for entry in library.entries} == {
        "lightbox_example_set", "lightbox_kits19", paper_key(awkward.columns[0].papers[0], "example-set"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["}", "{", "\\", "a\\}b", "{{", '"', "@article{x,", "%", "a\nb", AWKWARD, "肾"])
def test_any_name_is_a_name(name: str) -> None:
    (entry,) = parsed(page("example-set", name, date(2026, 1, 2), "https://lightbox.example/d/example-set/")).entries
    assert entry.key == "lightbox_example_set"
    assert set(entry.fields_dict) == {"title", "howpublished", "url", "note"}


def test_a_key_does_not_depend_on_what_else_is_compared() -> None:
    alone, together = of("radimagenet"), of("brats", "kits19", "radimagenet")
    keys = [{entry.key for entry in parsed(write(one, addresses(one))).entries} for one in (alone, together)]
    assert keys[0] < keys[1]


def test_a_key_is_readable_and_rests_on_what_identifies_the_paper() -> None:
    assert paper_key(PAPER, "kits19").startswith("heller2019_")
    assert paper_key(PAPER, "kits19") == paper_key(replace(PAPER, doi="10.1/abc", title="Other", url=""), "lits")
    assert paper_key(PAPER, "kits19") != paper_key(replace(PAPER, doi="10.1/abd"), "kits19")
    bare = PaperData("", "Menze et al.", "", 2015, "", "")
    assert paper_key(bare, "brats") != paper_key(bare, "lits")


def test_a_paper_of_two_datasets_stands_once() -> None:
    comparison = of("kits19", "lits")
    both = replace(comparison, columns=tuple(replace(column, papers=(PAPER,)) for column in comparison.columns))
    assert len(parsed(write(both, addresses(both))).entries) == 3
