"""Pages in every language: the address decides, a choice is kept, pages lead to each other, texts say their language.

One page of every kind in each language: the examples of test_addresses. A new page needs no entry here.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from datasets.models import LANGUAGES, ChangeSet, Dataset, DatasetDescription, Unit, kept
from datasets.records import loading
from datasets.words.texts import bcp47
from datasets.words.wording import figure, listed, percent, size

from .conftest import Read
from .reading import Element, Page
from .test_addresses import EXAMPLES
from .test_queries import PAGES

PAGES_OF_ALL_KINDS = [
    address
    for name, examples in EXAMPLES.items()
    for address, _ in examples
    # A card in somebody else's frame leads nowhere but to the entry.
    if ":" not in name and address.startswith("/en/") and name != "embed"
]
TAGS = [bcp47(code) for code in LANGUAGES]
IDEOGRAPH, CYRILLIC = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\u0400-\u04ff]")
DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

pytestmark = pytest.mark.django_db


def in_language(address: str, code: str) -> str:
    return address.replace("/en/", f"/{code}/", 1)


@pytest.fixture
def spoken(client: Client) -> list[tuple[str, str, Page]]:
    """A page of every kind in every language: its language, its address and what it shows."""
    found = []
    for code in LANGUAGES:
        for address in PAGES_OF_ALL_KINDS:
            there = in_language(address, code)
            response = client.get(there)
            if response["Content-Type"].startswith("text/html") and response.status_code in (200, 400, 404):
                found.append((code, there, Page(response.content.decode("utf-8"))))
    return found


def tag_of(element: Element) -> str:
    """Return the language that an element's text is marked with."""
    for one in (element, *element.above()):
        if one.get("lang"):
            return one["lang"]
    return ""


def said(page: Page) -> list[tuple[Element, str]]:
    """Return every piece of text of the page's body with the element that it stands in."""
    return [
        (element, child)
        for element in page.one("body").walk()
        if element.tag != "script"
        for child in element.children
        if isinstance(child, str)
    ]


def test_there_is_a_page_of_every_kind_in_every_language(spoken: list[tuple[str, str, Page]]) -> None:
    assert len(spoken) >= 15 * len(LANGUAGES)


def test_what_every_page_says_of_its_language(spoken: list[tuple[str, str, Page]]) -> None:
    for code, address, page in spoken:
        assert page.problems == [], address
        assert page.one("html")["lang"] == bcp47(code), address
        # "zxx" is BCP 47's for what is in no language, such as codes.
        tags = {element["lang"] for element in page.walk() if element.get("lang")}
        assert tags <= {*TAGS, "es", "de", "zxx"}, address


def test_every_page_with_an_address_of_its_own_leads_to_it_in_every_language(
    spoken: list[tuple[str, str, Page]],
) -> None:
    seen = 0
    for code, address, page in spoken:
        links = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate") if link.get("hreflang")}
        if not page.all("link", rel="canonical"):
            assert links == {}, address
            continue
        seen += 1
        assert list(links) == [*TAGS, "x-default"], address
        canonical = page.one("link", rel="canonical")["href"]
        assert links[bcp47(code)] == canonical, address
        for other in LANGUAGES:
            assert links[bcp47(other)] == canonical.replace(f"/{code}/", f"/{other}/", 1), address
    assert seen >= 12 * len(LANGUAGES)


def test_the_address_without_a_language_is_the_default_where_there_is_one(read: Read) -> None:
    def default(address: str) -> str:
        return read(address).one("link", hreflang="x-default")["href"].removeprefix("http://testserver")

    assert default("/ru/") == "/"
    assert default("/ru/datasets/kits19/") == "/d/kits19/"
    assert default("/ru/datasets/?modality=CT&page=1") == "/en/datasets/?modality=CT"


def test_every_page_has_a_switch_that_names_each_language_by_its_own_name(
    spoken: list[tuple[str, str, Page]],
) -> None:
    for code, address, page in spoken:
        switch = page.one("nav", class_="languages")
        names = {element["lang"]: element.text for element in switch.walk() if element.get("lang")}
        assert names == {bcp47(other): name for other, name in LANGUAGES.items()}, address
        assert switch.one(**{"aria-current": "true"})["lang"] == bcp47(code), address


def test_no_page_mixes_directions(spoken: list[tuple[str, str, Page]]) -> None:
    for _, address, page in spoken:
        assert not [element.tag for element in page.walk() if element.get("dir") not in (None, "ltr")], address
        assert not [text for _, text in said(page) if DIRECTION.search(text)], address


