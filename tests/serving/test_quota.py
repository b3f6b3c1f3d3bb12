"""How much programs may ask is told with each answer, and what is beyond is refused before anything is read."""

import multiprocessing
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from directory.quota import Counts

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/schema/"


def remaining(response: object) -> int:
    found = re.fullmatch(r'"address";r=(\d+);t=(\d+)', response["RateLimit"])  # type: ignore[index]
    assert found is not None
    assert 0 < int(found[2]) <= 60
    return int(found[1])


def test_what_is_beyond_is_refused_without_a_query(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.API_REQUESTS = 2
    asked = [client.get(ADDRESS, REMOTE_ADDR="203.0.113.7") for _ in range(2)]
    assert [remaining(response) for response in asked] == [1, 0]
    assert asked[0]["RateLimit-Policy"] == '"address";q=2;w=60'
    with django_assert_num_queries(0):
        response = client.get(f"{ADDRESS}?lang=fr", REMOTE_ADDR="203.0.113.7")
    assert (response.status_code, response.json()["type"]) == (429, "/api/#problem-429")
    assert 0 < int(response["Retry-After"]) <= 60
    assert (response["Access-Control-Allow-Origin"], response["Content-Language"]) == ("*", "fr")
    assert client.get(ADDRESS, REMOTE_ADDR="203.0.113.8").status_code == 200
    # Pages have no bound.
    assert "RateLimit" not in client.get("/en/about/", REMOTE_ADDR="203.0.113.7")


def test_one_subscriber_is_one_address(client: Client, settings: Settings) -> None:
    settings.API_REQUESTS = 1
    statuses = [
        client.get(ADDRESS, REMOTE_ADDR=f"2001:db8:0:{net}::{host}").status_code
        for net, host in ((5, 1), (5, 2), (6, 1))
    ]
    assert statuses == [200, 429, 200]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", ""])
def test_the_machine_itself_is_told_and_never_refused(address: str, client: Client, settings: Settings) -> None:
    settings.API_REQUESTS = 1
    assert [client.get(ADDRESS, REMOTE_ADDR=address).status_code for _ in range(3)] == [200] * 3


def test_there_may_be_no_bound(client: Client, settings: Settings) -> None:
    settings.API_REQUESTS = 0
    assert "RateLimit" not in client.get(ADDRESS)


def test_processes_count_together() -> None:
    counts = Counts()
    process = multiprocessing.get_context("fork").Process(target=counts.add, args=("192.0.2.1", 5))
    process.start()
    process.join()
    assert counts.add("192.0.2.1", 5) == 2
    assert counts.add("192.0.2.1", 6) == 1
