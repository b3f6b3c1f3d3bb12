"""Pages to read: one at a time, or the whole site."""

from collections.abc import Callable
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from .reading import Page

Read = Callable[..., Page]


@pytest.fixture
def read(client: Client, db: None) -> Read:
    """Give the page at an address; its status must be the one expected."""

    def answer(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status, (address, response.status_code)
        return Page(response.content.decode("utf-8"))

    return answer


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Page]:
    """Every page that links lead to from the home page, by its address; links with a query string are not followed."""
    pages: dict[str, Page] = {}
    waiting = ["/en/"]
    client = Client()
    with django_db_blocker.unblock():
        while waiting:
            address = waiting.pop()
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)
            if not response["Content-Type"].startswith("text/html"):
                continue
            pages[address] = Page(response.content.decode("utf-8"))
            for link in pages[address].all("a"):
                target = urldefrag(urljoin(address, link["href"])).url
                parts = urlsplit(target)
                if target and not parts.netloc and not parts.query and target not in pages and target not in waiting:
                    waiting.append(target)
    return pages
