"""What holds for every kind of page, in both themes and from the narrowest window to the widest.

The kinds are the examples of tests/views/test_addresses.py and test_pseudo_language.py: a new page needs no entry here.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from . import visiting
from .pages import VIEWS, View, axe
from .visiting import Visitor

# The most that a page may jump while it loads without anybody noticing: a fifth of what counts as good.
MOST_SHIFT = 0.02

Seen = dict[str, dict[int, list[str]]]


@pytest.fixture(scope="module")
def visitors(browser: Browser, site: str) -> Iterator[dict[int, Visitor]]:
    """By width, somebody who opens page after page."""
    with (
        visiting.visitor(browser, site, 360) as on_a_phone,
        visiting.visitor(browser, site, 1280) as at_a_desk,
    ):
        yield {360: on_a_phone, 1280: at_a_desk}


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: f"{view.address} at {view.width}")
def view(request: pytest.FixtureRequest) -> View:
    """How a page is opened."""
    found: View = request.param
    return found


@pytest.fixture(scope="module")
def opened(view: View, visitors: dict[int, Visitor]) -> Visitor:
    """A page that has just been opened."""
    visitor = visitors[view.width]
    visitor.faults.clear()
    visitor.resize(view.width)
    visitor.page.emulate_media(color_scheme="light")
    answer = visitor.open(view.address)
    assert answer.headers["content-type"].startswith("text/html"), "no page: say so in NO_PAGES"
    return visitor


@pytest.fixture(scope="module")
def seen(opened: Visitor, view: View) -> Seen:
    """What is not as it should be as the window is drawn to every width: by what was looked for and width."""
    found: Seen = {what: {} for what in ("wide", "cut", "narrow", "broken", "small")}
    for width in view.widths:
        opened.resize(width)
        for what, widths in found.items():
            # Narrower than any phone is a desk's window at 400 %: nothing may be out of it, no more is asked.
            if (width >= 360 or what == "wide") and (problems := opened.look(what)):
                widths[width] = problems
    opened.resize(view.width)
    return found


def test_a_page_reports_no_error_and_asks_no_other_site(opened: Visitor) -> None:
    assert opened.faults == []


def test_content_does_not_jump_while_it_loads(opened: Visitor) -> None:
    assert opened.page.evaluate("looking.shift()") <= MOST_SHIFT


def test_no_page_is_wider_than_its_window(seen: Seen) -> None:
    assert seen["wide"] == {}


def test_no_text_is_cut_off(seen: Seen) -> None:
    assert seen["cut"] == {}


def test_what_stands_in_an_empty_field_is_seen_whole(seen: Seen) -> None:
    assert seen["narrow"] == {}


def test_no_word_is_broken(seen: Seen) -> None:
    assert seen["broken"] == {}


def test_what_is_pressed_is_large_enough(seen: Seen) -> None:
    assert seen["small"] == {}


def test_axe_finds_nothing(opened: Visitor, view: View) -> None:
    for theme in view.themes:
        opened.page.emulate_media(color_scheme=theme)
        assert axe(opened) == [], theme


def test_nothing_is_for_the_mouse_alone(opened: Visitor) -> None:
    asked = opened.context.new_cdp_session(opened.page)
    body = asked.send("Runtime.evaluate", {"expression": "document.body"})["result"]["objectId"]
    found = asked.send("DOMDebugger.getEventListeners", {"objectId": body, "depth": -1})["listeners"]
    lost = []
    for listener in found:
        if listener["type"] in ("click", "mousedown", "pointerdown"):
            node = asked.send("DOM.resolveNode", {"backendNodeId": listener["backendNodeId"]})["object"]["objectId"]
            asking = {"functionDeclaration": "function() { return looking.mouseOnly(this) }", "returnByValue": True}
            answer = asked.send("Runtime.callFunctionOn", {"objectId": node, **asking})
            lost += filter(None, [answer["result"].get("value")])
    asked.detach()
    assert lost == []


def test_tab_comes_to_everything_in_sight_and_away(opened: Visitor) -> None:
    for _ in range(opened.page.evaluate("looking.begin()") + 2):
        opened.page.keyboard.press("Tab")
    assert opened.look("end") == []
