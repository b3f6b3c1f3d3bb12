"""DataCite's JSON."""

import json
from typing import Any

import pytest

from datasets.importing.claims import Described
from datasets.importing.opening import opened
from datasets.importing.readers import datacite

from .reading import dataset, read, said, told, values

LIVERS = {
    "doi": "10.1000/Livers",
    "types": {"resourceTypeGeneral": "Dataset"},
    "titles": [{"title": "Livers"}, {"title": "In slices", "titleType": "Subtitle"},
               {"title": "Foies", "titleType": "TranslatedTitle"}],
    "publisher": {"name": "Our Clinic"},
    "publicationYear": 2018,
}  # fmt: skip


@pytest.mark.parametrize(
    ("document", "places"),
    [
        (LIVERS, [""]),
        ([LIVERS, LIVERS], ["[0]", "[1]"]),
        ({"data": {"id": "10.1000/livers", "type": "dois", "attributes": LIVERS}}, ["data"]),
        ({"data": [{"attributes": LIVERS}, {"attributes": LIVERS}], "meta": {"total": 2}}, ["data[0]", "data[1]"]),
    ],
)
def test_records_are_found_alone_in_answers_and_in_lists(document: Any, places: list[str]) -> None:
    found = read(datacite, json.dumps(document))
    assert [one.place for one in found] == places
    assert {one.name for one in found if isinstance(one, Described)} == {"Livers"}


def test_a_record_says_its_names_year_and_publisher() -> None:
    found = dataset(datacite, json.dumps(LIVERS))
    assert (found.key, found.identifiers, found.names) == ("10.1000/livers", ("10.1000/Livers",), ("Foies",))
    assert said(found) == {"source": ["Our Clinic"], "year": ["2018"]}
    assert values(found, "year") == [2018]


@pytest.mark.parametrize(
    ("rights", "claims"),
    [
        ({"rights": "CC BY", "rightsUri": "https://creativecommons.org/licenses/by/4.0/legalcode",
          "rightsIdentifier": "cc-by-4.0", "rightsIdentifierScheme": "SPDX"}, {"license": ["cc-by-4.0"]}),
        ({"rights": "Ours", "rightsURI": "https://example.org/terms"}, {"license": ["https://example.org/terms"]}),
        ({"rights": "Ours"}, {"license": ["Ours"]}),
        ({"rights": "Restricted Access"}, {"access": ["Restricted Access"]}),
        ({"rightsUri": "info:eu-repo/semantics/openAccess"}, {"access": ["info:eu-repo/semantics/openAccess"]}),
    ],
)  # fmt: skip
def test_rights_are_a_licence_or_say_who_may_have_it(rights: dict[str, str], claims: dict[str, list[str]]) -> None:
    assert said(dataset(datacite, json.dumps(LIVERS | {"rightsList": [rights]})), *claims) == claims


@pytest.mark.parametrize(
    ("sizes", "claims"),
    [
        (["4.2 GB", "131 scans"], {"size": ["4.2 GB"], "count": ["131 scans"]}),
        (["4.2 GB", "1 MB"], {"size": [], "count": []}),
        (["1024 Bytes"], {"size": ["1024 Bytes"], "count": []}),
    ],
)
def test_a_size_is_one_that_is_stated(sizes: list[str], claims: dict[str, list[str]]) -> None:
    assert said(dataset(datacite, json.dumps(LIVERS | {"sizes": sizes})), "size", "count") == claims


@pytest.mark.parametrize(
    ("relation", "general", "field"),
    [
        ("IsDerivedFrom", "", "relation"), ("IsNewVersionOf", "Dataset", "relation"), ("IsPartOf", "", "relation"),
        ("IsSupplementTo", "Dataset", "relation"), ("IsSupplementTo", "JournalArticle", "paper"),
        ("IsDescribedBy", "", "paper"), ("Cites", "", ""), ("IsDerivedFrom", "Software", ""),
    ],
)  # fmt: skip
def test_a_related_resource_is_data_or_a_paper_by_its_relation(relation: str, general: str, field: str) -> None:
    related = {"relationType": relation, "relatedIdentifier": "10.1000/other", "relatedIdentifierType": "DOI",
               "resourceTypeGeneral": general}  # fmt: skip
    found = dataset(datacite, json.dumps(LIVERS | {"relatedIdentifiers": [related]}))
    claims = [claim for claim in found.claims if claim.field in ("relation", "paper")]
    assert [(claim.field, claim.printed, claim.note) for claim in claims] == (
        [(field, "10.1000/other", f"relation: {relation}")] if field else []
    )
    assert values(found, "paper") == ([{"doi": "10.1000/other"}] if field == "paper" else [])


def test_an_article_is_a_paper_and_a_program_is_left_out() -> None:
    article = LIVERS | {"types": {"resourceTypeGeneral": "JournalArticle"}, "creators": [{"name": "Doe, Ann"}]}
    found = dataset(datacite, json.dumps(article))
    assert (found.key, found.identifiers) == ("", ())
    assert values(found, "paper") == [
        {"doi": "10.1000/Livers", "title": "Livers", "venue": "Our Clinic", "year": 2018, "authors": "Doe, Ann"}
    ]
    program = LIVERS | {"types": {"resourceTypeGeneral": "Software"}}
    assert "is Software" in told(read(datacite, json.dumps(program)))[0]


def test_it_is_cited_as_a_registrys_record_of_its_day() -> None:
    record = LIVERS | {"updated": "2020-04-05T00:00:00Z"}
    cited = datacite.cited(opened(json.dumps({"data": {"attributes": record}}).encode(), ""))
    assert (cited.address, cited.title) == ("https://doi.org/10.1000/livers", "Livers")
    assert (cited.authority, cited.as_of) == ("registry", "2020-04-05")
