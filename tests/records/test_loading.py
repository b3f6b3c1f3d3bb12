"""Loading and dumping: what goes into the database comes out again, in as few queries for many records as for one."""

import copy
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, DatasetRelation, Document, Guide, Modality, Source, UseCase
from datasets.records import dumping, loading
from datasets.records.records import complete, dumps
from tests.stating import stating

pytestmark = pytest.mark.django_db

PLACE = {"printed": "as printed", "document": "000", "heading": None, "line": 3, "note": None}


@pytest.fixture
def full(record: Record) -> Record:
    """A record in which every key says something."""
    texts = {"en": "They differ.", "fr": "Ils diffèrent."}
    known = stating(
        record,
        modality=["CT", "MR"],
        anatomy=["lung"],
        task=["classification", "segmentation"],
        use_case=["pneumonia-detection"],
        condition=["pneumonia"],
        annotation=["class-label"],
        annotation_method=["radiologist"],
        format=["dicom"],
        access="registration",
        access_step=["register", "download", "become-credentialed"],
        license="permissive",
        rights=[
            {"component": "images", "use": "commercial", "answer": "no"},
            {"component": "code", "use": "derivatives", "answer": "yes"},
        ],
        source=["kaggle", "tcia"],
        language=["en"],
        subjects={"value": 0, "unit": "patients", "precision": "at-least"},
        count=[{"value": 9_000_000_000_000_000, "unit": "slices", "precision": "per-year"}],
        size={"value": 45_000_000_000, "precision": "about"},
        year=2018,
        class_count=2,
        multi_label=False,
        split=[
            {"name": "train", "count": 70, "unit": "images", "percent": 70.5},
            {"name": "test", "count": None, "unit": None, "percent": 30},
        ],
        quality=5,
        difficulty="hard",
        level="advanced",
        downloads={"value": 1000, "precision": "about"},
        prize={"value": 30_000, "currency": "USD"},
        paper=[{"title": "On sets", "year": 2019, "doi": "10.1000/x"}, {"url": "https://example.org/p"}],
        link=[
            {"url": "https://example.org/b", "kind": "homepage", "label": None},
            {"url": "https://example.org/a", "kind": "download", "label": "Get it"},
        ],
        relation=[{"kind": "subset-of", "target": "mura"}, {"kind": "derived-from", "target": "brats"}],
        **{
            "class": [
                {"name": "Pneumonia", "condition": "pneumonia", "count": 60, "unit": "images"},
                {"name": "Normal", "condition": None, "count": None, "unit": None},
            ]
        },
    )
    return complete(
        {
            **known,
            "status": "draft",
            "former_slugs": ["example-before", "an-example"],
            "aliases": ["Пример", "例", "Exémple"],
            "disagreements": [
                {"field": "images", "kind": "claim", "explanation": texts, "settled": {"en": "Counted by hand."}}
            ],
            "descriptions": [
                *record["descriptions"],
                {**record["descriptions"][0], "language": "ru", "reviewed": True},
            ],
            "statements": [
                *known["statements"],
                *({"field": "name", "value": name, **PLACE} for name in ("Пример", "例", "Exémple")),
                {"field": "purpose", "value": None, **PLACE, "heading": "1. Über", "note": "A note.", "line": None},
                {
                    "field": "contents",
                    "value": {"deep": [1, None, "é"]},
                    **PLACE,
                    "standing": "set-aside",
                    "reason": texts,
                    "release": "2",
                },
            ],
        }
    )


def stored(*slugs: str) -> list[Record]:
    """Return the datasets of these slugs as the database has them, in slug order."""
    return list(dumping.dump_datasets(Dataset.objects.filter(slug__in=slugs)))


def numbered(record: Record, numbers: Iterable[int], **changes: Any) -> list[Record]:
    """Return copies of `record` with slugs example-000, example-001 …"""
    return [{**record, "slug": f"example-{number:03}", **changes} for number in numbers]


