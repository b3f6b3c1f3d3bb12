"""The comparison page and its files: what the address says, what is wrong with it, and what can be done from there."""

import io
import json
import random
import re
import zipfile
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from datasets.exports import FORMATS
from datasets.models import Dataset, FormerSlug, kept

from .conftest import Read
from .reading import Element, Page
from .test_hostile import VALUES

SEVEN = ["kits19", "lits", "brats", "chestx-ray14", "mura", "ddsm", "isles"]

pytestmark = pytest.mark.django_db


def address(*slugs: str, **more: str) -> str:
    pairs = [*(f"d={slug}" for slug in slugs), *(f"{name}={value}" for name, value in more.items())]
    return f"/en/compare/?{'&'.join(pairs)}"


def asked(url: str) -> list[str]:
    """Return the slugs of a comparison's address."""
    assert urlsplit(url).path == "/en/compare/", url
    return [value for name, value in parse_qsl(urlsplit(url).query) if name == "d"]


def compared(page: Page) -> list[str]:
    """Return the names in the table's heading."""
    return [cell.all("a")[0].text for cell in page.one("table", class_="comparison").one("thead").all("th")[1:]]


def notices(page: Page) -> str:
    return " ".join(item.text for item in page.all(class_="notice"))


def said(cell: Element) -> list[Element]:
    """Return the texts of a cell, without those of its sources."""
    return [item for one in cell.all("ul", class_="said") for item in one.all("li")]


def row(page: Page, label: str) -> list[Element]:
    rows = [line for line in page.one("table", class_="comparison").all("tr") if line.all("th", class_="field")]
    line = next(line for line in rows if line.all("th")[0].text.startswith(label))
    return line.all("td")


def test_datasets_stand_side_by_side_in_the_order_of_the_address(read: Read) -> None:
    page = read(address("lits", "kits19", "brats"))
    assert compared(page) == ["LiTS", "KiTS19", "BraTS"]
    assert page.one("h1").text == "Compare: LiTS · KiTS19 · BraTS"
    assert notices(page) == ""


def test_what_differs_comes_first_by_group_then_what_is_the_same(read: Read) -> None:
    table = read(address("kits19", "lits")).one("table", class_="comparison")
    blocks = [line.text for line in table.all("tr", class_="block")]
    assert blocks == ["What differs", "The same in all"]
    groups = [line.text for line in table.all("tr", class_="group")]
    assert groups == [
        "What it shows", "How much", "Annotations and who made them", "Official splits", "Access and rights",
        "Quality and level", "Where it comes from",
    ]  # fmt: skip
    assert "Modality" in table.one("tbody", class_="same").text


def test_what_nobody_states_is_one_quiet_line(read: Read) -> None:
    page = read(address("kits19", "lits"))
    (line,) = (item.text for item in page.all("p", class_="quiet") if "Not stated for any" in item.text)
    assert "Validation" in line
    assert "Validation" not in page.one("table", class_="comparison").text


def test_one_alone_has_no_differences(read: Read) -> None:
    table = read(address("kits19")).one("table", class_="comparison")
    assert [line.text for line in table.all("tr", class_="block")] == ["What is known"]


def test_nothing_around_the_table_scrolls(read: Read) -> None:
    table = read(address("kits19", "lits")).one("table", class_="comparison")
    parent = table.parent
    while parent is not None:
        assert "scroll" not in (parent.get("class") or "").split()
        parent = parent.parent


def test_no_cell_is_empty_and_unknown_is_said(read: Read) -> None:
    page = read(address("lits", "osirix-dicom-library"))
    assert all(cell.text for cell in page.one("table", class_="comparison").all("td"))
    unknown, refused = row(page, "Images: redistribution")
    assert unknown.one(class_="unknown").one(class_="visually-hidden").text == "unknown"
    assert [item.text for item in said(refused)] == ["no"]


def test_every_known_cell_has_one_mark_that_opens_its_statements(read: Read) -> None:
    page = read(address("kits19", "chestx-ray14"))
    number = 0
    for cell in page.one("table", class_="comparison").all("td"):
        marks = cell.all("button", class_="mark")
        assert len(marks) == (not cell.all(class_="unknown")), cell.text
        for mark in marks:
            opened = page.one("div", id=mark["popovertarget"])
            assert opened.all("li")
            assert all("#s" in item.all("a")[0]["href"] for item in opened.all("li"))
            number += 1
    assert number > 40


