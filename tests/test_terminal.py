"""What a terminal shows of long work, and that nothing else gets it."""

from collections.abc import Iterator
from io import StringIO

import pytest

from datasets.models.progress import counted, tell
from directory import terminal
from directory.terminal import CLEAR, follow


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def nobody_listens() -> Iterator[None]:
    yield
    tell(None)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in seconds; a step of a tenth each time that it is asked for."""
    now = [0.0]

    def passing() -> float:
        now[0] += 0.1
        return now[0]

    monkeypatch.setattr(terminal.time, "monotonic", passing)
    return now


def test_a_terminal_shows_how_far_it_is_and_keeps_nothing(clock: list[float]) -> None:
    stream = Terminal()
    follow(stream)
    assert list(counted("Writing entries", range(2_000), 2_000)) == list(range(2_000))
    shown = stream.getvalue()
    assert " of 2,000 …" in shown
    assert shown.endswith(CLEAR)
    assert "\n" not in shown


def test_what_is_done_at_once_shows_nothing(clock: list[float]) -> None:
    stream = Terminal()
    follow(stream)
    list(counted("Writing entries", range(4)))
    assert stream.getvalue() == ""


def test_a_log_gets_nothing(clock: list[float]) -> None:
    stream = StringIO()
    follow(stream)
    list(counted("Writing entries", range(2_000)))
    assert stream.getvalue() == ""


def test_work_that_fails_takes_its_line_away(clock: list[float]) -> None:
    stream = Terminal()
    follow(stream)
    work = (1 // (50 - number) for number in counted("Writing entries", range(2_000)))
    with pytest.raises(ZeroDivisionError):
        list(work)
    assert stream.getvalue().endswith(CLEAR)


def test_who_listens_is_told_of_each_and_of_the_end() -> None:
    told: list[tuple[str, int | None, int | None]] = []
    tell(lambda *said: told.append(said))
    list(counted("Reading", "ab", 2))
    assert told == [("Reading", 1, 2), ("Reading", 2, 2), ("Reading", None, 2)]
