"""What entries hold, worked out anew: found and mended wherever a row is not what the statements give."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F, Model, Subquery

from datasets import models
from datasets.facts.fields import HELD
from datasets.facts.kinds import Record
from datasets.models import AccessLevel, Dataset, Document, FormerSlug, Kind, Modality, Term
from datasets.records import dumping, loading, projecting
from datasets.records.projecting import Difference
from tests.stating import stating

from .examples import state

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SLUG = "example-set"


@pytest.fixture(autouse=True)
def stored(record: Record) -> Record:
    """An entry of which something is known in every field that an entry can hold."""
    own = {"name", "category", "kind"}
    facts = {field.code: field.example for field in HELD if field.code not in own}
    loading.load_datasets([stating(record, **facts)], 1)
    return held()


def held(slug: str = SLUG) -> Record:
    """Return what an entry holds, by field, and its statements."""
    (found,) = dumping.dump_datasets(Dataset.objects.filter(slug=slug))
    return {key: found[key] for key in (*(field.code for field in HELD), "statements")}


def entries() -> Any:
    return Dataset.objects.filter(slug=SLUG)


def row(**columns: Any) -> Callable[[], object]:
    """Return what writes into the entry's row, behind the back of everything."""
    return lambda: entries().update(**columns)


def part(model: type[Model], **columns: Any) -> Callable[[], object]:
    """Return what writes into the rows of a part, or deletes them if there is nothing to write."""

    def write() -> None:
        rows = model._default_manager.filter(dataset__slug=SLUG)
        assert (rows.update(**columns) if columns else rows.delete()[0]) > 0

    return write


def term(model: type[Term], code: str) -> Subquery:
    return Subquery(model._default_manager.filter(code=code).values("pk"))


# The field that differs -> what a hand did to the database.
BY_HAND: dict[str, Callable[[], object]] = {
    "year": row(year=1999),
    "multi_label": row(multi_label=None),
    "level": row(level="advanced"),
    "kind": row(kind=term(Kind, "challenge")),
    "license": row(license=None),
    "access": row(access_level=term(AccessLevel, "closed")),
    "subjects": row(subjects=7),
    "images": row(images_precision="exact"),
    "size": row(size_bytes=None, size_precision=""),
    "downloads": row(downloads=5),
    "prize": row(prize_currency="EUR"),
    "modality": part(Dataset.modalities.through),
    "source": part(Dataset.sources.through),
    "access_step": part(models.OrderedAccessStep),
    "rights": part(models.Right, allowed=False),
    "count": part(models.Count, value=F("value") + 1),
    "class": part(models.DatasetClass, name="Another"),
    "split": part(models.Split, percent=5),
    "link": part(models.Link, label="Here"),
    "paper": part(models.Paper, year=1999),
    "relation": part(models.DatasetRelation, kind="mirror-of"),
}


@pytest.mark.parametrize(("field", "change"), BY_HAND.items(), ids=BY_HAND)
def test_what_a_hand_changed_is_found_and_mended(field: str, change: Callable[[], object], stored: Record) -> None:
    change()
    (difference,) = projecting.differences(entries())
    assert (difference.slug, difference.field, difference.stated) == (SLUG, field, stored[field])
    assert difference.holds != difference.stated
    assert projecting.project(entries()) == [SLUG]
    assert held() == stored


def test_row_that_a_hand_added_goes(stored: Record) -> None:
    entry = entries().get()
    entry.modalities.add(Modality.objects.get(code="PT"))
    entry.link_set.create(url="https://example.org/more", kind="download", position=9)
    assert {difference.field for difference in projecting.differences(entries())} == {"modality", "link"}
    projecting.project(entries())
    assert held() == stored


def test_everything_at_once_is_mended(stored: Record) -> None:
    for change in BY_HAND.values():
        change()
    assert {difference.field for difference in projecting.differences(entries())} == set(BY_HAND)
    assert projecting.project(entries()) == [SLUG]
    assert held() == stored


def test_nothing_is_written_where_nothing_differs() -> None:
    assert projecting.project(Dataset.objects.all()) == []
    entries().update(year=1999)
    assert projecting.project(Dataset.objects.all()) == [SLUG]
    assert projecting.project(Dataset.objects.all()) == []


