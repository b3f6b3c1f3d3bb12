"""The statistics page: each link's list has the number that it says, tables and CSV say the same, nothing breaks."""

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from datasets.exports.spreadsheet import read_back
from datasets.models import LANGUAGES, Dataset
from datasets.views.statistics import PLOTS

from .conftest import Read
from .reading import Element, Page

pytestmark = pytest.mark.django_db

PAGE = "/en/statistics/"
COUNTED = [key for key in PLOTS if key not in ("size-subjects", "completeness")]


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def rows(client: Client, key: str, language: str = "en") -> list[list[str]]:
    """Return the data of a plot as a program reads them."""
    response = client.get(f"/{language}/statistics/{key}.csv")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return [[read_back(cell) for cell in row] for row in csv.reader(io.StringIO(text[1:]))]


def entries(client: Client, address: str) -> int:
    """Return how many entries a list has."""
    response = client.get(f"/api/v1/datasets/?{urlsplit(address).query}")
    assert response.status_code == 200, address
    return int(response.json()["count"])


def said_by(link: Element) -> int:
    """Return the number that a link to a list says."""
    found = link.all("span", class_="number")
    return number(found[0].text if found else link.text)


@pytest.mark.parametrize("key", COUNTED)
def test_every_link_leads_to_as_many_entries_as_it_says(key: str, read: Read, client: Client) -> None:
    figure = read(PAGE).one("figure", id=key)
    links = [link for link in figure.all("a") if link["href"].startswith("/en/datasets/?")]
    assert {link["href"]: entries(client, link["href"]) for link in links} == {
        link["href"]: said_by(link) for link in links
    }
    assert links or key == "authority"


def test_a_link_to_the_entries_that_state_a_field_leads_to_its_share(read: Read, client: Client) -> None:
    table = {row[0]: (int(row[2]), int(row[3])) for row in rows(client, "completeness")[1:]}
    links = read(PAGE).one("figure", id="completeness").one("ul", class_="bars").all("a")
    assert len(links) > 5
    for link in links:
        stated, total = table[link.one("span", class_="label").text]
        assert entries(client, link["href"]) == stated
        assert number(link.one("span", class_="number").text) == round(100 * stated / total)


@pytest.mark.parametrize("key", [key for key, plot in PLOTS.items() if plot.tabled])
def test_the_table_behind_a_plot_is_its_data(key: str, read: Read, client: Client) -> None:
    table = read(PAGE).one("figure", id=key).one("details").one("table")
    shown = [[cell.text.replace(",", "") for cell in row.all("th") + row.all("td")] for row in table.all("tr")]
    assert shown == [[cell.replace(",", "") for cell in row] for row in rows(client, key)]


def test_the_heat_map_is_its_data(read: Read, client: Client) -> None:
    head, *body = rows(client, "modality-anatomy")
    table = read(PAGE).one("table", class_="heat")
    assert [cell.text for cell in table.one("thead").all("th")] == head[1:]
    shown = [[cell.text for cell in row.all("td")] for row in table.all("tr")[1:]]
    assert [[cell or "0" for cell in row] for row in shown] == [row[2:] for row in body]
    codes = [row.one("span", class_="badge").text for row in table.one("tbody").all("tr")]
    assert codes == [row[0] for row in body[:-1]]


def test_every_mark_leads_to_its_entry_and_says_name_and_amounts(read: Read, client: Client) -> None:
    marks = read(PAGE).one("figure", id="size-subjects").one("svg").all("a")
    names = dict(Dataset.objects.values_list("slug", "name"))
    assert len(marks) == len(rows(client, "size-subjects")) - 1
    for mark in marks:
        slug = mark["href"].removeprefix("/en/datasets/").removesuffix("/")
        assert mark["aria-label"].startswith(f"{names[slug]}, ")
        assert mark.one("text").text == names[slug]


