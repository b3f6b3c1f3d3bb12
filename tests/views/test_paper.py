"""The paper kit's page and files: columns and their order, what the address says, and what changed since a revision."""

import io
import re
import zipfile
from datetime import UTC, datetime
from itertools import cycle
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from datasets.exports import KIT_FORMATS
from datasets.models import LANGUAGES, ChangeSet, Dataset, FormerSlug

from .conftest import Read
from .reading import Page
from .test_hostile import VALUES

TWELVE = [
    "kits19", "lits", "brats", "chestx-ray14", "mura", "ddsm", "isles", "lidc-idri", "acdc", "camelyon", "chaos",
    "drive",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def address(*slugs: str, **more: str | list[str]) -> str:
    pairs = [f"d={slug}" for slug in slugs]
    for name, values in more.items():
        pairs += [f"{name}={value}" for value in ([values] if isinstance(values, str) else values)]
    return f"/en/compare/paper/?{'&'.join(pairs)}"


def asked(url: str, name: str = "d") -> list[str]:
    return [value for key, value in parse_qsl(urlsplit(url).query) if key == name]


def table(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row.all("th") + row.all("td")] for row in page.one("table").all("tr")]


def notices(page: Page) -> str:
    return " ".join(item.text for item in page.all(class_="notice"))


def test_the_table_has_a_row_for_each_dataset_in_the_order_of_the_address(read: Read) -> None:
    page = read(address("lits", "kits19"))
    head, lits, kits = table(page)
    # No source states the year of LiTS or the images of either; a column that only one fills stays.
    assert head == ["Dataset", "Year", "Modality", "Anatomy", "Subjects", "Labels", "Access"]
    assert (lits[0], kits[0]) == ("LiTS [1]", "KiTS19 [2]")
    assert kits[1:] == ["2019", "CT", "Kidney", "300 pat.", "Mask", "Challenge"]
    assert "Left out, because no source states anything there: Images, Licence." in page.text
    assert notices(page) == ""


def test_columns_stand_as_they_are_asked_for(read: Read) -> None:
    page = read(address("kits19", "lits", columns=["split", "year"]))
    assert table(page)[0] == ["Dataset", "Splits", "Year"]
    options = [(item["value"], item.get("checked") is not None) for item in page.all("input", type="checkbox")]
    assert options[:3] == [("split", True), ("year", True), ("modality", False)]


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ({"up": "year"}, ["year", "split", "size"]),
        ({"down": "split"}, ["year", "split", "size"]),
        ({"up": "split"}, ["split", "year", "size"]),
        ({"down": "size"}, ["split", "year", "size"]),
        ({"up": "task"}, ["split", "year", "task", "size"]),
    ],
)
def test_a_column_moves(button: dict[str, str], order: list[str], client: Client) -> None:
    response = client.get(address("kits19", columns=["split", "year", "size"], **button))
    assert response.status_code == 302
    assert asked(response["Location"], "columns") == order
    assert urlsplit(response["Location"]).fragment == f"column-{next(iter(button.values()))}"


def test_the_form_moves_what_is_ticked(read: Read) -> None:
    page = read(address("kits19", "lits"))
    form = next(form for form in page.all("form") if form.all("input", type="checkbox"))
    assert [item["value"] for item in form.all("input", type="hidden")] == ["kits19", "lits"]
    labels = [button["aria-label"] for button in form.all("button") if button.get("aria-label")]
    assert labels[:2] == ["Move Year left", "Move Year right"]
    # What Enter presses only shows the table.
    assert form.all("button")[0].get("name") is None


def test_an_unknown_column_is_said_and_the_others_stand(read: Read) -> None:
    page = read(address("kits19", columns=["year", "colour"]))
    assert "There is no column “colour”; there are: year, modality" in notices(page)
    assert table(page)[0] == ["Dataset", "Year"]


def test_more_columns_than_fit_a_page_are_left_out_and_said(read: Read) -> None:
    columns = ["year", "modality", "anatomy", "subjects", "images", "annotation", "license", "access", "task", "size"]
    page = read(address("lidc-idri", columns=columns))
    assert "more than 10 columns does not fit a page; the last are left out: Size." in notices(page)


def test_twelve_fit_and_the_thirteenth_waits(read: Read) -> None:
    assert len(table(read(address(*TWELVE)))) == 13
    page = read(address(*TWELVE, "busi"))
    assert "At most 12 datasets are compared at once. Waiting for a place: BUSI" in notices(page)
    assert not page.all("form", class_="add")


def test_a_dataset_is_added_and_the_columns_stay(client: Client) -> None:
    response = client.get(address("kits19", columns=["size", "year"], add="brats"))
    assert asked(response["Location"]) == ["kits19", "brats"]
    assert asked(response["Location"], "columns") == ["size", "year"]


def test_nothing_asked_is_a_page_to_begin_at(read: Read) -> None:
    page = read("/en/compare/paper/")
    assert not page.all("table")
    assert page.one("input", id="add")
    assert "Name up to 12 datasets" in page.text


def test_none_that_exists_is_not_found(read: Read) -> None:
    assert "There is no entry “nope”." in notices(read(address("nope"), 404))


def test_withdrawn_entries_alone_are_gone(read: Read) -> None:
    Dataset.objects.filter(slug="lits").update(status=Dataset.Status.WITHDRAWN)
    assert "“LiTS” was withdrawn" in notices(read(address("lits"), 410))


def test_a_former_slug_leads_to_the_current_one(client: Client) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="lits"), slug="lits-before")
    for page in ("/en/compare/paper/", "/en/compare/paper/table.tex"):
        response = client.get(f"{page}?d=lits-before&columns=year")
        assert (response.status_code, response["Location"]) == (301, f"{page}?d=lits&columns=year")


