"""Facets: pure rules on a small index, then every count of the real catalogue against the database."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from datasets.facts import rights
from datasets.facts.fields import FIELDS, UNKNOWN
from datasets.facts.stored import Codes, Columns
from datasets.index.bitsets import Range, from_positions, positions
from datasets.index.facets import EDGES, FACETS, MAY_BE_UNKNOWN, RANGES, FacetIndex, Value, with_children
from datasets.models import Dataset, Source, public
from datasets.search import finding

from .conftest import Ask

# Six entries: number -> modality, anatomies, year.
ENTRIES = (
    ("CT", ("liver",), 2015),
    ("CT", ("kidney", "liver"), 2016),
    ("MR", ("brain",), 2017),
    ("MR", ("liver",), None),
    ("US", ("kidney",), 2019),
    ("US", (), None),
)
PARENTS = {"abdomen": None, "liver": "abdomen", "kidney": "abdomen", "brain": None}


@pytest.fixture(scope="module")
def index() -> FacetIndex:
    """The facets of ENTRIES; "kidney" and "liver" are below "abdomen", which no entry has itself."""

    def having(code: str) -> int:
        return from_positions([n for n, entry in enumerate(ENTRIES) if code in (entry[0], *entry[1])], len(ENTRIES))

    years = Range([-1 if year is None else year for _, _, year in ENTRIES])
    modality = {code: having(code) for code in ("CT", "MR", "US")}
    own = {code: having(code) for code in ("liver", "kidney", "brain")}
    anatomy = with_children(own, PARENTS)
    return FacetIndex(
        len(ENTRIES),
        2 ** len(ENTRIES) - 1,
        {
            "modality": {code: Value(code, {"en": code}, {}, None, bits) for code, bits in modality.items()},
            "anatomy": {code: Value(code, {"en": code}, {}, PARENTS[code], anatomy[code]) for code in PARENTS},
        },
        {"year": years},
        {"year": years.bins(EDGES["year"])},
    )


def counts(index: FacetIndex, facets: dict[str, tuple[str, ...]], **ranges: tuple[int | None, int | None]) -> dict:
    return index.counts(index.everything, index.filters(facets, ranges))


def test_own_selection_does_not_reduce_its_facet(index: FacetIndex) -> None:
    assert counts(index, {"modality": ("CT",)})["modality"] == counts(index, {})["modality"]


def test_a_selection_reduces_the_other_facets(index: FacetIndex) -> None:
    assert counts(index, {"modality": ("CT",)})["anatomy"] == {"abdomen": 2, "liver": 2, "kidney": 1, "brain": 0}


def test_an_own_selection_is_left_aside_while_the_others_count(index: FacetIndex) -> None:
    both = counts(index, {"modality": ("CT",), "anatomy": ("kidney",)})
    assert both["modality"] == {"CT": 1, "MR": 0, "US": 1}
    assert both["anatomy"] == {"abdomen": 2, "liver": 2, "kidney": 1, "brain": 0}


def test_a_range_reduces_every_facet(index: FacetIndex) -> None:
    assert counts(index, {}, year=(2016, 2017))["modality"] == {"CT": 1, "MR": 1, "US": 0}


def test_the_words_reduce_every_facet(index: FacetIndex) -> None:
    matched = from_positions([0, 2], len(ENTRIES))
    assert index.counts(matched, index.filters({"modality": ("CT",)}, {}))["modality"] == {"CT": 1, "MR": 1, "US": 0}


def test_a_parent_includes_its_children(index: FacetIndex) -> None:
    assert list(positions(index.chosen("anatomy", ["abdomen"]), len(ENTRIES))) == [0, 1, 3, 4]


def test_a_parent_counts_an_entry_of_two_children_once(index: FacetIndex) -> None:
    assert counts(index, {})["anatomy"]["abdomen"] == 4


def test_a_child_does_not_include_its_siblings(index: FacetIndex) -> None:
    assert list(positions(index.chosen("anatomy", ["kidney"]), len(ENTRIES))) == [1, 4]


def test_values_of_one_facet_are_alternatives(index: FacetIndex) -> None:
    assert list(positions(index.chosen("modality", ["CT", "US"]), len(ENTRIES))) == [0, 1, 4, 5]


def test_nothing_chosen_of_a_facet_is_no_entry(index: FacetIndex) -> None:
    assert index.chosen("modality", []) == 0


def test_everything_is_every_entry(index: FacetIndex) -> None:
    assert list(positions(index.everything, len(ENTRIES))) == list(range(len(ENTRIES)))


def test_all_of_the_values_is_what_has_each(index: FacetIndex) -> None:
    assert list(positions(index.chosen("anatomy", ["liver", "kidney"], every=True), len(ENTRIES))) == [1]


def test_where_all_are_asked_for_the_own_selection_counts(index: FacetIndex) -> None:
    filters = index.filters({"anatomy": ("liver",)}, {}, ["anatomy"])
    assert index.counts(index.everything, filters, ["anatomy"])["anatomy"]["kidney"] == 1


def test_a_histogram_counts_what_the_other_filters_leave(index: FacetIndex) -> None:
    filters = index.filters({"modality": ("CT", "MR")}, {"year": (2016, 2016)})
    bins = dict(index.histograms(index.everything, filters)["year"])
    assert {edge: count for edge, count in bins.items() if count} == {2015: 3}


def test_a_grandparent_includes_its_grandchildren() -> None:
    assert with_children({"c": 0b1, "b": 0b10}, {"c": "b", "b": "a", "a": None}) == {"a": 0b11, "b": 0b11, "c": 0b1}


def test_a_name_that_is_missing_in_a_language_is_english() -> None:
    value = Value("CT", {"en": "Computed tomography", "fr": "Tomodensitométrie"}, {}, None, 0)
    assert (value.name("fr"), value.name("ru")) == ("Tomodensitométrie", "Computed tomography")


# From here on: the real catalogue. The expected numbers come from the database's rows and Python's sets alone.


Bounds = dict[str, tuple[int | None, int | None]]


def kept_in(parameter: str) -> str:
    """Return the column of a dataset, or its set, that has the field's values."""
    stored = FIELDS[parameter].stored
    assert isinstance(stored, Columns | Codes)
    return stored.name if isinstance(stored, Codes) else stored.columns[0].name


