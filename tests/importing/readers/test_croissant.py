"""Croissant 1.0 and 1.1."""

import json
from typing import Any

import pytest

from datasets.importing.opening import opened
from datasets.importing.readers import croissant

from .reading import dataset, said, values

CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/", "dct": "http://purl.org/dc/terms/",
    "cr": "http://mlcommons.org/croissant/", "citeAs": "cr:citeAs", "conformsTo": "dct:conformsTo",
    "recordSet": "cr:recordSet", "data": {"@id": "cr:data", "@type": "@json"},
}  # fmt: skip
KNEES = {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    "conformsTo": "http://mlcommons.org/croissant/1.1",
    "name": "Knees",
    "description": "A sentence that stays where it is.",
    "url": "https://example.org/knees",
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "keywords": ["MRI", "knee"],
    "datePublished": "2021-05-03",
}
ZIP = {"@type": "cr:FileObject", "@id": "all.zip", "contentUrl": "https://example.org/all.zip",
       "contentSize": 4096, "encodingFormat": "application/zip"}  # fmt: skip
IMAGES = {"@type": "cr:FileSet", "containedIn": {"@id": "all.zip"}, "encodingFormat": "image/png", "includes": "*.png"}
REPOSITORY = {"@type": "cr:FileObject", "contentUrl": "https://example.org/git", "encodingFormat": "git+https"}


def written(**more: Any) -> str:
    return json.dumps(KNEES | more)


def test_facts_have_their_fields_and_places() -> None:
    found = dataset(croissant, written())
    assert (found.name, found.key, found.problems) == ("Knees", "https://example.org/knees", ())
    assert said(found) == {
        "license": ["https://creativecommons.org/licenses/by/4.0/"], "": ["MRI", "knee"], "year": ["2021-05-03"],
    }  # fmt: skip
    assert values(found, "year") == [2021]
    assert [claim.place for claim in found.claims if claim.field == ""] == ["keywords[0]", "keywords[1]"]
    assert values(found, "link") == [{"url": "https://example.org/knees", "kind": "homepage"}]


def test_size_and_address_are_those_of_a_file_alone() -> None:
    one = dataset(croissant, written(distribution=[ZIP, IMAGES]))
    assert values(one, "size") == [{"value": 4096, "precision": "exact"}]
    assert said(one, "size", "format") == {"size": ["4096"], "format": ["application/zip", "image/png"]}
    assert {"url": "https://example.org/all.zip", "kind": "download"} in values(one, "link")
    two = dataset(croissant, written(distribution=[ZIP, {**ZIP, "@id": "more.zip"}, REPOSITORY]))
    assert said(two, "size", "format") == {"size": [], "format": ["application/zip"]}
    assert len(values(two, "link")) == 1


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"parts/name": "train"}, [{"name": "train"}]),
        ({"parts/name": "dev", "parts/url": "cr:ValidationSplit"}, [{"name": "validation"}]),
        ({"parts/name": "dev"}, []),
    ],
)
def test_splits_that_the_file_lists_are_splits(row: dict[str, str], value: list[Any]) -> None:
    parts = {
        "@type": "cr:RecordSet",
        "@id": "parts",
        "dataType": "cr:Split",
        "key": {"@id": "parts/name"},
        "data": [row],
    }
    found = dataset(croissant, written(recordSet=[parts]))
    assert said(found, "split") == {"split": [row["parts/name"]]}
    assert values(found, "split") == value


def test_only_an_enumeration_of_labels_lists_classes() -> None:
    grades = {"@type": "cr:RecordSet", "@id": "grades", "dataType": "sc:Enumeration",
              "data": [{"grades/name": "KL 0"}, {"grades/name": "KL 4"}]}  # fmt: skip
    sexes = {**grades, "@id": "sexes", "data": [{"sexes/name": "female"}]}
    label = {"dataType": ["sc:Text", "cr:Label"], "references": {"field": {"@id": "grades/name"}}}
    found = dataset(croissant, written(recordSet=[grades, sexes, {"@id": "images", "field": [label]}]))
    assert values(found, "class") == [{"name": "KL 0"}, {"name": "KL 4"}]
    assert said(found, "class") == {"class": ["KL 0", "KL 4"]}


@pytest.mark.parametrize(
    ("cited", "paper"),
    [
        ("@article{doe, title={Knees in {MR}}, author={Doe, Ann and Roe, Bo}, doi={10.1000/Knee}, year=2020}",
         [{"doi": "10.1000/Knee", "title": "Knees in MR", "authors": "Doe, Ann and Roe, Bo", "year": 2020}]),
        ("Doe A. Knees. https://doi.org/10.1000/knee.", [{"doi": "10.1000/knee"}]),
        ("Doe A. Knees.", []),
    ],
)  # fmt: skip
def test_how_it_is_cited_is_a_paper(cited: str, paper: list[Any]) -> None:
    found = dataset(croissant, written(citeAs=cited))
    assert values(found, "paper") == paper
    assert len(said(found, "paper")["paper"]) == 1


def test_an_unknown_version_is_told() -> None:
    (problem,) = dataset(croissant, written(conformsTo="http://mlcommons.org/croissant/2.0")).problems
    assert str(problem).startswith("conformsTo: the version of Croissant is 2.0")


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://example.org/knees", "owner"),
        ("https://huggingface.co/datasets/doe/knees", "registry"),
        ("https://www.kaggle.com/datasets/doe/knees", "registry"),
    ],
)
def test_where_anybody_deposits_it_is_a_registrys_word(url: str, authority: str) -> None:
    cited = croissant.cited(opened(written(url=url, dateModified="2022-02-02T10:00").encode(), "k.json"))
    assert (cited.address, cited.authority, cited.as_of) == (url, authority, "2022-02-02")
