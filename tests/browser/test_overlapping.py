"""The leakage checker: two lists, typed or added, and a verdict."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit


@pytest.mark.parametrize("script", [True, False])
def test_two_lists_are_checked(script: bool, visit: Visit) -> None:
    visitor = visit("/en/overlap/", script=script)
    visitor.page.get_by_role("main").locator("textarea[name=train]").fill("COVIDx")
    visitor.page.get_by_role("main").locator("textarea[name=test]").fill("ChestX-ray14\nLIDC-IDRI")
    visitor.page.get_by_role("button", name="Check").click()
    expect(visitor.page).to_have_url(re.compile(r"train=covidx&test=chestx-ray14&test=lidc-idri"))
    expect(visitor.page.locator(".outcome .verdict").first).to_have_text(re.compile(r"\w"))


def test_a_suggestion_becomes_a_line_of_its_list_by_keyboard(visit: Visit) -> None:
    visitor = visit("/en/overlap/")
    visitor.page.locator("input[data-adds-to=test]").press_sequentially("kits", delay=10)
    expect(visitor.page.get_by_role("option").filter(has_text="KiTS19").first).to_be_visible()
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("textarea[name=test]")).to_have_value(re.compile("kits"))
    expect(visitor.page).to_have_url(re.compile(r"/en/overlap/$"))


def test_an_entry_is_added_without_script(visit: Visit) -> None:
    visitor = visit("/en/overlap/", script=False)
    visitor.page.locator("input[name=train]").fill("KiTS19")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("textarea[name=train]")).to_have_value(re.compile("kits19", re.IGNORECASE))
