"""Similar entries: by shared terms, rare ones first, and never by what everything has."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.index import snapshot
from datasets.index.snapshot import Snapshot
from datasets.models import Dataset
from datasets.search import similar

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> Snapshot:
    """The catalogue as it is now."""
    return snapshot.current()


def found(now: Snapshot, slug: str) -> list[similar.Similar]:
    slot = similar.slot_of(now, Dataset.objects.get(slug=slug).pk)
    assert slot is not None
    assert now.card(slot)["slug"] == slug
    return similar.similar(now, slot)


def about(now: Snapshot, slug: str) -> set[similar.Term]:
    """Return what an entry is about as its facets say it, parents included."""
    slot = similar.slot_of(now, Dataset.objects.get(slug=slug).pk)
    assert slot is not None
    return {
        (parameter, code)
        for parameter in similar.ABOUT
        for code, value in now.facets.values[parameter].items()
        if value.entries >> slot & 1
    }


def test_likeness_is_the_weight_shared_of_the_weight_of_either(now: Snapshot) -> None:
    """Worked out anew, pair by pair, from the facets alone."""
    weights, _ = similar.weigh(now)
    slugs = list(Dataset.objects.values_list("slug", flat=True))
    for slug in ("kits19", "brats", "tcia"):
        own = about(now, slug)
        likeness = {}
        for other in slugs:
            theirs = about(now, other)
            shared, either = (sum(weights[term] for term in terms) for terms in (own & theirs, own | theirs))
            if other != slug and shared:
                likeness[other] = shared / either
        # In steps, for within a step the better supported comes first; a hair for sums that end below one.
        steps = [int(value * similar.STEPS + 1e-6) for value in likeness.values() if value >= similar.LEAST]
        shown = found(now, slug)
        best = sorted(steps, reverse=True)[: similar.MOST]
        assert [int(item.likeness * similar.STEPS + 1e-6) for item in shown] == best
        for item in shown:
            assert likeness[now.card(item.slot)["slug"]] == pytest.approx(item.likeness)


def test_a_rare_term_weighs_more_than_a_common_one(now: Snapshot) -> None:
    weights, _ = similar.weigh(now)
    counted = {term: now.facets.values[term[0]][term[1]].entries.bit_count() for term in weights}
    order = sorted(weights, key=lambda term: counted[term])
    assert [weights[term] for term in order] == sorted(weights.values(), reverse=True)
    assert all(weight >= 0 for weight in weights.values())


def test_what_is_shared_is_named_rarest_first_without_what_it_implies(now: Snapshot) -> None:
    weights, _ = similar.weigh(now)
    for slug in ("kits19", "lidc-idri", "chestx-ray14", "abide"):
        own = about(now, slug)
        for item in found(now, slug):
            both = own & about(now, now.card(item.slot)["slug"])
            assert item.shared
            assert set(item.shared) <= both
            implied = {(term[0], code) for term in both for code in similar.above(now, term)}
            assert set(item.shared) == both - implied
            assert [weights[term] for term in item.shared] == sorted(
                (weights[term] for term in item.shared), reverse=True
            )


def test_no_entry_has_more_than_six_or_itself(now: Snapshot) -> None:
    numbers = set()
    for slug in Dataset.objects.values_list("slug", flat=True):
        names = [now.card(item.slot)["slug"] for item in found(now, slug)]
        assert slug not in names
        assert len(set(names)) == len(names) <= similar.MOST
        numbers.add(len(names))
    assert {0, similar.MOST} <= numbers


def test_an_entry_that_is_about_nothing_known_is_like_none(now: Snapshot, change: Callable[..., None]) -> None:
    kits = Dataset.objects.get(slug="kits19")
    for field in ("modalities", "anatomies", "tasks", "use_cases", "conditions", "annotation_types"):
        getattr(kits, field).clear()
    change(Dataset.objects.filter(slug="kits19"), difficulty="easy")
    assert found(snapshot.current(), "kits19") == []


def test_a_changed_entry_is_compared_as_it_is_now(change: Callable[..., None]) -> None:
    copied, other = Dataset.objects.get(slug="kits19"), Dataset.objects.get(slug="mimic-iii")
    for field in ("modalities", "anatomies", "tasks", "use_cases", "conditions", "annotation_types"):
        getattr(other, field).set(getattr(copied, field).all())
    change(Dataset.objects.filter(slug="mimic-iii"), difficulty="easy")
    now = snapshot.current()
    first = found(now, "kits19")[0]
    assert now.card(first.slot)["slug"] == "mimic-iii"
    assert first.likeness == pytest.approx(1)


def test_a_withdrawn_entry_is_like_none_and_none_is_like_it(change: Callable[..., None]) -> None:
    change(Dataset.objects.filter(slug="chaos"), status="withdrawn")
    now = snapshot.current()
    assert similar.slot_of(now, Dataset.objects.get(slug="chaos").pk) is None
    assert "chaos" not in [now.card(item.slot)["slug"] for item in found(now, "kits19")]


def test_similar_entries_cost_no_query(now: Snapshot) -> None:
    slot = similar.slot_of(now, Dataset.objects.get(slug="brats").pk)
    assert slot is not None
    with CaptureQueriesContext(connection) as captured:
        assert similar.similar(now, slot)
    assert not captured.captured_queries
