"""Checking a whole catalogue: what is wrong with vocabularies, sources, documents and guides, and between records."""

from collections.abc import Callable
from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.records.checking import check_catalogue
from datasets.records.files import Tree
from datasets.records.problems import Problem

from .examples import small_catalogue


@pytest.fixture
def small(record: Record) -> Tree:
    """A small catalogue without problems."""
    return small_catalogue(record)


def first(tree: Tree, kind: str) -> Record:
    """Return the first record of `kind` in `tree`, to change it."""
    return getattr(tree, kind)[0][1]


def terms(tree: Tree, vocabulary: str) -> list[Record]:
    """Return the terms of a vocabulary in `tree`, to change them."""
    return next(record["terms"] for _, record in tree.vocabulary if record["vocabulary"] == vocabulary)


# What is wrong with a catalogue -> how to make it so, and the place and field that are told.
WRONG_CATALOGUES: dict[str, tuple[Callable[[Tree], object], str, str]] = {
    "unknown parent": (
        lambda tree: terms(tree, "modality")[0].update(parent="gone"),
        "vocabularies/modality.json",
        "terms[0].parent",
    ),
    "own ancestor": (
        lambda tree: terms(tree, "kind")[0].update(parent=terms(tree, "kind")[0]["code"]),
        "vocabularies/kind.json",
        "terms[0].parent",
    ),
    "unknown task": (
        lambda tree: terms(tree, "use_case")[0].update(task="gone"),
        "vocabularies/use_case.json",
        "terms[0].task",
    ),
    "term without English name": (
        lambda tree: terms(tree, "kind")[0].update(names={"fr": "Jeu"}),
        "vocabularies/kind.json",
        "terms[0].names",
    ),
    "unknown kind of source": (
        lambda tree: first(tree, "source").update(kind="planet"),
        "sources/host.json",
        "kind",
    ),
    "broken address of a source": (
        lambda tree: first(tree, "source").update(homepage="nowhere"),
        "sources/host.json",
        "homepage",
    ),
    "source described twice in one language": (
        lambda tree: first(tree, "source").update(descriptions=first(tree, "source")["descriptions"] * 2),
        "sources/host.json",
        "descriptions",
    ),
    "document described twice in one language": (
        lambda tree: first(tree, "document").update(descriptions=first(tree, "document")["descriptions"] * 2),
        "documents/000.json",
        "descriptions",
    ),
    "document of an impossible day": (
        lambda tree: first(tree, "document").update(published="2024-02-30"),
        "documents/000.json",
        "published",
    ),
    "document with more lines than there can be": (
        lambda tree: first(tree, "document").update(lines=10**20),
        "documents/000.json",
        "lines",
    ),
    "guide with an immense position": (
        lambda tree: first(tree, "guide").update(position=10**20),
        "guides/first.json",
        "position",
    ),
    "guide that recommends nothing": (
        lambda tree: first(tree, "guide")["entries"][0].update(dataset="gone"),
        "guides/first.json",
        "entries[0].dataset",
    ),
    "guide that mentions nothing": (
        lambda tree: first(tree, "guide")["body"]["sections"][0]["items"][0].update(datasets=["gone"]),
        "guides/first.json",
        "body.sections[0].items[0].datasets[0]",
    ),
    "guide that cites nothing": (
        lambda tree: first(tree, "guide")["body"]["places"][0].update(document="999"),
        "guides/first.json",
        "body.places[0].document",
    ),
    "dataset with an unknown term": (
        lambda tree: say_dogs(first(tree, "dataset")),
        "datasets/example-set.json",
        "statements[4].value",
    ),
}


def say_dogs(record: Record) -> None:
    """Give the images a unit that there is not."""
    del record["images"]
    record["statements"][4]["value"]["unit"] = "dogs"


def test_small_catalogue_has_no_problems(small: Tree) -> None:
    assert check_catalogue(small) == []


@pytest.mark.parametrize(("spoil", "place", "field"), WRONG_CATALOGUES.values(), ids=WRONG_CATALOGUES)
def test_wrong_catalogue_is_told(small: Tree, spoil: Callable[[Tree], object], place: str, field: str) -> None:
    spoil(small)
    assert {(problem.place, problem.field) for problem in check_catalogue(small)} == {(place, field)}


def test_codes_that_differ_in_case_alone_are_told(small: Tree) -> None:
    terms(small, "modality").append({"code": "ct", "names": {"en": "ct"}})
    assert [problem.field for problem in check_catalogue(small)] == ["terms[0].code", "terms[1].code"]


def test_longer_circle_of_parents_is_told(small: Tree) -> None:
    one, two, *_ = terms(small, "kind")
    one["parent"], two["parent"] = two["code"], one["code"]
    assert [problem.field for problem in check_catalogue(small)] == ["terms[0].parent", "terms[1].parent"]


def test_what_could_not_be_read_is_told_with_the_rest(small: Tree) -> None:
    small.problems.append(Problem("datasets/bad.json", "", "is not JSON"))
    say_dogs(first(small, "dataset"))
    assert [problem.place for problem in check_catalogue(small)] == ["datasets/bad.json", "datasets/example-set.json"]


def test_broken_vocabulary_does_not_hide_other_records_of_wrong_shape(small: Tree) -> None:
    terms(small, "kind")[0]["names"] = {}
    first(small, "dataset")["images"] = "many"
    places = {problem.place for problem in check_catalogue(small)}
    assert places == {"vocabularies/kind.json", "datasets/example-set.json"}


PAPER = {"code": "a-paper", "title": "Paper", "kind": "paper", "languages": ["en"], "url": "https://doi.org/10.1000/1"}


class TestCitations:
    """Places in documents, and references that are cited as a whole."""

    @pytest.fixture
    def cited(self, small: Tree, record: Record) -> Tree:
        """A small catalogue with an entry that cites a paper as a whole."""
        paper = {**PAPER, "descriptions": small.document[0][1]["descriptions"]}
        small.document.append(("documents/a-paper.json", paper))
        said = {"field": "images", "value": {"value": 100}, "printed": "n = 100", "document": "a-paper"}
        record["statements"].append(said)
        return small

    def test_a_reference_needs_no_line(self, cited: Tree) -> None:
        assert check_catalogue(cited) == []

    def test_a_line_of_a_reference_is_told(self, cited: Tree, record: Record) -> None:
        record["statements"][-1]["line"] = 3
        assert [str(problem) for problem in check_catalogue(cited)] == [
            "datasets/example-set.json: statements[5].line: document a-paper has no numbered lines; leave the line out"
        ]

    def test_a_reference_without_an_address_is_told(self, cited: Tree) -> None:
        cited.document[-1][1]["url"] = None
        (problem,) = check_catalogue(cited)
        assert (problem.place, problem.field) == ("documents/a-paper.json", "url")
        assert "add it" in problem.message

    def test_a_line_past_the_end_is_told(self, cited: Tree) -> None:
        cited.document[0][1]["lines"] = 1
        assert {(problem.field, problem.message) for problem in check_catalogue(cited)} == {
            (f"statements[{index}].line", "document 000 has 1 lines; there is no line 2") for index in (3, 4)
        }

    @pytest.mark.parametrize("broken", [7, {"document": ["000"], "line": 3}, {"document": "000", "line": "3"}])
    def test_a_statement_of_another_shape_is_told_by_the_schema(self, broken: Any, cited: Tree, record: Record) -> None:
        record["statements"].append(broken)
        assert {problem.field.partition(".")[0] for problem in check_catalogue(cited)} == {"statements[6]"}
