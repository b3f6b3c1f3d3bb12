"""The pages that are looked at: an example of every kind, and more; and what axe-core finds on one."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

from tests.views.test_addresses import EXAMPLES
from tests.views.test_pseudo_language import MORE

from .visiting import THEMES, Visitor

# Names of addresses below a language, with a slash at the end, that are no pages.
NO_PAGES = {"search-suggestions"}
# The pages among the examples that every address has, by its name.
EXAMPLES_OF = {
    name: [
        address
        for address, status in examples
        if urlsplit(address).path.startswith("/en/") and urlsplit(address).path.endswith("/") and status in (200, 404)
    ]
    for name, examples in EXAMPLES.items()
    if name not in NO_PAGES
}
KINDS = [addresses[0] for addresses in EXAMPLES_OF.values() if addresses]
OTHERS = [*(address for addresses in EXAMPLES_OF.values() for address in addresses[1:]), *MORE, "/design/"]


@dataclass(frozen=True)
class View:
    """How a page is opened: its address, the width of the window, and the themes in which axe looks at it.

    Then the window is drawn to some widths.
    """

    address: str
    width: int
    themes: tuple[str, ...]
    widths: tuple[int, ...]


ON_A_PHONE, AT_A_DESK = (320, 360), (768, 1280, 1920)
# Every kind on a phone and at a desk, in both themes; what shows more of a kind is dark here or light there, in turns.
VIEWS = [
    *(View(address, 360, THEMES, ON_A_PHONE) for address in KINDS),
    *(View(address, 1280, THEMES, AT_A_DESK) for address in KINDS),
    *(View(address, 360, ("dark",), ON_A_PHONE + AT_A_DESK) for address in OTHERS[::2]),
    *(View(address, 1280, ("light",), ON_A_PHONE + AT_A_DESK) for address in OTHERS[1::2]),
]

# Every rule of axe that stands for a success criterion of WCAG 2.2 A and AA, and its best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}


def axe(visitor: Visitor) -> list[str]:
    """Return what axe-core finds on the page that is open: the rules that do not hold, and for which elements."""
    if visitor.page.evaluate("window.axe === undefined"):
        visitor.page.evaluate(f"(() => {{ {AXE_SCRIPT} }})()")
    found = visitor.page.evaluate("(options) => axe.run(document, options)", OPTIONS)
    return [
        f"{violation['id']} ({violation['impact']}): {[node['target'] for node in violation['nodes'][:4]]}"
        for violation in found["violations"]
    ]
