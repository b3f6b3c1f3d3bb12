"""From every page that may disappoint a way leads to the form, which knows what it is about."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from datasets.models import Suggestion

from .conftest import Read
from .reading import Page

pytestmark = pytest.mark.django_db


def doors(page: Page) -> list[dict[str, str]]:
    """Return the parameters of each link to the form below the page's own text."""
    links = [link["href"] for link in page.one("p", class_="door").all("a")]
    assert all(urlsplit(link).path.endswith("/suggest/") for link in links)
    return [{name: values[0] for name, values in parse_qs(urlsplit(link).query).items()} for link in links]


@pytest.mark.parametrize("language", ["en", "fr", "pt-br", "zh-hans", "ru"])
@pytest.mark.parametrize(
    ("path", "status", "first"),
    [
        ("datasets/", 200, {"about": "entry"}),
        ("datasets/?q=PadChest", 200, {"about": "entry", "name": "PadChest"}),
        ("datasets/?q=%D1%81%D0%B5%D1%80%D0%B4%D1%86%D0%B5+%26+1", 200, {"about": "entry", "name": "сердце & 1"}),
        ("anatomy/", 200, {"about": "entry"}),
        ("sources/tcia/", 200, {"about": "entry"}),
        ("guides/", 200, {"about": "entry"}),
        ("which/?budget=1GB", 200, {"about": "entry"}),
        ("compare/", 200, {"about": "entry"}),
        ("compare/?d=no-such-set", 404, {"about": "entry", "name": "no-such-set"}),
        ("datasets/Some-Lung-Set/", 404, {"about": "entry", "name": "Some Lung Set"}),
        ("guides/no-such-guide/", 404, {"about": "entry"}),
    ],
)
def test_a_missing_entry_can_be_proposed(
    read: Read, language: str, path: str, status: int, first: dict[str, str]
) -> None:
    assert doors(read(f"/{language}/{path}", status))[0] == first


@pytest.mark.parametrize(
    "path", ["datasets", "anatomy", "sources/tcia", "guides/beginner", "which", "compare", "about"]
)
def test_a_page_can_be_corrected(client: Client, read: Read, path: str) -> None:
    assert doors(read(f"/fr/{path}/"))[1] == {"page": path}
    # The form knows the page.
    assert 'class="notice"' not in client.get("/fr/suggest/", {"page": path}).content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "pt-br", "zh-hans", "ru"])
def test_an_entry_can_be_corrected_and_its_dead_links_told(read: Read, language: str) -> None:
    found = doors(read(f"/{language}/datasets/kits19/"))
    assert found == [{"dataset": "kits19"}, {"dataset": "kits19", "about": "link"}]


@pytest.mark.parametrize("name", ["PadChest", "胸部X光", "a" * 500, "<b>x</b>", "line\nline", "  "])
def test_the_name_that_was_looked_for_stands_in_the_form(client: Client, name: str) -> None:
    page = Page(client.get("/en/suggest/", {"about": "entry", "name": name}).content.decode())
    text = page.one(id="id_name").get("value") or ""
    assert "<b>" not in page.one("form", class_="suggest").raw
    assert text.strip().startswith(name.strip()[:4].replace("\n", "·"))
    assert len(text) < 80


def test_an_address_that_was_looked_for_stands_in_its_field(client: Client) -> None:
    page = Page(client.get("/en/suggest/", {"about": "entry", "name": "https://example.org/lung"}).content.decode())
    assert page.one(id="id_reference")["value"] == "https://example.org/lung"


@pytest.mark.parametrize("about", ["entry", "link", "text", ""])
def test_what_it_is_about_is_kept(client: Client, about: str) -> None:
    answer = client.post(f"/en/suggest/?dataset=kits19&about={about}", {"text": "Something long enough."})
    assert answer.status_code == 302
    assert Suggestion.objects.get().about == about


def test_each_purpose_has_a_heading_of_its_own(read: Read) -> None:
    for language in ("en", "fr", "pt-br", "zh-hans", "ru"):
        found = {read(f"/{language}/suggest/?about={about}").one("h1").text for about in ("entry", "link", "text", "")}
        assert len(found) == 4
