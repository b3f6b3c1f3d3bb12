"""The OpenAPI document says what the API does."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from datasets.api import examples
from datasets.api.answers import CSV, JSON, Operation
from datasets.api.document import OPERATIONS, template
from datasets.api.schemas import CARRIED, PRESENT
from datasets.facts.fields import FIELDS, ON_CARDS
from datasets.index import snapshot
from datasets.index.facets import CHOICES, FACETS, RANGES, USE, Facet
from datasets.models import LANGUAGES, Dataset
from datasets.search.parameters import MAXIMUM_PAGE_SIZE, SORTS

from .conftest import Get

PARAMETERS = {
    "q", "as", "all", "sort", "page", "after", "page_size", "lang", "fields", *(item.parameter for item in CHOICES),
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
    following = dict(parse_qsl(urlsplit(get("datasets/?page_size=1")["next"]).query))
    for name, item in parameters(get("openapi.json")).items():
        examples = {
            "q": "brain", "as": "words", "sort": "name", "page": "1", "page_size": "10", "lang": "fr",
            "fields": "link", "all": "modality", "after": following["after"],
        }  # fmt: skip
        value = examples.get(name) or ("1" if item["schema"]["type"] in ("integer", "string") else None)
        if value is None:
            value = get("datasets/")["facets"][name]["options"][0]["code"]
        get(f"datasets/?{name}={value}")


def test_limits_and_orders_are_those_that_hold(get: Get) -> None:
    described = parameters(get("openapi.json"))
    assert described["sort"]["schema"]["enum"] == list(SORTS)
    assert described["page_size"]["schema"]["maximum"] == MAXIMUM_PAGE_SIZE


@pytest.mark.parametrize("path", [template(operation.path) for operation in OPERATIONS])
def test_every_address_is_described(path: str, get: Get) -> None:
    operation = get("openapi.json")["paths"][f"/api/v1/{path}"]["get"]
    assert operation["summary"]
    assert operation["operationId"]
    assert "200" in operation["responses"]


def test_the_document_says_who_where_and_on_what_terms(get: Get) -> None:
    document = get("openapi.json")
    assert document["servers"][0]["url"] == "http://testserver"
    assert {tag["name"] for tag in document["tags"]} == {tag for item in operations(document) for tag in item["tags"]}
    assert document["info"]["contact"]
    assert document["info"]["license"]


def operations(document: Any) -> list[Any]:
    """Return all operations."""
    return [path["get"] for path in document["paths"].values()]


@pytest.mark.todays
def test_every_example_is_what_is_answered_and_fits_its_schema(get: Get, client: Client) -> None:
    document = get("openapi.json")
    known = examples.names(snapshot.current())
    without = []
    for item in OPERATIONS:
        described = document["paths"][f"/api/v1/{template(item.path)}"]["get"]
        content = described["responses"]["200"]["content"][item.kind]
        address = examples.address_of(item, known)
        if not address or item.kind != JSON:
            without.append(item.name)
            continue
        assert content["example"] == examples.shortened(get(address))
        schema = {**content["schema"], "components": document["components"]}
        Draft202012Validator(schema).validate(content["example"])
        Draft202012Validator(schema).validate(get(address))
        for name in (*re.findall(r"<(\w+)>", item.path), *parse_qs(address.partition("?")[2])):
            assert "example" in next(row for row in described["parameters"] if row["name"] == name)
    assert without == ["list_as_csv", "openapi"]
    assert client.get(f"/api/v1/{examples.address_of(csv_operation(), known)}").status_code == 200


def csv_operation() -> Operation:
    return next(item for item in OPERATIONS if item.kind == CSV)


def test_every_reference_leads_to_a_schema(get: Get) -> None:
    document = get("openapi.json")
    names = set()

    def collect(node: object) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                names.add(node["$ref"])
            # An example of the record's schema has references of its own.
            for key, child in node.items():
                if key != "example":
                    collect(child)
        elif isinstance(node, list):
            for child in node:
                collect(child)

    collect(document)
    assert names
    assert names <= {f"#/components/{kind}/{name}" for kind, known in document["components"].items() for name in known}


def test_a_result_has_the_keys_of_its_schema(get: Get) -> None:
    for result in get("datasets/?page_size=200")["results"]:
        assert list(result) == list(PRESENT)


def test_the_facts_of_a_result_have_their_names_and_shapes_from_the_registry(get: Get) -> None:
    document = get("openapi.json")
    card = document["components"]["schemas"]["Card"]["properties"]
    assert [name for name in card if name in FIELDS and name != "name"][: len(ON_CARDS)] == [
        field.code for field in ON_CARDS
    ]
    assert {name for name in parameters(document) if name in FIELDS} <= set(card)
    assert set(CARRIED) - {"descriptions"} <= set(FIELDS)
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
        assert set(result) == set(card["properties"]) == set(fields)


@pytest.mark.parametrize("facet", CHOICES, ids=lambda facet: facet.parameter)
def test_a_filter_a_key_of_results_and_a_field_have_one_name(facet: Facet, get: Get) -> None:
    document = get("openapi.json")
    name = facet.parameter
    assert name in document["components"]["schemas"]["Card"]["properties"]
    assert name in parameters(document)["fields"]["schema"]["items"]["enum"]
    # What one may do follows from rights and licence: it is a facet of no field.
    assert name in FIELDS or name == USE.parameter


@pytest.mark.parametrize("path", ["datasets/", "relations/", "suggestions/"])
def test_a_parameter_that_may_be_empty_asks_nothing(path: str, get: Get) -> None:
    described = get("openapi.json")["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    empty = [item["name"] for item in described if item.get("allowEmptyValue")]
    assert len(empty) == len(described) - 1
    assert get(f"{path}?{'&'.join(f'{name}=' for name in empty)}") == get(path)


# Letters, white space, signs that are not seen, what is unassigned, and a character that is none.
TYPED = "éжا肾😀\t\n\x1f\x85\u00ad\u0600\u200f\u2028\u3000\ufeff\ufdd0\u0378\U0001faff\U0005d304\U000e0fff"
# Controls, private characters of each plane that has them, and what stands for what could not be read.
NOT_TYPED = "\x00\x08\x0e\x1b\x7f\x84\x86\x96\x9f\ue000\uf8ff\ufffd\U000f0000\U000fbb42\U0010fffd"


@pytest.mark.parametrize(
    ("character", "status"),
    [*((character, 200) for character in TYPED), *((character, 400) for character in NOT_TYPED)],
)
@pytest.mark.parametrize("path", ["datasets/", "suggestions/"])
def test_the_pattern_of_what_may_be_typed_is_what_holds(path: str, character: str, status: int, get: Get) -> None:
    described = get("openapi.json")["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    pattern = next(item["schema"]["pattern"] for item in described if item["name"] == "q")
    for text in (f"kidney{character}", character, f"{character} 肾"):
        assert (re.search(pattern, text) is None) == (status == 400)
        get(f"{path}?{urlencode({'q': text})}", status)


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.parameter)
def test_the_codes_that_are_described_are_those_that_are_understood(facet: Facet, get: Get) -> None:
    described = parameters(get("openapi.json"))[facet.parameter]["schema"]
    codes = described["items"]["enum"]
    assert len(codes) == len(set(codes)) <= described["maxItems"]
    assert {option["code"] for option in get("datasets/")["facets"][facet.parameter]["options"]} <= set(codes)
    get(f"datasets/?{urlencode([(facet.parameter, code) for code in codes])}")
    get(f"datasets/?{facet.parameter}=no-such-code", 400)


def test_a_code_is_described_from_the_moment_that_it_is_understood(get: Get, change: Callable[..., None]) -> None:
    def described() -> list[str]:
        return parameters(get("openapi.json"))["source"]["schema"]["items"]["enum"]

    code = Dataset.objects.get(slug="kits19").sources.order_by("code").values_list("code", flat=True)[0]
    assert code in described()
    change(Dataset.objects.filter(sources__code=code), status=Dataset.Status.DRAFT)
    assert code not in described()
    get(f"datasets/?source={code}", 400)


@pytest.mark.parametrize(
    "size", ["", "0", "1000000", "50GB", "1.5 TB", "0.25GiB", "999999999999999 PB", "12 KB", "7.5MB"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_size_of_the_described_form_is_understood_in_every_language(language: str, size: str, get: Get) -> None:
    assert re.search(parameters(get("openapi.json"))["size_min"]["schema"]["pattern"], size)
    assert get(f"datasets/?{urlencode({'size_min': size, 'lang': language})}")["notices"] == []


@pytest.mark.parametrize(
    "size", ["big", "1.5", "-1", "5 XB", "GB", "1.000 GB", " ", "\x1f", "²", "1e9", "0x10", "1..2 GB"]
)
def test_a_size_of_another_form_is_not_described(size: str, get: Get) -> None:
    assert not re.search(parameters(get("openapi.json"))["size_min"]["schema"]["pattern"], size)
    get(f"datasets/?{urlencode({'size_min': size, 'lang': 'fr'})}", 400)


@pytest.mark.parametrize("status", ["400", "404", "405", "411", "413", "414", "429", "500", "503"])
def test_the_lists_refusals_are_described(status: str, get: Get) -> None:
    assert status in get("openapi.json")["paths"]["/api/v1/datasets/"]["get"]["responses"]


@pytest.mark.parametrize("status", ["404", "410"])
def test_the_details_refusals_are_described(status: str, get: Get) -> None:
    assert status in get("openapi.json")["paths"]["/api/v1/datasets/{slug}/"]["get"]["responses"]


def test_a_withdrawn_entry_is_described_as_the_record_that_it_is(get: Get) -> None:
    responses = get("openapi.json")["paths"]["/api/v1/datasets/{slug}/"]["get"]["responses"]
    schemas = [responses[status]["content"]["application/json"]["schema"] for status in ("200", "410")]
    assert schemas[0] == schemas[1]
