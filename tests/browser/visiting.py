"""Opening pages in Chromium, and noting what goes wrong while they are open."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

# How high a window of some width is.
HEIGHTS = {320: 640, 360: 740, 768: 1024, 1280: 800, 1920: 1080}
THEMES = ("light", "dark")
# No name of another machine is looked up, so that nothing leaves this one. The account may be root, as in a container.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
LOOKING = (Path(__file__).parent / "looking.js").read_text(encoding="utf-8")
SECONDS = 15


def chromium() -> str | None:
    """Return the path of the machine's Chromium, or None. The one without windows takes half the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def running(path: str) -> Iterator[Browser]:
    """Run the Chromium at `path` until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """Somebody with a browser of their own: what they open, and what went wrong meanwhile."""

    context: BrowserContext
    page: Page
    site: str
    faults: list[str] = field(default_factory=list)

    def open(self, address: str) -> Response:
        """Open an address of the site; return the answer."""
        answer = self.page.goto(address)
        assert answer is not None, address
        return answer

    def resize(self, width: int) -> None:
        """Give the window another width."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})

    def look(self, what: str) -> list[str]:
        """Return what looking.js finds."""
        found: list[str] = self.page.evaluate(f"looking.{what}()")
        return found

    def note_request(self, request: Request) -> None:
        """Note a request to another site."""
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(f"{self.site}/"):
            self.faults.append(f"{self.page.url} asks {request.url}")

    def note_response(self, response: Response) -> None:
        """Note what a page needs and does not get; the page itself may be one that refuses."""
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{self.page.url}: {response.url} is answered with {response.status}")

    def note_message(self, kind: str, text: str) -> None:
        """Note an error in the console; what is not there is noted with its address by note_response."""
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.faults.append(f"{self.page.url}: {text}")


@contextmanager
def visitor(
    browser: Browser, site: str, width: int = 1280, *, script: bool = True, dark: bool = False
) -> Iterator[Visitor]:
    """Give somebody with an empty browser with a window of this width, until the end of the block."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
        locale="en",
    )
    context.set_default_timeout(SECONDS * 1000)
    context.add_init_script(LOOKING)
    page = context.new_page()
    one = Visitor(context, page, site)
    page.on("request", one.note_request)
    page.on("response", one.note_response)
    page.on("pageerror", lambda error: one.faults.append(f"{page.url}: {error}"))
    page.on("console", lambda said: one.note_message(said.type, said.text))
    try:
        yield one
    finally:
        context.close()
