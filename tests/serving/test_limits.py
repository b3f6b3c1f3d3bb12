"""Limits hold for all processes, however many come at once."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from .site import Server, serving

SERVERS = 2
CROWD = 20


def post(server: Server, path: str, form: dict[str, str]) -> int:
    """Send a form as a browser does, with its token; return the status of the answer."""
    page = server.ask(path)
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
    assert found
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    return server.send(path, {"csrfmiddlewaretoken": found[1].decode(), **form}, cookie).status


@pytest.mark.django_db
def test_ten_suggestions_and_ten_wrong_passwords_of_one_address(site: dict[str, str], tmp_path: Path) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(site, tmp_path / f"log-{number}")) for number in range(SERVERS)]
        crowd = stack.enter_context(ThreadPoolExecutor(CROWD))

        def all_at_once(number: int, path: str, field: str, **more: str) -> Counter[int]:
            return Counter(
                crowd.map(
                    lambda turn: post(servers[turn % SERVERS], path, {field: f"number {turn} of them", **more}),
                    range(number),
                )
            )

        assert all_at_once(40, "/en/suggest/", "text") == {302: 10, 429: 30}
        guessed = all_at_once(80, "/admin/login/", "password", username="root")
        assert set(guessed) == {200, 429}
        assert guessed[200] <= 10
