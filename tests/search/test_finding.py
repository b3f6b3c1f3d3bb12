"""Finding entries of the real catalogue: what is found, in which order, page by page."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from datasets.index import snapshot
from datasets.index.bitsets import positions
from datasets.models import ChangeSet, Dataset
from datasets.records import dumping, loading
from datasets.search import finding
from datasets.search.parameters import SORTS, Query
from datasets.words.folding import fold

from .conftest import Ask

Slugs = Callable[[str], list[str]]
Change = Callable[..., None]


def test_nothing_asked_is_every_entry(slugs: Slugs) -> None:
    assert sorted(slugs("")) == sorted(Dataset.objects.values_list("slug", flat=True))


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "image"])
def test_no_entry_is_on_two_pages_and_none_is_left_out(sort: str, text: str, ask: Ask, slugs: Slugs) -> None:
    question = urlencode({"q": text, "sort": sort})
    pages = ask(f"{question}&page_size=7").pages
    assert pages > 2
    every = [card["slug"] for page in range(1, pages + 1) for card in ask(f"{question}&page_size=7&page={page}").cards]
    assert len(every) == len(set(every)) == ask(question).total
    assert every == slugs(question)


@pytest.mark.parametrize("sort", SORTS)
def test_the_order_is_the_same_whether_entries_are_in_the_index_or_laid_over_it(
    sort: str, slugs: Slugs, change: Change
) -> None:
    question = urlencode({"q": "brain", "sort": sort})
    first = slugs(question)
    change(Dataset.objects.filter(slug__in=first[::3]))
    assert slugs(question) == first


@pytest.mark.parametrize(
    ("sort", "column"), [("newest", "year"), ("size", "size_bytes"), ("subjects", "subjects"), ("quality", "quality")]
)
@pytest.mark.parametrize("text", ["", "image"])
def test_a_sort_puts_the_highest_first_and_the_unknown_last(sort: str, column: str, text: str, slugs: Slugs) -> None:
    values = dict(Dataset.objects.values_list("slug", column))
    found = [values[slug] for slug in slugs(urlencode({"q": text, "sort": sort}))]
    known = [value for value in found if value is not None]
    assert len(known) > 2
    assert found == sorted(known, reverse=True) + [None] * (len(found) - len(known))


def test_entries_changed_last_come_first(slugs: Slugs, change: Change) -> None:
    last = Dataset.objects.order_by("slug").last()
    assert last is not None
    change(Dataset.objects.filter(pk=last.pk), changed=timezone.now())
    assert slugs("sort=changed")[0] == last.slug


def test_the_sort_by_name_does_not_regard_case(slugs: Slugs) -> None:
    names = dict(Dataset.objects.values_list("slug", "name"))
    found = [fold(names[slug]) for slug in slugs("sort=name")]
    assert found == sorted(found)


@pytest.mark.parametrize("question", ["", "modality=CT", "anatomy=brain", "task=segmentation", "source=kaggle"])
def test_without_words_the_best_supported_come_first(question: str, slugs: Slugs) -> None:
    now = snapshot.current()
    support = {str(now.card(slot)["slug"]): int(now.support[slot]) for slot in positions(now.alive, now.size)}
    found = [support[slug] for slug in slugs(question)]
    assert len(found) > 2
    assert found == sorted(found, reverse=True)
    assert slugs(question) != slugs(f"{question}&sort=name")


@pytest.mark.parametrize("status", [Dataset.Status.DRAFT, Dataset.Status.WITHDRAWN])
@pytest.mark.parametrize("question", ["", "q=KiTS19", "q=kits", "modality=CT", "anatomy=kidney", "sort=newest"])
def test_an_entry_that_is_not_published_is_never_found(
    status: str, question: str, slugs: Slugs, change: Change
) -> None:
    assert "kits19" in slugs(question)
    change(Dataset.objects.filter(slug="kits19"), status=status)
    assert "kits19" not in slugs(question)


@pytest.mark.parametrize("status", [Dataset.Status.DRAFT, Dataset.Status.WITHDRAWN])
def test_an_entry_that_is_not_published_is_in_no_count(status: str, ask: Ask, change: Change) -> None:
    before = ask("").counts["modality"]["CT"]
    change(Dataset.objects.filter(slug="kits19"), status=status)
    assert ask("").counts["modality"]["CT"] == before - 1


def test_a_new_entry_is_found(slugs: Slugs, record: dict[str, object]) -> None:
    slugs("")  # the index stands before the entry comes
    loading.load_datasets([record | {"name": "Quokka tomograms"}], ChangeSet.advance())
    assert slugs("q=quokka") == [record["slug"]]


def test_a_changed_entry_is_found_by_its_new_words_alone(slugs: Slugs) -> None:
    record = next(dumping.dump_datasets(Dataset.objects.filter(slug="kits19")))
    slugs("")
    loading.load_datasets([record | {"name": "Quokka tomograms"}], ChangeSet.advance())
    assert slugs("q=quokka") == ["kits19"]


def test_a_deleted_entry_is_not_found(slugs: Slugs) -> None:
    assert "kits19" in slugs("q=kits19")
    gone = Dataset.objects.get(slug="kits19")
    ChangeSet.advance(removed=[gone.pk])
    gone.delete()
    assert "kits19" not in slugs("q=kits19")


def test_an_empty_catalogue_answers(no_datasets: None, ask: Ask) -> None:
    results = ask("q=brain&modality=CT&year_min=2000")
    assert (results.total, results.pages, results.cards) == (0, 1, [])


@pytest.mark.parametrize("page", [99_999_999, 10**18 - 1])
def test_past_the_last_page_is_the_last_with_a_notice(page: int, ask: Ask) -> None:
    results = ask(f"page={page}")
    assert results.query.page == results.pages
    assert results.cards == ask(f"page={results.pages}").cards
    assert [notice.parameter for notice in results.notices] == ["page"]


def test_the_last_page_has_the_rest(ask: Ask) -> None:
    results = ask("page_size=10")
    assert len(ask(f"page_size=10&page={results.pages}").cards) == results.total - 10 * (results.pages - 1)


def test_words_that_nothing_has_find_nothing(ask: Ask) -> None:
    assert ask("q=xyzzyplugh").total == 0


@pytest.mark.parametrize("text", ["!!!", "---", "_", "?"])
def test_words_without_letters_do_not_fail(text: str, ask: Ask) -> None:
    assert ask(urlencode({"q": text})).total >= 0


def test_words_that_no_entry_has_together_find_some_of_them_with_a_notice(ask: Ask) -> None:
    results = ask("q=tuberculosis+retina")
    assert results.total > 0
    assert [notice.parameter for notice in results.notices] == ["q"]


def test_words_and_filters_both_hold(slugs: Slugs) -> None:
    assert set(slugs("q=brain&modality=MR")) == set(slugs("q=brain")) & set(slugs("modality=MR"))


@pytest.mark.parametrize("text", ["KiTS19", "kits19", "Kits 19", " kits19 ", "KITS-19"])
def test_a_name_puts_its_entry_first_however_it_is_typed(text: str, slugs: Slugs) -> None:
    assert slugs(urlencode({"q": text}))[0] == "kits19"


@pytest.mark.parametrize("term", ["kidney", "rein", "rim", "肾", "почка", "renal", "KIDNEYS", "Reins"])
def test_a_word_of_any_language_finds_the_entries_of_its_term(term: str, slugs: Slugs) -> None:
    expected = set(slugs("anatomy=kidney"))
    assert expected
    assert expected <= set(slugs(urlencode({"q": term})))


def test_the_words_of_a_parent_find_the_entries_of_its_children(slugs: Slugs) -> None:
    assert set(slugs("modality=MG")) <= set(slugs("q=x-ray"))


@pytest.mark.parametrize("word", ["seizure", "mammography"])
def test_entries_named_so_come_before_entries_that_mention_it(word: str, slugs: Slugs) -> None:
    named = {
        slug
        for slug, name, aliases in Dataset.objects.values_list("slug", "name", "aliases")
        if word in " ".join([name, *aliases]).casefold()
    }
    found = slugs(urlencode({"q": word}))
    assert len(named) > 1
    assert set(found[: len(named)]) == named


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["relevance", "name", "newest", "size", "subjects", "quality", "changed"])
@pytest.mark.parametrize("page", [1, 2, 5])
def test_many_entries_come_in_the_same_order_as_few(sort: str, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = snapshot.current()
    query = Query(sort=sort, page=page)
    through_all = finding.find(now, query).slots
    assert len(through_all) == 25
    monkeypatch.setattr(finding, "MANY", 0)
    assert finding.find(now, query).slots == through_all
