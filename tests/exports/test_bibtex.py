"""BibTeX: what parsers of its own read, keys that stay, and text that stays text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import bibtexparser
import pytest
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from pybtex.database import BibliographyData, parse_string

from datasets.compare.picture import Comparison, PaperData
from datasets.exports import bibtex
from datasets.exports.addresses import Addresses
from datasets.exports.bibtex import author_list, escaped, page, page_key, write
from datasets.exports.bibtex_keys import FUNCTION_WORDS, paper_key

from .conftest import AWKWARD, addresses, of

pytestmark = pytest.mark.django_db

PAPER = PaperData("On kidneys", "Heller, N. and others", "Journal", 2019, "10.1/ABC", "https://example.org/")
NOTHING = PaperData("", "", "", None, "", "")
SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


def parsed(text: str) -> Library:
    """Read a .bib file with both readers; fail where one finds anything in it that is not an entry."""
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    assert {entry.key for entry in library.entries} == set(read_by_pybtex(text).entries)
    return library


def read_by_pybtex(text: str) -> BibliographyData:
    """Read a .bib file strictly: pybtex raises for a repeated key and for names that it cannot cut."""
    return parse_string(text, "bibtex")


def exported(*papers: PaperData) -> str:
    """Return the .bib of an entry with these papers."""
    comparison = of("kits19")
    column = replace(comparison.columns[0], papers=papers)
    return write(replace(comparison, columns=(column,)), addresses(comparison))


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
    assert len(keys) == len([key for key in keys if key.startswith("lightbox_")]) + papers


@pytest.mark.one_database
def test_the_file_of_every_pair_of_entries_is_read(everything: Callable[[], Iterator[Comparison]]) -> None:
    """An entry's text is the same in whatever file it stands: each is read once, each file is put together of them."""
    columns = [column for comparison in everything() for column in comparison.columns]
    known = Addresses("https://lightbox.example/", {c.slug: f"https://lightbox.example/d/{c.slug}/" for c in columns})
    read: dict[str, str] = {}
    for pair in combinations(columns, 2):
        blocks = write(Comparison(pair, ()), known).rstrip("\n").split("\n\n")
        assert len(blocks) == 2 + sum(len(column.papers) for column in pair)
        for block in blocks:
            if block not in read:
                (entry,) = parsed(block).entries
                read[block] = entry.key
        assert len({read[block] for block in blocks}) == len(blocks)
    whole = "\n\n".join(read)
    assert len(parsed(whole).entries) == len(read)


def test_a_page_is_cited_with_publisher_and_year(comparison: Comparison) -> None:
    entries = {entry.key: entry for entry in parsed(write(comparison, addresses(comparison))).entries}
    found = {name: field.value for name, field in entries["lightbox_chestx_ray14"].fields_dict.items()}
    changed = next(column.changed for column in comparison.columns if column.slug == "chestx-ray14")
    assert found["title"].strip("{}") == "ChestX-ray14"
    assert found["url"] == "https://lightbox.example/d/chestx-ray14/"
    assert (found["author"], found["publisher"]) == ("{Lightbox}", "Lightbox")
    assert (found["year"], found["version"]) == (str(changed.year), changed.isoformat())


def test_a_paper_has_what_is_known() -> None:
    comparison = of("radimagenet")
    entry = next(entry for entry in parsed(write(comparison, addresses(comparison))).entries if "doi" in entry)
    found = {name: field.value.strip("{}") for name, field in entry.fields_dict.items()}
    assert entry.entry_type == "article"
    assert found["author"] == "Mei, Xueyan and others"
    assert found["journal"] == "Radiology: Artificial Intelligence"
    assert (found["year"], found["doi"]) == ("2022", "10.1148/ryai.210315")


