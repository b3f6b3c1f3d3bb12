"""Files as answers: ranges of bytes, what a client has already, and what is asked in vain (RFC 9110, 13 and 14)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from datasets.web.ranges import file_answer

pytestmark = pytest.mark.one_database

CONTENT = bytes(range(100))
TAG = '"one"'
CHANGED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WHEN = "Fri, 02 Jan 2026 03:04:05 GMT"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "file.bin"
    found.write_bytes(CONTENT)
    return found


def ask(path: Path, method: str = "GET", **headers: str) -> HttpResponseBase:
    request = RequestFactory().generic(
        method, "/file.bin", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return file_answer(request, path, media_type="text/x-test", tag=TAG, changed=CHANGED, headers={"X-Own": "1"})


def body(response: HttpResponseBase) -> bytes:
    if not response.streaming:
        return response.content  # type: ignore[attr-defined, no-any-return]
    # Django, which ends a request with its answer, would look after the database.
    with response.file_to_stream as file:  # type: ignore[attr-defined]
        return bytes(file.read())


def test_the_whole_file_says_what_it_is_and_that_it_has_parts(path: Path) -> None:
    response = ask(path)
    assert (response.status_code, body(response)) == (200, CONTENT)
    said = {name: response[name] for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified", "X-Own")}
    assert said == {
        "Content-Type": "text/x-test", "Content-Length": "100", "ETag": TAG, "Last-Modified": WHEN, "X-Own": "1",
    }  # fmt: skip
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, 99),
        ("bytes=90-500", 90, 99),
        ("bytes=-5", 95, 99),
        ("bytes=-500", 0, 99),
        ("Bytes = 3 - 4", 3, 4),
    ],
)
def test_a_range_is_sent_alone(asked: str, first: int, last: int, path: Path) -> None:
    response = ask(path, range=asked)
    assert (response.status_code, body(response)) == (206, CONTENT[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/100"
    assert response["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0", f"bytes={'9' * 18}-"])
def test_a_range_outside_of_the_file_is_refused_with_its_size(asked: str, path: Path) -> None:
    response = ask(path, range=asked)
    assert (response.status_code, response["Content-Range"], body(response)) == (416, "bytes */100", b"")


@pytest.mark.parametrize(
    "asked", ["", "bytes", "bytes=-", "bytes=9-3", "lines=1-2", "bytes=a-b", "bytes=0-1,5-6", f"bytes={'9' * 40}-"]
)
def test_what_is_no_single_range_gets_the_whole_file(asked: str, path: Path) -> None:
    response = ask(path, range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


@pytest.mark.parametrize(
    ("held", "status"),
    [(TAG, 206), (WHEN, 206), ('"other"', 200), (f"W/{TAG}", 200), ("Thu, 01 Jan 2026 00:00:00 GMT", 200)],
)
def test_a_part_is_sent_only_to_what_it_fits(held: str, status: int, path: Path) -> None:
    response = ask(path, range="bytes=0-9", if_range=held)
    assert (response.status_code, len(body(response))) == (status, 10 if status == 206 else 100)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": TAG}, 304),
        ({"if_none_match": f'"other", W/{TAG}'}, 304),
        ({"if_none_match": '"other"', "if_modified_since": WHEN}, 200),
        ({"if_modified_since": WHEN}, 304),
        ({"if_match": '"other"'}, 412),
    ],
)
def test_conditions_go_before_ranges(headers: dict[str, str], status: int, path: Path) -> None:
    response = ask(path, **headers, **({} if status == 200 else {"range": "bytes=0-9"}))
    assert (response.status_code, body(response)) == (status, CONTENT if status == 200 else b"")
    assert response["ETag"] == TAG


def test_head_says_the_same_without_the_file(path: Path) -> None:
    response = ask(path, "HEAD", range="bytes=0-9")
    assert isinstance(response, HttpResponse)
    assert (response.status_code, response["Content-Length"], response.content) == (200, "100", b"")
