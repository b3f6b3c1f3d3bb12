"""Source marks: the number beside a fact opens the statements behind it in place, with script and without."""

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Visit
from .visiting import Visitor

BOTH = pytest.mark.parametrize("script", [True, False])


def first(visitor: Visitor) -> tuple[Locator, Locator]:
    """Return the first mark of a page and what it opens."""
    mark = visitor.page.locator("button.mark:visible").first
    return mark, visitor.page.locator(f"#{mark.get_attribute('popovertarget')}")


@BOTH
def test_a_click_opens_the_statements_beside_the_fact_and_another_one_closes_them(script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/lidc-idri/", script=script)
    mark, statements = first(visitor)
    expect(statements).to_be_hidden()
    mark.click()
    expect(statements).to_be_in_viewport()
    expect(statements.locator("q").first).to_have_text(re.compile(r"\S"))
    expect(visitor.page).to_have_url(re.compile(r"/en/datasets/lidc-idri/$"))
    mark.click()
    expect(statements).to_be_hidden()


@BOTH
def test_enter_opens_them_and_escape_gives_the_focus_back(script: bool, visit: Visit) -> None:
    visitor = visit("/ru/datasets/lidc-idri/", script=script)
    mark, statements = first(visitor)
    mark.focus()
    visitor.page.keyboard.press("Enter")
    expect(statements).to_be_visible()
    visitor.page.keyboard.press("Tab")
    assert statements.evaluate("(element) => element.contains(document.activeElement)")
    visitor.page.keyboard.press("Escape")
    expect(statements).to_be_hidden()
    expect(mark).to_be_focused()


def test_a_statement_leads_to_its_row_among_all_of_them(visit: Visit) -> None:
    visitor = visit("/en/datasets/lidc-idri/")
    mark, statements = first(visitor)
    mark.click()
    statements.get_by_role("link").first.click()
    expect(visitor.page).to_have_url(re.compile(r"/evidence/#s\d+$"))
    number = visitor.page.url.rpartition("#")[2]
    expect(visitor.page.locator(f"#{number}")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_a_mark_opens_is_in_sight_whole(width: int, visit: Visit) -> None:
    visitor = visit("/en/datasets/lidc-idri/", width)
    for mark in visitor.page.locator("button.mark:visible").all()[:12]:
        mark.click()
        box = visitor.page.locator(f"#{mark.get_attribute('popovertarget')}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        visitor.page.keyboard.press("Escape")
