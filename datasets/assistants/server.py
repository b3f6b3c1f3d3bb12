"""The tools by the Model Context Protocol (https://modelcontextprotocol.io): over stdio, and over HTTP beside the site.

The only module that needs the official SDK (the extra `mcp`). Nothing is written and nothing is kept of a client:
each request over HTTP stands alone. A tool asks the database, so it runs in a thread.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import anyio
import mcp_types as types
import uvicorn
from anyio import to_thread
from django.conf import settings
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from datasets.api.document import VERSION
from datasets.web.addresses import hosts
from datasets.words.asked import is_slug

from .markdown import MEDIA_TYPE
from .tools import PATH, TOOLS, page

INSTRUCTIONS = (
    "Lightbox is a directory of medical imaging datasets. Every fact is stated by a document; what is null or missing "
    "is unknown, which is not “no”. A name that search does not know (`absent`) is not in the catalogue: say so "
    "instead of guessing. Give the lasting address /d/<slug>/ of what you name."
)
RESOURCE = "lightbox://dataset/"
# Bytes of a request: the longest arguments are two lists of names for a leakage check.
MOST_BODY = 200_000
# Tools that run at a time, and clients that are attended to; who comes on top is told to come back (503).
THREADS, CLIENTS = 8, 100
# Names of this machine, at which it may always be asked.
LOCAL = ("127.0.0.1", "localhost", "[::1]")


def server() -> Server[Any]:
    """Return the server with its tools and resources."""
    threads: list[anyio.CapacityLimiter] = []

    async def apart(call: Callable[[], Any]) -> Any:
        """Run what asks the database in a thread, a few at a time."""
        if not threads:
            threads.append(anyio.CapacityLimiter(THREADS))
        return await to_thread.run_sync(call, limiter=threads[0])

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(name) for name in TOOLS])

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(
                types.INVALID_PARAMS, f"There is no tool “{params.name[:60]}”. Use one of {', '.join(TOOLS)}."
            )
        result = await apart(lambda: tool.answer(params.arguments or {}, _client(context)))
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=result.text)],
            structured_content=result.data,
            is_error=result.is_error,
        )

    async def list_templates(_context: Any, _params: Any) -> types.ListResourceTemplatesResult:
        entry = types.ResourceTemplate(
            uri_template=f"{RESOURCE}{{slug}}",
            name="dataset",
            title="One entry",
            description="The page of an entry, as Markdown.",
            mime_type=MEDIA_TYPE,
        )
        return types.ListResourceTemplatesResult(resource_templates=[entry])

    async def read_resource(context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(params.uri)
        slug = uri.removeprefix(RESOURCE)
        answer = await apart(lambda: page(slug, client=_client(context))) if is_slug(slug) else None
        if answer is None or answer.is_refusal:
            raise MCPError(types.INVALID_PARAMS, f"There is no such resource; write {RESOURCE}<slug> of an entry.")
        contents = types.TextResourceContents(uri=uri, mime_type=MEDIA_TYPE, text=answer.text)
        return types.ReadResourceResult(contents=[contents])

    return Server(
        "lightbox",
        version=VERSION,
        title="Lightbox",
        instructions=INSTRUCTIONS,
        website_url=settings.SITE_URL or None,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _described(name: str) -> types.Tool:
    """Return a tool as the protocol describes it: it reads this catalogue alone, and twice is as good as once."""
    tool = TOOLS[name]
    return types.Tool(
        name=name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input,
        output_schema=tool.output,
        annotations=types.ToolAnnotations(
            title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _client(context: Any) -> str:
    """Return the network address of whoever asks; this machine's over stdio."""
    request = getattr(context, "request", None)
    client = getattr(request, "client", None)
    return client.host if client is not None else LOCAL[0]


class PostsAlone:
    """Refuse what is no POST (405): a stream that a client opens by GET brings nothing here, and would stay open."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        app = self.app
        if scope["type"] == "http" and scope["method"] != "POST":
            text = "Here answer the tools of Lightbox to clients of the Model Context Protocol, by POST alone.\n"
            app = PlainTextResponse(text, 405, {"Allow": "POST"})
        await app(scope, receive, send)


def application() -> Starlette:
    """Return the server for HTTP at PATH: stateless, JSON, for the site's own names and pages alone."""
    names = [*LOCAL, *(name.lstrip(".") for name in hosts() if name != "*")]
    site = urlsplit(settings.SITE_URL)
    app = server().streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MOST_BODY,
        # A page of another site that has made its name lead here is not answered (DNS rebinding).
        transport_security=TransportSecuritySettings(
            allowed_hosts=[*names, *(f"{name}:*" for name in names)],
            allowed_origins=[
                *(f"http://{name}:*" for name in LOCAL), *([f"{site.scheme}://{site.netloc}"] if site.netloc else []),
            ],
        ),
    )  # fmt: skip
    app.add_middleware(PostsAlone)
    return app


def serve_http(host: str, port: int) -> None:
    """Serve over HTTP until stopped."""
    uvicorn.run(
        application(),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Whom a proxy answers it says itself, where one is declared.
        proxy_headers=settings.PROXIES > 0,
        limit_concurrency=CLIENTS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
    )


def serve_stdio() -> None:
    """Serve one client by standard input and output until it closes them."""

    async def serve() -> None:
        serving = server()
        async with stdio_server() as (read, write):
            await serving.run(read, write, serving.create_initialization_options())

    anyio.run(serve)
