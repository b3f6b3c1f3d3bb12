"""The leakage check's page: what was typed leads to a lasting address, or is told; and each pair has its verdict."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from datasets.compare.leakage import Verdict
from datasets.models import LANGUAGES, Dataset, FormerSlug
from datasets.search.pasted import MOST

from .conftest import Read
from .reading import Page

pytestmark = pytest.mark.django_db


def address(train: str | list[str] = "", test: str | list[str] = "", **more: str) -> str:
    return f"/en/overlap/?{urlencode({'train': train, 'test': test, **more}, doseq=True)}"


def lasting(train: str, test: str, language: str = "en") -> str:
    """Return the lasting address of slugs, parted by spaces."""
    pairs = [("train", slug) for slug in train.split()] + [("test", slug) for slug in test.split()]
    return f"/{language}/overlap/?{urlencode(pairs)}"


def led_to(client: Client, train: str | list[str], test: str | list[str] = "") -> str:
    """Return the address to which a form leads that is sent so."""
    response = client.get(address(train, test))
    assert response.status_code == 302
    return response["Location"]


def test_what_is_sent_leads_to_the_address_of_slugs(client: Client) -> None:
    train = "- KiTS19\r\n- LiTS\r\n/d/kits19/\r\n"
    test = "“LIDC-IDRI”; http://testserver/fr/datasets/drive/\r\n"
    assert led_to(client, train, test) == lasting("kits19 lits", "lidc-idri drive")


def test_the_lasting_address_stays_as_it_is(client: Client) -> None:
    assert client.get(lasting("kits19 lits", "drive")).status_code == 200
    assert led_to(client, ["kits19", "kits19"], "drive") == lasting("kits19", "drive")
    assert led_to(client, "", "") == "/en/overlap/"


def test_an_entry_is_added_by_its_own_field(client: Client, read: Read) -> None:
    page = read(lasting("kits19", "drive"))
    fields = [field["name"] for field in page.one("form", class_="lists").all("input")]
    assert fields == ["train", "test"]
    assert led_to(client, ["KiTS19\r\n", "LiTS"], ["DRIVE\r\n", ""]) == lasting("kits19 lits", "drive")


def test_the_form_gives_back_what_was_sent(client: Client, read: Read) -> None:
    page = read(lasting("nih-chest-xrays-kaggle kits19", "chestx-ray14"))
    texts = {area["name"]: area.raw for area in page.all("textarea")}
    assert texts == {"train": "NIH Chest X-rays (Kaggle Mirror)\nKiTS19\n", "test": "ChestX-ray14\n"}
    assert led_to(client, texts["train"], texts["test"]) == lasting("nih-chest-xrays-kaggle kits19", "chestx-ray14")


def test_a_former_slug_leads_to_the_present_one(client: Client) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="old-kits")
    assert led_to(client, "old-kits", "lits") == lasting("kits19", "lits")


def test_a_withdrawn_entry_is_said_to_be_withdrawn(read: Read, change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="covidx"), status="withdrawn")
    page = read(lasting("covidx", "lidc-idri"))
    assert "was withdrawn" in page.one("div", class_="notice").text
    assert "same source" in page.one("ol", class_="findings").text


def test_a_draft_is_unknown(client: Client, change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="covidx"), status="draft")
    response = client.get(lasting("covidx", "lidc-idri"))
    assert response.status_code == 200
    assert "COVIDx" not in response.content.decode()


# What could not be read.


def test_what_could_not_be_read_is_told_line_by_line_and_the_rest_is_checked(read: Read) -> None:
    page = read(address("COVIDx\r\nKiTS20\r\n<b>x</b>", "LIDC-IDRI\r\nRSNA competitions"))
    told = [item.text for item in page.one("section", class_="unread").all("li") if "Line" in item.text]
    assert len(told) == 3
    assert "Line 2: there is no entry “KiTS20”" in told[0]
    assert "Line 3: there is no entry “b>x</b”." in told[1]
    assert "Line 2: several entries are known by “RSNA competitions”" in told[2]
    assert "same source" in page.one("ol", class_="findings").text
    assert "KiTS20" in page.all("textarea")[0].raw
    assert page.one("link", rel="canonical")["href"] == f"http://testserver{lasting('covidx', 'lidc-idri')}"


def test_choosing_what_was_meant_leaves_the_other_items_as_they_are(client: Client, read: Read) -> None:
    page = read(address("COVIDx\r\nKiTS20", "Nobody's set\r\nLIDC-IDRI"))
    links = {link.text: link["href"] for link in page.one("section", class_="unread").all("a")}
    parts = urlsplit(links["KiTS19"])
    assert parse_qsl(parts.query) == [
        ("train", "covidx"), ("train", "kits19"), ("test", "Nobody's set"), ("test", "lidc-idri"),
    ]  # fmt: skip
    again = read(links["KiTS19"])
    assert [area.raw for area in again.all("textarea")] == ["COVIDx\nKiTS19\n", "Nobody's set\nLIDC-IDRI\n"]


def test_an_unknown_name_can_be_proposed(read: Read) -> None:
    links = [link["href"] for link in read(address("No & such", "kits19")).one("section", class_="unread").all("a")]
    assert "/en/suggest/?about=entry&name=No%20%26%20such" in links


@pytest.mark.parametrize(
    ("train", "test", "status"), [("no such", "", 404), ("no such", "nor this", 404), ("no such", "kits19", 200)]
)
def test_nothing_but_unknown_names_is_not_found(train: str, test: str, status: int, client: Client) -> None:
    assert client.get(address(train, test)).status_code == status


def test_items_past_the_last_are_said_not_to_be_read(read: Read) -> None:
    page = read(address("\n".join(["kits19"] * (MOST + 3)), "drive"))
    assert f"first {MOST} items were read, 3 more" in page.one("div", class_="notice").text


@pytest.mark.parametrize(("train", "test", "words"), [("kits19", "", "test on"), ("", "kits19", "train on")])
def test_one_side_alone_asks_for_the_other(train: str, test: str, words: str, read: Read) -> None:
    page = read(lasting(train, test))
    assert words in page.one("p", class_="notice").text
    assert not page.all("ol", class_="findings")


# The verdicts.


def test_several_pairs_are_a_table_of_verdicts_that_lead_to_what_they_rest_on(read: Read) -> None:
    page = read(lasting("covidx brats", "lidc-idri brain-mri-segmentation lits"))
    rows = page.one("table", class_="matrix").all("tr")
    assert [cell.text for cell in rows[0].all("th")] == ["LIDC-IDRI", "Brain MRI Segmentation", "LiTS"]
    cells = [[cell.text.lstrip("✕◐? ") for cell in row.all("td")] for row in rows[1:]]
    assert cells == [
        ["same source", "nothing known", "nothing known"],
        ["nothing known", "made from the same source", "may overlap (not stated)"],
    ]
    ids = {element.get("id") for element in page.walk()}
    assert all(link["href"][1:] in ids for link in page.one("table", class_="matrix").all("a") if "#" in link["href"])
    findings = [item["id"] for item in page.one("ol", class_="findings").all("li") if item.get("id")]
    assert findings == ["covidx.lidc-idri", "brats.brain-mri-segmentation", "brats.lits"]


def test_one_pair_has_its_verdict_without_a_table(read: Read) -> None:
    page = read(lasting("covidx", "lidc-idri"))
    assert not page.all("table")
    assert "An overlap is stated" in page.one("main").text
    assert page.one("h1").text == "Leakage check: trained on COVIDx, tested on LIDC-IDRI"


@pytest.mark.parametrize("test", ["mura", "mura drive", "mura lidc-idri"])
def test_nothing_known_is_never_called_safe(test: str, read: Read) -> None:
    page = read(lasting("covidx", test))
    assert "“Nothing known” is not “safe”" in page.one("p", class_="never-safe").text


def test_a_verdict_rests_on_relations_each_with_its_documents_and_their_words(read: Read) -> None:
    page = read(lasting("nih-chest-xrays-kaggle", "chestx-ray14"))
    (item,) = [item for item in page.one("ol", class_="evidence").all("li") if item.get("id")]
    assert "NIH Chest X-rays (Kaggle Mirror) is a mirror of ChestX-ray14." in item.text
    assert "line 200" in item.text
    assert any(link["href"].startswith("/en/datasets/nih-chest-xrays-kaggle/evidence/#s") for link in item.all("a"))
    assert [link["href"] for link in page.one("ul", class_="chain").all("a")] == [f"#{item['id']}"]


def test_the_picture_has_a_box_for_each_entry_and_a_number_for_each_relation(read: Read) -> None:
    page = read(lasting("brats", "brain-mri-segmentation"))
    figure = page.one("figure", class_="connections")
    assert [link["href"] for link in figure.all("a")] == [
        "/en/datasets/brats/", "/en/datasets/tcga-lgg/", "/en/datasets/brain-mri-segmentation/",
    ]  # fmt: skip
    assert [link["aria-label"].split(":")[0] for link in figure.all("a")] == [
        "trained on",
        "connects them",
        "tested on",
    ]
    assert len(figure.all("circle")) == len([li for li in page.one("ol", class_="evidence").all("li") if li.get("id")])


def test_the_same_entry_on_both_sides_is_said(read: Read) -> None:
    page = read(lasting("kits19", "kits19"))
    assert "KiTS19 is on both sides." in page.one("ol", class_="findings").text
    assert not page.all("figure")


def test_a_sentence_names_the_revision_and_the_lasting_address(read: Read) -> None:
    page = read(lasting("covidx", "lidc-idri"))
    assert f"http://testserver{lasting('covidx', 'lidc-idri')}" in page.one("p", class_="copy").text
    assert "revision 1" in page.one("p", class_="copy").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_is_explained_in_every_language(language: str, read: Read) -> None:
    page = read(f"/{language}/overlap/")
    assert len(page.one("section", class_="meanings").all("dt")) == len(Verdict)
    assert ("nothing known" in page.text) is (language == "en")


# What has been chosen to compare.


def test_what_was_chosen_to_compare_is_offered_to_both_sides(client: Client) -> None:
    client.cookies["comparison"] = "kits19.lits"
    page = Page(client.get(lasting("kits19", "drive")).content.decode())
    links = [link["href"] for link in page.one("form", class_="lists").all("a")]
    assert lasting("kits19 lits", "drive") in links
    assert lasting("kits19", "drive kits19 lits") in links


def test_what_is_in_a_list_already_is_not_offered(client: Client) -> None:
    client.cookies["comparison"] = "kits19"
    page = Page(client.get(lasting("kits19", "kits19")).content.decode())
    assert "chosen to compare" not in page.text


def test_a_check_costs_the_same_whatever_is_checked(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    slugs = list(Dataset.objects.values_list("slug", flat=True)[: 2 * MOST])
    client.get("/en/datasets/")
    with django_assert_max_num_queries(6):
        assert client.get(lasting(" ".join(slugs[:MOST]), " ".join(slugs[MOST:]))).status_code == 200


@pytest.mark.parametrize(
    "value", ["%00", "%ff", "a" * 5_000, "%0A" * 3_000, "'%22%3E%3Cscript%3E", "1", "%F0%9F%98%80"]
)
@pytest.mark.parametrize("name", ["train", "test", "colour"])
def test_whatever_is_sent_is_answered(name: str, value: str, client: Client) -> None:
    response = client.get(f"/en/overlap/?train=kits19&test=lits&{name}={value}")
    assert response.status_code in (200, 302)
    assert b"<script>" not in response.content
