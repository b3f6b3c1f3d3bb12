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
    errors = [checks.Error(f"{name} {problem}", hint=fix, id=f"lightbox.{name}") for name, problem, fix in _wrong()]
    doubts = [checks.Warning(f"{name} {found}", hint=fix, id=f"lightbox.{name}") for name, found, fix in _doubtful()]
    return [*errors, *doubts]


# Name of a variable, what is wrong with it, the fix.
Found = tuple[str, str, str]


def _wrong() -> Iterator[Found]:
    yield from _key()
    yield from _site()
    yield from _hosts()
    yield from _server()


def _server() -> Iterator[Found]:
    """Yield what the web server would refuse, and be started again and again with."""
    for variable in (environment.PORT, environment.WEB_WORKERS):
        try:
            variable.number()
        except environment.SettingError as error:
            found, _, fix = str(error).removeprefix(f"{variable.name} ").partition("; ")
            yield variable.name, f"{found}.", f"{fix.capitalize()}."
    host = environment.HOST.text()
    if HOST.fullmatch(host) is None and ":" not in host:
        yield environment.HOST.name, f"is “{host}”, which is no address to listen on.", "Write 127.0.0.1, or 0.0.0.0."


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


def _doubtful() -> Iterator[Found]:
    """Yield what may be meant so, and seldom is."""
    parts, https = _parts(environment.SITE_URL.text()), environment.HTTPS.flag()
    allowed = environment.ALLOWED_HOSTS.items()
    if parts is not None and not any(_matches(str(parts.hostname), host) for host in allowed):
        found = f"does not have “{parts.hostname}”, the host of SITE_URL."
        yield environment.ALLOWED_HOSTS.name, found, f"Add {parts.hostname} to it, separated by a comma."
    if "*" in allowed:
        fix = "Name the hosts: links in answers are made of the name that was asked for."
        yield environment.ALLOWED_HOSTS.name, "lets the site answer to any name.", fix
    if parts is not None and parts.scheme == "https" and not https:
        fix = "Set HTTPS to 1, and let the proxy pass X-Forwarded-Proto on."
        yield environment.HTTPS.name, "is 0, but SITE_URL begins with https://: cookies go unprotected.", fix
    if https and environment.PROXIES.number(0) == 0:
        fix = "Set PROXIES to the number of proxies: with 0 all visitors count as one, and share its limits."
        yield environment.PROXIES.name, "is 0, but with HTTPS a proxy stands in front.", fix
    if https and environment.DEBUG.flag():
        yield environment.DEBUG.name, "is 1 on a site with HTTPS: errors show its insides.", "Set DEBUG to 0."


def _matches(host: str, pattern: str) -> bool:
    pattern = pattern.lower().strip("[]")
    return pattern in ("*", host) or (pattern.startswith(".") and f".{host}".endswith(pattern))


def _hosts() -> Iterator[Found]:
    for host in environment.ALLOWED_HOSTS.items():
        if host != "*" and HOST.fullmatch(host) is None:
            fix = "Write names alone, without scheme, port or path, as datasets.example.org,127.0.0.1"
            yield environment.ALLOWED_HOSTS.name, f"has “{host}”, which is not a host name.", fix
