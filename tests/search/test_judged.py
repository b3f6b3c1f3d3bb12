"""How good search is: the judged queries of judged.jsonl, language by language, and the measures themselves."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import pytest
from pytest_django import DjangoDbBlocker

from datasets.index import snapshot
from datasets.models import Dataset
from datasets.search import judging
from datasets.search.judging import Judged, Judgement, gain, recall

LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")
JUDGED = judging.read(Path(__file__).parent / "judged.jsonl")


@pytest.fixture(scope="module", params=LANGUAGES, ids=[f"pages-in-{language}" for language in LANGUAGES])
def judgements(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[str, list[Judgement]]:
    """What search makes of the judged queries for a reader of one language, by the language of the query."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    with django_db_blocker.unblock():
        for judgement in judging.judge(snapshot.current(), JUDGED, request.param):
            found[judgement.judged.language].append(judgement)
    return found


def worst(judgements: Sequence[Judgement]) -> str:
    """Name the queries that miss most, for the message of a failure."""
    missed = sorted(judgements, key=lambda judgement: (judgement.recall, judgement.gain))[:10]
    return "; ".join(f"“{item.judged.query}” found {', '.join(item.found[:5])}" for item in missed)


def test_there_are_enough_queries_in_each_language() -> None:
    assert len(JUDGED) >= 150
    for language in LANGUAGES:
        assert sum(item.language == language for item in JUDGED) >= 30, language


@pytest.mark.django_db
def test_every_judged_entry_is_in_the_catalogue() -> None:
    slugs = set(Dataset.objects.values_list("slug", flat=True))
    assert {slug for item in JUDGED for slug in item.relevant} <= slugs


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wanted_is_among_the_first_five(language: str, judgements: dict[str, list[Judgement]]) -> None:
    assert fmean(item.recall for item in judgements[language]) >= 0.95, worst(judgements[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_best_comes_first(language: str, judgements: dict[str, list[Judgement]]) -> None:
    assert fmean(item.gain for item in judgements[language]) >= 0.90, worst(judgements[language])


def test_recall_is_the_share_of_wanted_entries_that_are_found() -> None:
    relevant = {"a": 3, "b": 2, "c": 1}
    assert recall(["a", "x", "b"], relevant) == 1
    assert recall(["a", "c"], relevant) == 0.5
    assert recall(["x"] * 5 + ["a"], relevant) == 0


def test_of_more_wanted_entries_than_places_as_many_as_places_suffice() -> None:
    assert recall(list("abcde"), dict.fromkeys("abcdefgh", 3)) == 1


def test_gain_is_one_for_the_best_order_and_less_for_any_other() -> None:
    relevant = {"a": 3, "b": 2, "c": 1}
    assert gain(["a", "b", "c"], relevant) == 1
    assert 0 < gain(["b", "a", "c"], relevant) < 1
    assert gain(["x", "y"], relevant) == 0
    assert gain(["a", "b", "c"], relevant) > gain(["x", "a", "b", "c"], relevant)


def test_queries_are_read_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "judged.jsonl"
    file.write_text('{"query": "肾", "language": "zh-hans", "kind": "term", "relevant": {"kits19": 3}}\n\n', "utf-8")
    assert judging.read(file) == [Judged("肾", "zh-hans", "term", {"kits19": 3})]
