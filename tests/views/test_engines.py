"""What engines, browsers and finders of faults ask for at fixed addresses."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from datasets.models import LANGUAGES, ChangeSet, Dataset
from datasets.models.dataset import published
from datasets.views import engines
from datasets.words.texts import bcp47

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
PUBLIC = "https://datasets.example.org"


@pytest.fixture
def public(settings: Settings) -> str:
    """A site with a public address; gives the address."""
    settings.SITE_URL = PUBLIC
    return PUBLIC


def xml(client: Client, address: str) -> ET.Element:
    """Return the document at an address."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"].startswith("application/")
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def file(client: Client, address: str) -> bytes:
    """Return the file at an address."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer)
    answer.close()
    return content


def parts(client: Client) -> list[str]:
    """Return the paths of all sitemaps."""
    return [str(item.text).removeprefix(PUBLIC) for item in xml(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]


def urls(client: Client) -> dict[str, ET.Element]:
    """Return what the sitemaps say of each address."""
    found = {}
    for part in parts(client):
        for url in xml(client, part).iter(f"{SITEMAP}url"):
            address = str(url.findtext(f"{SITEMAP}loc"))
            assert address not in found
            found[address] = url
    return found


def test_robots_names_the_sitemap_and_keeps_programs_out_of_the_admin(client: Client, public: str) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Disallow: /admin/"]
    assert lines[-1] == f"Sitemap: {public}/sitemap.xml"
    assert all(line.startswith(("User-agent:", "Disallow: /", "Sitemap: ")) for line in lines if line)


def test_the_sitemaps_have_every_page_in_every_language(client: Client, public: str) -> None:
    found = urls(client)
    paths = [
        "",
        "datasets/",
        "guides/",
        "guides/beginner/",
        "which/",
        "compare/",
        "changes/",
        "about/",
        "search-help/",
        "api-help/",
        "anatomy/",
    ]
    paths += ["modalities/CT/", "sources/tcia/", "use-cases/", "conditions/brain-tumor/", "datasets/kits19/"]
    for language in LANGUAGES:
        assert {f"{public}/{language}/{path}" for path in paths} <= set(found)
    assert len(found) % len(LANGUAGES) == 0
    slugs = set(published().values_list("slug", flat=True))
    # Of an entry its page alone: what changed in it is one link away.
    assert {address.split("/")[-2] for address in found if "/en/datasets/" in address} - {"datasets"} == slugs


def test_every_address_of_the_sitemaps_answers_and_may_be_found(client: Client, public: str) -> None:
    for address in list(urls(client))[::7]:
        page = client.get(address.removeprefix(public))
        assert page.status_code == 200, address
        assert f'<link rel="canonical" href="{address}">' in page.content.decode()
        assert "noindex" not in page.content.decode()


def test_a_page_names_itself_in_every_language_as_its_own_head_does(client: Client, public: str) -> None:
    found = urls(client)
    for path in ("", "datasets/kits19/", "guides/beginner/", "modalities/CT/", "about/"):
        links = {item.get("hreflang"): item.get("href") for item in found[f"{public}/fr/{path}"].iter(LINK)}
        assert set(links) == {"x-default", *map(bcp47, LANGUAGES)}
        head = client.get(f"/fr/{path}").content.decode()
        for tag, address in links.items():
            assert f'<link rel="alternate" hreflang="{tag}" href="{address}">' in head


def test_the_day_is_that_of_the_facts_and_only_where_it_is_known(client: Client, public: str) -> None:
    Dataset.objects.filter(slug="kits19").update(changed=datetime(2024, 2, 29, 23, 59, 59, 999999, UTC))
    found = urls(client)
    days = {address: url.findtext(f"{SITEMAP}lastmod") for address, url in found.items()}
    for language in LANGUAGES:
        assert days[f"{public}/{language}/datasets/kits19/"] == "2024-02-29"
    # Home and the page of changes show the newest change set; of no other page anybody knows when it changed.
    newest = f"{ChangeSet.objects.order_by('-pk')[0].created:%Y-%m-%d}"
    others = {address: day for address, day in days.items() if "/datasets/" not in address and day is not None}
    assert others == {f"{public}/{code}/{path}": newest for code in LANGUAGES for path in ("", "changes/")}


def test_a_part_of_the_sitemaps_changed_with_the_newest_of_its_entries(
    client: Client, monkeypatch: pytest.MonkeyPatch, public: str
) -> None:
    monkeypatch.setattr(engines, "MOST", 40)
    Dataset.objects.update(changed=datetime(2024, 2, 29, 12, tzinfo=UTC))
    Dataset.objects.filter(slug=published()[41].slug).update(changed=datetime(2025, 3, 1, 12, tzinfo=UTC))
    found = [item.findtext(f"{SITEMAP}lastmod") for item in xml(client, "/sitemap.xml")][: len(parts(client)) // 5]
    assert found[1:] == ["2024-02-29", "2025-03-01", *["2024-02-29"] * (len(found) - 3)]


def test_what_the_public_does_not_see_is_not_in_it(client: Client, public: str) -> None:
    Dataset.objects.filter(slug="kits19").update(status="draft")
    Dataset.objects.filter(slug="lits").update(status="withdrawn")
    assert not [address for address in urls(client) if address.endswith(("/kits19/", "/lits/"))]


def test_sitemaps_are_bounded(client: Client, monkeypatch: pytest.MonkeyPatch, public: str) -> None:
    monkeypatch.setattr(engines, "MOST", 40)
    number = -(-published().count() // 40)
    assert len(parts(client)) == len(LANGUAGES) * (number + 1)
    assert all(len(xml(client, part)) <= 40 for part in parts(client) if not part.endswith("-0.xml"))
    assert client.get(f"/sitemap-en-{number + 1}.xml").status_code == 404
    assert client.get("/sitemap-de-1.xml").status_code == 404
    # 50,000 addresses and 50 MB are what engines take.
    assert engines.MOST * 1_500 < 50_000_000


def test_a_sitemap_is_sent_again_only_for_another_revision(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address in ("/sitemap.xml", "/sitemap-fr-0.xml", "/sitemap-fr-1.xml"):
        tag = client.get(address)["ETag"]
        with django_assert_num_queries(1):
            assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        ChangeSet.advance()
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_sitemap_of_entries_costs_two_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get("/sitemap-en-1.xml")


def test_security_txt_says_whom_to_tell(client: Client, public: str, settings: Settings) -> None:
    def fields() -> dict[str, str]:
        lines = client.get("/.well-known/security.txt").content.decode().splitlines()
        return dict(line.split(": ", 1) for line in lines)

    settings.SECURITY_CONTACT = ""
    assert fields()["Contact"] == f"{public}/en/suggest/"
    settings.SECURITY_CONTACT = "mailto:somebody@example.org"
    found = fields()
    assert found["Contact"] == "mailto:somebody@example.org"
    assert found["Canonical"] == f"{public}/.well-known/security.txt"
    assert found["Preferred-Languages"] == "en, fr, pt-BR, zh-Hans, ru"
    expires = datetime.fromisoformat(found["Expires"])
    assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=365)


@pytest.mark.parametrize("language", LANGUAGES)
def test_browsers_can_search_and_suggest_in_each_language(client: Client, public: str, language: str) -> None:
    description = xml(client, f"/{language}/opensearch.xml")
    assert description.findtext(f"{SEARCH}Language") == bcp47(language)
    assert len(str(description.findtext(f"{SEARCH}ShortName"))) <= 16
    templates = {item.get("type"): str(item.get("template")) for item in description.iter(f"{SEARCH}Url")}
    page = templates["text/html"].replace("{searchTerms}", "kidney%20CT").removeprefix(public)
    assert page.startswith(f"/{language}/")
    assert client.get(page).status_code == 200
    suggestions = templates["application/x-suggestions+json"].replace("{searchTerms}", "kits").removeprefix(public)
    answer = client.get(suggestions)
    assert answer["Content-Type"].startswith("application/x-suggestions+json")
    typed, texts, notes, addresses = answer.json()
    assert typed == "kits"
    assert texts[0] == "KiTS19"
    assert len(texts) == len(notes) == len(addresses)
    assert addresses[0] == f"{public}/{language}/datasets/kits19/"
    link = f'href="/{language}/opensearch.xml"'
    assert link in client.get(f"/{language}/about/").content.decode()


@pytest.mark.parametrize("typed", ["", "%00", "%E8%82%BE", "a" * 3000, "%22%3Cscript%3E", "x&q=y", "%FF"])
def test_odd_beginnings_are_answered(client: Client, typed: str) -> None:
    answer = client.get(f"/zh-hans/search-suggestions/?q={typed}")
    assert answer.status_code == 200
    assert len(answer.json()) == 4


def test_the_description_is_there_without_a_language_too(client: Client, public: str) -> None:
    answer = client.get("/opensearch.xml", headers={"Accept-Language": "ru"})
    assert f'template="{public}/ru/datasets/?q={{searchTerms}}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "beginning"),
    [
        ("/favicon.ico", b"\x00\x00\x01\x00"),
        ("/apple-touch-icon.png", b"\x89PNG"),
        ("/icon-192.png", b"\x89PNG"),
        ("/icon-512.png", b"\x89PNG"),
        ("/site.webmanifest", b"{"),
    ],
)
def test_icons_are_where_browsers_look_for_them(client: Client, address: str, beginning: bytes) -> None:
    assert file(client, address).startswith(beginning)


def test_the_manifest_names_icons_that_there_are(client: Client) -> None:
    manifest = json.loads(file(client, "/site.webmanifest"))
    for icon in manifest["icons"]:
        assert file(client, icon["src"])
