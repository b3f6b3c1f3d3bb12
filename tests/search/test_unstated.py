"""That nobody states something is a choice like its values: in addresses, in the query language, in every facet."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from datasets.facts.fields import NEEDED, UNKNOWN
from datasets.index import entries, snapshot
from datasets.index.facets import CHOICES, FACETS, MAY_BE_UNKNOWN, NOT_STATED, RANGES
from datasets.models import LANGUAGES, VOCABULARIES, ChangeSet, Dataset, Source
from datasets.records import loading
from datasets.search import parameters
from datasets.search.explaining import explain
from datasets.search.language import parse
from datasets.search.parameters import Query
from tests.stating import stating

from .conftest import Ask

Slugs = Callable[[str], list[str]]
NAMED: dict[str, dict[str, str]] = {item.parameter: {} for item in FACETS}
FACETS_WITH_TERMS = sorted({facet.parameter for facet in FACETS} & MAY_BE_UNKNOWN - {"access", "use"})
NUMBERS = [column.parameter for column in RANGES]


def without_a_value(parameter: str) -> set[str]:
    """Return the entries of which the cards have nothing in a field."""
    keys = list(Dataset.objects.values_list("pk", flat=True))
    return {entry.card["slug"] for entry in entries.entries(keys) if entry.card[parameter] in (None, [])}


@pytest.mark.django_db
def test_no_vocabulary_but_that_of_access_has_the_reserved_word() -> None:
    having = {name for name, model in VOCABULARIES.items() if model.objects.filter(code__iexact=UNKNOWN).exists()}
    assert having == {"access"}
    assert not Source.objects.filter(code__iexact=UNKNOWN).exists()


def test_it_is_called_something_in_every_language() -> None:
    assert set(NOT_STATED) == set(LANGUAGES)


def test_everything_that_an_entry_need_not_have_may_be_unknown() -> None:
    assert {item.parameter for item in CHOICES} - MAY_BE_UNKNOWN == set(NEEDED)


@pytest.mark.parametrize("parameter", [*FACETS_WITH_TERMS, *NUMBERS])
def test_it_finds_the_entries_that_have_no_value(parameter: str, slugs: Slugs) -> None:
    assert set(slugs(f"{parameter}={UNKNOWN}")) == without_a_value(parameter)


@pytest.mark.parametrize("parameter", sorted(MAY_BE_UNKNOWN))
def test_its_count_is_what_choosing_it_finds(parameter: str, ask: Ask) -> None:
    assert ask("").counts[parameter][UNKNOWN] == ask(f"{parameter}={UNKNOWN}").total


def test_beside_a_value_it_is_one_more_that_will_do(slugs: Slugs) -> None:
    both = slugs(f"license=CC-BY-4.0&license={UNKNOWN}")
    assert set(both) == {*slugs("license=CC-BY-4.0"), *slugs(f"license={UNKNOWN}")}
    assert len(both) == len(set(both))


@pytest.mark.parametrize("bounds", ["size_max=50GB", "size_min=1GB", "size_min=1GB&size_max=50GB"])
def test_beside_bounds_it_is_one_more_that_will_do(bounds: str, slugs: Slugs) -> None:
    within, unstated = slugs(bounds), slugs(f"size={UNKNOWN}")
    assert within
    assert unstated
    assert set(slugs(f"{bounds}&size={UNKNOWN}")) == {*within, *unstated}
    assert not {*within} & {*unstated}


def test_with_other_facets_it_narrows(slugs: Slugs) -> None:
    assert set(slugs(f"modality=CT&size={UNKNOWN}")) == {*slugs("modality=CT")} & {*slugs(f"size={UNKNOWN}")}


def test_no_entry_has_a_value_and_none(ask: Ask) -> None:
    assert ask("modality=CT&all=modality").total
    assert not ask(f"modality=CT&modality={UNKNOWN}&all=modality").total


def test_a_range_counts_it_with_its_own_bounds_left_aside(ask: Ask) -> None:
    assert ask("size_max=50GB").counts["size"] == ask("").counts["size"]


@pytest.mark.parametrize("parameter", sorted(MAY_BE_UNKNOWN))
def test_the_query_language_has_it_for_the_same_fields(parameter: str, slugs: Slugs) -> None:
    name = {"use_case": "usecase"}.get(parameter, parameter)
    assert set(slugs(urlencode({"q": f"{name}:{UNKNOWN}"}))) == set(slugs(f"{parameter}={UNKNOWN}"))


def test_what_is_stated_is_the_rest(slugs: Slugs) -> None:
    stated = set(slugs(urlencode({"q": f"-size:{UNKNOWN}"})))
    assert stated == set(slugs("")) - without_a_value("size")


def test_words_and_operators_go_with_it(slugs: Slugs) -> None:
    either = set(slugs(urlencode({"q": f"size:<50GB OR size:{UNKNOWN}"})))
    assert either == set(slugs(f"size_max=49999999999&size={UNKNOWN}"))
    assert set(slugs(urlencode({"q": f"modality:CT license:{UNKNOWN}"}))) == set(
        slugs(f"modality=CT&license={UNKNOWN}")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_may_be_called_as_pages_call_it(language: str) -> None:
    for field in ("license", "size"):
        said = parse(f'{field}:"{NOT_STATED[language]}"', NAMED, language)
        assert said.notices == ()
        assert [parsed.facets for parsed in said.alternatives] == [[(field, UNKNOWN)]]


@pytest.mark.parametrize("parameter", NEEDED)
def test_what_every_entry_has_is_never_unknown(parameter: str) -> None:
    query, notices = parameters.read(QueryDict(f"{parameter}={UNKNOWN}"), {name: {} for name in NAMED})
    assert query == Query()
    assert [notice.parameter for notice in notices] == [parameter]


@pytest.mark.parametrize(
    "value", ["<script>", "unknown\x00", "unknown'--", "null", "-1", "unknown,unknown", "＜unknown"]
)
def test_a_range_takes_no_other_word(value: str) -> None:
    question = QueryDict(mutable=True)
    question["size"] = value
    query, notices = parameters.read(question, {name: {} for name in NAMED})
    assert query == Query()
    assert [notice.parameter for notice in notices] == ["size"]
    assert all(notice.message.isprintable() for notice in notices)


@pytest.mark.parametrize("value", ["unknown", "UNKNOWN", "Unknown", "ｕｎｋｎｏｗｎ"])
def test_it_is_matched_without_regard_to_case(value: str) -> None:
    query, notices = parameters.read(QueryDict(urlencode({"size": value})), {name: {} for name in NAMED})
    assert (query.facets, notices) == ({"size": (UNKNOWN,)}, [])


def test_a_question_with_it_comes_back_from_its_address() -> None:
    asked = f"license={UNKNOWN}&size={UNKNOWN}&size_max=5&year={UNKNOWN}"
    query, _ = parameters.read(QueryDict(asked), {name: {} for name in NAMED})
    assert query.address() == f"?license={UNKNOWN}&size={UNKNOWN}&year={UNKNOWN}&size_max=5"


@pytest.mark.django_db
def test_dropping_a_range_drops_it_too() -> None:
    now = snapshot.current()
    query, _ = parameters.read(QueryDict(f"modality=EEG&anatomy=liver&size_max=1&size={UNKNOWN}"), now.codes)
    (without,) = [item.query for item in explain(now, query).relaxations if item.condition == "size"] or [query]
    assert without == query or ("size" not in without.facets and "size" not in without.ranges)


@pytest.mark.django_db
def test_that_a_use_is_forbidden_is_known(record: dict[str, Any], slugs: Slugs) -> None:
    right = {"component": "images", "use": "commercial", "answer": "no"}
    loading.load_datasets([stating(record, rights=[right])], ChangeSet.advance())
    assert "example-set" not in slugs(f"use={UNKNOWN}")


@pytest.mark.django_db
def test_an_entry_of_which_nothing_is_said_is_found_by_it(record: dict[str, Any], slugs: Slugs) -> None:
    loading.load_datasets([stating(record)], ChangeSet.advance())
    for parameter in ("use", "license", "size", "access"):
        assert "example-set" in slugs(f"{parameter}={UNKNOWN}"), parameter


@pytest.mark.django_db
def test_its_word_finds_no_entries_by_itself() -> None:
    for parameter, named in snapshot.current().terms.named.items():
        assert parameter == "access" or UNKNOWN not in named


@pytest.mark.parametrize("order", ["newest", "oldest", "size", "size_least", "subjects", "subjects_least",
                                   "images", "images_least"])  # fmt: skip
def test_what_is_not_known_comes_last_in_either_order(order: str, ask: Ask) -> None:
    column = {"newest": "year", "oldest": "year"}.get(order, order.removesuffix("_least"))
    known = [card[column] is not None for card in ask(f"sort={order}&page_size=200").cards]
    assert any(known)
    assert known == sorted(known, reverse=True)


@pytest.mark.parametrize("column", ["size", "subjects", "images"])
def test_the_other_order_is_the_first_one_turned_round(column: str, ask: Ask) -> None:
    def values(order: str) -> list[int]:
        cards = ask(f"sort={order}&page_size=200").cards
        return [card[column]["value"] for card in cards if card[column] is not None]

    assert values(f"{column}_least") == sorted(values(column))
    assert values(column) == sorted(values(column), reverse=True)
