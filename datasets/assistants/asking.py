"""The site's own addresses, asked from within: a tool gets what a program gets at the address, refusals and all.

A request goes through everything that a visitor's goes through, so that limits, languages and what is said while the
database is away are the same, and are written once. There is no network, no cookie and no form.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections

from datasets.web.addresses import hosts

# From a former slug to the one of now, and to its page.
MOST_REDIRECTS = 3


@dataclass(frozen=True)
class Answer:
    """What an address answered: the status and the text."""

    status_code: int
    text: str

    @property
    def data(self) -> Any:
        """The text read as JSON."""
        return json.loads(self.text)

    @property
    def is_refusal(self) -> bool:
        """Whether there is nothing but a reason. What is withdrawn is answered with what is known of it."""
        return self.status_code >= 400 and self.status_code != 410


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def ask(path: str, pairs: Iterable[tuple[str, object]] = (), client: str = "127.0.0.1") -> Answer:
    """Return the answer to GET at `path` with these parameters, for a client at a network address.

    Redirects are followed, for they say that an entry has another slug now. Blocks: call it in a thread.
    """
    query = urlencode(list(pairs))
    close_old_connections()
    try:
        for _hop in range(MOST_REDIRECTS):
            response = _handler().get_response(_request(path, query, client))
            location = response.get("Location", "")
            if not location:
                break
            parts = urlsplit(location)
            path, query = parts.path, parts.query
        return Answer(response.status_code, b"".join(response).decode())
    finally:
        close_old_connections()


def _request(path: str, query: str, client: str) -> WSGIRequest:
    """Return a request as the web server would have made it."""
    name = sorted(name for name in hosts() if name != "*")[:1] or ["localhost"]
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": name[0].lstrip("."),
            "SERVER_PORT": "443" if settings.SECURE_PROXY_SSL_HEADER else "80",
            "REMOTE_ADDR": client,
            # TLS was ended in front of whoever asked, as it is in front of the site.
            "HTTP_X_FORWARDED_PROTO": "https",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }
    )
