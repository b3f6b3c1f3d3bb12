"""Sites that were seeded before terms had marks of their own are upgraded like any other."""

import copy

import pytest

from datasets.facts.kinds import Record
from datasets.models import Dataset, License, SeedMark
from datasets.records import dumping, seeding
from datasets.records.files import Tree
from datasets.records.records import digest
from tests.stating import stating

from .examples import empty, small_catalogue, vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(record: Record) -> Tree:
    """The fixtures, with an entry that names another, seeded into an empty database that has marks of the old form."""
    empty()
    tree = small_catalogue(copy.deepcopy(record))
    tree.vocabulary.append(vocabulary("license", "A", "B", "C"))
    relations = [{"kind": "includes", "target": "example-set"}]
    tree.dataset.append(("", stating({**copy.deepcopy(record), "slug": "naming"}, relation=relations)))
    seeding.seed(tree)
    SeedMark.objects.all().delete()
    for kind, key in (("vocabulary", "vocabulary"), ("source", "code"), ("document", "code"), ("guide", "slug")):
        for _, found in getattr(tree, kind):
            SeedMark.objects.create(kind=kind, key=found[key], digest=digest(found, kind))
    for _, found in tree.dataset:
        SeedMark.objects.create(kind="dataset", key=found["slug"], digest=digest(found))
    return tree


def upgrade(tree: Tree) -> seeding.Outcome:
    """Seed files in which everything that has a name has another, and there is one licence more."""
    terms = tree.vocabulary[-1][1]["terms"]
    for term in terms:
        term["names"] = {"en": f"{term['code']}, newer"}
    terms.insert(1, {"code": "NEW", "names": {"en": "New"}})
    for _, found in tree.dataset:
        found["name"] = "Newer"
    tree.guide[0][1]["titles"] = {"en": "Newer"}
    return seeding.seed(tree)


def licences() -> dict[str, str]:
    return {term["code"]: term["names"]["en"] for term in dumping.dump_vocabulary("license")["terms"]}


def test_what_nobody_touched_is_upgraded(files: Tree) -> None:
    outcome = upgrade(files)
    assert outcome.kept == []
    assert licences() == {"A": "A, newer", "NEW": "New", "B": "B, newer", "C": "C, newer"}
    assert set(Dataset.objects.values_list("name", flat=True)) == {"Newer"}
    assert "guide first" in outcome.updated


def test_old_marks_are_gone_and_seeding_again_changes_nothing(files: Tree) -> None:
    assert not seeding.seed(files).changed
    kinds = set(SeedMark.objects.values_list("kind", flat=True))
    assert "vocabulary" not in kinds
    assert kinds >= {"license", "order", "dataset"}
    before = list(SeedMark.objects.order_by("pk").values())
    assert not seeding.seed(files).changed
    assert list(SeedMark.objects.order_by("pk").values()) == before


def test_term_that_a_curator_added_does_not_hold_up_the_others(files: Tree) -> None:
    License.objects.create(code="OWN", names={"en": "Own"}, position=1)
    upgrade(files)
    assert licences() == {"A": "A, newer", "NEW": "New", "OWN": "Own", "B": "B, newer", "C": "C, newer"}


def test_what_a_curator_changed_or_deleted_stays_so(files: Tree) -> None:
    License.objects.filter(code="A").update(names={"en": "A curator's"})
    License.objects.filter(code="B").delete()
    Dataset.objects.filter(slug="example-set").update(status="withdrawn")
    outcome = upgrade(files)
    assert {"license A", "license B", "dataset example-set"} <= set(outcome.kept)
    assert licences()["A"] == "A curator's"
    assert "B" not in licences()
    assert Dataset.objects.get(slug="example-set").status == "withdrawn"
    upgrade(files)
    assert "B" not in licences()
