"""How high the pages of all entries are, in screens, on a desktop and on a phone.

    .venv/bin/python -m bench.heights http://127.0.0.1:8000

Asks a running site for its entries and opens each page in Chromium, as tests/browser does. A screen is 800 px high at
1280, and 844 at 390. Ends with 1 where the median entry takes more than 3 screens at 1280, or one takes more than 5.
"""

import json
import os
import shutil
import sys
from statistics import median
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

# Width and height of a screen in pixels.
SCREENS = ((1280, 800), (390, 844))
# The most screens at the first width: of the median entry, and of the highest.
MEDIAN, HIGHEST = 3, 5


def slugs(site: str) -> list[str]:
    """Return the slugs of all entries of the site at this address."""
    found: list[str] = []
    address: str | None = f"{site}/api/v1/datasets/?page_size=100"
    while address:
        with urlopen(address) as answer:  # noqa: S310 - the address is the caller's own
            page = json.load(answer)
        found += [item["slug"] for item in page["results"]]
        address = page["next"]
    return found


def heights(site: str, entries: list[str]) -> dict[int, dict[str, float]]:
    """Return by width and slug how many screens each page takes."""
    found: dict[int, dict[str, float]] = {}
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for width, height in SCREENS:
            page = opened.new_page(viewport={"width": width, "height": height})
            found[width] = {}
            for slug in entries:
                page.goto(f"{site}/en/datasets/{slug}/")
                found[width][slug] = page.evaluate("document.documentElement.scrollHeight") / height
        opened.close()
    return found


def main(site: str) -> int:
    """Print the heights; return 1 where they are more than they may be."""
    site = site.rstrip("/")
    found = heights(site, slugs(site))
    for width, screens in found.items():
        order = sorted(screens, key=screens.__getitem__)
        sys.stdout.write(f"{width} px: median {median(screens.values()):.2f} screens of {len(screens)} entries\n")
        for slug in (order[0], *order[-5:]):
            sys.stdout.write(f"  {screens[slug]:5.2f} {slug}\n")
    first = found[SCREENS[0][0]].values()
    return int(median(first) > MEDIAN or max(first) > HIGHEST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