def test_text_in_another_script_says_its_language(spoken: list[tuple[str, str, Page]]) -> None:
    for _, address, page in spoken:
        for element, text in said(page):
            if IDEOGRAPH.search(text) and element.tag != "code":
                assert tag_of(element) == "zh-Hans", (address, text)
            if CYRILLIC.search(text) and element.tag != "code":
                assert tag_of(element) == "ru", (address, text)


def test_no_page_costs_more_queries_in_another_language(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in LANGUAGES:
        for address in ("/en/", "/en/datasets/", "/en/statistics/", "/en/which/?modality=CT"):
            client.get(in_language(address, code))
        for address, queries in PAGES.items():
            there = in_language(address, code)
            kept.forget()
            with django_assert_num_queries(queries, info=there):
                client.get(there)


# Which language a visitor gets.


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-CA,en;q=0.5", "fr"),
        ("pt", "pt-br"),
        ("pt-PT", "pt-br"),
        ("zh-CN", "zh-hans"),
        ("ru;q=0.5,fr;q=0.9", "fr"),
        ("de", "en"),
        ("", "en"),
        ("*", "en"),
        ("\u2603", "en"),
        ("xx-" + "y" * 500, "en"),
    ],
)
@pytest.mark.parametrize(("address", "page"), [("/", "/"), ("/d/kits19/", "/datasets/kits19/")])
def test_an_address_without_a_language_leads_to_the_one_that_the_browser_asks_for(
    address: str, page: str, wanted: str, code: str, client: Client
) -> None:
    response = client.get(address, headers={"accept-language": wanted})
    assert (response.status_code, response["Location"]) == (302, f"/{code}{page}")
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


def test_the_switch_keeps_the_page_and_its_question(read: Read) -> None:
    page = read("/fr/datasets/?modality=CT&modality=MR&q=rein&page=1")
    link = page.one("nav", class_="languages").one("a", lang="ru")["href"]
    assert link == "/ru/datasets/?modality=CT&modality=MR&q=rein&page=1&lang=ru"


def test_the_choice_leads_to_the_pages_own_address_and_is_kept(client: Client) -> None:
    response = client.get("/ru/datasets/?modality=CT&modality=MR&lang=ru")
    assert (response.status_code, response["Location"]) == (302, "/ru/datasets/?modality=CT&modality=MR")
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("ru", "Lax", True)
    assert cookie["max-age"] == settings.LANGUAGE_COOKIE_AGE
    for address, page in (("/", "/ru/"), ("/d/kits19/", "/ru/datasets/kits19/")):
        assert client.get(address, headers={"accept-language": "fr"})["Location"] == page


@pytest.mark.parametrize("question", ["lang=fr", "lang=xx", "lang=", "lang=ru&lang=fr"])
def test_what_is_no_choice_of_the_pages_language_keeps_nothing(question: str, client: Client) -> None:
    response = client.get(f"/ru/datasets/?{question}")
    assert response.status_code == 200
    assert not response.cookies


