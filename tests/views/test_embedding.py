"""An entry on pages of others: its card may stand in any frame, and oEmbed tells of it."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from datasets.models import LANGUAGES, Dataset

from .conftest import Read
from .reading import Page

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def told(client: Client, url: str, **more: str) -> dict[str, object]:
    answer = client.get("/oembed", {"url": url, **more})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_card_says_the_same_in_any_frame_and_does_nothing(code: str, client: Client) -> None:
    answer = client.get(f"/{code}/datasets/kits19/embed/")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == "*"
    assert policy["script-src"] == policy["default-src"] == policy["form-action"] == "'none'"
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "ETag" not in answer
    page = Page(answer.content.decode())
    assert page.all("script") == []
    assert page.one("h1").text == "KiTS19"
    assert {(link.get("target"), link.get("rel")) for link in page.all("a")} == {("_blank", "noopener")}


@pytest.mark.parametrize("address", ["/en/datasets/kits19/", "/en/", "/en/datasets/kits19/evidence/"])
def test_no_other_page_is_framed(address: str, client: Client) -> None:
    answer = client.get(address)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_a_page_leads_to_what_tells_of_it(read: Read, client: Client) -> None:
    page = read("/fr/datasets/kits19/")
    for media_type in ("application/json+oembed", "text/xml+oembed"):
        address = page.one("link", type=media_type)["href"]
        assert client.get(address.removeprefix(SITE)).status_code == 200
    assert read("/fr/compare/?d=kits19&d=lits").all("link", type="application/json+oembed")
    assert not read("/fr/compare/?d=kits19").all("link", type="application/json+oembed")


@pytest.mark.parametrize("path", ["/zh-hans/datasets/kits19/", "/d/kits19/", "/d/kits-2019/"])
def test_an_entry_is_a_frame_with_its_picture(path: str, client: Client) -> None:
    Dataset.objects.get(slug="kits19").formerslug_set.create(slug="kits-2019")
    found = told(client, SITE + path)
    code = "zh-hans" if "zh" in path else "en"
    assert (found["type"], found["version"], found["title"]) == ("rich", "1.0", "KiTS19")
    assert f'src="{SITE}/{code}/datasets/kits19/embed/"' in str(found["html"])
    assert found["thumbnail_url"] == f"{SITE}/{code}/datasets/kits19/preview.png"
    assert (found["thumbnail_width"], found["thumbnail_height"]) == (1200, 630)


def test_a_comparison_is_a_link_with_its_picture(client: Client) -> None:
    found = told(client, f"{SITE}/ru/compare/?d=kits19&d=lits")
    assert found["type"] == "link"
    assert "html" not in found
    assert found["thumbnail_url"] == f"{SITE}/ru/compare/preview.png?d=kits19&d=lits"


def test_nothing_is_larger_than_was_asked_for(client: Client) -> None:
    found = told(client, f"{SITE}/d/kits19/", maxwidth="300", maxheight="200", dnt="1")
    assert (found["width"], found["height"]) == (300, 200)
    assert 'width="300" height="200"' in str(found["html"])
    assert "thumbnail_url" not in found


def test_xml_says_the_same(client: Client) -> None:
    answer = client.get("/oembed", {"url": f"{SITE}/en/datasets/kits19/", "format": "xml"})
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    found = {item.tag: item.text for item in ET.fromstring(answer.content)}  # noqa: S314 - our own
    assert found == {name: str(value) for name, value in told(client, f"{SITE}/en/datasets/kits19/").items()}


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 400),
        ({"url": [f"{SITE}/d/kits19/", f"{SITE}/d/lits/"]}, 400),
        ({"url": f"{SITE}/d/kits19/", "maxwidth": "0"}, 400),
        ({"url": f"{SITE}/d/kits19/", "maxheight": "٣"}, 400),
        ({"url": f"{SITE}/d/kits19/", "maxwidth": "9" * 40}, 400),
        ({"url": f"{SITE}/d/kits19/", "format": "yaml"}, 501),
        ({"url": f"{SITE}/admin/"}, 401),
        ({"url": f"{SITE}/fr/desk/entries/kits19/"}, 401),
        ({"url": "https://elsewhere.example/en/datasets/kits19/"}, 404),
        ({"url": f"{SITE}:9/en/datasets/kits19/"}, 404),
        ({"url": f"{SITE}:x/en/datasets/kits19/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "http://[::1"}, 404),
        ({"url": f"{SITE}/en/about/"}, 404),
        ({"url": f"{SITE}/en/datasets/no-such-entry/"}, 404),
        ({"url": f"{SITE}/en/compare/?d=kits19"}, 404),
        ({"url": f"{SITE}/en/compare/?d=kits19&d=no-such-entry"}, 404),
        ({"url": "\0"}, 404),
    ],
)
def test_what_cannot_be_told_says_why(parameters: dict[str, object], status: int, client: Client) -> None:
    answer = client.get("/oembed", parameters)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json; charset=utf-8")
    assert answer.json()["detail"]


@pytest.mark.parametrize("path", ["/d/kits19", "/d/KiTS19/", "/en/datasets/kits19", "/EN/datasets/KITS19/"])
def test_another_spelling_of_an_address_is_the_same_page(path: str, client: Client) -> None:
    assert client.get("/oembed", {"url": f"{SITE}{path}"}).json()["title"] == "KiTS19"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_not_told_of(state: str, client: Client) -> None:
    Dataset.objects.filter(slug="kits19").update(status=state)
    assert client.get("/oembed", {"url": f"{SITE}/en/datasets/kits19/"}).status_code == 404
