"""What holds for every page that links lead to, and for the pages that refuse."""

import json
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from pytest_django import Settings

from datasets.index import snapshot
from datasets.models import VOCABULARIES, public
from datasets.models.dataset import published
from datasets.search import parameters

from .reading import Page

# Pages that no link leads to.
REFUSALS = {
    "/en/datasets/no-such-entry/": 404,
    "/en/anatomy/tail/": 404,
    "/en/guides/no-such-guide/": 404,
    "/nothing/": 404,
    "/en/nothing/": 404,
}

pytestmark = [pytest.mark.django_db, pytest.mark.todays]


@pytest.fixture
def pages(site: dict[str, Page], client: Client) -> dict[str, Page]:
    """The whole site, the pages that refuse, and lists with notices, with results and without."""
    found = dict(site)
    for address, status in REFUSALS.items():
        response = client.get(address)
        assert response.status_code == status
        found[address] = Page(response.content.decode("utf-8"))
    for address in (
        "/en/datasets/?q=brain&modality=MR&colour=red&page=2&year_min=2000",
        "/en/datasets/?q=xyzzyplugh",
        "/en/sources/?q=a&kind=no-such-kind",
        "/en/compare/?d=kits19&d=lits&d=brats&d=chestx-ray14",
        "/en/compare/?d=kits19&d=no-such-entry&d=kits19&only=differences&add=chest",
        "/en/compare/?d=no-such-entry",
        "/en/overlap/?train=covidx&train=brats&test=lidc-idri&test=brain-mri-segmentation&test=lits",
        "/en/overlap/?train=covidx%0AKiTS20%0ARSNA+competitions&test=lidc-idri&colour=red",
        "/en/overlap/?train=kits19",
        "/en/which/?modality=CT&anatomy=lung&level=beginner&budget=50GB&speed=50&agreement=no&commercial=yes",
        "/en/which/?budget=lots&speed=fast",
    ):
        found[address] = Page(client.get(address).content.decode("utf-8"))
    return found


def test_links_lead_to_every_entry(site: dict[str, Page], client: Client) -> None:
    """From the pages of the site, of which terms show their first entries, or from page to page of the list."""
    expected = {f"/en/datasets/{slug}/" for slug in published().values_list("slug", flat=True)}
    linked = {link["href"] for page in site.values() for link in page.all("a")}
    following: str | None = "/en/datasets/"
    while following and not expected <= linked:
        page = Page(client.get(following).content.decode("utf-8"))
        linked |= {link["href"] for link in page.all("a")}
        following = next((urljoin("/en/datasets/", link["href"]) for link in page.all("a", rel="next")), None)
    assert expected <= linked


@pytest.mark.parametrize(
    ("path", "vocabulary"),
    [("anatomy", "anatomy"), ("modalities", "modality"), ("use-cases", "use_case"), ("conditions", "condition")],
)
def test_links_lead_to_every_term(path: str, vocabulary: str, site: dict[str, Page]) -> None:
    codes = VOCABULARIES[vocabulary].objects.values_list("code", flat=True)
    assert {f"/en/{path}/{code}/" for code in codes} <= set(site)


def test_links_lead_to_every_source(site: dict[str, Page]) -> None:
    assert {f"/en/sources/{code}/" for code in public.sources().values_list("code", flat=True)} <= set(site)


def test_every_link_to_a_list_is_understood(pages: dict[str, Page]) -> None:
    codes = snapshot.current().codes
    for address, page in pages.items():
        for link in page.all("a"):
            parts = urlsplit(urljoin(address, link["href"]))
            if parts.path == "/en/datasets/" and not parts.netloc and not link["href"].startswith("#"):
                _, notices = parameters.read(QueryDict(parts.query), codes, on_page=True)
                assert not notices, (address, link["href"])


def test_no_page_has_unbalanced_markup(pages: dict[str, Page]) -> None:
    assert {address: page.problems for address, page in pages.items() if page.problems} == {}


