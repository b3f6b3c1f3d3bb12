"""manage.py mcp: the tools for assistants, by the Model Context Protocol."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

PORT = 8_001


class Command(BaseCommand):
    """Answer one client over standard input and output, or many over HTTP."""

    help = (
        "Let an assistant search and read the catalogue by the Model Context Protocol: one that starts this command, "
        "over standard input and output; with --http any, at /mcp of a port beside the site. It writes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--http", action="store_true", help="serve over HTTP")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on, with --http")
        parser.add_argument("--port", type=int, default=PORT, help="port to listen on, with --http")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until stopped."""
        try:
            from datasets.assistants import server
        except ModuleNotFoundError as error:
            raise CommandError(f"{error.name} is not installed: pip install 'lightbox[mcp]', or mcp alone.") from error
        if options["http"]:
            server.serve_http(options["host"], options["port"])
        else:
            server.serve_stdio()
