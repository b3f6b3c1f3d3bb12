"""What search sees: every change with the next question, never an entry that is not published."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from datasets.index import building, snapshot, store
from datasets.index.rebuilding import attempts
from datasets.models import Anatomy, ChangeSet, Dataset
from datasets.records import dumping, loading
from datasets.search import finding
from datasets.search.parameters import SORTS, Query

Change = Callable[..., None]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def index(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An index of the catalogue that nothing replaces: whatever is seen of a change is seen without a rebuild."""
    settings.DATA_DIR = tmp_path
    snapshot.forget()
    building.rebuild()
    snapshot.current()
    folder = store.newest()
    assert folder is not None
    rebuilds: list[str] = []
    monkeypatch.setattr(building, "rebuild", lambda: rebuilds.append("here"))
    monkeypatch.setattr(attempts, "elsewhere", lambda: rebuilds.append("elsewhere"))
    yield folder
    snapshot.forget()


def found(text: str = "", **options: Any) -> list[str]:
    """Return the slugs that answer a question now."""
    results = finding.find(snapshot.current(), Query(text=text, page_size=400, **options))
    return [card["slug"] for card in results.cards]


def kits() -> Any:
    return Dataset.objects.filter(slug="kits19")


def renamed(slug: str, name: str) -> dict[str, Any]:
    return next(dumping.dump_datasets(Dataset.objects.filter(slug=slug))) | {"name": name}


def test_an_unchanged_catalogue_keeps_its_snapshot() -> None:
    assert snapshot.current() is snapshot.current()


def test_a_change_is_seen_by_its_new_words_alone() -> None:
    loading.load_datasets([renamed("kits19", "Quokka tomograms") | {"aliases": []}], ChangeSet.advance())
    assert found("quokka") == ["kits19"]
    assert finding.find(snapshot.current(), Query(text="quokka")).cards[0]["name"] == "Quokka tomograms"
    assert "kits19" not in snapshot.current().postings.named("KiTS19")


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_an_entry_that_is_no_longer_published_is_nowhere(status: str, change: Change) -> None:
    before = finding.find(snapshot.current(), Query())
    change(kits(), status=status)
    after = finding.find(snapshot.current(), Query())
    assert after.total == before.total - 1
    assert after.counts["modality"]["CT"] == before.counts["modality"]["CT"] - 1
    for sort in SORTS:
        assert "kits19" not in found(sort=sort)
    assert "kits19" not in found("kits19")


def test_an_entry_that_is_published_again_is_back(change: Change) -> None:
    before = found("kidney")
    change(kits(), status="draft")
    found()
    change(kits(), status="published")
    assert found("kidney") == before


def test_a_deletion_is_seen() -> None:
    gone = kits().get()
    ChangeSet.advance(removed=[gone.pk])
    gone.delete()
    assert "kits19" not in found()
    assert "kits19" not in found("kits19")


def test_a_new_entry_is_seen(record: dict[str, Any]) -> None:
    loading.load_datasets([record | {"name": "Quokka tomograms"}], ChangeSet.advance())
    assert found("quokka") == [record["slug"]]
    assert record["slug"] in found(facets={"modality": ("CT",)})


def test_a_draft_that_is_new_is_not_seen(record: dict[str, Any]) -> None:
    loading.load_datasets([record | {"name": "Quokka tomograms", "status": "draft"}], ChangeSet.advance())
    assert found("quokka") == []
    assert record["slug"] not in found()


def test_a_renamed_term_is_found_by_its_new_name() -> None:
    term = Anatomy.objects.get(code="kidney")
    Anatomy.objects.filter(pk=term.pk).update(names=term.names | {"en": "Quokka organ"})
    ChangeSet.advance()
    assert set(found("quokka")) == set(found(facets={"anatomy": ("kidney",)}))
    assert snapshot.current().facets.values["anatomy"]["kidney"].name("en") == "Quokka organ"


def test_a_new_synonym_is_found() -> None:
    term = Anatomy.objects.get(code="kidney")
    Anatomy.objects.filter(pk=term.pk).update(synonyms={**term.synonyms, "fr": ["wombat"]})
    ChangeSet.advance()
    assert set(found("wombat")) == set(found(facets={"anatomy": ("kidney",)}))


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "brain"])
def test_the_order_does_not_depend_on_what_is_laid_over(sort: str, text: str, change: Change) -> None:
    before = found(text, sort=sort)
    stamps = dict(Dataset.objects.values_list("pk", "changed"))
    change(Dataset.objects.filter(pk__in=list(stamps)[::4]))
    assert found(text, sort=sort) == before


def test_names_of_changed_entries_stand_in_their_place() -> None:
    records = [renamed(slug, name) for slug, name in (("kits19", "0aaa"), ("brats", "0AAB"), ("mura", "zzzz"))]
    loading.load_datasets(records, ChangeSet.advance())
    names = [card["name"] for card in finding.find(snapshot.current(), Query(sort="name", page_size=400)).cards]
    assert names == sorted(names, key=str.casefold)
    assert (names[0], names[1], names[-1]) == ("0aaa", "0AAB", "zzzz")


def test_more_changes_than_are_laid_over_wait_for_a_rebuild(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "MOST_RECENT", 3)
    monkeypatch.setattr(snapshot, "RETRY_SECONDS", 0)
    everything = found()
    withdrawn = everything[:5]
    change(Dataset.objects.filter(slug__in=withdrawn), status="withdrawn")
    now = snapshot.current()
    assert not now.complete
    # The old snapshot goes on answering, but shows nothing that is withdrawn.
    assert set(found()) == set(everything) - set(withdrawn)
    monkeypatch.undo()
    building.rebuild()
    assert snapshot.current().complete
    assert finding.find(snapshot.current(), Query()).total == len(everything) - len(withdrawn)


def test_a_process_without_an_index_of_a_large_catalogue_does_not_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "SMALL", 0)
    (store.root() / "CURRENT").unlink()
    snapshot.forget()
    with pytest.raises(snapshot.NoIndexError):
        snapshot.current()


def test_an_index_of_another_history_is_not_used(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number, _ = ChangeSet.current()
    ChangeSet.objects.filter(pk=number).update(stamp="another")
    snapshot.forget()
    monkeypatch.setattr(snapshot, "SMALL", 0)
    with pytest.raises(snapshot.NoIndexError):
        snapshot.current()


def test_another_process_is_followed(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    change(kits(), status="draft")
    monkeypatch.undo()
    held = snapshot.current()
    meta = store.check(store.publish(building.write))
    assert meta.revision == held.revision[0]
    change(Dataset.objects.filter(slug="brats"), status="draft")
    assert snapshot.current().base.meta == meta
    assert not {"kits19", "brats"} & set(found())
