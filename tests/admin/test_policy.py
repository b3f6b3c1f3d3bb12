"""The admin under the content security policy: no page holds a script, style or handler that browsers would block."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.models import Dataset

from .conftest import AT_THE_DESK, EDITED, MODELS, address, row_of


class InlineCode(HTMLParser):
    """Collects what the content security policy would block: scripts, styles and handlers written into the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = dict(pairs)
        data_only = attributes.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in attributes and not data_only):
            self.found.append(f"<{tag}>")
        for name, value in pairs:
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value}>")


def blocked(response: Any) -> list[str]:
    parser = InlineCode()
    parser.feed(response.content.decode())
    return parser.found


def test_policy_forbids_inline_code() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]


@pytest.mark.parametrize("model", MODELS)
def test_no_page_holds_inline_code(model: type[Model], admin_client: Client, entry: Callable[..., Dataset]) -> None:
    row = row_of(model, entry)
    addresses = [address(model, "changelist"), address(model, "history", row.pk)]
    if model not in AT_THE_DESK:
        addresses.append(address(model, "change", row.pk))
    if model in EDITED:
        addresses += [address(model, "add"), address(model, "add") + "?_popup=1"]
    for url in addresses:
        response = admin_client.get(url)
        assert re.search("script-src 'self'", response["Content-Security-Policy"])
        assert blocked(response) == [], url


def test_sign_in_and_start_hold_no_inline_code(client: Client, admin_client: Client) -> None:
    assert blocked(client.get(reverse("admin:login"))) == []
    assert blocked(admin_client.get(reverse("admin:index"), follow=True)) == []


def test_row_added_in_a_popup_is_handed_over_without_inline_code(admin_client: Client) -> None:
    data = {"code": "made-up", "names_en": "Made up", "position": 1, "mappings": "", "_popup": "1"}
    response = admin_client.post(address(models.License, "add"), data)
    assert models.License.objects.filter(code="made-up").exists()
    assert blocked(response) == []
