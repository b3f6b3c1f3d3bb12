"""The leakage check by the API: the same reading and verdicts as the page, and nothing that passes by mistake."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from pytest_django import DjangoAssertNumQueries

from datasets.compare.leakage import Verdict
from datasets.models import LANGUAGES, Dataset, FormerSlug
from datasets.search.pasted import MOST

from .conftest import Get

pytestmark = pytest.mark.django_db


def ask(train: str | list[str], test: str | list[str], **more: str) -> str:
    return f"overlap/?{urlencode({'train': train, 'test': test, **more}, doseq=True)}"


def test_a_pair_has_a_verdict_with_its_steps_and_their_statements(get: Get) -> None:
    found = get(ask("NIH Chest X-rays (Kaggle Mirror)", "chestx-ray14"))
    assert (found["overlap"], found["possible"], found["unread"]) == (True, False, [])
    (pair,) = found["pairs"]
    assert (pair["train"], pair["test"], pair["verdict"], pair["words"]) == (
        "nih-chest-xrays-kaggle", "chestx-ray14", "same-images", "same images",
    )  # fmt: skip
    (step,) = pair["steps"]
    assert (step["dataset"], step["kind"], step["target"]) == ("nih-chest-xrays-kaggle", "mirror-of", "chestx-ray14")
    assert {"printed": "NIH Chest X-rays (Kaggle Mirror)", "document": "000", "line": 200} in step["statements"]
    assert found["train"] == [
        {
            "slug": "nih-chest-xrays-kaggle",
            "name": "NIH Chest X-rays (Kaggle Mirror)",
            "url": "http://testserver/d/nih-chest-xrays-kaggle/",
        }
    ]
    assert found["url"] == "http://testserver/en/overlap/?train=nih-chest-xrays-kaggle&test=chestx-ray14"
    assert found["sentence"].endswith(found["url"])


def test_lists_are_read_as_on_the_page(get: Get) -> None:
    found = get(ask("- KiTS19\n- LiTS", ["http://testserver/en/datasets/drive/", "/d/mura/", "BraTS; LIDC-IDRI"]))
    assert [entry["slug"] for entry in found["train"]] == ["kits19", "lits"]
    assert [entry["slug"] for entry in found["test"]] == ["drive", "mura", "brats", "lidc-idri"]
    assert [(pair["train"], pair["test"]) for pair in found["pairs"][:4]] == [
        ("kits19", slug) for slug in ("drive", "mura", "brats", "lidc-idri")
    ]
    assert get(found["url"].replace("/en/overlap/", "/api/v1/overlap/")) == found


def test_nothing_known_is_false_and_said_not_to_be_safe(get: Get) -> None:
    found = get(ask("kits19", "mura"))
    assert (found["overlap"], found["possible"]) == (False, False)
    assert [(pair["verdict"], pair["text"], pair["steps"]) for pair in found["pairs"]] == [("nothing-known", None, [])]
    assert "does not show" in found["sentence"]


def test_what_could_not_be_read_leaves_the_answer_open(get: Get) -> None:
    found = get(ask("kits19\nKiTS20\nRSNA competitions", ["mura", "no-such-set"]))
    assert (found["overlap"], found["possible"]) == (None, None)
    assert [(item["parameter"], item["line"], item["typed"], item["problem"]) for item in found["unread"]] == [
        ("train", 2, "KiTS20", "unknown"),
        ("train", 3, "RSNA competitions", "several"),
        ("test", 2, "no-such-set", "unknown"),
    ]
    assert "kits19" in [entry["slug"] for entry in found["unread"][0]["meant"]]
    assert len(found["unread"][1]["meant"]) == 3


def test_where_nothing_was_read_nothing_is_said(get: Get) -> None:
    found = get(ask("no-such-set", "nor-this"))
    assert (found["overlap"], found["pairs"], found["sentence"]) == (None, [], "")
    assert len(found["unread"]) == 2


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("", ["train", "test"]),
        ("train=kits19", ["test"]),
        ("test=kits19&train=", ["train"]),
        ("train=%0A%20,&test=kits19", ["train"]),
        ("train=kits19&test=lits&strict=1", ["strict"]),
        (urlencode({"train": "\n".join(map(str, range(MOST + 1))), "test": "lits"}), ["train"]),
    ],
)
def test_what_cannot_be_checked_is_refused(question: str, parameters: list[str], get: Get) -> None:
    refused = get(f"overlap/?{question}", 400)
    assert [problem["parameter"] for problem in refused["problems"]] == parameters


def test_a_former_slug_and_a_withdrawn_entry_are_said(get: Get, change: Callable[..., None]) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="old-kits")
    change(Dataset.objects.filter(slug="kits19"), status="withdrawn")
    found = get(ask("old-kits", "lits"))
    assert [entry["slug"] for entry in found["train"]] == ["kits19"]
    assert found["withdrawn"] == ["kits19"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_and_addresses_are_in_the_language_asked_for(language: str, get: Get) -> None:
    found = get(ask("covidx", "lidc-idri", lang=language))
    assert ("same source" in found["sentence"]) == (language == "en")
    assert found["url"].startswith(f"http://testserver/{language}/overlap/")
    assert found["train"][0]["url"] == f"http://testserver/{language}/datasets/covidx/"
    assert found["pairs"][0]["verdict"] == "same-source"


def test_an_answer_has_the_shape_that_is_described(get: Get) -> None:
    document = get("openapi.json")
    described = document["paths"]["/api/v1/overlap/"]["get"]
    assert {item["name"]: item.get("required", False) for item in described["parameters"]} == {
        "train": True, "test": True, "lang": False,
    }  # fmt: skip
    schema = {"$ref": "#/components/schemas/OverlapCheck", "components": document["components"]}
    for question in (ask("covidx\nbrats\nnone", "lidc-idri\nbrain-mri-segmentation\nlits\ncovidx"), ask("x", "y")):
        Draft202012Validator(schema).validate(get(question))
    assert document["components"]["schemas"]["OverlapPair"]["properties"]["verdict"]["enum"] == list(Verdict)


def test_a_check_costs_the_same_whatever_is_checked(
    get: Get, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    slugs = list(Dataset.objects.values_list("slug", flat=True)[: 2 * MOST])
    get("datasets/")
    with django_assert_max_num_queries(6):
        get(ask(slugs[:MOST], slugs[MOST:]))