def test_example_fills_every_key(full: Record) -> None:
    assert [key for key, value in full.items() if value in (None, [])] == []


def test_loaded_record_is_dumped_as_it_was(full: Record) -> None:
    loading.load_datasets([full], 1)
    assert [dumps(record) for record in stored("example-set")] == [dumps(full)]


def test_statements_suffice(full: Record) -> None:
    """What an entry holds follows from them; keys that a record leaves out are worked out."""
    bare = {key: value for key, value in full.items() if key not in FIELDS or key == "name"}
    loading.load_datasets([bare], 1)
    assert [dumps(record) for record in stored("example-set")] == [dumps(full)]


def test_what_the_statements_do_not_give_is_not_held(record: Record) -> None:
    loading.load_datasets([{**record, "year": 2020, "modality": ["MR"]}], 1)
    (found,) = stored("example-set")
    assert (found["year"], found["modality"]) == (None, ["CT"])


def test_least_record_is_dumped_as_it_was(record: Record) -> None:
    loading.load_datasets([record], 1)
    assert [dumps(found) for found in stored("example-set")] == [dumps(record)]


def test_loading_leaves_the_record_alone(full: Record) -> None:
    before = copy.deepcopy(full)
    loading.load_datasets([full], 1)
    assert full == before


def test_loading_again_replaces_every_part(full: Record, record: Record) -> None:
    loading.load_datasets([full], 1)
    loading.load_datasets([record], 1)
    assert [dumps(found) for found in stored("example-set")] == [dumps(record)]


def test_replaced_entry_keeps_its_row(record: Record) -> None:
    loading.load_datasets([record], 1)
    before = Dataset.objects.get(slug="example-set")
    loading.load_datasets([{**record, "status": "draft", "changed": None}], 1)
    after = Dataset.objects.get(slug="example-set")
    assert (after.pk, after.status) == (before.pk, "draft")
    assert after.changed > before.changed


def test_entry_holds_the_number_of_its_last_change(record: Record) -> None:
    first, second = ChangeSet.advance(), ChangeSet.advance()
    loading.load_datasets([record, {**record, "slug": "another"}], first)
    loading.load_datasets([record], second)
    assert dict(Dataset.objects.filter(revision__gte=first).values_list("slug", "revision")) == {
        "example-set": second,
        "another": first,
    }


def test_relation_to_an_entry_that_is_not_there_is_left_out(record: Record) -> None:
    relations = [{"kind": "includes", "target": "gone"}, {"kind": "includes", "target": "mura"}]
    loading.load_datasets([stating(record, relation=relations)], 1)
    (found,) = stored("example-set")
    assert found["relation"] == relations[1:]
    assert found["statements"][-1]["value"] == relations


def test_other_entries_keep_their_relations_to_a_replaced_one(record: Record) -> None:
    other = stating({**record, "slug": "another"}, relation=[{"kind": "includes", "target": "example-set"}])
    loading.load_datasets([other, record], 1)
    loading.load_datasets([{**record, "status": "draft"}], 1)
    assert stored("another")[0]["relation"] == other["relation"]


def test_records_may_name_each_other_in_any_order(record: Record) -> None:
    one = stating({**record, "slug": "one"}, relation=[{"kind": "includes", "target": "two"}])
    two = stating({**record, "slug": "two"}, relation=[{"kind": "subset-of", "target": "one"}])
    loading.load_datasets([one, two], 1)
    assert set(DatasetRelation.objects.filter(dataset__slug="two").values_list("target__slug", flat=True)) == {"one"}