def test_a_missing_title_is_said() -> None:
    comparison = of("brats")
    entry = next(
        entry for entry in parsed(write(comparison, addresses(comparison))).entries if entry.key.startswith("menze2015")
    )
    found = {name: field.value for name, field in entry.fields_dict.items()}
    assert found["author"] == "Menze and others"
    assert "title" not in found
    assert "BraTS" in found["note"]


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        # first names, prefixes ("von"), last names and suffixes, as BibTeX cuts them
        (
            "Doe, Jane; Roe, Richard; Poe, Ann",
            [("Jane", "", "Doe", ""), ("Richard", "", "Roe", ""), ("Ann", "", "Poe", "")],
        ),
        ("Doe J, Roe R, et al.", [("J.", "", "Doe", ""), ("R.", "", "Roe", ""), ("", "", "others", "")]),
        ("Иванов И. И. и др.", [("И. И.", "", "Иванов", ""), ("", "", "others", "")]),
        ("张伟、李娜等", [("", "", "{张伟}", ""), ("", "", "{李娜}", ""), ("", "", "others", "")]),
        ("Silva A. e colaboradores", [("A.", "", "Silva", ""), ("", "", "others", "")]),
        ("Dupont J, Durand P et coll.", [("J.", "", "Dupont", ""), ("P.", "", "Durand", ""), ("", "", "others", "")]),
        ("Costa e Silva, João", [("João", "", "{Costa e Silva}", "")]),
        ("van der Berg, Jan", [("Jan", "van der", "Berg", "")]),
        ("Armato, III, Samuel G.", [("Samuel G.", "", "Armato", "III")]),
        ("{Institute and Hospital, Ltd.}", [("", "", "{Institute and Hospital, Ltd.}", "")]),
        ("no, list, of names", [("", "", "{no, list, of names}", "")]),
    ],
)
def test_names_are_cut_as_they_are_meant(authors: str, names: list[tuple[str, str, str, str]]) -> None:
    data = read_by_pybtex(exported(replace(PAPER, authors=authors)))
    entry = next(entry for key, entry in data.entries.items() if not key.startswith("lightbox_"))
    found = [
        tuple(
            " ".join(part)
            for part in (one.first_names + one.middle_names, one.prelast_names, one.last_names, one.lineage_names)
        )
        for one in entry.persons["author"]
    ]
    assert [tuple(_decoded(part) for part in name) for name in found] == names


def _decoded(text: str) -> str:
    """Return TeX's accents as letters; braces stay."""
    return re.sub(r"\{\\~a\}", "ã", text)


@pytest.mark.parametrize(
    "text",
    [
        "Müller Größe", "Ćirić Žižek Łódź", "Nguyễn Thế", "Ångström Øre Æsir", "São João ÇÊÕ", "Őze Ű", "Île naïve",
        "İzmir ı", "Șțefan", "Ðóra Þór", "Ǎ", "Ṣ",
    ],
)  # fmt: skip
def test_accents_are_commands_that_are_read_as_the_letters(text: str) -> None:
    written = escaped(text)
    assert written.isascii() or text == "Șțefan"
    # Each stands in braces of its own, by which BibTeX takes it for one letter.
    assert "\\" not in re.sub(r"\{\\(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", written)
    library = bibtexparser.parse_string(
        f"@misc{{a,\n  title = {{{written}}},\n}}", append_middleware=[LatexDecodingMiddleware()]
    )
    assert library.entries[0]["title"].replace("{", "").replace("}", "") == text


@pytest.mark.parametrize("text", ["肾脏影像数据集", "Снимки лёгких, й", "Ελλάδα", "日本語", "한국어"])
def test_other_scripts_stay_as_they_are(text: str) -> None:
    assert escaped(text) == text


@pytest.mark.parametrize(
    "doi", [SICI, "10.1000/a_b", "10.1000/50%25", "10.1000/a#b", "10.1000/a&b", "10.1000/x~y$z", "10.1000/б^2"]
)
def test_a_doi_is_kept_as_it_is(doi: str) -> None:
    data = read_by_pybtex(exported(replace(PAPER, doi=doi)))
    assert doi in [entry.fields.get("doi") for entry in data.entries.values()]


@pytest.mark.parametrize(
    "name", ["}", "{", "\\", "a\\}b", "{{", '"', "@article{x,", "%", "a\nb", AWKWARD, "肾", "é {x} $y$"]
)
def test_any_name_is_a_name(name: str) -> None:
    (entry,) = parsed(page("example-set", name, date(2026, 1, 2), "https://lightbox.example/d/example-set/")).entries
    assert entry.key == "lightbox_example_set"
    assert set(entry.fields_dict) == {"author", "title", "howpublished", "publisher", "year", "version", "url"}


