"""Public pages as Markdown, by their ending and by what a client prefers."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from datasets.assistants.markdown import markdown_address
from datasets.models import Dataset, FormerSlug
from datasets.views.engines import PAGES

pytestmark = pytest.mark.django_db

MARKDOWN = "text/markdown; charset=utf-8"
ADDRESSES = (
    "/en/index.md", "/en/datasets.md?q=liver&modality=CT", "/en/datasets.md?view=table",
    "/en/datasets/kits19/evidence.md", "/en/datasets/kits19/history.md", "/en/compare.md?d=kits19&d=lits",
    "/en/overlap.md?train=kits19&test=lits", "/en/anatomy/kidney.md", "/en/modalities/CT.md", "/en/sources.md",
    "/en/guides/beginner.md", "/en/statistics.md", "/en/about.md", "/en/which.md", "/en/guides.md", "/en/changes.md",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_kind_of_page_is_there_as_markdown(address: str, client: Client) -> None:
    answer = client.get(address)
    text = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, MARKDOWN)
    assert re.match(r"# .+\n\n<http://testserver/en/", text)
    # Neither markup nor a relative link is left.
    assert not re.search(r"</?(?:div|p|span|a|td|button|input|form|svg)\b", text)
    assert not re.findall(r"\]\((?!https?://|mailto:|ftp:)", text)
    assert len(answer.content) < len(client.get(address.replace("index.md", "").replace(".md", "/")).content)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_where_its_markdown_is(name: str, client: Client) -> None:
    address = markdown_address(reverse(name))
    page = client.get(reverse(name)).content.decode()
    assert f'<link rel="alternate" type="text/markdown" href="http://testserver{address}">' in page
    assert client.get(address)["Content-Type"] == MARKDOWN


def test_the_markdown_of_a_list_keeps_its_question(client: Client) -> None:
    page = client.get("/fr/datasets/?q=rein&page=2").content.decode()
    assert 'type="text/markdown" href="http://testserver/fr/datasets.md?q=rein&amp;page=2"' in page


def test_an_entry_begins_with_its_lasting_address_and_ends_with_how_to_cite_it(client: Client) -> None:
    text = client.get("/en/datasets/kits19.md").content.decode()
    assert text.startswith("# KiTS19\n\n<http://testserver/d/kits19/>\n")
    assert "@misc{lightbox_kits19," in text.rpartition("\n## ")[2]


def test_the_facts_are_those_of_the_page(client: Client) -> None:
    text = client.get("/ru/datasets/kits19.md").content.decode()
    assert "300 пациентов" in text
    for verdict in ("нет", "да"):
        assert re.search(rf"^\| .+ \| {verdict} \[", text, re.MULTILINE)


def test_a_comparison_is_one_table(client: Client) -> None:
    text = client.get("/en/compare.md?d=kits19&d=lits").content.decode()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows[0].startswith("| Field | [KiTS19](http://testserver/en/datasets/kits19/) | [LiTS]")
    assert rows[1] == "| --- | --- | --- |"
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}


def test_the_lasting_address_leads_to_markdown(client: Client) -> None:
    answer = client.get("/d/kits19.md", headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/datasets/kits19.md")


def test_a_former_slug_leads_to_markdown(client: Client) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits-2019")
    answer = client.get("/en/datasets/kits-2019.md")
    assert (answer.status_code, answer["Location"]) == (301, "/en/datasets/kits19.md")


@pytest.mark.parametrize("address", ["/en/datasets/no-such-entry.md", "/en/nothing.md", "/en/index.md.md"])
def test_what_is_not_there_is_not_found(address: str, client: Client) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, MARKDOWN)
    assert answer.content.startswith(b"# There is no such page\n")


def test_a_withdrawn_entry_is_gone_with_what_is_known(client: Client) -> None:
    Dataset.objects.filter(slug="kits19").update(status="withdrawn")
    answer = client.get("/en/datasets/kits19.md")
    assert answer.status_code == 410
    assert "This entry was withdrawn" in answer.content.decode()


@pytest.mark.parametrize("address", ["/en/desk.md", "/en/desk/links.md", "/llms.md"])
def test_nothing_else_is_answered_so(address: str, client: Client) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] != MARKDOWN


def test_a_file_that_ends_so_stays_what_it_is(client: Client) -> None:
    answer = client.get("/en/compare/paper/table.md?d=kits19&d=lits")
    assert answer["Content-Type"] == MARKDOWN
    assert answer.content.startswith(b"Table: Datasets")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/markdown", "text/markdown"),
        ("text/markdown, text/html;q=0.9, */*;q=0.1", "text/markdown"),
        ("text/html, text/markdown", "text/html"),
        ("text/html;q=0.9, text/markdown;q=0.5", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_a_client_gets_what_it_prefers(accept: str, media_type: str, client: Client) -> None:
    answer = client.get("/en/datasets/kits19/", headers={"accept": accept})
    assert answer["Content-Type"].startswith(media_type)
    assert "Accept" in answer["Vary"].split(", ")


def test_page_and_markdown_at_one_address_have_validators_of_their_own(client: Client) -> None:
    page = client.get("/en/about/")
    text = client.get("/en/about/", headers={"accept": "text/markdown"})
    assert page["ETag"] != text["ETag"]
    again = client.get("/en/about/", headers={"accept": "text/markdown", "if-none-match": text["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept" in again["Vary"].split(", ")
    assert client.get("/en/about/", headers={"if-none-match": text["ETag"]}).status_code == 200