def test_what_is_cited_is_numbered_as_in_the_table(read: Read) -> None:
    page = read(address("lits", "chestx-ray14"))
    for link in page.one("table").all("a"):
        if link["href"].startswith("#"):
            assert f"[{page.one('li', id=link['href'][1:]).one(class_='number').text}]" == link.text
    assert "The Liver Tumor Segmentation Benchmark" in page.one("li", id="reference-1").text


def test_the_methods_section_says_where_the_facts_come_from(read: Read) -> None:
    text = read(address("lits", "chestx-ray14")).one("p", class_="methods").text
    number = ChangeSet.current()[0]
    assert f"revision {number} of" in text
    assert "2 datasets in Table 1" in text
    assert re.search(r"rest on \d+ documents", text)
    assert re.search(r"In \d+ of \d+ cells, sources state different values \(†\)", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_every_language(language: str, read: Read) -> None:
    page = read(f"/{language}/compare/paper/?d=lidc-idri&d=lits")
    assert page.problems == []
    assert "%(" not in page.text
    assert page.one("p", class_="methods").text


def test_the_lasting_address_names_the_revision_and_the_columns(read: Read) -> None:
    lasting = read(address("kits19", "lits")).one("p", class_="permanent").one("a")["href"]
    assert asked(lasting, "revision") == [str(ChangeSet.current()[0])]
    assert asked(lasting, "columns")[:2] == ["year", "modality"]
    page = read(lasting.removeprefix("http://testserver"))
    assert notices(page) == ""
    assert not page.all("section", class_="since")


def test_a_catalogue_that_moved_on_says_which_of_the_entries_changed(read: Read) -> None:
    before = ChangeSet.current()[0]
    ChangeSet.objects.filter(pk=before).update(created=datetime(2026, 1, 2, 12, tzinfo=UTC))
    Dataset.objects.filter(slug="lits").update(revision=ChangeSet.advance())
    since = read(address("kits19", "lits", revision=str(before))).one("section", class_="since")
    assert f"has changed since revision {before} of Jan. 2, 2026" in since.text
    assert [(item.text, item.one("a")["href"]) for item in since.all("li")] == [
        ("LiTS: what changed", "/en/datasets/lits/history/")
    ]
    other = read(address("kits19", "mura", revision=str(before))).one("section", class_="since")
    assert "None of these entries has changed" in other.text


@pytest.mark.parametrize("typed", ["900000", "-1", "x", "1" * 40, "1.5"])
def test_a_revision_that_there_is_not_is_said(typed: str, read: Read) -> None:
    assert "There is no revision" in notices(read(address("kits19", revision=typed)))


@pytest.mark.parametrize("ending", KIT_FORMATS)
def test_each_file_has_its_type_and_name(ending: str, client: Client) -> None:
    response = client.get(f"/en/compare/paper/table.{ending}?d=kits19&d=lits&columns=year")
    assert response.status_code == 200
    assert response["Content-Type"] == KIT_FORMATS[ending].media_type
    assert response["Content-Disposition"] == f'attachment; filename="lightbox-table-kits19-lits.{ending}"'
    content = response.content
    if ending == "xlsx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml")
    assert "KiTS19" in content.decode()


def test_the_page_leads_to_each_file_with_its_columns(client: Client, read: Read) -> None:
    links = read(address("kits19", columns=["size", "year"])).one("ul", class_="formats").all("a")
    assert [link.text.split()[-1] for link in links] == [f".{ending}" for ending in KIT_FORMATS]
    for link in links:
        assert asked(link["href"], "columns") == ["size", "year"]
        assert client.get(link["href"]).status_code == 200


def test_a_file_speaks_the_language_that_is_asked_for(client: Client) -> None:
    response = client.get("/en/compare/paper/table.md?d=kits19&lang=fr")
    assert response["Content-Language"] == "fr"
    assert "Jeu de données" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "name 1 to 12 datasets"),
        ("d=kits19&d=nope", "no entry “nope”"),
        ("&".join(f"d={slug}" for slug in [*TWELVE, "busi"]), "at most 12"),
        ("d=kits19&columns=colour", "no column “colour”"),
        ("d=kits19&revision=900000", "no revision “900000”"),
        ("d=kits19&lang=xx", "lang"),
    ],
)
def test_a_file_that_cannot_be_made_says_why(query: str, message: str, client: Client) -> None:
    response = client.get(f"/en/compare/paper/table.tex?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert message in response.content.decode()


def test_twelve_cost_as_many_queries_as_two(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for slugs in (TWELVE[:2], TWELVE):
        # The revision for the validator and that of the page, the choice, what belongs to it, and terms that only
        # statements name.
        with django_assert_max_num_queries(11, info=str(slugs)):
            client.get(address(*slugs))
        # Overlap takes at most three more, and only where it is a column.
        with django_assert_max_num_queries(14, info=str(slugs)):
            client.get(address(*slugs, columns=["overlap", "year"]))


def test_names_stay_text(read: Read) -> None:
    Dataset.objects.filter(slug="lits").update(name="<script>alert(1)</script> [x](y) \\input{z}")
    page = read(address("kits19", "lits", columns=["overlap", "year"]))
    assert page.problems == []
    assert len(page.all("script")) == len(read(address("kits19")).all("script"))


def test_whatever_is_asked_is_answered(client: Client) -> None:
    names = cycle(("d", "add", "columns", "revision", "up", "down"))
    for value, name in zip(VALUES, names, strict=False):
        response = client.get(f"/en/compare/paper/?d=kits19&{name}={value}")
        assert response.status_code in (200, 301, 302, 400, 414), (name, value)
        response = client.get(f"/en/compare/paper/table.csv?columns={value}&revision={value}")
        assert response.status_code in (400, 414), value
