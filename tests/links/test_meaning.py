"""From answers to states: what one answer says, what several in a row do, and when the next one is asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from datasets.links.following import Found
from datasets.links.meaning import Meaning, meaning, note, wait_of
from datasets.models import LinkHealth, LinkState

pytestmark = pytest.mark.one_database

S = LinkState
NOW = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "http://example.org/set"
SAID = {
    "ok": Meaning(S.ALIVE, "", 200),
    "404": Meaning(S.SUSPECT, "", 404),
    "500": Meaning(S.UNWELL, "", 500),
    "403": Meaning(S.BLOCKED, "", 403),
    "301": Meaning(S.MOVED, "", 200, "https://example.org/new"),
}


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ("404@0", S.SUSPECT),
        ("404@0 404@1 404@2", S.SUSPECT),
        ("404@0 404@3 404@5.9", S.SUSPECT),
        ("404@0 404@3 404@6", S.DEAD),
        ("404@0 404@3 ok@6 404@9", S.SUSPECT),
        ("404@0 500@3 404@4 403@7 404@8", S.DEAD),
        ("404@0 404@3 404@6 500@9", S.DEAD),
        ("404@0 404@3 404@6 403@9", S.DEAD),
        ("404@0 404@3 404@6 ok@9", S.ALIVE),
        ("404@0 404@3 404@6 301@9", S.MOVED),
        ("404@0 404@3 404@6 ok@9 404@12 404@15", S.SUSPECT),
        ("ok@0 500@7 500@8 500@9 500@10", S.UNWELL),
        ("ok@0 403@7", S.BLOCKED),
    ],
)
def test_dead_is_what_was_not_found_three_times_days_apart(answers: str, state: LinkState) -> None:
    health = LinkHealth(url=URL)
    for word in answers.split():
        said, day = word.split("@")
        note(health, SAID[said], NOW + DAY * float(day), None, 0.5)
    assert health.state == state


def test_what_is_dead_is_so_since_it_was_first_not_found() -> None:
    health = LinkHealth(url=URL)
    for day in (0, 7, 10, 14, 60):
        note(health, SAID["ok" if day == 0 else "404"], NOW + DAY * day, None, 0)
    assert (health.state, health.since) == (S.DEAD, NOW + DAY * 7)


@pytest.mark.parametrize(
    ("answers", "days"),
    [("ok", 7), ("301", 7), ("404", 3), ("403", 14), ("500", 1), ("500 500", 2), ("500 500 500", 4), ("500 " * 9, 14)],
)
def test_the_next_question_comes_later_the_less_there_is_to_learn(answers: str, days: int) -> None:
    for spread in (0.0, 0.999):
        health = LinkHealth(url=URL)
        for said in answers.split():
            note(health, SAID[said], NOW, None, spread)
        assert DAY * days <= health.due - NOW <= DAY * days * 1.15


def test_a_host_that_wants_patience_gets_it() -> None:
    health = LinkHealth(url=URL)
    note(health, SAID["500"], NOW, timedelta(days=9), 0)
    assert health.due == NOW + DAY * 9


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Mon, 02 Nov 2026 00:00:00 GMT", DAY),
        ("Mon, 02 Nov 2020 00:00:00 GMT", timedelta(0)),
        ("9" * 5_000, DAY * 14),
        ("-5", None),
        ("soon", None),
        ("Mon, 02 Nov 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 02 Nov 2026 00:00:00 +99999999999999999999", None),
        ("", None),
        ("²", None),
    ],
)
def test_when_to_come_again_is_read_within_bounds(text: str, wait: timedelta | None) -> None:
    assert wait_of(text, NOW) == wait


@pytest.mark.parametrize(
    ("to", "moved", "state"),
    [
        ("https://example.org/set/", "https://example.org/set/", S.ALIVE),
        ("https://www.example.org/set/index.html", "", S.ALIVE),
        ("https://example.org/new", "https://example.org/new", S.MOVED),
        ("https://example.org/new", "", S.ALIVE),
        ("https://example.org/", "https://example.org/", S.SOFT),
        ("https://other.example.org", "", S.SOFT),
        ("https://login.example.org/realm?next=x", "https://login.example.org/realm?next=x", S.RESTRICTED),
        ("https://example.org/wp-login.php?redirect_to=x", "", S.RESTRICTED),
        ("https://example.org/blog/in", "", S.ALIVE),
        ("https://example.org/authors/cast", "", S.ALIVE),
    ],
)
def test_where_redirects_end_tells_what_they_are(to: str, moved: str, state: LinkState) -> None:
    assert meaning(URL, Found(to, 200, moved_to=moved, hops=(URL, to))).state == state


def test_a_link_to_a_front_page_or_a_login_may_lead_there() -> None:
    for url, to in (
        ("http://example.org/", "https://www.example.org/"),
        ("http://example.org/login", "https://example.org/login/"),
    ):
        assert meaning(url, Found(to, 200, moved_to=to, hops=(url, to))).state == S.ALIVE
