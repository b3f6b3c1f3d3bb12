"""The page that helps to choose: the form, the short list with its reasons, and what it says of wrong values."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import QuerySet

from datasets.models import Dataset
from datasets.search import fitting
from datasets.views.which import duration

from .conftest import Read
from .reading import Element

Change = Callable[..., None]

pytestmark = pytest.mark.django_db

FIELDS = ["use_case", "task", "modality", "anatomy", "level", "budget", "speed", "agreement", "commercial"]
ASKED = "/en/which/?use_case=pneumonia-detection&level=beginner&budget=10GB&speed=50&agreement=no&commercial=yes"


def entry(page: Element, name: str) -> Element:
    """Return the item of the short list that links to an entry."""
    (found,) = [item for item in page.one(class_="fits").all("li", class_="card") if item.one("a").text == name]
    return found


def reasons(item: Element, side: str) -> list[str]:
    """Return the sentences on one side: for, against, open."""
    return [line.text for block in item.all("div", class_=side) for line in block.all("li")]


def test_the_empty_form_is_the_form(read: Read) -> None:
    page = read("/en/which/")
    form = page.one("form", class_="wish")
    assert (form.get("method") or "get", form["action"]) == ("get", "/en/which/")
    assert [field["name"] for field in form.walk() if field.tag in ("input", "select")] == FIELDS
    assert not page.all(class_="fits")
    assert not page.all(class_="notice")


def test_the_address_is_the_whole_state(read: Read) -> None:
    form = read(ASKED).one("form", class_="wish")
    chosen = {
        field["name"]: next(
            (option["value"] for option in field.all("option") if option.get("selected") is not None), ""
        )
        for field in form.all("select")
    } | {field["name"]: field["value"] for field in form.all("input")}
    given = {name: values[0] for name, values in parse_qs(urlsplit(ASKED).query).items()}
    assert {name: value for name, value in chosen.items() if value} == given


def test_an_entry_comes_with_the_reasons_for_and_against_it(read: Read) -> None:
    item = entry(read(ASKED), "Chest X-Ray Pneumonia")
    assert reasons(item, "for") == [
        "Named for your goal: Pneumonia detection.",
        "Fits your disk: 2.2 GB.",
        "To be had without signing an agreement; access: Open download.",
        "Commercial use of the images is allowed.",
    ]
    assert reasons(item, "against") == ["Recommended at a higher level: Intermediate."]
    assert "about 6 minutes" in item.one("dl").text


def test_unknown_is_neither_yes_nor_no(read: Read) -> None:
    item = entry(read(ASKED), "RadImageNet")
    assert "Size not known: could be over your budget." in reasons(item, "open")
    assert [value.text for value in item.all("dd")] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("question", "columns", "side", "sentence"),
    [
        ("modality=MR", {}, "against", "Of other modalities only: Computed tomography."),
        ("anatomy=brain", {}, "against", "Shows other body regions only: Kidney."),
        ("task=segmentation", {}, "for", "Made for your task: Segmentation."),
        ("level=beginner", {}, "open", "Neither a level nor a difficulty is stated."),
        ("level=beginner", {"difficulty": "hard"}, "against", "Its difficulty is above your level: Hard."),
        ("level=beginner", {"difficulty": "easy"}, "for", "Its difficulty suits your level: Easy."),
        ("level=advanced", {"level": "beginner"}, "for", "Recommended at your level or an easier one: Beginner."),
        (
            "budget=1GB",
            {"size_bytes": 2 * 10**9, "size_precision": "exact"},
            "against",
            "Too large for your disk: 2 GB.",
        ),
        (
            "budget=1GB",
            {"size_bytes": 10**8, "size_precision": "per-year"},
            "open",
            "Stated is 100 MB per year: the whole could be over your budget.",
        ),
        (
            "agreement=no",
            {},
            "open",
            "Whether an agreement has to be signed is not known; access: Challenge sign-up.",
        ),
    ],
)
def test_each_condition_has_its_sentence(
    question: str, columns: dict[str, object], side: str, sentence: str, read: Read, change: Change
) -> None:
    rows: QuerySet[Dataset] = Dataset.objects.filter(slug="kits19")
    change(rows, **columns)
    page = read(f"/en/which/?use_case=kidney-tumor-segmentation&{question}")
    assert sentence in reasons(entry(page, rows.get().name), side)


def test_the_first_ones_can_be_compared(read: Read) -> None:
    page = read(ASKED)
    listed = [item.one("a")["href"].split("/")[-2] for item in page.one(class_="fits").all("li", class_="card")]
    parts = urlsplit(page.one("a", class_="button")["href"])
    assert parts.path == "/en/compare/"
    assert parse_qs(parts.query) == {"d": listed[: fitting.COMPARED]}


def test_one_entry_alone_is_not_compared(read: Read) -> None:
    page = read("/en/which/?use_case=kidney-tumor-segmentation")
    assert len(page.one(class_="fits").all("li", class_="card")) == 1
    assert not page.all("a", class_="button")


def test_a_wrong_value_is_told_at_its_field(read: Read) -> None:
    page = read("/en/which/?modality=CT&budget=lots&colour=red")
    assert [label.text for label in page.one("div", class_="notice").all("b")] == ["“colour”:", "Disk space:"]
    field = page.one("input", name="budget")
    assert (field["aria-invalid"], field["value"]) == ("true", "lots")
    assert "such as 50GB" in page.one(id="wish-budget-error").text
    assert page.all(class_="fits")


def test_without_anything_to_choose_by_the_page_says_so(read: Read) -> None:
    page = read("/en/which/?speed=50&agreement=yes")
    assert "nothing to choose by" in page.one("p", class_="notice").text
    assert not page.all(class_="fits")


def test_nothing_that_fits_is_said_with_a_way_out(read: Read, no_datasets: None) -> None:
    page = read("/en/which/?modality=CT")
    assert "No entry has more for it than against it" in page.text


def test_the_order_is_explained(read: Read) -> None:
    text = read("/en/which/").one("section").text
    assert f"the goal {fitting.WEIGHTS['use_case']};" in text
    assert "neither yes nor no" in text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "about 1 minute"),
        (90, "about 2 minutes"),
        (7_199, "about 120 minutes"),
        (7_200, "about 2 hours"),
        (172_799, "about 48 hours"),
        (172_800, "about 2 days"),
        (8 * 10**15, "about 92592592593 days"),
    ],
)
def test_a_time_is_in_the_unit_that_fits(seconds: int, text: str) -> None:
    assert duration(seconds) == text
