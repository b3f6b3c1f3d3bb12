"""A database of the version before the ledger: its values, names and marks after `migrate`, and how seeding goes on.

The rows are written as that version did, and the marks are those that it gave.
"""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from datasets import models
from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, Document, Guide, SeedMark, Unit
from datasets.records import dumping, projecting, seeding
from datasets.records.files import Tree
from datasets.records.merging import fingerprint, term_fingerprint

pytestmark = pytest.mark.django_db

SLUG = "example-set"
BEFORE = "0008_statements_with_standing"
MARK = "63d0e13e4336c83d8921080cb13b8b834b29f0642f9bd48614556230e081b663 mura:6125ab3739ba65fb"
TERM_MARK = "d16ffe80c1c6f24fde56dbd5897519168397039278914b82e11c5690a2ef4ba7"
DOCUMENT_MARK = "a5ba5012ee20a1c88143c8d4abd48b80c7f03ee32572ea08c04097249bfe6507"
GUIDE_MARK = "27cc950cfa78ec201f30e4a9991173401826c415df564f54e0e8dfa1f468c874 mura:a0f6a802d486b817"

# What the earlier version stored -> the field, the value, the printed words, and field and value of today.
STATEMENTS: list[tuple[str, Any, str, str, Any]] = [
    ("name", "Example set", "…", "name", "Example set"),
    ("category", "imaging", "…", "category", "imaging"),
    ("kind", "dataset", "…", "kind", "dataset"),
    ("modality", ["CT"], "…", "modality", ["CT"]),
    ("annotation_type", ["class-label"], "…", "annotation", ["class-label"]),
    ("annotation", None, "by two readers", "annotation_detail", None),
    ("access", "open", "…", "access", "open"),
    ("subjects", 10, "…", "subjects", {"value": 10, "unit": "patients", "precision": "exact"}),
    ("images", 500, "…", "images", {"value": 500, "unit": "slices", "precision": "about"}),
    ("images", 400, "over 400 slices", "images", {"value": 400, "precision": "at-least"}),
    ("size", 7, "…", "size", {"value": 7, "precision": "exact"}),
    ("count", 4, "…", "count", {"value": 4, "unit": "patients"}),
    ("count", 4, "…", "count", {"value": 4, "unit": "slices", "precision": "about"}),
    ("prize", 5, "…", "prize", {"value": 5, "currency": "USD"}),
    ("class", {"name": "Flu"}, "…", "class", {"name": "Flu", "condition": "pneumonia", "count": 6, "unit": "slices"}),
    ("class", {"name": "Other", "count": 1}, "…", "class", {"name": "Other", "count": 1}),
    (
        "split", {"name": "train", "percent": 70.5}, "…",
        "split", {"name": "train", "percent": 70.5, "unit": "slices"},
    ),
    (
        "link", ["https://example.org/a", "https://example.org/b"], "…",
        "link", [
            {"url": "https://example.org/a", "kind": "homepage", "label": "Home"},
            {"url": "https://example.org/b", "kind": "download"},
        ],
    ),
    ("link", ["https://example.org/gone"], "…", "link", None),
    (
        "paper", "10.1000/x", "…",
        "paper", {"title": "On sets", "authors": "Doe, Jane", "year": 2019, "doi": "10.1000/x"},
    ),
    ("relation", {"kind": "subset-of", "target": "mura"}, "…", "relation", {"kind": "subset-of", "target": "mura"}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def few(db: None) -> None:
    """Leave one entry of the catalogue, for others to be related to."""
    Dataset.objects.exclude(slug="mura").delete()


@pytest.fixture
def entry() -> Dataset:
    """An entry as the earlier version loaded it from the fixtures, with its mark."""
    patients, slices = (Unit.objects.get(code=code) for code in ("patients", "slices"))
    entry = Dataset.objects.create(
        slug=SLUG,
        name="Example set",
        category=models.Category.objects.get(code="imaging"),
        kind=models.Kind.objects.get(code="dataset"),
        access_level=models.AccessLevel.objects.get(code="open"),
        subjects=10,
        subjects_unit=patients,
        subjects_precision="exact",
        images=500,
        images_unit=slices,
        images_precision="about",
        size_bytes=7,
        size_precision="exact",
        prize_amount=5,
        prize_currency="USD",
    )
    entry.modalities.set([models.Modality.objects.get(code="CT")])
    entry.annotation_types.set([models.AnnotationType.objects.get(code="class-label")])
    entry.count_set.create(value=4, unit=patients, position=0)
    entry.count_set.create(value=4, unit=slices, precision="about", position=1)
    flu = models.Condition.objects.get(code="pneumonia")
    entry.datasetclass_set.create(name="Flu", condition=flu, count=6, unit=slices)
    entry.split_set.create(name="train", count=70, unit=slices, percent=70.5)
    entry.link_set.create(url="https://example.org/a", kind="homepage", label="Home", position=0)
    entry.link_set.create(url="https://example.org/b", kind="download", position=1)
    entry.paper_set.create(title="On sets", authors="Doe, Jane", year=2019, doi="10.1000/x")
    entry.relations.create(kind="subset-of", target=Dataset.objects.get(slug="mura"))
    explanation = {"fr": "Ils diffèrent.", "en": "They differ."}
    entry.disagreement_set.create(field="annotation_type", kind="documents", explanation=explanation)
    summary = "A set that exists for the tests alone."
    entry.descriptions.create(language="en", summary=summary, description="It holds slices.", origin="machine")
    document = Document.objects.get(code="000")
    for position, (field, value, printed, *_) in enumerate(STATEMENTS):
        words = printed if printed != "…" else "as printed"
        note = "Ours." if field == "annotation" else ""
        entry.statement_set.create(
            field=field, value=value, printed=words, note=note, document=document, line=3, position=position
        )
    SeedMark.objects.create(kind="dataset", key=SLUG, digest=MARK)
    return entry


def migrate() -> None:
    """Do what the migration does, with the models as they were before it."""
    apps = MigrationExecutor(connection).loader.project_state(("datasets", BEFORE)).apps
    migration = import_module("datasets.migrations.0009_values_as_entries_hold_them")
    for operation in migration.Migration.operations:
        operation.code(apps, connection.schema_editor())


def mark(kind: str = "dataset", key: str = SLUG) -> str:
    return SeedMark.objects.get(kind=kind, key=key).digest


def held() -> Record:
    (found,) = dumping.dump_datasets(Dataset.objects.filter(slug=SLUG))
    return found


def test_each_value_has_what_the_columns_held(entry: Dataset) -> None:
    migrate()
    found = [(statement.field, statement.value) for statement in entry.statement_set.all()]
    assert found == [(field, value) for *_, field, value in STATEMENTS]


def test_nothing_else_of_a_statement_changes(entry: Dataset) -> None:
    keys = ("pk", "printed", "line", "heading", "note", "document", "position")
    before = list(entry.statement_set.values_list(*keys))
    migrate()
    assert list(entry.statement_set.values_list(*keys)) == before


def test_entry_holds_after_projecting_what_it_held(entry: Dataset) -> None:
    before = held()
    migrate()
    projecting.project(Dataset.objects.filter(slug=SLUG))
    after = held()
    # The second class was stated, and stood in no column.
    assert [item["name"] for item in after.pop("class")] == ["Flu", "Other"]
    # How many there are in the split stood in a column alone.
    assert [(item["percent"], item["count"]) for item in after.pop("split")] == [(70.5, None)]
    same = before.keys() - {"class", "split", "statements", "disagreements", "changed"}
    assert {key: after[key] for key in same} == {key: before[key] for key in same}


def test_clashes_have_the_new_names_of_fields(entry: Dataset) -> None:
    migrate()
    assert [item.field for item in entry.disagreement_set.all()] == ["annotation"]


def test_guides_have_the_new_names_of_fields(entry: Dataset) -> None:
    figure = {"field": "annotation_type", "value": "masks", "printed": "masks"}
    body = {"sections": [{"field": "annotation"}]}
    guide = Guide.objects.create(slug="old", kind="level", titles={"en": "Old"}, body=body)
    guide.entries.create(dataset=entry, details={"figures": [figure, {**figure, "field": "size"}]})
    migrate()
    guide.refresh_from_db()
    assert guide.body == {"sections": [{"field": "annotation_detail"}]}
    assert [item["field"] for item in guide.entries.get().details["figures"]] == ["annotation", "size"]


class TestMarks:
    """Seeding upgrades what is as the fixtures put it, and keeps what curators changed."""

    @pytest.fixture
    def files(self, entry: Dataset) -> Callable[[], Tree]:
        """The fixtures of today: the entry has another name."""

        def read() -> Tree:
            return Tree(dataset=[("datasets/example-set.json", {**held(), "name": "Upgraded", "changed": None})])

        return read

    def test_entry_that_nobody_touched_is_upgraded(self, files: Callable[[], Tree]) -> None:
        migrate()
        assert mark().startswith(seeding.AS_OF)
        outcome = seeding.seed(files())
        assert outcome.updated == [f"dataset {SLUG}"]
        assert Dataset.objects.get(slug=SLUG).name == "Upgraded"
        assert not seeding.seed(files()).changed

    @pytest.mark.parametrize(
        "work",
        [
            lambda entry: entry.split_set.update(percent=71),
            lambda entry: entry.statement_set.filter(field="kind").update(note="A curator's."),
            lambda entry: entry.descriptions.update(reviewed=True),
            lambda entry: entry.relations.update(kind="mirror-of"),
            lambda entry: Dataset.objects.filter(pk=entry.pk).update(status="withdrawn"),
        ],
        ids=["part", "statement", "text", "relation", "withdrawn"],
    )
    def test_entry_that_a_curator_changed_before_is_kept(
        self, entry: Dataset, files: Callable[[], Tree], work: Callable[[Dataset], Any]
    ) -> None:
        """Whatever its day says: a dump that was restored has days alone."""
        work(entry)
        migrate()
        assert mark() == MARK
        assert seeding.seed(files()).kept == [f"dataset {SLUG}"]
        assert Dataset.objects.get(slug=SLUG).name == "Example set"

    def test_entry_that_a_curator_changes_before_seeding_is_kept(self, files: Callable[[], Tree]) -> None:
        migrate()
        entries = Dataset.objects.filter(slug=SLUG)
        entries.update(name="A curator's", changed=timezone.now(), revision=ChangeSet.advance())
        assert seeding.seed(files()).kept == [f"dataset {SLUG}"]
        assert Dataset.objects.get(slug=SLUG).name == "A curator's"

    def test_entry_that_lost_a_relation_with_another_entry_is_upgraded(
        self, entry: Dataset, files: Callable[[], Tree]
    ) -> None:
        Dataset.objects.get(slug="mura").delete()
        migrate()
        assert seeding.seed(files()).updated == [f"dataset {SLUG}"]

    def test_deleted_entry_stays_away(self, entry: Dataset, files: Callable[[], Tree]) -> None:
        migrate()
        tree = files()
        entry.delete()
        assert seeding.seed(tree).kept == [f"dataset {SLUG}"]

    @pytest.mark.parametrize("is_curated", [False, True], ids=["as seeded", "changed by a curator"])
    def test_marks_of_terms_documents_and_guides_are_todays(self, is_curated: bool) -> None:
        names = {"fr": "Inventé", "en": "Made up"}
        models.AccessLevel.objects.create(
            code="made-up", names=names, synonyms={"en": ["Mock"]}, mappings={"coar": "x", "a": "y"}
        )
        passages = [{"language": "ru", "first": 2, "last": 3}]
        document = Document.objects.create(
            code="made-up", title="Made up", kind="page", languages=["en"], passages=passages,
            published=date(2024, 2, 29), url="https://example.org/",
        )  # fmt: skip
        document.descriptions.create(language="en", summary="It exists for the tests alone.", origin="machine")
        body = {"introduction": {"en": "Start here."}}
        guide = Guide.objects.create(slug="made-up", kind="level", position=9, titles=names, body=body)
        figure = {"field": "annotation_type", "value": "masks", "printed": "masks"}
        guide.entries.create(dataset=Dataset.objects.get(slug="mura"), details={"figures": [figure]})
        before = {"access_level": TERM_MARK, "document": DOCUMENT_MARK, "guide": GUIDE_MARK}
        for kind, digest in before.items():
            SeedMark.objects.create(kind=kind, key="made-up", digest=digest)
        if is_curated:
            models.AccessLevel.objects.filter(code="made-up").update(synonyms={})
            Document.objects.filter(code="made-up").update(lines=3)
            Guide.objects.filter(slug="made-up").update(position=10)
        migrate()
        (term,) = (term for term in dumping.dump_vocabulary("access")["terms"] if term["code"] == "made-up")
        (document_record,) = dumping.dump_documents(Document.objects.filter(code="made-up"))
        (guide_record,) = (record for record in dumping.dump_guides() if record["slug"] == "made-up")
        here = {
            "access": term_fingerprint(term, "access"),
            "document": fingerprint(document_record, "document"),
            "guide": fingerprint(guide_record, "guide"),
        }
        is_todays = {kind: mark(kind, "made-up") == value for kind, value in here.items()}
        assert is_todays == dict.fromkeys(here, not is_curated)

    def test_names_of_vocabularies_are_todays(self) -> None:
        for new, old in (("access", "access_level"), ("annotation", "annotation_type")):
            SeedMark.objects.filter(kind=new).update(kind=old)
            SeedMark.objects.filter(kind="order", key=new).update(key=old)
        before = SeedMark.objects.count()
        migrate()
        assert not SeedMark.objects.filter(kind__in=("access_level", "annotation_type")).exists()
        assert not SeedMark.objects.filter(kind="order", key__in=("access_level", "annotation_type")).exists()
        assert SeedMark.objects.count() == before
