"""Building while visitors are answered: one attempt at a time, and growing pauses after failures."""

import itertools
import subprocess
from typing import Any

import pytest

from datasets.index import building, rebuilding
from datasets.index.rebuilding import Attempts

pytestmark = pytest.mark.one_database


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(rebuilding, "time", found)
    return found


class Builder:
    """Stands for a process that builds: `code` is how it ended, None while it is at it."""

    started = 0
    code: int | None = None

    def __call__(self, *arguments: Any, **options: Any) -> "Builder":
        Builder.started += 1
        return self

    def poll(self) -> int | None:
        return self.code


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    found = Builder()
    Builder.started = 0
    monkeypatch.setattr(subprocess, "Popen", found)
    return found


def failing(tried: list[float], clock: Clock) -> Any:
    def rebuild() -> None:
        tried.append(clock.now)
        raise OSError(28, "No space left on device")

    return rebuild


def test_pauses_grow_after_failures_up_to_a_bound(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []
    monkeypatch.setattr(building, "rebuild", failing(tried, clock))
    attempts = Attempts()
    while clock.now < 2_000:
        assert attempts.here() is False
        clock.now += 0.5
    pauses = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert pauses[:6] == [1, 2, 4, 8, 16, 32]
    assert max(pauses) == rebuilding.LONGEST_PAUSE


def test_a_success_ends_the_pauses(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []
    monkeypatch.setattr(building, "rebuild", failing(tried, clock))
    attempts = Attempts()
    for _ in range(4):
        attempts.here()
        clock.now += 100
    assert attempts.failures == 4
    monkeypatch.setattr(building, "rebuild", lambda: building.store.Meta(1, "stamp", 0))
    assert attempts.here() is True
    assert attempts.failures == 0
    assert attempts.here() is True


def test_one_other_process_builds_at_a_time(clock: Clock, builder: Builder) -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts.elsewhere()
        clock.now += 100
    assert builder.started == 1


def test_a_process_that_fails_is_not_started_again_at_once(clock: Clock, builder: Builder) -> None:
    attempts = Attempts()
    builder.code = 1
    while clock.now < 100:
        attempts.elsewhere()
        clock.now += 0.5
    assert 5 <= builder.started <= 8
    assert attempts.failures > 4


def test_a_process_that_cannot_be_started_is_a_failure(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: Any, **options: Any) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(subprocess, "Popen", refused)
    attempts = Attempts()
    attempts.elsewhere()
    attempts.elsewhere()
    assert attempts.failures == 1


def test_a_failure_is_logged_once_an_attempt(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(building, "rebuild", failing([], clock))
    attempts = Attempts()
    for _ in range(100):
        attempts.here()
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    assert "No space left" in caplog.text
