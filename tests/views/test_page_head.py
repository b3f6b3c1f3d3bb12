"""The head of every page: a title of its own, a description, what those see who share it, and whether it is found."""

import re

import pytest
from django.test import Client

from .conftest import Read
from .reading import Page

pytestmark = pytest.mark.django_db

PATHS = (
    "datasets/kits19/history/", "changes/",
    "", "datasets/", "datasets/?page=2", "datasets/?q=liver", "datasets/?modality=CT&anatomy=kidney",
    "datasets/kits19/", "anatomy/", "modalities/", "use-cases/", "conditions/", "sources/", "anatomy/kidney/",
    "modalities/CT/", "modalities/MR/", "modalities/MR/?page=2", "sources/tcia/", "conditions/brain-tumor/", "compare/",
    "compare/?d=kits19&d=lits", "overlap/", "overlap/?train=covidx&test=lidc-idri",
    "guides/", "guides/beginner/", "guides/covid-19/", "which/", "about/", "search-help/",
    "api-help/", "suggest/",
    "suggest/?dataset=kits19", "suggest/?about=entry", "suggest/?about=link&dataset=kits19",
)  # fmt: skip
HIDDEN = (
    "datasets/?q=liver", "datasets/?modality=CT", "datasets/?size_max=5GB", "datasets/?sort=newest", "suggest/",
    "compare/?d=kits19", "compare/?d=kits19&d=lits&d=brats", "compare/?d=kits19&d=lits&only=differences",
    "sources/?q=cancer", "suggest/?about=entry", "overlap/?train=covidx&train=lits&test=lidc-idri",
    "overlap/?train=covidx",
)  # fmt: skip
FOUND = (
    "",
    "datasets/",
    "datasets/?page=2",
    "datasets/kits19/",
    "datasets/kits19/history/",
    "changes/",
    "anatomy/kidney/",
    "compare/?d=kits19&d=lits",
    "which/",
    "overlap/",
    "overlap/?train=covidx&test=lidc-idri",
)


def meta(page: Page, name: str) -> str:
    """Return what the only meta element of this name or property says."""
    found = [item for item in page.all("meta") if name in (item.get("name"), item.get("property"))]
    assert len(found) == 1, name
    return found[0]["content"]


@pytest.mark.parametrize(
    ("path", "sign"),
    [
        ("which/", "\u202f?"),
        ("datasets/?q=foie", "«\xa0foie\xa0»"),
        ("compare/?d=kits19", "\xa0:"),
        ("overlap/?train=covidx&test=lidc-idri", "\xa0:"),
        ("guides/covid-19/", ":"),
    ],
)
def test_french_spaces_before_signs_do_not_break(path: str, sign: str, read: Read) -> None:
    page = read(f"/fr/{path}")
    assert sign in page.one("head").one("title").raw
    assert sign in meta(page, "og:title")
    assert not re.search(r" [?:;!»]|« ", page.one("head").one("title").raw)


@pytest.mark.parametrize("language", ["en", "fr", "pt-br", "zh-hans", "ru"])
def test_every_page_says_what_it_is(read: Read, language: str) -> None:
    titles: dict[str, str] = {}
    for path in PATHS:
        page = read(f"/{language}/{path}")
        title = page.one("head").one("title").raw
        assert title.endswith(" · Lightbox")
        assert len(title) <= 125
        assert title not in titles, f"{path} is called as {titles.get(title)} is"
        titles[title] = path
        description = meta(page, "description")
        assert 8 <= len(description) <= 201, path
        assert not re.search(r"\s\s|[<>]|&\w+;", description)
        assert meta(page, "og:description") == description
        assert f"{meta(page, 'og:title')} · Lightbox" == title
        assert meta(page, "og:url") == page.one("link", rel="canonical")["href"]
        assert meta(page, "og:locale").startswith(language[:2])
        others = [item["content"] for item in page.all("meta", property="og:locale:alternate")]
        assert len({*others, meta(page, "og:locale")}) == len(others) + 1 == 5
        assert meta(page, "og:image").partition("?")[0].endswith("/preview.png")
        assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1200", "630")
        assert len(meta(page, "og:image:alt")) > 8
        assert meta(page, "og:type") == "website"
        assert meta(page, "twitter:card") == "summary_large_image"
        assert len([link for link in page.all("link", rel="alternate") if link.get("hreflang")]) == 6


def test_a_page_names_the_picture_of_what_it_shows(read: Read) -> None:
    site = "http://testserver"
    for path, picture in (
        ("datasets/kits19/", "/fr/datasets/kits19/preview.png"),
        ("compare/?d=kits19&d=lits", "/fr/compare/preview.png?d=kits19&amp;d=lits"),
        ("compare/?d=kits19", "/fr/preview.png"),
        ("datasets/", "/fr/preview.png"),
    ):
        assert meta(read(f"/fr/{path}"), "og:image") == site + picture.replace("&amp;", "&")
    said = meta(read("/fr/datasets/kits19/"), "og:image:alt")
    assert said.startswith("KiTS19 · ")
    assert "Puis-je l'utiliser" in said.replace("’", "'")


def test_descriptions_are_in_the_language_of_the_page(read: Read) -> None:
    for path in ("", "datasets/", "anatomy/", "modalities/CT/", "compare/", "which/", "about/", "suggest/"):
        found = [meta(read(f"/{code}/{path}"), "description") for code in ("en", "fr", "pt-br", "zh-hans", "ru")]
        assert len(set(found)) == 5
        assert re.search("[一-鿿]", found[3])
        assert re.search("[а-я]", found[4])


@pytest.mark.parametrize("path", HIDDEN)
def test_what_somebody_asks_is_not_to_be_found(read: Read, path: str) -> None:
    for language in ("en", "ru"):
        assert meta(read(f"/{language}/{path}"), "robots") == "noindex"


@pytest.mark.parametrize("path", FOUND)
def test_what_is_a_page_of_its_own_is(read: Read, path: str) -> None:
    for language in ("fr", "zh-hans"):
        assert not read(f"/{language}/{path}").all("meta", name="robots")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/en/no-such-page/", 404),
        ("GET", "/fr/datasets/no-such-entry/", 404),
        ("GET", "/ru/guides/no-such-guide/", 404),
        ("PUT", "/pt-br/about/", 405),
        ("POST", "/zh-hans/suggest/", 403),
        ("GET", f"/en/datasets/?q={'a' * 20000}", 414),
        ("GET", "/en/" + "a" * 500, 404),
    ],
)
def test_a_page_that_says_what_went_wrong_has_no_address(method: str, address: str, status: int) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, address)
    assert answer.status_code == status
    page = Page(answer.content.decode())
    assert meta(page, "robots") == "noindex"
    assert len(meta(page, "description")) > 8
    assert not page.all("link", rel="canonical")
    assert not page.all("link", rel="alternate")


def test_what_somebody_typed_stays_text(client: Client) -> None:
    for typed in ('"><script>x</script>', "&lt;b&gt;", "a'b\"c", "</title>", "{{ 7|add:7 }}"):
        answer = client.get("/en/datasets/", {"q": typed}).content.decode()
        head = answer[: answer.index("</head>")]
        assert "<script>x" not in head
        assert head.count("</title>") == 1
