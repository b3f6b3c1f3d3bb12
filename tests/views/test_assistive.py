"""What only readers' helpers meet: fields that suggest, marks large enough to hit, regions that names tell apart."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")
PAGES = (
    "",
    "datasets/",
    "datasets/lidc-idri/",
    "compare/?d=kits19&d=lits",
    "overlap/?train=covidx&train=brats&test=lidc-idri&test=lits",
    "guides/",
    "which/",
    "suggest/",
    "about/",
)
# Elements that may hold what a script adds to a field: a list is no part of a line of text (HTML, 4.4.6).
BLOCKS = frozenset({"div", "form", "li", "section", "main", "header", "search", "fieldset", "nav"})
VOID = frozenset({"input", "meta", "link", "br", "hr", "img", "rect", "path", "circle", "line", "source", "wbr"})
REGIONS = frozenset({"section", "nav", "aside", "form", "search"})


class Outline(HTMLParser):
    """The fields that suggest, each with its attributes and the element around it, and the names of the regions."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.above: list[str] = []
        self.suggesting: list[tuple[dict[str, Any], str]] = []
        self.regions: Counter[tuple[str, str]] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and "data-suggest" in found:
            self.suggesting.append((found, self.above[-1]))
        if (tag in REGIONS or found.get("role") == "region") and (
            name := found.get("aria-labelledby") or found.get("aria-label")
        ):
            self.regions[found.get("role") or tag, name] += 1
        if tag not in VOID:
            self.above.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.above and self.above.pop() != tag:
            pass


@pytest.fixture(params=LANGUAGES)
def outlines(request: pytest.FixtureRequest, client: Client) -> dict[str, Outline]:
    """Pages of all sorts in one language."""
    addresses = [f"/{request.param}/{page}" for page in PAGES]
    return {address: Outline(client.get(address).content.decode()) for address in addresses}


def test_a_field_that_suggests_may_be_a_combobox_and_hold_a_list(outlines: dict[str, Outline]) -> None:
    found = [(address, *pair) for address, outline in outlines.items() for pair in outline.suggesting]
    # ARIA in HTML allows role=combobox on a text field, and not on type=search with a list attribute or elsewhere.
    assert {(address, field.get("type")) for address, field, _ in found} == {(address, "text") for address, *_ in found}
    assert [(address, above) for address, _, above in found if above not in BLOCKS] == []
    assert len(found) >= len(outlines)


def test_no_two_regions_of_a_page_have_one_name(outlines: dict[str, Outline]) -> None:
    twice = {
        address: [name for name, number in outline.regions.items() if number > 1]
        for address, outline in outlines.items()
    }
    assert {address: names for address, names in twice.items() if names} == {}
