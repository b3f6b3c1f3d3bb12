"""schema.org as JSON-LD, in files and in web pages."""

import json
from typing import Any

import pytest

from datasets.importing.claims import Cited, Described
from datasets.importing.opening import opened
from datasets.importing.readers import schema_org
from datasets.records.problems import Problem

from .reading import dataset, read, said, told, values

LUNGS = {"@context": "https://schema.org/", "@type": "Dataset", "name": "Lungs"}


def names(found: list[Described | Problem]) -> list[str]:
    return [one.name for one in found if isinstance(one, Described)]


@pytest.mark.parametrize(
    "document",
    [
        LUNGS,
        [LUNGS],
        {"@context": "http://schema.org", "@graph": [{"@type": "WebPage", "name": "Page"}, LUNGS]},
        {"@context": {"schema": "http://schema.org/"}, "@type": "schema:Dataset", "schema:name": "Lungs"},
        {"@context": {"s": "https://schema.org/"}, "@type": ["s:Dataset", "s:Thing"], "s:name": {"@value": "Lungs"}},
        {"@context": {"titre": "https://schema.org/name", "type": "@type"}, "type": "Dataset", "titre": "Lungs"},
        {"@type": "https://schema.org/Dataset", "https://schema.org/name": [{"@language": "en", "@value": "Lungs"}]},
        {"@context": "https://schema.org", "@type": "DataCatalog", "name": "All", "dataset": [LUNGS]},
        {"@context": "https://schema.org", "@type": "WebPage", "mainEntity": LUNGS},
        LUNGS | {"name": {"fr": "Poumons", "en": "Lungs"}},
        LUNGS | {"name": " Lungs\n"},
    ],
)
def test_a_dataset_is_found_however_it_is_written(document: Any) -> None:
    assert names(read(schema_org, json.dumps(document))) == ["Lungs"]


def test_a_page_has_the_datasets_of_all_its_scripts() -> None:
    heart = json.dumps(LUNGS | {"name": "Heart &amp; vessels"}).replace("&amp; ", "&amp;\n")
    two = json.dumps([LUNGS, LUNGS | {"name": "Ribs"}])
    page = (
        f'<!DOCTYPE html>\n<html><!-- <script type="application/ld+json">{json.dumps(LUNGS)}</script> -->\n'
        f'<SCRIPT id="a" type=application/ld+json;charset=utf-8>{two}</SCRIPT>\n'
        f"<script type='application/ld+json'>{heart}</script>\n"
        '<script>var x = "application/ld+json"</script>\n<script type="application/ld+json">{"@type": </script></html>'
    )
    found = read(schema_org, page, "page.html")
    assert names(found) == ["Lungs", "Ribs", "Heart & vessels"]
    assert [one.place for one in found] == ["line 3 [0]", "line 3 [1]", "line 4", "line 7"]
    assert "is not JSON" in told(found[3:])[0]


def test_datasets_stand_one_a_line_without_a_vocabulary() -> None:
    lungs = {"@type": "Dataset", "name": "Lungs", "url": "https://example.org/lungs"}
    lines = "\n".join([json.dumps(lungs), '{"@type": ', json.dumps(lungs | {"name": "Ribs"})])
    found = read(schema_org, lines, "gathered.jsonl")
    assert names(found) == ["Lungs", "Ribs"]
    assert [one.place for one in found] == ["line 1", "line 2", "line 3"]
    # Whoever gathered them is no dataset's owner.
    assert schema_org.cited(opened(lines.encode(), "gathered.jsonl")) == Cited(title="gathered")
    assert not schema_org.recognises(opened(lines.replace("Dataset", "Person").encode(), "people.jsonl"))


def test_a_reference_in_a_graph_is_what_it_refers_to() -> None:
    graph = [
        LUNGS | {"publisher": {"@id": "#us"}, "license": {"@id": "#free"}},
        {"@id": "#us", "@type": "Organization", "name": "Our Clinic"},
        {"@id": "#free", "@type": "CreativeWork", "name": "Free", "url": "https://spdx.org/licenses/CC0-1.0"},
    ]
    found = dataset(schema_org, json.dumps({"@context": "https://schema.org", "@graph": graph}))
    assert said(found) == {"source": ["Our Clinic"], "license": ["https://spdx.org/licenses/CC0-1.0"]}


