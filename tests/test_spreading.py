"""The lists by which the tests are spread name what is there, and all that shares the costly things."""

import re
from pathlib import Path

from django.conf import settings

from .spreading import LONGEST, TOGETHER

ROOT = Path(settings.BASE_DIR)


def test_what_is_named_is_there() -> None:
    for path in (*LONGEST, *(path for paths in TOGETHER.values() for path in paths)):
        assert (ROOT / path).exists(), path


def test_whatever_reads_every_page_stays_together() -> None:
    reading = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests" / "views").glob("test_*.py")
        if re.search(r"\bsite: dict\[str, Page\]", path.read_text(encoding="utf-8"))
    }
    assert reading == set(TOGETHER["every page"])


def test_whatever_asks_a_seeded_site_stays_together() -> None:
    asking = {
        f"{path.parent.relative_to(ROOT)}/"
        for path in (ROOT / "tests").glob("*/conftest.py")
        if re.search(r"\bseeded: Path", path.read_text(encoding="utf-8"))
    }
    assert asking == set(TOGETHER["a seeded site"])
