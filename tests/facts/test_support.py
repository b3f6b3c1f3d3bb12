"""How well an entry is supported, as a pure function of what there is of it."""

from itertools import pairwise

import pytest

from datasets.facts.support import DESCRIBED, FACTS, IMAGING, Cited, Found, independent, is_own_word, support
from datasets.models import LANGUAGES

GUIDE, OTHER, INDEX = Cited("000"), Cited("001"), Cited("ref-index", url="https://index.example/list/")
ROW = Found(facts=["modality", "anatomy", "link"], cited=[INDEX], own=["https://index.example/row/7"], texts=["en"])


def with_(found: Found, **more: object) -> Found:
    return Found(**{**vars(found), **more})


def test_nothing_known_is_no_support() -> None:
    assert support(Found()) == 0


@pytest.mark.parametrize("fact", FACTS)
def test_each_key_fact_adds_its_points(fact: str) -> None:
    assert support(Found(facts=[fact])) == FACTS[fact]


def test_a_fact_counts_once_and_what_is_no_key_fact_not_at_all() -> None:
    assert support(Found(facts=["size", "size", "colour"])) == FACTS["size"]


@pytest.mark.parametrize(
    "more",
    [
        {"facts": [*ROW.facts, "access"]},
        {"facts": [*ROW.facts, "year"]},
        {"cited": [INDEX, GUIDE]},
        {"cited": [INDEX, Cited("page", url="https://www.index.example/row/7/about")]},
        {"texts": ["en", "ru"]},
        {"reviewed": ["en"]},
        {"imaging": True},
    ],
)
def test_more_of_anything_is_more_support(more: dict[str, object]) -> None:
    assert support(with_(ROW, **more)) > support(ROW)


def test_a_hundred_documents_are_worth_no_more_than_four() -> None:
    four = support(Found(cited=[Cited(str(number)) for number in range(4)]))
    assert support(Found(cited=[Cited(str(number)) for number in range(100)])) == four


@pytest.mark.parametrize("extra", ["", "task", "year"])
def test_a_row_of_an_index_of_images_comes_after_described_data_of_any_sort(extra: str) -> None:
    row = with_(ROW, facts=[*ROW.facts, extra], imaging=True)
    described = with_(ROW, texts=LANGUAGES)
    assert support(row) < DESCRIBED <= support(described)


def test_images_come_before_other_data_of_which_everything_is_known() -> None:
    images = with_(ROW, texts=LANGUAGES, imaging=True)
    everything = Found(FACTS, [Cited(str(n)) for n in range(9)], ["https://a.example"], LANGUAGES, LANGUAGES)
    assert support(images) >= DESCRIBED + IMAGING
    assert support(everything) < support(images)


def test_the_ranks_stand_apart() -> None:
    full = Found(FACTS, [Cited(str(n)) for n in range(9)], [], LANGUAGES, LANGUAGES)
    ranks = [ROW, with_(ROW, imaging=True), full, with_(full, imaging=True)]
    assert all(support(low) < support(high) for low, high in pairwise(ranks))


@pytest.mark.parametrize(
    ("cited", "sides"),
    [
        ([], 0),
        ([GUIDE], 1),
        ([GUIDE, GUIDE], 1),
        ([GUIDE, OTHER], 2),
        ([Cited("a", "Ann Poe"), Cited("b", "ann poe")], 1),
        ([Cited("a", "李娜"), Cited("b", "张伟"), Cited("c")], 3),
    ],
)
def test_documents_of_one_author_are_one_side(cited: list[Cited], sides: int) -> None:
    assert independent(cited) == sides


@pytest.mark.parametrize(
    ("document", "own", "expected"),
    [
        ("https://a.example/set/", "http://www.a.example/set", True),
        ("https://a.example/set/data/", "https://a.example/set/", True),
        ("https://A.example/set/LICENSE", "https://a.example/set", True),
        ("https://doi.org/10.1000/X.1", "https://doi.org/10.1000/x.1", True),
        ("https://a.example/settings", "https://a.example/set", False),
        ("https://a.example/", "https://a.example/set", False),
        ("https://b.example/set", "https://a.example/set", False),
        ("", "", False),
        ("", "https://a.example/set", False),
        ("https://a.example/set", "", False),
    ],
)
def test_the_owners_word_lies_at_an_address_of_the_entry_or_below(document: str, own: str, expected: bool) -> None:
    assert is_own_word([GUIDE, Cited("ref", url=document)], [own]) is expected


def test_what_is_made_from_another_entry_comes_after_it_and_stays_described() -> None:
    facts = ["access", "rights", "amount", "size"]
    source, part = support(Found(facts=facts)), support(Found(facts=facts, second_hand=True))
    assert part == source - 10
    assert part >= DESCRIBED
    assert support(Found(facts=["year"], second_hand=True)) == 0
