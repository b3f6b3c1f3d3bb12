"""Whatever a query string holds, the site answers: 200 with a notice, 400 or 404, never 500."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
from django.test import Client

from datasets.index.facets import FACETS, RANGES
from datasets.models import ChangeSet, Dataset

from .reading import Page

NAMES = (
    "q", "sort", "page", "page_size", "lang", "kind", "colour", "", "modality[]", "q[]", "__proto__",
    "level", "budget", "speed", "agreement", "commercial",
    *(facet.parameter for facet in FACETS),
    *(f"{column.parameter}_{bound}" for column in RANGES for bound in ("min", "max")),
)  # fmt: skip

# Values that have broken sites before, written as they stand in an address.
VALUES = (
    *(quote(text) for text in (
        "'", '"', "`", "\\", "%", "_", "*", "?", "(", ")", "[", "]", "{", "}", "^", "~", ":", "!", "/", "+", "-", "|",
        "&", "#", ";", "' OR '1'='1", "'; DROP TABLE datasets_dataset; --", "\" OR \"\"=\"", "a AND (b OR", "NOT",
        "AND", "NEAR/3", "title:", "modality:", ":CT", "modality:CT", "size:<50GB", "-", "--", "-a", "+a",
        '"unclosed', 'a"b"c', "a*", "*a", "a~2", "a^9", "[1 TO", "{1 TO 2]", "/regex", "/(a+)+$/", "${jndi:ldap://x}",
        "{{7*7}}", "{% debug %}", "%s%n%x", "../../etc/passwd", "<script>alert(1)</script>", "\r\nSet-Cookie: a=b",
        "\n", "\t", " ", "0", "-1", "99999999", "9" * 18, "9" * 19, "9" * 5000, "1e999", "NaN", "Infinity", "0x1F",
        "1.5", "1,5", "½", "²", "٣", "null", "undefined", "true", "[]", "{}", "İ", "ß", "ﬁ", "\u202e", "\u200b",
        "\u200d", "\ufeff", "\u0301" * 500, "😀" * 100, "👩‍👩‍👧‍👦", "肺" * 3000, "\U0010ffff", "\ufffe", "\u2028",
        "a" * 10_000, "a " * 5_000, " " * 10_000, '"' * 300, "(" * 300, "-a " * 100, "a:" * 150, "CT", "brain",
        "name",
    )),
    "%00", "a%00b", "%00" * 300, "%01%02%1f%7f", "%ff", "%fe%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%e8%82", "%",
    "%%", "%zz", "%u0041", "&&&", "=", "==", "a=b", ";a=b", "%26%3D", "%EF%BF%BD",
)  # fmt: skip

# Bytes as they may arrive, not even percent-encoded.
RAW = (
    b"\xff\xfe", b"q=\xff\xfe\xfa", b"q=\xe8\x82", b"\x00", b"q=\x00\x01", b"modality=\xff", b"\xff=\xff",
    b"q=\xc3\x28", b"page=\xb2", b"q=\xed\xa0\x80", b"q=" + b"\xff" * 10_000, "q=肾".encode(),
    "q=почка".encode("cp1251"), "q=échographie".encode("latin-1"), "q=肺".encode("gb18030"), b"q=+%+\xff%",
    b"q=\r\n\r\n",
)  # fmt: skip


def hostile() -> Iterator[str]:
    """Yield query strings: each value with several names, mixtures of many, and far too much of everything."""
    generator = random.Random(7)
    for number, value in enumerate(VALUES):
        yield f"q={value}"
        if number % 2:
            yield f"{quote_plus(generator.choice(NAMES))}={value}"
    for _ in range(110):
        pairs = [(generator.choice(NAMES), generator.choice(VALUES)) for _ in range(generator.choice((2, 3, 5, 20)))]
        yield "&".join(f"{quote_plus(name)}={value}" for name, value in pairs if len(value) < 1_000)
    for name in ("q", "modality", "page", "size_min", "colour", "kind"):
        yield "&".join([f"{name}=CT"] * 1_000)
    yield "&".join(f"p{number}=1" for number in range(1_000))
    yield "&".join(f"modality=x{number}" for number in range(1_000))
    yield "&".join(f"a{number}=b" for number in range(2_500))
    yield "&".join(f"{name}={generator.choice(VALUES)}"[:200] for name in NAMES)
    yield "&" * 1_000
    yield "=" * 1_000
    yield "?" * 100


QUESTIONS = list(hostile())

ADDRESSES = ("/en/datasets/", "/en/modalities/CT/", "/en/sources/", "/en/which/", "/api/v1/datasets/")

pytestmark = pytest.mark.django_db


@pytest.fixture
def steady(client: Client) -> Client:
    """A client for which an exception is what it is for a visitor: a page with status 500. A few entries are enough."""
    Dataset.objects.exclude(slug__in=("kits19", "brats", "chestx-ray14", "lidc-idri", "mimic-cxr")).delete()
    ChangeSet.advance()
    client.raise_request_exception = False
    return client


def test_there_are_at_least_three_hundred() -> None:
    assert len(set(QUESTIONS)) >= 300


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_query_string_is_an_error_of_the_server(address: str, steady: Client) -> None:
    failed = []
    for question in QUESTIONS:
        response = steady.get(address, QUERY_STRING=question)
        if response.status_code not in (200, 400, 404, 414):
            failed.append(f"{response.status_code}: {question[:200]!r}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("address", [*ADDRESSES, "/en/", "/en/about/", "/en/datasets/kits19/", "/en/anatomy/"])
def test_no_bytes_are_an_error_of_the_server(address: str, steady: Client) -> None:
    failed = []
    for raw in RAW:
        response = steady.get(address, QUERY_STRING=raw.decode("latin-1"))
        if response.status_code not in (200, 400, 404, 414):
            failed.append(f"{response.status_code}: {raw[:200]!r}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("address", ["/", "/d/kits19/", "/en/modalities/ct/"])
def test_redirects_stand_hostile_query_strings(address: str, steady: Client) -> None:
    for question in (*QUESTIONS[::3], *(raw.decode("latin-1") for raw in RAW)):
        response = steady.get(address, QUERY_STRING=question)
        # Django refuses to redirect to an address that is longer than browsers take.
        assert response.status_code in (301, 302, 400, 414), question[:200]
        assert "\n" not in response.get("Location", "")


def test_a_list_that_did_not_understand_says_so(steady: Client) -> None:
    for question in (
        "q=%00", "q=%ff", "q=" + "a" * 10_000, "page=-1", "page=99999999", "page_size=-1", "q=a&q=b", "colour=red",
        "&".join(["page=1"] * 1_000), "&".join(["modality=CT"] * 1_000), "size_min='", "modality=%00",
    ):  # fmt: skip
        response = steady.get("/en/datasets/", QUERY_STRING=question)
        assert response.status_code == 200
        assert Page(response.content.decode("utf-8")).all(class_="notice"), question[:200]


def test_a_page_about_a_hostile_question_is_sound(steady: Client) -> None:
    for question in QUESTIONS[::3]:
        response = steady.get("/en/datasets/", QUERY_STRING=question)
        if response.status_code == 200:
            text = response.content.decode("utf-8")
            assert Page(text).problems == [], question[:200]
            assert "\x00" not in text, question[:200]


def test_a_refusal_of_the_api_is_json_with_a_message(steady: Client) -> None:
    for question in QUESTIONS[::3]:
        response = steady.get("/api/v1/datasets/", QUERY_STRING=question)
        if response.status_code != 200 and question.count("&") < 2_000:
            assert response.json()["detail"], question[:200]


def test_far_too_many_parameters_are_refused(steady: Client) -> None:
    for address in ADDRESSES:
        assert steady.get(address, QUERY_STRING="&".join(["modality=CT"] * 5_000)).status_code == 400


@pytest.mark.parametrize("path", ["%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "%0d%0aX:%20y", "a" * 10_000, "%E8%82%BE"])
@pytest.mark.parametrize(
    "form",
    [
        "/{}/",
        "/en/{}/",
        "/en/datasets/{}/",
        "/en/anatomy/{}/",
        "/en/guides/{}/",
        "/d/{}/",
        "/api/v1/datasets/{}/",
        "/api/v1/{}/",
    ],
)
def test_no_path_is_an_error_of_the_server(form: str, path: str, steady: Client) -> None:
    assert steady.get(form.format(path), follow=True).status_code == 404


@pytest.mark.parametrize("header", ["accept-language", "cookie", "accept", "referer", "user-agent", "x-forwarded-host"])
def test_no_header_is_an_error_of_the_server(header: str, steady: Client) -> None:
    for value in ("\x01", "é" * 1_000, "a" * 5_000, "en;q=x", "sessionid=\xff", "*" * 500, "en-" * 500, '"'):
        assert steady.get("/en/datasets/kits19/", headers={header: value}).status_code == 200, value[:100]
