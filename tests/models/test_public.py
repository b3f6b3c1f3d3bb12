"""What the public sees: each state of an entry, and what hangs on entries of each state."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from datasets.models import Dataset, Disagreement, Document, FormerSlug, Guide, GuideEntry, Source, Statement, public
from datasets.models.dataset import published
from datasets.records import loading

pytestmark = pytest.mark.django_db

UNSEEN = ("draft", "withdrawn")
REFERENCE = {
    "code": "a-paper", "title": "A paper", "kind": "paper", "languages": ["en"], "url": "https://example.org/",
    "descriptions": [],
}  # fmt: skip


def put(slug: str, status: str) -> Dataset:
    Dataset.objects.filter(slug=slug).update(status=status)
    return Dataset.objects.get(slug=slug)


def codes(rows: Any) -> set[str]:
    return set(rows.values_list("code", flat=True))


@pytest.mark.parametrize(("status", "everywhere", "by_address"), [
    ("published", True, True), ("withdrawn", False, True), ("draft", False, False)
])  # fmt: skip
def test_an_entry_is_seen_by_its_status(status: str, everywhere: bool, by_address: bool) -> None:
    put("kits19", status)
    mine = Dataset.objects.filter(slug="kits19")
    assert (mine & published()).exists() is everywhere
    assert (mine & public.unpublished()).exists() is not everywhere
    assert (mine & public.addressed()).exists() is by_address
    assert Statement.objects.filter(public.seen(), dataset__slug="kits19").exists() is everywhere
    asked = Statement.objects.filter(public.seen("dataset", ["kits19"]), dataset__slug="kits19")
    assert asked.exists() is by_address
    assert Statement.objects.filter(public.seen("dataset", ["mura"]), dataset__slug="kits19").exists() is everywhere


@pytest.mark.parametrize(("status", "seen"), [("published", True), ("withdrawn", True), ("draft", False)])
def test_a_former_slug_leads_where_an_address_answers(status: str, seen: bool) -> None:
    FormerSlug.objects.create(dataset=put("kits19", status), slug="kits-2019")
    assert public.moved(["kits-2019", "no-such"]) == ({"kits-2019": "kits19"} if seen else {})


def test_published_entries_are_named_by_the_slugs_that_they_have_and_had(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    FormerSlug.objects.create(dataset=put("kits19", "published"), slug="kits-2019")
    FormerSlug.objects.create(dataset=put("mura", "withdrawn"), slug="mura-before")
    FormerSlug.objects.create(dataset=put("brats", "draft"), slug="brats-before")
    name = public.Named("kits19", "KiTS19")
    slugs = ["kits-2019", "mura", "mura-before", "brats", "brats-before", "no-such"]
    assert public.named(slugs) == {"kits-2019": name}
    with django_assert_num_queries(1):
        assert public.named(["kits19"]) == {"kits19": name}
    with django_assert_num_queries(0):
        assert public.named([]) == {}


@pytest.mark.parametrize("model", [Statement, Disagreement])
def test_what_other_entries_have_is_not_counted(model: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    everything = model.objects.count()
    assert public.number_of(model) == everything > 0
    own = {slug: model.objects.filter(dataset__slug=slug).count() for slug in ("chestx-ray14", "brats")}
    assert all(own.values())
    put("chestx-ray14", "draft")
    put("brats", "withdrawn")
    with django_assert_num_queries(1):
        assert public.number_of(model) == everything - sum(own.values())
    Dataset.objects.update(status="draft")
    assert public.number_of(model) == 0


def test_a_document_is_seen_where_a_published_entry_cites_it() -> None:
    loading.load_document(REFERENCE)
    # A curator adds it before what is to cite it.
    assert "a-paper" not in codes(public.documents())
    Statement.objects.create(
        dataset=put("kits19", "published"),
        field="purpose",
        printed="for tests",
        document=Document.objects.get(code="a-paper"),
    )
    assert "a-paper" in codes(public.documents())
    for status in UNSEEN:
        put("kits19", status)
        assert "a-paper" not in codes(public.documents())


def test_a_document_is_seen_where_a_guide_cites_it() -> None:
    loading.load_document(REFERENCE)
    loading.load_document({**REFERENCE, "code": "a-paper-2", "url": "https://example.org/2"})
    place = {"document": "a-paper", "line": 3, "printed": "for tests"}
    guide = Guide.objects.create(
        slug="first", kind="level", titles={"en": "First"}, body={"introduction": {"en": "It."}}
    )
    assert "a-paper" not in codes(public.documents())
    entry = GuideEntry.objects.create(guide=guide, dataset=put("kits19", "published"), details={"places": [place]})
    assert "a-paper" in codes(public.documents())
    for status in UNSEEN:
        put("kits19", status)
        assert "a-paper" not in codes(public.documents())
    entry.delete()
    Guide.objects.filter(pk=guide.pk).update(body={"sections": [{"items": [{"places": [place]}]}]})
    assert "a-paper" in codes(public.documents())
    assert "a-paper-2" not in codes(public.documents())


def test_a_source_is_seen_where_a_published_entry_has_it() -> None:
    # What the IDC holds comes with its harvest.
    assert codes(public.sources()) == codes(Source.objects.exclude(code="idc"))
    source = Source.objects.create(code="new-house", name="New house", kind="host")
    assert "new-house" not in codes(public.sources())
    put("kits19", "published").sources.add(source)
    put("mura", "draft").sources.add(source)
    assert "new-house" in codes(public.sources())
    for status in UNSEEN:
        put("kits19", status)
        assert "new-house" not in codes(public.sources())
