"""How the list shows entries: as cards, as a table, and by its facets and histograms."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest

from datasets.facts.fields import ON_CARDS
from datasets.index import snapshot
from datasets.index.facets import RANGES
from datasets.models import LANGUAGES, ChangeSet
from datasets.records import loading
from datasets.views.table import SORTED
from tests.stating import stating

from .conftest import Read
from .reading import Element, Page
from .test_list import canonical, entries, options


def test_what_nobody_states_is_one_quiet_phrase(read: Read, no_datasets: None, record: dict[str, object]) -> None:
    loading.load_datasets([stating(record, images=None)], ChangeSet.advance())
    card = read("/en/datasets/").one(class_="card")
    assert not card.all("dl")
    assert card.one(class_="unstated").text == "Not stated: counts, access, licence, address"
    assert "unknown" not in card.text


def test_a_card_says_what_is_stated_with_signs_and_words(
    read: Read, no_datasets: None, record: dict[str, object]
) -> None:
    patients = {"value": 1010, "unit": "patients", "precision": "at-least"}
    size = {"value": 124 * 10**9, "precision": "about"}
    facts = {"access": "open", "license": "CC-BY-NC-SA-4.0", "subjects": patients, "size": size, "annotation": ["mask"]}
    link = {"url": "https://example.org/data", "kind": "download"}
    loading.load_datasets([stating(record, **facts, modality=["CT"], images=None, link=[link])], ChangeSet.advance())
    card = read("/en/datasets/").one(class_="card")
    assert [verdict.text for verdict in card.all(class_="verdict")] == ["● Open download", "◐ CC BY-NC-SA 4.0"]
    assert [(item.one("dd").text, item.one("dt").text) for item in card.one("dl").all("div")] == [
        ("≥ 1,010", "patients"),
        ("≈ 124 GB", "size"),
    ]
    (badge,) = card.all(class_="badge")
    assert (badge.text, badge["title"]) == ("CT", "Computed tomography")
    assert not card.all(class_="unstated")


def test_a_card_says_that_sources_differ_on_access(read: Read) -> None:
    now = snapshot.current()
    differing = [now.card(slot) for slot in range(now.size) if "access" in now.card(slot)["differs"]]
    assert differing
    page = read(f"/en/datasets/?q={differing[0]['slug']}")
    card = page.one(id=f"entry-{differing[0]['slug']}")
    assert card.all(class_="verdict")[0].text.startswith("≠ ")
    assert "sources differ" in card.text


def rows(page: Page) -> list[Element]:
    """Return the rows of the table of entries."""
    return page.one("table", class_="entries").one("tbody").all("tr")


def head(page: Page) -> list[Element]:
    return page.one("table", class_="entries").one("thead").all("th")


def test_the_table_has_the_same_entries_as_the_cards(read: Read) -> None:
    table = read("/en/datasets/?modality=CT&view=table")
    assert [row["id"].removeprefix("entry-") for row in rows(table)] == entries(read("/en/datasets/?modality=CT"))


def test_the_columns_are_those_chosen_in_the_order_of_the_registry(read: Read) -> None:
    page = read("/en/datasets/?view=table&columns=year&columns=modality")
    assert [cell.text for cell in head(page)] == ["Name", "Modality", "Year"]
    chosen = [box["value"] for box in page.all("input", name="columns") if box.get("checked") is not None]
    assert chosen == ["modality", "year"]


def test_every_field_that_lists_show_may_be_a_column(read: Read) -> None:
    page = read(f"/en/datasets/?{urlencode([('view', 'table'), *(('columns', field.code) for field in ON_CARDS)])}")
    assert len(head(page)) == len(ON_CARDS) + 1
    assert {len(row.all("td")) for row in rows(page)} == {len(ON_CARDS) + 1}


def test_a_heading_sorts_by_its_column_and_then_the_other_way_round(read: Read) -> None:
    for column, (first, other, rises) in SORTED.items():
        address = "/en/datasets/?view=table&columns=subjects&columns=images&columns=size&columns=year&columns=quality"
        link = read(address).one("a", id=f"by-{column}")
        assert ("sort", first) in parse_qsl(urlsplit(link["href"]).query)
        page = read(urljoin(address, link["href"]))
        cell = next(cell for cell in head(page) if cell.all("a", id=f"by-{column}"))
        assert cell.get("aria-sort") == ("ascending" if rises else "descending")
        wanted = other or first
        assert ("sort", wanted) in parse_qsl(urlsplit(cell.one("a")["href"]).query)
        assert [cell.get("aria-sort") for cell in head(page)].count(None) == len(head(page)) - 1


def test_every_link_of_the_table_keeps_it_a_table(read: Read) -> None:
    page = read("/en/datasets/?q=image&view=table&columns=year&page_size=5&page=2")
    links = [
        *options(page),
        *page.one(class_="pages").all("a"),
        *(link for cell in head(page) for link in cell.all("a")),
    ]
    for link in links:
        asked = parse_qsl(urlsplit(link["href"]).query)
        assert ("view", "table") in asked
        assert ("columns", "year") in asked
    (cards,) = [link for link in page.one(class_="views").all("a") if link.text == "Cards"]
    assert ("view", "table") not in parse_qsl(urlsplit(cards["href"]).query)


def test_the_canonical_address_of_a_table_is_that_of_the_list(read: Read) -> None:
    page = read("/en/datasets/?modality=CT&view=table&columns=year")
    assert canonical(page) == "http://testserver/en/datasets/?modality=CT"


@pytest.mark.parametrize("question", ["view=map", "columns=price", "view=table&view=cards"])
def test_a_way_to_show_lists_that_there_is_not_is_said(question: str, read: Read) -> None:
    said = read(f"/en/datasets/?{question}").one(class_="notice").text
    assert said.startswith(("Please note View:", "Please note Columns:"))


@pytest.mark.parametrize("parameter", [column.parameter for column in RANGES])
def test_a_bar_of_a_histogram_leads_to_as_many_entries_as_it_says(parameter: str, read: Read) -> None:
    box = read("/en/datasets/").one("fieldset", **{"data-name": parameter})
    bars = box.one("svg").all("a")
    assert bars
    for bar in bars:
        # A title is hidden text: its words are those of the paragraph beside the picture.
        number_said = int("".join(bar.one("title").raw.rpartition(": ")[2].split(",")))
        assert read(f"/en/datasets/{bar['href']}").one(class_="total").text.split()[0] == str(number_said)
        assert bar["tabindex"] == "-1"


def test_a_histogram_is_told_in_words(read: Read) -> None:
    box = read("/en/datasets/").one("fieldset", **{"data-name": "size"})
    assert box.one("svg")["aria-hidden"] == "true"
    assert re.match(r"Size: 100 MB to 1 GB: \d+, 1 GB to 10 GB: \d+", box.one("p").text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_reads_back_what_it_shows_as_an_example(language: str, read: Read) -> None:
    page = read(f"/{language}/datasets/")
    for field in page.one("form", class_="ranges").all("input"):
        if field.get("placeholder"):
            asked = urlencode({field["name"]: field["placeholder"]})
            assert not read(f"/{language}/datasets/?{asked}").all(class_="notice"), field["placeholder"]


def test_a_long_facet_has_a_field_to_search_it_and_a_short_one_has_none(read: Read) -> None:
    page = read("/en/datasets/")
    assert page.one("details", **{"data-name": "anatomy"}).one("input", class_="narrow")["aria-label"]
    assert not page.one("details", **{"data-name": "access"}).all("input")


def test_what_nobody_states_is_the_last_choice_of_a_facet_and_not_behind_more(read: Read) -> None:
    for facet in ("anatomy", "license"):
        box = read("/en/datasets/").one("details", **{"data-name": facet})
        last = [option for option in box.all("a") if option.all(class_="count")][-1]
        assert ("Not stated" in last.text, last["href"]) == (True, f"?{facet}=unknown")
        assert not any("more" in (above.get("class") or "") for above in last.above())


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Size: Not stated"), ("fr", "Taille : Non précisé"), ("pt-br", "Tamanho: Não informado"),
     ("zh-hans", "大小： 未注明"), ("ru", "Объём: Не указано")],
)  # fmt: skip
def test_what_nobody_states_is_a_part_of_the_question_in_words(language: str, shown: str, read: Read) -> None:
    page = read(f"/{language}/datasets/?size=unknown")
    assert shown in page.one(class_="chips").one("a").text.replace("\xa0", " ")
    assert page.one("h1").text.replace("\xa0", " ") == shown
