"""Open the site in Chromium: `python -m tests.browser.run [--output DIR]`.

Ends with 1 if a page is not as it should be.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from bench import serving

ROOT = serving.ROOT
LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")
WIDTHS = {360: 740, 1280: 900}
THEMES = ("light", "dark")
PAGES = {
    "home": "/",
    "list": "/datasets/?q=CT&modality=CT",
    "dataset": "/datasets/chestx-ray14/",
    "comparison": "/compare/?d=brats&d=tcga-gbm&d=brain-mri-segmentation&d=chestx-ray14",
    "guide": "/guides/brain-tumours/",
    "choice": "/which/?use_case=pneumonia-detection&budget=10GB&speed=50",
    "help": "/search-help/",
    "about": "/about/",
}
BROWSER_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

# Elements whose own box cuts off some of their text, but for what scrolls on purpose and what only screen readers see.
CUT = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  const hides = ["hidden", "clip"].includes(style.overflowX) || style.textOverflow === "ellipsis";
  const aloud = element.closest(".visually-hidden, svg, option") || style.clipPath === "inset(50%)";
  const seen = element.getClientRects().length && !aloud;
  return hides && seen && element.scrollWidth > element.clientWidth + 1 && element.textContent.trim();
}).map((element) => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`)"""


# What stands in an empty field that is too narrow for it, and navigation that would have to be pushed sideways.
NARROW = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const fields = [...document.querySelectorAll("input[placeholder]")].filter((field) => {
    if (!field.getClientRects().length) return false;
    const style = getComputedStyle(field), shown = getComputedStyle(field, "::placeholder");
    pen.font = `${shown.fontSize} ${shown.fontFamily}`;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return pen.measureText(field.placeholder).width > room + 1;
  });
  const lists = [...document.querySelectorAll("header nav ul")];
  const pushed = lists.filter((list) => list.scrollWidth > list.clientWidth + 1);
  return [...fields.map((field) => field.placeholder), ...pushed.map((list) => list.textContent.trim().slice(0, 60))];
}"""


# Tiles with a gap between their lines: one that is higher than its text keeps the room below it.
LOOSE = """() => [...document.querySelectorAll(".tiles a")].filter((tile) => {
  const boxes = [...tile.children].map((part) => part.getBoundingClientRect());
  return boxes.some((box, i) => i && box.top - Math.max(...boxes.slice(0, i).map((above) => above.bottom)) > 8);
}).map((tile) => tile.textContent.trim().replace(/\\s+/g, " "))"""


# How far content has jumped since the page began (https://web.dev/articles/cls), and the most that goes unnoticed.
SHIFT = """() => new Promise((tell) => {
  let sum = 0;
  const add = (list) => { for (const entry of list.getEntries()) sum += entry.value; };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => tell(sum), 100);
})"""
MOST_SHIFT = 0.02
# A line of the header is as high as a button with the space around it, in pixels.
HEADER = "() => document.querySelector('header.site').getBoundingClientRect().height"
MOST_HEADER = 110


def main() -> int:
    """Run everything; return 0 if all is as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.run", description="Open the site in Chromium.")
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "screens", help="where the pictures go")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        parser.error("there is no Chromium: install it, or say where it is by CHROMIUM")
    options.output.mkdir(parents=True, exist_ok=True)
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(BROWSER_OPTIONS))
        problems = [*pictures(browser, address, options.output), *scripts(browser, address)]
        browser.close()
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    pages = len(LANGUAGES) * len(WIDTHS) * len(THEMES) * len(PAGES)
    sys.stdout.write(f"{pages} pages in {options.output}; {len(problems)} problems\n")
    return int(bool(problems))


