"""Switches that every page has: the language, and the menu on a phone. They work without script."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit
from .visiting import Visitor


def choose_language(visitor: Visitor, name: str) -> None:
    """Choose a language by the switch in the header."""
    visitor.page.get_by_role("button", name="Language and theme").click()
    visitor.page.get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("script", [True, False])
def test_the_language_changes_in_place_and_is_kept(script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/?q=kits&modality=CT", script=script)
    choose_language(visitor, "Русский")
    expect(visitor.page).to_have_url(re.compile(r"/ru/datasets/\?q=kits&modality=CT$"))
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ru")
    visitor.open("/d/kits19/")
    expect(visitor.page).to_have_url(re.compile(r"/ru/datasets/kits19/$"))


def test_a_list_that_has_changed_in_place_is_the_same_in_another_language(visit: Visit) -> None:
    visitor = visit("/en/datasets/")
    visitor.page.locator("#filters a[href*='modality=CT']").first.click()
    expect(visitor.page).to_have_url(re.compile("modality=CT"))
    choose_language(visitor, "Français")
    expect(visitor.page).to_have_url(re.compile(r"/fr/datasets/\?modality=CT$"))


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_opens_on_a_phone_and_closes_again(script: bool, visit: Visit) -> None:
    visitor = visit("/en/about/", 360, script=script)
    menu = visitor.page.get_by_role("button", name="Menu")
    guides = visitor.page.get_by_role("navigation", name="Site").get_by_role("link", name="Guides")
    expect(guides).to_be_hidden()
    menu.focus()
    visitor.page.keyboard.press("Enter")
    expect(guides).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(guides).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    guides.click()
    expect(visitor.page).to_have_url(re.compile(r"/en/guides/$"))


def choose_theme(visitor: Visitor, name: str) -> None:
    """Choose a theme by the switch in the header."""
    visitor.page.get_by_role("button", name="Language and theme").click()
    visitor.page.get_by_role("button", name=name, exact=True).click()


def ground(visitor: Visitor) -> int:
    """Return how light the page's ground is, from 0 to 255."""
    red, green, blue = re.findall(r"\d+", visitor.page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3]
    return (int(red) + int(green) + int(blue)) // 3


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_theme_changes_in_place_and_is_kept(width: int, script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/?q=kits", width, script=script)
    assert ground(visitor) > 200
    choose_theme(visitor, "Dark")
    expect(visitor.page).to_have_url(re.compile(r"/en/datasets/\?q=kits$"))
    assert ground(visitor) < 60
    visitor.open("/fr/about/")
    assert ground(visitor) < 60


def test_a_chosen_theme_wins_over_the_systems_until_the_system_is_followed_again(visit: Visit) -> None:
    visitor = visit("/en/about/", dark=True)
    assert ground(visitor) < 60
    choose_theme(visitor, "Light")
    assert ground(visitor) > 200
    choose_theme(visitor, "System")
    assert ground(visitor) < 60


def test_the_switches_close_by_escape_and_give_the_focus_back(visit: Visit) -> None:
    visitor = visit("/en/about/", script=False)
    opener = visitor.page.get_by_role("button", name="Language and theme")
    opener.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("link", name="Русский")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.get_by_role("link", name="Русский")).to_be_hidden()
    expect(opener).to_be_focused()
