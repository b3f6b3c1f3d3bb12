"""The tray: gathered by buttons, kept in a cookie, seen on every page."""

import pytest
from django.test import Client
from pytest_django import Settings

from datasets.models import Dataset

from .conftest import Read
from .reading import Element, Page

SIX = ["kits19", "lits", "brats", "chestx-ray14", "mura", "ddsm"]
TRAY = "/en/compare/tray/"
PAGES = [
    "/en/",
    "/en/datasets/",
    "/en/datasets/kits19/",
    "/en/anatomy/",
    "/en/anatomy/kidney/",
    "/en/about/",
    "/nothing/",
]

pytestmark = pytest.mark.django_db


def kept(client: Client) -> list[str]:
    cookie = client.cookies.get("comparison")
    return cookie.value.split(".") if cookie and cookie.value else []


def page_of(client: Client, address: str) -> Page:
    return Page(client.get(address).content.decode())


def press(client: Client, page: Page, button: Element) -> str:
    """Send the form of a button as a browser does; return where it leads."""
    form = page.one("form", id=button["form"])
    data = {field["name"]: field["value"] for field in form.all("input")} | {button["name"]: button["value"]}
    response = client.post(form["action"], data)
    assert response.status_code == 303
    return response["Location"]


def button_of(page: Page, slug: str) -> Element:
    return next(button for button in page.all("button", value=slug) if button.get("form") == "tray")


@pytest.mark.parametrize("address", ["/en/datasets/?q=kidney", "/en/datasets/kits19/", "/en/anatomy/kidney/"])
def test_a_button_adds_and_takes_out_again_and_comes_back(address: str, client: Client) -> None:
    page = page_of(client, address)
    assert button_of(page, "kits19")["aria-pressed"] == "false"
    assert press(client, page, button_of(page, "kits19")) == f"{address}#entry-kits19"
    assert kept(client) == ["kits19"]
    page = page_of(client, address)
    assert button_of(page, "kits19")["aria-pressed"] == "true"
    press(client, page, button_of(page, "kits19"))
    assert kept(client) == []


def test_every_card_has_a_button_that_names_its_entry(read: Read) -> None:
    page = read("/en/datasets/")
    cards = page.all("li", class_="card")
    assert len(cards) == 25
    for card in cards:
        button = card.one("button")
        assert button["aria-label"] == f"Compare {card.one('h2').one('a').text}"
        assert card["id"] == f"entry-{button['value']}"


@pytest.mark.parametrize("address", PAGES)
def test_the_number_is_seen_on_every_page_and_leads_to_the_comparison(address: str, client: Client) -> None:
    assert page_of(client, address).one("p", class_="tray").text == "Compare none chosen"
    client.cookies["comparison"] = "kits19.lits"
    tray = page_of(client, address).one("p", class_="tray")
    assert tray.text == "Compare 2 chosen"
    assert tray.one("a")["href"] == "/en/compare/?d=kits19&d=lits"


def test_the_tray_is_emptied(client: Client) -> None:
    client.cookies["comparison"] = "kits19.lits"
    page = page_of(client, "/en/about/")
    assert press(client, page, page.one("button", name="clear")) == "/en/about/"
    assert kept(client) == []
    assert not page_of(client, "/en/about/").all("button", name="clear")


def test_the_seventh_is_said_and_nothing_is_lost(client: Client) -> None:
    client.cookies["comparison"] = ".".join(SIX)
    page = page_of(client, "/en/datasets/isles/")
    there = press(client, page, button_of(page, "isles"))
    assert kept(client) == SIX
    comparison = page_of(client, there)
    assert "At most 6 datasets are compared at once. Waiting for a place: ISLES" in comparison.one(class_="notice").text
    assert len(comparison.one("thead").all("th")) == 7


def test_an_entry_that_is_there_is_not_added_twice(client: Client) -> None:
    client.cookies["comparison"] = ".".join(SIX)
    assert client.post(TRAY, {"add": "lits"}).status_code == 303
    assert kept(client) == SIX


@pytest.mark.parametrize("slug", ["no-such-set", "a-draft"])
def test_an_unknown_entry_is_not_added_and_said(slug: str, client: Client) -> None:
    Dataset.objects.filter(slug="mura").update(slug="a-draft", status=Dataset.Status.DRAFT)
    client.cookies["comparison"] = "kits19"
    there = client.post(TRAY, {"add": slug})["Location"]
    assert kept(client) == ["kits19"]
    assert f"There is no entry “{slug}”" in page_of(client, there).all(class_="notice")[0].text


