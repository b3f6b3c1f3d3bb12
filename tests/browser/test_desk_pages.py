"""What holds for every page of the desk: axe, nothing cut, wide or too small, in both themes and five languages."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.serving.site import HOST, environment, serving

from . import visiting
from .cast_of_the_desk import DOUBLE, PASSWORD, SUPERUSER
from .pages import axe
from .visiting import THEMES, Visitor

PAGES = (
    "",
    "entries/",
    "entries/?status=withdrawn",
    "entries/new/",
    "entries/lidc-idri/",
    "entries/lidc-idri/facts/",
    "entries/lidc-idri/facts/?document=000&after=modality",
    "entries/lidc-idri/facts/?field=year",
    "entries/chestx-ray14/settle/subjects/",
    "entries/kits19/status/",
    "entries/kits19/rename/",
    f"entries/kits19/merge/?other={DOUBLE}",
    "entries/kits19/split/",
    "entries/kits19/texts/fr/",
    "entries/kits19/texts/en/",
    "proposals/",
    "proposals/1/",
    "proposals/1/?act=revise",
    "suggestions/",
    "suggestions/1/",
    "changes/",
    "changes/2/",
    "texts/",
    "texts/ru/",
    "texts/zh-hans/?state=missing",
    "bulk/",
    "import/",
    "import/1/",
    "import/1/reading/",
    "import/1/texts/",
    "import/2/reading/",
    "import/texts/000/",
    "tables/",
)
# Each page in English at both widths and in both themes, and in each other language at one of them.
ENGLISH = [("en", page, width, THEMES) for page in PAGES for width in (360, 1280)]
OTHERS = [
    (language, page, (360, 1280)[(place + number) % 2], THEMES[(place // 2 + number) % 2 :][:1])
    for number, language in enumerate(("fr", "pt-br", "zh-hans", "ru"))
    for place, page in enumerate(PAGES)
]


@pytest.fixture(scope="module")
def somebody(browser: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A superuser at the desk of a site where something waits."""
    folder = tmp_path_factory.mktemp("desk")
    variables = environment(Path(shutil.copytree(seeded, folder / "data")), WEB_WORKERS="1")
    subprocess.run(
        [sys.executable, "-m", "tests.browser.cast_of_the_desk"], cwd=settings.BASE_DIR, env=variables, check=True
    )
    with (
        serving(variables, folder / "log") as server,
        visiting.visitor(browser, f"http://{HOST}:{server.port}") as visitor,
    ):
        visitor.open("/admin/login/?next=/en/desk/tables/")
        visitor.page.fill("#id_username", SUPERUSER)
        visitor.page.fill("#id_password", PASSWORD)
        visitor.page.keyboard.press("Enter")
        visitor.page.get_by_role("heading", name="Tables").wait_for()
        yield visitor


@pytest.mark.parametrize(("language", "page", "width", "themes"), [*ENGLISH, *OTHERS])
def test_a_page_of_the_desk_is_as_good_as_any(
    language: str, page: str, width: int, themes: tuple[str, ...], somebody: Visitor
) -> None:
    somebody.faults.clear()
    somebody.resize(width)
    answer = somebody.open(f"/{language}/desk/{page}")
    assert answer.status == 200
    for what in ("wide", "cut", "broken", "small"):
        assert somebody.look(what) == [], what
    for theme in themes:
        somebody.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert axe(somebody) == [], theme
    assert somebody.faults == []


def test_tab_comes_to_everything_at_the_desk(somebody: Visitor) -> None:
    # Pages that put the cursor into a field begin there.
    for page in ("", "entries/kits19/", "proposals/1/", "texts/ru/", "changes/"):
        somebody.open(f"/en/desk/{page}")
        for _ in range(somebody.page.evaluate("looking.begin()") + 2):
            somebody.page.keyboard.press("Tab")
        assert somebody.look("end") == [], page