def test_what_is_disputed_is_marked_and_leads_to_the_explanation(read: Read) -> None:
    page = read(address("chestx-ray14", "kits19"))
    cell, undisputed = row(page, "Quality")
    explained = []
    for link in cell.all("a", class_="dispute"):
        path, _, anchor = link["href"].partition("#")
        explained.append(read(path).one("li", id=anchor).text)
    assert "four in its comparison" in explained[0]
    assert "automatic (NLP) annotations" in explained[1]
    assert "differs" in cell.one("button", class_="mark")["class"]
    assert not undisputed.all("a", class_="dispute")


def test_bars_have_no_style_and_a_number_beside_them(read: Read) -> None:
    cells = row(read(address("covid-19-radiography-database", "chestx-ray14")), "Size")
    assert [cell.one("rect")["width"] for cell in cells] == ["2.86", "100.00"]
    assert [said(cell)[0].text for cell in cells] == ["1.2 GB", "42 GB"]
    assert all(cell.one("svg")["aria-hidden"] == "true" for cell in cells)


def test_only_differences(read: Read) -> None:
    page = read(address("kits19", "lits"))
    link = next(link for link in page.all("a") if link.text == "Show only differences")
    fewer = read(link["href"])
    assert len(fewer.all("td")) < len(page.all("td"))
    assert not fewer.all("tbody", class_="same")
    back = next(link for link in fewer.all("a") if link.text == "Show all rows")
    assert len(read(back["href"]).all("td")) == len(page.all("td"))
    assert all("only=differences" in heading["href"] for heading in fewer.all("a") if heading.get("aria-label"))


def test_columns_move(read: Read) -> None:
    page = read(address("kits19", "lits", "brats"))
    moves = {link["aria-label"]: asked(link["href"]) for link in page.all("a") if link.get("aria-label")}
    assert moves == {
        "Move KiTS19 right": ["lits", "kits19", "brats"],
        "Move LiTS left": ["lits", "kits19", "brats"],
        "Move LiTS right": ["kits19", "brats", "lits"],
        "Move BraTS left": ["kits19", "brats", "lits"],
    }


def test_a_column_is_removed_by_a_form(client: Client, read: Read) -> None:
    page = read(address("kits19", "lits", "brats"))
    button = next(button for button in page.all("button") if button.get("aria-label") == "Remove LiTS")
    form = page.one("form", id=button["form"])
    data = {field["name"]: field["value"] for field in form.all("input")} | {button["name"]: button["value"]}
    response = client.post(form["action"], data)
    assert response.status_code == 303
    assert asked(response["Location"]) == ["kits19", "brats"]


@pytest.mark.parametrize("typed", ["brats", "BraTS", "Multimodal Brain Tumor Segmentation Challenge", " brats "])
def test_a_dataset_is_added_by_slug_name_or_alias(typed: str, client: Client) -> None:
    response = client.get("/en/compare/", {"d": ["kits19", "lits"], "add": typed, "only": "differences"})
    assert response.status_code == 302
    assert asked(response["Location"]) == ["kits19", "lits", "brats"]
    assert "only=differences" in response["Location"]


def test_words_that_fit_several_give_a_choice(read: Read) -> None:
    page = read(address("kits19", add="chest"))
    found = [asked(link["href"]) for link in page.one(class_="candidates").all("a")]
    assert len(found) > 1
    assert all(slugs[0] == "kits19" and len(slugs) == 2 for slugs in found)
    assert compared(page) == ["KiTS19"]


def test_words_that_fit_nothing_say_so_and_stay_in_the_field(read: Read) -> None:
    page = read(address("kits19", "lits", add="xyzzyplugh"))
    assert "Nothing was found for “xyzzyplugh”." in notices(page)
    assert page.one("input", id="add")["value"] == "xyzzyplugh"
    assert compared(page) == ["KiTS19", "LiTS"]


def test_adding_what_is_there_says_so(read: Read) -> None:
    assert "is in this comparison already" in notices(read(address("kits19", "lits", add="kits19")))