def test_the_real_catalogue_holds_what_its_statements_give() -> None:
    assert list(projecting.differences(Dataset.objects.all())) == []


def test_differences_of_many_entries_come_in_batches(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 2)
    slugs = [f"example-{number}" for number in range(5)]
    loading.load_datasets([{**record, "slug": slug} for slug in slugs], 1)
    changed = Dataset.objects.filter(slug__in=slugs)
    changed.update(year=1999, class_count=3)
    assert projecting.project(changed) == slugs
    assert list(projecting.differences(changed)) == []


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_mended_too(status: str, stored: Record) -> None:
    entries().update(status=status, year=1999)
    assert projecting.project(Dataset.objects.all()) == [SLUG]
    assert held() == stored
    assert entries().get().status == status


def test_a_statement_that_is_set_aside_takes_its_value_away() -> None:
    entries().get().statement_set.filter(field="year").update(standing="set-aside", reason={"en": "Not so."})
    assert list(projecting.differences(entries())) == [Difference(SLUG, "year", 2019, None)]
    projecting.project(entries())
    assert held()["year"] is None


def test_another_authority_of_a_document_changes_what_is_held() -> None:
    site = Document.objects.create(code="site", title="Site", kind="page", languages=["en"], authority="index")
    entries().get().statement_set.create(field="year", value=2001, printed="2001", document=site, position=99)
    assert projecting.project(entries()) == []
    Document.objects.filter(code="site").update(authority="owner")
    assert projecting.project(entries()) == [SLUG]
    assert held()["year"] == 2001


class TestRelations:
    """Statements keep the slug that an entry had; relations lead to the entry of today."""

    def targets(self) -> list[str]:
        return [relation["target"] for relation in held()["relation"]]

    def test_renamed_entry_is_led_to(self) -> None:
        target = Dataset.objects.get(slug="chestx-ray14")
        FormerSlug.objects.create(dataset=target, slug=target.slug)
        Dataset.objects.filter(pk=target.pk).update(slug="chest-x-rays")
        assert list(projecting.differences(Dataset.objects.all())) == []
        assert self.targets() == ["chest-x-rays"]
        entries().get().relations.all().delete()
        assert projecting.project(entries()) == [SLUG]
        assert self.targets() == ["chest-x-rays"]

    def test_deleted_entry_is_led_to_no_more(self) -> None:
        Dataset.objects.get(slug="chestx-ray14").delete()
        assert list(projecting.differences(entries())) == []
        assert self.targets() == []

    def test_entry_that_comes_back_is_led_to(self, record: Record) -> None:
        Dataset.objects.get(slug="chestx-ray14").delete()
        loading.load_datasets([{**record, "slug": "chestx-ray14"}], 1)
        assert projecting.project(entries()) == [SLUG]
        assert self.targets() == ["chestx-ray14"]


# What somebody wrote into a statement's row by hand -> its field and the column.
UNREADABLE: dict[str, tuple[str, Any]] = {
    "number as text": ("images", {"value": "many"}),
    "bare number": ("images", 500),
    "object without a value": ("subjects", {"unit": "patients"}),
    "text for a list": ("modality", "CT"),
    "codes that are none": ("modality", [5, None]),
    "term that is gone": ("license", "gone"),
    "unit that is gone": ("count", {"value": 5, "unit": "gone"}),
    "link without an address": ("link", {"kind": "homepage"}),
    "relation that is none": ("relation", ["chestx-ray14"]),
}


@pytest.mark.parametrize(("field", "value"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_has_no_say(field: str, value: Any, stored: Record) -> None:
    document = Document.objects.get(code="000")
    entries().get().statement_set.create(
        field=field, value=value, printed="x", document=document, position=99,
        standing="preferred", reason={"en": "It is so."},
    )  # fmt: skip
    assert list(projecting.differences(entries())) == []
    entries().update(year=1999)
    projecting.project(entries())
    assert held()["year"] == stored["year"]


def test_of_several_codes_those_that_are_there_are_held() -> None:
    state(SLUG, "modality", ["PT", "GONE"])
    assert held()["modality"] == ["CT", "MR", "PT"]
