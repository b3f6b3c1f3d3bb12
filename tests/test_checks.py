"""What `manage.py check` says of the environment: values that cannot be meant so are named with the fix."""

import pytest

from directory.checks import check_environment

NAMES = ("SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "HTTPS")


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
    assert problems(monkeypatch, SITE_URL=address, ALLOWED_HOSTS="*") == ["SITE_URL"]


def test_plain_http_where_tls_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, SITE_URL="http://example.org", ALLOWED_HOSTS="*", HTTPS="1") == ["SITE_URL"]


@pytest.mark.parametrize(
    "host", ["https://example.org", "example.org:8000", "example.org/", "a b", "<host>", "*.example.org"]
)
def test_a_host_that_is_no_name(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, ALLOWED_HOSTS=f"127.0.0.1,{host}") == ["ALLOWED_HOSTS"]


def test_a_site_that_would_refuse_its_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, SITE_URL="https://example.org", ALLOWED_HOSTS="127.0.0.1") == ["ALLOWED_HOSTS"]


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"SECRET_KEY": "kq0Zr8Vw3m-XyT_5uJp2LdN7sHcGaEbF9iOvR4tQ1xM6"},
        {"SITE_URL": "https://datasets.example.org/", "ALLOWED_HOSTS": "datasets.example.org,127.0.0.1", "HTTPS": "1"},
        {"SITE_URL": "https://datasets.example.org:8443", "ALLOWED_HOSTS": ".example.org"},
        {"SITE_URL": "http://[::1]:8000", "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]"},
        {"SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": "*"},
    ],
)
def test_what_can_be_meant_so(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, **variables) == []