def test_too_many_words_are_refused_with_the_limit(read: Read) -> None:
    assert "at most 300 characters" in notices(read(address("kits19", "lits", add="a" * 301)))


def test_the_form_keeps_what_is_compared(read: Read) -> None:
    form = read(address("kits19", "lits", only="differences")).one("form", class_="add")
    kept = [(field["name"], field["value"]) for field in form.all("input", type="hidden")]
    assert kept == [("d", "kits19"), ("d", "lits"), ("only", "differences")]
    field = form.one("input", id="add")
    assert (field["data-suggest"], field["data-suggest-kind"]) == ("/api/v1/suggestions/", "entry")


def test_six_leave_no_room_for_one_more(read: Read) -> None:
    page = read(address(*SEVEN[:6]))
    assert len(compared(page)) == 6
    assert not page.all("form", class_="add")


def test_an_unknown_slug_is_said_and_the_others_are_compared(read: Read) -> None:
    page = read(address("kits19", "no-such-set", "lits"))
    assert "There is no entry “no-such-set”" in notices(page)
    assert compared(page) == ["KiTS19", "LiTS"]


def test_none_that_exists_is_not_found(read: Read) -> None:
    page = read(address("no-such-set", "nor-this"), 404)
    assert "There is no entry “no-such-set”." in notices(page)
    assert "the others" not in notices(page)
    assert page.one("input", id="add")


def test_nothing_asked_is_a_page_to_begin_at(read: Read) -> None:
    page = read("/en/compare/")
    assert page.one("h1").text == "Compare datasets"
    assert not page.all("table")
    assert page.one("input", id="add")


def test_one_is_shown_and_another_asked_for(read: Read) -> None:
    page = read(address("kits19"))
    assert "One dataset is no comparison yet" in notices(page)
    assert compared(page) == ["KiTS19"]


def test_the_seventh_waits_and_moves_up(read: Read) -> None:
    page = read(address(*SEVEN))
    assert len(compared(page)) == 6
    assert "At most 6 datasets are compared at once. Waiting for a place: ISLES" in notices(page)
    form = page.one("form", id="without-brats")
    assert asked(form.one("input")["value"]) == [slug for slug in SEVEN if slug != "brats"]


def test_the_same_twice_is_said_and_stands_once(read: Read) -> None:
    page = read(address("kits19", "lits", "kits19"))
    assert "“KiTS19” was asked for more than once" in notices(page)
    assert compared(page) == ["KiTS19", "LiTS"]
    assert page.one("link", rel="canonical")["href"] == f"http://testserver{address('kits19', 'lits')}"


def test_a_withdrawn_entry_is_compared_by_what_is_known(read: Read) -> None:
    Dataset.objects.filter(slug="lits").update(status=Dataset.Status.WITHDRAWN)
    page = read(address("kits19", "lits"))
    assert "“LiTS” was withdrawn; what was known of it is compared." in notices(page)
    assert compared(page) == ["KiTS19", "LiTS"]


def test_withdrawn_entries_alone_are_gone(read: Read) -> None:
    Dataset.objects.filter(slug__in=["lits", "kits19"]).update(status=Dataset.Status.WITHDRAWN)
    assert compared(read(address("kits19", "lits"), 410)) == ["KiTS19", "LiTS"]


@pytest.mark.parametrize("page", ["/en/compare/", "/en/compare/export.csv"])
def test_a_former_slug_leads_to_the_current_one_and_keeps_the_rest(page: str, client: Client) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="lits"), slug="lits-before")
    response = client.get(f"{page}?d=kits19&d=lits-before&d=nope&only=differences")
    assert response.status_code == 301
    assert response["Location"] == f"{page}?d=kits19&d=lits&d=nope&only=differences"


def test_what_is_not_a_parameter_is_said(read: Read) -> None:
    page = read(address("kits19", "lits", colour="red", only="same"))
    assert "“colour”: This is not a parameter" in notices(page)
    assert "Only “differences” is understood" in notices(page)
    assert len(page.all("td")) == len(read(address("kits19", "lits")).all("td"))


