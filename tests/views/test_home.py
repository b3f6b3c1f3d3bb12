"""Home: what the catalogue holds and the ways into it, made once for a snapshot."""

from collections.abc import Callable
from urllib.parse import unquote_plus, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from datasets.index import building, snapshot
from datasets.index.rebuilding import attempts
from datasets.models import LANGUAGES, Change, ChangeSet, Dataset, Document, Guide, Modality, Source, Statement, public
from datasets.views import home

from .conftest import Read
from .reading import Element, Page

pytestmark = pytest.mark.django_db

# The first view of a snapshot: the revision; the guides for levels and their entries; the change sets, their changes
# and the addresses of the entries; how many statements and documents there are, and what guides cite (three).
FIRST = 11


def panel(page: Page, name: str) -> Element:
    """Return the part of home with this heading's id."""
    return page.one("section", **{"aria-labelledby": name})


def numbers(part: Element) -> dict[str, int]:
    """Return the number beside each link of a part, by its address."""
    return {
        item.all("a")[0]["href"]: int(item.all(class_="count")[0].text)
        for item in part.all("li")
        if item.all(class_="count")
    }


def test_home_has_the_figures_of_the_catalogue(read: Read) -> None:
    text = read("/en/").one(class_="totals").text
    used = Source.objects.filter(datasets__isnull=False).distinct().count()
    for number in (Dataset.objects.count(), used, Statement.objects.count(), public.documents().count()):
        assert f"{number:,}" in text
    assert public.documents().count() <= Document.objects.count()


def test_home_leads_to_every_axis_and_to_search(read: Read) -> None:
    page = read("/en/")
    links = {link["href"] for link in page.all("a")}
    axes = ("anatomy", "modalities", "use-cases", "conditions", "sources")
    assert {f"/en/{path}/" for path in axes} | {"/en/datasets/", "/en/about/", "/en/changes/", "/en/which/"} <= links
    form = page.one("main").one("form", role="search")
    assert (form["action"], form.all("input")[0]["name"]) == ("/en/datasets/", "q")


def test_home_leads_only_to_what_has_entries(read: Read) -> None:
    for address, number in numbers(read("/en/").one("main")).items():
        assert number > 0, address


def test_home_answers_without_any_entry(read: Read, no_datasets: None) -> None:
    assert read("/en/").one("h1").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_modalities_stand_by_their_entries_each_with_its_badge(language: str, read: Read) -> None:
    part = panel(read(f"/{language}/"), "by-modality")
    items = part.all("li")
    counts = [int(item.one(class_="count").text) for item in items]
    assert counts == sorted(counts, reverse=True)
    for item in items:
        code = urlsplit(item.one("a")["href"]).path.split("/")[-2]
        badge = item.one(class_="badge")
        assert (badge.text, badge["class"].split()) == (code, ["badge", f"m-{code}"])
        assert item.one("a").text == Modality.objects.get(code=code).name(language)


def test_bars_are_as_long_as_their_numbers(read: Read) -> None:
    items = panel(read("/en/"), "by-modality").all("li")
    most = max(int(item.one(class_="count").text) for item in items)
    for item in items:
        assert int(item.one("rect")["width"]) == round(1000 * int(item.one(class_="count").text) / most)


def test_the_levels_of_access_are_parts_of_one_whole(read: Read) -> None:
    part = panel(read("/en/"), "by-access")
    found = numbers(part)
    assert sum(found.values()) == Dataset.objects.count()
    assert "/en/datasets/?access=unknown" in found
    ends = [
        (int(rect["x"]), int(rect["x"]) + int(rect["width"]))
        for rect in part.all("svg", class_="shares")[0].all("rect")
    ]
    assert [start for start, _ in ends] == [0, *(end for _, end in ends[:-1])]
    assert ends[-1][1] == 1000


def test_the_guides_for_levels_stand_with_their_entries(read: Read) -> None:
    part = panel(read("/en/"), "start")
    links = {link["href"] for link in part.all("a")}
    for guide in Guide.objects.filter(kind="level"):
        assert f"/en/guides/{guide.slug}/" in links
        assert {f"/en/datasets/{slug}/" for slug in guide.entries.values_list("dataset__slug", flat=True)} <= links


def test_an_entry_that_is_no_longer_published_is_nowhere(read: Read, change: Callable[..., None]) -> None:
    guide = Guide.objects.filter(kind="level", entries__isnull=False)[0]
    entry = guide.entries.select_related("dataset")[0].dataset
    assert entry.name in panel(read("/en/"), "start").text
    change(Dataset.objects.filter(pk=entry.pk), status="draft")
    assert f"/en/datasets/{entry.slug}/" not in {link["href"] for link in read("/en/").all("a")}


def test_a_guide_that_was_renamed_is_seen_at_once(read: Read) -> None:
    read("/en/")
    Guide.objects.filter(kind="level").update(titles={"en": "Renamed guide"})
    ChangeSet.advance()
    assert "Renamed guide" in panel(read("/en/"), "start").text


def test_the_newest_changes_stand_first(read: Read) -> None:
    items = panel(read("/en/"), "lately").all("li")
    assert 0 < len(items) <= home.CHANGES
    newest = ChangeSet.objects.filter(pk__in=Change.objects.values("change_set")).order_by("-pk")[: home.CHANGES]
    assert [item.all("a")[0]["href"] for item in items] == [f"/en/changes/#change-{one.pk}" for one in newest]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_finds_something(language: str, read: Read, client: Client) -> None:
    links = read(f"/{language}/").one(class_="tries").all("a")
    assert len(links) > 2
    for link in links:
        page = read(link["href"])
        assert page.one("main").all(class_="card"), unquote_plus(link["href"])


def test_home_is_made_once_for_a_snapshot(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/en/datasets/")
    ChangeSet.advance()
    client.get("/en/datasets/")
    with django_assert_num_queries(FIRST):
        client.get("/en/")
    with django_assert_num_queries(1):
        client.get("/en/")


def test_home_is_not_kept_while_the_index_is_behind(
    read: Read, change: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    read("/en/")
    monkeypatch.setattr(snapshot, "MOST_RECENT", 0)
    monkeypatch.setattr(building, "rebuild", lambda: None)
    monkeypatch.setattr(attempts, "here", lambda: False)
    change(Dataset.objects.filter(pk=Dataset.objects.values_list("pk", flat=True)[0]))
    read("/en/")
    Guide.objects.filter(kind="level").update(titles={"en": "Renamed meanwhile"})
    ChangeSet.advance()
    assert not snapshot.current().complete
    assert "Renamed meanwhile" in panel(read("/en/"), "start").text
