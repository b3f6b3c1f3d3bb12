"""The OpenAPI document says what the API does."""

import unicodedata
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator

from datasets.facts.fields import FIELDS, ON_CARDS
from datasets.index.facets import FACETS, RANGES
from datasets.search.parameters import MAXIMUM_PAGE_SIZE, SORTS

from .conftest import Get

PARAMETERS = {
    "q", "as", "all", "sort", "page", "page_size", "lang", "fields", *(facet.parameter for facet in FACETS),
    *(f"{column.parameter}_{bound}" for column in RANGES for bound in ("min", "max")),
}  # fmt: skip


def parameters(document: dict) -> dict[str, dict]:
    """Return the list's parameters by name."""
    return {item["name"]: item for item in document["paths"]["/api/v1/datasets/"]["get"]["parameters"]}


def test_every_parameter_of_the_list_is_described(get: Get) -> None:
    described = parameters(get("openapi.json"))
    assert set(described) == PARAMETERS
    assert all(item["in"] == "query" and item["description"] for item in described.values())


def test_every_described_parameter_is_understood(get: Get) -> None:
    for name, item in parameters(get("openapi.json")).items():
        examples = {
            "q": "brain", "as": "words", "sort": "name", "page": "1", "page_size": "10", "lang": "fr",
            "fields": "link", "all": "modality",
        }  # fmt: skip
        value = examples.get(name) or ("1" if item["schema"]["type"] in ("integer", "string") else None)
        if value is None:
            value = get("datasets/")["facets"][name]["options"][0]["code"]
        get(f"datasets/?{name}={value}")


def test_limits_and_orders_are_those_that_hold(get: Get) -> None:
    described = parameters(get("openapi.json"))
    assert described["sort"]["schema"]["enum"] == list(SORTS)
    assert described["page_size"]["schema"]["maximum"] == MAXIMUM_PAGE_SIZE


@pytest.mark.parametrize(
    "path",
    [
        "datasets/",
        "datasets/{slug}/",
        "suggestions/",
        "relations/",
        "vocabularies/",
        "sources/",
        "documents/",
        "schema/",
    ],
)
def test_every_address_is_described(path: str, get: Get) -> None:
    operation = get("openapi.json")["paths"][f"/api/v1/{path}"]["get"]
    assert operation["summary"]
    assert operation["operationId"]
    assert "200" in operation["responses"]


def test_every_reference_leads_to_a_schema(get: Get) -> None:
    document = get("openapi.json")
    names = set()

    def collect(node: object) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                names.add(node["$ref"])
            for child in node.values():
                collect(child)
        elif isinstance(node, list):
            for child in node:
                collect(child)

    collect(document["paths"])
    assert names
    assert names <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def test_a_result_has_the_keys_of_its_schema(get: Get) -> None:
    card = get("openapi.json")["components"]["schemas"]["Card"]
    for result in get("datasets/?page_size=200")["results"]:
        assert list(result) == card["required"]


def test_the_facts_of_a_result_have_their_names_and_shapes_from_the_registry(get: Get) -> None:
    document = get("openapi.json")
    card = document["components"]["schemas"]["Card"]["properties"]
    assert [name for name in card if name in FIELDS][: len(ON_CARDS)] == [field.code for field in ON_CARDS]
    assert {name for name in parameters(document) if name in FIELDS} <= set(card)
    assert set(parameters(document)["fields"]["schema"]["items"]["enum"]) - {"descriptions"} <= set(FIELDS)
    names = {vocabulary["vocabulary"] for vocabulary in get("vocabularies/")["results"]}
    assert {name for field in FIELDS.values() for name in field.vocabularies.values()} <= names | {"source"}
    for result in get("datasets/?page_size=200")["results"]:
        record = get(f"datasets/{result['slug']}/")
        for field in ON_CARDS:
            assert result[field.code] == record[field.code], (result["slug"], field.code)
            Draft202012Validator(card[field.code]).validate(result[field.code])


def test_a_result_has_no_key_that_its_schema_lacks(get: Get) -> None:
    document = get("openapi.json")
    fields = parameters(document)["fields"]["schema"]["items"]["enum"]
    card = document["components"]["schemas"]["Card"]
    for result in get(f"datasets/?fields={','.join(fields)}")["results"]:
        assert set(result) == set(card["properties"]) == {*card["required"], *fields}


@pytest.mark.parametrize("path", ["datasets/", "relations/", "suggestions/"])
def test_a_parameter_that_may_be_empty_asks_nothing(path: str, get: Get) -> None:
    described = get("openapi.json")["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    empty = [item["name"] for item in described if item.get("allowEmptyValue")]
    assert len(empty) == len(described) - 1
    assert get(f"{path}?{'&'.join(f'{name}=' for name in empty)}") == get(path)


@pytest.mark.parametrize(
    ("character", "status"),
    [
        ("é", 200), ("肾", 200), ("\t", 200), ("\u00ad", 200), ("\u200f", 200), ("\u3000", 200),
        ("\x00", 400), ("\x1b", 400), ("\x96", 400), ("\ue000", 400), ("\U000e0fff", 400), ("\ufffd", 400),
    ],
)  # fmt: skip
def test_the_pattern_of_what_may_be_typed_is_what_holds(character: str, status: int, get: Get) -> None:
    pattern = parameters(get("openapi.json"))["q"]["schema"]["pattern"]
    refused = character == "\ufffd" or rf"\p{{{unicodedata.category(character)}}}" in pattern
    assert refused == (status == 400 or character == "\t"), "a tab is a control, and white space"
    get(f"datasets/?{urlencode({'q': f'kidney{character}'})}", status)


@pytest.mark.parametrize("status", ["400", "404", "405", "411", "413", "414", "500", "503"])
def test_the_lists_refusals_are_described(status: str, get: Get) -> None:
    assert status in get("openapi.json")["paths"]["/api/v1/datasets/"]["get"]["responses"]


@pytest.mark.parametrize("status", ["404", "410"])
def test_the_details_refusals_are_described(status: str, get: Get) -> None:
    assert status in get("openapi.json")["paths"]["/api/v1/datasets/{slug}/"]["get"]["responses"]


def test_a_withdrawn_entry_is_described_as_the_record_that_it_is(get: Get) -> None:
    responses = get("openapi.json")["paths"]["/api/v1/datasets/{slug}/"]["get"]["responses"]
    assert responses["410"]["content"] == responses["200"]["content"]
