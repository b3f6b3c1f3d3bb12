"""A server that a run of the command asks for every name."""

from collections.abc import Iterator

import pytest

from datasets.links.known import key_of
from datasets.management.commands import check_links
from datasets.models import ChangeSet, Dataset, Link

from .server import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve pages."""
    with serving(Server()) as found:
        yield found


@pytest.fixture
def links(server: Server, db: None, monkeypatch: pytest.MonkeyPatch) -> "Links":
    """Entries without links, and the server for the command to ask."""
    monkeypatch.setattr(check_links, "follower", server.follower)
    Link.objects.all().delete()
    return Links(server)


class Links:
    """Gives links to entries, each to a page of the server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def add(self, place: str, slug: str = "mura", kind: str = "homepage") -> str:
        """Give an entry a link to "host/path"; return the address by which its health is kept."""
        url = self.server.url(place)
        Link.objects.create(dataset=Dataset.objects.get(slug=slug), url=url, kind=kind)
        ChangeSet.advance()
        return key_of(url)