def test_awkward_text_ends_no_field(awkward: Comparison) -> None:
    library = parsed(write(awkward, addresses(awkward)))
    assert {entry.key for entry in library.entries} == {
        "lightbox_example_set", "lightbox_kits19", paper_key(awkward.columns[0].papers[0], "example-set"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("paper", "word"),
    [
        (replace(PAPER, authors="Wu, Yi and Li, Bo", year=2015), "wu2015"),
        (replace(PAPER, authors="张伟 and 李娜"), "kidneys2019"),
        (replace(PAPER, authors="张伟", title="肺结节", doi="10.1148/ryai.210315"), "ryai2019"),
        (replace(NOTHING, authors="张伟", title="肺结节"), "papernd"),
        (replace(PAPER, authors="Иванов И. И. и др."), "ivanov2019"),
        (replace(PAPER, authors="Щербакова, Ю."), "shcherbakova2019"),
        (replace(PAPER, authors="Müller, Jürgen"), "muller2019"),
        (replace(PAPER, authors="Łukasz, Ç."), "lukasz2019"),
        (replace(PAPER, authors="van der Berg, Jan"), "vanderberg2019"),
        (replace(PAPER, authors="O'Brien, K."), "obrien2019"),
        (replace(PAPER, authors="{The World Health Organization}"), "world2019"),
        (replace(PAPER, authors="{Сеть больниц}"), "set2019"),
        (replace(PAPER, authors="{北京大学}", title="The lung atlas"), "lung2019"),
        (replace(PAPER, authors="And, Metin", title="Of and in"), "abc2019"),
        (replace(PAPER, authors="", title="O atlas do pulmão"), "atlas2019"),
        (replace(PAPER, authors="", title="La base de données"), "base2019"),
        (replace(NOTHING, url="https://arxiv.org/abs/1804.01486"), "arxivnd"),
    ],
)
def test_a_key_begins_with_a_name_or_a_word_of_the_paper(paper: PaperData, word: str) -> None:
    key = paper_key(paper, "kits19")
    assert re.fullmatch(rf"{word}_[0-9a-f]{{8}}", key)
    assert re.match("[a-z]+?(?=nd|[0-9])", key)[0] not in FUNCTION_WORDS  # type: ignore[index]


def test_a_key_does_not_depend_on_what_else_is_compared() -> None:
    alone, together = of("radimagenet"), of("brats", "kits19", "radimagenet")
    keys = [{entry.key for entry in parsed(write(one, addresses(one))).entries} for one in (alone, together)]
    assert keys[0] < keys[1]


def test_a_key_rests_on_what_identifies_the_paper() -> None:
    assert paper_key(PAPER, "kits19") == paper_key(replace(PAPER, doi="10.1/abc", title="Other", url=""), "lits")
    assert paper_key(PAPER, "kits19") != paper_key(replace(PAPER, doi="10.1/abd"), "kits19")
    bare = PaperData("", "Menze et al.", "", 2015, "", "")
    assert paper_key(bare, "brats") != paper_key(bare, "lits")


@pytest.mark.parametrize(
    "change", [{"venue": "arXiv"}, {"year": 2020}, {"authors": "Heller, M."}, {"title": "On kidney"}]
)
def test_papers_that_are_almost_the_same_have_keys_of_their_own(change: dict[str, object]) -> None:
    one = replace(PAPER, doi="", url="")
    assert len(parsed(exported(one, replace(one, **change))).entries) == 3  # type: ignore[arg-type]


def test_papers_whose_digests_begin_alike_have_keys_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibtex, "DIGEST", 0)
    papers = [replace(PAPER, doi=f"10.1/{number}") for number in range(5)]
    assert len(parsed(exported(*papers)).entries) == 6


def test_no_paper_has_the_key_of_a_page() -> None:
    paper = PaperData("A page", "{Lightbox}", "", None, "", "")
    assert paper_key(paper, "kits19").startswith("lightboxnd_")


def test_a_paper_of_two_datasets_stands_once_with_what_is_known_most() -> None:
    comparison = of("kits19", "lits")
    less = replace(PAPER, title="", venue="")
    both = replace(
        comparison,
        columns=tuple(
            replace(column, papers=(paper,)) for column, paper in zip(comparison.columns, (less, PAPER), strict=True)
        ),
    )
    found = parsed(write(both, addresses(both))).entries
    assert len(found) == 3
    assert [entry["title"] for entry in found if entry.key.startswith("heller")] == ["{On kidneys}"]


def test_without_authors_there_is_no_list() -> None:
    assert author_list("") == ""
