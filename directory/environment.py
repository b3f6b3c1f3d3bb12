"""Reading settings from environment variables. Every variable is declared here once; README.md shows the same table."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# The largest port there is, and more than any other number here has to be.
LARGEST = 65_535


class SettingError(ImproperlyConfigured):
    """What an operator has set, or the folder that it names, will not do; the message is one line that says the fix."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what stands in when it is not set, and what it is for."""

    name: str
    default: str
    purpose: str

    def text(self) -> str:
        """Return the value, or the default where the variable is unset or empty."""
        return os.environ.get(self.name) or self.default

    def flag(self) -> bool:
        """Return the value as true or false; raise SettingError if it is neither."""
        value = self.text().lower()
        if value in ("1", "true", "yes", "on"):
            return True
        if value in ("0", "false", "no", "off"):
            return False
        raise SettingError(f"{self.name} is “{value}”; use 1 or 0")

    def number(self, least: int = 1) -> int:
        """Return the value as a whole number from `least` up; raise SettingError if it is none."""
        value = self.text()
        if re.fullmatch("[0-9]{1,9}", value) and least <= int(value) <= LARGEST:
            return int(value)
        raise SettingError(f"{self.name} is “{value}”; use a whole number from {least} to {LARGEST}")

    def address(self) -> str:
        """Return the value, an address that people are sent to, or ""; raise SettingError if it is none."""
        value = self.text()
        if not value or re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]\S*|tel:[+0-9-]+)", value):
            return value
        raise SettingError(f"{self.name} is “{value}”; write mailto:somebody@example.org or https://example.org/page")

    def items(self) -> list[str]:
        """Return a comma-separated value as a list without blanks."""
        return [item.strip() for item in self.text().split(",") if item.strip()]


DATA_DIR = Variable(
    "DATA_DIR", "var", "Folder of the SQLite database, the search index, the collected static files and the secret key"
)
DUMPS_DIR = Variable("DUMPS_DIR", "", "Folder of the files that publish_dumps makes; empty for dumps in DATA_DIR")
DATABASE_URL = Variable(
    "DATABASE_URL", "", "Database address, such as postgres://user:password@host/name; empty for SQLite in DATA_DIR"
)
SECRET_KEY = Variable("SECRET_KEY", "", "Django's signing key; empty for one that is generated once into DATA_DIR")
DEBUG = Variable("DEBUG", "0", "1 shows error details in the browser; never on a public site")
ALLOWED_HOSTS = Variable(
    "ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "Host names that the site answers to, separated by commas"
)
SITE_URL = Variable(
    "SITE_URL", "", "Public address of the site, used in canonical links; empty for the address of the request"
)
SECURITY_CONTACT = Variable(
    "SECURITY_CONTACT",
    "",
    "Where to report a security problem (mailto: or https:), for security.txt; empty for the suggestion form",
)
HTTPS = Variable("HTTPS", "0", "1 when a proxy in front of the site ends TLS: secure cookies, redirect to HTTPS, HSTS")
PROXIES = Variable(
    "PROXIES", "0", "How many proxies stand in front of the site, each adding to X-Forwarded-For whom it answers"
)
API_REQUESTS = Variable(
    "API_REQUESTS", "600", "How many requests a minute one address may send to the API; 0 for no bound"
)
PORT = Variable("PORT", "8000", "Port that make run listens on")
HOST = Variable("HOST", "127.0.0.1", "Address that make run listens on")
WEB_WORKERS = Variable("WEB_WORKERS", "2", "Number of web server processes")
MCP = Variable("MCP", "0", "1 when manage.py mcp --http answers at /mcp beside the site; then llms.txt names it")

VARIABLES = (
    DATA_DIR, DUMPS_DIR, DATABASE_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS, SITE_URL, SECURITY_CONTACT, HTTPS, PROXIES,
    API_REQUESTS, PORT, HOST, WEB_WORKERS, MCP,
)  # fmt: skip


def kept_secret(path: Path) -> str:
    """Return the key in the file `path`, readable by its owner alone; generate it when there is none.

    Two processes that start at once agree: the file is created exclusively and the loser reads the winner's. The folder
    is there (data_dir.ready).
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
