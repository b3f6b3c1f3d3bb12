"""The page of one entry: every fact with its source, and what programs and people take away from it."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.test import Client

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset
from datasets.records import loading
from datasets.records.files import Tree
from tests.stating import stating

from .conftest import Read
from .reading import Element, Page

NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")

pytestmark = pytest.mark.django_db


def single(text: str) -> str:
    """Return `text` with single spaces, as a page shows it."""
    return " ".join(text.split())


def page_of(record: Record, site: dict[str, Page]) -> Page:
    return site[f"/en/datasets/{record['slug']}/"]


def evidence_of(record: Record, site: dict[str, Page]) -> Page:
    return site[f"/en/datasets/{record['slug']}/evidence/"]


def statements(page: Page) -> list[tuple[str, str, str]]:
    """Return what the documents say as a page shows it: printed text, document and line of each statement."""
    rows = [row for row in page.one("table", class_="statements").all("tr") if row.get("id")]
    cells = [row.all("td") for row in rows]
    return [(row[0].all("span")[0].text, code_of(row[1]), row[2].text) for row in cells]


def code_of(cell: Element) -> str:
    """Return the code of the document that a cell names: a reference says it, to another document leads a link."""
    cited = cell.all("cite")
    return cited[0]["title"] if cited else urlsplit(cell.all("a")[0]["href"]).fragment


def test_every_number_of_every_statement_is_on_the_page_with_document_and_line(
    tree: Tree, site: dict[str, Page]
) -> None:
    lost = []
    for _, record in tree.dataset:
        shown: dict[tuple[str, str], str] = {}
        for printed, document, line in statements(evidence_of(record, site)):
            shown[document, line] = f"{shown.get((document, line), '')} {printed}"
        for item in record["statements"]:
            text = shown.get((item["document"], str(item["line"] or "")), "")
            lost += [
                f"{record['slug']}: {number} of {item['printed']!r} ({item['document']}:{item['line']})"
                for number in NUMBER.findall(item["printed"])
                if single(number) not in text
            ]
    assert not lost, "\n".join(lost)


def test_every_statement_is_on_the_page_as_it_is_printed(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        expected = [
            (single(item["printed"]), item["document"], "" if item["line"] is None else str(item["line"]))
            for field in FIELDS
            for item in record["statements"]
            if item["field"] == field
        ]
        assert statements(evidence_of(record, site)) == expected, record["slug"]


def test_every_statements_note_and_heading_is_on_the_page(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        text = evidence_of(record, site).one("table", class_="statements").text
        for item in record["statements"]:
            assert single(item["note"] or "") in text, record["slug"]
            assert single(item["heading"] or "") in text, record["slug"]


def test_every_fact_leads_to_the_statements_behind_it(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        page = page_of(record, site)
        places = [urldefrag(link["href"]) for link in page.all("a") if "/evidence/#s" in link["href"]]
        assert places or not record["statements"], record["slug"]
        # A relation may rest on a statement of the other entry.
        for address, place in places:
            assert site[address].one("tr", id=place)


def test_every_mark_opens_what_stands_beside_it(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        page = page_of(record, site)
        opened = [button["popovertarget"] for button in page.all("button", class_="mark")]
        assert len(opened) == len(set(opened)), record["slug"]
        assert {box["id"] for box in page.all("div", class_="sources")} - {"commands"} == set(opened), record["slug"]


def test_every_name_is_on_the_page(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        page = page_of(record, site)
        assert page.one("h1").text == record["name"]
        for alias in record["aliases"]:
            assert single(alias) in page.one(class_="aliases").text, record["slug"]


def test_every_link_is_on_the_page(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        links = {link["href"] for link in page_of(record, site).all("a")}
        assert {link["url"] for link in record["link"]} <= links, record["slug"]


def test_every_disagreement_is_on_the_page(tree: Tree, site: dict[str, Page]) -> None:
    seen = 0
    for _, record in tree.dataset:
        for item in record["disagreements"]:
            seen += 1
            text = page_of(record, site).one(class_="disagreements").text
            assert single(item["explanation"]["en"]) in text, record["slug"]
    assert seen > 20


def test_every_class_and_split_is_on_the_page_with_its_count(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        page = page_of(record, site)
        rows = [row.text.replace(",", "") for table in page.all("table", class_="bars") for row in table.all("tr")]
        if any(item["count"] for item in record["class"]):
            for item in record["class"]:
                count = "unknown" if item["count"] is None else str(item["count"])
                assert any(row.startswith(f"{single(item['name'])} {count}".replace(",", "")) for row in rows), item
        else:
            named = {item.text for some in page.all("ul", class_="inline") for item in some.all("li")}
            assert {single(item["name"]) for item in record["class"]} <= named
        for item in record["split"]:
            if item["count"] is not None:
                assert any(str(item["count"]) in row for row in rows), (record["slug"], item)


def test_every_share_of_a_split_that_a_document_gives_is_on_the_page(read: Read, record: dict[str, Any]) -> None:
    split = {"name": "train", "count": None, "unit": None, "percent": 62.5}
    loading.load_datasets([stating(record, split=[split])], ChangeSet.advance())
    assert "62.5" in read("/en/datasets/example-set/").one("main").text


def test_access_steps_are_in_their_order(tree: Tree, site: dict[str, Page]) -> None:
    names = {
        term["code"]: term["names"]["en"]
        for _, vocabulary in tree.vocabulary
        if vocabulary["vocabulary"] == "access_step"
        for term in vocabulary["terms"]
    }
    seen = 0
    for _, record in tree.dataset:
        text = page_of(record, site).one("main").text
        places = [text.find(names[code]) for code in record["access_step"]]
        assert -1 not in places, record["slug"]
        assert places == sorted(places), record["slug"]
        seen += len(places) > 1
    assert seen


def test_a_relation_is_on_the_pages_of_both_entries(tree: Tree, site: dict[str, Page]) -> None:
    seen = 0
    for _, record in tree.dataset:
        for relation in record["relation"]:
            seen += 1
            here = {link["href"] for link in page_of(record, site).one(class_="related").all("a")}
            there = {
                link["href"] for link in site[f"/en/datasets/{relation['target']}/"].one(class_="related").all("a")
            }
            assert f"/en/datasets/{relation['target']}/" in here
            assert f"/en/datasets/{record['slug']}/" in there
    assert seen > 10


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_a_related_entry_that_is_not_published_is_not_shown(
    status: str, read: Read, change: Callable[..., None]
) -> None:
    change(Dataset.objects.filter(slug="oasis"), status=status)
    assert "/en/datasets/oasis/" not in [link["href"] for link in read("/en/datasets/oasis-longitudinal/").all("a")]


def test_every_paper_is_on_the_page(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        page = page_of(record, site)
        text = page.one("main").text
        for paper in record["paper"]:
            first = (paper["authors"] or "").partition(",")[0].partition(" and ")[0]
            for said in (first, paper["title"], paper["venue"], paper["doi"]):
                assert single(said or "") in text, (record["slug"], said)
            links = {link["href"] for link in page.all("a")}
            assert not paper["url"] or {paper["url"], f"https://doi.org/{paper['doi']}"} & links, record["slug"]


def test_text_that_nobody_reviewed_says_so(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        reviewed = next(text["reviewed"] for text in record["descriptions"] if text["language"] == "en")
        assert bool(page_of(record, site).all(class_="review")) is not reviewed, record["slug"]


def answers(page: Page) -> dict[str, str]:
    """Return the four answers by their keys."""
    found = {part.one("h2")["id"].removeprefix("answer-"): part for part in page.all("section", class_="answer")}
    return {key: part.text.removeprefix(part.one("h2").text).strip() for key, part in found.items()}


def test_what_nobody_states_is_said_in_one_line(read: Read, record: dict[str, Any]) -> None:
    loading.load_datasets([record], ChangeSet.advance())
    page = read("/en/datasets/example-set/")
    assert answers(page)["get"].startswith("? Not stated")
    assert answers(page)["use"] == "? Not stated No licence and no terms: ask the publisher."
    missing = page.one("p", class_="missing").text
    for label in ("Subjects", "Size", "Licence", "Access"):
        assert label in missing
    assert "Images" not in missing
    assert "unknown" not in page.one("dl", class_="facts").text


def test_a_count_of_zero_is_not_unknown(read: Read, record: dict[str, Any]) -> None:
    loading.load_datasets([stating(record, images={"value": 0, "unit": "images"})], ChangeSet.advance())
    assert answers(read("/en/datasets/example-set/"))["amount"].startswith("0 · Images")


def test_an_entry_without_a_text_still_has_a_page(read: Read) -> None:
    Dataset.objects.get(slug="kits19").descriptions.all().delete()
    page = read("/en/datasets/kits19/")
    assert page.one("h1").text == "KiTS19"
    assert json.loads(page.one("script", type="application/ld+json").raw)["name"] == "KiTS19"


def test_the_description_may_be_written_in_markdown(read: Read, record: dict[str, Any]) -> None:
    text = {**record["descriptions"][0], "description": "It is *small* and [here](https://example.org/)."}
    loading.load_datasets([record | {"descriptions": [text]}], ChangeSet.advance())
    description = read("/en/datasets/example-set/").one(class_="description")
    assert description.one("em").text == "small"
    assert description.one("a")["href"] == "https://example.org/"


def test_printed_text_is_marked_with_its_language(site: dict[str, Page]) -> None:
    table = site["/en/datasets/brats/evidence/"].one("table", class_="statements")
    languages = {span.get("lang") for span in table.all("span") if "脑肿瘤" in span.text}
    assert languages == {"zh-Hans"}


# What programs read.


def test_every_entry_has_its_canonical_address_and_open_graph_tags(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        page = page_of(record, site)
        address = f"http://testserver/en/datasets/{record['slug']}/"
        assert page.one("link", rel="canonical")["href"] == address
        tags = {tag["property"]: tag["content"] for tag in page.all("meta") if tag.get("property")}
        summary = next(text["summary"] for text in record["descriptions"] if text["language"] == "en")
        assert tags["og:title"] == record["name"]
        assert tags["og:description"] == summary
        assert tags["og:url"] == address
        assert tags["og:type"]
        assert tags["og:site_name"] == "Lightbox"
        assert page.one("meta", name="description")["content"] == summary


def test_every_entry_is_what_schema_org_calls_it(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        script = page_of(record, site).one("script", type="application/ld+json")
        data = json.loads(script.raw)
        address = f"http://testserver/en/datasets/{record['slug']}/"
        assert data["@context"] == "https://schema.org"
        assert (data["@type"] == "Dataset") == (record["kind"] in ("dataset", "challenge", "library")), record["slug"]
        assert data["@id"] == f"http://testserver/d/{record['slug']}/"
        assert (data["name"], data["url"]) == (record["name"], address)
        assert data.get("alternateName", []) == record["aliases"]
        # What search engines ask for: https://developers.google.com/search/docs/appearance/structured-data/dataset
        assert 50 <= len(data["description"]) <= 5_000, record["slug"]
        assert not [key for key, value in data.items() if value in (None, "", [], {})], record["slug"]
        if record["year"] is not None:
            assert data["datePublished"] == str(record["year"])
        if record["access"] == "unknown":
            assert "isAccessibleForFree" not in data


def test_addresses_in_the_structured_data_are_absolute(tree: Tree, site: dict[str, Page]) -> None:
    def addresses(node: object) -> list[str]:
        if isinstance(node, dict):
            own = [value for key, value in node.items() if key in ("url", "@id", "contentUrl", "sameAs")]
            flat = [text for value in own for text in (value if isinstance(value, list) else [value])]
            return flat + [text for child in node.values() for text in addresses(child)]
        if isinstance(node, list):
            return [text for child in node for text in addresses(child)]
        return []

    for _, record in tree.dataset:
        for address in addresses(json.loads(page_of(record, site).one("script", type="application/ld+json").raw)):
            assert urlsplit(address).scheme in ("http", "https", "ftp"), (record["slug"], address)
            assert urlsplit(address).netloc, (record["slug"], address)


def test_every_entry_has_a_citation_to_copy(tree: Tree, site: dict[str, Page]) -> None:
    keys = set()
    for _, record in tree.dataset:
        sentence, bibtex = (block.raw for block in page_of(record, site).all("pre", class_="copy"))
        address = f"http://testserver/d/{record['slug']}/"
        assert record["name"] in sentence
        assert address in sentence
        assert f"url = {{{address}}}" in bibtex
        keys.add(bibtex.splitlines()[0])
    assert len(keys) == len(tree.dataset)


def test_every_entry_gives_its_lasting_address_and_its_record(tree: Tree, site: dict[str, Page]) -> None:
    for _, record in tree.dataset:
        links = {link["href"] for link in page_of(record, site).one("main").all("a")}
        assert f"http://testserver/d/{record['slug']}/" in links
        assert f"/api/v1/datasets/{record['slug']}/" in links


def test_a_change_is_on_the_page_at_once(read: Read) -> None:
    read("/en/datasets/kits19/")
    Dataset.objects.filter(slug="kits19").update(name="KiTS 2019")
    ChangeSet.advance()
    assert read("/en/datasets/kits19/").one("h1").text == "KiTS 2019"


def test_a_page_does_not_depend_on_the_search_index(client: Client) -> None:
    Dataset.objects.exclude(slug="kits19").delete()
    assert client.get("/en/datasets/kits19/").status_code == 200
