"""What search shows while the index is behind: nothing that the public no longer sees, and the rest as it was."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from datasets.index import building, snapshot, store
from datasets.index.rebuilding import Attempts, attempts
from datasets.index.snapshot import NoIndexError, Snapshot
from datasets.models import ChangeSet, Dataset, Modality, Source
from datasets.records import loading
from datasets.search import explaining, finding, fitting, parameters, similar, suggesting

Change = Callable[..., None]

pytestmark = pytest.mark.django_db

QUESTIONS = (
    "sort=name", "sort=newest", "sort=size", "sort=changed", "q=brain", "q=kidney", "q=brain+-tumor",
    "q=%22brain+tumor%22",
    "modality=CT", "modality=CT&modality=MR&all=modality", "year_min=2015&sort=subjects", "source=kaggle&q=chest",
    "q=modality:CT+size:<50GB", "use=commercial", "q=brian", "q=kits",
)  # fmt: skip


@pytest.fixture(autouse=True)
def index(db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """An index of the catalogue, and a snapshot of it."""
    settings.DATA_DIR = tmp_path
    snapshot.forget()
    building.rebuild()
    snapshot.current()
    yield
    snapshot.forget()


@pytest.fixture
def stopped(index: None, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No change is laid over, nothing builds an index, and a process does not look for one, until it is undone."""
    monkeypatch.setattr(snapshot, "MOST_RECENT", 0)
    monkeypatch.setattr(snapshot, "RETRY_SECONDS", 60)
    monkeypatch.setattr(building, "rebuild", lambda: None)
    monkeypatch.setattr(attempts, "elsewhere", lambda: None)
    return monkeypatch


def entries(*slugs: str) -> Any:
    return Dataset.objects.filter(slug__in=slugs)


def ask(now: Snapshot, question: str) -> finding.Results:
    query, _ = parameters.read(QueryDict(question), now.codes)
    return finding.find(now, query)


def answers(now: Snapshot) -> list[Any]:
    """Return what search says to many questions, as plain values that do not depend on slots."""
    found: list[Any] = [now.entries, {name: list(values) for name, values in now.facets.values.items()}]
    for question in QUESTIONS:
        results = ask(now, question)
        found.append((question, results.total, [card["slug"] for card in results.cards], results.counts))
        found.append((results.histograms, results.meant, results.notices))
        near = explaining.explain(now, results.query)
        found.append((near.impossible, [(item.condition, item.total) for item in near.relaxations]))
        found.append([item.card["slug"] for item in near.nearest])
    found += [suggesting.suggest(now, typed, "en") for typed in ("ki", "kits", "chest", "kag", "b")]
    for slug in ("lits", "mura", "abide"):
        slot = similar.slot_of(now, Dataset.objects.get(slug=slug).pk)
        assert slot is not None
        found.append([(now.card(item.slot)["slug"], item.shared) for item in similar.similar(now, slot)])
    wish, _ = fitting.read(QueryDict("modality=CT&anatomy=kidney&level=beginner&budget=50GB"), now.codes)
    fits = fitting.fit(now, fitting.beside(now), wish)
    found.append((fits.total, fits.looked_at, [(fit.card["slug"], fit.points) for fit in fits.short]))
    return found


def withdraw(change: Change) -> None:
    """Take away entries in every way, some of them the only ones of their sources."""
    change(entries("kits19", "chestx-ray14", "tcia", "drive"), status="withdrawn")
    change(entries("brats", "kaggle"), status="draft")
    gone = Dataset.objects.get(slug="brain-mri-segmentation")
    ChangeSet.advance(removed=[gone.pk])
    gone.delete()


@pytest.mark.parametrize("laid_over", [False, True], ids=["in the files", "laid over"])
def test_where_entries_were_only_taken_away_it_answers_as_a_current_index(
    laid_over: bool, change: Change, stopped: pytest.MonkeyPatch
) -> None:
    if laid_over:
        stopped.setattr(snapshot, "MOST_RECENT", 400)
        stamps = dict(Dataset.objects.values_list("pk", "changed"))
        change(Dataset.objects.filter(pk__in=list(stamps)[::2]))
        assert snapshot.current().complete
        stopped.setattr(snapshot, "MOST_RECENT", 0)
    before = answers(snapshot.current())
    withdraw(change)
    behind = snapshot.current()
    assert not behind.complete
    found = answers(behind)
    assert found != before
    stopped.undo()
    building.rebuild()
    snapshot.forget()
    assert snapshot.current().complete
    assert answers(snapshot.current()) == found


