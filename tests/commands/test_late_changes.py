"""What a curator commits while a command waits for its turn is seen by it, not overwritten."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polib
import psycopg
import pytest
from django.db import connection

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, DatasetDescription
from datasets.records import seeding
from datasets.records.files import Tree

from .conftest import run

pytestmark = pytest.mark.django_db

Late = Callable[[Callable[[], Any]], None]


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Late:
    """Let something be committed by another just before the command has the catalogue to itself."""
    hold = ChangeSet.hold

    def late(change: Callable[[], Any]) -> None:
        def change_and_hold() -> None:
            monkeypatch.setattr(ChangeSet, "hold", hold)
            change()
            hold()

        monkeypatch.setattr(ChangeSet, "hold", change_and_hold)

    return late


def test_seeding_keeps_it(no_datasets: None, record: Record, late: Late) -> None:
    tree = Tree(dataset=[("", record)])
    seeding.seed(tree)
    late(lambda: Dataset.objects.filter(slug="example-set").update(name="A curator's name"))
    record["status"] = "draft"
    assert seeding.seed(tree).kept == ["dataset example-set"]
    assert Dataset.objects.get(slug="example-set").name == "A curator's name"


def test_import_of_records_keeps_it(tmp_path: Path, record: Record, late: Late) -> None:
    (tmp_path / "records.json").write_text(json.dumps(record), encoding="utf-8")
    columns = Dataset.objects.filter(slug="mura").values("category_id", "kind_id", "access_level_id").get()
    late(lambda: Dataset.objects.create(slug="example-set", name="A curator's", **columns))
    done = run("import_records", tmp_path / "records.json")
    assert done.problems == ["Note: records.json: name: is “A curator's” here; it stays"]
    assert Dataset.objects.get(slug="example-set").name == "A curator's"


def test_import_of_texts_sees_that_the_original_changed(tmp_path: Path, late: Late) -> None:
    path = tmp_path / "texts.po"
    run("export_texts", "fr", path)
    catalogue = polib.pofile(str(path))
    entry = next(entry for entry in catalogue if entry.msgctxt == "dataset/mura/summary")
    entry.msgstr = "Des radiographies de membres supérieurs, normales ou non."
    catalogue.save(str(path))
    originals = DatasetDescription.objects.filter(dataset__slug="mura", language="en")
    late(lambda: originals.update(summary="What a curator has written meanwhile."))
    failed = run("import_texts", path)
    assert any("the original changed since the export" in problem for problem in failed.problems)


def test_hold_keeps_others_from_beginning_a_revision() -> None:
    ChangeSet.hold()
    parameters = connection.get_connection_params()
    if connection.vendor == "sqlite":
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(parameters["database"], timeout=0, uri=True).execute("BEGIN IMMEDIATE")
        return
    address = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if key in parameters}
    with psycopg.connect(**address) as other, pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute("SELECT id FROM datasets_changeset ORDER BY id LIMIT 1 FOR UPDATE NOWAIT")
