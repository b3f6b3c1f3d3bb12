"""manage.py overlap: verdicts on the command line, and the exit code by which a program is told."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from datasets.models import Dataset, DatasetRelation
from datasets.search.pasted import MOST

pytestmark = pytest.mark.django_db


def run(train: Sequence[str], test: Sequence[str], *options: str) -> tuple[int, str, str]:
    """Return the exit code, and what was printed and complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("overlap", "--train", *train, "--test", *test, *options, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


def test_an_overlap_exits_with_1_and_names_its_relations_and_documents() -> None:
    code, out, err = run(["NIH Chest X-rays (Kaggle Mirror)", "kits19"], ["chestx-ray14"])
    assert code == 1
    assert "nih-chest-xrays-kaggle / chestx-ray14: same images" in out
    assert re.search(r"is a mirror of ChestX-ray14\. \[.*000:200", out)
    assert "kits19 / chestx-ray14: nothing known" in out
    assert "1 of 2 pairs" in err


def test_nothing_known_exits_with_0_and_is_not_called_safe() -> None:
    code, out, err = run(["kits19"], ["mura"])
    assert (code, err) == (0, "")
    assert "no sign that nothing is shared" in out
    assert "does not show" in out


def test_what_is_only_possible_counts_where_it_is_asked_for() -> None:
    assert run(["kits19"], ["lits"])[0] == 0
    assert run(["kits19"], ["lits"], "--strict")[0] == 1
    assert run(["kits19"], ["mura"], "--strict")[0] == 0
    assert run(["covidx"], ["lidc-idri"], "--strict")[0] == 1


def test_a_name_that_is_not_there_exits_with_2_whatever_else_is_found() -> None:
    for train in (["KiTS20"], ["KiTS20", "chestx-ray14"]):
        code, _out, err = run(train, ["nih-chest-xrays-kaggle"])
        assert code == 2
        assert "--train: Line 1: there is no entry “KiTS20”. Did you mean" in err
        assert "kits19" in err
    assert run(["kits19"], ["RSNA competitions"])[0] == 2


def test_lists_are_read_from_files(tmp_path: Path) -> None:
    train, test = tmp_path / "train.txt", tmp_path / "test.txt"
    train.write_bytes("\ufeff- KiTS19\r\n- COVIDx\r\n".encode())
    test.write_text("https://wiki.cancerimagingarchive.net/display/Public/LIDC-IDRI\n")
    code, out, _err = run([f"@{train}"], ["mura", f"@{test}"])
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines() if " / " in line] == [
        "covidx / lidc-idri", "kits19 / mura", "kits19 / lidc-idri", "covidx / mura",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfa", b"\n \n"])
def test_a_file_that_cannot_be_read_or_names_nothing_exits_with_2(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    if content is not None:
        path.write_bytes(content)
    assert run([f"@{path}"], ["mura"])[0] == 2


def test_too_many_names_exit_with_2() -> None:
    assert run([str(number) for number in range(MOST + 1)], ["mura"])[0] == 2


def test_json_is_what_the_api_answers(client: Any, settings: Any) -> None:
    settings.SITE_URL = "https://lightbox.example"
    code, out, _err = run(["https://lightbox.example/en/datasets/covidx/"], ["lidc-idri"], "--json")
    assert code == 1
    assert json.loads(out) == client.get("/api/v1/overlap/?train=covidx&test=lidc-idri").json()


def test_an_entry_is_compared_through_what_is_published_alone() -> None:
    DatasetRelation.objects.all().delete()
    ends = {entry.slug: entry for entry in Dataset.objects.filter(slug__in=["mura", "lits", "drive"])}
    DatasetRelation.objects.create(dataset=ends["mura"], kind="mirror-of", target=ends["lits"])
    DatasetRelation.objects.create(dataset=ends["lits"], kind="mirror-of", target=ends["drive"])
    assert run(["mura"], ["drive"])[0] == 1
    Dataset.objects.filter(slug="lits").update(status="draft")
    assert run(["mura"], ["drive"])[0] == 0


@pytest.mark.one_database
def test_a_missing_list_is_a_mistake_in_the_arguments() -> None:
    command = [sys.executable, Path(settings.BASE_DIR) / "manage.py", "overlap", "--train", "kits19"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--test" in done.stderr
