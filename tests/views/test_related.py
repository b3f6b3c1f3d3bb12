"""What a page says beside its entry: warnings, relations with their picture, rights, similar entries, references."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from datasets.compare import overlap
from datasets.compare.relations import End, Graph, Relation
from datasets.index import snapshot
from datasets.models import Dataset, DatasetRelation, License, Right, kept
from datasets.records import loading
from datasets.records.files import Tree
from datasets.search import similar
from datasets.views import about
from datasets.views.picture import MOST, WIDTH, picture

from .conftest import Read
from .reading import Element, Page

pytestmark = pytest.mark.django_db

REFERENCE = {
    "code": "wang-2017",
    "title": "A paper about ChestX-ray8",
    "kind": "paper",
    "languages": ["en"],
    "author": "Wang, X. and Peng, Y.",
    "url": "https://doi.org/10.1109/CVPR.2017.369",
    "published": "2017-07-21",
    "descriptions": [{"language": "en", "summary": "It is cited by the tests alone."}],
}


def relate(one: str, kind: str, other: str) -> None:
    ends = {entry.slug: entry for entry in Dataset.objects.filter(slug__in=(one, other))}
    DatasetRelation.objects.create(dataset=ends[one], kind=kind, target=ends[other])


def warnings(page: Page) -> list[Element]:
    return [item for found in page.all(class_="overlap-list") for item in found.children if isinstance(item, Element)]


def test_a_mirror_is_warned_of_on_both_pages(site: dict[str, Page]) -> None:
    for here, there in (("chestx-ray14", "nih-chest-xrays-kaggle"), ("nih-chest-xrays-kaggle", "chestx-ray14")):
        page = site[f"/en/datasets/{here}/"]
        (found,) = [
            item for item in warnings(page) if f"/en/datasets/{there}/" in {link["href"] for link in item.all("a")}
        ]
        assert "hold the same data" in found.text
        assert "certain" in (found["class"]).split()
        assert "NIH Chest X-rays (Kaggle Mirror) is a mirror of ChestX-ray14." in found.text
        # The page cites the statement where it stands: with the evidence of the entry that has it.
        (source,) = {link["href"].partition("#")[0] for link in found.all("a", class_="source")}
        assert source == "/en/datasets/nih-chest-xrays-kaggle/evidence/"


def test_every_page_warns_of_what_the_rules_say_and_of_nothing_else(tree: Tree, site: dict[str, Page]) -> None:
    relations = [
        Relation(record["slug"], item["kind"], item["target"])
        for _, record in tree.dataset
        for item in record["relation"]
    ]
    ends = {record["slug"]: End(record["slug"], record["name"], record["kind"]) for _, record in tree.dataset}
    graph = Graph(ends, relations)
    seen = 0
    for slug in ends:
        expected = overlap.beside(graph, slug)
        shown = warnings(site[f"/en/datasets/{slug}/"])
        assert len(shown) == len(expected), slug
        for item, found in zip(expected, shown, strict=True):
            assert " ".join(item.text.split()) in found.text
        seen += len(shown)
    assert seen > 5


@pytest.mark.parametrize("kind", DatasetRelation.Kind.values)
def test_every_kind_is_shown_in_words_on_both_pages(kind: str, read: Read) -> None:
    DatasetRelation.objects.all().delete()
    relate("mura", kind, "drive")
    relation, ends = Relation("mura", kind, "drive"), {}
    for here, there in (("mura", "drive"), ("drive", "mura")):
        page = read(f"/en/datasets/{here}/")
        related = page.one("dl", class_="related")
        assert related.one("dt").text == str(relation.phrases(here).heading)
        assert f"/en/datasets/{there}/" in [link["href"] for link in related.all("a")]
        assert page.one("svg", class_="relation-picture").one("text", class_="role").text == str(
            relation.phrases(here).role
        )
        ends[here] = warnings(page)[0].text
    assert ends["mura"] != ends["drive"] or kind in ("mirror-of", "shares-subjects-with")


def test_an_entry_without_relations_has_no_picture_and_no_warning(read: Read) -> None:
    DatasetRelation.objects.all().delete()
    page = read("/en/datasets/mura/")
    assert not page.all("svg", class_="relation-picture")
    assert not page.all(class_="related")
    assert not warnings(page)


def test_two_that_name_each_other_are_listed_once(read: Read) -> None:
    DatasetRelation.objects.all().delete()
    relate("mura", "shares-subjects-with", "drive")
    relate("drive", "shares-subjects-with", "mura")
    related = read("/en/datasets/mura/").one("dl", class_="related")
    assert [link["href"] for link in related.all("a")] == ["/en/datasets/drive/"]


def test_an_entry_costs_no_more_however_many_relations_it_has(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/en/datasets/mura/")
    counts = []
    slugs = list(Dataset.objects.filter(kind__code="dataset").exclude(slug="mura").values_list("slug", flat=True))
    for number in (5, 40):
        DatasetRelation.objects.all().delete()
        for one, other in zip(["mura", *slugs], slugs[:number], strict=False):
            relate(one, "subset-of", other)
        kept.forget()
        with django_assert_max_num_queries(50) as captured:
            client.get("/en/datasets/mura/")
        counts.append(len(captured))
    assert counts == [13, 13]


def star(number: int, *more: str) -> Graph:
    lines = [f"a mirror-of n{place:02}" for place in range(number)]
    found = [Relation(*line.split()) for line in (*lines, *more)]
    return Graph({slug: End(slug, slug) for relation in found for slug in (relation.dataset, relation.target)}, found)


class TestPicture:
    """The picture of the relations."""

    def test_it_is_bounded_and_says_how_many_more_there_are(self) -> None:
        drawn = picture(star(MOST + 5), "a")
        assert drawn is not None
        assert (len(drawn.nodes), drawn.more) == (MOST + 1, 5)

    def test_what_lies_beyond_is_drawn_where_there_is_room(self) -> None:
        beyond = [f"n00 includes x{place:02}" for place in range(20)]
        for near in (1, 8, MOST):
            drawn = picture(star(near, *beyond), "a")
            assert drawn is not None
            assert len(drawn.nodes) == MOST + 1
            assert drawn.more == 0

    def test_it_is_the_same_for_the_same_relations_in_any_order(self) -> None:
        graph = star(7, "n00 includes x", "y includes n00")
        assert picture(graph, "a") == picture(Graph(graph.ends, graph.relations[::-1]), "a")

    def test_boxes_neither_overlap_nor_leave_the_drawing(self) -> None:
        drawn = picture(star(5, "n00 includes x", "n03 includes y"), "a")
        assert drawn is not None
        for one, other in zip(drawn.nodes, drawn.nodes[1:], strict=False):
            assert one.y + one.height < other.y
        for node in drawn.nodes:
            assert 0 <= node.x < node.x + node.width <= WIDTH
            assert node.y + node.height <= drawn.height

    def test_each_entry_is_drawn_once(self) -> None:
        drawn = picture(star(3, "n00 includes n01", "n01 includes x", "n02 includes x", "n02 includes a"), "a")
        assert drawn is not None
        slugs = [node.slug for node in drawn.nodes]
        assert sorted(slugs) == ["a", "n00", "n01", "n02", "x"]

    @pytest.mark.parametrize(("name", "longest"), [("a" * 300, 45), ("肺" * 300, 24)])
    def test_a_long_name_is_cut(self, name: str, longest: int) -> None:
        graph = Graph({"a": End("a", name), "b": End("b", name)}, [Relation("a", "includes", "b")])
        drawn = picture(graph, "a")
        assert drawn is not None
        for node in drawn.nodes:
            assert node.name == name
            assert node.shown.endswith("…")
            assert 10 < len(node.shown) <= longest

    def test_its_links_lead_to_entries_and_its_list_has_them_all(self, site: dict[str, Page]) -> None:
        pages = [page for page in site.values() if page.all("svg", class_="relation-picture")]
        assert len(pages) > 20
        for page in pages:
            links = page.one("svg", class_="relation-picture").all("a")
            assert links
            assert all(link["href"] in site and link["aria-label"] for link in links)

    def test_it_has_no_style_of_its_own(self, site: dict[str, Page]) -> None:
        drawn = site["/en/datasets/kaggle/"].one("svg", class_="relation-picture")
        assert not [element for element in (drawn, *drawn.walk()) if element.get("style") or element.get("fill")]


def answers(page: Page) -> list[list[str]]:
    """Return the table of rights without the places that it cites."""
    rows = page.one("table", class_="rights").one("tbody").all("tr")
    told = [[(cell.all(class_="verdict") or cell.all(class_="unknown"))[0] for cell in row.all("td")] for row in rows]
    return [[answer.text.split()[-1] for answer in row] for row in told]


class TestRights:
    """What an entry may be used for."""

    def test_rights_are_a_table_with_their_statements(self, site: dict[str, Page]) -> None:
        page = site["/en/datasets/osirix-dicom-library/"]
        assert answers(page) == [["no", "unknown", "unknown"], ["no", "unknown", "unknown"], ["unknown"] * 3]
        assert len(page.one("table", class_="rights").all("button", class_="mark")) == 2

    def test_a_licence_answers_by_its_own_text_and_says_so(self, read: Read) -> None:
        Dataset.objects.filter(slug="mura").update(license=License.objects.get(code="CC-BY-NC-4.0"))
        Right.objects.create(dataset=Dataset.objects.get(slug="mura"), component="code", use="commercial", allowed=True)
        page = read("/en/datasets/mura/")
        assert answers(page) == [["no", "no", "yes"], ["yes", "yes", "unknown"], ["yes", "yes", "unknown"]]
        assert page.text.count("CC BY-NC 4.0, section 2(a)(1)") == 1

    def test_nothing_known_is_said_in_words(self, site: dict[str, Page]) -> None:
        page = site["/en/datasets/mura/"]
        assert not page.all("table", class_="rights")
        assert "No licence and no terms: ask the publisher." in page.one("main").text

    def test_the_two_questions_are_facets(self, read: Read, change: Callable[..., None]) -> None:
        change(Dataset.objects.filter(slug="mura"), license=License.objects.get(code="CC-BY-4.0"))
        labels = [
            box.one("summary").text
            for box in read("/en/datasets/").all("details", class_="facet")
            if not box.all("details")
        ]
        assert "Can I use it for…?" in labels
        assert any("Can I get it?" in box.text for box in read("/en/datasets/").all("details", class_="facet"))
        page = read("/en/datasets/?use=commercial&source=aimi")
        assert [card.one("h2").one("a").text for card in page.all(class_="card")] == ["MURA"]
        assert "Commercial use" in page.one("h1").text


class TestSimilar:
    """Similar entries."""

    def test_every_page_shows_what_search_finds_and_says_what_is_shared(self, site: dict[str, Page]) -> None:
        now = snapshot.current()
        seen = 0
        for entry in Dataset.objects.all():
            page = site[f"/en/datasets/{entry.slug}/"]
            slot = similar.slot_of(now, entry.pk)
            assert slot is not None
            expected = [f"/en/datasets/{now.card(item.slot)['slug']}/" for item in similar.similar(now, slot)]
            shown = [item for found in page.all("ul", class_="similar") for item in found.all("li")]
            assert [item.one("a")["href"] for item in shown] == expected
            assert all(len(item.one(class_="note").text) > len("shares ") for item in shown)
            seen += len(shown)
        assert seen > 300

    def test_related_ones_are_marked(self, site: dict[str, Page]) -> None:
        shown = site["/en/datasets/abide/"].one("ul", class_="similar").all("li")
        marked = {item.one("a")["href"] for item in shown if item.all(class_="verdict")}
        assert "/en/datasets/abide-preprocessed/" in marked
        assert len(marked) < len(shown)

    def test_without_an_index_the_page_is_there_all_the_same(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        def none() -> None:
            raise snapshot.NoIndexError

        monkeypatch.setattr(snapshot, "current", none)
        assert not read("/en/datasets/kits19/").all("ul", class_="similar")


class TestReferences:
    """Papers and pages that are cited as a whole."""

    @pytest.fixture
    def cited(self, record: dict[str, Any]) -> None:
        """An entry whose relation rests on a paper."""
        loading.load_document(REFERENCE)
        loading.load_document({**REFERENCE, "code": "a-page", "kind": "page", "url": "https://example.org/a?b=1&c=2"})
        for code in ("wang-2017", "a-page"):
            record["statements"].append(
                {
                    "field": "relation",
                    "value": {"kind": "subset-of", "target": "chestx-ray14"},
                    "printed": "a part of it",
                    "document": code,
                    "heading": "2. Data",
                }
            )
        loading.load_datasets([record], 1)

    def test_the_page_shows_them_with_their_address(self, cited: None, read: Read) -> None:
        page = read("/en/datasets/example-set/evidence/")
        rows = [row for row in page.one("table", class_="statements").all("tr") if "a part of it" in row.text]
        paper, web = rows
        assert "A paper about ChestX-ray8" in paper.text
        (link,) = [link for link in paper.all("a") if link["href"].startswith("https:")]
        assert (link["href"], link.text) == (REFERENCE["url"], "doi:10.1109/CVPR.2017.369")
        assert [link["href"] for link in web.all("a") if link["href"].startswith("https:")] == [
            "https://example.org/a?b=1&c=2"
        ]
        assert "None" not in page.one("main").text

    def test_the_warning_cites_them_without_a_line(self, cited: None, read: Read) -> None:
        for slug in ("example-set", "chestx-ray14"):
            found = next(item for item in warnings(read(f"/en/datasets/{slug}/")) if "Example set" in item.text)
            assert len(found.one("ul", class_="chain").all("li")) == 1
            places = [link["href"].partition("#")[0] for link in found.all("a", class_="source")]
            assert places == ["/en/datasets/example-set/evidence/"] * 2

    def test_about_lists_them_apart_from_the_documents(self, cited: None, read: Read) -> None:
        page = read("/en/about/")
        assert [row["id"] for row in page.one("table").all("tr") if row.get("id")] == [
            "000",
            "001",
            "002",
            "003",
            "004",
        ]
        items = page.one("ul", class_="references").all("li")
        assert [item["id"] for item in items][:: len(items) - 1] == ["a-page", "wang-2017"]
        assert "doi:10.1109/CVPR.2017.369" in items[-1].text
        assert "1 statement" in items[-1].text

    def test_about_without_references_has_no_heading_for_them(self, site: dict[str, Page], tree: Tree) -> None:
        references = [record for _, record in tree.document if record.get("lines") is None]
        assert bool(site["/en/about/"].all("ul", class_="references")) is bool(references)

    def test_the_api_has_them(self, cited: None, client: Client) -> None:
        found = client.get("/api/v1/relations/?dataset=example-set").json()["results"][0]["statements"]
        assert [(item["document"], item["line"]) for item in found] == [("wang-2017", None), ("a-page", None)]
        documents = {item["code"]: item for item in client.get("/api/v1/documents/").json()["results"]}
        assert documents["wang-2017"]["url"] == REFERENCE["url"]
        assert documents["wang-2017"]["lines"] is None

    def test_what_about_has_no_room_for_is_on_pages_of_its_own(
        self, cited: None, read: Read, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(about, "MOST_SHOWN", 3)
        monkeypatch.setattr(about, "PAGE", 20)
        page = read("/en/about/")
        assert len(page.one("ul", class_="references").all("li")) == 3
        assert page.one("a", href="/en/about/references/").text == "All references"
        first, last = read("/en/about/references/"), read("/en/about/references/?page=900")
        assert len(first.one("ul", class_="references").all("li")) == 20
        assert last.one("li", id="wang-2017")
        assert "past the last page" in last.one("main").text
