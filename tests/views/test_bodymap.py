"""The body map: a drawing whose shapes are regions of the vocabulary, and a list that says all that it says."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings

from datasets.models import LANGUAGES, Anatomy, Dataset
from datasets.views import bodymap

from .conftest import Read
from .reading import Element, Page

# In bytes as they are sent: some of a first view of 100 KB.
MOST = 7_000


@dataclass
class Region:
    """A region as a page gives it to the figure."""

    code: str
    name: str = "Name"
    count: int = 1
    url: str = "/there/"


def drawn(figure: str) -> Page:
    return Page(figure)


def shapes(page: Element, code: str) -> list[Element]:
    """Return what the figure has of a region: its shape, and its target where it is small."""
    return page.all(class_=bodymap.classes()[code])


def code_of(link: Element) -> str:
    return urlsplit(link["href"]).path.split("/")[-2]


def regions(page: Page) -> dict[str, int]:
    """Return the numbers of the list beside the figure by the code of the region."""
    found = {}
    for item in page.one(class_="regions").all("li"):
        found[code_of(item.all("a")[0])] = int(item.all(class_="count")[0].text)
    return found


def test_every_shape_is_a_region_of_the_vocabulary(db: None) -> None:
    assert set(bodymap.classes()) <= set(Anatomy.objects.values_list("code", flat=True))


def test_every_id_of_the_drawing_is_there_once() -> None:
    root = ET.parse(Path(bodymap.__file__).with_name("body.svg")).getroot()  # noqa: S314 - the directory's own
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))


def test_every_shape_is_lit_by_the_style_sheet() -> None:
    styles = (Path(settings.BASE_DIR) / "static" / "bodymap.css").read_text(encoding="utf-8")
    for key in bodymap.classes().values():
        assert f":has(.{key}:is(:hover, :focus-visible)) .{key}" in styles, f"{key}: one selector more"


@pytest.mark.parametrize(("count", "step"), [(0, 0), (1, 1), (9, 1), (10, 2), (39, 2), (40, 3), (41, 3), (100_000, 3)])
def test_a_region_is_shaded_by_its_entries(count: int, step: int) -> None:
    found = shapes(drawn(bodymap.figure([Region("liver", count=count)])), "liver")
    assert [f"s{step}" in shape["class"].split() for shape in found] == [True]


def test_the_legend_has_every_step() -> None:
    assert bodymap.LEGEND == ("0", "1–9", "10–39", "40+")


def test_a_region_without_entries_leads_nowhere() -> None:
    page = drawn(bodymap.figure([Region("liver", count=0)]))
    assert not page.all("a")


def test_a_region_that_is_not_given_is_drawn_and_leads_nowhere() -> None:
    page = drawn(bodymap.figure([]))
    assert not page.all("a")
    assert all(shapes(page, code) for code in bodymap.classes())


def test_a_region_without_a_shape_is_no_fault() -> None:
    assert "no-such-region" not in bodymap.figure([Region("no-such-region")])


@pytest.mark.parametrize("code", ["wrist", "eye", "knee", "finger"])
def test_what_there_is_two_of_is_drawn_on_both_sides(code: str) -> None:
    shape = shapes(drawn(bodymap.figure([Region(code)])), code)[-1]
    mirrored = [path["d"] for path in shape.all("path") if path.get("transform")]
    assert mirrored == [path["d"] for path in shape.all("path") if not path.get("transform")]


@pytest.mark.parametrize("code", ["eye", "thyroid", "prostate", "cervix", "wrist"])
def test_something_small_has_a_target_around_it(code: str) -> None:
    page = drawn(bodymap.figure([Region(code)]))
    target, shape = shapes(page, code)
    assert target.all("path", class_="target")
    assert target["href"] == shape["href"]
    assert not shape.all("path", class_="target")


def test_targets_are_painted_below_every_organ() -> None:
    page = drawn(bodymap.figure([Region(code) for code in bodymap.classes()]))
    elements = list(page.walk())
    last = max(elements.index(element) for element in page.all(class_="target"))
    assert all(elements.index(shapes(page, code)[-1]) > last for code in bodymap.drawing().organs)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a" onclick="b', "Œil & co", "肺", "a'b"])
def test_names_are_escaped(name: str) -> None:
    page = drawn(bodymap.figure([Region("lung", name=name, url=f"/?q={name}")]))
    assert not page.all("script")
    assert page.one("a", href=f"/?q={name}").one("title").raw == f"{name}: 1"
    assert not page.problems


def test_a_chosen_region_is_lit() -> None:
    page = drawn(bodymap.figure([Region("liver"), Region("lung")], {"liver"}))
    assert ["chosen" in shapes(page, code)[-1]["class"].split() for code in ("liver", "lung")] == [True, False]


def test_a_figure_without_a_list_beside_it_has_no_links() -> None:
    page = drawn(bodymap.figure([Region("liver", count=50)], linked=False))
    assert not page.all("a")
    assert "s3" in shapes(page, "liver")[0]["class"].split()


def test_two_figures_of_a_page_share_no_id() -> None:
    page = drawn(bodymap.figure([], name="one") + bodymap.figure([], name="two") + bodymap.mark(["chest"]))
    ids = [element["id"] for element in page.walk() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_a_mark_has_the_regions_of_an_entry_alone() -> None:
    page = drawn(bodymap.mark(["liver", "no-such-region"]))
    liver = drawn(bodymap.drawing().organs["liver"])
    assert {path["d"] for path in page.all("path")} == {bodymap.drawing().outline, *(p["d"] for p in liver.all("path"))}


@pytest.mark.parametrize("codes", [[], ["skin"], ["no-such-region"]])
def test_an_entry_of_which_nothing_is_drawn_has_no_mark(codes: list[str]) -> None:
    assert not bodymap.mark(codes)


def test_every_region_with_entries_is_in_the_list_beside_the_figure(read: Read) -> None:
    counts = {
        term.code: Dataset.objects.filter(anatomies__code__in=below(term)).distinct().count()
        for term in Anatomy.objects.all()
    }
    # Home leaves out parts that it does not draw, of a region that has many.
    home = regions(read("/en/"))
    assert home.items() <= {code: count for code, count in counts.items() if count}.items()
    parts = {term.code for term in Anatomy.objects.exclude(parent=None)}
    assert {code for code, count in counts.items() if count and (code in bodymap.classes() or code not in parts)} <= {
        *home
    }
    assert regions(read("/en/anatomy/")) == counts


def below(term: Anatomy) -> list[str]:
    """Return the codes of a term and of all below it."""
    found, waiting = [], [term.code]
    while waiting:
        found.append(waiting.pop())
        waiting += Anatomy.objects.filter(parent__code=found[-1]).values_list("code", flat=True)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "anatomy/"])
def test_the_figure_says_nothing_that_the_list_does_not(language: str, path: str, read: Read) -> None:
    page = read(f"/{language}/{path}")
    listed = {
        item.all("a")[0]["href"]: (item.all("a")[0].text, item.all(class_="count")[0].text)
        for item in page.one(class_="regions").all("li")
    }
    figure = page.one("svg", class_="figure")
    assert figure["aria-hidden"] == "true"
    assert figure.all("a")
    for link in figure.all("a"):
        name, count = listed[link["href"]]
        assert re.fullmatch(rf"{re.escape(name)}\W+{count}", link.one("title").raw), link["href"]
        assert link["tabindex"] == "-1"
        assert f"/{language}/" in link["href"]


def test_a_shape_and_its_item_of_the_list_have_the_same_class(read: Read) -> None:
    page = read("/en/")
    for link in page.one(class_="regions").all("a"):
        key = bodymap.classes().get(code_of(link), "")
        assert link["class"] == key
        if key:
            assert page.one("svg", class_="figure").all("a", class_=key, href=link["href"])


def test_the_page_of_a_region_shows_where_it_is(read: Read) -> None:
    figure = read("/en/anatomy/liver/").one("svg", class_="figure")
    assert {"chosen"} <= set(shapes(figure, "liver")[0]["class"].split())
    assert not figure.all("a")


def test_the_page_of_another_term_has_no_figure(read: Read) -> None:
    assert not read("/en/modalities/CT/").all("svg", class_="figure")


def test_what_changes_is_in_the_figure_at_once(read: Read, change: Callable[..., None]) -> None:
    read("/en/")
    change(Dataset.objects.filter(anatomies__code="liver"), status="draft")
    page = read("/en/")
    assert "liver" not in regions(page)
    assert [shape.tag for shape in shapes(page.one("svg", class_="figure"), "liver")] == ["g"]


def test_the_figure_is_light() -> None:
    figure = bodymap.figure(
        [Region(code, name=f"Some region {code}", url=f"/en/anatomy/{code}/") for code in bodymap.classes()]
    )
    assert len(gzip.compress(figure.encode())) < MOST
