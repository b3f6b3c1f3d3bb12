"""The page of the whole catalogue, and its files: before any is made, listed, sent whole and in parts."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from datasets.exports.dumps import about, publishing

from .conftest import Read

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def root(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dumps of the tests' catalogue."""
    root = tmp_path_factory.mktemp("dumps")
    with django_db_blocker.unblock():
        call_command("publish_dumps", root, stdout=io.StringIO())
    return root


@pytest.fixture
def dump(root: Path, settings: Settings) -> publishing.Dump:
    """The dumps that the site offers."""
    settings.DUMPS_DIR = str(root)
    found = publishing.current(root)
    assert found is not None
    return found


def test_the_page_says_that_there_are_none_yet(read: Read) -> None:
    page = read("/en/dumps/")
    assert "No files have been made yet" in page.one("main").text
    assert "/en/api-help/" in [link["href"] for link in page.one("main").all("a")]


def test_the_page_lists_the_files(dump: publishing.Dump, read: Read, client: Client) -> None:
    page = read("/en/dumps/")
    leads = [link["href"] for link in page.one("main").all("a")]
    for file in (*dump.files, *dump.others):
        assert f"/dumps/{file.name}" in leads
    text = page.one("main").text
    assert all(file.sha256 in text for file in dump.files)
    assert client.get("/dumps/").headers["Location"] == "/en/dumps/"


def test_another_dump_makes_it_another_page(dump: publishing.Dump, client: Client, settings: Settings) -> None:
    tag = client.get("/en/dumps/")["ETag"]
    assert client.get("/en/dumps/", headers={"if-none-match": tag}).status_code == 304
    settings.DUMPS_DIR = ""
    assert client.get("/en/dumps/", headers={"if-none-match": tag}).status_code == 200


def test_files_are_sent_whole_and_in_parts(dump: publishing.Dump, client: Client) -> None:
    for file in (*dump.files, *dump.others):
        response = client.get(f"/dumps/{file.name}")
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert (response.status_code, len(content)) == (200, file.size)
        assert (response["Content-Type"], response["ETag"]) == (file.media_type, f'"{file.sha256}"')
        assert (response["Cache-Control"], response["Access-Control-Allow-Origin"]) == ("public, no-cache", "*")
        part = client.get(f"/dumps/{file.name}", headers={"range": "bytes=5-14"})
        assert (part.status_code, b"".join(part.streaming_content)) == (206, content[5:15])  # type: ignore[attr-defined]
        assert client.get(f"/dumps/{file.name}", headers={"range": f"bytes={file.size}-"}).status_code == 416
        assert client.get(f"/dumps/{file.name}", headers={"if-none-match": response["ETag"]}).status_code == 304
        head = client.head(f"/dumps/{file.name}")
        assert (head.status_code, head["Content-Length"], head.content) == (200, str(file.size), b"")


@pytest.mark.parametrize(
    "name",
    ["nothing.csv", "Catalogue.csv", "..", "../manifest.json", "%2e%2e/secret-key", "..%2fsecret-key", ".new", "a%00"],
)
def test_nothing_else_is_sent(name: str, dump: publishing.Dump, client: Client) -> None:
    assert client.get(f"/dumps/{name}").status_code == 404


def test_every_file_is_described(dump: publishing.Dump) -> None:
    assert {file.name for file in dump.files} == set(about.FILES)
