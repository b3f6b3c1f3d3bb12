"""A site with a web server of its own, one Chromium for all tests here, and visitors with windows of some width."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.serving.site import HOST, environment, serving

from . import visiting
from .visiting import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of Chromium. Tests that go without are told of in the end (tests/conftest.py); in CI they fail."""
    path = visiting.chromium()
    if path is not None:
        return path
    told = "there is no Chromium; install it (apt-get install chromium-headless-shell), or say where it is by CHROMIUM"
    if os.environ.get("LIGHTBOX_BROWSER") == "required":
        pytest.fail(told)
    pytest.skip(told)


@pytest.fixture(scope="package")
def site(chromium: str, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site as `make run` serves it."""
    folder = tmp_path_factory.mktemp("browser")
    data = Path(shutil.copytree(seeded, folder / "data"))
    with serving(environment(data, WEB_WORKERS="2"), folder / "log") as server:
        yield f"http://{HOST}:{server.port}"


@pytest.fixture(scope="package")
def browser(chromium: str, site: str) -> Iterator[Browser]:
    """Chromium. It is closed with the last test here: Django reads no database beside the event loop that it brings."""
    with visiting.running(chromium) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Give visitors with windows of their own. In the end nothing may have gone wrong on any page that they opened."""
    visitors = []
    with ExitStack() as stack:

        def come(address: str, width: int = 1280, *, script: bool = True, dark: bool = False) -> Visitor:
            one = stack.enter_context(visiting.visitor(browser, site, width, script=script, dark=dark))
            visitors.append(one)
            one.open(address)
            return one

        yield come
    assert [fault for one in visitors for fault in one.faults] == []
