"""Relations in words, from either side."""

import pytest

from datasets.compare.relations import PHRASES, SENTENCES, End, Graph, Kind, Relation, stated
from datasets.models import Dataset, Statement


def test_every_kind_has_words_from_both_sides() -> None:
    assert set(PHRASES) == set(SENTENCES) == set(Kind)
    for one, other in PHRASES.values():
        assert str(one.heading).endswith(":")
        assert str(other.heading).endswith(":")


def test_no_two_readings_have_the_same_heading() -> None:
    headings = [str(side.heading) for kind, sides in PHRASES.items() for side in sides]
    # What is the same from both sides has one heading.
    assert len(set(headings)) == len(headings) - 1
    assert PHRASES[Kind.SHARES_SUBJECTS_WITH][0] == PHRASES[Kind.SHARES_SUBJECTS_WITH][1]


@pytest.mark.parametrize("kind", Kind)
def test_a_relation_reads_from_its_dataset_and_from_its_target(kind: Kind) -> None:
    relation = Relation("a", kind, "b")
    graph = Graph({"a": End("a", "One"), "b": End("b", "100% Two")}, [relation])
    assert (relation.phrases("a"), relation.phrases("b")) == PHRASES[kind]
    assert (relation.other("a"), relation.other("b")) == ("b", "a")
    assert graph.sentence(relation).startswith("One ")
    assert graph.sentence(relation).endswith(" 100% Two.")


def test_a_graph_is_the_same_whatever_order_it_was_read_in() -> None:
    ends = {slug: End(slug, slug) for slug in "abc"}
    found = [Relation("a", "includes", "b"), Relation("c", "mirror-of", "a"), Relation("a", "includes", "b")]
    assert Graph(ends, found).around("a") == Graph(ends, found[::-1]).around("a") == (sorted(set(found)))


@pytest.mark.parametrize("value", [None, 3, "includes b", {}, {"kind": "includes"}, {"kind": "x", "target": "b"}, [[]]])
def test_a_statement_with_another_value_states_no_relation(value: object) -> None:
    assert list(stated(Statement(dataset=Dataset(slug="a"), field="relation", value=value))) == []
