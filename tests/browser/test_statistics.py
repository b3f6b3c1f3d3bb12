"""Statistics: figures lead to lists, and their data are files."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit

BOTH = pytest.mark.parametrize("script", [True, False])


@BOTH
def test_a_cell_leads_to_its_list(script: bool, visit: Visit) -> None:
    visitor = visit("/en/statistics/", script=script)
    cell = visitor.page.locator("main a[href*='modality='][href*='anatomy=']").first
    cell.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"/datasets/\?.*anatomy="))


def test_the_data_of_every_figure_are_there(visit: Visit) -> None:
    visitor = visit("/en/statistics/")
    files = visitor.page.locator("main a[href$='.csv']").evaluate_all("(links) => links.map((one) => one.href)")
    assert files
    assert [visitor.page.request.get(one).status for one in set(files)] == [200] * len(set(files))