class Rows:
    """The published entries as plain sets: facet -> entry -> its codes and all codes above them; column values."""

    def __init__(self) -> None:
        published = Dataset.objects.filter(status="published")
        self.slugs = set(published.values_list("slug", flat=True))
        self.codes: dict[str, dict[str, set[str]]] = {}
        self.known: dict[str, list[str]] = {}
        for facet in FACETS:
            if facet.parameter not in FIELDS:
                continue
            model = FIELDS[facet.parameter].terms
            assert model is not None
            has_parent = any(field.name == "parent" for field in model._meta.get_fields())
            above = dict(model._default_manager.values_list("code", "parent__code")) if has_parent else {}
            terms = public.sources() if model is Source else model._default_manager.all()
            self.known[facet.parameter] = sorted(terms.values_list("code", flat=True))
            found: dict[str, set[str]] = {slug: set() for slug in self.slugs}
            for slug, own in published.values_list("slug", f"{kept_in(facet.parameter)}__code"):
                code = own
                while code is not None:
                    found[slug].add(code)
                    code = above.get(code)
            self.codes[facet.parameter] = found
        self.known["use"] = sorted(rights.NAMES)
        self.codes["use"] = {slug: self._uses(slug) for slug in self.slugs}
        for parameter in MAY_BE_UNKNOWN & set(self.codes):
            # Of what nothing is stated nothing is known.
            self.known[parameter] = sorted({*self.known[parameter], UNKNOWN})
            for slug, codes in self.codes[parameter].items():
                if not codes and not (parameter == "use" and self._is_forbidden(slug)):
                    codes.add(UNKNOWN)
        # Codes that some entry has: a question about the others alone would find nothing.
        self.used = {parameter: sorted(set[str]().union(*found.values())) for parameter, found in self.codes.items()}
        self.columns = {
            column.parameter: dict(published.values_list("slug", kept_in(column.parameter))) for column in RANGES
        }
        for parameter, column in self.columns.items():
            self.known[parameter] = [UNKNOWN]
            self.codes[parameter] = {slug: {UNKNOWN} if value is None else set() for slug, value in column.items()}

    @staticmethod
    def _uses(slug: str) -> set[str]:
        """Return what the images may be used for: their rights as stated, and else what the licence says."""
        entry = Dataset.objects.get(slug=slug)
        stated = dict(entry.right_set.filter(component="images").values_list("use", "allowed"))
        terms = rights.LICENSES.get(entry.license.code) if entry.license else None
        found = {
            use
            for use in ("commercial", "redistribution")
            if stated.get(use, terms is not None and terms.answer(use) is True)
        }
        return found | ({"research"} if "commercial" in found or (terms is not None and terms.research) else set())

    @staticmethod
    def _is_forbidden(slug: str) -> bool:
        """Tell whether it is known that the images may not be used: as stated, or as the licence says."""
        entry = Dataset.objects.get(slug=slug)
        stated = entry.right_set.filter(component="images", use__in=("commercial", "redistribution")).exists()
        return stated or bool(entry.license and entry.license.code in rights.LICENSES)

    def passing(self, facets: dict[str, set[str]], ranges: Bounds) -> set[str]:
        """Return the entries that pass every facet and every range."""
        return {
            slug
            for slug in self.slugs
            if all(
                self.codes[parameter][slug] & codes for parameter, codes in facets.items() if parameter not in ranges
            )
            and all(
                self.within(self.columns[name][slug], *bounds) or self.codes[name][slug] & facets.get(name, set())
                for name, bounds in ranges.items()
            )
        }

    @staticmethod
    def within(value: int | None, low: int | None, high: int | None) -> bool:
        return value is not None and (low is None or value >= low) and (high is None or value <= high)

    def counts(self, facets: dict[str, set[str]], ranges: Bounds, words: set[str]) -> dict[str, dict[str, int]]:
        """Return the disjunctive counts: each facet's own selection left aside."""
        result: dict[str, dict[str, int]] = {}
        for parameter, codes in self.known.items():
            others = {name: chosen for name, chosen in facets.items() if name != parameter}
            bounds = {name: pair for name, pair in ranges.items() if name != parameter}
            left = self.passing(others, bounds) & words
            result[parameter] = {code: sum(code in self.codes[parameter][slug] for slug in left) for code in codes}
        return result


