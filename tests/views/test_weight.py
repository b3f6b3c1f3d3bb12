"""What a first view of a page weighs over the wire, with everything that it needs; and all scripts together."""

import gzip
import re
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from datasets.models import LANGUAGES

from .reading import Page
from .test_addresses import EXAMPLES

# In bytes.
MOST_OF_SCRIPTS, MOST_OF_A_PAGE = 30_000, 100_000

# Addresses in a language that are files.
NO_PAGE = re.compile(r"export\.|opensearch|suggestions|\.png")
SIX = "/en/compare/?d=chestx-ray14&d=lits&d=brats&d=lidc-idri&d=kits19&d=mura"
# The first and the heaviest of each kind of page.
PAGES = [
    *(
        example
        for examples in EXAMPLES.values()
        for example, status in examples
        if status == 200 and example.startswith("/en/") and not NO_PAGE.search(example)
    ),
    "/en/datasets/?page_size=25&sort=support", "/en/datasets/chestx-ray14/", "/en/datasets/lidc-idri/", SIX,
]  # fmt: skip


def packed(content: bytes) -> int:
    """Return how many bytes are sent of a static file."""
    return min(len(content), len(gzip.compress(content, 9)))


def needed(address: str) -> bytes:
    """Return a static file, or one that stands at an address of its own."""
    path = urldefrag(address).url
    if path.startswith(settings.STATIC_URL):
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        assert found, address
        return Path(str(found)).read_bytes()
    return (Path(settings.WHITENOISE_ROOT) / path.removeprefix("/")).read_bytes()


def weights(client: Client, address: str) -> dict[str, int]:
    """Return the bytes of a page as it is sent to a browser, and of each thing that it needs."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    raw = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
    page = Page(raw.decode())
    asked = {script["src"] for script in page.all("script") if script.get("src")}
    # What is folded away is fetched when it is opened.
    asked |= {image["src"] for image in page.all("img") if image.get("loading") != "lazy"}
    asked |= {use["href"] for use in page.all("use")}
    asked |= {
        link["href"] for link in page.all("link") if set(link["rel"].split()) & {"stylesheet", "icon", "manifest"}
    }
    found = {urldefrag(one).url: 0 for one in asked if not one.startswith(("#", "data:"))}
    for one in list(found):
        content = needed(one)
        found[one] = packed(content)
        if one.endswith(".css"):
            inside = re.findall(rb"url\([\"']?([^)\"']+)[\"']?\)", content)
            assert all(each.startswith((b"#", b"data:")) for each in inside), f"{one} needs {inside}"
    return {address: len(answer.content), **found}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_first_view_is_light(address: str, client: Client) -> None:
    found = weights(client, address)
    assert sum(found.values()) <= MOST_OF_A_PAGE, found


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_first_view_is_light_in_every_language(code: str, client: Client) -> None:
    for address in ("/en/", "/en/datasets/", "/en/datasets/chestx-ray14/", SIX):
        found = weights(client, address.replace("/en/", f"/{code}/", 1))
        assert sum(found.values()) <= MOST_OF_A_PAGE, found


def test_all_scripts_of_the_public_pages_together_are_light() -> None:
    found = {path.name: packed(path.read_bytes()) for path in Path(settings.BASE_DIR, "static").rglob("*.js")}
    assert found
    assert sum(found.values()) <= MOST_OF_SCRIPTS, found
