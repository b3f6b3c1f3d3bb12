"""What docs/operations.md shows works as it is shown: the files for nginx, systemd and the shell, and the commands."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import anyio
import pytest
from django.conf import settings
from django.core.management import get_commands
from mcp.client.client import Client

from bench.serving import free_port
from bench.slow import nginx_configuration
from directory import environment as declared

from .site import HOST, Server, environment, serving, serving_tools

PAGE = (Path(settings.BASE_DIR) / "docs/operations.md").read_text(encoding="utf-8")
SITE = "datasets.example.org"


def shown(language: str) -> list[str]:
    """Return the blocks of the page in a language, such as nginx."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def settings_shown() -> dict[str, str]:
    """Return the environment that the page sets."""
    [block] = shown("ini")
    pairs = [line.partition("=") for line in block.splitlines()]
    return {name: value.strip("'") for name, _, value in pairs}


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs Debian's nginx, which .ci/run installs")
def test_the_site_answers_behind_nginx_as_it_is_set_up(data: Path, tmp_path: Path) -> None:
    names = settings_shown()
    site = environment(data, **{name: names[name] for name in ("ALLOWED_HOSTS", "SITE_URL", "HTTPS")})
    with serving(site, tmp_path / "log") as behind:
        port = free_port()
        file = tmp_path / "nginx.conf"
        file.write_text(nginx_configuration(port, behind.port, tmp_path), encoding="utf-8")
        # TLS is ended in front of it here: the test brings no certificate.
        file.write_text(file.read_text().replace("$scheme", "https"))
        process = subprocess.Popen(["nginx", "-c", str(file)], stderr=subprocess.DEVNULL)
        front = Server(process, port, tmp_path / "error.log", behind.file)
        try:
            front.until("/healthz", 200)
            page = front.ask("/en/datasets/kits19/", Host=SITE)
            assert page.status == 200
            assert f"https://{SITE}/en/datasets/kits19/" in page.body.decode()
            assert front.ask("/static/lightbox.svg", Host=SITE).status == 200
            assert front.ask("/en/", Host="elsewhere.example").status == 400
            assert front.ask(f"/en/datasets/?q={'a' * 17_000}", Host=SITE).status == 414
            assert b"This request is too large" in front.ask(f"/en/datasets/?q={'a' * 17_000}", Host=SITE).body
            # Without what nginx passes on the site would lead to TLS for ever.
            assert behind.ask("/en/", Host=SITE).status == 301
            assert behind.ask("/en/", Host=SITE, **{"X-Forwarded-Proto": "https"}).status == 200
        finally:
            process.terminate()
            process.wait(30)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs Debian's nginx, which .ci/run installs")
def test_assistants_are_answered_behind_nginx_as_it_is_set_up(seeded: Path, tmp_path: Path) -> None:
    names = settings_shown()
    site = environment(seeded, **{name: names[name] for name in ("ALLOWED_HOSTS", "SITE_URL", "HTTPS", "PROXIES")})
    with serving_tools(site, tmp_path / "log") as behind:
        port = free_port()
        file = tmp_path / "nginx.conf"
        [tools] = [block for block in shown("nginx") if "location = /mcp" in block]
        shown_whole = nginx_configuration(port, behind, tmp_path).replace(
            "    location / {", f"{tools}    location / {{"
        )
        file.write_text(shown_whole.replace("127.0.0.1:8001", f"{HOST}:{behind}"), encoding="utf-8")
        log = tmp_path / "error.log"
        with log.open("ab") as errors:
            process = subprocess.Popen(["nginx", "-c", str(file)], stderr=subprocess.DEVNULL)
        try:
            Server(process, port, log, errors).until("/mcp", 405)
            anyio.run(said_of_kits19, f"http://{HOST}:{port}/mcp")
        finally:
            process.terminate()
            process.wait(30)


async def said_of_kits19(address: str) -> None:
    """Ask for an entry, as an assistant does: its addresses are the site's own."""
    async with Client(address) as client:
        result = await client.call_tool("get", {"slug": "kits19"})
        assert f"<https://{SITE}/d/kits19/>" in result.content[0].text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_the_services_are_sound(tmp_path: Path) -> None:
    names = ("lightbox.service", "lightbox-links.service", "lightbox-links.timer", "lightbox-mcp.service")
    files = [tmp_path / name for name in names]
    for file, unit in zip(files, shown("systemd"), strict=True):
        for program in ("/srv/lightbox/.venv/bin/", "/usr/local/bin/"):
            unit = unit.replace(program, "/bin/true ")
        file.write_text(unit, encoding="utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert [line for line in verified.stderr.splitlines() if "lightbox" in line] == []
    assert verified.returncode == 0


def test_the_settings_are_known_and_pass_the_check(tmp_path: Path) -> None:
    names = settings_shown()
    assert names.keys() <= {variable.name for variable in declared.VARIABLES}
    assert names["DATABASE_URL"].startswith("postgres://")
    file, script = tmp_path / "environment", tmp_path / "lightbox"
    [block] = shown("ini")
    file.write_text(block.replace("/var/lib/lightbox", str(tmp_path)) + "DATABASE_URL=''\n", encoding="utf-8")
    [wrapper] = [block for block in shown("sh") if block.startswith("#!")]
    for old, new in (
        ("/etc/lightbox/environment", str(file)),
        ("/srv/lightbox", str(settings.BASE_DIR)),
        ("/usr/sbin/runuser -u lightbox -- ", ""),
        (".venv/bin/python", sys.executable),
    ):
        assert old in wrapper
        wrapper = wrapper.replace(old, new)
    script.write_text(wrapper, encoding="utf-8")
    plain = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    checked = subprocess.run(["sh", str(script), "check"], env=plain, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs Debian's curl and jq")
@pytest.mark.parametrize(
    ("train", "test", "passes"),
    [
        ("KiTS19\nBraTS\n", "- MURA\n", True),
        ("KiTS19\nCOVIDx\n", "- LIDC-IDRI\n", False),
        ("KiTS19\nKiTS20\n", "- MURA\n", False),
        ("", "- MURA\n", False),
    ],
)
def test_the_step_of_a_ci_job_stops_at_an_overlap(
    train: str, test: str, passes: bool, shared: Server, tmp_path: Path
) -> None:
    [step] = shown("yaml")
    script = textwrap.dedent(step.partition("run: |\n")[2])
    (tmp_path / "data").mkdir()
    (tmp_path / "data/train.txt").write_text(train, encoding="utf-8")
    (tmp_path / "data/test.txt").write_text(test, encoding="utf-8")
    address = {**os.environ, "LIGHTBOX": f"http://{HOST}:{shared.port}"}
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=address, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is passes, done.stderr


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"(?:manage\.py|`lightbox|^lightbox) ([a-z_]+)", PAGE, re.MULTILINE))
    assert len(named) > 8
    assert named <= get_commands().keys()


def test_every_log_line_that_is_explained_is_written_somewhere() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("datasets", "directory")
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py")
    )
    lines = re.findall(r"^\| `([A-Z][^`]*?)(?: …|…)", PAGE.partition("## Watching")[2], re.MULTILINE)
    assert len(lines) >= 3
    for line in lines:
        assert line.rstrip(" :(") in code, line


def test_the_page_names_every_health_address() -> None:
    assert "/healthz" in PAGE
    assert "/readyz" in PAGE
    assert HOST in PAGE
