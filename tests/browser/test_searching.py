"""The search field: suggestions by mouse and by keyboard, and what it does without script."""

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Visit
from .visiting import Visitor

SUGGESTIONS = "[role=listbox]"


def field(visitor: Visitor) -> Locator:
    """Return the page's search field, which is a combobox once the script has run."""
    return visitor.page.get_by_role("search").locator("input[name=q]")


@pytest.fixture
def typing(visit: Visit) -> Visitor:
    """Somebody who has typed the beginning of a word on the French home page and sees suggestions."""
    visitor = visit("/fr/")
    field(visitor).press_sequentially("rei", delay=10)
    expect(visitor.page.get_by_role("option").filter(has_text="Rein").first).to_be_visible()
    return visitor


def chosen(visitor: Visitor) -> Locator:
    """Return the suggestion that the field says is chosen."""
    return visitor.page.locator(f"#{field(visitor).get_attribute('aria-activedescendant')}")


def test_suggestions_are_in_the_pages_language_and_tied_to_the_field(typing: Visitor) -> None:
    expect(field(typing)).to_have_attribute("aria-expanded", "true")
    expect(field(typing)).to_have_attribute("role", "combobox")
    expect(typing.page.locator(f"#{field(typing).get_attribute('aria-controls')}")).to_be_visible()


def test_arrow_keys_choose_a_suggestion_and_enter_opens_it(typing: Visitor) -> None:
    typing.page.keyboard.press("ArrowDown")
    first = chosen(typing)
    expect(first).to_have_attribute("aria-selected", "true")
    address = first.get_attribute("data-url")
    assert address is not None
    typing.page.keyboard.press("ArrowDown")
    typing.page.keyboard.press("ArrowUp")
    expect(chosen(typing)).to_have_attribute("data-url", address)
    typing.page.keyboard.press("Enter")
    expect(typing.page).to_have_url(re.compile(re.escape(address)))


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(typing: Visitor) -> None:
    typing.page.keyboard.press("Escape")
    expect(typing.page.locator(SUGGESTIONS).first).to_be_hidden()
    expect(field(typing)).to_have_attribute("aria-expanded", "false")
    expect(field(typing)).to_be_focused()
    expect(field(typing)).to_have_value("rei")


def test_a_click_opens_a_suggestion(typing: Visitor) -> None:
    option = typing.page.get_by_role("option").first
    address = option.get_attribute("data-url")
    assert address is not None
    option.click()
    expect(typing.page).to_have_url(re.compile(re.escape(address)))


def test_enter_without_a_choice_searches_for_what_was_typed(typing: Visitor) -> None:
    typing.page.keyboard.press("Enter")
    expect(typing.page).to_have_url(re.compile(r"/fr/datasets/\?.*\bq=rei\b"))


def test_leaving_the_field_closes_the_suggestions(typing: Visitor) -> None:
    typing.page.keyboard.press("Tab")
    expect(typing.page.locator(SUGGESTIONS).first).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_search_by_mouse(script: bool, visit: Visit) -> None:
    visitor = visit("/en/", script=script)
    field(visitor).fill("kits19")
    visitor.page.get_by_role("search").get_by_role("button").click()
    expect(visitor.page).to_have_url(re.compile(r"/en/datasets/\?.*\bq=kits19\b"))
    expect(visitor.page.get_by_role("main").get_by_role("link", name="KiTS19", exact=True).first).to_be_visible()


def test_search_by_keyboard_without_script(visit: Visit) -> None:
    visitor = visit("/en/about/", script=False)
    while not visitor.page.evaluate("document.activeElement.name === 'q'"):
        visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("brain")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"/en/datasets/\?.*\bq=brain\b"))
