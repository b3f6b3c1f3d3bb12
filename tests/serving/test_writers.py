"""Eight writers at once, and writers that are killed (bench.writers), in small numbers."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from directory.patience import left
from directory.waiting import PATIENCE, WaitingMiddleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", [("--saves", "40", "--kills", "0"), ("--saves", "0", "--kills", "6")])
def test_nothing_is_lost_and_nothing_is_there_by_half(what: tuple[str, ...]) -> None:
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))
    command = [sys.executable, "-m", "bench.writers", "--database", "postgresql" if on_postgresql else "sqlite", *what]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=900, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-3_000:]


@pytest.mark.parametrize(
    ("method", "path", "signed_in", "longer"),
    [
        ("post", "/admin/datasets/source/1/change/", True, True),
        ("post", "/fr/desk/entries/mura/facts/", True, True),
        ("post", "/zh-hans/desk/bulk/", True, True),
        ("get", "/en/desk/", True, False),
        ("post", "/en/desk/bulk/", False, False),
        ("post", "/en/suggest/", True, False),
        ("post", "/admin/login/", True, False),
    ],
)
def test_who_writes_as_a_curator_waits_longer_for_others(
    method: str, path: str, signed_in: bool, longer: bool, rf: RequestFactory
) -> None:
    request = getattr(rf, method)(path)
    request.COOKIES = {settings.SESSION_COOKIE_NAME: "x"} if signed_in else {}
    found: list[float] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        found.append(left() or 0)
        return HttpResponse()

    WaitingMiddleware(answer)(request)
    assert (found[0] > PATIENCE) is longer