def test_removing_from_a_comparison_takes_out_of_the_tray(client: Client) -> None:
    client.cookies["comparison"] = "kits19.lits.brats"
    page = page_of(client, "/en/compare/?d=kits19&d=lits&d=brats")
    button = next(button for button in page.all("button") if button.get("aria-label") == "Remove LiTS")
    assert press(client, page, button).startswith("/en/compare/?d=kits19&d=brats")
    assert kept(client) == ["kits19", "brats"]


def test_a_comparison_that_somebody_sent_can_be_made_ones_own(client: Client) -> None:
    client.cookies["comparison"] = "mura"
    page = page_of(client, "/en/compare/?d=kits19&d=lits")
    form = page.one("form", class_="keep")
    assert form.one("button").text == "Choose these instead of my own"
    assert kept(client) == ["mura"]
    response = client.post(form["action"], {"next": form.all("input")[0]["value"], "keep": ["kits19", "lits"]})
    assert response["Location"] == "/en/compare/?d=kits19&d=lits"
    assert kept(client) == ["kits19", "lits"]
    assert not page_of(client, "/en/compare/?d=lits&d=kits19").all("form", class_="keep")


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: Client) -> None:
    cookie = client.post(TRAY, {"add": "kits19"}).cookies["comparison"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] > 80 * 24 * 3600


@pytest.mark.parametrize("address", [*PAGES, "/en/compare/", "/en/compare/?d=kits19&d=lits"])
def test_looking_sets_no_cookie_and_caches_are_told(address: str, client: Client) -> None:
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "..",
        "<script>",
        "kits19<",
        "KITS19",
        "a" * 5000,
        "\x00",
        "kits19\\054lits",
        ".".join(["a"] * 999),
        "è\x82¾",
    ],
)
def test_a_cookie_of_any_sort_does_no_harm(value: str, client: Client) -> None:
    for address in ("/en/datasets/?q=kidney", "/en/compare/"):
        response = client.get(address, headers={"cookie": f"comparison={value}"})
        assert response.status_code == 200
        page = Page(response.content.decode())
        assert page.problems == []
        chosen = page.one("p", class_="tray").text.split()[1]
        assert chosen == "none" or int(chosen) <= 6


def test_a_tray_with_more_than_six_is_cut(client: Client) -> None:
    client.cookies["comparison"] = ".".join([*SIX, "isles"])
    assert page_of(client, "/en/about/").one("p", class_="tray").text.startswith("Compare 6")


@pytest.mark.parametrize(
    "data", [{}, {"add": "No Slug"}, {"add": "a" * 81}, {"remove": "../x"}, {"keep": [*SIX, "isles"]}, {"add": "\x00"}]
)
def test_a_form_that_says_nothing_or_nonsense_is_refused(data: dict[str, object], client: Client) -> None:
    client.cookies["comparison"] = "kits19"
    assert client.post(TRAY, data).status_code == 400
    assert kept(client) == ["kits19"]


def test_looking_changes_nothing(client: Client) -> None:
    assert client.get(f"{TRAY}?add=kits19").status_code == 405


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "\r\nX: y", "evil"],
)
def test_a_form_leads_back_to_this_site_only(wanted: str, client: Client) -> None:
    assert client.post(TRAY, {"add": "kits19", "next": wanted})["Location"] == "/en/compare/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_other_sites_change_nothing(headers: dict[str, str], status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(TRAY, {"add": "kits19"}, headers=headers)
    assert response.status_code == status
    assert kept(client) == (["kits19"] if status == 303 else [])


def test_the_public_address_of_the_site_is_this_site(settings: Settings) -> None:
    settings.SITE_URL = "https://lightbox.example"
    response = Client().post(TRAY, {"add": "kits19"}, headers={"origin": "https://lightbox.example"})
    assert response.status_code == 303


def test_a_withdrawn_entry_has_no_button(read: Read) -> None:
    Dataset.objects.filter(slug="kits19").update(status=Dataset.Status.WITHDRAWN)
    assert not read("/en/datasets/kits19/", 410).all("button", value="kits19")


def test_the_form_stands_where_lists_are_replaced_in_place(client: Client) -> None:
    """A list that a script fetches replaces the main part; the form has to lead back to the list that is shown."""
    form = page_of(client, "/en/datasets/?q=brain").one("main").one("form", id="tray")
    assert form.one("input")["value"] == "/en/datasets/?q=brain"