def test_six_cost_as_many_queries_as_two(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for slugs in (SEVEN[:2], SEVEN[:6], SEVEN):
        # One of them for terms that only statements name, where there are any.
        kept.forget()
        with django_assert_max_num_queries(9, info=str(slugs)) as exported:
            client.get(f"/en/compare/export.csv?{urlsplit(address(*slugs)).query}")
        assert len(exported) >= 6
        # Warnings of overlap take at most three, as far as relations lead.
        kept.forget()
        with django_assert_max_num_queries(12, info=str(slugs)):
            client.get(address(*slugs))


@pytest.mark.parametrize("ending", FORMATS)
def test_each_file_has_its_type_and_name(ending: str, client: Client) -> None:
    response = client.get(f"/en/compare/export.{ending}?d=kits19&d=lits")
    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[ending].media_type
    assert response["Content-Disposition"] == f'attachment; filename="lightbox-kits19-lits.{ending}"'
    content = response.content
    if ending == "xlsx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml")
    assert "KiTS19" in content.decode()
    assert "http://testserver/d/kits19/" in content.decode()


def test_the_page_leads_to_each_file(client: Client, read: Read) -> None:
    links = read(address("kits19", "lits", only="differences")).one("div", class_="actions").all("a")[1:4]
    assert [link.text for link in links] == ["CSV", "XLSX", "JSON"]
    for link in links:
        assert client.get(link["href"]).status_code == 200
    data = json.loads(client.get(links[2]["href"]).content)
    assert data["only_differences"]
    assert [item["slug"] for item in data["datasets"]] == ["kits19", "lits"]


def test_the_file_and_the_page_say_the_same(client: Client, read: Read) -> None:
    page = read(address("kits19", "chestx-ray14"))
    data = json.loads(client.get("/en/compare/export.json?d=kits19&d=chestx-ray14").content)
    unknown = " ".join(line.text for line in page.all("p", class_="quiet"))
    for group in data["groups"]:
        for line in group["rows"]:
            if not any(cell["known"] for cell in line["cells"].values()):
                assert line["label"] in unknown
                continue
            shown = [[item.text.strip("“”") for item in said(cell)] or ["unknown"] for cell in row(page, line["label"])]
            assert shown == [[" ".join(text.split()) for text in cell["text"]] for cell in line["cells"].values()]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "name 1 to 6 datasets"),
        ("d=kits19&d=nope", "no entry “nope”"),
        ("&".join(f"d={slug}" for slug in SEVEN), "at most 6"),
        ("d=kits19&d=lits&only=same", "only “differences”"),
    ],
)
def test_a_file_that_cannot_be_made_says_why(query: str, message: str, client: Client) -> None:
    response = client.get(f"/en/compare/export.csv?{query}")
    assert response.status_code == 400
    assert message in response.content.decode()


@pytest.mark.parametrize("query", ["d=nope", "", "d=kits19&only=same", "d=kits19&lang=xx", "d=kits19&d=肾", "d=<b>"])
def test_a_refusal_has_the_form_that_was_asked_for(query: str, client: Client) -> None:
    refused = client.get(f"/en/compare/export.json?{query}")
    assert refused.status_code == 400
    assert "json" in refused["Content-Type"]
    assert json.loads(refused.content)["detail"]
    for ending in ("csv", "xlsx"):
        assert client.get(f"/en/compare/export.{ending}?{query}")["Content-Type"] == "text/plain; charset=utf-8"


def test_there_is_no_file_of_another_kind(client: Client) -> None:
    assert client.get("/en/compare/export.xls?d=kits19&d=lits").status_code == 404


def test_scripts_wait_until_the_page_is_there(read: Read) -> None:
    scripts = read(address("kits19", "lits")).all("script")
    names = ("suggest", "tray", "compare", "share")
    assert [script["src"] for script in scripts] == [f"/static/{name}.js" for name in names]
    assert all(script.get("defer") == "" for script in scripts)


def test_whatever_is_asked_is_answered(client: Client) -> None:
    chance = random.Random(11)  # noqa: S311 - for coverage, not for secrecy
    for value in VALUES:
        for name in ("d", "add", "only"):
            response = client.get(f"/en/compare/?d=kits19&{name}={value}")
            assert response.status_code in (200, 301, 302, 400, 414), (name, value)
        response = client.get(f"/en/compare/export.{chance.choice(list(FORMATS))}?d={value}&only={value}")
        assert response.status_code in (200, 400, 414), value
    for query in ("&".join(["d=kits19"] * 1_500), "&".join(f"d=a{number}" for number in range(1_500))):
        assert client.get(f"/en/compare/?{query}").status_code in (200, 404, 414)


