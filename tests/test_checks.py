"""What `manage.py check` says of the environment: values that cannot be meant so are named with the fix."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from directory.checks import check_environment

NAMES = ("SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "HTTPS", "PROXIES", "DEBUG", "PORT", "HOST", "WEB_WORKERS")


def problems(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """Return the variables that an environment is refused for."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = check_environment(None)
    assert all(message.hint and message.msg.startswith(str(message.id).removeprefix("lightbox.")) for message in found)
    return [str(message.id).removeprefix("lightbox.") for message in found]


@pytest.mark.parametrize(
    "key", ["…", "secret", "changeme", "x" * 60, "any long random string", "пароль" * 10, "ab" * 40]
)
def test_a_key_that_can_be_guessed(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, SECRET_KEY=key) == ["SECRET_KEY"]


@pytest.mark.parametrize(
    "address",
    [
        "datasets.example.org", "//datasets.example.org", "https:/datasets.example.org", "ftp://datasets.example.org",
        "https://", "https://datasets.example.org/lightbox", "https://datasets.example.org/?a", "https://a:b@example.org",
        "https://example.org:port", "https://[::1", "https://example.org/#top", "…",
    ],
)  # fmt: skip
def test_an_address_that_is_no_site(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, SITE_URL=address)[0] == "SITE_URL"


def test_plain_http_where_tls_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, SITE_URL="http://example.org", ALLOWED_HOSTS="example.org", HTTPS="1", PROXIES="1")
    assert found == ["SITE_URL"]


@pytest.mark.parametrize(
    "host", ["https://example.org", "example.org:8000", "example.org/", "a b", "<host>", "*.example.org"]
)
def test_a_host_that_is_no_name(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, ALLOWED_HOSTS=f"127.0.0.1,{host}") == ["ALLOWED_HOSTS"]


def test_a_site_that_would_refuse_its_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, SITE_URL="https://example.org", ALLOWED_HOSTS="127.0.0.1", HTTPS="1", PROXIES="1")
    assert found == ["ALLOWED_HOSTS"]


@pytest.mark.parametrize(
    ("variables", "doubtful"),
    [
        ({"ALLOWED_HOSTS": "*"}, ["ALLOWED_HOSTS"]),
        ({"SITE_URL": "https://example.org", "ALLOWED_HOSTS": "example.org"}, ["HTTPS"]),
        ({"HTTPS": "1"}, ["PROXIES"]),
        ({"HTTPS": "1", "PROXIES": "1", "DEBUG": "1"}, ["DEBUG"]),
        ({"PORT": "abc"}, ["PORT"]),
        ({"WEB_WORKERS": "0"}, ["WEB_WORKERS"]),
        ({"HOST": "not a host"}, ["HOST"]),
        ({"HOST": "127.0.0.1/24"}, ["HOST"]),
    ],
)
def test_what_is_seldom_meant(variables: dict[str, str], doubtful: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, **variables) == doubtful


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"SECRET_KEY": "kq0Zr8Vw3m-XyT_5uJp2LdN7sHcGaEbF9iOvR4tQ1xM6"},
        {
            "SITE_URL": "https://datasets.example.org/",
            "ALLOWED_HOSTS": "datasets.example.org",
            "HTTPS": "1",
            "PROXIES": "1",
        },
        {"SITE_URL": "https://a.example.org:8443", "ALLOWED_HOSTS": ".example.org", "HTTPS": "1", "PROXIES": "2"},
        {"SITE_URL": "http://[::1]:8000", "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]"},
        {"HOST": "::1", "PORT": "80", "WEB_WORKERS": "4"},
    ],
)
def test_what_can_be_meant_so(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, **variables) == []


WRONG = [
    ("PORT", "abc"), ("PORT", "0"), ("PORT", "70000"), ("WEB_WORKERS", "two"), ("WEB_WORKERS", "-1"),
    ("HTTPS", "maybe"), ("DEBUG", "x"), ("PROXIES", "one"), ("DATABASE_URL", "foo"),
    ("DATABASE_URL", "nosuch://a:secret@b/c"), ("DATABASE_URL", "mysql://a:secret@b/c"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_the_server_ends_with_one_line_that_names_the_variable(name: str, value: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "directory/gunicorn.py"]
    variables = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", name: value}
    variables.pop("DJANGO_SETTINGS_MODULE", None)
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, env=variables, check=False, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip().splitlines()[-1].startswith(name)
    assert "secret" not in ended.stderr