@pytest.mark.parametrize(
    ("key", "value", "claims"),
    [
        ("keywords", "CT, lung;  nodule", {"": ["CT", "lung", "nodule"]}),
        ("keywords", ["CT, low dose", {"@type": "DefinedTerm", "name": "lung"}], {"": ["CT, low dose", "lung"]}),
        ("measurementTechnique", "CT", {"modality": ["CT"]}),
        ("isAccessibleForFree", True, {}),
        ("conditionsOfAccess", "Sign first.", {"access": ["Sign first."]}),
        ("size", {"@type": "QuantitativeValue", "value": 4.50, "unitText": "GB"}, {"size": ["4.5 GB"]}),
        ("size", "12 files", {"count": ["12 files"]}),
        ("creator", {"name": "Doe"}, {}),
        ("description", "A sentence.", {}),
        ("isBasedOn", {"@id": "https://doi.org/10.1000/old"}, {"relation": ["https://doi.org/10.1000/old"]}),
        ("citation", {"@type": "Dataset", "@id": "https://doi.org/10.1000/old"}, {}),
        ("citation", "Doe A. Lungs. doi:10.1000/a", {"paper": ["Doe A. Lungs. doi:10.1000/a"]}),
        ("license", [{"name": "Ours"}, "CC0"], {"license": ["Ours", "CC0"]}),
        ("inLanguage", {"@type": "Language", "name": "French"}, {"language": ["French"]}),
    ],
)
def test_a_property_is_said_in_its_field(key: str, value: Any, claims: dict[str, list[str]]) -> None:
    found = dataset(schema_org, json.dumps(LUNGS | {key: value}))
    assert said(found) == claims
    assert found.problems == ()


def test_what_identifies_it_is_not_one_of_its_papers() -> None:
    own = {"@type": "PropertyValue", "propertyID": "doi", "value": "doi:10.1000/Lungs"}
    digest = {"@type": "PropertyValue", "propertyID": "md5", "value": "https://example.org/0a1b"}
    author = {"name": "Ann Doe", "familyName": "Doe", "givenName": "Ann"}
    paper = {"@type": "ScholarlyArticle", "headline": "On lungs", "author": [author],
             "identifier": "https://doi.org/10.1000/paper", "datePublished": "2019-01"}  # fmt: skip
    more = {"identifier": [own, digest, "L-17"], "sameAs": "https://example.org/lungs",
            "citation": ["Data: https://doi.org/10.1000/LUNGS", paper]}  # fmt: skip
    found = dataset(schema_org, json.dumps(LUNGS | more))
    assert (found.key, found.identifiers) == ("10.1000/lungs", ("doi:10.1000/Lungs", "https://example.org/lungs"))
    assert values(found, "paper") == [
        {"doi": "10.1000/paper", "title": "On lungs", "year": 2019, "authors": "Doe, Ann"}
    ]


def test_what_is_no_text_is_told_with_its_place() -> None:
    found = dataset(schema_org, json.dumps(LUNGS | {"license": [True], "keywords": ["x" * 401], "publisher": {"a": 1}}))
    assert [str(problem) for problem in found.problems] == [
        "license[0]: license: holds no text; write one, or leave it out",
        "publisher: source: holds no text; write one, or leave it out",
        "keywords[0]: has 401 characters; 400 are the most: state it in fewer words",
    ]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (LUNGS | {"name": None}, "name: has no name; write one"),
        ({"@context": "https://schema.org", "@type": "Person", "knows": 'Dataset"'}, "it describes Person"),
        ([[LUNGS] * 2] * 30, None),
    ],
)
def test_what_describes_no_dataset_is_told(document: Any, problem: str | None) -> None:
    found = list(schema_org.read(opened(json.dumps(document).encode(), "x.json")))
    assert len(names(found)) == 60 if problem is None else problem in told(found)[0]


def test_kaggle_advertises_in_the_other_name() -> None:
    url = "https://www.kaggle.com/datasets/doe/lungs"
    document = LUNGS | {"url": url, "alternateName": "Breathe with us"}
    assert dataset(schema_org, json.dumps(document)).names == ()
    assert dataset(schema_org, json.dumps(document | {"url": "https://example.org"})).names == ("Breathe with us",)