def test_names_in_a_title_stay_text(read: Read) -> None:
    Dataset.objects.filter(slug="lits").update(
        name="<script>alert(1)</script>", aliases=["<img src=x onerror=alert(1)>"]
    )
    page = read(address("kits19", "lits"))
    assert page.problems == []
    assert not [element for element in page.walk() if element.tag == "img" and element.get("onerror")]
    assert re.search(r"<script>alert", page.one("h1").text)


def test_a_quotation_says_its_language(read: Read) -> None:
    cell, _ = row(read(address("chest-xray-pneumonia", "kits19")), "Annotation in detail")
    assert [(item.get("lang"), item.one("q").text) for item in cell.all("li") if item.text == "Validées"] == [
        ("fr", "Validées")
    ]


def test_another_name_says_its_language(read: Read) -> None:
    Dataset.objects.filter(slug="kits19").update(aliases=["肾肿瘤", "Почка"])
    cell, _ = row(read(address("kits19", "lits")), "Name")
    assert [(item.text, item.get("lang")) for item in said(cell)] == [
        ("KiTS19", None),
        ("肾肿瘤", "zh-Hans"),
        ("Почка", "ru"),
    ]


def test_a_guides_table_stands_beside_the_catalogue_of_today(read: Read) -> None:
    table = read("/en/guides/pneumonia-detection/").one("table", class_="held")
    rows = [line.all("td") for line in table.one("tbody").all("tr")]
    assert [len(cells) for cells in rows] == [5, 5, 5]
    assert not [cell for cell in rows[0] if cell.get("class")]
    images = rows[1][0]
    assert images.text.startswith("112,120 112K")
    assert images.one("q").text == "112K"
    assert "The table rounds" in images.text
    path, _, anchor = images.all("a", class_="cite")[0]["href"].partition("#")
    assert "112,120" in read(path).one("tr", id=anchor).text


def test_other_guides_have_no_such_table(read: Read) -> None:
    assert not read("/en/guides/beginner/").all("table", class_="held")


def test_datasets_that_overlap_come_with_a_line_that_opens_above_the_table(read: Read) -> None:
    page = read(address("chestx-ray14", "nih-chest-xrays-kaggle"))
    elements = [element for element in page.walk() if element.tag in ("table", "section")]
    warning = page.one("section", class_="warnings")
    assert elements.index(warning) < elements.index(page.one("table", class_="comparison"))
    (line,) = warning.all("details")
    assert "Overlap" in line.one("summary").text
    assert "ChestX-ray14" in line.one("summary").text
    assert line.all("li")
    assert not read(address("kits19", "mura")).all("section", class_="warnings")


def test_size_and_images_are_drawn_against_subjects(read: Read) -> None:
    page = read(address("lidc-idri", "chestx-ray14", "kits19"))
    plots = page.all("svg", class_="plot")
    assert [len(plot.all("circle")) for plot in plots] == [2, 2]
    assert "LIDC-IDRI: 1,010 patients" in plots[0].one("title").text
    assert all("KiTS19" in figure.one("p", class_="quiet").text for figure in page.all("figure", class_="scatter"))
    assert not read(address("kits19", "lits")).all("svg", class_="plot")


def test_a_long_list_opens(read: Read) -> None:
    cell, _ = row(read(address("chestx-ray14", "kits19")), "Classes")
    assert cell.one("summary").text.endswith("more")
    assert len(cell.one("details").all("li")) > 5


def test_the_comparison_leads_to_the_table_for_a_paper(read: Read) -> None:
    page = read(address("kits19", "lits"))
    (link,) = (link for link in page.all("a") if link.text == "Table for a paper")
    assert link["href"] == "/en/compare/paper/?d=kits19&d=lits"


def test_a_warning_leads_to_the_leakage_check_of_what_is_compared(read: Read) -> None:
    links = [
        link["href"]
        for link in read("/en/compare/?d=covidx&d=lidc-idri&d=kits19").one("section", class_="warnings").all("a")
    ]
    assert "/en/overlap/?train=covidx&test=lidc-idri&test=kits19" in links
