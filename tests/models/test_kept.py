"""What is kept of a revision: for answers that hold on to one, as long as it is the newest, and not too much of it."""

from collections.abc import Callable
from contextvars import Context

import pytest
from django.test import Client

from datasets.facts import reading
from datasets.models import ChangeSet, Dataset, kept
from datasets.models.kept import Kept

pytestmark = pytest.mark.django_db

COMPARISON = "/fr/compare/?d=kits19&d=lits&d=mura"


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def make(made: list[str]) -> Callable[[str], Callable[[], str]]:
    """Return what makes a value of a key, and notes that it did."""

    def of(key: str) -> Callable[[], str]:
        def value() -> str:
            made.append(key)
            return key.upper()

        return value

    return of


def ask(of: Kept[str, str], keys: str, make: Callable[[str], Callable[[], str]]) -> list[str]:
    """Ask for some keys within an answer."""
    with ChangeSet.seen_once():
        ChangeSet.current()
        return [of.get(key, make(key)) for key in keys]


def test_a_value_is_made_once(make: Callable[[str], Callable[[], str]], made: list[str]) -> None:
    of: Kept[str, str] = Kept(10)
    assert [*ask(of, "ab", make), *ask(of, "ba", make)] == ["A", "B", "B", "A"]
    assert made == ["a", "b"]


def test_nothing_is_kept_outside_of_an_answer(make: Callable[[str], Callable[[], str]], made: list[str]) -> None:
    of: Kept[str, str] = Kept(10)
    ask(of, "a", make)
    assert [of.get("a", make("a")), of.get("a", make("a"))] == ["A", "A"]
    assert made == ["a"] * 3
    with ChangeSet.seen_once():
        of.get("a", make("a"))  # before anybody has asked for the revision
    assert made == ["a"] * 4


def test_a_change_makes_all_of_it_anew(make: Callable[[str], Callable[[], str]], made: list[str]) -> None:
    of: Kept[str, str] = Kept(10)
    ask(of, "ab", make)
    ChangeSet.advance()
    ask(of, "a", make)
    assert made == ["a", "b", "a"]
    assert list(of.values) == ["a"]


def test_another_history_with_the_same_number_is_another_revision(
    make: Callable[[str], Callable[[], str]], made: list[str]
) -> None:
    of: Kept[str, str] = Kept(10)
    ask(of, "a", make)
    ChangeSet.objects.filter(pk=ChangeSet.current()[0]).update(stamp="restored")
    ask(of, "a", make)
    assert made == ["a", "a"]


def test_what_was_asked_for_longest_ago_gives_way(make: Callable[[str], Callable[[], str]], made: list[str]) -> None:
    of: Kept[str, str] = Kept(2)
    ask(of, "aba", make)
    ask(of, "c", make)
    assert list(of.values) == ["a", "c"]


def test_an_answer_goes_by_the_revision_that_it_saw_first() -> None:
    before = ChangeSet.current()
    with ChangeSet.seen_once():
        assert ChangeSet.current() == before
        ChangeSet.advance()
        assert ChangeSet.current() == before
    assert ChangeSet.current() != before


def test_an_answer_of_the_revision_before_leaves_nothing_in_the_next_ones_table() -> None:
    """Another thread may still be making it when the catalogue changes."""
    of: Kept[str, str] = Kept(10)

    def meanwhile() -> str:
        changed = Context().run(answer, "b", lambda: "new")
        assert changed == "new"
        return "old"

    def answer(key: str, make: Callable[[], str]) -> str:
        with ChangeSet.seen_once():
            ChangeSet.current()
            return of.get(key, make)

    with ChangeSet.seen_once():
        ChangeSet.current()
        table = of.table()
        ChangeSet.advance()
        assert of.get("a", meanwhile) == "old"
        table["c"] = "old"
    assert of.values == {"b": "new"}


@pytest.mark.parametrize("address", [COMPARISON, "/ru/datasets/chestx-ray14/", "/api/v1/datasets/lits/"])
def test_what_is_kept_gives_the_same_answer(address: str, client: Client) -> None:
    first = client.get(address).content
    assert client.get("/en/compare/?d=mura&d=chestx-ray14").status_code == 200
    assert client.get(address).content == first
    kept.forget()
    assert client.get(address).content == first


def test_a_change_is_seen_in_what_was_kept(client: Client, change: Callable[..., None]) -> None:
    for address in (COMPARISON, "/en/datasets/mura/"):
        assert b"Another name" not in client.get(address).content
    change(Dataset.objects.filter(slug="mura"), name="Another name")
    for address in (COMPARISON, "/en/datasets/mura/"):
        assert b"Another name" in client.get(address).content


def test_who_has_signed_in_reads_what_is_there_now(client: Client, admin_client: Client) -> None:
    client.get("/en/datasets/mura/")
    Dataset.objects.filter(slug="mura").update(name="Written by hand")
    assert b"Written by hand" in admin_client.get("/en/datasets/mura/").content


def test_only_so_many_entries_are_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading._kept, "most", 3)
    for slug in ("mura", "lits", "kits19", "brats", "acdc"):
        client.get(f"/en/datasets/{slug}/")
    assert set(reading._kept.values) == {"kits19", "brats", "acdc"}
