"""Which entries hold the same data: every relation in both directions, chains, and what is only not known."""

from itertools import pairwise, product

import pytest
from pytest_django import DjangoAssertNumQueries

from datasets.compare import overlap, relations
from datasets.compare.overlap import ADDED, CERTAIN, LONGEST, STRENGTH, TIES, WORDS, Tie, between, turned
from datasets.compare.relations import End, Graph, Relation, read
from datasets.models import Dataset, DatasetRelation, Statement
from datasets.models.asking import Question

T = Tie
BASE = sorted({*TIES.values(), *map(turned, TIES.values())}, key=STRENGTH.__getitem__)


def graph(*lines: str, gathering: str = "") -> Graph:
    """Return the graph that lines such as "a mirror-of b" say; some ends are archives."""
    found = [Relation(*line.split()) for line in lines]
    slugs = {slug for relation in found for slug in (relation.dataset, relation.target)}
    ends = {slug: End(slug, slug.upper(), "archive" if slug in gathering.split() else "dataset") for slug in slugs}
    return Graph(ends, found)


def tie(known: Graph, first: str, second: str) -> Tie | None:
    found = between(known, [first, second])
    return found[0].tie if found else None


# Relation -> what its dataset is to its target and the other way round, and words that the two warnings must have.
KINDS = {
    "mirror-of": (T.SAME, T.SAME, "one is a copy of the other", "one is a copy of the other"),
    "subset-of": (T.WITHIN, T.CONTAINS, "A is contained in B", "B contains A"),
    "includes": (T.CONTAINS, T.WITHIN, "A contains B", "B is contained in A"),
    "derived-from": (T.DERIVED, T.ORIGIN, "A was made from data of B", "B is what A was made from"),
    "shares-subjects-with": (T.SUBJECTS, T.SUBJECTS, "in both A and B", "in both B and A"),
    "successor-of": (T.SUCCESSOR, T.PREDECESSOR, "A is the successor of B", "B was succeeded by A"),
    "edition-of": (T.EDITION, T.EDITION, "A and B are editions of the same", "B and A are editions of the same"),
    "part-of-series": (T.PART, T.SERIES, "A is part of the series B", "B is a series, and A is part of it"),
}


