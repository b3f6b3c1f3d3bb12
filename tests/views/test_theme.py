"""The theme of the pages follows the system, or what the visitor chose, without a script."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

DARK = re.compile(r'<link rel="stylesheet" href="[^"]*dark[^"]*" media="([^"]*)">')


def media(client: Client, address: str = "/en/about/") -> str:
    """Return for which screens the dark tokens count on a page."""
    found = DARK.search(client.get(address).content.decode())
    assert found is not None
    return found[1]


def test_pages_follow_the_system(client: Client) -> None:
    assert media(client) == "(prefers-color-scheme: dark)"


@pytest.mark.parametrize(("chosen", "screens"), [("dark", "all"), ("light", "not all")])
def test_choice_is_kept_and_leads_back(client: Client, chosen: str, screens: str) -> None:
    answer = client.post("/fr/theme/", {"theme": chosen, "next": "/fr/datasets/?q=irm"})
    assert (answer.status_code, answer["Location"]) == (303, "/fr/datasets/?q=irm")
    assert media(client) == screens
    assert f'value="{chosen}" aria-pressed="true"' in client.get("/ru/").content.decode()


def test_following_the_system_again_forgets_the_choice(client: Client) -> None:
    client.post("/en/theme/", {"theme": "dark"})
    assert client.post("/en/theme/", {"theme": "system"})["Location"] == "/en/"
    assert media(client) == "(prefers-color-scheme: dark)"


@pytest.mark.parametrize("theme", ["", "night", "DARK", '"><script>', "dark\n"])
def test_theme_that_is_none_is_refused(client: Client, theme: str) -> None:
    answer = client.post("/en/theme/", {"theme": theme})
    assert answer.status_code == 400
    assert "theme" not in answer.cookies


@pytest.mark.parametrize("value", ["", "night", '"><script>', "all"])
def test_cookie_that_names_no_theme_is_none(client: Client, value: str) -> None:
    client.cookies["theme"] = value
    assert media(client) == "(prefers-color-scheme: dark)"


def test_another_site_cannot_choose(client: Client) -> None:
    assert (
        client.post("/en/theme/", {"theme": "dark"}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    )


@pytest.mark.parametrize(("site", "status"), [("same-origin", 303), ("cross-site", 403), ("", 403)])
def test_a_page_that_names_no_origin_chooses_if_it_is_of_this_site(client: Client, site: str, status: int) -> None:
    headers = {"Origin": "null", **({"Sec-Fetch-Site": site} if site else {})}
    assert client.post("/en/theme/", {"theme": "dark"}, headers=headers).status_code == status


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "\\\\x", "javascript:1", ""])
def test_choice_leads_nowhere_else(client: Client, address: str) -> None:
    assert client.post("/en/theme/", {"theme": "dark", "next": address})["Location"] == "/en/"


def test_dark_theme_has_every_colour_of_the_light_one() -> None:
    """A colour that the dark theme lacks would be the lit panel's."""
    static = Path(settings.BASE_DIR, "static")
    light = (static / "lightbox.css").read_text(encoding="utf-8")
    dark = (static / "dark.css").read_text(encoding="utf-8")
    colours = set(re.findall(r"(--[a-z0-9-]+): (?:#|[^;]*rgb)", light))
    assert colours
    assert colours == set(re.findall(r"(--[a-z0-9-]+):", dark))
