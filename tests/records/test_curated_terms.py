"""Seeding vocabularies: each term is kept or updated by itself, and so is the order of the terms."""

import pytest

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, License, Modality, UseCase
from datasets.records import dumping, seeding
from datasets.records.files import Tree
from tests.stating import stating

from .examples import empty, vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def terms(**names: str) -> Tree:
    """Return a catalogue of licences with these codes and names, in this order."""
    items = [{"code": code, "names": {"en": name}} for code, name in names.items()]
    return Tree(vocabulary=[("", {"vocabulary": "license", "terms": items})])


def licences() -> dict[str, str]:
    """Return the licences of the database, in their order."""
    return {term["code"]: term["names"]["en"] for term in dumping.dump_vocabulary("license")["terms"]}


@pytest.fixture
def seeded(db: None) -> None:
    """Three licences that the fixtures have put into an empty database."""
    empty()
    seeding.seed(terms(A="A", B="B", C="C"))


@pytest.mark.usefixtures("seeded")
class TestTerms:
    """What a curator changed of one term says nothing about the others."""

    def test_changed_term_is_kept_and_the_others_are_updated(self) -> None:
        License.objects.filter(code="B").update(names={"en": "A curator's"})
        outcome = seeding.seed(terms(A="A, new", B="B, new", C="C, new"))
        assert (outcome.updated, outcome.kept) == (["license A", "license C"], ["license B"])
        assert licences() == {"A": "A, new", "B": "A curator's", "C": "C, new"}

    def test_new_term_arrives_beside_a_changed_one(self) -> None:
        License.objects.filter(code="B").update(synonyms={"en": ["Bee"]})
        outcome = seeding.seed(terms(A="A", B="B", N="N", C="C"))
        assert (outcome.created, outcome.kept) == (["license N"], ["license B"])
        assert list(licences()) == ["A", "B", "N", "C"]

    def test_deleted_term_stays_away(self) -> None:
        License.objects.filter(code="B").delete()
        for name in ("B", "B, new", "B, newer"):
            assert seeding.seed(terms(A="A", B=name, C="C")).kept == ["license B"]
        assert list(licences()) == ["A", "C"]

    def test_term_that_the_files_lost_stays_and_is_not_taken_for_a_curators(self) -> None:
        seeding.seed(terms(A="A", C="C"))
        assert list(licences()) == ["A", "B", "C"]
        assert seeding.seed(terms(A="A", B="B, new", C="C")).updated == ["license B"]

    def test_term_that_a_curator_added_before_the_fixtures_had_it_is_kept(self) -> None:
        License.objects.create(code="N", names={"en": "A curator's"}, position=9)
        assert seeding.seed(terms(A="A", B="B", C="C", N="N")).kept == ["license N"]
        assert licences()["N"] == "A curator's"

    def test_and_once_deleted_does_not_give_way_to_the_fixtures(self) -> None:
        License.objects.create(code="N", names={"en": "A curator's"}, position=9)
        seeding.seed(terms(A="A", B="B", C="C", N="N"))
        License.objects.filter(code="N").delete()
        seeding.seed(terms(A="A", B="B", C="C", N="N"))
        assert "N" not in licences()

    def test_new_term_arrives_without_the_parent_that_was_deleted(self) -> None:
        License.objects.filter(code="C").delete()
        tree = terms(A="A", B="B", C="C", N="N")
        tree.vocabulary[0][1]["terms"][3]["parent"] = "C"
        assert seeding.seed(tree).created == ["license N"]
        assert License.objects.get(code="N").parent is None
        assert not seeding.seed(tree).changed

    def test_term_that_a_new_entry_brought_back_is_updated_again(self, record: Record) -> None:
        License.objects.filter(code="B").delete()
        tree = terms(A="A", B="B, new", C="C")
        needed = {"category": "imaging", "kind": "dataset", "modality": "CT", "access": "unknown"}
        tree.vocabulary += [vocabulary(name, code) for name, code in needed.items()] + [vocabulary("unit", "images")]
        document = {"code": "000", "title": "List", "kind": "list", "languages": ["en"], "descriptions": []}
        tree.document.append(("", document))
        tree.dataset.append(("", stating(record, license="B")))
        assert "license B" in seeding.seed(tree).created
        tree.vocabulary[0][1]["terms"][1]["names"]["en"] = "B, newer"
        assert seeding.seed(tree).updated == ["license B"]


