"""What `manage.py check` finds wrong with the environment: values with which a site would be unsafe or unreachable.

Every command runs these checks first, and so does the web server.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core import checks

from . import environment

# As `manage.py check --deploy` asks; a key that is made up by hand or taken from an example has neither.
SHORTEST_KEY = 32
LEAST_CHARACTERS = 8
# A host name of ALLOWED_HOSTS: letters, digits, hyphens and dots; a dot in front for all below it; [IPv6].
HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)


def check_environment(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Return an Error for each variable that cannot be meant so; it names the variable and the fix."""
    found = [checks.Error(f"{name} {problem}", hint=fix, id=f"lightbox.{name}") for name, problem, fix in _wrong()]
    return [*found, *_unreachable()]


# Name of a variable, what is wrong with it, the fix.
Found = tuple[str, str, str]


def _wrong() -> Iterator[Found]:
    yield from _key()
    yield from _site()
    yield from _hosts()


def _key() -> Iterator[Found]:
    key = environment.SECRET_KEY.text()
    if key and (len(key) < SHORTEST_KEY or len(set(key)) < LEAST_CHARACTERS or not key.isascii()):
        fix = (
            "Leave it away, and one is made and kept in DATA_DIR; or set one of 50 random characters: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
        yield environment.SECRET_KEY.name, "can be guessed: it is short, or no random text.", fix


def _site() -> Iterator[Found]:
    address = environment.SITE_URL.text()
    parts = _parts(address)
    if address and (parts is None or parts.path.strip("/") or parts.query or parts.fragment):
        fix = "Write the scheme and the host and nothing else, as https://datasets.example.org"
        yield environment.SITE_URL.name, f"is “{address}”, which is not the address of a site.", fix
    elif parts is not None and parts.scheme != "https" and environment.HTTPS.flag():
        fix = "Begin it with https://, or set HTTPS to 0."
        yield environment.SITE_URL.name, f"is “{address}”, but HTTPS is 1.", fix


def _parts(address: str) -> SplitResult | None:
    """Return the parts of a web address, or None where it is none."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.username
    except ValueError:
        return None
    return parts if whole else None


def _unreachable() -> Iterator[checks.CheckMessage]:
    """Yield a warning where visitors of the public address would be refused; a proxy may send another host name."""
    parts = _parts(environment.SITE_URL.text())
    if parts is not None and not any(_matches(str(parts.hostname), host) for host in environment.ALLOWED_HOSTS.items()):
        name = environment.ALLOWED_HOSTS.name
        problem = f"{name} does not have “{parts.hostname}”, the host of SITE_URL."
        yield checks.Warning(problem, hint=f"Add {parts.hostname} to it, separated by a comma.", id=f"lightbox.{name}")


def _matches(host: str, pattern: str) -> bool:
    pattern = pattern.lower().strip("[]")
    return pattern in ("*", host) or (pattern.startswith(".") and f".{host}".endswith(pattern))


def _hosts() -> Iterator[Found]:
    for host in environment.ALLOWED_HOSTS.items():
        if host != "*" and HOST.fullmatch(host) is None:
            fix = "Write names alone, without scheme, port or path, as datasets.example.org,127.0.0.1"
            yield environment.ALLOWED_HOSTS.name, f"has “{host}”, which is not a host name.", fix