@contextmanager
def site() -> Iterator[str]:
    """Serve a freshly seeded site; give its address."""
    with tempfile.TemporaryDirectory(prefix="lightbox-browser-") as folder:
        python = os.environ.get("LIGHTBOX_PYTHON", sys.executable)
        port = serving.free_port()
        environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "directory.settings", "DATA_DIR": folder, "DATABASE_URL": "",
            "ALLOWED_HOSTS": serving.HOST, "HOST": serving.HOST, "PORT": str(port), "SITE_URL": "", "DEBUG": "0",
            "HTTPS": "0",
        }  # fmt: skip
        for command in (("migrate", "--no-input"), ("seed",), ("collectstatic", "--no-input")):
            subprocess.run(
                [python, "manage.py", *command, "--verbosity", "0"], cwd=ROOT, env=environment, check=True,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
        command = [python, "-m", "gunicorn", "--config", "directory/gunicorn.py"]
        with serving.server(command, environment, port, "/en/", Path(folder) / "server.log"):
            yield f"http://{serving.HOST}:{port}"


def opened(browser: Browser, address: str, width: int, theme: str, problems: list[str]) -> Page:
    """Return a new page of some width and theme that notes errors and requests to other hosts."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    own = urlsplit(address).netloc

    def note(url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != own:
            problems.append(f"{page.url}: asks {url}")

    page.on("request", lambda request: note(request.url))
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("console", lambda said: problems.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    return page


def pictures(browser: Browser, address: str, output: Path) -> list[str]:
    """Take a picture of every page in every language, width and theme; return what overflows or is cut."""
    problems: list[str] = []
    for width in WIDTHS:
        for theme in THEMES:
            page = opened(browser, address, width, theme, problems)
            for language in LANGUAGES:
                for name, path in PAGES.items():
                    page.goto(f"{address}/{language}{path}")
                    here = f"{language} {name} at {width} pixels, {theme}"
                    wide = int(page.evaluate("document.documentElement.scrollWidth"))
                    if wide > width:
                        problems.append(f"{here}: is {wide} pixels wide")
                    shift = float(page.evaluate(SHIFT))
                    if shift > MOST_SHIFT:
                        problems.append(f"{here}: content jumps by {shift:.3f}")
                    if page.evaluate(HEADER) > MOST_HEADER:
                        problems.append(f"{here}: the header has more than two lines")
                    problems += [f"{here}: cut: {cut}" for script in (CUT, NARROW) for cut in page.evaluate(script)]
                    problems += [f"{here}: a gap in the tile {tile}" for tile in page.evaluate(LOOSE)]
                    page.screenshot(path=output / f"{name}-{language}-{width}-{theme}.png")
            page.context.close()
    return problems


def scripts(browser: Browser, address: str) -> list[str]:
    """Try what scripts add; return what does not work."""
    problems: list[str] = []
    page = opened(browser, address, 1280, "light", problems)

    def expect(holds: bool, what: str) -> None:
        if not holds:
            problems.append(f"{page.url}: {what}")

    page.goto(f"{address}/fr/")
    page.locator("#q").press_sequentially("rei", delay=30)
    page.locator("[role=option]").first.wait_for()
    expect("Rein" in " ".join(page.locator("[role=option]").all_inner_texts()), "“rei” does not suggest Rein")
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#q", "aria-activedescendant")
    expect(bool(chosen and page.locator(f"#{chosen}").count()), "an arrow key chooses no suggestion")
    page.keyboard.press("Escape")
    expect(not page.locator("[role=listbox]").first.is_visible(), "Escape does not close the suggestions")

    page.goto(f"{address}/en/datasets/")
    before = page.locator(".total").inner_text()
    page.evaluate("window.stayed = true")
    page.locator(".facet a[href*='modality=CT']").first.click()
    page.wait_for_url("**modality=CT**")
    page.wait_for_function("(text) => document.querySelector('.total').textContent !== text", arg=before)
    expect(bool(page.evaluate("window.stayed")), "a facet loads the whole page")
    expect(page.evaluate("document.activeElement !== document.body"), "the focus is lost when the list changes")
    page.go_back()
    page.wait_for_function("(text) => document.querySelector('.total').innerText === text", arg=before)

    page.goto(f"{address}/en/compare/?d=brats&d=tcga-gbm")
    page.locator("main input[data-suggest]").first.press_sequentially("kits", delay=30)
    page.locator("main [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**d=kits19**")
    expect("KiTS19" in page.locator("h1").inner_text(), "a suggested dataset is not added to the comparison")
    page.context.close()
    return problems


if __name__ == "__main__":
    sys.exit(main())
