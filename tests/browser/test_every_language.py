"""Kinds of pages in the languages whose words are longer than the English ones, or have no spaces between."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from datasets.models import LANGUAGES

from . import visiting
from .pages import KINDS, axe
from .visiting import Visitor

TRANSLATED = [code for code in LANGUAGES if code != "en"]
WIDTHS = (360, 1280)
# What is read most; that the other kinds are marked up as well is not a matter of the language.
READ_MOST = ("/en/", "/en/datasets/", "/en/datasets/kits19/", "/en/compare/?d=kits19&d=lits")


@pytest.fixture(scope="module")
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """Somebody who opens page after page."""
    with visiting.visitor(browser, site, WIDTHS[0]) as one:
        yield one


@pytest.fixture(
    scope="module", params=[address.replace("/en/", f"/{code}/", 1) for code in TRANSLATED for address in KINDS]
)
def opened(request: pytest.FixtureRequest, visitor: Visitor) -> Visitor:
    """A page that has just been opened."""
    visitor.faults.clear()
    visitor.open(request.param)
    return visitor


@pytest.fixture(params=WIDTHS)
def drawn(request: pytest.FixtureRequest, opened: Visitor) -> Visitor:
    """A page in a window of some width."""
    opened.resize(request.param)
    return opened


def test_a_page_reports_no_error_and_asks_no_other_site(opened: Visitor) -> None:
    assert opened.faults == []


def test_no_page_is_wider_than_its_window(drawn: Visitor) -> None:
    assert drawn.look("wide") == []


def test_no_text_is_cut_off(drawn: Visitor) -> None:
    assert drawn.look("cut") + drawn.look("narrow") == []


def test_no_word_is_broken(drawn: Visitor) -> None:
    assert drawn.look("broken") == []


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("address", READ_MOST)
def test_axe_finds_nothing(address: str, code: str, visitor: Visitor) -> None:
    visitor.resize(WIDTHS[0])
    visitor.open(address.replace("/en/", f"/{code}/", 1))
    assert axe(visitor) == []