def test_a_process_that_begins_while_it_is_behind_takes_them_away_too(
    change: Change, stopped: pytest.MonkeyPatch
) -> None:
    snapshot.forget()
    withdraw(change)
    assert not snapshot.current().complete
    assert not {"kits19", "brats", "brain-mri-segmentation"} & {
        card["slug"] for card in ask(snapshot.current(), "page_size=200").cards
    }


def test_where_no_index_can_be_written_they_are_gone_too(change: Change, stopped: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    stopped.setattr(snapshot, "attempts", Attempts())
    stopped.setattr(building, "rebuild", full)
    stopped.setattr(snapshot, "RETRY_SECONDS", 0)
    withdraw(change)
    assert snapshot.state() == "failing"
    found = [card["slug"] for card in ask(snapshot.current(), "page_size=200").cards]
    assert not {"kits19", "brats", "brain-mri-segmentation"} & set(found)
    change(entries("mura"), status="draft")
    assert "mura" not in [card["slug"] for card in ask(snapshot.current(), "page_size=200").cards]


def test_each_further_change_is_seen_with_the_next_question(change: Change, stopped: pytest.MonkeyPatch) -> None:
    for slug in ("kits19", "brats", "mura"):
        assert ask(snapshot.current(), f"q={slug}").cards[0]["slug"] == slug
        change(entries(slug), status="withdrawn")
        assert slug not in [card["slug"] for card in ask(snapshot.current(), f"q={slug}").cards]


def test_what_is_published_again_is_back(change: Change, stopped: pytest.MonkeyPatch) -> None:
    before = answers(snapshot.current())
    change(entries("kits19"), status="draft")
    assert answers(snapshot.current()) != before
    change(entries("kits19"), status="published")
    assert answers(snapshot.current()) == before


def test_what_is_changed_stays_as_it_was(record: dict[str, Any], stopped: pytest.MonkeyPatch) -> None:
    Dataset.objects.filter(slug="kits19").update(name="Quokka tomograms", revision=ChangeSet.advance())
    assert ask(snapshot.current(), "q=kits19").cards[0]["name"] == "KiTS19"
    loading.load_datasets([record | {"name": "Wombat tomograms"}], ChangeSet.advance())
    assert ask(snapshot.current(), "q=wombat").total == 0


@pytest.mark.parametrize("laid_over", [False, True], ids=["in the files", "laid over"])
def test_entries_that_are_gone_take_no_place_among_suggestions(
    laid_over: bool, record: dict[str, Any], stopped: pytest.MonkeyPatch
) -> None:
    many = [record | {"slug": f"quokka-{number}", "name": f"Quokka {number:03}"} for number in range(60)]
    loading.load_datasets(many, ChangeSet.advance())
    if laid_over:
        stopped.setattr(snapshot, "MOST_RECENT", 200)
    else:
        store.publish(building.write)
        snapshot.forget()
    assert len(suggesting.suggest(snapshot.current(), "quokka", "en")) == suggesting.MOST
    stopped.setattr(snapshot, "MOST_RECENT", 0)
    gone = Dataset.objects.filter(slug__in=[row["slug"] for row in many[:58]])
    gone.update(status="draft", revision=ChangeSet.advance())
    found = [item.text for item in suggesting.suggest(snapshot.current(), "quokka", "en")]
    assert found == ["Quokka 058", "Quokka 059"]


def test_a_source_of_nothing_else_is_gone_with_its_entry(change: Change, stopped: pytest.MonkeyPatch) -> None:
    source = Source.objects.create(code="quokka-house", name="Quokka house", kind="host")
    Dataset.objects.get(slug="kits19").sources.add(source)
    change(entries("kits19"))
    store.publish(building.write)
    snapshot.forget()
    assert "quokka-house" in snapshot.current().codes["source"]
    change(entries("kits19"), status="draft")
    now = snapshot.current()
    assert "quokka-house" not in now.codes["source"]
    assert "quokka-house" not in now.facets.values["source"]
    assert suggesting.suggest(now, "quokka", "en") == []


@pytest.mark.parametrize("opened_late", [False, True])
def test_a_term_that_was_deleted_since_is_no_error(
    opened_late: bool, client: Client, change: Change, stopped: pytest.MonkeyPatch
) -> None:
    Modality.objects.create(code="QK", names={"en": "Quokka imaging"})
    Dataset.objects.get(slug="kits19").modalities.add(Modality.objects.get(code="QK"))
    change(entries("kits19"))
    store.publish(building.write)
    snapshot.forget()
    assert snapshot.current().facets.values["modality"]["QK"].entries
    Dataset.objects.get(slug="kits19").modalities.remove(Modality.objects.get(code="QK"))
    change(entries("kits19"))
    Modality.objects.get(code="QK").delete()
    ChangeSet.advance()
    if opened_late:
        snapshot.forget()
    assert not snapshot.current().complete
    for address in (
        "/en/",
        "/en/datasets/?q=kits19",
        "/en/modalities/",
        "/en/which/?anatomy=kidney",
        "/api/v1/datasets/",
    ):
        assert client.get(address).status_code == 200, address
    assert client.get("/en/modalities/QK/").status_code == 404


def test_the_page_of_a_source_that_is_newer_than_the_index_has_to_wait(
    client: Client, change: Change, stopped: pytest.MonkeyPatch
) -> None:
    Dataset.objects.get(slug="kits19").sources.add(Source.objects.create(code="quokka-house", name="Q", kind="host"))
    Source.objects.create(code="quokka-den", name="Q", kind="host")
    change(entries("kits19"))
    assert "/en/sources/quokka-house/" in client.get("/en/datasets/kits19/").content.decode()
    assert client.get("/en/sources/quokka-house/").status_code == 503
    assert client.get("/en/sources/quokka-den/").status_code == 404
    change(entries("kits19"), status="draft")
    assert client.get("/en/sources/quokka-house/").status_code == 404


def test_a_level_that_was_stated_since_is_no_error(client: Client, change: Change, stopped: pytest.MonkeyPatch) -> None:
    assert Dataset.objects.filter(level="", difficulty="", kind__code="dataset").exists()
    change(Dataset.objects.all(), level="beginner")
    assert not snapshot.current().complete
    assert client.get("/en/which/?level=beginner").status_code == 200


def test_an_index_of_another_history_answers_nothing(stopped: pytest.MonkeyPatch) -> None:
    """After a backup was restored, the same key may be that of another entry."""
    stopped.setattr(snapshot, "SMALL", 0)
    number, _ = ChangeSet.current()
    ChangeSet.objects.filter(pk=number).update(stamp="another")
    with pytest.raises(NoIndexError):
        snapshot.current()
    # Also for a process that looks again later.
    stopped.setattr(snapshot, "_next_try", 0.0)
    with pytest.raises(NoIndexError):
        snapshot.current()


def test_it_costs_two_queries_for_each_revision_and_none_after(
    change: Change, stopped: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    change(entries("kits19"), status="draft")
    snapshot.current()
    for _ in range(2):
        # One of them reads the newest revision, as ever.
        with django_assert_num_queries(1):
            first = snapshot.current()
    assert snapshot.current() is first
    change(entries("brats"), status="draft")
    # Whether the history is the same, what is unpublished, what was deleted.
    with django_assert_num_queries(4):
        snapshot.current()
    with django_assert_num_queries(1):
        ask(snapshot.current(), "q=brain&page_size=200")


def test_a_complete_snapshot_is_taken_as_it_is(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(snapshot, "_no_longer_published", never)
    assert snapshot.current() is snapshot.current()
    change(entries("kits19"), status="draft")
    assert snapshot.current().complete


def test_taking_nothing_away_changes_nothing() -> None:
    now = snapshot.current()
    assert now.without(np.asarray([], np.int64)) is now
    assert now.without(np.asarray([-1, 10**9], np.int64)) is now
