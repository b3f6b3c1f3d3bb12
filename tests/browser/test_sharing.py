"""The share menu: open it, copy the link, and nothing is cut or out of the window."""

import pytest

from .conftest import Visit
from .pages import axe
from .visiting import THEMES

PAGES = ("/en/datasets/kits19/", "/fr/compare/?d=kits19&d=lits", "/ru/overlap/?train=covidx&test=lidc-idri")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_the_open_menu_is_seen_whole(address: str, width: int, visit: Visit) -> None:
    visitor = visit(address, width)
    visitor.page.click("details.share > summary")
    for what in ("wide", "cut", "broken", "small"):
        assert visitor.look(what) == [], what
    for theme in THEMES:
        visitor.page.emulate_media(color_scheme=theme)
        assert axe(visitor) == [], theme
    assert visitor.faults == []


def test_the_link_is_copied_at_once(visit: Visit) -> None:
    visitor = visit("/en/datasets/kits19/")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.click("details.share > summary")
    visitor.page.click("[data-copies]")
    visitor.page.wait_for_function("document.querySelector('[data-copies]').textContent === 'Copied'")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == f"{visitor.site}/d/kits19/"


def test_without_script_the_link_stands_in_a_field(visit: Visit) -> None:
    visitor = visit("/en/datasets/kits19/", script=False)
    visitor.page.click("details.share > summary")
    assert visitor.page.input_value("#share-link") == f"{visitor.site}/d/kits19/"
    assert visitor.page.locator("[data-copies]").is_hidden()