@pytest.mark.usefixtures("seeded")
class TestOrder:
    """The order of a vocabulary's terms, which a curator changes by their positions."""

    def place(self, *codes: str) -> None:
        for position, code in enumerate(codes):
            License.objects.filter(code=code).update(position=position)

    def test_order_of_the_files_is_taken(self) -> None:
        outcome = seeding.seed(terms(C="C", A="A", B="B"))
        assert list(licences()) == ["C", "A", "B"]
        assert outcome.updated == ["order license"]

    def test_order_of_a_curator_is_kept(self) -> None:
        self.place("B", "C", "A")
        before = ChangeSet.current()
        assert not seeding.seed(terms(A="A", B="B", C="C")).changed
        assert not seeding.seed(terms(C="C", B="B", A="A")).changed
        assert list(licences()) == ["B", "C", "A"]
        assert ChangeSet.current() == before

    def test_new_term_is_placed_in_a_curators_order(self) -> None:
        self.place("C", "B", "A")
        seeding.seed(terms(A="A", B="B", N="N", C="C"))
        assert list(licences()) == ["C", "B", "N", "A"]

    def test_curators_term_stays_behind_what_it_stood_behind(self) -> None:
        License.objects.create(code="OWN", names={"en": "Own"})
        self.place("A", "OWN", "B", "C")
        seeding.seed(terms(C="C", B="B", A="A", N="N"))
        assert list(licences()) == ["C", "B", "A", "OWN", "N"]

    def test_deleted_term_does_not_make_the_order_a_curators(self) -> None:
        License.objects.filter(code="B").delete()
        seeding.seed(terms(C="C", B="B", A="A"))
        assert list(licences()) == ["C", "A"]

    def test_gaps_between_positions_are_no_order(self) -> None:
        License.objects.filter(code="C").update(position=70)
        assert not seeding.seed(terms(A="A", B="B", C="C")).changed
        assert License.objects.get(code="C").position == 70


class TestTwins:
    """A code of the fixtures that differs from a curator's in case alone: the database takes only one of them."""

    def catalogue(self, tree: Tree, record: Record) -> Tree:
        modalities = next(found for _, found in tree.vocabulary if found["vocabulary"] == "modality")
        terms = [*modalities["terms"], {"code": "NEW", "names": {"en": "The fixtures'"}}]
        return Tree(
            vocabulary=[("", {**modalities, "terms": terms})],
            dataset=[("", stating({**record, "slug": "new"}, modality=["CT", "NEW"]))],
        )

    def test_curators_term_is_kept_and_stands_for_it_in_entries(self, tree: Tree, record: Record) -> None:
        Modality.objects.create(code="new", names={"en": "A curator's"}, position=9)
        catalogue = self.catalogue(tree, record)
        outcome = seeding.seed(catalogue)
        assert (outcome.created, outcome.kept) == (["dataset new"], ["modality NEW"])
        assert Modality.objects.get(code="new").name() == "A curator's"
        assert set(Dataset.objects.get(slug="new").modalities.values_list("code", flat=True)) == {"CT", "new"}
        assert not seeding.seed(catalogue).changed

    def test_entry_with_it_is_updated_like_any_other(self, tree: Tree, record: Record) -> None:
        Modality.objects.create(code="new", names={"en": "A curator's"}, position=9)
        catalogue = self.catalogue(tree, record)
        seeding.seed(catalogue)
        catalogue.dataset[0][1]["name"] = "Newer"
        assert seeding.seed(catalogue).updated == ["dataset new"]

    def test_it_stands_for_a_parent_as_well(self, tree: Tree, record: Record) -> None:
        Modality.objects.create(code="new", names={"en": "A curator's"}, position=9)
        catalogue = self.catalogue(tree, record)
        child = {"code": "CHILD", "names": {"en": "Child"}, "parent": "NEW"}
        catalogue.vocabulary[0][1]["terms"].append(child)
        seeding.seed(catalogue)
        parent = Modality.objects.get(code="CHILD").parent
        assert parent is not None
        assert parent.code == "new"


def test_use_case_arrives_without_the_task_that_was_deleted(db: None) -> None:
    empty()
    cases = {"vocabulary": "use_case", "terms": [{"code": "screening", "names": {"en": "S"}, "task": "find"}]}
    tree = Tree(vocabulary=[("", cases), vocabulary("task", "find", "sort")])
    seeding.seed(tree)
    assert str(UseCase.objects.get(code="screening").task) == "find (find)"
    UseCase.objects.all().delete()
    seeding.seed(Tree(vocabulary=[vocabulary("task", "find", "sort")]))
    new = {"code": "triage", "names": {"en": "T"}, "task": "gone"}
    tree.vocabulary[0][1]["terms"].append(new)
    assert seeding.seed(tree).created == ["use_case triage"]
    assert UseCase.objects.get(code="triage").task is None
