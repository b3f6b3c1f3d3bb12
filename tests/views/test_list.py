"""The list page: what was asked, what was found, and where each of its links leads."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.test import Client

from datasets.index.facets import FACETS, RANGES
from datasets.models import LANGUAGES, Anatomy, Dataset
from datasets.search.parameters import SORTS
from tests.api.conftest import counts as counts_of

from .conftest import Read
from .reading import Element, Page

QUESTIONS = [
    "",
    "q=brain",
    "modality=CT&modality=MR&anatomy=brain",
    "access=open&size_max=50GB&sort=size",
    "q=lung&category=imaging&page_size=10&page=2",
    "kind=challenge&year_min=2010&year_max=2020&sort=newest",
]


def entries(page: Page) -> list[str]:
    """Return the slugs of the results, in order."""
    cards = page.one("main").all(class_="card")
    return [urlsplit(card.all("a")[0]["href"]).path.split("/")[-2] for card in cards]


def options(page: Page) -> list[Element]:
    """Return the links of the facets."""
    return [link for link in page.one("aside", class_="facets").all("a") if link.all(class_="count")]


def number(element: Element) -> int:
    """Return the count that an option shows."""
    return int(element.one(class_="count").text.replace(",", ""))


def pairs(address: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(urlsplit(address).query))


@pytest.mark.parametrize("question", QUESTIONS)
def test_page_and_api_find_the_same_in_the_same_order(question: str, read: Read, client: Client) -> None:
    answer = client.get(f"/api/v1/datasets/?{question}").json()
    page = read(f"/en/datasets/?{question}")
    assert answer["results"]
    assert entries(page) == [result["slug"] for result in answer["results"]]
    assert page.one(class_="total").text.startswith(f"{answer['count']} ")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_option_shows_what_choosing_it_brings(question: str, read: Read, client: Client) -> None:
    counts = counts_of(client.get(f"/api/v1/datasets/?{question}").json())
    asked = {pair for pair in parse_qsl(question) if pair[0] in counts}
    shown = options(read(f"/en/datasets/?{question}"))
    assert len(shown) > 20
    for option in shown:
        there = {pair for pair in parse_qsl(urlsplit(option["href"]).query) if pair[0] in counts}
        ((parameter, code),) = asked ^ there
        assert number(option) == counts[parameter][code], (parameter, code)


def test_every_value_that_would_find_something_is_offered(read: Read, client: Client) -> None:
    counts = counts_of(client.get("/api/v1/datasets/?modality=CT").json())
    offered = {
        pair
        for option in options(read("/en/datasets/?modality=CT"))
        for pair in parse_qsl(urlsplit(option["href"]).query)
    }
    expected = {(name, code) for name, values in counts.items() for code, count in values.items() if count}
    assert expected <= offered | {("modality", "CT")}


def test_an_option_keeps_the_question_and_starts_at_the_first_page(read: Read) -> None:
    page = read("/en/datasets/?q=image&modality=MR&sort=name&page_size=5&page=2")
    for option in options(page):
        there = dict(parse_qsl(urlsplit(option["href"]).query))
        assert (there["q"], there["sort"], there["page_size"]) == ("image", "name", "5")
        assert "page" not in there


def test_a_chosen_value_is_marked_and_its_link_takes_it_away(read: Read) -> None:
    page = read("/en/datasets/?q=brain&modality=MR")
    chosen = [option for option in options(page) if "selected" in (option.get("class") or "")]
    assert [pairs(option["href"]) for option in chosen] == [[("q", "brain")]]
    assert "Remove" in chosen[0].text


@pytest.mark.parametrize(
    "question", ["anatomy=kidney", "condition=brain-tumor", "source=tcia", "anatomy=retina&anatomy=knee"]
)
def test_a_chosen_value_is_not_hidden_behind_more(question: str, read: Read) -> None:
    chosen = [
        option for option in options(read(f"/en/datasets/?{question}")) if "selected" in (option.get("class") or "")
    ]
    assert len(chosen) == len(parse_qsl(question))
    for option in chosen:
        assert all(element.get("open") is not None for element in option.above() if element.tag == "details")


def test_a_value_that_finds_nothing_is_offered_only_to_be_taken_away(read: Read) -> None:
    """But for the terms above a chosen one, which hold its place in the tree."""
    page = read("/en/datasets/?modality=EEG&anatomy=liver")
    assert [
        pairs(option["href"])
        for option in options(page)
        if number(option) == 0 and "selected" not in (option.get("class") or "")
    ] == [[("anatomy", "abdomen"), ("anatomy", "liver"), ("modality", "EEG")]]


def test_every_part_of_the_question_can_be_taken_away(read: Read) -> None:
    question = "q=brain&modality=MR&modality=CT&year_min=2000&size_max=50GB"
    page = read(f"/en/datasets/?{question}")
    left = [
        pairs(link["href"]) for link in page.one(class_="chips").all("a") if "clear" not in (link.get("class") or "")
    ]
    everything = {
        ("q", "brain"),
        ("modality", "MR"),
        ("modality", "CT"),
        ("year_min", "2000"),
        ("size_max", "50000000000"),
    }
    assert {tuple(everything - set(pairs)) for pairs in left} == {(pair,) for pair in everything}


def test_taking_everything_away_is_the_whole_list(read: Read) -> None:
    page = read("/en/datasets/?q=brain&modality=MR")
    assert page.one("a", class_="clear")["href"] == "/en/datasets/"


def test_the_question_is_the_title_and_the_heading(read: Read) -> None:
    page = read("/en/datasets/?q=tumour&modality=MR")
    for text in (page.one("head").one("title").raw, page.one("h1").text):
        assert "tumour" in text
        assert "Magnetic resonance" in text


def test_the_search_form_keeps_the_rest_of_the_question(read: Read) -> None:
    question = (
        "modality=CT&modality=MR&access=open&year_min=2000&size_max=50000000000&page_size=50&sort=name&q=brain&page=1"
    )
    page = read(f"/en/datasets/?{question}")
    form = page.one("form", id="ask")
    sent = [(field["name"], field.get("value") or "") for field in form.all("input")]
    sent += [
        (box["name"], option["value"])
        for box in page.all("select", form="ask")
        for option in box.all("option")
        if option.get("selected") is not None
    ]
    assert sorted(sent) == sorted(pair for pair in parse_qsl(question) if pair[0] != "page")


def test_the_ranges_form_keeps_the_rest_of_the_question(read: Read) -> None:
    question = "q=brain&modality=CT&modality=MR&year_min=2000&size_max=50000000000&page_size=50&sort=name"
    form = read(f"/en/datasets/?{question}").one("form", class_="ranges")
    sent = [(field["name"], field["value"]) for field in form.all("input") if field.get("value")]
    # A size is shown as the reader writes it, and read back as the same.
    assert sorted(sent) == sorted(parse_qsl(question.replace("50000000000", "50 GB")))


@pytest.mark.parametrize("sort", SORTS)
def test_the_order_asked_for_is_the_one_selected(sort: str, read: Read) -> None:
    box = read(f"/en/datasets/?sort={sort}").one("select", id="sort")
    assert [option["value"] for option in box.all("option") if option.get("selected") is not None] == [sort]
    assert [option["value"] for option in box.all("option")] == list(SORTS)


def test_following_next_shows_every_entry_once(read: Read) -> None:
    address, found = "/en/datasets/?page_size=20&sort=size", []
    while True:
        page = read(address)
        found += entries(page)
        following = page.all("a", rel="next")
        if not following:
            break
        address = urljoin(address, following[0]["href"])
    assert sorted(found) == sorted(Dataset.objects.values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("modality=tricorder", "tricorder"),
        ("colour=red", "colour"),
        ("sort=price", "price"),
        ("page=-1", "-1"),
        ("page=99999999", "99999999"),
        ("page_size=5000", "5000"),
        ("size_min=big", "big"),
        ("year_min=2020&year_max=2010", "exchanged"),
        ("q=a%00b", "characters"),
        ("q=%FF", "characters"),
        (f"q={'a' * 10_000}", "300"),
        ("q=a&q=b", "2 times"),
    ],
)
def test_what_was_not_understood_is_said_and_the_page_still_answers(question: str, word: str, read: Read) -> None:
    assert word in read(f"/en/datasets/?{question}").one(class_="notice").text


RAW = re.compile(r"\w+_(?:min|max|size|case)\b|\b(?:sort|page_size|relevance)\b")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "question",
    [
        *(f"{column.parameter}_min=9&{column.parameter}_max=3" for column in RANGES),
        *(f"{column.parameter}_{bound}=x" for column in RANGES for bound in ("min", "max")),
        *(f"{facet.parameter}=tricorder" for facet in FACETS),
        "sort=price", "page=x", "page_size=0", "page_size=5000", "all=x", "as=x", "q=a&q=b", "sort=name&sort=size",
    ],
)  # fmt: skip
def test_a_notice_names_fields_as_the_page_does(question: str, language: str, read: Read) -> None:
    said = read(f"/{language}/datasets/?{question}").one(class_="notice").text
    assert not RAW.search(said), said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["datasets/", "modalities/CT/"])
@pytest.mark.parametrize("digits", [19, 60, 400])
def test_a_page_that_is_too_large_is_said_so_however_many_digits_it_has(
    digits: int, path: str, language: str, read: Read
) -> None:
    def notice(page: str) -> str:
        return read(f"/{language}/{path}?page={page}").one(class_="notice").text.replace(page[:60], "…")

    assert notice("7" * digits) == notice("99999")


def test_a_question_that_is_understood_has_no_notice(read: Read) -> None:
    assert not read("/en/datasets/?q=brain&modality=MR").all(class_="notice")


def test_past_the_last_page_is_the_last(read: Read) -> None:
    last = -(-Dataset.objects.count() // 25)
    assert entries(read("/en/datasets/?page=99999999")) == entries(read(f"/en/datasets/?page={last}"))


def test_nothing_found_says_so(read: Read) -> None:
    page = read("/en/datasets/?q=xyzzyplugh")
    assert entries(page) == []
    assert "No entry" in page.one("main").text


def test_an_empty_catalogue_says_so(read: Read, no_datasets: None) -> None:
    assert read("/en/datasets/").one(class_="total").text == "No entries"


def test_one_entry_is_counted_in_the_singular(read: Read, change: Callable[..., None]) -> None:
    change(Dataset.objects.exclude(slug="kits19"), status="draft")
    assert read("/en/datasets/").one(class_="total").text == "1 entry"


def canonical(page: Page) -> str:
    return page.one("link", rel="canonical")["href"]


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("", ""),
        ("?", ""),
        ("?page=1&page_size=25&sort=relevance&q=", ""),
        ("?modality=ct", "?modality=CT"),
        ("?sort=NAME&q=++brain++", "?q=brain&sort=name"),
        ("?size_max=50GB", "?size_max=50000000000"),
        ("?lang=fr&modality=CT", "?modality=CT"),
        ("?colour=red&modality=tricorder", ""),
        ("?page=2", "?page=2"),
        ("?year_min=2020&year_max=2010", "?year_min=2010&year_max=2020"),
        ("?q=肾&modality=CT&modality=CT", "?" + urlencode({"q": "肾", "modality": "CT"})),
    ],
)
def test_the_canonical_address_says_the_question_in_one_way(question: str, address: str, read: Read) -> None:
    assert canonical(read(f"/en/datasets/{question}")) == f"http://testserver/en/datasets/{address}"


def test_the_order_of_the_parameters_does_not_change_the_canonical_address(read: Read) -> None:
    one = read("/en/datasets/?q=brain&modality=CT&access=open&sort=name")
    other = read("/en/datasets/?sort=name&access=open&modality=CT&q=brain")
    assert canonical(one) == canonical(other)


def test_the_order_of_a_facets_values_does_not_change_the_canonical_address(read: Read) -> None:
    one = read("/en/datasets/?modality=CT&modality=MR")
    other = read("/en/datasets/?modality=MR&modality=CT")
    assert canonical(one) == canonical(other)


def test_past_the_last_page_the_canonical_address_is_that_of_the_last(read: Read) -> None:
    last = -(-Dataset.objects.count() // 25)
    assert canonical(read("/en/datasets/?page=99999999")) == f"http://testserver/en/datasets/?page={last}"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_canonical_address_shows_the_same_list(question: str, read: Read) -> None:
    page = read(f"/en/datasets/?{question}")
    assert entries(read(canonical(page))) == entries(page)


def test_what_was_understood_is_shown_and_can_be_taken_out(read: Read) -> None:
    page = read(f"/en/datasets/?{urlencode({'q': 'liver CT under 50 GB'})}")
    links = page.one("main").one(class_="understood").all("a")
    assert [link["href"] for link in links] == [
        f"?{urlencode({'q': 'CT under 50 GB'})}",
        f"?{urlencode({'q': 'liver under 50 GB'})}",
        f"?{urlencode({'q': 'liver CT'})}",
        f"?{urlencode({'q': 'liver CT under 50 GB', 'as': 'words'})}",
    ]
    assert "Size ≤ 50 GB" in links[2].text


@pytest.mark.parametrize(
    ("language", "asked", "shown"),
    [
        ("en", "liver CT under 50 GB, commercial use", ["Anatomy: ", "Allowed use: "]),
        ("fr", "IRM du cerveau de plus de 100 patients", ["Modalité : ", "Anatomie : "]),
        ("pt-br", "ressonância magnética do cérebro com mais de 100 pacientes", ["Modalidade: ", "Anatomia: "]),
        ("zh-hans", "肝脏CT 小于50GB", ["解剖部位：", "模态："]),
        ("ru", "КТ печени до 50 ГБ", ["Модальность: ", "Анатомия: "]),
    ],
)
def test_what_was_understood_is_named_as_what_was_chosen_is(
    language: str, asked: str, shown: list[str], read: Read
) -> None:
    texts = [
        link.text for link in read(f"/{language}/datasets/?{urlencode({'q': asked})}").one(class_="understood").all("a")
    ]
    for label in shown:
        assert any(label.replace("\xa0", " ").strip() in text.replace("\xa0", " ") for text in texts), texts


def test_words_read_as_words_have_a_way_back(read: Read) -> None:
    page = read(f"/en/datasets/?{urlencode({'q': 'liver CT under 50 GB', 'as': 'words'})}")
    assert not page.one("main").all(class_="understood")
    assert f"?{urlencode({'q': 'liver CT under 50 GB'})}" in [link["href"] for link in page.one("main").all("a")]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "50 GB"), ("fr", "50\xa0Go"), ("pt-br", "50 GB"), ("zh-hans", "50 GB"), ("ru", "50\xa0ГБ")],
)
def test_a_size_field_shows_the_size_as_the_reader_writes_it(read: Read, language: str, shown: str) -> None:
    page = read(f"/{language}/datasets/?size_max=50GB")
    (field,) = [
        field for field in page.all("input") if field.get("name") == "size_max" and field.get("type") != "hidden"
    ]
    assert field["value"] == shown


def test_a_tree_of_terms_may_be_as_deep_as_it_likes(read: Read, change: Callable[..., None]) -> None:
    above = None
    for number in range(14):
        above = Anatomy.objects.create(
            code=f"deep-{number}", parent=above, position=900 + number, names={"en": f"Part {number}"}
        )
    entry = Dataset.objects.get(slug="kits19")
    entry.anatomies.add(above)
    change(Dataset.objects.filter(pk=entry.pk))
    read("/en/statistics/")
    for address in ("/en/datasets/", "/en/datasets/?anatomy=deep-3", "/en/anatomy/"):
        assert "Part 13" in read(address).text
