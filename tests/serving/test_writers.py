"""Eight writers at once, and writers that are killed (bench.writers), in small numbers."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", [("--saves", "60", "--kills", "0"), ("--saves", "0", "--kills", "15")])
def test_nothing_is_lost_and_nothing_is_there_by_half(what: tuple[str, ...]) -> None:
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))
    command = [sys.executable, "-m", "bench.writers", "--database", "postgresql" if on_postgresql else "sqlite", *what]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=900, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-3_000:]
