"""Passing a page on: the share menu, QR codes, and badges in READMEs."""

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from datasets.models import Dataset

from .conftest import Read

pytestmark = pytest.mark.django_db

LINK = "http://testserver/d/kits19/"


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("datasets/kits19/", LINK),
        ("compare/?d=kits19&d=lits", "http://testserver/ru/compare/?d=kits19&d=lits"),
        ("overlap/?train=covidx&test=lidc-idri", "http://testserver/ru/overlap/?train=covidx&test=lidc-idri"),
    ],
)
def test_a_page_is_passed_on_by_its_lasting_address(path: str, link: str, client: Client, read: Read) -> None:
    menu = read(f"/ru/{path}").one("details", class_="share")
    assert menu.one("input", id="share-link")["value"] == link
    letter = next(item["href"] for item in menu.all("a") if item["href"].startswith("mailto:"))
    told = parse_qs(urlsplit(letter).query)
    assert told["body"][0].endswith(f"\r\n{link}")
    assert "Lightbox" in told["subject"][0]
    assert "+" not in letter
    code = menu.one("img", class_="code")["src"]
    drawn = ET.fromstring(client.get(code).content)  # noqa: S314 - our own
    assert drawn.find("{http://www.w3.org/2000/svg}title").text == link


def test_what_is_copied_works(read: Read, client: Client) -> None:
    menu = read("/fr/datasets/kits19/").one("details", class_="share")
    listed, licence, frame = (block.raw for block in menu.all("pre"))
    for snippet, words in ((listed, "Lightbox"), (licence, "Utilisation commerciale")):
        picture = snippet.partition("](")[2].partition(")](")[0]
        assert snippet.endswith(f"]({LINK})")
        assert words in client.get(picture.removeprefix("http://testserver")).content.decode()
    assert 'src="http://testserver/fr/datasets/kits19/embed/"' in frame


def test_a_withdrawn_entry_is_shown_nowhere_else(read: Read) -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    page = read("/en/datasets/kits19/", 410)
    assert page.one("details", class_="share").all("pre") == []
    assert page.all("link", type="application/json+oembed") == []


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/d/kits19/badge.svg", 200, "listed on: Lightbox"),
        ("/d/kits19/badge.svg?about=licence", 200, "Commercial use: no"),
        ("/d/no-such-entry/badge.svg", 404, "Lightbox: no such entry"),
        ("/overlap/badge.svg?train=covidx&test=no-such-entry", 404, "Lightbox: no such entry"),
        ("/overlap/badge.svg?train=kits19&test=kits19", 200, "training and test data: the same entry"),
        ("/overlap/badge.svg?train=kits19&test=mura", 200, "training and test data: nothing known"),
        ("/overlap/badge.svg?train=mura&train=kits19&test=kits19", 200, "training and test data: the same entry"),
    ],
)
def test_a_badge_says_what_the_catalogue_knows(address: str, status: int, words: str, client: Client) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "image/svg+xml")
    assert ET.fromstring(answer.content).get("aria-label") == words  # noqa: S314 - our own
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_badge_of_a_withdrawn_entry_says_so(client: Client) -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    answer = client.get("/d/kits19/badge.svg?about=licence")
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()


def test_a_badge_holds_for_an_hour_and_is_the_same_for_everybody(client: Client) -> None:
    answer = client.get("/d/kits19/badge.svg?lang=ru", headers={"accept-language": "fr"})
    assert (answer["Cache-Control"], answer["Content-Language"]) == ("public, max-age=3600", "ru")
    again = client.get("/d/kits19/badge.svg?lang=ru", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert client.get("/d/kits19/badge.svg", headers={"accept-language": "fr"})["Content-Language"] == "en"


def test_a_badge_follows_its_entry(client: Client) -> None:
    Dataset.objects.get(slug="kits19").formerslug_set.create(slug="kits-2019")
    answer = client.get("/d/kits-2019/badge.svg?about=licence&lang=fr")
    assert (answer.status_code, answer["Location"]) == (301, "/d/kits19/badge.svg?about=licence&lang=fr")


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/d/kits19/badge.svg?about=colour", "about"),
        ("/d/kits19/badge.svg?about=listed&about=licence", "about"),
        ("/d/kits19/badge.svg?lang=de", "lang"),
        ("/d/kits19/badge.svg?style=flat", "style"),
        ("/overlap/badge.svg?train=kits19", "test"),
        ("/overlap/badge.svg?test=kits19&" + "&".join(f"train=x{number}" for number in range(60)), "train"),
    ],
)
def test_a_badge_that_cannot_be_drawn_names_the_parameter(address: str, parameter: str, client: Client) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert [problem["parameter"] for problem in answer.json()["problems"]] == [parameter]


@pytest.mark.parametrize("value", ["", "\0", "<svg>", "a" * 400, "-x"])
def test_junk_is_no_entry(value: str, client: Client) -> None:
    for address in ("/overlap/badge.svg", "/en/overlap/qr.svg"):
        assert client.get(address, {"train": value, "test": "kits19"}).status_code == 404


def test_a_code_that_no_telephone_could_read_is_not_drawn(client: Client, read: Read) -> None:
    slugs = list(Dataset.objects.order_by("slug").values_list("slug", flat=True)[:50])
    assert client.get("/en/overlap/qr.svg", {"train": slugs, "test": slugs}).status_code == 404
