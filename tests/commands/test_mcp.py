"""manage.py mcp: a client of the official SDK lists and calls every tool, over stdio and over HTTP."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from django.conf import settings
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

from datasets.assistants.server import MOST_BODY
from datasets.assistants.tools import TOOLS
from tests.assistants.test_tools import CALLS
from tests.serving.site import HOST, environment, serving_tools

pytestmark = pytest.mark.one_database

COMMAND = [str(Path(settings.BASE_DIR) / "manage.py"), "mcp"]


async def used(server: Any, mode: str) -> None:
    """List and call every tool, and read an entry, as a client does; also what there is not."""
    async with Client(server, mode=mode) as client:
        listed = await client.list_tools()
        assert {tool.name for tool in listed.tools} == TOOLS.keys()
        for tool in listed.tools:
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is True
            # The client holds what is given against the tool's schema.
            result = await client.call_tool(tool.name, CALLS[tool.name])
            assert result.is_error is False
            assert result.structured_content
        refused = await client.call_tool("get", {"slug": "no-such-entry"})
        assert refused.is_error is True
        assert refused.content[0].text.startswith("slug: There is no such entry.")
        with pytest.raises(MCPError, match="There is no tool “drop”"):
            await client.call_tool("drop", {})
        [template] = (await client.list_resource_templates()).resource_templates
        [page] = (await client.read_resource(template.uri_template.replace("{slug}", "kits19"))).contents
        assert page.text.startswith("# KiTS19\n")
        with pytest.raises(MCPError, match="There is no such resource"):
            await client.read_resource("lightbox://dataset/no-such-entry")


def test_every_tool_answers_over_stdio(seeded: Path) -> None:
    server = StdioServerParameters(command=sys.executable, args=COMMAND, env=environment(seeded))
    anyio.run(used, server, "auto")


@pytest.fixture(scope="module")
def address(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the tools over HTTP."""
    with serving_tools(environment(seeded), tmp_path_factory.mktemp("mcp") / "log") as port:
        yield f"http://{HOST}:{port}/mcp"


def sent(address: str, data: bytes | None = None, **headers: str) -> int:
    """Return the status of the answer to a request: a POST where there are data."""
    types = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    request = urllib.request.Request(address, data, types | headers)  # noqa: S310 - the test's own server
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_answers_over_http(mode: str, address: str) -> None:
    anyio.run(used, address, mode)


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (b"{}", {"Host": "evil.example"}, 421),
        (b"{}", {"Origin": "https://evil.example"}, 403),
        (b" " * (MOST_BODY + 1), {}, 413),
        (b"{}", {"Content-Type": "text/plain"}, 400),
        (b"no JSON", {}, 400),
        # A stream to listen on is not offered.
        (None, {}, 405),
    ],
)
def test_what_is_no_request_of_a_client_is_refused(
    data: bytes | None, headers: dict[str, str], status: int, address: str
) -> None:
    assert sent(address, data, **headers) == status


def test_without_the_sdk_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['mcp.server.lowlevel'] = None\n")
    ended = subprocess.run(
        [sys.executable, *COMMAND],
        env={**environment(tmp_path), "PYTHONPATH": os.pathsep.join([str(tmp_path)])},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "pip install" in ended.stderr
