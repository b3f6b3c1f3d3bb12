"""What docs/reading.md shows runs as it is shown, and prints what it is shown for."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from .site import HOST, Server, environment, serving_tools

pytestmark = pytest.mark.one_database

PAGE = (Path(settings.BASE_DIR) / "docs/reading.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SITE = "https://datasets.example.org"
# What each example prints, in their order.
PRINTED = (
    "such as ",
    "'value': 300",
    "| Field | [KiTS19](",
    "Whether the training data (KiTS19) and the test data (LiTS) overlap was checked",
)


@pytest.fixture(scope="module")
def tools(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port at which the tools for assistants answer."""
    folder = tmp_path_factory.mktemp("tools")
    data = Path(shutil.copytree(seeded, folder / "data"))
    with serving_tools(environment(data), folder / "log") as port:
        yield port


@pytest.mark.parametrize(("example", "printed"), list(zip(EXAMPLES, PRINTED, strict=True)))
def test_an_example_runs(example: str, printed: str, shared: Server, tools: int, tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    here = example.replace(f"{SITE}/mcp", f"http://{HOST}:{tools}/mcp").replace(SITE, f"http://{HOST}:{shared.port}")
    script.write_text(here, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert printed in ended.stdout
