"""Seeding records that name others: a curator who deletes or renames one of them has not changed the rest."""

import copy
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.models import Dataset, FormerSlug, Guide
from datasets.records import dumping, projecting, seeding
from datasets.records.editing import carry_out
from datasets.records.edits import Edit
from datasets.records.files import Tree
from tests.stating import stating

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def small(no_datasets: None, record: Record) -> Tree:
    """Three datasets, of which one names the others, and a guide to them, seeded."""
    relations = [{"kind": "includes", "target": target} for target in ("one", "two")]
    guide = {
        "slug": "to-all",
        "kind": "level",
        "titles": {"en": "To all"},
        "body": {"introduction": {"en": "Start here."}},
        "entries": [{"dataset": slug, "rank": rank} for rank, slug in enumerate(("one", "two", "all"), 1)],
    }
    one, two, naming = ({**record, "slug": slug} for slug in ("one", "two", "all"))
    records = [one, two, stating(naming, relation=relations)]
    tree = Tree(dataset=[("", found) for found in copy.deepcopy(records)], guide=[("", guide)])
    seeding.seed(tree)
    return tree


def upgrade(tree: Tree) -> seeding.Outcome:
    """Change what names the others in the files, and seed them."""
    tree.dataset[2][1]["name"] = "All, upgraded"
    tree.guide[0][1]["titles"]["en"] = "To all, upgraded"
    return seeding.seed(tree)


def rename(old: str, new: str) -> None:
    """Give a dataset another slug, as the desk does."""
    carry_out([Edit("dataset", "slug", new, Dataset.objects.get(slug=old).pk)])


def targets() -> list[str]:
    (record,) = dumping.dump_datasets(Dataset.objects.filter(slug="all"))
    return [relation["target"] for relation in record["relation"]]


def named() -> list[str]:
    return list(Guide.objects.get(slug="to-all").entries.values_list("dataset__slug", flat=True))


class TestDeleted:
    """A relation, or an entry of a guide, goes with the dataset that it names."""

    def test_what_named_it_is_upgraded(self, small: Tree) -> None:
        Dataset.objects.get(slug="one").delete()
        outcome = upgrade(small)
        assert (outcome.updated, outcome.kept) == (["dataset all", "guide to-all"], ["dataset one"])
        assert (targets(), named()) == (["two"], ["two", "all"])

    def test_what_named_it_is_upgraded_after_each_of_several_deletions(self, small: Tree) -> None:
        Dataset.objects.get(slug="one").delete()
        assert seeding.seed(small).kept == ["dataset one"]
        Dataset.objects.get(slug="two").delete()
        assert upgrade(small).updated == ["dataset all", "guide to-all"]
        assert (targets(), named()) == ([], ["all"])

    def test_what_named_it_is_upgraded_to_files_that_name_it_no_longer(self, small: Tree) -> None:
        Dataset.objects.get(slug="one").delete()
        small.dataset[2] = ("", stating(small.dataset[2][1], relation=small.dataset[2][1]["relation"][1:]))
        del small.guide[0][1]["entries"][0]
        assert upgrade(small).updated == ["dataset all", "guide to-all"]

    def test_what_a_curator_changed_besides_is_kept(self, small: Tree) -> None:
        Dataset.objects.get(slug="one").delete()
        Dataset.objects.filter(slug="all").update(name="A curator's name")
        Guide.objects.get(slug="to-all").entries.filter(dataset__slug="two").delete()
        assert upgrade(small).kept == ["dataset one", "dataset all", "guide to-all"]
        assert (targets(), named()) == (["two"], ["all"])

    def test_relation_that_a_curator_set_aside_stays_away(self, small: Tree) -> None:
        entries = Dataset.objects.filter(slug="all")
        entries.get().statement_set.filter(field="relation").update(standing="set-aside", reason={"en": "Not so."})
        projecting.project(entries)
        assert "dataset all" in upgrade(small).kept
        assert targets() == []

    def test_relation_comes_back_with_the_dataset(self, small: Tree, record: Record) -> None:
        Dataset.objects.get(slug="one").delete()
        seeding.seed(small)
        Dataset.objects.create(
            **{
                column: getattr(Dataset.objects.get(slug="two"), column)
                for column in ("category", "kind", "access_level")
            },
            slug="one",
            name="A curator's",
        )
        assert seeding.seed(small).updated == ["dataset all", "guide to-all"]
        assert (targets(), named()) == (["one", "two"], ["one", "two", "all"])


