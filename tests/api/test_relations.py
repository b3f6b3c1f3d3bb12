"""The relations by the API: each with both ends, its words, its warning and its statements."""

from urllib.parse import urlencode

import pytest

from datasets.compare import overlap
from datasets.models import LANGUAGES, Dataset
from datasets.records.files import Tree

from .conftest import Get

pytestmark = pytest.mark.django_db


def everything(get: Get, question: str = "page_size=50") -> list[dict]:
    """Return the relations of all pages."""
    page = get(f"relations/?{question}")
    found, count = page["results"], page["count"]
    while page["next"]:
        page = get(page["next"])
        found += page["results"]
    assert len(found) == count
    return found


def test_every_relation_of_the_catalogue_is_listed_with_its_statements(tree: Tree, get: Get) -> None:
    expected = {
        (record["slug"], relation["kind"], relation["target"])
        for _, record in tree.dataset
        for relation in record["relation"]
    }
    found = everything(get)
    assert {(item["dataset"]["slug"], item["kind"], item["target"]["slug"]) for item in found} == expected
    assert len(found) == len(expected)
    assert all(item["statements"] for item in found)


def test_a_relation_says_what_it_means(get: Get) -> None:
    (item,) = [item for item in everything(get, "dataset=chestx-ray14") if item["kind"] == "mirror-of"]
    assert item["dataset"] == {
        "slug": "nih-chest-xrays-kaggle",
        "name": "NIH Chest X-rays (Kaggle Mirror)",
        "kind": "dataset",
        "url": "http://testserver/d/nih-chest-xrays-kaggle/",
    }
    assert item["target"]["slug"] == "chestx-ray14"
    assert item["sentence"] == "NIH Chest X-rays (Kaggle Mirror) is a mirror of ChestX-ray14."
    assert item["warning"] == overlap.words(overlap.Tie.SAME, item["dataset"]["name"], item["target"]["name"])
    assert item["certain"] is True
    assert {"printed": "NIH Chest X-rays (Kaggle Mirror)", "document": "000", "line": 200} in item["statements"]


def test_one_entrys_relations_are_listed_from_either_side(get: Get) -> None:
    everywhere = everything(get)
    for slug in ("kaggle", "miccai-challenges", "kits19"):
        expected = [item for item in everywhere if slug in (item["dataset"]["slug"], item["target"]["slug"])]
        assert everything(get, f"dataset={slug}") == expected
        assert expected
    assert everything(get, "dataset=drive&page_size=1") == everything(get, "dataset=DRIVE")


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_an_entry_that_is_not_published_has_no_relations_here(status: str, get: Get) -> None:
    Dataset.objects.filter(slug="kaggle").update(status=status)
    assert "kaggle" not in {item[end]["slug"] for item in everything(get) for end in ("dataset", "target")}
    assert get("relations/?dataset=kaggle", 404)["problems"][0]["parameter"] == "dataset"


@pytest.mark.parametrize("slug", ["no-such", "lidc", "a\x00b", "肾", "'--", "\U000f5678", " x ", "a" * 300])
def test_the_relations_of_no_entry_are_not_found(slug: str, get: Get) -> None:
    answer = get(f"relations/?{urlencode({'dataset': slug})}", 404)
    assert [problem["parameter"] for problem in answer["problems"]] == ["dataset"]
    assert answer["detail"] == answer["problems"][0]["message"]
    assert answer["detail"].isprintable()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_relations_are_not_found_is_said_in_the_language_asked_for(language: str, get: Get) -> None:
    detail = get(f"relations/?dataset=no-such&lang={language}", 404)["detail"]
    assert "no-such" in detail
    assert ("There is no" in detail) == (language == "en")


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("dataset=mura&dataset=drive", "dataset"),
        ("page=0", "page"),
        ("page_size=201", "page_size"),
        ("kind=includes", "kind"),
    ],
)
def test_what_is_not_understood_is_refused(question: str, parameter: str, get: Get) -> None:
    answer = get(f"relations/?{question}", 400)
    assert [problem["parameter"] for problem in answer["problems"]] == [parameter]
    assert parameter in answer["detail"]


def test_a_page_past_the_last_one_is_not_found(get: Get) -> None:
    assert get("relations/?page=99999", 404)["problems"][0]["parameter"] == "page"


def test_pages_lead_to_each_other(get: Get) -> None:
    first = get("relations/?page_size=5")
    second = get(first["next"])
    assert first["previous"] is None
    assert get(second["previous"]) == first


def test_an_answer_has_the_keys_of_its_schema(get: Get) -> None:
    schemas = get("openapi.json")["components"]["schemas"]
    for item in everything(get):
        assert set(item) == set(schemas["Relation"]["properties"]) == set(schemas["Relation"]["required"])
        assert set(item["dataset"]) == set(item["target"]) == set(schemas["RelationEnd"]["properties"])
        for statement in item["statements"]:
            assert set(statement) == set(schemas["RelationStatement"]["properties"])
