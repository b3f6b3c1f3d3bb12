"""The form by which visitors suggest something, with script and without."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit


@pytest.mark.parametrize("script", [True, False])
def test_a_visitor_suggests_a_correction_of_an_entry(script: bool, visit: Visit) -> None:
    visitor = visit("/en/datasets/kits19/", script=script)
    visitor.page.get_by_role("link", name="Suggest a correction").first.click()
    visitor.page.get_by_role("main").locator("textarea").first.fill(f"Seen in a browser, script {script}.")
    visitor.page.get_by_role("button", name="Send").click()
    expect(visitor.page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()


def test_an_empty_suggestion_comes_back_with_what_to_do_at_its_field(visit: Visit) -> None:
    visitor = visit("/fr/suggest/?dataset=kits19", script=False)
    text = visitor.page.get_by_role("main").locator("textarea").first
    text.fill(" " * 20)
    visitor.page.locator("form.suggest button").click()
    expect(text).to_have_attribute("aria-invalid", "true")
    described = (text.get_attribute("aria-describedby") or "").split()
    assert any(re.search(r"\w", visitor.page.locator(f"#{one}").inner_text()) for one in described)
