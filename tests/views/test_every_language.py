"""Every page of the site in every language: the right `lang`, and no word of the interface left in English."""

import itertools
import re
from collections.abc import Iterator

import polib
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from datasets.models import LANGUAGES
from datasets.words.texts import bcp47

from .reading import Element, Page
from .test_languages import CYRILLIC, IDEOGRAPH, in_language, said, tag_of

TRANSLATED = [code for code in LANGUAGES if code != "en"]
FOLDERS = {"pt-br": "pt_BR", "zh-hans": "zh_Hans"}
# What is written does not depend on the database: these thousands of pages are walked on one of them.
pytestmark = pytest.mark.django_db

# Pages that every entry has besides its own, hundreds of one make: each is read in one of the languages, in turns.
BESIDES = re.compile(r"/en/datasets/[^/]+/(?:history|evidence)/")

# Fewer letters say too little: "API", "or".
SHORTEST = 5


def left_in_english(code: str) -> frozenset[str]:
    """Return the messages that must not stand on a page in this language: those that are said differently there."""
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / FOLDERS.get(code, code) / "LC_MESSAGES" / "django.po"))
    return frozenset(
        entry.msgid
        for entry in catalogue
        if entry.msgstr not in ("", entry.msgid) and "%" not in entry.msgid and len(entry.msgid) >= SHORTEST
    )


@pytest.fixture(scope="module", params=TRANSLATED)
def pages(
    request: pytest.FixtureRequest, site: dict[str, Page], django_db_blocker: DjangoDbBlocker
) -> tuple[str, dict[str, Page]]:
    """A language, and the pages of the site in it by their addresses."""
    client, found = Client(), {}
    turn = itertools.cycle(TRANSLATED)
    with django_db_blocker.unblock():
        for address in site:
            if address.startswith("/en/") and (not BESIDES.match(address) or next(turn) == request.param):
                there = in_language(address, request.param)
                response = client.get(there)
                assert response.status_code == 200, there
                found[there] = Page(response.content.decode("utf-8"))
    return request.param, found


def in_the_pages_language(page: Page, code: str) -> Iterator[tuple[Element, str]]:
    """Yield the texts that are not marked as being in another language than the page's."""
    for element, text in said(page):
        if tag_of(element) in ("", bcp47(code)) and text.strip():
            yield element, text.strip()


def programs(element: Element) -> bool:
    """Tell whether a text is a program's word, which stays as it is in every language."""
    return any(one.get("translate") == "no" for one in (element, *element.above()))


def test_every_page_is_there(pages: tuple[str, dict[str, Page]], site: dict[str, Page]) -> None:
    code, found = pages
    assert len(found) >= sum(address.startswith("/en/") and not BESIDES.match(address) for address in site) > 300
    assert any(BESIDES.match(address.replace(f"/{code}/", "/en/", 1)) for address in found)
    for address, page in found.items():
        assert page.problems == [], address
        assert page.one("html")["lang"] == bcp47(code), address
        assert page.one("nav", class_="languages").one(**{"aria-current": "true"})["lang"] == bcp47(code), address


def test_no_message_is_left_in_english(pages: tuple[str, dict[str, Page]]) -> None:
    code, found = pages
    english = left_in_english(code)
    assert len(english) > 250
    left = {}
    for address, page in found.items():
        names = {page.one("h1").text}
        # What is quoted or printed is the documents', and what is typed is for the program.
        shown = {
            text
            for element, text in in_the_pages_language(page, code)
            if element.tag not in ("q", "code") and element.get("class") != "printed" and not programs(element)
        }
        if words := shown & english - names:
            left[address] = words
    assert not left


def test_text_in_another_script_is_marked(pages: tuple[str, dict[str, Page]]) -> None:
    code, found = pages
    scripts = {"zh-hans": IDEOGRAPH, "ru": CYRILLIC}
    for address, page in found.items():
        for element, text in in_the_pages_language(page, code):
            for other, script in scripts.items():
                if other != code and element.tag != "code":
                    assert not re.search(script, text), (address, text)
