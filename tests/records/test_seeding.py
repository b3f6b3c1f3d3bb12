"""Seeding: once or again, never over what a curator has changed, all or nothing."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import (
    VOCABULARIES,
    ChangeSet,
    Dataset,
    Document,
    Guide,
    License,
    Modality,
    SeedMark,
    Source,
    Statement,
)
from datasets.records import dumping, loading, projecting, seeding
from datasets.records.files import Tree
from datasets.records.records import digest, dumps
from tests.stating import stating

from .examples import state

pytestmark = pytest.mark.django_db


def everything() -> dict[str, Any]:
    """Return all that seeding may touch: every record as text, the marks, the revision, and when entries changed."""
    return {
        "vocabulary": [dumps(dumping.dump_vocabulary(name), "vocabulary") for name in VOCABULARIES],
        "source": [dumps(record, "source") for record in dumping.dump_sources()],
        "document": [dumps(record, "document") for record in dumping.dump_documents()],
        "dataset": [dumps(record) for record in dumping.dump_datasets()],
        "guide": [dumps(record, "guide") for record in dumping.dump_guides()],
        "marks": sorted(SeedMark.objects.values_list("kind", "key", "digest")),
        "revision": ChangeSet.current(),
        "changed": list(Dataset.objects.order_by("pk").values_list("pk", "changed", "revision")),
    }


def text_of(slug: str) -> str:
    """Return the text of the dataset `slug` as the database has it."""
    return dumps(next(dumping.dump_datasets(Dataset.objects.filter(slug=slug))))


TEXTS = [{"language": "en", "summary": "It exists for the tests alone."}]
PLACE = {"printed": "as printed", "document": "000", "line": 3}


@pytest.fixture
def small(no_datasets: None, record: Record) -> Tree:
    """A catalogue of two datasets, a source and a guide, beside the real vocabularies and documents."""
    homepage = {"url": "https://example.org/", "kind": "homepage"}
    one = stating({**record, "slug": "one"}, source=["host"], link=[homepage])
    two = stating({**record, "slug": "two"}, relation=[{"kind": "includes", "target": "one"}])
    guide = {
        "slug": "first",
        "kind": "level",
        "titles": {"en": "First"},
        "body": {"introduction": {"en": "Start here."}},
        "entries": [{"dataset": "one"}],
    }
    source = {"code": "host", "name": "Host", "kind": "host", "descriptions": TEXTS}
    return copy.deepcopy(
        Tree(
            source=[("sources/host.json", source)],
            dataset=[("datasets/one.json", one), ("datasets/two.json", two)],
            guide=[("guides/first.json", guide)],
        )
    )


def of(tree: Tree, kind: str, number: int = 0) -> Record:
    """Return a record of `tree`, to change it."""
    return getattr(tree, kind)[number][1]


class TestFirstTime:
    """An entry that is not there yet."""

    def test_new_records_are_created(self, small: Tree) -> None:
        outcome = seeding.seed(small)
        assert outcome.created == ["source host", "dataset one", "dataset two", "guide first"]
        assert (outcome.updated, outcome.unchanged, outcome.kept) == ([], [], [])
        assert text_of("one") == dumps(of(small, "dataset"))

    def test_all_is_one_revision_and_the_entries_hold_its_number(self, small: Tree) -> None:
        before = ChangeSet.objects.count()
        seeding.seed(small)
        assert ChangeSet.objects.count() == before + 1
        assert set(Dataset.objects.values_list("revision", flat=True)) == {ChangeSet.current()[0]}

    def test_each_record_leaves_its_mark(self, small: Tree) -> None:
        seeding.seed(small)
        assert SeedMark.objects.get(kind="dataset", key="one").digest == digest(of(small, "dataset"))

    def test_entry_that_a_curator_has_added_under_the_same_slug_is_kept(self, small: Tree, record: Record) -> None:
        loading.load_datasets([{**record, "slug": "one", "status": "draft"}], ChangeSet.advance())
        before = text_of("one")
        assert seeding.seed(small).kept == ["dataset one"]
        assert text_of("one") == before

    def test_equal_entry_that_a_curator_has_added_is_taken_over(self, small: Tree) -> None:
        loading.load_source(of(small, "source"))
        loading.load_datasets([of(small, "dataset")], ChangeSet.advance())
        assert "dataset one" in seeding.seed(small).unchanged
        of(small, "dataset")["status"] = "draft"
        assert "dataset one" in seeding.seed(small).updated


class TestAgain:
    """Seeding what was seeded before."""

    def test_real_catalogue_changes_nothing(self, tree: Tree) -> None:
        before = everything()
        outcome = seeding.seed(tree)
        assert (outcome.created, outcome.updated, outcome.kept) == ([], [], [])
        assert everything() == before

    def test_what_follows_from_the_statements_may_be_left_out(self, small: Tree) -> None:
        for _, found in small.dataset:
            for code in FIELDS.keys() & found.keys() - {"name"}:
                del found[code]
        seeding.seed(small)
        before = everything()
        assert not seeding.seed(small).changed
        assert everything() == before
        of(small, "dataset")["status"] = "draft"
        assert seeding.seed(small).updated == ["dataset one"]

    def test_other_order_and_left_out_keys_change_nothing(self, small: Tree) -> None:
        seeding.seed(small)
        before = everything()
        of(small, "dataset")["license"] = None
        of(small, "dataset")["images"] = {"value": 100.0, "unit": "images", "precision": "exact"}
        small.dataset.reverse()
        assert not seeding.seed(small).changed
        assert everything() == before

    @pytest.mark.parametrize(
        ("kind", "change", "label"),
        [
            ("source", {"name": "Another"}, "source host"),
            ("dataset", {"status": "withdrawn"}, "dataset one"),
            ("guide", {"position": 7}, "guide first"),
        ],
    )
    def test_changed_file_updates_its_entry_alone(self, small: Tree, kind: str, change: Record, label: str) -> None:
        seeding.seed(small)
        of(small, kind).update(change)
        outcome = seeding.seed(small)
        assert (outcome.created, outcome.updated, outcome.kept) == ([], [label], [])
        assert len(outcome.unchanged) == 3
        assert not seeding.seed(small).changed

    def test_changed_vocabulary_is_updated(self, no_datasets: None, tree: Tree) -> None:
        changed = Tree(vocabulary=copy.deepcopy(tree.vocabulary))
        licenses = next(record for _, record in changed.vocabulary if record["vocabulary"] == "license")
        licenses["terms"].append({"code": "made-up", "names": {"en": "Made up"}})
        assert seeding.seed(changed).changed
        assert License.objects.get(code="made-up").name() == "Made up"
        assert not seeding.seed(changed).changed

    def test_vocabulary_that_lost_a_term_is_not_mistaken_for_a_curators(self, no_datasets: None, tree: Tree) -> None:
        changed = Tree(vocabulary=copy.deepcopy(tree.vocabulary))
        licenses = next(record for _, record in changed.vocabulary if record["vocabulary"] == "license")
        licenses["terms"].pop()
        seeding.seed(changed)
        assert seeding.seed(changed).kept == []

    def test_file_that_is_gone_leaves_its_entry(self, small: Tree) -> None:
        seeding.seed(small)
        small.dataset.pop()
        assert not seeding.seed(small).changed
        assert Dataset.objects.filter(slug="two").exists()


def set_aside(dataset: Dataset, field: str) -> None:
    dataset.statement_set.filter(field=field).update(standing="set-aside", reason={"en": "It is dead."})
    projecting.project(Dataset.objects.filter(pk=dataset.pk))


def rename(dataset: Dataset, name: str = "A curator's name") -> None:
    entries = Dataset.objects.filter(pk=dataset.pk)
    entries.update(name=name)
    projecting.project(entries)


# What a curator may do to the entry "one".
CURATORS_WORK: dict[str, Callable[[Dataset], object]] = {
    "a column": rename,
    "a term more": lambda dataset: state(dataset.slug, "modality", ["MR"]),
    "a link set aside": lambda dataset: set_aside(dataset, "link"),
    "a text reviewed": lambda dataset: dataset.descriptions.update(reviewed=True),
    "a text translated": lambda dataset: dataset.descriptions.create(language="ru", summary="…", description="…"),
    "a statement more": lambda dataset: Statement.objects.create(
        dataset=dataset, field="purpose", printed="x", document=Document.objects.get(code="000")
    ),
    "withdrawn": lambda dataset: Dataset.objects.filter(pk=dataset.pk).update(status="withdrawn"),
}


class TestCurator:
    """What a curator has changed or deleted stays as it is; the rest is updated."""

    @pytest.mark.parametrize("work", CURATORS_WORK.values(), ids=CURATORS_WORK)
    def test_changed_entry_is_kept_and_the_rest_updated(self, small: Tree, work: Callable[[Dataset], object]) -> None:
        seeding.seed(small)
        work(Dataset.objects.get(slug="one"))
        curated = text_of("one")
        for number in (0, 1):
            of(small, "dataset", number)["status"] = "draft"
        outcome = seeding.seed(small)
        assert (outcome.created, outcome.updated, outcome.kept) == ([], ["dataset two"], ["dataset one"])
        assert text_of("one") == curated
        assert text_of("two") == dumps(of(small, "dataset", 1))

    def test_changed_entry_is_kept_again_and_again(self, small: Tree) -> None:
        seeding.seed(small)
        rename(Dataset.objects.get(slug="one"))
        before = everything()
        assert [seeding.seed(small).kept for _ in range(3)] == [["dataset one"]] * 3
        assert everything() == before

    def test_deleted_entry_stays_away(self, small: Tree) -> None:
        seeding.seed(small)
        Dataset.objects.get(slug="two").delete()
        of(small, "dataset", 0)["status"] = "draft"
        outcome = seeding.seed(small)
        assert (outcome.created, outcome.updated, outcome.kept) == ([], ["dataset one"], ["dataset two"])
        assert not Dataset.objects.filter(slug="two").exists()

    def test_renamed_entry_is_not_created_a_second_time(self, small: Tree) -> None:
        seeding.seed(small)
        Dataset.objects.filter(slug="two").update(slug="two-renamed")
        assert seeding.seed(small).kept == ["dataset two"]
        assert set(Dataset.objects.values_list("slug", flat=True)) == {"one", "two-renamed"}

    def test_change_that_the_file_makes_too_is_no_longer_the_curators(self, small: Tree) -> None:
        seeding.seed(small)
        rename(Dataset.objects.get(slug="one"))
        of(small, "dataset")["name"] = "A curator's name"
        assert "dataset one" in seeding.seed(small).unchanged
        of(small, "dataset")["status"] = "draft"
        assert "dataset one" in seeding.seed(small).updated

    def test_change_that_is_taken_back_is_no_change(self, small: Tree) -> None:
        seeding.seed(small)
        rename(Dataset.objects.get(slug="one"))
        seeding.seed(small)
        rename(Dataset.objects.get(slug="one"), "Example set")
        of(small, "dataset")["status"] = "draft"
        assert "dataset one" in seeding.seed(small).updated

    def test_changed_source_and_guide_are_kept(self, small: Tree) -> None:
        seeding.seed(small)
        Source.objects.filter(code="host").update(name="A curator's name")
        Guide.objects.filter(slug="first").update(position=9)
        of(small, "source")["name"] = of(small, "guide")["titles"]["en"] = "A file's name"
        assert seeding.seed(small).kept == ["source host", "guide first"]
        assert Source.objects.get(code="host").name == "A curator's name"

    def test_revision_stays_when_everything_is_kept(self, small: Tree) -> None:
        seeding.seed(small)
        rename(Dataset.objects.get(slug="one"))
        before = ChangeSet.current()
        of(small, "dataset")["status"] = "draft"
        seeding.seed(small)
        assert ChangeSet.current() == before


class TestCuratorAndNewEntries:
    """A new entry arrives although what it refers to is not as the files have it."""

    def new(self, record: Record, **changes: Any) -> Record:
        return stating({**copy.deepcopy(record), "slug": "new"}, **changes)

    def test_new_term_arrives_beside_one_that_a_curator_has_added(
        self, no_datasets: None, tree: Tree, record: Record
    ) -> None:
        Modality.objects.create(code="CURATED", names={"en": "A curator's"})
        changed = Tree(vocabulary=copy.deepcopy(tree.vocabulary))
        modalities = next(found for _, found in changed.vocabulary if found["vocabulary"] == "modality")
        modalities["terms"].append({"code": "NEW", "names": {"en": "New"}})
        changed.dataset.append(("datasets/new.json", self.new(record, modality=["NEW"])))
        seeding.seed(changed)
        assert Dataset.objects.get(slug="new").modalities.get().code == "NEW"
        assert Modality.objects.filter(code="CURATED").exists()

    def test_new_entry_arrives_though_a_related_one_was_deleted(self, small: Tree, record: Record) -> None:
        seeding.seed(small)
        Dataset.objects.get(slug="one").delete()
        relations = [{"kind": "subset-of", "target": "one"}]
        small.dataset.append(("datasets/new.json", self.new(record, relation=relations)))
        seeding.seed(small)
        assert Dataset.objects.filter(slug="new").exists()
        assert not Dataset.objects.filter(slug="one").exists()

    def test_new_entry_arrives_though_its_source_was_deleted(self, small: Tree, record: Record) -> None:
        seeding.seed(small)
        Source.objects.get(code="host").delete()
        small.dataset.append(("datasets/new.json", self.new(record, source=["host"])))
        outcome = seeding.seed(small)
        assert (outcome.created, outcome.kept) == (["dataset new", "source host"], ["dataset one"])
        assert [source.code for source in Dataset.objects.get(slug="new").sources.all()] == ["host"]

    def test_term_that_a_new_entry_needs_comes_back_and_what_a_curator_changed_stays(
        self, no_datasets: None, tree: Tree, record: Record
    ) -> None:
        vocabularies = Tree(vocabulary=tree.vocabulary)
        seeding.seed(vocabularies)
        Modality.objects.filter(code="DMS").delete()
        Modality.objects.filter(code="MR").update(names={"en": "A curator's"})
        vocabularies.dataset.append(("datasets/new.json", self.new(record, modality=["MR", "DMS"])))
        outcome = seeding.seed(vocabularies)
        assert outcome.created == ["dataset new", "modality DMS"]
        assert Dataset.objects.get(slug="new").modalities.count() == 2
        assert Modality.objects.get(code="MR").name() == "A curator's"

    def test_new_guide_arrives_though_an_entry_that_it_names_was_deleted(self, small: Tree) -> None:
        seeding.seed(small)
        Dataset.objects.get(slug="two").delete()
        guide = {
            **copy.deepcopy(of(small, "guide")),
            "slug": "new",
            "entries": [{"dataset": "one"}, {"dataset": "two"}],
        }
        small.guide.append(("guides/new.json", guide))
        seeding.seed(small)
        assert list(Guide.objects.get(slug="new").entries.values_list("dataset__slug", flat=True)) == ["one"]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("load_vocabulary", RuntimeError),
        ("load_source", RuntimeError),
        ("load_datasets", RuntimeError),
        ("load_guide", RuntimeError),
        ("load_guide", KeyboardInterrupt),
    ],
)
def test_error_midway_leaves_the_database_as_it_was(
    small: Tree, tree: Tree, monkeypatch: pytest.MonkeyPatch, step: str, error: type[BaseException]
) -> None:
    seeding.seed(small)
    small.vocabulary = copy.deepcopy(tree.vocabulary[:1])
    of(small, "vocabulary")["terms"][0]["names"]["en"] = "Changed"
    of(small, "source")["name"] = "Changed"
    of(small, "dataset")["name"] = "Changed"
    of(small, "guide")["position"] = 9
    load, before = getattr(loading, step), everything()

    def fail_after_writing(*args: Any, **kwargs: Any) -> None:
        load(*args, **kwargs)
        raise error

    monkeypatch.setattr(loading, step, fail_after_writing)
    with pytest.raises(error):
        seeding.seed(small)
    assert everything() == before