class TestRenamed:
    """A curator's slug holds wherever the files have the old one."""

    def test_what_named_it_is_upgraded_and_names_the_new_slug(self, small: Tree) -> None:
        rename("one", "uno")
        outcome = upgrade(small)
        assert (outcome.updated, outcome.kept) == (["dataset all", "guide to-all"], ["dataset one"])
        assert (targets(), named()) == (["uno", "two"], ["uno", "two", "all"])
        assert not seeding.seed(small).changed

    def test_new_entry_names_the_new_slug(self, small: Tree, record: Record) -> None:
        rename("one", "uno")
        relations = [{"kind": "subset-of", "target": "one"}]
        small.dataset.append(("", stating({**record, "slug": "new"}, relation=relations)))
        seeding.seed(small)
        assert Dataset.objects.get(slug="new").relations.get().target.slug == "uno"

    def test_entry_that_took_over_the_address_of_a_deleted_one_is_not_related_to_itself(self, small: Tree) -> None:
        Dataset.objects.get(slug="one").delete()
        FormerSlug.objects.create(dataset=Dataset.objects.get(slug="all"), slug="one")
        seeding.seed(small)
        assert targets() == ["two"]


class TestFormerSlugs:
    """An address that a curator lets lead elsewhere."""

    def add(self, tree: Tree, record: Record, **more: Any) -> None:
        facts = {key: more.pop(key) for key in ("relation",) if key in more}
        tree.dataset.append(("", stating({**copy.deepcopy(record), **more}, **facts)))

    def test_new_entry_of_the_files_does_not_take_it(self, small: Tree, record: Record) -> None:
        FormerSlug.objects.create(dataset=Dataset.objects.get(slug="one"), slug="new")
        self.add(small, record, slug="new")
        self.add(small, record, slug="newer", relation=[{"kind": "includes", "target": "new"}])
        outcome = seeding.seed(small)
        assert (outcome.created, "dataset new" in outcome.kept) == (["dataset newer"], True)
        assert not Dataset.objects.filter(slug="new").exists()
        assert Dataset.objects.get(slug="newer").relations.get().target.slug == "one"

    def test_former_slug_of_the_files_does_not_take_it(self, small: Tree, record: Record) -> None:
        FormerSlug.objects.create(dataset=Dataset.objects.get(slug="one"), slug="old")
        self.add(small, record, slug="new", former_slugs=["old", "older"])
        assert seeding.seed(small).created == ["dataset new"]
        assert dict(FormerSlug.objects.values_list("slug", "dataset__slug")) == {"old": "one", "older": "new"}
        small.dataset[-1][1]["name"] = "Upgraded"
        assert "dataset new" in seeding.seed(small).updated


class TestOffered:
    """What a curator has under a key of the fixtures, and then deletes, does not give way to theirs."""

    def test_own_entry_that_the_fixtures_offered_too(self, small: Tree, record: Record) -> None:
        columns = Dataset.objects.filter(slug="one").values("category_id", "kind_id", "access_level_id").get()
        Dataset.objects.create(slug="own", name="A curator's", **columns)
        small.dataset.append(("", {**record, "slug": "own"}))
        assert seeding.seed(small).kept == ["dataset own"]
        Dataset.objects.get(slug="own").delete()
        assert seeding.seed(small).kept == ["dataset own"]

    def test_entry_that_was_withdrawn_and_then_deleted(self, small: Tree) -> None:
        Dataset.objects.filter(slug="one").update(status="withdrawn")
        seeding.seed(small)
        Dataset.objects.filter(slug="one").delete()
        small.dataset[0][1]["name"] = "Upgraded"
        assert seeding.seed(small).kept == ["dataset one"]

    def test_guide_that_was_deleted(self, small: Tree) -> None:
        Guide.objects.all().delete()
        assert upgrade(small).kept == ["guide to-all"]
        assert not Guide.objects.exists()