def test_no_page_has_an_id_twice(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        ids = [element["id"] for element in page.walk() if element.get("id") is not None]
        assert sorted(set(ids)) == sorted(ids), address


def test_links_within_a_page_lead_somewhere(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        ids = {element.get("id") for element in page.walk()}
        lost = [link["href"] for link in page.all("a") if link["href"].startswith("#") and link["href"][1:] not in ids]
        assert not lost, (address, lost)


def test_labels_and_descriptions_name_elements_of_the_page(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        ids = {element.get("id") for element in page.walk()}
        for element in page.walk():
            for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
                for target in (element.get(name) or "").split():
                    assert target in ids, (address, name, target)


def test_every_field_of_a_form_has_a_label(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        labelled = {label.get("for") for label in page.all("label")}
        for field in page.all("input") + page.all("select") + page.all("textarea"):
            if field.get("type") != "hidden":
                inside = any(element.tag == "label" for element in field.above())
                assert inside or field.get("aria-label") or field.get("id") in labelled, (address, field.attributes)


def test_every_page_has_one_heading_of_the_first_level_and_a_title(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        assert page.one("h1").text, address
        assert page.one("head").one("title").raw.strip().endswith("· Lightbox"), address
        assert page.one("head").one("title").raw.strip() != "· Lightbox", address


def test_every_page_says_its_language_and_scale(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        assert page.one("html").get("lang") == "en", address
        assert page.one("meta", name="viewport"), address
        assert page.one("meta", charset="utf-8"), address


def test_every_picture_has_a_text_alternative(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        assert all(image.get("alt") is not None for image in page.all("img")), address


def test_no_page_has_a_style_of_its_own(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        assert not page.all("style"), address
        assert not [element.tag for element in page.walk() if element.get("style") is not None], address


def test_scripts_are_files_of_the_site_or_data(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        for script in page.all("script"):
            if source := script.get("src"):
                assert source.startswith(settings.STATIC_URL), address
                assert not script.raw.strip(), address
            else:
                assert script.attributes == {"type": "application/ld+json"}, address
                json.loads(script.raw)
        handlers = [name for element in page.walk() for name in element.attributes if name.startswith("on")]
        assert not handlers, address


def test_no_link_runs_a_script(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        for element in page.walk():
            for name in ("href", "src", "action"):
                scheme = urlsplit((element.get(name) or "").strip()).scheme
                assert scheme in ("", "http", "https", "mailto"), (address, element.get(name))


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        loaded = [element["src"] for element in page.walk() if element.get("src")]
        loaded += [link["href"] for link in page.all("link") if link["rel"] in ("stylesheet", "icon", "preload")]
        assert loaded, address
        assert all(not urlsplit(url).netloc for url in loaded), (address, loaded)


def test_links_out_of_the_site_keep_the_opener_to_themselves(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        for link in page.all("a"):
            if urlsplit(link["href"]).netloc not in ("", "testserver"):
                assert "noopener" in (link.get("rel") or "").split(), (address, link["href"])


def test_every_page_with_an_address_of_its_own_says_it(site: dict[str, Page]) -> None:
    for address, page in site.items():
        assert page.one("link", rel="canonical")["href"] == f"http://testserver{address}"


def test_canonical_addresses_are_on_the_public_address_where_one_is_set(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://lightbox.example"
    for address in (
        "/en/",
        "/en/datasets/",
        "/en/datasets/kits19/",
        "/en/anatomy/",
        "/en/anatomy/kidney/",
        "/en/guides/",
        "/en/guides/beginner/",
        "/en/which/",
        "/en/changes/",
        "/en/datasets/kits19/history/",
        "/en/about/",
    ):
        page = Page(client.get(address).content.decode("utf-8"))
        assert page.one("link", rel="canonical")["href"] == f"https://lightbox.example{address}"


@pytest.mark.parametrize(
    "address", ["/en/", "/en/datasets/", "/en/datasets/kits19/", "/en/anatomy/kidney/", "/nothing/"]
)
def test_a_page_forbids_what_it_does_not_use(address: str, client: Client) -> None:
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/en/", "/en/datasets/?modality=CT", "/en/datasets/kits19/", "/api/v1/datasets/"])
def test_a_visit_sets_no_cookie(address: str, client: Client) -> None:
    assert not client.get(address).cookies
