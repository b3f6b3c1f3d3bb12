"""While there is no search index: pages and API say so and when to come back; nothing else fails."""

import pytest
from django.test import Client

from datasets.index import snapshot

from .reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue so large that its index is built by another process, and no index yet."""

    def current() -> snapshot.Snapshot:
        raise snapshot.NoIndexError

    monkeypatch.setattr(snapshot, "current", current)


@pytest.mark.usefixtures("no_index")
@pytest.mark.parametrize("path", ["/en/", "/en/datasets/", "/en/datasets/?q=lung", "/en/modalities/CT/"])
def test_a_page_says_that_the_index_is_being_built(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    page = Page(answer.content.decode())
    assert "index" in page.one("main").text
    assert page.one("html")["lang"] == "en"


@pytest.mark.usefixtures("no_index")
@pytest.mark.parametrize("path", ["/api/v1/datasets/", "/api/v1/suggestions/?q=lung"])
def test_the_api_says_so_in_json(path: str, client: Client) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (503, "application/problem+json")
    assert int(answer["Retry-After"]) > 0
    assert "index" in answer.json()["detail"]


@pytest.mark.usefixtures("no_index")
@pytest.mark.parametrize("path", ["/en/about/", "/en/datasets/kits19/", "/api/v1/datasets/kits19/", "/api/v1/schema/"])
def test_what_needs_no_index_is_answered(path: str, client: Client) -> None:
    assert client.get(path).status_code == 200