def test_a_kept_choice_does_not_change_a_page_that_names_its_language(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    response = client.get("/fr/datasets/kits19/")
    assert Page(response.content.decode("utf-8")).one("html")["lang"] == "fr"
    assert response["Content-Language"] == "fr"
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("value", ["xx", "", "../", "ru; x", "\xff", "z" * 5_000])
def test_a_cookie_that_is_no_language_is_not_minded(value: str, client: Client) -> None:
    response = client.get("/", headers={"cookie": f"language={value}"})
    assert response["Location"] in ("/en/", "/ru/")


def test_an_address_without_a_language_leads_to_the_page_in_the_visitors(client: Client) -> None:
    for address in ("/datasets/?q=a", "/compare/?d=kits19&d=lits", "/which/", "/guides/pneumonia"):
        response = client.get(address, headers={"accept-language": "ru"})
        path, _, query = address.partition("?")
        assert (response.status_code, response["Location"]) == (
            302,
            f"/ru{path.rstrip('/')}/{'?' if query else ''}{query}",
        )
        assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


def test_a_page_that_is_not_found_leads_to_the_home_pages(read: Read) -> None:
    links = [link["href"] for link in read("/nothing/", 404).one("nav", class_="languages").all("a")]
    assert "/fr/?lang=fr" in links


def test_the_admin_is_in_english(client: Client) -> None:
    response = client.get("/admin/login/", headers={"accept-language": "fr"})
    assert Page(response.content.decode("utf-8")).one("html")["lang"] == "en"


# What a page says about its texts.


def test_a_card_has_its_summary_in_the_pages_language(read: Read) -> None:
    for code in LANGUAGES:
        card = read(f"/{code}/datasets/?q=kits19").all("li", class_="card")[0].one(class_="summary")
        wanted = DatasetDescription.objects.get(dataset__slug="kits19", language=code)
        assert (card.text, card["lang"]) == (" ".join(wanted.summary.split()), bcp47(code))


def test_an_entry_has_its_text_in_the_pages_language_and_says_where_it_comes_from(read: Read) -> None:
    for code in LANGUAGES:
        main = read(f"/{code}/datasets/kits19/").one("main")
        wanted = DatasetDescription.objects.get(dataset__slug="kits19", language=code)
        assert main.one(class_="lead").text == " ".join(wanted.summary.split())
        assert main.one(class_="lead").get("lang") is None
        assert f"/{code}/suggest/?dataset=kits19&about=text" in [
            link["href"] for link in main.one(class_="review").all("a")
        ]


def test_a_text_that_is_missing_in_a_language_is_composed_in_it_and_the_english_one_stands_below(read: Read) -> None:
    DatasetDescription.objects.filter(dataset__slug="kits19", language="ru").delete()
    main = read("/ru/datasets/kits19/").one("main")
    assert main.one(class_="lead").get("lang") is None
    assert [text.get("lang") for text in main.all(class_="description")] == [None, "en"]


def test_a_translation_whose_original_changed_is_marked_as_out_of_date(read: Read) -> None:
    assert not read("/fr/datasets/kits19/").all(class_="outdated")
    DatasetDescription.objects.filter(dataset__slug="kits19", language="en").update(summary="Something else.")
    ChangeSet.advance()
    assert read("/fr/datasets/kits19/").all(class_="outdated")
    assert not read("/en/datasets/kits19/").all(class_="outdated")


def test_a_text_that_a_person_reviewed_is_not_marked(read: Read) -> None:
    DatasetDescription.objects.filter(dataset__slug="kits19", language="fr").update(reviewed=True)
    main = read("/fr/datasets/kits19/").one("main")
    assert main.all(class_="reviewed")
    assert not main.all(class_="review")


@pytest.mark.parametrize(
    "address", ["/fr/sources/tcia/", "/fr/anatomy/kidney/", "/fr/anatomy/", "/fr/guides/", "/fr/guides/beginner/"]
)
def test_what_nobody_reviewed_is_marked_and_a_better_wording_can_be_suggested(address: str, read: Read) -> None:
    marks = read(address).one("main").all(class_="review")
    path = urlsplit(address).path.removeprefix("/fr/").strip("/").replace("/", "%2F")
    assert f"/fr/suggest/?about=text&page={path}" in [link["href"] for mark in marks for link in mark.all("a")]


def test_a_name_that_falls_back_says_its_language(read: Read, record: dict) -> None:
    loading.load_datasets([record], ChangeSet.advance())
    modality = Dataset.objects.get(slug="example-set").modalities.get()
    modality.names = {"en": modality.names["en"]}
    modality.save()
    ChangeSet.advance()
    page = read("/fr/datasets/example-set/")
    assert [link["lang"] for link in page.one("main").all("a") if link["href"] == "/fr/modalities/CT/"] == ["en"]
    tree = read("/fr/modalities/").one("main").one("a", href="/fr/modalities/CT/")
    assert tree["lang"] == "en"


# Figures. What the words are is the translators'; how numbers are written is the language's.


@pytest.mark.parametrize(
    ("code", "number", "decimal"),
    [
        ("en", "300,000", "1.5"),
        ("fr", "300\u202f000", "1,5"),
        ("pt-br", "300.000", "1,5"),
        ("zh-hans", "300,000", "1.5"),
        ("ru", "300\u00a0000", "1,5"),
    ],
)
def test_numbers_are_written_as_the_language_has_them(code: str, number: str, decimal: str, read: Read) -> None:
    unit = Unit(code="slices", names={"en": "slices", code: "slices"})
    with translation.override(code):
        for precision in ("", "about", "at-least", "per-year"):
            assert number in figure(300_000, unit, precision)
        assert decimal in size(1_500_000_000)
        assert decimal in percent(1.5)
        assert listed(["a", "b"]).startswith("a")


def test_counts_on_a_list_are_written_as_the_language_has_them(client: Client, change: Callable[..., None]) -> None:
    kits19 = Dataset.objects.filter(slug="kits19")
    change(kits19, images=1_234_567, images_unit=Unit.objects.get(code="images"), images_precision="exact")
    for code, number in (("en", "1,234,567"), ("fr", "1\u202f234\u202f567"), ("pt-br", "1.234.567")):
        assert number in client.get(f"/{code}/datasets/?q=kits19").content.decode("utf-8")
