"""The list: facets by mouse, by keyboard and without script; the way back, the focus, and what is announced."""

import re

import pytest
from playwright.sync_api import Locator, expect

from datasets.models import LANGUAGES

from .conftest import Visit
from .visiting import Visitor

CT = re.compile(r"[?&]modality=CT\b")
STAYED = "window.stayed === true"


def facet(visitor: Visitor, parameter: str) -> Locator:
    """Return the link of a facet that adds `parameter`, such as modality=CT, or takes it out."""
    return visitor.page.locator(f"#filters a[href*='{parameter}']").first


def total(visitor: Visitor) -> Locator:
    """Return the line that says how many entries there are."""
    return visitor.page.locator(".total")


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """Somebody on the list of everything, in whose page something stands that a new page would not have."""
    one = visit("/en/datasets/")
    one.page.evaluate("window.stayed = true")
    return one


def test_a_click_narrows_the_list_in_place(visitor: Visitor) -> None:
    before = total(visitor).inner_text()
    facet(visitor, "modality=CT").click()
    expect(visitor.page).to_have_url(CT)
    expect(total(visitor)).not_to_have_text(before)
    assert visitor.page.evaluate(STAYED)


def test_enter_narrows_the_list_and_the_focus_stays_on_the_facet(visitor: Visitor) -> None:
    link = facet(visitor, "modality=CT")
    label = link.inner_text().split("\n")[0].strip()
    link.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(CT)
    expect(visitor.page.locator("main")).not_to_have_attribute("aria-busy", "true")
    assert label in visitor.page.evaluate("document.activeElement.textContent")


def test_the_number_of_results_is_announced(visitor: Visitor) -> None:
    facet(visitor, "modality=CT").click()
    expect(visitor.page).to_have_url(CT)
    number = re.search(r"\d+", total(visitor).inner_text())
    assert number is not None
    heard = visitor.page.locator("[role=status], [aria-live=polite]").filter(has_text=number[0])
    expect(heard.last).to_be_attached()
    assert visitor.page.evaluate("document.title").startswith(visitor.page.locator("h1").inner_text())


def test_back_and_forth_bring_the_lists_back(visitor: Visitor) -> None:
    everything = total(visitor).inner_text()
    facet(visitor, "modality=CT").click()
    expect(total(visitor)).not_to_have_text(everything)
    some = total(visitor).inner_text()
    visitor.page.go_back()
    expect(total(visitor)).to_have_text(everything)
    expect(visitor.page).to_have_url(re.compile(r"/en/datasets/$"))
    visitor.page.go_forward()
    expect(total(visitor)).to_have_text(some)
    assert visitor.page.evaluate(STAYED)


def test_a_facet_is_taken_out_by_the_same_link(visitor: Visitor) -> None:
    everything = total(visitor).inner_text()
    facet(visitor, "modality=CT").click()
    expect(total(visitor)).not_to_have_text(everything)
    visitor.page.locator("#filters [aria-current], #filters [aria-pressed=true], #filters a.selected").first.click()
    expect(total(visitor)).to_have_text(everything)


def test_the_order_changes_in_place(visitor: Visitor) -> None:
    visitor.page.locator("select[name=sort]").select_option("name")
    expect(visitor.page).to_have_url(re.compile(r"[?&]sort=name\b"))
    assert visitor.page.evaluate(STAYED)


def test_a_range_narrows_the_list(visitor: Visitor) -> None:
    before = total(visitor).inner_text()
    visitor.page.locator("input[name=year_min]").fill("2020")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"[?&]year_min=2020\b"))
    expect(total(visitor)).not_to_have_text(before)


def test_a_facet_narrows_the_list_without_script(visit: Visit) -> None:
    visitor = visit("/en/datasets/", script=False)
    before = total(visitor).inner_text()
    facet(visitor, "modality=CT").click()
    expect(visitor.page).to_have_url(CT)
    expect(total(visitor)).not_to_have_text(before)
    visitor.page.go_back()
    expect(total(visitor)).to_have_text(before)


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_the_filters_are_in_a_drawer(script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/", 360, script=script)
    before = total(visitor).inner_text()
    filters = visitor.page.locator("#filters")
    opener = visitor.page.get_by_role("button", name="Filters").first
    expect(filters).to_be_hidden()
    opener.focus()
    visitor.page.keyboard.press("Enter")
    expect(filters).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(filters).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    facet(visitor, "modality=CT").click()
    expect(visitor.page).to_have_url(CT)
    expect(total(visitor)).not_to_have_text(before)


@pytest.mark.parametrize("script", [True, False])
def test_the_list_is_a_table_where_it_is_asked_for(script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/?modality=CT", script=script)
    visitor.page.get_by_role("navigation", name="View").get_by_role("link", name="Table").click()
    expect(visitor.page.get_by_role("main").get_by_role("table").first).to_be_visible()
    expect(visitor.page).to_have_url(CT)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_table_has_the_room_of_the_filters(code: str, visit: Visit) -> None:
    one = visit(f"/{code}/datasets/?view=table")
    assert one.page.locator(".scroll").evaluate("(frame) => frame.scrollWidth - frame.clientWidth") <= 0
    expect(one.page.locator("#filters")).to_be_hidden()
    one.page.locator(".to-filters").click()
    expect(one.page.locator("#filters")).to_be_visible()
