"""What the slugs of an address mean: nothing asked is lost."""

import pytest
from pytest_django import DjangoAssertNumQueries

from datasets.compare.choice import MOST_READ, choose, is_slug
from datasets.models import Dataset, FormerSlug

pytestmark = pytest.mark.django_db

SEVEN = ["kits19", "lits", "brats", "chestx-ray14", "mura", "ddsm", "isles"]


def slugs(rows: tuple[Dataset, ...]) -> list[str]:
    return [row.slug for row in rows]


def test_datasets_come_in_the_order_asked() -> None:
    choice = choose(["lits", "brats", "kits19"])
    assert slugs(choice.datasets) == ["lits", "brats", "kits19"]
    wrong = (choice.unknown, choice.repeated, choice.beyond, choice.withdrawn, choice.moved, choice.unread)
    assert not any(wrong)


def test_an_unknown_slug_is_named_and_the_others_stay() -> None:
    choice = choose(["kits19", "no-such-set", "lits"])
    assert slugs(choice.datasets) == ["kits19", "lits"]
    assert choice.unknown == ("no-such-set",)


def test_the_same_twice_is_compared_once() -> None:
    choice = choose(["kits19", "lits", "kits19", "kits19"])
    assert slugs(choice.datasets) == ["kits19", "lits"]
    assert [named.name for named in choice.repeated] == ["KiTS19"]


def test_the_seventh_waits() -> None:
    choice = choose(SEVEN)
    assert slugs(choice.datasets) == SEVEN[:6]
    assert [named.slug for named in choice.beyond] == SEVEN[6:]
    assert choice.slugs == SEVEN


def test_a_withdrawn_entry_is_compared_and_named(request: pytest.FixtureRequest) -> None:
    Dataset.objects.filter(slug="lits").update(status=Dataset.Status.WITHDRAWN)
    choice = choose(["kits19", "lits"])
    assert slugs(choice.datasets) == ["kits19", "lits"]
    assert [named.slug for named in choice.withdrawn] == ["lits"]


def test_a_draft_is_unknown() -> None:
    Dataset.objects.filter(slug="lits").update(status=Dataset.Status.DRAFT)
    assert choose(["kits19", "lits"]).unknown == ("lits",)


def test_a_former_slug_leads_to_the_current_one() -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="lits"), slug="lits-before")
    choice = choose(["kits19", "lits-before"])
    assert slugs(choice.datasets) == ["kits19", "lits"]
    assert choice.moved == {"lits-before": "lits"}


def test_a_former_slug_of_a_draft_leads_nowhere() -> None:
    FormerSlug.objects.create(dataset=Dataset.objects.get(slug="lits"), slug="lits-before")
    Dataset.objects.filter(slug="lits").update(status=Dataset.Status.DRAFT)
    assert choose(["lits-before"]).unknown == ("lits-before",)


def test_only_so_many_values_are_read() -> None:
    choice = choose(["kits19"] * 500)
    assert choice.unread == 500 - MOST_READ
    assert slugs(choice.datasets) == ["kits19"]


def test_two_cost_as_many_queries_as_six(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(40) as two:
        choose(SEVEN[:2])
    with django_assert_max_num_queries(40) as six:
        choose(SEVEN[:6])
    assert len(two) == len(six)


@pytest.mark.parametrize("text", ["", "A", "a b", "a--b", "-a", "a-", "é", "a\x00", "a" * 81, "a\n", "٣", "../a"])
def test_what_cannot_be_a_slug(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize("slug", ["a", "kits19", "a-b-c", "a" * 80])
def test_what_can_be_a_slug(slug: str) -> None:
    assert is_slug(slug)


def test_every_slug_of_the_catalogue_can_be_one() -> None:
    assert all(is_slug(slug) for slug in Dataset.objects.values_list("slug", flat=True))
