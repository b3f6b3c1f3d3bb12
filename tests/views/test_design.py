"""The page of the design system shows what there is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from datasets.views.design import tokens

from .conftest import Read

pytestmark = pytest.mark.django_db


def test_every_token_and_icon_is_shown(read: Read) -> None:
    page = read("/design/")
    shown = {code.text for code in page.all("code")}
    assert shown >= {name for name, _light, _dark in tokens()}
    icons = Path(settings.BASE_DIR, "static", "icons.svg").read_text(encoding="utf-8")
    assert shown >= set(re.findall(r'id="([a-z]+)"', icons))


def test_colours_have_a_value_in_each_theme() -> None:
    values = {name: (light, dark) for name, light, dark in tokens()}
    assert all(values[name][0] != values[name][1] != "" for name in ("--ground", "--text", "--accent", "--focus"))


@pytest.mark.parametrize("language", ["fr", "zh-hans", "ru"])
def test_page_is_in_english_for_everybody(client: Client, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert '<html lang="en">' in client.get("/design/").content.decode()
