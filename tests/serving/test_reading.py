"""What docs/reading.md shows runs as it is shown, and prints what it is shown for."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from .site import HOST, Server, environment, manage, serving_tools

PAGE = (Path(settings.BASE_DIR) / "docs/reading.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(python|sh)\n(.*?)```", PAGE, re.DOTALL)
PROGRAMS = Path(sys.executable).parent
RUN = {"python": [sys.executable], "sh": ["sh", "-e"]}
SITE = "https://datasets.example.org"
# What each example prints, in their order.
PRINTED = (
    "such as ",
    "'value': 300",
    "asked again: 304",
    "subjects_unit",
    "MR ",
    "MIMIC-CXR",
    "relation ",
    "OASIS Cross-sectional 416",
    '"name": "',
    "/v/modality/CT/ Computed tomography",
    "data sets such as ",
    "text/turtle ",
    "LIDC-IDRI",
    "@misc{lightbox_kits19,",
    " LiTS\n",
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


@pytest.fixture(scope="module")
def site(shared: Server) -> Server:
    """The server, with files to take away."""
    ended = manage(environment(shared.log.with_name("data")), "publish_dumps")
    assert ended.returncode == 0, ended.stderr
    return shared


@pytest.mark.parametrize(
    ("kind", "example", "printed"),
    [(*example, printed) for example, printed in zip(EXAMPLES, PRINTED, strict=True)],
    ids=PRINTED,
)
def test_an_example_runs(kind: str, example: str, printed: str, site: Server, tools: int, tmp_path: Path) -> None:
    script = tmp_path / f"example.{kind}"
    here = example.replace(f"{SITE}/mcp", f"http://{HOST}:{tools}/mcp").replace(SITE, f"http://{HOST}:{site.port}")
    script.write_text(here, encoding="utf-8")
    ended = subprocess.run(
        [*RUN[kind], script],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    assert printed in ended.stdout
