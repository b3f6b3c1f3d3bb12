"""Why a search finds so little: what excludes everything, what dropping a condition brings, what comes near."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import translation

from datasets.index import snapshot
from datasets.index.snapshot import Snapshot
from datasets.search import explaining, finding, parameters
from datasets.search.explaining import Explanation
from datasets.search.parameters import Query

pytestmark = pytest.mark.django_db

QUESTIONS = (
    "modality=EEG&anatomy=liver",
    "modality=EEG&anatomy=liver&access=open",
    "q=kidney&modality=EEG",
    "q=xyzzyplugh&modality=CT",
    "q=kidney&year_min=2100",
    "anatomy=liver&anatomy=kidney&all=anatomy&modality=EEG",
    "q=kidney+modality:EEG&access=open",
)


@pytest.fixture
def now() -> Snapshot:
    return snapshot.current()


def asked(now: Snapshot, question: str) -> parameters.Query:
    query, notices = parameters.read(QueryDict(question), now.codes)
    assert notices == []
    return query


def explained(now: Snapshot, question: str) -> Explanation:
    return explaining.explain(now, asked(now, question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_these_questions_find_next_to_nothing(question: str, now: Snapshot) -> None:
    assert finding.find(now, asked(now, question)).total <= explaining.THIN


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_way_out_brings_as_many_entries_as_it_says(question: str, now: Snapshot) -> None:
    for way in explained(now, question).relaxations:
        assert finding.find(now, way.query).total == way.total > 0, way.condition


@pytest.mark.parametrize("question", QUESTIONS)
def test_ways_out_are_each_a_condition_and_the_widest_comes_first(question: str, now: Snapshot) -> None:
    ways = explained(now, question).relaxations
    assert ways
    totals = [way.total for way in ways]
    assert totals == sorted(totals, reverse=True)
    assert len({way.condition for way in ways}) == len(ways)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_nearest_entries_miss_what_is_said_and_nothing_else(question: str, now: Snapshot) -> None:
    query = asked(now, question)
    nearest = explained(now, question).nearest
    assert 0 < len(nearest) <= explaining.NEAREST
    assert len({len(near.missing) + len(near.unknown) for near in nearest}) == 1
    for near in nearest:
        rest = query
        for condition in (*near.missing, *near.unknown):
            rest = explaining._without(rest, condition)
        slugs = {card["slug"] for card in finding.find(now, parameters.replace(rest, page_size=200)).cards}
        assert near.card["slug"] in slugs, near.missing


def test_a_condition_that_no_entry_meets_is_named(now: Snapshot) -> None:
    assert explained(now, "q=xyzzyplugh&modality=CT").impossible == ("q",)
    assert explained(now, "q=kidney&year_min=2100").impossible == ("year",)
    assert explained(now, "modality=EEG&anatomy=liver").impossible == ()


def test_a_single_impossible_condition_has_no_way_out(now: Snapshot) -> None:
    found = explained(now, "q=xyzzyplugh")
    assert (found.impossible, found.relaxations, found.nearest) == (("q",), (), ())


def test_nothing_near_a_catalogue_without_entries(no_datasets: None) -> None:
    found = explained(snapshot.current(), urlencode({"q": "brain", "modality": "CT"}))
    assert (found.relaxations, found.nearest) == ((), ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question", ["q=kits19&subjects_min=100000", "q=kits19&year_min=2100", "q=kits19&modality=EEG"]
)
def test_what_is_stated_and_does_not_meet_a_condition_is_missing(question: str, now: Snapshot) -> None:
    near = next(item for item in explained(now, question).nearest if item.card["slug"] == "kits19")
    assert (len(near.missing), near.unknown) == (1, ())


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["subjects", "images", "size", "year"])
def test_what_nobody_states_is_unknown_and_not_missing(column: str, now: Snapshot) -> None:
    stated = now.facets.ranges[column].between(None, None)
    slot = next(slot for slot in range(now.size) if now.alive >> slot & 1 and not stated >> slot & 1)
    card = now.card(slot)
    found = explained(now, urlencode({"q": f'"{card["name"]}"', f"{column}_min": 10**15 if column != "year" else 2500}))
    near = next(item for item in found.nearest if item.card["slug"] == card["slug"])
    assert (near.missing, near.unknown) == ((), (column,))


@pytest.mark.django_db
def test_words_that_find_something_alone_are_counted(now: Snapshot) -> None:
    words = explained(now, urlencode({"q": "kidney xyzzyplugh EEG"})).words
    assert {word.text for word in words} == {"kidney", "EEG"}
    for word in words:
        assert finding.find(now, word.query).total == word.total > 0
    assert explained(now, "q=kidney").words == ()


# A sentence that nothing meets, the language of the page, and a condition of it that is known to be the obstacle.
SENTENCES = [
    ("liver CT segmentation under 50 GB commercial use", "en", "size"),
    ("IRM du cerveau de plus de 10 000 000 patients", "fr", "subjects"),
    ("raio-X de tórax com mais de 90.000.000 imagens", "pt-br", "images"),
    ("肝脏CT 超过5000例", "zh-hans", "subjects"),
    ("КТ печени до 1 кБ", "ru", "size"),
    ("brain MRI since 2090", "en", "year"),
]


@pytest.mark.parametrize(("text", "language", "obstacle"), SENTENCES)
def test_each_condition_of_a_sentence_is_explained_by_itself(
    text: str, language: str, obstacle: str, now: Snapshot
) -> None:
    with translation.override(language):
        found = explaining.explain(now, Query(text=text, language=language))
    named = {*found.impossible, *(item.condition for item in found.relaxations)}
    named |= {name for near in found.nearest for name in (*near.missing, *near.unknown)}
    assert obstacle in named
    assert "q" not in named
    assert found.nearest
    for item in found.relaxations:
        with translation.override(language):
            assert finding.find(now, item.query).total == item.total
