"""The body map: the list beside it is the control, the drawing is for the mouse."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit

PAGES = pytest.mark.parametrize("address", ["/en/", "/en/anatomy/"])


@PAGES
@pytest.mark.parametrize("script", [True, False])
def test_the_list_leads_to_what_the_drawing_leads_to(address: str, script: bool, visit: Visit) -> None:
    visitor = visit(address, script=script)
    listed = visitor.page.locator(".bodymap .regions a").evaluate_all("(links) => links.map((one) => one.href)")
    drawn = visitor.page.locator(".bodymap svg a").evaluate_all("(links) => links.map((one) => one.href.baseVal)")
    assert drawn
    assert {one.rpartition("/en/")[2] for one in drawn} <= {one.rpartition("/en/")[2] for one in listed}


@PAGES
def test_tab_comes_to_the_list_and_not_to_the_drawing(address: str, visit: Visit) -> None:
    visitor = visit(address)
    first = visitor.page.locator(".bodymap .regions a").first
    first.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"/anatomy/|anatomy="))
    visitor.open(address)
    assert visitor.page.locator(".bodymap svg a").evaluate_all("(links) => links.every((one) => one.tabIndex < 0)")


def test_an_organ_of_the_drawing_is_pressed(visit: Visit) -> None:
    visitor = visit("/en/anatomy/")
    organ = visitor.page.locator(".bodymap svg a[href*='liver']").first
    organ.hover()
    organ.click()
    expect(visitor.page).to_have_url(re.compile(r"liver"))
