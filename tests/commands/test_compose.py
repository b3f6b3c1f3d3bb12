"""manage.py compose: composed texts beside the written ones."""

import pytest

from datasets.models import Dataset, DatasetDescription

from .conftest import run

pytestmark = pytest.mark.django_db


def test_an_entry_is_told_with_its_facts_and_both_texts() -> None:
    done = run("compose", "kits19", "--language", "fr")
    written = DatasetDescription.objects.get(dataset__slug="kits19", language="fr")
    lines = done.out.splitlines()
    assert lines[0] == "## kits19"
    assert "'subjects': {'value': 300, 'unit': 'patients'" in lines[1]
    assert f"written summary: {written.summary}" in lines
    assert any(line.startswith("composed summary: Challenge d'analyse de scanners des reins") for line in lines)
    assert any(line.startswith("composed description: KiTS19 est un challenge") for line in lines)


def test_all_published_entries_are_told_in_their_order() -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    told = [line for line in run("compose").out.splitlines() if line.startswith("## ")]
    assert told == [f"## {slug}" for slug in Dataset.objects.exclude(slug="kits19").values_list("slug", flat=True)]


def test_an_entry_that_is_not_published_is_refused() -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    assert "kits19" in str(run("compose", "kits19").error)