def random_question(generator: random.Random, rows: Rows) -> tuple[dict[str, set[str]], Bounds]:
    facets = {
        parameter: set(generator.sample(codes, k=min(generator.choice((1, 2, 4, 8)), len(codes))))
        for parameter, codes in generator.sample(sorted(rows.used.items()), k=generator.choice((0, 1, 1, 2, 3)))
    }
    ranges: Bounds = {}
    for name in generator.sample(sorted(rows.columns), k=generator.choice((0, 0, 1, 2))):
        known = sorted(value for value in rows.columns[name].values() if value is not None)
        low, high = sorted(generator.choices(known, k=2))
        ranges[name] = generator.choice(((low, high), (low, None), (None, high)))
    return facets, ranges


def address(facets: dict[str, set[str]], ranges: Bounds, text: str) -> str:
    pairs = [(parameter, code) for parameter, codes in facets.items() for code in sorted(codes)]
    for name, (low, high) in ranges.items():
        pairs += [(f"{name}_min", str(low))] if low is not None else []
        pairs += [(f"{name}_max", str(high))] if high is not None else []
    return urlencode([*pairs, *([("q", text)] if text else []), ("page_size", "200")])


def found(results: finding.Results) -> set[str]:
    return {card["slug"] for card in results.cards}


def test_counts_and_entries_are_those_of_the_database(ask: Ask) -> None:
    generator = random.Random(1)
    rows = Rows()
    for _ in range(200):
        facets, ranges = random_question(generator, rows)
        text = generator.choice(("", "", "", "brain", "chest", "cancer", "肺", "IRM"))
        words = found(ask(address({}, {}, text))) if text else rows.slugs
        question = address(facets, ranges, text)
        results = ask(question)
        assert found(results) == rows.passing(facets, ranges) & words, question
        assert results.total == len(results.cards), question
        counted = {name: dict(values) for name, values in results.counts.items()}
        assert counted == rows.counts(facets, ranges, words), question


def test_every_vocabulary_parent_counts_at_least_each_of_its_children(ask: Ask) -> None:
    counted = ask("").counts
    for facet in FACETS:
        if facet.parameter not in FIELDS:
            continue
        model = FIELDS[facet.parameter].terms
        assert model is not None
        if not any(field.name == "parent" for field in model._meta.get_fields()):
            continue
        for code, parent in model._default_manager.filter(parent__isnull=False).values_list("code", "parent__code"):
            assert counted[facet.parameter][parent] >= counted[facet.parameter][code], (parent, code)


def test_choosing_a_value_finds_as_many_entries_as_its_count_says(ask: Ask) -> None:
    for parameter, values in ask("").counts.items():
        for code, number in values.items():
            assert ask(urlencode({parameter: code})).total == number, (parameter, code)


def test_widening_a_choice_brings_what_its_count_promised(ask: Ask) -> None:
    assert ask("modality=CT&access=open").counts["modality"]["MR"] == ask("modality=MR&access=open").total


def test_facets_and_together(slugs: Callable[[str], list[str]]) -> None:
    assert set(slugs("modality=CT&anatomy=liver")) == set(slugs("modality=CT")) & set(slugs("anatomy=liver"))


def test_repeated_values_are_alternatives(slugs: Callable[[str], list[str]]) -> None:
    assert set(slugs("modality=CT&modality=MR")) == set(slugs("modality=CT")) | set(slugs("modality=MR"))