def test_every_kind_of_relation_is_tested() -> None:
    assert set(KINDS) == set(DatasetRelation.Kind.values) == set(TIES) == set(relations.PHRASES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_relation_warns_in_both_directions_in_its_own_words(kind: str) -> None:
    known = graph(f"a {kind} b")
    forward, back, words, words_back = KINDS[kind]
    one, other = between(known, ["a", "b"])[0], between(known, ["b", "a"])[0]
    assert (one.tie, one.first, one.second) == (forward, "a", "b")
    assert (other.tie, other.first, other.second) == (back, "b", "a")
    assert words in one.text
    assert words_back in other.text
    assert one.text == overlap.words(forward, "A", "B")


@pytest.mark.parametrize("found", Tie)
def test_a_warning_says_what_goes_wrong_or_what_is_not_known(found: Tie) -> None:
    text = overlap.words(found, "First", "Second")
    assert "First" in text
    assert "Second" in text
    assert "%(" not in text
    assert ("not stated" in text) is (found not in CERTAIN)
    assert ("A model trained on" in text) is (found in CERTAIN)


def test_no_two_ties_have_the_same_words() -> None:
    assert len({str(words) for words in WORDS.values()}) == len(WORDS) == len(Tie)


@pytest.mark.parametrize("name", ["100% liver", "%(second)s", "{first}"])
def test_a_name_is_no_format(name: str) -> None:
    assert overlap.words(T.SAME, name, "B").startswith(f"{name} and B hold")


# Relations -> what a is to c, or None.
CHAINS = {
    ("a mirror-of b", "b mirror-of c"): T.SAME,
    ("a subset-of b", "b mirror-of c"): T.WITHIN,
    ("a subset-of b", "c mirror-of b"): T.WITHIN,
    ("a subset-of b", "b subset-of c"): T.WITHIN,
    ("a subset-of b", "c includes b"): T.WITHIN,
    ("a includes b", "c subset-of b"): T.CONTAINS,
    ("a includes b", "c includes b"): T.COMMON,
    ("b subset-of a", "b subset-of c"): T.COMMON,
    ("a includes b", "b derived-from c"): T.DERIVED,
    ("a derived-from b", "b subset-of c"): T.DERIVED,
    ("b derived-from a", "b subset-of c"): T.ORIGIN,
    ("a includes b", "b shares-subjects-with c"): T.SUBJECTS,
    ("b shares-subjects-with a", "c mirror-of b"): T.SUBJECTS,
    ("a subset-of b", "c subset-of b"): T.POSSIBLE,
    ("a derived-from b", "c derived-from b"): T.POSSIBLE,
    ("a derived-from b", "b derived-from c"): T.POSSIBLE,
    ("a subset-of b", "b shares-subjects-with c"): T.POSSIBLE,
    ("a part-of-series b", "c part-of-series b"): T.SIBLING,
    ("a successor-of b", "b mirror-of c"): T.SUCCESSOR,
    ("a edition-of b", "c edition-of b"): T.EDITION,
    # What was made from two things does not connect them, nor do other weak or doubtful steps in a row.
    ("b derived-from a", "b derived-from c"): None,
    ("a shares-subjects-with b", "b shares-subjects-with c"): None,
    ("a successor-of b", "b successor-of c"): None,
    ("a successor-of b", "c subset-of b"): None,
    ("a edition-of b", "c subset-of b"): None,
    ("b part-of-series a", "b part-of-series c"): None,
    ("a mirror-of b", "b subset-of d", "d subset-of c"): T.WITHIN,
    ("a subset-of b", "b mirror-of d", "d mirror-of c"): T.WITHIN,
    ("a subset-of b", "b mirror-of d", "c subset-of d"): T.POSSIBLE,
    ("a derived-from b", "b subset-of d", "d subset-of c"): T.DERIVED,
    ("a subset-of b", "b subset-of d", "c subset-of d"): None,
}


@pytest.mark.parametrize("lines", CHAINS, ids=" and ".join)
def test_chains_add_up_in_both_directions(lines: tuple[str, ...]) -> None:
    expected = CHAINS[lines]
    known = graph(*lines)
    assert tie(known, "a", "c") == expected
    assert tie(known, "c", "a") == (None if expected is None else turned(expected))


def test_a_chain_names_each_of_its_steps() -> None:
    (found,) = between(graph("a subset-of b", "c mirror-of b"), ["a", "c"])
    assert [step.sentence for step in found.steps] == ["A is a subset of B.", "C is a mirror of B."]


def test_a_chain_of_any_two_or_three_relations_says_the_same_from_its_other_end() -> None:
    """Read from either end, a chain must not warn of two different things."""
    forward = {TIES[kind]: ("{0}", kind, "{1}") for kind in KINDS}
    back = {turned(TIES[kind]): ("{1}", kind, "{0}") for kind in KINDS}
    line = {found: " ".join((back | forward)[found]) for found in BASE}
    for length in (2, LONGEST):
        for ties in product(BASE, repeat=length):
            known = graph(*(line[found].format(f"n{i}", f"n{i + 1}") for i, found in enumerate(ties)))
            one, other = tie(known, "n0", f"n{length}"), tie(known, f"n{length}", "n0")
            assert other == (None if one is None else turned(one)), ties


def test_a_chain_longer_than_the_longest_is_not_followed() -> None:
    names = [f"n{number}" for number in range(LONGEST + 2)]
    known = graph(*(f"{one} mirror-of {other}" for one, other in pairwise(names)))
    assert tie(known, names[0], names[LONGEST]) is T.SAME
    assert tie(known, names[0], names[LONGEST + 1]) is None


def test_the_strongest_of_several_chains_counts() -> None:
    known = graph("a successor-of b", "a subset-of b", "a shares-subjects-with b")
    (found,) = between(known, ["a", "b"])
    assert (found.tie, len(found.steps)) == (T.WITHIN, 1)


def test_a_circle_of_relations_comes_to_an_end() -> None:
    known = graph("a mirror-of b", "b mirror-of c", "c mirror-of a")
    assert {(item.first, item.second): item.tie for item in between(known, ["a", "b", "c"])} == {
        ("a", "b"): T.SAME, ("a", "c"): T.SAME, ("b", "c"): T.SAME,
    }  # fmt: skip


def test_what_lies_in_one_archive_has_nothing_else_in_common() -> None:
    known = graph("b includes a", "b includes c", "a subset-of b", gathering="b")
    assert tie(known, "a", "c") is None
    assert tie(known, "b", "a") is T.CONTAINS


def test_parts_of_a_series_are_said_to_be_just_that_even_if_the_series_is_an_archive() -> None:
    assert tie(graph("a part-of-series b", "c part-of-series b", gathering="b"), "a", "c") is T.SIBLING
    assert tie(graph("a edition-of b", "c edition-of b", gathering="b"), "a", "c") is T.EDITION


def test_certain_warnings_come_first_and_each_pair_once() -> None:
    known = graph("a successor-of b", "b shares-subjects-with c", "a mirror-of d")
    found = between(known, ["a", "b", "c", "d", "a"])
    assert [(item.first, item.second, item.tie) for item in found] == [
        ("a", "d", T.SAME),
        ("b", "c", T.SUBJECTS),
        ("a", "b", T.SUCCESSOR),
        ("b", "d", T.PREDECESSOR),
    ]
    assert [item.certain for item in found] == [True, True, False, False]


def test_an_entry_warns_of_what_it_leads_to_but_of_no_archive_and_no_sibling() -> None:
    known = graph(
        "a subset-of b", "c mirror-of b", "d includes a", "a part-of-series s", "e part-of-series s", gathering="d s"
    )
    assert [(item.second, item.tie) for item in overlap.beside(known, "a")] == [
        ("b", T.WITHIN),
        ("c", T.WITHIN),
        ("s", T.PART),
    ]
    assert overlap.beside(known, "d") == []


def test_an_entry_without_relations_warns_of_nothing() -> None:
    assert overlap.beside(Graph({}, ()), "a") == []


def test_the_table_is_the_same_from_both_ends() -> None:
    for (first, second), found in ADDED.items():
        assert ADDED[turned(second), turned(first)] == turned(found)


# From here on: read from the database.


def relate(one: str, kind: str, other: str) -> None:
    ends = {entry.slug: entry for entry in Dataset.objects.filter(slug__in=(one, other))}
    DatasetRelation.objects.create(dataset=ends[one], kind=kind, target=ends[other])


@pytest.mark.django_db
class TestWarnings:
    """The warnings of entries that are compared."""

    @pytest.fixture(autouse=True)
    def only_these(self) -> None:
        """Relations of these tests alone."""
        DatasetRelation.objects.all().delete()

    def test_warnings_take_slugs_and_entries(self) -> None:
        relate("mura", "subset-of", "drive")
        by_slug = overlap.warnings(["mura", "drive", "kits19"])
        assert [(item.first, item.second, item.tie) for item in by_slug] == [("mura", "drive", T.WITHIN)]
        assert overlap.warnings(list(Dataset.objects.filter(slug__in=["mura", "drive"]).order_by("-slug"))) == list(
            by_slug
        )

    def test_each_step_has_its_statements(self) -> None:
        relate("mura", "mirror-of", "drive")
        value = {"kind": "mirror-of", "target": "drive"}
        mura = Dataset.objects.get(slug="mura")
        document = mura.statement_set.all()[0].document
        for line, said in ((7, value), (8, [value, {"kind": "includes", "target": "lits"}]), (9, {"kind": "includes"})):
            Statement.objects.create(
                dataset=mura, field="relation", value=said, printed=f"copy {line}", document=document, line=line
            )
        (found,) = overlap.warnings(["drive", "mura"])
        assert [(source.printed, source.line, source.dataset) for source in found.steps[0].sources] == [
            ("copy 7", 7, "mura"),
            ("copy 8", 8, "mura"),
        ]

    def test_chains_are_found_through_entries_that_are_not_compared(self) -> None:
        relate("mura", "subset-of", "drive")
        relate("drive", "mirror-of", "lits")
        relate("lits", "subset-of", "brats")
        (found,) = overlap.warnings(["mura", "brats"])
        assert (found.tie, len(found.steps)) == (T.WITHIN, 3)

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_no_chain_leads_through_what_is_not_published(self, status: str) -> None:
        relate("mura", "mirror-of", "drive")
        relate("drive", "mirror-of", "lits")
        assert overlap.warnings(["mura", "lits"])
        Dataset.objects.filter(slug="drive").update(status=status)
        assert overlap.warnings(["mura", "lits"]) == []

    def test_a_withdrawn_entry_that_is_asked_for_leads_on(self) -> None:
        relate("mura", "mirror-of", "drive")
        relate("drive", "mirror-of", "lits")
        Dataset.objects.filter(slug="drive").update(status="withdrawn")
        found = overlap.warnings(["mura", "drive", "lits"])
        assert {(item.first, item.second) for item in found} == {("mura", "drive"), ("drive", "lits"), ("mura", "lits")}

    def test_a_draft_that_is_asked_for_leads_nowhere(self) -> None:
        relate("mura", "mirror-of", "drive")
        relate("drive", "mirror-of", "lits")
        Dataset.objects.filter(slug="drive").update(status="draft")
        assert overlap.warnings(["mura", "drive", "lits"]) == []

    @pytest.mark.parametrize("slugs", [[], ["mura"], ["mura", "mura"], ["no-such", "nor-this"]])
    def test_nothing_to_compare_is_no_warning(self, slugs: list[str]) -> None:
        assert overlap.warnings(slugs) == []

    def test_warnings_cost_three_queries_at_most(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        slugs = list(Dataset.objects.filter(kind__code="dataset").values_list("slug", flat=True)[:6])
        for one, other in pairwise(slugs):
            relate(one, "subset-of", other)
        with django_assert_max_num_queries(3):
            assert len(overlap.warnings(slugs)) > 6

    def test_reading_stops_at_archives(self) -> None:
        relate("kaggle", "includes", "mura")
        relate("kaggle", "includes", "drive")
        relate("drive", "mirror-of", "lits")
        assert {relation.target for relation in read(["mura"], 3).relations} == {"mura"}
        assert {relation.target for relation in read(["kaggle"], 3).relations} == {"mura", "drive"}

    def test_what_is_read_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(relations, "MOST_RELATIONS", 3)
        monkeypatch.setattr(relations, "_AROUND", Question(relations._around))
        for slug in ("drive", "lits", "brats", "kits19"):
            relate("mura", "includes", slug)
        assert len(read(["mura"], 1).relations) == 3
