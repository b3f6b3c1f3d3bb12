"""BIDS: dataset_description.json."""

import json
from typing import Any

import pytest

from datasets.importing.claims import UNREAD
from datasets.importing.opening import opened
from datasets.importing.readers import bids

from .reading import dataset, read, told, values

BRAINS = {"Name": "Brains", "BIDSVersion": "1.10.0", "License": "CC0", "DatasetDOI": "doi:10.1000/ds1.v2"}


def test_a_description_says_name_doi_and_licence() -> None:
    found = dataset(bids, json.dumps(BRAINS | {"Authors": ["Doe A"], "Acknowledgements": "Thanks."}))
    assert (found.name, found.key, found.identifiers) == ("Brains", "10.1000/ds1.v2", ("doi:10.1000/ds1.v2",))
    assert {claim.field: claim.printed for claim in found.claims} == {"name": "Brains", "license": "CC0"}
    cited = bids.cited(opened(json.dumps(BRAINS).encode(), "dataset_description.json"))
    assert (cited.address, cited.authority) == ("https://doi.org/10.1000/ds1.v2", "owner")


@pytest.mark.parametrize(
    ("key", "value", "claims"),
    [
        ("ReferencesAndLinks", ["https://example.org/brains"], [("link", "https://example.org/brains", UNREAD)]),
        ("ReferencesAndLinks", "https://pubmed.ncbi.nlm.nih.gov/1",
         [("paper", "https://pubmed.ncbi.nlm.nih.gov/1", {"url": "https://pubmed.ncbi.nlm.nih.gov/1"})]),
        ("ReferencesAndLinks", ["doi:10.1000/p", "doi:10.1000/DS1.v2"],
         [("paper", "doi:10.1000/p", {"doi": "10.1000/p"})]),
        ("ReferencesAndLinks", ["https://example.org/doi/toc/10.1002/(ISSN)1096-9861.atlas"],
         [("link", "https://example.org/doi/toc/10.1002/(ISSN)1096-9861.atlas", UNREAD)]),
        ("ReferencesAndLinks", ["Doe A. Brains. 2001."], [("paper", "Doe A. Brains. 2001.", UNREAD)]),
        ("HowToAcknowledge", "Please cite us (doi:10.1000/p)!", [("paper", "10.1000/p", {"doi": "10.1000/p"})]),
        ("HowToAcknowledge", "Please cite us!", []),
        ("SourceDatasets", [{"URL": "https://example.org/raw"}, {"DOI": "doi:10.1000/ds1.v2"}],
         [("relation", "https://example.org/raw", UNREAD)]),
        ("Keywords", ["fMRI"], [("", "fMRI", UNREAD)]),
    ],
)  # fmt: skip
def test_a_key_is_said_in_its_field(key: str, value: Any, claims: list[tuple[str, str, Any]]) -> None:
    found = dataset(bids, json.dumps(BRAINS | {key: value}))
    said = [(claim.field, claim.printed, claim.value) for claim in found.claims[2:]]
    assert (said, found.problems) == (claims, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"BIDSVersion": "1.0"}', "name: has no name"),
        ('{"BIDSVersion": "1.0", "Name": 5', "is not JSON"),
        ('{"BIDSVersion": "1.0", "Name": "a", "Name": "b"}', "Name: stands twice"),
        ('{"x": {"BIDSVersion": "1.0"}}', "BIDSVersion: is no description of BIDS"),
        ('{"BIDSVersion": ' + "[" * 60 + "]" * 60 + "}", "is nested more than 50 deep"),
        ('{"BIDSVersion": ' + "[" * 100_000 + "]" * 100_000 + "}", "is nested too deeply"),
    ],
)
def test_what_is_no_description_is_told(text: str, problem: str) -> None:
    assert problem in told(read(bids, text))[0]


def test_an_address_with_an_entity_is_an_address() -> None:
    found = dataset(bids, json.dumps(BRAINS | {"ReferencesAndLinks": ["https://arxiv.org/abs/1?a=1&amp;copy=2"]}))
    assert values(found, "paper") == [{"url": "https://arxiv.org/abs/1?a=1&copy=2"}]
