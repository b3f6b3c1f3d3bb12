"""/llms.txt: short, in its form, and nothing in it is a dead end."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from datasets.assistants.llms import FEEDS
from datasets.exports import CATALOG, OF_ENTRIES
from datasets.models.dataset import published

pytestmark = pytest.mark.django_db


def test_it_has_the_form_and_every_address_answers(client: Client) -> None:
    answer = client.get("/llms.txt")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert re.match(r"# Lightbox\n\n> .+\n\n[^#\n]+\n\n## ", text)
    assert f"{published().count()} medical imaging datasets" in text
    assert len(text) < 8_000
    assert all(f" .{ending} (" in text for ending in OF_ENTRIES)
    assert all(f"/catalog.{ending})" in text for ending in CATALOG)
    assert text.count(".atom)") == len(FEEDS) == 3
    addresses = re.findall(r"^- \[[^\]]+\]\(http://testserver(/[^)]+)\)", text, re.MULTILINE)
    assert len(addresses) > 20
    # What cannot be asked without naming something says what to name.
    naming = {"/api/v1/overlap/", "/api/v1/compare/"}
    for address in addresses:
        assert client.get(address).status_code == (400 if address in naming else 200), address


def test_it_names_the_tools_where_they_are_served(client: Client, settings: Settings) -> None:
    assert "/mcp" not in client.get("/llms.txt").content.decode()
    settings.MCP = True
    settings.SITE_URL = "https://datasets.example.org"
    assert "(https://datasets.example.org/mcp): " in client.get("/llms.txt").content.decode()
