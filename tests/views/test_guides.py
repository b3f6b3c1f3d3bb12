"""The guides: their list, what each page carries, and where other pages name them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from datasets.models import Dataset, FormerSlug, Guide
from datasets.records.files import Tree
from datasets.views.guides import in_words

from .conftest import Read
from .reading import Element, Page

pytestmark = pytest.mark.django_db

COMPARISONS = ("pneumonia-detection", "brain-tumours", "covid-19")


@pytest.fixture
def guides(tree: Tree) -> dict[str, dict[str, Any]]:
    """The records of the guides by slug."""
    return {record["slug"]: record for _, record in tree.guide}


def words(value: Any) -> "list[str]":
    """Return every English text of a body or of an entry, at any depth."""
    if isinstance(value, dict):
        if set(value) & {"en"}:
            return [value["en"]]
        return [text for child in value.values() for text in words(child)]
    return [text for child in value for text in words(child)] if isinstance(value, list) else []


def places(value: Any) -> "set[tuple[str, int, str]]":
    """Return every place that is cited, at any depth, as (document, line, printed)."""
    if isinstance(value, dict):
        own = {(value["document"], value["line"], value["printed"])} if "document" in value else set()
        return own.union(*(places(child) for child in value.values()))
    return set().union(*(places(child) for child in value)) if isinstance(value, list) else set()


def section(page: Element, title: str) -> Element:
    """Return the section with this heading."""
    (found,) = [part for part in page.all("section") if part.all("h2") and part.all("h2")[0].text == title]
    return found


def test_the_list_has_every_guide_in_order(read: Read, guides: dict[str, dict[str, Any]]) -> None:
    links = read("/en/guides/").one("ul", class_="guides").all("a")
    in_order = sorted(guides.values(), key=lambda record: record["position"])
    assert [(link["href"], link.text) for link in links] == [
        (f"/en/guides/{record['slug']}/", record["titles"]["en"]) for record in in_order
    ]


def test_an_unknown_guide_is_not_found_and_the_others_are_listed(read: Read) -> None:
    page = read("/en/guides/no-such-guide/", 404)
    assert page.one("h1").text == "There is no such guide"
    assert len(page.one("ul", class_="guides").all("a")) == Guide.objects.count()


def test_a_guide_carries_every_text_of_its_record(read: Read, guides: dict[str, dict[str, Any]]) -> None:
    for slug, record in guides.items():
        shown = read(f"/en/guides/{slug}/").text
        expected = [*words(record["body"]), *words(record["entries"])]
        assert [text for text in expected if " ".join(text.split()) not in shown] == [], slug


def test_every_place_is_shown_as_it_is_printed(read: Read, guides: dict[str, dict[str, Any]]) -> None:
    for slug, record in guides.items():
        rows = read(f"/en/guides/{slug}/").one("table", class_="statements").one("tbody").all("tr")
        shown = {(row.all("td")[1].text, int(row.all("td")[2].text), row.all("td")[0].text) for row in rows}
        expected = {
            (document, line, " ".join(printed.split()))
            for document, line, printed in places(record["body"]) | places(record["entries"])
        }
        assert shown == expected, slug


def test_every_table_of_a_record_is_a_table(read: Read, guides: dict[str, dict[str, Any]]) -> None:
    for slug, record in guides.items():
        page = read(f"/en/guides/{slug}/")
        for part in record["body"]["sections"]:
            if part["table"]:
                table = section(page, part["title"]["en"]).one("table")
                assert [cell.text for cell in table.one("thead").all("th")] == [
                    column["en"] for column in part["table"]["columns"]
                ]
                rows = table.one("tbody").all("tr")
                assert [len(row.all("td")) + len(row.all("th")) for row in rows] == [
                    len(row) for row in part["table"]["rows"]
                ]


def test_code_is_shown_as_it_is_tested(read: Read, guides: dict[str, dict[str, Any]]) -> None:
    shown = [block.one("code").raw for block in read("/en/guides/loading-images/").all("pre")]
    sections = guides["loading-images"]["body"]["sections"]
    assert shown == [part["code"]["text"] for part in sections if part["code"]]
    assert shown


@pytest.mark.parametrize("slug", COMPARISONS)
def test_a_comparison_links_to_the_live_one_and_says_what_is_recommended(
    slug: str, read: Read, guides: dict[str, dict[str, Any]]
) -> None:
    page = read(f"/en/guides/{slug}/")
    parts = urlsplit(page.one("a", class_="button")["href"])
    assert parts.path == "/en/compare/"
    assert parse_qs(parts.query) == {"d": [entry["dataset"] for entry in guides[slug]["entries"]]}
    assert section(page, "Recommendation").all("li")
    assert "Difficulty" in [cell.text for cell in section(page, "Comparison").all("th")]


def test_more_entries_than_can_be_compared_have_no_link(read: Read) -> None:
    assert not read("/en/guides/dataset-kinds/").all("a", class_="button")


def test_ranks_reasons_and_figures_stand_with_the_entry(read: Read) -> None:
    page = section(read("/en/guides/beginner/"), "The entries that it names")
    first, second = page.all("li", class_="card")
    assert [item.one(class_="rank").text for item in (first, second)] == ["Rank 1", "Rank 2"]
    assert first.all("a")[0]["href"] == "/en/datasets/covid-19-radiography-database/"
    assert "PNG, a simple format." in first.text
    assert [quote.text for quote in first.all("q")] == ["21K images", "15-30 min download", "1.2 GB"]
    assert [value.text.split()[0] for value in first.all("dd")] == ["21,000", "15–30", "1.2"]
    assert [label.text for label in first.all("dt")] == ["Images", "Download time (minutes)", "Size"]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("images", 112_000, "112,000"),
        ("guidance", [15, 30], "15–30"),
        ("size", [25 * 10**9, 300 * 10**9], "25 GB–300 GB"),
        ("class", [0, 1, 2, 4], "0, 1, 2, 4"),
        ("difficulty", "hard", "Hard"),
        ("format", ["png"], ""),
        ("annotation", "validated", ""),
        ("access", None, ""),
        ("multi_label", True, ""),
        ("class", [], ""),
    ],
)
def test_a_figure_is_shown_in_the_readers_form(field: str, value: Any, text: str) -> None:
    assert in_words(field, value) == text


def test_a_guide_says_where_its_own_statements_contradict_each_other(
    read: Read, guides: dict[str, dict[str, Any]]
) -> None:
    page = read("/en/guides/multi-dataset-strategy/")
    told = page.one("section", class_="disagreements").all("li")
    assert len(told) == len(guides["multi-dataset-strategy"]["body"]["contradictions"])
    example = next(item for item in page.all("li") if item.text.startswith("Example: COVID-19 Radiography."))
    dispute = example.one("a", class_="dispute")
    assert "1.2 GB" in page.one(id=dispute["href"][1:]).text


def test_classes_called_balanced_are_marked_as_disputed(read: Read) -> None:
    page = read("/en/guides/beginner/")
    reason = next(item for item in page.all("li") if item.text.startswith("Four classes, said to be well balanced"))
    assert "48.2%" in page.one(id=reason.one("a", class_="dispute")["href"][1:]).text


def test_one_line_is_cited_once_behind_a_statement(read: Read, guides: dict[str, dict[str, Any]]) -> None:
    for slug in guides:
        for item in read(f"/en/guides/{slug}/").all("li"):
            if not item.all("li") and not item.all("dl"):
                cited = [link.text for link in item.all("a", class_="cite")]
                assert len(cited) == len(set(cited)), (slug, item.text)


def test_quotations_say_their_language(read: Read) -> None:
    table = read("/en/guides/choosing-a-dataset/").one("table", class_="statements").one("tbody")
    languages = {(row.all("td")[1].text, row.all("td")[0]["lang"].lower()) for row in table.all("tr")}
    assert languages == {("000", "fr"), ("001", "en"), ("003", "en"), ("003", "pt-br"), ("004", "zh-hans")}


def test_an_entry_that_is_not_public_is_left_out(read: Read) -> None:
    Dataset.objects.filter(slug="rsna-pneumonia-detection-challenge").update(status=Dataset.Status.DRAFT)
    page = read("/en/guides/pneumonia-detection/")
    assert not [link for link in page.all("a") if "rsna-pneumonia" in link["href"]]
    assert len(section(page, "The entries that it names").all("li", class_="card")) == 2


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_said_of_an_entry_that_is_not_public_is_left_out(status: str, read: Read) -> None:
    before = section(read("/en/guides/brain-tumours/"), "Comparison")
    assert "BraTS" in before.text
    Dataset.objects.filter(slug="brats").update(status=status)
    after = section(read("/en/guides/brain-tumours/"), "Comparison")
    assert "BraTS" not in after.text
    assert len(after.all("tr")) == len(before.all("tr")) - 1


def test_an_item_that_names_several_entries_stays_while_one_of_them_is_public(read: Read) -> None:
    guide = Guide.objects.get(slug="beginner")
    guide.body["sections"][0]["items"] = [{"text": {"en": "Quokkas."}, "datasets": ["kits19", "lits"]}]
    guide.save()
    Dataset.objects.filter(slug="kits19").update(status="draft")
    page = read("/en/guides/beginner/")
    assert "Quokkas." in page.text
    assert "/en/datasets/lits/" in {link["href"] for link in page.all("a")}
    Dataset.objects.filter(slug="lits").update(status="withdrawn")
    assert "Quokkas." not in read("/en/guides/beginner/").text


def test_an_entry_with_a_new_address_stays_named(read: Read) -> None:
    guide = Guide.objects.get(slug="beginner")
    guide.body["sections"][0]["items"] = [{"text": {"en": "Quokkas."}, "datasets": ["kits19"]}]
    guide.save()
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="kits19")
    Dataset.objects.filter(slug="kits19").update(slug="kits-2019")
    page = read("/en/guides/beginner/")
    assert "Quokkas." in page.text
    assert "/en/datasets/kits-2019/" in {link["href"] for link in page.all("a")}


def test_a_place_in_a_document_that_is_gone_is_left_out(read: Read) -> None:
    guide = Guide.objects.get(slug="beginner")
    guide.body["sections"][0]["places"][0]["document"] = "999"
    guide.body["sections"][0]["places"][0]["printed"] = "Nobody has it"
    guide.save()
    page = read("/en/guides/beginner/")
    assert "Nobody has it" not in page.text
    assert not section(page, "Aim").all("a", class_="cite")


def test_hostile_texts_are_escaped(read: Read) -> None:
    guide = Guide.objects.get(slug="beginner")
    guide.body["introduction"]["en"] = "<script>alert(1)</script> & more"
    guide.body["sections"][0]["code"] = {"language": "python", "text": "a < b and '</code>'"}
    guide.save()
    page = read("/en/guides/beginner/")
    assert page.problems == []
    assert not [script for script in page.all("script") if script.raw]
    assert "<script>alert(1)</script> & more" in page.text
    assert page.one("pre").one("code").raw == "a < b and '</code>'"


def test_every_entry_that_a_guide_mentions_is_one_of_its_entries(guides: dict[str, dict[str, Any]]) -> None:
    """So that its own page names the guide."""
    for slug, record in guides.items():
        items = [item for part in record["body"]["sections"] for item in part["items"]]
        named = {dataset for item in items for dataset in item["datasets"]}
        assert named <= {entry["dataset"] for entry in record["entries"]}, slug


def test_a_dataset_names_the_guides_that_name_it_with_the_reason(read: Read) -> None:
    part = section(read("/en/datasets/tcga-gbm/"), "Named in guides")
    links = [link["href"] for link in part.all("a")]
    assert links[:2] == ["/en/guides/brain-tumours/", "/en/guides/intermediate/"]
    assert "rank 2" in part.text
    assert "DICOM as the original format." in part.text
    assert "named without a reason" in part.text


def test_a_dataset_that_no_guide_names_says_nothing_of_guides(read: Read) -> None:
    slug = Dataset.objects.filter(guide_entries=None).values_list("slug", flat=True)[0]
    assert "Named in guides" not in read(f"/en/datasets/{slug}/").text


@pytest.mark.parametrize("address", ["/en/", "/en/about/", "/en/guides/"])
def test_the_guides_are_one_step_away(address: str, read: Read) -> None:
    links = {link["href"] for link in read(address).one("nav", **{"aria-label": "Site"}).all("a")}
    assert {"/en/guides/", "/en/which/"} <= links


def test_links_lead_to_every_guide(site: dict[str, Page], guides: dict[str, dict[str, Any]]) -> None:
    assert {"/en/guides/", "/en/which/", *(f"/en/guides/{slug}/" for slug in guides)} <= set(site)
