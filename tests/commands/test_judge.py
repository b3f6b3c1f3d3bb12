"""manage.py judge: the figures by language and kind, and what a flood of sparse entries changes."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from datasets.index import snapshot, store
from datasets.management import flood
from datasets.models import ChangeSet, Dataset, Document
from datasets.search import finding, judging
from datasets.search.parameters import Query

from .conftest import run

pytestmark = pytest.mark.django_db

LIDC = {"query": "lidc idri", "language": "en", "kind": "name", "relevant": {"lidc-idri": 3}}
CHEXPERT = {"query": "chexpert", "language": "fr", "kind": "absent", "relevant": {}}


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """A file with two judged queries."""
    return written(tmp_path, LIDC, CHEXPERT)


def written(folder: Path, *queries: dict[str, Any]) -> Path:
    file = folder / "judged.jsonl"
    file.write_text("\n".join(json.dumps(query) for query in queries), encoding="utf-8")
    return file


def test_prints_each_language_each_kind_and_both(judged: Path) -> None:
    out = run("judge", judged).out
    for name in ("all", "en", "fr", "kind name", "kind absent", "en name", "fr absent", "en on pages in ru"):
        assert any(line.startswith(f"{name}  ") for line in out.splitlines()), name


def test_flood_is_the_same_each_time_and_has_namesakes() -> None:
    records = list(flood.records(400))
    assert records == list(flood.records(400))
    names = [record["name"] for record in records]
    known = set(Dataset.objects.values_list("name", flat=True))
    assert known & set(names)
    said = [{one["field"]: one["value"] for one in record["statements"]} for record in records]  # type: ignore[attr-defined]
    assert len({(*one["modality"], *one["anatomy"]) for one in said}) > 300


def test_flood_is_found_in_its_own_index_and_leaves_nothing_behind() -> None:
    before = (Dataset.objects.count(), Document.objects.count(), ChangeSet.current(), store.newest())
    apart = flood.apart(20)
    assert (Dataset.objects.count(), Document.objects.count(), ChangeSet.current(), store.newest()) == before
    assert apart.entries == before[0] + 20
    found = {card["slug"] for card in finding.find(apart, Query(page_size=200)).cards}
    assert {f"flood-{number}" for number in range(20)} <= found
    assert snapshot.current().entries == before[0]
    assert not list(Path(settings.DATA_DIR).glob("**/flood*"))


def test_prints_what_the_flood_changes(judged: Path) -> None:
    result = run("judge", judged, flood=20)
    assert "20 entries more: of 0 of 2 queries some of the first 5 were pushed back or reordered." in result.out
    assert "Note:" not in result.out
    assert not result.error
    assert any(line.startswith("kind name") for line in result.out.splitlines())


@pytest.mark.parametrize(
    ("old", "new", "stays"),
    [
        ("abcde", "abcdef", True),
        ("abcdef", "abcdex", True),
        ("ab", "abxyz", True),
        ("", "xyz", True),
        ("abcde", "abcdx", False),
        ("abcde", "abced", False),
        ("ab", "axb", False),
        ("ab", "a", False),
    ],
)
def test_what_is_appended_pushes_nothing(old: str, new: str, stays: bool) -> None:
    assert judging.stay(old, new) is stays


def test_fails_where_a_language_loses(judged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = snapshot.current()
    keys = np.asarray(Dataset.objects.filter(slug="lidc-idri").values_list("pk", flat=True), np.int64)
    monkeypatch.setattr(flood, "apart", lambda number=0: now.without(keys) if number else now)
    result = run("judge", judged, flood=20)
    assert result.error == "With the flood, more than 0.01 is lost in en."
    assert "of 1 of 2 queries some of the first 5 were pushed back or reordered" in result.out
