"""One dataset by the API: its record, and what becomes of former, withdrawn and unknown slugs."""

import json

import pytest
from django.test import Client

from datasets.models import ChangeSet, Dataset, FormerSlug
from datasets.records import loading
from datasets.records.files import Tree
from datasets.records.records import complete, schema

from .conftest import Get


def test_every_entry_is_the_record_of_its_file(tree: Tree, get: Get) -> None:
    for place, record in tree.dataset:
        assert get(f"datasets/{record['slug']}/") == complete(record), place


def test_a_record_has_every_key_of_the_schema_in_its_order(get: Get) -> None:
    assert list(get("datasets/kits19/")) == list(schema()["properties"])


def test_a_record_is_utf_8_without_escapes(client: Client, db: None) -> None:
    content = client.get("/api/v1/datasets/brats/").content.decode("utf-8")
    assert "脑肿瘤分割" in content
    assert "\\u" not in content


def test_a_withdrawn_entry_is_gone_with_what_is_known(get: Get, tree: Tree) -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    expected = complete(next(record for _, record in tree.dataset if record["slug"] == "kits19"))
    assert get("datasets/kits19/", 410) == expected | {"status": "withdrawn"}


def test_a_draft_is_not_there(get: Get) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert get("datasets/kits19/", 404)["detail"]


def test_a_former_slug_redirects_for_good(client: Client, db: None) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019")
    response = client.get("/api/v1/datasets/kits-2019/")
    assert response.status_code in (301, 308)
    assert response["Location"] == "/api/v1/datasets/kits19/"


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("KITS19", "kits19"), ("KiTS19", "kits19"), ("Lidc-Idri", "lidc-idri"), ("BraTS", "brats"), ("MRNet", "mrnet"),
        ("Kits-2019", "kits19"),
    ],
)  # fmt: skip
def test_a_slug_in_capitals_redirects_for_good(typed: str, slug: str, client: Client, db: None) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019")
    response = client.get(f"/api/v1/datasets/{typed}/?lang=fr")
    assert (response.status_code, response["Location"]) == (308, f"/api/v1/datasets/{slug}/?lang=fr")
    assert slug in response.json()["detail"]


def test_a_draft_in_capitals_is_not_given_away(client: Client, db: None) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert client.get("/api/v1/datasets/KITS19/").status_code == 404


def test_a_former_slug_of_a_draft_does_not_give_it_away(client: Client, db: None) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019")
    Dataset.objects.filter(slug="kits19").update(status="draft")
    response = client.get("/api/v1/datasets/kits-2019/")
    assert response.status_code == 404
    assert b"kits19" not in response.content


def test_a_live_slug_wins_over_a_former_one(get: Get) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="brats"), slug="kits19")
    assert get("datasets/kits19/")["slug"] == "kits19"


@pytest.mark.parametrize(
    "slug", ["no-such-entry", "NO-SUCH", "%00", "%FF", "kits19%00", "%E8%82%BE", "a" * 1_000, "%0A"]
)
def test_an_unknown_slug_is_not_found(slug: str, get: Get) -> None:
    assert get(f"datasets/{slug}/", 404)["detail"]


def test_a_long_slug_is_not_cut_to_one_that_exists(get: Get, record: dict[str, object]) -> None:
    longest = "a" * 80
    loading.load_datasets([record | {"slug": longest}], ChangeSet.advance())
    assert get(f"datasets/{longest}/")["slug"] == longest
    assert get(f"datasets/{longest}b/", 404)


def test_html_in_a_record_stays_text(client: Client, record: dict[str, object], db: None) -> None:
    loading.load_datasets([record | {"name": "<script>alert(1)</script>"}], ChangeSet.advance())
    response = client.get("/api/v1/datasets/example-set/")
    assert response["Content-Type"].startswith("application/json")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.content)["name"] == "<script>alert(1)</script>"
