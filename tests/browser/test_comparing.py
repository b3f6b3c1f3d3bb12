"""Gathering entries in the tray and comparing them."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Visit
from .visiting import Visitor

# How high a header of one line is at most, in pixels.
ONE_LINE = 64


def tray(visitor: Visitor) -> Locator:
    """Return the link to the comparison of what is in the tray."""
    return visitor.page.locator(".tray a[href*='/compare/']").first


@pytest.mark.parametrize("script", [True, False])
def test_entries_are_gathered_and_compared(script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/kits19/", script=script)
    visitor.page.get_by_role("main").get_by_role("button", name="Compare").first.click()
    expect(tray(visitor)).to_contain_text("1")
    visitor.open("/en/datasets/?q=lits")
    visitor.page.locator("button[name=add][value=lits]").click()
    expect(tray(visitor)).to_contain_text("2")
    expect(visitor.page).to_have_url(re.compile(r"/en/datasets/\?q=lits"))
    tray(visitor).click()
    expect(visitor.page).to_have_url(re.compile(r"/en/compare/\?d=kits19&d=lits"))
    for name in ("KiTS19", "LiTS"):
        expect(visitor.page.get_by_role("columnheader", name=name).first).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_header_is_one_line_with_entries_in_the_tray(width: int, visit: Visit) -> None:
    visitor = visit("/en/datasets/kits19/", width)
    visitor.page.get_by_role("main").get_by_role("button", name="Compare").first.click()
    expect(tray(visitor)).to_contain_text("1")
    assert visitor.look("wide") == []
    assert visitor.page.evaluate("document.querySelector('header.site').getBoundingClientRect().height") <= ONE_LINE


@pytest.mark.parametrize("script", [True, False])
def test_the_tray_is_emptied(script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/kits19/", script=script)
    visitor.page.get_by_role("main").get_by_role("button", name="Compare").first.click()
    gathered = visitor.page.get_by_role("complementary", name="Chosen for comparison")
    expect(gathered).to_be_in_viewport()
    gathered.get_by_role("button", name="Clear").click()
    expect(gathered).to_have_count(0)


def test_choosing_moves_nothing(visit: Visit) -> None:
    visitor = visit("/en/datasets/")
    button = visitor.page.locator(".card button[form=tray]").nth(5)
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    assert before is not None
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    after = button.bounding_box()
    assert after is not None
    assert after["y"] == before["y"]


def test_an_entry_is_added_to_a_comparison_by_keyboard(visit: Visit) -> None:
    visitor = visit("/en/compare/?d=brats&d=tcga-gbm")
    visitor.page.locator("main input[data-suggest]").first.press_sequentially("kits", delay=10)
    expect(visitor.page.get_by_role("option", name="KiTS19").first).to_be_visible()
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"d=kits"))
    expect(visitor.page.get_by_role("columnheader")).to_contain_text(["KiTS"] * 1, use_inner_text=True)


def test_an_entry_is_added_to_a_comparison_without_script(visit: Visit) -> None:
    visitor = visit("/en/compare/?d=brats&d=tcga-gbm", script=False)
    visitor.page.locator("main input[data-suggest]").first.fill("KiTS19")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("columnheader", name="KiTS19").first).to_be_visible()


def test_an_entry_is_taken_out_of_a_comparison(visit: Visit) -> None:
    visitor = visit("/en/compare/?d=brats&d=kits19&d=lits")
    visitor.page.get_by_role("columnheader", name="LiTS").get_by_role("button").click()
    expect(visitor.page.get_by_role("columnheader", name="LiTS")).to_have_count(0)


def test_only_differences_are_shown_and_all_rows_again(visit: Visit) -> None:
    visitor = visit("/en/compare/?d=kits19&d=lits")
    rows = visitor.page.locator("main table tr")
    everything = rows.count()
    visitor.page.get_by_role("link", name="differences").click()
    assert rows.count() < everything
    visitor.page.get_by_role("link", name="all rows").click()
    assert rows.count() == everything


@pytest.mark.parametrize("address", ["d=kits19&d=lits", "d=kits19&d=lits&d=acdc", "d=kits19&d=lits&d=acdc&d=brats"])
def test_what_is_laid_out_otherwise_on_a_phone_is_read_out_as_a_table(address: str, visit: Visit) -> None:
    visitor = visit(f"/en/compare/?{address}", 360)
    rows, cells = visitor.page.locator(".comparison tr"), visitor.page.locator(".comparison :is(th, td):visible")
    assert rows.last.evaluate("(row) => getComputedStyle(row).display") in ("grid", "block")
    nodes = visitor.context.new_cdp_session(visitor.page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    assert roles["table"] == 1
    assert roles["columnheader"] + roles["rowheader"] + roles["cell"] == cells.count()
    assert roles["row"] == rows.count()
