"""The table for a paper: its columns and their order are chosen, and its files are there."""

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Visit
from .visiting import Visitor

ADDRESS = "/en/compare/paper/?d=kits19&d=lits"
BOTH = pytest.mark.parametrize("script", [True, False])


def headings(visitor: Visitor) -> Locator:
    """Return the headings of the table's columns."""
    return visitor.page.get_by_role("main").locator("table").first.locator("thead th")


@BOTH
def test_a_column_is_left_out(script: bool, visit: Visit) -> None:
    visitor = visit(ADDRESS, script=script)
    before = headings(visitor).count()
    visitor.page.locator("input[name=columns]:checked").first.uncheck()
    visitor.page.get_by_role("button", name="Show the table").click()
    expect(headings(visitor)).to_have_count(before - 1)


@BOTH
def test_a_column_is_moved(script: bool, visit: Visit) -> None:
    visitor = visit(ADDRESS, script=script)
    before = headings(visitor).all_inner_texts()
    visitor.page.locator("button[name=down]").first.click()
    expect(visitor.page).to_have_url(re.compile("columns="))
    after = headings(visitor).all_inner_texts()
    assert sorted(after) == sorted(before)
    assert after != before


@pytest.mark.parametrize("ending", ["tex", "bib", "md", "csv", "xlsx"])
def test_the_table_is_there_as_a_file(ending: str, visit: Visit) -> None:
    visitor = visit(ADDRESS)
    link = visitor.page.locator(f".formats a[href*='.{ending}']").first
    answer = visitor.page.request.get(link.get_attribute("href") or "")
    assert answer.status == 200
    assert len(answer.body()) > 100