def test_every_bar_is_as_long_as_its_share_of_the_longest(read: Read) -> None:
    items = read(PAGE).one("figure", id="access").one("ul", class_="bars").all("li")
    numbers = [number(item.one("span", class_="number").text) for item in items]
    lengths = [float(item.one("rect")["width"].removesuffix("%")) for item in items]
    assert lengths == pytest.approx([100 * found / max(numbers) for found in numbers], abs=0.05)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_page_and_the_data(language: str, read: Read, client: Client) -> None:
    page = read(f"/{language}/statistics/")
    assert page.problems == []
    assert [figure["id"] for figure in page.all("figure")] == list(PLOTS)
    for key in PLOTS:
        numbers = [[cell for cell in row if cell.isdigit()] for row in rows(client, key, language)]
        assert numbers == [[cell for cell in row if cell.isdigit()] for row in rows(client, key)]


def test_amounts_are_written_as_the_language_does(read: Read) -> None:
    ticks = [text.text for text in read("/ru/statistics/").one("figure", id="size-subjects").all("text", class_="soft")]
    assert {"10 000", "100 ГБ"} <= set(ticks)


@pytest.mark.parametrize(
    "address",
    [
        "no-such-plot.csv",
        "year.csv/x",
        "year.xlsx",
        "year",
        ".csv",
        "year%00.csv",
        "..%2Fyear.csv",
        "<b>.csv",
        "肝.csv",
    ],
)
def test_what_is_no_plot_is_not_found(address: str, client: Client) -> None:
    assert client.get(f"{PAGE}{address}").status_code == 404


def test_a_name_is_neither_markup_nor_a_formula(change: Callable[..., None], client: Client, read: Read) -> None:
    name = '=HYPERLINK("x")</text><script>1</script>'
    change(Dataset.objects.filter(slug="lidc-idri"), name=name)
    page = read(PAGE)
    assert page.problems == []
    assert page.one("figure", id="size-subjects").all("script") == []
    assert any(text.text == name for text in page.all("text"))
    raw = client.get(f"{PAGE}size-subjects.csv").content.decode("utf-8")
    assert "'=HYPERLINK" in raw
    assert any(row[0] == name for row in rows(client, "size-subjects"))


def test_an_empty_catalogue_is_told_in_words(no_datasets: None, read: Read, client: Client) -> None:
    page = read(PAGE)
    for figure in page.all("figure"):
        assert "nothing to see" in figure.one("figcaption").text
        assert not figure.all("rect")
        assert not figure.all("circle")
    assert all(rows(client, key) for key in PLOTS)


def test_one_entry_is_no_division_by_zero(change: Callable[..., None], read: Read) -> None:
    change(Dataset.objects.exclude(slug="lidc-idri"), status="draft")
    page = read(PAGE)
    assert page.problems == []
    assert len(page.one("figure", id="size-subjects").all("circle", class_="dot")) == 1


def test_a_change_is_seen_with_the_next_request(change: Callable[..., None], read: Read) -> None:
    before = number(read(PAGE).one("table", class_="heat").all("td")[-1].text)
    change(Dataset.objects.filter(slug="lidc-idri"), status="withdrawn")
    assert number(read(PAGE).one("table", class_="heat").all("td")[-1].text) == before - 1


def test_the_page_costs_one_query_once_it_is_made(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE)
    with django_assert_num_queries(1):
        client.get(PAGE)
    with django_assert_num_queries(1):
        client.get(f"{PAGE}year.csv")


def test_every_page_leads_to_the_statistics(read: Read) -> None:
    links = [link["href"] for link in read("/en/about/").all("a")]
    assert links.count(PAGE) == 2


def test_a_page_says_what_each_plot_shows(read: Read) -> None:
    told = [figure.one("figcaption").text for figure in read(PAGE).all("figure")]
    assert all(re.search(r"\d", text) for text in told)
    assert "10 of 145 entries state both, from 15 GB to 10 TB." in told[1]


def test_a_plot_is_described_by_what_it_shows(read: Read) -> None:
    page: Page = read(PAGE)
    picture = page.one("figure", id="size-subjects").one("svg")
    described = picture["aria-describedby"]
    assert page.one("p", id=described).text
