"""Lists that people paste: every form of an item names its entry, and nothing that was typed is lost."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from datasets.index import snapshot
from datasets.models import Dataset, FormerSlug, Link
from datasets.search import pasted
from datasets.search.pasted import MOST, Pasted, Problem
from datasets.words.asked import MAXIMUM_TEXT

pytestmark = pytest.mark.django_db

HOST = "lightbox.example"
MIRROR = "nih-chest-xrays-kaggle"


def read(*texts: str, hosts: tuple[str, ...] = (HOST,)) -> Pasted:
    return pasted.read(snapshot.current(), texts, hosts=hosts)[0]


def slugs(*texts: str) -> list[str]:
    """Return what a list names; each of its items names something."""
    found = read(*texts)
    assert [item.typed for item in found.unread] == []
    return [entry.slug for entry in found.entries]


@pytest.mark.parametrize(
    "item",
    [
        "LIDC-IDRI",
        "lidc-idri",
        "LIDC IDRI",
        "lidc_idri",
        "LIDC–IDRI",
        "ＬＩＤＣ－ＩＤＲＩ",
        "LIDC\u2011IDRI",
        "li\u00addc-id\u200bri",
        "\ufeffLIDC-IDRI",
        "  LIDC-IDRI\t",
        "- LIDC-IDRI",
        "* lidc-idri",
        "• LIDC-IDRI",
        "•LIDC-IDRI",
        "– LIDC-IDRI",
        "1. LIDC-IDRI",
        "12) LIDC-IDRI",
        "[3] LIDC-IDRI",
        "(4) LIDC-IDRI",
        "1、LIDC-IDRI",
        "> LIDC-IDRI",
        "# LIDC-IDRI",
        '"LIDC-IDRI",',
        "“LIDC-IDRI”",
        "« LIDC-IDRI »",
        "„LIDC-IDRI“",
        "‘LIDC-IDRI’;",
        "`lidc-idri`",
        "'lidc-idri'",
        "**LIDC-IDRI**",
        "LIDC-IDRI.",
        '["lidc-idri"]',
        "{lidc-idri}",
        "《LIDC-IDRI》",
        "LIDC-IDRI\x00",
        "LIDC-IDRI\x1f",
        f"https://{HOST}/en/datasets/lidc-idri/",
        f"http://{HOST}:8000/ru/datasets/lidc-idri/#s12",
        f"{HOST}/d/lidc-idri",
        f"//{HOST}/zh-hans/datasets/lidc-idri/evidence/?lang=fr",
        "/d/lidc-idri/",
        "/pt-br/datasets/lidc-idri/history/",
        f"https://{HOST}/api/v1/datasets/lidc-idri/",
        f"<https://{HOST}/d/lidc-idri/>",
        f"HTTPS://{HOST.upper()}/EN/DATASETS/LIDC-IDRI/",
        "https://wiki.cancerimagingarchive.net/display/Public/LIDC-IDRI",
        "* [LIDC-IDRI](https://wiki.cancerimagingarchive.net/display/Public/LIDC-IDRI)",
        "[the lung set](https://wiki.cancerimagingarchive.net/display/Public/LIDC-IDRI),",
    ],
)
def test_an_item_names_its_entry_however_it_is_written(item: str) -> None:
    assert slugs(item) == ["lidc-idri"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kits19\nlits", ["kits19", "lits"]),
        ("kits19\r\n\r\n  \r\nlits\r\n", ["kits19", "lits"]),
        ("kits19\rlits\u2028drive\u0085mura", ["kits19", "lits", "drive", "mura"]),
        ("KiTS19, LiTS; DRIVE", ["kits19", "lits", "drive"]),
        ("KiTS19,LiTS", ["kits19", "lits"]),
        ("KiTS19、LiTS，DRIVE；MURA", ["kits19", "lits", "drive", "mura"]),
        ("KiTS19\tLiTS", ["kits19", "lits"]),
        ("KiTS19 | LiTS", ["kits19", "lits"]),
        ('["kits19", "lits"]', ["kits19", "lits"]),
        ("/d/kits19/, /d/lits/", ["kits19", "lits"]),
        (f"https://{HOST}/d/kits19/ https://{HOST}/d/lits/", ["kits19", "lits"]),
        (f"KiTS19, https://{HOST}/d/lits/,https://{HOST}/d/drive/", ["kits19", "lits", "drive"]),
        ("kits19\nKiTS19\n/d/kits19/\nlits", ["kits19", "lits"]),
        ("lits\nkits19", ["lits", "kits19"]),
    ],
)
def test_a_list_is_read_in_its_order_each_entry_once(text: str, expected: list[str]) -> None:
    assert slugs(text) == expected


def test_several_texts_are_one_list() -> None:
    found = read("kits19\nnone such", "", "lits\nnor this")
    assert [entry.slug for entry in found.entries] == ["kits19", "lits"]
    assert [item.line for item in found.unread] == [2, 4]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("MIMIC-III, a freely accessible critical care database", "mimic-iii"),
        ("Nucleus Medical Art, Inc.", "nucleus-medical-art"),
        ("NIH Chest X-rays (Kaggle Mirror)", MIRROR),
    ],
)
def test_a_name_with_signs_in_it_is_one_item(name: str, slug: str) -> None:
    assert slugs(name) == [slug]
    assert slugs(f"- {name},\nkits19") == [slug, "kits19"]


def test_a_line_of_which_no_part_is_known_is_one_item() -> None:
    found = read("Foo, a set of bars")
    assert [(item.typed, item.problem) for item in found.items] == [("Foo, a set of bars", Problem.UNKNOWN)]


def test_the_parts_of_a_line_that_are_not_known_are_named() -> None:
    found = read("KiTS19, Foo, LiTS")
    assert [(item.typed, item.problem) for item in found.unread] == [("Foo", Problem.UNKNOWN)]
    assert [entry.slug for entry in found.entries] == ["kits19", "lits"]


@pytest.mark.parametrize(
    "text",
    [
        "https://elsewhere.example/en/datasets/lidc-idri/",
        "elsewhere.example/d/lidc-idri/",
        f"https://{HOST}.evil.example/d/kits19/",
    ],
)
def test_the_address_of_another_site_is_not_taken_for_one_of_ours(text: str) -> None:
    assert [item.problem for item in read(text).items] == [Problem.UNKNOWN]


@pytest.mark.parametrize(
    "text", [f"https://{HOST}/en/datasets/no-such-entry/", "/d/no-such-entry/", f"https://{HOST}/en/anatomy/"]
)
def test_an_address_of_ours_that_is_no_entry_is_unknown(text: str) -> None:
    assert [item.problem for item in read(text).items] == [Problem.UNKNOWN]


def test_every_entry_is_named_by_its_slug_its_name_and_its_page() -> None:
    for slug, name in Dataset.objects.values_list("slug", "name"):
        assert slugs(slug) == slugs(f"/en/datasets/{slug}/") == [slug]
        assert slugs(name) == [slug]


def test_an_entry_is_given_back_by_what_names_it_again() -> None:
    everything = list(Dataset.objects.values_list("slug", flat=True).order_by("pk"))[:MOST]
    once = read("\n".join(everything))
    assert slugs(once.text) == everything


def test_an_entry_is_named_by_the_addresses_and_dois_that_it_alone_has() -> None:
    for url, slug in Link.objects.filter(dataset__slug__in=["lidc-idri", "kits19", "mura"]).values_list(
        "url", "dataset__slug"
    ):
        found = read(url)
        assert slug in {entry.slug for item in found.items for entry in (item.entry, *item.meant) if entry}, url
    for doi in (
        "10.1148/ryai.210315",
        "https://doi.org/10.1148/RYAI.210315",
        "doi:10.1148/ryai.210315.",
        "DOI 10.1148/ryai.210315",
    ):
        assert slugs(doi) == ["radimagenet"], doi


def test_a_name_of_several_entries_is_asked_back() -> None:
    (item,) = read("RSNA competitions").items
    assert (item.problem, item.entry) == (Problem.SEVERAL, None)
    assert {entry.slug for entry in item.meant} == {
        "rsna-breast-cancer-detection", "rsna-intracranial-hemorrhage-detection", "rsna-pneumonia-detection-challenge",
    }  # fmt: skip


def test_the_entry_that_is_called_so_goes_before_one_that_is_only_also_called_so(change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="lits"), aliases=["KiTS19"])
    assert slugs("KiTS19") == ["kits19"]


def test_two_entries_with_one_name_are_given_back_by_their_slugs(change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug__in=["lits", "drive"]), name="One name")
    assert [item.problem for item in read("One name").items] == [Problem.SEVERAL]
    assert read("lits\ndrive").text == "lits\ndrive\n"


def test_what_may_be_meant_by_an_unknown_name_is_offered() -> None:
    (item,) = read("KiTS20").items
    assert item.problem is Problem.UNKNOWN
    assert "kits19" in [entry.slug for entry in item.meant]


def test_an_item_that_is_too_long_is_said_to_be() -> None:
    found = read("a" * (MAXIMUM_TEXT + 1) + "\nkits19")
    assert [item.problem for item in found.items] == [Problem.LONG, None]


def test_items_past_the_last_that_is_read_are_counted() -> None:
    found = read("\n".join(f"name {number}" for number in range(MOST + 7)))
    assert (len(found.items), found.beyond, found.whole) == (MOST, 7, False)
    one_line = read(", ".join(["kits19", *(f"name {number}" for number in range(MOST + 6))]))
    assert (len(one_line.items), one_line.beyond) == (MOST, 7)


@pytest.mark.parametrize("typed", ["old-kits", "OLD-KITS", "/d/old-kits/"])
def test_a_former_slug_leads_to_the_entry(typed: str) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="old-kits")
    assert slugs(typed) == ["kits19"]


@pytest.mark.parametrize("typed", ["kits19", "KITS19", "/d/kits19/", "old-kits"])
def test_a_withdrawn_entry_is_named_by_its_address_and_said_to_be_withdrawn(
    typed: str, change: Callable[..., None]
) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="old-kits")
    change(Dataset.objects.filter(slug="kits19"), status="withdrawn")
    found = read(typed, "lits")
    assert [entry.slug for entry in found.entries] == ["kits19", "lits"]
    assert [entry.slug for entry in pasted.withdrawn([found])] == ["kits19"]


@pytest.mark.parametrize("typed", ["kits19", "KiTS19", "/d/kits19/", "old-kits"])
def test_a_draft_is_unknown(typed: str, change: Callable[..., None]) -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="kits19"), slug="old-kits")
    change(Dataset.objects.filter(slug="kits19"), status="draft")
    (item,) = read(typed).items
    assert item.problem is Problem.UNKNOWN
    assert "kits19" not in [entry.slug for entry in item.meant]


def test_reading_costs_two_queries_whatever_is_read(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    everything = list(Dataset.objects.values_list("slug", "name"))[:MOST]
    now = snapshot.current()
    lists = ["\n".join(slug for slug, _ in everything)], ["\n".join(f"{name}; no-such" for _, name in everything)]
    with django_assert_max_num_queries(2):
        pasted.read(now, *lists)


SIGNS = " ,;|\t\n\r-*•[](){}<>\"'“”/:.#@%\\0123456789aKéжя肾\u200b\ufeff\u2028\x00\U0001f600，；、。"


def test_nothing_that_was_typed_is_lost_and_nothing_breaks() -> None:
    generator = random.Random(7)  # noqa: S311 - chance here is for coverage, not for secrecy
    for _ in range(400):
        text = "".join(generator.choice(SIGNS) for _ in range(generator.randrange(120)))
        found = read(text)
        lines = [number for number, line in enumerate(text.splitlines(), 1) if any(map(str.isalpha, line))]
        assert {item.line for item in found.items} >= set(lines) or found.beyond, repr(text)
        assert all((item.entry is None) == (item.problem is not None) for item in found.items)


@pytest.mark.parametrize(
    "text",
    [
        " " * 16_000,
        "\t" * 16_000,
        ", " * 8_000,
        "[" * 16_000,
        "- " * 8_000,
        "http://" * 2_000,
        "10.1000/" * 2_000,
        "a/" * 8_000,
        "1) " * 5_000,
        "\n".join(["x" * 300] * 50),
        "[a](" * 4_000,
        "\u200b" * 16_000,
    ],
)
def test_no_list_takes_long_to_read(text: str) -> None:
    start = time.monotonic()
    read(text)
    assert time.monotonic() - start < 2


def test_the_answer_for_programs_names_the_problem(settings: Any) -> None:
    lists = {"train": read("kits19"), "test": read("kits20")}
    (found,) = pasted.unread(lists, lambda slug: f"/{slug}")
    assert (found["parameter"], found["line"], found["typed"], found["problem"]) == ("test", 1, "kits20", "unknown")
    assert {"slug": "kits19", "name": "KiTS19", "url": "/kits19"} in found["meant"]
    assert "kits20" in found["message"]
