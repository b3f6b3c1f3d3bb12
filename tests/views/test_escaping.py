"""Text from the catalogue and from visitors stays text: it never becomes markup."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from datasets.models import ChangeSet, Dataset, DatasetRelation, Document, Modality, Source
from datasets.records import loading
from tests.stating import stating

from .conftest import Read
from .reading import Page

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)>'\"><!--&lt;{{ 7|add:7 }}\u2028"

pytestmark = pytest.mark.django_db


def harmless(page: Page) -> None:
    """Fail if the page has an element or an attribute that only the attack could have made."""
    assert page.problems == []
    written = [script for script in page.all("script") if not (script.get("src") or "").startswith(settings.STATIC_URL)]
    assert [script.attributes for script in written if script.get("type") != "application/ld+json"] == []
    assert [image["src"] for image in page.all("img") if image["src"] == "x"] == []
    assert [element.tag for element in page.walk() for name in element.attributes if name.startswith("on")] == []


@pytest.fixture
def attacked(record: dict[str, Any]) -> str:
    """The slug of an entry all of whose texts attack; its terms, source, document and relative do, too."""
    Source.objects.filter(code="tcia").update(name=ATTACK, aliases=[ATTACK])
    modality = Modality.objects.get(code="CT")
    Modality.objects.filter(code="CT").update(
        names=dict.fromkeys(modality.names, ATTACK), synonyms={"en": [ATTACK]}, mappings={"dicom": ATTACK}
    )
    Document.objects.filter(code="000").update(title=ATTACK, author=ATTACK)
    Dataset.objects.filter(slug="kits19").update(name=ATTACK, revision=(revision := ChangeSet.advance()))
    text = {**record["descriptions"][0], "summary": ATTACK, "description": ATTACK}
    stated = [{**item, "printed": ATTACK, "heading": ATTACK, "note": ATTACK} for item in record["statements"]]
    everything = record | {
        "name": ATTACK,
        "aliases": [ATTACK, "another"],
        "descriptions": [text],
        "statements": stated,
        "disagreements": [
            {"field": "images", "kind": "claim", "explanation": {"en": ATTACK}, "settled": {"en": ATTACK}}
        ],
    }
    facts = {
        "source": ["tcia"],
        "class": [{"name": ATTACK, "count": 3}],
        "link": [{"url": f"https://example.org/?{ATTACK}", "kind": "homepage", "label": ATTACK}],
        "paper": [{"title": ATTACK, "authors": ATTACK, "venue": ATTACK, "doi": ATTACK}],
        "relation": [{"kind": "subset-of", "target": "kits19"}],
    }
    loading.load_datasets([stating(everything, **facts)], revision)
    assert DatasetRelation.objects.filter(dataset__slug=record["slug"]).exists()
    return record["slug"]


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/en/datasets/",
        "/en/datasets/?modality=CT&source=tcia&sort=changed",
        "/en/datasets/example-set/",
        "/en/modalities/",
        "/en/modalities/CT/",
        "/en/sources/",
        "/en/sources/tcia/",
        "/en/about/",
        "/en/compare/?d=example-set&d=kits19",
        "/en/compare/?d=example-set&d=kits19&add=alert",
        "/en/compare/?d=example-set&d=example-set",
    ],
)
def test_text_of_the_catalogue_stays_text(address: str, attacked: str, read: Read) -> None:
    harmless(read(address))


def test_an_attacking_name_is_shown_as_it_is(attacked: str, read: Read) -> None:
    page = read("/en/datasets/example-set/")
    shown = " ".join(ATTACK.split())
    assert page.one("h1").text == shown
    assert page.one("meta", property="og:title")["content"] == shown


def test_structured_data_cannot_end_its_script(attacked: str, client: Client) -> None:
    html = client.get("/en/datasets/example-set/").content.decode("utf-8")
    script = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not {"<", ">", "&"} & set(script)
    assert json.loads(script)["name"] == ATTACK


def test_a_withdrawn_attack_stays_text(attacked: str, read: Read) -> None:
    Dataset.objects.filter(slug=attacked).update(status="withdrawn")
    harmless(read("/en/datasets/example-set/", 410))


@pytest.mark.parametrize(
    "form",
    [
        "/en/datasets/?q={}",
        "/en/datasets/?modality={}",
        "/en/datasets/?{}=1",
        "/en/datasets/?sort={}",
        "/en/datasets/?page={}",
        "/en/datasets/?size_min={}",
        "/en/datasets/?images_max={}",
        "/en/sources/?q={}",
        "/en/sources/?kind={}",
        "/en/compare/?d=kits19&d={}",
        "/en/compare/?d=kits19&add={}",
        "/en/compare/?d=kits19&{}=1",
        "/en/modalities/CT/?page={}",
        "/en/datasets/?q=brain&modality=CT&lang={}",
    ],
)
def test_text_of_a_visitor_stays_text(form: str, client: Client) -> None:
    harmless(Page(client.get(form.format(quote(ATTACK))).content.decode("utf-8")))


def test_a_search_shows_what_was_typed(read: Read) -> None:
    typed = '<b> & "quoted"'
    page = read(f"/en/datasets/?q={quote(typed)}")
    assert typed in page.one("h1").text
    assert page.one("input", id="q")["value"] == typed


@pytest.mark.parametrize("path", ["/nothing/%3Cscript%3Ealert(1)%3C/script%3E/", "/en/%22%3E%3Cimg%20src=x%3E/"])
def test_an_address_that_attacks_stays_text(path: str, read: Read) -> None:
    harmless(read(path, 404))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"]
)
def test_a_description_cannot_link_to_a_script(url: str, read: Read, record: dict[str, Any]) -> None:
    text = {**record["descriptions"][0], "description": f'[here]({url}) <a href="{url}" onclick="x()">there</a>'}
    loading.load_datasets([record | {"descriptions": [text]}], ChangeSet.advance())
    page = read("/en/datasets/example-set/")
    harmless(page)
    assert [link for link in page.one(class_="description").all("a") if link.get("href")] == []
