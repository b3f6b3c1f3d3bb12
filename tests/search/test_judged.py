"""How good search is: the judged queries of judged.jsonl, language by language, and the measures themselves."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import pytest
from pytest_django import DjangoDbBlocker

from datasets.index import snapshot
from datasets.models import VOCABULARIES, Dataset, Source, Term
from datasets.search import judging
from datasets.search.finding import Results
from datasets.search.judging import Judged, Judgement, gain, measures, recall
from datasets.search.parameters import Query

KINDS = ("absent", "operator", "identifier", "sentence", "number")
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


@pytest.fixture(scope="module")
def by_kind(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, list[Judgement]]:
    """What search makes of the judged queries on pages of their own language, by kind."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    with django_db_blocker.unblock():
        for judgement in judging.judge(snapshot.current(), JUDGED):
            found[judgement.judged.kind].append(judgement)
    return found


def worst(judgements: Sequence[Judgement]) -> str:
    """Name the queries that miss most, for the message of a failure."""
    missed = sorted(judgements, key=lambda judgement: (judgement.recall, judgement.gain))[:10]
    return "; ".join(f"“{item.judged.query}” found {', '.join(item.found[:5])}" for item in missed)


def test_there_are_enough_queries_in_each_language() -> None:
    assert len(JUDGED) >= 150
    for language in LANGUAGES:
        assert sum(item.language == language for item in JUDGED) >= 30, language


def test_there_are_enough_queries_of_each_kind_in_each_language() -> None:
    assert sum(item.kind == "absent" for item in JUDGED) >= 150
    for kind in KINDS:
        for language in LANGUAGES:
            assert sum((item.kind, item.language) == (kind, language) for item in JUDGED) >= 10, (kind, language)


def test_what_is_absent_and_only_that_has_nothing_relevant() -> None:
    assert {item.kind for item in JUDGED if not item.relevant} == {"absent"}
    assert all(not item.relevant for item in JUDGED if item.kind == "absent")


def test_no_query_is_judged_twice() -> None:
    asked = Counter((item.query, item.language) for item in JUDGED)
    assert [query for query, times in asked.items() if times > 1] == []


@pytest.mark.django_db
def test_every_judged_entry_is_in_the_catalogue() -> None:
    slugs = set(Dataset.objects.values_list("slug", flat=True))
    assert {slug for item in JUDGED for slug in item.relevant} <= slugs


@pytest.mark.django_db
def test_no_absent_name_is_in_the_catalogue() -> None:
    """Nor a part of one side by side: letter case, punctuation and spaces do not make another name."""
    names = {plain(name) for row in Dataset.objects.values_list("name", "aliases") for name in (row[0], *row[1])}
    names |= {plain(name) for row in Source.objects.values_list("name", "aliases") for name in (row[0], *row[1])}
    terms = {plain(name) for model in VOCABULARIES.values() for term in model.objects.all() for name in spoken(term)}
    absent = {item.query: plain(item.query) for item in JUDGED if item.kind == "absent"}
    assert {query for query, name in absent.items() if name in names | terms} == set()


def plain(name: str) -> str:
    """Return a name without what does not make another name."""
    return "".join(character for character in name.casefold() if character.isalnum())


def spoken(term: Term) -> list[str]:
    """Return the code, names and synonyms of a term in all languages."""
    return [term.code, *term.names.values(), *(name for names in term.synonyms.values() for name in names)]


def test_absent_names_are_not_answered_with_other_entries(by_kind: dict[str, list[Judgement]]) -> None:
    assert fmean(item.recall for item in by_kind["absent"]) >= 0.98, worst(by_kind["absent"])


@pytest.mark.parametrize("kind", sorted({item.kind for item in JUDGED}))
def test_each_kind_finds_what_is_wanted_and_the_best_first(kind: str, by_kind: dict[str, list[Judgement]]) -> None:
    assert fmean(item.recall for item in by_kind[kind]) >= 0.95, worst(by_kind[kind])
    assert fmean(item.gain for item in by_kind[kind]) >= 0.90, worst(by_kind[kind])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_as_good_in_each_language(kind: str, language: str, by_kind: dict[str, list[Judgement]]) -> None:
    judgements = [item for item in by_kind[kind] if item.judged.language == language]
    assert fmean(item.recall for item in judgements) >= 0.95, worst(judgements)
    assert fmean(item.gain for item in judgements) >= 0.90, worst(judgements)


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


def results(total: int, absent: tuple[str, ...] = ()) -> Results:
    """Give an answer of which only the number of entries and the absent names count."""
    return Results(Query(), total, 1, (), (), (), {}, {}, absent=absent)


def test_of_a_name_that_is_absent_nothing_may_be_found_and_it_must_be_said() -> None:
    assert measures(results(0, ("CheXpert",)), [], {}) == (1, 1)
    assert measures(results(0), [], {}) == (0, 0)
    assert measures(results(1, ("CheXpert",)), ["lits"], {}) == (0, 0)


def test_an_answer_with_what_the_query_rules_out_is_wrong_wherever_that_stands() -> None:
    relevant = {"kits19": 3, "chaos": 0}
    assert measures(results(2), ["kits19", "lits"], relevant) == (1, 1)
    assert measures(results(2), ["kits19", "chaos"], relevant) == (0, 0)


@pytest.mark.django_db
def test_numbers_are_judged_on_pages_of_their_own_language_alone() -> None:
    judged = [Judged("subjects:>1 000", "fr", "number", {"nlst": 3}), Judged("nlst", "fr", "name", {"nlst": 3})]
    now = snapshot.current()
    assert [item.judged.kind for item in judging.judge(now, judged, "en")] == ["name"]
    assert [item.judged.kind for item in judging.judge(now, judged, "fr")] == ["number", "name"]


def test_queries_are_read_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "judged.jsonl"
    file.write_text('{"query": "肾", "language": "zh-hans", "kind": "term", "relevant": {"kits19": 3}}\n\n', "utf-8")
    assert judging.read(file) == [Judged("肾", "zh-hans", "term", {"kits19": 3})]
