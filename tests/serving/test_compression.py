"""Answers of text are compressed for whoever takes it; what holds a secret is not."""

import gzip

import pytest
from django.test import Client

from directory.compression import LEAST, PADDING, compressed

pytestmark = pytest.mark.django_db

TAKES = {"Accept-Encoding": "br, gzip;q=0.8"}


@pytest.mark.parametrize(
    "address",
    [
        "/en/", "/ru/datasets/?q=легкие", "/zh-hans/datasets/kits19/", "/fr/compare/?d=kits19&d=lits",
        "/en/compare/export.csv?d=kits19&d=lits", "/en/compare/export.bib?d=kits19&d=lits", "/api/v1/datasets/",
        "/api/v1/openapi.json", "/sitemap-en-1.xml", "/en/opensearch.xml", "/en/search-suggestions/?q=l",
        "/en/datasets/no-such-entry/", "/api/v1/datasets/no-such-entry/",
    ],
)  # fmt: skip
def test_text_is_compressed_for_whoever_takes_it(address: str, client: Client) -> None:
    plain, packed = client.get(address), client.get(address, headers=TAKES)
    assert "Content-Encoding" not in plain
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer["Vary"]
        assert int(answer["Content-Length"]) == len(answer.content)
    if len(plain.content) >= LEAST:
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert len(packed.content) < len(plain.content) + PADDING


@pytest.mark.parametrize("address", ["/en/suggest/", "/fr/suggest/?dataset=kits19", "/admin/login/"])
def test_a_page_with_a_token_is_sent_as_it_is(address: str, client: Client) -> None:
    for _ in range(2):
        answer = client.get(address, headers=TAKES)
        assert b"csrfmiddlewaretoken" in answer.content
        assert "Content-Encoding" not in answer


def test_curators_pages_are_sent_as_they_are(admin_client: Client) -> None:
    for address in ("/fr/desk/", "/en/desk/entries/lits/", "/admin/datasets/dataset/", "/admin/texts/"):
        answer = admin_client.get(address, headers=TAKES)
        assert (answer.status_code, "Content-Encoding" in answer) == (200, False)


@pytest.mark.parametrize("says", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "xgzip", "gzip-not"])
def test_who_does_not_take_gzip_does_not_get_it(says: str, client: Client) -> None:
    assert "Content-Encoding" not in client.get("/en/datasets/", headers={"Accept-Encoding": says})


@pytest.mark.parametrize("says", ["gzip", "GZIP", "*", "br , gzip ; q=0.1 , deflate", "deflate,gzip"])
def test_who_takes_gzip_gets_it(says: str, client: Client) -> None:
    assert client.get("/en/datasets/", headers={"Accept-Encoding": says})["Content-Encoding"] == "gzip"


def test_how_long_an_answer_is_tells_little() -> None:
    assert len({len(compressed(b"the same page")) for _ in range(400)}) > PADDING / 2


def test_head_is_answered_as_get_is(client: Client) -> None:
    got, asked = (ask("/api/v1/datasets/", headers=TAKES) for ask in (client.get, client.head))
    assert asked["Content-Encoding"] == got["Content-Encoding"]
