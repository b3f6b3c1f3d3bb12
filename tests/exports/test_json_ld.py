"""JSON-LD: what search engines ask for, over every entry and language; one identity, addresses, nothing empty."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from django.utils.dateparse import parse_date

from datasets.exports.addresses import Site
from datasets.exports.described import Described
from datasets.exports.json_ld import json_ld
from datasets.facts.reading import whole
from datasets.models import LANGUAGES, Dataset, DatasetDescription, DatasetRelation, License, Link, Paper, Unit
from datasets.words.identifiers import doi_address

pytestmark = pytest.mark.django_db

# RFC 3986, what may stand in an address.
ADDRESS = re.compile(r"https?://[A-Za-z0-9._-]+(:\d+)?(/[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*)?(\?[^\s<>\"{}|\\^`]*)?")
OWN_TERM = [
    {
        "@type": "CreativeWork", "@id": "https://lightbox.example/v/license/any/",
        "url": "https://lightbox.example/v/license/any/", "name": "Recherche seulement",
    }
]  # fmt: skip
ADDRESSES = ("@id", "url", "sameAs", "license", "contentUrl", "identifier")


def described(row: Dataset, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return json_ld(Described(row, Site("https://lightbox.example")))


def of(slug: str) -> Dataset:
    return whole(Dataset.objects.filter(slug=slug))[0]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(child)


def each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def empty(value: Any) -> bool:
    return value in (None, "", [], {}) or (isinstance(value, list) and any(map(empty, value)))


@pytest.fixture(scope="module")
def everything(django_db_blocker: Any, django_db_setup: None) -> list[tuple[str, dict[str, Any]]]:
    with django_db_blocker.unblock():
        rows = whole(Dataset.objects.order_by("slug"))
        return [(language, described(row, language)) for language in LANGUAGES for row in rows]


@pytest.mark.todays
def test_nothing_is_empty(everything: list[tuple[str, dict[str, Any]]]) -> None:
    assert [
        (data["name"], key) for _, data in everything for node in nodes(data) for key in node if empty(node[key])
    ] == []


@pytest.mark.todays
def test_addresses_are_addresses(everything: list[tuple[str, dict[str, Any]]]) -> None:
    for _, data in everything:
        for node in nodes(data):
            for key in ADDRESSES:
                for value in each(node.get(key)):
                    assert isinstance(value, dict) or ADDRESS.fullmatch(value), (key, value)
        for cited in data.get("citation", []):
            assert isinstance(cited, dict) or ADDRESS.fullmatch(cited)


@pytest.mark.todays
def test_an_entry_is_one_thing_in_all_languages(everything: list[tuple[str, dict[str, Any]]]) -> None:
    by_page: dict[str, set[str]] = {}
    for language, data in everything:
        by_page.setdefault(data["url"].replace(f"/{language}/", "/xx/"), set()).add(data["@id"])
    assert {len(found) for found in by_page.values()} == {1}
    assert len(set().union(*by_page.values())) == len(by_page)


@pytest.mark.todays
def test_descriptions_are_as_long_as_they_may_be(everything: list[tuple[str, dict[str, Any]]]) -> None:
    assert [
        (language, data["name"]) for language, data in everything if not 50 <= len(data["description"]) <= 5_000
    ] == []


@pytest.mark.todays
def test_dates_are_iso_8601(everything: list[tuple[str, dict[str, Any]]]) -> None:
    for _, data in everything:
        assert data["mainEntityOfPage"]["dateModified"] == data["sdDatePublished"]
        assert parse_date(data["sdDatePublished"])
        for node in nodes(data):
            assert re.fullmatch(r"\d{4}", node.get("datePublished", "2000"))


@pytest.mark.todays
def test_archives_and_directories_are_catalogues(everything: list[tuple[str, dict[str, Any]]]) -> None:
    kinds = dict(Dataset.objects.values_list("slug", "kind__code"))
    types = {
        "archive": "DataCatalog", "directory": "DataCatalog", "challenge-series": "DataCatalog",
        "service": "WebApplication", "dataset": "Dataset", "challenge": "Dataset", "library": "Dataset",
    }  # fmt: skip
    for _, data in everything:
        slug = data["@id"].split("/")[-2]
        assert data["@type"] == types[kinds[slug]], slug
        # These belong to data sets alone.
        assert data["@type"] == "Dataset" or not {"distribution", "includedInDataCatalog"} & set(data)


# https://developers.google.com/search/docs/appearance/structured-data/dataset: what has to be there, and what should be
# if it is known, each with the types that it may have. For the others of its list the catalogue has no facts: creator,
# funder, spatialCoverage, temporalCoverage, version.
REQUIRED = ("name", "description")
RECOMMENDED: Mapping[str, tuple[str, ...]] = {
    "alternateName": (), "citation": ("ScholarlyArticle", "CreativeWork"), "hasPart": ("CreativeWork",),
    "identifier": ("PropertyValue",), "isAccessibleForFree": (), "isPartOf": ("CreativeWork", "DataCatalog"),
    "keywords": ("DefinedTerm",), "license": ("CreativeWork",), "measurementTechnique": (), "sameAs": (), "url": (),
    "variableMeasured": ("PropertyValue",), "includedInDataCatalog": ("DataCatalog",),
    "distribution": ("DataDownload",), "publisher": ("Organization",),
}  # fmt: skip


@pytest.mark.todays
def test_what_google_requires_is_there_and_what_it_recommends_wherever_it_is_known(
    everything: list[tuple[str, dict[str, Any]]],
) -> None:
    rows = {row.slug: row for row in whole(Dataset.objects.all())}
    for _, data in everything:
        assert all(data[key] for key in REQUIRED)
        for key, types in RECOMMENDED.items():
            for value in each(data.get(key)):
                assert not isinstance(value, dict) or value["@type"] in types, (data["name"], key, value)
        if data["@type"] != "Dataset":
            continue
        row = rows[data["@id"].split("/")[-2]]
        known = {
            "alternateName": row.aliases,
            "citation": row.paper_set.all(),
            "license": row.license,
            "isAccessibleForFree": row.access_level.code in ("open", "registration"),
            "measurementTechnique": row.modalities.all(),
            "variableMeasured": row.subjects or row.images or row.count_set.all() or row.annotation_types.all(),
            "keywords": row.modalities.all() or row.anatomies.all() or row.tasks.all() or row.conditions.all(),
            "identifier": True,
            "url": True,
            "includedInDataCatalog": True,
        }
        assert {key for key, fact in known.items() if fact} <= set(data), data["name"]


def test_an_amount_has_its_unit_and_says_how_exact_it_is() -> None:
    row = of("kits19")
    row.images, row.images_precision, row.images_unit = 1_000, "at-least", Unit.objects.get(code="images")
    found = {item["name"]: item for item in described(row)["variableMeasured"]}
    assert found["Subjects"] == {
        "@type": "PropertyValue", "name": "Subjects", "value": row.subjects, "unitText": "patients",
        "description": "300 patients",
    }  # fmt: skip
    assert (found["Images"]["minValue"], found["Images"]["description"]) == (1_000, "at least 1,000 images")
    assert "value" not in found["Images"]


def test_a_keyword_is_a_term_with_its_vocabulary_and_its_outside_identifiers() -> None:
    assert described(of("kits19"), "fr")["keywords"][0] == {
        "@type": "DefinedTerm", "@id": "https://lightbox.example/v/modality/CT/",
        "name": "Tomodensitométrie (scanner)", "termCode": "CT",
        "inDefinedTermSet": "https://lightbox.example/v/modality/",
        "sameAs": ["http://dicom.nema.org/resources/ontology/DCM/CT"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("subset-of", "isPartOf"), ("part-of-series", "isPartOf"), ("includes", "hasPart"),
        ("derived-from", "isBasedOn"), ("mirror-of", "isBasedOn"), ("edition-of", "exampleOfWork"),
        ("shares-subjects-with", None), ("successor-of", None),
    ],
)  # fmt: skip
def test_a_relation_that_schema_org_knows_leads_to_the_other_entry(kind: str, key: str | None) -> None:
    DatasetRelation.objects.filter(dataset__slug="kits19").delete()
    of_two = {slug: Dataset.objects.get(slug=slug) for slug in ("kits19", "lits")}
    DatasetRelation.objects.create(dataset=of_two["kits19"], kind=kind, target=of_two["lits"])
    data = described(of("kits19"))
    found = {name for name in ("isPartOf", "hasPart", "isBasedOn", "exampleOfWork") if name in data}
    assert found == ({key} if key else set())
    if key:
        assert data[key] == [{"@type": "CreativeWork", "@id": "https://lightbox.example/d/lits/"}]


def test_the_dois_of_the_data_identify_it_beside_its_lasting_address() -> None:
    Link.objects.create(dataset=Dataset.objects.get(slug="kits19"), kind="homepage", url="https://doi.org/10.7937/K9")
    assert described(of("kits19"))["identifier"] == [
        {
            "@type": "PropertyValue", "propertyID": "https://registry.identifiers.org/registry/doi",
            "value": "doi:10.7937/k9", "url": "https://doi.org/10.7937/k9",
        },
        "https://lightbox.example/d/kits19/",
    ]  # fmt: skip


def test_the_page_says_its_language() -> None:
    assert described(of("kits19"), "zh-hans")["mainEntityOfPage"]["inLanguage"] == "zh-Hans"
    assert "inLanguage" not in described(of("kits19"))


@pytest.mark.parametrize(
    ("mappings", "address"),
    [
        ({"spdx": "CC-BY-4.0"}, "https://spdx.org/licenses/CC-BY-4.0"),
        ({"spdx": "MIT", "url": "https://example.org/"}, "https://spdx.org/licenses/MIT"),
        ({"url": "https://example.org/licence"}, "https://example.org/licence"),
        ({"url": "see the readme"}, OWN_TERM),
        ({}, OWN_TERM),
    ],
)
def test_a_licence_is_an_address_or_a_name_at_its_own(mappings: dict[str, str], address: Any) -> None:
    row = of("kits19")
    row.license = License(code="any", names={"en": "Research only", "fr": "Recherche seulement"}, mappings=mappings)
    data = described(row, "fr")
    assert data.get("license") == address
    assert "Recherche seulement" in data["conditionsOfAccess"]


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.1148/ryai.210315", "https://doi.org/10.1148/ryai.210315"),
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2",
        ),
        ("10.1000/a_b", "https://doi.org/10.1000/a_b"),
        ("10.1000/50%", "https://doi.org/10.1000/50%25"),
        ("10.1000/a#b", "https://doi.org/10.1000/a%23b"),
        ("10.1000/a?b", "https://doi.org/10.1000/a%3Fb"),
        ("10.1000/é", "https://doi.org/10.1000/%C3%A9"),
        ("", ""),
    ],
)
def test_a_doi_is_an_address(doi: str, address: str) -> None:
    assert doi_address(doi) == address


@pytest.mark.parametrize(
    ("paper", "cited"),
    [
        ({"doi": "10.1/a"}, "https://doi.org/10.1/a"),
        ({"url": "https://example.org/a.pdf"}, "https://example.org/a.pdf"),
        (
            {"authors": "Menze and others", "year": 2015},
            {"@type": "ScholarlyArticle", "author": [{"@type": "Person", "name": "Menze"}], "datePublished": "2015"},
        ),
        (
            {"title": "О почках", "authors": "Иванов, И. И. and {Институт}", "doi": "10.1/б"},
            {
                "@type": "ScholarlyArticle", "@id": "https://doi.org/10.1/%D0%B1", "url": "https://doi.org/10.1/%D0%B1",
                "name": "О почках",
                "author": [
                    {"@type": "Person", "name": "И. И. Иванов", "familyName": "Иванов", "givenName": "И. И."},
                    {"@type": "Organization", "name": "Институт"},
                ],
            },
        ),
        (
            {"title": "肺", "authors": "张, 伟", "venue": "杂志"},
            {
                "@type": "ScholarlyArticle", "name": "肺",
                "author": [{"@type": "Person", "name": "张伟", "familyName": "张", "givenName": "伟"}],
                "isPartOf": {"@type": "Periodical", "name": "杂志"},
            },
        ),
        ({"title": "T", "authors": "no, list, of names"}, {"@type": "ScholarlyArticle", "name": "T"}),
        ({"title": "T", "url": "ftp://example.org/a"}, {"@type": "ScholarlyArticle", "name": "T"}),
    ],
)  # fmt: skip
def test_a_paper_is_an_address_or_an_article(paper: dict[str, Any], cited: Any) -> None:
    Paper.objects.filter(dataset__slug="kits19").delete()
    Paper.objects.create(dataset=Dataset.objects.get(slug="kits19"), position=0, **paper)
    assert described(of("kits19"))["citation"] == [cited]


def test_what_is_not_known_is_left_out_and_what_is_known_is_there() -> None:
    row = of("kits19")
    row.size_bytes = row.year = row.license = None
    assert not {"size", "datePublished", "license"} & set(described(row))
    row.size_bytes, row.size_precision, row.year = 42_000_000_000, "exact", 2019
    data = described(row)
    assert (data["size"], data["datePublished"]) == ("42000000000 B", "2019")
    assert data["sdDatePublished"] == date.isoformat(row.changed.date())


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_text_the_facts_describe(language: str) -> None:
    DatasetDescription.objects.filter(dataset__slug="kits19").delete()
    data = described(of("kits19"), language)
    assert 50 <= len(data["description"]) <= 5_000
    assert "KiTS19" in data["description"]