def test_more_records_than_a_batch_holds(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH", 2)
    monkeypatch.setattr(dumping, "BATCH", 2)
    relations = [{"kind": "part-of-series", "target": "example-004"}]
    records = [*numbered(stating(record, relation=relations), range(4)), *numbered(record, [4])]
    loading.load_datasets(iter(records), 1)
    assert [dumps(found) for found in stored(*(r["slug"] for r in records))] == [dumps(r) for r in records]


def queries(action: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_loading_many_costs_as_many_queries_as_loading_one(full: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    # However many values SQLite takes in one query: there are some 30 statements in each record.
    monkeypatch.setattr(connection.features, "max_query_params", 30_000)
    full["former_slugs"] = []
    one, many = numbered(full, [0]), numbered(full, range(1, 6))
    first = queries(lambda: loading.load_datasets(one, 1))
    assert queries(lambda: loading.load_datasets(many, 1)) == first
    again = queries(lambda: loading.load_datasets(one, 1))
    assert queries(lambda: loading.load_datasets(many, 1)) == again


def test_dumping_many_costs_as_many_queries_as_dumping_one(full: Record) -> None:
    full["former_slugs"] = []
    records = numbered(full, range(20))
    loading.load_datasets(records, 1)
    one = queries(lambda: stored("example-000"))
    assert queries(lambda: stored(*(record["slug"] for record in records))) == one


def test_dump_has_drafts_and_withdrawn_entries_in_slug_order(record: Record) -> None:
    Dataset.objects.filter(slug="mura").update(status="withdrawn")
    loading.load_datasets([{**record, "status": "draft"}], 1)
    slugs = [found["slug"] for found in dumping.dump_datasets()]
    assert {"mura", "example-set"} <= set(slugs)
    assert slugs == sorted(slugs)


class TestVocabulary:
    """Terms are created and updated, never taken away: datasets may use them."""

    def load(self, *terms: Record) -> Record:
        loading.load_vocabulary({"vocabulary": "modality", "terms": list(terms)})
        return {term["code"]: term for term in dumping.dump_vocabulary("modality")["terms"]}

    def test_new_term_is_created(self) -> None:
        term = {
            "code": "NEW",
            "parent": "CT",
            "task": None,
            "names": {"en": "New", "fr": "Neuf"},
            "synonyms": {"en": ["Novel"]},
            "mappings": {"dicom": "NW", "sct": "1"},
        }
        assert self.load({"code": "CT", "names": {"en": "CT"}}, term)["NEW"] == term

    def test_term_is_updated(self) -> None:
        number = Modality.objects.get(code="CT").pk
        found = self.load({"code": "CT", "names": {"en": "Tomography"}})
        assert found["CT"]["names"] == {"en": "Tomography"}
        assert found["CT"]["synonyms"] == {}
        assert Modality.objects.get(code="CT").pk == number

    def test_parent_may_come_after_its_child(self) -> None:
        found = self.load(
            {"code": "CHILD", "names": {"en": "C"}, "parent": "LATER"}, {"code": "LATER", "names": {"en": "L"}}
        )
        assert found["CHILD"]["parent"] == "LATER"

    def test_parent_is_taken_away(self) -> None:
        self.load({"code": "CT", "names": {"en": "CT"}}, {"code": "NEW", "names": {"en": "N"}, "parent": "CT"})
        assert self.load({"code": "NEW", "names": {"en": "N"}})["NEW"]["parent"] is None

    def test_two_terms_may_change_places_as_parent_and_child(self) -> None:
        self.load({"code": "A", "names": {"en": "A"}}, {"code": "B", "names": {"en": "B"}, "parent": "A"})
        found = self.load({"code": "A", "names": {"en": "A"}, "parent": "B"}, {"code": "B", "names": {"en": "B"}})
        assert (found["A"]["parent"], found["B"]["parent"]) == ("B", None)

    def test_terms_keep_the_records_order(self) -> None:
        found = self.load(*({"code": code, "names": {"en": code}} for code in ("Z1", "A1", "M1")))
        assert [code for code in found if code in ("Z1", "A1", "M1")] == ["Z1", "A1", "M1"]

    def test_term_that_is_left_out_stays(self) -> None:
        assert "CT" in self.load({"code": "MR", "names": {"en": "MR"}})

    def test_use_case_has_its_task(self) -> None:
        terms = [{"code": "new-use", "names": {"en": "New use"}, "task": "segmentation"}]
        loading.load_vocabulary({"vocabulary": "use_case", "terms": terms})
        use_case = UseCase.objects.select_related("task").get(code="new-use")
        assert use_case.task is not None
        assert use_case.task.code == "segmentation"


TEXTS = [
    {"language": "ru", "summary": "Не только по-английски.", "origin": "curator", "reviewed": True},
    {"language": "en", "summary": "In English as well.", "translated_from": "ru:abc"},
]


@pytest.mark.parametrize(
    "record",
    [
        {"code": "made-up", "name": "Made up", "kind": "host", "descriptions": TEXTS},
        {
            "code": "made-up",
            "name": "Made up",
            "aliases": ["MU", "Made"],
            "kind": "person",
            "homepage": "https://example.org/",
            "descriptions": TEXTS[:1],
        },
    ],
    ids=["least", "all"],
)
def test_source_is_dumped_as_it_was(record: Record) -> None:
    loading.load_source({**record, "name": "Before", "descriptions": TEXTS})
    loading.load_source(record)
    (found,) = (source for source in dumping.dump_sources() if source["code"] == "made-up")
    assert dumps(found, "source") == dumps(record, "source")
    assert Source.objects.filter(code="made-up").count() == 1


@pytest.mark.parametrize(
    "record",
    [
        {"code": "made-up", "title": "Made up", "kind": "list", "languages": ["fr"], "descriptions": TEXTS},
        {
            "code": "made-up",
            "title": "Made up",
            "title_is_ours": True,
            "kind": "paper",
            "authority": "owner",
            "as_of": "2023-12-31",
            "languages": ["en", "ru"],
            "passages": [{"language": "ru", "first": 2, "last": 3}],
            "author": "Nobody",
            "published": "2024-02-29",
            "url": "https://example.org/",
            "lines": 3,
            "sha256": "0" * 64,
            "descriptions": TEXTS[:1],
        },
    ],
    ids=["least", "all"],
)
def test_document_is_dumped_as_it_was(record: Record) -> None:
    loading.load_document({**record, "title": "Before", "descriptions": TEXTS})
    loading.load_document(record)
    (found,) = (document for document in dumping.dump_documents() if document["code"] == "made-up")
    assert dumps(found, "document") == dumps(record, "document")
    assert Document.objects.filter(code="made-up").count() == 1


def test_guide_is_dumped_as_it_was() -> None:
    place = {"printed": "start", "document": "000", "line": 1}
    record: Record = {
        "slug": "made-up",
        "kind": "level",
        "position": 99,
        "titles": {"en": "Made up", "ru": "Пример"},
        "body": {
            "introduction": {"en": "Start here."},
            "sections": [
                {
                    "title": {"en": "Why"},
                    "items": [{"text": {"en": "Small."}, "datasets": ["mura"], "places": [place]}],
                    "table": {"columns": [{"en": "Set"}], "rows": [[{"text": {"en": "MURA"}, "places": [place]}]]},
                }
            ],
            "contradictions": [{"explanation": {"en": "Not so small."}}],
        },
        "entries": [
            {"dataset": "mura", "group": {"en": "Bones"}, "rank": 1, "reasons": [{"text": {"en": "Small."}}]},
            {"dataset": "brats", "figures": [{"field": "size", "value": 7.0, "printed": "7 GB"}]},
            {"dataset": "mura"},
        ],
    }
    loading.load_guide({**record, "position": 3, "entries": record["entries"][:1]})
    loading.load_guide(record)
    (found,) = (guide for guide in dumping.dump_guides() if guide["slug"] == "made-up")
    assert dumps(found, "guide") == dumps(record, "guide")
    assert Guide.objects.filter(slug="made-up").count() == 1
