"""BibTeX and RIS: data sets, papers, and what is neither."""

from types import ModuleType

import pytest

from datasets.importing.claims import Described
from datasets.importing.opening import opened
from datasets.importing.readers import bibtex, ris

from .reading import dataset, read, said, told, values

BIBTEX_DATA = """
@dataset{doe, title = {{Data} of {H\\"u}fte, 50% done}, author = {Doe, Ann}, year = 2020, publisher = {Zenodo},
  doi = {10.1000/Hip\\_1}, url = {https://doi.org/10.1000/hip_1}, keywords = {hip, X-ray}, license = {CC-BY-4.0}}
"""
RIS_DATA = """
Provider: us
TY  - DATA
T1  - Data of Hüfte,
50% done
AU  - Doe, Ann
PY  - 2020///
PB  - Zenodo
DO  - 10.1000/Hip_1
UR  - https://doi.org/10.1000/hip_1
KW  - hip
KW  - X-ray
ER  -
"""
BIBTEX_PAPER = """@string{mi = "Medical Images"}
@article{roe, title = "On Hips", author = "Roe, Bo and {The Hip Group}", journal = mi,
  date = {2019-05}, DOI = {10.1000/p}}"""
RIS_PAPER = """TY  - JOUR
TI  - On Hips
AU  - Roe, Bo
AU  - The Hip Group
T2  - Medical Images
Y1  - 2019/05/01/
DO  - doi:10.1000/p
ER  -"""


@pytest.mark.parametrize(("reader", "text"), [(bibtex, BIBTEX_DATA), (ris, RIS_DATA)])
def test_a_data_set_has_its_facts(reader: ModuleType, text: str) -> None:
    found = dataset(reader, text)
    assert (found.name, found.key) == ("Data of Hüfte, 50% done", "10.1000/hip_1")
    assert found.identifiers == ("10.1000/Hip_1",)
    assert said(found, "year", "source", "") == {"year": ["2020"], "source": ["Zenodo"], "": ["hip", "X-ray"]}
    assert values(found, "year") == [2020]
    assert values(found, "link") == [{"url": "https://doi.org/10.1000/hip_1", "kind": "homepage"}]


@pytest.mark.parametrize(
    ("reader", "text", "authors"),
    [(bibtex, BIBTEX_PAPER, "Roe, Bo and {The Hip Group}"), (ris, RIS_PAPER, "Roe, Bo and {The Hip Group}")],
)
def test_a_paper_is_a_paper_of_some_entry(reader: ModuleType, text: str, authors: str) -> None:
    found = dataset(reader, text)
    assert (found.name, found.key, found.identifiers, found.problems) == ("On Hips", "", (), ())
    (claim,) = found.claims
    assert (claim.field, claim.printed) == ("paper", "On Hips")
    assert claim.note == "A paper: which entry it belongs to is not said."
    assert claim.value == {
        "title": "On Hips", "authors": authors, "venue": "Medical Images", "year": 2019, "doi": "10.1000/p",
    }  # fmt: skip


def test_a_failed_block_is_told_with_its_line_and_the_others_are_read() -> None:
    text = f"{BIBTEX_PAPER}\n@article{{a, title={{x}}, title={{y}}}}\n@book{{b title={{z}}}}\n{BIBTEX_PAPER}\n"
    found = read(bibtex, text + "@software{s, title={A program}}\n@misc{m, title={What?}}")
    assert [one.name for one in found if isinstance(one, Described)] == ["On Hips", "On Hips", "What?"]
    assert told([one for one in found if not isinstance(one, Described)]) == [
        "line 4: title: stands twice in one entry; keep one",
        "line 5: is no BibTeX: Expected comma after entry key, but found =; mend the entry, its commas and braces",
        "line 6: mi: stands twice among the strings; keep one",
        "line 9: is a program, neither a data set nor a paper; it is left out",
    ]


def test_a_record_without_a_type_or_an_end_is_told_or_read() -> None:
    found = read(ris, f"TI  - Lost\nER  - \n{RIS_PAPER.removesuffix('ER  -')}{RIS_DATA}\nTY  - COMP\nTI  - A program")
    assert [one.name for one in found if isinstance(one, Described)] == ["On Hips", "Data of Hüfte, 50% done"]
    assert told([one for one in found if not isinstance(one, Described)]) == [
        "line 1: TY: a record begins with its type, such as “TY  - JOUR”",
        "line 24: is a program, neither a data set nor a paper; it is left out",
    ]


def test_authors_that_can_be_cut_in_two_ways_are_left_out_and_told() -> None:
    found = dataset(bibtex, "@article{a, title={T}, author={Babak Ehteshami Bejnordi}}")
    assert values(found, "paper") == [{"title": "T"}]
    assert "Babak Ehteshami Bejnordi" in str(found.problems[0])


def test_a_preprint_has_the_address_of_its_number() -> None:
    found = dataset(bibtex, "@misc{a, title={T}, eprint={1904.01606}, archivePrefix={arXiv}}")
    assert values(found, "paper") == [{"title": "T", "url": "https://arxiv.org/abs/1904.01606"}]


@pytest.mark.parametrize("text", ["a@b.org, (c)", "@ home\n{x}", "TY-pical", '{"citeAs": "@article{a, title={b}}"}'])
def test_other_texts_are_no_bibliographies(text: str) -> None:
    assert not any(reader.recognises(opened(text.encode(), "x")) for reader in (bibtex, ris))
