"""Seeding a dump, which brings the marks of its database, and a folder from elsewhere, which has none."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.models import (
    VOCABULARIES,
    ChangeSet,
    Dataset,
    Document,
    Guide,
    License,
    Modality,
    Source,
    Suggestion,
)
from datasets.records import dumping, loading, projecting, seeding
from datasets.records.files import Tree
from datasets.records.merging import Marks
from datasets.records.records import dumps
from tests.stating import stating

from .examples import empty, small_catalogue, state, vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def files(record: Record) -> Tree:
    """The fixtures of these tests: the small catalogue, with licences, a second entry, and one that names it."""
    tree = small_catalogue(copy.deepcopy(record))
    tree.vocabulary.append(vocabulary("license", "A", "B", "C"))
    relations = [{"kind": "includes", "target": "two"}]
    for slug, more in (("two", {}), ("naming", {"relation": relations})):
        tree.dataset.append((f"datasets/{slug}.json", stating({**copy.deepcopy(record), "slug": slug}, **more)))
    return tree


def dump() -> tuple[Tree, Marks]:
    """Return what a dump has."""
    dumped = Tree(
        vocabulary=[("", dumping.dump_vocabulary(name)) for name in VOCABULARIES],
        source=[("", record) for record in dumping.dump_sources()],
        document=[("", record) for record in dumping.dump_documents()],
        dataset=[("", record) for record in dumping.dump_datasets()],
        guide=[("", record) for record in dumping.dump_guides()],
    )
    dumped.vocabulary = [item for item in dumped.vocabulary if item[1]["terms"]]
    return dumped, seeding.current_marks()


def dumped_after(files: Tree, *works: Callable[[], Any]) -> tuple[Tree, Marks]:
    """Return the dump of a site where curators did these works after the fixtures were seeded; nothing else is left."""
    empty()
    seeding.seed(files)
    for work in works:
        work()
    found = dump()
    empty()
    return found


def texts() -> dict[str, str]:
    """Return the datasets as they are."""
    return {record["slug"]: dumps(record) for record in dumping.dump_datasets()}


def edit() -> None:
    entries = Dataset.objects.filter(slug="example-set")
    entries.update(name="A curator's name")
    projecting.project(entries)


def withdraw() -> None:
    Dataset.objects.filter(slug="example-set").update(status="withdrawn")


def delete() -> None:
    Dataset.objects.get(slug="two").delete()


def add() -> None:
    (record,) = dumping.dump_datasets(Dataset.objects.filter(slug="example-set"))
    loading.load_datasets([{**record, "slug": "own", "former_slugs": ["older"]}], ChangeSet.advance())


class TestEmptyDatabase:
    """Restoring gives the database that was dumped, and what the fixtures know of it."""

    def test_everything_is_as_it_was(self, files: Tree) -> None:
        dumped = dumped_after(files, edit, delete, add)
        seeding.seed(*dumped)
        assert dump() == dumped

    @pytest.mark.parametrize("work", [edit, withdraw])
    def test_fixtures_keep_what_a_curator_changed(self, files: Tree, work: Callable[[], None]) -> None:
        seeding.seed(*dumped_after(files, work))
        before = texts()
        assert seeding.seed(files).kept == ["dataset example-set"]
        files.dataset[0][1]["name"] = "Upgraded"
        assert seeding.seed(files).kept == ["dataset example-set"]
        assert texts() == before

    def test_fixtures_keep_away_what_a_curator_deleted(self, files: Tree) -> None:
        seeding.seed(*dumped_after(files, delete))
        assert seeding.seed(files).kept == ["dataset two"]
        assert not Dataset.objects.filter(slug="two").exists()

    def test_fixtures_upgrade_what_no_curator_touched(self, files: Tree) -> None:
        seeding.seed(*dumped_after(files, edit, delete))
        for kind, number in (("dataset", 2), ("guide", 0), ("source", 0), ("document", 0)):
            key = "titles" if kind == "guide" else "title" if kind == "document" else "name"
            getattr(files, kind)[number][1][key] = {"en": "Upgraded"} if kind == "guide" else "Upgraded"
        assert seeding.seed(files).updated == ["source host", "document 000", "dataset naming", "guide first"]

    def test_vocabulary_of_which_nothing_is_left_stays_empty(self, files: Tree) -> None:
        seeding.seed(*dumped_after(files, License.objects.all().delete))
        assert seeding.seed(files).kept == ["license A", "license B", "license C"]

    def test_restoring_again_changes_nothing(self, files: Tree) -> None:
        dumped = dumped_after(files, edit, delete, add)
        seeding.seed(*dumped)
        assert not seeding.seed(*dumped).changed
        assert dump() == dumped


class TestSeededDatabase:
    """A container seeds the fixtures when it starts for the first time; a dump is restored after that."""

    def test_everything_is_as_it_was(self, files: Tree) -> None:
        dumped = dumped_after(files, edit, delete, add)
        seeding.seed(files)
        outcome = seeding.seed(*dumped)
        assert (outcome.created, outcome.kept) == (["dataset own"], [])
        assert outcome.updated == ["dataset example-set"]
        assert outcome.removed == ["dataset two"]
        assert dump() == dumped

    def test_entries_that_are_removed_are_told_to_search(self, files: Tree) -> None:
        dumped = dumped_after(files, delete)
        seeding.seed(files)
        key = Dataset.objects.get(slug="two").pk
        seeding.seed(*dumped)
        assert [revision.removed for revision in ChangeSet.objects.exclude(removed=[])] == [[key]]

    def test_terms_sources_documents_and_guides_are_removed(self, files: Tree) -> None:
        def delete_all() -> None:
            Guide.objects.all().delete()
            Source.objects.all().delete()
            License.objects.filter(code="B").delete()

        dumped = dumped_after(files, delete_all)
        seeding.seed(files)
        assert seeding.seed(*dumped).removed == ["guide first", "source host", "license B"]

    def test_term_goes_after_those_below_it(self, files: Tree) -> None:
        licenses = files.vocabulary[-1][1]["terms"]
        licenses[0]["parent"], licenses[1]["parent"] = "B", "C"

        def delete_all() -> None:
            for code in ("A", "B", "C"):
                License.objects.filter(code=code).delete()

        dumped = dumped_after(files, delete_all)
        seeding.seed(files)
        assert seeding.seed(*dumped).removed == ["license A", "license B", "license C"]

    @pytest.mark.parametrize("newer", ["example-set", "two", "naming"])
    def test_newer_fixtures_are_not_set_back(self, files: Tree, newer: str) -> None:
        """What no curator touched where the dump was made says nothing."""
        dumped = dumped_after(files, add)
        record = next(record for _, record in files.dataset if record["slug"] == newer)
        record["name"] = "Newer"
        seeding.seed(files)
        assert seeding.seed(*dumped).updated == []
        assert Dataset.objects.get(slug=newer).name == "Newer"

    def test_record_that_names_a_deleted_one_is_not_set_back(self, files: Tree) -> None:
        dumped = dumped_after(files, delete)
        files.dataset[2][1]["name"] = "Newer"
        seeding.seed(files)
        seeding.seed(*dumped)
        assert Dataset.objects.get(slug="naming").name == "Newer"
        files.dataset[2][1]["name"] = "Newest"
        assert seeding.seed(files).updated == ["dataset naming"]

    def test_order_that_a_curator_gave_to_terms_is_restored(self, files: Tree) -> None:
        dumped = dumped_after(files, lambda: License.objects.filter(code="C").update(position=0, names={"en": "Sea"}))
        seeding.seed(files)
        seeding.seed(*dumped)
        assert [term["code"] for term in dumping.dump_vocabulary("license")["terms"]] == ["A", "C", "B"]
        assert seeding.seed(files).kept == ["license C"]


class TestCuratedDatabase:
    """What curators of this database did stays, whatever the dump has."""

    def test_changed_entry_is_kept_and_told(self, files: Tree) -> None:
        dumped = dumped_after(files, edit)
        seeding.seed(files)
        withdraw()
        before = texts()
        assert seeding.seed(*dumped).kept == ["dataset example-set"]
        assert texts() == before

    def test_entry_that_the_dump_does_not_change_is_no_conflict(self, files: Tree) -> None:
        dumped = dumped_after(files, delete)
        seeding.seed(files)
        edit()
        outcome = seeding.seed(*dumped)
        assert (outcome.kept, outcome.removed) == ([], ["dataset two"])
        assert Dataset.objects.get(slug="example-set").name == "A curator's name"

    def test_changed_entry_that_the_dump_deleted_is_kept(self, files: Tree) -> None:
        dumped = dumped_after(files, delete)
        seeding.seed(files)
        Dataset.objects.filter(slug="two").update(name="A curator's name")
        seeding.seed(*dumped)
        assert Dataset.objects.get(slug="two").name == "A curator's name"

    def test_deleted_entry_stays_away_and_is_told_if_the_dump_changed_it(self, files: Tree) -> None:
        dumped = dumped_after(files, edit)
        seeding.seed(files)
        Dataset.objects.filter(slug__in=("example-set", "two")).delete()
        assert seeding.seed(*dumped).kept == ["dataset example-set"]
        assert set(texts()) == {"naming"}

    def test_own_entry_is_kept(self, files: Tree) -> None:
        dumped = dumped_after(files, add)
        seeding.seed(files)
        add()
        Dataset.objects.filter(slug="own").update(name="Of here")
        assert seeding.seed(*dumped).kept == ["dataset own"]
        assert Dataset.objects.get(slug="own").name == "Of here"

    @pytest.mark.parametrize("where", ["relation", "guide"])
    def test_entry_that_a_curator_names_is_not_removed(self, files: Tree, where: str) -> None:
        dumped = dumped_after(files, delete)
        seeding.seed(files)
        two = Dataset.objects.get(slug="two")
        if where == "relation":
            state("example-set", "relation", {"kind": "includes", "target": "two"})
        else:
            Guide.objects.get(slug="first").entries.create(dataset=two, position=1)
        before = dump()
        assert seeding.seed(*dumped).kept == ["dataset two"]
        assert dump()[0] == before[0]

    def test_entry_does_not_take_an_address_that_leads_elsewhere_here(self, files: Tree) -> None:
        dumped = dumped_after(files, add)
        seeding.seed(files)
        Dataset.objects.get(slug="two").formerslug_set.create(slug="own")
        assert seeding.seed(*dumped).kept == ["dataset own"]
        assert not Dataset.objects.filter(slug="own").exists()

    def test_entry_about_which_somebody_suggested_something_is_not_removed(self, files: Tree) -> None:
        dumped = dumped_after(files, delete)
        seeding.seed(files)
        Suggestion.objects.create(dataset=Dataset.objects.get(slug="two"), text="It has moved.")
        assert seeding.seed(*dumped).kept == ["dataset two"]
        assert Suggestion.objects.get().dataset is not None

    @pytest.mark.parametrize(
        ("use", "label"),
        [
            (lambda entry: state(entry.slug, "modality", ["MR"]), "modality MR"),
            (lambda entry: state(entry.slug, "source", ["host"]), "source host"),
            (lambda entry: state(entry.slug, "license", "B"), "license B"),
            (
                lambda entry: entry.statement_set.create(
                    field="purpose", printed="x", document=Document.objects.get(code="001")
                ),
                "document 001",
            ),
        ],
        ids=["in a set", "source", "in a column", "document"],
    )
    def test_what_an_entry_uses_is_not_removed(self, files: Tree, use: Callable[[Dataset], Any], label: str) -> None:
        modalities = next(record for _, record in files.vocabulary if record["vocabulary"] == "modality")
        modalities["terms"].append({"code": "MR", "names": {"en": "MR"}})
        files.document.append(("", {**files.document[0][1], "code": "001"}))

        def delete_all() -> None:
            for model, code in ((Modality, "MR"), (Source, "host"), (License, "B"), (Document, "001")):
                model._default_manager.filter(code=code).delete()

        dumped = dumped_after(files, delete_all)
        seeding.seed(files)
        use(Dataset.objects.get(slug="example-set"))
        assert seeding.seed(*dumped).kept == [label]


class TestElsewhere:
    """A folder that is neither the fixtures nor a dump: its records are a curator's."""

    def test_fixtures_keep_them(self, files: Tree) -> None:
        empty()
        other = copy.deepcopy(files)
        other.dataset[0][1]["name"] = "From elsewhere"
        seeding.seed(other, {})
        assert seeding.seed(files).kept == ["dataset example-set"]
        assert Dataset.objects.get(slug="example-set").name == "From elsewhere"

    def test_what_they_have_like_the_fixtures_is_upgraded_with_them(self, files: Tree) -> None:
        empty()
        seeding.seed(files, {})
        assert seeding.current_marks() == {}
        assert seeding.seed(files).unchanged
        files.dataset[1][1]["name"] = "Upgraded"
        assert seeding.seed(files).updated == ["dataset two"]

    def test_they_replace_what_no_curator_touched_and_nothing_else(self, files: Tree) -> None:
        empty()
        seeding.seed(files)
        Dataset.objects.filter(slug="two").update(name="A curator's name")
        Dataset.objects.get(slug="naming").delete()
        other = copy.deepcopy(files)
        for _, record in other.dataset:
            record["name"] = "From elsewhere"
        outcome = seeding.seed(other, {})
        assert (outcome.updated, outcome.kept) == (["dataset example-set"], ["dataset two", "dataset naming"])

    def test_seeded_again_they_are_kept_as_they_are(self, files: Tree) -> None:
        empty()
        seeding.seed(files, {})
        assert not seeding.seed(files, {}).changed
        files.dataset[0][1]["name"] = "Changed there since"
        assert seeding.seed(files, {}).kept == ["dataset example-set"]

    def test_deleted_they_do_not_give_way_to_the_fixtures(self, files: Tree) -> None:
        empty()
        seeding.seed(files)
        other = copy.deepcopy(files)
        other.dataset[1][1]["name"] = "From elsewhere"
        seeding.seed(other, {})
        Dataset.objects.get(slug="two").delete()
        assert seeding.seed(files).kept == ["dataset two"]
