"""Pictures for people to look at: every kind of page in every language, width and theme; the desk at two widths.

Not collected by itself: `make screens`. What can be computed of "nothing cut, no word broken" is held on the way.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from datasets.models import LANGUAGES

from . import visiting
from .pages import KINDS, OTHERS
from .test_desk_pages import PAGES as OF_THE_DESK
from .test_desk_pages import somebody  # noqa: F401 - a fixture
from .visiting import THEMES, Visitor

FOLDER = Path(settings.BASE_DIR) / "var" / "screens"
WIDTHS = (360, 768, 1280, 1920)
WIDTHS_OF_THE_DESK = (360, 1280)


@pytest.fixture(scope="module")
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """Somebody who opens page after page."""
    with visiting.visitor(browser, site) as one:
        yield one


def named(address: str) -> str:
    """Return a name of a file for an address."""
    return re.sub(r"[^a-z0-9]+", "-", address.casefold().removeprefix("/en/")).strip("-")[:60] or "home"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("address", [*KINDS, *OTHERS])
def test_a_page_in_pictures(address: str, code: str, visitor: Visitor) -> None:
    assert pictured(visitor, address.replace("/en/", f"/{code}/", 1), FOLDER / named(address), code, WIDTHS) == {}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", OF_THE_DESK)
def test_a_page_of_the_desk_in_pictures(page: str, code: str, somebody: Visitor) -> None:  # noqa: F811
    folder = FOLDER / "desk" / named(page)
    assert pictured(somebody, f"/{code}/desk/{page}", folder, code, WIDTHS_OF_THE_DESK) == {}


def pictured(visitor: Visitor, address: str, folder: Path, code: str, widths: Iterable[int]) -> dict[int, list[str]]:
    """Take the pictures of a page; return what is cut, wide or broken on it, by width."""
    problems = {}
    folder.mkdir(parents=True, exist_ok=True)
    for width in widths:
        visitor.resize(width)
        visitor.open(address)
        for theme in THEMES:
            visitor.page.emulate_media(color_scheme=theme)
            visitor.page.screenshot(path=folder / f"{code}-{width}-{theme}.png", full_page=True)
        problems[width] = [found for what in ("wide", "cut", "narrow", "broken") for found in visitor.look(what)]
    return {width: found for width, found in problems.items() if found}
