"""What monitors ask: at any host name, with TLS or not, and never more than what is true."""

import logging

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from datasets.index import snapshot
from datasets.index.rebuilding import attempts

pytestmark = pytest.mark.django_db

ADDRESSES = ("/healthz", "/readyz")


@pytest.mark.parametrize("address", ADDRESSES)
def test_health_is_told_to_any_host_without_tls(address: str, client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for host in ("testserver", "10.0.0.7:8000", "no.such.example", "_"):
        answer = client.get(address, headers={"host": host})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json"), host
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ADDRESSES)
def test_health_is_only_read(address: str, client: Client) -> None:
    assert client.head(address).status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"):
        answer = client.generic(method, address)
        status = 204 if method == "OPTIONS" else 405
        assert (answer.status_code, answer["Allow"]) == (status, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("address", ADDRESSES)
def test_health_has_the_headers_of_every_answer(address: str, client: Client) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST", "TRACE"):
        answer = client.generic(method, address)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_other_addresses_are_not_exempt(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz/", "/readyz/x", "/en/healthz", "/en/about/"):
        assert client.get(path).status_code == 301, path
    settings.SECURE_SSL_REDIRECT = False
    assert client.get("/en/about/", headers={"host": "no.such.example"}).status_code == 400


def test_a_site_that_answers_is_ready(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "database": "ok", "index": "current"}


def test_a_site_without_an_index_is_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> snapshot.Snapshot:
        raise snapshot.NoIndexError

    monkeypatch.setattr(snapshot, "current", absent)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["index"]) == (503, "absent")


def test_a_site_without_its_database_lives_but_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> snapshot.Snapshot:
        raise OperationalError("secret: the server at 10.0.0.1 refused")

    monkeypatch.setattr(snapshot, "current", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert "secret" not in answer.content.decode()
    assert client.get("/healthz").status_code == 200


def test_an_index_that_cannot_be_renewed_is_degraded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    behind = replace(snapshot.current(), complete=False)
    monkeypatch.setattr(snapshot, "current", lambda: behind)
    assert client.get("/readyz").json()["status"] == "ready"
    monkeypatch.setattr(attempts, "failures", 1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


def test_a_wrong_host_is_refused_without_an_error_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert client.get("/en/about/", headers={"host": "no.such.example"}).status_code == 400
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == []
