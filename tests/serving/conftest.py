"""Sites with the real catalogue, each with a web server of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import Server, environment, prepare, serving


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site on SQLite as `make run` leaves it. Do not change it: copy it."""
    data = tmp_path_factory.mktemp("seeded")
    prepare(environment(data))
    return data


@pytest.fixture
def data(seeded: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(seeded, tmp_path / "data"))


@pytest.fixture(scope="module")
def shared(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that a module's tests share: they ask it, and leave its data as they are."""
    folder = tmp_path_factory.mktemp("shared")
    data = Path(shutil.copytree(seeded, folder / "data"))
    with serving(environment(data, WEB_WORKERS="2"), folder / "log") as server:
        yield server
