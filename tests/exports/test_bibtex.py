"""BibTeX: what parsers of its own read, keys that stay, and text that stays text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import bibtexparser
import pytest
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from pybtex.database import BibliographyData, parse_string

from datasets.compare.dataset_table import COLUMNS, DEFAULT, table
from datasets.compare.picture import PaperData
from datasets.exports import kit as kit_module
from datasets.exports.bibtex import author_list, escaped, page, write
from datasets.exports.bibtex_keys import FUNCTION_WORDS, paper_key
from datasets.exports.kit import EntryPage, Kit, prepare
from datasets.facts.reading import whole
from datasets.models import Dataset

from .conftest import AWKWARD, edition, kit_of

pytestmark = pytest.mark.django_db

PAPER = PaperData("On kidneys", "Heller, N. and others", "Journal", 2019, "10.1/ABC", "https://example.org/")
ADDRESS = "https://lightbox.example/d/example-set/"
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
    known = table(whole(Dataset.objects.filter(slug="kits19")), DEFAULT)
    row = replace(known.rows[0], papers=papers)
    return write(prepare(replace(known, rows=(row,), documents=()), edition(["kits19"])))


def entries(kit: Kit) -> dict[str, dict[str, str]]:
    """Return the fields of each entry of the .bib by its key."""
    return {
        entry.key: {"type": entry.entry_type, **{name: field.value for name, field in entry.fields_dict.items()}}
        for entry in parsed(write(kit)).entries
    }


@pytest.mark.parametrize("columns", [DEFAULT, tuple(COLUMNS)[8:]])
def test_every_dataset_of_the_catalogue_is_parsed_with_what_is_cited(
    columns: tuple[str, ...], every_kit: Callable[..., Iterator[Kit]]
) -> None:
    identified: dict[str, set[object]] = {}
    for kit in every_kit(columns):
        assert {entry.key for entry in parsed(write(kit)).entries} == {one.key for one in kit.references}
        for one in kit.references:
            identified.setdefault(one.key, set()).add(one.url)
    # One key, one thing, whatever else is in the table. What is known of it may differ, where it is known is the same.
    assert {key: found for key, found in identified.items() if len(found) > 1} == {}


def test_a_paper_is_cited_in_place_of_the_dataset(kit: Kit) -> None:
    found = entries(kit)
    (key,) = (one.key for one in kit.cited["lits"])
    assert found[key]["title"] == "{The Liver Tumor Segmentation Benchmark (LiTS)}"
    assert found[key]["doi"] == "10.48550/arXiv.1901.04056"
    assert "dataset_lits" not in found


def test_a_dataset_without_a_paper_is_cited_as_it_is_published(kit: Kit) -> None:
    found = entries(kit)["dataset_kits19"]
    assert found["title"] == "{KiTS19}"
    assert found["howpublished"] == "Dataset, MICCAI"
    assert found["url"] == "https://github.com/neheller/kits19/"
    assert found["urldate"] == "2026-05-06"
    assert r"\url{https://lightbox.example/d/kits19/}, accessed 2026-05-06" in found["note"]


def test_where_a_paper_cannot_be_found_the_dataset_is_cited_too(kit: Kit) -> None:
    paper, data = (entries(kit)[one.key] for one in kit.cited["chestx-ray14"])
    assert paper["author"] == "Wang and others"
    assert "ChestX-ray14" in paper["note"]
    assert data["title"] == "{ChestX-ray14}"


def test_the_catalogue_is_cited_with_its_revision(kit: Kit) -> None:
    found = entries(kit)["lightbox_revision_7"]
    assert (found["author"], found["version"], found["date"]) == ("{Lightbox}", "7", "2026-02-03")
    assert found["url"] == "https://lightbox.example/"


def test_a_page_is_cited_with_publisher_revision_and_day() -> None:
    (entry,) = parsed(page("lightbox_kits19", EntryPage("KiTS19", 7, date(2026, 1, 2), ADDRESS))).entries
    found = {name: field.value for name, field in entry.fields_dict.items()}
    assert found["title"].strip("{}") == "KiTS19"
    assert found["url"] == ADDRESS
    assert (found["author"], found["publisher"]) == ("{Lightbox}", "Lightbox")
    assert (found["year"], found["version"]) == ("2026", "7")
    assert "revision 7, 2026-01-02" in found["howpublished"]


def test_a_paper_has_what_is_known() -> None:
    (found,) = (one for one in entries(kit_of("radimagenet")).values() if "journal" in one)
    assert found["type"] == "article"
    assert found["author"] == "Mei, Xueyan and others"
    assert found["journal"] == "Radiology: Artificial Intelligence"
    assert (found["year"], found["doi"]) == ("2022", "10.1148/ryai.210315")


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
    entry = next(entry for key, entry in data.entries.items() if not key.startswith(("lightbox_", "dataset_")))
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
    (entry,) = parsed(page("lightbox_example_set", EntryPage(name, 7, date(2026, 1, 2), ADDRESS))).entries
    assert entry.key == "lightbox_example_set"
    assert set(entry.fields_dict) == {"author", "title", "howpublished", "publisher", "year", "version", "url"}


def test_awkward_text_ends_no_field(awkward_kit: Kit) -> None:
    library = parsed(write(awkward_kit))
    assert [entry.key for entry in library.entries] == [one.key for one in awkward_kit.references]


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


def test_a_key_does_not_depend_on_what_else_is_in_the_table() -> None:
    alone, together = kit_of("radimagenet"), kit_of("brats", "kits19", "radimagenet")
    assert {one.key for one in alone.references} <= {one.key for one in together.references}


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
    monkeypatch.setattr(kit_module, "DIGEST", 0)
    papers = [replace(PAPER, doi=f"10.1/{number}") for number in range(5)]
    assert len(parsed(exported(*papers)).entries) == 6


def test_no_paper_has_the_key_of_a_page() -> None:
    paper = PaperData("A page", "{Lightbox}", "", None, "", "")
    assert paper_key(paper, "kits19").startswith("lightboxnd_")


def test_a_paper_of_two_datasets_stands_once_with_what_is_known_most() -> None:
    known = table(whole(Dataset.objects.filter(slug__in=["kits19", "lits"])), DEFAULT)
    papers = (replace(PAPER, title="", venue=""), PAPER)
    rows = tuple(replace(row, papers=(paper,)) for row, paper in zip(known.rows, papers, strict=True))
    kit = prepare(replace(known, rows=rows, documents=()), edition(["kits19", "lits"]))
    assert [one["title"] for key, one in entries(kit).items() if key.startswith("heller")] == ["{On kidneys}"]
    assert kit.cited["kits19"] == kit.cited["lits"]


def test_without_authors_there_is_no_list() -> None:
    assert author_list("") == ""
