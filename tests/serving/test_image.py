"""The Dockerfile, without an engine: what it copies is there, is let through, and is all that the site needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from .site import environment, serving

ROOT = Path(settings.BASE_DIR)
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LET_THROUGH = {
    line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
}


def copied() -> list[str]:
    """Return what is copied from the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()]


def test_what_is_copied_is_let_through_and_nothing_else() -> None:
    assert set(copied()) == LET_THROUGH
    assert all((ROOT / name).exists() for name in copied())


def test_the_files_of_the_image_are_enough(tmp_path: Path) -> None:
    """Every step of the image's start, and the commands of the README, with the copied files alone."""
    image = tmp_path / "image"
    for name in copied():
        target = image / name
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-r", str(ROOT / name), str(target)], check=True)
    site = environment(tmp_path / "data", DJANGO_SETTINGS_MODULE="directory.settings")
    start = re.search(r'CMD \["sh", "-c", "(.*?)"\]', DOCKERFILE)
    assert start is not None
    steps = [step.split()[1:] for step in start[1].split(" && ") if step.startswith("python ")]
    assert [step[1] for step in steps] == ["migrate", "seed", "collectstatic"]
    for step in [*steps, ["manage.py", "judge"], ["manage.py", "check_catalogue"], ["manage.py", "reindex"]]:
        ended = subprocess.run(
            [sys.executable, *step], cwd=image, env=site, check=False, capture_output=True, text=True
        )
        assert ended.returncode == 0, (step, ended.stderr)


@pytest.mark.parametrize("tls", ["0", "1"])
def test_the_health_check_asks_what_tells_the_truth(tls: str, data: Path, tmp_path: Path) -> None:
    found = re.search(r"^HEALTHCHECK .*?CMD (.+)$", DOCKERFILE, re.MULTILINE)
    assert found is not None
    command = found[1].replace("python ", f"{sys.executable} ", 1)
    with serving(environment(data, HTTPS=tls), tmp_path / "log") as server:
        variables = {**os.environ, "PORT": str(server.port)}
        assert subprocess.run(["sh", "-c", command], env=variables, check=False).returncode == 0
    gone = subprocess.run(["sh", "-c", command], env=variables, check=False, stderr=subprocess.DEVNULL)
    assert gone.returncode != 0
